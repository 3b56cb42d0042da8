package notify

import (
	"encoding/base64"
	"errors"
	"fmt"
)

// Most is how many bytes go to the clipboard at once. Terminals drop what is
// longer without a word: xterm takes a sequence of 100,000 bytes, which is this
// in base64.
const Most = 74_990

// Errors of Clipboard.
var (
	ErrTooLarge = errors.New("it is too large for the clipboard of a terminal")
	ErrNone     = errors.New("this terminal does not let programs use its clipboard")
)

// Clipboard returns the bytes that put text on the clipboard of the terminal,
// also over SSH: OSC 52, handed through tmux and screen. No terminal says
// whether it did. err is ErrTooLarge, and there is nothing to write, or ErrNone
// where the terminal is known not to do it.
//
// tmux has a clipboard of its own, which it hands on where its set-clipboard is
// on; and it hands sequences through where its allow-passthrough is. It gets
// both, so that one is enough.
func (t Terminal) Clipboard(text string) (seq string, err error) {
	if len(text) > Most {
		return "", fmt.Errorf("%w (%d kB)", ErrTooLarge, len(text)>>10)
	}
	osc := esc + "]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + bel
	switch {
	case t.behind == tmux, t.perhaps:
		seq = osc + t.wrap(osc)
	default:
		seq = t.wrap(osc)
	}
	if t.noClipboard {
		return seq, ErrNone
	}
	return seq, nil
}

// Behind reports whether tmux or screen stands before the terminal, and may keep
// to itself what is sent there.
func (t Terminal) Behind() bool { return t.behind != direct }

// Links reports whether hyperlinks can be written: those who do not know them
// leave them out, but for a few that print them.
func (t Terminal) Links() bool { return !t.noLinks }

// Sequences that keep the title of the window before it is changed, and bring
// it back. A terminal that keeps none does nothing.
const (
	SaveTitle    = esc + "[22;2t"
	RestoreTitle = esc + "[23;2t"
)

// capable notes what a terminal is known not to have.
func (t *Terminal) capable(env func(string) string) {
	term, program := env("TERM"), env("TERM_PROGRAM")
	bare := term == "" || term == "dumb" || term == "linux"
	t.noLinks = bare || t.behind == screen
	t.noClipboard = bare || program == "Apple_Terminal" || env("TERMINAL_EMULATOR") == "JetBrains-JediTerm" || env("VTE_VERSION") != "" && t.behind == direct
}
