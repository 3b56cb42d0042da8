package table

import (
	"slices"
)

// SortBy orders by the column with that key, "" by the order the rows came in.
// A key of no column that can be sorted by changes nothing: it may have been
// remembered from another version of the program.
func (m *Model[R]) SortBy(key string, reverse bool) {
	column := slices.IndexFunc(m.columns, func(c Column[R]) bool { return c.Key == key && c.Less != nil })
	if column < 0 && key != "" {
		return
	}
	m.endRange()
	m.plan.sort, m.plan.reverse = column, reverse
	m.rearrange(nobody)
}

// Sort returns the column the rows are ordered by, "" for the order they came
// in.
func (m *Model[R]) Sort() (key string, reverse bool) {
	if m.plan.sort < 0 {
		return "", m.plan.reverse
	}
	return m.columns[m.plan.sort].Key, m.plan.reverse
}

// nextSort goes to the next column that can be sorted by, as they are shown, and
// round to the order the rows came in. From a hidden column it goes to the first.
func (m *Model[R]) nextSort() {
	m.endRange()
	p := &m.plan
	at := slices.Index(p.order, p.sort)
	if p.sort >= 0 && p.off[p.sort] {
		at = -1
	}
	p.sort, p.reverse = -1, false
	for _, i := range p.order[at+1:] {
		if m.columns[i].Less != nil && !p.off[i] {
			p.sort = i
			break
		}
	}
	m.rearrange(nobody)
}

// compare puts two rows in the order shown.
func (m *Model[R]) compare(a, b int32) int {
	if m.ranked {
		if x, y := m.named(a), m.named(b); x != y {
			if x {
				return -1
			}
			return 1
		}
	}
	return m.declaredOrder(a, b)
}

// declaredOrder puts two rows in the order of the column that they are ordered by,
// or in that in which they came.
func (m *Model[R]) declaredOrder(a, b int32) int {
	c := 0
	if m.plan.sort >= 0 {
		c = m.columns[m.plan.sort].Less(&m.rows[a], &m.rows[b])
	}
	if c == 0 {
		c = int(a) - int(b)
	}
	if m.plan.reverse {
		return -c
	}
	return c
}

// Rearrange applies filters and order again, after Keep changed. The cursor
// stays on its row; where that is hidden now it goes to the next one that is
// not, else to the last. A range in progress ends.
func (m *Model[R]) Rearrange() {
	m.endRange()
	m.rearrange(m.under())
}

// nobody stands for the row under the cursor where its index is not known or
// tells nothing about its place.
const nobody int32 = -1

// under returns the index of the row under the cursor. It holds until the rows
// change.
func (m *Model[R]) under() int32 {
	if m.cursorID == "" || m.cursor >= len(m.order) || int(m.order[m.cursor]) >= len(m.rows) {
		return nobody
	}
	return m.order[m.cursor]
}

// rearrange applies filters and order again, with the row under the cursor
// until now.
func (m *Model[R]) rearrange(was int32) {
	words := wordsOf(m.filter)
	m.forget()
	m.gather(words)
	m.present(words)
	m.marks.counted = false
	m.anchor(was)
	m.anchorRange()
	m.settle()
	m.Touch()
}

// anchor puts the cursor back on its row, on the line of the screen where it was;
// but who looks at the top of the list stays there as long as the row is in sight,
// so that what comes in above it is seen. Where the row is shown no more it notes
// so and puts the cursor where the row would be, or, of a row nobody knows,
// leaves it at its place.
func (m *Model[R]) anchor(was int32) {
	if m.cursorID == "" {
		return
	}
	for i := range m.order {
		if m.id(m.At(i)) == m.cursorID {
			if m.top > 0 || m.height > 0 && i >= m.height {
				m.top += i - m.cursor
			}
			m.cursor = i
			m.scroll()
			return
		}
	}
	place := m.cursor
	if was != nobody {
		place, _ = slices.BinarySearchFunc(m.order, was, m.compare)
	}
	m.put(place)
	m.vanished = m.env.Moment()
}

// settle gives the cursor a row once there is one.
func (m *Model[R]) settle() {
	if m.cursorID == "" && len(m.order) > 0 {
		m.put(m.cursor)
	}
	if len(m.order) == 0 {
		m.cursor, m.cursorID = 0, ""
	}
	m.scroll()
}
