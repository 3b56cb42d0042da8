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
	pageSize     = 24     // newest executions of a workflow
	olderSize    = 50     // executions of an older page
	inFlight     = 4      // requests of the feed at a time
	aheadPages   = 8      // older pages that one key press may cause
	aheadRows    = 60     // how many rows before the end of what is complete older pages are read
	blindChecks  = 5      // requests per refresh for workflows without counters
	manyRows     = 20_000 // rows from which on a list takes pages together
	listingPages = 200    // pages of workflows after which the tenant is not believed
)

// feed is the state of loading.
type feed struct {
	flows     map[string]*flow
	queue     []ask
	out       int  // asks under way
	budget    int  // older pages that may still be asked for
	deaf      bool // the tenant does not filter executions
	back      back
	ledger    ledger
	showing   bool   // what the ledger holds is about to be shown
	told      [2]int // progress as of the rows that are shown
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
	return feed{flows: map[string]*flow{}, checked: map[string]time.Time{}, ledger: ledger{byID: map[string]*record{}}}
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
	fd.names, m.causes.hurried = map[string]bool{}, 0
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
		fd.ledger.stale = fd.ledger.stale || f.Name != w.Name // rows are found and ordered by it
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
	if m.loads() && !m.board.on {
		cmds = append(cmds, m.peek()) // or a refresh would take every place
	}
	for m.active && fd.out < m.abreast() && len(fd.queue) > 0 {
		a := fd.queue[0]
		fd.queue = slices.Delete(fd.queue, 0, 1)
		fd.out++
		m.causes.turn++
		cmds = append(cmds, m.send(a))
	}
	if fd.round && !fd.listing && fd.out == 0 && len(fd.queue) == 0 {
		cmds = append(cmds, m.endRound())
	}
	return tea.Batch(append(cmds, m.pumpBack(), m.peek())...)
}

// abreast is how many requests the feed has under way at most: one while
// somebody waits for a history, and one less while it is found out why a run failed.
func (m *Model) abreast() int {
	if d := m.shown(); d != nil && d.loading && !d.all {
		return 1
	}
	if m.peeking() {
		return inFlight - 1
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
		return m.cmds.Executions(api.Background(ctx), t, f.askOlder(m.filter.query(), m.feed.deaf))
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
	if id, ok := strings.CutPrefix(msg.Key, olderKey); ok {
		return m.olderCame(m.flow(id), msg)
	}
	m.feed.out--
	f := m.flow(msg.Key)
	f.due = false
	if msg.Err != nil {
		m.pageFailed(f, false, msg.Err)
		return m.pump()
	}
	got := m.feed.ledger.merge(f, msg.Value.Items, f.all.edge)
	f.tookNewest(msg.Value, got)
	if m.list.Len() > manyRows || m.firstLoad() {
		return tea.Batch(m.takeLater(got), m.pump())
	}
	m.take(got)
	return tea.Batch(m.moved(), m.pump())
}

// firstLoad reports whether more is to come of what is loaded first, which is shown
// a few pages at a time: each alone would move every row.
func (m *Model) firstLoad() bool {
	fd := &m.feed
	return !fd.loaded && m.list.Len() > 0 && (fd.listing || fd.out > 0 || len(fd.queue) > 0)
}

// olderCame takes a page of older executions of a workflow.
func (m *Model) olderCame(f *flow, msg api.Result[api.Page[api.Execution]]) tea.Cmd {
	fd, o := &m.feed, f.older
	f.older.due = false
	if o.back {
		fd.back.out--
	} else {
		fd.out--
	}
	filtered := !o.ask.Until.IsZero()
	if e := msg.Err; e != nil {
		if filtered && e.Kind == api.Invalid {
			fd.deaf = true // the next question is without a filter
		} else {
			m.pageFailed(f, true, e)
		}
		return m.pump()
	}
	got := fd.ledger.merge(f, msg.Value.Items, f.all.edge)
	if filtered && ignored(o.ask, msg.Value.Items) {
		fd.deaf = true
	} else {
		f.tookOlder(msg.Value, got.fresh)
	}
	if o.back && m.goesBack() {
		return tea.Batch(m.takeLater(got), m.pump())
	}
	m.take(got)
	return tea.Batch(m.moved(), m.pump())
}

// take shows executions after they changed.
func (m *Model) take(got merged) {
	m.feed.told[0], m.feed.told[1] = m.count()
	if !got.changed && len(m.feed.ledger.held) == 0 {
		return
	}
	l := &m.feed.ledger
	if rows, at := l.shown(); l.stale {
		m.list.SetRows(rows)
	} else {
		m.list.Splice(rows, at)
	}
	l.stale, l.apart = false, false
	if !m.feed.loaded && !m.touched {
		// Rows of the first load come in any order; who has not moved yet means the
		// newest.
		m.list.Act("list.top")
	}
	m.survey()
	m.measure()
}

// survey counts what runs.
func (m *Model) survey() {
	m.running = 0
	for _, f := range m.feed.flows {
		m.running += len(f.open)
	}
}

// measure finds the widest name in the list.
func (m *Model) measure() {
	widest := 0
	for _, f := range m.feed.flows {
		if len(f.runs) > 0 {
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
	if older && (err.Kind == api.NotFound || err.Kind == api.Forbidden) {
		f.all.more, f.part = false, reach{}
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
		if a.flow != nil && a.older {
			a.flow.older.due = false
		} else if a.flow != nil {
			a.flow.due = false
		}
	}
	fd.queue, fd.budget, fd.back.waits = nil, 0, true
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
	fd.round, fd.back.waits = false, err != nil && fd.back.waits
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
	m.failure, m.remedy, m.brief = "", "", ""
	if err != nil && err.Kind != api.Canceled {
		m.failure, m.remedy, m.brief = sentence(err), err.Remedy(), err.Brief()
	}
}
