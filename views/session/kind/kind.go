package kind

import (
	"slices"
	"strings"

	"iscope/api"
)

// Kind is what the text of a value means.
type Kind uint8

// Kinds of values. Those NERM does not document are taken for text.
const (
	Text    Kind = iota // one line
	Area                // several lines
	Date                // in the attribute's own format
	Choice              // of the attribute's options
	Tags                // words, of the attribute's options or others
	Person              // a user, as "Name (e-mail)"
	Profile             // a profile, by name
	Number
	YesNo
	File // uploaded in NERM; its value cannot be set
)

// Attribute is an attribute with what its values mean.
type Attribute struct {
	api.NEAttribute
	Kind Kind
	Many bool // several values, with commas between them
}

// kinds by the words of data_type.
var kinds = map[string]Kind{
	"text field": Text, "text area": Area, "date": Date, "drop-down": Choice, "radio buttons": Choice, "check boxes": Choice, "tags": Tags,
	"attachment": File, "profile select": Profile, "profile search": Profile, "owner select": Person, "owner search": Person,
	"contributor select": Person, "contributor search": Person,
	"number": Number, "numeric": Number, "integer": Number, "decimal": Number, "boolean": YesNo, "yes/no": YesNo, "checkbox": YesNo,
}

// Of returns an attribute with its kind.
func Of(a api.NEAttribute) Attribute {
	word := strings.ToLower(a.DataType)
	out := Attribute{NEAttribute: a, Kind: kinds[word]}
	switch out.Kind {
	case Tags:
		out.Many = true
	case Choice:
		out.Many = a.Multiple || word == "check boxes"
	case Person, Profile:
		out.Many = a.Multiple
	}
	return out
}

// Chosen reports whether values are chosen from a list rather than typed.
func (a Attribute) Chosen() bool {
	switch a.Kind {
	case Choice, Tags, Person, Profile, YesNo:
		return true
	}
	return false
}

// Listed reports whether NERM has a list of the values that may be chosen.
func (a Attribute) Listed() bool { return a.Kind == Choice || a.Kind == Tags }

// Split returns the single values of a value. A comma within a person's name is
// no separator where the person has an e-mail address behind it, nor is one
// within a name that is known.
func (a Attribute) Split(value string, known ...string) []string {
	if !a.Many {
		if value = strings.TrimSpace(value); value != "" {
			return []string{value}
		}
		return nil
	}
	if len(known) > 0 {
		return a.splitKnown(value, known)
	}
	var out []string
	for part := range strings.SplitSeq(value, ",") {
		if a.Kind == Person && len(out) > 0 && open(out[len(out)-1]) && !whole(part) {
			out[len(out)-1] += "," + part
			continue
		}
		out = append(out, part)
	}
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return slices.DeleteFunc(merged(a.Kind, out), func(s string) bool { return s == "" })
}

// splitKnown takes known names, the longest first, from the front of a list as
// long as there is one, and up to the next comma where there is none.
func (a Attribute) splitKnown(value string, known []string) []string {
	known = slices.Clone(known)
	slices.SortFunc(known, func(x, y string) int { return len(y) - len(x) })
	var out []string
	rest := ""
	flush := func() {
		out = append(out, a.Split(rest)...)
		rest = ""
	}
next:
	for value = strings.TrimSpace(value); value != ""; value = strings.TrimSpace(value) {
		for _, k := range known {
			after, found := strings.CutPrefix(value, k)
			if after = strings.TrimSpace(after); k != "" && found && (after == "" || after[0] == ',') {
				flush()
				out, value = append(out, k), strings.TrimPrefix(after, ",")
				continue next
			}
		}
		part, after, _ := strings.Cut(value, ",")
		rest, value = rest+part+",", after
	}
	flush()
	return out
}

// open reports whether a part of a list of people has begun an address and not
// ended it.
func open(part string) bool { return strings.Count(part, "(") > strings.Count(part, ")") }

// whole reports whether a part is a person by itself.
func whole(part string) bool {
	return strings.Contains(part, "(") && strings.HasSuffix(strings.TrimSpace(part), ")")
}

// merged puts parts of people together that a comma within a name tore: what
// has no address belongs to what follows and has one. Ids and names without any
// address stay as they are.
func merged(k Kind, parts []string) []string {
	if k != Person || !slices.ContainsFunc(parts, whole) {
		return parts
	}
	var out []string
	before := ""
	for _, p := range parts {
		switch {
		case p == "":
		case IsID(p):
			if before != "" {
				out = append(out, before)
			}
			out, before = append(out, p), ""
		case whole(p):
			out, before = append(out, joined(before, p)), ""
		default:
			before = joined(before, p)
		}
	}
	if before != "" {
		out = append(out, before)
	}
	return out
}

func joined(before, p string) string {
	if before == "" {
		return p
	}
	return before + ", " + p
}

// Join is the reverse of Split, in the notation of the vendor's examples.
func (a Attribute) Join(parts []string) string {
	if a.Kind == Person || a.Kind == Profile {
		return strings.Join(parts, ",")
	}
	return strings.Join(parts, ", ")
}

// Same reports whether two values mean the same: blanks around the parts of a
// list do not matter, nor does the order of choices and tags.
func (a Attribute) Same(x, y string) bool {
	if x == y {
		return true
	}
	if !a.Many {
		return a.Chosen() && strings.TrimSpace(x) == strings.TrimSpace(y)
	}
	p, q := a.Split(x), a.Split(y)
	if a.Listed() {
		slices.Sort(p)
		slices.Sort(q)
	}
	return slices.Equal(p, q)
}

// IsID reports whether a text has the form of NERM's ids.
func IsID(v string) bool {
	if len(v) != 36 {
		return false
	}
	for i := range len(v) {
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		if hyphen != (v[i] == '-') || !hyphen && !strings.ContainsRune("0123456789abcdefABCDEF", rune(v[i])) {
			return false
		}
	}
	return true
}
