package table

// span is a range in progress: from the row where it began to the cursor. The
// row is known by its id, so that a refresh may move it.
type span struct {
	on     bool
	from   string // id of the row where it began
	anchor int    // its place
	// stale says that rows have moved about: the rows between the two ends may be
	// others than those marked. They are marked by the next move of the cursor,
	// not by a refresh, which marks nothing that a person did not.
	stale bool
}

// Ranging reports whether a range is in progress: every move of the cursor
// marks the rows between it and the row where the range began. list.range or
// list.mark ends it, app.back gives it up.
func (m *Model[R]) Ranging() bool { return m.span.on }

// toggleRange begins a range at the cursor, or ends the one in progress.
func (m *Model[R]) toggleRange() {
	switch {
	case m.span.on:
		m.endRange()
	case m.cursorID != "":
		m.makeMarks()
		m.span = span{on: true, from: m.cursorID, anchor: m.cursor}
		m.marks.shown += m.marks.put(m.order[m.cursor], swept, true)
	}
}

// sweep follows the cursor, which was at place from: of the rows it passed
// over, those between it and the anchor are marked and the others no more.
func (m *Model[R]) sweep(from int) {
	s := &m.span
	if s.stale {
		s.stale = false
		m.unsweep()
		from = s.anchor
	}
	low, high := min(s.anchor, m.cursor), max(s.anchor, m.cursor)
	for p := min(from, m.cursor); p <= max(from, m.cursor); p++ {
		m.marks.shown += m.marks.put(m.order[p], swept, low <= p && p <= high)
	}
}

// unsweep takes back what the range has marked, hidden rows too.
func (m *Model[R]) unsweep() {
	for i, f := range m.marks.flags {
		if f&swept != 0 {
			m.marks.put(int32(i), swept, false)
		}
	}
	m.marks.counted = false
}

// endRange ends a range in progress, if there is one: what it has marked stays
// so.
func (m *Model[R]) endRange() {
	if !m.span.on {
		return
	}
	m.span = span{}
	for i, f := range m.marks.flags {
		if f&swept != 0 {
			m.marks.flags[i] = own
		}
	}
}

// cancelRange gives up the range in progress: marked is what was so before.
func (m *Model[R]) cancelRange() {
	m.span = span{}
	m.unsweep()
}

// anchorRange finds the row where the range began after rows have moved about.
// Where that is shown no more the range ends.
func (m *Model[R]) anchorRange() {
	if !m.span.on {
		return
	}
	for i := range m.order {
		if m.id(m.At(i)) == m.span.from {
			m.span.anchor, m.span.stale = i, true
			return
		}
	}
	m.endRange()
}
