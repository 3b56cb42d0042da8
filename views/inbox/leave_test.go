package inbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/screen"
)

func TestDisabledReasons(t *testing.T) {
	form := record("f", nil, set("type", "Form"), set("form", map[string]any{"id": "x", "name": "Account Selection Form"}))
	records := map[string]map[string]any{
		"approval": record("a", []string{"Pending"}), "manual": record("m", nil, manual), "selection": form,
		"policy": record("p", nil, set("type", "PolicyVioloation")), "unknown": record("u", nil, set("type", "Novelty")),
	}
	for name, want := range map[string][3]string{ // approve, complete, forward
		"approval":  {"", "a approves, x rejects, f forwards it", ""},
		"manual":    {"c completes it", "", ""},
		"selection": {"A chooses one, f forwards it", "A chooses one", ""},
		"policy":    {"Policy violation: decided in the web interface; f forwards it", "Policy violation", ""},
		"unknown":   {"Novelty: decided in the web interface", "Novelty", ""},
	} {
		t.Run(name, func(t *testing.T) {
			rec := records[name]
			if name == "unknown" || name == "policy" {
				delete(rec, "approvalItems")
			}
			sit(t, holding(rec), func(d *desk) {
				for i, a := range []keymap.Action{"inbox.approve", "inbox.complete", "inbox.forward"} {
					got := d.Disabled(a)
					if (got == "") != (want[i] == "") || !strings.Contains(got, want[i]) {
						t.Errorf("%s: %q, want %q", a, got, want[i])
					}
				}
				if d.Disabled("inbox.undo") != "" || d.Disabled("list.mark") != "" {
					t.Error("undo and marks are never disabled")
				}
			})
		})
	}
	sit(t, items(0), func(d *desk) {
		if got := d.Disabled("inbox.approve"); got != "There is no item to decide" {
			t.Errorf("in an empty list: %q", got)
		}
	})
}

func TestCanLeave(t *testing.T) {
	sit(t, func(t testing.TB) *tenant {
		return newTenant(t, 4).troubled(trouble{op: api.ApproveItem, times: -1, sleeps: 10 * time.Second})
	}, func(d *desk) {
		if ok, _ := d.CanLeave(); !ok {
			t.Error("nothing is pending")
		}
		for i := range 2 {
			d.act("inbox.approve")
			if ok, why := d.CanLeave(); ok || !strings.HasPrefix(why, fmt.Sprint(i+1, " decision")) || !strings.Contains(why, "would not be sent") || !strings.Contains(why, "press U") {
				t.Errorf("held: %v %q", ok, why)
			}
			d.wait(time.Second)
		}
		d.act("inbox.send")
		if ok, why := d.CanLeave(); ok || why != "2 decisions are on their way; their outcome would not be seen." {
			t.Errorf("sent: %v %q", ok, why)
		}
		if unsent, sent := d.Unsettled(); len(unsent) != 0 || len(sent) != 2 || !strings.HasPrefix(sent[0], "approve: ") {
			t.Errorf("not sent %q, on the way %q", unsent, sent)
		}
		d.wait(time.Minute)
		if ok, why := d.CanLeave(); !ok {
			t.Errorf("settled: %q", why)
		}
	})
}

// TestCanLeaveWhileTheTenantAsksToWait pins that a decision which waits as the
// tenant asked is not forgotten by quitting.
func TestCanLeaveWhileTheTenantAsksToWait(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ApproveItem, err: &api.Error{Kind: api.Throttled, Status: 429, Detail: "slow down", RetryAfter: 20 * time.Second}})
		d.act("inbox.approve", "inbox.send")
		d.wait(10 * time.Second)
		if ok, why := d.CanLeave(); ok || !strings.HasPrefix(why, "1 decision held or waiting would not be sent") {
			t.Errorf("%v %q", ok, why)
		}
		if got := d.Hint(); got != "sending 1 decision" {
			t.Errorf("hint %q", got)
		}
		d.do(d.Abandon())
		d.wait(time.Minute)
		d.wrote(approved("i0")) // the one that was refused
		d.die()
		if n := d.again().adopt(); n != 0 {
			t.Errorf("%d decisions are told at the next start", n)
		}
	})
}

// TestNothingLeavesWhileItIsAsked pins that what the question to quit calls
// unsent stays so while it is open: what is held, and what is being read first.
// Who stays has a whole window again.
func TestNothingLeavesWhileItIsAsked(t *testing.T) {
	for _, stays := range []bool{false, true} {
		t.Run(fmt.Sprint(stays), func(t *testing.T) {
			sit(t, items(3), func(d *desk) {
				d.tenant.troubled(trouble{op: api.GetWorkItem, sleeps: 5 * time.Second})
				d.act("inbox.approve", "inbox.send")
				d.wait(time.Second)
				d.act("inbox.approve")
				d.do(d.Hold(true))
				if ok, why := d.CanLeave(); ok || !strings.HasPrefix(why, "2 decisions held or waiting would not be sent.") {
					t.Errorf("%v %q", ok, why)
				}
				d.wait(time.Minute)
				d.wrote()
				if !stays {
					d.do(d.Abandon())
					d.wait(time.Minute)
					d.wrote()
					return
				}
				d.do(d.Hold(false))
				d.wait(4 * time.Second)
				d.wrote(approved("i0"))
				d.wait(4 * time.Second)
				d.wrote(approved("i0"), approved("i1"))
			})
		})
	}
}

// TestCanLeaveNamesBoth pins that what is on its way is named beside what is
// held.
func TestCanLeaveNamesBoth(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ApproveItem, sleeps: 20 * time.Second})
		d.act("inbox.approve", "inbox.send")
		d.wait(2 * time.Second)
		d.act("inbox.approve")
		if ok, why := d.CanLeave(); ok || !strings.Contains(why, "1 decision held or waiting would not be sent.") || !strings.Contains(why, "1 decision is on its way") {
			t.Errorf("%v %q", ok, why)
		}
	})
}

// TestVanishedRowSwallowsTheKey pins that a decision key on its way to a row
// that a refresh took away does not hit the row that came in its place.
func TestVanishedRowSwallowsTheKey(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.tenant.remove("i0")
		d.act("app.refresh", "inbox.approve")
		d.told(screen.Warn, "The list has just changed")
		d.act("inbox.forward")
		d.told(screen.Warn, "The list has just changed")
		d.wait(600 * time.Millisecond)
		d.act("inbox.approve")
		d.wait(6 * time.Second)
		d.wrote(approved("i1"))
	})
}

func TestUndoWindowOfZeroSendsAtOnce(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.env.Undo = 0
		d.act("inbox.approve")
		d.wrote(approved("i0"))
		d.told(screen.Good, "Approved")
	})
}

func TestDecisionGoesOnWhileHiddenAndAfterClose(t *testing.T) {
	for name, leave := range map[string]func(*desk){
		"hidden": func(d *desk) { d.do(d.SetActive(false)) },
		"closed": func(d *desk) { d.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, items(2), func(d *desk) {
				d.act("inbox.approve")
				leave(d)
				d.wait(6 * time.Second)
				d.wrote(approved("i0"))
				d.told(screen.Good, "Approved")
			})
		})
	}
}

func TestCompletedListDoesNotHideADecision(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.act("inbox.approve", "inbox.history")
		d.wait(6 * time.Second)
		d.wrote(approved("i0"))
		d.act("inbox.history")
		if got := ids(d.Model); !slices.Equal(got, []string{"i1"}) {
			t.Errorf("rows %v", got)
		}
	})
}
