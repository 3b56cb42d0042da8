package path

import "regexp"

// Kind says what a segment of a path does.
type Kind uint8

// Kinds of segments.
const (
	Member  Kind = iota // .name, ['name'] or ['a','b']
	Every               // * or [*]
	Index               // [0], [-1] or [0,2]
	Slice               // [1:3]
	Descend             // .. : the segment behind it holds at every depth
	Filter              // [?( … )]
	Call                // .length()
)

// Segment is one step of a path.
type Segment struct {
	Kind     Kind
	Offset   int // in the text of the outermost path, in bytes
	Names    []string
	Indexes  []int
	From, To *int // of a slice, nil for its ends
	Test     *Test
	Func     string
}

// Logic says how a test is made of others.
type Logic uint8

// Kinds of tests.
const (
	Term Logic = iota // a comparison, or that something is there
	And
	Or
	Not
)

// Test is the condition of a filter.
type Test struct {
	Logic  Logic
	Tests  []*Test // of And and Or two or more, of Not one
	Offset int

	// Of a term: Left Op Right. With the operators Exists and Absent there is no
	// right side.
	Left, Right *Operand
	Op          string

	doubt *Error
}

// Operators of terms that are not written as one reads them. The others are
// ==, !=, ===, !==, =~, <, <=, >, >= and the words in, nin, contains, size,
// empty, all, subsetof, anyof and noneof.
const (
	Exists = "exists"
	Absent = "absent"
)

// Operand is one side of a term: a path, a regular expression, or a literal.
type Operand struct {
	Path    *Path
	Pattern string // as it is written, with its slashes; "" for none
	Literal any    // string, json.Number, bool, nil or []any of these

	regex *regexp.Regexp
	size  int // of its program
}

// definite reports whether segments lead to one place at most. A function makes
// one value of many.
func definite(segments []Segment) bool {
	for _, s := range segments {
		switch s.Kind {
		case Every, Slice, Descend, Filter:
			return false
		case Member:
			if len(s.Names) > 1 {
				return false
			}
		case Index:
			if len(s.Indexes) > 1 {
				return false
			}
		}
	}
	return true
}

// Doubt returns why the test cannot be tried here, nil where it can, as far as
// that is known without a document.
func (t *Test) Doubt() *Error {
	if t.doubt != nil {
		return t.doubt
	}
	for _, k := range t.Tests {
		if d := k.Doubt(); d != nil {
			return d
		}
	}
	return nil
}

// Terms returns the terms of a test in the order they are written.
func (t *Test) Terms() []*Test {
	if t.Logic == Term {
		return []*Test{t}
	}
	var out []*Test
	for _, k := range t.Tests {
		out = append(out, k.Terms()...)
	}
	return out
}
