package export

import (
	"fmt"
	"unicode/utf8"

	"iscope/api/safe"
)

// escapeJSON returns a JSON text, which has no tabs or carriage returns between
// its values, with every character that could drive a terminal, or that cannot
// be seen, written as an escape. The values are those of before, but for bytes
// that are no UTF-8, which JSON cannot have: they become U+FFFD. Where nothing
// is to be done it returns the text itself.
func escapeJSON(text []byte) []byte {
	return escape(text, func(out []byte, r rune) []byte {
		if r > 0xffff {
			r -= 0x10000
			return fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		}
		return fmt.Appendf(out, `\u%04x`, r)
	})
}

// escape replaces risky characters by what write appends for them.
func escape(text []byte, write func(out []byte, r rune) []byte) []byte {
	if first := firstRisk(text); first < 0 {
		return text
	}
	out := make([]byte, 0, len(text)+len(text)/8)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			out = append(out, "\ufffd"...)
		case risky(r):
			out = write(out, r)
		default:
			out = append(out, text[i:i+size]...)
		}
		i += size
	}
	return out
}

// firstRisk returns where the first character is that cannot stay, -1 where
// there is none.
func firstRisk(text []byte) int {
	for i := 0; i < len(text); {
		if c := text[i]; c >= ' ' && c < 0x7f || c == '\n' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 || risky(r) {
			return i
		}
		i += size
	}
	return -1
}

// risky reports whether a character is one that safe text has not, wherever it
// stands. Joiners, which are at home inside some words, count too: their
// escape is the same to whoever reads the value.
func risky(r rune) bool {
	if r < 0x7f {
		return r < ' ' && r != '\n'
	}
	s := string(r)
	return safe.Text(s) != s
}
