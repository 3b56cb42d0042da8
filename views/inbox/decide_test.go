package inbox

import (
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
		if got := d.Hint(); got != "2 pending · 1 completed" {
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
	for _, action := range []keymap.Action{"inbox.complete", "inbox.forward", "list.copy-json"} {
		t.Run(string(action), func(t *testing.T) {
			sit(t, holding(record("m", nil, manual), record("n", nil, manual)), func(d *desk) {
				d.act("app.open")
				d.tenant.remove("m")
				d.wait(17 * time.Second)
				if d.list.SelectedID() != "n" || d.detail.item.ID != "m" {
					t.Fatalf("list on %s, detail on %s", d.list.SelectedID(), d.detail.item.ID)
				}
				if why := d.Disabled(action); (why == "") != (action == "list.copy-json") {
					t.Errorf("disabled %q", why)
				}
				d.act(action)
				d.wait(time.Minute)
				d.wrote()
				if d.window() != nil || slices.ContainsFunc(d.copied, func(s string) bool { return !strings.Contains(s, `"id": "m"`) }) {
					t.Errorf("dialog %q, copied %v", d.dialog(), d.copied)
				}
			})
		})
	}
}
