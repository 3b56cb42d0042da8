package pane

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/golden"
)

// part returns a pane that fills its area with a letter and has a cursor in
// its corner.
func part(letter string, cursor bool) Part {
	return func(w, h int) (string, *tea.Cursor) {
		lines := make([]string, h)
		for i := range lines {
			lines[i] = strings.Repeat(letter, w)
		}
		if cursor {
			return strings.Join(lines, "\n"), tea.NewCursor(0, 0)
		}
		return strings.Join(lines, "\n"), nil
	}
}

func TestOpenPaneAndBack(t *testing.T) {
	wide, narrow := BesideFrom, BesideFrom-1
	for _, c := range []struct {
		name    string
		width   int
		actions []keymap.Action
		want    string // what is drawn: l list, d detail, ld both; capital where the keys are
	}{
		{"the list alone", wide, nil, "L"},
		{"open beside", wide, []keymap.Action{"app.open"}, "lD"},
		{"open in place", narrow, []keymap.Action{"app.open"}, "D"},
		{"back closes", wide, []keymap.Action{"app.open", "app.back"}, "L"},
		{"the next pane opens the detail", wide, []keymap.Action{"app.pane"}, "lD"},
		{"and back to the list, both open", wide, []keymap.Action{"app.pane", "app.pane"}, "Ld"},
		{"in place the list comes back", narrow, []keymap.Action{"app.pane", "app.pane"}, "L"},
		{"open again from the list", wide, []keymap.Action{"app.open", "app.pane", "app.open"}, "lD"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := golden.Env(t, "dark")
			var s Split
			s.Render(env, c.width, 5, Head{Title: "x"}, part("l", false), part("d", false))
			for _, a := range c.actions {
				if !s.Act(a) {
					t.Errorf("%s is not taken", a)
				}
			}
			frame, _ := s.Render(env, c.width, 5, Head{Title: "x"}, part("l", false), part("d", false))
			got := ""
			for letter, has := range map[string]bool{"l": !s.Focused, "d": s.Focused} {
				if strings.Contains(ansi.Strip(frame), strings.Repeat(letter, 10)) {
					if has {
						letter = strings.ToUpper(letter)
					}
					got += letter
				}
			}
			if got != c.want && got != c.want[len(c.want)-1:]+c.want[:1] {
				t.Errorf("drawn %q, want %q", got, c.want)
			}
			if s.Both() != (len(c.want) == 2) {
				t.Errorf("Both = %v", s.Both())
			}
		})
	}
}

func TestActionsThatMeanNothing(t *testing.T) {
	var s Split
	if s.Act("app.back") || s.Act("list.down") {
		t.Error("something was taken with the list alone")
	}
	s.Act("app.open")
	if s.Act("app.open") {
		t.Error("open is taken in the detail")
	}
	if s.Close(); s.Open || s.Focused {
		t.Error("Close leaves the detail")
	}
}

func TestCursorIsMovedWithItsPane(t *testing.T) {
	env := golden.Env(t, "dark")
	head := Head{Title: "x", Problem: "something failed"}
	var s Split
	if _, c := s.Render(env, 120, 10, head, part("l", true), part("d", true)); c == nil || c.X != 0 || c.Y != 2 {
		t.Errorf("in the list alone: %v", c)
	}
	s.Act("app.open")
	if _, c := s.Render(env, 120, 10, head, part("l", true), part("d", true)); c == nil || c.X != s.ListWidth(120)+3 || c.Y != 2 {
		t.Errorf("in the detail beside it: %v", c)
	}
	if _, c := s.Render(env, 120, 10, head, part("l", true), part("d", false)); c == nil || c.X != 0 || s.DetailAt(120) != s.ListWidth(120)+3 {
		t.Errorf("in the list beside it: %v", c)
	}
	if _, c := s.Render(env, 80, 10, head, part("l", true), part("d", true)); c == nil || c.X != 1 || s.DetailAt(80) != 1 {
		t.Errorf("in the detail alone: %v, which begins in column %d", c, s.DetailAt(80))
	}
	if s.ListWidth(120) >= 120 || s.ListWidth(80) != 80 {
		t.Error("ListWidth is not that of the list")
	}
}

func TestFrames(t *testing.T) {
	env := golden.Env(t, "dark")
	for name, c := range map[string]struct {
		w, h int
		head Head
		open bool
	}{
		"alone":   {60, 4, Head{Title: "Inbox", Facts: []string{"pending", "12 of 60"}}, false},
		"beside":  {BesideFrom, 5, Head{Title: "Inbox", Facts: []string{"pending"}}, true},
		"problem": {44, 7, Head{Title: "Inbox", Problem: "list work items: the server did not answer in time", Remedy: "iscope keeps trying"}, false},
		"brief":   {40, 4, Head{Title: "Inbox", Problem: "list work items: the server did not answer in time", Remedy: "iscope keeps trying", Brief: "No connection"}, false},
		"cut":     {40, 6, Head{Title: "Inbox", Problem: strings.Repeat("The server did not answer in time. ", 4), Remedy: "iscope keeps trying"}, false},
		"narrow":  {20, 4, Head{Title: "A long title of a view", Facts: []string{"pending"}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := Split{Open: c.open, Focused: c.open}
			frame, _ := s.Render(env, c.w, c.h, c.head, part("l", false), part("d", false))
			golden.Fits(t, frame, c.w, c.h)
			golden.Equal(t, name, frame)
		})
	}
}

// TestBriefNamesTheKeyInForce: what tries again is a person's own key, and is not
// named where there is none.
func TestBriefNamesTheKeyInForce(t *testing.T) {
	for want, keys := range map[string][]string{"No connection; ctrl+r tries again": {"ctrl+r"}, "No connection": {}} {
		env := golden.Env(t, "dark")
		var problems []keymap.Problem
		if env.Keys, problems = keymap.New(map[string][]string{"app.refresh": keys}); len(problems) > 0 {
			t.Fatal(problems)
		}
		hd := Head{Title: "Inbox", Problem: "list work items: the server did not answer in time", Brief: "No connection"}
		if got := hd.problem(env, 36); len(got) != 1 || got[0] != want {
			t.Errorf("%q, want %q", got, want)
		}
		if got := hd.problem(env, 80); len(got) != 1 || got[0] != hd.Problem {
			t.Errorf("with room: %q", got)
		}
	}
}

func TestMessage(t *testing.T) {
	env := golden.Env(t, "dark")
	frame := Message(env, 50, 9, "Nothing to decide", "", "Items that wait for you will appear here by themselves.")
	golden.Fits(t, frame, 50, 9)
	golden.Equal(t, "message", frame)
}

func TestFields(t *testing.T) {
	env := golden.Env(t, "dark")
	lines := Fields(env, 40,
		[2]string{"Owner", "Zoë Müller"}, [2]string{"Nothing", ""}, [2]string{"Description", "a text that is so long that it wraps\nand has a second line"},
		[2]string{"Status", env.Styles.Good.Render("done")})
	golden.Equal(t, "fields", strings.Join(lines, "\n"))
	for _, l := range lines {
		if cell.Width(l) > 40 {
			t.Errorf("%q is too wide", l)
		}
	}
}

func TestTabs(t *testing.T) {
	env := golden.Env(t, "dark")
	for theme, want := range map[string]string{"dark": "Steps", "mono": "[Steps]", "ascii": "[Steps]"} {
		env := golden.Env(t, theme)
		got := Tabs(env, 40, []string{"Overview", "Steps", "JSON"}, 1)
		if ansi.Strip(got) != "Overview  "+want+"  JSON" || !strings.Contains(got, env.Styles.Title.Render(want)) {
			t.Errorf("%s: %q", theme, got)
		}
	}
	if cell.Width(Tabs(env, 8, []string{"Overview", "Steps"}, 0)) > 8 {
		t.Error("tabs are wider than their room")
	}
}

func TestAnySizeAnyText(t *testing.T) {
	env := golden.Env(t, "dark")
	text := rapid.Custom(func(rt *rapid.T) string { return safe.Line(rapid.String().Draw(rt, "raw")) })
	rapid.Check(t, func(rt *rapid.T) {
		s := Split{Open: rapid.Bool().Draw(rt, "open"), Focused: rapid.Bool().Draw(rt, "focused")}
		w, h := rapid.IntRange(1, 150).Draw(rt, "w"), rapid.IntRange(1, 20).Draw(rt, "h")
		head := Head{Title: text.Draw(rt, "title"), Facts: []string{text.Draw(rt, "fact")}, Problem: text.Draw(rt, "problem"), Remedy: text.Draw(rt, "remedy")}
		message := func(w, h int) (string, *tea.Cursor) { return Message(env, w, h, head.Title, head.Problem), nil }
		frame, _ := s.Render(env, w, h, head, message, part("d", true))
		lines := strings.Split(frame, "\n")
		if len(lines) != h {
			rt.Fatalf("%d lines of %d", len(lines), h)
		}
		for _, l := range lines {
			if cell.Width(l) > w {
				rt.Fatalf("%d cells of %d: %q", cell.Width(l), w, l)
			}
		}
	})
}
