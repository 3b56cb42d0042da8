package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Problem is one mistake in the file, the environment or the command line.
type Problem struct {
	File    string // as shown; "" for a flag or a variable
	Line    int    // counted from 1; 0 without File, or when File cannot be read
	Column  int    // counted from 1 in bytes; 0 where the line says enough
	Key     string // dotted path in the file, --FLAG or VARIABLE
	Text    string // what is wrong, safe to print
	Suggest string // nearest valid name or value; "" when there is none
}

// Error returns the problem as one line: FILE:LINE: TEXT; did you mean "…"?
func (p *Problem) Error() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(visible(p.File))
		for _, n := range []int{p.Line, p.Column} {
			if n > 0 {
				b.WriteString(":" + strconv.Itoa(n))
			}
		}
		b.WriteString(": ")
	}
	b.WriteString(p.Text)
	if p.Suggest != "" {
		b.WriteString("; did you mean " + quote(p.Suggest) + "?")
	}
	return b.String()
}

// Problems are all mistakes found, those of the file first, by line.
type Problems []*Problem

// Error returns one line for each problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// err returns the problems in order as an error, nil when there are none.
// Those of one line are in the order of their texts: they were found by
// walking maps.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	slices.SortStableFunc(p, func(a, b *Problem) int {
		switch {
		case a.File != b.File: // there is but one file; "" goes last
			return strings.Compare(b.File, a.File)
		case a.File == "":
			return 0
		}
		return cmp.Or(cmp.Compare(a.Line, b.Line), strings.Compare(a.Text, b.Text))
	})
	return p
}

// Join returns what Load found together with what was found elsewhere, as Problems
// in the order in which they stand in the file; nil when there is nothing.
func Join(found error, more ...*Problem) error {
	all, ok := errors.AsType[Problems](found)
	if !ok && found != nil {
		return found
	}
	return append(slices.Clone(all), more...).err()
}

// mistake is what is wrong with one value, before it is known where that
// stands.
type mistake struct{ text, suggest string }

func wrong(format string, args ...any) *mistake { return &mistake{text: fmt.Sprintf(format, args...)} }

// shown is how much of a value a message repeats, in characters.
const shown = 60

// quote returns s in quotes for a message, with control, bidirectional and
// zero-width characters spelled out and a long text cut.
func quote(s string) string {
	if utf8.RuneCountInString(s) > shown {
		s = string([]rune(s)[:shown]) + "…"
	}
	return strconv.Quote(s)
}

// visible returns a path for a message: as it is, or quoted when it holds
// characters that cannot be seen.
func visible(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) || r == utf8.RuneError }) {
		return strconv.Quote(s)
	}
	return s
}

// keyPath writes a path the way TOML does: parts that need them in quotes.
func keyPath(path ...string) string {
	parts := make([]string, len(path))
	for i, p := range path {
		if parts[i] = p; p == "" || strings.ContainsFunc(p, func(r rune) bool { return r > 0x7f || !bare(byte(r)) }) {
			parts[i] = quote(p)
		}
	}
	return strings.Join(parts, ".")
}

// nearest returns the valid name that s is most probably a slip of, "" when
// none is near. Case and the kind of dash do not count. Of two that are as near the
// one with the same first letter is it, as slips rarely begin a word.
func nearest(s string, valid []string) string {
	if len(s) > 4*shown {
		return ""
	}
	fold := func(s string) []rune { return []rune(strings.ReplaceAll(strings.ToLower(s), "-", "_")) }
	from := fold(s)
	best, least := "", 2+len(from)/4
	for _, v := range valid {
		to := fold(v)
		d := distance(from, to)
		if d < min(least, len(to)) || best != "" && d == least && first(to) == first(from) && first(fold(best)) != first(from) {
			best, least = v, d
		}
	}
	return best
}

// first is the first letter of a word, 0 of none.
func first(word []rune) rune {
	if len(word) == 0 {
		return 0
	}
	return word[0]
}

// distance counts the insertions, deletions, replacements and swaps of
// neighbours that lead from a to b.
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}
