package golden

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

var update = flag.Bool("update", false, "write the golden frames anew")

// Equal compares a frame, without its styles, with testdata/name.golden.
func Equal(t *testing.T, name, frame string) {
	t.Helper()
	compare(t, name, ansi.Strip(frame))
}

// Styled is Equal for a frame with its styles, written so that it can be read.
func Styled(t *testing.T, name, frame string) {
	t.Helper()
	compare(t, name, strings.ReplaceAll(frame, "\x1b", "␛"))
}

func compare(t *testing.T, name, got string) {
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
