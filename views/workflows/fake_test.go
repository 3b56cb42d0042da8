package workflows

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"iscope/api"
	"iscope/views/internal/change/changetest"
)

// at is when tests take place: a Wednesday noon.
var at = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// answer is what the fake answers with.
type answer struct {
	w   api.Workflow
	err error
}

// fake is a tenant of workflows. What a test does not set answers with nothing.
type fake struct {
	api.ISC
	journal *changetest.Journal

	mu        sync.Mutex
	all       []api.Workflow // the list, and what GET finds unless scripted
	pageSize  int            // of the list; 0: MaxPage
	listErr   error
	script    []answer // readings of single workflows, in order; then all
	write     answer
	writes    map[string]answer // instead of write, by id
	onWrite   func()
	gate      chan struct{} // when set, list requests wait for it
	me        string
	runs      []api.Execution
	runsErr   error
	lists     int // requests made
	gets      []string
	runsAsked []string
	patches   [][]api.PatchOp
	patched   []string
	deleted   []string
}

func (f *fake) Whoami(context.Context) (api.Account, error) {
	return api.Account{IdentityID: f.me}, nil
}

func (f *fake) Workflows(ctx context.Context, q api.Query) (api.Page[api.Workflow], error) {
	f.mu.Lock()
	f.lists++
	gate := f.gate
	all, size, err := slices.Clone(f.all), f.pageSize, f.listErr
	f.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return api.Page[api.Workflow]{}, ctx.Err()
		}
	}
	if err != nil {
		return api.Page[api.Workflow]{}, err
	}
	if size == 0 {
		size = api.MaxPage
	}
	from := min(q.Offset, len(all))
	to := min(from+size, len(all))
	return api.Page[api.Workflow]{Items: all[from:to], Offset: from, Total: len(all), More: to < len(all), Next: to}, nil
}

func (f *fake) Workflow(ctx context.Context, id string) (api.Workflow, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gets = append(f.gets, id)
	if err := ctx.Err(); err != nil {
		return api.Workflow{}, err
	}
	if len(f.script) > 0 {
		a := f.script[0]
		f.script = f.script[1:]
		return a.w, a.err
	}
	for _, w := range f.all {
		if w.ID == id {
			return w, nil
		}
	}
	return api.Workflow{}, &api.Error{Kind: api.NotFound, Op: api.GetWorkflow, Status: 404, Detail: "Not found"}
}

func (f *fake) answerFor(id string) (answer, bool) {
	if a, ok := f.writes[id]; ok {
		return a, true
	}
	return f.write, f.write.err != nil || f.write.w.ID != ""
}

func (f *fake) PatchWorkflow(ctx context.Context, id string, patch []api.PatchOp) (api.Workflow, error) {
	if err := f.journal.Guard(ctx, api.PatchWorkflow); err != nil {
		return api.Workflow{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.patches, f.patched = append(f.patches, patch), append(f.patched, id)
	if f.onWrite != nil {
		f.onWrite()
	}
	if a, ok := f.answerFor(id); ok {
		return a.w, a.err
	}
	for i := range f.all {
		if f.all[i].ID == id {
			f.all[i].Enabled = fmt.Sprint(*patch[0].Value.(*any)) == "true"
			return f.all[i], nil
		}
	}
	return api.Workflow{}, &api.Error{Kind: api.NotFound, Op: api.PatchWorkflow, Status: 404}
}

func (f *fake) DeleteWorkflow(ctx context.Context, id string) error {
	if err := f.journal.Guard(ctx, api.DeleteWorkflow); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deleted = append(f.deleted, id)
	if a, ok := f.answerFor(id); ok {
		return a.err
	}
	f.all = slices.DeleteFunc(f.all, func(w api.Workflow) bool { return w.ID == id })
	return nil
}

func (f *fake) Executions(_ context.Context, q api.ExecutionQuery) (api.Page[api.Execution], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.runsAsked = append(f.runsAsked, q.WorkflowID)
	return api.Page[api.Execution]{Items: slices.Clone(f.runs)}, f.runsErr
}
