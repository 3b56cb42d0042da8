package inbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
)

// These tests end the program in the middle and begin it anew.

// next ends the program as a crash does and begins it anew, with the inbox on
// screen and what was left open settled.
func (d *desk) next(prepare ...func(*desk)) *desk {
	d.t.Helper()
	d.die()
	n := d.again(prepare...)
	n.adopt()
	n.show()
	n.wait(10 * time.Minute)
	return n
}

// became fails unless just this was said about one decision of an earlier run.
func (d *desk) became(what, name, outcome string, doubtful bool) {
	d.t.Helper()
	if len(d.recalled) != 1 {
		d.t.Fatalf("%d decisions were recalled: %+v", len(d.recalled), d.recalled)
	}
	r := d.recalled[0]
	if r.What != what || r.Target != name || r.ID == "" || r.Intent == "" || r.Doubtful != doubtful || !strings.Contains(r.Outcome, outcome) {
		d.t.Fatalf("recalled %+v, want %s of %s: %q", r, what, name, outcome)
	}
}

func TestHeldDecisionOfAnEarlierRun(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.act("inbox.approve")
		d.wait(3 * time.Second)
		d.die()
		next := d.again()
		if n := next.adopt(); n != 1 {
			t.Fatalf("%d decisions were left open", n)
		}
		next.show()
		next.wait(time.Hour)
		next.became("approve", "Approve access i0", "not sent: it was held when iscope ended", false)
		d.wrote()
		next.ended(journal.NotSent, "it was held when iscope ended")
		if len(next.toasts) != 0 {
			t.Errorf("said %+v beside what the shell says", next.toasts)
		}
		next.says("not sent")
		if e := next.Entries(); len(e) != 1 || e[0].Stage != book.Stopped || !e[0].Past || next.book.UnderWay("i0") {
			t.Errorf("in the outbox: %+v", e)
		}
		next.act("inbox.outbox")
		if got := next.dialog(); !strings.Contains(got, "Outbox") || !strings.Contains(got, "Approve access i0") || !strings.Contains(got, "not sent") {
			t.Errorf("the outbox shows\n%s", got)
		}
		next.close()
		next.act("list.top", "inbox.approve") // decided anew
		next.wait(6 * time.Second)
		d.wrote(approved("i0"))
		next.die()
		if n := next.again().adopt(); n != 0 {
			t.Errorf("%d decisions are still open", n)
		}
	})
}

// TestSentDecisionOfAnEarlierRun ends the program between sending and the
// answer: the item is read back, and nothing is sent again.
func TestSentDecisionOfAnEarlierRun(t *testing.T) {
	down := &api.Error{Kind: api.Offline, Detail: "no route"}
	for name, c := range map[string]struct {
		trouble  trouble // of the request
		then     func(*tenant)
		ending   journal.Ending
		words    string
		doubtful bool
		stays    bool
	}{
		"it arrived":    {trouble{after: true, late: time.Hour}, nil, journal.Done, "approved", false, false},
		"it did not":    {trouble{sleeps: time.Hour, err: down}, nil, journal.Lost, "it did not take effect (iscope ended before the answer came); the item is still open", false, true},
		"others did":    {trouble{sleeps: time.Hour, err: down}, func(s *tenant) { s.change("i0", decided("Rejected", "Bo")) }, journal.Overtaken, "was rejected by somebody else (Bo)", false, false},
		"others own it": {trouble{sleeps: time.Hour, err: down}, func(s *tenant) { s.change("i0", set("ownerId", "bo"), set("ownerName", "Bo")) }, journal.Overtaken, "now belongs to Bo", false, false},
		"it is gone":    {trouble{sleeps: time.Hour, err: down}, func(s *tenant) { s.remove("i0") }, journal.Overtaken, "is gone: by this decision, or decided or withdrawn elsewhere", false, false},
		"nobody knows": {trouble{after: true, late: time.Hour}, func(s *tenant) { s.troubled(trouble{op: api.GetWorkItem, times: -1, err: down}) },
			journal.Open, "nobody knows yet whether it arrived", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, items(2), func(d *desk) {
				c.trouble.op = api.ApproveItem
				d.tenant.troubled(c.trouble)
				d.act("inbox.approve", "inbox.send")
				d.wait(time.Second)
				d.wrote(approved("i0"))
				if c.then != nil {
					c.then(d.tenant)
				}
				next := d.next()
				d.wrote(approved("i0"))
				next.became("approve", "Approve access i0", c.words, c.doubtful)
				if c.ending == journal.Open { // for the start after this one
					next.ended(journal.Open, "")
				} else {
					next.ended(c.ending, c.words)
				}
				if len(next.toasts) != 0 {
					t.Errorf("said %+v beside what the shell says", next.toasts)
				}
				if got := next.list.Row("i0") != nil; got != c.stays {
					t.Errorf("the row is there: %v", got)
				}
				next.die()
				more := 0
				if c.ending == journal.Open {
					more = 1
				}
				if n := next.again().adopt(); n != more {
					t.Errorf("%d decisions are told once more, want %d", n, more)
				}
			})
		})
	}
}

// TestDoubtfulIsAskedAboutAtTheNextStart pins that what nobody knew is found
// out once the tenant can be read, and is told once more where it cannot.
func TestDoubtfulIsAskedAboutAtTheNextStart(t *testing.T) {
	down := &api.Error{Kind: api.Offline, Detail: "no route"}
	for _, heals := range []bool{true, false} {
		t.Run(fmt.Sprint(heals), func(t *testing.T) {
			sit(t, items(2), func(d *desk) {
				d.tenant.troubled(trouble{op: api.ApproveItem, after: true, err: down})
				d.tenant.troubled(trouble{op: api.GetWorkItem, sleeps: time.Millisecond}) // the check succeeds
				d.tenant.troubled(trouble{op: api.GetWorkItem, times: -1, err: down})
				d.act("inbox.approve")
				d.wait(time.Minute)
				d.ended(journal.Unknown, "nobody knows")
				if heals {
					d.tenant.calm()
				}
				next := d.next()
				if heals {
					next.became("approve", "Approve access i0", "approved", false)
					next.ended(journal.Done, "approved")
				} else {
					next.became("approve", "Approve access i0", "nobody knows", true)
					next.ended(journal.Unknown, "nobody knows")
				}
				d.wrote(approved("i0"))
			})
		})
	}
}

// TestForwardOfAnEarlierRun pins that the owner is enough to judge it.
func TestForwardOfAnEarlierRun(t *testing.T) {
	for _, arrived := range []bool{true, false} {
		t.Run(fmt.Sprint(arrived), func(t *testing.T) {
			sit(t, people, func(d *desk) {
				d.tenant.troubled(trouble{op: api.ForwardWorkItem, after: arrived, late: time.Hour, err: &api.Error{Kind: api.Offline, Detail: "no route"}})
				choose(d, "bob")
				d.write("on leave")
				d.press(tea.KeyEnter)
				d.act("inbox.send")
				d.wait(time.Second)
				next := d.next()
				d.wrote("forward work item i0")
				if arrived {
					next.became("forward", "Approve access i0 to Bob Dylan", "forwarded", false)
				} else {
					next.became("forward", "Approve access i0 to Bob Dylan", "it did not take effect", false)
				}
			})
		})
	}
}

// TestCrashInABatch ends the program while a batch is on its way: each of its
// decisions is told, and what became of it is so.
func TestCrashInABatch(t *testing.T) {
	for _, after := range []time.Duration{0, 5500 * time.Millisecond, 6500 * time.Millisecond, 8 * time.Second} {
		t.Run(after.String(), func(t *testing.T) {
			sit(t, items(8), func(d *desk) {
				d.tenant.troubled(trouble{op: api.ApproveItem, times: -1, sleeps: time.Second})
				d.act("list.mark-all", "inbox.approve")
				d.agree()
				d.wait(after)
				sent := d.tenant.writes()
				settled := 0
				for _, e := range d.Ended() {
					if e.Ending == journal.Done {
						settled++
					}
				}
				d.die()
				time.Sleep(time.Minute) // what is on its way arrives
				next := d.again()
				if n := next.adopt(); n != 8-settled {
					t.Errorf("%d of 8 were done, and %d are left open", settled, n)
				}
				next.wait(time.Minute)
				if got := d.tenant.writes(); !slices.Equal(got, sent) {
					t.Errorf("%d requests before, %d after", len(sent), len(got))
				}
				if len(next.recalled)+settled != 8 {
					t.Errorf("%d of 8 were done, %d are told", settled, len(next.recalled))
				}
				for _, r := range next.recalled {
					done := d.tenant.state(r.ID) == "Finished"
					if done != (r.Outcome == "approved") || !done != (r.Outcome == "not sent: it was held when iscope ended") {
						t.Errorf("%s is %v, and it is said %q", r.ID, d.tenant.state(r.ID), r.Outcome)
					}
				}
			})
		})
	}
}

// TestAbandonedOnQuit pins that what the person gave up by quitting is taken
// back in the journal, so that the next start has nothing to tell of it.
func TestAbandonedOnQuit(t *testing.T) {
	sit(t, items(4), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ApproveItem, item: "i0", sleeps: 2 * time.Second})
		d.act("inbox.approve", "inbox.send")
		d.wait(time.Second)
		d.act("inbox.approve")
		d.wait(time.Second)
		d.act("inbox.reject")
		if ok, why := d.CanLeave(); ok || !strings.Contains(why, "2 decisions held or waiting would not be sent") {
			t.Errorf("%v %q", ok, why)
		}
		if unsent, _ := d.Unsettled(); len(unsent) != 2 || !strings.HasPrefix(unsent[1], "reject: ") {
			t.Errorf("not sent: %q", unsent)
		}
		d.do(d.Abandon())
		if unsent, _ := d.Unsettled(); len(unsent) != 0 {
			t.Errorf("given up, and still held: %q", unsent)
		}
		d.wait(time.Minute)
		d.wrote(approved("i0"))
		entries, err := d.opt.Journal.Entries()
		if err != nil || len(entries) != 3 {
			t.Fatalf("%v %+v", err, entries)
		}
		for i, want := range []journal.Ending{journal.TakenBack, journal.TakenBack, journal.Done} {
			if entries[i].Ending != want {
				t.Errorf("%s is %q, want %q", entries[i].Target, entries[i].Ending, want)
			}
		}
		d.die()
		if n := d.again().adopt(); n != 0 {
			t.Errorf("%d decisions are told at the next start", n)
		}
	})
}

func TestSettlesWhatIsDecidedHere(t *testing.T) {
	m := still(t, newTenant(t, 0), false)
	for _, op := range []api.Op{api.ApproveItem, api.RejectItem, api.BulkApprove, api.BulkReject, api.CompleteWorkItem, api.ForwardWorkItem, api.SubmitAccountSelection} {
		if !m.Settles(op) {
			t.Errorf("%s is settled by nobody", op)
		}
	}
	for _, op := range []api.Op{api.CancelExecution, api.PatchTask, api.PatchSession, api.DeleteWorkflow, api.GetWorkItem, "novel"} {
		if m.Settles(op) {
			t.Errorf("%s is no decision about work items", op)
		}
	}
	if cmd := m.Settle(nil); cmd != nil && cmd() != nil {
		t.Error("nothing to settle does something")
	}
}

// TestSettledWhileTheItemIsDecidedAnew pins that reading back an old decision
// does not stand in the way of a new one.
func TestSettledWhileTheItemIsDecidedAnew(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.act("inbox.approve")
		next := d.next()
		next.act("list.top", "inbox.approve")
		next.wait(6 * time.Second)
		next.told(screen.Good, "Approved: Approve access i0")
		d.wrote(approved("i0"))
	})
}
