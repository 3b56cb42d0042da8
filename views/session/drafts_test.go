package session

import (
	"strings"
	"testing"
	"time"

	"iscope/views/internal/draft"
)

// TestKeptDraftIsNotOverwritten pins that a draft which is left for later stays
// as it is, whatever is typed afterwards and taken back, and is offered again.
func TestKeptDraftIsNotOverwritten(t *testing.T) {
	store := newMemory()
	inBubble(t, withDrafts(store), func(r *rig) {
		r.open()
		r.Type("abc")
		r.press("esc")
		was := store.kept[idA]
		for _, answer := range []func(){func() { r.answer("esc") }, func() { r.take("Start over, keep the draft") }} {
			r.press("e")
			answer()
			r.m.editor.form.Focus(attrKey + "reason")
			r.Type("Q")
			r.Advance(time.Second)
			if store.kept[idA] != was || !strings.Contains(store.kept[idA+"#2"], "agrees.Q") {
				t.Fatalf("kept %q", store.kept)
			}
			r.press("backspace")
			r.Advance(time.Second)
			if store.kept[idA] != was || store.kept[idA+"#2"] != "" {
				t.Fatalf("kept %q", store.kept)
			}
			r.press("esc")
		}
		r.press("e")
		r.answer("esc")
		r.set(attrKey+"site", "Bergen")
		r.press("esc")
		if len(store.kept) != 2 || store.kept[idA] != was {
			t.Fatalf("kept %q", store.kept)
		}
		r.Sent = nil
		r.press("e")
		if head := r.Dialog().Title(); head != "2 drafts were never sent" {
			t.Errorf("asked %q", head)
		}
		if frame, _ := r.Dialog().Render(76, 20); !strings.Contains(frame, "ago: Reason (reason)") || !strings.Contains(frame, "ago: Site (site)") {
			t.Errorf("the question says\n%s", frame)
		}
	})
}

// TestSendingKeepsTheOtherDraft pins that what was left for later outlives that
// what was typed instead is sent.
func TestSendingKeepsTheOtherDraft(t *testing.T) {
	store := newMemory()
	store.kept[idA] = `{"session":"` + idA + `","saved":"2000-01-01T00:00:00Z","changes":[{"key":"attr:site","before":"Leeds","after":"Bergen"}]}`
	was := store.kept[idA]
	inBubble(t, withDrafts(store), func(r *rig) {
		r.press("e")
		r.take("Start over, keep the draft")
		r.set(keyStatus, "closed")
		r.Advance(time.Second)
		r.send()
		r.Advance(time.Second)
		if len(r.nerm.patches) != 1 || len(store.kept) != 1 || store.kept[idA] != was {
			t.Errorf("%d patches, kept %q", len(r.nerm.patches), store.kept)
		}
	})
}

// TestDuplicateHasADraftOfItsOwn pins that a duplicate neither asks about nor
// touches the draft of another new session, and that one in which nothing was
// typed is closed without a trace.
func TestDuplicateHasADraftOfItsOwn(t *testing.T) {
	store := newMemory()
	inBubble(t, withDrafts(store), func(r *rig) {
		r.begin()
		r.press("esc")
		was := store.kept[freshID]
		if was == "" {
			t.Fatal("no draft was kept")
		}
		r.Sent = nil
		r.press("d")
		r.Advance(time.Second)
		if r.Dialog() != nil {
			t.Errorf("asked %q", r.Dialog().Title())
		}
		if free, why := r.m.CanLeave(); !free {
			t.Errorf("cannot be left, though nothing was typed: %s", why)
		}
		r.press("esc")
		r.Advance(time.Second)
		if r.m.editor != nil || len(store.kept) != 1 || store.kept[freshID] != was {
			t.Fatalf("kept %q", store.kept)
		}
		r.press("d")
		r.set(attrKey+"reason", "Another one")
		r.press("esc")
		if store.kept[freshID] != was || !strings.Contains(store.kept[freshID+"#2"], "Another one") {
			t.Fatalf("kept %q", store.kept)
		}
		r.Sent = nil
		r.press("n")
		if frame, _ := r.Dialog().Render(76, 20); !strings.Contains(frame, "Workflow wf-contractor, Requester Ada Lovelace") {
			t.Errorf("the question says\n%s", frame)
		}
		p, _ := r.Dialog().(*draft.Question)
		for range 2 { // past both that go on
			p.Update(keyPress("down"))
		}
		if o, _ := p.Selected(); o.Label != "Start over, keep the drafts" {
			t.Errorf("on %q", o.Label)
		}
	})
}

// TestNoRoomForADraft pins that where a session has as many drafts as are kept
// none is overwritten, and closing asks.
func TestNoRoomForADraft(t *testing.T) {
	store := newMemory()
	for n := range draft.Most {
		name := draft.Name(idA, n)
		store.kept[name] = `{"session":"` + idA + `","saved":"2000-01-01T00:00:00Z","changes":[{"key":"attr:site","before":"Leeds","after":"Bergen"}]}`
	}
	inBubble(t, withDrafts(store), func(r *rig) {
		r.press("e")
		r.answer("esc")
		r.set(keyStatus, "closed")
		r.Advance(time.Second)
		r.shows("draft not saved: " + draft.NoRoom)
		r.press("esc")
		if _, lines := r.question(); !strings.Contains(lines, draft.NoRoom) || store.saves != 0 {
			t.Errorf("%s\n%d saves", lines, store.saves)
		}
	})
}

// TestUnreadableDraftKeepsItsPlace pins that a file which cannot be read is not
// replaced.
func TestUnreadableDraftKeepsItsPlace(t *testing.T) {
	store := newMemory()
	store.kept[idA] = "{"
	inBubble(t, withDrafts(store), func(r *rig) {
		r.open()
		r.Type("a")
		r.Advance(time.Second)
		if store.kept[idA] != "{" || store.kept[idA+"#2"] == "" {
			t.Errorf("kept %q", store.kept)
		}
	})
}

// TestDraftsAreMarked pins that the list says which sessions have a draft, and
// the start how many.
func TestDraftsAreMarked(t *testing.T) {
	store := newMemory()
	change := `","saved":"2000-01-01T00:00:00Z","changes":[{"key":"attr:site","before":"","after":"Bergen"}]}`
	store.kept[idA] = `{"session":"` + idA + change
	store.kept[idA+"#2"] = `{"copy":1,"session":"` + idA + change
	store.kept[freshID] = `{"session":"` + freshID + change
	store.kept[idB] = `{"session":"` + idC + change // moved
	inBubble(t, withDrafts(store), func(r *rig) {
		if got := r.Toasts(); len(got) != 1 || got[0] != "1 session has an unsent draft, e on it goes on; 1 new session not sent yet, n goes on" {
			t.Errorf("said %q", got)
		}
		if frame := r.frame(120, 20); strings.Count(frame, "◌ draft · ") != 1 || !strings.Contains(frame, "◌ draft · Ada Lovelace") {
			t.Errorf("the list is\n%s", frame)
		}
		for range 2 {
			r.press("e")
			r.take(firstDrop(r))
			r.answer("y")
			r.Advance(time.Second)
			r.Sent = nil
			r.press("esc")
		}
		r.lacks("draft · ")
	})
}

// firstDrop is the label of the first choice that discards.
func firstDrop(r *rig) string {
	w, _ := r.Dialog().(*draft.Question)
	for range 10 {
		if o, _ := w.Selected(); strings.HasPrefix(o.Label, "Discard") {
			return o.Label
		}
		w.Update(keyPress("down"))
	}
	r.t.Fatal("nothing discards")
	return ""
}

// TestSecretsOfADraft pins that a draft knows the fields whose values it does not
// have, and that these are named on both sides.
func TestSecretsOfADraft(t *testing.T) {
	store := newMemory()
	inBubble(t, withDrafts(store), func(r *rig) {
		r.open()
		r.m.editor.form.Focus(attrKey + "national_id")
		r.Type("SECRET")
		r.Advance(draft.Delay)
		r.shows("no draft holds a secret value")
		r.set(attrKey+"site", "Bergen")
		r.Advance(draft.Delay)
		r.shows("draft saved without 1 secret value")
		if k := store.kept[idA]; strings.Contains(k, "SECRET") || !strings.Contains(k, `"missing":["attr:national_id"]`) {
			t.Errorf("kept %s", k)
		}
	})
	inBubble(t, withDrafts(store), func(r *rig) {
		r.press("e")
		r.take("Continue the draft")
		r.complaint(attrKey+"national_id", "type it again")
		if got := r.m.editor.form.Focused(); got != attrKey+"national_id" {
			t.Errorf("on %s", got)
		}
		r.Type("Z")
		r.lacks("type it again", "not kept in a draft")
	})
}
