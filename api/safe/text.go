package safe

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of cleaned text. A tenant may send megabytes in one field; no screen
// and no row needs more than this.
const (
	MaxLine  = 2_000  // runes that Line keeps
	MaxBlock = 64_000 // runes that Block keeps
	maxMarks = 4      // combining marks kept on one base character
)

// mark stands for a character that must not reach a terminal and has no
// picture of its own.
const mark = '\uFFFD'

// Line returns s as one line that is safe to print: control, bidirectional,
// zero-width, tag and private-use characters and invalid bytes become visible
// marks, a line break becomes ␤, a tab a space, runs of combining marks are
// capped, and text beyond MaxLine runes is cut with "…".
func Line(s string) string {
	if plain(s) && len(s) <= MaxLine {
		return s
	}
	return clean(s, MaxLine, false)
}

// Block is Line for text of several lines: line breaks stay (CR and CRLF
// become one), and the cap is MaxBlock runes.
func Block(s string) string {
	if plain(s) && len(s) <= MaxBlock {
		return s
	}
	return clean(s, MaxBlock, true)
}

// Text is Block without a cap, for a document the caller pages through itself,
// such as a JSON pane.
func Text(s string) string {
	if plain(s) {
		return s
	}
	return clean(s, len(s)+1, true)
}

// plain reports whether s is printable ASCII, by far the most common case.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

func clean(s string, limit int, breaks bool) string {
	var b strings.Builder
	b.Grow(min(len(s), limit*4))
	var prev rune
	marks, n := 0, 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		next := i + size
		if r == '\r' && next < len(s) && s[next] == '\n' {
			i = next
			continue
		}
		if n == limit {
			b.WriteRune('…')
			break
		}
		out := replace(r, size, prev, s[next:], breaks)
		if unicode.Is(unicode.Mn, out) || unicode.Is(unicode.Me, out) {
			if marks++; marks > maxMarks {
				i = next
				continue
			}
		} else {
			marks = 0
		}
		b.WriteRune(out)
		prev, i, n = out, next, n+1
	}
	return b.String()
}

// replace returns what stands for r, whose encoding was size bytes long, after
// prev and before rest.
func replace(r rune, size int, prev rune, rest string, breaks bool) rune {
	switch {
	case r == utf8.RuneError && size <= 1:
		return mark
	case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085':
		if breaks {
			return '\n'
		}
		return '␤'
	case r == '\t':
		return ' '
	case r < 0x20:
		return '\u2400' + r
	case r == 0x7f:
		return '␡'
	case r < 0x7f:
		return r
	case r == '\u200d' || r == '\u200c':
		return joiner(r, prev, rest)
	case r == '\ufe0f' || r == '\ufe0e':
		if pictographic(prev) {
			return r
		}
		return mark
	case hidden(r):
		return mark
	}
	return r
}

// hidden reports whether r is drawn as nothing, moves or reorders what
// is around it, or means something only to one font.
func hidden(r rune) bool {
	switch {
	case r >= 0x80 && r < 0xa0, // C1 controls
		r == 0xad, r == 0x34f, r == 0x61c, // soft hyphen, grapheme joiner, Arabic letter mark
		r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, // Hangul fillers
		r == 0x17b4, r == 0x17b5, r == 0x2800, // inherent vowels, blank braille
		r >= 0x180b && r <= 0x180f, // Mongolian selectors
		r >= 0x200b && r <= 0x200f, // zero-width, direction marks
		r >= 0x202a && r <= 0x202e, // bidirectional embedding and override
		r >= 0x2060 && r <= 0x206f, // invisible operators, isolates
		r >= 0xfe00 && r <= 0xfe0f, // variation selectors
		r == 0xfeff, r >= 0xfff0 && r <= 0xfffb,
		r >= 0x1d173 && r <= 0x1d17a, // musical format controls
		r >= 0xe0000:                 // tags, selectors, planes of private use
		return true
	}
	return unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cf, r) || !unicode.IsGraphic(r)
}

// joiner keeps a joiner where it shapes what is visible, between two parts of
// an emoji or two letters of a script that joins, and marks it elsewhere.
func joiner(r, prev rune, rest string) rune {
	next, _ := utf8.DecodeRuneInString(rest)
	if r == '\u200d' && (pictographic(prev) || prev == '\ufe0f') && pictographic(next) {
		return r
	}
	if joins(prev) && joins(next) {
		return r
	}
	return mark
}

func joins(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi,
		unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam,
		unicode.Sinhala, unicode.Khmer, unicode.Mongolian)
}

func pictographic(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2190 && r <= 0x2bff || r == 0xa9 || r == 0xae ||
		r == 0x203c || r == 0x2049 || r == 0x2122 || r == 0x2139 || r == 0x3030 || r == 0x303d
}

// MixedScripts reports whether the letters of s come from scripts that are
// rarely written together and easily mistaken for one another (Latin,
// Cyrillic, Greek, Armenian, Cherokee), as in a name that imitates another.
func MixedScripts(s string) bool {
	seen := 0
	for _, t := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee} {
		if strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(t, r) }) {
			seen++
		}
	}
	return seen > 1
}
