// Package savetest writes the list of a view to a file in tests, the way a person
// does: by the window of package save.
package savetest

import (
	"os"
	"path/filepath"
	"testing"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/screen"
	"iscope/views/internal/viewtest"
)

// host is a view with a window over it.
type host struct {
	viewtest.Model
	window screen.Dialog // nil: closed
}

// Update hands messages on as the shell does.
func (h *host) Update(msg tea.Msg) tea.Cmd {
	_, key := msg.(tea.KeyPressMsg)
	_, paste := msg.(tea.PasteMsg)
	l, listens := h.window.(interface{ Listens(tea.Msg) bool })
	if h.window == nil || !key && !paste && (!listens || !l.Listens(msg)) {
		return h.Model.Update(msg)
	}
	cmd, done := h.window.Update(msg)
	if done {
		h.window = nil
	}
	return cmd
}

// File hands keys to the window that the view asked for last, then writes to a
// file with that ending, and returns what is in it.
func File(t *testing.T, loop *viewtest.Loop, ending string, keys ...rune) string {
	t.Helper()
	h := &host{Model: loop.View, window: loop.Dialog()}
	if h.window == nil {
		t.Fatal("there is no window")
	}
	loop.View = h
	defer func() { loop.View = h.Model }()
	for _, k := range keys {
		loop.Send(tea.KeyPressMsg{Code: k})
	}
	path := filepath.Join(t.TempDir(), "out"+ending)
	for range 3 {
		loop.Send(tea.KeyPressMsg{Code: tea.KeyDown})
	}
	loop.Send(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
	loop.Send(tea.PasteMsg{Content: path})
	loop.Send(tea.KeyPressMsg{Code: tea.KeyEnter})
	if h.window != nil {
		text, _ := h.window.Render(100, 20)
		t.Fatalf("the window is still there:\n%s", text)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
