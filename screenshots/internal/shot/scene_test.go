package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// staged is a scene played by this test binary.
func staged(t *testing.T, part string, light bool, script ...step) (scene, string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	env := []string{actor + "=" + part, "EXTRA=here"}
	return scene{name: "staged", size: size{40, 6}, light: light, env: env, script: script}, program
}

func TestPlay(t *testing.T) {
	for _, tt := range []struct {
		name, background string
		light            bool
	}{{"dark", "rgb:16/18/1d", false}, {"light", "rgb:fb/fb/f9", true}} {
		t.Run(tt.name, func(t *testing.T) {
			s, program := staged(t, "play", tt.light,
				wait("^ready$"), keys("a", "enter"), wait(`key '\\r'$`))
			shots, err := s.play(program, nil)
			if err != nil {
				t.Fatal(err)
			}
			want := "background " + tt.background + "\nhome here\nready\nkey 'a'\nkey '\\r'\n\n"
			if diff := cmp.Diff(want, shots[0].text); diff != "" || len(shots) != 1 {
				t.Errorf("%d shots: %s", len(shots), diff)
			}
		})
	}
}

// A program that is gone will never show what is waited for; the error shows
// what it did show.
func TestPlayOfAProgramThatEnds(t *testing.T) {
	s, program := staged(t, "gone", false, wait("ready"))
	_, err := s.play(program, nil)
	if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "bye") {
		t.Errorf("error %v", err)
	}
	s.script = []step{wait("bye")}
	shots, err := s.play(program, nil)
	if err != nil || !strings.HasPrefix(shots[0].text, "bye\n") {
		t.Errorf("error %v", err)
	}
	if _, err := s.play(filepath.Join(t.TempDir(), "nothing"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// What the program takes for the time moves when the scene says so, and is
// there before the next key.
func TestPass(t *testing.T) {
	s, program := staged(t, "play", false,
		wait("ready"), keys("t"), wait("09:30:00Z"), pass(1500*time.Millisecond), keys("t"), wait(`09:30:01\.5Z`),
		answer("t"), wait(`09:30:02\.5Z`))
	s.moves, s.args = true, []string{"-test.run=none"}
	if _, err := s.play(program, nil); err != nil {
		t.Error(err)
	}
	s.moves = false
	c := &clock{file: "kept"}
	if got := s.command("iscope", c); got[len(got)-1] != "2026-03-02T09:30:00Z" {
		t.Errorf("a clock that stands still: %q", got)
	}
}

func TestClock(t *testing.T) {
	c, err := newClock(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.pass(time.Hour); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(c.file)
	if err != nil || string(text) != "2026-03-02T10:30:00Z" {
		t.Errorf("%q, error %v", text, err)
	}
	if _, err := newClock(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

func TestCompare(t *testing.T) {
	tests := []struct{ kept, fresh, want string }{
		{"a\nb\n", "a\nb\n", ""},
		{"a\nb\n", "a\nc\n", "line 2\n- b\n+ c\n"},
		{"a\n", "a\nb\n", "line 2\n- \n+ b\n"},
		{"a\nb\n", "a\n", "line 2\n- b\n+ \n"},
	}
	for _, tt := range tests {
		if got := compare(tt.kept, tt.fresh); got != tt.want {
			t.Errorf("%q and %q: %q, want %q", tt.kept, tt.fresh, got, tt.want)
		}
	}
}

// The names of scenes are those of files, so no two may be alike.
func TestScenes(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range scenes {
		if seen[s.name] || s.name == "" || strings.ContainsAny(s.name, "/. ,") {
			t.Errorf("scene %q has a name that is taken or no name of a file", s.name)
		}
		seen[s.name] = true
		if s.size.width < 1 || s.size.height < 1 || len(s.script) == 0 {
			t.Errorf("scene %q has no size or waits for nothing", s.name)
		}
	}
}

func TestStrays(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "testdata"), 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(names ...string) {
		t.Helper()
		for _, name := range names {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	write("inbox.png", "journey.gif", "testdata/inbox.txt")
	if err := strays(dir); err != nil {
		t.Error(err)
	}
	write("old.png", "inbox.gif", "testdata/old.txt")
	if err := strays(dir); err == nil || err.Error() != "no scene takes old.png: remove it\nno scene takes inbox.gif: remove it\nno scene takes old.txt: remove it" {
		t.Errorf("error %v", err)
	}
}
