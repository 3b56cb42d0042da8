package table

import "slices"

// Splice is SetRows for rows of which only those at the places at, ascending, are
// new: the others are the same as before and in the same order. It looks at the
// new ones alone, whatever order and filter are in force, so that pages may come
// between a hundred thousand rows many times a second. What rows that were there
// show, and are ordered and found by, must be as it was; SetRows is for when it is
// not.
func (m *Model[R]) Splice(rows []R, at []int) {
	if len(rows) != len(m.rows)+len(at) || m.loose || m.filter != "" && len(m.order) == 0 {
		m.SetRows(rows) // they may be found otherwise now
		return
	}
	was := len(m.rows)
	m.rows = rows
	m.turn++
	m.forget()
	if s := &m.marks; s.flags != nil {
		s.flags = among(s.flags, at, func(int) flag { return 0 })
		s.ids = among(s.ids, at, func(i int) string { return m.id(&m.rows[i]) })
	}
	m.shift(was, at)
	words := wordsOf(m.filter)
	var fresh []int32
	for _, i := range at {
		if m.keeps(i, words) {
			fresh = append(fresh, int32(i))
		}
	}
	m.weave(fresh)
	m.anchor(nobody)
	m.anchorRange()
	m.settle()
	m.Touch()
}

// shift has the rows shown follow new ones that came among all: row i of n moves
// behind those that came before it.
func (m *Model[R]) shift(n int, at []int) {
	m.moved = slices.Grow(m.moved[:0], n)[:n]
	by := 0
	for i := range m.moved {
		for by < len(at) && at[by]-by <= i {
			by++
		}
		m.moved[i] = int32(i + by)
	}
	for k, i := range m.order {
		m.order[k] = m.moved[i]
	}
}

// weave puts rows among those shown, each in its place: it is looked for, and what
// stands behind it moves as a block.
func (m *Model[R]) weave(fresh []int32) {
	slices.SortFunc(fresh, m.compare)
	end := len(m.order)
	m.order = append(m.order, fresh...)
	for i := len(fresh) - 1; i >= 0; i-- {
		p, _ := slices.BinarySearchFunc(m.order[:end], fresh[i], m.compare)
		copy(m.order[p+i+1:], m.order[p:end])
		m.order[p+i] = fresh[i]
		end = p
	}
	m.marks.counted = m.marks.counted && len(fresh) == 0
}

// among returns list with values at the places at of what it is to be.
func among[T any](list []T, at []int, value func(i int) T) []T {
	n := len(list)
	list = slices.Grow(list, len(at))[:n+len(at)]
	for k := len(at) - 1; k >= 0; k-- {
		i := at[k]
		copy(list[i+1:], list[i-k:n])
		list[i] = value(i)
		n = i - k
	}
	return list
}
