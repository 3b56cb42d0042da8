package tasks

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/table"
)

// history is the list of tasks that have ended, newest first. It is as long as
// the person has gone down, within bounds.
type history struct {
	table    *table.Model[row]
	status   api.CompletionStatus // only those that ended so; "" for all
	loaded   bool                 // the first page has been seen
	more     bool                 // older ones exist
	next     int                  // offset of the next page
	skipped  int                  // refreshes since the first page was asked for
	fetching bool
	bad      int
	err      *api.Error
}

// Bounds of the history: how much is asked for at once, how close to the end
// the cursor comes before more is, how much is kept, and how many refreshes
// pass before the newest are asked for without a sign that there are any.
const (
	historyPage  = 100
	historyAhead = 40
	historyKept  = 5_000
	historyPause = 4
)

// statuses are what `f` goes through.
var statuses = []api.CompletionStatus{"", api.TaskFailed, api.TaskWarning, api.TaskSuccess, api.TaskTerminated}

// fetchHistory asks for one page of the history.
func (m *Model) fetchHistory(offset int) tea.Cmd {
	h := &m.history
	h.fetching = true
	if offset == 0 {
		h.skipped = 0
	}
	ctx, t := m.reads.Next(api.ListTasks)
	q := api.TaskQuery{Status: h.status, SourceID: m.source.ID, Limit: historyPage, Offset: offset}
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
		if r.Err.Kind != api.Canceled {
			h.err = r.Err
		}
		return nil
	}
	if len(r.Value.Items) == 0 && r.Value.Bad > 0 {
		h.err = &api.Error{Kind: api.Decode, Op: api.ListTasks, Detail: cell.Count(r.Value.Bad, "row") + " came, of which none can be read"}
		return nil
	}
	h.err = nil
	h.bad += r.Value.Bad
	if r.Value.Offset == 0 {
		m.newest(r.Value)
	} else {
		m.older(r.Value)
	}
	if h.status == "" && m.source.IsZero() {
		m.usual = usuals(h.table.Rows()) // of everything, else the median is that of the failures
		m.pending.table.Touch()
	}
	m.listNews()
	return m.follow()
}

// ends returns the tasks of a page that have ended and that skip does not
// reject. In some generations the list holds pending ones too.
func ends(items []api.Task, skip func(id string) bool) []row {
	var out []row
	for _, t := range items {
		if !t.Pending() && !skip(t.ID) {
			out = append(out, row{Task: t})
		}
	}
	return out
}

// newest puts the first page before what is loaded already. Where the two do
// not touch there is a gap between them, and the list begins anew.
func (m *Model) newest(p api.Page[api.Task]) {
	h := &m.history
	on := make(map[string]bool, len(p.Items))
	for _, t := range p.Items {
		on[t.ID] = true
	}
	rows := ends(p.Items, func(string) bool { return false })
	old := h.table.Rows()
	var rest []row
	touch := false
	for _, r := range old {
		if on[r.ID] {
			touch = true
		} else {
			rest = append(rest, r)
		}
	}
	if h.loaded && touch && p.More {
		h.next += max(len(rows)+len(rest)-len(old), 0)
		rows = append(rows, rest...)
	} else {
		h.next, h.more, h.bad = p.Next, p.More, p.Bad
	}
	h.table.SetRows(rows[:min(len(rows), historyKept)])
	h.loaded = true
}

// older adds a further page at the end.
func (m *Model) older(p api.Page[api.Task]) {
	h := &m.history
	known := make(map[string]bool, h.table.Len())
	for _, r := range h.table.Rows() {
		known[r.ID] = true
	}
	rows := ends(p.Items, func(id string) bool { return known[id] })
	h.table.Append(rows)
	h.next, h.more = p.Next, p.More && len(p.Items) > 0
}

// ahead asks for the next page when the cursor nears the end of what is loaded.
func (m *Model) ahead() tea.Cmd {
	h := &m.history
	if !m.past || !h.more || h.fetching || h.table.Len() >= historyKept || h.table.Place() < h.table.Shown()-historyAhead {
		return nil
	}
	return m.fetchHistory(h.next)
}

// historyNews asks for the newest after the pending tasks were refreshed: when
// a task has ended, now and then while the history is shown, and once for the
// medians.
func (m *Model) historyNews(ended bool) tea.Cmd {
	h := &m.history
	h.skipped++
	switch {
	case h.fetching || !m.active:
		return nil
	case !h.loaded, m.past && (ended || h.skipped >= historyPause):
		return m.fetchHistory(0)
	}
	return nil
}

// reset empties the history for another filter.
func (m *Model) reset() tea.Cmd {
	h := &m.history
	h.table.SetRows(nil)
	h.loaded, h.more, h.next, h.bad, h.err = false, false, 0, 0, nil
	return m.fetchHistory(0)
}

// toggleHistory shows the history, or the pending tasks again.
func (m *Model) toggleHistory() tea.Cmd {
	m.past = !m.past
	m.split.Close()
	m.detail.task = row{}
	if m.past {
		return m.fetchHistory(0)
	}
	return m.reload()
}

// nextStatus goes to the next status of the history.
func (m *Model) nextStatus() tea.Cmd {
	if !m.past {
		return nil
	}
	for i, s := range statuses {
		if s == m.history.status {
			m.history.status = statuses[(i+1)%len(statuses)]
			break
		}
	}
	return m.reset()
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
	return tea.Batch(m.reset(), m.follow())
}
