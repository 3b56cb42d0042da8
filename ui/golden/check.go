package golden

import (
	"strings"
	"testing"
	"time"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// Env returns what a part is drawn with in tests: the default keys, UTC, the
// named theme and a clock that stands still.
func Env(t testing.TB, name string) *screen.Env {
	t.Helper()
	keys, problems := keymap.New(nil)
	if problems != nil {
		t.Fatal(problems)
	}
	at := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	return &screen.Env{
		Styles: theme.New(name, true, name == "ascii", ""), Keys: keys, Now: func() time.Time { return at },
		Random: func() float64 { return 0.5 }, Zone: time.UTC, Tenant: "acme",
	}
}

// Fits fails when a frame is not exactly h lines of at most w cells.
func Fits(t testing.TB, frame string, w, h int) {
	t.Helper()
	if w <= 0 || h <= 0 {
		if frame != "" {
			t.Fatalf("a frame of %dx%d is not empty: %q", w, h, frame)
		}
		return
	}
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		t.Fatalf("a frame of %dx%d has %d lines:\n%s", w, h, len(lines), frame)
	}
	for i, l := range lines {
		if got := cell.Width(l); got > w {
			t.Fatalf("line %d of a frame of %dx%d is %d cells wide: %q", i, w, h, got, l)
		}
	}
}
