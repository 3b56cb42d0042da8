package golden

import (
	"testing"
	"time"

	"iscope/ui/screen"
	"iscope/ui/theme"
)

// outcome is a test that notes whether it has failed.
type outcome struct {
	testing.TB
	failed bool
}

func (*outcome) Helper()                 {}
func (o *outcome) Errorf(string, ...any) { o.failed = true }
func (o *outcome) Fatalf(string, ...any) { o.failed = true }

// TestComparisonsFail pins that what compares can fail, each for its own reason.
func TestComparisonsFail(t *testing.T) {
	if Update() {
		t.Skip("what is compared with is being written")
	}
	t.Chdir(t.TempDir())
	*update = true
	Equal(t, "plain", "a \nb")
	Styled(t, "styled", "\x1b[31ma\x1b[m")
	Mono(t, "mono", "\x1b[1ma\x1b[m")
	*update = false
	for name, c := range map[string]struct {
		play  func(testing.TB)
		fails bool
	}{
		"the same":              {func(t testing.TB) { Equal(t, "plain", "a\n\x1b[31mb\x1b[m  ") }, false},
		"another text":          {func(t testing.TB) { Equal(t, "plain", "a\nc") }, true},
		"nothing to compare":    {func(t testing.TB) { Equal(t, "absent", "a") }, true},
		"the same styles":       {func(t testing.TB) { Styled(t, "styled", "\x1b[31ma\x1b[m") }, false},
		"other styles":          {func(t testing.TB) { Styled(t, "styled", "\x1b[32ma\x1b[m") }, true},
		"the same without":      {func(t testing.TB) { Mono(t, "mono", "\x1b[1ma\x1b[m") }, false},
		"other words":           {func(t testing.TB) { Mono(t, "mono", "\x1b[2ma\x1b[m") }, true},
		"colour in monochrome":  {func(t testing.TB) { Mono(t, "mono", "\x1b[31ma\x1b[m") }, true},
		"a frame that fits":     {func(t testing.TB) { Fits(t, "ab\nc", 2, 2) }, false},
		"a frame too wide":      {func(t testing.TB) { Fits(t, "abc\nc", 2, 2) }, true},
		"a frame with few rows": {func(t testing.TB) { Fits(t, "ab", 2, 2) }, true},
		"a frame of no size":    {func(t testing.TB) { Fits(t, "", 0, 2) }, false},
		"no size, yet a frame":  {func(t testing.TB) { Fits(t, "a", 0, 2) }, true},
	} {
		o := &outcome{TB: t}
		if c.play(o); o.failed != c.fails {
			t.Errorf("%s: failed is %v", name, o.failed)
		}
	}
}

func TestWords(t *testing.T) {
	got, ok := Words("a\x1b[1mb\x1b[m\x1b[2mc\x1b[0m\x1b[4md\x1b[m\x1b[7me\x1b[m")
	if want := "a‹b›b‹›‹dim›c‹›‹u›d‹›‹inv›e‹›"; got != want || !ok {
		t.Errorf("%q, %v", got, ok)
	}
	for _, frame := range []string{"\x1b[31ma", "\x1b[1;31ma", "\x1b]8;;x\x1b\\a", "\x1b[38;2;1;2;3ma"} {
		if got, ok := Words(frame); ok {
			t.Errorf("%q is taken for monochrome: %q", frame, got)
		}
	}
}

// TestEnv pins that options change an environment in order, and that without one
// it stands still.
func TestEnv(t *testing.T) {
	still := Env(t, "mono")
	if still.Now() != still.Now() || still.Motion || still.Styles == nil || still.Zone != time.UTC || still.Random() != 0.5 {
		t.Errorf("%+v", still)
	}
	now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	live := Env(t, "dark", Live(func() time.Time { return now }), func(e *screen.Env) { e.Tenant = "other" })
	if live.Now() != now || !live.Motion || live.Refresh != 15*time.Second || live.Undo != 5*time.Second || live.WebURL == "" || live.Tenant != "other" {
		t.Errorf("%+v", live)
	}
	ascii, plain := Env(t, "ascii").Styles.Glyphs, theme.New("mono", true, true, "").Glyphs
	if ascii.Dot != plain.Dot || ascii.Dot == still.Styles.Glyphs.Dot {
		t.Errorf("the glyphs of the theme ascii are %+v", ascii)
	}
}
