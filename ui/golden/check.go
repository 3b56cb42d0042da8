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

// Env returns what a part or a view is drawn with in tests: the default keys, UTC,
// the named theme and a clock that stands still. Random is always 0.5. Options
// change it, in order.
func Env(t testing.TB, name string, options ...func(*screen.Env)) *screen.Env {
	t.Helper()
	keys, problems := keymap.New(nil)
	if problems != nil {
		t.Fatal(problems)
	}
	at := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	env := &screen.Env{
		Styles: theme.New(name, true, name == "ascii", ""), Keys: keys, Now: func() time.Time { return at },
		Random: func() float64 { return 0.5 }, Zone: time.UTC, Tenant: "acme",
	}
	for _, change := range options {
		change(env)
	}
	return env
}

// Live makes an environment that of a view which runs: with the clock now, the
// pauses of the program and the address of its tenant's web interface.
func Live(now func() time.Time) func(*screen.Env) {
	return func(env *screen.Env) {
		env.Now, env.WebURL, env.Motion = now, "https://acme.identitynow.com", true
		env.Refresh, env.Undo = 15*time.Second, 5*time.Second
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
