package api

import (
	"cmp"
	"strings"
)

// Scopes of a token that the vendor's documents name.
const (
	scopeWorkflowRead    = "sp:workflow:read"
	scopeWorkflowManage  = "sp:workflow:manage"
	scopeExecutionRead   = "sp:workflow-execution:read"
	scopeExecuteExternal = "sp:workflow-execute:external"
	scopeWorkItemUpdate  = "idn:work-item:update"
	scopeTaskRead        = "idn:task-management:read"
	scopeTaskWrite       = "idn:task-management:write"
)

// Scopes returns the scopes of which a token needs one for the operation, the
// smallest first, by the vendor's documents. It is empty where these name none:
// for the other operations on work items, which are said to need
// sp:scopes:all, and for NERM. What every token has is not listed.
func (op Op) Scopes() []string {
	switch op {
	case ListWorkflows, GetWorkflow, ListLibrary, ListActions, ListOperators, ListTriggers:
		return []string{scopeWorkflowRead, scopeWorkflowManage}
	case CreateWorkflow, ReplaceWorkflow, PatchWorkflow, DeleteWorkflow, CreateExternalClient:
		return []string{scopeWorkflowManage}
	case ListExecutions, GetExecution, GetHistory, GetHistoryV2:
		return []string{scopeExecutionRead, scopeWorkflowManage}
	case TestWorkflow, CancelExecution, ExecuteExternal, TestExternal:
		return []string{scopeExecuteExternal}
	case ForwardWorkItem:
		return []string{scopeWorkItemUpdate}
	case ListTasks, GetTask, ListPendingTasks, HeadPendingTasks:
		return []string{scopeTaskRead, scopeTaskWrite}
	case PatchTask:
		return []string{scopeTaskWrite}
	}
	return nil
}

// Endpoint is where the requests of an operation go. {id} and {line} stand for
// ids.
type Endpoint struct {
	Op           Op
	Method, Path string
}

// Compare orders endpoints by path and method.
func (e Endpoint) Compare(o Endpoint) int {
	return cmp.Or(strings.Compare(e.Path, o.Path), strings.Compare(e.Method, o.Method))
}

// lacking says which right is missing for an operation, as a clause.
func lacking(op Op) string {
	if s := op.Scopes(); len(s) > 0 {
		return "this account lacks the right, or its token the scope " + s[0] + "; ask an ISC administrator"
	}
	return "this account lacks the right; ask an ISC administrator"
}
