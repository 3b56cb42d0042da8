package views

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/theme"
)

func TestPaletteRunsAnAction(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.press(":")
		st.says("Commands")
		st.press("f", "o", "r", "w", "a", "r", "d")
		st.says("Inbox: forward to another owner")
		st.press("enter")
		if !slices.Equal(st.inbox().acts, []keymap.Action{"inbox.forward"}) || len(st.dialogs) != 0 {
			t.Errorf("the view did %v, %d dialogs", st.inbox().acts, len(st.dialogs))
		}
	})
}

func TestPaletteClosesWithoutDoingAnything(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.press("ctrl+p", "a", "esc")
		if len(st.inbox().acts) != 0 || len(st.dialogs) != 0 {
			t.Errorf("the view did %v", st.inbox().acts)
		}
		st.press(":", "z", "z", "z", "z", "enter")
		st.says("no command of that name")
	})
}

// offered returns the actions of the palette, all of them.
func offered(s *Shell) map[keymap.Action]bool {
	out := map[keymap.Action]bool{}
	for _, o := range s.palette().options {
		if a, ok := o.value.(keymap.Action); ok {
			out[a] = true
		}
	}
	return out
}

func TestPaletteHasEveryActionThatCanBeDoneHere(t *testing.T) {
	for _, readOnly := range []bool{false, true} {
		s, _ := still(t, 120, 36, func(o *Options) { o.Env.ReadOnly = readOnly })
		got := offered(s)
		for _, b := range s.env.Keys.All() {
			own := slices.ContainsFunc(s.opt.Views, func(v View) bool { return v.Scope() == b.Scope })
			here := (own || slices.Contains(s.scopes(), b.Scope)) && !moves(b.Action) && !(b.Writes && readOnly) && b.Action != "app.tenant" && b.Action != "app.connect" // there is no other one
			if got[b.Action] != here {
				t.Errorf("read-only %v: %s offered %v", readOnly, b.Action, got[b.Action])
			}
		}
		if got["app.theme"] != true || got["inbox.approve"] == readOnly {
			t.Errorf("read-only %v: offered are %v", readOnly, got)
		}
	}
}

func TestHelpHasEveryKey(t *testing.T) {
	for _, readOnly := range []bool{false, true} {
		onStage(t, func(o *Options) { o.Env.ReadOnly = readOnly }, func(st *stage) {
			st.send(tea.WindowSizeMsg{Width: 140, Height: 120})
			st.press("?")
			for _, scope := range st.scopes() {
				st.says(scope.Title())
				for _, b := range st.env.Keys.In(scope) {
					if len(b.Keys) > 0 {
						line := prettyKeys(b.Keys)
						st.says(line)
						st.says(b.Help)
					}
				}
			}
			st.says("iscope 1.2.3")
			notes := strings.Count(strings.Join(st.lines(), "\n"), "(not in read-only mode)")
			if (notes > 0) != readOnly {
				t.Errorf("read-only %v: %d keys are said to be gone", readOnly, notes)
			}
		})
	}
}

func TestSignsNameEveryState(t *testing.T) {
	text := signs(theme.New("mono", true, true, ""))
	for _, word := range []string{"done", "failed", "running", "waiting", "canceled", "held", "needs you", "warning", "unknown"} {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not among %q", word, text)
		}
	}
}
