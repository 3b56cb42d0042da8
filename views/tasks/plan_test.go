package tasks

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/views/internal/change"
	"iscope/views/internal/change/changetest"
)

var (
	reset     = &api.Error{Kind: api.Offline, Op: api.PatchTask, Detail: "connection reset"}
	forbidden = &api.Error{Kind: api.Forbidden, Op: api.PatchTask, Status: 403, Detail: "Forbidden"}
	missed    = &api.Error{Kind: api.NotFound, Op: api.GetTask, Status: 404}
)

// at is a Wednesday noon.
var at = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func TestClearingIsBothFieldsInThePast(t *testing.T) {
	got, err := json.Marshal(clearing(at))
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"op":"replace","path":"/completionStatus","value":"Error"},{"op":"replace","path":"/completed","value":"2026-03-04T11:59:59Z"}]`
	if string(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestPlan pins what clearing a task makes of the answers; that a patch leaves
// at most once is for package change to hold.
func TestPlan(t *testing.T) {
	pending := api.Task{ID: "t", Name: "Aggregation", Launched: at.Add(-time.Hour)}
	cleared, finished := pending, pending
	cleared.Status, cleared.Completed = "ERROR", at
	finished.Status, finished.Completed = api.TaskSuccess, at
	for name, c := range map[string]struct {
		reads  []answer
		write  answer
		want   change.Ending
		said   string
		writes int
	}{
		"done":              {[]answer{{t: pending}}, answer{t: cleared}, change.Done, "", 1},
		"ended before":      {[]answer{{t: finished}}, answer{}, change.Changed, "nothing was sent: it ended meanwhile with success", 0},
		"unreadable before": {[]answer{{err: errors.New("boom")}}, answer{}, change.Refused, "nothing was sent, since it could not be read first: get task status: boom", 0},
		"lost, cleared":     {[]answer{{t: pending}, {t: cleared}}, answer{err: reset}, change.Done, "no clear answer came; reading it back shows that it is cleared", 1},
		"lost, ended by itself": {
			[]answer{{t: pending}, {t: finished}}, answer{err: reset}, change.Changed, "no clear answer came; it has ended with success", 1,
		},
		"lost, pending": {
			[]answer{{t: pending}, {t: pending}}, answer{err: reset}, change.Unknown,
			"no clear answer came, and it is still pending; look again before trying once more", 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{journal: changetest.New(), script: c.reads, write: &c.write}
			p := planOf(f, clearing(at))
			intent := f.journal.Begun(t, journal.Intent{Op: p.Op, Target: "t"})
			got := p.Attempt(t.Context(), f.journal, intent, pending)
			if got.Ending != c.want || got.Said != c.said || got.Object.ID != "t" {
				t.Errorf("%d %q about %q, want %d %q", got.Ending, got.Said, got.Object.ID, c.want, c.said)
			}
			if len(f.patches) != c.writes || len(f.script) != 0 {
				t.Errorf("%d writes, want %d; %d readings not made", len(f.patches), c.writes, len(f.script))
			}
		})
	}
}
