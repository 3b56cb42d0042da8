package dialog

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

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

// at is the line that the cursor is on, from its column.
func at(t *testing.T, frame string, c *tea.Cursor) string {
	t.Helper()
	if c == nil {
		t.Fatalf("there is no cursor in\n%s", frame)
	}
	return strings.Split(ansi.Strip(frame), "\n")[c.Y][c.X:]
}

// TestFocusedButton: which button enter takes is told by more than its colours.
func TestFocusedButton(t *testing.T) {
	c := &Confirm{Env: heard(t), Head: "Delete?", Yes: "Delete", Lines: []string{"It is gone then."}}
	frame, cursor := c.Render(40, 6)
	if got := at(t, frame, cursor); !strings.HasPrefix(got, "> No") {
		t.Errorf("the cursor is at %q", got)
	}
	c.Update(tea.KeyPressMsg{Code: tea.KeyTab})
	frame, cursor = c.Render(40, 6)
	if got := at(t, frame, cursor); !strings.HasPrefix(got, "> Delete") || strings.Contains(frame, "> No") {
		t.Errorf("after tab it is at %q", got)
	}
	c.Env = golden.Env(t, "mono")
	if _, cursor = c.Render(40, 6); cursor != nil {
		t.Errorf("for everybody else it has changed: %+v", cursor)
	}
}

// TestHowToReadOnStandsFirst: on a low screen there is room for one hint.
func TestHowToReadOnStandsFirst(t *testing.T) {
	c := &Confirm{Env: golden.Env(t, "mono"), Head: "Approve?", Yes: "Approve", Lines: strings.Split(strings.Repeat("line\n", 20), "\n")}
	c.Render(34, 6)
	if h := c.Hints()[0]; h.Key != "y" || h.Text != "or pgdown reads on" {
		t.Errorf("unread, the first hint is %+v", h)
	}
	c.Update(tea.KeyPressMsg{Code: tea.KeyEnd})
	c.Render(34, 6)
	if h := c.Hints()[0]; h.Key != "y" || h.Text != "approve" {
		t.Errorf("read, the first hint is %+v", h)
	}
}

// TestChosenOptionIsRead: an arrow key moves the cursor to the option, typing back to
// the field.
func TestChosenOptionIsRead(t *testing.T) {
	p := &Pick{Env: heard(t)}
	p.SetOptions([]Option{{Value: 1, Label: "first"}, {Value: 2, Label: "second"}})
	if _, cursor := p.Render(40, 10); cursor == nil || cursor.Y != 0 {
		t.Fatalf("it begins at %+v", cursor)
	}
	p.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	frame, cursor := p.Render(40, 10)
	if got := at(t, frame, cursor); !strings.HasPrefix(got, "> second") {
		t.Errorf("the cursor is at %q", got)
	}
	p.Update(tea.KeyPressMsg{Code: 's', Text: "s"})
	if _, cursor = p.Render(40, 10); cursor == nil || cursor.Y != 0 {
		t.Errorf("while typing it is at %+v", cursor)
	}
}
