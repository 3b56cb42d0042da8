package place

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// Index tells in which line and column a byte of a text stands. It is used from
// one goroutine.
type Index struct {
	text         []byte
	lines        []int // where each line begins
	last, column int   // what At was asked last, and the column there
}

// NewIndex returns the index of a text, which must not change.
func NewIndex(text []byte) *Index {
	x := &Index{text: text, lines: []int{0}}
	for at := 0; ; {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return x
		}
		at += i + 1
		x.lines = append(x.lines, at)
	}
}

// At returns line and column of a byte, both counted from 1, columns in
// characters. An offset beyond the text is its end. Asking in the order of the
// text is cheap, also where all of it is one line.
func (x *Index) At(offset int) (line, column int) {
	offset = max(0, min(offset, len(x.text)))
	line = x.Line(offset)
	from, column := x.lines[line-1], 1
	if x.column > 0 && x.last >= from && x.last <= offset {
		from, column = x.last, x.column
	}
	column += utf8.RuneCount(x.text[from:offset])
	if offset == len(x.text) || utf8.RuneStart(x.text[offset]) {
		x.last, x.column = offset, column // a character that was cut in two would be counted twice
	}
	return line, column
}

// Line returns the line of a byte, counted from 1.
func (x *Index) Line(offset int) int {
	return sort.SearchInts(x.lines, offset+1) // how many lines begin at or before it
}

// Lines returns how many lines the text has, at least one.
func (x *Index) Lines() int { return len(x.lines) }
