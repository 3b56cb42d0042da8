package frames

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

var update = flag.Bool("update", false, "write what tests compare with anew")

// Update reports whether tests shall write what they compare with.
func Update() bool { return *update }

// Equal compares a frame, without its styles, with testdata/name.golden.
func Equal(t testing.TB, name, frame string) {
	t.Helper()
	compare(t, name, ansi.Strip(frame))
}

// Styled compares a monochrome frame and its styles, written as words, with
// testdata/name.golden. It fails on any colour.
func Styled(t testing.TB, name, frame string) {
	t.Helper()
	text, ok := Words(frame)
	if !ok {
		t.Fatalf("a monochrome frame has more than bold, faint, underline and reverse: %q", frame)
	}
	compare(t, name, text)
}

// Words writes the attributes of a frame as words between ‹ and ›. It reports
// false when there is an escape sequence of any other kind, such as a colour.
func Words(frame string) (string, bool) {
	text := strings.NewReplacer(
		"\x1b[1m", "‹b›", "\x1b[2m", "‹dim›", "\x1b[4m", "‹u›", "\x1b[7m", "‹inv›", "\x1b[m", "‹›", "\x1b[0m", "‹›",
	).Replace(frame)
	return text, !strings.Contains(text, "\x1b")
}

func compare(t testing.TB, name, got string) {
	t.Helper()
	lines := strings.Split(got, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got = strings.Join(lines, "\n") + "\n"
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run the test with -update to write it)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n--- got\n%s--- want\n%s", path, got, want)
	}
}

// Fits fails when a frame is not exactly h lines of at most w cells.
func Fits(t testing.TB, frame string, w, h int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		t.Fatalf("a frame of %dx%d has %d lines:\n%s", w, h, len(lines), frame)
	}
	for i, l := range lines {
		if got := ansi.StringWidth(l); got > w {
			t.Fatalf("line %d of a frame of %dx%d is %d cells wide: %q", i, w, h, got, l)
		}
	}
}
