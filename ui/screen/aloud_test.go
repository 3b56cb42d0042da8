package screen

import (
	"testing"
	"time"

	"iscope/ui/theme"
)

func TestAloud(t *testing.T) {
	now := time.Date(2026, 3, 14, 9, 26, 0, 0, time.UTC)
	then := now.Add(-3 * time.Hour)
	seen := &Env{Styles: theme.New("mono", true, true, ""), Now: func() time.Time { return now }, Zone: time.UTC}
	heard := &Env{Styles: theme.Builtin().Styles(theme.Choice{Accessible: true}), Now: seen.Now, Zone: time.UTC}
	if seen.Focus(1, 2) != nil || heard.Focus(-1, 2) == nil || heard.Focus(-1, 2).X != 0 || heard.Focus(1, 2).Y != 2 {
		t.Error("the cursor is not for who hears alone")
	}
	for _, c := range []struct{ got, want string }{
		{seen.Age(then), "3h ago"}, {heard.Age(then), ""}, {seen.Age(time.Time{}), ""}, {seen.Ago(then), "3h ago"}, {heard.Ago(then), "at 06:26"}, {heard.Ago(time.Time{}), ""},
		{seen.Took(192 * time.Second), "3m12s"}, {heard.Took(192 * time.Second), "3 min 12 s"}, {seen.Span(50 * time.Hour), "2d"}, {heard.Span(50 * time.Hour), "2 days 2 h"},
		{heard.Clock(now.Add(-24 * time.Hour)), "13 Mar 09:26"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	if new(Env).Aloud() {
		t.Error("without styles something is read aloud")
	}
}
