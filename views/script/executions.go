package script

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/views/executions/since"
	"iscope/views/internal/terms"
)

// atOnce is how many workflows are asked for their executions at once.
const atOnce = 4

// executionStatuses are how the API writes the words of --status.
var executionStatuses = []api.ExecutionStatus{
	api.ExecutionQueued, "Running", api.ExecutionCompleted, api.ExecutionFailed, api.ExecutionCanceled, "TimedOut", "Terminated",
}

// executions lists executions newest first: of one workflow, or of all.
func (g Get) executions() (list, error) {
	of := runs{Get: g}
	status, err := g.status()
	if err != nil {
		return list{}, err
	}
	if i := slices.IndexFunc(executionStatuses, func(s api.ExecutionStatus) bool { return strings.EqualFold(string(s), status) }); i >= 0 {
		of.status = executionStatuses[i]
	}
	if g.Since != "" {
		var err error
		if of.time, err = since.Parse(g.Since, g.Now(), g.Zone); err != nil {
			return list{}, fmt.Errorf("--since: %w", err)
		}
	}
	return list{
		columns: []column{
			{name: "id", drop: 1}, {name: "status"}, {name: "workflow", gives: true}, {name: "started", when: true}, {name: "ended", when: true, drop: 3}, {name: "took", right: true, drop: 2},
		},
		one: of.one, all: of.all,
	}, nil
}

// runs reads executions.
type runs struct {
	Get
	status api.ExecutionStatus // "" for any
	time   since.Range         // zero for any
}

// one reads an execution, and the name of its workflow where that can be had.
func (g runs) one(ctx context.Context, id string) (record, *api.Error) {
	e, err := ask(ctx, g.Cmds, api.GetExecution, func(ctx context.Context) (api.Execution, error) { return g.Cmds.ISC.Execution(ctx, id) })
	if err != nil {
		return record{}, err
	}
	w, _ := ask(ctx, g.Cmds, api.GetWorkflow, func(ctx context.Context) (api.Workflow, error) { return g.Cmds.ISC.Workflow(ctx, e.WorkflowID) })
	return g.row(&e, w.Name), nil
}

// all reads the executions of the workflow that is asked for, or of all: the
// tenant has no list across them.
func (g runs) all(ctx context.Context, r *reading, yield func(record) bool) {
	var flows []api.Workflow
	g.eachWorkflow(ctx, r, api.MaxPage, func(w *api.Workflow) bool {
		flows = append(flows, *w)
		return true
	})
	if r.err != nil {
		return
	}
	if flows, r.err = g.meant(flows); r.err != nil {
		return
	}
	rows := g.gather(ctx, r, flows)
	if ctx.Err() != nil { // what is there need not be the newest
		r.err = api.AsError(api.ListExecutions, ctx.Err())
		return
	}
	slices.SortStableFunc(rows, func(a, b flowRun) int { return cmp.Or(b.Start.Compare(a.Start), strings.Compare(a.ID, b.ID)) })
	for i := range rows {
		if !yield(g.row(&rows[i].Execution, rows[i].workflow)) {
			return
		}
	}
}

// meant are the workflows that have to be asked: the one that is named, or all
// that can have executions.
func (g runs) meant(flows []api.Workflow) ([]api.Workflow, *api.Error) {
	if g.Workflow == "" {
		return slices.DeleteFunc(flows, func(w api.Workflow) bool { return g.never(&w) }), nil
	}
	all := make([]terms.Named, len(flows))
	for i, w := range flows {
		all[i] = terms.Named{ID: w.ID, Name: w.Name}
	}
	one, err := terms.Pick("workflow", g.Workflow, all)
	switch {
	case errors.Is(err, terms.ErrNone):
		return nil, &api.Error{Kind: api.NotFound, Op: api.ListExecutions, Detail: err.Error()}
	case err != nil:
		return nil, &api.Error{Kind: api.Invalid, Op: api.ListExecutions, Detail: err.Error()}
	}
	return slices.DeleteFunc(flows, func(w api.Workflow) bool { return w.ID != one.ID }), nil
}

// settled is how long a workflow is there before its counter is believed.
const settled = time.Hour

// never reports whether a workflow surely has no execution to show: its counter
// says so, and it is neither new nor was it changed since it was made, for the
// tenant begins to count again with a change. Where it was changed, what it has is
// from before that.
func (g runs) never(w *api.Workflow) bool {
	switch {
	case w.Executions != 0 || w.Created.IsZero() || g.Now().Sub(w.Modified) < settled:
		return false
	case w.Modified.Equal(w.Created):
		return true
	}
	return !g.time.From.IsZero() && w.Modified.Before(g.time.From)
}

// flowRun is an execution and the name of its workflow.
type flowRun struct {
	api.Execution
	workflow string
}

// gather reads the executions of several workflows, some at once. What cannot be
// read of one is told in r; where asking on makes no sense it ends.
func (g runs) gather(ctx context.Context, r *reading, flows []api.Workflow) []flowRun {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	found := make([][]flowRun, len(flows))
	parts := make([]reading, len(flows))
	var mu sync.Mutex
	var wg sync.WaitGroup
	room, done := make(chan struct{}, atOnce), 0
	for i := range flows {
		room <- struct{}{}
		wg.Go(func() {
			defer func() { <-room }()
			if ctx.Err() != nil {
				return
			}
			found[i] = g.of(ctx, &parts[i], &flows[i])
			if err := parts[i].err; err != nil && hopeless(err) {
				stop(err)
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			g.progress(fmt.Sprintf("executions of %d of %d workflows", done, len(flows)))
		})
	}
	wg.Wait()
	for i, p := range parts {
		r.bad += p.bad
		if p.err != nil && p.err.Kind != api.NotFound && p.err.Kind != api.Canceled { // deleted meanwhile, or ended with the rest
			r.lost = append(r.lost, fmt.Sprintf("the executions of %s are missing: %s", cmp.Or(flows[i].Name, flows[i].ID), p.err.Error()))
		}
	}
	if errors.As(context.Cause(ctx), &r.err) {
		r.lost = nil
	}
	rows := slices.Concat(found...)
	if len(rows) == 0 && r.err == nil && len(flows) == 1 {
		r.err = parts[0].err
	}
	return rows
}

// hopeless reports whether the next request would fail in the same way.
func hopeless(err *api.Error) bool {
	switch err.Kind {
	case api.Auth, api.Forbidden, api.Offline, api.Throttled:
		return true
	}
	return false
}

// of reads the executions of one workflow, no more of them than can be asked
// for in all.
func (g runs) of(ctx context.Context, r *reading, w *api.Workflow) []flowRun {
	var rows []flowRun
	pages(ctx, g.quiet(), api.ListExecutions, r, g.page(true), func(e *api.Execution) string { return e.ID }, func(ctx context.Context, limit, offset int) (api.Page[api.Execution], error) {
		return g.Cmds.ISC.Executions(ctx, api.ExecutionQuery{
			WorkflowID: w.ID, Status: g.status, Since: g.time.From, Until: g.time.To, Limit: limit, Offset: offset,
		})
	}, func(e *api.Execution) bool {
		// A tenant may pass over a filter in silence.
		if g.status != "" && !strings.EqualFold(string(word(e.Status)), string(g.status)) || !g.time.Contains(e.Start) {
			return g.time.IsZero() || !e.Start.Before(g.time.From)
		}
		rows = append(rows, flowRun{*e, w.Name})
		return g.Limit == 0 || g.Match != "" || len(rows) <= g.Limit
	})
	return rows
}

// quiet is g without progress, which one of several at once must not show.
func (g runs) quiet() Get {
	g.Progress = nil
	return g.Get
}

func (g runs) row(e *api.Execution, workflow string) record {
	took := ""
	if d := e.Took(g.Now()); d > 0 {
		took = cell.Duration(d)
	}
	return record{
		[]string{e.ID, string(word(e.Status)), cmp.Or(workflow, e.WorkflowID), stamp(e.Start), stamp(e.Close), took},
		func() json.RawMessage { return executionRecord(e) },
	}
}

// executionRecord writes an execution as the tenant does: its fields are all
// that the tenant tells.
func executionRecord(e *api.Execution) json.RawMessage {
	at := func(t time.Time) *string {
		if t.IsZero() {
			return nil
		}
		s := t.UTC().Format(time.RFC3339Nano)
		return &s
	}
	raw, err := json.Marshal(struct {
		ID         string  `json:"id"`
		WorkflowID string  `json:"workflowId"`
		RequestID  string  `json:"requestId"`
		Start      *string `json:"startTime"`
		Close      *string `json:"closeTime"`
		Status     string  `json:"status"`
	}{e.ID, e.WorkflowID, e.RequestID, at(e.Start), at(e.Close), string(e.Status)})
	if err != nil {
		return json.RawMessage("null") // texts always encode
	}
	return raw
}
