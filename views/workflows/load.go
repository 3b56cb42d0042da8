package workflows

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/poll"
)

// listing is the state of loading the list.
type listing struct {
	loaded   bool // a whole list has been seen
	outdated bool // something changed while the screen was hidden
	failing  int  // for the badge
	bad      int  // rows that could not be read
	err      *api.Error

	// The chain of pages under way.
	byPage  bool // rows are shown as pages arrive
	pages   int
	rows    []api.Workflow
	seen    map[string]bool
	badRows int
}

// maxPages bounds a list whose end never comes.
const maxPages = 400

// perPage is the least time between refreshes for each page that one takes, so
// that a tenant with thousands of workflows is not read without a pause.
const perPage = 3 * time.Second

// fetch asks for the list from its beginning. The poller is busy already.
func (m *Model) fetch() tea.Cmd {
	l := &m.list
	l.byPage = m.table.Len() == 0
	l.pages, l.rows, l.seen, l.badRows = 0, nil, map[string]bool{}, 0
	ctx, t := m.reads.Next(api.ListWorkflows)
	return m.cmds.Workflows(ctx, t, listQuery(0))
}

// listQuery sorts by name where the tenant can: pages of an unordered list may
// overlap.
func listQuery(offset int) api.Query {
	return api.Query{Limit: api.MaxPage, Offset: offset, Sorters: "name"}
}

// gotPage takes one page of the list.
func (m *Model) gotPage(r api.Result[api.Page[api.Workflow]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	l := &m.list
	if r.Err != nil {
		return m.listFailed(r.Err)
	}
	var fresh []api.Workflow
	for _, w := range r.Value.Items {
		if !l.seen[w.ID] {
			l.seen[w.ID] = true
			fresh = append(fresh, w)
		}
	}
	l.pages++
	l.badRows += r.Value.Bad
	l.rows = append(l.rows, fresh...)
	m.foresee(fresh)
	if l.byPage && len(fresh) > 0 {
		m.table.Append(fresh)
	}
	// A page of rows known already means that the tenant ignores the offset.
	if r.Value.More && len(fresh) > 0 && l.pages < maxPages {
		ctx, t := m.reads.More(r.Ticket)
		return m.cmds.Workflows(ctx, t, listQuery(r.Value.Next))
	}
	m.reads.Done(r.Ticket)
	return m.listDone()
}

func (m *Model) listDone() tea.Cmd {
	l := &m.list
	if len(l.rows) == 0 && l.badRows > 0 {
		// Old rows are better than none, where none of the new can be read.
		return m.listFailed(&api.Error{Kind: api.Decode, Op: api.ListWorkflows, Detail: cell.Count(l.badRows, "row") + " came, of which none can be read"})
	}
	if !l.byPage {
		m.table.SetRows(l.rows)
	}
	l.loaded, l.err, l.bad, l.failing = true, nil, l.badRows, 0
	for i := range l.rows {
		if failing(&l.rows[i]) {
			l.failing++
		}
	}
	l.rows, l.seen = nil, nil
	m.poller.Interval = max(m.env.Refresh, time.Duration(l.pages)*perPage)
	return tea.Batch(m.poller.Done(true, 0), m.follow(), m.listNews(), m.tools.finder.Take(m.table.Rows()), m.askOwners())
}

func (m *Model) listFailed(err *api.Error) tea.Cmd {
	m.list.rows, m.list.seen = nil, nil
	if err.Kind != api.Canceled {
		m.list.err = err
	}
	again := m.poller.Done(false, err.RetryAfter)
	if err.Kind == api.Auth {
		m.poller.Rest(poll.SignedOff)
		return nil
	}
	return again
}

// reload asks for the list again after a change: an answer under way may be
// older than it.
func (m *Model) reload() tea.Cmd {
	switch {
	case m.poller.UnderWay():
		return m.fetch()
	case m.poller.Resting() != 0:
		m.list.outdated = true
		return nil
	}
	return m.poller.Hurry()
}

// refresh is r: list and detail are asked for now.
func (m *Model) refresh() tea.Cmd {
	cmds := []tea.Cmd{m.readDetail(), m.readRuns()}
	if m.poller.Ask() {
		cmds = append(cmds, m.fetch())
	}
	return tea.Batch(cmds...)
}

// mutated takes news of changes made by us, here or on another screen.
func (m *Model) mutated(msg api.Mutated) tea.Cmd {
	switch msg.Op {
	case api.CreateWorkflow, api.ReplaceWorkflow, api.PatchWorkflow, api.DeleteWorkflow, api.TestWorkflow, api.ExecuteExternal, api.CreateExternalClient:
		return m.reload()
	}
	return nil
}
