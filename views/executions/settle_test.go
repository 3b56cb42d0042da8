package executions

import (
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
)

// TestEveryCancellationIsInTheJournal pins that one is written down before it
// leaves, and that it ends there when it is true, not when it is accepted.
func TestEveryCancellationIsInTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		f.canceling["running-1"] = 4
		m, loop := open(t, f)
		m.list.Select("running-1")
		agree(t, loop)
		left := []string{"begin cancel execution running-1", "send cancel execution"}
		f.journal.Is(t, left...)
		e := f.journal.Latest(t)
		if e.Op != api.CancelExecution || e.Target != "running-1" || e.Name != "Leaver: revoke ServiceNow access" || e.Ending != journal.Open {
			t.Errorf("%+v", e)
		}
		loop.Advance(20 * time.Second)
		f.journal.Is(t, append(left, "end done")...)
	})
}

func TestNothingIsCanceledUnrecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.list.Select("running-1")
		f.journal.Fill()
		reads := f.count(api.GetExecution, "running-1")
		agree(t, loop)
		why := "the journal of decisions cannot be written: no space left on device"
		if got := loop.Toasts(); f.cancels != 0 || f.count(api.GetExecution, "running-1") != reads || got[len(got)-1] != "Not canceled, nothing was sent: "+why {
			t.Errorf("%d requests, toasts %q", f.cancels, got)
		}
		if got := outcomes(loop); len(got) != 1 || got[0] != "not sent: "+why || len(m.cancels) != 0 {
			t.Errorf("%q", got)
		}
		f.journal.Is(t, "begin cancel execution running-1") // there is nothing to end
	})
}

// TestAnEndThatCannotBeWrittenIsTold pins that a full disk does not hide what
// became of a cancellation.
func TestAnEndThatCannotBeWrittenIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		f.canceling["running-1"] = 1
		m, loop := open(t, f)
		m.list.Select("running-1")
		f.journal.FillAfter()
		agree(t, loop)
		loop.Advance(20 * time.Second)
		said := map[string]bool{}
		for _, text := range loop.Toasts() {
			said[text] = true
		}
		name := "Leaver: revoke ServiceNow access"
		if !said["Canceled: "+name] || !said[name+": the journal of decisions cannot be written: no space left on device"] {
			t.Errorf("toasts %q", loop.Toasts())
		}
	})
}

// TestSettle pins what becomes known of a cancellation whose end an earlier run
// did not see.
func TestSettle(t *testing.T) {
	for name, c := range map[string]struct {
		prepare  func(f *tenant)
		ending   journal.Ending
		outcome  string
		doubtful bool
	}{
		"canceled":               {func(f *tenant) { f.end("running-1", api.ExecutionCanceled, time.Now()) }, journal.Done, "done: it is canceled", false},
		"canceled late":          {func(f *tenant) { f.canceling["running-1"] = 1 }, journal.Done, "done: it is canceled", false},
		"canceled after minutes": {func(f *tenant) { f.canceling["running-1"] = 9 }, journal.Done, "done: it is canceled", false},
		"finished first":         {func(f *tenant) { f.end("running-1", api.ExecutionFailed, time.Now()) }, journal.Overtaken, "overtaken: finished first: Failed", false},
		"still running":          {func(*tenant) {}, journal.Lost, "lost: it did not take effect; it still runs", false},
		"gone":                   {func(f *tenant) { f.executions = nil }, journal.Unknown, "unknown: the tenant does not have this execution any more", true},
		"unreadable": {
			func(f *tenant) { f.fail = failing(api.GetExecution, lost(api.GetExecution)) }, journal.Open,
			"nobody knows yet whether it arrived: get execution: connection reset by peer; the next start of iscope looks again", true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := company(t, time.Now())
				m, loop := open(t, f)
				loop.Do(m.SetActive(false))
				c.prepare(f)
				e := f.journal.Sent(t, journal.Intent{Op: api.CancelExecution, Target: "running-1", Name: "Leaver"})
				if !m.Settles(e.Op) || m.Settles(api.PatchWorkflow) {
					t.Error("it settles the wrong operations")
				}
				loop.Do(m.Settle([]journal.Entry{e}))
				loop.Advance(cancelPatience + time.Minute)
				want := screen.Recalled{
					Decided: screen.Decided{What: "cancel execution", Target: "Leaver", ID: "running-1", Outcome: c.outcome}, Intent: e.ID, Doubtful: c.doubtful,
				}
				var got []screen.Recalled
				for _, msg := range loop.Sent {
					if r, ok := msg.(screen.Recalled); ok {
						got = append(got, r)
					}
				}
				if len(got) != 1 || got[0] != want {
					t.Errorf("%+v, want %+v", got, want)
				}
				if got := f.journal.Latest(t); got.Ending != c.ending || f.cancels != 0 {
					t.Errorf("in the journal %+v; %d sent", got, f.cancels)
				}
			})
		})
	}
}
