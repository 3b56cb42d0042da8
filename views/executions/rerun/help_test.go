package rerun

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/viewtest"
)

// tenant is as much of a tenant as running again asks. What is not overridden
// panics, which the commands turn into an error.
type tenant struct {
	api.ISC
	journal *changetest.Journal

	mu        sync.Mutex
	workflows map[string]*api.Workflow
	runs      map[string][]api.Execution // by workflow, newest first
	inputs    map[string]string          // by execution; none: the history is archived
	example   string
	dated     string                           // since when the trigger with the example is deprecated
	fail      func(op api.Op, id string) error // before anything happens
	lose      func(op api.Op, id string) bool  // the answer, after it happened
	message   string                           // of the external trigger instead of a run
	hidden    int                              // how often a new execution cannot be read yet
	latency   time.Duration

	starts []time.Time
	bodies []string
	calls  []string
}

func newTenant() *tenant {
	return &tenant{workflows: map[string]*api.Workflow{}, runs: map[string][]api.Execution{}, inputs: map[string]string{}}
}

// flow adds a workflow with an execution that failed.
func (f *tenant) flow(id, trigger string, enabled bool) api.Execution {
	w := &api.Workflow{ID: id, Name: "Joiner " + id, Enabled: enabled, Modified: time.Now().Add(-time.Hour), Trigger: api.Trigger{Type: trigger}}
	if trigger == api.TriggerEvent {
		w.Trigger.Event = "idn:identity-created"
	}
	f.workflows[id] = w
	return f.ran(id)
}

// ran adds an execution of a workflow that failed.
func (f *tenant) ran(id string) api.Execution {
	n := len(f.runs[id])
	start := time.Now().Add(-40*time.Minute + time.Duration(n)*time.Second)
	e := api.Execution{ID: fmt.Sprintf("%s-run-%04d", id, n), WorkflowID: id, Start: start, Close: start.Add(time.Second), Status: api.ExecutionFailed}
	f.runs[id] = slices.Insert(f.runs[id], 0, e)
	f.inputs[e.ID] = fmt.Sprintf(`{"identity":{"id":"2c91%04d","name":"ada"},"n":%d}`, n, n)
	return e
}

func (f *tenant) ask(ctx context.Context, op api.Op, id string) error {
	f.mu.Lock()
	f.calls = append(f.calls, string(op)+" "+id)
	fail, latency := f.fail, f.latency
	f.mu.Unlock()
	if latency > 0 {
		select {
		case <-time.After(latency):
		case <-ctx.Done():
		}
	}
	if fail != nil {
		if err := fail(op, id); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// count returns how often an operation was asked for.
func (f *tenant) count(op api.Op) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range f.calls {
		if strings.HasPrefix(c, string(op)+" ") {
			n++
		}
	}
	return n
}

func notFound(op api.Op) error {
	return &api.Error{Kind: api.NotFound, Op: op, Status: 404, Detail: "not found"}
}

func (f *tenant) Whoami(context.Context) (api.Account, error) {
	return api.Account{IdentityID: "me"}, nil
}

func (f *tenant) Workflow(ctx context.Context, id string) (api.Workflow, error) {
	if err := f.ask(ctx, api.GetWorkflow, id); err != nil {
		return api.Workflow{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if w := f.workflows[id]; w != nil {
		return *w, nil
	}
	return api.Workflow{}, notFound(api.GetWorkflow)
}

func (f *tenant) PatchWorkflow(ctx context.Context, id string, patch []api.PatchOp) (api.Workflow, error) {
	if err := f.journal.Guard(ctx, api.PatchWorkflow); err != nil {
		return api.Workflow{}, err
	}
	if err := f.ask(ctx, api.PatchWorkflow, id); err != nil {
		return api.Workflow{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	w := f.workflows[id]
	on, _ := patch[0].Value.(*any)
	w.Enabled = (*on).(bool)
	w.Modified, w.ModifiedBy = time.Now(), api.Ref{ID: "me"}
	return *w, nil
}

func (f *tenant) LibraryTriggers(ctx context.Context, _ api.Query) (api.Page[api.LibraryItem], error) {
	if err := f.ask(ctx, api.ListTriggers, ""); err != nil {
		return api.Page[api.LibraryItem]{}, err
	}
	return api.Page[api.LibraryItem]{Items: []api.LibraryItem{
		{ID: "idn:identity-created", Type: api.TriggerEvent, InputExample: json.RawMessage(f.example), Deprecated: f.dated != "", DeprecatedBy: f.dated},
		{ID: "idn:scheduled", Type: api.TriggerScheduled},
	}}, nil
}

func (f *tenant) Executions(ctx context.Context, q api.ExecutionQuery) (api.Page[api.Execution], error) {
	if err := f.ask(ctx, api.ListExecutions, q.WorkflowID); err != nil {
		return api.Page[api.Execution]{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []api.Execution
	for _, e := range f.runs[q.WorkflowID] {
		if q.Since.IsZero() || !e.Start.Before(q.Since) {
			all = append(all, e)
		}
	}
	from := min(q.Offset, len(all))
	to := min(from+q.Limit, len(all))
	return api.Page[api.Execution]{Items: slices.Clone(all[from:to]), Offset: q.Offset, More: to-from == q.Limit, Next: to}, nil
}

func (f *tenant) Execution(ctx context.Context, id string) (api.Execution, error) {
	if err := f.ask(ctx, api.GetExecution, id); err != nil {
		return api.Execution{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.hidden > 0 {
		f.hidden--
		return api.Execution{}, notFound(api.GetExecution)
	}
	for _, list := range f.runs {
		for _, e := range list {
			if e.ID == id {
				return e, nil
			}
		}
	}
	return api.Execution{}, notFound(api.GetExecution)
}

func (f *tenant) ExecutionHistory(ctx context.Context, id string, _, _ int) (api.Page[api.Event], error) {
	if err := f.ask(ctx, api.GetHistory, id); err != nil {
		return api.Page[api.Event]{}, err
	}
	in, ok := f.inputs[id]
	if !ok {
		return api.Page[api.Event]{}, notFound(api.GetHistory)
	}
	return api.Page[api.Event]{Items: events(in)}, nil
}

// events is a history whose run began with that input; "" for none.
func events(input string) []api.Event {
	e := api.Event{Type: "WorkflowExecutionStarted", Time: time.Now()}
	if input != "" {
		e.Attributes = json.RawMessage(`{"input":` + input + `}`)
	}
	return []api.Event{{Type: "WorkflowExecutionScheduled", Time: time.Now()}, e}
}

func (f *tenant) ExecutionHistoryV2(ctx context.Context, id string) (api.History, error) {
	if err := f.ask(ctx, api.GetHistoryV2, id); err != nil {
		return api.History{}, err
	}
	return api.History{}, notFound(api.GetHistoryV2)
}

// start starts a run, and says its id unless the answer is lost.
func (f *tenant) start(ctx context.Context, op api.Op, id string, input json.RawMessage) (string, error) {
	if err := f.journal.Guard(ctx, op); err != nil {
		return "", err
	}
	if err := f.ask(ctx, op, id); err != nil {
		return "", err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.starts, f.bodies = append(f.starts, time.Now()), append(f.bodies, string(input))
	if op == api.ExecuteExternal && f.message != "" {
		return "", nil
	}
	e := api.Execution{ID: fmt.Sprintf("%s-new-%04d", id, len(f.starts)), WorkflowID: id, Start: time.Now(), Status: api.ExecutionRunning}
	f.runs[id] = slices.Insert(f.runs[id], 0, e)
	if f.lose != nil && f.lose(op, id) {
		return "", &api.Error{Kind: api.Offline, Op: op, Detail: "connection reset by peer"}
	}
	return e.ID, nil
}

func (f *tenant) TestWorkflow(ctx context.Context, id string, input json.RawMessage) (string, error) {
	if f.workflows[id].Enabled {
		return "", &api.Error{Kind: api.Invalid, Op: api.TestWorkflow, Status: 400, Detail: "Workflow must be disabled in order to be tested."}
	}
	return f.start(ctx, api.TestWorkflow, id, input)
}

func (f *tenant) ExecuteExternal(ctx context.Context, id string, input json.RawMessage) (api.ExternalRun, error) {
	run, err := f.start(ctx, api.ExecuteExternal, id, input)
	return api.ExternalRun{ExecutionID: run, Message: f.message}, err
}

// workflow returns a workflow of the tenant as another view has it.
func (f *tenant) workflow(id string) api.Workflow { return *f.workflows[id] }

// stage is the desk among its windows.
type stage struct {
	*viewtest.Windows
	t    *testing.T
	desk *Desk
	env  *screen.Env
	j    *changetest.Journal
}

// hears hands messages on as the view does.
func (s *stage) hears(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Msg:
		return s.desk.Update(m)
	case dialog.Answer:
		cmd, _ := s.desk.Answered(m)
		return cmd
	}
	return nil
}

// went returns the executions that the desk went to.
func (s *stage) went() []api.Execution {
	var out []api.Execution
	for _, m := range s.Sent {
		to, _ := m.(screen.Goto)
		if e, ok := to.Value.(api.Execution); ok {
			out = append(out, e)
		}
	}
	return out
}

var (
	ctrl, char = viewtest.Ctrl, viewtest.Char
	esc, enter = viewtest.Esc, viewtest.Enter
	back       = viewtest.Backspace
	next       = ctrl('s')
)

// leaves chooses one of what is offered on leaving.
func (s *stage) leaves(downs int) {
	s.t.Helper()
	s.Press(esc)
	if _, ok := s.Top().(*dialog.Pick); !ok {
		s.t.Fatalf("leaving asked nothing: %v", s.Top())
	}
	for range downs {
		s.Press(viewtest.Down)
	}
	s.Press(enter)
}

// frame returns what the window shows.
func (s *stage) frame(w, h int) string {
	s.t.Helper()
	if s.desk.panel == nil {
		return ""
	}
	text, _ := s.desk.panel.Render(w, h)
	return ansi.Strip(text)
}

// shows fails unless the window says all of that.
func (s *stage) shows(want ...string) {
	s.t.Helper()
	frame := strings.Join(strings.Fields(s.frame(100, 30)), " ")
	for _, w := range want {
		if !strings.Contains(frame, w) {
			s.t.Errorf("the window does not say %q:\n%s", w, s.frame(100, 30))
		}
	}
}

// outcomes are those told to the activity log.
func (s *stage) outcomes() []string {
	var out []string
	for _, m := range s.Sent {
		if d, ok := m.(screen.Decided); ok {
			out = append(out, d.What+": "+d.Outcome)
		}
	}
	return out
}

// bubble runs a test in virtual time.
func bubble(t *testing.T, run func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, run)
}

// open returns a desk over a tenant, inside a bubble.
func open(t *testing.T, isc api.ISC) *stage {
	t.Helper()
	return openWith(t, isc, changetest.New())
}

func openWith(t *testing.T, isc api.ISC, j *changetest.Journal) *stage {
	t.Helper()
	if f, ok := isc.(*tenant); ok {
		f.journal = j
	}
	env := golden.Env(t, "dark", golden.Live(time.Now))
	d := New(Config{Env: env, Cmds: &api.Commands{ISC: isc}, Journal: j, Program: t.Context(), View: "executions#1", Name: func(id string) string { return "Joiner " + id }})
	s := &stage{t: t, desk: d, env: env, j: j}
	s.Windows = viewtest.NewWindows(t, viewtest.Part("executions#1", s.hears))
	t.Cleanup(func() {
		d.Close()
		s.Advance(time.Hour)
	})
	return s
}

// test asks to test a workflow, execute to run it through its external trigger.
func (s *stage) test(w api.Workflow) {
	s.t.Helper()
	s.Do(s.desk.Test(w))
}

func (s *stage) execute(w api.Workflow) {
	s.t.Helper()
	s.Do(s.desk.Execute(w))
}

// begin asks to run executions again.
func (s *stage) begin(list ...api.Execution) {
	s.t.Helper()
	s.Do(s.desk.Begin(list))
}

// failing makes one operation fail.
func failing(op api.Op, e *api.Error) func(api.Op, string) error {
	e.Op = op
	return func(o api.Op, _ string) error {
		if o == op {
			return e
		}
		return nil
	}
}

// once makes one operation fail the first n times.
func once(op api.Op, n int, e *api.Error) func(api.Op, string) error {
	e.Op = op
	return func(o api.Op, _ string) error {
		if o == op && n > 0 {
			n--
			return e
		}
		return nil
	}
}

// latest returns what the journal has, the newest first, without what is about
// anything but runs.
func (s *stage) recorded(op api.Op) []journal.Entry {
	s.t.Helper()
	all, err := s.j.Entries()
	if err != nil {
		s.t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(e journal.Entry) bool { return e.Op != op })
}
