package pane

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

func heard(t *testing.T) *screen.Env {
	t.Helper()
	env := golden.Env(t, "mono")
	env.Styles = theme.Builtin().Styles(theme.Choice{Accessible: true})
	return env
}

// TestOneColumnAloud: what stands side by side would be read interleaved, and the
// cursor is in the pane that has the keys.
func TestOneColumnAloud(t *testing.T) {
	env := heard(t)
	list := func(_, h int) (string, *tea.Cursor) {
		return strings.Repeat("\n", h-1) + "> row", env.Focus(0, h-1)
	}
	detail := func(_, h int) (string, *tea.Cursor) { return "\nabout it" + strings.Repeat("\n", h-2), nil }
	var s Split
	frame, cursor := s.Render(env, 140, 10, Head{Title: "Inbox", Problem: "It could not be read"}, list, detail)
	if cursor == nil || cursor.Y != 9 || !strings.Contains(frame, "Problem: It could") {
		t.Errorf("%+v in\n%s", cursor, frame)
	}
	s.Open, s.Focused = true, true
	frame, cursor = s.Render(env, 140, 10, Head{Title: "Inbox"}, list, detail)
	if strings.Contains(frame, "> row") || s.Both() || s.ListWidth(140) != 140 {
		t.Errorf("list and detail stand side by side:\n%s", frame)
	}
	if cursor == nil || strings.Split(frame, "\n")[cursor.Y] != "about it" {
		t.Errorf("the cursor of a text is %+v", cursor)
	}
	env.Styles = theme.New("mono", true, false, "")
	if _, cursor = s.Render(env, 140, 10, Head{Title: "Inbox"}, list, detail); cursor != nil || !s.Both() {
		t.Errorf("for everybody else it has changed: %+v", cursor)
	}
}

func TestCurrentTabInWords(t *testing.T) {
	env := heard(t)
	names := []string{"Overview", "Steps", "JSON"}
	if got := Tabs(env, 40, names, 1); got != "Steps, tab 2 of 3" {
		t.Errorf("%q", got)
	}
	if got := Tabs(golden.Env(t, "ascii"), 40, names, 1); !strings.Contains(got, "[Steps]") {
		t.Errorf("in ASCII it is %q", got)
	}
}
