package terms

import (
	"fmt"
	"slices"
	"strings"

	"iscope/api/safe"
	"iscope/ui/cell"
)

// Key is something a term can be about.
type Key struct {
	Name   string // in lower case
	Help   string // what it is about, in a few words
	Values []Value
	Open   bool // other values than Values may be given
	Many   bool // several may be given, with commas between: one must hold
}

// Value is one that a term can have.
type Value struct {
	Text string
	Note string // what it is, where Text does not tell
}

// Of returns values that need no note.
func Of(texts ...string) []Value {
	out := make([]Value, len(texts))
	for i, t := range texts {
		out[i].Text = t
	}
	return out
}

// Keys are all that terms can be about in one list, in the order in which they
// are told.
type Keys []Key

// find returns the key of that name, nil where there is none.
func (k Keys) find(name string) *Key {
	i := slices.IndexFunc(k, func(key Key) bool { return strings.EqualFold(key.Name, name) })
	if i < 0 {
		return nil
	}
	return &k[i]
}

// Names lists the names of the keys in words: "status, workflow and since".
func (k Keys) Names() string {
	names := make([]string, len(k))
	for i, key := range k {
		names[i] = key.Name
	}
	return And(names)
}

// And lists texts in words, with "and" before the last.
func And(texts []string) string {
	if n := len(texts); n > 1 {
		return strings.Join(texts[:n-1], ", ") + " and " + texts[n-1]
	}
	return strings.Join(texts, "")
}

// Term is a word with a name.
type Term struct {
	Key    string
	Values []string // as Key.Values have them, else as typed; more than one only of Key.Many
}

// Line is a text that was read. Its zero value lets everything through.
type Line struct {
	Terms []Term   // each key once
	Words []string // all others, without their quotes
}

// IsZero reports whether nothing is asked for.
func (l Line) IsZero() bool { return len(l.Terms) == 0 && len(l.Words) == 0 }

// Get returns the first value of a key, "" where the line has none.
func (l Line) Get(key string) string {
	if all := l.All(key); len(all) > 0 {
		return all[0]
	}
	return ""
}

// All returns the values of a key.
func (l Line) All(key string) []string {
	for _, t := range l.Terms {
		if t.Key == key {
			return t.Values
		}
	}
	return nil
}

// Text returns the words that are no terms, as the filter of a list takes them.
func (l Line) Text() string { return strings.Join(l.Words, " ") }

// Parse reads a text. An error names the keys or values that there are.
func Parse(text string, keys Keys) (Line, error) {
	var out Line
	for _, w := range split(text) {
		switch {
		case w.unclosed:
			return Line{}, fmt.Errorf("%s: this quote is not closed", shown(w.raw))
		case w.name == "" && strings.TrimSpace(w.word()) == "":
		case w.name == "":
			out.Words = append(out.Words, w.word())
		default:
			t, err := keys.term(w)
			if err != nil {
				return Line{}, err
			}
			if slices.ContainsFunc(out.Terms, func(o Term) bool { return o.Key == t.Key }) {
				return Line{}, fmt.Errorf("%s stands there twice; it can be asked for once", t.Key)
			}
			out.Terms = append(out.Terms, t)
		}
	}
	return out, nil
}

// HasTerms reports whether a text has a word with a name and a colon, whether
// there is such a key or not.
func HasTerms(text string) bool {
	return slices.ContainsFunc(split(text), func(w word) bool { return w.name != "" })
}

// term reads a word with a name.
func (k Keys) term(w word) (Term, error) {
	key := k.find(w.name)
	switch {
	case key == nil:
		return Term{}, k.unknown(w)
	case w.not:
		return Term{}, fmt.Errorf("%s: the contrary of a term cannot be asked for; ! goes before words alone", shown(w.raw))
	}
	values := []string{strings.Join(w.values, ",")}
	if key.Many {
		values = w.values
	}
	t := Term{Key: key.Name}
	for _, v := range values {
		v, err := key.value(v)
		if err != nil {
			return Term{}, err
		}
		t.Values = append(t.Values, v)
	}
	return t, nil
}

func (k Keys) unknown(w word) error {
	hint := `words in quotes are looked for`
	if len(k) == 0 {
		return fmt.Errorf("this list is filtered by words alone, not by %q; %s", shown(w.name), hint)
	}
	return fmt.Errorf("this list cannot be filtered by %q; there are %s, and %s", shown(w.name), k.Names(), hint)
}

// value returns a value as the key has it.
func (k *Key) value(text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", fmt.Errorf("%s: needs a value: %s", k.Name, k.choices())
	}
	for _, v := range k.Values {
		if fold(v.Text) == fold(text) {
			return v.Text, nil
		}
	}
	if k.Open {
		return text, nil
	}
	return "", k.Unknown(text)
}

// Unknown is the error for a value that there is not.
func (k *Key) Unknown(text string) error {
	return fmt.Errorf("%s cannot be %q; there are %s", k.Name, shown(text), k.choices())
}

// told is how many values a message names.
const told = 14

// choices names the values there are.
func (k *Key) choices() string {
	if len(k.Values) == 0 || k.Open {
		return k.Help
	}
	texts := make([]string, 0, told)
	for _, v := range k.Values[:min(len(k.Values), told)] {
		texts = append(texts, v.Text)
	}
	if more := len(k.Values) - told; more > 0 {
		texts = append(texts, fmt.Sprintf("%d more", more))
	}
	return And(texts)
}

// fold is what values are compared by: neither case nor blanks, dashes and
// underscores between their words matter.
func fold(s string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "").Replace(strings.ToLower(s))
}

// shown is what somebody typed as a message repeats it.
func shown(s string) string { return cell.Cut(safe.Line(s), 32) }
