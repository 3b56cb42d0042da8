package golden

import (
	"strings"
	"testing"
)

// Mono compares a monochrome frame and its styles, written as words, with
// testdata/name.golden. It fails on any colour: that proves that nothing is told
// by colour alone.
func Mono(t testing.TB, name, frame string) {
	t.Helper()
	text, ok := Words(frame)
	if !ok {
		t.Fatalf("a monochrome frame has more than bold, faint, underline and reverse: %q", frame)
	}
	Text(t, name, text)
}

// Words writes the attributes of a frame as words between ‹ and ›. It reports
// false when there is an escape sequence of any other kind, such as a colour.
func Words(frame string) (string, bool) {
	text := strings.NewReplacer(
		"\x1b[1m", "‹b›", "\x1b[2m", "‹dim›", "\x1b[4m", "‹u›", "\x1b[7m", "‹inv›", "\x1b[m", "‹›", "\x1b[0m", "‹›",
	).Replace(frame)
	return text, !strings.Contains(text, "\x1b")
}
