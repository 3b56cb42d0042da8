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

// approved is what is sent for one item of one line.
func approved(id string) string { return "approve approval item " + id }

func TestApproveIsHeldThenSentOnce(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.act("inbox.approve")
		if got := d.Hint(); got != "approve in 5s · u takes back" {
			t.Errorf("hint %q", got)
		}
		if d.list.SelectedID() != "i1" {
			t.Errorf("cursor on %s, want the next item", d.list.SelectedID())
		}
		d.says("approve")
		d.wait(3 * time.Second)
		if got := d.Hint(); got != "approve in 2s · u takes back" {
			t.Errorf("hint %q", got)
		}
		d.wait(1999 * time.Millisecond)
		d.wrote()
		if n := d.tenant.count(api.GetWorkItem, ""); n != 0 {
			t.Fatalf("%d reads within the window", n)
		}
		d.wait(time.Millisecond)
		d.wrote(approved("i0"))
		if n := d.tenant.count(api.GetWorkItem, "i0"); n != 1 {
			t.Errorf("read %d times before it was sent", n)
		}
		if got := ids(d.Model); !slices.Equal(got, []string{"i1", "i2"}) || d.list.SelectedID() != "i1" {
			t.Errorf("rows %v, cursor on %s", got, d.list.SelectedID())
		}
		d.told(screen.Good, "Approved: Approve access i0")
		if got := d.Hint(); got != "2 open · 1 done" {
			t.Errorf("hint %q", got)
		}
		if len(d.log) != 2 || d.log[0].Outcome != "asked, held for 5s" || d.log[1].Outcome != "approved" || d.log[1].ID != "i0" {
			t.Errorf("activity %+v", d.log)
		}
		if len(d.left) != 1 || !slices.Equal(d.left[0].IDs, []string{"i0"}) {
			t.Errorf("broadcast %+v", d.left)
		}
		d.wait(time.Hour)
		d.wrote(approved("i0"))
	})
}

func TestNothingIsSentAfterUndo(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.act("inbox.reject")
		d.wait(4 * time.Second)
		d.act("inbox.undo")
		d.told(screen.Good, "Taken back, nothing was sent: Approve access i0")
		if d.list.SelectedID() != "i0" {
			t.Errorf("cursor on %s", d.list.SelectedID())
		}
		d.wait(time.Hour)
		d.wrote()
		if n := d.tenant.count(api.GetWorkItem, ""); n != 0 {
			t.Errorf("%d reads", n)
		}
		d.act("inbox.undo")
		d.told(screen.Info, "There is nothing to take back")
	})
}

func TestUndoComesTooLate(t *testing.T) {
	sit(t, func(t testing.TB) *tenant {
		return newTenant(t, 2).troubled(trouble{op: api.ApproveItem, sleeps: 5 * time.Second})
	}, func(d *desk) {
		d.act("inbox.approve")
		d.wait(6 * time.Second)
		if got := d.Hint(); got != "sending 1 decision" {
			t.Errorf("hint %q", got)
		}
		d.act("inbox.undo")
		d.told(screen.Warn, "Too late")
		d.wait(5 * time.Second)
		d.wrote(approved("i0"))
	})
}

func TestSendNowDoesNotWait(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.act("inbox.approve", "inbox.send")
		d.wrote(approved("i0"))
		d.wait(time.Minute)
		d.wrote(approved("i0"))
	})
}

// TestDoublePressDecidesOnce pins that a key pressed twice, or held down,
// decides what the person looked at and not what slid under the cursor.
func TestDoublePressDecidesOnce(t *testing.T) {
	for _, every := range []time.Duration{0, 30 * time.Millisecond, 250 * time.Millisecond} {
		t.Run(every.String(), func(t *testing.T) {
			sit(t, items(20), func(d *desk) {
				d.act("inbox.approve")
				d.wait(min(every*8, 600*time.Millisecond)) // a held key begins to repeat
				for range 15 {
					d.act("inbox.approve")
					d.wait(every)
				}
				d.wait(time.Second)
				d.act("inbox.approve") // meant
				d.wait(time.Minute)
				d.wrote(approved("i0"), approved("i1"))
			})
		})
	}
}

func TestSameItemTwice(t *testing.T) {
	sit(t, items(1), func(d *desk) {
		d.act("inbox.approve")
		d.wait(2 * time.Second)
		d.act("inbox.reject")
		d.told(screen.Warn, "on its way already")
		d.act("inbox.forward")
		d.told(screen.Warn, "on its way already")
		d.wait(time.Minute)
		d.wrote(approved("i0"))
	})
}

func TestChangedItemIsStoppedAndCanBeDecidedAnew(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.act("inbox.approve")
		d.tenant.change("i0", value("Domain Admins"))
		d.wait(6 * time.Second)
		d.wrote()
		d.told(screen.Bad, `it changed since it was shown: memberOf was "Group 0", is "Domain Admins"`)
		d.says("it changed since")
		d.act("list.top", "app.open")
		d.says("Approve: not sent: it changed since it was shown")
		d.act("app.back")
		d.act("list.top", "inbox.approve")
		d.wait(6 * time.Second)
		d.wrote(approved("i0"))
		d.told(screen.Good, "Approved")
	})
}

func TestDecidedByOthersIsNews(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(*tenant)
		want    string
	}{
		"rejected": {func(s *tenant) { s.change("i0", decided("Rejected", "Bo")) }, "Approve access i0 was rejected by somebody else (Bo)"},
		"moved":    {func(s *tenant) { s.change("i0", set("ownerId", "bo"), set("ownerName", "Bo")) }, "now belongs to Bo"},
		"gone":     {func(s *tenant) { s.remove("i0") }, "is gone: it was decided or withdrawn elsewhere"},
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, items(3), func(d *desk) {
				d.act("inbox.approve")
				c.happens(d.tenant)
				d.wait(6 * time.Second)
				d.wrote()
				d.told(screen.Info, c.want)
				if d.list.Row("i0") != nil || len(d.book.entries) != 0 {
					t.Error("the row stays")
				}
			})
		})
	}
}

func TestUnknownOutcomeIsReadBack(t *testing.T) {
	reset := &api.Error{Kind: api.Offline, Detail: "connection reset"}
	for name, c := range map[string]struct {
		trouble trouble
		tone    screen.Tone
		want    string
		stays   bool
	}{
		"it arrived":   {trouble{op: api.ApproveItem, after: true, err: reset}, screen.Good, "Approved", false},
		"it did not":   {trouble{op: api.ApproveItem, err: reset}, screen.Bad, "did not take effect", true},
		"no answer":    {trouble{op: api.ApproveItem, after: true, hang: true}, screen.Good, "Approved", false},
		"gateway page": {trouble{op: api.ApproveItem, after: true, err: &api.Error{Kind: api.Server, Status: 502, Detail: "bad gateway"}}, screen.Good, "Approved", false},
		"cut answer":   {trouble{op: api.ApproveItem, after: true, err: &api.Error{Kind: api.Decode, Detail: "cut"}}, screen.Good, "Approved", false},
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, items(2), func(d *desk) {
				d.tenant.troubled(c.trouble)
				d.act("inbox.approve")
				d.wait(2 * time.Minute)
				d.wrote(approved("i0"))
				reads := 2 // once before and once after
				if c.stays {
					reads = 3 // an open item is read twice before it proves anything
				}
				if n := d.tenant.count(api.GetWorkItem, "i0"); n != reads {
					t.Errorf("read %d times, want %d", n, reads)
				}
				d.told(c.tone, c.want)
				if got := d.list.Row("i0") != nil; got != c.stays {
					t.Errorf("row there: %v", got)
				}
			})
		})
	}
}

func TestReadingBackThatFails(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ApproveItem, after: true, err: &api.Error{Kind: api.Server, Detail: "bad gateway"}})
		d.act("inbox.approve")
		d.wait(4 * time.Second)
		d.tenant.mu.Lock()
		d.tenant.troubles = append(d.tenant.troubles, &trouble{op: api.ListWorkItems, times: -1, err: &api.Error{Kind: api.Offline, Detail: "no route"}})
		d.tenant.mu.Unlock()
		d.wait(999 * time.Millisecond)
		d.tenant.troubled(trouble{op: api.GetWorkItem, times: 1, sleeps: time.Second}) // the check succeeds
		d.tenant.troubled(trouble{op: api.GetWorkItem, times: -1, err: &api.Error{Kind: api.Offline, Detail: "no route"}})
		d.wait(5 * time.Minute)
		d.wrote(approved("i0"))
		d.told(screen.Bad, "nobody knows whether it arrived")
		d.says("sent, but nobo")
	})
}

func TestRefusedStaysWithTheReason(t *testing.T) {
	for name, c := range map[string]struct {
		err  api.Error
		want string
	}{
		"no right":  {api.Error{Kind: api.Forbidden, Status: 403, Detail: "not yours"}, "Refused: not yours"},
		"throttled": {api.Error{Kind: api.Throttled, Status: 429, Detail: "slow down"}, "Refused: slow down"},
		"not sent":  {api.Error{Kind: api.Offline, Detail: "no route", Unsent: true}, "Refused: no route"},
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, items(2), func(d *desk) {
				d.tenant.troubled(trouble{op: api.ApproveItem, err: &c.err})
				d.act("inbox.approve")
				d.wait(time.Minute)
				d.wrote(approved("i0"))
				d.told(screen.Bad, c.want)
				d.says("refused: ")
				d.act("list.top", "app.open")
				d.says("Approve: " + strings.ToLower(c.want[:1]) + c.want[1:])
			})
		})
	}
}

func TestReadBeforeSendingThatFails(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.tenant.troubled(trouble{op: api.GetWorkItem, err: &api.Error{Kind: api.Offline, Detail: "no route"}})
		d.act("inbox.approve")
		d.wait(6 * time.Second)
		d.wrote()
		d.told(screen.Bad, "could not be read first: no route")
	})
}

func TestLineFromTheDetail(t *testing.T) {
	sit(t, holding(record("a", []string{"Pending", "Pending", "Finished"}), record("b", []string{"Pending"})), func(d *desk) {
		d.act("app.open", "text.down", "inbox.reject")
		if d.list.SelectedID() != "a" || d.detail.cursor != 2 {
			t.Errorf("cursor on %s, line %d", d.list.SelectedID(), d.detail.cursor)
		}
		d.wait(time.Second)
		d.act("inbox.approve")
		d.told(screen.Warn, "This line is decided already: finished")
		d.act("text.up", "inbox.approve")
		d.told(screen.Warn, "on its way already")
		d.wait(6 * time.Second)
		d.wrote("reject approval item a")
		d.told(screen.Good, "Rejected: Add memberOf Group 1 in Payroll")
		if d.list.Row("a") == nil || d.detail.body.Approval[1].State != api.StateRejected {
			t.Errorf("the item stays with its line rejected: %+v", d.detail.body.Approval)
		}
		d.act("text.up", "inbox.approve")
		d.wait(6 * time.Second)
		d.wrote("reject approval item a", approved("a"))
		if d.list.Row("a") != nil {
			t.Error("the item stays though no line is open")
		}
	})
}

// TestWholeItemOfManyLines pins that lines which are not on screen are shown
// before they are decided together.
func TestWholeItemOfManyLines(t *testing.T) {
	sit(t, holding(record("a", []string{"Pending", "Pending"})), func(d *desk) {
		d.act("inbox.approve")
		for _, want := range []string{"Group 0", "Group 1"} {
			if !strings.Contains(d.dialog(), want) {
				t.Errorf("%q is not in the question:\n%s", want, d.dialog())
			}
		}
		d.wait(6 * time.Second)
		d.wroteAll()
		d.press('y')
		d.wait(6 * time.Second)
		d.wrote("approve work item a")
		if d.tenant.state("a") != "Finished" {
			t.Errorf("state %v", d.tenant.state("a"))
		}
	})
}

func TestComplete(t *testing.T) {
	sit(t, holding(record("m", nil, manual)), func(d *desk) {
		d.act("inbox.complete")
		d.wait(6 * time.Second)
		d.wrote("complete work item m")
		d.told(screen.Good, "Completed: Hand out a badge")
		d.says("Your inbox is empty.")
	})
}

// TestDetailDecidesWhatItShows pins that a key pressed in the detail is about
// the item in the detail, also when the list below has moved on.
func TestDetailDecidesWhatItShows(t *testing.T) {
	for _, action := range []keymap.Action{"inbox.complete", "inbox.forward", "list.copy-id"} {
		t.Run(string(action), func(t *testing.T) {
			sit(t, holding(record("m", nil, manual), record("n", nil, manual)), func(d *desk) {
				d.act("app.open")
				d.tenant.remove("m")
				d.wait(17 * time.Second)
				if d.list.SelectedID() != "n" || d.detail.item.ID != "m" {
					t.Fatalf("list on %s, detail on %s", d.list.SelectedID(), d.detail.item.ID)
				}
				if why := d.Disabled(action); (why == "") != (action == "list.copy-id") {
					t.Errorf("disabled %q", why)
				}
				d.act(action)
				d.wait(time.Minute)
				d.wrote()
				if d.window != nil || slices.Contains(d.copied, "n") {
					t.Errorf("dialog %q, copied %v", d.dialog(), d.copied)
				}
			})
		})
	}
}

func TestDisabledReasons(t *testing.T) {
	form := record("f", nil, set("type", "Form"), set("form", map[string]any{"id": "x", "name": "Account Selection Form"}))
	records := map[string]map[string]any{
		"approval": record("a", []string{"Pending"}), "manual": record("m", nil, manual), "selection": form,
		"policy": record("p", nil, set("type", "PolicyVioloation")), "unknown": record("u", nil, set("type", "Novelty")),
	}
	for name, want := range map[string][3]string{ // approve, complete, forward
		"approval":  {"", "approved or rejected, not completed", ""},
		"manual":    {"work done by hand: complete it", "", ""},
		"selection": {"account selection is made in the web interface", "account selection is made in the web interface", ""},
		"policy":    {"type Policy violation is decided in the web interface", "type Policy violation", ""},
		"unknown":   {"type Novelty is decided in the web interface", "type Novelty", ""},
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
		d.wait(time.Minute)
		if ok, why := d.CanLeave(); !ok {
			t.Errorf("settled: %q", why)
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
