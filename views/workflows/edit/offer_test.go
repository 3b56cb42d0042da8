package edit

import (
	"slices"
	"testing"
	"time"

	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
)

// TestDraftQuestionClosed pins that closing the question about a draft gives the
// edit up, with the draft as it was.
func TestDraftQuestionClosed(t *testing.T) {
	store, f := newDisk(), newTenant()
	bubble(t, func(t *testing.T) {
		s := openWith(t, f, f, store, changetest.New())
		s.edit(Form)
		s.Write(" 2")
		s.Press(esc)
		s.Advance(time.Second)
		s.edit(Form)
		s.Press(esc)
		s.Advance(time.Second)
		if s.Top() != nil || s.desk.Pending() || len(store.kept) != 1 {
			t.Errorf("on top is %T, pending %v, %d drafts", s.Top(), s.desk.Pending(), len(store.kept))
		}
		s.edit(Form)
		s.Choose("Discard the draft")
		s.Asked("Discard the draft?")
		s.Press(char('n'))
		s.Advance(time.Second)
		s.shows("was never sent; what becomes of it is not decided")
		s.Press(next)
		s.Choose("Continue the draft")
		s.Advance(time.Second)
		s.shows("Joiner: provision laptop 2")
	})
}

// TestDraftQuestionDropped pins that a question about a draft that came too late can
// be had with a key.
func TestDraftQuestionDropped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		keepDraft(t, s.disk, kept{ID: idA, Name: "Joiner", Part: "whole", Saved: time.Now(), Text: `{"name":"Mine"}`})
		s.Do(s.desk.Edit(s.tenant.read(idA), Whole))
		s.Stack = append(s.Stack, &dialog.Reader{Env: s.env}) // such as the help
		s.Advance(time.Second)
		s.Stack = slices.DeleteFunc(s.Stack, func(d screen.Dialog) bool { return d != screen.Dialog(s.desk.panel) })
		s.shows("was never sent; what becomes of it is not decided")
		s.Press(next)
		s.Choose("Continue the draft")
		s.Advance(time.Second)
		s.shows(`"name": "Mine"`)
	})
}
