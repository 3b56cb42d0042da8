package tasks

import (
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
)

// TestEveryClearingIsInTheJournal pins that one is written down before it
// leaves, with what it needs to be settled later, and ends there.
func TestEveryClearingIsInTheJournal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.act("tasks.clear")
		r.f.journal.Is(t)
		r.confirm()
		r.f.journal.Is(t, "begin patch task status t-old", "send patch task status", "end done")
		e := r.f.journal.Latest(t)
		if e.Op != api.PatchTask || e.Target != "t-old" || e.Name != "Entitlement Aggregation · HR" || e.Want["completionStatus"] != "Error" || len(e.Want) != 1 {
			t.Errorf("%+v", e)
		}
	})
}

func TestNothingIsClearedUnrecorded(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.f.journal.Fill()
		gets := len(r.f.gets)
		r.act("list.mark-all", "tasks.clear")
		r.confirm()
		if len(r.f.patched) != 0 || len(r.f.gets) != gets {
			t.Errorf("patched %v", r.f.patched)
		}
		r.said("0 of 3 tasks cleared, 1 refused, 2 not sent; what is still pending stays marked")
	})
}

// TestSettle pins what becomes known of a clearing whose end an earlier run did
// not see.
func TestSettle(t *testing.T) {
	end := func(s api.CompletionStatus) func(*fake) { return func(f *fake) { f.end(2, s) } }
	for name, c := range map[string]struct {
		change   func(*fake)
		want     journal.Ending
		outcome  string
		doubtful bool
	}{
		"cleared":          {end("Error"), journal.Done, "done: it is cleared", false},
		"ended by itself":  {end(api.TaskSuccess), journal.Overtaken, "overtaken: it ended by itself with success", false},
		"ended, no status": {end(""), journal.Done, "done: it is cleared", false},
		"pending":          {func(*fake) {}, journal.Lost, "lost: it did not take effect; it is still pending", false},
		"gone":             {func(f *fake) { f.pending = nil }, journal.Overtaken, "overtaken: the tenant does not have it any more", false},
		"unreadable": {
			func(f *fake) {
				for range 9 {
					f.script = append(f.script, answer{err: reset})
				}
			}, journal.Open, "nobody knows yet whether it arrived: patch task status: connection reset; the next start of iscope looks again", true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := hidden(t, tenant(), nil)
				e := r.f.journal.Sent(t, journal.Intent{Op: api.PatchTask, Target: "t-old", Name: "Entitlement Aggregation · HR", Want: map[string]string{wantStatus: cleared}})
				c.change(r.f)
				if !r.m.Settles(e.Op) || r.m.Settles(api.PatchWorkflow) {
					t.Error("it settles the wrong operations")
				}
				r.Do(r.m.Settle([]journal.Entry{e}))
				r.Advance(time.Minute)
				want := screen.Recalled{
					Decided: screen.Decided{What: "clear task", Target: e.Name, ID: "t-old", Outcome: c.outcome}, Intent: e.ID, Doubtful: c.doubtful,
				}
				if got := last[screen.Recalled](r); got != want {
					t.Errorf("%+v, want %+v", got, want)
				}
				if got := r.f.journal.Latest(t); got.Ending != c.want || len(r.f.patched) != 0 {
					t.Errorf("in the journal %+v; patched %v", got, r.f.patched)
				}
			})
		})
	}
}
