package jsonedit

import (
	"strconv"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
)

// numbersFrom is the width from which lines have their number in front.
const numbersFrom = 40

// perCell bounds how many bytes are looked at for a cell on screen.
const perCell = 16

// Render returns exactly h lines of at most w cells and where the cursor is. Long
// lines are cut; the one with the cursor is scrolled to it.
func (e *Editor) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	e.height = h
	e.top = max(min(e.top, e.row), e.row-h+1)
	e.top = max(0, min(e.top, len(e.lines)-1))
	gutter := 0
	if w >= numbersFrom {
		gutter = len(strconv.Itoa(len(e.lines))) + 1
	}
	room := w - gutter
	e.reveal(room)
	out := make([]string, 0, h)
	for i := e.top; i < min(e.top+h, len(e.lines)); i++ {
		from := 0
		if i == e.row {
			from = e.left
		}
		out = append(out, e.number(i, gutter)+window(e.lines[i][from:], from > 0, room))
	}
	x := cell.Width(e.lines[e.row][e.left:e.col])
	if e.left > 0 {
		x++ // behind the sign that says so
	}
	return cell.Fit(out, w, h), tea.NewCursor(min(gutter+x, w-1), e.row-e.top)
}

// number is what stands before a line.
func (e *Editor) number(i, gutter int) string {
	if gutter == 0 {
		return ""
	}
	style := e.env.Styles.Muted
	if !e.dirty && e.problem.Bad() && e.problem.Line == i+1 {
		style = e.env.Styles.Bad
	}
	return style.Render(cell.Right(strconv.Itoa(i+1), gutter-1)) + " "
}

// window returns what is in sight of a line.
func window(rest string, scrolled bool, w int) string {
	sign := ""
	if scrolled {
		sign = "…"
		w--
	}
	if limit := w * perCell; len(rest) > limit {
		for limit > 0 && !utf8.RuneStart(rest[limit]) {
			limit--
		}
		rest = rest[:limit]
	}
	return sign + cell.Cut(rest, w)
}

// reveal scrolls the line with the cursor so that it is in sight. It looks at
// no more of the line than that.
func (e *Editor) reveal(w int) {
	line := e.lines[e.row]
	room := max(w-2, 1) // the sign at its left, and the cursor itself
	if e.left > len(line) || e.left > e.col || e.col-e.left > w*perCell || !utf8.RuneStart(startOf(line, e.left)) ||
		cell.Width(line[e.left:e.col]) > room {
		e.left = e.before(e.col, room*2/3)
	}
	if e.left > 0 && e.col <= room && cell.Width(line[:e.col]) <= room {
		e.left = 0
	}
}

// startOf returns a byte of a line, a blank behind its end.
func startOf(line string, at int) byte {
	if at < len(line) {
		return line[at]
	}
	return ' '
}

// before returns the place that is about w cells before another in the line
// with the cursor.
func (e *Editor) before(at, w int) int {
	line := e.lines[e.row]
	for used := 0; at > 0 && used < w; {
		r, size := utf8.DecodeLastRuneInString(line[:at])
		used += cell.Width(string(r))
		at -= size
	}
	return at
}
