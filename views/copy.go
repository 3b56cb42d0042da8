package views

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/notify"
	"iscope/ui/screen"
)

// slowMost is how many bytes go to the clipboard over a thin line, which would
// be busy with more for many seconds.
const slowMost = 16 << 10

// copyText puts text on the clipboard of the terminal and says so. Where the
// terminal cannot take it, the text is shown to be selected by hand.
func (s *Shell) copyText(text, said, what string) tea.Cmd {
	seq, err := s.opt.Terminal.Clipboard(text)
	if err == nil && s.opt.Slow && len(text) > slowMost {
		seq, err = "", notify.ErrTooLarge
	}
	if err == nil {
		if s.opt.Terminal.Behind() {
			said += " of the terminal, if tmux or screen hands it on"
		}
		return tea.Batch(tea.Raw(seq), s.toasts.Push(screen.Toast{Tone: screen.Good, Text: said}))
	}
	why := "This terminal does not take the " + what + " onto its clipboard"
	if errors.Is(err, notify.ErrTooLarge) {
		why = fmt.Sprintf("The %s is too large for the clipboard of a terminal (%d kB)", what, max(len(text)>>10, 1))
	}
	show := s.open(&selection{env: s.env, why: why, text: strings.Split(safe.Block(text), "\n")})
	if seq == "" {
		return show
	}
	return tea.Batch(tea.Raw(seq), show) // it may be wrong about the terminal
}

// selection shows a text over the whole screen, without anything beside it, so
// that the terminal's own selection gets the text and nothing else. While it is
// open the mouse is the terminal's.
type selection struct {
	env  *screen.Env
	why  string
	text []string

	lines []string // as broken for the width
	width int
	top   int
	page  int
}

// selecting returns the selection where it is the topmost window.
func (s *Shell) selecting() (*selection, bool) {
	if n := len(s.dialogs); n > 0 {
		d, ok := s.dialogs[n-1].Dialog.(*selection)
		return d, ok
	}
	return nil, false
}

// Title returns why it is shown.
func (d *selection) Title() string { return d.why }

// Hints returns the keys of the window.
func (d *selection) Hints() []screen.Hint {
	return []screen.Hint{{Key: "space", Text: "next page"}, {Key: "esc", Text: "close"}}
}

// Update scrolls and closes.
func (d *selection) Update(msg tea.Msg) (tea.Cmd, bool) {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	if dialogAction(d.env, key) == "dialog.close" {
		return nil, true
	}
	a, _ := d.env.Keys.Resolve([]keymap.Scope{keymap.Text, keymap.Global}, key.String())
	switch a {
	case "text.down":
		d.top++
	case "text.up":
		d.top--
	case "text.page-down":
		d.top += d.page
	case "text.page-up":
		d.top -= d.page
	case "text.top":
		d.top = 0
	case "text.bottom":
		d.top = len(d.lines)
	case "app.quit":
		return nil, true
	}
	d.top = max(0, min(d.top, len(d.lines)-d.page))
	return nil, false
}

// Render draws a line of what this is, and the text below it from the first
// column on.
func (d *selection) Render(w, h int) (string, *tea.Cursor) {
	if d.width != w {
		d.width, d.lines = w, nil
		for _, l := range d.text {
			d.lines = append(d.lines, hardWrap(l, w)...)
		}
	}
	d.page = max(h-2, 1)
	d.top = max(0, min(d.top, len(d.lines)-d.page))
	more := ""
	if left := len(d.lines) - d.top - d.page; left > 0 {
		more = fmt.Sprintf("; %d more lines below", left)
	}
	st := d.env.Styles
	out := []string{st.Strong.Render(cell.Cut(d.why+".", w))}
	out = append(out, d.lines[d.top:min(d.top+d.page, len(d.lines))]...)
	for len(out) < h-1 {
		out = append(out, "")
	}
	foot := st.Muted.Render(cell.Cut("Select it with the mouse. esc closes"+more, w))
	return cell.Fit(append(out[:max(h-1, 1)], foot), w, h), nil
}

// hardWrap breaks a line at the edge, not at words: it is to be selected as it
// is.
func hardWrap(line string, w int) []string {
	line = strings.ReplaceAll(line, "\t", "    ")
	out := []string{}
	for cell.Width(line) > w {
		head := cut(line, w)
		if out, line = append(out, head), line[len(head):]; line == "" {
			return out
		}
	}
	return append(out, line)
}

// cut returns the beginning of a line that fits, of one character at least.
func cut(line string, w int) string {
	used := 0
	for i, r := range line {
		n := cell.Width(string(r))
		if used+n > w && i > 0 {
			return line[:i]
		}
		used += n
	}
	return line
}
