package golden

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
	Text(t, name, ansi.Strip(frame))
}

// Styled is Equal for a frame with its styles, written so that it can be read.
func Styled(t testing.TB, name, frame string) {
	t.Helper()
	Text(t, name, strings.ReplaceAll(frame, "\x1b", "␛"))
}

// Text compares text with testdata/name.golden, but for blanks at the end of
// lines.
func Text(t testing.TB, name, got string) {
	t.Helper()
	lines := strings.Split(got, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	File(t, name+".golden", strings.Join(lines, "\n")+"\n")
}

// File compares text with the file of that name in testdata, or writes it with
// -update.
func File(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
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
