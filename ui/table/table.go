package table

import (
	"slices"
	"time"

	"iscope/keymap"
	"iscope/ui/field"
	"iscope/ui/screen"
)

// Model is a list of rows of type R. Make it with New.
type Model[R any] struct {
	// Text returns what the filter looks in, clean.
	Text func(*R) string
	// Texts, when set, does so in its place: it appends the texts of a row to a list,
	// so that nothing has to be put together to look at a hundred thousand rows. A
	// word of the filter is in one of them.
	Texts func(r *R, to []string) []string
	// Name, when set, is what a row is called: a filter shows rows that are called by
	// its words before those that have them elsewhere, unless somebody chose an order.
	// It is for lists that are looked up by name, not for those that tell what came
	// after what.
	Name func(*R) string
	// Keep, when set, is the view's own filter, such as a status; call Rearrange
	// after it, or what it depends on, changed.
	Keep func(*R) bool

	env     *screen.Env
	columns []Column[R]
	id      func(*R) string
	plan    plan // how the columns are arranged
	base    plan // how they are unless somebody arranges them otherwise

	rows  []R
	order []int32 // rows shown, in order
	moved []int32 // where rows go that others come among
	turn  int     // grows when rows get other indexes

	cursor   int // index into order
	cursorID string
	top      int
	height   int
	vanished time.Time // when the row under the cursor went away
	found    int       // where find looks first

	marks marks
	span  span

	search
	fits  fits
	cache lineCache
}

// New returns an empty table. id returns the identity of a row. The table keeps
// columns as they are and reads them at each draw: whoever made them may change
// their titles, widths and cells, but neither their number nor their keys, and calls
// Touch then.
func New[R any](env *screen.Env, columns []Column[R], id func(*R) string) *Model[R] {
	m := &Model[R]{env: env, columns: columns, id: id, plan: declared(columns), Text: func(r *R) string { return id(r) }}
	m.base = m.plan.clone()
	return m
}

// SetRows replaces the rows, which are the table's from now on. The cursor stays on its row; where that is gone it
// stays at its place, and Settled is false for a moment. Marks stay on their
// rows and go with those that are gone; nothing is marked by it.
func (m *Model[R]) SetRows(rows []R) {
	m.rows = rows
	m.turn++
	m.carryMarks()
	m.rearrange(nobody)
}

// Reserve makes room for n rows in all, where it is known how many will come.
func (m *Model[R]) Reserve(n int) {
	if n > len(m.rows) {
		m.rows = slices.Grow(m.rows, n-len(m.rows))
		m.order = slices.Grow(m.order, n-len(m.order))
	}
}

// Append adds rows at the end, as pages arrive. The caller sees to it that
// they are new.
func (m *Model[R]) Append(rows []R) {
	from := len(m.rows)
	m.rows = append(m.rows, rows...)
	m.growMarks(from)
	m.forget()
	words := wordsOf(m.filter)
	var fresh []int32
	for i := from; i < len(m.rows); i++ {
		if m.keeps(i, words) {
			fresh = append(fresh, int32(i))
		}
	}
	if m.plan.sort < 0 && !m.plan.reverse && !m.ranked {
		m.order = append(m.order, fresh...)
	} else {
		m.weave(fresh)
		m.anchor(nobody)
		m.anchorRange()
	}
	m.settle()
	m.Touch()
}

// Prepend adds rows in front, as new ones come in. The caller sees to it that
// they are new.
func (m *Model[R]) Prepend(rows []R) {
	if len(rows) == 0 {
		return
	}
	m.rows = slices.Insert(m.rows, 0, rows...)
	m.turn++
	m.prependMarks(len(rows))
	m.rearrange(nobody)
}

// Replace puts r in the place of the row with its id and reports whether there
// is one.
func (m *Model[R]) Replace(r R) bool {
	i := m.find(m.id(&r))
	if i < 0 {
		return false
	}
	m.rows[i] = r
	if m.plain() {
		m.Touch()
	} else {
		m.rearrange(nobody)
	}
	return true
}

// plain reports whether the rows are shown as they came, so that a change of
// one moves no other.
func (m *Model[R]) plain() bool {
	return m.plan.sort < 0 && !m.plan.reverse && m.filter == "" && m.Keep == nil
}

// Remove takes the row with that id out of the list.
func (m *Model[R]) Remove(id string) {
	i := m.find(id)
	if i < 0 {
		return
	}
	m.rows = slices.Delete(m.rows, i, i+1)
	m.turn++
	m.forget()
	m.dropMark(i)
	kept := m.order[:0]
	for _, row := range m.order {
		switch {
		case int(row) < i:
			kept = append(kept, row)
		case int(row) > i:
			kept = append(kept, row-1)
		}
	}
	m.order = kept
	m.anchor(nobody)
	m.anchorRange()
	m.settle()
	m.Touch()
}

// Row returns the row with that id, nil when there is none.
func (m *Model[R]) Row(id string) *R {
	if i := m.find(id); i >= 0 {
		return &m.rows[i]
	}
	return nil
}

// find returns the index of the row with that id, -1 where there is none. It
// begins where it found the last one, so that asking for many in their order
// looks at each row once.
func (m *Model[R]) find(id string) int {
	for n := range m.rows {
		if i := (m.found + n) % len(m.rows); m.id(&m.rows[i]) == id {
			m.found = i
			return i
		}
	}
	return -1
}

// Rows returns all rows, in the order they came. The caller must not change
// them.
func (m *Model[R]) Rows() []R { return m.rows }

// Len returns how many rows there are; Shown how many the filter leaves.
func (m *Model[R]) Len() int { return len(m.rows) }

// Shown returns how many rows are in the list as filtered.
func (m *Model[R]) Shown() int { return len(m.order) }

// At returns the row shown at place i.
func (m *Model[R]) At(i int) *R { return &m.rows[m.order[i]] }

// Place returns the place of the cursor among the rows shown, from 0.
func (m *Model[R]) Place() int { return m.cursor }

// Selected returns the row under the cursor, nil in an empty list.
func (m *Model[R]) Selected() *R {
	if m.cursor < len(m.order) {
		return m.At(m.cursor)
	}
	return nil
}

// SelectedID returns its id, "" in an empty list.
func (m *Model[R]) SelectedID() string { return m.cursorID }

// Select moves the cursor to the row with that id and reports whether it is
// shown. A range in progress ends: nobody went over the rows between.
func (m *Model[R]) Select(id string) bool {
	for i := range m.order {
		if m.id(m.At(i)) == id {
			m.endRange()
			m.moveTo(i)
			return true
		}
	}
	return false
}

// settleTime is how long a key that acts is swallowed after the row under the
// cursor went away: the finger was on its way to another one.
const settleTime = 500 * time.Millisecond

// Settled reports whether the row under the cursor has been there long enough
// for a person to mean it.
func (m *Model[R]) Settled() bool { return m.env.Moment().Sub(m.vanished) > settleTime }

// Unsettle says that what the row under the cursor shows has just changed, so
// that Settled is false for a moment.
func (m *Model[R]) Unsettle() { m.vanished = m.env.Moment() }

// Touch has every row drawn again, after something changed that columns show
// and rows do not hold.
func (m *Model[R]) Touch() { m.cache.epoch++ }

// Act does what an action of the list scope says, and what the filter and back
// actions of the shell mean here. It reports whether it did.
func (m *Model[R]) Act(a keymap.Action) bool {
	page := max(m.height-1, 1)
	switch a {
	case "list.down":
		m.moveTo(m.cursor + 1)
	case "list.up":
		m.moveTo(m.cursor - 1)
	case "list.top":
		m.moveTo(0)
	case "list.bottom":
		m.moveTo(len(m.order) - 1)
	case "list.page-down":
		m.moveTo(m.cursor + page)
	case "list.page-up":
		m.moveTo(m.cursor - page)
	case "list.half-down":
		m.moveTo(m.cursor + page/2)
	case "list.half-up":
		m.moveTo(m.cursor - page/2)
	case "list.mark":
		m.mark()
	case "list.mark-all":
		m.markAll()
	case "list.range":
		m.toggleRange()
	case "list.sort":
		m.nextSort()
	case "list.reverse":
		m.endRange()
		m.plan.reverse = !m.plan.reverse
		m.rearrange(nobody)
	case "app.filter":
		m.typing = field.New(m.filter)
	case "app.back":
		return m.back()
	default:
		return false
	}
	return true
}

// back gives up a range, else clears the marks, else the filter.
func (m *Model[R]) back() bool {
	switch {
	case m.span.on:
		m.cancelRange()
	case m.Marks() > 0:
		m.ClearMarks()
	case m.filter != "":
		m.SetFilter("")
	default:
		return false
	}
	return true
}

// moveTo moves the cursor because a person did, and a range with it.
func (m *Model[R]) moveTo(i int) {
	from := m.cursor
	m.put(i)
	if m.span.on {
		m.sweep(from)
	}
}

// put puts the cursor on the row shown at place i, or the nearest there is.
func (m *Model[R]) put(i int) {
	m.cursor = max(0, min(i, len(m.order)-1))
	m.cursorID = ""
	if r := m.Selected(); r != nil {
		m.cursorID = m.id(r)
	}
	m.vanished, m.led = time.Time{}, false
	m.scroll()
}

// scroll keeps the cursor in sight.
func (m *Model[R]) scroll() {
	if m.height > 0 {
		m.top = max(min(m.top, m.cursor), m.cursor-m.height+1)
		m.top = max(0, min(m.top, len(m.order)-m.height))
	}
}

// MoveBy moves the cursor by n rows, for the mouse wheel.
func (m *Model[R]) MoveBy(n int) { m.moveTo(m.cursor + n) }

// Click moves the cursor to the row drawn on line y of the last Render and
// reports whether there is one.
func (m *Model[R]) Click(y int) bool {
	i := m.top + y - 1 // below the headings
	if y < 1 || i >= len(m.order) {
		return false
	}
	m.moveTo(i)
	return true
}
