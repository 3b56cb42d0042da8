package executions

import (
	"cmp"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
)

// plan decides what to ask for now that the list of workflows is known: those
// with news, some without counters, and executions that were open.
func (m *Model) plan() {
	var blind []*flow
	for id, f := range m.feed.flows {
		f.listed = m.feed.names[id]
		switch {
		case !f.listed:
		case f.loaded && f.Executions < 0:
			blind = append(blind, f)
		default:
			m.enqueueIfNews(f)
		}
	}
	slices.SortFunc(blind, func(a, b *flow) int { return cmp.Or(a.asked.Compare(b.asked), cmp.Compare(a.ID, b.ID)) })
	for _, f := range blind[:min(len(blind), blindChecks)] {
		m.enqueue(f)
	}
	m.planOpen()
}

func (m *Model) enqueueIfNews(f *flow) {
	if !f.loaded || f.news() {
		m.enqueue(f)
	}
}

// enqueue puts the newest page of a workflow into the queue: the one that is
// shown alone first, then the busiest, the one changed last before others.
func (m *Model) enqueue(f *flow) {
	if f.due {
		return
	}
	f.due = true
	fd := &m.feed
	at, _ := slices.BinarySearchFunc(fd.queue, f, func(a ask, f *flow) int {
		switch {
		case a.older: // these stand in front
			return -1
		case a.flow == nil: // and these at the end
			return 1
		}
		return m.rank(a.flow, f)
	})
	fd.queue = slices.Insert(fd.queue, at, ask{flow: f})
}

// promote puts the newest page of a workflow in front of all others, unless it
// was read or is under way.
func (m *Model) promote(f *flow) {
	if !f.loaded || f.due {
		m.hasten(f)
	}
}

// hasten puts the newest page of a workflow in front of all others, unless it is
// under way.
func (m *Model) hasten(f *flow) {
	fd := &m.feed
	i := slices.IndexFunc(fd.queue, func(a ask) bool { return a.flow == f && !a.older })
	switch {
	case i >= 0:
		fd.queue = slices.Delete(fd.queue, i, i+1)
	case f.due:
		return
	}
	f.due = true
	fd.queue = slices.Insert(fd.queue, 0, ask{flow: f})
}

func (m *Model) rank(a, b *flow) int {
	if only := m.filter.only; only != "" && (a.ID == only) != (b.ID == only) {
		if a.ID == only {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(b.Executions, a.Executions), b.Modified.Compare(a.Modified), cmp.Compare(a.ID, b.ID))
}

// ahead asks for older pages when the cursor comes near the end of what is
// complete: of those workflows first that reach back the least.
func (m *Model) ahead() tea.Cmd {
	fd := &m.feed
	if fd.budget <= 0 || !m.active {
		return nil
	}
	if m.goesBack() {
		return m.pump() // older pages are read anyway
	}
	var until time.Time // rows must be complete back to here; zero: to the beginning
	if at := m.list.Place() + aheadRows; at < m.list.Shown() {
		key, reverse := m.list.Sort()
		if key != "" || reverse {
			return nil
		}
		until = m.list.At(at).Start
	}
	var want []*flow
	for _, f := range fd.flows {
		if r, ok := m.short(f); ok && !f.older.due && !r.lost && r.edge.After(until) {
			want = append(want, f)
		}
	}
	slices.SortFunc(want, m.nearest)
	for _, f := range want[:min(len(want), inFlight, fd.budget)] {
		f.older = older{due: true}
		fd.budget--
		fd.queue = append([]ask{{flow: f, older: true}}, fd.queue...)
	}
	return m.pump()
}

// short returns how far back a workflow was read, and whether that is not as far
// as the filter goes.
func (m *Model) short(f *flow) (*reach, bool) {
	if !f.loaded || !m.wants(f) {
		return nil, false
	}
	q := m.filter.query()
	r := f.reach(q, m.feed.deaf)
	return r, r.short(q)
}

// nearest orders workflows that are short by how far back they were read, those
// that reach back the least first.
func (m *Model) nearest(a, b *flow) int {
	q, deaf := m.filter.query(), m.feed.deaf
	return cmp.Or(b.reach(q, deaf).edge.Compare(a.reach(q, deaf).edge), cmp.Compare(a.ID, b.ID))
}

// completeSince returns back to when the list has every execution that the filter
// shows; zero: as far as the filter goes, or the tenant remembers.
func (m *Model) completeSince() time.Time {
	var since time.Time
	for _, f := range m.feed.flows {
		if r, ok := m.short(f); ok && r.edge.After(since) {
			since = r.edge
		}
	}
	return since
}
