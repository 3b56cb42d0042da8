package views

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/keymap"
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

// open puts a dialog on the stack. A question that is there already is not asked
// twice: two keys that came in one read ask for it before it can be seen, and the
// second would be answered in the belief that it is the first.
func (s *Shell) open(d screen.Dialog) tea.Cmd {
	if s.asks(d) {
		return nil
	}
	s.dialogs = append(s.dialogs, window{d, s.env.Moment(), grace})
	if st, ok := d.(screen.Starter); ok {
		return st.Init()
	}
	return nil
}

// asks reports whether a question with the view and name of this one is open.
func (s *Shell) asks(d screen.Dialog) bool {
	c, ok := d.(*dialog.Confirm)
	return ok && slices.ContainsFunc(s.dialogs, func(w window) bool {
		o, ok := w.Dialog.(*dialog.Confirm)
		return ok && o.View == c.View && o.Name == c.Name
	})
}

// openLate opens a dialog that no key opened just now, unless the person is
// busy with another than the one that it belongs over, or types.
func (s *Shell) openLate(d, over screen.Dialog) tea.Cmd {
	busy := s.view().Typing()
	if n := len(s.dialogs); n > 0 {
		top := s.dialogs[n-1].Dialog
		t, types := top.(screen.Typist)
		busy = top != over || types && t.Typing()
	}
	if busy || s.asks(d) {
		return s.toasts.Push(screen.Toast{Tone: screen.Warn, Text: "A question came too late and was dropped: " + d.Title()})
	}
	cmd := s.open(d)
	s.dialogs[len(s.dialogs)-1].grace = lateGrace
	return cmd
}

// early reports whether the topmost dialog could not be seen yet and a key or
// click may decide in it: in a question any, in a list to choose from the click
// or the enter that takes an option, while nothing was typed there: whoever
// narrows it knows of it.
func (w window) early(env *screen.Env, msg tea.Msg) bool {
	if env.Moment().Sub(w.opened) >= w.grace {
		return false
	}
	switch d := w.Dialog.(type) {
	case *dialog.Confirm:
		return true
	case *dialog.Pick:
		key, ok := msg.(tea.KeyPressMsg)
		if w.grace == lateGrace || !ok {
			return true
		}
		return d.Text() == "" && dialogAction(env, key) == "dialog.accept"
	}
	return w.grace == lateGrace
}

// toDialog hands a message to the topmost dialog and closes it when it is
// done.
func (s *Shell) toDialog(msg tea.Msg) tea.Cmd {
	top := s.dialogs[len(s.dialogs)-1]
	if _, key := msg.(tea.KeyPressMsg); key && top.early(s.env, msg) {
		return nil
	}
	cmd, done := top.Update(msg)
	return s.afterDialog(top.Dialog, cmd, done)
}

// afterDialog closes a dialog that is done, and lets things go on where it was
// not agreed to leave.
func (s *Shell) afterDialog(d screen.Dialog, cmd tea.Cmd, done bool) tea.Cmd {
	if !done {
		return cmd
	}
	if c, ok := d.(*dialog.Confirm); ok && c == s.leaving {
		s.leaving = nil
		if cmd == nil {
			cmd = s.hold(false)
		}
	}
	s.closeDialog(d)
	return cmd
}

func (s *Shell) closeDialog(d screen.Dialog) {
	for i := range s.dialogs {
		if s.dialogs[i].Dialog == d {
			s.dialogs = append(s.dialogs[:i], s.dialogs[i+1:]...)
			return
		}
	}
}

// dialogAction returns what a key means in a dialog.
func dialogAction(env *screen.Env, key tea.KeyPressMsg) keymap.Action {
	a, _ := env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String())
	return a
}

// fitLines draws lines of a window, as much of them as fits.
func fitLines(lines []string, w, h int) string {
	var out []string
	for _, l := range lines {
		out = append(out, cell.Wrap(l, w)...)
	}
	return strings.Join(out[:min(len(out), max(h, 0))], "\n")
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
	hints, spans := hintLine(s.env, wayOut(s.env, d.Hints(), inner), inner)
	box = append(box, accent(frame.Left)+" "+cell.Spaces(inner)+" "+accent(frame.Right),
		accent(frame.Left)+" "+cell.Left(hints, inner)+" "+accent(frame.Right),
		accent(frame.BottomLeft+strings.Repeat(frame.Bottom, inner+2)+frame.BottomRight))
	x, y := (s.width-inner-4)/2, max((s.height-len(box))/2, 0)
	s.zones.window(x+2, y+1, inner, len(lines), spans)
	for i, l := range screenLines {
		l = s.behind(l)
		if i < y || i >= y+len(box) {
			screenLines[i] = l
			continue
		}
		left, right := s.beside(l, x, x+inner+4)
		screenLines[i] = left + box[i-y] + right
	}
	if cursor == nil { // a text: from its beginning
		cursor = s.env.Focus(0, firstLine(lines))
	}
	if cursor != nil {
		cursor.X += x + 2
		cursor.Y += y + 1
	}
	return screenLines, cursor
}

// leastBeside is how many cells of a line have to be in sight beside a window for
// them to say something. On a thin line fewer have: to clear more than a few cells
// costs more than to leave them.
const leastBeside, leastThin = 12, 5

// beside returns what is drawn of a line beside a window in the columns from x to
// end: nothing where it would be a scrap.
func (s *Shell) beside(l string, x, end int) (left, right string) {
	least := leastBeside
	if s.opt.Slow {
		least = leastThin
	}
	if x >= least {
		left = ansi.Truncate(l, x, "")
	}
	left += cell.Spaces(x - cell.Width(left))
	if w := cell.Width(l); s.width-end >= least && w > end {
		right = ansi.Cut(l, end, w)
	}
	return left, right
}

// firstLine is the first that says something.
func firstLine(lines []string) int {
	return max(slices.IndexFunc(lines, func(l string) bool { return strings.TrimSpace(l) != "" }), 0)
}

// behind draws a line of the screen behind a window: dimmed, since the window
// has the keys; as it was on a thin line, where the whole screen would have to be
// sent; not at all where it would be read aloud.
func (s *Shell) behind(l string) string {
	switch {
	case s.opt.Accessible:
		return ""
	case s.opt.Slow:
		return l
	}
	return s.env.Styles.Muted.Render(ansi.Strip(l))
}

// readerWidth is how wide the inside of a window with text to read likes to be.
const readerWidth = 100

// dialogWidth returns how wide the inside of a window likes to be.
func dialogWidth(d screen.Dialog) int {
	if wd, ok := d.(screen.Sized); ok {
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

// wayOut returns hints with the key that closes the window first, and then the one
// that takes what is chosen, where there is no room for all of them.
func wayOut(env *screen.Env, hints []screen.Hint, w int) []screen.Hint {
	need := -hintGap
	for _, h := range hints {
		need += hintGap + cell.Width(h.Key) + 1 + cell.Width(h.Text)
	}
	if need <= w {
		return hints
	}
	out := slices.Clone(hints)
	slices.SortStableFunc(out, func(a, b screen.Hint) int { return rank(env, a) - rank(env, b) })
	return out
}

// rank is the place of a hint where not all fit.
func rank(env *screen.Env, h screen.Hint) int {
	if h.Note {
		return -1
	}
	switch key := env.Keys.Key; h.Key {
	case "":
	case key("dialog.close"), key("app.back"):
		return 0
	case key("dialog.accept"):
		return 1
	}
	return 2
}

// hintGap is the room between two hints.
const hintGap = 3

// hintLine draws the keys of a window as far as they fit, and says where each
// of them is.
func hintLine(env *screen.Env, hints []screen.Hint, w int) (string, []hintSpan) {
	var b strings.Builder
	var spans []hintSpan
	used := 0
	for _, h := range hints {
		if h.Key == "" { // the action has none
			continue
		}
		need := cell.Width(h.Key) + 1 + cell.Width(h.Text)
		if used > 0 {
			need += hintGap
		}
		if used+need > w {
			break
		}
		if used > 0 {
			b.WriteString(cell.Spaces(hintGap))
			used += hintGap
			need -= hintGap
		}
		spans = append(spans, hintSpan{span{used, used + need}, h.Key})
		b.WriteString(env.Styles.Accent.Render(h.Key) + " " + env.Styles.Muted.Render(h.Text))
		used += need
	}
	return b.String(), spans
}
