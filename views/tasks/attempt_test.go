package tasks

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"iscope/api"
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

// TestAttempt pins every way an attempt can end, and that a patch leaves at
// most once.
func TestAttempt(t *testing.T) {
	pending := api.Task{ID: "t", Name: "Aggregation", Launched: at.Add(-time.Hour)}
	cleared, finished := pending, pending
	cleared.Status, cleared.Completed = "ERROR", at
	finished.Status, finished.Completed = api.TaskSuccess, at
	for name, c := range map[string]struct {
		reads  []answer
		write  answer
		want   settled
		said   string
		writes int
		stops  bool
	}{
		"done":              {[]answer{{t: pending}}, answer{t: cleared}, done, "", 1, false},
		"ended before":      {[]answer{{t: finished}}, answer{}, ended, "nothing was sent: it ended meanwhile with success", 0, false},
		"gone before":       {[]answer{{err: missed}}, answer{}, gone, "it is gone already", 0, false},
		"unreadable before": {[]answer{{err: forbidden}}, answer{}, refused, "nothing was sent, since it could not be read first: patch task status: Forbidden (HTTP 403)", 0, true},
		"refused":           {[]answer{{t: pending}}, answer{err: forbidden}, refused, "patch task status: Forbidden (HTTP 403)", 1, true},
		"conflict goes on": {
			[]answer{{t: pending}}, answer{err: &api.Error{Kind: api.Conflict, Op: api.PatchTask, Status: 409}},
			refused, "patch task status: conflict (HTTP 409)", 1, false,
		},
		"lost, cleared": {[]answer{{t: pending}, {t: cleared}}, answer{err: reset}, done, "no clear answer came; reading it back shows that it is cleared", 1, false},
		"lost, ended by itself": {
			[]answer{{t: pending}, {t: finished}}, answer{err: reset}, ended, "no clear answer came; it has ended with success", 1, false,
		},
		"lost, pending": {
			[]answer{{t: pending}, {t: pending}}, answer{err: reset}, unknown,
			"no clear answer came, and it is still pending; look again before trying once more", 1, true,
		},
		"lost, gone":        {[]answer{{t: pending}, {err: missed}}, answer{err: reset}, gone, "no clear answer came, and it is gone now", 1, false},
		"lost, unreadable":  {[]answer{{t: pending}, {err: errors.New("boom")}}, answer{err: reset}, unknown, "no clear answer came (offline), and it could not be read back (internal)", 1, true},
		"ignored":           {[]answer{{t: pending}, {t: pending}}, answer{t: pending}, unknown, "no clear answer came, and it is still pending; look again before trying once more", 1, true},
		"about another one": {[]answer{{t: pending}, {t: cleared}}, answer{t: api.Task{ID: "x", Status: "ERROR"}}, done, "no clear answer came; reading it back shows that it is cleared", 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{script: c.reads, write: &c.write}
			got := attempt(context.Background(), f, pending, clearing(at))
			if got.settled != c.want || got.said != c.said || got.stops() != c.stops {
				t.Errorf("%d %q, stops %v; want %d %q, %v", got.settled, got.said, got.stops(), c.want, c.said, c.stops)
			}
			if len(f.patches) != c.writes || len(f.script) != 0 {
				t.Errorf("%d writes, want %d; %d readings not made", len(f.patches), c.writes, len(f.script))
			}
		})
	}
}

// TestReadBackOutlivesTheWrite pins that a write that used up its time is read
// back all the same.
func TestReadBackOutlivesTheWrite(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	pending := api.Task{ID: "t"}
	cleared := api.Task{ID: "t", Status: "ERROR", Completed: at}
	f := &fake{script: []answer{{t: pending}, {t: cleared}}, write: &answer{err: context.DeadlineExceeded}, onWrite: cancel}
	if got := attempt(ctx, f, pending, clearing(at)); got.settled != done {
		t.Errorf("%d %q", got.settled, got.said)
	}
}
