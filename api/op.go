package api

// Op names an operation of the tenant's APIs. It identifies requests in
// tickets, errors, the request log and the table of paths.
type Op string

// Operations of ISC (workflows, executions, library, work items, task status,
// public identities) and of NERM.
const (
	ListWorkflows        Op = "list workflows"
	GetWorkflow          Op = "get workflow"
	CreateWorkflow       Op = "create workflow"
	ReplaceWorkflow      Op = "replace workflow"
	PatchWorkflow        Op = "patch workflow"
	DeleteWorkflow       Op = "delete workflow"
	TestWorkflow         Op = "test workflow"
	ListExecutions       Op = "list executions"
	GetExecution         Op = "get execution"
	GetHistory           Op = "get execution history"
	GetHistoryV2         Op = "get execution history v2"
	CancelExecution      Op = "cancel execution"
	ListLibrary          Op = "list library"
	ListActions          Op = "list library actions"
	ListOperators        Op = "list library operators"
	ListTriggers         Op = "list library triggers"
	CreateExternalClient Op = "create external OAuth client"
	ExecuteExternal      Op = "execute external workflow"
	TestExternal         Op = "test external trigger"

	ListWorkItems          Op = "list work items"
	ListCompletedWorkItems Op = "list completed work items"
	CountWorkItems         Op = "count work items"
	CountCompleted         Op = "count completed work items"
	SummarizeWorkItems     Op = "summarize work items"
	GetWorkItem            Op = "get work item"
	CompleteWorkItem       Op = "complete work item"
	ApproveItem            Op = "approve approval item"
	RejectItem             Op = "reject approval item"
	BulkApprove            Op = "approve work item"
	BulkReject             Op = "reject work item"
	ForwardWorkItem        Op = "forward work item"
	SubmitAccountSelection Op = "submit account selection"

	ListTasks        Op = "list task statuses"
	GetTask          Op = "get task status"
	PatchTask        Op = "patch task status"
	ListPendingTasks Op = "list pending tasks"
	HeadPendingTasks Op = "count pending tasks"

	ListPublicIdentities Op = "list public identities"
	Authenticate         Op = "sign in"

	ListSessions        Op = "list workflow sessions"
	GetSession          Op = "get workflow session"
	CreateSession       Op = "create workflow session"
	PatchSession        Op = "patch workflow session"
	ListNERMUsers       Op = "list NERM users"
	ListProfiles        Op = "list NERM profiles"
	ListNEAttributes    Op = "list NERM attributes"
	ListNEOptions       Op = "list NERM attribute options"
	ListWorkflowActions Op = "list NERM workflow actions"
)

// Writes reports whether the operation may change the tenant. The read-only
// switch of the transport, deadlines and the ban on repeating follow it.
// TestExternal only echoes its input.
func (op Op) Writes() bool {
	switch op {
	case CreateWorkflow, ReplaceWorkflow, PatchWorkflow, DeleteWorkflow, TestWorkflow, CancelExecution,
		CreateExternalClient, ExecuteExternal,
		CompleteWorkItem, ApproveItem, RejectItem, BulkApprove, BulkReject, ForwardWorkItem, SubmitAccountSelection,
		PatchTask, CreateSession, PatchSession:
		return true
	}
	return false
}
