package find

import "strings"

// Kind is what is looked for.
type Kind uint8

// Kinds of queries. The first three are of a query only; the others are also
// what a workflow uses, see [Index.Uses].
const (
	Nothing Kind = iota
	Text         // anywhere, in names and values
	Path         // what a JSONPath leads to
	Action       // actionId of a step; operators have theirs there too
	Trigger      // type, event and name of the trigger
	Secret       // a reference to the vault: the part after $.secrets., or a refID
	Source       // what stands under a name that says "source", or is of type SOURCE
	Address      // of the web or of mail
	Owner        // name and id
	Step         // name and displayName
	kindCount
)

// use is what a record uses, and where that stands on its tape.
type use struct {
	kind Kind
	text uint32
	at   uint32
	step uint32 // where the step it is in begins on the tape; 0 outside of steps
}

const secretPrefix = "$.secrets."

// gather returns what a record uses.
func (d *dictionary) gather(tape []uint32) []use {
	var out []use
	var tr trail
	tr.walk(tape, func(at int, t uint32) {
		put := func(k Kind, n uint32) { out = append(out, use{k, n, uint32(at), uint32(tr.stepAt(at))}) }
		n := textOf(t)
		if kindOf(t) == name {
			if tr.top().steps {
				put(Step, n)
			}
			return
		}
		if kindOf(t) != text {
			return
		}
		if d.about[n]&hasSecret != 0 {
			for _, s := range secrets(d.text[n]) {
				put(Secret, d.number([]byte(s)))
			}
		}
		key, depth := uint32(0), len(tr.frames)
		if !tr.top().list {
			key = tr.top().key
		}
		inStep := tr.depth()
		switch {
		case tr.under(wTrigger) && (key == wType && depth == 2 || key == wDisplayName && depth == 2 || (key == wID || key == wName) && depth == 3):
			put(Trigger, n)
		case tr.under(wOwner) && (key == wID || key == wName):
			put(Owner, n)
		case inStep > 0 && depth == inStep+1 && key == wActionID:
			put(Action, n)
		case inStep > 0 && depth == inStep+1 && key == wDisplayName:
			put(Step, n)
		case key == wRefID:
			put(Secret, n)
		}
		if inStep > 0 && depth > inStep+1 && d.namesSource(tape, &tr, inStep+1, n) {
			put(Source, n)
		}
		if d.about[n]&isAddress != 0 || d.about[key]&addressKey != 0 && !tr.top().list {
			put(Address, n)
		}
	})
	return out
}

// deepest bounds how far up a name is looked at.
const deepest = 32

// namesSource reports whether a value within the attributes of a step says which
// source: it stands under a name that says so, or beside a type that does.
// A path leads to one and names none.
func (d *dictionary) namesSource(tape []uint32, tr *trail, from int, n uint32) bool {
	if s := d.text[n]; s == "" || strings.HasPrefix(s, "$") || strings.HasPrefix(s, "{{") {
		return false
	}
	for i := max(from, len(tr.frames)-deepest); i < len(tr.frames); i++ {
		if f := &tr.frames[i]; !f.list && d.about[f.key]&hasSource != 0 {
			return true
		}
	}
	top := tr.top()
	if top.list || top.key != wID && top.key != wName {
		return false
	}
	for at := top.from + 1; kindOf(tape[at]) != end; at = skip(tape, at+1) {
		if textOf(tape[at]) == wType && tape[at+1] == token(text, wSOURCE) {
			return true
		}
	}
	return false
}

// skip returns the place behind the value at a place.
func skip(tape []uint32, at int) int {
	for depth := 0; ; at++ {
		switch kindOf(tape[at]) {
		case object, array:
			depth++
		case end:
			depth--
		}
		if depth == 0 {
			return at + 1
		}
	}
}

// secrets returns the names of the secrets a text refers to.
func secrets(s string) []string {
	var out []string
	for {
		_, rest, ok := strings.Cut(s, secretPrefix)
		if !ok {
			return out
		}
		e := strings.IndexFunc(rest, func(r rune) bool { return r == '.' || !inHost(r) })
		if e < 0 {
			e = len(rest)
		}
		if e > 0 {
			out = append(out, rest[:e])
		}
		s = rest[e:]
	}
}
