package delta

import (
	"encoding/json"
	"errors"
	"fmt"

	"iscope/views/workflows/check/place"
)

// Conflict is a value that both sides changed, and not to the same. Values are
// JSON, indented as in a document, and not clean; nil where the side does not
// have the value.
type Conflict struct {
	Pointer            string // JSON pointer of the value
	Base, Mine, Theirs json.RawMessage
}

// Choice says which side of a conflict is taken.
type Choice uint8

// Choices.
const (
	Mine Choice = iota
	Theirs
	Base
)

// Result is what comes of a merge.
type Result struct {
	// Merged is the merged document, indented, in the order of mine. Where there
	// are conflicts it has my values: Resolve it before it is used.
	Merged    []byte
	Conflicts []Conflict // in the order of the document
	root      *place.Node
	sides     [][3]*place.Node // of each conflict by Choice
}

// ErrChoices is what Resolve returns when there is not one choice for each
// conflict.
var ErrChoices = errors.New("each conflict needs a choice")

// Merge puts together what two sides made of a document. Objects are merged member
// by member, everything else as a whole. What one side changed, added or removed is
// taken; what both did alike is taken; what both changed differently is a conflict,
// also where one removed what the other changed.
//
// Whether the outcome makes sense is another question: a step that one side removed
// may be where the other one now leads to. Check it.
func Merge(base, mine, theirs []byte) (Result, error) {
	var sides [3]*place.Node
	for i, text := range [][]byte{mine, theirs, base} {
		n, err := read(text)
		if err != nil {
			return Result{}, fmt.Errorf("%s: %w", [...]string{"mine", "theirs", "base"}[i], err)
		}
		sides[i] = n
	}
	var r Result
	r.root = r.merge("", sides[Base], sides[Mine], sides[Theirs])
	r.Merged = r.root.Indent()
	return r, nil
}

// merge returns what becomes of a value, nil where it is gone.
func (r *Result) merge(at string, base, mine, theirs *place.Node) *place.Node {
	switch {
	case mine.Equal(theirs), theirs.Equal(base):
		return mine
	case mine.Equal(base):
		return theirs
	case mine.Is(place.Object) && theirs.Is(place.Object) && (base == nil || base.Is(place.Object)):
		return r.members(at, base, mine, theirs)
	}
	r.Conflicts = append(r.Conflicts, Conflict{Pointer: at, Base: indented(base), Mine: indented(mine), Theirs: indented(theirs)})
	r.sides = append(r.sides, [3]*place.Node{Mine: mine, Theirs: theirs, Base: base})
	return mine
}

func indented(n *place.Node) json.RawMessage {
	if n == nil {
		return nil
	}
	return n.Indent()
}

// members merges objects. Theirs come behind what they stand behind in theirs.
func (r *Result) members(at string, base, mine, theirs *place.Node) *place.Node {
	out := &place.Node{Kind: place.Object}
	b, m, t := valuesOf(base), valuesOf(mine), valuesOf(theirs)
	for _, key := range interleave(keysOf(mine), keysOf(theirs)) {
		if v := r.merge(place.Step(at, key), b[key], m[key], t[key]); v != nil {
			out.Members = append(out.Members, place.Member{Key: key, Value: v})
		}
	}
	return out
}

func keysOf(n *place.Node) []string {
	members := n.Unique()
	out := make([]string, len(members))
	for i := range members {
		out[i] = members[i].Key
	}
	return out
}

func valuesOf(n *place.Node) map[string]*place.Node {
	if n == nil {
		return nil
	}
	out := make(map[string]*place.Node, len(n.Members))
	for i := range n.Members {
		out[n.Members[i].Key] = n.Members[i].Value
	}
	return out
}

// interleave returns the names of first in their order, and those that only second
// has behind the name they follow there.
func interleave(first, second []string) []string {
	in := make(map[string]bool, len(first))
	for _, k := range first {
		in[k] = true
	}
	behind := map[string][]string{} // "" cannot be told from the beginning, hence the sign
	last := "\x00"
	for _, k := range second {
		if in[k] {
			last = "k" + k
		} else {
			behind[last] = append(behind[last], k)
		}
	}
	out := append(make([]string, 0, len(first)+len(second)), behind["\x00"]...)
	for _, k := range first {
		out = append(append(out, k), behind["k"+k]...)
	}
	return out
}

// Resolve returns the merged document with one choice for each conflict, indented.
func (r Result) Resolve(choices ...Choice) ([]byte, error) {
	if len(choices) != len(r.Conflicts) || r.root == nil {
		return nil, fmt.Errorf("%w: %d for %d", ErrChoices, len(choices), len(r.Conflicts))
	}
	root := r.root
	for i, c := range choices {
		if c > Base {
			return nil, fmt.Errorf("%w: %d is not one", ErrChoices, c)
		}
		if c != Mine {
			root = set(root, place.Split(r.Conflicts[i].Pointer), r.sides[i][c])
		}
	}
	return root.Indent(), nil
}

// set returns an object with a value at the end of a way through objects, or
// without one where value is nil. The object itself does not change.
func set(n *place.Node, way []string, value *place.Node) *place.Node {
	if len(way) == 0 {
		return value
	}
	out := &place.Node{Kind: place.Object}
	found := false
	for _, m := range n.Unique() {
		if m.Key == way[0] {
			found = true
			if m.Value = set(m.Value, way[1:], value); m.Value == nil {
				continue
			}
		}
		out.Members = append(out.Members, m)
	}
	if !found && value != nil {
		out.Members = append(out.Members, place.Member{Key: way[0], Value: value})
	}
	return out
}
