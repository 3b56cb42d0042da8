package isc

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/api/rest/contract"
)

const (
	anID   = "c17bea3a-574d-453c-9e04-4365fbf5af0b"
	aLine  = "2c9180835d191a86015d28455b4a2329"
	anOdd  = `a/b ?#%25"é`
	person = "2c9180835d191a86015d28455b4a2329"
)

// documents names the OpenAPI documents of each generation.
var documents = map[Generation][]string{
	V3: {"isc-v3.json", "isc-beta.json"}, V2025: {"isc-v2025.json"}, V2026: {"isc-v2026.json"}, V1: {"isc-v1.json"},
}

// everything calls every method of the client, with every kind of argument
// that shapes the request. The answers do not matter.
func everything(ctx context.Context, c api.ISC) {
	on, input := true, json.RawMessage(`{"a":1}`)
	at := time.Date(2026, 11, 22, 1, 2, 3, 4e6, time.FixedZone("", 3600))
	queries := []api.Query{
		{}, {Limit: 10}, {Limit: 10_000, Offset: 500}, {Limit: -1, Offset: -1}, {Count: true, Limit: 1},
		{Filters: And(Eq("id", `x"y\z`), In("id", "a", "b&c")), Sorters: "-name,modified"},
	}
	draft := api.WorkflowDraft{
		Name: "x", Description: "d", Owner: &api.OwnerRef{Type: "IDENTITY", ID: person}, Definition: json.RawMessage(`{"start":"a","steps":{"a":{"type":"success"}}}`),
		Enabled: new(bool), Trigger: json.RawMessage(`{"type":"EXTERNAL","attributes":{}}`),
	}
	for _, q := range queries {
		_, _ = c.Workflows(ctx, q)
		_, _ = c.Library(ctx, q)
		_, _ = c.LibraryActions(ctx, q)
		_, _ = c.LibraryTriggers(ctx, q)
		_, _ = c.WorkItems(ctx, "", q)
		_, _ = c.WorkItems(ctx, person, q)
		_, _ = c.CompletedWorkItems(ctx, person, q)
		_, _ = c.PendingTasks(ctx, q)
		_, _ = c.Identities(ctx, q)
		_, _ = c.ExecutionHistory(ctx, anID, q.Limit, q.Offset)
	}
	for _, id := range []string{anID, anOdd} {
		_, _ = c.Workflow(ctx, id)
		_, _ = c.CreateWorkflow(ctx, draft)
		_, _ = c.CreateWorkflow(ctx, api.WorkflowDraft{Name: "only a name"})
		_, _ = c.ReplaceWorkflow(ctx, id, draft)
		_, _ = c.PatchWorkflow(ctx, id, []api.PatchOp{api.Replace("/enabled", false), api.Replace("/description", ""), {Op: "remove", Path: "/trigger"}})
		_ = c.DeleteWorkflow(ctx, id)
		_, _ = c.TestWorkflow(ctx, id, input)
		_, _ = c.TestWorkflow(ctx, id, nil)
		_, _ = c.Executions(ctx, api.ExecutionQuery{WorkflowID: id})
		_, _ = c.Executions(ctx, api.ExecutionQuery{WorkflowID: id, Since: at, Until: at, Status: "Running", Or: []api.ExecutionStatus{api.ExecutionQueued}, Limit: 3, Offset: 6})
		_, _ = c.Execution(ctx, id)
		_, _ = c.ExecutionHistoryV2(ctx, id)
		_ = c.CancelExecution(ctx, id)
		_, _ = c.CreateExternalClient(ctx, id)
		_, _ = c.ExecuteExternal(ctx, id, input)
		_, _ = c.TestExternal(ctx, id, nil)
		_, _ = c.WorkItem(ctx, id)
		_, _ = c.CompleteWorkItem(ctx, id)
		_, _ = c.ApproveItem(ctx, id, aLine)
		_, _ = c.RejectItem(ctx, id, aLine)
		_, _ = c.BulkApprove(ctx, id)
		_, _ = c.BulkReject(ctx, id)
		_ = c.ForwardWorkItem(ctx, id, api.Forward{TargetOwnerID: person, Comment: "you know better", SendNotifications: on})
		_, _ = c.SubmitAccountSelection(ctx, id, map[string]string{"account": "x"})
		_, _ = c.SubmitAccountSelection(ctx, id, nil)
		_, _ = c.Task(ctx, id)
		_, _ = c.PatchTask(ctx, id, []api.PatchOp{api.Replace("/completionStatus", "Error"), api.Replace("/completed", "2026-01-01T00:00:00Z")})
		_, _ = c.Tasks(ctx, api.TaskQuery{SourceID: id, Status: "SUCCESS", Count: true})
	}
	counts(ctx, c)
}

// counts is the part of everything that is about no object.
func counts(ctx context.Context, c api.ISC) {
	_, _ = c.LibraryOperators(ctx)
	_, _ = c.CountWorkItems(ctx, "")
	_, _ = c.CountCompletedWorkItems(ctx, person)
	_, _ = c.WorkItemSummary(ctx, person)
	_, _ = c.Tasks(ctx, api.TaskQuery{Pending: true})
	_, _ = c.Tasks(ctx, api.TaskQuery{Pending: true, SourceID: person})
	_, _ = c.Tasks(ctx, api.TaskQuery{Filters: `id in ("a","b\"c") and completionStatus eq "Success"`, Oldest: true, Limit: 100, Offset: 90})
	_, _ = c.CountPendingTasks(ctx)
	_, _ = c.Whoami(ctx)
	for _, text := range []string{"al", "al fer", "al@x", `q"uo\te`} {
		_, _ = c.FindIdentities(ctx, text, 20)
	}
}

// TestContract holds every request of every operation in every generation
// against the vendor's documents.
func TestContract(t *testing.T) {
	for _, gen := range Generations {
		t.Run(string(gen), func(t *testing.T) {
			docs := contract.Open(t, documents[gen]...)
			seen := map[string]bool{}
			host := &tenant{answer: always(200, `[]`)}
			host.check = func(r *http.Request) {
				host.mu.Lock()
				defer host.mu.Unlock()
				seen[docs.Check(t, r)] = true
				beyond := !strings.HasPrefix(r.URL.Path, "/v3/")
				if (r.Header.Get("X-Sailpoint-Experimental") == "true") != beyond {
					t.Errorf("%s: experimental = %q", r.URL.Path, r.Header.Get("X-Sailpoint-Experimental"))
				}
			}
			// In a bubble the rate limit takes no time.
			synctest.Test(t, func(t *testing.T) { everything(t.Context(), open(t, gen, host)) })
			want := map[string]bool{}
			for op, e := range endpoints {
				if gen.has(op) {
					template, _ := gen.place(e.path)
					want[e.method+" "+strings.ReplaceAll(template, "{line}", "{approvalItemId}")] = true
				}
			}
			if !maps.Equal(seen, want) {
				t.Errorf("asked for\n%s\nwant\n%s", lines(seen), lines(want))
			}
		})
	}
}

// TestScopes holds what Op.Scopes says against the vendor's documents: those of
// one generation are no wider than those of another.
func TestScopes(t *testing.T) {
	for _, gen := range Generations {
		docs := contract.Open(t, documents[gen]...)
		for _, e := range Endpoints(gen) {
			want, ok := docs.Scopes(e.Method, strings.NewReplacer("{id}", anID, "{line}", aLine).Replace(e.Path))
			if !ok {
				t.Errorf("%s: no document has %s %s", gen, e.Method, e.Path)
			}
			if e.Op == api.ForwardWorkItem && gen != V3 && want == nil {
				continue // only one of the documents names one
			}
			if got := e.Op.Scopes(); !slices.Equal(got, want) {
				t.Errorf("%s: %s needs %q, the document says %q", gen, e.Op, got, want)
			}
		}
	}
}

func lines(set map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(set)), "\n") }
