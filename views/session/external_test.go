package session

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/extern"
	"iscope/ui/field"
)

// outside is another editor: it keeps what it was asked for, and answers with
// what edit makes of the text.
type outside struct {
	asked []extern.Request
	edit  func(extern.Request) extern.Done
}

func (o *outside) open(r extern.Request) tea.Cmd {
	o.asked = append(o.asked, r)
	return func() tea.Msg {
		d := o.edit(r)
		d.View, d.ID = r.View, r.ID
		return d
	}
}

func withOutside(store *memory, o *outside) func(*Model, *fake) {
	return func(m *Model, _ *fake) { m.Drafts, m.Outside, m.Extern = store, "texts", o.open }
}

// TestTextFromAnotherEditor pins that it comes into the field, that a draft has
// it at once, and that nothing is sent by it.
func TestTextFromAnotherEditor(t *testing.T) {
	store := newMemory()
	o := &outside{edit: func(r extern.Request) extern.Done {
		return extern.Done{Text: append(r.Text, "One more line.\r\n\n"...)}
	}}
	inBubble(t, withOutside(store, o), func(r *rig) {
		r.open()
		r.press("ctrl+o")
		want := extern.Request{View: "session#1", ID: "edit session " + idA + " attr:reason", Owner: "acme sessions", Dir: "texts", Name: "Reason", Ext: ".txt",
			Text: []byte("Project runs on.\nSponsor agrees.\n"), Max: maxOutside}
		if got := o.asked[0]; len(o.asked) != 1 || string(got.Text) != string(want.Text) || got.ID != want.ID || got.Owner != want.Owner || got.Dir != want.Dir || got.Ext != want.Ext || got.Max != want.Max {
			t.Errorf("asked for %+v", got)
		}
		if got := r.m.editor.form.Value(attrKey + "reason"); got != "Project runs on.\nSponsor agrees.\nOne more line." {
			t.Errorf("the field holds %q", got)
		}
		if !strings.Contains(store.kept[idA], "One more line.") || len(r.nerm.patches) != 0 {
			t.Errorf("the draft is %q", store.kept[idA])
		}
		r.shows("1 change", "draft saved")
	})
}

// TestTextsThatDoNotComeBack pins that the field stays as it is then.
func TestTextsThatDoNotComeBack(t *testing.T) {
	for name, d := range map[string]extern.Done{
		"Nothing was changed in your editor":       {Same: true, Text: []byte("x")},
		"The file is gone; the field is as it was": {Err: errors.New("the file is gone")},
		"It crashed; nothing was changed":          {Err: errors.New("it crashed"), Same: true, Text: []byte("x")},
	} {
		store := newMemory()
		inBubble(t, withOutside(store, &outside{edit: func(extern.Request) extern.Done { return d }}), func(r *rig) {
			r.open()
			r.press("ctrl+o")
			if got := r.Toasts(); len(got) != 1 || got[0] != name || r.m.editor.form.Changed() {
				t.Errorf("said %q, want %q", got, name)
			}
			r.Advance(time.Second)
			if store.kept[idA] != "" {
				t.Errorf("a draft stays: %s", store.kept[idA])
			}
		})
	}
}

// TestWhatNoOtherEditorGets pins that secrets, and whatever may be one, go into
// no file, nor does what is chosen.
func TestWhatNoOtherEditorGets(t *testing.T) {
	o := &outside{edit: func(extern.Request) extern.Done { return extern.Done{} }}
	inBubble(t, withOutside(newMemory(), o), func(r *rig) {
		r.open()
		for _, key := range []string{attrKey + "national_id", attrKey + "cv", attrKey + "site", keyStatus, keyRequester} {
			r.m.editor.form.Focus(key)
			r.press("ctrl+o")
		}
		if len(o.asked) != 0 || len(r.Toasts()) != 5 {
			t.Errorf("asked for %+v, said %q", o.asked, r.Toasts())
		}
	})
	inBubble(t, func(m *Model, f *fake) { withOutside(newMemory(), o)(m, f); f.onKinds = errors.New("no") }, func(r *rig) {
		r.open()
		r.press("ctrl+o")
		if len(o.asked) != 0 {
			t.Error("what may be secret is put into a file")
		}
	})
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.press("ctrl+o")
		if got := r.Toasts(); len(got) != 1 || !strings.Contains(got[0], "There is no folder") {
			t.Errorf("said %q", got)
		}
	})
}

// TestLongTexts pins that a text which no line holds is never cut: it is shown,
// and edited elsewhere.
func TestLongTexts(t *testing.T) {
	long := strings.Repeat("é", field.Max+1)
	o := &outside{edit: func(r extern.Request) extern.Done { return extern.Done{Text: []byte(long)} }}
	inBubble(t, withOutside(newMemory(), o), func(r *rig) {
		r.open()
		r.press("ctrl+o")
		r.Type("x")
		r.press("backspace")
		if got := r.m.editor.form.Value(attrKey + "reason"); got != long {
			t.Errorf("%d runes are left", len([]rune(got)))
		}
		r.m.addAttribute("title", "")
		r.press("ctrl+o")
		r.Type("x")
		if got := r.m.editor.form.Value(attrKey + "title"); got != long {
			t.Errorf("of a new one %d runes are left", len([]rune(got)))
		}
		if !r.m.added(attrKey + "title") {
			t.Error("it is not new any more")
		}
		r.press("ctrl+s")
		r.answer("y")
		if p := r.nerm.patches; len(p) != 1 || !strings.Contains(p[0].body, long) {
			t.Errorf("%d patches", len(p))
		}
	})
	inBubble(t, func(m *Model, f *fake) {
		withOutside(newMemory(), &outside{edit: func(r extern.Request) extern.Done { return extern.Done{Text: []byte("short")} }})(m, f)
		f.rows[idA]["attributes"].(map[string]any)["reason"] = long
	}, func(r *rig) {
		r.open()
		r.Type("x")
		if r.m.editor.form.Changed() {
			t.Error("a text that no line holds is edited in one")
		}
		r.press("ctrl+o")
		if got := r.m.editor.form.Value(attrKey + "reason"); got != "short" {
			t.Errorf("%d runes are left", len([]rune(got)))
		}
	})
}

// TestTextThatWasOpenWhenIscopeEnded pins that it is in the draft afterwards.
func TestTextThatWasOpenWhenIscopeEnded(t *testing.T) {
	store := newMemory()
	never := &outside{edit: func(r extern.Request) extern.Done { return extern.Done{View: "nobody"} }}
	inBubble(t, withOutside(store, never), func(r *rig) {
		r.open()
		r.m.Extern = func(q extern.Request) tea.Cmd { never.asked = append(never.asked, q); return nil }
		r.press("ctrl+o")
	})
	text := "What was typed there.\nAnd saved.\n"
	l := extern.Leftover{ID: never.asked[0].ID, Text: []byte(text)}
	if _, err := adopt(store, extern.Leftover{ID: "edit session " + idB + " attr:reason", Text: []byte(text)}); !errors.Is(err, errNoDraft) {
		t.Errorf("a text of no draft: %v", err)
	}
	for _, id := range []string{"", "edit workflow x", "edit session " + idA, "edit session " + idA + " attr:re\x1bason", "edit session " + idA + " attr:site"} {
		if _, err := adopt(store, extern.Leftover{ID: id, Text: []byte(text)}); err == nil {
			t.Errorf("%q is adopted", id)
		}
	}
	if id, err := adopt(store, l); id != idA || err != nil {
		t.Fatalf("adopted %q, %v", id, err)
	}
	inBubble(t, withOutside(store, never), func(r *rig) {
		r.press("e")
		r.take("Continue the draft")
		if got := r.m.editor.form.Value(attrKey + "reason"); got != "What was typed there.\nAnd saved." {
			t.Errorf("the field holds %q", got)
		}
	})
}

// TestRecover finds what an editor had in the folder beside the drafts.
func TestRecover(t *testing.T) {
	dir := t.TempDir()
	files := Files{Dir: dir, Tenant: "acme"}
	k := kept{Session: idA, Open: &draftChange{Key: attrKey + "reason", Before: "Project runs on.\nSponsor agrees.", After: "x"}}
	body, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	if err := files.Save(idA, body); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "open"), 0o700); err != nil {
		t.Fatal(err)
	}
	inBubble(t, func(m *Model, _ *fake) { m.Drafts = files }, func(r *rig) {
		if got := r.m.outside(); got != filepath.Join(dir, "open") {
			t.Errorf("texts lie in %q", got)
		}
		r.Do(r.m.onRecovered(resultOf(recovered{sessions: []string{idA, freshID}, lost: []string{"nowhere"}})))
		if got := strings.Join(r.Toasts(), "\n"); !strings.Contains(got, "What your editor had of session 33f072…9b57c8 is in its draft; e on it goes on") || !strings.Contains(got, "n goes on") || !strings.Contains(got, "left alone: nowhere") {
			t.Errorf("said %q", got)
		}
		r.press("e") // a draft that has only what was open is none to take up
		if r.Dialog() != nil {
			t.Error("a draft without changes is offered")
		}
	})
}
