package executions

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/views/executions/board"
	"iscope/views/executions/since"
)

// census counts the runs of one workflow in the time of the board, whatever
// became of them, so that a group can be told as a share. Only the length of the
// list is of interest: of a long one most pages are not read.
type census struct {
	of   since.Range
	at   time.Time // runs that started later are counted by the list
	seek board.Seeker
	out  bool // a page is under way
	done bool
	dead bool // nobody can tell
}

// counted is what a workflow's counter of failures said when all its failed runs
// were known that are in the time of the board, and how many were.
type counted struct {
	of       since.Range
	failures int // of the counter
	known    int
	seen     int // the counter when that was looked at last
	version  int // of the workflow's runs, likewise
}

// boardPage is a page of executions that the board asked for.
type boardPage struct {
	flow   string
	failed bool // failed ones; else runs to be counted
	page   api.Page[api.Execution]
}

// boardListKeys mark requests of the board for lists.
const (
	censusKey   = "count "
	failuresKey = "failures "
)

// askLists asks for lists that the board needs beside what is loaded anyway, one
// at a time: failed runs that no refresh finds, and how many runs there are.
func (m *Model) askLists() tea.Cmd {
	if !m.mayRead() || m.board.asks > 0 || m.goesBack() || !m.feed.loaded {
		return nil
	}
	if f := m.missing(); f != nil {
		return m.askFailed(f)
	}
	if f := m.uncounted(); f != nil {
		return m.askCount(f)
	}
	return nil
}

// missing returns a workflow whose counter of failures has grown by more than the
// failed runs that came, nil where there is none: a run that began days ago and
// fails now is on no page of the newest.
func (m *Model) missing() *flow {
	var found *flow
	for id, f := range m.feed.flows {
		if f.Failures < 0 || !f.loaded || f.due || !m.wants(f) || m.lacks(f) || f.err != nil {
			continue
		}
		c, ok := m.board.counts[id]
		if ok && c.of == m.filter.since && c.seen == f.Failures && c.version == f.version {
			continue
		}
		known := f.failed()
		if !ok || c.of != m.filter.since || f.Failures < c.failures || f.Failures-c.failures <= known-c.known {
			m.board.counts[id] = counted{m.filter.since, f.Failures, known, f.Failures, f.version}
			continue
		}
		if found == nil || f.ID < found.ID {
			found = f
		}
	}
	return found
}

// failed counts the failed runs that are known.
func (f *flow) failed() (n int) {
	for _, r := range f.runs {
		if r.Status.Failed() {
			n++
		}
	}
	return n
}

func (m *Model) askFailed(f *flow) tea.Cmd {
	delete(m.board.counts, f.ID) // what is found is what there is
	q := api.ExecutionQuery{WorkflowID: f.ID, Status: api.ExecutionFailed, Since: m.filter.since.From, Limit: api.MaxPage}
	return m.askList(failuresKey, q)
}

// uncounted returns a workflow with failures of which nobody knows how many runs
// it had, nil where there is none.
func (m *Model) uncounted() *flow {
	if m.feed.deaf {
		return nil // all pages would have to be read
	}
	var found *flow
	m.sums()
	for id, t := range m.board.tally.by {
		f := m.feed.flows[id]
		if f == nil || t.Total == 0 || m.filter.only != "" && id != m.filter.only || m.covers(f) {
			continue
		}
		if c := m.board.census[id]; c != nil && c.of == m.filter.since && (c.done || c.dead || c.out) {
			continue
		}
		if found == nil || f.ID < found.ID {
			found = f
		}
	}
	return found
}

func (m *Model) askCount(f *flow) tea.Cmd {
	c := m.board.census[f.ID]
	if c == nil || c.of != m.filter.since {
		c = &census{of: m.filter.since, at: m.env.Now()}
		if to := m.filter.since.To; !to.IsZero() {
			c.at = to
		}
		m.board.census[f.ID] = c
	}
	c.out = true
	q := api.ExecutionQuery{WorkflowID: f.ID, Since: c.of.From, Until: c.at, Limit: api.MaxPage, Offset: c.seek.Offset()}
	return m.askList(censusKey, q)
}

func (m *Model) askList(key string, q api.ExecutionQuery) tea.Cmd {
	m.board.asks++
	ctx, t := m.scope.NextFor(api.ListExecutions, key+q.WorkflowID)
	isc, failed := m.cmds.ISC, key == failuresKey
	return api.Run(m.cmds, api.Background(ctx), t, func(ctx context.Context) (boardPage, error) {
		p, err := isc.Executions(ctx, q)
		return boardPage{q.WorkflowID, failed, p}, err
	})
}

// boardPageCame takes a list that the board asked for.
func (m *Model) boardPageCame(msg api.Result[boardPage]) tea.Cmd {
	if !m.scope.Fresh(msg.Ticket) {
		return nil
	}
	m.scope.Done(msg.Ticket)
	m.board.asks--
	if id, ok := strings.CutPrefix(msg.Key, censusKey); ok {
		m.countCame(m.board.census[id], msg)
		return m.pump()
	}
	if msg.Err != nil {
		return m.listFailed(msg.Err)
	}
	f := m.flow(msg.Value.flow)
	got := m.feed.ledger.merge(f, msg.Value.page.Items, time.Time{})
	return tea.Batch(m.takeLater(got), m.pump())
}

// listFailed rests after a failure that is not that of one workflow.
func (m *Model) listFailed(err *api.Error) tea.Cmd {
	switch err.Kind {
	case api.Offline, api.Server, api.Throttled, api.Auth:
		return m.pauseReading(err.RetryAfter)
	}
	return m.pump()
}

// countCame takes a page of runs to be counted.
func (m *Model) countCame(c *census, msg api.Result[boardPage]) {
	if c == nil || !c.out {
		return
	}
	c.out = false
	if msg.Err != nil {
		c.dead = msg.Err.Kind != api.Canceled
		return
	}
	p := msg.Value.page
	for _, e := range p.Items {
		if !e.Start.IsZero() && (e.Start.Before(c.of.From.Add(-wireStep)) || e.Start.After(c.at.Add(wireStep))) {
			c.dead = true // this tenant does not filter
			return
		}
	}
	c.done = c.seek.Took(len(p.Items)+p.Bad, p.More)
	m.board.stale = m.board.stale || c.done
}

// covers reports whether the list has all runs of a workflow in the time of the
// board.
func (m *Model) covers(f *flow) bool {
	return f.loaded && (!f.all.more || !f.all.edge.IsZero() && !f.all.edge.After(m.filter.since.From))
}

// runsOf returns how many runs of a workflow started in the time of the board, -1
// where nobody knows.
func (m *Model) runsOf(f *flow) int {
	r := m.filter.since
	later := func(t time.Time) int { // how many runs the list has from t on
		n := len(f.since(t))
		if !r.To.IsZero() {
			n -= len(f.since(r.To))
		}
		return n
	}
	if m.covers(f) {
		return later(r.From)
	}
	c := m.board.census[f.ID]
	if c == nil || !c.done || c.of != r {
		return -1
	}
	return c.seek.Len() + max(later(c.at.Add(time.Nanosecond)), 0)
}
