//go:build unix

package views

import (
	"bytes"
	"errors"
	"os"
	"os/signal"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// canSuspend reports whether somebody could continue the program: a process of
// its session outside its group, which is the shell that started it. Without
// one, as under "ssh -t host iscope", the signal to stop is ignored and the
// terminal would be lost. It is ignored, too, where whoever started the program
// wants that.
func canSuspend() bool {
	if ignoresStop() {
		return false
	}
	parent := os.Getppid()
	ours, err := unix.Getsid(0)
	if err != nil {
		return false
	}
	theirs, err := unix.Getsid(parent)
	if err != nil || ours != theirs {
		return false
	}
	group, err := unix.Getpgid(parent)
	return err == nil && group != unix.Getpgrp()
}

// ignoresStop reports whether SIGTSTP is known to be ignored. The runtime does
// not look at how it inherited that signal, but Linux tells; elsewhere stopGroup
// finds out.
func ignoresStop() bool {
	if signal.Ignored(unix.SIGTSTP) {
		return true
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return false
	}
	for line := range bytes.Lines(status) {
		if hex, ok := bytes.CutPrefix(line, []byte("SigIgn:")); ok {
			set, err := strconv.ParseUint(string(bytes.TrimSpace(hex)), 16, 64)
			return err == nil && set&(1<<(uint(unix.SIGTSTP)-1)) != 0
		}
	}
	return false
}

// stopWait is how long the program runs on after it was told to stop before it
// takes that for refused.
const stopWait = time.Second

// errNotStopped says that the program ran on.
var errNotStopped = errors.New("the program was not stopped")

// stopGroup stops the program and whatever belongs to its job, until somebody
// continues it.
func stopGroup() error {
	return stopped(func() error { return unix.Kill(0, unix.SIGTSTP) }, stopWait)
}

// stopped stops the program and returns once it was continued, once it is told
// to end, which others see to, or once it ran on for the given time.
func stopped(stop func() error, limit time.Duration) error {
	on := make(chan os.Signal, 1)
	signal.Notify(on, unix.SIGCONT, unix.SIGTERM, unix.SIGHUP, unix.SIGINT)
	defer signal.Stop(on)
	if err := stop(); err != nil {
		return err
	}
	ranOn := time.NewTimer(limit)
	defer ranOn.Stop()
	select {
	case <-on:
		return nil
	case <-ranOn.C:
	}
	select {
	case <-on: // the time ran while the program was stopped
		return nil
	default:
		return errNotStopped
	}
}
