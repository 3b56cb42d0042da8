package isc

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"iscope/api"
)

// writes are the operations that change one object and answer with it.
func writes(ctx context.Context, c *Client) map[api.Op]func() (string, error) {
	patch := []api.PatchOp{api.Replace("/enabled", false)}
	item := func(it api.WorkItem, err error) (string, error) { return it.ID, err }
	flow := func(w api.Workflow, err error) (string, error) { return w.ID, err }
	return map[api.Op]func() (string, error){
		api.ReplaceWorkflow: func() (string, error) { return flow(c.ReplaceWorkflow(ctx, "x", api.WorkflowDraft{Name: "n"})) },
		api.PatchWorkflow:   func() (string, error) { return flow(c.PatchWorkflow(ctx, "x", patch)) },
		api.PatchTask: func() (string, error) {
			task, err := c.PatchTask(ctx, "x", patch)
			return task.ID, err
		},
		api.CompleteWorkItem:       func() (string, error) { return item(c.CompleteWorkItem(ctx, "x")) },
		api.ApproveItem:            func() (string, error) { return item(c.ApproveItem(ctx, "x", "l")) },
		api.RejectItem:             func() (string, error) { return item(c.RejectItem(ctx, "x", "l")) },
		api.BulkApprove:            func() (string, error) { return item(c.BulkApprove(ctx, "x")) },
		api.BulkReject:             func() (string, error) { return item(c.BulkReject(ctx, "x")) },
		api.SubmitAccountSelection: func() (string, error) { return item(c.SubmitAccountSelection(ctx, "x", nil)) },
	}
}

// TestWritesAreConfirmed pins when a write counts as done: only when the answer
// is about the object written. Anything else in a success is ambiguous.
func TestWritesAreConfirmed(t *testing.T) {
	for _, c := range []struct {
		name, body string
		status     int
		ok         bool
	}{
		{"the object", `{"id":"x"}`, 200, true},
		{"the object in other case", `{"id":"X"}`, 200, true},
		{"another object", `{"id":"y"}`, 200, false},
		{"no id", `{"name":"x"}`, 200, false},
		{"empty", ``, 200, false},
		{"no content", ``, 204, false},
		{"a page", `<html>sign in</html>`, 200, false},
		{"cut", `{"id":"x"`, 200, false},
		{"null", `null`, 200, false},
	} {
		host := &tenant{answer: always(c.status, c.body)}
		client := open(t, V3, host)
		for op, write := range writes(t.Context(), client) {
			id, err := write()
			if (err == nil) != c.ok || c.ok && !strings.EqualFold(id, "x") {
				t.Errorf("%s, %s: %q, %v", c.name, op, id, err)
			}
			if err != nil {
				if e := failed(t, err); e.Kind != api.Decode || !e.Ambiguous() || e.Op != op {
					t.Errorf("%s, %s: %+v", c.name, op, e)
				}
			}
		}
		if want := len(writes(t.Context(), client)); len(host.asked) != want {
			t.Errorf("%s: %d requests for %d writes", c.name, len(host.asked), want)
		}
	}
}

func TestSilentWrites(t *testing.T) {
	for _, c := range []struct {
		body   string
		status int
		ok     bool
	}{{``, 204, true}, {``, 200, true}, {`{}`, 200, true}, {`<html>`, 200, false}, {`oops`, 202, false}} {
		client := open(t, V3, &tenant{answer: always(c.status, c.body)})
		for op, err := range map[api.Op]error{
			api.DeleteWorkflow:  client.DeleteWorkflow(t.Context(), "x"),
			api.CancelExecution: client.CancelExecution(t.Context(), "x"),
			api.ForwardWorkItem: client.ForwardWorkItem(t.Context(), "x", api.Forward{TargetOwnerID: "y", Comment: "z"}),
		} {
			if (err == nil) != c.ok || err != nil && (!failed(t, err).Ambiguous() || failed(t, err).Op != op) {
				t.Errorf("%s with %d %q: %v", op, c.status, c.body, err)
			}
		}
	}
}

// TestBodies pins what is sent, byte for byte.
func TestBodies(t *testing.T) {
	host := &tenant{answer: always(200, `{"id":"x","workflowExecutionId":"e","payload":1,"secret":"s"}`)}
	c := open(t, V3, host)
	ctx := t.Context()
	disabled := false
	for _, step := range []struct {
		call func() error
		kind string
		body string
	}{
		{func() error { _, err := c.CompleteWorkItem(ctx, "x"); return err }, "", ""},
		{func() error { _, err := c.ApproveItem(ctx, "x", "l"); return err }, "", ""},
		{func() error { _, err := c.CreateExternalClient(ctx, "x"); return err }, "", ""},
		{func() error { return c.ForwardWorkItem(ctx, "x", api.Forward{TargetOwnerID: "y", Comment: "z"}) }, "application/json",
			`{"targetOwnerId":"y","comment":"z","sendNotifications":false}`},
		{func() error {
			_, err := c.PatchWorkflow(ctx, "x", []api.PatchOp{api.Replace("/enabled", false)})
			return err
		},
			"application/json-patch+json", `[{"op":"replace","path":"/enabled","value":false}]`},
		{func() error { _, err := c.TestWorkflow(ctx, "x", json.RawMessage(`{"a":1}`)); return err }, "application/json", `{"input":{"a":1}}`},
		{func() error { _, err := c.ExecuteExternal(ctx, "x", nil); return err }, "application/json", `{"input":{}}`},
		{func() error { _, err := c.TestExternal(ctx, "x", json.RawMessage(` `)); return err }, "application/json", `{"input":{}}`},
		{func() error { _, err := c.SubmitAccountSelection(ctx, "x", map[string]string{"a": "b"}); return err }, "application/json", `{"a":"b"}`},
		{func() error {
			_, err := c.CreateWorkflow(ctx, api.WorkflowDraft{Name: "n", Enabled: &disabled, Trigger: json.RawMessage(`{}`)})
			return err
		}, "application/json", `{"name":"n","enabled":false,"trigger":{}}`},
	} {
		if err := step.call(); err != nil {
			t.Error(err)
		}
		last := len(host.sent) - 1
		if r := host.asked[last]; host.sent[last] != step.body || r.Header.Get("Content-Type") != step.kind {
			t.Errorf("%s %s sent %s as %q, want %s as %q", r.Method, r.URL.Path, host.sent[last], r.Header.Get("Content-Type"), step.body, step.kind)
		}
	}
}

func TestRuns(t *testing.T) {
	c := func(body string) *Client { return open(t, V3, &tenant{answer: always(200, body)}) }
	if id, err := c(`{"workflowExecutionId":"e1"}`).TestWorkflow(t.Context(), "x", nil); err != nil || id != "e1" {
		t.Errorf("%q, %v", id, err)
	}
	for _, body := range []string{`{}`, `{"workflowExecutionId":""}`, ``, `<html>`} {
		if _, err := c(body).TestWorkflow(t.Context(), "x", nil); !failed(t, err).Ambiguous() {
			t.Errorf("%s: %v", body, err)
		}
	}
	for body, want := range map[string]api.ExternalRun{
		`{"workflowExecutionId":"","message":"Workflow was not executed externally."}`:   {Message: "Workflow was not executed externally."},
		`{"workflowExecutionId":"e2","message":"Workflow was not executed externally."}`: {Message: "Workflow was not executed externally."},
		`{"workflowExecutionId":"e3","message":"on its way"}`:                            {ExecutionID: "e3", Message: "on its way"},
		`{"workflowExecutionId":"e4"}`:                                                   {ExecutionID: "e4"},
	} {
		if run, err := c(body).ExecuteExternal(t.Context(), "x", nil); err != nil || run != want {
			t.Errorf("%s: %+v, %v", body, run, err)
		}
	}
	if _, err := c(`{}`).ExecuteExternal(t.Context(), "x", nil); !failed(t, err).Ambiguous() {
		t.Error(err)
	}
	if echo, err := c(`{"payload":{"a":"\u001b"}}`).TestExternal(t.Context(), "x", nil); err != nil || string(echo) != `{"a":"\u001b"}` {
		t.Errorf("%s, %v", echo, err)
	}
	if _, err := c(`{"other":1}`).TestExternal(t.Context(), "x", nil); failed(t, err).Kind != api.Decode {
		t.Error(err)
	}
}

// fresh hands out another token each time, and passes on everything else.
type fresh struct {
	*tenant
	tokens int
}

func (f *fresh) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path != "/oauth/token" {
		return f.tenant.RoundTrip(r)
	}
	f.tokens++
	return tokens{fmt.Sprint("token-", f.tokens)}.RoundTrip(r)
}

// TestRunsLeaveOnce pins that what starts a run is not sent again with a new
// token, as other writes are, and that the next request has that token.
func TestRunsLeaveOnce(t *testing.T) {
	for op, c := range map[api.Op]struct {
		call func(*Client) error
		want int
	}{
		api.TestWorkflow:    {func(c *Client) error { _, err := c.TestWorkflow(t.Context(), "x", nil); return err }, 1},
		api.ExecuteExternal: {func(c *Client) error { _, err := c.ExecuteExternal(t.Context(), "x", nil); return err }, 1},
		api.TestExternal:    {func(c *Client) error { _, err := c.TestExternal(t.Context(), "x", nil); return err }, 2},
		api.CancelExecution: {func(c *Client) error { return c.CancelExecution(t.Context(), "x") }, 2},
	} {
		for _, gen := range []Generation{V3, V1} {
			host := &fresh{tenant: &tenant{answer: always(401, `{"error":"JWT is expired"}`)}}
			client := open(t, gen, host)
			if e := failed(t, c.call(client)); e.Kind != api.Auth || len(host.asked) != c.want {
				t.Errorf("%s in %s left %d times, want %d: %v", op, gen, len(host.asked), c.want, e)
			}
			if host.tokens != 2 {
				t.Errorf("%s in %s: %d tokens", op, gen, host.tokens)
			}
		}
	}
}

// TestInputs pins that what is no JSON object never leaves.
func TestInputs(t *testing.T) {
	host := &tenant{answer: always(200, `{}`)}
	c := open(t, V3, host)
	for _, input := range []string{`[]`, `"x"`, `null`, `{`, `{}{}`} {
		_, err := c.TestWorkflow(t.Context(), "x", json.RawMessage(input))
		if e := failed(t, err); e.Kind != api.Invalid || !e.Unsent {
			t.Errorf("%s: %+v", input, e)
		}
	}
	_, err := c.CreateWorkflow(t.Context(), api.WorkflowDraft{Definition: json.RawMessage(`{`)})
	if e := failed(t, err); e.Kind != api.Invalid || !e.Unsent || len(host.asked) != 0 {
		t.Errorf("%+v after %d requests", e, len(host.asked))
	}
}

func TestExternalClient(t *testing.T) {
	const body = `{"id":"c1","secret":"swordfish\u001b","url":"https://x/\u202e"}`
	got, err := open(t, V3, &tenant{answer: always(200, body)}).CreateExternalClient(t.Context(), "w")
	if err != nil || got.ID != "c1" || got.Secret.Reveal() != "swordfish\x1b" || got.URL != "https://x/�" {
		t.Errorf("%+v, %v", got, err)
	}
	for _, body := range []string{`{"secret":"swordfish"}`, `{"id":"c1"}`, `swordfish`, `{"message":"swordfish"}`, ``} {
		_, err := open(t, V3, &tenant{answer: always(200, body)}).CreateExternalClient(t.Context(), "w")
		if e := failed(t, err); !e.Ambiguous() || strings.Contains(e.Error(), "swordfish") {
			t.Errorf("%s: %v", body, e)
		}
	}
}

// TestRefusedWrites pins that a clear refusal is not ambiguous.
func TestRefusedWrites(t *testing.T) {
	for status, kind := range map[int]api.Kind{400: api.Conflict, 403: api.Forbidden, 404: api.NotFound, 409: api.Conflict, 422: api.Conflict} {
		host := &tenant{answer: func(*http.Request) reply {
			return reply{status: status, body: `{"messages":[{"text":"The item is already Finished."}]}`}
		}}
		for op, write := range writes(t.Context(), open(t, V3, host)) {
			if _, err := write(); failed(t, err).Kind != kind || failed(t, err).Ambiguous() {
				t.Errorf("%s with %d: %v", op, status, err)
			}
		}
	}
}
