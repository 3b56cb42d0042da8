package isc

import (
	"context"
	"slices"
	"strings"

	"iscope/api"
	"iscope/api/rest"
)

func taskID(t api.Task) string { return t.ID }

// TaskFields tells what tasks can be filtered by in the generation.
func (c *Client) TaskFields() api.TaskFields {
	return api.TaskFields{IsNull: c.gen != V3, Launcher: c.gen == V2026 || c.gen == V1}
}

// Tasks lists task statuses, newest first unless told otherwise. In API v3 the list has no pending
// ones; asking for those takes the list of pending tasks instead, from which
// those of other sources are left out here.
func (c *Client) Tasks(ctx context.Context, q api.TaskQuery) (api.Page[api.Task], error) {
	if q.Pending && c.gen == V3 {
		p, err := c.pendingList(ctx, api.Query{Limit: q.Limit, Offset: q.Offset, Count: q.Count})
		if q.SourceID != "" {
			p.Items = slices.DeleteFunc(p.Items, func(t api.Task) bool { return t.Target.ID != q.SourceID })
			p.Total = -1
		}
		return p, err
	}
	var filters []string
	if q.SourceID != "" {
		filters = append(filters, Eq("sourceId", q.SourceID))
	}
	switch {
	case q.Pending:
		filters = append(filters, IsNull("completionStatus"))
	case q.Status != "":
		filters = append(filters, Eq("completionStatus", filterStatus(q.Status)))
	}
	if !q.Pending {
		filters = append(filters, q.Filters)
	}
	order := "-created"
	if q.Oldest {
		order = "created"
	}
	query, limit := window(q.Limit, q.Offset, q.Count)
	put(query, "filters", And(filters...))
	put(query, "sorters", order)
	return list(ctx, c, call{op: api.ListTasks, query: query}, limit, q.Offset, api.ReadTask, taskID)
}

// filterStatus writes a completion status as filters want it: Success where
// replies say SUCCESS.
func filterStatus(s api.CompletionStatus) string {
	if s.Is(api.TaskTempError) {
		return "TempError"
	}
	word := strings.ToLower(string(s))
	return strings.ToUpper(word[:1]) + word[1:]
}

// Task reads one task status.
func (c *Client) Task(ctx context.Context, id string) (api.Task, error) {
	return c.task(ctx, call{op: api.GetTask, id: id})
}

func (c *Client) task(ctx context.Context, k call) (api.Task, error) {
	res, err := c.do(ctx, k)
	if err != nil {
		return api.Task{}, err
	}
	return rest.One(k.op, res, "the task", api.ReadTask, k.id, taskID)
}

// PatchTask changes a task status.
func (c *Client) PatchTask(ctx context.Context, id string, patch []api.PatchOp) (api.Task, error) {
	return c.task(ctx, call{op: api.PatchTask, id: id, body: patch, kind: jsonPatch})
}

// PendingTasks lists tasks under way: by the list of them where the generation
// has one, else by filtering the list of all tasks.
func (c *Client) PendingTasks(ctx context.Context, q api.Query) (api.Page[api.Task], error) {
	if !c.gen.pendingPaths() {
		return c.Tasks(ctx, api.TaskQuery{Pending: true, Limit: q.Limit, Offset: q.Offset, Count: q.Count})
	}
	return c.pendingList(ctx, q)
}

func (c *Client) pendingList(ctx context.Context, q api.Query) (api.Page[api.Task], error) {
	query, limit := window(q.Limit, q.Offset, q.Count)
	return list(ctx, c, call{op: api.ListPendingTasks, query: query}, limit, q.Offset, api.ReadTask, taskID)
}

// CountPendingTasks counts tasks under way, by HEAD where the generation has
// it. A tenant that does not tell the total is asked for a page, whose rows
// are counted.
func (c *Client) CountPendingTasks(ctx context.Context) (int, error) {
	if c.gen.pendingPaths() {
		query, _ := window(1, 0, true)
		res, err := c.do(ctx, call{op: api.HeadPendingTasks, query: query})
		if err != nil {
			return 0, err
		}
		if n := rest.Total(res.Header); n >= 0 {
			return n, nil
		}
		if res.Status == 204 {
			return 0, nil
		}
	} else {
		p, err := c.PendingTasks(ctx, api.Query{Limit: 1, Count: true})
		if err != nil {
			return 0, err
		}
		if p.Total >= 0 {
			return p.Total, nil
		}
	}
	p, err := c.PendingTasks(ctx, api.Query{})
	if err != nil {
		return 0, err
	}
	return len(p.Items) + p.Bad, nil
}
