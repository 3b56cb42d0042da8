package tasks

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/views/tasks/query"
	"iscope/views/tasks/window"
)

// history is the list of tasks that have ended, in the order they were created.
// Of a long list only a window is kept: pages come as the cursor nears the end of
// it, and others go at the far side.
type history struct {
	table *table.Model[row]
	win   *window.Window
	line  string      // filter line in force
	query query.Query // what it says
	old   bool        // oldest first

	loaded   bool   // the first page has been seen
	top      string // id of the first row when the cursor was there last
	toTop    bool   // the cursor goes to the first row with the next page
	fetching bool
	asked    window.Ask // the page under way
	budget   int        // pages that may follow unasked while few rows are shown
	skipped  int        // refreshes since the newest were asked for
	bad      int
	err      *api.Error
}

// Bounds of the history: records of the first page, and of others; rows and
// pages kept; how close to an end of the window the cursor comes before the next
// page is asked for; how many pages are asked for while what is applied here
// leaves few rows, and how few those are; and how many refreshes pass before the
// newest are asked for without a sign that there are any.
const (
	historyFirst  = 100
	historyPage   = api.MaxPage
	historyKept   = 2_000
	historyPages  = 400
	historyAhead  = 60
	historyBudget = 8
	historyFew    = 40
	historyPause  = 4
)

// begin shows the history from its beginning, under the filter and the order in
// force.
func (m *Model) beginHistory() tea.Cmd {
	h := &m.history
	h.win.Reset()
	h.table.SetRows(nil)
	h.loaded, h.bad, h.err, h.budget, h.toTop = false, 0, nil, historyBudget, true
	return m.fetchHistory(h.win.First())
}

// fetchHistory asks for one page of the history.
func (m *Model) fetchHistory(a window.Ask) tea.Cmd {
	h := &m.history
	h.fetching, h.asked = true, a
	if a.Offset == 0 {
		h.skipped = 0
	}
	ctx, t := m.reads.Next(api.ListTasks)
	q := api.TaskQuery{SourceID: m.source.ID, Filters: h.query.Filter, Oldest: h.old, Limit: a.Limit, Offset: a.Offset}
	return m.cmds.Tasks(ctx, t, q)
}

func (m *Model) gotHistory(r api.Result[api.Page[api.Task]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.reads.Done(r.Ticket)
	h := &m.history
	h.fetching = false
	if r.Err != nil {
		return m.historyFailed(r.Err)
	}
	if len(r.Value.Items) == 0 && r.Value.Bad > 0 {
		h.err = &api.Error{Kind: api.Decode, Op: api.ListTasks, Detail: cell.Count(r.Value.Bad, "row") + " came, of which none can be read"}
		return nil
	}
	h.err = nil
	m.learn(r.Value.Items)
	if !h.query.Status { // those that ended in one way only are not what is usual
		m.keepBook(r.Value.Items)
	}
	step := m.takePage(r.Value)
	m.listNews()
	return tea.Batch(m.follow(), m.goOn(step), m.goOnSurvey())
}

// historyFailed takes it that a page could not be had. A filter that the tenant
// refuses is said beside the line too.
func (m *Model) historyFailed(err *api.Error) tea.Cmd {
	if err.Kind == api.Canceled {
		return nil
	}
	m.history.err = err
	if m.history.line != "" && err.Status == 400 {
		m.line.Refused(m.history.line, err.Sentence())
	}
	return nil
}

// goOn asks for the page that has to follow the one that came: since that one
// does not join the window, or since few rows are left of it.
func (m *Model) goOn(s window.Step) tea.Cmd {
	h := &m.history
	switch {
	case s.Again != nil:
		return m.fetchHistory(*s.Again)
	case h.table.Filter() == "" && h.table.Shown() < historyFew && h.budget > 0 && h.win.More() && !s.Up && !s.Fresh:
		h.budget--
		a, _ := h.win.Down()
		return m.fetchHistory(a)
	}
	return nil
}

// takePage puts a page where it belongs, and lets go of what is far away.
func (m *Model) takePage(p api.Page[api.Task]) window.Step {
	h := &m.history
	ids := make([]string, len(p.Items))
	for i := range p.Items {
		ids[i] = p.Items[i].ID
	}
	step := h.win.Took(h.asked, ids, p.More)
	rows := m.historyRows(p.Items[step.From:step.To])
	switch {
	case step.Anew:
		h.bad = p.Bad
		h.table.SetRows(rows)
	case step.Fresh:
		h.table.SetRows(append(rows, without(h.table.Rows(), ids)...))
	case step.Up:
		h.bad += p.Bad
		h.table.Prepend(rows)
	default:
		h.bad += p.Bad
		h.table.Append(rows)
	}
	h.loaded = true
	if h.toTop && step.Again == nil {
		h.table.Act("list.top")
		h.toTop = false
	}
	if !step.Fresh || h.top == "" {
		h.noteTop()
	}
	m.trimHistory(step)
	return step
}

// trimHistory lets the pages go that are far from the cursor.
func (m *Model) trimHistory(s window.Step) {
	h := &m.history
	there := make(map[string]bool, h.table.Len())
	for _, r := range h.table.Rows() {
		there[r.ID] = true
	}
	gone := h.win.Trim(s.Up || s.Fresh, func(ids []string) (n int) {
		for _, id := range ids {
			if there[id] {
				n++
			}
		}
		return n
	})
	if len(gone) == 0 {
		return
	}
	kept := make([]row, 0, h.table.Len())
	for _, r := range h.table.Rows() {
		if !gone[r.ID] {
			kept = append(kept, r)
		}
	}
	h.table.SetRows(kept)
}

// historyRows returns the tasks that the history shows: those that have ended,
// or that the filter asks for though they have not, and that pass what is
// applied here. In some generations the list holds pending ones too.
func (m *Model) historyRows(items []api.Task) []row {
	q := m.history.query
	out := make([]row, 0, len(items))
	for _, t := range items {
		if t.Pending() && !q.Pending {
			continue
		}
		r := row{Task: t}
		if len(q.Here) > 0 && !q.Keep(strings.ToLower(typeText(&r.Task)), strings.ToLower(strings.Join(m.rowTexts(&r, nil), " "))) {
			continue
		}
		out = append(out, r)
	}
	return out
}

// without returns the rows that are not among those ids.
func without(rows []row, ids []string) []row {
	in := make(map[string]bool, len(ids))
	for _, id := range ids {
		in[id] = true
	}
	var out []row
	for _, r := range rows {
		if !in[r.ID] {
			out = append(out, r)
		}
	}
	return out
}

// asTheyCame reports whether the rows are shown in the tenant's order, so that
// the ends of what is shown are the ends of the window.
func (h *history) asTheyCame() bool {
	key, reverse := h.table.Sort()
	return key == "" && !reverse
}

// ahead asks for the next page when the cursor nears an end of the window. While
// the rows are in an order of their own, it grows as far as it may and then
// stays.
func (m *Model) ahead() tea.Cmd {
	h := &m.history
	if !m.past || !h.loaded {
		return nil
	}
	h.noteTop()
	if h.fetching {
		return nil
	}
	near := h.table.Place() >= h.table.Shown()-historyAhead
	if !h.asTheyCame() {
		near = near && h.table.Len() < historyKept-historyPage
	}
	h.budget = historyBudget
	if a, ok := h.win.Down(); near && ok {
		return m.fetchHistory(a)
	}
	if a, ok := h.win.Up(); ok && h.asTheyCame() && h.table.Place() < historyAhead {
		return m.fetchHistory(a)
	}
	return nil
}

// toFirst goes to the beginning of the history, where that has been left.
func (m *Model) toFirst() tea.Cmd {
	h := &m.history
	h.toTop = true
	return m.fetchHistory(h.win.First())
}

// historyNews asks for the newest after the pending tasks were refreshed: when
// a task has ended, now and then while the history is shown, and once so that it
// is there when it is asked for.
func (m *Model) historyNews(ended bool) tea.Cmd {
	h := &m.history
	h.skipped++
	switch {
	case h.fetching:
		return nil
	case !h.loaded && m.active:
		return m.fetchHistory(h.win.First())
	case m.active && m.past && (ended || h.skipped >= historyPause):
		return m.renewHistory()
	}
	return nil
}

// renewHistory asks for what is new at the end where the history grows, while
// that end is in the window.
func (m *Model) renewHistory() tea.Cmd {
	h := &m.history
	switch {
	case !h.loaded:
		return m.fetchHistory(h.win.First())
	case !h.old && h.win.AtTop():
		return m.fetchHistory(h.win.Head())
	case h.old && !h.win.More():
		return m.fetchHistory(h.win.Tail())
	}
	return nil
}

// toggleHistory shows the history, or the pending tasks again.
func (m *Model) toggleHistory() tea.Cmd {
	m.past = !m.past
	m.split.Close()
	m.detail.task = row{}
	if m.past {
		m.history.budget = historyBudget
		return m.renewHistory()
	}
	return m.reload()
}

// toggleOrder shows the oldest tasks first, or the newest.
func (m *Model) toggleOrder() tea.Cmd {
	if !m.past {
		return nil
	}
	m.history.old = !m.history.old
	m.remember(memoryOrder, map[bool]string{true: "oldest"}[m.history.old])
	return m.beginHistory()
}

// onlySource shows only tasks on the target of the current one, or all again.
func (m *Model) onlySource() tea.Cmd {
	r := m.current()
	switch {
	case !m.source.IsZero():
		m.source = api.Ref{}
	case r == nil || r.Target.ID == "":
		return nil
	default:
		m.source = r.Target
	}
	m.pending.table.Rearrange()
	return tea.Batch(m.beginHistory(), m.follow())
}
