package isc

import (
	"testing"
	"time"

	"iscope/api"
	"iscope/api/vendordocs"
)

// example returns a client whose tenant answers with a recorded body.
func example(t *testing.T, name string) *Client {
	t.Helper()
	return open(t, V1, &tenant{answer: always(200, string(vendordocs.Example(t, name)))})
}

func TestRecordedWorkflows(t *testing.T) {
	p, err := example(t, "workflows-list.json").Workflows(t.Context(), api.Query{})
	if err != nil || len(p.Items) != 1 || p.Bad != 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	one, err := example(t, "workflow.json").Workflow(t.Context(), p.Items[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []api.Workflow{p.Items[0], one} {
		if w.Name != "Send Email" || w.Owner.Name != "William Wilson" || w.Executions != 2 || w.Failures != 0 || w.Enabled ||
			w.Trigger.Type != api.TriggerEvent || w.Trigger.Filter != "$.changes[?(@.attribute == 'manager')]" ||
			!w.Modified.Equal(time.Date(2023, 12, 5, 15, 18, 27, 699132301, time.UTC)) {
			t.Errorf("%+v", w)
		}
		d := w.Definition()
		if d.Start != "Send Email Test" || len(d.Steps) != 2 || d.Steps[0].ActionID != "sp:send-email" || d.Steps[0].NextStep != "success" {
			t.Errorf("definition %+v", d)
		}
	}
}

func TestRecordedExecutions(t *testing.T) {
	p, err := example(t, "workflow-executions-list.json").Executions(t.Context(), api.ExecutionQuery{WorkflowID: "w"})
	if err != nil || len(p.Items) != 1 || !p.Items[0].Status.Closed() || p.Items[0].Took(time.Time{}) < 2*time.Second || p.Items[0].RequestID == "" {
		t.Errorf("%+v, %v", p, err)
	}
	h, err := example(t, "workflow-execution-history-v2.json").ExecutionHistoryV2(t.Context(), "e")
	if err != nil || len(h.Events) != 1 || h.Events[0].Type != "WorkflowExecutionScheduled" || len(h.Definition.Steps) != 2 || h.Trigger.Type != api.TriggerEvent {
		t.Errorf("history-v2 %+v, %v", h, err)
	}
	for name, want := range map[string]int{"workflow-execution-history.json": 1, "constructed-history-completed.json": 14, "constructed-history-failed.json": 22} {
		p, err := example(t, name).ExecutionHistory(t.Context(), "e", 250, 0)
		if err != nil || len(p.Items) < want || p.Bad != 0 {
			t.Errorf("%s: %d events, %d bad, %v", name, len(p.Items), p.Bad, err)
		}
		for _, e := range p.Items {
			if e.Type == "" || e.Time.IsZero() {
				t.Errorf("%s: %+v", name, e)
			}
		}
	}
	failures := 0
	failed, err := example(t, "constructed-history-failed.json").ExecutionHistory(t.Context(), "e", 250, 0)
	for _, e := range failed.Items {
		if e.Error != "" {
			failures++
		}
	}
	if err != nil || failures == 0 {
		t.Errorf("no event tells why the execution failed: %v", err)
	}
}

func TestRecordedRuns(t *testing.T) {
	run, err := example(t, "workflow-external-execute-response.json").ExecuteExternal(t.Context(), "w", nil)
	if err != nil || run.ExecutionID != "" || run.Message == "" {
		t.Errorf("%+v, %v", run, err)
	}
	if id, err := example(t, "workflow-test-response.json").TestWorkflow(t.Context(), "w", nil); err != nil || id == "" {
		t.Errorf("%q, %v", id, err)
	}
	if echo, err := example(t, "workflow-external-test-response.json").TestExternal(t.Context(), "w", nil); err != nil || len(echo) == 0 {
		t.Errorf("%s, %v", echo, err)
	}
	if c, err := example(t, "workflow-oauth-client.json").CreateExternalClient(t.Context(), "w"); err != nil || len(c.Secret.Reveal()) != 64 || c.URL == "" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestRecordedLibrary(t *testing.T) {
	for _, name := range []string{"workflow-library.json", "workflow-library-actions.json", "workflow-library-operators.json", "workflow-library-triggers.json"} {
		p, err := example(t, name).Library(t.Context(), api.Query{})
		if err != nil || len(p.Items) == 0 || p.Bad != 0 {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
		for _, it := range p.Items {
			if it.Name == "" || it.Type == "" || it.Type != "EVENT" && len(it.Fields) == 0 || it.Type == "EVENT" && len(it.InputExample) == 0 {
				t.Errorf("%s: %+v", name, it)
			}
		}
	}
}

func TestRecordedWorkItems(t *testing.T) {
	if n, err := example(t, "work-items-count.json").CountWorkItems(t.Context(), ""); err != nil || n != 29 {
		t.Errorf("%d, %v", n, err)
	}
	if s, err := example(t, "work-items-summary.json").WorkItemSummary(t.Context(), ""); err != nil || s.Total != s.Open+s.Completed || s.Total == 0 {
		t.Errorf("%+v, %v", s, err)
	}
	p, err := example(t, "work-items-list.json").WorkItems(t.Context(), "", api.Query{})
	if err != nil || len(p.Items) != 1 || p.Bad != 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	if it, err := example(t, "work-item.json").WorkItem(t.Context(), p.Items[0].ID); err != nil || it.OwnerID != p.Items[0].OwnerID {
		t.Errorf("%+v, %v", it, err)
	}
	p, err = example(t, "constructed-work-items.json").WorkItems(t.Context(), "", api.Query{})
	natures := map[api.Nature]int{}
	for _, it := range p.Items {
		natures[it.Nature]++
		b := it.Body()
		if it.Lines != len(b.Approval)+len(b.Remediation) || it.Created.IsZero() {
			t.Errorf("%+v with %+v", it, b)
		}
	}
	if err != nil || p.Bad != 0 || natures[api.Approval] == 0 || natures[api.Manual] == 0 || natures[api.AccountSelection] == 0 {
		t.Errorf("natures %v, %v", natures, err)
	}
}

func TestRecordedTasks(t *testing.T) {
	p, err := example(t, "constructed-task-statuses.json").Tasks(t.Context(), api.TaskQuery{})
	pending := 0
	for _, task := range p.Items {
		if task.Name == "" || task.Body().Definition.Name == "" {
			t.Errorf("%+v", task)
		}
		if task.Pending() {
			pending++
		}
	}
	if err != nil || p.Bad != 0 || pending == 0 || pending == len(p.Items) {
		t.Errorf("%d of %d pending, %v", pending, len(p.Items), err)
	}
	list, err := example(t, "task-status-list.json").Tasks(t.Context(), api.TaskQuery{})
	if err != nil || len(list.Items) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	one, err := example(t, "task-status.json").Task(t.Context(), list.Items[0].ID)
	if err != nil || len(one.Body().Messages) == 0 {
		t.Errorf("%+v with %+v, %v", one, one.Body(), err)
	}
}

func TestRecordedIdentities(t *testing.T) {
	p, err := example(t, "public-identities-list.json").Identities(t.Context(), api.Query{})
	if err != nil || len(p.Items) != 2 || !p.Items[0].Active() || p.Items[0].Alias != "alison.ferguso" || p.Items[0].Manager.Name != "Thomas Edison" {
		t.Errorf("%+v, %v", p, err)
	}
}
