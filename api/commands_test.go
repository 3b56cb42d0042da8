package api_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/nerm"
	"iscope/api/safe"
)

// trip is a tenant made of a function.
type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func respond(r *http.Request, status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1, Request: r}
}

// commands returns commands on real clients whose tenant is host.
func commands(t *testing.T, host http.RoundTripper) *api.Commands {
	t.Helper()
	i, err := isc.New(isc.Config{BaseURL: "https://acme.example", ClientID: "id", ClientSecret: safe.NewSecret("s"), HTTP: host, Generation: isc.V2025})
	if err != nil {
		t.Fatal(err)
	}
	n, err := nerm.New(nerm.Config{BaseURL: "https://acme.example/api", Token: safe.NewSecret("s"), HTTP: host})
	if err != nil {
		t.Fatal(err)
	}
	return &api.Commands{ISC: i, NERM: n}
}

// ops are the operations by the name of the command that performs them, and
// how their request begins.
var ops = map[string]struct {
	op   api.Op
	want string
}{
	"Workflows": {api.ListWorkflows, "GET /v2025/workflows"}, "Workflow": {api.GetWorkflow, "GET /v2025/workflows/key"}, "CreateWorkflow": {api.CreateWorkflow, "POST /v2025/workflows"},
	"ReplaceWorkflow": {api.ReplaceWorkflow, "PUT /v2025/workflows/key"}, "PatchWorkflow": {api.PatchWorkflow, "PATCH /v2025/workflows/key"},
	"DeleteWorkflow": {api.DeleteWorkflow, "DELETE /v2025/workflows/key"}, "TestWorkflow": {api.TestWorkflow, "POST /v2025/workflows/key/test"},
	"Executions": {api.ListExecutions, "GET /v2025/workflows/key/executions"}, "Execution": {api.GetExecution, "GET /v2025/workflow-executions/key"},
	"History": {api.GetHistory, "GET /v2025/workflow-executions/key/history"}, "HistoryV2": {api.GetHistoryV2, "GET /v2025/workflow-executions/key/history-v2"},
	"CancelExecution": {api.CancelExecution, "POST /v2025/workflow-executions/key/cancel"}, "Library": {api.ListLibrary, "GET /v2025/workflow-library"},
	"LibraryActions": {api.ListActions, "GET /v2025/workflow-library/actions"}, "LibraryOperators": {api.ListOperators, "GET /v2025/workflow-library/operators"},
	"LibraryTriggers": {api.ListTriggers, "GET /v2025/workflow-library/triggers"}, "CreateExternalClient": {api.CreateExternalClient, "POST /v2025/workflows/key/external/oauth-clients"},
	"ExecuteExternal": {api.ExecuteExternal, "POST /v2025/workflows/execute/external/key"}, "TestExternal": {api.TestExternal, "POST /v2025/workflows/execute/external/key/test"},
	"WorkItems": {api.ListWorkItems, "GET /v2025/work-items"}, "CompletedWorkItems": {api.ListCompletedWorkItems, "GET /v2025/work-items/completed"},
	"WorkItemSummary": {api.SummarizeWorkItems, "GET /v2025/work-items/summary"}, "WorkItem": {api.GetWorkItem, "GET /v2025/work-items/key"},
	"Decide": {api.BulkApprove, "POST /v2025/work-items/bulk-approve/key"}, "Forward": {api.ForwardWorkItem, "POST /v2025/work-items/key/forward"},
	"SubmitAccountSelection": {api.SubmitAccountSelection, "POST /v2025/work-items/key/submit-account-selection"},
	"Tasks":                  {api.ListTasks, "GET /v2025/task-status"}, "PendingTasks": {api.ListPendingTasks, "GET /v2025/task-status/pending-tasks"},
	"CountPendingTasks": {api.HeadPendingTasks, "HEAD /v2025/task-status/pending-tasks"}, "Task": {api.GetTask, "GET /v2025/task-status/key"},
	"PatchTask": {api.PatchTask, "PATCH /v2025/task-status/key"}, "FindIdentities": {api.ListPublicIdentities, "GET /v2025/public-identities"},
	"Identity": {api.ListPublicIdentities, "GET /v2025/public-identities"}, "IdentitiesByID": {api.ListPublicIdentities, "GET /v2025/public-identities"},
	"Sessions": {api.ListSessions, "GET /api/workflow_sessions"}, "Session": {api.GetSession, "GET /api/workflow_sessions/key"},
	"CreateSession": {api.CreateSession, "POST /api/workflow_sessions"}, "PatchSession": {api.PatchSession, "PATCH /api/workflow_sessions/key"},
	"NERMUsers": {api.ListNERMUsers, "GET /api/users"}, "Profiles": {api.ListProfiles, "GET /api/profiles"}, "NEAttributes": {api.ListNEAttributes, "GET /api/ne_attributes"},
	"NEOptions": {api.ListNEOptions, "GET /api/ne_attribute_options"}, "WorkflowActions": {api.ListWorkflowActions, "GET /api/workflow_actions"},
	"Whoami": {api.Authenticate, "POST /oauth/token"},
}

// call makes the command with that name, with arguments made up by their type.
func call(t *testing.T, c *api.Commands, name string, ctx context.Context, ticket api.Ticket) tea.Cmd {
	t.Helper()
	m := reflect.ValueOf(c).MethodByName(name)
	args := []reflect.Value{}
	for i := range m.Type().NumIn() {
		in := m.Type().In(i)
		v := reflect.New(in).Elem()
		switch {
		case i == 0:
			v.Set(reflect.ValueOf(ctx))
		case in == reflect.TypeFor[api.Ticket]():
			v.Set(reflect.ValueOf(ticket))
		case in.Kind() == reflect.String:
			v.SetString("key")
		case in == reflect.TypeFor[[]string]():
			v.Set(reflect.ValueOf([]string{"key"}))
		case in.Kind() == reflect.Int:
			v.SetInt(5)
		case in == reflect.TypeFor[api.ExecutionQuery]():
			v.Set(reflect.ValueOf(api.ExecutionQuery{WorkflowID: "key"}))
		}
		args = append(args, v)
	}
	return m.Call(args)[0].Interface().(tea.Cmd)
}

// result reads what all results have in common.
func result(t *testing.T, msg tea.Msg) (api.Ticket, *api.Error, time.Duration) {
	t.Helper()
	v := reflect.ValueOf(msg)
	if !strings.HasPrefix(v.Type().Name(), "Result[") {
		t.Fatalf("answered with a %T", msg)
	}
	return v.FieldByName("Ticket").Interface().(api.Ticket), v.FieldByName("Err").Interface().(*api.Error), v.FieldByName("Took").Interface().(time.Duration)
}

// TestEveryCommand runs every command there is: each asks for what its name
// says, under the deadline of its operation, and answers with its ticket.
func TestEveryCommand(t *testing.T) {
	typ := reflect.TypeFor[*api.Commands]()
	for i := range typ.NumMethod() {
		name := typ.Method(i).Name
		if returns := typ.Method(i).Type; returns.NumOut() != 1 || returns.Out(0) != reflect.TypeFor[tea.Cmd]() {
			continue
		}
		op, known := ops[name]
		if !known {
			t.Errorf("%s is not in the table of this test", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var asked []string
				c := commands(t, trip(func(r *http.Request) (*http.Response, error) {
					asked = append(asked, r.Method+" "+r.URL.Path)
					if r.URL.Path == "/oauth/token" {
						return respond(r, 200, `{"access_token":"t"}`), nil
					}
					until, _ := r.Context().Deadline()
					want := api.DefaultReadTimeout
					if op.op.Writes() {
						want = api.DefaultWriteTimeout
					}
					if d := time.Until(until); d != want {
						t.Errorf("has %v, want %v", d, want)
					}
					return respond(r, 418, `{"error":"short and stout"}`), nil
				}))
				ticket := api.Ticket{View: "v#1", Op: op.op, Gen: 7, Key: "key"}
				got, err, _ := result(t, call(t, c, name, t.Context(), ticket)())
				if got != ticket {
					t.Errorf("ticket %+v", got)
				}
				if len(asked) == 0 || asked[len(asked)-1] != op.want {
					t.Errorf("asked %v, want %s", asked, op.want)
				}
				if name != "Whoami" && (err == nil || err.Status != 418) {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}

func TestDecide(t *testing.T) {
	var asked string
	c := commands(t, trip(func(r *http.Request) (*http.Response, error) {
		asked = r.Method + " " + r.URL.Path
		if r.URL.Path == "/oauth/token" {
			return respond(r, 200, `{"access_token":"t"}`), nil
		}
		return respond(r, 200, `{"id":"i1"}`), nil
	}))
	for op, want := range map[api.Op]string{
		api.CompleteWorkItem: "POST /v2025/work-items/i1", api.ApproveItem: "POST /v2025/work-items/i1/approve/l1", api.RejectItem: "POST /v2025/work-items/i1/reject/l1",
		api.BulkApprove: "POST /v2025/work-items/bulk-approve/i1", api.BulkReject: "POST /v2025/work-items/bulk-reject/i1",
	} {
		r := c.Decide(t.Context(), api.Ticket{Op: op}, "i1", "l1")().(api.Result[api.WorkItem])
		if r.Err != nil || r.Value.ID != "i1" || asked != want || !r.IsWrite() || r.Failure() != nil {
			t.Errorf("%s: %v, asked %s", op, r.Err, asked)
		}
	}
	asked = ""
	r := c.Decide(t.Context(), api.Ticket{Op: api.GetWorkItem}, "i1", "")().(api.Result[api.WorkItem])
	if r.Err == nil || r.Err.Kind != api.Internal || asked != "" {
		t.Errorf("a read decided: %v, asked %s", r.Err, asked)
	}
}

func TestRunDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &api.Commands{ReadTimeout: 3 * time.Second, WriteTimeout: 4 * time.Second}
		wait := func(ctx context.Context) (api.None, error) {
			<-ctx.Done()
			return api.None{}, ctx.Err()
		}
		for op, want := range map[api.Op]time.Duration{api.ListTasks: 3 * time.Second, api.PatchTask: 4 * time.Second, api.TestExternal: 3 * time.Second} {
			r := api.Run(c, t.Context(), api.Ticket{Op: op}, wait)().(api.Result[api.None])
			if r.Took != want || r.Err.Kind != api.Offline || r.Err.Op != op || r.Err.Detail != "no answer in time" {
				t.Errorf("%s took %v: %+v", op, r.Took, r.Err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if r := api.Run(c, ctx, api.Ticket{Op: api.ListTasks}, wait)().(api.Result[api.None]); r.Err.Kind != api.Canceled {
			t.Errorf("canceled: %+v", r.Err)
		}
	})
}

// TestRunRecovers pins that a defect in a client is an error of one command
// and not the end of the program.
func TestRunRecovers(t *testing.T) {
	var op api.Op
	var stack string
	c := &api.Commands{Panicked: func(o api.Op, _ any, s []byte) { op, stack = o, string(s) }}
	r := c.Workflow(t.Context(), api.Ticket{View: "v", Op: api.GetWorkflow, Key: "k"}, "k")().(api.Result[api.Workflow]) // it has no client
	if r.Err == nil || r.Err.Kind != api.Internal || r.Key != "k" || op != api.GetWorkflow || !strings.Contains(stack, "commands.go") {
		t.Errorf("%+v, told of %s", r.Err, op)
	}
	c.Panicked = nil
	if r := api.Run(c, t.Context(), api.Ticket{}, func(context.Context) (int, error) { panic(errors.New("x")) })().(api.Result[int]); r.Err == nil {
		t.Error("the panic was lost")
	}
}
