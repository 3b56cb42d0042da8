package executions

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/poll"
)

const (
	pageSize     = 24  // newest executions of a workflow
	olderSize    = 50  // executions of an older page
	inFlight     = 4   // requests of the feed at a time
	aheadPages   = 8   // older pages that one key press may cause
	aheadRows    = 60  // how many rows before the end of what is complete older pages are read
	blindChecks  = 5   // requests per refresh for workflows without counters
	listingPages = 200 // pages of workflows after which the tenant is not believed
)

// feed is the state of loading.
type feed struct {
	flows     map[string]*flow
	queue     []ask
	out       int // asks under way
	budget    int // older pages that may still be asked for
	checked   map[string]time.Time
	rechecked time.Time // when all were looked at that were open

	round   bool      // a refresh is under way
	began   time.Time // when
	listing bool      // it still reads the list of workflows
	names   map[string]bool
	pages   int
	loaded  bool // a refresh ended
	failure *api.Error
}

func newFeed() feed {
	return feed{flows: map[string]*flow{}, checked: map[string]time.Time{}}
}

// ask is one request to be made: the newest or an older page of a workflow, or a
// single execution.
type ask struct {
	flow  *flow
	older bool
	id    string
}

// olderKey marks the key of a request for an older page.
const olderKey = "older "

// flow returns what is known of the workflow with that id.
func (m *Model) flow(id string) *flow {
	f := m.feed.flows[id]
	if f == nil {
		f = &flow{Workflow: api.Workflow{ID: id, Executions: -1, Failures: -1}, counted: counters{-1, -1}}
		m.feed.flows[id] = f
	}
	return f
}

// startRound begins a refresh with the list of workflows. The poller is busy
// until endRound.
func (m *Model) startRound() tea.Cmd {
	fd := &m.feed
	fd.round, fd.listing, fd.failure, fd.pages, fd.began = true, true, nil, 0, m.env.Now()
	if m.outdated(3) && !m.blurred {
		m.recheckOpen() // after sleep, or failures
	}
	fd.names = map[string]bool{}
	ctx, t := m.scope.Next(api.ListWorkflows)
	return m.cmds.Workflows(ctx, t, api.Query{Limit: api.MaxPage})
}

// workflowsCame takes a page of the list of workflows. On the first load their
// executions are asked for at once, later when the list is complete.
func (m *Model) workflowsCame(msg api.Result[api.Page[api.Workflow]]) tea.Cmd {
	if !m.scope.Fresh(msg.Ticket) {
		return nil
	}
	fd := &m.feed
	if msg.Err != nil {
		fd.listing = false
		m.fail(msg.Err)
		return m.pump()
	}
	for _, w := range msg.Value.Items {
		f := m.flow(w.ID)
		f.Workflow, f.listed = w, true
		fd.names[w.ID] = true
		if !fd.loaded {
			m.enqueueIfNews(f)
		}
	}
	fd.pages++
	if msg.Value.More && len(msg.Value.Items) > 0 && fd.pages < listingPages {
		ctx, t := m.scope.More(msg.Ticket)
		return tea.Batch(m.cmds.Workflows(ctx, t, api.Query{Limit: api.MaxPage, Offset: msg.Value.Next}), m.pump())
	}
	m.scope.Done(msg.Ticket)
	fd.listing = false
	m.plan()
	return m.pump()
}

// pump sends what is queued, a few requests at a time, and ends the refresh when
// nothing is left. A hidden view sends nothing.
func (m *Model) pump() tea.Cmd {
	fd := &m.feed
	var cmds []tea.Cmd
	for m.active && fd.out < m.abreast() && len(fd.queue) > 0 {
		a := fd.queue[0]
		fd.queue = slices.Delete(fd.queue, 0, 1)
		fd.out++
		cmds = append(cmds, m.send(a))
	}
	if fd.round && !fd.listing && fd.out == 0 && len(fd.queue) == 0 {
		cmds = append(cmds, m.endRound())
	}
	return tea.Batch(append(cmds, m.peek())...)
}

// abreast is how many requests the feed has under way at most: one while
// somebody waits for a history.
func (m *Model) abreast() int {
	if d := m.shown(); d != nil && d.loading && !d.all {
		return 1
	}
	return inFlight
}

func (m *Model) send(a ask) tea.Cmd {
	if a.id != "" {
		m.feed.checked[a.id] = m.env.Now()
		return m.readExecution(a.id, true)
	}
	f := a.flow
	if a.older {
		ctx, t := m.scope.NextFor(api.ListExecutions, olderKey+f.ID)
		return m.cmds.Executions(api.Background(ctx), t, api.ExecutionQuery{WorkflowID: f.ID, Limit: olderSize, Offset: f.next})
	}
	limit := f.limit()
	f.asked, f.err = m.env.Now(), nil
	f.counted = f.counters()
	ctx, t := m.scope.NextFor(api.ListExecutions, f.ID)
	return m.cmds.Executions(api.Background(ctx), t, api.ExecutionQuery{WorkflowID: f.ID, Limit: limit})
}

// executionsCame takes a page of executions.
func (m *Model) executionsCame(msg api.Result[api.Page[api.Execution]]) tea.Cmd {
	if !m.scope.Fresh(msg.Ticket) {
		return nil
	}
	m.scope.Done(msg.Ticket)
	m.feed.out--
	id, older := strings.CutPrefix(msg.Key, olderKey)
	f := m.flow(id)
	if older {
		f.olderDue = false
	} else {
		f.due = false
	}
	if msg.Err != nil {
		m.pageFailed(f, older, msg.Err)
		return m.pump()
	}
	got := merge(m.list.Rows(), f, msg.Value.Items, f.horizon)
	if older {
		f.tookOlder(msg.Value)
	} else {
		f.tookNewest(msg.Value, got)
	}
	m.take(got)
	return tea.Batch(m.moved(), m.pump())
}

// take shows rows after they changed.
func (m *Model) take(got merged) {
	if !got.changed {
		return
	}
	m.list.SetRows(got.rows)
	if !m.feed.loaded && !m.touched {
		// Rows of the first load come in any order; who has not moved yet means the
		// newest.
		m.list.Act("list.top")
	}
	m.running = survey(got.rows, m.feed.flows)
	m.measure()
}

// measure finds the widest name in the list.
func (m *Model) measure() {
	widest := 0
	for _, f := range m.feed.flows {
		if f.seen > 0 {
			widest = max(widest, cell.Width(f.name()))
		}
	}
	if widest != m.widest {
		m.widest = widest
		m.list.Touch()
	}
}

// pageFailed decides what a failed page means: for one workflow, or for all.
func (m *Model) pageFailed(f *flow, older bool, err *api.Error) {
	if older {
		f.more = f.more && err.Kind != api.NotFound && err.Kind != api.Forbidden
	}
	switch err.Kind {
	case api.Forbidden, api.NotFound:
		f.err, f.loaded = err, true // until its counters move
		if !older && m.feed.failure == nil && err.Kind == api.Forbidden {
			m.feed.failure = err
		}
	case api.Canceled:
		f.counted = counters{-2, -2}
	case api.Decode, api.Invalid, api.Conflict, api.Internal:
		// One workflow's trouble; the others go on.
		f.err, f.counted = err, counters{-2, -2}
		if m.feed.failure == nil {
			m.feed.failure = err
		}
	default:
		f.counted = counters{-2, -2}
		m.fail(err)
	}
}

// fail ends asking for this refresh: what is wrong would be so for every
// further request.
func (m *Model) fail(err *api.Error) {
	fd := &m.feed
	for _, a := range fd.queue {
		if a.flow != nil {
			a.flow.due, a.flow.olderDue = false, false
		}
	}
	fd.queue, fd.budget = nil, 0
	fd.failure = err
	if !fd.round {
		m.tell(err)
	}
}

// endRound tells the poller how the refresh went. One workflow that cannot be
// read does not slow the others down.
func (m *Model) endRound() tea.Cmd {
	fd := &m.feed
	err := fd.failure
	fd.round = false
	m.tell(err)
	if err == nil {
		fd.loaded = true
		return m.poller.Done(true, 0)
	}
	switch err.Kind {
	case api.Auth:
		m.poller.Rest(poll.SignedOff)
	case api.Forbidden, api.Decode, api.Invalid, api.Conflict, api.Internal:
		if len(fd.names) > 0 {
			fd.loaded = true
			return m.poller.Done(true, 0)
		}
	}
	return m.poller.Done(false, err.RetryAfter)
}

// tell keeps the sentence about what failed, or forgets it.
func (m *Model) tell(err *api.Error) {
	m.failure, m.remedy = "", ""
	if err != nil && err.Kind != api.Canceled {
		m.failure, m.remedy = sentence(err), err.Remedy()
	}
}

// readExecution reads one execution anew, for the feed or for somebody who
// follows it.
func (m *Model) readExecution(id string, forFeed bool) tea.Cmd {
	op := api.GetExecution
	key := id
	if forFeed {
		key = feedKey + id // so that the two do not cancel each other
	}
	ctx, t := m.scope.NextFor(op, key)
	return m.cmds.Execution(ctx, t, id)
}

// feedKey marks the key of a request for one execution that the feed made.
const feedKey = "look "

// executionCame takes one execution that was read anew.
func (m *Model) executionCame(msg api.Result[api.Execution]) tea.Cmd {
	if !m.scope.Fresh(msg.Ticket) {
		return nil
	}
	m.scope.Done(msg.Ticket)
	id, forFeed := strings.CutPrefix(msg.Key, feedKey)
	if msg.Err == nil {
		m.put(msg.Value)
	} else if api.IsKind(msg.Err, api.NotFound) {
		m.lose(id)
	}
	if forFeed {
		m.feed.out--
		if e := msg.Err; e != nil && (e.Kind == api.Offline || e.Kind == api.Server || e.Kind == api.Throttled || e.Kind == api.Auth) {
			m.fail(e)
		}
		return tea.Batch(m.moved(), m.pump())
	}
	return tea.Batch(m.moved(), m.executionRead(id, msg.Value, msg.Err))
}

// put shows an execution as it is now, in the list if it is not there yet.
func (m *Model) put(e api.Execution) {
	f := m.flow(e.WorkflowID)
	if old := m.list.Row(e.ID); old != nil {
		f = old.flow
	}
	m.take(merge(m.list.Rows(), f, []api.Execution{e}, time.Time{}))
}

// lose notes that the tenant does not have an execution any more.
func (m *Model) lose(id string) {
	if r := m.list.Row(id); r != nil && !r.gone {
		lost := *r
		lost.gone = true
		m.list.Replace(lost)
		m.running = survey(m.list.Rows(), m.feed.flows)
	}
}
