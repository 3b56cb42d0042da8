// Package field is a one-line text field: bubbles' textinput with a real
// terminal cursor, our styles, and pasted text cleaned like any text from
// outside.
package field

import (
	"strings"
	"unicode"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api/safe"
	"iscope/ui/cell"
)

// Field is a line of text being edited. Make it with New.
type Field struct {
	input textinput.Model
	left  int // first letter in sight
}

// Max bounds what a field holds, in runes. A longer value would be cut, so
// whoever edits one has to refuse it.
const Max = 4_000

// New returns a field holding value, with the cursor at its end.
func New(value string) *Field {
	in := textinput.New()
	in.Prompt = ""
	in.CharLimit = Max
	in.SetVirtualCursor(false)
	in.SetStyles(textinput.Styles{})
	in.SetValue(value)
	in.CursorEnd()
	in.Focus() // its command only blinks a cursor we do not draw
	return &Field{input: in}
}

// Update handles a key or a paste. Keys are cleaned too: a terminal without
// bracketed paste sends what is pasted as keys.
func (f *Field) Update(msg tea.Msg) {
	switch m := msg.(type) {
	case tea.PasteMsg:
		msg = tea.PasteMsg{Content: safe.Line(oneLine(m.Content))}
	case tea.KeyPressMsg:
		m.Text = safe.Line(m.Text)
		msg = m
	}
	f.input, _ = f.input.Update(msg)
}

// oneLine puts what was copied into one line: it may end in a break, and has
// others where a terminal broke it. What else controls a terminal is no part of
// a text.
func oneLine(s string) string {
	lines := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' })
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.Join(lines, " "))
}

// Value returns the text.
func (f *Field) Value() string { return f.input.Value() }

// Set replaces the text and puts the cursor at its end.
func (f *Field) Set(value string) {
	f.input.SetValue(value)
	f.input.CursorEnd()
}

// Place returns how many bytes of the text stand before the cursor.
func (f *Field) Place() int {
	letters := []rune(f.input.Value())
	return len(string(letters[:min(f.input.Position(), len(letters))]))
}

// Mask draws every character as a dot, for what must not be read over a
// shoulder.
func (f *Field) Mask() { f.input.EchoMode = textinput.EchoPassword }

// Render returns the text as it fits into w cells, scrolled to the cursor, and
// the cursor's column. The input itself counts letters, not cells, and does not
// tell how far it has scrolled.
func (f *Field) Render(w int) (string, int) {
	if w <= 0 {
		return "", 0
	}
	shown := []rune(f.input.Value())
	if f.input.EchoMode == textinput.EchoPassword {
		shown = []rune(strings.Repeat(string(f.input.EchoCharacter), len(shown)))
	}
	at := min(f.input.Position(), len(shown))
	f.left = min(f.left, at)
	if cell.Width(string(shown)) < w {
		f.left = 0
	}
	first := at // the leftmost letter from which the cursor is in sight
	for first > f.left && cell.Width(string(shown[first-1:at])) < w {
		first--
	}
	f.left = first
	return cell.Left(ansi.Truncate(string(shown[f.left:]), w, ""), w), min(cell.Width(string(shown[f.left:at])), w-1)
}
