package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestErrorWords(t *testing.T) {
	for _, c := range []struct {
		err  Error
		want string
	}{
		{Error{Op: GetTask, Kind: NotFound, Status: 404, Detail: "no such task"}, "get task status: no such task (HTTP 404)"},
		{Error{Op: GetTask, Kind: Offline, Err: io.EOF}, "get task status: EOF"},
		{Error{Op: GetTask, Kind: Forbidden, Status: 403}, "get task status: forbidden (HTTP 403)"},
		{Error{Op: GetTask, Kind: Kind(99)}, "get task status: unknown"},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestAmbiguous pins after which failures a write may have taken effect:
// everything that is no clear refusal, unless nothing was sent.
func TestAmbiguous(t *testing.T) {
	open := map[Kind]bool{Internal: true, Canceled: true, Offline: true, Server: true, Decode: true}
	for k := Internal; k <= Unrecorded; k++ {
		if e := (&Error{Kind: k}); e.Ambiguous() != open[k] {
			t.Errorf("%v is ambiguous: %v", k, e.Ambiguous())
		}
		if e := (&Error{Kind: k, Unsent: true}); e.Ambiguous() {
			t.Errorf("%v is ambiguous though nothing was sent", k)
		}
		if e := (&Error{Kind: k}); k.String() == "unknown" || k != Internal && k != Canceled && k != Invalid && e.Remedy() == "" {
			t.Errorf("%v has no words or no remedy", k)
		}
	}
}

// TestBriefFitsANarrowLine: with the key that tries again behind it, into a line of
// 40 columns.
func TestBriefFitsANarrowLine(t *testing.T) {
	for k := Internal; k <= Unrecorded; k++ {
		if got := (&Error{Kind: k}).Brief(); got == "" || len(got) > 21 {
			t.Errorf("%s: %q", k, got)
		}
	}
}

func TestAsError(t *testing.T) {
	own := &Error{Kind: Conflict}
	for _, c := range []struct {
		err  error
		want Kind
	}{
		{fmt.Errorf("around: %w", own), Conflict}, {context.Canceled, Canceled}, {fmt.Errorf("x: %w", context.DeadlineExceeded), Offline}, {io.EOF, Internal},
	} {
		e := AsError(GetTask, c.err)
		if e.Kind != c.want || e != own && (!errors.Is(e, c.err) || e.Op != GetTask) {
			t.Errorf("%v became %+v", c.err, e)
		}
		if !IsKind(e, c.want) || IsKind(e, Throttled) {
			t.Errorf("IsKind is wrong about %v", e)
		}
	}
	if AsError(GetTask, nil) != nil || IsKind(nil, Internal) || IsKind(io.EOF, Internal) {
		t.Error("no error is one")
	}
}

// TestForeignWordsAreCleaned pins that an error made from whatever one shows no
// control character and no text direction of its own.
func TestForeignWordsAreCleaned(t *testing.T) {
	foreign := errors.New("a\x1b[2Jb\u202ec\nd")
	c := &Commands{}
	panics := Run(c, t.Context(), Ticket{Op: GetTask}, func(context.Context) (int, error) { panic(foreign) })().(Result[int])
	fails := Run(c, t.Context(), Ticket{Op: GetTask}, func(context.Context) (int, error) { return 0, foreign })().(Result[int])
	for name, e := range map[string]*Error{"AsError": AsError(GetTask, foreign), "panic": panics.Err, "failure": fails.Err, "no detail": {Op: GetTask, Err: foreign}} {
		if text := e.Detail + e.Error(); strings.ContainsAny(text, "\x1b\u202e\n") || !strings.Contains(text, "[2Jb") {
			t.Errorf("%s: %q", name, text)
		}
	}
}

// TestWrites pins which operations the ban on repeating covers: by their
// names, all that do not read, sign in or only echo.
func TestWrites(t *testing.T) {
	for _, op := range []Op{
		ListWorkflows, GetWorkflow, CreateWorkflow, ReplaceWorkflow, PatchWorkflow, DeleteWorkflow, TestWorkflow, ListExecutions, GetExecution, GetHistory,
		GetHistoryV2, CancelExecution, ListLibrary, ListActions, ListOperators, ListTriggers, CreateExternalClient, ExecuteExternal, TestExternal,
		ListWorkItems, ListCompletedWorkItems, CountWorkItems, CountCompleted, SummarizeWorkItems, GetWorkItem, CompleteWorkItem, ApproveItem, RejectItem,
		BulkApprove, BulkReject, ForwardWorkItem, SubmitAccountSelection, ListTasks, GetTask, PatchTask, ListPendingTasks, HeadPendingTasks,
		ListPublicIdentities, Authenticate, ListSessions, GetSession, CreateSession, PatchSession, ListNERMUsers, ListProfiles, ListNEAttributes,
		ListNEOptions, ListWorkflowActions,
	} {
		verb, _, _ := strings.Cut(string(op), " ")
		reads := verb == "list" || verb == "get" || verb == "count" || verb == "summarize" || verb == "sign" || op == TestExternal
		if op.Writes() == reads {
			t.Errorf("%s writes: %v", op, op.Writes())
		}
	}
}
