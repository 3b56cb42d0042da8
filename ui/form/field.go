package form

import (
	"strings"
	"unicode/utf8"

	"iscope/api/safe"
	"iscope/ui/field"
)

// Kind is how a field is edited.
type Kind uint8

// Kinds of fields.
const (
	Text   Kind = iota // one line
	Lines              // several lines, edited as one: enter breaks a line, drawn as ␤
	Choice             // one of Options
	Secret             // never drawn; what is typed replaces it
	Fixed              // only shown
)

// Option is one value of a Choice.
type Option struct {
	Value, Label string
	Note         string // more about it, where one chooses
}

// Field describes one field. Its texts are clean.
type Field struct {
	Key     string   // identity, unique in the form
	Group   string   // heading above the first field of a run with the same group
	Within  []string // headings of the groups around Group, outermost first: each is a step to the right
	Label   string
	Kind    Kind
	Value   string
	Options []Option // Choice
	Help    string   // shown while the field is focused
	Row     bool     // a row of a key and its value, which can be taken away
	Starred bool     // marked with * as one that must not stay empty, which Check has to say
	// Check returns what is wrong with a value, "" when nothing is. It is asked
	// about changed values only, since what was there before is not the person's
	// doing, unless the field is Strict.
	Check  func(value string) string
	Strict bool
	// Hint returns more about a value, such as a name for an id, "" for nothing.
	Hint func(value string) string
}

// Change is one field whose value is not the one it began with.
type Change struct {
	Key, Label    string
	Before, After string
	Added         bool // the row is new
	Removed       bool // the row is to go; After is ""
	Secret        bool // the values must not be shown
}

// lineBreak stands for a line break while several lines are edited as one.
const lineBreak = "␤"

// input is a field with what became of it.
type input struct {
	Field
	value     string
	added     bool
	removed   bool
	complaint string
}

func newInput(f Field, added bool) *input {
	f.Value = safe.Block(f.Value)
	if f.Kind == Text && strings.Contains(f.Value, "\n") {
		f.Kind = Lines
	}
	if (f.Kind == Text || f.Kind == Lines) && utf8.RuneCountInString(f.Value) > field.Max {
		f.Kind, f.Help = Fixed, "Too long to be edited here"
	}
	in := &input{Field: f, added: added}
	in.restore()
	return in
}

// restore puts the value back to the one it began with. A secret is edited
// from nothing.
func (in *input) restore() {
	in.value, in.removed, in.complaint = in.Value, false, ""
	if in.Kind == Secret {
		in.value = ""
	}
}

func (in *input) changed() bool {
	if in.added || in.removed {
		return true
	}
	if in.Kind == Secret {
		return in.value != ""
	}
	return in.value != in.Value
}

func (in *input) change() Change {
	c := Change{Key: in.Key, Label: in.Label, Before: in.Value, After: in.value, Added: in.added, Removed: in.removed, Secret: in.Kind == Secret}
	if in.removed {
		c.After = ""
	}
	return c
}

// typed returns the value as it is edited in one line.
func (in *input) typed() string {
	if in.Kind == Lines {
		return strings.ReplaceAll(in.value, "\n", lineBreak)
	}
	return in.value
}

// take takes over what was edited in one line.
func (in *input) take(text string) {
	if in.Kind == Lines {
		text = strings.ReplaceAll(text, lineBreak, "\n")
	}
	in.value, in.complaint, in.removed = text, "", false
}

// word returns the value as it is drawn when it is not edited.
func (in *input) word() string {
	switch in.Kind {
	case Choice:
		for _, o := range in.Options {
			if o.Value == in.value {
				return o.Label
			}
		}
	case Secret:
		switch {
		case in.value != "":
			return "hidden, changed"
		case in.Value != "":
			return "hidden"
		}
		return ""
	}
	return strings.ReplaceAll(in.value, "\n", lineBreak)
}
