package term

import "github.com/charmbracelet/x/ansi"

// csi dispatches a control sequence. Sequences with a private prefix or an
// intermediate byte are apart: "CSI u" restores the cursor, "CSI > 1 u" asks
// for a keyboard protocol.
func (s *Screen) csi(cmd ansi.Cmd, params ansi.Params) {
	switch {
	case cmd.Prefix() != 0 || cmd.Intermediate() != 0:
		s.private(cmd, params)
	case s.move(cmd.Final(), params):
	case s.edit(cmd.Final(), params):
	default:
		s.control(cmd.Final(), params)
	}
}

// count returns a parameter where 0 and absent mean 1.
func count(params ansi.Params, i int) int {
	n, _, _ := params.Param(i, 1)
	return max(n, 1)
}

// move handles the sequences that only place the cursor.
func (s *Screen) move(final byte, params ansi.Params) bool {
	n := count(params, 0)
	switch final {
	case 'A':
		s.moveRows(-n)
	case 'B', 'e':
		s.moveRows(n)
	case 'C', 'a':
		s.moveTo(s.x+n, s.y)
	case 'D':
		s.moveTo(s.x-n, s.y)
	case 'E':
		s.moveRows(n)
		s.x = 0
	case 'F':
		s.moveRows(-n)
		s.x = 0
	case 'G', '`':
		s.moveTo(n-1, s.y)
	case 'd':
		s.moveTo(s.x, s.home()+n-1)
	case 'H', 'f':
		s.moveTo(count(params, 1)-1, s.home()+n-1)
	case 'I':
		s.tab(n)
	case 'Z':
		s.tab(-n)
	default:
		return false
	}
	return true
}

// home is the line that positions count from.
func (s *Screen) home() int {
	if s.origin {
		return s.top
	}
	return 0
}

// edit handles the sequences that change cells.
func (s *Screen) edit(final byte, params ansi.Params) bool {
	n := count(params, 0)
	switch final {
	case '@':
		s.insertCells(n)
	case 'P':
		s.deleteCells(n)
	case 'X':
		s.erase(s.y, s.x, s.x+n)
	case 'L':
		s.shiftLines(-n)
	case 'M':
		s.shiftLines(n)
	case 'S':
		s.scroll(s.top, n)
	case 'T':
		s.scroll(s.top, -n)
	case 'J':
		s.eraseDisplay(params)
	case 'K':
		s.eraseLine(params)
	case 'b':
		// A hostile count must not keep us busy: beyond one screen every
		// repetition looks alike.
		for range min(n, s.width*s.height) {
			s.print(s.last)
		}
	default:
		return false
	}
	s.wrapNext = s.wrapNext && final == 'b'
	return true
}

// shiftLines inserts (n < 0) or deletes lines at the cursor.
func (s *Screen) shiftLines(n int) {
	if s.y < s.top || s.y > s.bottom {
		return
	}
	s.scroll(s.y, n)
	s.x = 0
}

func (s *Screen) eraseDisplay(params ansi.Params) {
	mode, _, _ := params.Param(0, 0)
	from, to := 0, s.height
	switch mode {
	case 0:
		s.erase(s.y, s.x, s.width)
		from = s.y + 1
	case 1:
		s.erase(s.y, 0, s.x+1)
		to = s.y
	case 2:
	default:
		return
	}
	for y := from; y < to; y++ {
		s.erase(y, 0, s.width)
	}
}

func (s *Screen) eraseLine(params ansi.Params) {
	switch mode, _, _ := params.Param(0, 0); mode {
	case 0:
		s.erase(s.y, s.x, s.width)
	case 1:
		s.erase(s.y, 0, s.x+1)
	case 2:
		s.erase(s.y, 0, s.width)
	}
}

// control handles the rest: style, modes, region, tab stops, reports.
func (s *Screen) control(final byte, params ansi.Params) {
	first, _, _ := params.Param(0, 0)
	switch final {
	case 'm':
		s.pen = readStyle(s.pen, params)
	case 'r':
		s.setRegion(params)
	case 's':
		s.save()
	case 'u':
		s.restore()
	case 'g':
		if first == 3 {
			s.tabs = make([]bool, s.width)
		} else {
			s.tabs[s.x] = false
		}
	case 'h', 'l':
		if first == 4 {
			s.insert = final == 'h'
		}
	case 'n':
		s.report(first)
	case 'c':
		s.reply(ansi.PrimaryDeviceAttributes(62, 22))
	}
}

func (s *Screen) setRegion(params ansi.Params) {
	top := count(params, 0) - 1
	bottom, _, _ := params.Param(1, s.height)
	if bottom == 0 || bottom > s.height {
		bottom = s.height
	}
	if top >= bottom-1 {
		return
	}
	s.top, s.bottom = top, bottom-1
	s.moveTo(0, s.home())
}

func (s *Screen) save() {
	s.saved = savedCursor{x: s.x, y: s.y, pen: s.pen, origin: s.origin}
}

func (s *Screen) restore() {
	s.pen, s.origin = s.saved.pen, s.saved.origin
	s.moveTo(s.saved.x, s.saved.y)
}

// escape handles the two- and three-byte sequences.
func (s *Screen) escape(cmd ansi.Cmd) {
	if cmd.Intermediate() != 0 {
		return
	}
	switch cmd.Final() {
	case '7':
		s.save()
	case '8':
		s.restore()
	case 'D':
		s.wrapNext = false
		s.lineFeed()
	case 'E':
		s.x, s.wrapNext = 0, false
		s.lineFeed()
	case 'H':
		s.tabs[s.x] = true
	case 'M':
		s.reverseIndex()
	case 'c':
		s.reset()
	}
}
