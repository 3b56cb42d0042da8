package notify

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"iscope/api/safe"
)

// dialect is how a terminal is told to notify.
type dialect uint8

const (
	bellOnly dialect = iota
	osc9
	osc777
	osc99
)

// wrapping is what stands between the program and the terminal.
type wrapping uint8

const (
	direct wrapping = iota
	tmux
	screen
)

// Terminal is what is known of a terminal. The zero Terminal notifies by the
// bell alone; it is taken to have a clipboard and hyperlinks.
type Terminal struct {
	speaks      dialect
	behind      wrapping
	perhaps     bool // it is behind something else than it seems
	noClipboard bool
	noLinks     bool
}

// Cells a title and a text have at most. A notification is a few words; what is
// longer would be cut by the desktop.
const (
	maxTitle = 60
	maxText  = 160
)

const (
	esc = "\x1b"
	bel = "\a"
	st  = esc + `\`
)

// Sequence returns the bytes to write: the bell, and the notification where the
// terminal has one. Title and text may be anything; they are cleaned and cut,
// and no control character of theirs is among the bytes.
func (t Terminal) Sequence(title, text string) string {
	title, text = plain(title, maxTitle), plain(text, maxText)
	var osc string
	switch t.speaks {
	case osc9:
		// A number before a semicolon would be a command of ConEmu and its kin.
		osc = esc + "]9;" + unnumbered(joined(title, text)) + bel
	case osc777:
		// The first semicolon ends the title.
		osc = esc + "]777;notify;" + strings.ReplaceAll(title, ";", ",") + ";" + text + bel
	case osc99:
		osc = esc + "]99;i=iscope:d=0;" + title + bel + esc + "]99;i=iscope:d=1:p=body;" + text + bel
	default:
		return bel
	}
	return t.wrap(osc) + bel
}

// plain cleans a text and cuts it.
func plain(s string, cells int) string { return ansi.Truncate(safe.Line(s), cells, "…") }

func joined(title, text string) string {
	if title == "" || text == "" {
		return title + text
	}
	return title + ": " + text
}

func unnumbered(s string) string {
	head, _, found := strings.Cut(s, ";")
	if !found {
		return s
	}
	if _, err := strconv.Atoi(strings.TrimSpace(head)); err == nil {
		return strings.Replace(s, ";", ",", 1)
	}
	return s
}

// screenPiece is how many bytes screen hands through at once, in its oldest
// version that is still about.
const screenPiece = 240

// wrap has a sequence handed through to the terminal.
func (t Terminal) wrap(seq string) string {
	switch t.behind {
	case tmux:
		return esc + "Ptmux;" + strings.ReplaceAll(seq, esc, esc+esc) + st
	case screen:
		var b strings.Builder
		for len(seq) > 0 {
			n := min(len(seq), screenPiece)
			if n < len(seq) && seq[n-1] == esc[0] {
				n-- // before the end of a piece it would be taken for a part of that
			}
			b.WriteString(esc + "P" + seq[:n] + st)
			seq = seq[n:]
		}
		return b.String()
	}
	return seq
}
