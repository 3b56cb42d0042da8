package find

import (
	"strings"
	"unicode/utf8"

	"iscope/api/safe"
)

// Excerpt is a part of a text around what was found in it, clean.
type Excerpt struct{ Before, Match, After string }

// Plain returns the excerpt without marks.
func (e Excerpt) Plain() string { return e.Before + e.Match + e.After }

// How much of a text an excerpt has, in runes.
const (
	runesBefore = 24
	runesMatch  = 80
	runesAfter  = 160
)

// excerpt returns the part of s around the first place of q, which is in small
// letters, as in folded, which is s in small letters, rune for rune. Where q is
// not in it, or is "", nothing is marked.
func excerpt(s, folded, q string) Excerpt {
	i := strings.Index(folded, q)
	if i < 0 || q == "" {
		return Excerpt{After: head(s, runesMatch+runesAfter)}
	}
	from := skipRunes(s, utf8.RuneCountInString(folded[:i]))
	to := from + skipRunes(s[from:], utf8.RuneCountInString(q))
	return Excerpt{Before: tail(s[:from], runesBefore), Match: head(s[from:to], runesMatch), After: head(s[to:], runesAfter)}
}

// skipRunes returns where the first n runes of s end.
func skipRunes(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

// head is the beginning of s, clean.
func head(s string, n int) string {
	if e := skipRunes(s, n); e < len(s) {
		return safe.Line(s[:e]) + "…"
	}
	return safe.Line(s)
}

// tail is the end of s, clean.
func tail(s string, n int) string {
	from := len(s)
	for ; n > 0 && from > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:from])
		from -= size
	}
	if from > 0 {
		return "…" + safe.Line(s[from:])
	}
	return safe.Line(s)
}
