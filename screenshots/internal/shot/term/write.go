package term

import (
	"slices"

	"github.com/charmbracelet/x/ansi"
)

// print puts one code point at the cursor.
func (s *Screen) print(r rune) {
	width := ansi.StringWidthWc(string(r))
	if width == 0 {
		s.combine(r)
		return
	}
	s.last = r
	if s.wrapNext || s.x+width > s.width {
		s.wrap()
	}
	if s.insert {
		s.insertCells(width)
	}
	s.put(s.x, Cell{Text: string(r), Width: width, Style: s.pen})
	if width == 2 && s.x+1 < s.width {
		s.put(s.x+1, Cell{Width: 0, Style: s.pen})
	}
	if s.x+width < s.width {
		s.x += width
		return
	}
	s.x = s.width - 1
	s.wrapNext = !s.noWrap
}

// combine adds a mark of no width to the character before the cursor.
func (s *Screen) combine(r rune) {
	x := s.x - 1
	if s.wrapNext {
		x = s.x
	}
	if x >= 0 && s.grid[s.y][x].Width == 0 {
		x--
	}
	if x < 0 || s.grid[s.y][x].Text == "" {
		return
	}
	s.grid[s.y][x].Text += string(r)
}

func (s *Screen) wrap() {
	s.wrapNext = false
	if s.noWrap {
		s.x = max(s.width-2, 0)
		return
	}
	s.x = 0
	s.lineFeed()
}

// put writes a cell and blanks the other half of a wide character it cuts.
func (s *Screen) put(x int, c Cell) {
	row := s.grid[s.y]
	if row[x].Width == 0 && c.Width != 0 && x > 0 {
		row[x-1] = blank(row[x-1].Style)
	}
	if row[x].Width == 2 && x+1 < s.width {
		row[x+1] = blank(row[x+1].Style)
	}
	row[x] = c
}

func (s *Screen) execute(b byte) {
	switch b {
	case '\b':
		s.moveTo(s.x-1, s.y)
	case '\t':
		s.tab(1)
	case '\n', '\v', '\f':
		s.wrapNext = false
		if s.opts.Newline {
			s.x = 0
		}
		s.lineFeed()
	case '\r':
		s.x, s.wrapNext = 0, false
	}
}

// lineFeed moves down and scrolls at the end of the region.
func (s *Screen) lineFeed() {
	if s.y == s.bottom {
		s.scroll(s.top, 1)
		return
	}
	s.y = min(s.y+1, s.height-1)
}

// reverseIndex moves up and scrolls at the start of the region.
func (s *Screen) reverseIndex() {
	s.wrapNext = false
	if s.y == s.top {
		s.scroll(s.top, -1)
		return
	}
	s.y = max(s.y-1, 0)
}

// scroll moves the lines from first to the end of the region up by n, or down
// when n is negative.
func (s *Screen) scroll(first, n int) {
	region := s.grid[first : s.bottom+1]
	n = max(-len(region), min(n, len(region)))
	if n > 0 {
		copy(region, region[n:])
		region = region[len(region)-n:]
	} else {
		copy(region[-n:], region)
		region = region[:-n]
	}
	for i := range region {
		region[i] = s.newRow()
	}
}

// tab moves n tab stops forward, or back when n is negative.
func (s *Screen) tab(n int) {
	x := s.x
	for ; n > 0 && x < s.width-1; n-- {
		for x++; x < s.width-1 && !s.tabs[x]; x++ {
			continue
		}
	}
	for ; n < 0 && x > 0; n++ {
		for x--; x > 0 && !s.tabs[x]; x-- {
			continue
		}
	}
	s.moveTo(x, s.y)
}

// moveTo places the cursor, kept on the screen.
func (s *Screen) moveTo(x, y int) {
	s.x = max(0, min(x, s.width-1))
	s.y = max(0, min(y, s.height-1))
	s.wrapNext = false
}

// moveRows moves the cursor n lines without leaving the region it is in.
func (s *Screen) moveRows(n int) {
	y := s.y + n
	if s.y >= s.top && s.y <= s.bottom {
		y = max(s.top, min(y, s.bottom))
	}
	s.moveTo(s.x, y)
}

// erase blanks cells [from, to) of line y.
func (s *Screen) erase(y, from, to int) {
	row := s.grid[y]
	from, to = max(from, 0), min(to, s.width)
	if from >= to {
		return
	}
	if row[from].Width == 0 && from > 0 {
		row[from-1] = blank(row[from-1].Style)
	}
	if row[to-1].Width == 2 && to < s.width {
		row[to] = blank(row[to].Style)
	}
	for x := from; x < to; x++ {
		row[x] = blank(s.pen)
	}
}

func (s *Screen) insertCells(n int) {
	n = min(n, s.width-s.x)
	row := slices.Clone(s.grid[s.y])
	copy(s.grid[s.y][s.x+n:], row[s.x:])
	s.erase(s.y, s.x, s.x+n)
	s.mend(s.y)
}

func (s *Screen) deleteCells(n int) {
	n = min(n, s.width-s.x)
	row := s.grid[s.y]
	copy(row[s.x:], row[s.x+n:])
	for x := s.width - n; x < s.width; x++ {
		row[x] = blank(s.pen)
	}
	s.mend(s.y)
}

// mend blanks halves of wide characters that lost their other half.
func (s *Screen) mend(y int) {
	row := s.grid[y]
	for x := range row {
		left := x > 0 && row[x-1].Width == 2
		right := x+1 < s.width && row[x+1].Width == 0
		if row[x].Width == 0 && !left || row[x].Width == 2 && !right {
			row[x] = blank(row[x].Style)
		}
	}
}
