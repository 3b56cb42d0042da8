package main

import (
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"iscope/screenshots/internal/shot/paint"
	"iscope/screenshots/internal/shot/term"
)

// scene is a picture or a film to be taken: how the program is started and
// what is done before the shutter is pressed.
type scene struct {
	name   string // of the files
	size   size
	light  bool     // on a light terminal
	film   bool     // the script says when to take a frame; else there is one picture, at its end
	moves  bool     // the script lets time pass; else the clock is stopped
	args   []string // of the program
	env    []string // beside what every scene has
	script []step
}

// step is something done in a scene.
type step func(*stage) error

// stage is a scene while it is played.
type stage struct {
	*player
	clock   *clock
	painter *paint.Painter
	pressed []string // since the last frame
	film    bool
	want    []want // what the shots must show; nil: whatever there is
	shots   []shot
}

// shot is what a shutter caught.
type shot struct {
	text  string
	image *image.RGBA
	hold  time.Duration // how long a film shows it
}

// want is what a shot must show.
type want struct {
	text  string
	alike func(*image.RGBA) bool
}

// wait watches until the screen matches a regular expression, in which ^ and
// $ are the ends of a line.
func wait(pattern string) step {
	re := regexp.MustCompile("(?m)" + pattern)
	return func(s *stage) error { return s.waitFor(re) }
}

// keys types keys. It does not wait: what a key depends on is waited for by
// the step before, and what comes of it by the step after.
func keys(names ...string) step {
	return func(s *stage) error {
		s.pressed = append(s.pressed, names...)
		return s.press(names...)
	}
}

// pass lets time pass for the program.
func pass(d time.Duration) step {
	return func(s *stage) error { return s.clock.pass(d) }
}

// answer types keys into a question, which does not listen before it could
// have been seen.
func answer(names ...string) step {
	return func(s *stage) error {
		if err := pass(time.Second)(s); err != nil {
			return err
		}
		return keys(names...)(s)
	}
}

// frame takes a frame that a film shows for as long as hold.
func frame(hold time.Duration) step {
	return func(s *stage) error { return s.shoot(hold) }
}

// shoot presses the shutter: once the program is still or, where it is known
// what to see, once that is seen. A frame of a film may show what soon goes
// away by itself, so it is enough to see it for a moment.
func (s *stage) shoot(hold time.Duration) error {
	var err error
	if s.want == nil {
		err = s.settle(patience, longStillness, func() bool { return true })
	} else {
		err = s.see(len(s.shots))
	}
	if err != nil {
		return err
	}
	s.shots = append(s.shots, shot{text: s.screen.Text(), image: s.picture(), hold: hold})
	s.pressed = nil
	return nil
}

// see watches until shot n shows what is wanted of it.
func (s *stage) see(n int) error {
	if n >= len(s.want) {
		return fmt.Errorf("%d pictures are kept, and there is one more", n)
	}
	other := errors.New("it shows nothing")
	ready := func() bool { other = s.differs(s.want[n]); return other == nil }
	var err error
	if s.film {
		err = s.watch(disbelief, stillness, func(bool) bool { return ready() })
	} else {
		err = s.settle(disbelief, stillness, ready)
	}
	switch {
	case err == nil:
		return nil
	case s.film:
		return fmt.Errorf("frame %d: %w", n+1, other)
	}
	return other
}

// differs says in what the screen is not what is wanted.
func (s *stage) differs(from want) error {
	if changes := compare(from.text, s.screen.Text()); changes != "" {
		return fmt.Errorf("the text is another\n%s", changes)
	}
	if !from.alike(s.picture()) {
		return errors.New("the text is the same, but not how it looks")
	}
	return nil
}

// picture paints what is on stage; below a film stand the keys that led there.
func (s *stage) picture() *image.RGBA {
	img := s.painter.Image(s.screen)
	if !s.film {
		return img
	}
	width, _ := s.screen.Size()
	caption := term.New(width, 1, term.Options{})
	_, _ = caption.Write([]byte("\x1b[?25l"))
	for _, key := range s.pressed {
		_, _ = caption.Write([]byte(" \x1b[7m " + key + " \x1b[0m"))
	}
	return paint.Stack(img, s.painter.Image(caption))
}

// play plays a scene with a program and returns what was shot. With something
// wanted, the first shot that shows another thing is an error.
func (s scene) play(program string, wanted []want) (shots []shot, err error) {
	home, err := os.MkdirTemp("", "shot")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(home) }()
	st := &stage{want: wanted, film: s.film}
	if st.clock, err = newClock(home); err != nil {
		return nil, err
	}
	if st.painter, err = paint.New(s.theme(), 1); err != nil {
		return nil, err
	}
	opts := term.Options{Foreground: s.theme().Hex(s.theme().Foreground), Background: s.theme().Hex(s.theme().Background)}
	if st.player, err = play(s.command(program, st.clock), s.environment(home), s.size, opts); err != nil {
		return nil, err
	}
	defer func() {
		if end := st.close(); err == nil {
			err = end
		}
	}()
	script := s.script
	if !s.film {
		script = append(script[:len(script):len(script)], frame(0))
	}
	for _, do := range script {
		if err := do(st); err != nil {
			return nil, fmt.Errorf("scene %s: %w", s.name, err)
		}
	}
	if wanted != nil && len(st.shots) < len(wanted) {
		return nil, fmt.Errorf("scene %s: %d pictures are kept, and there are only %d", s.name, len(wanted), len(st.shots))
	}
	return st.shots, nil
}

// command is the command line of the program: what it takes for the time is
// the last thing on it.
func (s scene) command(program string, c *clock) []string {
	argv := append([]string{program}, s.args...)
	switch {
	case s.args == nil:
		return argv // not iscope
	case s.moves:
		return append(argv, "--clock", "@"+c.file)
	}
	return append(argv, "--clock", opening.Format(time.RFC3339))
}

// environment is that of the program. Its home is its own: no picture may
// depend on, or show, the one who takes it.
func (s scene) environment(home string) []string {
	return append([]string{
		"HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "config"),
		"XDG_STATE_HOME=" + filepath.Join(home, "state"), "PATH=" + os.Getenv("PATH"),
	}, s.env...)
}

func (s scene) theme() paint.Theme {
	if s.light {
		return paint.Light
	}
	return paint.Dark
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
