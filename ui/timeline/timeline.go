package timeline

import (
	"time"

	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// Span is one stretch of a row: a try, a round. Times that are zero are not
// known.
type Span struct {
	Scheduled time.Time
	Started   time.Time
	Finished  time.Time
	State     theme.State
	// Open says that it is still under way, so that it lasts until now. A span
	// that is neither Open nor has Finished ended at a time nobody knows.
	Open bool
	// Stale marks a try that a later one replaced; it is drawn paler.
	Stale bool
}

// Row is one line of a timeline. Its texts are clean.
type Row struct {
	ID     string // identity, for the cursor; a note needs none
	Depth  int    // how deep it is nested
	Label  string
	Kind   string // second column
	State  theme.State
	Spans  []Span
	Took   string // last column; "" has it computed from the spans
	Remark string // behind the bars, where there is room
	// Frame marks a row that spans the others, such as the whole run: it does not
	// keep a stretch in which nothing else goes on from being folded, and its bar is
	// muted.
	Frame bool
	// Note makes the row a sentence about the one above it: Label over the whole
	// width. The cursor passes over it.
	Note bool
	// Quiet draws the label muted.
	Quiet bool
	// Fold says whether there is something inside the row that rows of its own may
	// tell.
	Fold Fold
}

// Fold is whether what is inside a row has rows of its own.
type Fold uint8

// Folds of a row.
const (
	Plain    Fold = iota // there is nothing inside
	Folded               // some of it, or all, has no row
	Unfolded             // all of it has
)

// Model is a timeline. Make it with New.
type Model struct {
	// LabelTitle and KindTitle stand above the first two columns, TookTitle above
	// the last one.
	LabelTitle, KindTitle, TookTitle string

	env    *screen.Env
	rows   []Row
	scale  scale
	widths widths

	cursor   int
	cursorID string
	top      int
	height   int // rows of the last frame
	follow   bool

	fit      bool  // the window is the whole run
	from, to int64 // window, in places of the scale; not used while fit

	mark  time.Time // a moment that is pointed at, zero for none
	cache cache
}

// New returns an empty timeline that shows the whole run.
func New(env *screen.Env) *Model {
	return &Model{env: env, LabelTitle: "step", KindTitle: "action", TookTitle: "took", fit: true}
}

// SetRows replaces the rows. The cursor stays on its row, or goes to the last
// one while the timeline follows; where its row is gone it stays at its place.
func (m *Model) SetRows(rows []Row) {
	m.rows = rows
	m.scale = newScale(rows)
	m.widths = measure(rows)
	m.cache.lines = nil
	switch {
	case m.follow:
		m.moveTo(len(rows)-1, -1)
	case m.cursorID != "" && m.find(m.cursorID) >= 0:
		m.cursor = m.find(m.cursorID)
	default:
		m.moveTo(m.cursor, 1)
	}
}

// Len returns the number of rows, with notes.
func (m *Model) Len() int { return len(m.rows) }

// Selected returns the row under the cursor, nil in an empty timeline.
func (m *Model) Selected() *Row {
	if m.cursor < len(m.rows) {
		return &m.rows[m.cursor]
	}
	return nil
}

// Select moves the cursor to the row with that id, brings the notes below it
// into sight and reports whether there is one.
func (m *Model) Select(id string) bool {
	i := m.find(id)
	if i < 0 {
		return false
	}
	m.moveTo(i, 1)
	return true
}

func (m *Model) find(id string) int {
	for i := range m.rows {
		if m.rows[i].ID == id && !m.rows[i].Note {
			return i
		}
	}
	return -1
}

// Follow makes the cursor stay on the last row as rows come, until the person
// moves it, or lets go of it.
func (m *Model) Follow(on bool) {
	if m.follow = on; on {
		m.moveTo(len(m.rows)-1, -1)
	}
}

// Following reports whether the cursor stays on the last row.
func (m *Model) Following() bool { return m.follow }

// Point marks a moment on the axis, and moves the window there where it is out of
// sight; the zero time is none.
func (m *Model) Point(at time.Time) {
	m.mark = at
	if at.IsZero() || m.fit {
		return
	}
	now := m.now()
	if v := m.scale.place(at, now); v < m.from || v > m.to {
		m.setWindow(v-(m.to-m.from)/2, m.to-m.from, m.scale.total(now))
	}
}

// Fit shows the whole run.
func (m *Model) Fit() { m.fit, m.cache.lines = true, nil }

// Act does what an action of the timeline scope says, as far as it is about
// cursor and window, and reports whether it did.
func (m *Model) Act(a keymap.Action) bool {
	page := max(m.height-1, 1)
	switch a {
	case "timeline.down":
		m.person(m.cursor+1, 1)
	case "timeline.up":
		m.person(m.cursor-1, -1)
	case "timeline.top":
		m.person(0, 1)
	case "timeline.bottom":
		m.person(len(m.rows)-1, -1)
	case "timeline.page-down":
		m.person(m.cursor+page, 1)
	case "timeline.page-up":
		m.person(m.cursor-page, -1)
	case "timeline.zoom-in":
		m.zoom(0.5)
	case "timeline.zoom-out":
		m.zoom(2)
	case "timeline.fit":
		m.Fit()
	case "timeline.left":
		m.pan(-0.25)
	case "timeline.right":
		m.pan(0.25)
	case "timeline.follow":
		m.Fit()
		m.Follow(true)
	default:
		return false
	}
	return true
}

// MoveBy moves the cursor by n rows, for the mouse wheel.
func (m *Model) MoveBy(n int) {
	dir := 1
	if n < 0 {
		dir = -1
	}
	m.person(m.cursor+n, dir)
}

// Click moves the cursor to the row drawn on line y of the last frame and
// reports whether there is one.
func (m *Model) Click(y int) bool {
	i := m.top + y - 1
	if y < 1 || y > m.height || i >= len(m.rows) {
		return false
	}
	m.person(i, -1)
	return true
}

// person moves the cursor because somebody said so, which ends following.
func (m *Model) person(i, dir int) {
	m.follow = false
	m.moveTo(i, dir)
}

// moveTo moves the cursor to row i, or past notes in the direction dir, and
// back where there is nothing but notes.
func (m *Model) moveTo(i, dir int) {
	i = max(0, min(i, len(m.rows)-1))
	at := i
	for at >= 0 && at < len(m.rows) && m.rows[at].Note {
		at += dir
	}
	if at < 0 || at >= len(m.rows) {
		for at = i; at >= 0 && at < len(m.rows) && m.rows[at].Note; at -= dir {
		}
	}
	m.cursor = max(0, min(at, len(m.rows)-1))
	m.cursorID = ""
	if r := m.Selected(); r != nil {
		m.cursorID = r.ID
	}
}

// scroll keeps the cursor in sight, and the notes below it where they fit.
func (m *Model) scroll() {
	last := m.cursor
	for last+1 < len(m.rows) && m.rows[last+1].Note && last+1-m.cursor < m.height {
		last++
	}
	m.top = max(m.top, last-m.height+1)
	m.top = min(m.top, m.cursor)
	m.top = max(0, min(m.top, len(m.rows)-m.height))
}

// least is the narrowest window: a frame of it still tells microseconds apart.
const least = int64(100 * time.Microsecond)

// window returns what part of the scale is in sight.
func (m *Model) window(now time.Time) (from, to int64) {
	total := m.scale.total(now)
	if m.fit {
		return 0, total
	}
	return m.from, m.to
}

// zoom changes the width of the window by a factor, around the beginning of the
// row under the cursor where that is in sight, else around the middle.
func (m *Model) zoom(factor float64) {
	now := m.now()
	total := m.scale.total(now)
	from, to := m.window(now)
	width := min(max(int64(float64(to-from)*factor), least), total)
	if width >= total {
		m.Fit()
		return
	}
	pivot := from + (to-from)/2
	if r := m.Selected(); r != nil && len(r.Spans) > 0 {
		if begin, ok := r.Spans[0].begin(); ok {
			if v := m.scale.place(begin, now); v >= from && v <= to {
				pivot = v
			}
		}
	}
	share := float64(pivot-from) / float64(max(to-from, 1))
	m.setWindow(pivot-int64(share*float64(width)), width, total)
}

// pan moves the window by a share of its width.
func (m *Model) pan(share float64) {
	now := m.now()
	from, to := m.window(now)
	m.setWindow(from+int64(float64(to-from)*share), to-from, m.scale.total(now))
}

func (m *Model) setWindow(from, width, total int64) {
	from = max(0, min(from, total-width))
	m.fit, m.from, m.to = width >= total, from, from+width
	m.cache.lines = nil
}

// now is the clock by which open spans grow: whole seconds, so that a frame
// between two of them is the same frame.
func (m *Model) now() time.Time { return m.env.Now().Truncate(time.Second) }
