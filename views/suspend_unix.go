//go:build unix

package views

import (
	"os"
	"os/signal"

	"golang.org/x/sys/unix"
)

// canSuspend reports whether somebody could continue the program: a process of
// its session outside its group, which is the shell that started it. Without
// one, as under "ssh -t host iscope", the signal to stop is ignored and the
// terminal would be lost.
func canSuspend() bool {
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

// stopGroup stops the program and whatever belongs to its job, until somebody
// continues it.
func stopGroup() error {
	on := make(chan os.Signal, 1)
	signal.Notify(on, unix.SIGCONT)
	defer signal.Stop(on)
	if err := unix.Kill(0, unix.SIGTSTP); err != nil {
		return err
	}
	<-on
	return nil
}
