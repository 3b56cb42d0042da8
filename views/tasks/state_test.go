package tasks

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/ui/screen"
)

// TestStateFrames compares the screens that say something else than a list, with
// golden files: waiting, nothing there, failed, failed with old rows, read-only.
func TestStateFrames(t *testing.T) {
	bubble(t, func(t *testing.T) {
		shoot := func(r *rig, name string) {
			for _, s := range [][2]int{{80, 12}, {40, 12}} {
				golden.File(t, fmt.Sprintf("%s-%dx%d", name, s[0], s[1])+".golden", r.frame(s[0], s[1]))
			}
		}
		shoot(&rig{m: New(start(t, &fake{}, nil).env, &api.Commands{ISC: &fake{}}, nil, t.Context(), "tasks#2"), t: t}, "state-loading")
		r := start(t, &fake{}, nil)
		shoot(r, "state-empty")
		r.act("tasks.history")
		shoot(r, "state-empty-history")
		f := tenant()
		f.err = &api.Error{Kind: api.Forbidden, Op: api.ListPendingTasks, Status: 403, Detail: "Forbidden", TrackingID: "e6ae1"}
		r = start(t, f, nil)
		shoot(r, "state-failed")
		r.act("tasks.history")
		shoot(r, "state-failed-history")
		f = tenant()
		r = start(t, f, func(e *screen.Env) { e.ReadOnly = true })
		f.err = &api.Error{Kind: api.Server, Op: api.ListPendingTasks, Status: 502, Detail: "Bad Gateway"}
		r.act("app.refresh")
		shoot(r, "state-stale")
		r.act("tasks.clear")
		r.said("Read-only: nothing can be changed")
		if len(f.patched) != 0 || r.Dialog() != nil {
			t.Error("something is asked or sent though it is read-only")
		}
	})
}

// TestEndedWithFigures pins that a task that ends says what it did before it
// leaves, and what failed where it did.
func TestEndedWithFigures(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := tenant()
		r := start(t, f, nil)
		more := fmt.Sprintf(`,"completionStatus":"SUCCESS","completed":%q,"returns":[{"name":"Total","attributeName":"total"}],"attributes":{"total":"8,400","created":3}`, at.Format(time.RFC3339))
		f.pending = f.pending[1:]
		f.ended = append([]api.Task{task("t-ad", "Cloud Account Aggregation", "ad", 12*time.Minute, more)}, f.ended...)
		r.act("app.refresh")
		r.has("✓ success", "took 12m00s", "Total 8,400, created 3")
		failed := fmt.Sprintf(`,"completionStatus":"ERROR","completed":%q,"messages":[{"type":"ERROR","localizedText":{"message":"Logon to {0} failed"},"parameters":["SAP"]}]`, at.Format(time.RFC3339))
		f.pending = f.pending[1:]
		f.ended = append([]api.Task{task("t-sap", "Cloud Account Aggregation", "sap", 3*time.Minute, failed)}, f.ended...)
		r.act("app.refresh")
		r.has("✗ error", "Logon to SAP failed")
		if got := strings.Count(r.frame(120, 36), "took "); got != 2 {
			t.Errorf("%d rows say how long the task took", got)
		}
	})
}

// TestBadgeCountsTheStuck pins the badge as tasks become stuck and end.
func TestBadgeCountsTheStuck(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		if got := r.m.Badge(); got != "3 ▲1" {
			t.Errorf("%q", got)
		}
		r.Advance(20 * time.Minute) // the aggregation of AD takes 20 minutes otherwise
		if got := r.m.Badge(); got != "3 ▲2" {
			t.Errorf("%q after the aggregation of AD became stuck", got)
		}
		mono(r.env)
		if got := r.m.Badge(); got != "3 ^2" {
			t.Errorf("%q in ASCII", got)
		}
		r.f.pending = nil
		r.act("app.refresh")
		if got := r.m.Badge(); got != "" {
			t.Errorf("%q without tasks", got)
		}
	})
}
