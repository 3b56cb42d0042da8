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
	fd := &m.feed
	i := slices.IndexFunc(fd.queue, func(a ask) bool { return a.flow == f && !a.older })
	switch {
	case i >= 0:
		fd.queue = slices.Delete(fd.queue, i, i+1)
	case f.loaded || f.due:
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

// planOpen queues looks at executions that were open, for a completion moves no
// counter: the page of a workflow that has several, else the single execution.
// The longer one has been open, the less often it is looked at.
func (m *Model) planOpen() {
	type look struct {
		ask
		last time.Time
	}
	now := m.env.Now()
	var looks []look
	add := func(a ask, last, start time.Time) {
		if now.Sub(last) >= patience(now.Sub(start)) {
			looks = append(looks, look{a, last})
		}
	}
	for _, f := range m.feed.flows {
		if f.due || len(f.open) == 0 {
			continue
		}
		near := slices.DeleteFunc(slices.Clone(f.open), func(o openRow) bool { return o.place >= pageSize })
		if len(near) > 1 && f.listed {
			add(ask{flow: f}, f.asked, near[0].start)
		}
		for _, o := range f.open {
			if (len(near) <= 1 || o.place >= pageSize || !f.listed) && !m.watched(o.id) {
				add(ask{id: o.id}, m.feed.checked[o.id], o.start)
			}
		}
	}
	slices.SortFunc(looks, func(a, b look) int { return cmp.Or(a.last.Compare(b.last), cmp.Compare(a.id, b.id)) })
	for _, l := range looks[:min(len(looks), openChecks)] {
		if l.id != "" {
			m.feed.queue = append(m.feed.queue, l.ask)
		} else {
			m.enqueue(l.flow)
		}
	}
}

// patience is how long an execution that has been open for that long is left
// alone between two looks.
func patience(open time.Duration) time.Duration { return max(0, min(open/4, 5*time.Minute)) }

// watched reports whether somebody else reads that execution again and again.
func (m *Model) watched(id string) bool {
	return m.cancels[id] != nil || m.split.Open && m.detail.id == id
}

// ahead asks for older pages when the cursor comes near the end of what is
// complete: of those workflows first that reach back the least.
func (m *Model) ahead() tea.Cmd {
	fd := &m.feed
	if fd.budget <= 0 || !m.active {
		return nil
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
		if f.loaded && f.more && !f.olderDue && f.horizon.After(until) && m.filter.wants(f) {
			want = append(want, f)
		}
	}
	slices.SortFunc(want, func(a, b *flow) int { return cmp.Or(b.horizon.Compare(a.horizon), cmp.Compare(a.ID, b.ID)) })
	for _, f := range want[:min(len(want), inFlight, fd.budget)] {
		f.olderDue = true
		fd.budget--
		fd.queue = append([]ask{{flow: f, older: true}}, fd.queue...)
	}
	return m.pump()
}

// completeSince returns back to when the list has every execution; zero: as far
// as the tenant remembers.
func (m *Model) completeSince() time.Time {
	var since time.Time
	for _, f := range m.feed.flows {
		if f.more && f.horizon.After(since) && m.filter.wants(f) {
			since = f.horizon
		}
	}
	return since
}
