package inbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
)

// These tests pin guarantee 3 (package views): a decision is on disk before its
// request leaves, and what came of it afterwards.

func TestNothingLeavesBeforeTheIntentIsOnDisk(t *testing.T) {
	var slow *disk
	sit(t, items(2), func(d *desk) {
		d.act("inbox.approve")
		d.wait(7999 * time.Millisecond) // the undo window is long over
		d.wrote()
		if n := d.tenant.count(api.GetWorkItem, ""); n != 0 || len(d.file.Data()) != 0 {
			t.Errorf("%d reads, and %q in the journal", n, d.file.Data())
		}
		if got := d.Hint(); got != "sending 1 decision" {
			t.Errorf("hint %q", got)
		}
		slow.set(0, "")
		d.wait(time.Millisecond)
		d.wrote(approved("i0"))
		d.ended(journal.Done, "approved")
	}, func(d *desk) {
		slow = ailing(d)
		slow.set(8*time.Second, "")
	})
}

func TestUndoWhileTheIntentIsWritten(t *testing.T) {
	var slow *disk
	sit(t, items(2), func(d *desk) {
		d.act("inbox.approve")
		d.wait(2 * time.Second)
		d.act("inbox.undo")
		d.told(screen.Good, "Taken back, nothing was sent")
		d.wait(time.Hour)
		d.wrote()
		d.ended(journal.TakenBack, "nothing was sent")
	}, func(d *desk) {
		slow = ailing(d)
		slow.set(4*time.Second, "")
	})
}

// TestFullDisk pins that what cannot be written down cannot be sent, that this
// is said, and that decisions work again once the disk does.
func TestFullDisk(t *testing.T) {
	var full *disk
	sit(t, items(3), func(d *desk) {
		full.set(0, anyEvent)
		d.act("inbox.approve")
		d.told(screen.Bad, "Not sent: the journal of decisions cannot be written: no space left on device; free some space, then decide again · approve: Approve access i0")
		d.says("not sent")
		d.wait(time.Minute)
		d.act("inbox.send")
		d.wait(time.Minute)
		d.wrote()
		d.act("list.top", "app.open")
		d.says("Approve: not sent: the journal of decisions cannot be written")
		d.act("app.back")

		full.set(0, "")
		d.act("list.top", "inbox.approve")
		d.wait(6 * time.Second)
		d.wrote(approved("i0"))
		d.act("inbox.reject")
		d.wait(6 * time.Second)
		d.wrote(approved("i0"), "reject approval item i1")
		order, of := d.events()
		if len(order) != 2 || !slices.Equal(of[order[0]], []string{"intent", "sent", "outcome"}) {
			t.Errorf("the journal has %v", of)
		}
	}, func(d *desk) { full = ailing(d) })
}

// TestFullDiskStopsABatch pins that of a batch none leaves when its intents
// cannot be written.
func TestFullDiskStopsABatch(t *testing.T) {
	var full *disk
	sit(t, items(4), func(d *desk) {
		full.set(0, anyEvent)
		d.act("list.mark-all", "inbox.approve")
		d.write("y")
		d.wait(time.Minute)
		d.wrote()
		d.told(screen.Bad, "0 of 4 approved, 4 not")
		if d.list.Marks() != 4 {
			t.Errorf("%d marked", d.list.Marks())
		}
	}, func(d *desk) { full = ailing(d) })
}

// TestDiskFullAtTheLastMoment pins that a decision on disk is not sent when
// that it leaves cannot be written down.
func TestDiskFullAtTheLastMoment(t *testing.T) {
	var full *disk
	sit(t, items(2), func(d *desk) {
		d.act("inbox.approve")
		full.set(0, `"e":"sent"`)
		d.wait(time.Minute)
		d.wrote()
		d.told(screen.Bad, "Not sent: the journal of decisions cannot be written: no space left on device")
		d.ended(journal.NotSent, "no space left on device")
	}, func(d *desk) { full = ailing(d) })
}

func TestOutcomeThatCannotBeWrittenIsSaid(t *testing.T) {
	var full *disk
	sit(t, items(2), func(d *desk) {
		full.set(0, outcomeEvent)
		d.act("inbox.approve")
		d.wait(6 * time.Second)
		d.wrote(approved("i0"))
		i := slices.IndexFunc(d.toasts, func(s screen.Toast) bool { return strings.Contains(s.Text, "could not be noted down") })
		if i < 0 || d.toasts[i].Tone != screen.Warn || !strings.Contains(d.toasts[i].Text, "What came of it could not be noted down: the journal of decisions cannot be written: no space left on device; free some space; what came of it will be read from the tenant") {
			t.Errorf("said %+v", d.toasts)
		}
		if d.list.Row("i0") != nil {
			t.Error("the row stays, though the tenant said done")
		}
		d.ended(journal.Open, "")
		full.set(0, "")
		d.die()
		next := d.again() // the next start finds out
		if n := next.adopt(); n != 1 {
			t.Errorf("%d decisions are left open", n)
		}
		next.ended(journal.Done, "approved")
		d.wrote(approved("i0"))
	}, func(d *desk) { full = ailing(d) })
}

// TestOrderInTheJournal pins for each decision of a batch that the intent comes
// before it is sent and that before what came of it, with nothing in between
// that would be about it.
func TestOrderInTheJournal(t *testing.T) {
	sit(t, items(6), func(d *desk) {
		d.act("list.mark-all", "inbox.approve")
		d.agree()
		d.wait(time.Minute)
		order, of := d.events()
		if len(order) != 6 {
			t.Fatalf("%d decisions in the journal", len(order))
		}
		for _, id := range order {
			if !slices.Equal(of[id], []string{"intent", "sent", "outcome"}) {
				t.Errorf("%s: %v", id, of[id])
			}
		}
		entries, _ := d.opt.Journal.Entries()
		for _, e := range entries {
			if e.Batch != order[0] || e.Ending != journal.Done || e.Tenant != "test" {
				t.Errorf("%+v", e)
			}
		}
	})
}

// TestEveryEndingIsWrittenDown has a decision end in each way there is.
func TestEveryEndingIsWrittenDown(t *testing.T) {
	reset := &api.Error{Kind: api.Offline, Detail: "connection reset"}
	for want, c := range map[journal.Ending]struct {
		happens func(*desk)
		words   string
	}{
		journal.Done:      {func(*desk) {}, "approved"},
		journal.TakenBack: {func(d *desk) { d.act("inbox.undo") }, "taken back, nothing was sent"},
		journal.Changed:   {func(d *desk) { d.tenant.change("i0", value("Domain Admins")) }, "it changed since it was shown"},
		journal.Overtaken: {func(d *desk) { d.tenant.change("i0", decided("Rejected", "Bo")) }, "was rejected by somebody else (Bo)"},
		journal.Refused: {func(d *desk) {
			d.tenant.troubled(trouble{op: api.ApproveItem, err: &api.Error{Kind: api.Invalid, Status: 400, Detail: "no such state"}})
		}, "refused: no such state"},
		journal.NotSent: {func(d *desk) {
			d.tenant.troubled(trouble{op: api.ApproveItem, err: &api.Error{Kind: api.Offline, Detail: "no route", Unsent: true}})
		}, "not sent: no route"},
		journal.Lost: {func(d *desk) { d.tenant.troubled(trouble{op: api.ApproveItem, err: reset}) }, "did not take effect (connection reset)"},
		journal.Unknown: {func(d *desk) {
			d.tenant.troubled(trouble{op: api.ApproveItem, after: true, err: reset})
			d.tenant.troubled(trouble{op: api.GetWorkItem, sleeps: time.Millisecond}) // the check succeeds
			d.tenant.troubled(trouble{op: api.GetWorkItem, times: -1, err: reset})
		}, "nobody knows whether it arrived"},
	} {
		t.Run(string(want), func(t *testing.T) {
			sit(t, items(2), func(d *desk) {
				d.act("inbox.approve")
				before := d.entry()
				if before.Ending != journal.Open || before.Op != api.ApproveItem || before.Target != "i0" || before.Line != "i0-l0" || before.Name != "Approve access i0" || before.Digest == 0 || before.Left() {
					t.Errorf("while it is held the journal has %+v", before)
				}
				c.happens(d)
				d.wait(10 * time.Minute)
				d.ended(want, c.words)
				left := want == journal.Done || want == journal.Refused || want == journal.Lost || want == journal.Unknown || want == journal.NotSent
				if e := d.entry(); e.Left() != left || e.ID != before.ID {
					t.Errorf("left: %v, %+v", e.Left(), e)
				}
				if n := len(d.tenant.writes()); n > 1 || left != (n == 1) {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

// TestTwoWindowsOnOneTenant pins that two programs of one person send one
// request about an item between them, whoever is first.
func TestTwoWindowsOnOneTenant(t *testing.T) {
	for name, c := range map[string]struct {
		takes time.Duration // the request of the first
		later time.Duration // how much later the second decides
		words string
	}{
		"at once":   {4 * time.Second, time.Second, "not sent: another iscope is deciding about this right now"},
		"afterward": {0, 3 * time.Second, "was finished by somebody else"},
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, items(2), func(d *desk) {
				other := d.again()
				other.show()
				d.tenant.troubled(trouble{op: api.ApproveItem, item: "i0", sleeps: c.takes})
				d.act("inbox.approve")
				d.wait(c.later)
				other.act("inbox.reject")
				for range 40 { // each window has its own loop
					d.wait(250 * time.Millisecond)
					other.wait(250 * time.Millisecond)
				}
				d.wrote(approved("i0"))
				d.told(screen.Good, "Approved: Approve access i0")
				if len(other.toasts) == 0 || !strings.Contains(strings.ToLower(other.toasts[len(other.toasts)-1].Text), c.words) {
					t.Errorf("the second window said %+v", other.toasts)
				}
				entries, err := d.opt.Journal.Entries()
				if err != nil || len(entries) != 2 || entries[1].Ending != journal.Done || entries[0].Ending == journal.Done {
					t.Errorf("%v %+v", err, entries)
				}
				if n := other.book.Count(book.Held, book.Due, book.Checking, book.Sending, book.Reading); n != 0 {
					t.Errorf("%d decisions of the second window go on", n)
				}
			})
		})
	}
}
