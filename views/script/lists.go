package script

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"iscope/api"
	"iscope/views/workflows/trigger"
)

// workflows lists workflows in the order of the tenant.
func (g Get) workflows() (list, error) {
	status, err := g.status()
	if err != nil {
		return list{}, err
	}
	want := status == "on" || status == "enabled"
	switch {
	case g.Filter != "" && g.API != "v3":
		return list{}, fmt.Errorf("API %s does not filter workflows; use --match and --status", g.API)
	}
	l := list{columns: []column{
		{name: "id", drop: 1}, {name: "state"}, {name: "name", gives: true}, {name: "trigger", gives: true, drop: 4}, {name: "next", when: true, drop: 6},
		{name: "owner", gives: true, drop: 5}, {name: "runs", right: true, drop: 3}, {name: "failed", right: true, drop: 7}, {name: "fail rate", right: true, drop: 2},
		{name: "changed", when: true, drop: 8},
	}}
	l.one = func(ctx context.Context, id string) (record, *api.Error) {
		w, err := ask(ctx, g.Cmds, api.GetWorkflow, func(ctx context.Context) (api.Workflow, error) { return g.Cmds.ISC.Workflow(ctx, id) })
		return g.workflow(&w), err
	}
	l.all = func(ctx context.Context, r *reading, yield func(record) bool) {
		g.eachWorkflow(ctx, r, g.page(g.Status == "" && g.terms.whole()), func(w *api.Workflow) bool {
			return g.Status != "" && w.Enabled != want || !g.terms.workflow(w) || yield(g.workflow(w))
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

// inbox lists work items: those that are pending, or those that are done.
func (g Get) inbox() (list, error) {
	status, err := g.status()
	if err != nil {
		return list{}, err
	}
	done := status != "" && status != "pending"
	want := api.WorkItemState("") // in any case
	if done && status != "completed" {
		want = api.WorkItemState(status)
	}
	l := list{columns: []column{
		{name: "id", drop: 1}, {name: "state", drop: 5}, {name: "created", when: true, drop: 2}, {name: "type", drop: 7}, {name: "asks", drop: 3}, {name: "what", gives: true},
		{name: "application", gives: true, drop: 6}, {name: "requester", gives: true, drop: 4}, {name: "lines", right: true, drop: 8},
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
		pages(ctx, g, op, r, g.page(want == "" && g.terms.whole()), func(it *api.WorkItem) string { return it.ID }, func(ctx context.Context, limit, offset int) (api.Page[api.WorkItem], error) {
			return read(ctx, g.Owner, api.Query{Limit: limit, Offset: offset})
		}, func(it *api.WorkItem) bool {
			return want != "" && !strings.EqualFold(string(it.State), string(want)) || !g.terms.item(it, g.Now()) || yield(item(it, done))
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

// Statuses of tasks that have not ended: both are pending.
const (
	taskPending = "pending"
	taskWaiting = "waiting"
	taskRunning = "running"
)

// tasks lists tasks, the pending ones first. Where a filter or a status is given,
// the tenant is asked for those alone.
func (g Get) tasks() (list, error) {
	status, err := g.status()
	pending := slices.Contains([]string{taskPending, taskWaiting, taskRunning}, status)
	switch {
	case err != nil:
		return list{}, err
	case pending && g.Filter != "":
		return list{}, fmt.Errorf("pending tasks cannot be filtered by the API; use --match, or --filter without --status")
	}
	l := list{columns: []column{
		{name: "id", drop: 1}, {name: "status"}, {name: "task", gives: true}, {name: "target", gives: true, drop: 4}, {name: "launched", when: true, drop: 2},
		{name: "ended", when: true, drop: 5}, {name: "progress", right: true, drop: 3}, {name: "phase", gives: true, drop: 6}, {name: "launcher", gives: true, drop: 7}, {name: "type", drop: 8},
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
			if status != "" && status != taskPending && taskStatus(t) != status { // a tenant may pass over a filter in silence
				return true
			}
			full = !yield(taskRecord(t))
			return !full
		}
		id := func(t *api.Task) string { return t.ID }
		if pending || status == "" && g.Filter == "" {
			pages(ctx, g, api.ListPendingTasks, r, g.page(status == "" || status == taskPending), id, func(ctx context.Context, limit, offset int) (api.Page[api.Task], error) {
				return g.Cmds.ISC.PendingTasks(ctx, api.Query{Limit: limit, Offset: offset})
			}, each)
		}
		if pending || r.err != nil || full {
			return
		}
		pages(ctx, g, api.ListTasks, r, g.page(true), id, func(ctx context.Context, limit, offset int) (api.Page[api.Task], error) {
			return g.Cmds.ISC.Tasks(ctx, api.TaskQuery{Status: api.CompletionStatus(strings.ToUpper(status)), Filters: g.Filter, Limit: limit, Offset: offset})
		}, each)
	}
	return l, nil
}

// taskStatus is the word for how a task is.
func taskStatus(t *api.Task) string {
	switch {
	case t.Pending() && t.Launched.IsZero():
		return taskWaiting
	case t.Pending():
		return taskRunning
	}
	return cmp.Or(strings.ToLower(string(t.Status)), "ended")
}

func taskRecord(t *api.Task) record {
	status, progress := taskStatus(t), ""
	if t.Pending() {
		progress = fmt.Sprintf("%d%%", t.Percent)
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
	q := api.SessionQuery{WorkflowID: cmp.Or(g.Aliases[g.Workflow], g.Workflow), RequesterID: g.terms.requester, ProfileID: g.terms.profile, UID: g.terms.uid}
	status, err := g.status()
	if err != nil {
		return list{}, err
	}
	if status != "" {
		q.Status, _ = api.FilterStatus(status)
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
		{name: "id", drop: 1}, {name: "status", gives: true}, {name: "session", gives: true}, {name: "workflow", gives: true, drop: 2}, {name: "requester", drop: 3},
		{name: "profile", gives: true, drop: 4}, {name: "attrs", right: true, drop: 5},
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
