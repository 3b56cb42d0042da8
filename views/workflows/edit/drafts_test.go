package edit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"iscope/ui/extern"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/draft"
)

// keepsOne begins an edit that is left with a draft on disk, and returns that.
func keepsOne(t *testing.T, s *rig) string {
	t.Helper()
	s.edit(Whole)
	s.replace(`Orders a laptop`, `Orders one laptop`)
	s.Press(esc)
	s.Advance(time.Second)
	s.said("The draft is kept; e opens it again, or discards it")
	was := string(s.disk.kept[idA])
	if !strings.Contains(was, "Orders one laptop") {
		t.Fatalf("kept %q", s.disk.all())
	}
	return was
}

// TestKeptDraftIsNotOverwritten pins that a draft which is left for later stays as
// it is, whatever is typed afterwards and taken back, whether the program ends
// orderly or not, and is offered again.
func TestKeptDraftIsNotOverwritten(t *testing.T) {
	store, f := newDisk(), newTenant()
	was := ""
	bubble(t, func(t *testing.T) {
		s := openWith(t, f, f, store, changetest.New())
		was = keepsOne(t, s)
		for range 2 {
			s.edit(Whole)
			s.Choose("Start over, keep the draft")
			s.shows("Orders a laptop")
			s.replace(`Orders a laptop`, `Orders two laptops`)
			s.Advance(time.Second)
			s.shows("draft saved")
			if string(store.kept[idA]) != was || !strings.Contains(string(store.kept[idA+"#2"]), "Orders two laptops") {
				t.Fatalf("kept %q", store.all())
			}
			s.Press(ctrl('z'))
			s.Advance(time.Second)
			if string(store.kept[idA]) != was || len(store.kept) != 1 {
				t.Fatalf("kept %q", store.all())
			}
			s.Press(esc)
			s.Advance(time.Second)
			if s.desk.Pending() || string(store.kept[idA]) != was || len(store.kept) != 1 {
				t.Fatalf("kept %q", store.all())
			}
		}
		s.edit(Form)
		s.Choose("Start over, keep the draft")
		s.Write(" 3")
		s.Advance(time.Minute) // and here the program is killed
	})
	bubble(t, func(t *testing.T) {
		s := openWith(t, f, f, store, changetest.New())
		if len(store.kept) != 2 || string(store.kept[idA]) != was {
			t.Fatalf("kept %q", store.all())
		}
		s.Do(s.desk.Recover())
		s.said("2 drafts of a workflow were kept: Joiner: provision laptop; e goes on")
		s.edit(Whole)
		q, _ := s.Top().(*draft.Question)
		if q == nil || q.Title() != "2 drafts were never sent" {
			t.Fatalf("on top is %T", s.Top())
		}
		if text, _ := q.Render(76, 20); !strings.Contains(text, `ago: Whole workflow: description "Orders one laptop`) || !strings.Contains(text, `ago: Fields: name "Joiner: provision laptop 3"`) {
			t.Errorf("the question says\n%s", text)
		}
		s.Press(enter) // continues the first
		s.Advance(time.Second)
		s.shows("Orders one laptop")
		s.Press(ctrl('x'))
		s.Agree("Discard the draft?")
		s.Advance(time.Second)
		if len(store.kept) != 1 || store.kept[idA+"#2"] == nil {
			t.Errorf("kept %q", store.all())
		}
	})
}

// TestSendingKeepsTheOtherDraft pins that what was left for later outlives that
// what was typed instead is sent.
func TestSendingKeepsTheOtherDraft(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		was := keepsOne(t, s)
		s.edit(Whole)
		s.Choose("Start over, keep the draft")
		s.replace(`Orders a laptop`, `Orders two laptops`)
		s.Advance(time.Second)
		s.Press(next, next)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		if s.desk.Pending() || len(s.disk.kept) != 1 || string(s.disk.kept[idA]) != was {
			t.Errorf("pending %v, kept %q", s.desk.Pending(), s.disk.all())
		}
	})
}

// TestContinuedAndUndone pins that a draft that is continued and undone is gone,
// also before it was saved again.
func TestContinuedAndUndone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		keepsOne(t, s)
		s.edit(Whole)
		s.Choose("Continue the draft")
		s.Press(ctrl('z'))
		s.shows("Orders a laptop")
		s.Press(esc)
		s.Advance(time.Second)
		if s.desk.Pending() || len(s.disk.kept) != 0 {
			t.Errorf("pending %v, kept %q", s.desk.Pending(), s.disk.all())
		}
	})
}

// TestNoRoomForADraft pins that where a workflow has as many drafts as are kept
// none is overwritten: closing asks, no other editor is opened, and discarding one
// of them makes room.
func TestNoRoomForADraft(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		for n := range draft.Most {
			keepDraft(t, s.disk, kept{ID: idA, Copy: n, Name: "Joiner", Part: "whole", Saved: time.Now().Add(-time.Duration(n) * time.Hour), Base: "{}", Text: `{"name":"Mine"}`})
		}
		was := s.disk.all()
		s.edit(Whole)
		s.Choose("Start over, keep the drafts")
		s.replace(`Orders a laptop`, `Orders two laptops`)
		s.Advance(time.Second)
		s.shows("draft not saved: " + draft.NoRoom)
		s.Press(ctrl('o'))
		s.shows("No draft can be saved: " + draft.NoRoom + "; edit it here")
		if ok, _ := s.desk.CanLeave(); ok {
			t.Error("what no draft has can be left")
		}
		s.Press(esc)
		s.Asked("Discard what was typed?")
		s.Press(char('y'))
		s.Advance(time.Second)
		if got := s.disk.all(); s.desk.Pending() || len(got) != len(was) || len(s.opened) != 0 {
			t.Errorf("pending %v, kept %q", s.desk.Pending(), got)
		}
		s.edit(Whole)
		s.Choose("Discard the draft of 2h ago")
		s.Agree("Discard the draft?")
		s.Advance(time.Second)
		s.Choose("Start over, keep the drafts")
		s.replace(`Orders a laptop`, `Orders two laptops`)
		s.Advance(time.Second)
		if len(s.disk.kept) != draft.Most || !strings.Contains(string(s.disk.kept[idA+"#3"]), "Orders two laptops") {
			t.Errorf("kept %q", s.disk.all())
		}
	})
}

// TestUnreadableDraftKeepsItsPlace pins that what cannot be read is neither replaced
// nor dropped.
func TestUnreadableDraftKeepsItsPlace(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.disk.kept[idA] = []byte("{")
		s.edit(Whole)
		s.said("A draft of this workflow cannot be read and is left alone")
		s.replace(`Orders a laptop`, `Orders two laptops`)
		s.Advance(time.Second)
		if string(s.disk.kept[idA]) != "{" || s.disk.kept[idA+"#2"] == nil {
			t.Errorf("kept %q", s.disk.all())
		}
		s.Press(ctrl('z'), esc)
		s.Advance(time.Second)
		if string(s.disk.kept[idA]) != "{" || len(s.disk.kept) != 1 {
			t.Errorf("kept %q", s.disk.all())
		}
	})
}

// TestLeftBesideTheOtherDraft pins that a text which an editor of its own left
// belongs to the draft it was opened from: another edit of the same workflow neither
// takes it nor, once sent, removes it.
func TestLeftBesideTheOtherDraft(t *testing.T) {
	for name, second := range map[string]bool{"beside the first": false, "beside the second": true} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := open(t, newTenant())
				of := kept{ID: idA, Name: "Joiner", Part: "definition", Saved: time.Now(), Base: "{}", Text: "{}"}
				if second {
					keepDraft(t, s.disk, of)
					of.Copy = 1
				}
				keepDraft(t, s.disk, of)
				path := leaves(t, s, of.name(), secretText)
				s.Do(s.desk.Recover())
				s.Advance(time.Second)
				s.Choose("Leave it")
				s.Advance(time.Second)
				if b := string(s.disk.kept[of.name()]); !strings.Contains(b, `"settled":true`) || !strings.Contains(b, filepath.Base(path)) {
					t.Errorf("kept %s", b)
				}
				drafts := len(s.disk.kept)
				s.edit(Whole)
				s.Choose("Start over, keep the draft")
				s.replace(`Orders a laptop`, `Orders two laptops`)
				s.Advance(time.Second)
				if b := string(s.disk.kept[draft.Name(idA, drafts)]); b == "" || strings.Contains(b, "beside") {
					t.Errorf("kept %s", b)
				}
				s.Press(next, next)
				s.Agree("Change the workflow?")
				s.Advance(time.Second)
				if s.desk.Pending() || !there(path) || len(s.disk.kept) != drafts {
					t.Errorf("pending %v, the file is there: %v, kept %q", s.desk.Pending(), there(path), s.disk.all())
				}
			})
		})
	}
}

// TestWhatIsInADraft pins that drafts are told from each other by what was typed,
// and that a text nobody can read is told by its part.
func TestWhatIsInADraft(t *testing.T) {
	base := `{"name":"Joiner","description":"x","definition":{"start":"A","steps":{"A":{"type":"success"}}}}`
	for want, k := range map[string]kept{
		`name "Mover"`:                                         {Part: "whole", Text: strings.Replace(base, "Joiner", "Mover", 1)},
		`definition › start "B"`:                               {Part: "definition", Text: `{"start":"B","steps":{"A":{"type":"success"}}}`},
		`definition › steps › A › type "wait"`:                 {Part: "step", Pointer: "/definition/steps/A", Text: `{"type":"wait"}`},
		`description (taken away)`:                             {Part: "form", Text: strings.Replace(base, `"description":"x",`, "", 1)},
		`name 1|description 2|definition › start 3|and 1 more`: {Part: "whole", Text: `{"name":1,"description":2,"definition":{"start":3,"steps":{"A":4}}}`},
		``: {Part: "whole", Text: `{"name`},
	} {
		k.Base = base
		if got := strings.Join(k.typed(), "|"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestFilesOfSeveralDrafts takes two drafts through real files.
func TestFilesOfSeveralDrafts(t *testing.T) {
	files := draft.Files{Dir: filepath.Join(t.TempDir(), "d"), Tenant: "acme", Kind: "workflow"}
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.desk.Drafts = files
		s.desk.keeper.Use(files)
		for n, text := range []string{"Orders one laptop", "Orders two laptops"} {
			s.edit(Whole)
			if n > 0 {
				s.Choose("Start over, keep the draft")
			}
			s.replace(`Orders a laptop`, text)
			s.Press(esc)
			s.Advance(time.Second)
		}
		all, err := list(files)
		if err != nil || len(all) != 2 || all[0].Copy+all[1].Copy != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		s.edit(Whole)
		s.Choose("Discard the draft of")
		s.Agree("Discard the draft?")
		s.Advance(time.Second)
		s.Choose("Continue the draft")
		s.Advance(time.Second)
		s.shows("Orders two laptops")
	})
	if entries, err := os.ReadDir(files.Dir); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

// TestFileOfNoDraftStays pins that sending an edit does not remove a text of which
// nothing tells what it is an edit of.
func TestFileOfNoDraftStays(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		path := leaves(t, s, idA, "{}")
		s.Do(s.desk.Recover())
		s.Advance(time.Second)
		s.Press(esc) // not decided
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders two laptops`)
		s.Press(next, next)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		if s.desk.Pending() || !there(path) {
			t.Errorf("pending %v, the file is there: %v", s.desk.Pending(), there(path))
		}
	})
}

// over makes a desk keep its drafts in files.
func over(s *rig, files draft.Files) *rig {
	s.desk.Drafts = files
	s.desk.keeper.Use(files)
	return s
}

// TestTwoWindowsKeepTheirDrafts pins that what two windows say is saved is on disk,
// and that a text in an editor of its own belongs to the draft of its window.
func TestTwoWindowsKeepTheirDrafts(t *testing.T) {
	files := draft.Files{Dir: filepath.Join(t.TempDir(), "d"), Tenant: "acme", Kind: "workflow"}
	bubble(t, func(t *testing.T) {
		a, b := over(open(t, newTenant()), files), over(open(t, newTenant()), files)
		kept := func(name, want string) {
			t.Helper()
			if body, err := files.Load(name); err != nil || !strings.Contains(string(body), want) {
				t.Errorf("%s is %s, %v", name, body, err)
			}
		}
		a.edit(Whole)
		b.edit(Whole)
		a.replace(`Orders a laptop`, `Orders one laptop`)
		a.Advance(time.Second)
		b.edits = func(extern.Request) extern.Done { return extern.Done{Same: true} }
		b.Press(ctrl('o'))
		b.shows("Nothing was changed in the editor")
		b.Advance(time.Second)
		if len(b.opened) != 1 || b.opened[0].ID != outsidePrefix+idA+"#2" {
			t.Fatalf("opened %+v", b.opened)
		}
		b.replace(`Orders a laptop`, `Orders two laptops`)
		b.Advance(time.Second)
		a.replace(`Orders one laptop`, `Orders one laptop.`)
		a.Advance(time.Second)
		a.shows("draft saved")
		b.shows("draft saved")
		kept(idA, "Orders one laptop.")
		kept(idA+"#2", "Orders two laptops")
		kept(idA+"#2", `"copy":1`)
		b.Press(ctrl('x'))
		b.Agree("Discard the draft?")
		b.Advance(time.Second)
		kept(idA, "Orders one laptop.")
		if body, err := files.Load(idA + "#2"); body != nil || err != nil {
			t.Errorf("%s, %v", body, err)
		}
	})
}

// TestDraftOfANewWorkflowGoesOn pins that a draft which was listed, and not looked
// for by its place, is replaced where it is, unless another window was faster.
func TestDraftOfANewWorkflowGoesOn(t *testing.T) {
	for name, faster := range map[string]bool{"alone": false, "another window": true} {
		t.Run(name, func(t *testing.T) {
			files := draft.Files{Dir: filepath.Join(t.TempDir(), "d"), Tenant: "acme", Kind: "workflow"}
			bubble(t, func(t *testing.T) {
				s := over(open(t, newTenant()), files)
				id := freshPrefix + "1"
				body := []byte(`{"id":"` + id + `","name":"Mine","part":"whole","text":"{\"name\":\"Mine\"}"}`)
				if err := files.Save(id, body); err != nil {
					t.Fatal(err)
				}
				all, err := list(files)
				if err != nil || len(all) != 1 {
					t.Fatalf("%+v, %v", all, err)
				}
				if faster {
					body = []byte(strings.Replace(string(body), "Mine", "Theirs", 1))
					if err := files.Save(id, body); err != nil {
						t.Fatal(err)
					}
				}
				s.Do(s.desk.resume(all[0]))
				s.replace("Mine", "Mine 2")
				s.Advance(time.Second)
				s.shows("draft saved")
				first, _ := files.Load(id)
				moved, _ := files.Load(id + "#2")
				if faster && (string(first) != string(body) || !strings.Contains(string(moved), "Mine 2")) || !faster && (!strings.Contains(string(first), "Mine 2") || moved != nil) {
					t.Errorf("%s\n%s", first, moved)
				}
			})
		})
	}
}
