package views

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

func TestHelpIsSearched(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.press("?", "f", "o", "r", "w")
		st.says("/ forw")
		st.says("forward to another owner")
		st.silent("complete what was done by hand")
		st.press("esc")
		st.says("complete what was done by hand")
		st.press("/", "q", "u", "i", "t")
		st.says("quit; asks while a decision is held")
		st.says("Everywhere")
		st.silent("forward to another owner")
		st.press("z", "z")
		st.says("no key has to do with that")
		st.press("esc")
		st.send(tea.PasteMsg{Content: "ctrl+d"})
		st.says("half a page down")
		st.press("esc", "esc")
		if len(st.dialogs) != 0 || len(st.inbox().acts) != 0 {
			t.Errorf("%d windows, the view did %v", len(st.dialogs), st.inbox().acts)
		}
		st.press("?", "?")
		if len(st.dialogs) != 0 {
			t.Error("the key of the help does not close it")
		}
	})
}

// TestHelpFromAnywhere: with a key that is no text help opens while one types and
// over windows, says what windows hear, and finds what other views hear.
func TestHelpFromAnywhere(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		f1 := tea.KeyPressMsg{Code: tea.KeyF1}
		st.inbox().typing = true
		st.send(f1)
		st.says("Help: Inbox")
		st.send(f1)
		if len(st.dialogs) != 0 || len(st.inbox().got) != 0 {
			t.Fatalf("%d windows, the view got %v", len(st.dialogs), st.inbox().got)
		}
		st.send(screen.Show{Dialog: &dialog.Prompt{Env: st.env, View: "inbox#1", Head: "Name?"}})
		st.send(f1)
		st.says("Help: windows")
		st.says("Name?") // its own keys come first
		st.says("esc               cancel")
		st.silent("close without doing anything")
		st.silent("forward to another owner")
		st.send(f1)
		st.press("?")
		st.says("> ?") // a text, where one is typed
		st.press("esc")
		st.inbox().typing = false
		st.press("?")
		st.silent("remove the attribute")
		st.press("r", "e", "m", "o", "v", "e")
		st.says("remove the attribute")
		st.says("Editors")
	})
}

func TestHelpScrolls(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.send(tea.WindowSizeMsg{Width: 80, Height: 16})
		st.press("?")
		st.silent("iscope 1.2.3")
		for range 40 {
			st.press("space")
		}
		st.says("iscope 1.2.3")
		st.press("up")
		st.silent("iscope 1.2.3")
		st.send(tea.MouseWheelMsg{X: 40, Y: 8, Button: tea.MouseWheelDown})
		st.says("iscope 1.2.3")
	})
}

// TestHelpTellsOwnKeys: which they are, what they were, and what they hide; also
// those of another view, and those that were taken away.
func TestHelpTellsOwnKeys(t *testing.T) {
	onStage(t, func(o *Options) {
		keys, problems := keymap.New(map[string][]string{
			"inbox.forward": {"ctrl+y"}, "list.copy-id": {}, "app.theme": {"f2"}, "executions.cancel": {"K"},
		})
		if problems != nil {
			t.Fatal(problems)
		}
		o.Env.Keys = keys
	}, func(st *stage) {
		st.send(tea.WindowSizeMsg{Width: 120, Height: 100})
		st.press("?")
		for _, text := range []string{
			"forward to another owner (yours; by default f)",
			"copy the id (yours; by default y)",
			"next theme (yours; by default none)",
			"cancel a running execution (yours; by default c)",
			"4 actions of yours",
		} {
			st.says(text)
		}
		st.press("y", "o", "u", "r", "s")
		st.says("forward to another owner")
		st.silent("half a page")
		if n := strings.Count(strings.Join(st.lines(), "\n"), "(yours;"); n != 4 {
			t.Errorf("%d are found", n)
		}
	})
}
