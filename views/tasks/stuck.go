package tasks

import (
	"time"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/views/tasks/usual"
)

// A task is stuck that has been pending for longer than 95 of 100 of its like
// took, and for longer than stuckFloor: a short task that takes twice its time is
// nothing to look after. Where too few of its like are known, it is stuck after
// stuckAfter.
const (
	stuckFloor = 30 * time.Minute
	stuckAfter = 24 * time.Hour
)

// stuck says why a pending task is taken for stuck, "" when it is not.
func (m *Model) stuck(t *api.Task) string {
	d := age(t, m.env.Now())
	if !t.Pending() || d <= stuckFloor {
		return ""
	}
	u, known := m.book.Of(t)
	switch {
	case known && d > u.P95:
		return "95 of 100 of its like take no more than " + cell.Duration(u.P95)
	case !known && d > stuckAfter:
		return "pending for more than a day; too few of its like are known to compare it with"
	}
	return ""
}

// countStuck counts the stuck tasks for the badge, as often as something comes
// that they depend on.
func (m *Model) countStuck() {
	m.pending.stuck = 0
	for i := range m.pending.table.Rows() {
		if r := &m.pending.table.Rows()[i]; r.leaving == 0 && m.stuck(&r.Task) != "" {
			m.pending.stuck++
		}
	}
}

// keepBook notes how long the tasks of a page took.
func (m *Model) keepBook(items []api.Task) {
	for i := range items {
		m.book.Add(&items[i])
	}
	m.countStuck()
	m.pending.table.Touch()
	m.detail.version++
}

// estimate is how far a pending task would be if it took as long as its like
// usually do, in percent; ok is false where that is not known. It is a guess, and
// shown as one.
func (m *Model) estimate(t *api.Task) (percent int, ok bool) {
	u, known := m.book.Of(t)
	if !known || t.Launched.IsZero() || !t.Pending() {
		return 0, false
	}
	return int(min(100*age(t, m.env.Now())/max(u.Median, time.Second), 1_000)), true
}

// usualSpan writes how long the like of a task take in a few cells: the median,
// and what 95 of 100 do not exceed.
func (m *Model) usualSpan(t *api.Task) string {
	u, ok := m.book.Of(t)
	if !ok {
		return ""
	}
	from, to := cell.Age(u.Median), cell.Age(u.P95)
	if from == to {
		return "about " + from
	}
	return from + "–" + to
}

// usualWords is usualSpan for the detail.
func (m *Model) usualWords(t *api.Task) string {
	u, ok := m.book.Of(t)
	if !ok {
		return ""
	}
	return "about " + cell.Duration(u.Median) + ", 95 of 100 within " + cell.Duration(u.P95) + ", by the last " +
		cell.Count(u.Runs, "task") + " of its kind"
}

// kindOf is what makes tasks comparable.
func kindOf(t *api.Task) usual.Kind { return usual.KindOf(t) }
