package inbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// options returns what the list that is open offers, as value and note.
func options(values []dialog.Option) []string {
	var out []string
	for _, o := range values {
		out = append(out, o.Label+" | "+o.Note)
	}
	return out
}

// TestCopyAValue pins that the key which copies the id from the list offers the
// values of the item in the detail.
func TestCopyAValue(t *testing.T) {
	sit(t, lifelike, func(d *desk) {
		d.do(d.Open("remediation"))
		d.act("app.pane", "list.copy-id")
		got := d.dialog()
		for _, want := range []string{"Copy what?", "remediation", "CN=ghopper", "native identity, line 1", "Payroll Admins", "value, line 1", "ghopper2", "native identity, line 2", "VPN", "Ada Request"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in the list:\n%s", want, got)
			}
		}
		d.write("payroll adm")
		d.press(tea.KeyEnter)
		if !slices.Equal(d.copied, []string{"Payroll Admins"}) || d.window() != nil {
			t.Errorf("copied %q", d.copied)
		}
		last := d.loop.Sent[len(d.loop.Sent)-1]
		if c, ok := last.(screen.Copy); !ok || c.What != "value, line 1" {
			t.Errorf("%+v", last)
		}
		d.act("list.copy-id")
		d.press(tea.KeyEscape)
		if len(d.copied) != 1 {
			t.Errorf("copied %q", d.copied)
		}
	})
}

func TestValuesOfAnItem(t *testing.T) {
	for id, want := range map[string][]string{
		"request-one": {
			"request-one | id", "fred | account", "Group 0 | value", "memberOf | attribute", "Payroll | application", "Ada Request | requester", "Access for Ada Lovelace | description",
		},
		"remediation": { // each value once
			"remediation | id", "CN=ghopper | native identity, line 1", "Grace Hopper | target, line 1", "Payroll Admins | value, line 1", "memberOf | attribute, line 1",
			"Payroll | application, line 1", "ghopper2 | native identity, line 2", "none | value, line 2", "profile | attribute, line 2", "VPN | application, line 2",
			"Ada Request | requester", "Undo what the review of Q1 revoked | description",
		},
		"form": {"form | id", "Katherine Johnson | form subject", "Ada Request | requester", "Choose the account for 入社手続き | description"},
	} {
		t.Run(id, func(t *testing.T) {
			sit(t, lifelike, func(d *desk) {
				d.do(d.Open(id))
				if got := options(d.detail.values()); !slices.Equal(got, want) {
					t.Errorf("%q\nwant %q", got, want)
				}
			})
		})
	}
}

func TestCopyOfAnItemWithNothingButItsID(t *testing.T) {
	sit(t, holding(record("alone", nil, noLines, set("description", ""), set("requesterDisplayName", ""))), func(d *desk) {
		d.act("app.open", "list.copy-id")
		if !slices.Equal(d.copied, []string{"alone"}) || d.window() != nil {
			t.Errorf("copied %q, dialog %q", d.copied, d.dialog())
		}
	})
}

// TestCopyJSONOfALeanRow pins that the record is read where the list dropped
// it.
func TestCopyJSONOfALeanRow(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		lean(d, "i0")
		d.act("list.copy-json")
		if len(d.copied) != 1 || !strings.Contains(d.copied[0], `"id": "i0"`) || d.tenant.count(api.GetWorkItem, "i0") != 1 {
			t.Errorf("copied %q", d.copied)
		}
		d.tenant.troubled(trouble{op: api.GetWorkItem, err: &api.Error{Kind: api.Offline, Detail: "no route"}})
		d.act("list.copy-json")
		d.told(screen.Bad, "no route")
	})
}

// TestRangeIsDecided pins that the rows a range went over are those decided.
func TestRangeIsDecided(t *testing.T) {
	sit(t, items(6), func(d *desk) {
		d.act("list.down", "list.range", "list.down", "list.down")
		d.says("marking a range")
		if got := d.Hint(); got != "3 marked" {
			t.Errorf("hint %q", got)
		}
		d.act("inbox.approve")
		if got := d.dialog(); !strings.Contains(got, "Approve 3 items?") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.agree()
		d.wait(time.Minute)
		d.wroteAll(approved("i1"), approved("i2"), approved("i3"))
		if d.list.Marks() != 0 || d.list.Ranging() {
			t.Errorf("%d marks, ranging %v", d.list.Marks(), d.list.Ranging())
		}
		d.act("list.range", "list.down", "app.back")
		if d.list.Marks() != 0 {
			t.Errorf("%d marks after the range was given up", d.list.Marks())
		}
	})
}

// TestMyDecisions pins the list of what the person decided: it takes the place
// of the items, refuses the keys that decide, and goes back.
func TestMyDecisions(t *testing.T) {
	sit(t, items(4), func(d *desk) {
		d.act("inbox.approve")
		d.wait(10 * time.Second)
		d.act("inbox.reject")
		if d.Hides("inbox.write") || d.Disabled("inbox.write") != "" || !d.Hides("list.write") {
			t.Errorf("w does not work on items: %q", d.Disabled("inbox.write"))
		}
		d.act("app.open", "app.back", "inbox.decisions")
		d.says("my decisions · 2 decisions")
		d.says("held")
		d.says("done")
		d.silent("pending · mine")
		if got := d.Hint(); got != "reject in 5s · u takes back" { // that comes first everywhere
			t.Errorf("hint %q", got)
		}
		for _, a := range []keymap.Action{"inbox.approve", "inbox.reject", "inbox.complete", "inbox.forward", "inbox.select", "inbox.repeat"} {
			if why := d.Disabled(a); why != "This is what you decided; H goes back to the items" || !d.Hides(a) {
				t.Errorf("%s: %q, hidden %v", a, why, d.Hides(a))
			}
			d.act(a)
		}
		d.act("inbox.like", "inbox.owner", "list.mark", "inbox.section-next")
		if d.window() != nil || len(d.Entries()) != 1 || d.list.Marks() != 0 {
			t.Errorf("dialog %q, %d entries, %d marks", d.dialog(), len(d.Entries()), d.list.Marks())
		}
		d.wait(10 * time.Second) // what comes of a decision is seen as it comes
		d.says("my decisions · 2 decisions")
		if got := d.Hint(); got != "2 done" {
			t.Errorf("hint %q", got)
		}
		d.silent("held")
		d.act("app.back")
		d.says("pending · mine · 2 items")
		d.wroteAll(approved("i0"), "reject approval item i1")
		d.act("inbox.decisions", "inbox.decisions")
		d.says("pending · mine · 2 items")
	})
}

// TestUndoFromMyDecisions pins that taking back and sending work from there.
func TestUndoFromMyDecisions(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.act("inbox.decisions", "inbox.decisions", "inbox.approve", "inbox.decisions", "inbox.undo")
		d.told(screen.Good, "Taken back, nothing was sent")
		d.says("taken back")
		d.act("inbox.outbox")
		if got := d.dialog(); !strings.Contains(got, "Outbox") {
			t.Errorf("dialog:\n%s", got)
		}
		d.wrote()
	})
}

func TestFilterOfMyDecisions(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		for range 3 {
			d.act("inbox.approve")
			d.wait(10 * time.Second)
		}
		d.act("inbox.decisions", "app.filter")
		if !d.Typing() {
			t.Fatal("no filter")
		}
		d.write("i1")
		d.says("1 of 3")
		d.press(tea.KeyEnter)
		d.act("app.back") // the filter first
		d.says("my decisions · 3 decisions")
		d.do(d.Click(5, 4))
		d.do(d.Wheel(5, 4, 1))
		d.act("app.open")
		if d.window() == nil {
			t.Error("no detail of a decision")
		}
		d.close()
		d.act("app.back")
		d.says("pending · mine")
		if d.Typing() {
			t.Error("a field is open that is not on screen")
		}
	})
}

// TestMyDecisionsAreWritten pins that the key writes them to a file, and that
// the answer of its window comes back.
func TestMyDecisionsAreWritten(t *testing.T) {
	t.Chdir(t.TempDir())
	sit(t, items(2), func(d *desk) {
		d.act("inbox.approve")
		d.wait(10 * time.Second)
		d.act("inbox.decisions", "inbox.write")
		if why := d.Disabled("inbox.write"); why != "" || d.Hides("inbox.write") {
			t.Errorf("disabled %q", why)
		}
		if got := d.dialog(); !strings.Contains(got, "Write to a file") || !strings.Contains(got, "iscope-decisions-2026-03-02.csv") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.press(tea.KeyEnter)
		d.told(screen.Good, "Wrote 1 decision to ")
		d.ended(journal.Done, "approved")
	})
}
