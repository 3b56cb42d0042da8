package isc

import (
	"context"

	"iscope/api"
	"iscope/api/lenient"
	"iscope/api/rest"
)

func workItemID(w api.WorkItem) string { return w.ID }

// WorkItems lists open work items of ownerID, of the caller where it is "".
// The API neither filters nor sorts them.
func (c *Client) WorkItems(ctx context.Context, ownerID string, q api.Query) (api.Page[api.WorkItem], error) {
	return c.workItems(ctx, api.ListWorkItems, ownerID, q)
}

// CompletedWorkItems lists completed work items.
func (c *Client) CompletedWorkItems(ctx context.Context, ownerID string, q api.Query) (api.Page[api.WorkItem], error) {
	return c.workItems(ctx, api.ListCompletedWorkItems, ownerID, q)
}

func (c *Client) workItems(ctx context.Context, op api.Op, ownerID string, q api.Query) (api.Page[api.WorkItem], error) {
	query, limit := window(q.Limit, q.Offset, q.Count)
	put(query, "ownerId", ownerID)
	return list(ctx, c, call{op: op, query: query}, limit, q.Offset, api.ReadWorkItem, workItemID)
}

// CountWorkItems counts open work items.
func (c *Client) CountWorkItems(ctx context.Context, ownerID string) (int, error) {
	return c.count(ctx, api.CountWorkItems, ownerID)
}

// CountCompletedWorkItems counts completed work items.
func (c *Client) CountCompletedWorkItems(ctx context.Context, ownerID string) (int, error) {
	return c.count(ctx, api.CountCompleted, ownerID)
}

func (c *Client) count(ctx context.Context, op api.Op, ownerID string) (int, error) {
	o, res, err := c.figures(ctx, op, ownerID)
	if err != nil {
		return 0, err
	}
	n, ok := o.Int("count")
	if !ok || n < 0 {
		return 0, rest.Unreadable(op, res, "a count")
	}
	return n, nil
}

// WorkItemSummary counts work items by state.
func (c *Client) WorkItemSummary(ctx context.Context, ownerID string) (api.Summary, error) {
	o, res, err := c.figures(ctx, api.SummarizeWorkItems, ownerID)
	if err != nil {
		return api.Summary{}, err
	}
	open, ok1 := o.Int("open")
	completed, ok2 := o.Int("completed")
	if !ok1 && !ok2 {
		return api.Summary{}, rest.Unreadable(api.SummarizeWorkItems, res, "counts")
	}
	s := api.Summary{Open: max(open, 0), Completed: max(completed, 0)}
	if s.Total, ok1 = o.Int("total"); !ok1 || s.Total < 0 {
		s.Total = s.Open + s.Completed
	}
	return s, nil
}

// figures makes a call that is answered with an object of numbers.
func (c *Client) figures(ctx context.Context, op api.Op, ownerID string) (lenient.Object, rest.Response, error) {
	k := call{op: op, query: map[string][]string{}}
	put(k.query, "ownerId", ownerID)
	res, err := c.do(ctx, k)
	if err != nil {
		return nil, res, err
	}
	o, ok := lenient.Parse(res.Body)
	if !ok {
		return nil, res, rest.Unreadable(op, res, "counts")
	}
	return o, res, nil
}

// WorkItem reads one work item.
func (c *Client) WorkItem(ctx context.Context, id string) (api.WorkItem, error) {
	return c.workItem(ctx, call{op: api.GetWorkItem, id: id})
}

// workItem makes a call that is answered with the work item it is about.
func (c *Client) workItem(ctx context.Context, k call) (api.WorkItem, error) {
	res, err := c.do(ctx, k)
	if err != nil {
		return api.WorkItem{}, err
	}
	return rest.One(k.op, res, "the work item", api.ReadWorkItem, k.id, workItemID)
}

// CompleteWorkItem marks a work item as done.
func (c *Client) CompleteWorkItem(ctx context.Context, id string) (api.WorkItem, error) {
	return c.workItem(ctx, call{op: api.CompleteWorkItem, id: id})
}

// ApproveItem approves one line of a work item.
func (c *Client) ApproveItem(ctx context.Context, id, approvalItemID string) (api.WorkItem, error) {
	return c.workItem(ctx, call{op: api.ApproveItem, id: id, line: approvalItemID})
}

// RejectItem rejects one line of a work item.
func (c *Client) RejectItem(ctx context.Context, id, approvalItemID string) (api.WorkItem, error) {
	return c.workItem(ctx, call{op: api.RejectItem, id: id, line: approvalItemID})
}

// BulkApprove approves every open line of one work item.
func (c *Client) BulkApprove(ctx context.Context, id string) (api.WorkItem, error) {
	return c.workItem(ctx, call{op: api.BulkApprove, id: id})
}

// BulkReject rejects every open line of one work item.
func (c *Client) BulkReject(ctx context.Context, id string) (api.WorkItem, error) {
	return c.workItem(ctx, call{op: api.BulkReject, id: id})
}

// ForwardWorkItem gives a work item to another owner. The answer is empty.
func (c *Client) ForwardWorkItem(ctx context.Context, id string, f api.Forward) error {
	return c.silent(ctx, call{op: api.ForwardWorkItem, id: id, body: f})
}

// SubmitAccountSelection answers an account selection: values by field name.
func (c *Client) SubmitAccountSelection(ctx context.Context, id string, fields map[string]string) (api.WorkItem, error) {
	if fields == nil {
		fields = map[string]string{}
	}
	return c.workItem(ctx, call{op: api.SubmitAccountSelection, id: id, body: fields})
}
