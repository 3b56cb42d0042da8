package session

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"iscope/api"
	"iscope/views/internal/draft"
	"iscope/views/internal/viewtest"
)

// withDrafts returns what gives a view a store.
func withDrafts(d Drafts) func(*Model, *fake) { return func(m *Model, _ *fake) { m.Drafts = d } }

func TestDraftIsSavedOnceTheKeysRest(t *testing.T) {
	store := newMemory()
	inBubble(t, withDrafts(store), func(r *rig) {
		r.open()
		r.Type("abc")
		if store.saves != 0 {
			t.Errorf("saved %d times while typing", store.saves)
		}
		if free, _ := r.m.CanLeave(); free {
			t.Error("a draft that is not on disk yet can be left")
		}
		r.Advance(draft.Delay)
		if store.saves != 1 || !strings.Contains(store.kept[idA], "Sponsor agrees.abc") {
			t.Errorf("saved %d times: %s", store.saves, store.kept[idA])
		}
		if free, why := r.m.CanLeave(); !free {
			t.Errorf("a saved draft cannot be left: %s", why)
		}
		r.shows("draft saved")
		r.press("tab", "tab")
		r.Advance(time.Minute)
		if store.saves != 1 {
			t.Error("moving about saves the draft again")
		}
	})
}

func TestDraftThatIsTypedBackIsDropped(t *testing.T) {
	store := newMemory()
	inBubble(t, withDrafts(store), func(r *rig) {
		r.open()
		r.Type("a")
		r.Advance(time.Second)
		r.press("backspace")
		r.Advance(time.Second)
		if _, there := store.kept[idA]; there {
			t.Error("a draft without changes stays")
		}
	})
}

func TestDraftIsOfferedAndTakenUp(t *testing.T) {
	store := newMemory()
	inBubble(t, withDrafts(store), func(r *rig) {
		r.editTwo()
		r.m.editor.form.Focus(attrKey + "reason")
		r.press("ctrl+x")
		r.m.addAttribute("shift", "day")
		r.Do(r.m.edited())
		r.set(keyStatus, "closed")
		r.Advance(time.Second)
	})
	if store.kept[idA] == "" {
		t.Fatal("no draft was kept")
	}
	// The program is gone; another one opens the session, which moved on.
	inBubble(t, func(m *Model, f *fake) { m.Drafts = store; f.alter(idA, attrKey+"site", "Gdańsk") }, func(r *rig) {
		r.press("e")
		frame, _ := r.Dialog().Render(76, 12)
		if head := r.Dialog().Title(); !strings.HasPrefix(head, "A draft of ") || !strings.Contains(frame, "Status, Contract end (contract_end)") {
			t.Errorf("%s\n%s", head, frame)
		}
		if r.m.editor.form.Changed() {
			t.Error("the draft is taken up without being asked")
		}
		r.take("Continue the draft")
		got := map[string]string{}
		for _, c := range r.m.editor.form.Changes() {
			got[c.Key] = fmt.Sprintf("%s/%t/%t", c.After, c.Added, c.Removed)
		}
		want := map[string]string{
			keyStatus: "closed/false/false", attrKey + "site": "Bergen/false/false", attrKey + "contract_end": "06/30/2026/false/false",
			attrKey + "reason": "/false/true", attrKey + "shift": "day/true/false",
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("changes %v, want %v", got, want)
		}
		r.complaint(attrKey+"site", "was Leeds when this was typed, is Gdańsk now")
		r.send()
		if len(r.nerm.patches) != 1 || r.m.editor != nil {
			t.Errorf("%d patches", len(r.nerm.patches))
		}
		r.Advance(time.Second)
		if _, there := store.kept[idA]; there {
			t.Error("the draft stays after it was sent")
		}
	})
}

func TestDraftLeftAlone(t *testing.T) {
	store := newMemory()
	store.kept[idA] = `{"session":"` + idA + `","saved":"2000-01-01T00:00:00Z","changes":[{"key":"attr:site","before":"Leeds","after":"Bergen"}]}`
	inBubble(t, withDrafts(store), func(r *rig) {
		r.press("e")
		r.take("Start over, keep the draft")
		r.press("tab", "backspace", "esc")
		r.Advance(time.Second)
		if store.kept[idA] == "" || r.m.editor != nil {
			t.Error("a draft that was left alone is gone")
		}
	})
}

func TestDraftsThatCannotBeUsed(t *testing.T) {
	for name, body := range map[string]string{
		"no JSON":         `{`,
		"another session": `{"session":"x","changes":[{"key":"status"}]}`,
		"huge":            strings.Repeat("x", draft.Max+1),
	} {
		t.Run(name, func(t *testing.T) {
			store := newMemory()
			store.kept[idA] = body
			inBubble(t, withDrafts(store), func(r *rig) {
				r.open()
				if r.Dialog() != nil || len(r.Toasts()) != 1 || !strings.Contains(r.Toasts()[0], "left alone") {
					t.Errorf("toasts %v", r.Toasts())
				}
			})
		})
	}
}

// TestHostileDraft pins that a tampered file reaches neither the terminal raw
// nor fields that do not exist.
func TestHostileDraft(t *testing.T) {
	store := newMemory()
	store.kept[idA] = `{"session":"` + idA + `","changes":[{"key":"attr:\u001b[2J","after":"x"},{"key":"id","after":"other"},{"key":"attr:site","after":"a\u202eb"},{"key":"attr:national_id","after":"q"},{"key":"attr:","after":"q"}]}`
	inBubble(t, withDrafts(store), func(r *rig) {
		r.press("e")
		lines, _ := r.Dialog().Render(76, 12)
		r.take("Continue the draft")
		frame, _ := r.m.Render(120, 40)
		if strings.Contains(lines+frame, "\u202e") || strings.Contains(lines+frame, "\x1b[2J") {
			t.Error("raw text got through")
		}
		if c := r.m.editor.form.Changes(); len(c) != 1 || c[0].Key != attrKey+"site" {
			t.Errorf("changes %+v", c)
		}
	})
}

func TestStoreThatFails(t *testing.T) {
	store := newMemory()
	store.fail = errors.New("no space left on device")
	inBubble(t, withDrafts(store), func(r *rig) {
		r.open()
		if len(r.Toasts()) != 1 || !strings.Contains(r.Toasts()[0], "no space left on device") {
			t.Errorf("toasts %v", r.Toasts())
		}
		r.Type("a")
		r.Advance(time.Second)
		r.shows("draft not saved", "no space left on device")
		if free, _ := r.m.CanLeave(); free {
			t.Error("a draft that could not be saved can be left")
		}
		store.fail = nil
		r.Type("b")
		r.Advance(time.Second)
		r.shows("draft saved")
	})
}

// TestUnknownKindsAreNotKept pins that a value which may be secret, since it
// is not known what kind it is, stays out of the draft.
func TestUnknownKindsAreNotKept(t *testing.T) {
	store := newMemory()
	inBubble(t, func(m *Model, f *fake) {
		m.Drafts = store
		f.onKinds = &api.Error{Kind: api.Forbidden, Op: api.ListNEAttributes, Status: 403}
	}, func(r *rig) {
		r.open()
		r.set(attrKey+"site", "Bergen")
		r.set(keyStatus, "closed")
		r.Advance(time.Second)
		if k := store.kept[idA]; strings.Contains(k, "Bergen") || !strings.Contains(k, "closed") {
			t.Errorf("kept %s", k)
		}
	})
	inBubble(t, withDrafts(store), func(r *rig) {
		r.press("e")
		if frame, _ := r.Dialog().Render(76, 12); !strings.Contains(frame, "Status, 1 value that may be secret not kept") {
			t.Errorf("the question says\n%s", frame)
		}
		r.take("Continue the draft")
		r.shows("Values that may be secret are not kept in a draft; type them again")
	})
}

// slow is a store whose saves wait, and which fails the test when two of its
// calls overlap.
type slow struct {
	*memory
	t    *testing.T
	gate chan struct{}
	mu   sync.Mutex
	log  []string
}

func (d *slow) Save(id string, body []byte) error {
	if !d.mu.TryLock() {
		d.t.Error("two calls overlap")
	} else {
		defer d.mu.Unlock()
	}
	<-d.gate
	d.log = append(d.log, "save")
	return d.memory.Save(id, body)
}

func (d *slow) Drop(id string) error {
	if !d.mu.TryLock() {
		d.t.Error("two calls overlap")
	} else {
		defer d.mu.Unlock()
	}
	d.log = append(d.log, "drop")
	return d.memory.Drop(id)
}

// TestDropWaitsForTheSaveBeforeIt pins that a discarded draft does not come
// back because its save was slower than the discarding.
func TestDropWaitsForTheSaveBeforeIt(t *testing.T) {
	var store *slow
	inBubble(t, func(m *Model, _ *fake) {
		store = &slow{memory: newMemory(), t: t, gate: make(chan struct{})}
		m.Drafts = store
	}, func(r *rig) {
		r.open()
		r.Type("a")
		r.Advance(time.Second)
		r.press("esc")
		if r.Dialog() != nil || r.m.editor == nil {
			t.Fatal("the editor does not wait for the draft")
		}
		r.press("esc")
		if _, lines := r.question(); !strings.Contains(lines, "still being saved") {
			t.Errorf("the question says\n%s", lines)
		}
		store.gate <- struct{}{}
		r.Do(nil)
		if r.m.editor == nil {
			t.Fatal("the editor closes under the question")
		}
		r.answer("y")
		close(store.gate)
		r.Do(nil)
		if got := strings.Join(store.log, " "); got != "save save drop" || store.kept[idA] != "" {
			t.Errorf("the store saw %q and keeps %q", got, store.kept[idA])
		}
	})
}

// TestFilesThroughTheView takes a draft through real files.
func TestFilesThroughTheView(t *testing.T) {
	f := Files{Dir: filepath.Join(t.TempDir(), "d"), Tenant: "acme"}
	inBubble(t, withDrafts(f), func(r *rig) {
		r.open()
		r.set(attrKey+"site", "Bergen")
		r.Advance(time.Second)
		r.shows("draft saved")
	})
	inBubble(t, withDrafts(f), func(r *rig) {
		r.press("e")
		r.take("Continue the draft")
		if r.m.editor.form.Value(attrKey+"site") != "Bergen" {
			t.Error("the draft was not restored")
		}
	})
}

// second opens another window of the program beside one, inside its bubble.
func second(r *rig, store Drafts) *rig {
	r.t.Helper()
	f := newFake(r.t)
	m := New(r.env, &api.Commands{NERM: f}, f.journal.Journal, r.t.Context(), "session#2")
	m.journal, m.Drafts = f.journal, store
	out := &rig{viewtest.New(r.t, m), m, f, r.env, r.t}
	out.Do(m.Init())
	out.Do(m.SetActive(true))
	return out
}

// stored returns the drafts of a session by their places, "" for none.
func stored(t *testing.T, f Files, id string) [draft.Most]string {
	t.Helper()
	var out [draft.Most]string
	for n := range out {
		body, err := f.Load(draft.Name(id, n))
		if err != nil {
			t.Error(err)
		}
		out[n] = string(body)
	}
	return out
}

// TestTwoWindowsKeepTheirDrafts pins that what two windows say is saved is on disk,
// from the first save to the last, and that discarding one leaves the other.
func TestTwoWindowsKeepTheirDrafts(t *testing.T) {
	f := Files{Dir: filepath.Join(t.TempDir(), "d"), Tenant: "acme"}
	inBubble(t, withDrafts(f), func(r *rig) {
		s := second(r, f)
		defer s.end()
		r.open()
		s.open()
		for _, typed := range []string{"one", "more"} {
			r.set(attrKey+"site", "Bergen "+typed)
			r.Advance(time.Second)
			s.set(attrKey+"site", "Oslo "+typed)
			s.Advance(time.Second)
			r.shows("draft saved")
			s.shows("draft saved")
			got := stored(t, f, idA)
			if !strings.Contains(got[0], "Bergen "+typed) || !strings.Contains(got[1], "Oslo "+typed) || !strings.Contains(got[1], `"copy":1`) || got[2] != "" {
				t.Fatalf("kept %q", got)
			}
		}
		s.set(attrKey+"site", "Leeds")
		s.Advance(time.Second)
		if got := stored(t, f, idA); !strings.Contains(got[0], "Bergen more") || got[1] != "" {
			t.Errorf("kept %q", got)
		}
		if !r.m.hasDraft(idA) {
			t.Error("the list does not say that there is a draft")
		}
	})
}

// TestDraftOfAnOpenEditorIsInUse pins that a place is not free in which another
// window keeps which field is open in an editor, and that it is not offered.
func TestDraftOfAnOpenEditorIsInUse(t *testing.T) {
	store := newMemory()
	was := `{"session":"` + idA + `","saved":"2000-01-01T00:00:00Z","changes":null,"open":{"key":"attr:reason","before":"x","after":"x"}}`
	store.kept[idA] = was
	inBubble(t, withDrafts(store), func(r *rig) {
		r.open()
		if r.Dialog() != nil || len(r.Toasts()) != 0 {
			t.Errorf("asked %v, said %q", r.Dialog(), r.Toasts())
		}
		r.Type("abc")
		r.Advance(time.Second)
		if store.kept[idA] != was || !strings.Contains(store.kept[idA+"#2"], "agrees.abc") {
			t.Errorf("kept %q", store.kept)
		}
	})
}

// TestDraftSavedElsewhereIsNotDiscarded pins that agreeing to discard a draft does
// not take what another window has put into it since.
func TestDraftSavedElsewhereIsNotDiscarded(t *testing.T) {
	store := newMemory()
	body := `{"session":"` + idA + `","saved":"2000-01-01T00:00:00Z","changes":[{"key":"attr:site","before":"Leeds","after":"Bergen"}]}`
	store.kept[idA] = body
	inBubble(t, withDrafts(store), func(r *rig) {
		r.press("e")
		since := strings.Replace(body, "Bergen", "Oslo", 1)
		store.kept[idA] = since
		r.take(firstDrop(r))
		r.answer("y")
		r.Advance(time.Second)
		if said := strings.Join(r.Toasts(), "\n"); store.kept[idA] != since || !strings.Contains(said, "another window has saved since") {
			t.Errorf("kept %q, said %q", store.kept, said)
		}
	})
}
