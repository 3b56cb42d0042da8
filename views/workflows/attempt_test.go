package workflows

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iscope/api"
)

var (
	reset     = &api.Error{Kind: api.Offline, Op: api.PatchWorkflow, Detail: "connection reset"}
	forbidden = &api.Error{Kind: api.Forbidden, Op: api.PatchWorkflow, Status: 403, Detail: "Forbidden"}
	missed    = &api.Error{Kind: api.NotFound, Op: api.GetWorkflow, Status: 404}
)

// TestAttempt pins every way an attempt can end, and that a write leaves at
// most once.
func TestAttempt(t *testing.T) {
	base := api.Workflow{ID: "w", Name: "Joiner", Enabled: true, Modified: at, ModifiedBy: api.Ref{ID: "me", Name: "Ann"}}
	off := base
	off.Enabled = false
	touched := base
	touched.Modified, touched.ModifiedBy = at.Add(time.Minute), api.Ref{ID: "bob", Name: "Bob"}
	byBob := off
	byBob.ModifiedBy = api.Ref{ID: "bob", Name: "Bob"}

	for name, c := range map[string]struct {
		verb   verb
		shown  api.Workflow
		reads  []answer
		write  answer
		want   settled
		said   string
		writes int
		stops  bool
	}{
		"done": {
			disable, base, []answer{{w: base}}, answer{w: off}, done, "", 1, false,
		},
		"already": {
			disable, base, []answer{{w: byBob}}, answer{}, done, "it was disabled already by Bob", 0, false,
		},
		"changed meanwhile": {
			disable, base, []answer{{w: touched}}, answer{}, changed, "nothing was sent: it was changed by Bob at 12:01:00 UTC", 0, false,
		},
		"gone before": {
			disable, base, []answer{{err: missed}}, answer{}, gone, "it is gone already", 0, false,
		},
		"unreadable before": {
			disable, base, []answer{{err: forbidden}}, answer{}, refused,
			"nothing was sent, since it could not be read first: patch workflow: Forbidden (HTTP 403)", 0, true,
		},
		"refused": {
			disable, base, []answer{{w: base}}, answer{err: forbidden}, refused, "patch workflow: Forbidden (HTTP 403)", 1, true,
		},
		"lost answer, done": {
			disable, base, []answer{{w: base}, {w: off}}, answer{err: reset}, done,
			"no clear answer came; reading it back shows that it is disabled", 1, false,
		},
		"lost answer, done by another": {
			disable, base, []answer{{w: base}, {w: byBob}}, answer{err: reset}, done, "it is disabled now by Bob", 1, false,
		},
		"lost answer, not done": {
			disable, base, []answer{{w: base}, {w: base}}, answer{err: reset}, unknown,
			"no clear answer came, and it is not disabled; look again before trying once more", 1, true,
		},
		"lost answer, unreadable": {
			disable, base, []answer{{w: base}, {err: reset}}, answer{err: reset}, unknown,
			"no clear answer came (offline), and it could not be read back (offline)", 1, true,
		},
		"an answer about something else is read back": {
			disable, base, []answer{{w: base}, {w: off}}, answer{w: api.Workflow{ID: "x"}}, done,
			"no clear answer came; reading it back shows that it is disabled", 1, false,
		},
		"the tenant ignored it": {
			disable, base, []answer{{w: base}, {w: base}}, answer{w: base}, unknown,
			"no clear answer came, and it is not disabled; look again before trying once more", 1, true,
		},
		"deleted": {
			remove, off, []answer{{w: off}}, answer{}, done, "", 1, false,
		},
		"enabled before it was deleted": {
			remove, off, []answer{{w: base}}, answer{}, changed, "nothing was sent: it is enabled now", 0, false,
		},
		"deleted by somebody": {
			remove, off, []answer{{w: off}}, answer{err: missed}, gone, "it is gone already", 1, false,
		},
		"delete refused": {
			remove, off, []answer{{w: off}}, answer{err: forbidden}, refused, "patch workflow: Forbidden (HTTP 403)", 1, true,
		},
		"delete lost, gone": {
			remove, off, []answer{{w: off}, {err: missed}}, answer{err: reset}, done,
			"no clear answer came; reading it back shows that it is gone", 1, false,
		},
		"delete lost, still there": {
			remove, off, []answer{{w: off}, {w: off}}, answer{err: reset}, unknown,
			"no clear answer came, and it is still there; look again before trying once more", 1, true,
		},
		"delete lost, unreadable": {
			remove, off, []answer{{w: off}, {err: errors.New("boom")}}, answer{err: reset}, unknown,
			"no clear answer came (offline), and it could not be read back (internal)", 1, true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{script: c.reads, write: c.write, me: "me"}
			got := attempt(context.Background(), f, c.verb, c.shown)
			if got.settled != c.want || got.said != c.said || got.stops() != c.stops {
				t.Errorf("%d %q, stops %v; want %d %q, %v", got.settled, got.said, got.stops(), c.want, c.said, c.stops)
			}
			if len(f.patches)+len(f.deleted) != c.writes {
				t.Errorf("%d writes, want %d", len(f.patches)+len(f.deleted), c.writes)
			}
			if len(f.patches) > 0 {
				want := []api.PatchOp{api.Replace("/enabled", false)}
				if diff := cmp.Diff(want, f.patches[0]); diff != "" {
					t.Error(diff)
				}
			}
			if len(f.script) > 0 {
				t.Errorf("%d readings were not made", len(f.script))
			}
		})
	}
}

// TestReadBackOutlivesTheWrite pins that a write that used up its time is read
// back all the same.
func TestReadBackOutlivesTheWrite(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	base := api.Workflow{ID: "w", Enabled: false}
	on := base
	on.Enabled = true
	f := &fake{script: []answer{{w: base}, {w: on}}, write: answer{err: context.DeadlineExceeded}, onWrite: cancel}
	if got := attempt(ctx, f, enable, base); got.settled != done {
		t.Errorf("%d %q", got.settled, got.said)
	}
}
