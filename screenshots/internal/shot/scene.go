package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"iscope/screenshots/internal/shot/paint"
	"iscope/screenshots/internal/shot/term"
)

// scene is a picture to be taken: how the program is started and what is done
// before the shutter is pressed.
type scene struct {
	name   string // of the files
	size   size
	light  bool     // on a light terminal
	args   []string // of the program
	env    []string // beside what every scene has
	script []step
}

// step is something done in a scene.
type step func(*player) error

// wait watches until the screen matches a regular expression, in which ^ and
// $ are the ends of a line.
func wait(pattern string) step {
	re := regexp.MustCompile("(?m)" + pattern)
	return func(p *player) error { return p.waitFor(re) }
}

// keys types keys and lets the program answer each one.
func keys(names ...string) step {
	return func(p *player) error {
		for _, name := range names {
			if err := p.press(name); err != nil {
				return err
			}
			if err := p.settle(); err != nil {
				return err
			}
		}
		return nil
	}
}

// take plays a scene with a program and returns the screen it ends on, settled.
func (s scene) take(program string) (screen *term.Screen, err error) {
	home, err := os.MkdirTemp("", "shot")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(home) }()
	// A home of its own: no picture may depend on, or show, the one who takes it.
	env := append([]string{
		"HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "config"),
		"XDG_STATE_HOME=" + filepath.Join(home, "state"), "PATH=" + os.Getenv("PATH"),
	}, s.env...)
	theme := s.theme()
	opts := term.Options{Foreground: theme.Hex(theme.Foreground), Background: theme.Hex(theme.Background)}
	p, err := play(append([]string{program}, s.args...), env, s.size, opts)
	if err != nil {
		return nil, err
	}
	defer func() {
		if end := p.close(); err == nil {
			err = end
		}
	}()
	for _, do := range s.script {
		if err := do(p); err != nil {
			return nil, fmt.Errorf("scene %s: %w", s.name, err)
		}
	}
	if err := p.settle(); err != nil {
		return nil, fmt.Errorf("scene %s: %w", s.name, err)
	}
	return p.screen, nil
}

func (s scene) theme() paint.Theme {
	if s.light {
		return paint.Light
	}
	return paint.Dark
}

// files returns where the picture and the text of a scene are kept.
func (s scene) files(dir string) (picture, text string) {
	return filepath.Join(dir, s.name+".png"), filepath.Join(dir, "testdata", s.name+".txt")
}

// save writes the picture and the text of a screen.
func (s scene) save(dir string, screen *term.Screen, scale int) error {
	picture, text := s.files(dir)
	if err := os.MkdirAll(filepath.Dir(text), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(text, []byte(screen.Text()), 0o644); err != nil {
		return err
	}
	return writePNG(picture, screen, s.theme(), scale)
}

// check compares the text of a screen with the one that is kept, and wants the
// picture to be there.
func (s scene) check(dir string, screen *term.Screen) error {
	picture, text := s.files(dir)
	kept, err := os.ReadFile(text)
	if err != nil {
		return fmt.Errorf("scene %s: %w", s.name, err)
	}
	if _, err := os.Stat(picture); err != nil {
		return fmt.Errorf("scene %s: %w", s.name, err)
	}
	if changes := compare(string(kept), screen.Text()); changes != "" {
		return fmt.Errorf("scene %s is not what %s shows; take it again if this is meant\n%s", s.name, picture, changes)
	}
	return nil
}

// compare returns the lines in which two screens differ.
func compare(kept, fresh string) string {
	old, now := strings.Split(kept, "\n"), strings.Split(fresh, "\n")
	line := func(lines []string, i int) string {
		if i < len(lines) {
			return lines[i]
		}
		return ""
	}
	var b strings.Builder
	for i := range max(len(old), len(now)) {
		if was, is := line(old, i), line(now, i); was != is {
			fmt.Fprintf(&b, "line %d\n- %s\n+ %s\n", i+1, was, is)
		}
	}
	return b.String()
}
