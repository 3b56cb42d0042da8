package executions

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/viewtest"
)

// tenant is as much of a tenant as this view asks. Tests change it between
// requests; what is not overridden panics, which the commands turn into an error.
type tenant struct {
	api.ISC
	journal    *changetest.Journal
	mu         sync.Mutex
	workflows  []api.Workflow
	executions map[string][]api.Execution // by workflow, newest first
	history    map[string][]api.Event
	definition string                                // what history-v2 tells; "" has no such operation
	noOffset   bool                                  // the history ignores limit and offset
	deaf       bool                                  // the list of executions ignores filters
	refuses    bool                                  // or refuses them
	meddle     func([]api.Execution) []api.Execution // with a page of executions
	latency    time.Duration
	fail       func(op api.Op, id string) error
	vanishing  string         // is gone once it shall be canceled
	canceling  map[string]int // how many further reads an accepted cancellation takes

	calls   []string // op and id
	asked   []api.ExecutionQuery
	now     int // requests under way
	atMost  int // at most so many were at once
	cancels int
	hasty   int // lists of executions that were not asked for in the background
	urgent  int // histories likewise
}

func newTenant() *tenant {
	return &tenant{executions: map[string][]api.Execution{}, history: map[string][]api.Event{}, canceling: map[string]int{}}
}

// ask notes a request, and lets it take its time.
func (f *tenant) ask(ctx context.Context, op api.Op, id string) (func(), error) {
	f.mu.Lock()
	f.calls = append(f.calls, call(op, id))
	f.now++
	f.atMost = max(f.atMost, f.now)
	latency, fail := f.latency, f.fail
	f.mu.Unlock()
	if latency > 0 {
		select {
		case <-time.After(latency):
		case <-ctx.Done():
		}
	}
	f.mu.Lock()
	done := func() {
		f.now--
		f.mu.Unlock()
	}
	if fail != nil {
		if err := fail(op, id); err != nil {
			return done, err
		}
	}
	return done, ctx.Err()
}

// call is one request as it is noted.
func call(op api.Op, id string) string { return string(op) + ": " + id }

// count returns how many requests of a kind were made since the last reset, for
// any of the ids where some are given.
func (f *tenant) count(op api.Op, ids ...string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range f.calls {
		id, ok := strings.CutPrefix(c, call(op, ""))
		if ok && (len(ids) == 0 || slices.Contains(ids, id)) {
			n++
		}
	}
	return n
}

func (f *tenant) reset() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls, f.asked = nil, nil
}

func pageOf[T any](all []T, limit, offset int) api.Page[T] {
	if limit == 0 {
		limit = api.MaxPage
	}
	from := min(offset, len(all))
	to := min(from+limit, len(all))
	return api.Page[T]{Items: slices.Clone(all[from:to]), Offset: offset, Total: -1, More: to-from == limit, Next: to}
}

func (f *tenant) Workflows(ctx context.Context, q api.Query) (api.Page[api.Workflow], error) {
	done, err := f.ask(ctx, api.ListWorkflows, "")
	defer done()
	return pageOf(f.workflows, q.Limit, q.Offset), err
}

func (f *tenant) Executions(ctx context.Context, q api.ExecutionQuery) (api.Page[api.Execution], error) {
	done, err := f.ask(ctx, api.ListExecutions, q.WorkflowID)
	defer done()
	if !api.IsBackground(ctx) {
		f.hasty++
	}
	f.asked = append(f.asked, q)
	all, filtered := f.executions[q.WorkflowID], !q.Since.IsZero() || !q.Until.IsZero() || q.Status != ""
	switch {
	case filtered && f.refuses:
		return api.Page[api.Execution]{}, &api.Error{Kind: api.Invalid, Op: api.ListExecutions, Status: 400, Detail: "unsupported filter"}
	case filtered && !f.deaf:
		all = slices.DeleteFunc(slices.Clone(all), func(e api.Execution) bool { return !finds(q, e) })
	}
	page := pageOf(all, q.Limit, q.Offset)
	if f.meddle != nil {
		page.Items = f.meddle(page.Items)
	}
	return page, err
}

// finds reports whether a tenant finds an execution by its filters, whose times
// have milliseconds.
func finds(q api.ExecutionQuery, e api.Execution) bool {
	switch {
	case !q.Since.IsZero() && e.Start.Before(q.Since.Truncate(time.Millisecond)):
		return false
	case !q.Until.IsZero() && (e.Start.IsZero() || e.Start.After(q.Until.Truncate(time.Millisecond))):
		return false
	}
	return q.Status == "" || e.Status == q.Status || slices.Contains(q.Or, e.Status)
}

func (f *tenant) find(id string) *api.Execution {
	for _, list := range f.executions {
		for i := range list {
			if list[i].ID == id {
				return &list[i]
			}
		}
	}
	return nil
}

func notFound(op api.Op) *api.Error {
	return &api.Error{Kind: api.NotFound, Op: op, Status: 404, Detail: "no such execution"}
}

func (f *tenant) Execution(ctx context.Context, id string) (api.Execution, error) {
	done, err := f.ask(ctx, api.GetExecution, id)
	defer done()
	e := f.find(id)
	switch {
	case err != nil:
		return api.Execution{}, err
	case e == nil:
		return api.Execution{}, notFound(api.GetExecution)
	}
	if n, ok := f.canceling[id]; ok {
		if n == 0 && !e.Status.Closed() {
			e.Status, e.Close = api.ExecutionCanceled, time.Now()
		}
		f.canceling[id] = n - 1
	}
	return *e, nil
}

func (f *tenant) ExecutionHistory(ctx context.Context, id string, limit, offset int) (api.Page[api.Event], error) {
	done, err := f.ask(ctx, api.GetHistory, id)
	defer done()
	if !api.IsBackground(ctx) {
		f.urgent++
	}
	events, ok := f.history[id]
	switch {
	case err != nil:
		return api.Page[api.Event]{}, err
	case !ok:
		return api.Page[api.Event]{}, notFound(api.GetHistory)
	case f.noOffset:
		p := pageOf(events, len(events), 0)
		p.Offset, p.More = offset, len(events) >= limit
		return p, nil
	}
	return pageOf(events, limit, offset), nil
}

func (f *tenant) ExecutionHistoryV2(ctx context.Context, id string) (api.History, error) {
	if f.definition == "" {
		return api.History{}, &api.Error{Kind: api.NotFound, Op: api.GetHistoryV2, Detail: "this API generation has no such operation"}
	}
	done, err := f.ask(ctx, api.GetHistoryV2, id)
	defer done()
	events, ok := f.history[id]
	if err == nil && !ok {
		err = notFound(api.GetHistoryV2)
	}
	return api.History{Events: slices.Clone(events), Definition: api.ReadDefinition([]byte(f.definition)), Source: []byte(f.definition)}, err
}

func (f *tenant) CancelExecution(ctx context.Context, id string) error {
	if err := f.journal.Guard(ctx, api.CancelExecution); err != nil {
		return err
	}
	done, err := f.ask(ctx, api.CancelExecution, id)
	defer done()
	f.cancels++
	if f.vanishing == id {
		for w, list := range f.executions {
			f.executions[w] = slices.DeleteFunc(list, func(e api.Execution) bool { return e.ID == id })
		}
	}
	return err
}

// add starts or ends an execution as the tenant would: counters move with a start
// and with a failure.
func (f *tenant) add(workflow int, e api.Execution) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := &f.workflows[workflow]
	e.WorkflowID = w.ID
	f.executions[w.ID] = append([]api.Execution{e}, f.executions[w.ID]...)
	w.Executions++
	if e.Status.Failed() {
		w.Failures++
	}
}

func (f *tenant) end(id string, status api.ExecutionStatus, at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e := f.find(id)
	e.Status, e.Close = status, at
	if status.Failed() {
		for i := range f.workflows {
			if f.workflows[i].ID == e.WorkflowID {
				f.workflows[i].Failures++
			}
		}
	}
}

// populate gives the tenant n workflows with runs executions each, a few seconds
// apart, the last of them ten minutes ago.
func (f *tenant) populate(now time.Time, n, runs int) {
	for i := range n {
		id := fmt.Sprintf("wf-%03d", i)
		w := api.Workflow{ID: id, Name: fmt.Sprintf("Workflow %03d", i), Executions: runs, Modified: now.Add(-1000 * time.Hour)}
		for r := range runs {
			e := api.Execution{
				ID: fmt.Sprintf("%s-run-%05d", id, runs-r), WorkflowID: id, Status: api.ExecutionCompleted,
				Start: now.Add(-10*time.Minute - time.Duration(r*n+i)*7*time.Second),
			}
			e.Close = e.Start.Add(4 * time.Second)
			if r%9 == 4 {
				e.Status = api.ExecutionFailed
				w.Failures++
			}
			f.executions[id] = append(f.executions[id], e)
		}
		f.workflows = append(f.workflows, w)
	}
}

// open returns the view over a tenant, shown and loaded. It must be called inside
// a synctest bubble.
func open(t *testing.T, f *tenant) (*Model, *viewtest.Loop) { return show(t, f) }

// show is open for any client.
func show(t *testing.T, isc api.ISC) (*Model, *viewtest.Loop) {
	t.Helper()
	return showWith(t, isc, changetest.New())
}

// showWith is show with a journal.
func showWith(t *testing.T, isc api.ISC, j *changetest.Journal) (*Model, *viewtest.Loop) {
	t.Helper()
	m := New(golden.Env(t, "dark", golden.Live(time.Now)), &api.Commands{ISC: isc}, j.Journal, t.Context(), "executions#1")
	m.journal = j
	m.causes.left = 0 // until the cursor moves: which of two readings comes first is not the same twice
	if f, ok := isc.(*tenant); ok {
		f.journal = j
	}
	loop := viewtest.New(t, m)
	t.Cleanup(func() {
		m.SetActive(false)
		m.Close()
		m.cancels = map[string]*cancellation{}
		loop.Advance(time.Hour) // ticks that are out come, and find nobody
	})
	loop.Do(m.Init())
	loop.Do(m.SetActive(true))
	m.Render(120, 36)
	return m, loop
}
