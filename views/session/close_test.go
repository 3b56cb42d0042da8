package session

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/dialog"
)

// TestEscKeepsTheDraft pins that leaving the editor loses nothing, whether the
// draft was on disk before or not.
func TestEscKeepsTheDraft(t *testing.T) {
	for name, wait := range map[string]time.Duration{"saved": time.Second, "not saved yet": 0} {
		t.Run(name, func(t *testing.T) {
			store := newMemory()
			inBubble(t, withDrafts(store), func(r *rig) {
				r.open()
				r.Type("abc")
				r.Advance(wait)
				r.press("esc")
				if r.m.editor != nil || r.Dialog() != nil || !strings.Contains(store.kept[idA], "Sponsor agrees.abc") {
					t.Errorf("kept %q, asked %v", store.kept[idA], r.Dialog())
				}
				if got := r.Toasts(); len(got) != 1 || got[0] != "The draft is kept; e opens it again, or discards it" {
					t.Errorf("toasts %v", got)
				}
				r.Sent = nil
				r.press("e")
				r.take("Continue the draft")
				if got := r.m.editor.form.Value(attrKey + "reason"); got != "Project runs on.\nSponsor agrees.abc" {
					t.Errorf("taken up: %q", got)
				}
			})
		})
	}
}

func TestDraftIsDiscardedByChoice(t *testing.T) {
	store := newMemory()
	inBubble(t, withDrafts(store), func(r *rig) {
		r.open()
		r.Type("abc")
		r.press("esc", "e")
		r.take("Discard the draft")
		if head, lines := r.question(); head != "Discard the draft?" || !strings.Contains(lines, "Reason (reason)") {
			t.Errorf("%s\n%s", head, lines)
		}
		if store.kept[idA] == "" {
			t.Error("the draft is gone before the answer")
		}
		r.answer("y")
		r.Advance(time.Second)
		if store.kept[idA] != "" || r.m.editor == nil || r.m.editor.form.Changed() {
			t.Errorf("kept %q", store.kept[idA])
		}
		r.Sent = nil
		r.press("esc", "e")
		if r.Dialog() != nil {
			t.Error("a discarded draft is offered")
		}
	})
}

func TestEscAsksWhereADraftCannotHoldIt(t *testing.T) {
	store := newMemory()
	inBubble(t, withDrafts(store), func(r *rig) {
		r.open()
		r.m.editor.form.Focus(attrKey + "national_id")
		r.Type("Z")
		r.press("esc")
		if _, lines := r.question(); !strings.Contains(lines, "1 value that may be secret") || !strings.Contains(lines, uidA) {
			t.Errorf("the question says\n%s", lines)
		}
	})
	inBubble(t, withDrafts(store), func(r *rig) {
		r.open()
		store.fail = errors.New("disk full")
		r.Type("Z")
		r.press("esc")
		if _, lines := r.question(); !strings.Contains(lines, "disk full") || r.m.editor == nil {
			t.Errorf("the question says\n%s", lines)
		}
	})
}

// TestEditorBeginsCalmly pins that keys of a list which are pressed in the
// editor by habit change nothing and open nothing.
func TestEditorBeginsCalmly(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("e")
		if r.m.editor.form.Focused() != keyStatus || r.m.Freshness() != "editing" {
			t.Errorf("begins on %q, %q", r.m.editor.form.Focused(), r.m.Freshness())
		}
		r.press("j", "k")
		if r.m.editor.form.Changed() || r.Dialog() != nil {
			t.Error("j or k does something")
		}
		r.press("enter")
		if o, _ := r.Dialog().(*dialog.Pick).Selected(); o.Value != "pending_approval" {
			t.Errorf("the cursor is on %v", o)
		}
	})
}

// TestBurstReachesThePicker types faster than windows open.
func TestBurstReachesThePicker(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("e")
		var cmds []tea.Cmd
		for _, k := range []string{"f", "a", "i", "l"} {
			cmds = append(cmds, r.m.Update(keyPress(k)))
		}
		r.Do(tea.Batch(cmds...))
		if n := len(r.Sent); n != 1 {
			t.Errorf("%d windows open", n)
		}
		p := r.Dialog().(*dialog.Pick)
		if o, _ := p.Selected(); p.Text() != "fail" || o.Value != "failed" {
			t.Errorf("%q on %v", p.Text(), o)
		}
		if _, done := p.Update(keyPress("esc")); !done {
			t.Error("esc does not close at once")
		}
		cmd := r.m.Update(keyPress("ctrl+n"))
		r.m.Update(keyPress("S"))
		r.m.Update(keyPress("esc")) // closes the picker, not the editor
		r.Do(cmd)
		p = r.Dialog().(*dialog.Pick)
		if p.Text() != "S" || r.m.editor == nil || r.m.editor.form.Changed() {
			t.Errorf("%q", p.Text())
		}
		if msg, ok := p.Init()().(tea.KeyPressMsg); !ok || msg.String() != "esc" {
			t.Errorf("the key that had to wait is %v", msg)
		}
	})
}

// TestBannerFollowsTheFields pins that what stands above the form is true
// after every key.
func TestBannerFollowsTheFields(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.set(keyProfiles, "p 1")
		r.set(attrKey+"contract_end", "30/06/2026")
		r.press("ctrl+s")
		r.shows("2 fields cannot be sent like this")
		r.set(keyProfiles, "p-1")
		r.shows("1 field cannot be sent like this")
		r.set(attrKey+"contract_end", "31/06/2026")
		r.shows("1 field cannot be sent like this", "must be a date")
		r.set(attrKey+"contract_end", "06/30/2026")
		r.lacks("cannot be sent like this", "must be a date")
		r.set(attrKey+"contract_end", "30/06/2026")
		r.lacks("cannot be sent like this") // until it is reviewed again
	})
}
