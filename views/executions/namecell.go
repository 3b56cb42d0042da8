package executions

import (
	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
)

const (
	// widestName is how far to the right names of workflows push why runs failed;
	// only longer ones stand out.
	widestName = 44
	// leastName is how much of a name is left where why runs failed matters more.
	leastName = 20
	// leastCause is the narrowest room in which a cause says something.
	leastCause = 16
	// shortID is as much of an id as tells it from others at a glance, fullID all of
	// one.
	shortID = 9
	fullID  = 36
	// startWidth is how wide moment is at most.
	startWidth = 12
)

// neverFits is wider than any terminal: a column of that width has no room.
const neverFits = 1 << 16

// shape is what the columns of the list depend on, beside how they were arranged.
type shape struct {
	one    bool // a single workflow is listed
	failed bool // failed runs alone are
	widest int  // name of a workflow, in cells
	aloud  bool
}

// fitColumns has the columns fit what is shown. Among failed runs it is why they
// failed that matters: trend, then duration give way to it. Of a single workflow
// every row would repeat name and trend: when each run began, its id and why it
// failed stand there.
//
// The table reads the columns it was made with at each draw; see table.New.
func (m *Model) fitColumns() {
	now := shape{m.oneFlow(), m.filter.status == onlyFailed, m.widest, m.env.Aloud()}
	if now == m.shape {
		return
	}
	m.shape = now
	own := m.columns()
	for i := range own {
		c := &own[i]
		switch {
		case c.Main && now.one:
			c.Title, c.Width = "started, id, cause", startWidth+2+shortID+2+leastCause
			if now.aloud {
				c.Title = "id, cause"
			}
		case c.Main && now.failed:
			c.Width = min(max(m.widest, leastName), widestName) + 2 + 2*leastCause
		case c.Key == "trend" && now.one:
			c.Width, c.Drop = neverFits, neverFits
		case c.Key == "trend" && now.failed, c.Key == "took" && now.failed:
			c.Drop += len(m.cols) * 2 // before those that somebody asked for
		}
	}
	copy(m.cols, own)
	m.list.Touch()
}

// oneFlow reports whether the executions of a single workflow are listed.
func (m *Model) oneFlow() bool { return m.filter.only != "" || m.board.group != nil }

// newList returns the empty list.
func (m *Model) newList() *table.Model[row] {
	m.cols = append(m.columns(), m.hiddenColumns()...)
	l := table.New(m.env, m.cols, func(r *row) string { return r.ID })
	l.Texts, l.Keep = m.filterTexts, m.keep
	return l
}

// workflowCell is the name of the workflow and, where it is known and the room
// allows, why the run failed.
func (m *Model) workflowCell(r *row, w int) (string, theme.Style) {
	if m.oneFlow() {
		return m.runCell(r, w)
	}
	name := r.flow.name()
	if r.flow.Name == "" {
		name = cell.CutMiddle(name, w)
	}
	cause := m.causes.words[r.ID]
	if m.env.Aloud() { // its name, then why, without blanks between
		if cause != "" && w-cell.Width(name)-2 >= leastCause {
			name += ", " + cell.Cut(cause, w-cell.Width(name)-2)
		}
		return name, theme.Style{}
	}
	at := m.nameRoom(cell.Width(name), w)
	if cause == "" || w-at-2 < leastCause {
		return name, theme.Style{}
	}
	return cell.Left(cell.CutMiddle(name, at), at) + "  " + m.env.Styles.Bad.Render(cell.Cut(cause, w-at-2)), theme.Style{}
}

// nameRoom returns how many of w cells a name so wide has before a cause: as far as
// there is room, names are whole and causes begin in one column. Where failed runs
// alone are listed it is names that are cut.
func (m *Model) nameRoom(name, w int) int {
	aligned := min(max(m.widest, leastName), widestName)
	switch {
	case m.filter.status == onlyFailed && w-aligned-2 < 2*leastCause:
		return max(leastName, min(aligned, w*9/20))
	case w-aligned-2 >= leastCause:
		return max(name, aligned)
	}
	return name
}

// runCell tells runs of one workflow apart: when it began, its id, and why it failed
// where that is known.
func (m *Model) runCell(r *row, w int) (string, theme.Style) {
	st := m.env.Styles
	begin := ""
	if !m.env.Aloud() { // which has a column for it
		begin = cell.Left(moment(r.Start, m.env.Now(), m.env.Zone), startWidth) + "  "
	}
	id, rest := shortID, w-cell.Width(begin)
	if rest >= fullID+2+2*leastCause {
		id = fullID
	}
	cause := m.causes.words[r.ID]
	switch {
	case cause == "":
		return begin + st.Muted.Render(cell.Cut(r.ID, min(id, rest))), theme.Style{}
	case rest-id-2 < leastCause:
		return begin + st.Bad.Render(cell.Cut(cause, rest)), theme.Style{}
	}
	return begin + st.Muted.Render(cell.Left(r.ID, id)) + "  " + st.Bad.Render(cell.Cut(cause, rest-id-2)), theme.Style{}
}
