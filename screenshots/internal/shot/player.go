package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"time"

	"github.com/creack/pty"

	"iscope/screenshots/internal/shot/term"
)

const (
	// patience is how long a program may take to show what is waited for, and
	// silence how long it may say nothing meanwhile. The first load of all
	// executions keeps to the rate limit: it takes a third of a minute, and is
	// silent for half of that.
	patience = 2 * time.Minute
	silence  = 30 * time.Second
	// stillness is how long a program must write nothing to count as settled
	// where it is known what to see.
	stillness = 300 * time.Millisecond
	// farewell is how long a program may take to end when asked to.
	farewell = 3 * time.Second
)

// Tests, whose program is quick, shorten these.
var (
	// longStillness is how long a program must write nothing to count as settled
	// where it is not known what to see: longer than the timer of its clock and
	// those that wait until a hand rests.
	longStillness = 1500 * time.Millisecond
	// disbelief is how long a program may go on showing another thing than is
	// wanted of it, however slow the machine.
	disbelief = 30 * time.Second
)

// player runs a program in a pseudo-terminal and watches its screen.
type player struct {
	screen *term.Screen
	cmd    *exec.Cmd
	tty    *os.File
	output chan []byte // closed at the end of the program's output
	closed chan struct{}
	ended  bool
}

// play starts a program on a terminal of the given size and colours. Its
// environment is env alone, beside what says which terminal this is.
func play(argv, env []string, sz size, opts term.Options) (*player, error) {
	p := &player{cmd: exec.Command(argv[0], argv[1:]...), output: make(chan []byte), closed: make(chan struct{})}
	p.cmd.Env = append([]string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "TZ=UTC"}, env...)
	var err error
	p.tty, err = pty.StartWithSize(p.cmd, &pty.Winsize{Rows: uint16(sz.height), Cols: uint16(sz.width)})
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", argv[0], err)
	}
	opts.Reply = p.tty
	p.screen = term.New(sz.width, sz.height, opts)
	go p.read()
	return p, nil
}

// read passes on what the program writes. The terminal reports an error, not
// an end, when the program is gone.
func (p *player) read() {
	defer close(p.output)
	for {
		buf := make([]byte, 32<<10)
		n, err := p.tty.Read(buf)
		if n > 0 {
			select {
			case p.output <- buf[:n]:
			case <-p.closed:
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// close ends the program and waits for it.
func (p *player) close() error {
	close(p.closed)
	// It may have ended by itself; then there is nothing to ask.
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	kill := time.AfterFunc(farewell, func() { _ = p.cmd.Process.Kill() })
	defer kill.Stop()
	// A program that writes to a terminal nobody reads would never end.
	_ = p.tty.Close()
	var exit *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		return fmt.Errorf("end %s: %w", p.cmd.Path, err)
	}
	return nil
}

// watch feeds output to the screen until done says so, asked after each piece
// and whenever the program has been still for as long as pause.
func (p *player) watch(limit, pause time.Duration, done func(still bool) bool) error {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	calm := time.NewTimer(pause)
	defer calm.Stop()
	heard := time.Now()
	feed := func(b []byte, ok bool) {
		p.ended = !ok
		_, _ = p.screen.Write(b)
		heard = time.Now()
		calm.Reset(pause)
	}
	for {
		if !p.screen.Updating() && done(p.ended) {
			return nil
		}
		if p.ended {
			return io.ErrUnexpectedEOF
		}
		select {
		case b, ok := <-p.output:
			feed(b, ok)
			continue
		case <-deadline.C:
			return fmt.Errorf("nothing of it within %s", limit)
		case <-calm.C:
		}
		select {
		case b, ok := <-p.output: // it was not silent, but nobody listened
			feed(b, ok)
			continue
		default:
		}
		if !p.screen.Updating() && done(true) {
			return nil
		}
		if since := time.Since(heard); since > silence {
			return fmt.Errorf("nothing of it, and silence for %s", since.Round(time.Second))
		}
		calm.Reset(pause)
	}
}

// waitFor watches until a line of the screen matches.
func (p *player) waitFor(pattern *regexp.Regexp) error {
	err := p.watch(patience, stillness, func(bool) bool { return pattern.MatchString(p.screen.Text()) })
	if err != nil {
		return fmt.Errorf("wait for %q: %w; the screen was\n%s", pattern, err, p.screen.Text())
	}
	return nil
}

// settle watches until the program has been still for as long as pause, and is
// ready then.
func (p *player) settle(limit, pause time.Duration, ready func() bool) error {
	if err := p.watch(limit, pause, func(still bool) bool { return still && ready() }); err != nil {
		return fmt.Errorf("wait until it is still: %w; the screen was\n%s", err, p.screen.Text())
	}
	return nil
}

// press types keys, by name or as they are.
func (p *player) press(keys ...string) error {
	for _, key := range keys {
		code, ok := keyCodes[key]
		if !ok {
			code = key
		}
		if _, err := io.WriteString(p.tty, code); err != nil {
			return fmt.Errorf("press %s: %w", key, err)
		}
	}
	return nil
}

// keyCodes are what a terminal sends for the keys that have a name.
var keyCodes = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~",
	"ctrl+d": "\x04", "ctrl+u": "\x15", "ctrl+s": "\x13", "ctrl+p": "\x10",
}
