package table

import "slices"

// flag is how a row is marked.
type flag uint8

const (
	own   flag = 1 << iota // for good
	swept                  // by the range in progress, which may be given up
)

// marks are the flags of the rows, by index. The ids stand beside them, since a
// view may have moved rows about before it hands them over again: a mark must
// never end up on another row. Both are nil until something is marked.
type marks struct {
	ids     []string
	flags   []flag
	set     int // how many rows are marked, hidden ones too
	shown   int // how many of them are shown, where counted
	counted bool
}

// put changes one flag and returns by how much the number of marked rows grew.
func (s *marks) put(row int32, f flag, on bool) int {
	was := s.flags[row]
	is := was | f
	if !on {
		is = was &^ f
	}
	s.flags[row] = is
	grew := 0
	switch {
	case was == 0 && is != 0:
		grew = 1
	case was != 0 && is == 0:
		grew = -1
	}
	s.set += grew
	return grew
}

// makeMarks makes the flags where there are none yet.
func (m *Model[R]) makeMarks() {
	if m.marks.flags == nil {
		m.marks.flags = []flag{}
		m.growMarks(0)
	}
}

// growMarks follows rows that were added at the end, from an index on.
func (m *Model[R]) growMarks(from int) {
	s := &m.marks
	if s.flags == nil {
		return
	}
	s.flags = append(s.flags, make([]flag, len(m.rows)-from)...)
	s.ids = slices.Grow(s.ids, len(m.rows)-from)
	for i := from; i < len(m.rows); i++ {
		s.ids = append(s.ids, m.id(&m.rows[i]))
	}
}

// prependMarks follows n rows that were added in front.
func (m *Model[R]) prependMarks(n int) {
	s := &m.marks
	if s.flags == nil {
		return
	}
	s.flags = slices.Insert(s.flags, 0, make([]flag, n)...)
	s.ids = slices.Insert(s.ids, 0, make([]string, n)...)
	for i := range n {
		s.ids[i] = m.id(&m.rows[i])
	}
}

// dropMark follows a row that was taken out.
func (m *Model[R]) dropMark(i int) {
	s := &m.marks
	if s.flags == nil {
		return
	}
	s.put(int32(i), own|swept, false)
	s.flags, s.ids = slices.Delete(s.flags, i, i+1), slices.Delete(s.ids, i, i+1)
	s.counted = false
}

// carryMarks follows rows that were replaced: by id.
func (m *Model[R]) carryMarks() {
	kept := make(map[string]flag, m.marks.set)
	for i, f := range m.marks.flags {
		if f != 0 {
			kept[m.marks.ids[i]] = f
		}
	}
	m.marks = marks{}
	if len(kept) == 0 {
		return
	}
	m.makeMarks()
	for i, id := range m.marks.ids {
		if f := kept[id]; f != 0 {
			m.marks.put(int32(i), f, true)
		}
	}
}

func (m *Model[R]) marked(row int32) bool { return m.marks.set > 0 && m.marks.flags[row] != 0 }

// Marked returns the marked rows in the order shown. Rows that a filter hides
// are not among them, for nobody acts on what cannot be seen; they are marked
// again once they are shown.
func (m *Model[R]) Marked() []*R {
	n := m.Marks()
	if n == 0 {
		return nil
	}
	out := make([]*R, 0, n)
	for i, row := range m.order {
		if m.marked(row) {
			out = append(out, m.At(i))
		}
	}
	return out
}

// Marks returns how many rows Marked returns, at no cost.
func (m *Model[R]) Marks() int {
	s := &m.marks
	if s.set == 0 {
		return 0
	}
	if !s.counted {
		s.shown, s.counted = 0, true
		for _, row := range m.order {
			if s.flags[row] != 0 {
				s.shown++
			}
		}
	}
	return s.shown
}

// SetMark marks or unmarks a row, shown or not; there need not be one with that
// id. To unmark a row of a range in progress ends the range.
func (m *Model[R]) SetMark(id string, on bool) {
	i := m.find(id)
	if i < 0 || !on && !m.marked(int32(i)) {
		return
	}
	m.makeMarks()
	if !on && m.marks.flags[i]&swept != 0 {
		m.endRange()
	}
	m.marks.put(int32(i), own, on)
	m.marks.counted = false
	m.Touch()
}

// MarkWhere marks the shown rows for which want is true, beside those that are
// marked, and returns how many it is true for. It ends a range in progress.
func (m *Model[R]) MarkWhere(want func(*R) bool) int {
	m.endRange()
	m.makeMarks()
	m.marks.counted = false
	n := 0
	for i, row := range m.order {
		if want(m.At(i)) {
			m.marks.put(row, own, true)
			n++
		}
	}
	return n
}

// ClearMarks unmarks every row, those hidden by a filter too, and ends a range
// in progress.
func (m *Model[R]) ClearMarks() {
	m.span = span{}
	m.marks = marks{}
	m.Touch()
}

// mark marks or unmarks the row under the cursor and goes on to the next. With
// a range in progress it says that this is all.
func (m *Model[R]) mark() {
	if m.span.on {
		m.endRange()
		return
	}
	if m.cursorID == "" {
		return
	}
	m.makeMarks()
	row := m.order[m.cursor]
	m.marks.shown += m.marks.put(row, own, !m.marked(row))
	m.moveTo(m.cursor + 1)
}

// markAll marks the rows shown, or unmarks them where all are.
func (m *Model[R]) markAll() {
	m.endRange()
	m.makeMarks()
	all := m.Marks() == len(m.order)
	for _, row := range m.order {
		m.marks.put(row, own, !all)
	}
	m.marks.counted = false
}
