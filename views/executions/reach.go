package executions

import (
	"time"

	"iscope/api"
	"iscope/views/executions/since"
)

// query is what of the filter the tenant can be asked for.
type query struct {
	status statusFilter
	since  since.Range
}

func (f filter) query() query { return query{f.status, f.since} }

// reach is how far back the executions of one workflow were read.
//
// Older ones are asked for by time, not by number: "at or before the oldest
// there is". New executions, and old ones that end while pages are read, then
// shift nothing. The number counts only where one moment fills a page, and for a
// tenant that does not filter.
type reach struct {
	of   query
	edge time.Time // what started later is here; zero: nobody knows
	skip int       // how many of a page that begins at the edge were read already
	more bool      // there may be older ones
	lost bool      // the tenant gives the same again and again
}

// older is a page of older executions that was asked for.
type older struct {
	due  bool // queued or under way
	back bool // to load back to a time, which somebody waits for
	of   query
	all  bool // of the workflow's executions, whatever the filter
	edge time.Time
	ask  api.ExecutionQuery
}

// reach returns how far back the executions that a query finds were read. A deaf
// tenant does not filter.
func (f *flow) reach(q query, deaf bool) *reach {
	to := q.since.To
	if deaf || !f.all.more || f.all.edge.IsZero() || q.status == anyStatus && (to.IsZero() || to.After(f.all.edge)) {
		return &f.all
	}
	if p := &f.part; p.of != q || p.of == (query{}) || p.edge.After(f.all.edge) {
		f.part = reach{of: q, edge: f.all.edge, more: true}
		if !to.IsZero() && to.Before(f.part.edge) {
			f.part.edge = to
		}
	}
	return &f.part
}

// short reports whether executions of the query's time may be missing.
func (r *reach) short(q query) bool {
	return r.more && (q.since.IsZero() || r.edge.After(q.since.From))
}

// wire is what the tenant is asked for the statuses of a filter.
var wire = [statuses][]api.ExecutionStatus{
	onlyRunning:   {api.ExecutionRunning, api.ExecutionQueued},
	onlyFailed:    {api.ExecutionFailed},
	onlyCompleted: {api.ExecutionCompleted},
	onlyCanceled:  {api.ExecutionCanceled},
}

// askOlder prepares the question for the next older page.
func (f *flow) askOlder(q query, deaf bool) api.ExecutionQuery {
	r, o := f.reach(q, deaf), &f.older
	o.of, o.all, o.edge = q, r == &f.all, r.edge
	o.ask = api.ExecutionQuery{WorkflowID: f.ID, Limit: olderSize, Offset: r.skip}
	if o.back {
		o.ask.Limit = api.MaxPage
	}
	switch {
	case deaf || r.edge.IsZero():
		o.ask.Offset += len(f.since(r.edge))
		return o.ask
	case !o.all && q.status != anyStatus:
		o.ask.Status, o.ask.Or = wire[q.status][0], wire[q.status][1:]
	}
	o.ask.Since, o.ask.Until = q.since.From, wireEnd(r.edge)
	return o.ask
}

// wireStep is how exactly a filter writes a time.
const wireStep = time.Millisecond

// wireEnd is the first moment that can be written and is not before t.
func wireEnd(t time.Time) time.Time {
	if floor := t.Truncate(wireStep); floor.Before(t) {
		return floor.Add(wireStep)
	}
	return t
}

// ignored reports whether a page holds what was not asked for: the tenant does
// not filter.
func ignored(ask api.ExecutionQuery, page []api.Execution) bool {
	for _, e := range page {
		late := !ask.Until.IsZero() && e.Start.After(ask.Until.Add(wireStep))
		early := !ask.Since.IsZero() && !e.Start.IsZero() && e.Start.Before(ask.Since.Add(-wireStep))
		if late || early || ask.Status != "" && !answers(ask, e.Status) {
			return true
		}
	}
	return false
}

// answers reports whether a status was asked for.
func answers(ask api.ExecutionQuery, s api.ExecutionStatus) bool {
	for _, want := range append([]api.ExecutionStatus{ask.Status}, ask.Or...) {
		if verbOf(s) == verbOf(want) && s.Closed() == want.Closed() {
			return true
		}
	}
	return false
}

// tookOlder notes how far back executions go after an older page came.
func (f *flow) tookOlder(page api.Page[api.Execution], fresh int) {
	o, r := f.older, &f.all
	if !o.all {
		r = &f.part
	}
	if !o.all && r.of != o.of || !r.edge.Equal(o.edge) {
		return // it answers a question that nobody asks any more
	}
	f.version++
	deaf := o.ask.Until.IsZero()
	begins, n := oldest(page.Items), page.Next-page.Offset
	switch {
	case !page.More || len(page.Items) == 0:
		if r.skip = 0; o.ask.Since.IsZero() {
			r.more, r.edge = false, time.Time{}
		} else {
			r.edge = o.ask.Since // what is older was not asked for
		}
	case !begins.IsZero() && (r.edge.IsZero() || wireEnd(begins).Before(wireEnd(r.edge))):
		r.edge, r.skip = begins, 0
	case deaf && fresh == 0:
		r.lost = r.skip > 0
		r.skip += n
	case deaf:
		r.skip = 0
	default:
		r.skip += n
	}
}

// oldest returns the earliest start in a page, zero where none has one.
func oldest(page []api.Execution) (t time.Time) {
	for _, e := range page {
		if !e.Start.IsZero() && (t.IsZero() || e.Start.Before(t)) {
			t = e.Start
		}
	}
	return t
}
