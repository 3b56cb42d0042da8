package find

import (
	"strings"

	"iscope/views/workflows/path"
)

// Query is what is looked for. Make it with [Parse].
type Query struct {
	Kind Kind
	Text string // without the prefix, as typed
	fold string
	path *path.Path
	must []string // names that a record has to hold for the path to lead anywhere
	all  bool     // only texts equal to it
}

// prefix is a word before a colon that says what is looked for.
type prefix struct {
	word string
	kind Kind
	help string
}

// prefixes are in the order in which they are offered.
var prefixes = []prefix{
	{"action:", Action, "steps with this action or operator"},
	{"trigger:", Trigger, "what starts it: event, type or name"},
	{"secret:", Secret, "references to the vault"},
	{"source:", Source, "sources by name or id"},
	{"url:", Address, "addresses of the web and of mail"},
	{"step:", Step, "names of steps"},
	{"owner:", Owner, "owner by name or id"},
	{"text:", Text, "a text that begins like something else"},
	{"operator:", Action, ""},
	{"address:", Address, ""},
}

// Parse reads a query: a text, a JSONPath where it begins with $, or a prefix
// such as action: with a text, of which case does not matter. It fails where a
// JSONPath is not one, or cannot be tried here.
func Parse(typed string) (Query, error) {
	s := strings.TrimSpace(typed)
	if s == "" {
		return Query{}, nil
	}
	if strings.HasPrefix(s, "$") {
		p, err := path.Parse(s)
		if err != nil {
			return Query{}, err
		}
		if d := p.Doubt(); d != nil {
			return Query{}, d
		}
		return Query{Kind: Path, Text: s, path: p, must: members(s)}, nil
	}
	kind := Text
	for _, p := range prefixes {
		if len(s) >= len(p.word) && strings.EqualFold(s[:len(p.word)], p.word) {
			kind, s = p.kind, strings.TrimSpace(s[len(p.word):])
			break
		}
	}
	if s == "" && kind == Text {
		return Query{}, nil
	}
	return Query{Kind: kind, Text: s, fold: strings.ReplaceAll(fold(s), "\x00", "")}, nil
}

// members returns the plain member names a JSONPath begins with: a record that
// lacks one holds nothing it leads to.
func members(s string) []string {
	var out []string
	s = strings.TrimPrefix(s, "$")
	for strings.HasPrefix(s, ".") {
		s = s[1:]
		n := strings.IndexFunc(s, func(r rune) bool {
			return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
		})
		if n < 0 {
			return append(out, s)
		}
		if n == 0 || s[n] != '.' && s[n] != '[' {
			break
		}
		out, s = append(out, s[:n]), s[n:]
	}
	return out
}

// Completion is a way to go on with what was typed.
type Completion struct {
	Text string // the whole query then
	Note string // what it is, or how often it is used
}

// Complete returns up to n ways to go on: prefixes, and behind one what the
// workflows use.
func (ix *Index) Complete(typed string, n int) []Completion {
	var out []Completion
	typed = strings.TrimLeft(typed, " ")
	low := strings.ToLower(typed)
	for _, p := range prefixes {
		if len(out) < n && p.help != "" && len(low) < len(p.word) && strings.HasPrefix(p.word, low) {
			out = append(out, Completion{p.word, p.help})
		}
		if p.kind == Text || !strings.HasPrefix(low, p.word) {
			continue
		}
		want := strings.TrimSpace(low[len(p.word):])
		for _, v := range ix.Used(p.kind) {
			if l := strings.ToLower(v.Text); len(out) < n && l != want && strings.HasPrefix(l, want) {
				out = append(out, Completion{typed[:len(p.word)] + v.Text, count(v.Workflows)})
			}
		}
	}
	return out
}
