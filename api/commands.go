package api

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api/safe"
)

// Deadlines of requests unless Commands says otherwise.
const (
	DefaultReadTimeout  = 15 * time.Second
	DefaultWriteTimeout = 30 * time.Second
)

// Commands turns calls of the clients into Bubble Tea commands. Every method
// returns a command that runs in a goroutine of its own and answers with one
// Result carrying the ticket. It is safe for concurrent use.
type Commands struct {
	ISC          ISC
	NERM         NERM
	ReadTimeout  time.Duration // 0: DefaultReadTimeout
	WriteTimeout time.Duration // 0: DefaultWriteTimeout
	Panicked     func(op Op, value any, stack []byte)
	// Path returns the path of an ISC operation about id as this tenant has it,
	// for a person to see what would be sent. It may be nil.
	Path func(op Op, id string) string
}

// Run is how every command is made: it sets the deadline of the operation,
// measures, and turns a panic into an Internal error. Views use it for calls
// that belong together, such as reading an item just before deciding on it.
func Run[T any](c *Commands, ctx context.Context, t Ticket, call func(context.Context) (T, error)) tea.Cmd {
	return RunAs(c, ctx, t, call, func(r Result[T]) tea.Msg { return r })
}

// RunAs is Run for those who answer with a message of their own, made of the
// result beside the loop.
func RunAs[T any](c *Commands, ctx context.Context, t Ticket, call func(context.Context) (T, error), as func(Result[T]) tea.Msg) tea.Cmd {
	return func() (msg tea.Msg) {
		ctx, cancel := context.WithTimeout(ctx, c.timeout(t.Op))
		defer cancel()
		start := time.Now()
		defer func() {
			if v := recover(); v != nil {
				if c.Panicked != nil {
					c.Panicked(t.Op, v, debug.Stack())
				}
				e := &Error{Kind: Internal, Op: t.Op, Detail: safe.Line(fmt.Sprintf("internal error: %v", v))}
				msg = as(Result[T]{Ticket: t, Err: e, Took: time.Since(start)})
			}
		}()
		v, err := call(ctx)
		return as(Result[T]{Ticket: t, Value: v, Err: AsError(t.Op, err), Took: time.Since(start)})
	}
}

func (c *Commands) timeout(op Op) time.Duration {
	d, fallback := c.ReadTimeout, DefaultReadTimeout
	if op.Writes() {
		d, fallback = c.WriteTimeout, DefaultWriteTimeout
	}
	if d > 0 {
		return d
	}
	return fallback
}

// None is the value of a result that has none.
type None struct{}

func none(err error) (None, error) { return None{}, err }

// Whoami asks whose credentials these are → Result[Account].
func (c *Commands) Whoami(ctx context.Context, t Ticket) tea.Cmd {
	return Run(c, ctx, t, c.ISC.Whoami)
}

// Workflows lists workflows → Result[Page[Workflow]].
func (c *Commands) Workflows(ctx context.Context, t Ticket, q Query) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[Workflow], error) { return c.ISC.Workflows(ctx, q) })
}

// Workflow reads one workflow → Result[Workflow].
func (c *Commands) Workflow(ctx context.Context, t Ticket, id string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Workflow, error) { return c.ISC.Workflow(ctx, id) })
}

// CreateWorkflow creates a disabled workflow → Result[Workflow].
func (c *Commands) CreateWorkflow(ctx context.Context, t Ticket, d WorkflowDraft) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Workflow, error) { return c.ISC.CreateWorkflow(ctx, d) })
}

// ReplaceWorkflow replaces a whole workflow → Result[Workflow].
func (c *Commands) ReplaceWorkflow(ctx context.Context, t Ticket, id string, d WorkflowDraft) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Workflow, error) { return c.ISC.ReplaceWorkflow(ctx, id, d) })
}

// PatchWorkflow changes parts of a workflow → Result[Workflow].
func (c *Commands) PatchWorkflow(ctx context.Context, t Ticket, id string, patch []PatchOp) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Workflow, error) { return c.ISC.PatchWorkflow(ctx, id, patch) })
}

// DeleteWorkflow deletes a disabled workflow → Result[None].
func (c *Commands) DeleteWorkflow(ctx context.Context, t Ticket, id string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (None, error) { return none(c.ISC.DeleteWorkflow(ctx, id)) })
}

// TestWorkflow starts a live run of a disabled workflow → Result[string], the
// execution's id.
func (c *Commands) TestWorkflow(ctx context.Context, t Ticket, id string, input json.RawMessage) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (string, error) { return c.ISC.TestWorkflow(ctx, id, input) })
}

// Executions lists executions of one workflow → Result[Page[Execution]].
func (c *Commands) Executions(ctx context.Context, t Ticket, q ExecutionQuery) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[Execution], error) { return c.ISC.Executions(ctx, q) })
}

// Execution reads one execution → Result[Execution].
func (c *Commands) Execution(ctx context.Context, t Ticket, id string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Execution, error) { return c.ISC.Execution(ctx, id) })
}

// History reads one page of an execution's history → Result[Page[Event]].
func (c *Commands) History(ctx context.Context, t Ticket, id string, limit, offset int) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[Event], error) {
		return c.ISC.ExecutionHistory(ctx, id, limit, offset)
	})
}

// HistoryV2 reads an execution's history with the definition it used →
// Result[History].
func (c *Commands) HistoryV2(ctx context.Context, t Ticket, id string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (History, error) { return c.ISC.ExecutionHistoryV2(ctx, id) })
}

// CancelExecution asks the engine to cancel → Result[None]; the execution is
// Canceled some time later.
func (c *Commands) CancelExecution(ctx context.Context, t Ticket, id string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (None, error) { return none(c.ISC.CancelExecution(ctx, id)) })
}

// Library lists the whole step library → Result[Page[LibraryItem]].
func (c *Commands) Library(ctx context.Context, t Ticket, q Query) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[LibraryItem], error) { return c.ISC.Library(ctx, q) })
}

// LibraryActions lists the library's actions → Result[Page[LibraryItem]].
func (c *Commands) LibraryActions(ctx context.Context, t Ticket, q Query) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[LibraryItem], error) { return c.ISC.LibraryActions(ctx, q) })
}

// LibraryOperators lists the library's operators → Result[Page[LibraryItem]].
func (c *Commands) LibraryOperators(ctx context.Context, t Ticket) tea.Cmd {
	return Run(c, ctx, t, c.ISC.LibraryOperators)
}

// LibraryTriggers lists the library's triggers → Result[Page[LibraryItem]].
func (c *Commands) LibraryTriggers(ctx context.Context, t Ticket, q Query) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[LibraryItem], error) { return c.ISC.LibraryTriggers(ctx, q) })
}

// CreateExternalClient makes an OAuth client for an external trigger →
// Result[ExternalClient].
func (c *Commands) CreateExternalClient(ctx context.Context, t Ticket, workflowID string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (ExternalClient, error) {
		return c.ISC.CreateExternalClient(ctx, workflowID)
	})
}

// ExecuteExternal starts a live run through the external trigger →
// Result[ExternalRun].
func (c *Commands) ExecuteExternal(ctx context.Context, t Ticket, workflowID string, input json.RawMessage) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (ExternalRun, error) {
		return c.ISC.ExecuteExternal(ctx, workflowID, input)
	})
}

// TestExternal has the trigger echo its input, without a run →
// Result[json.RawMessage].
func (c *Commands) TestExternal(ctx context.Context, t Ticket, workflowID string, input json.RawMessage) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (json.RawMessage, error) {
		return c.ISC.TestExternal(ctx, workflowID, input)
	})
}

// WorkItems lists open work items → Result[Page[WorkItem]].
func (c *Commands) WorkItems(ctx context.Context, t Ticket, ownerID string, q Query) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[WorkItem], error) { return c.ISC.WorkItems(ctx, ownerID, q) })
}

// CompletedWorkItems lists completed work items → Result[Page[WorkItem]].
func (c *Commands) CompletedWorkItems(ctx context.Context, t Ticket, ownerID string, q Query) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[WorkItem], error) {
		return c.ISC.CompletedWorkItems(ctx, ownerID, q)
	})
}

// WorkItemSummary counts work items → Result[Summary].
func (c *Commands) WorkItemSummary(ctx context.Context, t Ticket, ownerID string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Summary, error) { return c.ISC.WorkItemSummary(ctx, ownerID) })
}

// WorkItem reads one work item → Result[WorkItem].
func (c *Commands) WorkItem(ctx context.Context, t Ticket, id string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (WorkItem, error) { return c.ISC.WorkItem(ctx, id) })
}

// Decide sends one decision about a work item → Result[WorkItem]. Op is
// CompleteWorkItem, ApproveItem, RejectItem, BulkApprove or BulkReject; line is
// the approval item of the two that decide one. The reply is the item as it is
// now.
func (c *Commands) Decide(ctx context.Context, t Ticket, id, line string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (WorkItem, error) {
		switch t.Op {
		case CompleteWorkItem:
			return c.ISC.CompleteWorkItem(ctx, id)
		case ApproveItem:
			return c.ISC.ApproveItem(ctx, id, line)
		case RejectItem:
			return c.ISC.RejectItem(ctx, id, line)
		case BulkApprove:
			return c.ISC.BulkApprove(ctx, id)
		case BulkReject:
			return c.ISC.BulkReject(ctx, id)
		}
		return WorkItem{}, fmt.Errorf("%s decides nothing about a work item", t.Op)
	})
}

// Forward gives a work item to another owner → Result[None].
func (c *Commands) Forward(ctx context.Context, t Ticket, id string, f Forward) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (None, error) { return none(c.ISC.ForwardWorkItem(ctx, id, f)) })
}

// SubmitAccountSelection submits an account selection → Result[WorkItem].
func (c *Commands) SubmitAccountSelection(ctx context.Context, t Ticket, id string, fields map[string]string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (WorkItem, error) {
		return c.ISC.SubmitAccountSelection(ctx, id, fields)
	})
}

// Tasks lists task statuses → Result[Page[Task]].
func (c *Commands) Tasks(ctx context.Context, t Ticket, q TaskQuery) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[Task], error) { return c.ISC.Tasks(ctx, q) })
}

// PendingTasks lists tasks under way → Result[Page[Task]].
func (c *Commands) PendingTasks(ctx context.Context, t Ticket, q Query) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[Task], error) { return c.ISC.PendingTasks(ctx, q) })
}

// CountPendingTasks counts tasks under way → Result[int].
func (c *Commands) CountPendingTasks(ctx context.Context, t Ticket) tea.Cmd {
	return Run(c, ctx, t, c.ISC.CountPendingTasks)
}

// Task reads one task status → Result[Task].
func (c *Commands) Task(ctx context.Context, t Ticket, id string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Task, error) { return c.ISC.Task(ctx, id) })
}

// PatchTask changes a task status → Result[Task].
func (c *Commands) PatchTask(ctx context.Context, t Ticket, id string, patch []PatchOp) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Task, error) { return c.ISC.PatchTask(ctx, id, patch) })
}

// Identity reads one public identity → Result[Identity].
func (c *Commands) Identity(ctx context.Context, t Ticket, id string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Identity, error) { return c.ISC.Identity(ctx, id) })
}

// IdentitiesByID reads several public identities → Result[[]Identity].
func (c *Commands) IdentitiesByID(ctx context.Context, t Ticket, ids []string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) ([]Identity, error) { return c.ISC.IdentitiesByID(ctx, ids) })
}

// FindIdentities searches identities as a person types → Result[[]Identity].
func (c *Commands) FindIdentities(ctx context.Context, t Ticket, text string, limit int) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) ([]Identity, error) { return c.ISC.FindIdentities(ctx, text, limit) })
}

// Sessions lists NERM workflow sessions → Result[Page[Session]].
func (c *Commands) Sessions(ctx context.Context, t Ticket, q SessionQuery) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[Session], error) { return c.NERM.Sessions(ctx, q) })
}

// Session reads one NERM workflow session → Result[Session].
func (c *Commands) Session(ctx context.Context, t Ticket, id string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Session, error) { return c.NERM.Session(ctx, id) })
}

// CreateSession creates a NERM workflow session → Result[Session].
func (c *Commands) CreateSession(ctx context.Context, t Ticket, d SessionDraft, run bool) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Session, error) { return c.NERM.CreateSession(ctx, d, run) })
}

// PatchSession changes a NERM workflow session → Result[Session].
func (c *Commands) PatchSession(ctx context.Context, t Ticket, id string, change SessionChange, run bool) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Session, error) {
		return c.NERM.PatchSession(ctx, id, change, run)
	})
}

// NERMUsers searches NERM users → Result[Page[NERMUser]].
func (c *Commands) NERMUsers(ctx context.Context, t Ticket, q PeopleQuery) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[NERMUser], error) { return c.NERM.Users(ctx, q) })
}

// Profiles searches NERM profiles → Result[Page[Profile]].
func (c *Commands) Profiles(ctx context.Context, t Ticket, q PeopleQuery) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[Profile], error) { return c.NERM.Profiles(ctx, q) })
}

// NEAttributes lists the attributes NERM knows → Result[Page[NEAttribute]].
func (c *Commands) NEAttributes(ctx context.Context, t Ticket, limit, offset int) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[NEAttribute], error) {
		return c.NERM.Attributes(ctx, limit, offset)
	})
}

// NEOptions lists the choices of one attribute → Result[Page[NEOption]].
func (c *Commands) NEOptions(ctx context.Context, t Ticket, attributeID string, limit, offset int) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) (Page[NEOption], error) {
		return c.NERM.AttributeOptions(ctx, attributeID, limit, offset)
	})
}

// WorkflowActions lists the actions of a NERM workflow →
// Result[[]WorkflowAction].
func (c *Commands) WorkflowActions(ctx context.Context, t Ticket, workflowID string) tea.Cmd {
	return Run(c, ctx, t, func(ctx context.Context) ([]WorkflowAction, error) { return c.NERM.WorkflowActions(ctx, workflowID) })
}
