//go:build unix

package views

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestARefusedStopEnds: a program that nobody stopped does not wait for somebody
// to continue it.
func TestARefusedStopEnds(t *testing.T) {
	failed := errors.New("no")
	for _, c := range []struct {
		name  string
		stop  func() error
		limit time.Duration
		want  error
	}{
		{"runs on", func() error { return nil }, time.Millisecond, errNotStopped},
		{"cannot be told", func() error { return failed }, time.Hour, failed},
		{"continued", func() error { return unix.Kill(os.Getpid(), unix.SIGCONT) }, time.Hour, nil},
		{"told to end", func() error { return unix.Kill(os.Getpid(), unix.SIGTERM) }, time.Hour, nil},
		{"interrupted", func() error { return unix.Kill(os.Getpid(), unix.SIGINT) }, time.Hour, nil},
		{"hung up", func() error { return unix.Kill(os.Getpid(), unix.SIGHUP) }, time.Hour, nil},
	} {
		done := make(chan error, 1)
		go func() { done <- stopped(c.stop, c.limit) }()
		select {
		case err := <-done:
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s: it does not end", c.name)
		}
	}
}

// TestNoSuspensionWhereStopsAreIgnored starts a program that inherits that, in a
// group of its own.
func TestNoSuspensionWhereStopsAreIgnored(t *testing.T) {
	if os.Getenv("ISCOPE_TEST_SUSPEND") != "" {
		t.Logf("suspends: %v; stop: %v", canSuspend(), stopGroup())
		return
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell to be had: ", err)
	}
	for _, ignored := range []bool{true, false} {
		command := `exec "$0" "$@"`
		if ignored {
			command = "trap '' TSTP; " + command
		}
		cmd := exec.CommandContext(t.Context(), sh, "-c", command, os.Args[0], "-test.run=^TestNoSuspensionWhereStopsAreIgnored$", "-test.v", "-test.timeout=20s")
		cmd.Env = append(os.Environ(), "ISCOPE_TEST_SUSPEND=1")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		var out strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if !ignored { // it stops in earnest, and is continued
			var status unix.WaitStatus
			if _, err := unix.Wait4(cmd.Process.Pid, &status, unix.WUNTRACED, nil); err != nil || !status.Stopped() {
				t.Fatalf("not stopped: %v, %v\n%s", status, err, out.String())
			}
			if err := cmd.Process.Signal(unix.SIGCONT); err != nil {
				t.Fatal(err)
			}
		}
		if err := cmd.Wait(); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		want := "suspends: true; stop: <nil>"
		if ignored {
			want = "stop: " + errNotStopped.Error()
			if runtime.GOOS == "linux" {
				want = "suspends: false; " + want
			}
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("ignored %v: no %q in\n%s", ignored, want, out.String())
		}
	}
}
