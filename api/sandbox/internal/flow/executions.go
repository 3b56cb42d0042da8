package flow

import (
	"net/http"
	"slices"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// executionKind is the name under which kit makes the identifiers of executions.
const executionKind = "execution"

// numberBits is how much of an execution's number is the run, the rest the workflow.
const numberBits = 40

func (s *Service) executionID(st *stream, n uint64) string {
	return s.world.UUID(executionKind, st.index<<numberBits|n)
}

// findRun looks an execution up by its id. Archived ones are gone.
func (s *Service) findRun(id string) (*workflow, run, bool) {
	packed, ok := s.world.Index(executionKind, id)
	if !ok {
		return nil, run{}, false
	}
	w, ok := s.workflow(packed >> numberBits)
	n, now := packed&(1<<numberBits-1), s.world.Now()
	switch {
	case !ok:
		return nil, run{}, false
	case n&madeFlag != 0 && n&^madeFlag >= uint64(len(w.st.made)):
		return nil, run{}, false
	case n&madeFlag == 0 && n >= w.st.runsUpTo(now):
		return nil, run{}, false
	}
	r := s.runAt(w.st, n, now)
	if r.start.Before(now.Add(-archive)) {
		return nil, run{}, false
	}
	return w, r, true
}

// wireExecution is an execution as JSON. closeTime is absent while it is open.
type wireExecution struct {
	ID         string `json:"id"`
	WorkflowID string `json:"workflowId"`
	RequestID  string `json:"requestId"`
	StartTime  string `json:"startTime"`
	CloseTime  string `json:"closeTime,omitempty"`
	Status     string `json:"status"`
}

func (s *Service) wireRun(r run) wireExecution {
	out := wireExecution{
		ID: s.executionID(r.st, r.n), WorkflowID: s.uuid(r.st),
		RequestID: s.world.ID32("workflow-request", r.st.index<<numberBits|r.n),
		StartTime: kit.Stamp(r.start), Status: r.status,
	}
	if r.closed() {
		out.CloseTime = kit.Stamp(r.close)
	}
	return out
}

// shelf is the runs of one stream that are not archived, newest first, those of
// the trigger and those of requests in one order.
type shelf struct {
	st       *stream
	lo, hi   uint64   // of the trigger: lo … hi-1
	made     []uint64 // flagged numbers, newest first
	position []int    // of each made run among all
}

// shelf gathers the runs that started after from and no later than to.
func (s *Service) shelf(st *stream, from, to time.Time) shelf {
	out := shelf{st: st, lo: st.runsUpTo(from), hi: st.runsUpTo(to)}
	out.lo = min(out.lo, out.hi)
	for i := len(st.made) - 1; i >= 0; i-- {
		at := st.made[i].start
		if at.After(to) || !at.After(from) {
			continue
		}
		newer := int(out.hi) - int(min(max(st.runsUpTo(at), out.lo), out.hi))
		out.position = append(out.position, newer+len(out.made))
		out.made = append(out.made, uint64(i)|madeFlag)
	}
	return out
}

func (f shelf) len() int { return int(f.hi-f.lo) + len(f.made) }

// at is the number of the run in place i.
func (f shelf) at(i int) uint64 {
	k, found := slices.BinarySearch(f.position, i)
	if found {
		return f.made[k]
	}
	return f.hi - 1 - uint64(i-k)
}

var executionFields = map[string]kit.Field{
	"start_time": {Kind: kit.TimeField, Ops: []string{"eq", "lt", "le", "gt", "ge"}},
	"status":     {Ops: []string{"eq"}},
}

// executions answers GET /workflows/{id}/executions, newest first.
func (s *Service) executions(r *kit.Request) kit.Reply {
	w, ok := s.find(r.Vars["id"])
	if !ok {
		return kit.NotFound()
	}
	filter, err := kit.ParseFilter(r.URL.Query().Get("filters"), executionFields)
	if err != nil {
		return kit.Refuse(err)
	}
	win, err := r.Window()
	if err != nil {
		return kit.Refuse(err)
	}
	now := s.world.Now()
	from, to := bounds(filter, now.Add(-archive-1), now)
	all := s.shelf(w.st, from, to)
	row := func(n uint64) any { return s.wireRun(s.runAt(w.st, n, now)) }
	if filter == nil {
		return win.Reply(all.len(), func(i int) any { return row(all.at(i)) })
	}
	hits := s.matching(w.st, all, filter, win, now)
	return win.Reply(len(hits), func(i int) any { return row(hits[i]) })
}

// matching lists the numbers of the runs that satisfy the filter: up to the
// end of the window, or all of them if they are to be counted.
func (s *Service) matching(st *stream, all shelf, filter *kit.Filter, win kit.Window, now time.Time) []uint64 {
	enough := all.len()
	if !win.Count {
		enough = min(enough, win.Offset) + win.Limit
	}
	edge := now.Add(-s.longest(st))
	var hits []uint64
	for i := range all.len() {
		if len(hits) >= enough {
			break
		}
		n := all.at(i)
		var r run
		get := func(field string) any {
			if r.st == nil {
				r = s.briefly(st, n, now, edge)
			}
			if field == "start_time" {
				return r.start
			}
			return r.status
		}
		if filter.Match(get) {
			hits = append(hits, n)
		}
	}
	return hits
}

// briefly is runAt without what a filter does not look at: a run from before
// the edge is over, whenever it closed.
func (s *Service) briefly(st *stream, n uint64, now, edge time.Time) run {
	start := st.startOf(n)
	if _, touched := st.canceled[n]; touched || !start.Before(edge) {
		return s.runAt(st, n, now)
	}
	return run{st: st, n: n, start: start, status: closedAs[st.outcomeOf(n)]}
}

// bounds narrows a range of start times by what a filter demands, so that a
// question for a short time does not look at every run. It may leave it too wide.
func bounds(f *kit.Filter, from, to time.Time) (time.Time, time.Time) {
	if f == nil {
		return from, to
	}
	if f.Op == "and" {
		for _, kid := range f.Kids {
			from, to = bounds(kid, from, to)
		}
		return from, to
	}
	if f.Field != "start_time" {
		return from, to
	}
	t, ok := kit.ParseTime(f.Values[0])
	if !ok {
		return from, to
	}
	switch f.Op {
	case "gt":
		from = later(from, t)
	case "ge":
		from = later(from, t.Add(-1))
	case "lt", "le":
		to = earlier(to, t)
	case "eq":
		from, to = later(from, t.Add(-1)), earlier(to, t)
	}
	return from, to
}

// execution answers GET /workflow-executions/{id}.
func (s *Service) execution(r *kit.Request) kit.Reply {
	_, run, ok := s.findRun(r.Vars["id"])
	if !ok {
		return kit.NotFound()
	}
	return kit.OK(s.wireRun(run))
}

// cancel answers POST /workflow-executions/{id}/cancel. It takes hold a second
// or two later, unless the run is over by then.
func (s *Service) cancel(r *kit.Request) kit.Reply {
	w, run, ok := s.findRun(r.Vars["id"])
	if !ok {
		return kit.NotFound()
	}
	if run.closed() {
		return kit.Fail(http.StatusBadRequest, "The workflow execution is closed already: "+run.status+".")
	}
	if _, asked := w.st.canceled[run.n]; !asked {
		if w.st.canceled == nil {
			w.st.canceled = map[uint64]time.Time{}
		}
		delay := time.Second + time.Duration(s.world.Hash("cancel", w.st.index, run.n)%uint64(time.Second))
		w.st.canceled[run.n] = s.world.Now().Add(delay)
	}
	return kit.NoContent()
}
