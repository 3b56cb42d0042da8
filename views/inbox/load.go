package inbox

import (
	"context"
	"hash/maphash"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/heap"
	"iscope/ui/poll"
)

// smallList is the number of rows up to which every refresh reads the whole
// list. A larger one is read again when its count changed or it is old.
const smallList = 1_000

// leanFrom is the number of rows from which on a list keeps what its columns
// show and drops the records, which are read again when an item is opened or
// decided.
const leanFrom = 5_000

// oldList is the age at which a large list is read again in any case.
const oldList = 10 * time.Minute

func (m *Model) askSummary() tea.Cmd {
	ctx, t := m.reads.Next(api.SummarizeWorkItems)
	ask := m.cmds.WorkItemSummary(ctx, t, m.owner.ID)
	if m.owner.ID == "" {
		return ask
	}
	ctx, t = m.reads.NextFor(api.SummarizeWorkItems, ownSummary)
	return tea.Batch(ask, m.cmds.WorkItemSummary(ctx, t, ""))
}

// ownSummary marks the count of the person's own items, while those of another
// owner are listed.
const ownSummary = "own"

func (m *Model) onSummary(r api.Result[api.Summary]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	if r.Key == ownSummary {
		if r.Err == nil {
			m.own = r.Value
		}
		return nil
	}
	if r.Err != nil {
		if m.poller.UnderWay() && m.large() && !m.load.running { // pages on their way tell for themselves
			return m.fail(r.Err)
		}
		return nil
	}
	before := m.summary
	m.summary, m.counted = r.Value, true
	if !m.poller.UnderWay() || !m.large() || !m.load.done || m.load.running {
		return nil
	}
	switch {
	case m.env.Now().Sub(m.load.full) > oldList:
		return m.startLoad()
	case r.Value != before || m.load.failed:
		return m.peek()
	}
	m.problem = nil
	return m.poller.Done(true, 0)
}

// peek reads the first page of a large list, where new items come in.
func (m *Model) peek() tea.Cmd {
	m.load.peeking = true
	ctx, t := m.reads.Next(m.listOp())
	return m.page(ctx, t, 0)
}

// peeked puts the new items of the first page in front.
func (m *Model) peeked(p api.Page[api.WorkItem]) tea.Cmd {
	m.load.peeking, m.load.failed = false, false
	known := make(map[string]bool, len(p.Items))
	for _, it := range p.Items {
		known[it.ID] = false
	}
	rows := m.list.Rows()
	for i := range rows {
		if _, on := known[rows[i].ID]; on {
			known[rows[i].ID] = true
		}
	}
	fresh := slices.DeleteFunc(p.Items, func(it api.WorkItem) bool { return known[it.ID] || m.gone(it.ID) })
	m.list.Prepend(fresh)
	return m.poller.Done(true, 0)
}

func (m *Model) large() bool { return m.list.Len() > smallList }

// refresh asks whether anything is new: the count alone for a large list.
func (m *Model) refresh() tea.Cmd {
	if m.large() && m.load.done {
		return m.askSummary()
	}
	return tea.Batch(m.askSummary(), m.startLoad())
}

// startLoad reads the list from its first page.
func (m *Model) startLoad() tea.Cmd {
	heap.Wide()
	m.load = loading{
		begun: true, running: true, first: m.list.Len() == 0, seen: map[uint64]struct{}{}, seed: maphash.MakeSeed(),
		done: m.load.done, bad: m.load.bad, full: m.load.full,
	}
	clear(m.latest)
	ctx, t := m.reads.Next(m.listOp())
	return m.page(ctx, t, 0)
}

func (m *Model) onPage(r api.Result[api.Page[api.WorkItem]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) || r.Op != m.listOp() {
		return nil
	}
	if r.Err != nil {
		m.reads.Done(r.Ticket)
		return m.fail(r.Err)
	}
	m.problem = nil
	if m.load.peeking {
		return m.peeked(r.Value)
	}
	if m.load.badNext += r.Value.Bad; m.load.first {
		m.load.bad = m.load.badNext
	}
	fresh := r.Value.Items[:0:0]
	lean := len(m.load.seen) >= leanFrom
	for _, it := range r.Value.Items {
		id := maphash.String(m.load.seed, it.ID)
		if _, twice := m.load.seen[id]; !twice {
			m.load.seen[id] = struct{}{}
			if lean {
				it.Raw = api.Raw{}
			}
			if newer, known := m.latest[it.ID]; known && !m.completed {
				if newer == nil {
					continue
				}
				it = *newer
			}
			fresh = append(fresh, it)
		}
	}
	if m.load.first {
		m.list.Reserve(m.expected())
		m.list.Append(fresh)
	} else {
		m.load.next = append(m.load.next, fresh...)
	}
	if r.Value.More && len(fresh) > 0 { // a server that ignores the offset would page for ever
		ctx, t := m.reads.More(r.Ticket)
		return m.page(ctx, t, r.Value.Next)
	}
	return m.loaded(r.Ticket)
}

// expected is how many rows the tenant says there are.
func (m *Model) expected() int {
	if m.completed {
		return m.summary.Completed
	}
	return m.summary.Open
}

// loaded ends a load: the rows read replace those shown.
func (m *Model) loaded(t api.Ticket) tea.Cmd {
	m.reads.Done(t)
	if !m.load.first {
		m.changing(func() {
			m.list.SetRows(slices.DeleteFunc(m.load.next, func(it api.WorkItem) bool { return m.gone(it.ID) }))
		})
	}
	m.load = loading{begun: true, done: true, bad: m.load.badNext, full: m.env.Now()}
	cmd := m.poller.Done(true, 0)
	if m.detail.item.ID != "" && m.list.Row(m.detail.item.ID) != nil {
		m.detail.set(m, *m.list.Row(m.detail.item.ID))
	}
	if !m.split.Focused {
		cmd = tea.Batch(cmd, m.follow())
	}
	if m.list.Len() >= leanFrom {
		cmd = tea.Batch(cmd, tidy)
	}
	return cmd
}

// tidy is a command: hundreds of pages leave garbage behind that would not be
// given back for minutes.
func tidy() tea.Msg {
	heap.Tight()
	return nil
}

// gone reports whether a decision took the item off the open ones since the
// list was last asked for.
func (m *Model) gone(id string) bool {
	newer, known := m.latest[id]
	return known && newer == nil && !m.completed
}

// fail keeps what is on screen and says what went wrong.
func (m *Model) fail(err *api.Error) tea.Cmd {
	if err.Kind == api.Canceled {
		return m.poller.Done(true, 0)
	}
	m.problem = err
	m.load.next, m.load.seen, m.load.running, m.load.peeking, m.load.failed = nil, nil, false, false, true
	if err.Kind == api.Auth {
		m.poller.Rest(poll.SignedOff)
	}
	return m.poller.Done(false, err.RetryAfter)
}

func (m *Model) page(ctx context.Context, t api.Ticket, offset int) tea.Cmd {
	q := api.Query{Limit: api.MaxPage, Offset: offset}
	if offset > 0 {
		ctx = api.Background(ctx)
	}
	if m.completed {
		return m.cmds.CompletedWorkItems(ctx, t, m.owner.ID, q)
	}
	return m.cmds.WorkItems(ctx, t, m.owner.ID, q)
}
