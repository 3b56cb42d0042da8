package table

import (
	"cmp"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Roll is the list as it was shown at one moment, to be gone through in pieces
// while rows come and go: it is in the order of that moment, and what a row says
// is as it is when it is looked at. Make it with [Model.Roll] and use it where the
// table is used.
type Roll[R any] struct {
	m    *Model[R]
	ids  []string
	at   []int32 // where the rows are, as of turn; -1: gone
	turn int
}

// Roll returns the rows shown, or those of them that are marked.
func (m *Model[R]) Roll(marked bool) *Roll[R] {
	n := len(m.order)
	if marked {
		n = m.Marks()
	}
	l := &Roll[R]{m: m, ids: make([]string, 0, n), at: make([]int32, 0, n), turn: m.turn}
	for i, row := range m.order {
		if !marked || m.marked(row) {
			l.ids, l.at = append(l.ids, m.id(m.At(i))), append(l.at, row)
		}
	}
	return l
}

// Len returns how many rows there were.
func (l *Roll[R]) Len() int { return len(l.ids) }

// Row returns row i as it is now, nil where it is gone.
func (l *Roll[R]) Row(i int) *R {
	if l.turn != l.m.turn {
		l.find()
	}
	if l.at[i] < 0 {
		return nil
	}
	return &l.m.rows[l.at[i]]
}

// find looks where the rows are now.
func (l *Roll[R]) find() {
	places := make(map[string]int32, len(l.m.rows))
	for i := range l.m.rows {
		places[l.m.id(&l.m.rows[i])] = int32(i)
	}
	for i, id := range l.ids {
		at, ok := places[id]
		if !ok {
			at = -1
		}
		l.at[i] = at
	}
	l.turn = l.m.turn
}

// wide is more room than any cell fills.
const wide = 4_096

// Sheet returns what the columns are called in a file, in their order, those that
// are not hidden or all, and what returns the values of a row, as a file has them.
func (m *Model[R]) Sheet(all bool) (names []string, values func(r *R) []string) {
	var columns []*Column[R]
	for _, i := range m.plan.order {
		if c := &m.columns[i]; all || !m.plan.off[i] {
			names, columns = append(names, cmp.Or(c.File, c.Key)), append(columns, c)
		}
	}
	return names, func(r *R) []string {
		out := make([]string, len(columns))
		for i, c := range columns {
			out[i] = c.value(r)
		}
		return out
	}
}

// value returns what the column says of a row as a file has it.
func (c *Column[R]) value(r *R) string {
	if c.Value != nil {
		return c.Value(r)
	}
	text, _ := c.Cell(r, wide)
	return strings.TrimSpace(ansi.Strip(text))
}
