package config

import "syscall"

// createNoWindow is CREATE_NO_WINDOW: a console program gets no console.
const createNoWindow = 0x08000000

// noTerminal starts a program without the console of this one.
func noTerminal() *syscall.SysProcAttr { return &syscall.SysProcAttr{CreationFlags: createNoWindow} }
