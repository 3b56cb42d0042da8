package jsonview

import (
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/ui/cell"
)

// gutter is the room for the cursor and the sign of a fold.
const gutter = 3

// room is how many cells a line has.
func (v *View) room() int { return max(v.width-gutter, 1) }

// layout makes the rows of all lines that are not folded away.
func (v *View) layout() {
	v.rows = v.rows[:0]
	w := int32(v.room())
	if v.width == 0 {
		w = math.MaxInt32 // it was not drawn yet
	}
	for i := 0; i < len(v.doc.lines); i++ {
		l := &v.doc.lines[i]
		parts := int32(1)
		if v.folded[int32(i)] {
			v.rows = append(v.rows, row{int32(i), 0})
			i = int(l.pair)
			continue
		}
		if l.width > w {
			parts = v.parts(i)
		}
		for p := range parts {
			v.rows = append(v.rows, row{int32(i), p})
		}
	}
}

// parts counts the rows of a line that is wider than the pane.
func (v *View) parts(i int) int32 {
	l, w := v.doc.lines[i], v.room()
	if text := v.doc.raw(i); int(l.width) != len(text) {
		return int32(len(v.wrap(i, text)))
	}
	rest := w - v.hang(i)
	return int32(1 + (int(l.width)-w+rest-1)/rest)
}

// hang is how far the parts of a line after the first stand to the right: further
// than its beginning, so that what goes on is not taken for another member.
func (v *View) hang(i int) int {
	text := v.doc.raw(i)
	return min(len(text)-len(strings.TrimLeft(text, " "))+2, v.room()/2)
}

// part returns what stands in a row.
func (v *View) part(r row) string {
	text, w := v.doc.raw(int(r.line)), v.room()
	width := int(v.doc.lines[r.line].width)
	switch {
	case width <= w:
		return text
	case width == len(text): // a byte a cell
		if r.part == 0 {
			return text[:w]
		}
		hang := v.hang(int(r.line))
		from := w + int(r.part-1)*(w-hang)
		return cell.Spaces(hang) + text[from:min(from+w-hang, len(text))]
	}
	if parts := v.wrap(int(r.line), text); int(r.part) < len(parts) {
		return parts[r.part]
	}
	return ""
}

func (v *View) wrap(i int, text string) []string {
	if c := &v.wrapped; c.parts == nil || c.line != i || c.w != v.room() {
		c.line, c.w = i, v.room()
		first := ansi.Truncate(text, c.w, "")
		if c.parts = append(c.parts[:0:0], first); len(first) < len(text) {
			hang := v.hang(i)
			for part := range strings.SplitSeq(ansi.Hardwrap(text[len(first):], max(c.w-hang, 1), true), "\n") {
				c.parts = append(c.parts, cell.Spaces(hang)+part)
			}
		}
	}
	return v.wrapped.parts
}

// rowOf returns the row of a line, or of the fold it is in.
func (v *View) rowOf(line int) int {
	i, found := slices.BinarySearchFunc(v.rows, line, func(r row, line int) int { return int(r.line) - line })
	if !found {
		i--
	}
	for i > 0 && i < len(v.rows) && v.rows[i].part > 0 {
		i--
	}
	return max(i, 0)
}

// Render returns exactly h lines of at most w cells, and the cursor while a
// search is typed.
func (v *View) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	if w != v.width {
		line := v.Line()
		v.width, v.wrapped.parts = w, nil
		v.layout()
		v.goTo(line)
	}
	v.height = h
	if v.search.Active() {
		v.height = max(h-1, 0)
	}
	v.clamp()
	out := make([]string, 0, h)
	for i := v.top; i < min(v.top+v.height, len(v.rows)); i++ {
		out = append(out, v.line(i))
	}
	focus := v.env.Focus(0, v.cursor-v.top)
	if v.height == h {
		return cell.Fit(out, w, h), focus
	}
	for len(out) < v.height {
		out = append(out, "")
	}
	line, cursor := v.search.Line(v.env.Styles, w, h-1)
	if cursor == nil {
		cursor = focus
	}
	return cell.Fit(append(out, line), w, h), cursor
}

// line draws a row.
func (v *View) line(i int) string {
	st := v.env.Styles
	r := v.rows[i]
	head := " "
	if i == v.cursor {
		head = st.Accent.Render(st.Glyphs.Cursor)
	}
	sign, text := " ", v.part(r)
	switch {
	case !v.doc.opens(int(r.line)) || r.part > 0:
	case v.folded[r.line]:
		sign = st.Muted.Render(v.sign("▸", ">"))
		return head + sign + " " + v.env.Styles.Found(cell.Cut(v.summary(int(r.line)), v.room()), v.search.Query())
	default:
		sign = st.Muted.Render(v.sign("▾", "v"))
	}
	return head + sign + " " + v.env.Styles.Found(text, v.search.Query())
}

// hintWidth bounds what a summary quotes.
const hintWidth = 48

// summary is a folded object or array: how it begins and ends, how much is in it
// and, of an object, the first member if that is a plain one.
func (v *View) summary(i int) string {
	first, last := v.doc.raw(i), strings.TrimLeft(v.doc.raw(int(v.doc.lines[i].pair)), " ")
	noun, hint := "item", ""
	if strings.HasSuffix(first, "{") {
		noun = "member"
		if !v.doc.opens(i + 1) {
			hint = cell.Cut(strings.TrimSuffix(strings.TrimLeft(v.doc.raw(i+1), " "), ","), hintWidth) + " … "
		}
	}
	return first + " " + hint + cell.Count(v.doc.members(i), noun) + " " + last
}

func (v *View) sign(unicode, ascii string) string {
	if v.env.Aloud() { // a fold says how much is in it
		return " "
	}
	if v.env.Styles.ASCII {
		return ascii
	}
	return unicode
}
