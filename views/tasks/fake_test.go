package tasks

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"

	"iscope/api"
	"iscope/views/internal/change/changetest"
)

// answer is what the fake answers with.
type answer struct {
	t   api.Task
	err error
}

// fake is a tenant of tasks.
type fake struct {
	api.ISC
	journal *changetest.Journal

	mu       sync.Mutex
	pending  []api.Task
	ended    []api.Task // newest first
	pageSize int        // 0: MaxPage
	err      error      // of count and lists
	script   []answer   // readings of single tasks, in order; then the lists
	writes   map[string]answer
	write    *answer
	onWrite  func()
	older    bool // a generation that filters by less

	heads, lists, pages int
	queries             []api.TaskQuery
	gets                []string
	patched             []string
	patches             [][]api.PatchOp
}

func (f *fake) CountPendingTasks(context.Context) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.heads++
	return len(f.pending), f.err
}

func (f *fake) PendingTasks(_ context.Context, q api.Query) (api.Page[api.Task], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lists++
	return f.page(f.pending, q.Limit, q.Offset)
}

func (f *fake) Tasks(_ context.Context, q api.TaskQuery) (api.Page[api.Task], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pages++
	f.queries = append(f.queries, q)
	if q.Filters == "" && q.SourceID == "" && !q.Oldest {
		return f.page(f.ended, q.Limit, q.Offset)
	}
	var rows []api.Task
	for _, t := range f.ended {
		if f.matches(&t, q.Filters) && (q.SourceID == "" || t.Target.ID == q.SourceID) {
			rows = append(rows, t)
		}
	}
	if q.Oldest {
		slices.Reverse(rows)
	}
	return f.page(rows, q.Limit, q.Offset)
}

// equals is the one kind of filter the fake understands; it lets tasks pass that
// it is asked about in another way.
var equals = regexp.MustCompile(`^(completionStatus|id|sourceId|launcher) eq "([^"]*)"$`)

func (f *fake) matches(t *api.Task, filter string) bool {
	for part := range strings.SplitSeq(filter, " and ") {
		m := equals.FindStringSubmatch(part)
		if m == nil {
			continue
		}
		value := map[string]string{"completionStatus": string(t.Status), "id": t.ID, "sourceId": t.Target.ID, "launcher": t.Launcher}[m[1]]
		if !strings.EqualFold(value, m[2]) {
			return false
		}
	}
	return true
}

// TaskFields makes the fake a tenant of the newest generation.
func (f *fake) TaskFields() api.TaskFields {
	return api.TaskFields{IsNull: !f.older, Launcher: !f.older}
}

func (f *fake) page(all []api.Task, limit, offset int) (api.Page[api.Task], error) {
	if f.err != nil {
		return api.Page[api.Task]{}, f.err
	}
	if f.pageSize > 0 {
		limit = min(limit, f.pageSize)
	}
	from := min(offset, len(all))
	to := min(from+limit, len(all))
	return api.Page[api.Task]{Items: slices.Clone(all[from:to]), Offset: offset, Total: -1, More: to < len(all), Next: to}, nil
}

func (f *fake) Task(ctx context.Context, id string) (api.Task, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gets = append(f.gets, id)
	if err := ctx.Err(); err != nil {
		return api.Task{}, err
	}
	if len(f.script) > 0 {
		a := f.script[0]
		f.script = f.script[1:]
		return a.t, a.err
	}
	for _, t := range slices.Concat(f.pending, f.ended) {
		if t.ID == id {
			return t, nil
		}
	}
	return api.Task{}, missed
}

func (f *fake) PatchTask(ctx context.Context, id string, patch []api.PatchOp) (api.Task, error) {
	if err := f.journal.Guard(ctx, api.PatchTask); err != nil {
		return api.Task{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.patched, f.patches = append(f.patched, id), append(f.patches, patch)
	if f.onWrite != nil {
		f.onWrite()
	}
	if a, ok := f.writes[id]; ok {
		return a.t, a.err
	}
	if f.write != nil {
		return f.write.t, f.write.err
	}
	for i, t := range f.pending {
		if t.ID == id {
			f.end(i, api.TaskFailed)
			return f.ended[0], nil
		}
	}
	return api.Task{}, missed
}

// end lets the pending task i end.
func (f *fake) end(i int, s api.CompletionStatus) {
	t := f.pending[i]
	t.Status, t.Completed = s, at
	f.pending = slices.Delete(slices.Clone(f.pending), i, i+1)
	f.ended = slices.Insert(f.ended, 0, t)
}
