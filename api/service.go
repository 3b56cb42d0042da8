package api

import (
	"context"
	"encoding/json"
	"time"
)

// Query asks for one page of a list. Fields a list does not know are ignored
// by the client, never sent.
type Query struct {
	Limit   int    // 1 to MaxPage; 0 means MaxPage
	Offset  int    // record index
	Count   bool   // ask for the total; slow, so ask once
	Filters string // ISC filter expression, see the filter helpers of api/isc
	Sorters string // comma list, "-" for descending
}

// ExecutionQuery asks for executions of one workflow, newest first.
type ExecutionQuery struct {
	WorkflowID string
	Since      time.Time // zero: no bound
	Until      time.Time // zero: no bound
	Status     ExecutionStatus
	Or         []ExecutionStatus // statuses that will do as well, where Status is set
	Limit      int
	Offset     int
}

// SessionQuery asks for NERM sessions. Empty members do not filter.
type SessionQuery struct {
	ProfileID, UID, WorkflowID, RequesterID string
	Status                                  string // any form; the client sends the one with spaces
	Limit, Offset                           int
}

// PeopleQuery asks for NERM users or profiles. Empty members do not filter.
// Whether a name has to be whole is the server's affair: its documents do not
// say.
type PeopleQuery struct {
	Name          string
	Email         string // of users
	Limit, Offset int
}

// TaskQuery asks for task statuses, newest first. What it names must all hold.
type TaskQuery struct {
	Pending  bool // only those without a completion status
	SourceID string
	Status   CompletionStatus
	Filters  string // ISC filter expression over TaskFields; not for Pending
	Oldest   bool   // oldest first
	Limit    int    // 1 to MaxPage; 0 means MaxPage
	Offset   int    // record index
	Count    bool   // ask for the total; slow, so ask once
}

// ISC is the client of SailPoint Identity Security Cloud. Every method blocks
// until the answer is there or ctx ends, may be called from any goroutine and
// returns an *Error when it fails. Which path an operation has depends on the
// API generation of the tenant and is the client's affair.
type ISC interface {
	// Whoami tells whose credentials these are, from the access token; a
	// client without a user behind it has no identity id.
	Whoami(ctx context.Context) (Account, error)

	Workflows(ctx context.Context, q Query) (Page[Workflow], error)
	Workflow(ctx context.Context, id string) (Workflow, error)
	CreateWorkflow(ctx context.Context, d WorkflowDraft) (Workflow, error)
	ReplaceWorkflow(ctx context.Context, id string, d WorkflowDraft) (Workflow, error)
	PatchWorkflow(ctx context.Context, id string, patch []PatchOp) (Workflow, error)
	DeleteWorkflow(ctx context.Context, id string) error
	TestWorkflow(ctx context.Context, id string, input json.RawMessage) (executionID string, err error)
	Executions(ctx context.Context, q ExecutionQuery) (Page[Execution], error)
	Execution(ctx context.Context, id string) (Execution, error)
	ExecutionHistory(ctx context.Context, id string, limit, offset int) (Page[Event], error)
	// ExecutionHistoryV2 fails with NotFound and Status 0 where the
	// generation has no such operation.
	ExecutionHistoryV2(ctx context.Context, id string) (History, error)
	CancelExecution(ctx context.Context, id string) error
	Library(ctx context.Context, q Query) (Page[LibraryItem], error)
	LibraryActions(ctx context.Context, q Query) (Page[LibraryItem], error)
	LibraryOperators(ctx context.Context) (Page[LibraryItem], error)
	LibraryTriggers(ctx context.Context, q Query) (Page[LibraryItem], error)
	CreateExternalClient(ctx context.Context, workflowID string) (ExternalClient, error)
	ExecuteExternal(ctx context.Context, workflowID string, input json.RawMessage) (ExternalRun, error)
	TestExternal(ctx context.Context, workflowID string, input json.RawMessage) (echo json.RawMessage, err error)

	// WorkItems lists open items of ownerID, of the caller where it is "".
	WorkItems(ctx context.Context, ownerID string, q Query) (Page[WorkItem], error)
	CompletedWorkItems(ctx context.Context, ownerID string, q Query) (Page[WorkItem], error)
	CountWorkItems(ctx context.Context, ownerID string) (int, error)
	CountCompletedWorkItems(ctx context.Context, ownerID string) (int, error)
	WorkItemSummary(ctx context.Context, ownerID string) (Summary, error)
	WorkItem(ctx context.Context, id string) (WorkItem, error)
	CompleteWorkItem(ctx context.Context, id string) (WorkItem, error)
	ApproveItem(ctx context.Context, id, approvalItemID string) (WorkItem, error)
	RejectItem(ctx context.Context, id, approvalItemID string) (WorkItem, error)
	// BulkApprove and BulkReject decide every open line of one work item.
	BulkApprove(ctx context.Context, id string) (WorkItem, error)
	BulkReject(ctx context.Context, id string) (WorkItem, error)
	ForwardWorkItem(ctx context.Context, id string, f Forward) error
	SubmitAccountSelection(ctx context.Context, id string, fields map[string]string) (WorkItem, error)

	Tasks(ctx context.Context, q TaskQuery) (Page[Task], error)
	Task(ctx context.Context, id string) (Task, error)
	PatchTask(ctx context.Context, id string, patch []PatchOp) (Task, error)
	// PendingTasks falls back to Tasks with Pending where the generation has
	// no list of pending tasks.
	PendingTasks(ctx context.Context, q Query) (Page[Task], error)
	// CountPendingTasks asks with HEAD; in generations without it, with a list
	// of one and a count.
	CountPendingTasks(ctx context.Context) (int, error)

	// Identities lists public identities.
	Identities(ctx context.Context, q Query) (Page[Identity], error)
	// Identity reads one public identity, active or not; NotFound where there is
	// none with that id.
	Identity(ctx context.Context, id string) (Identity, error)
	// IdentitiesByID reads the public identities with those ids, active or not,
	// in no order; an id that no identity has is missing from the answer.
	IdentitiesByID(ctx context.Context, ids []string) ([]Identity, error)
	// FindIdentities returns identities whose first or last name,
	// alias or e-mail begins with text, at most limit of them.
	FindIdentities(ctx context.Context, text string, limit int) ([]Identity, error)
}

// Account is who the program acts as.
type Account struct {
	IdentityID string // "" for a client without a user
	UserName   string
	Org, Pod   string
	Authority  []string // such as ORG_ADMIN
}

// NERM is the client of SailPoint Non-Employee Risk Management; the rules of
// ISC hold for it too.
type NERM interface {
	Sessions(ctx context.Context, q SessionQuery) (Page[Session], error)
	Session(ctx context.Context, id string) (Session, error)
	CreateSession(ctx context.Context, d SessionDraft, run bool) (Session, error)
	// PatchSession sends what changes. With run the workflow continues at once.
	PatchSession(ctx context.Context, id string, c SessionChange, run bool) (Session, error)
	Users(ctx context.Context, q PeopleQuery) (Page[NERMUser], error)
	Profiles(ctx context.Context, q PeopleQuery) (Page[Profile], error)
	Attributes(ctx context.Context, limit, offset int) (Page[NEAttribute], error)
	// AttributeOptions lists the choices of one attribute, by its id.
	AttributeOptions(ctx context.Context, attributeID string, limit, offset int) (Page[NEOption], error)
	// WorkflowActions lists what the actions of a workflow do: NERM has no other
	// words about its workflows.
	WorkflowActions(ctx context.Context, workflowID string) ([]WorkflowAction, error)
}
