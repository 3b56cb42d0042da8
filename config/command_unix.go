//go:build unix

package config

import "syscall"

// noTerminal starts a program in a session of its own, which has no terminal.
func noTerminal() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
