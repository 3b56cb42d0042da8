package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

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

func TestTake(t *testing.T) {
	for _, tt := range []struct {
		name, background string
		light            bool
	}{{"dark", "rgb:16/18/1d", false}, {"light", "rgb:fb/fb/f9", true}} {
		t.Run(tt.name, func(t *testing.T) {
			s, program := staged(t, "play", tt.light,
				wait("^ready$"), keys("a", "enter"), wait(`key '\\r'$`))
			screen, err := s.take(program)
			if err != nil {
				t.Fatal(err)
			}
			want := "background " + tt.background + "\nhome here\nready\nkey 'a'\nkey '\\r'\n\n"
			if diff := cmp.Diff(want, screen.Text()); diff != "" {
				t.Error(diff)
			}
			if !screen.Row(2)[0].Bold {
				t.Error("bold is lost")
			}
		})
	}
}

// A program that is gone will never show what is waited for; the error shows
// what it did show.
func TestTakeOfAProgramThatEnds(t *testing.T) {
	s, program := staged(t, "gone", false, wait("ready"))
	_, err := s.take(program)
	if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "bye") {
		t.Errorf("error %v", err)
	}
	s.script = []step{wait("bye")}
	screen, err := s.take(program)
	if err != nil || !strings.HasPrefix(screen.Text(), "bye\n") {
		t.Errorf("error %v", err)
	}
	if _, err := s.take(filepath.Join(t.TempDir(), "nothing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// A check fails when the text differs, and when the picture or the text is not
// there at all.
func TestSaveAndCheck(t *testing.T) {
	s, program := staged(t, "play", false, wait("ready"))
	screen, err := s.take(program)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := s.check(dir, screen); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("checked against nothing: %v", err)
	}
	if err := s.save(dir, screen, 1); err != nil {
		t.Fatal(err)
	}
	if err := s.check(dir, screen); err != nil {
		t.Errorf("what was just saved: %v", err)
	}
	picture, text := s.files(dir)
	if err := os.WriteFile(text, []byte("another\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.check(dir, screen); err == nil || !strings.Contains(err.Error(), "line 1\n- another\n+ background") {
		t.Errorf("another text: %v", err)
	}
	if err := s.save(dir, screen, 1); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(picture); err != nil {
		t.Fatal(err)
	}
	if err := s.check(dir, screen); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without the picture: %v", err)
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
		if seen[s.name] || s.name == "" || strings.ContainsAny(s.name, "/. ") {
			t.Errorf("scene %q has a name that is taken or no name of a file", s.name)
		}
		seen[s.name] = true
		if s.size.width < 1 || s.size.height < 1 || len(s.script) == 0 {
			t.Errorf("scene %q has no size or waits for nothing", s.name)
		}
	}
}
