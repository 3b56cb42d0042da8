package views

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// namesToPick is a list to choose from, as a view asks with it.
func namesToPick(st *stage) *dialog.Pick {
	p := &dialog.Pick{Env: st.env, View: "inbox#1", Name: "choice", Head: "Which?"}
	p.SetOptions([]dialog.Option{{Value: 1, Label: "Ada"}, {Value: 2, Label: "Grace"}})
	return p
}

// TestRepeatedEnterTakesNothingUnseen pins that the repeat of the key that opened
// a list does not take its first option, by key or by click, and that what is
// typed narrows it from the first key on.
func TestRepeatedEnterTakesNothingUnseen(t *testing.T) {
	enter := tea.KeyPressMsg{Code: tea.KeyEnter}
	for name, c := range map[string]struct {
		do    func(st *stage)
		taken bool
		text  string
	}{
		"enter at once": {func(st *stage) { st.send(enter) }, false, ""},
		"enter a moment before it can be seen": {func(st *stage) {
			st.wait(grace - time.Millisecond)
			st.send(enter)
		}, false, ""},
		"enter once it is seen": {func(st *stage) { st.lines(); st.wait(grace); st.send(enter) }, true, ""},
		"a click at once":       {func(st *stage) { st.lines(); st.send(onFirst(st)) }, false, ""},
		"a click once seen":     {func(st *stage) { st.lines(); st.wait(grace); st.send(onFirst(st)) }, true, ""},
		"typing at once":        {func(st *stage) { st.press("g") }, false, "g"},
		"typing, then enter":    {func(st *stage) { st.press("g"); st.send(enter) }, true, "g"},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, nil, func(st *stage) {
				p := namesToPick(st)
				st.send(screen.Show{Dialog: p})
				c.do(st)
				if taken := len(st.inbox().got) == 1; taken != c.taken || (len(st.dialogs) == 0) != c.taken || p.Text() != c.text {
					t.Errorf("the view got %v, %d windows, text %q", st.inbox().got, len(st.dialogs), p.Text())
				}
			})
		})
	}
}

// TestQuestionUnderAStandingClock pins that a question can be answered while the
// clock stands still, as it does for pictures.
func TestQuestionUnderAStandingClock(t *testing.T) {
	standing := func(o *Options) {
		at := time.Now()
		o.Env.Now, o.Env.Steady = func() time.Time { return at }, time.Now
	}
	onStage(t, standing, func(st *stage) {
		st.send(screen.Show{Dialog: &dialog.Confirm{Env: st.env, View: "inbox#1", Name: "n", Head: "Sure?", Yes: "Do it"}})
		st.press("y")
		if len(st.dialogs) != 1 {
			t.Fatal("it was answered before it could be seen")
		}
		st.wait(grace)
		st.press("y")
		if len(st.dialogs) != 0 || len(st.inbox().got) != 1 {
			t.Errorf("%d windows, the view got %v", len(st.dialogs), st.inbox().got)
		}
	})
}

// onFirst is a click on the first option of the list on top.
func onFirst(st *stage) tea.MouseClickMsg {
	return tea.MouseClickMsg{X: st.zones.x + 3, Y: st.zones.y + 2, Button: tea.MouseLeft}
}

// TestSameQuestionIsAskedOnce pins that two keys of one read do not ask the same
// twice, while other questions, and the same one later, come up.
func TestSameQuestionIsAskedOnce(t *testing.T) {
	ask := func(st *stage, view, name string, late bool) {
		st.send(screen.Show{Dialog: &dialog.Confirm{Env: st.env, View: view, Name: name, Head: "Sure?", Yes: "Do it"}, Late: late})
	}
	onStage(t, nil, func(st *stage) {
		ask(st, "inbox#1", "n", false)
		ask(st, "inbox#1", "n", false)
		ask(st, "inbox#1", "n", true)
		if n := len(st.dialogs); n != 1 || st.dialogs[0].grace != grace {
			t.Fatalf("%d windows", n)
		}
		ask(st, "inbox#1", "other", false)
		ask(st, "workflows#1", "n", false)
		if n := len(st.dialogs); n != 3 {
			t.Fatalf("%d windows, want three questions", n)
		}
		st.dialogs = st.dialogs[:1]
		st.wait(grace)
		st.press("y")
		ask(st, "inbox#1", "n", false)
		if n := len(st.dialogs); n != 1 || len(st.inbox().got) != 1 {
			t.Errorf("%d windows, the view got %v", n, st.inbox().got)
		}
	})
}
