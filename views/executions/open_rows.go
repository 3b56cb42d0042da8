package executions

import (
	"cmp"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
)

const (
	openChecks = 3  // requests per refresh for executions that were open
	rechecks   = 24 // requests for them when somebody comes back
)

// look is a request that tells whether executions still are open, and when there
// was one last.
type look struct {
	ask
	last, start time.Time
}

// looks returns what to ask to know about every execution that was open: the page
// of a workflow that has several, else the single execution.
func (m *Model) looks() []look {
	var out []look
	for _, f := range m.feed.flows {
		near := 0 // open ones that the newest page has
		for near < len(f.open) && f.place(f.open[near]) < pageSize {
			near++
		}
		if near > 1 && f.listed {
			out = append(out, look{ask{flow: f}, f.asked, f.open[0].Start})
		}
		for i, o := range f.open {
			if (near <= 1 || i >= near || !f.listed) && !m.watched(o.ID) {
				out = append(out, look{ask{flow: f, id: o.ID}, m.feed.checked[o.ID], o.Start})
			}
		}
	}
	return out
}

// planOpen queues looks at executions that were open, for a completion moves no
// counter. The longer one has been open, the less often it is looked at.
func (m *Model) planOpen() {
	now := m.env.Now()
	looks := slices.DeleteFunc(m.looks(), func(l look) bool {
		queued := func(a ask) bool { return a.id == l.id }
		return l.flow.due || now.Sub(l.last) < patience(now.Sub(l.start)) || l.id != "" && slices.ContainsFunc(m.feed.queue, queued)
	})
	slices.SortFunc(looks, func(a, b look) int { return cmp.Or(a.last.Compare(b.last), cmp.Compare(a.id, b.id)) })
	for _, l := range looks[:min(len(looks), openChecks)] {
		if l.id != "" {
			m.feed.queue = append(m.feed.queue, ask{id: l.id})
		} else {
			m.enqueue(l.flow)
		}
	}
}

// recheckOpen looks at once at executions believed open, however long they have
// been, the newest first. What was looked at within a refresh is left alone.
func (m *Model) recheckOpen() {
	now, fd := m.env.Now(), &m.feed
	if now.Sub(fd.rechecked) <= m.poller.Interval {
		return
	}
	fd.rechecked = now
	looks := slices.DeleteFunc(m.looks(), func(l look) bool { return now.Sub(l.last) <= m.poller.Interval })
	slices.SortFunc(looks, func(a, b look) int { return cmp.Or(b.start.Compare(a.start), cmp.Compare(a.id, b.id)) })
	for _, l := range slices.Backward(looks[:min(len(looks), rechecks)]) {
		if l.id == "" {
			m.hasten(l.flow)
			continue
		}
		fd.queue = slices.DeleteFunc(fd.queue, func(a ask) bool { return a.id == l.id })
		fd.queue = slices.Insert(fd.queue, 0, ask{id: l.id})
	}
}

// patience is how long an execution that has been open for that long is left
// alone between two looks.
func patience(open time.Duration) time.Duration { return max(0, min(open/4, 5*time.Minute)) }

// watched reports whether somebody else reads that execution again and again.
func (m *Model) watched(id string) bool {
	return m.cancels[id] != nil || m.watch.all[id] != nil || m.split.Open && m.detail.id == id
}

// returned asks anew, at once, after nobody looked for longer than a refresh
// takes: what is on screen may be old, whatever its status says.
func (m *Model) returned() tea.Cmd {
	fd := &m.feed
	if !m.outdated(1) || m.poller.Resting() != 0 {
		return nil
	}
	m.recheckOpen()
	if fd.round && m.env.Now().Sub(fd.began) > m.poller.Interval {
		return tea.Batch(m.startRound(), m.pump()) // the list of workflows that it went by is old
	}
	return m.pump()
}

// outdated reports whether the last refresh is more than n intervals ago.
func (m *Model) outdated(n time.Duration) bool {
	return m.feed.loaded && m.poller.Interval > 0 && m.env.Now().Sub(m.poller.Fresh()) > n*m.poller.Interval
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
	if old := m.feed.ledger.byID[e.ID]; old != nil {
		f = old.flow
	}
	m.take(m.feed.ledger.merge(f, []api.Execution{e}, time.Time{}))
}

// lose notes that the tenant does not have an execution any more.
func (m *Model) lose(id string) {
	if r := m.feed.ledger.byID[id]; r != nil && !r.gone {
		r.gone = true
		r.flow.settle()
		m.list.Replace(row{r})
		m.survey()
	}
}
