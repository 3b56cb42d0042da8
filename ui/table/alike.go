package table

import (
	"slices"
	"strings"

	"iscope/ui/cell"
)

// alike are rows in sight that would be the same on screen, since what tells them
// apart is at the end of a text that is cut. They are cut in the middle. A row is
// looked at once until all rows are drawn again.
type alike struct {
	seen   map[int32]struct{}
	heads  map[string]int32 // a row for each beginning that is cut at the end
	middle map[int32]bool
}

// tellApart looks for them among the rows in sight.
func (m *Model[R]) tellApart() {
	at := slices.IndexFunc(m.cache.columns, func(i int) bool { return m.columns[i].Main })
	if at < 0 || m.env.Aloud() { // which cuts all of them in the middle
		return
	}
	c, w, t := &m.columns[m.cache.columns[at]], m.cache.widths[at], &m.cache.alike
	for i := m.top; i < min(m.top+m.height, len(m.order)); i++ {
		row := m.order[i]
		if _, ok := t.seen[row]; ok {
			continue
		}
		if t.seen == nil {
			*t = alike{map[int32]struct{}{}, map[string]int32{}, map[int32]bool{}}
		}
		t.seen[row] = struct{}{}
		text, _ := c.Cell(&m.rows[row], w)
		if cell.Width(text) <= w || strings.IndexByte(text, '\x1b') >= 0 {
			continue
		}
		head := cell.Cut(text, w)
		other, ok := t.heads[head]
		if !ok {
			t.heads[head] = row
			continue
		}
		if twin, _ := c.Cell(&m.rows[other], w); twin != text {
			t.middle[row], t.middle[other] = true, true
			for k := range 4 {
				delete(m.cache.lines, lineKey{other, k&1 > 0, k&2 > 0})
			}
		}
	}
}

// sampled is how many rows tell how much room a column needs.
const sampled = 200

// fits is how much room columns that ask for what they need have asked for so far.
// It only grows: a column that comes and goes as rows do is worse than one that is
// too wide.
type fits struct {
	turn, rows int
	widths     []int
}

// fit returns the width of a column that asks for what nine of ten rows need.
func (m *Model[R]) fit(i int) int {
	f := &m.fits
	if f.widths == nil || f.turn != m.turn || f.rows != len(m.rows) {
		f.turn, f.rows = m.turn, len(m.rows)
		f.widths = slices.Grow(f.widths, len(m.columns))[:len(m.columns)]
		for k := range m.columns {
			if m.columns[k].Fit {
				f.widths[k] = max(f.widths[k], m.need(&m.columns[k]))
			}
		}
	}
	return min(f.widths[i], m.columns[i].Width)
}

// need measures some rows, evenly spread.
func (m *Model[R]) need(c *Column[R]) int {
	var all []int
	for i := 0; i < len(m.rows); i += max(len(m.rows)/sampled, 1) {
		text, _ := c.Cell(&m.rows[i], wide)
		all = append(all, cell.Width(text))
	}
	least := cell.Width(c.Title) + 1 // and the arrow
	if len(all) == 0 {
		return least
	}
	slices.Sort(all)
	return max(all[(len(all)-1)*9/10], least)
}
