package views

import (
	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/screen"
)

// span is a range of columns, the end excluded.
type span struct{ from, to int }

func (s span) has(x int) bool { return x >= s.from && x < s.to }

type hintZone struct {
	span
	action keymap.Action
}

// hintSpan is where a window's hint is, and its key.
type hintSpan struct {
	span
	key string
}

// zones remember where the frame drawn last has what can be clicked.
type zones struct {
	tenant  span
	tabs    []span
	hints   []hintZone
	bodyTop int

	// Of the topmost window: where its inside begins, how many cells and lines
	// that has, and the keys at its foot.
	x, y, width, lines int
	keys               []hintSpan
}

func (z *zones) reset() { *z = zones{tabs: z.tabs[:0], hints: z.hints[:0]} }

// window notes where the topmost window is.
func (z *zones) window(x, y, width, lines int, keys []hintSpan) {
	z.x, z.y, z.width, z.lines, z.keys = x, y, width, lines, keys
}

// outside reports whether a place is beside the window with its border.
func (z *zones) outside(x, y int) bool {
	return z.lines > 0 && (x < z.x-2 || x >= z.x+z.width+2 || y < z.y-1 || y > z.y+z.lines+2)
}

// wheelLines is how far one notch of the wheel goes.
const wheelLines = 3

// mouse handles clicks on tabs, hints, rows and what a window has, and the
// wheel.
func (s *Shell) mouse(msg tea.MouseMsg) tea.Cmd {
	if s.tooSmall() {
		return nil
	}
	m := msg.Mouse()
	lines := wheelLines
	if m.Button == tea.MouseWheelUp {
		lines = -wheelLines
	}
	switch msg.(type) {
	case tea.MouseWheelMsg:
		if m.Button != tea.MouseWheelUp && m.Button != tea.MouseWheelDown {
			return nil
		}
		if len(s.dialogs) > 0 {
			return s.wheelDialog(lines)
		}
		if v, ok := s.view().(Mouser); ok {
			return tea.Batch(v.Wheel(m.X, m.Y-s.zones.bodyTop, lines), s.moved())
		}
	case tea.MouseClickMsg:
		if m.Button != tea.MouseLeft {
			return nil
		}
		if len(s.dialogs) > 0 {
			return s.clickDialog(m.X, m.Y)
		}
		return s.click(m.X, m.Y)
	}
	return nil
}

func (s *Shell) click(x, y int) tea.Cmd {
	switch {
	case y == 0:
		if s.zones.tenant.has(x) && s.opt.Open != nil {
			return s.act("app.tenant")
		}
		for i, z := range s.zones.tabs {
			if z.has(x) {
				return s.activate(i)
			}
		}
	case y == s.height-1:
		for _, z := range s.zones.hints {
			if z.has(x) {
				return s.act(z.action)
			}
		}
	default:
		if v, ok := s.view().(Mouser); ok {
			return v.Click(x, y-s.zones.bodyTop)
		}
	}
	return nil
}

// clickDialog handles a click into the topmost window: one on a hint is its
// key. A question that could not be seen yet is not answered.
func (s *Shell) clickDialog(x, y int) tea.Cmd {
	top, z := s.dialogs[len(s.dialogs)-1], &s.zones
	if top.early(s.env, nil) {
		return nil
	}
	switch top.Dialog.(type) {
	case *helpPage, *palette, *activity: // nothing is lost by closing them
		if z.outside(x, y) {
			s.closeDialog(top.Dialog)
			return nil
		}
	}
	if y == z.y+z.lines+1 {
		for _, h := range z.keys {
			if key, ok := keyOf(h.key); ok && h.has(x-z.x) {
				return s.toDialog(key)
			}
		}
	}
	m, ok := top.Dialog.(screen.Clickable)
	if !ok || y < z.y || y >= z.y+z.lines || x < z.x {
		return nil
	}
	cmd, done := m.Click(x-z.x, y-z.y)
	return s.afterDialog(top.Dialog, cmd, done)
}

// wheelDialog scrolls the topmost window. One that knows no wheel gets arrows.
func (s *Shell) wheelDialog(lines int) tea.Cmd {
	top := s.dialogs[len(s.dialogs)-1].Dialog
	if m, ok := top.(screen.Clickable); ok {
		m.Wheel(lines)
		return nil
	}
	key := tea.KeyPressMsg{Code: tea.KeyDown}
	if lines < 0 {
		key.Code, lines = tea.KeyUp, -lines
	}
	var cmds []tea.Cmd
	for range lines {
		if n := len(s.dialogs); n == 0 || s.dialogs[n-1].Dialog != top {
			break
		}
		cmds = append(cmds, s.toDialog(key))
	}
	return tea.Batch(cmds...)
}

// namedKeys are those that a hint names by a word.
var namedKeys = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "backspace": tea.KeyBackspace,
	"pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "home": tea.KeyHome, "end": tea.KeyEnd,
	"↑": tea.KeyUp, "↓": tea.KeyDown, "←": tea.KeyLeft, "→": tea.KeyRight,
}

// keyOf returns the key that a hint names; a hint may name several, which
// cannot be clicked.
func keyOf(hint string) (tea.KeyPressMsg, bool) {
	var key tea.KeyPressMsg
	for {
		switch {
		case len(hint) > 5 && hint[:5] == "ctrl+":
			key.Mod |= tea.ModCtrl
			hint = hint[5:]
			continue
		case len(hint) > 6 && hint[:6] == "shift+":
			key.Mod |= tea.ModShift
			hint = hint[6:]
			continue
		}
		break
	}
	if code, ok := namedKeys[hint]; ok {
		key.Code = code
		if code == tea.KeySpace && key.Mod == 0 {
			key.Text = " "
		}
		return key, true
	}
	runes := []rune(hint)
	if len(runes) != 1 {
		return tea.KeyPressMsg{}, false
	}
	if key.Code = runes[0]; key.Mod == 0 {
		key.Text = hint
	}
	return key, true
}
