package jsonedit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
)

// move moves the cursor and reports whether the key is one that does.
func (e *Editor) move(msg tea.KeyPressMsg) bool {
	ctrl := msg.Mod == tea.ModCtrl
	word := msg.Mod&(tea.ModAlt|tea.ModCtrl) != 0
	want := -1
	switch {
	case msg.Code == tea.KeyUp:
		want = e.vertical(-1)
	case msg.Code == tea.KeyDown:
		want = e.vertical(1)
	case msg.Code == tea.KeyPgUp:
		want = e.vertical(-max(e.height-1, 1))
	case msg.Code == tea.KeyPgDown:
		want = e.vertical(max(e.height-1, 1))
	case msg.Code == tea.KeyLeft && word:
		e.wordBack()
	case msg.Code == tea.KeyRight && word:
		e.wordOn()
	case msg.Code == tea.KeyLeft:
		e.back()
	case msg.Code == tea.KeyRight:
		e.right()
	case msg.Code == tea.KeyHome && ctrl:
		e.row, e.col = 0, 0
	case msg.Code == tea.KeyEnd && ctrl:
		e.row = len(e.lines) - 1
		e.col = len(e.lines[e.row])
	case msg.Code == tea.KeyHome, ctrl && msg.Code == 'a':
		e.col = 0
	case msg.Code == tea.KeyEnd, ctrl && msg.Code == 'e':
		e.col = len(e.lines[e.row])
	default:
		return false
	}
	e.want = want
	return true
}

// farCells bounds how far to the right the column is kept that moving up and
// down goes for: measuring a line of a megabyte would take longer than a frame.
const farCells = 4096

// vertical moves by lines and returns the column it goes for.
func (e *Editor) vertical(by int) int {
	want := e.want
	if want < 0 {
		want = cell.Width(e.lines[e.row][:min(e.col, farCells)])
	}
	e.row = max(0, min(e.row+by, len(e.lines)-1))
	line := e.lines[e.row]
	e.col = 0
	for used := 0; e.col < len(line); {
		r, size := utf8.DecodeRuneInString(line[e.col:])
		if used += cell.Width(string(r)); used > want {
			break
		}
		e.col += size
	}
	return want
}

// right goes to the next character, with the marks that stand on it.
func (e *Editor) right() {
	line := e.lines[e.row]
	if e.col == len(line) {
		if e.row < len(e.lines)-1 {
			e.row, e.col = e.row+1, 0
		}
		return
	}
	_, size := utf8.DecodeRuneInString(line[e.col:])
	e.col += size
	for e.col < len(line) {
		r, size := utf8.DecodeRuneInString(line[e.col:])
		if !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Me, r) {
			return
		}
		e.col += size
	}
}

// back goes to the character before.
func (e *Editor) back() {
	if e.col == 0 {
		if e.row > 0 {
			e.row--
			e.col = len(e.lines[e.row])
		}
		return
	}
	for e.col > 0 {
		r, size := utf8.DecodeLastRuneInString(e.lines[e.row][:e.col])
		e.col -= size
		if !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Me, r) {
			return
		}
	}
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// wordBack goes to the beginning of the word before.
func (e *Editor) wordBack() {
	if e.col == 0 {
		e.back()
		return
	}
	before := e.lines[e.row][:e.col]
	before = strings.TrimRightFunc(before, func(r rune) bool { return !letter(r) })
	e.col = len(strings.TrimRightFunc(before, letter))
}

// wordOn goes behind the next word.
func (e *Editor) wordOn() {
	after := e.lines[e.row][e.col:]
	if after == "" {
		e.right()
		return
	}
	after = strings.TrimLeftFunc(after, func(r rune) bool { return !letter(r) })
	after = strings.TrimLeftFunc(after, letter)
	e.col = len(e.lines[e.row]) - len(after)
}
