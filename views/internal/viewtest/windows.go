package viewtest

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// Windows is a view with what the shell does for it: the windows that are asked
// for lie on a stack, and the topmost of them takes keys, and first the messages
// it listens to. Unlike in the shell a window takes keys from the moment it is
// there.
type Windows struct {
	*Loop
	// Stack holds what is open, the topmost last.
	Stack []screen.Dialog
	// Came holds every message that came for the view, whoever took it.
	Came []tea.Msg
	// Dropped holds the windows that came too late or were asked for twice.
	Dropped []screen.Dialog
	// Pause is how much time passes after each key and each text.
	Pause time.Duration
}

// NewWindows returns v with windows, inside a synctest bubble.
func NewWindows(t *testing.T, v Model) *Windows {
	w := &Windows{}
	w.Loop = New(t, front{v, w})
	w.meant = w.intent
	return w
}

// front hands messages on as the shell does.
type front struct {
	Model
	windows *Windows
}

func (f front) Update(msg tea.Msg) tea.Cmd {
	f.windows.Came = append(f.windows.Came, msg)
	if l, ok := f.windows.Top().(screen.Listener); ok && l.Listens(msg) {
		return f.windows.Take(msg)
	}
	return f.Model.Update(msg)
}

// part is a part of a view, which has messages and nothing else.
type part struct {
	id     string
	update func(tea.Msg) tea.Cmd
}

func (p part) ID() string                          { return p.id }
func (p part) Update(msg tea.Msg) tea.Cmd          { return p.update(msg) }
func (part) Act(keymap.Action) tea.Cmd             { return nil }
func (part) Render(int, int) (string, *tea.Cursor) { return "", nil }

// Part returns what stands for the view of that name in the tests of a part of
// it, such as a desk: it does nothing but to hand on messages.
func Part(view string, update func(tea.Msg) tea.Cmd) Model { return part{view, update} }

// intent opens the window that is asked for, as the shell does: a late one gives
// way to what is open, and nothing is asked twice.
func (w *Windows) intent(msg tea.Msg) tea.Cmd {
	show, ok := msg.(screen.Show)
	if !ok {
		return nil
	}
	if show.Late && w.busy(show.Over) || w.asks(show.Dialog) {
		w.Dropped = append(w.Dropped, show.Dialog)
		return nil
	}
	w.Stack = append(w.Stack, show.Dialog)
	if s, ok := show.Dialog.(screen.Starter); ok {
		return s.Init()
	}
	return nil
}

// busy reports whether a person is at something else than a window.
func (w *Windows) busy(over screen.Dialog) bool {
	at := any(w.Top())
	if w.Top() == nil {
		at = w.View.(front).Model
	}
	typist, types := at.(screen.Typist)
	return w.Top() != nil && w.Top() != over || types && typist.Typing()
}

func (w *Windows) asks(d screen.Dialog) bool {
	c, ok := d.(*dialog.Confirm)
	return ok && slices.ContainsFunc(w.Stack, func(d screen.Dialog) bool {
		o, ok := d.(*dialog.Confirm)
		return ok && o.View == c.View && o.Name == c.Name
	})
}

// Top returns the topmost window, nil where none is open.
func (w *Windows) Top() screen.Dialog {
	if len(w.Stack) == 0 {
		return nil
	}
	return w.Stack[len(w.Stack)-1]
}

// Take hands the topmost window a message, and returns what it asks for without
// running it. A window that is done is closed.
func (w *Windows) Take(msg tea.Msg) tea.Cmd {
	top := w.Top()
	cmd, done := top.Update(msg)
	if done {
		w.Stack = slices.DeleteFunc(w.Stack, func(d screen.Dialog) bool { return d == top })
	}
	return cmd
}

// Press hands keys to the topmost window, one after the other.
func (w *Windows) Press(keys ...tea.KeyPressMsg) {
	w.t.Helper()
	for _, k := range keys {
		w.give(k)
		w.pass()
	}
}

// Write types a text into the topmost window.
func (w *Windows) Write(text string) {
	w.t.Helper()
	for _, r := range text {
		w.give(Char(r))
	}
	w.pass()
}

// Paste pastes a text into the topmost window.
func (w *Windows) Paste(text string) {
	w.t.Helper()
	w.give(tea.PasteMsg{Content: text})
	w.pass()
}

func (w *Windows) give(msg tea.Msg) {
	w.t.Helper()
	if w.Top() == nil {
		w.t.Fatalf("no window takes %v; said %q", msg, w.Toasts())
	}
	w.Do(w.Take(msg))
}

func (w *Windows) pass() {
	if w.Pause > 0 {
		w.Advance(w.Pause)
	}
}

// Asked returns the question on top, which must have that heading; "" is any.
func (w *Windows) Asked(head string) *dialog.Confirm {
	w.t.Helper()
	c, ok := w.Top().(*dialog.Confirm)
	if !ok || head != "" && c.Head != head {
		w.t.Fatalf("on top is %s, not the question %q", w.top(), head)
	}
	return c
}

// Agree says yes to the question on top, which must have that heading; "" is
// any. A question that wants a name typed gets it.
func (w *Windows) Agree(head string) {
	w.t.Helper()
	c := w.Asked(head)
	c.Render(76, 60) // all of it has been seen
	if c.Type == "" {
		w.Press(Char('y'))
		return
	}
	w.Write(c.Type)
	w.Press(Tab, Tab, Enter)
}

// Choose takes the option of the list on top whose label begins so.
func (w *Windows) Choose(label string) {
	w.t.Helper()
	p, ok := w.Top().(*dialog.Pick)
	if !ok {
		w.t.Fatalf("on top is %s, not a choice", w.top())
	}
	p.Render(76, 20)
	for range 20 {
		if o, _ := p.Selected(); strings.HasPrefix(o.Label, label) {
			w.Press(Enter)
			return
		}
		w.Press(Down)
	}
	w.t.Fatalf("no option %q in %s", label, w.top())
}

// top writes the topmost window for the message of a test that fails.
func (w *Windows) top() string {
	if w.Top() == nil {
		return "no window; said " + strings.Join(w.Toasts(), " / ")
	}
	text, _ := w.Top().Render(100, 30)
	return w.Top().Title() + "\n" + ansi.Strip(text) + "\n"
}

// Ctrl is a key with ctrl.
func Ctrl(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl} }

// Char is the key of a character.
func Char(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

// Keys that have a name.
var (
	Enter     = tea.KeyPressMsg{Code: tea.KeyEnter}
	Esc       = tea.KeyPressMsg{Code: tea.KeyEscape}
	Tab       = tea.KeyPressMsg{Code: tea.KeyTab}
	Space     = tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	Backspace = tea.KeyPressMsg{Code: tea.KeyBackspace}
	Up        = tea.KeyPressMsg{Code: tea.KeyUp}
	Down      = tea.KeyPressMsg{Code: tea.KeyDown}
	End       = tea.KeyPressMsg{Code: tea.KeyEnd}
)
