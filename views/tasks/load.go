package tasks

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/poll"
	"iscope/ui/table"
)

// pending is the list of pending tasks.
type pending struct {
	table    *table.Model[row]
	loaded   bool // a whole list has been seen
	outdated bool // something changed while nobody could ask
	count    int  // pending tasks by the last answer, -1 before
	listed   int  // count when the list was asked for
	skipped  int  // refreshes since then
	stuck    int  // pending tasks taken for stuck
	bad      int  // rows that could not be read
	err      *api.Error

	// The chain of pages under way.
	pages   int
	rows    []row
	seen    map[string]bool
	badRows int
}

// maxSkipped is after how many refreshes with the same count the list is asked
// for all the same: one task may have ended as another began.
const maxSkipped = 3

// hiddenSkipped is maxSkipped while the screen is hidden.
const hiddenSkipped = 10

// maxPages bounds a list whose end never comes.
const maxPages = 100

// cycle is one refresh; the poller is busy already. Rows that can be watched
// are asked for at once, else the count decides.
func (m *Model) cycle() tea.Cmd {
	if m.active && (!m.past && m.pending.table.Len() > 0 || m.pending.outdated) {
		return m.fetch()
	}
	return m.count()
}

// count asks how many tasks are pending.
func (m *Model) count() tea.Cmd {
	ctx, t := m.reads.Next(api.HeadPendingTasks)
	return m.cmds.CountPendingTasks(ctx, t)
}

func (m *Model) gotCount(r api.Result[int]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.reads.Done(r.Ticket)
	p := &m.pending
	if r.Err != nil {
		return m.failed(r.Err)
	}
	moved := p.count >= 0 && p.count != r.Value
	p.count = r.Value
	switch {
	case p.count == 0:
		return m.arrived(nil, 0)
	case p.count != p.listed || !p.loaded || p.skipped >= maxSkipped && m.active || p.skipped >= hiddenSkipped:
		return m.fetch()
	}
	p.skipped++
	p.err = nil
	m.countStuck()
	return tea.Batch(m.poller.Done(true, 0), m.historyNews(moved))
}

// fetch asks for the list of pending tasks from its beginning.
func (m *Model) fetch() tea.Cmd {
	p := &m.pending
	p.pages, p.rows, p.seen, p.badRows = 0, nil, map[string]bool{}, 0
	ctx, t := m.reads.Next(api.ListPendingTasks)
	return m.cmds.PendingTasks(ctx, t, api.Query{Limit: api.MaxPage})
}

func (m *Model) gotPending(r api.Result[api.Page[api.Task]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	p := &m.pending
	if r.Err != nil {
		p.rows, p.seen = nil, nil
		return m.failed(r.Err)
	}
	fresh := 0
	for _, t := range r.Value.Items {
		if !p.seen[t.ID] && t.Pending() {
			p.seen[t.ID] = true
			p.rows = append(p.rows, row{Task: t})
			fresh++
		}
	}
	p.pages++
	p.badRows += r.Value.Bad
	if r.Value.More && fresh > 0 && p.pages < maxPages {
		ctx, t := m.reads.More(r.Ticket)
		return m.cmds.PendingTasks(ctx, t, api.Query{Limit: api.MaxPage, Offset: r.Value.Next})
	}
	m.reads.Done(r.Ticket)
	rows, bad := p.rows, p.badRows
	p.rows, p.seen = nil, nil
	if len(rows) == 0 && bad > 0 {
		// Old rows are better than none, where none of the new can be read.
		return m.failed(&api.Error{Kind: api.Decode, Op: api.ListPendingTasks, Detail: cell.Count(bad, "row") + " came, of which none can be read"})
	}
	return m.arrived(rows, bad)
}

// arrived takes a whole list of pending tasks.
func (m *Model) arrived(rows []row, bad int) tea.Cmd {
	p := &m.pending
	moved := p.loaded && len(rows)+bad != p.listed
	rows, ended := m.keepEnded(rows)
	p.table.SetRows(rows)
	p.loaded, p.outdated, p.err, p.bad, p.skipped = true, false, nil, bad, 0
	p.count = len(rows) - p.endedRows() + bad
	p.listed = p.count
	for i := range rows {
		m.learn([]api.Task{rows[i].Task})
	}
	m.countStuck()
	m.listNews()
	cmds := []tea.Cmd{m.poller.Done(true, 0), m.follow(), m.historyNews(moved || len(ended) > 0), m.goOnSurvey()}
	for _, id := range ended {
		ctx, t := m.reads.NextFor(api.GetTask, id)
		cmds = append(cmds, m.cmds.Task(ctx, t, id))
	}
	return tea.Batch(cmds...)
}

// maxEnds bounds how many tasks that ended at once are asked for their end; the
// others are in the history.
const maxEnds = 8

// keepEnded adds the rows of tasks that are no longer pending, for as long as
// they stay, and returns those whose end is to be asked for.
func (m *Model) keepEnded(rows []row) (all []row, ended []string) {
	there := make(map[string]bool, len(rows))
	for i := range rows {
		there[rows[i].ID] = true
	}
	for _, r := range m.pending.table.Rows() {
		switch {
		case there[r.ID] || !m.active: // nobody sees it go
		case r.leaving > 0:
			if r.leaving--; r.leaving > 0 {
				rows = append(rows, r)
			}
		case len(ended) < maxEnds:
			r.leaving = staying
			rows, ended = append(rows, r), append(ended, r.ID)
		}
	}
	return rows, ended
}

// endedRows returns how many rows are those of tasks that have ended.
func (p *pending) endedRows() int {
	n := 0
	for _, r := range p.table.Rows() {
		if r.leaving > 0 {
			n++
		}
	}
	return n
}

// gotEnd takes the end of a task that was pending a moment ago.
func (m *Model) gotEnd(r api.Result[api.Task]) tea.Cmd {
	old := m.pending.table.Row(r.Key)
	if !m.reads.Fresh(r.Ticket) || r.Err != nil || old == nil || old.leaving == 0 || r.Value.Pending() {
		return nil
	}
	m.reads.Done(r.Ticket)
	m.pending.table.Replace(row{r.Value, old.leaving})
	m.keepBook([]api.Task{r.Value})
	m.listNews()
	return nil
}

func (m *Model) failed(err *api.Error) tea.Cmd {
	if err.Kind != api.Canceled {
		m.pending.err = err
	}
	again := m.poller.Done(false, err.RetryAfter)
	if err.Kind == api.Auth {
		m.poller.Rest(poll.SignedOff)
		return nil
	}
	return again
}

// reload asks for the pending tasks anew after a change: an answer under way
// may be older than it.
func (m *Model) reload() tea.Cmd {
	m.pending.outdated = true
	switch {
	case !m.active:
		return nil
	case m.poller.UnderWay():
		m.reads.Supersede(api.HeadPendingTasks)
		return m.fetch()
	}
	return m.poller.Hurry()
}

// refresh is r: everything on screen is asked for now.
func (m *Model) refresh() tea.Cmd {
	cmds := []tea.Cmd{m.readDetail()}
	if m.past {
		cmds = append(cmds, m.renewHistory())
	}
	m.like.err, m.like.done = nil, false
	cmds = append(cmds, m.moreLike())
	if m.poller.Ask() {
		cmds = append(cmds, m.fetch())
	}
	return tea.Batch(cmds...)
}
