package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// commandTime is how long a command that prints a secret may take.
const commandTime = 10 * time.Second

// splitCommand splits a command line into arguments at spaces, as a shell does
// without expanding anything. Quotes of both kinds keep spaces; a backslash
// keeps the space, quote or backslash after it and is itself otherwise, so
// that paths of Windows need no care.
func splitCommand(line string) ([]string, error) {
	var args []string
	var arg strings.Builder
	var quote byte
	begun := false
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c == '\\' && quote != '\'' && i+1 < len(line) && strings.IndexByte(` "'\`, line[i+1]) >= 0:
			i++
			arg.WriteByte(line[i])
			begun = true
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, begun = c, true
		case quote == 0 && (c == ' ' || c == '\t'):
			if begun {
				args, begun = append(args, arg.String()), false
				arg.Reset()
			}
		default:
			arg.WriteByte(c)
			begun = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a %c is not closed", quote)
	}
	if begun {
		args = append(args, arg.String())
	}
	if len(args) == 0 || args[0] == "" {
		return nil, errors.New("wants a program after it")
	}
	return args, nil
}

// withoutTerminal is the key of a context in which a command has no terminal.
type withoutTerminal struct{}

// WithoutTerminal returns a context in which a command that is asked for a secret
// has no terminal to ask on: while a screen is drawn there, both would read the
// same keys. A window of the desktop can still ask.
func WithoutTerminal(ctx context.Context) context.Context {
	return context.WithValue(ctx, withoutTerminal{}, true)
}

// terminalName is the variable by which an agent that runs already finds the
// terminal to ask on.
const terminalName = "GPG_TTY"

// detach takes the terminal away from a command.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = noTerminal()
	cmd.Env = slices.DeleteFunc(cmd.Environ(), func(v string) bool {
		return strings.HasPrefix(v, terminalName+"=")
	})
}

// fromCommand runs a program without a shell and returns the first line it
// prints.
func fromCommand(ctx context.Context, line string) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, commandTime, fmt.Errorf("no answer within %s", commandTime))
	defer cancel()
	args, err := splitCommand(line)
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, expand(args[0], ""), args[1:]...)
	alone := ctx.Value(withoutTerminal{}) != nil
	if alone {
		detach(cmd)
	}
	out, errs := &head{}, &head{}
	cmd.Stdout, cmd.Stderr = out, errs
	// A child that outlives the program, such as an agent, may keep its output
	// open; it is not waited for.
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	value := out.line()
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		if value == "" {
			return "", errors.New("printed nothing")
		}
		return value, nil
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case errors.Is(err, exec.ErrNotFound):
		return "", errors.New("no such program")
	default:
		err = failure(err, errs.line(), value)
	}
	if alone {
		return "", fmt.Errorf("%w (if it asks on the terminal: start iscope with --tenant, where it can)", err)
	}
	return "", err
}

// failure describes a program that failed by the first line of its complaint,
// in which the secret it may have printed before must not appear.
func failure(err error, complaint, secret string) error {
	if _, ok := errors.AsType[*exec.ExitError](err); !ok {
		err = bareError(err)
	}
	if complaint == "" {
		return err
	}
	if secret != "" {
		complaint = strings.ReplaceAll(complaint, secret, "[redacted]")
	}
	return fmt.Errorf("%w: %s", err, quote(complaint))
}

// head keeps the beginning of what is written to it.
type head struct{ kept bytes.Buffer }

// Write implements io.Writer; it takes everything.
func (h *head) Write(p []byte) (int, error) {
	h.kept.Write(p[:min(len(p), maxSecret-h.kept.Len())])
	return len(p), nil
}

// line returns the first line.
func (h *head) line() string {
	s, _, _ := strings.Cut(h.kept.String(), "\n")
	return strings.TrimRight(s, "\r")
}
