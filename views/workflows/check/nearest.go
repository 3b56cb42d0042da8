package check

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// Bounds of the search for names: a hostile definition could make it long.
const (
	mostSearches = 40
	longestName  = 80
)

// nearest returns the name that may have been meant, "" where none is near.
func (c *checker) nearest(name string, among iter.Seq[string]) string {
	if c.searched++; c.searched > mostSearches || name == "" || len(name) > longestName {
		return ""
	}
	best, least := "", max(2, utf8.RuneCountInString(name)/3)+1
	want := []rune(strings.ToLower(name))
	for other := range among {
		if len(other) > longestName || other == name {
			continue
		}
		there := []rune(strings.ToLower(other))
		if by := len(there) - len(want); by > least || -by > least {
			continue
		}
		if d := distance(want, there); d < least || d == least && best != "" && other < best {
			best, least = other, d
		}
	}
	return best
}

// didYouMean suggests a name, or says otherwise.
func (c *checker) didYouMean(name string, among iter.Seq[string], otherwise string) string {
	if n := c.nearest(name, among); n != "" {
		return "did you mean " + quoted(n) + "?"
	}
	return otherwise
}

func quoted(s string) string { return "“" + s + "”" }

// distance is how many characters must be added, removed, changed or swapped
// with their neighbour to make one word of the other.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for k := range last {
		last[k] = k
	}
	for i := range a {
		row[0] = i + 1
		for k := range b {
			cost := 1
			if a[i] == b[k] {
				cost = 0
			}
			row[k+1] = min(last[k]+cost, last[k+1]+1, row[k]+1)
			if i > 0 && k > 0 && a[i] == b[k-1] && a[i-1] == b[k] {
				row[k+1] = min(row[k+1], before[k-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
