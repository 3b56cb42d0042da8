package views

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// window is a dialog on the stack and when it was opened.
type window struct {
	screen.Dialog
	opened time.Time
	grace  time.Duration
}

// grace is how long a question ignores keys: what was typed before it could be
// seen is not an answer to it. A window that no key opened needs longer to be
// seen, whatever it is.
const (
	grace     = 200 * time.Millisecond
	lateGrace = 800 * time.Millisecond
)

func (s *Shell) open(d screen.Dialog) tea.Cmd {
	s.dialogs = append(s.dialogs, window{d, s.env.Now(), grace})
	if st, ok := d.(interface{ Init() tea.Cmd }); ok {
		return st.Init()
	}
	return nil
}

// openLate opens a dialog that no key opened just now, unless the person is
// busy with another than the one that it belongs over, or types.
func (s *Shell) openLate(d, over screen.Dialog) tea.Cmd {
	busy := s.view().Typing()
	if n := len(s.dialogs); n > 0 {
		top := s.dialogs[n-1].Dialog
		t, types := top.(interface{ Typing() bool })
		busy = top != over || types && t.Typing()
	}
	if busy {
		return s.toasts.Push(screen.Toast{Tone: screen.Warn, Text: "A question came too late and was dropped: " + d.Title()})
	}
	cmd := s.open(d)
	s.dialogs[len(s.dialogs)-1].grace = lateGrace
	return cmd
}

// toDialog hands a message to the topmost dialog and closes it when it is
// done.
func (s *Shell) toDialog(msg tea.Msg) tea.Cmd {
	top := s.dialogs[len(s.dialogs)-1]
	if _, key := msg.(tea.KeyPressMsg); key {
		_, question := top.Dialog.(*dialog.Confirm)
		if (question || top.grace == lateGrace) && s.env.Now().Sub(top.opened) < top.grace {
			return nil
		}
	}
	cmd, done := top.Update(msg)
	if done {
		if c, ok := top.Dialog.(*dialog.Confirm); ok && c == s.quitting {
			s.quitting = nil
			if cmd == nil { // it was not agreed to: things go on
				cmd = s.hold(false)
			}
		}
		for i := range s.dialogs {
			if s.dialogs[i].Dialog == top.Dialog {
				s.dialogs = append(s.dialogs[:i], s.dialogs[i+1:]...)
				break
			}
		}
	}
	return cmd
}

// overlay draws the topmost dialog, centred, over the dimmed screen.
func (s *Shell) overlay(screenLines []string) ([]string, *tea.Cursor) {
	d := s.dialogs[len(s.dialogs)-1].Dialog
	st := s.env.Styles
	inner := min(dialogWidth(d), s.width-6)
	content, cursor := d.Render(inner, s.height-6)
	lines := strings.Split(content, "\n")

	frame := st.Glyphs.Frame
	accent := st.Accent.Render
	title := " " + cell.Cut(d.Title(), inner-2) + " "
	box := []string{accent(frame.TopLeft+frame.Top) + st.Title.Render(title) +
		accent(strings.Repeat(frame.Top, max(inner+1-cell.Width(title), 0))+frame.TopRight)}
	for _, l := range lines {
		box = append(box, accent(frame.Left)+" "+cell.Left(l, inner)+" "+accent(frame.Right))
	}
	box = append(box, accent(frame.Left)+" "+cell.Spaces(inner)+" "+accent(frame.Right),
		accent(frame.Left)+" "+cell.Left(hintLine(s.env, d.Hints(), inner), inner)+" "+accent(frame.Right),
		accent(frame.BottomLeft+strings.Repeat(frame.Bottom, inner+2)+frame.BottomRight))
	x, y := (s.width-inner-4)/2, max((s.height-len(box))/2, 0)
	for i, l := range screenLines {
		plain := ansi.Strip(l)
		if i < y || i >= y+len(box) {
			screenLines[i] = st.Muted.Render(plain)
			continue
		}
		left := ansi.Truncate(plain, x, "")
		left += cell.Spaces(x - cell.Width(left))
		right := ""
		if w := cell.Width(plain); w > x+inner+4 {
			right = ansi.Cut(plain, x+inner+4, w)
		}
		screenLines[i] = st.Muted.Render(left) + box[i-y] + st.Muted.Render(right)
	}
	if cursor != nil {
		cursor.X += x + 2
		cursor.Y += y + 1
	}
	return screenLines, cursor
}

// readerWidth is how wide the inside of a window with text to read likes to be.
const readerWidth = 100

// dialogWidth returns how wide the inside of a window likes to be.
func dialogWidth(d screen.Dialog) int {
	if wd, ok := d.(interface{ Width() int }); ok {
		return wd.Width()
	}
	switch d.(type) {
	case *dialog.Reader:
		return readerWidth
	case *dialog.Prompt:
		return 64
	}
	return 76
}

func hintLine(env *screen.Env, hints []screen.Hint, w int) string {
	var b strings.Builder
	used := 0
	for _, h := range hints {
		need := cell.Width(h.Key) + 1 + cell.Width(h.Text)
		if used > 0 {
			need += 3
		}
		if used+need > w {
			break
		}
		if used > 0 {
			b.WriteString("   ")
		}
		b.WriteString(env.Styles.Accent.Render(h.Key) + " " + env.Styles.Muted.Render(h.Text))
		used += need
	}
	return b.String()
}
