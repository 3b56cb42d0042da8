package views

import (
	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
)

// span is a range of columns, the end excluded.
type span struct{ from, to int }

func (s span) has(x int) bool { return x >= s.from && x < s.to }

type hintZone struct {
	span
	action keymap.Action
}

// zones remember where the frame drawn last has what can be clicked.
type zones struct {
	tabs    []span
	hints   []hintZone
	bodyTop int
}

func (z *zones) reset() { z.tabs, z.hints, z.bodyTop = z.tabs[:0], z.hints[:0], 0 }

// wheelLines is how far one notch of the wheel goes.
const wheelLines = 3

// mouse handles clicks on tabs, hints and rows, and the wheel. Dialogs are
// answered by keys alone, so that no slip of the hand decides.
func (s *Shell) mouse(msg tea.MouseMsg) tea.Cmd {
	if len(s.dialogs) > 0 || s.tooSmall() {
		return nil
	}
	m := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		if v, ok := s.view().(Mouser); ok {
			lines := wheelLines
			if m.Button == tea.MouseWheelUp {
				lines = -wheelLines
			}
			return v.Wheel(m.X, m.Y-s.zones.bodyTop, lines)
		}
	case tea.MouseClickMsg:
		if m.Button == tea.MouseLeft {
			return s.click(m.X, m.Y)
		}
	}
	return nil
}

func (s *Shell) click(x, y int) tea.Cmd {
	switch {
	case y == 0:
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
