package check

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"iscope/api"
	"iscope/api/safe"
	"iscope/views/workflows/check/place"
)

// Scope is what a text is.
type Scope uint8

// Scopes.
const (
	Whole      Scope = iota // a workflow
	Definition              // its definition
	OneStep                 // one step of it: see Options.Step and Around
	Trigger                 // its trigger
)

// Options say what is looked at, and what it is compared with.
type Options struct {
	Scope Scope
	// Step is the way to the step of OneStep: the loops it is in, outermost first,
	// and its own name.
	Step []string
	// Around is the definition of the workflow that the step of OneStep is put
	// into, as JSON. What an edit of the step spoils in other steps is told as
	// well. Without it nobody can tell whether the steps exist that it leads to.
	Around []byte
	// Action and Trigger look an action or trigger up in the step library; nil
	// where the library was not read.
	Action, Trigger func(id string) (api.LibraryItem, bool)
	// Creating says that the workflow is new.
	Creating bool
}

// Problem is one thing that is wrong.
type Problem struct {
	Rule     string // which of Rules
	Severity Severity
	// Line and Column are where it is, both counted from 1, columns in characters.
	Line, Column int
	Pointer      string // JSON pointer of the value, exactly: clean it before it is drawn
	Text         string // what is wrong, clean
	Do           string // what helps, clean; "" where that is plain
}

// String writes the problem as compilers do.
func (p Problem) String() string {
	s := fmt.Sprintf("%d:%d %s: %s", p.Line, p.Column, p.Severity, p.Text)
	if p.Do != "" {
		s += "; " + p.Do
	}
	return s
}

// MaxProblems is how many problems a Report names, errors before warnings.
const MaxProblems = 500

// Report is what is wrong with a text, in the order of the text.
type Report struct {
	Problems []Problem
	Left     int // problems beyond MaxProblems, which are not named
}

// Errors returns the problems with which a text cannot be sent.
func (r Report) Errors() []Problem { return r.of(Error) }

// Warnings returns the problems with which a text can be sent if a person says so.
func (r Report) Warnings() []Problem { return r.of(Warning) }

// Notes returns what is told besides.
func (r Report) Notes() []Problem { return r.of(Note) }

func (r Report) of(s Severity) []Problem {
	var out []Problem
	for _, p := range r.Problems {
		if p.Severity == s {
			out = append(out, p)
		}
	}
	return out
}

// Text looks for what is wrong with a text. It never fails.
func Text(text []byte, o Options) Report {
	c := &checker{o: o, index: place.NewIndex(text)}
	root, err := place.Read(text)
	var fault *place.Fault
	if errors.As(err, &fault) {
		c.fault(fault)
		return c.report()
	}
	at := &spot{offset: root.Start, node: root}
	if root.Kind != place.Object {
		c.add(topNotObject, at, "this is "+root.Kind.String()+", not an object", "write { … }")
		return c.report()
	}
	c.duplicates(at)
	switch o.Scope {
	case Whole:
		c.workflow(at)
	case Definition:
		c.definition(at, nil)
	case OneStep:
		c.oneStep(at)
	case Trigger:
		c.trigger(at)
	}
	return c.report()
}

// fault reports why a text is not JSON.
func (c *checker) fault(f *place.Fault) {
	rule, words := jsonMalformed, f.Text
	switch f.Reason {
	case place.Trailing:
		rule = jsonTrailing
	case place.TooDeep:
		rule = jsonDeep
	}
	if f.Opened >= 0 {
		line, column := c.index.At(f.Opened)
		words += fmt.Sprintf("; what was opened at %d:%d is not closed", line, column)
	}
	c.add(rule, &spot{offset: f.Offset}, words, f.Do)
}

// checker looks at one text.
type checker struct {
	o     Options
	index *place.Index
	found []finding
	// elsewhere are the problems outside of the text, in the definition around it.
	elsewhere []Problem
	unread    bool // that the library was not read has been said
	searched  int  // nearest names looked for
	actions   map[string]entry
}

// finding is a problem whose line and column are not worked out yet.
type finding struct {
	Problem
	offset int
}

// spot is a value in a text, and the way to it.
type spot struct {
	up      *spot
	name    string // of the member, "" in the document itself
	offset  int    // where a problem with it is shown: its name, or itself in a list
	node    *place.Node
	foreign bool        // it stands in the definition around the text
	own     *place.Node // of a foreign one: where the text begins
}

// member returns the spot of a member, which is shown at its name.
func (s *spot) member(m *place.Member) *spot {
	if s.own != nil && m.Value == s.own {
		return &spot{name: m.Key, offset: m.Value.Start, node: m.Value}
	}
	return &spot{up: s, name: m.Key, offset: m.KeyStart, node: m.Value, foreign: s.foreign, own: s.own}
}

// get returns the spot of the member with that name, nil where there is none.
func (s *spot) get(name string) *spot {
	if m := s.node.Member(name); m != nil {
		return s.member(m)
	}
	return nil
}

// value returns the same spot, shown at its value.
func (s *spot) value() *spot {
	v := *s
	v.offset = s.node.Start
	return &v
}

// item returns the spot of an element of a list.
func (s *spot) item(i int) *spot {
	n := s.node.Items[i]
	return &spot{up: s, name: fmt.Sprint(i), offset: n.Start, node: n, foreign: s.foreign, own: s.own}
}

func (s *spot) pointer() string {
	if s.up == nil {
		return ""
	}
	return place.Step(s.up.pointer(), s.name)
}

// add notes a problem. words and do may hold names as they stand in the text.
func (c *checker) add(r rule, at *spot, words, do string) {
	p := Problem{Rule: r.id(), Severity: r.severity(), Pointer: at.pointer(), Text: safe.Line(words), Do: safe.Line(do)}
	if at.foreign {
		c.elsewhere = append(c.elsewhere, p)
		return
	}
	c.found = append(c.found, finding{p, at.offset})
}

// report sorts what was found and says where it is.
func (c *checker) report() Report {
	var r Report
	if n := len(c.found); n > MaxProblems {
		slices.SortStableFunc(c.found, func(a, b finding) int { return cmp.Compare(a.Severity, b.Severity) })
		c.found, r.Left = c.found[:MaxProblems], n-MaxProblems
	}
	slices.SortStableFunc(c.found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.offset, b.offset), cmp.Compare(a.Severity, b.Severity))
	})
	for _, f := range c.found {
		f.Line, f.Column = c.index.At(f.offset)
		r.Problems = append(r.Problems, f.Problem)
	}
	return r
}
