package isc_test

import (
	"time"

	"iscope/api"
)

func (v *visit) inbox() {
	open := all(v, func(q api.Query) (api.Page[api.WorkItem], error) { return v.WorkItems(v.ctx, "", q) })
	done := all(v, func(q api.Query) (api.Page[api.WorkItem], error) { return v.CompletedWorkItems(v.ctx, "", q) })
	sum := ok[api.Summary](v)(v.WorkItemSummary(v.ctx, ""))
	if n := ok[int](v)(v.CountWorkItems(v.ctx, "")); n != len(open) || sum.Open != n {
		v.t.Errorf("%d open listed, %d counted, %d in the summary", len(open), n, sum.Open)
	}
	if n := ok[int](v)(v.CountCompletedWorkItems(v.ctx, "")); n != len(done) || sum.Completed != n {
		v.t.Errorf("%d completed listed, %d counted, %d in the summary", len(done), n, sum.Completed)
	}
	first := ok[api.Page[api.WorkItem]](v)(v.WorkItems(v.ctx, "", api.Query{Limit: 2, Count: true}))
	if first.Total != len(open) || !first.More {
		v.t.Errorf("first page %+v", first)
	}
	taken := map[string]bool{}
	next := func(what string, is func(api.WorkItem) bool) api.WorkItem {
		it := find(v, open, what, func(it api.WorkItem) bool { return !taken[it.ID] && is(it) })
		taken[it.ID] = true
		return ok[api.WorkItem](v)(v.WorkItem(v.ctx, it.ID))
	}
	approval := func(it api.WorkItem) bool { return it.Nature == api.Approval && it.Open > 1 }
	v.decide(next("approval of lines", approval))
	bulk := next("approval", func(it api.WorkItem) bool { return it.Nature == api.Approval && it.Open > 0 })
	if it := ok[api.WorkItem](v)(v.BulkApprove(v.ctx, bulk.ID)); it.Open != 0 {
		v.t.Errorf("%d lines still open", it.Open)
	}
	_, err := v.BulkApprove(v.ctx, bulk.ID)
	v.kind(err, api.Conflict)
	bulk = next("approval", func(it api.WorkItem) bool { return it.Nature == api.Approval && it.Open > 0 })
	ok[api.WorkItem](v)(v.BulkReject(v.ctx, bulk.ID))
	manual := next("manual item", func(it api.WorkItem) bool { return it.Nature == api.Manual })
	if it := ok[api.WorkItem](v)(v.CompleteWorkItem(v.ctx, manual.ID)); it.State.Open() {
		v.t.Errorf("completed item is %s", it.State)
	}
	selection := next("account selection", func(it api.WorkItem) bool { return it.Nature == api.AccountSelection })
	given := answers(v, selection)
	_, err = v.SubmitAccountSelection(v.ctx, selection.ID, map[string]string{"Field1": "none of them"})
	v.kind(err, api.Invalid)
	if it := ok[api.WorkItem](v)(v.SubmitAccountSelection(v.ctx, selection.ID, given)); it.State != api.StateFinished || it.Completed.IsZero() {
		v.t.Errorf("submitted item is %s, completed %s", it.State, it.Completed)
	}
	_, err = v.SubmitAccountSelection(v.ctx, selection.ID, given)
	v.kind(err, api.Conflict)
	again := ok[api.WorkItem](v)(v.WorkItem(v.ctx, selection.ID))
	for _, f := range again.Body().Form.Fields() {
		if f.Value != given[f.Name] {
			v.t.Errorf("field %s is %q, was answered with %q", f.Name, f.Value, given[f.Name])
		}
	}
	away := next("item to forward", func(api.WorkItem) bool { return true })
	heir := find(v, all(v, func(q api.Query) (api.Page[api.Identity], error) { return v.Identities(v.ctx, q) }), "heir",
		func(i api.Identity) bool { return i.Active() && i.ID != away.OwnerID })
	if err := v.ForwardWorkItem(v.ctx, away.ID, api.Forward{TargetOwnerID: heir.ID, Comment: "yours"}); err != nil {
		v.t.Error(err)
	}
	theirs := ok[api.Page[api.WorkItem]](v)(v.WorkItems(v.ctx, heir.ID, api.Query{}))
	find(v, theirs.Items, "forwarded item", func(it api.WorkItem) bool { return it.ID == away.ID && it.OwnerID == heir.ID })
	_, err = v.WorkItem(v.ctx, "ffffffffffffffffffffffffffffffff")
	v.kind(err, api.NotFound)
}

// decide approves one line of an item and rejects another.
func (v *visit) decide(it api.WorkItem) {
	v.t.Helper()
	var open []string
	for _, l := range it.Body().Approval {
		if l.State.Open() {
			open = append(open, l.ID)
		}
	}
	a := ok[api.WorkItem](v)(v.ApproveItem(v.ctx, it.ID, open[0]))
	b := ok[api.WorkItem](v)(v.RejectItem(v.ctx, it.ID, open[1]))
	if a.Open != it.Open-1 || b.Open != it.Open-2 {
		v.t.Errorf("%d lines were open, then %d, then %d", it.Open, a.Open, b.Open)
	}
	_, err := v.ApproveItem(v.ctx, it.ID, open[1])
	v.kind(err, api.Conflict)
}

// answers fills every choice of an account selection with its first option.
func answers(v *visit, it api.WorkItem) map[string]string {
	v.t.Helper()
	form, values := it.Body().Form, map[string]string{}
	for _, f := range form.Fields() {
		if len(f.Options) > 0 {
			values[f.Name] = f.Options[0].Value
		}
	}
	out, err := form.Answers(values)
	if err != nil || len(out) != len(values) {
		v.t.Fatalf("%v: %v in %+v", out, err, form)
	}
	return out
}

func (v *visit) tasks() {
	pending := all(v, func(q api.Query) (api.Page[api.Task], error) { return v.PendingTasks(v.ctx, q) })
	if n := ok[int](v)(v.CountPendingTasks(v.ctx)); n != len(pending) || n == 0 {
		v.t.Errorf("%d pending listed, %d counted", len(pending), n)
	}
	for _, task := range pending {
		if !task.Pending() {
			v.t.Errorf("among the pending: %+v", task)
		}
	}
	done := ok[api.Page[api.Task]](v)(v.Tasks(v.ctx, api.TaskQuery{Status: api.TaskFailed, Limit: 5, Count: true}))
	if len(done.Items) == 0 || done.Total < len(done.Items) {
		v.t.Errorf("failed tasks: %+v", done)
	}
	for _, task := range done.Items {
		if !task.Status.Is(api.TaskFailed) {
			v.t.Errorf("among the failed: %+v", task)
		}
	}
	if again := ok[api.Page[api.Task]](v)(v.Tasks(v.ctx, api.TaskQuery{Pending: true})); len(again.Items) != len(pending) {
		v.t.Errorf("%d pending, then %d", len(pending), len(again.Items))
	}
	stuck := ok[api.Task](v)(v.Task(v.ctx, pending[0].ID))
	patch := []api.PatchOp{api.Replace("/completionStatus", "Error"), api.Replace("/completed", time.Now().Add(-time.Hour).UTC().Format(time.RFC3339))}
	if cleared := ok[api.Task](v)(v.PatchTask(v.ctx, stuck.ID, patch)); cleared.Pending() || !cleared.Status.Is(api.TaskFailed) {
		v.t.Errorf("cleared %+v", cleared)
	}
}
