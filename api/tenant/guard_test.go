package tenant

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// writes are all operations that may change a tenant, each on an object of its
// own.
func writes(c *api.Commands) map[api.Op]func(ctx context.Context, id string) error {
	patch := []api.PatchOp{api.Replace("/enabled", false)}
	input := json.RawMessage(`{}`)
	drop := func(_ any, err error) error { return err }
	return map[api.Op]func(ctx context.Context, id string) error{
		api.CreateWorkflow: func(ctx context.Context, _ string) error { return drop(c.ISC.CreateWorkflow(ctx, api.WorkflowDraft{})) },
		api.ReplaceWorkflow: func(ctx context.Context, id string) error {
			return drop(c.ISC.ReplaceWorkflow(ctx, id, api.WorkflowDraft{}))
		},
		api.PatchWorkflow:          func(ctx context.Context, id string) error { return drop(c.ISC.PatchWorkflow(ctx, id, patch)) },
		api.DeleteWorkflow:         func(ctx context.Context, id string) error { return c.ISC.DeleteWorkflow(ctx, id) },
		api.TestWorkflow:           func(ctx context.Context, id string) error { return drop(c.ISC.TestWorkflow(ctx, id, input)) },
		api.CancelExecution:        func(ctx context.Context, id string) error { return c.ISC.CancelExecution(ctx, id) },
		api.CreateExternalClient:   func(ctx context.Context, id string) error { return drop(c.ISC.CreateExternalClient(ctx, id)) },
		api.ExecuteExternal:        func(ctx context.Context, id string) error { return drop(c.ISC.ExecuteExternal(ctx, id, input)) },
		api.CompleteWorkItem:       func(ctx context.Context, id string) error { return drop(c.ISC.CompleteWorkItem(ctx, id)) },
		api.ApproveItem:            func(ctx context.Context, id string) error { return drop(c.ISC.ApproveItem(ctx, id, "line")) },
		api.RejectItem:             func(ctx context.Context, id string) error { return drop(c.ISC.RejectItem(ctx, id, "line")) },
		api.BulkApprove:            func(ctx context.Context, id string) error { return drop(c.ISC.BulkApprove(ctx, id)) },
		api.BulkReject:             func(ctx context.Context, id string) error { return drop(c.ISC.BulkReject(ctx, id)) },
		api.ForwardWorkItem:        func(ctx context.Context, id string) error { return c.ISC.ForwardWorkItem(ctx, id, api.Forward{}) },
		api.SubmitAccountSelection: func(ctx context.Context, id string) error { return drop(c.ISC.SubmitAccountSelection(ctx, id, nil)) },
		api.PatchTask:              func(ctx context.Context, id string) error { return drop(c.ISC.PatchTask(ctx, id, patch)) },
		api.CreateSession: func(ctx context.Context, _ string) error {
			return drop(c.NERM.CreateSession(ctx, api.SessionDraft{}, true))
		},
		api.PatchSession: func(ctx context.Context, id string) error {
			return drop(c.NERM.PatchSession(ctx, id, api.SessionChange{}, false))
		},
	}
}

// counting is a tenant that counts what arrives, tokens aside, and agrees.
func counting(t *testing.T) (base string, arrived *atomic.Int32) {
	t.Helper()
	arrived = &atomic.Int32{}
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth/token" {
			_, _ = w.Write([]byte(`{"access_token":"t"}`))
			return
		}
		arrived.Add(1)
		_, _ = w.Write([]byte(`{}`))
	}))
	t.Cleanup(host.Close)
	return host.URL, arrived
}

// TestNoDecisionLeavesUnrecorded tries every write with the journal on a disk:
// none arrives that was not begun, exactly one that was, and none again.
func TestNoDecisionLeavesUnrecorded(t *testing.T) {
	base, arrived := counting(t)
	s := settings(t)
	s.URL, s.NERMURL = base, base+"/nerm/api"
	dir := filepath.Join(t.TempDir(), "journal")
	s.Journal = journal.Disk(dir, s.Name, s.URL, time.Now)
	defer s.Journal.Close()
	cmds, _, err := Open(s)
	if err != nil {
		t.Fatal(err)
	}
	stops := func(when string, op api.Op, err error) {
		t.Helper()
		var e *api.Error
		if !errors.As(err, &e) || e.Kind != api.Unrecorded || !e.Unsent || e.Ambiguous() || arrived.Swap(0) != 0 {
			t.Errorf("%s, %s: %v", op, when, err)
		}
	}
	all := writes(cmds)
	for op, write := range all {
		target := strings.ReplaceAll(string(op), " ", "-")
		intent := journal.Intent{ID: s.Journal.NewID(), Op: op, Target: target}
		ctx := journal.With(t.Context(), intent.ID)
		stops("no intent", op, write(t.Context(), target))
		stops("not begun", op, write(ctx, target))
		if err := s.Journal.Begin(intent); err != nil {
			t.Fatal(err)
		}
		_ = write(ctx, target) // an empty object is no good answer to most
		if n := arrived.Swap(0); n != 1 {
			t.Errorf("%s: %d requests of one decision", op, n)
		}
		stops("again", op, write(ctx, target))
		if err := s.Journal.End(journal.End{ID: intent.ID, Ending: journal.Unknown}); err != nil {
			t.Fatal(err)
		}
		stops("unknown", op, write(ctx, target))
	}
	if entries, err := s.Journal.Entries(); err != nil || len(entries) != len(all) || len(all) != 18 {
		t.Errorf("%d entries of %d, %v", len(entries), len(all), err)
	}
}

// TestReadingNeedsNoJournal: with a disk that takes nothing one can look, and
// test a trigger, and not decide.
func TestReadingNeedsNoJournal(t *testing.T) {
	base, arrived := counting(t)
	s := settings(t)
	s.URL, s.NERMURL = base, ""
	dir := filepath.Join(t.TempDir(), "no folder")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.Journal = journal.Disk(dir, s.Name, s.URL, time.Now)
	cmds, _, err := Open(s)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = cmds.ISC.WorkItems(t.Context(), "", api.Query{})
	_, _ = cmds.ISC.TestExternal(t.Context(), "x", nil)
	if n := arrived.Swap(0); n != 2 {
		t.Errorf("%d requests of 2", n)
	}
	if err := s.Journal.Begin(journal.Intent{ID: "i", Op: api.BulkApprove, Target: "x"}); err == nil {
		t.Error("a decision was written to nowhere")
	}
	_, err = cmds.ISC.BulkApprove(journal.With(t.Context(), "i"), "x")
	if e := api.AsError(api.BulkApprove, err); e.Kind != api.Unrecorded || !strings.Contains(e.Detail, "cannot be written") || arrived.Load() != 0 {
		t.Errorf("%v", err)
	}
}

// TestTwoWindows: what one run of the program is deciding, another one does not
// send.
func TestTwoWindows(t *testing.T) {
	base, arrived := counting(t)
	dir := filepath.Join(t.TempDir(), "journal")
	var windows []*api.Commands
	var journals []*journal.Journal
	for range 2 {
		s := settings(t)
		s.URL, s.NERMURL = base, ""
		s.Journal = journal.Disk(dir, s.Name, s.URL, time.Now)
		defer s.Journal.Close()
		cmds, _, err := Open(s)
		if err != nil {
			t.Fatal(err)
		}
		windows, journals = append(windows, cmds), append(journals, s.Journal)
	}
	var got [2]error
	for i, j := range journals {
		id := j.NewID()
		if err := j.Begin(journal.Intent{ID: id, Op: api.BulkApprove, Target: "x"}); err != nil {
			t.Fatal(err)
		}
		_, got[i] = windows[i].ISC.BulkApprove(journal.With(t.Context(), id), "x")
	}
	if e := api.AsError(api.BulkApprove, got[1]); arrived.Load() != 1 || e.Kind != api.Conflict || !e.Unsent || !errors.Is(e, journal.ErrElsewhere) {
		t.Errorf("%d requests, %v", arrived.Load(), got[1])
	}
}
