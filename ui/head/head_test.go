package head

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"iscope/ui/cell"
	"iscope/ui/golden"
	"iscope/ui/theme"
)

func TestStackGivesWay(t *testing.T) {
	var s Stack
	s.Put(5, theme.Style{}, "tenant", 40, 1)
	s.Put(1, theme.Style{}, "", 40, 1)
	s.Add(3)
	s.Put(4, theme.Style{}, "one two three four", 10, 2)
	s.Put(0, theme.Style{}, "said at last", 40, 2)
	s.Add(2, "rule")
	for room, want := range map[int]string{
		9: "tenant|one two|three four|said at last|rule", 5: "tenant|one two|three four|said at last|rule", 4: "one two|three four|said at last|rule",
		3: "said at last|rule", 1: "said at last", 0: "", -1: "",
	} {
		if got := strings.Join(s.Fit(room), "|"); got != want {
			t.Errorf("room for %d: %q, want %q", room, got, want)
		}
	}
	if got := s.Fit(99); len(got) != 5 || len(s) != 4 {
		t.Error("asking changed what is there")
	}
	if got := (Stack)(nil).Fit(3); got != nil {
		t.Errorf("%q", got)
	}
}

func TestRule(t *testing.T) {
	st := golden.Env(t, "mono").Styles
	for w, want := range map[int]string{
		40: "── input, edited ───────────────── 3:14",
		20: "── input, edited  …",
		12: "── input,…  ",
	} {
		if got := ansi.Strip(Rule(st, "input, edited", "3:14", st.Muted, w)); got != want {
			t.Errorf("%d: %q, want %q", w, got, want)
		}
	}
	for w := range 30 {
		if got := Rule(st, "a long name of a body", strings.Repeat("x", 50), st.Warn, w); cell.Width(got) > w {
			t.Errorf("%d cells of %d: %q", cell.Width(got), w, got)
		}
	}
}

func TestSteps(t *testing.T) {
	st := golden.Env(t, "mono").Styles
	steps := []Step{{"disable", true, false}, {"change", false, true}, {"enable again", false, false}}
	for w, want := range map[int]string{
		60: st.Plain(theme.Good) + " 1 disable  " + st.Glyphs.Arrow + "  " + st.Glyphs.Cursor + " 2 change  " + st.Glyphs.Arrow + "  3 enable again",
		30: st.Glyphs.Cursor + " step 2 of 3: change",
		10: st.Glyphs.Cursor + " step 2 …",
	} {
		if got := ansi.Strip(Steps(st, steps, w)); got != want {
			t.Errorf("%d: %q, want %q", w, got, want)
		}
	}
	if got := ansi.Strip(Steps(st, []Step{{"only", true, false}}, 5)); cell.Width(got) > 5 {
		t.Errorf("%q", got)
	}
}
