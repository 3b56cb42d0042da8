package edit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"iscope/ui/dialog"
	"iscope/views/internal/change/changetest"
)

// secretText is what an editor had: a definition with a secret written out.
const secretText = `{"start": "A", "steps": {"A": {"type": "success", "attributes": {"password": "hunter2"}}}}`

// leaves puts a file where an editor left it, and returns it with the store of the
// draft that tells what it is an edit of.
func leaves(t *testing.T, s *rig, id, text string) string {
	t.Helper()
	folder := filepath.Join(s.desk.Outside, "edit-1")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	about, _ := json.Marshal(map[string]string{"owner": "acme", "id": outsidePrefix + id, "file": "joiner.json", "before": "x"})
	for name, text := range map[string]string{".about.json": string(about), "joiner.json": text + "\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, "joiner.json")
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// startOver is the next start of the program, in the same folders.
func startOver(t *testing.T, s *rig, disk *disk) *rig {
	t.Helper()
	next := openWith(t, s.tenant, s.tenant, disk, changetest.New())
	next.desk.Outside = s.desk.Outside
	for i := range s.desk.left { // as the end of a process unlocks it
		unlock(t, s.desk.left[i].file.Path())
	}
	return next
}

func unlock(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(filepath.Join(filepath.Dir(path), ".lock")); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
}

func keepDraft(t *testing.T, d *disk, k kept) {
	t.Helper()
	body, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	d.kept[k.name()] = body
}

// TestSecretsLeftInAnEditor pins what becomes of a file with a secret that a crash
// left: it is asked about, and no draft has the secret.
func TestSecretsLeftInAnEditor(t *testing.T) {
	for name, c := range map[string]struct {
		id   string
		do   func(t *testing.T, s *rig, path string)
		left bool
	}{
		"removed": {idA, func(t *testing.T, s *rig, _ string) {
			s.Choose("Remove the file")
			s.Advance(time.Second)
			s.said("The file is removed")
			s.edit(Definition)
			s.Choose("Continue the draft")
			s.Advance(time.Second)
			s.shows(typeAgain)
		}, false},
		"gone on with, and given up": {idA, func(t *testing.T, s *rig, path string) {
			s.Choose("Continue with it")
			s.Advance(time.Second)
			s.shows(`"password": "hunter2"`, "definition")
			if !there(path) {
				t.Error("the file is gone before its secret is anywhere else")
			}
			s.Press(esc)
			s.Agree("Discard what was typed?")
			s.Advance(time.Second)
		}, false},
		"gone on with, and mended": {idA, func(t *testing.T, s *rig, _ string) {
			s.Choose("Continue with it")
			s.Advance(time.Second)
			s.replace("hunter2", "$.secrets.77")
			s.Advance(5 * time.Second)
			s.Press(esc)
			s.Advance(time.Second)
			s.said("The draft is kept")
		}, false},
		"of a new one": {freshPrefix + "1", func(t *testing.T, s *rig, _ string) {
			s.Choose("Continue with it")
			s.Advance(time.Second)
			s.shows("from draft", `"password": "hunter2"`)
			s.Press(ctrl('x'))
			s.Agree("Discard the draft?")
			s.Advance(time.Second)
		}, false},
		"left, and asked about once": {idA, func(t *testing.T, s *rig, path string) {
			s.Choose("Leave it")
			s.Advance(time.Second)
			next := startOver(t, s, s.disk)
			next.Do(next.desk.Recover())
			next.Advance(time.Second)
			if next.Top() != nil {
				t.Errorf("it is asked again: %T", next.Top())
			}
			next.edit(Definition)
			next.Choose("Discard the draft")
			next.Agree("Discard the draft?")
			next.Advance(time.Second)
		}, false},
		"put off": {idA, func(t *testing.T, s *rig, path string) {
			s.Press(esc)
			next := startOver(t, s, s.disk)
			next.Do(next.desk.Recover())
			next.Advance(time.Second)
			if _, ok := next.Top().(*dialog.Pick); !ok {
				t.Errorf("it is not asked again: %T", next.Top())
			}
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := open(t, newTenant())
				keepDraft(t, s.disk, kept{ID: c.id, Name: "Joiner", Part: "definition", Saved: time.Now(), Base: "{}", Text: "{}"})
				path := leaves(t, s, c.id, secretText)
				s.Do(s.desk.Recover())
				s.Advance(time.Second)
				if strings.Contains(s.disk.all(), "hunter2") || !strings.Contains(s.disk.all(), typeAgain) {
					t.Errorf("on disk %s", s.disk.all())
				}
				c.do(t, s, path)
				if there(path) != c.left {
					t.Errorf("the file is there: %v", there(path))
				}
				if strings.Contains(s.disk.all(), "hunter2") {
					t.Errorf("on disk %s", s.disk.all())
				}
			})
		})
	}
}

// TestLeftWithoutDraft pins that a file nobody knows what to do with can be removed,
// and that nothing can be removed read-only.
func TestLeftWithoutDraft(t *testing.T) {
	for _, do := range []string{"Remove the file", "Leave it", ""} {
		bubble(t, func(t *testing.T) {
			s := open(t, newTenant())
			s.env.ReadOnly = do == ""
			path := leaves(t, s, idA, "{}")
			s.Do(s.desk.Recover())
			s.Advance(time.Second)
			if do == "" {
				s.said("A text of a workflow was left in an editor: " + path)
			} else {
				s.Choose(do)
			}
			s.Advance(time.Second)
			if there(path) != (do != "Remove the file") || s.Top() != nil {
				t.Errorf("%q: the file is there: %v", do, there(path))
			}
		})
	}
}

// TestAnOlderFileDoesNotReplaceTheDraft pins that a draft that was edited after a
// text was taken over is not replaced by that text again.
func TestAnOlderFileDoesNotReplaceTheDraft(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		path := leaves(t, s, idA, secretText)
		keepDraft(t, s.disk, kept{ID: idA, Name: "Joiner", Part: "definition", Base: "{}", Text: `{"start": "newer"}`, Left: 1, Beside: []string{path}})
		s.Do(s.desk.Recover())
		s.Advance(time.Second)
		if s.Top() == nil || !strings.Contains(s.disk.all(), "newer") {
			t.Errorf("on disk %s", s.disk.all())
		}
	})
}
