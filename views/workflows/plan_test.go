package workflows

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iscope/api"
	"iscope/api/journal"
	"iscope/views/internal/change"
	"iscope/views/internal/change/changetest"
)

var (
	reset     = &api.Error{Kind: api.Offline, Op: api.PatchWorkflow, Detail: "connection reset"}
	forbidden = &api.Error{Kind: api.Forbidden, Op: api.PatchWorkflow, Status: 403, Detail: "Forbidden"}
	missed    = &api.Error{Kind: api.NotFound, Op: api.GetWorkflow, Status: 404}
)

// TestPlan pins what each verb makes of the answers; that a write leaves at most
// once is for package change to hold.
func TestPlan(t *testing.T) {
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
		want   change.Ending
		said   string
		writes int
	}{
		"done": {
			disable, base, []answer{{w: base}}, answer{w: off}, change.Done, "", 1,
		},
		"enabled": {
			enable, off, []answer{{w: off}}, answer{w: base}, change.Done, "", 1,
		},
		"already": {
			disable, base, []answer{{w: byBob}}, answer{}, change.Done, "it was disabled already by Bob", 0,
		},
		"changed meanwhile": {
			disable, base, []answer{{w: touched}}, answer{}, change.Changed, "nothing was sent: it was changed by Bob at 12:01:00 UTC", 0,
		},
		"lost answer, done": {
			disable, base, []answer{{w: base}, {w: off}}, answer{err: reset}, change.Done,
			"no clear answer came; reading it back shows that it is disabled", 1,
		},
		"lost answer, done by another": {
			disable, base, []answer{{w: base}, {w: byBob}}, answer{err: reset}, change.Done, "it is disabled now by Bob", 1,
		},
		"lost answer, not done": {
			disable, base, []answer{{w: base}, {w: base}}, answer{err: reset}, change.Unknown,
			"no clear answer came, and it is not disabled; look again before trying once more", 1,
		},
		"deleted": {
			remove, off, []answer{{w: off}}, answer{}, change.Done, "", 1,
		},
		"enabled before it was deleted": {
			remove, off, []answer{{w: base}}, answer{}, change.Changed, "nothing was sent: it is enabled now", 0,
		},
		"delete lost, gone": {
			remove, off, []answer{{w: off}, {err: missed}}, answer{err: reset}, change.Done,
			"no clear answer came; reading it back shows that it is gone", 1,
		},
		"delete lost, still there": {
			remove, off, []answer{{w: off}, {w: off}}, answer{err: reset}, change.Unknown,
			"no clear answer came, and it is still there; look again before trying once more", 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{journal: changetest.New(), script: c.reads, write: c.write, me: "me"}
			p := planOf(f, c.verb)
			intent := f.journal.Begun(t, journal.Intent{Op: p.Op, Target: "w"})
			got := p.Attempt(t.Context(), f.journal, intent, c.shown)
			if got.Ending != c.want || got.Said != c.said || got.Object.ID != "w" {
				t.Errorf("%d %q about %q, want %d %q", got.Ending, got.Said, got.Object.ID, c.want, c.said)
			}
			if got.Absent != (c.verb == remove && c.want == change.Done) {
				t.Errorf("absent: %v", got.Absent)
			}
			if len(f.patches)+len(f.deleted) != c.writes {
				t.Errorf("%d writes, want %d", len(f.patches)+len(f.deleted), c.writes)
			}
			if len(f.patches) > 0 {
				want := []api.PatchOp{api.Replace("/enabled", c.verb == enable)}
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
