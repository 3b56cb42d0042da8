package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

func TestKeysGoToTheDialogFirst(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.inbox().typing = true
		p := &dialog.Prompt{Env: st.env, View: "inbox#1", Name: "n", Head: "Name?"}
		st.send(screen.Show{Dialog: p})
		st.press("a", "b")
		st.send(tea.PasteMsg{Content: "c\nd"})
		st.press("enter")
		got := st.inbox().got
		if len(st.inbox().acts) != 0 || len(got) != 1 {
			t.Fatalf("the view got %v and did %v", got, st.inbox().acts)
		}
		if a, ok := got[0].(dialog.Answer); !ok || !strings.HasPrefix(a.Value.(string), "abc") || strings.Contains(a.Value.(string), "\n") {
			t.Errorf("the answer is %+v", got[0])
		}
		if len(st.dialogs) != 0 {
			t.Error("the dialog is still open")
		}
	})
}

func TestKeysGoToTheTextFieldBeforeTheKeymap(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.inbox().typing = true
		st.press("q", "a", "1")
		st.send(tea.PasteMsg{Content: "pasted"})
		if len(st.inbox().got) != 4 || len(st.inbox().acts) != 0 || st.quitting() || st.view() != View(st.inbox()) {
			t.Errorf("the text field got %v, the view did %v", st.inbox().got, st.inbox().acts)
		}
		st.press("ctrl+c")
		if !st.quitting() {
			t.Error("ctrl+c does not end the program while typing")
		}
	})
}

func TestPasteGoesNowhereWithoutATextField(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.send(tea.PasteMsg{Content: "ay"})
		if len(st.inbox().got)+len(st.inbox().acts) != 0 {
			t.Errorf("a paste did %v %v", st.inbox().got, st.inbox().acts)
		}
	})
}

func TestTheTopmostDialogHasTheKeys(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.press("?", "x")
		st.send(screen.Show{Dialog: &dialog.Prompt{Env: st.env, View: "inbox#1", Head: "On top"}})
		st.says("On top")
		st.press("esc")
		st.says("Help: Inbox")
		st.press("esc", "esc") // what was looked for, and the window
		if len(st.dialogs) != 0 || len(st.inbox().acts) != 0 {
			t.Errorf("%d dialogs open, the view did %v", len(st.dialogs), st.inbox().acts)
		}
	})
}

func TestReadOnlyNeverReachesTheView(t *testing.T) {
	onStage(t, func(o *Options) { o.Env.ReadOnly = true }, func(st *stage) {
		for i, v := range st.views {
			st.run(st.activate(i))
			for _, b := range st.env.Keys.All() {
				if b.Writes && slices.Contains(st.scopes(), b.Scope) {
					st.toasts.Seen()
					st.press(b.Keys[0])
					st.says("Read-only: nothing can be changed")
				}
			}
			if len(v.acts) != 0 {
				t.Errorf("%s did %v", v.id, v.acts)
			}
		}
		st.says("read-only")
	})
}

// TestEveryWritingActionIsRefused takes the way of the palette and of clicks,
// which need no key.
func TestEveryWritingActionIsRefused(t *testing.T) {
	onStage(t, func(o *Options) { o.Env.ReadOnly = true }, func(st *stage) {
		for _, b := range st.env.Keys.All() {
			if b.Writes {
				st.run(st.act(b.Action))
			}
		}
		if len(st.inbox().acts) != 0 {
			t.Errorf("the view did %v", st.inbox().acts)
		}
	})
}

func TestDisabledSaysWhy(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.inbox().refuses = map[keymap.Action]string{"inbox.approve": "There is no item to decide"}
		st.press("a", "x")
		st.says("There is no item to decide")
		if !slices.Equal(st.inbox().acts, []keymap.Action{"inbox.reject"}) {
			t.Errorf("the view did %v", st.inbox().acts)
		}
	})
}

func TestUnboundKeysDoNothing(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.press("Q", "ctrl+e", "é")
		if len(st.inbox().acts)+len(st.inbox().got) != 0 || st.toasts.Len() != 0 {
			t.Errorf("the view did %v and got %v", st.inbox().acts, st.inbox().got)
		}
	})
}

func TestQuit(t *testing.T) {
	t.Run("nothing pending", func(t *testing.T) {
		onStage(t, nil, func(st *stage) {
			st.press("q")
			if !st.quitting() {
				t.Error("q does not quit")
			}
		})
	})
	t.Run("no is preset", func(t *testing.T) {
		onStage(t, nil, func(st *stage) {
			st.views[3].leave = "2 decisions held would not be sent"
			st.press("q")
			st.says("Quit?")
			st.says("2 decisions held would not be sent")
			st.wait(time.Second)
			st.press("enter")
			if st.quitting() || len(st.dialogs) != 0 {
				t.Error("enter alone must not quit")
			}
		})
	})
	t.Run("yes quits", func(t *testing.T) {
		onStage(t, nil, func(st *stage) {
			st.inbox().leave = "1 decision held would not be sent"
			st.press("q")
			st.wait(time.Second)
			st.press("y")
			if !st.quitting() {
				t.Error("y does not quit")
			}
		})
	})
	t.Run("ctrl+c does not ask", func(t *testing.T) {
		onStage(t, nil, func(st *stage) {
			st.inbox().leave = "1 decision held would not be sent"
			st.press("ctrl+c")
			if !st.quitting() {
				t.Error("ctrl+c asks")
			}
		})
	})
	t.Run("in a terminal that is too small", func(t *testing.T) {
		onStage(t, nil, func(st *stage) {
			st.inbox().leave = "1 decision held would not be sent"
			st.send(tea.WindowSizeMsg{Width: 20, Height: 5})
			st.press("q", "q", "q", "a")
			if st.quitting() || len(st.dialogs) > 1 || len(st.inbox().acts) > 0 {
				t.Errorf("quitting %v, %d questions nobody can see", st.quitting(), len(st.dialogs))
			}
			st.press("ctrl+c")
			if !st.quitting() {
				t.Error("ctrl+c does not quit")
			}
		})
	})
}

// TestGrace pins that keys typed before a question could be seen do not answer
// it, and that only questions swallow keys.
func TestGrace(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		ask := func() {
			st.send(screen.Show{Dialog: &dialog.Confirm{Env: st.env, View: "inbox#1", Name: "n", Head: "Sure?", Yes: "Do it"}})
		}
		ask()
		st.press("y", "n", "esc", "enter")
		st.wait(grace - time.Millisecond)
		st.press("y")
		if len(st.dialogs) != 1 || len(st.inbox().got) != 0 {
			t.Fatalf("%d dialogs, the view got %v", len(st.dialogs), st.inbox().got)
		}
		st.wait(time.Millisecond)
		st.press("y")
		if len(st.dialogs) != 0 || len(st.inbox().got) != 1 {
			t.Fatalf("after the grace: %d dialogs, the view got %v", len(st.dialogs), st.inbox().got)
		}
		st.send(screen.Show{Dialog: &dialog.Prompt{Env: st.env, View: "inbox#1", Head: "Name?"}})
		st.press("a")
		st.says("> a")
	})
}

func TestTooSmallTakesNoKeys(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.send(tea.WindowSizeMsg{Width: 39, Height: 30})
		st.press("a", "1", "?")
		st.send(tea.MouseClickMsg{X: 2, Y: 0, Button: tea.MouseLeft})
		if len(st.inbox().acts) != 0 || len(st.dialogs) != 0 || st.view() != View(st.inbox()) {
			t.Errorf("the view did %v", st.inbox().acts)
		}
	})
}

// TestLateQuestionNeverTakesKeysMeantForAnother pins where a dialog that no key
// opened may come up: on the bare screen, or over the dialog that asked for it,
// and not while somebody types there.
func TestLateQuestionNeverTakesKeysMeantForAnother(t *testing.T) {
	question := func() *dialog.Confirm {
		return &dialog.Confirm{View: "inbox#1", Name: "review", Head: "Approve 3 items?", Yes: "Approve"}
	}
	onStage(t, func(*Options) {}, func(st *stage) {
		asker := dialog.NewReader(st.env, "Outbox", "what is on its way")
		other := &dialog.Prompt{Env: st.env, View: "inbox#1", Name: "comment", Head: "Why?"}
		for name, c := range map[string]struct {
			open  []screen.Dialog
			comes bool
		}{
			"nothing is open":    {nil, true},
			"the one that asked": {[]screen.Dialog{asker}, true},
			"another":            {[]screen.Dialog{other}, false},
			"another over that":  {[]screen.Dialog{asker, other}, false},
			"that over another":  {[]screen.Dialog{other, asker}, true},
		} {
			st.dialogs = nil
			for _, d := range c.open {
				st.open(d)
			}
			q := question()
			q.Env = st.env
			st.send(screen.Show{Dialog: q, Late: true, Over: asker})
			if got := len(st.dialogs) > len(c.open); got != c.comes {
				t.Errorf("%s: it is open: %v", name, got)
			}
		}
		st.dialogs = nil
		st.open(asker)
		st.press("/") // the search of the one that asked
		q := question()
		q.Env = st.env
		st.send(screen.Show{Dialog: q, Late: true, Over: asker})
		if n := len(st.dialogs); n != 1 {
			t.Errorf("%d windows while somebody types", n)
		}
	})
}
