package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"github.com/hinshun/vt10x"

	"iscope/api/sandbox"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "iscope")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(dir, "iscope")
	build := exec.Command("go", "build", "-o", binary, "iscope")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// patience is how long a test waits for something on the screen. It bounds a
// hanging program; no test depends on how fast it is.
const patience = 30 * time.Second

// session is the program in a pseudo terminal.
type session struct {
	t    *testing.T
	cmd  *exec.Cmd
	tty  *os.File // our end
	pts  *os.File // the program's end, kept open to look at its settings
	base *term.State

	mu      sync.Mutex
	screen  vt10x.Terminal
	raw     bytes.Buffer
	changed chan struct{} // a token for each output seen
	ended   chan error
	drained chan struct{} // closed when the last output was read
}

// start runs the program with args in a terminal of the given size, with a home
// folder of its own. env replaces the environment but for PATH and HOME.
func start(t *testing.T, cols, rows int, env []string, args ...string) *session {
	t.Helper()
	return startAt(t, t.TempDir(), cols, rows, env, args...)
}

// startAt is start with a home folder that other runs may have used, or are
// using.
func startAt(t *testing.T, home string, cols, rows int, env []string, args ...string) *session {
	t.Helper()
	ptmx, pts, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo terminal here: %v", err)
	}
	if err := pty.Setsize(ptmx, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}); err != nil {
		t.Fatal(err)
	}
	ptmx = closable(t, ptmx)
	base, err := term.GetState(pts.Fd())
	if err != nil {
		t.Fatal(err)
	}
	s := &session{
		t: t, tty: ptmx, pts: pts, base: base, changed: make(chan struct{}, 1), ended: make(chan error, 1), drained: make(chan struct{}),
		screen: vt10x.New(vt10x.WithSize(cols, rows)), cmd: exec.Command(binary, args...),
	}
	s.cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_STATE_HOME=" + home, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "TZ=UTC",
	}, env...)
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = pts, pts, pts
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go s.read()
	go func() { s.ended <- s.cmd.Wait() }()
	t.Cleanup(s.close)
	return s
}

// closable returns f as a file that is closed at once, also while it is read
// from: asking for its descriptor, as setting the size does, makes it wait.
func closable(t *testing.T, f *os.File) *os.File {
	t.Helper()
	fd, err := syscall.Dup(int(f.Fd()))
	if err == nil {
		err = syscall.SetNonblock(fd, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	syscall.CloseOnExec(fd)
	_ = f.Close()
	return os.NewFile(uintptr(fd), f.Name())
}

// close ends what is left of the program and its terminal. It may be called
// more than once.
func (s *session) close() {
	s.kill()
	_ = s.pts.Close()
	_ = s.tty.Close()
}

// kill ends the program as SIGKILL does and returns when it is dead.
func (s *session) kill() {
	_ = s.cmd.Process.Kill()
	err := <-s.ended
	s.ended <- err
}

func (s *session) read() {
	defer close(s.drained)
	buf := make([]byte, 32<<10)
	kept := 0 // bytes of a character whose end is still to come
	for {
		n, err := s.tty.Read(buf[kept:])
		if n > 0 {
			s.mu.Lock()
			s.raw.Write(buf[kept : kept+n])
			n += kept
			kept = torn(buf[:n])
			_, _ = s.screen.Write(buf[:n-kept])
			copy(buf, buf[n-kept:n])
			s.mu.Unlock()
			select {
			case s.changed <- struct{}{}:
			default:
			}
		}
		if err != nil {
			return
		}
	}
}

// torn returns how many bytes at the end are the beginning of a character.
func torn(b []byte) int {
	for n := 1; n <= min(utf8.UTFMax-1, len(b)); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if utf8.FullRune(b[len(b)-n:]) {
				return 0
			}
			return n
		}
	}
	return 0
}

// text returns the screen.
func (s *session) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.screen.String()
}

// wait waits until the screen matches and returns it.
func (s *session) wait(pattern string) string {
	s.t.Helper()
	return s.until(pattern, true)
}

// gone waits until the screen does not match.
func (s *session) gone(pattern string) {
	s.t.Helper()
	s.until(pattern, false)
}

func (s *session) until(pattern string, want bool) string {
	s.t.Helper()
	re := regexp.MustCompile(pattern)
	timeout := time.After(patience)
	for {
		text := s.text()
		if re.MatchString(text) == want {
			return text
		}
		select {
		case <-s.changed:
		case err := <-s.ended:
			s.ended <- err
			s.t.Fatalf("the program ended (%v) while waiting for %q; screen:\n%s", err, pattern, s.text())
		case <-timeout:
			s.t.Fatalf("waited in vain for %q (want match: %v); screen:\n%s", pattern, want, text)
		}
	}
}

// keys types, one write per call, as a person or a paste would.
func (s *session) keys(keys string) {
	s.t.Helper()
	if _, err := s.tty.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// insist types a key until the screen matches, or, where it shall not, does not
// match any more: a question that has just come up ignores keys for a moment.
// The end of the program is the end of it.
func (s *session) insist(key, pattern string, match bool) {
	s.t.Helper()
	s.repeat(key, pattern, match, 25*time.Millisecond)
}

// unheld is longer between two presses of a decision key than what the program
// takes for a key that is held down.
const unheld = 400 * time.Millisecond

func (s *session) repeat(key, pattern string, match bool, every time.Duration) {
	s.t.Helper()
	re := regexp.MustCompile(pattern)
	again := time.NewTicker(every)
	defer again.Stop()
	timeout := time.After(patience)
	for s.keys(key); re.MatchString(s.text()) != match; {
		select {
		case <-s.changed:
		case <-again.C:
			s.keys(key)
		case err := <-s.ended:
			s.ended <- err
			return
		case <-timeout:
			s.t.Fatalf("waited in vain for %q with %q (want match: %v); screen:\n%s", pattern, key, match, s.text())
		}
	}
}

// exit waits for the end and returns the exit code.
func (s *session) exit() int {
	s.t.Helper()
	select {
	case err := <-s.ended:
		s.ended <- err
		if err == nil {
			return 0
		}
		if e, ok := errors.AsType[*exec.ExitError](err); ok {
			return e.ExitCode()
		}
		s.t.Fatal(err)
	case <-time.After(patience):
		s.t.Fatalf("the program does not end; screen:\n%s", s.text())
	}
	return -1
}

// restored fails the test unless the terminal is as it was before the program.
func (s *session) restored() {
	s.t.Helper()
	after, err := term.GetState(s.pts.Fd())
	if err != nil {
		s.t.Fatal(err)
	}
	if fmt.Sprintf("%+v", *after) != fmt.Sprintf("%+v", *s.base) {
		s.t.Error("the terminal's settings are not those from before")
	}
	_ = s.pts.Close() // the last one: our end reads what is left, then an error
	<-s.drained
	raw := s.raw.String()
	for mode, name := range map[string]string{"1049": "alternate screen", "2004": "bracketed paste", "1002": "mouse", "1004": "focus reports"} {
		on, off := strings.LastIndex(raw, "\x1b[?"+mode+"h"), strings.LastIndex(raw, "\x1b[?"+mode+"l")
		if on > off {
			s.t.Errorf("%s is left on", name)
		}
	}
	if strings.LastIndex(raw, "\x1b[?25l") > strings.LastIndex(raw, "\x1b[?25h") {
		s.t.Error("the cursor is left hidden")
	}
}

// tenant starts a demo tenant and returns it with the environment that leads
// to it.
func tenant(t *testing.T, o sandbox.Options) (*sandbox.Tenant, []string) {
	t.Helper()
	if o.Seed == 0 {
		o.Seed = 7
	}
	tn := sandbox.New(o)
	srv, err := tn.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	return tn, srv.Env()
}
