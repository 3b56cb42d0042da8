package find

import (
	"encoding/json"
	"strconv"
	"strings"

	"iscope/views/workflows/check/place"
)

// A record is kept as a tape: one number for each name, value and bracket of it,
// in order. The lower bits say what it is, the others which text.
const (
	object uint32 = iota
	array
	end
	name // of a member; its value follows
	text
	word // a number, true, false or null
	kinds
)

const kindBits = 3

func token(kind, n uint32) uint32 { return n<<kindBits | kind }
func kindOf(t uint32) uint32      { return t & (1<<kindBits - 1) }
func textOf(t uint32) uint32      { return t >> kindBits }

// scanner reads a record, which is known to be JSON, onto a tape.
type scanner struct {
	d    *dictionary
	in   []byte
	at   int
	tape []uint32
}

// record reads a record. What is not a JSON object has an empty tape.
func (d *dictionary) record(raw []byte) []uint32 {
	if !json.Valid(raw) {
		return nil
	}
	s := scanner{d: d, in: raw, tape: make([]uint32, 0, len(raw)/12)}
	s.blanks()
	if s.in[s.at] != '{' {
		return nil
	}
	s.value()
	return append([]uint32(nil), s.tape...)
}

func (s *scanner) blanks() {
	for s.at < len(s.in) {
		switch s.in[s.at] {
		case ' ', '\t', '\n', '\r', ',', ':': // valid JSON has them only where they belong
			s.at++
		default:
			return
		}
	}
}

func (s *scanner) value() {
	s.blanks()
	switch s.in[s.at] {
	case '{':
		s.inside(object, '}')
	case '[':
		s.inside(array, ']')
	case '"':
		s.tape = append(s.tape, token(text, s.quoted()))
	default:
		from := s.at
		for s.at < len(s.in) && !strings.ContainsRune(" \t\r\n,]}", rune(s.in[s.at])) {
			s.at++
		}
		s.tape = append(s.tape, token(word, s.d.number(s.in[from:s.at])))
	}
}

func (s *scanner) inside(kind uint32, closing byte) {
	s.tape = append(s.tape, token(kind, 0))
	s.at++
	for s.blanks(); s.in[s.at] != closing; s.blanks() {
		if kind == object {
			s.tape = append(s.tape, token(name, s.quoted()))
		}
		s.value()
	}
	s.at++
	s.tape = append(s.tape, token(end, 0))
}

// quoted reads a text and returns its number.
func (s *scanner) quoted() uint32 {
	from, escaped := s.at, false
	for s.at++; s.in[s.at] != '"'; s.at++ {
		if s.in[s.at] == '\\' {
			escaped = true
			s.at++
		}
	}
	s.at++
	if !escaped {
		return s.d.number(s.in[from+1 : s.at-1])
	}
	var plain string
	if json.Unmarshal(s.in[from:s.at], &plain) != nil {
		return s.d.number(s.in[from+1 : s.at-1]) // a valid text unmarshals
	}
	return s.d.number([]byte(plain))
}

// decode returns the value that begins at a place of a tape, the way
// encoding/json would, and where it ends.
func (w *words) decode(tape []uint32, at int) (any, int) {
	switch t := tape[at]; kindOf(t) {
	case object:
		o := map[string]any{}
		for at++; kindOf(tape[at]) != end; {
			key := w.text[textOf(tape[at])]
			o[key], at = w.decode(tape, at+1)
		}
		return o, at + 1
	case array:
		a := []any{}
		for at++; kindOf(tape[at]) != end; {
			var v any
			v, at = w.decode(tape, at)
			a = append(a, v)
		}
		return a, at + 1
	case word:
		return scalar(w.text[textOf(t)]), at + 1
	default:
		return w.text[textOf(t)], at + 1
	}
}

func scalar(s string) any {
	switch s {
	case "null":
		return nil
	case "true", "false":
		return s == "true"
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil { // beyond what a number can be
		return s
	}
	return f
}

// frame is an object or array on the way to a value.
type frame struct {
	key   uint32 // name of the member, of an object
	item  int    // place of the element, of an array
	list  bool
	steps bool // its members are steps
	depth int  // of the frame with the innermost step, from 1; 0 outside of steps
	from  int  // where it begins on the tape
}

// trail is the way to a place of a tape.
type trail struct {
	frames []frame
}

// walk goes along a tape and calls visit for each name and each value that is
// neither object nor array. visit may look at the trail, not keep it.
func (tr *trail) walk(tape []uint32, visit func(at int, t uint32)) {
	tr.frames = tr.frames[:0]
	for at, t := range tape {
		switch kindOf(t) {
		case object, array:
			tr.element()
			tr.frames = append(tr.frames, frame{list: kindOf(t) == array, item: -1, from: at})
			tr.innermost()
		case end:
			tr.frames = tr.frames[:len(tr.frames)-1]
		case name:
			tr.top().key = textOf(t)
			visit(at, t)
		default:
			tr.element()
			visit(at, t)
		}
	}
}

func (tr *trail) top() *frame { return &tr.frames[len(tr.frames)-1] }

// element counts a value that begins, where it is an element of an array.
func (tr *trail) element() {
	if n := len(tr.frames); n > 0 && tr.frames[n-1].list {
		tr.frames[n-1].item++
	}
}

// innermost notes of the frame on top which step it is in.
func (tr *trail) innermost() {
	k := len(tr.frames) - 1
	f := &tr.frames[k]
	if f.steps = tr.holdsSteps(); f.steps {
		f.depth = k + 1
	} else if k > 0 {
		f.depth = tr.frames[k-1].depth
	}
}

// holdsSteps reports whether the object on top holds steps: those of the
// definition, or of a loop among its steps.
func (tr *trail) holdsSteps() bool {
	f := tr.frames
	k := len(f) - 1
	if k < 2 || f[k].list || f[k-1].list || f[k-1].key != wSteps || f[k-2].list {
		return false
	}
	return k == 2 && f[0].key == wDefinition || k >= 5 && f[k-2].key == wAttributes && f[k-3].steps
}

// depth returns how deep the way is in the innermost step, 0 where it is in none:
// the frame before has the name of the step.
func (tr *trail) depth() int {
	if len(tr.frames) == 0 {
		return 0
	}
	return tr.top().depth
}

// stepAt returns where the step begins that a place is in, 0 outside of steps.
func (tr *trail) stepAt(at int) int {
	depth := tr.depth()
	switch {
	case depth == 0:
		return 0
	case depth < len(tr.frames):
		return tr.frames[depth].from
	}
	return at + 1 // the place is its name
}

// under reports whether the way leads through that member of the record.
func (tr *trail) under(key uint32) bool { return len(tr.frames) > 0 && tr.frames[0].key == key }

// pointer returns the way as a JSON pointer (RFC 6901).
func (tr *trail) pointer(w *words) string {
	at := ""
	for i := range tr.frames {
		if f := &tr.frames[i]; f.list {
			at = place.Item(at, f.item)
		} else {
			at = place.Step(at, w.text[f.key])
		}
	}
	return at
}
