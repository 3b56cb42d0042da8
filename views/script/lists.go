package script

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"iscope/api"
	"iscope/views/workflows/trigger"
)

// unknownStatus is the mistake of a status that a list does not have.
func unknownStatus(what, status string, valid ...string) error {
	return fmt.Errorf("--status %q is none of %s: want one of %s", status, what, strings.Join(valid, ", "))
}

// workflows lists workflows in the order of the tenant.
func (g Get) workflows() (list, error) {
	enabled := map[string]bool{"on": true, "enabled": true, "off": false, "disabled": false}
	want, known := enabled[strings.ToLower(g.Status)]
	switch {
	case g.Status != "" && !known:
		return list{}, unknownStatus(g.What, g.Status, "enabled", "disabled")
	case g.Filter != "" && g.API != "v3":
		return list{}, fmt.Errorf("API %s does not filter workflows; use --match and --status", g.API)
	}
	l := list{columns: []column{
		{name: "id"}, {name: "state"}, {name: "name", gives: true}, {name: "trigger", gives: true}, {name: "next"}, {name: "owner", gives: true},
		{name: "runs", right: true}, {name: "failed", right: true}, {name: "fail rate", right: true}, {name: "changed"},
	}}
	l.one = func(ctx context.Context, id string) (record, *api.Error) {
		w, err := ask(ctx, g.Cmds, api.GetWorkflow, func(ctx context.Context) (api.Workflow, error) { return g.Cmds.ISC.Workflow(ctx, id) })
		return g.workflow(&w), err
	}
	l.all = func(ctx context.Context, r *reading, yield func(record) bool) {
		g.eachWorkflow(ctx, r, g.page(g.Status == ""), func(w *api.Workflow) bool {
			return g.Status != "" && w.Enabled != want || yield(g.workflow(w))
		})
	}
	return l, nil
}

func (g Get) eachWorkflow(ctx context.Context, r *reading, size int, each func(*api.Workflow) bool) {
	pages(ctx, g, api.ListWorkflows, r, size, func(w *api.Workflow) string { return w.ID }, func(ctx context.Context, limit, offset int) (api.Page[api.Workflow], error) {
		return g.Cmds.ISC.Workflows(ctx, api.Query{Limit: limit, Offset: offset, Filters: g.Filter})
	}, each)
}

func (g Get) workflow(w *api.Workflow) record {
	state, next, rate := "off", "", ""
	if w.Enabled {
		state = "on"
	}
	if at, ok := trigger.NextRun(w.Trigger, g.Now()); ok && w.Enabled && strings.EqualFold(w.Trigger.Type, api.TriggerScheduled) {
		next = stamp(at)
	}
	if w.Executions > 0 && w.Failures >= 0 {
		rate = fmt.Sprintf("%.1f%%", min(100*float64(w.Failures)/float64(w.Executions), 100))
	}
	words := trigger.Kind(w.Trigger)
	if more := trigger.Words(w.Trigger); more != "" {
		words += ": " + more
	}
	return record{
		[]string{w.ID, state, w.Name, words, next, w.Owner.String(), counter(w.Executions), counter(w.Failures), rate, stamp(w.Modified)},
		sure(w.Raw, w.ID),
	}
}

// itemStates are the states of work items that are done.
var itemStates = []api.WorkItemState{api.StateFinished, api.StateRejected, api.StateReturned, api.StateExpired, api.StateCanceled}

// inbox lists work items: those that are pending, or those that are done.
func (g Get) inbox() (list, error) {
	var want api.WorkItemState
	done := false
	switch status := strings.ToLower(g.Status); status {
	case "", "pending":
	case "completed":
		done = true
	default:
		i := slices.IndexFunc(itemStates, func(s api.WorkItemState) bool { return strings.EqualFold(string(s), status) })
		if i < 0 {
			return list{}, unknownStatus("the inbox", g.Status, "pending", "completed", "finished", "rejected", "returned", "expired", "canceled")
		}
		done, want = true, itemStates[i]
	}
	l := list{columns: []column{
		{name: "id"}, {name: "state"}, {name: "created"}, {name: "type"}, {name: "asks"}, {name: "what", gives: true},
		{name: "application", gives: true}, {name: "requester", gives: true}, {name: "lines", right: true},
	}}
	if done {
		l.columns[2].name = "completed"
	}
	l.one = func(ctx context.Context, id string) (record, *api.Error) {
		it, err := ask(ctx, g.Cmds, api.GetWorkItem, func(ctx context.Context) (api.WorkItem, error) { return g.Cmds.ISC.WorkItem(ctx, id) })
		return item(&it, false), err
	}
	op, read := api.ListWorkItems, g.Cmds.ISC.WorkItems
	if done {
		op, read = api.ListCompletedWorkItems, g.Cmds.ISC.CompletedWorkItems
	}
	l.all = func(ctx context.Context, r *reading, yield func(record) bool) {
		pages(ctx, g, op, r, g.page(want == ""), func(it *api.WorkItem) string { return it.ID }, func(ctx context.Context, limit, offset int) (api.Page[api.WorkItem], error) {
			return read(ctx, g.Owner, api.Query{Limit: limit, Offset: offset})
		}, func(it *api.WorkItem) bool {
			return want != "" && !strings.EqualFold(string(it.State), string(want)) || yield(item(it, done))
		})
	}
	return l, nil
}

func item(it *api.WorkItem, done bool) record {
	state := strings.ToLower(string(it.State))
	if it.State.Open() && it.Completed.IsZero() {
		state = "pending"
	}
	at := it.Created
	if done && !it.Completed.IsZero() {
		at = it.Completed
	}
	lines := ""
	switch {
	case it.Open > 0 && it.Open < it.Lines:
		lines = fmt.Sprintf("%d of %d", it.Open, it.Lines)
	case it.Lines > 0:
		lines = fmt.Sprint(it.Lines)
	}
	return record{
		[]string{it.ID, state, stamp(at), it.Type, it.Operation, it.Description, it.Application, it.RequesterName, lines},
		sure(it.Raw, it.ID),
	}
}

// taskStatuses are the words for how a task ended.
var taskStatuses = map[string]api.CompletionStatus{
	"success": api.TaskSuccess, "warning": api.TaskWarning, "error": api.TaskFailed, "terminated": api.TaskTerminated, "temperror": api.TaskTempError,
}

// tasks lists tasks, the pending ones first. Where a filter or a status is given,
// the tenant is asked for those alone.
func (g Get) tasks() (list, error) {
	status := strings.ToLower(strings.ReplaceAll(g.Status, " ", ""))
	ended, known := taskStatuses[status]
	switch {
	case status != "" && status != "pending" && !known:
		return list{}, unknownStatus(g.What, g.Status, append([]string{"pending"}, slices.Sorted(maps.Keys(taskStatuses))...)...)
	case status == "pending" && g.Filter != "":
		return list{}, fmt.Errorf("pending tasks cannot be filtered by the API; use --match, or --filter without --status")
	}
	l := list{columns: []column{
		{name: "id"}, {name: "status"}, {name: "task", gives: true}, {name: "target", gives: true}, {name: "launched"}, {name: "ended"},
		{name: "progress", right: true}, {name: "phase", gives: true}, {name: "launcher", gives: true}, {name: "type"},
	}}
	l.one = func(ctx context.Context, id string) (record, *api.Error) {
		t, err := ask(ctx, g.Cmds, api.GetTask, func(ctx context.Context) (api.Task, error) { return g.Cmds.ISC.Task(ctx, id) })
		return taskRecord(&t), err
	}
	l.all = func(ctx context.Context, r *reading, yield func(record) bool) {
		seen, full := map[string]bool{}, false
		each := func(t *api.Task) bool {
			if seen[t.ID] {
				return true
			}
			seen[t.ID] = true
			full = !yield(taskRecord(t))
			return !full
		}
		id := func(t *api.Task) string { return t.ID }
		if status == "pending" || status == "" && g.Filter == "" {
			pages(ctx, g, api.ListPendingTasks, r, g.page(true), id, func(ctx context.Context, limit, offset int) (api.Page[api.Task], error) {
				return g.Cmds.ISC.PendingTasks(ctx, api.Query{Limit: limit, Offset: offset})
			}, each)
		}
		if status == "pending" || r.err != nil || full {
			return
		}
		pages(ctx, g, api.ListTasks, r, g.page(true), id, func(ctx context.Context, limit, offset int) (api.Page[api.Task], error) {
			return g.Cmds.ISC.Tasks(ctx, api.TaskQuery{Status: ended, Filters: g.Filter, Limit: limit, Offset: offset})
		}, each)
	}
	return l, nil
}

func taskRecord(t *api.Task) record {
	status, progress := strings.ToLower(string(t.Status)), ""
	switch {
	case t.Pending() && t.Launched.IsZero():
		status, progress = "waiting", fmt.Sprintf("%d%%", t.Percent)
	case t.Pending():
		status, progress = "running", fmt.Sprintf("%d%%", t.Percent)
	case status == "":
		status = "ended"
	}
	return record{
		[]string{t.ID, status, cmp.Or(t.Name, t.Description, t.Type), t.Target.String(), stamp(t.Began()), stamp(t.Completed), progress, t.Progress, t.Launcher, t.Type},
		sure(t.Raw, t.ID),
	}
}

// sessions lists NERM workflow sessions in the order of the tenant.
func (g Get) sessions() (list, error) {
	if g.Cmds.NERM == nil {
		return list{}, fmt.Errorf("this tenant has no NERM: set nerm_url, or SAIL_NERM_BASE_URL")
	}
	q := api.SessionQuery{WorkflowID: cmp.Or(g.Aliases[g.Workflow], g.Workflow)}
	if g.Status != "" {
		var ok bool
		if q.Status, ok = api.FilterStatus(g.Status); !ok {
			return list{}, unknownStatus(g.What, g.Status, api.SessionFilterStatuses...)
		}
	}
	names := map[string]string{}
	for alias, id := range g.Aliases {
		names[id] = alias
	}
	row := func(s *api.Session) record {
		profiles := s.ProfileIDs
		if s.ProfileID != "" {
			profiles = append([]string{s.ProfileID}, profiles...)
		}
		return record{
			[]string{
				s.ID, strings.ReplaceAll(s.Status, "_", " "), s.UID, cmp.Or(names[s.WorkflowID], s.WorkflowID), s.RequesterID, strings.Join(profiles, " "),
				fmt.Sprint(len(s.Attributes)),
			},
			func() json.RawMessage { return bareSession(sure(s.Raw, s.ID)()) },
		}
	}
	l := list{columns: []column{
		{name: "id"}, {name: "status", gives: true}, {name: "session"}, {name: "workflow", gives: true}, {name: "requester"}, {name: "profile", gives: true},
		{name: "attrs", right: true},
	}}
	l.one = func(ctx context.Context, id string) (record, *api.Error) {
		s, err := ask(ctx, g.Cmds, api.GetSession, func(ctx context.Context) (api.Session, error) { return g.Cmds.NERM.Session(ctx, id) })
		return row(&s), err
	}
	l.all = func(ctx context.Context, r *reading, yield func(record) bool) {
		pages(ctx, g, api.ListSessions, r, g.page(true), func(s *api.Session) string { return s.ID }, func(ctx context.Context, limit, offset int) (api.Page[api.Session], error) {
			q.Limit, q.Offset = limit, offset
			return g.Cmds.NERM.Sessions(ctx, q)
		}, func(s *api.Session) bool { return yield(row(s)) })
	}
	return l, nil
}

// bareSession takes a session out of the object around it that NERM answers
// with when it is asked for one, so that it is the same in a list and alone.
func bareSession(raw json.RawMessage) json.RawMessage {
	var around map[string]json.RawMessage
	if json.Unmarshal(raw, &around) == nil && len(around) == 1 && len(around["workflow_session"]) > 0 {
		return around["workflow_session"]
	}
	return raw
}
