package vendordocs

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// ending is a test that notes how it was ended.
type ending struct {
	testing.TB
	skipped, failed bool
}

func (*ending) Helper()       {}
func (e *ending) Skip(...any) { e.skipped = true; runtime.Goexit() }
func (e *ending) Fatal(...any) {
	e.failed = true
	runtime.Goexit()
}

// endingOf plays what a test would do, to its end.
func endingOf(t *testing.T, play func(testing.TB)) *ending {
	t.Helper()
	e, done := &ending{TB: t}, make(chan struct{})
	go func() {
		defer close(done)
		play(e)
	}()
	<-done
	return e
}

// checkout makes a repository with or without the documents beside it and goes
// to a folder in it.
func checkout(t *testing.T, files map[string]string) {
	t.Helper()
	top := t.TempDir()
	inside := filepath.Join(top, "repository", "a", "b")
	if err := os.MkdirAll(inside, 0o755); err != nil {
		t.Fatal(err)
	}
	files[filepath.Join("repository", "go.mod")] = "module x\n"
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(top, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(top, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(inside)
}

// TestAbsent pins that a build which requires the documents does not pass
// without them, whatever a test asks for, and that every other one says so.
func TestAbsent(t *testing.T) {
	checkout(t, map[string]string{})
	if Here() {
		t.Error("there is no folder, and yet there is")
	}
	for _, c := range []struct {
		ci, spec string
		fails    bool
	}{{"true", "required", true}, {"true", "", false}, {"", "required", false}, {"", "", false}, {"true", "optional", false}} {
		t.Setenv("CI", c.ci)
		t.Setenv("ISCOPE_SPEC", c.spec)
		for what, play := range map[string]func(testing.TB){
			"absent": Absent, "folder": func(t testing.TB) { Folder(t) }, "document": func(t testing.TB) { Read(t, "x.json") },
			"example": func(t testing.TB) { Example(t, "x.json") }, "spec": func(t testing.TB) { Spec(t, "x.json") },
		} {
			if e := endingOf(t, play); e.failed != c.fails || e.skipped == c.fails {
				t.Errorf("CI=%s ISCOPE_SPEC=%s: %s is skipped %v, fails %v", c.ci, c.spec, what, e.skipped, e.failed)
			}
		}
	}
}

// TestFileAbsent pins that a folder which lacks a file, or has a bad one, skips
// nothing.
func TestFileAbsent(t *testing.T) {
	checkout(t, map[string]string{filepath.Join("shared", "spec", "bad.json"): "{"})
	if !Here() {
		t.Error("the folder is not found")
	}
	for what, play := range map[string]func(testing.TB){
		"document": func(t testing.TB) { Read(t, "x.json") }, "example": func(t testing.TB) { Example(t, "x.json") },
		"spec": func(t testing.TB) { Spec(t, "absent.json") }, "bad spec": func(t testing.TB) { Spec(t, "bad.json") },
	} {
		if e := endingOf(t, play); !e.failed {
			t.Errorf("%s: %+v", what, e)
		}
	}
}

// TestThere reads one of each kind from the real folder.
func TestThere(t *testing.T) {
	spec := Spec(t, "nerm.json")
	if spec != Spec(t, "nerm.json") || spec.Paths.Len() == 0 {
		t.Error("the document is read twice, or is empty")
	}
	if !json.Valid(Read(t, "nerm.json")) || !json.Valid(Example(t, "work-item.json")) {
		t.Error("what is there is no JSON")
	}
}
