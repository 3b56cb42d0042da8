package board

import (
	"math"
	"time"

	"iscope/api"
)

// Window is the time the board is about. The zero Window is all there is.
type Window struct {
	From time.Time // inclusive; zero: from the beginning
	To   time.Time // exclusive; zero: now and whatever comes
	from int64     // as nanoseconds
	to   int64
}

func (w Window) normal() Window {
	w.from, w.to = math.MinInt64, math.MaxInt64
	if !w.From.IsZero() {
		w.from = w.From.UnixNano()
	}
	if !w.To.IsZero() {
		w.to = w.To.UnixNano()
	}
	return w
}

func (w Window) contains(at int64) bool { return at >= w.from && at < w.to }

// Look sets the window that Next, Groups and Tally are about. To move it forward
// with the clock costs nothing; to look further back goes through all failures.
func (b *Book) Look(w Window) {
	w = w.normal()
	was := b.window
	b.window = w
	if w.from != was.from || w.to != was.to {
		b.version++
	}
	if w.from >= was.from && w.to == was.to {
		return
	}
	for i := range b.flows {
		b.flows[i].unread = b.flows[i].unread[:0]
	}
	for n := range b.entries {
		b.enqueue(int32(n))
	}
}

func (b *Book) enqueue(n int32) {
	if it := &b.entries[n]; it.state == unread && b.window.contains(it.start) {
		b.flows[it.flow].unread.push(b.entries, n)
	}
}

// Next returns the failure that is to be read next and counts it as asked for:
// while workflows have failures newer than any that was read of them, the newest
// of these, else one of the workflow that had the fewest read. Whoever gets it
// ends with Learn, Archived, Unreadable or Return.
func (b *Book) Next() (api.Execution, bool) {
	best := -1
	for i := range b.flows {
		if b.head(i) >= 0 && (best < 0 || b.before(i, best)) {
			best = i
		}
	}
	if best < 0 {
		return api.Execution{}, false
	}
	f := &b.flows[best]
	n := f.unread.pop(b.entries)
	f.served++
	f.newest = max(f.newest, b.entries[n].start)
	b.entries[n].state = asked
	return b.execution(n), true
}

// before reports whether a failure of workflow i is to be read before one of j.
func (b *Book) before(i, j int) bool {
	f, g := &b.flows[i], &b.flows[j]
	at, other := b.entries[f.unread[0]].start, b.entries[g.unread[0]].start
	news, otherNews := f.served == 0 || at > f.newest, g.served == 0 || other > g.newest
	switch {
	case news != otherNews:
		return news
	case !news && f.served != g.served:
		return f.served < g.served
	}
	return at > other
}

// head returns the newest entry of a workflow that is to be read, -1 for none.
// What was learned otherwise, or has left the window, is dropped on the way.
func (b *Book) head(flow int) int32 {
	f := &b.flows[flow]
	for len(f.unread) > 0 {
		n := f.unread[0]
		if it := &b.entries[n]; it.state == unread && b.window.contains(it.start) {
			return n
		}
		f.unread.pop(b.entries)
	}
	return -1
}

// heap orders entries, the newest at the top.
type heap []int32

func (h *heap) push(entries []entry, n int32) {
	*h = append(*h, n)
	q := *h
	for i := len(q) - 1; i > 0; {
		up := (i - 1) / 2
		if entries[q[up]].start >= entries[q[i]].start {
			return
		}
		q[up], q[i] = q[i], q[up]
		i = up
	}
}

func (h *heap) pop(entries []entry) int32 {
	q := *h
	top, last := q[0], len(q)-1
	q[0] = q[last]
	q = q[:last]
	*h = q
	for i := 0; ; {
		down := 2*i + 1
		if down >= last {
			return top
		}
		if down+1 < last && entries[q[down+1]].start > entries[q[down]].start {
			down++
		}
		if entries[q[i]].start >= entries[q[down]].start {
			return top
		}
		q[i], q[down] = q[down], q[i]
		i = down
	}
}
