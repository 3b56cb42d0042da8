package isc

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"iscope/api"
	"iscope/api/lenient"
	"iscope/api/rest"
	"iscope/api/safe"
)

func workflowID(w api.Workflow) string   { return w.ID }
func executionID(e api.Execution) string { return e.ID }
func libraryID(i api.LibraryItem) string { return i.ID }

// Workflows lists workflows. Only API v3 pages, filters and sorts them; the
// others give the whole list in one answer, from which q.Offset is cut here.
func (c *Client) Workflows(ctx context.Context, q api.Query) (api.Page[api.Workflow], error) {
	k := call{op: api.ListWorkflows}
	limit := api.MaxPage
	if c.gen.pagesWorkflows() {
		k.query, limit = window(q.Limit, q.Offset, false)
		put(k.query, "filters", q.Filters)
		put(k.query, "sorters", q.Sorters)
	}
	res, err := c.do(ctx, k)
	if err != nil {
		return api.Page[api.Workflow]{}, err
	}
	rows, err := rest.List(k.op, res)
	if err != nil {
		return api.Page[api.Workflow]{}, err
	}
	total := rest.Total(res.Header)
	if !c.gen.pagesWorkflows() {
		total = len(rows)
		rows = rows[min(max(q.Offset, 0), total):]
	}
	return rest.Page(rest.Rows{List: rows, Limit: limit, Offset: q.Offset, Total: total}, api.ReadWorkflow, workflowID), nil
}

// Workflow reads one workflow.
func (c *Client) Workflow(ctx context.Context, id string) (api.Workflow, error) {
	return c.workflow(ctx, call{op: api.GetWorkflow, id: id})
}

// workflow makes a call that is answered with a workflow.
func (c *Client) workflow(ctx context.Context, k call) (api.Workflow, error) {
	res, err := c.do(ctx, k)
	if err != nil {
		return api.Workflow{}, err
	}
	return rest.One(k.op, res, "the workflow", api.ReadWorkflow, k.id, workflowID)
}

// CreateWorkflow creates a workflow. The tenant refuses an enabled one.
func (c *Client) CreateWorkflow(ctx context.Context, d api.WorkflowDraft) (api.Workflow, error) {
	return c.workflow(ctx, call{op: api.CreateWorkflow, body: d})
}

// ReplaceWorkflow replaces a whole workflow; what d leaves out is reset.
func (c *Client) ReplaceWorkflow(ctx context.Context, id string, d api.WorkflowDraft) (api.Workflow, error) {
	return c.workflow(ctx, call{op: api.ReplaceWorkflow, id: id, body: d})
}

// PatchWorkflow changes parts of a workflow.
func (c *Client) PatchWorkflow(ctx context.Context, id string, patch []api.PatchOp) (api.Workflow, error) {
	return c.workflow(ctx, call{op: api.PatchWorkflow, id: id, body: patch, kind: jsonPatch})
}

// DeleteWorkflow deletes a workflow, which must be disabled.
func (c *Client) DeleteWorkflow(ctx context.Context, id string) error {
	return c.silent(ctx, call{op: api.DeleteWorkflow, id: id})
}

// jsonPatch is the content type that changes are sent in.
const jsonPatch = "application/json-patch+json"

// silent makes a call whose success says nothing. A page where nothing was
// to come means that somebody else answered.
func (c *Client) silent(ctx context.Context, k call) error {
	res, err := c.do(ctx, k)
	if err != nil {
		return err
	}
	if body := bytes.TrimSpace(res.Body); len(body) > 0 && !json.Valid(body) {
		return rest.Unreadable(k.op, res, "nothing")
	}
	return nil
}

// runInput is the body of the operations that start a run or pretend to.
type runInput struct {
	Input json.RawMessage `json:"input"`
}

// inputBody wraps the input of a run, which must be a JSON object. No input is
// an empty one.
func inputBody(op api.Op, input json.RawMessage) (any, error) {
	if len(bytes.TrimSpace(input)) == 0 {
		input = json.RawMessage(`{}`)
	}
	var o map[string]json.RawMessage
	if err := json.Unmarshal(input, &o); err != nil || o == nil {
		return nil, &api.Error{Kind: api.Invalid, Op: op, Detail: "the input must be a JSON object", Unsent: true, Err: err}
	}
	return runInput{input}, nil
}

// start makes a call with an input and returns the object it is answered with.
func (c *Client) start(ctx context.Context, op api.Op, id string, input json.RawMessage) (lenient.Object, rest.Response, error) {
	body, err := inputBody(op, input)
	if err != nil {
		return nil, rest.Response{}, err
	}
	res, err := c.do(ctx, call{op: op, id: id, body: body})
	if err != nil {
		return nil, res, err
	}
	o, ok := lenient.Parse(res.Body)
	if !ok {
		return nil, res, rest.Unreadable(op, res, "an object")
	}
	return o, res, nil
}

// TestWorkflow starts a live run of a disabled workflow and returns the id of
// its execution. Without that id it is unknown whether it runs.
func (c *Client) TestWorkflow(ctx context.Context, id string, input json.RawMessage) (string, error) {
	o, res, err := c.start(ctx, api.TestWorkflow, id, input)
	if err != nil {
		return "", err
	}
	run := o.ID("workflowExecutionId")
	if run == "" {
		return "", rest.Unreadable(api.TestWorkflow, res, "the id of an execution")
	}
	return run, nil
}

// ExecuteExternal starts a live run through the external trigger. A disabled
// workflow is no error: the message says so, and there is no execution id, or
// one of nothing, which is dropped here.
func (c *Client) ExecuteExternal(ctx context.Context, workflowID string, input json.RawMessage) (api.ExternalRun, error) {
	o, res, err := c.start(ctx, api.ExecuteExternal, workflowID, input)
	if err != nil {
		return api.ExternalRun{}, err
	}
	run := api.ExternalRun{ExecutionID: o.ID("workflowExecutionId"), Message: o.Line("message")}
	if run == (api.ExternalRun{}) {
		return run, rest.Unreadable(api.ExecuteExternal, res, "the id of an execution or a message")
	}
	if strings.Contains(strings.ToLower(run.Message), "not executed") {
		run.ExecutionID = ""
	}
	return run, nil
}

// TestExternal has the trigger echo its input, without a run. The echo is as
// sent, not cleaned.
func (c *Client) TestExternal(ctx context.Context, workflowID string, input json.RawMessage) (json.RawMessage, error) {
	o, res, err := c.start(ctx, api.TestExternal, workflowID, input)
	if err != nil {
		return nil, err
	}
	if !o.Has("payload") {
		return nil, rest.Unreadable(api.TestExternal, res, "the payload")
	}
	return o.Raw("payload"), nil
}

// CreateExternalClient makes an OAuth client for the external trigger. The
// tenant tells its secret this once.
func (c *Client) CreateExternalClient(ctx context.Context, workflowID string) (api.ExternalClient, error) {
	const op = api.CreateExternalClient
	res, err := c.do(ctx, call{op: op, id: workflowID})
	if err != nil {
		return api.ExternalClient{}, err
	}
	o, _ := lenient.Parse(res.Body)
	out := api.ExternalClient{ID: o.ID("id"), Secret: safe.NewSecret(lenient.Scalar(o["secret"])), URL: o.Line("url")}
	if out.ID == "" || out.Secret.IsZero() {
		// No word of the body: it may hold the secret all the same.
		return api.ExternalClient{}, &api.Error{Kind: api.Decode, Op: op, Status: res.Status, Detail: "wanted an id and a secret, the answer lacks one"}
	}
	return out, nil
}

// Executions lists executions of one workflow, newest first.
func (c *Client) Executions(ctx context.Context, q api.ExecutionQuery) (api.Page[api.Execution], error) {
	var filters []string
	if !q.Since.IsZero() {
		filters = append(filters, Ge("start_time", q.Since))
	}
	if !q.Until.IsZero() {
		filters = append(filters, Le("start_time", q.Until))
	}
	if q.Status != "" {
		filters = append(filters, Or(isStatus(append([]api.ExecutionStatus{q.Status}, q.Or...))...))
	}
	query, limit := window(q.Limit, q.Offset, false)
	put(query, "filters", And(filters...))
	k := call{op: api.ListExecutions, id: q.WorkflowID, query: query}
	return list(ctx, c, k, limit, q.Offset, api.ReadExecution, executionID)
}

// isStatus returns a filter for each status. Only eq is documented for them.
func isStatus(statuses []api.ExecutionStatus) []string {
	filters := make([]string, len(statuses))
	for i, s := range statuses {
		if s.Running() { // the documents' word for it finds nothing
			s = api.ExecutionRunning
		}
		filters[i] = Eq("status", string(s))
	}
	return filters
}

// Execution reads one execution. The tenant forgets it after 90 days.
func (c *Client) Execution(ctx context.Context, id string) (api.Execution, error) {
	res, err := c.do(ctx, call{op: api.GetExecution, id: id})
	if err != nil {
		return api.Execution{}, err
	}
	return rest.One(api.GetExecution, res, "the execution", api.ReadExecution, id, executionID)
}

// ExecutionHistory reads one page of the events of an execution.
func (c *Client) ExecutionHistory(ctx context.Context, id string, limit, offset int) (api.Page[api.Event], error) {
	query, limit := window(limit, offset, false)
	return list(ctx, c, call{op: api.GetHistory, id: id, query: query}, limit, offset, api.ReadEvent, nil)
}

// ExecutionHistoryV2 reads all events of an execution with the definition it
// used. API v3 has no such operation: NotFound with Status 0.
func (c *Client) ExecutionHistoryV2(ctx context.Context, id string) (api.History, error) {
	res, err := c.do(ctx, call{op: api.GetHistoryV2, id: id})
	if err != nil {
		return api.History{}, err
	}
	h, ok := api.ReadHistory(res.Body)
	if !ok {
		return api.History{}, rest.Unreadable(api.GetHistoryV2, res, "a history")
	}
	return h, nil
}

// CancelExecution asks the engine to cancel. It does so some time later.
func (c *Client) CancelExecution(ctx context.Context, id string) error {
	return c.silent(ctx, call{op: api.CancelExecution, id: id})
}

// Library lists actions, operators and triggers together.
func (c *Client) Library(ctx context.Context, q api.Query) (api.Page[api.LibraryItem], error) {
	query, limit := window(q.Limit, q.Offset, false)
	return c.library(ctx, api.ListLibrary, query, limit, q.Offset)
}

// LibraryActions lists actions; they can be filtered by id.
func (c *Client) LibraryActions(ctx context.Context, q api.Query) (api.Page[api.LibraryItem], error) {
	query, limit := window(q.Limit, q.Offset, false)
	put(query, "filters", q.Filters)
	return c.library(ctx, api.ListActions, query, limit, q.Offset)
}

// LibraryOperators lists all operators.
func (c *Client) LibraryOperators(ctx context.Context) (api.Page[api.LibraryItem], error) {
	p, err := c.library(ctx, api.ListOperators, nil, api.MaxPage, 0)
	p.More = false // it takes no offset
	return p, err
}

// LibraryTriggers lists triggers; they can be filtered by id.
func (c *Client) LibraryTriggers(ctx context.Context, q api.Query) (api.Page[api.LibraryItem], error) {
	query, limit := window(q.Limit, q.Offset, false)
	put(query, "filters", q.Filters)
	return c.library(ctx, api.ListTriggers, query, limit, q.Offset)
}

func (c *Client) library(ctx context.Context, op api.Op, query url.Values, limit, offset int) (api.Page[api.LibraryItem], error) {
	return list(ctx, c, call{op: op, query: query}, limit, offset, api.ReadLibraryItem, libraryID)
}

// list makes a call that is answered with a list.
func list[T any, P rest.Record[T]](ctx context.Context, c *Client, k call, limit, offset int, read func([]byte) (T, bool), id func(T) string) (api.Page[T], error) {
	res, err := c.do(ctx, k)
	if err != nil {
		return api.Page[T]{}, err
	}
	rows, err := rest.List(k.op, res)
	if err != nil {
		return api.Page[T]{}, err
	}
	return rest.Page[T, P](rest.Rows{List: rows, Limit: limit, Offset: offset, Total: rest.Total(res.Header)}, read, id), nil
}
