package path

import (
	"fmt"
	"strings"
)

// MaxText is how many bytes an expression may have.
const MaxText = 16 << 10

// Path is a JSONPath that was read. It is not changed any more and safe for
// concurrent use.
type Path struct {
	text     string
	segments []Segment
	item     bool   // begins with @
	doubt    *Error // why it cannot be tried, nil where it can
}

// Error says what is wrong with an expression, or why it cannot be tried.
type Error struct {
	Offset  int    // in bytes
	Text    string // clean as far as the expression is
	Untried bool   // nothing is wrong with it that is known here, but what it finds is not
}

// Error returns the words with the place in front.
func (e *Error) Error() string {
	if e.Untried {
		return "cannot be tried here: " + e.Text
	}
	return fmt.Sprintf("at character %d: %s", e.Offset+1, e.Text)
}

// Parse reads a JSONPath such as $.trigger.identity.id or
// $.changes[?(@.attribute == 'department')]. Every error is an *Error. What is
// well-formed but cannot be tried is an error only once it is tried.
func Parse(text string) (*Path, error) {
	if len(text) > MaxText {
		return nil, &Error{Offset: MaxText, Text: fmt.Sprintf("an expression of more than %d bytes is not read", MaxText)}
	}
	r := &reader{s: text}
	r.blanks()
	if !strings.HasPrefix(text[r.i:], "$") {
		return nil, &Error{Offset: r.i, Text: "a JSONPath begins with $"}
	}
	p, err := r.path(false)
	if err != nil {
		return nil, err
	}
	if r.blanks(); r.i < len(text) {
		return nil, r.fail(r.i, "nothing may follow the path; a name with blanks is written ['…']")
	}
	p.text = text
	return p, nil
}

// String returns the path as it was written.
func (p *Path) String() string { return p.text }

// Segments returns the parts of the path behind its root. They are not to be
// changed.
func (p *Path) Segments() []Segment { return p.segments }

// Item reports whether the path begins at the item of a filter, written @, and
// not at the document.
func (p *Path) Item() bool { return p.item }

// Doubt returns why the path cannot be tried here, nil where it can, as far as
// that is known without a document.
func (p *Path) Doubt() *Error { return p.doubt }

// Definite reports whether the path leads to one place at most.
func (p *Path) Definite() bool { return definite(p.segments) }

// Find returns what the path leads to in a decoded JSON document, nothing where
// it leads nowhere or cannot be tried. The members of an object come in the order
// of their names.
func (p *Path) Find(doc any) []any {
	found, err := p.Look(doc)
	if err != nil {
		return nil
	}
	return found
}

// Look is Find that says why a path cannot be tried; its errors are *Error.
func (p *Path) Look(doc any) ([]any, error) {
	r := &run{root: doc, left: budget}
	found := r.find(p, doc)
	if r.err != nil {
		return nil, r.err
	}
	return found, nil
}

// Match reports whether a filter lets a document pass: Jayway says so where it
// finds anything. Its errors are *Error.
func (p *Path) Match(doc any) (bool, error) {
	found, err := p.Look(doc)
	switch {
	case err != nil:
		return false, err
	case len(found) == 0:
		return false, nil
	case p.Definite() && found[0] == nil:
		return false, &Error{Offset: len(p.text), Text: "it leads to null, of which it is not known whether it passes", Untried: true}
	case len(p.segments) > 0 && p.segments[len(p.segments)-1].Kind == Call:
		return false, &Error{Offset: p.segments[len(p.segments)-1].Offset, Text: "it returns a value and does not choose", Untried: true}
	}
	return true, nil
}

// Head returns the path up to its nth segment, without the rest.
func (p *Path) Head(n int) *Path {
	n = max(0, min(n, len(p.segments)))
	end := len(p.text)
	if n < len(p.segments) && p.segments[n].Offset <= len(p.text) {
		end = p.segments[n].Offset
	}
	h := &Path{text: p.text[:end], segments: p.segments[:n], item: p.item}
	for _, s := range h.segments {
		if s.Kind == Filter && h.doubt == nil {
			h.doubt = s.Test.Doubt()
		}
	}
	return h
}
