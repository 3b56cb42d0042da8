package e2e

import (
	"bytes"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"iscope/api/sandbox"
)

// TestStartActQuit approves one item: the tenant's record shows one request
// and the terminal is as before.
func TestStartActQuit(t *testing.T) {
	tn, env := tenant(t, sandbox.Options{})
	s := start(t, 120, 36, env, "--view", "inbox")
	s.wait(`pending · mine · 42 items`)
	s.keys("jja") // to an item of one line
	s.wait(`approve in \ds`)
	if got := writes(tn); len(got) > 0 {
		t.Fatalf("sent within the undo window: %v", got)
	}
	s.keys("U")
	s.wait(`Approved: `)
	if got := writes(tn); len(got) != 1 || !strings.Contains(got[0], "approve") {
		t.Errorf("requests that change something: %v", got)
	}
	s.keys("q")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.restored()
}

// TestUndo takes a decision back.
func TestUndo(t *testing.T) {
	tn, env := tenant(t, sandbox.Options{})
	s := start(t, 120, 36, env, "--view", "inbox")
	s.wait(`42 items`)
	s.keys("jjx")
	s.wait(`reject in \ds`)
	s.keys("u")
	s.wait(`Taken back, nothing was sent`)
	s.keys("q")
	s.exit()
	if got := writes(tn); len(got) > 0 {
		t.Errorf("sent all the same: %v", got)
	}
}

// TestReadOnly holds that no key can make a changing request leave.
func TestReadOnly(t *testing.T) {
	tn, env := tenant(t, sandbox.Options{})
	s := start(t, 120, 36, env, "--view", "inbox", "--read-only")
	s.wait(`42 items`)
	s.keys("a")
	s.wait(`Read-only by --read-only: nothing can be changed`)
	s.keys("q")
	s.exit()
	if got := writes(tn); len(got) > 0 {
		t.Errorf("sent: %v", got)
	}
}

// TestAnySize resizes the terminal to anything, the absurd included.
func TestAnySize(t *testing.T) {
	_, env := tenant(t, sandbox.Options{})
	s := start(t, 120, 36, env, "--view", "inbox")
	s.wait(`42 items`)
	for _, size := range [][2]uint16{{1, 1}, {500, 200}, {40, 10}, {39, 10}, {2, 50}, {200, 2}, {80, 24}} {
		if err := pty.Setsize(s.tty, &pty.Winsize{Cols: size[0], Rows: size[1]}); err != nil {
			t.Fatal(err)
		}
		_ = s.cmd.Process.Signal(syscall.SIGWINCH)
		s.keys("j")
	}
	s.mu.Lock()
	s.screen.Resize(80, 24)
	s.mu.Unlock()
	s.repeat("?", `Help`, true, unheld) // it may not have heard of the last size yet
	s.keys("\x1b")
	s.gone(`Help`)
	s.keys("q")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.restored()
}

// TestServerGone keeps the rows on screen and says what is wrong.
func TestServerGone(t *testing.T) {
	tn, env := tenant(t, sandbox.Options{})
	s := start(t, 120, 36, env, "--view", "inbox")
	s.wait(`42 items`)
	if err := tn.SetFaults(sandbox.Fault{Path: "/v3/work-items", Kind: "status", Status: 503, Count: -1}); err != nil {
		t.Fatal(err)
	}
	s.keys("r")
	text := s.wait(`HTTP 503`)
	if !strings.Contains(text, "Approve access for") {
		t.Errorf("the rows are gone:\n%s", text)
	}
	s.wait(`stale`)
	if err := tn.SetFaults(); err != nil {
		t.Fatal(err)
	}
	s.keys("r")
	s.gone(`HTTP 503`)
}

// TestNoTerminal says so in one line, on standard error, and exits with 2.
func TestNoTerminal(t *testing.T) {
	_, env := tenant(t, sandbox.Options{})
	cmd := exec.Command(binary)
	cmd.Env = append(env, "HOME="+t.TempDir())
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != 2 || out.Len() > 0 || strings.Count(errs.String(), "\n") != 1 || !strings.Contains(errs.String(), "terminal") {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out.String(), errs.String())
	}
}

// TestBadConfiguration is reported with file and line, before the screen opens.
func TestBadConfiguration(t *testing.T) {
	cmd := exec.Command(binary, "--config", "testdata/bad.toml")
	cmd.Env = []string{"HOME=" + t.TempDir()}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	_ = cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != 2 || !strings.Contains(errs.String(), `bad.toml:2: unknown key "refersh"; did you mean "refresh"?`) {
		t.Errorf("exit %d, stderr %q", code, errs.String())
	}
}
