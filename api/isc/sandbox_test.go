package isc_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/sandbox"
)

// visit is a client on the demo tenant, for a test that walks through it.
type visit struct {
	*isc.Client
	t     *testing.T
	ctx   context.Context
	calls *api.Calls
}

func enter(t *testing.T, tenant *sandbox.Tenant, gen isc.Generation, base string, trip http.RoundTripper) *visit {
	t.Helper()
	v := &visit{t: t, ctx: t.Context(), calls: &api.Calls{}}
	v.Client = demotest.ISC(t, tenant, isc.Config{BaseURL: base, Generation: gen, HTTP: trip, Calls: v.calls})
	return v
}

// ok stops the test on an error.
func ok[T any](v *visit) func(T, error) T {
	return func(value T, err error) T {
		v.t.Helper()
		if err != nil {
			v.t.Fatal(err)
		}
		return value
	}
}

func (v *visit) kind(err error, want api.Kind) {
	v.t.Helper()
	var e *api.Error
	if !errors.As(err, &e) || e.Kind != want {
		v.t.Errorf("err = %v, want one of kind %v", err, want)
	}
}

// all reads a list to its end.
func all[T any](v *visit, page func(api.Query) (api.Page[T], error)) []T {
	v.t.Helper()
	var out []T
	for q := (api.Query{Limit: 100}); ; {
		p := ok[api.Page[T]](v)(page(q))
		if p.Bad > 0 {
			v.t.Errorf("%d rows could not be read", p.Bad)
		}
		if out = append(out, p.Items...); !p.More {
			return out
		}
		q.Offset = p.Next
	}
}

func find[T any](v *visit, items []T, what string, is func(T) bool) T {
	v.t.Helper()
	for _, it := range items {
		if is(it) {
			return it
		}
	}
	v.t.Fatalf("the demo tenant has no %s", what)
	panic("unreachable")
}

// TestDemoTenant does everything a client can do, in every generation.
func TestDemoTenant(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tenant := sandbox.New(sandbox.Options{Seed: 7})
				v := enter(t, tenant, gen, "http://127.0.0.1:1", tenant.RoundTripper())
				v.people()
				v.workflows()
				v.runs()
				v.library()
				v.inbox()
				v.tasks()
				record := tenant.Record()
				if record.Refused > 0 || record.Peak > 90 {
					t.Errorf("%d requests refused, up to %d in 10 s", record.Refused, record.Peak)
				}
				for _, e := range record.Entries {
					if e.Status == 405 || e.Status == 401 || e.Route == "" {
						t.Errorf("%s %s: %d", e.Method, e.Path, e.Status)
					}
				}
				v.coverage()
			})
		})
	}
}

// TestDemoTenantOverLoopback goes through real sockets.
func TestDemoTenantOverLoopback(t *testing.T) {
	tenant := sandbox.New(sandbox.Options{Seed: 7})
	server, err := tenant.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	v := enter(t, tenant, isc.V3, server.URL(), nil)
	v.people()
	v.inbox()
	v.tasks()
	if r := tenant.Record(); r.Refused > 0 {
		t.Errorf("%d requests refused", r.Refused)
	}
}

// coverage holds that the walk left out no operation of the generation.
func (v *visit) coverage() {
	v.t.Helper()
	seen := map[api.Op]bool{}
	for _, c := range v.calls.Latest() {
		seen[c.Op] = true
	}
	for _, op := range []api.Op{
		api.ListWorkflows, api.GetWorkflow, api.CreateWorkflow, api.ReplaceWorkflow, api.PatchWorkflow, api.DeleteWorkflow, api.TestWorkflow,
		api.ListExecutions, api.GetExecution, api.GetHistory, api.CancelExecution, api.ListLibrary, api.ListActions, api.ListOperators,
		api.ListTriggers, api.CreateExternalClient, api.ExecuteExternal, api.TestExternal, api.ListWorkItems, api.ListCompletedWorkItems,
		api.CountWorkItems, api.CountCompleted, api.SummarizeWorkItems, api.GetWorkItem, api.CompleteWorkItem, api.ApproveItem, api.RejectItem,
		api.BulkApprove, api.BulkReject, api.ForwardWorkItem, api.SubmitAccountSelection, api.ListTasks, api.GetTask, api.PatchTask,
		api.ListPublicIdentities, api.Authenticate,
	} {
		if !seen[op] {
			v.t.Errorf("%s was never asked", op)
		}
	}
	if g := v.Generation(); seen[api.GetHistoryV2] == (g == isc.V3) || seen[api.HeadPendingTasks] != (g == isc.V3 || g == isc.V2025) {
		v.t.Errorf("%s asked for what it has not, or not for what it has", g)
	}
}

func (v *visit) people() {
	me := ok[api.Account](v)(v.Whoami(v.ctx))
	if me.IdentityID == "" || me.UserName == "" || len(me.Authority) == 0 {
		v.t.Errorf("account %+v", me)
	}
	people := all(v, func(q api.Query) (api.Page[api.Identity], error) { return v.Identities(v.ctx, q) })
	someone := find(v, people, "active person", func(i api.Identity) bool { return i.Active() && strings.Contains(i.Name, " ") })
	for _, text := range []string{strings.ToLower(someone.Name[:3]), someone.Name, someone.Email} {
		found := ok[[]api.Identity](v)(v.FindIdentities(v.ctx, text, 50))
		find(v, found, someone.Name+" by "+text, func(i api.Identity) bool { return i.ID == someone.ID })
		for _, i := range found {
			if !i.Active() {
				v.t.Errorf("%q finds the inactive %s", text, i.Name)
			}
		}
	}
}

func (v *visit) workflows() {
	list := all(v, func(q api.Query) (api.Page[api.Workflow], error) { return v.Workflows(v.ctx, q) })
	if len(list) < 100 {
		v.t.Errorf("%d workflows", len(list))
	}
	enabled := find(v, list, "enabled workflow", func(w api.Workflow) bool { return w.Enabled })
	v.kind(v.DeleteWorkflow(v.ctx, enabled.ID), api.Conflict)
	got := ok[api.Workflow](v)(v.Workflow(v.ctx, enabled.ID))
	if got.Name != enabled.Name || len(got.Definition().Steps) == 0 {
		v.t.Errorf("%+v", got)
	}
	draft := api.WorkflowDraft{
		Name: `Odd "name" \ with 100% <b>`, Definition: json.RawMessage(`{"start":"End","steps":{"End":{"type":"success"}}}`),
		Owner: &api.OwnerRef{Type: "IDENTITY", ID: got.Owner.ID, Name: got.Owner.Name}, Trigger: json.RawMessage(`{"type":"EXTERNAL","attributes":{"name":"x"}}`),
	}
	made := ok[api.Workflow](v)(v.CreateWorkflow(v.ctx, draft))
	if made.Name != draft.Name || made.Enabled {
		v.t.Errorf("created %+v", made)
	}
	draft.Description = "replaced"
	if w := ok[api.Workflow](v)(v.ReplaceWorkflow(v.ctx, made.ID, draft)); w.Description != "replaced" {
		v.t.Errorf("replaced %+v", w)
	}
	client := ok[api.ExternalClient](v)(v.CreateExternalClient(v.ctx, made.ID))
	if client.ID == "" || client.Secret.IsZero() {
		v.t.Errorf("client %+v", client)
	}
	echo := ok[json.RawMessage](v)(v.TestExternal(v.ctx, made.ID, json.RawMessage(`{"a":1}`)))
	if !strings.Contains(string(echo), `"a"`) {
		v.t.Errorf("echo %s", echo)
	}
	if run := ok[api.ExternalRun](v)(v.ExecuteExternal(v.ctx, made.ID, nil)); run.ExecutionID != "" || run.Message == "" {
		v.t.Errorf("a disabled workflow was run: %+v", run)
	}
	if w := ok[api.Workflow](v)(v.PatchWorkflow(v.ctx, made.ID, []api.PatchOp{api.Replace("/enabled", true)})); !w.Enabled {
		v.t.Errorf("not enabled: %+v", w)
	}
	if run := ok[api.ExternalRun](v)(v.ExecuteExternal(v.ctx, made.ID, json.RawMessage(`{"b":2}`))); run.ExecutionID == "" {
		v.t.Errorf("not run: %+v", run)
	}
	ok[api.Workflow](v)(v.PatchWorkflow(v.ctx, made.ID, []api.PatchOp{api.Replace("/enabled", false)}))
	if err := v.DeleteWorkflow(v.ctx, made.ID); err != nil {
		v.t.Error(err)
	}
	_, err := v.Workflow(v.ctx, made.ID)
	v.kind(err, api.NotFound)
}

func (v *visit) runs() {
	list := all(v, func(q api.Query) (api.Page[api.Workflow], error) { return v.Workflows(v.ctx, q) })
	busy := find(v, list, "workflow with failures", func(w api.Workflow) bool { return w.Failures > 0 && w.Executions > 3 })
	page := ok[api.Page[api.Execution]](v)(v.Executions(v.ctx, api.ExecutionQuery{WorkflowID: busy.ID, Limit: 3}))
	if len(page.Items) == 0 || page.Items[0].WorkflowID != busy.ID {
		v.t.Fatalf("executions %+v", page)
	}
	failed := ok[api.Page[api.Execution]](v)(v.Executions(v.ctx, api.ExecutionQuery{
		WorkflowID: busy.ID, Status: api.ExecutionFailed, Since: time.Now().Add(-80 * 24 * time.Hour), Until: time.Now(),
	}))
	one := find(v, failed.Items, "failed execution", func(e api.Execution) bool { return e.Status.Failed() })
	if e := ok[api.Execution](v)(v.Execution(v.ctx, one.ID)); e != one {
		v.t.Errorf("%+v, listed as %+v", e, one)
	}
	events := ok[api.Page[api.Event]](v)(v.ExecutionHistory(v.ctx, one.ID, 250, 0))
	find(v, events.Items, "event that tells of the error", func(e api.Event) bool { return e.Error != "" })
	h, err := v.ExecutionHistoryV2(v.ctx, one.ID)
	if v.Generation() == isc.V3 {
		v.kind(err, api.NotFound)
	} else if err != nil || len(h.Events) < len(events.Items) || h.Definition.Start == "" {
		v.t.Errorf("history-v2 with %d events for %d: %v", len(h.Events), len(events.Items), err)
	}
	still := find(v, list, "disabled workflow", func(w api.Workflow) bool { return !w.Enabled && w.Trigger.Type == api.TriggerEvent })
	run := ok[string](v)(v.TestWorkflow(v.ctx, still.ID, json.RawMessage(`{}`)))
	if err := v.CancelExecution(v.ctx, run); err != nil {
		v.t.Error(err)
	}
	_, err = v.TestWorkflow(v.ctx, busy.ID, nil)
	if busy.Enabled {
		v.kind(err, api.Conflict)
	}
	_, err = v.Execution(v.ctx, "b393f4e2-4785-4d7f-ab27-3a6b8ded4c81")
	v.kind(err, api.NotFound)
}

func (v *visit) library() {
	whole := all(v, func(q api.Query) (api.Page[api.LibraryItem], error) { return v.Library(v.ctx, q) })
	actions := all(v, func(q api.Query) (api.Page[api.LibraryItem], error) { return v.LibraryActions(v.ctx, q) })
	triggers := all(v, func(q api.Query) (api.Page[api.LibraryItem], error) { return v.LibraryTriggers(v.ctx, q) })
	operators := ok[api.Page[api.LibraryItem]](v)(v.LibraryOperators(v.ctx))
	if n := len(actions) + len(triggers) + len(operators.Items); n == 0 || len(whole) != n {
		v.t.Errorf("library of %d, its parts have %d", len(whole), n)
	}
	one := ok[api.Page[api.LibraryItem]](v)(v.LibraryActions(v.ctx, api.Query{Filters: isc.Eq("id", actions[0].ID)}))
	if len(one.Items) != 1 || one.Items[0].ID != actions[0].ID {
		v.t.Errorf("filter gives %+v", one)
	}
}
