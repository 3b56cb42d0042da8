package inbox

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
	"iscope/views/inbox/outbox"
)

var _ outbox.Desk = (*Model)(nil)

// These tests are about what the outbox asks of the inbox.

// keysOf returns what the entries in one of the stages are about, all where
// none is named.
func keysOf(d *desk, stages ...book.Stage) []book.Key {
	var out []book.Key
	for _, e := range d.Entries() {
		for _, s := range stages {
			if e.Stage == s {
				out = append(out, e.Key)
			}
		}
		if len(stages) == 0 {
			out = append(out, e.Key)
		}
	}
	return out
}

// refuse has the tenant refuse approvals until it is calm.
func refuse(d *desk) {
	d.tenant.troubled(trouble{op: api.ApproveItem, times: -1, err: &api.Error{Kind: api.Invalid, Status: 400, Detail: "not now"}},
		trouble{op: api.BulkApprove, times: -1, err: &api.Error{Kind: api.Invalid, Status: 400, Detail: "not now"}})
}

func TestWithdrawTakesBackWhatHasNotBegun(t *testing.T) {
	sit(t, items(4), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ApproveItem, item: "i0", sleeps: 10 * time.Second})
		d.act("inbox.approve", "inbox.send")
		d.wait(time.Second)
		for range 3 {
			d.act("inbox.approve")
			d.wait(time.Second)
		}
		if n := len(d.Entries()); n != 4 {
			t.Fatalf("%d entries", n)
		}
		d.do(d.Withdraw(keysOf(d)[1:3]))
		d.told(screen.Good, "Taken back, nothing was sent: 2 decisions")
		d.do(d.Withdraw(keysOf(d)[:1]))
		d.told(screen.Warn, "Too late: it is on its way")
		d.do(d.Withdraw([]book.Key{{Item: "novel"}}))
		d.told(screen.Warn, "Too late")
		d.do(d.Hurry())
		d.wait(time.Minute)
		d.wroteAll(approved("i0"), approved("i3"))
		if n := len(d.Ended()); n != 4 || d.Run(1).Done != 1 || d.Run(2).Taken != 1 || d.Run(99).Size != 0 {
			t.Errorf("%d ended, %+v %+v", n, d.Run(1), d.Run(2))
		}
		d.do(d.Withdraw(nil))
		d.told(screen.Info, "There is nothing to take back")
	})
}

func TestForgetSetsAside(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		refuse(d)
		d.act("inbox.approve")
		d.wait(10 * time.Second)
		d.says("refused: not now")
		d.do(d.Forget(keysOf(d)))
		d.silent("refused: not now")
		if len(d.Entries()) != 0 || d.list.Row("i0") == nil {
			t.Errorf("entries %+v, rows %v", d.Entries(), ids(d.Model))
		}
		d.ended(journal.Refused, "not now") // the journal has it still
		d.act("inbox.approve")
		d.do(d.Forget(keysOf(d)))
		if len(d.Entries()) != 1 {
			t.Error("what is held was set aside")
		}
	})
}

func TestRetryAsksFirst(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		refuse(d)
		d.act("list.mark-all", "inbox.approve")
		d.write("y")
		d.wait(time.Minute)
		if n := len(keysOf(d, book.Stopped)); n != 3 {
			t.Fatalf("%d stopped", n)
		}
		d.tenant.calm()
		d.close()
		before := len(d.tenant.writes())
		d.do(d.Retry(keysOf(d)[:2]))
		got := d.dialog()
		if !strings.Contains(got, "Approve 2 items?") || !strings.Contains(got, "id i0") || !strings.Contains(got, "id i1") || strings.Contains(got, "id i2") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.wait(time.Minute)
		d.press('n')
		if len(d.tenant.writes()) != before || len(keysOf(d, book.Stopped)) != 3 {
			t.Error("it was not agreed to")
		}
		d.do(d.Retry(keysOf(d)[:2]))
		d.write("y")
		d.wait(time.Minute)
		if n := len(d.tenant.writes()) - before; n != 2 {
			t.Errorf("%d requests", n)
		}
		d.told(screen.Good, "2 of 2 approved")
		if got := marked(d); len(got) != 1 || got[0] != "i2" {
			t.Errorf("marked %v", got)
		}
		d.do(d.Retry([]book.Key{{Item: "i0"}}))
		d.told(screen.Info, "Nothing here has stopped; there is nothing to decide again")
	})
}

// TestRetryOfWhatChanged pins that a retry is about the item as it is now, and
// shows that.
func TestRetryOfWhatChanged(t *testing.T) {
	sit(t, items(1), func(d *desk) {
		d.act("inbox.approve")
		d.tenant.change("i0", value("Domain Admins"))
		d.wait(10 * time.Second)
		d.wrote()
		d.do(d.Retry(keysOf(d)))
		if got := d.dialog(); !strings.Contains(got, "Domain Admins") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.write("y")
		d.wait(10 * time.Second)
		d.wrote(approved("i0"))
	})
}

// TestRetryReadsWhatTheListDoesNotHold has rows that are gone from the list,
// or lost their record, read one after the other.
func TestRetryReadsWhatTheListDoesNotHold(t *testing.T) {
	two := []string{"Pending", "Pending"}
	sit(t, holding(record("a", two), record("b", two), record("c", two), record("d", two)), func(d *desk) {
		refuse(d)
		d.act("list.mark-all", "inbox.approve")
		d.press(tea.KeyEnd)
		d.write("y")
		d.wait(time.Minute)
		d.tenant.calm()
		d.close()
		lean(d, "b")
		d.list.Remove("c")
		d.list.Remove("d")
		d.tenant.remove("d")
		reads := d.tenant.count(api.GetWorkItem, "")
		d.do(d.Retry(keysOf(d)))
		d.told(screen.Info, "Reading 3 items first")
		if n := d.tenant.count(api.GetWorkItem, "") - reads; n != 3 {
			t.Errorf("%d reads", n)
		}
		got := d.dialog()
		if !strings.Contains(got, "Approve 3 items?") || !strings.Contains(got, "1 item left out") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.press(tea.KeyEnd)
		d.write("y")
		d.wait(time.Minute)
		for _, id := range []string{"a", "b", "c"} {
			if d.tenant.state(id) != "Finished" {
				t.Errorf("%s is %v", id, d.tenant.state(id))
			}
		}
	})
}

// TestRetryOfWhatIsNoLongerOpen pins that nothing is asked about what was
// decided, moved or removed meanwhile.
func TestRetryOfWhatIsNoLongerOpen(t *testing.T) {
	two := []string{"Pending", "Pending"}
	for name, happens := range map[string]func(*tenant){
		"decided": func(s *tenant) { s.change("a", decided("Rejected", "Bo")) },
		"moved":   func(s *tenant) { s.change("a", set("ownerId", "bo"), set("ownerName", "Bo")) },
		"gone":    func(s *tenant) { s.remove("a") },
		"the line is decided": func(s *tenant) {
			s.change("a", func(m map[string]any) { m["approvalItems"].([]any)[0].(map[string]any)["state"] = "Rejected" })
		},
		"the line is gone": func(s *tenant) {
			s.change("a", func(m map[string]any) { m["approvalItems"] = m["approvalItems"].([]any)[1:] })
		},
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, holding(record("a", two), record("b", two)), func(d *desk) {
				refuse(d)
				d.act("app.open", "inbox.approve", "app.back")
				d.wait(10 * time.Second)
				happens(d.tenant)
				d.list.Remove("a") // as after a refresh that did not have it
				d.do(d.Retry(keysOf(d)))
				d.told(screen.Warn, "Nothing of this can be decided again: it is decided, gone, or has another form by now")
				if d.window() != nil {
					t.Errorf("dialog:\n%s", d.dialog())
				}
			})
		})
	}
}

// TestRetryThatCannotRead pins that a failure is not taken for news.
func TestRetryThatCannotRead(t *testing.T) {
	sit(t, items(1), func(d *desk) {
		refuse(d)
		d.act("inbox.approve")
		d.wait(10 * time.Second)
		d.list.Remove("i0")
		d.tenant.troubled(trouble{op: api.GetWorkItem, err: &api.Error{Kind: api.Offline, Detail: "no route"}})
		d.do(d.Retry(keysOf(d)))
		d.told(screen.Bad, "It cannot be decided again before it is read: get work item: no route")
		d.tenant.calm()
		d.do(d.Retry(keysOf(d)))
		d.agree()
		d.wait(10 * time.Second)
		d.wrote(approved("i0"), approved("i0"))
	})
}

// TestRetryOfDifferentKinds pins that one question is about one kind of
// decision; the others are said to be left.
func TestRetryOfDifferentKinds(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		refuse(d)
		d.tenant.troubled(trouble{op: api.RejectItem, err: &api.Error{Kind: api.Invalid, Detail: "no"}})
		d.act("inbox.approve")
		d.wait(time.Second)
		d.act("inbox.reject")
		d.wait(time.Second)
		d.act("inbox.approve")
		d.wait(time.Minute)
		d.tenant.calm()
		before := len(d.tenant.writes())
		d.do(d.Retry(keysOf(d)))
		if got := d.dialog(); !strings.Contains(got, "Approve 2 items?") || !strings.Contains(got, "1 item left out") || strings.Contains(got, "id i1") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.write("y")
		d.wait(time.Minute)
		if got := d.tenant.writes()[before:]; len(got) != 2 || d.tenant.state("i1") != "Pending" {
			t.Errorf("sent %q", got)
		}
	})
}

// TestRetryOfAForward pins that one of this run goes to the same person with
// the same comment, and one of an earlier run is asked for its comment.
func TestRetryOfAForward(t *testing.T) {
	sit(t, people, func(d *desk) {
		d.tenant.troubled(trouble{op: api.ForwardWorkItem, err: &api.Error{Kind: api.Invalid, Detail: "no"}})
		choose(d, "bob")
		d.write("on leave")
		d.press(tea.KeyEnter)
		d.wait(10 * time.Second)
		d.do(d.Retry(keysOf(d)))
		d.wait(time.Second)
		if got := d.dialog(); !strings.Contains(got, "Forward: Approve access i0") || !strings.Contains(got, "id bob") || !strings.Contains(got, "on leave") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.press(tea.KeyEnter)
		d.wait(time.Second)
		next := d.next() // the second attempt was held
		next.do(next.Retry(keysOf(next)))
		next.wait(time.Second)
		if got := next.dialog(); !strings.Contains(got, "Forward: ") || !strings.Contains(got, "to        Bob Dylan") || !strings.Contains(got, "comment *") || strings.Contains(got, "on leave") {
			t.Fatalf("dialog:\n%s", got)
		}
		next.write("second try")
		next.press(tea.KeyEnter)
		next.wait(time.Minute)
		if got := d.tenant.forwards; len(got) != 1 || got[0].Comment != "second try" || got[0].TargetOwnerID != "bob" {
			t.Errorf("sent %+v", got)
		}
		next.told(screen.Good, "Forwarded: Approve access i0 to Bob Dylan")
	})
}
