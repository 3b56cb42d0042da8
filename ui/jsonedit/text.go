package jsonedit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"iscope/api/safe"
)

// Format returns a JSON document indented by two spaces, with the characters
// that cannot be shown as escapes. It means the same as raw. What is no JSON is
// left as it stands but for these characters.
func Format(raw []byte) string {
	var b bytes.Buffer
	if json.Indent(&b, bytes.TrimSpace(raw), "", "  ") != nil {
		return Visible(string(raw))
	}
	return Visible(b.String())
}

// mostMarks is how many combining marks a character keeps; package safe draws no
// more of them.
const mostMarks = 4

// Visible returns text in which every character can be seen: line breaks are
// LF, a tab is two spaces, and what has no picture is written as the escape that
// JSON has for it. What it returns needs no more cleaning.
func Visible(s string) string {
	if shown(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	marks := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case r == '\r':
			if i < len(s) && s[i] == '\n' {
				continue
			}
			b.WriteByte('\n')
		case r == '\t':
			b.WriteString("  ")
		case r == '\n', r >= ' ' && r < 0x7f:
			b.WriteRune(r)
		case r == utf8.RuneError && size <= 1:
			b.WriteString(`\ufffd`)
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			if marks++; marks > mostMarks || hidden(r) {
				b.WriteString(escape(r))
			} else {
				b.WriteRune(r)
			}
			continue
		case hidden(r):
			b.WriteString(escape(r))
		default:
			b.WriteRune(r)
		}
		marks = 0
	}
	return b.String()
}

// shown reports whether s is printable ASCII in lines, by far the most common
// case.
func shown(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < ' ' || c > '~') && c != '\n' {
			return false
		}
	}
	return true
}

func hidden(r rune) bool {
	s := string(r)
	return safe.Text(s) != s
}

// escape writes a character as JSON does that cannot stand for itself.
func escape(r rune) string {
	if a, b := utf16.EncodeRune(r); a != unicode.ReplacementChar {
		return fmt.Sprintf(`\u%04x\u%04x`, a, b)
	}
	return fmt.Sprintf(`\u%04x`, r)
}
