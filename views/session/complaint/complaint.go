package complaint

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"iscope/api"
	"iscope/api/safe"
)

// Field is a field that a complaint may be about.
type Field struct {
	Key   string
	Names []string // by which a server may call it: member, uid, label
}

// Place returns the complaints of a failure by the key of the field they are
// about, and those about no field of these, as sentences.
func Place(err *api.Error, fields []Field) (at map[string]string, rest []string) {
	x := index(fields)
	p := placed{at: map[string][]string{}}
	for _, s := range sentences(err.Detail) {
		p.sentence(&x, s)
	}
	for _, name := range slices.Sorted(maps.Keys(err.Fields)) {
		text := err.Fields[name]
		if plain(name) == "base" { // what Rails has against the whole
			p.sentence(&x, text)
			continue
		}
		if key, ok := x.named(name); ok {
			p.put(key, text)
			continue
		}
		p.sentence(&x, strings.TrimSpace(safe.Line(name)+" "+text))
	}
	at = make(map[string]string, len(p.at))
	for key, texts := range p.at {
		at[key] = strings.Join(texts, "; ")
	}
	return at, p.rest
}

type placed struct {
	at   map[string][]string
	rest []string
}

func (p *placed) put(key, text string) {
	if !slices.Contains(p.at[key], text) {
		p.at[key] = append(p.at[key], text)
	}
}

// sentence puts a sentence to the field it begins with, if it does.
func (p *placed) sentence(x *names, s string) {
	if key, text, ok := x.begins(s); ok {
		p.put(key, text)
	} else if s != "" && !slices.Contains(p.rest, s) {
		p.rest = append(p.rest, s)
	}
}

// leads are what stands before a list of complaints.
var leads = []string{"Validation failed:", "validation failed:"}

// sentences splits a text that has several complaints.
func sentences(text string) []string {
	separator := "; "
	for _, lead := range leads {
		if cut, found := strings.CutPrefix(text, lead); found {
			text, separator = strings.ReplaceAll(cut, "; ", ", "), ", "
		}
	}
	var out []string
	for s := range strings.SplitSeq(text, separator) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// names are the fields by what they are called, the longest names first.
type names struct {
	key   map[string]string
	order []string
}

// least is how many letters a name must have to be looked for in a sentence.
const least = 2

func index(fields []Field) names {
	x := names{key: map[string]string{}}
	for _, f := range fields {
		for _, n := range f.Names {
			if n = plain(n); n != "" && x.key[n] == "" {
				x.key[n] = f.Key
				x.order = append(x.order, n)
			}
		}
	}
	slices.SortStableFunc(x.order, func(a, b string) int { return len(b) - len(a) })
	return x
}

// plain returns a name without case, and with blanks for what separates words.
func plain(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("_-\"'`", r)
	}), " ")
}

// around are the members that a request has around its fields.
var around = map[string]bool{"workflow session": true, "base": true, "attributes": true, "errors": true, "data": true}

// named returns the field that a key of a body means: by the whole of it, or
// without what stands around a field, or an index behind it.
func (x *names) named(name string) (string, bool) {
	if key, ok := x.key[plain(name)]; ok {
		return key, true
	}
	parts := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("./[]", r) })
	for len(parts) > 1 && around[plain(parts[0])] {
		parts = parts[1:]
	}
	for len(parts) > 1 && strings.Trim(parts[len(parts)-1], "0123456789") == "" {
		parts = parts[:len(parts)-1]
	}
	if key, ok := x.key[plain(strings.Join(parts, "."))]; ok {
		return key, true
	}
	if len(parts) == 0 {
		return "", false
	}
	key, ok := x.key[plain(parts[len(parts)-1])]
	return key, ok
}

// begins returns the field whose name a sentence begins with, and what it says
// about it.
func (x *names) begins(s string) (key, text string, ok bool) {
	words := strings.Fields(s)
	for _, n := range x.order {
		if len(n) < least {
			continue
		}
		for i := range words { // a name of several words may be written as one
			head := plain(strings.TrimRight(strings.Join(words[:i+1], " "), ":,"))
			if len(head) > len(n) {
				break
			}
			if rest := strings.Join(words[i+1:], " "); head == n && rest != "" {
				return x.key[n], rest, true
			}
		}
	}
	return "", "", false
}
