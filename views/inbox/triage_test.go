package inbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
)

// asking makes each line of an item ask for an operation in an application.
func asking(pairs ...string) func(map[string]any) {
	return func(m map[string]any) {
		for i, l := range m["approvalItems"].([]any) {
			l := l.(map[string]any)
			l["application"], l["operation"] = pairs[2*i], pairs[2*i+1]
		}
	}
}

// lean drops the records of rows, as very long lists do.
func lean(d *desk, items ...string) {
	d.t.Helper()
	for _, id := range items {
		it := *d.list.Row(id)
		it.Raw = api.Raw{}
		d.list.Replace(it)
	}
}

func marked(d *desk) []string {
	out := []string{}
	for _, it := range d.list.Marked() {
		out = append(out, it.ID)
	}
	return out
}

// alikes is a tenant of items that are more or less alike.
func alikes(t testing.TB) *tenant {
	one, two := []string{"Pending"}, []string{"Pending", "Pending"}
	remediation := func(m map[string]any) {
		noLines(m)
		m["type"] = "Remediation"
		m["remediationItems"] = []any{map[string]any{"id": "r", "applicationName": "Payroll", "attributeOperation": "Add", "attributeValue": "x"}}
	}
	return newTenant(t, 0).add(
		record("add1", one), record("add2", one, value("Other Group")), record("remove", one, asking("Payroll", "Remove")), record("vpn", one, asking("VPN", "Add")),
		record("hand", one, set("type", "ManualAction")), record("pair1", two), record("pair2", two, asking("Payroll", "Add", "Payroll", "Add")),
		record("mixed", two, asking("Payroll", "Add", "VPN", "Add")), record("mixed2", two, asking("Payroll", "Add", "Payroll", "Remove")),
		record("undo", nil, remediation), record("undo2", nil, remediation), record("bare", nil, noLines), record("bare2", nil, noLines),
	)
}

// TestMarkAllLikeThis pins what is alike: type, operation and application, of
// every line; several lines are never like one.
func TestMarkAllLikeThis(t *testing.T) {
	for cursor, want := range map[string][]string{
		"add1": {"add1", "add2"}, "add2": {"add1", "add2"}, "remove": {"remove"}, "vpn": {"vpn"}, "hand": {"hand"}, "pair1": {"pair1", "pair2"},
		"undo": {"undo", "undo2"}, "bare": {"bare", "bare2"}, "mixed": {}, "mixed2": {},
	} {
		t.Run(cursor, func(t *testing.T) {
			sit(t, alikes, func(d *desk) {
				d.list.Select(cursor)
				d.act("inbox.like")
				if got := marked(d); !slices.Equal(got, want) {
					t.Errorf("marked %v, want %v", got, want)
				}
				if len(want) == 0 {
					d.told(screen.Warn, "The lines of this item ask for different things; nothing is quite like it")
				} else {
					d.told(screen.Info, fmt.Sprintf("Marked %d item", len(want)))
				}
			})
		})
	}
}

func TestMarkLikeSaysWhat(t *testing.T) {
	sit(t, alikes, func(d *desk) {
		d.act("inbox.like")
		d.told(screen.Info, "Marked 2 items like this: Approval, add, Payroll")
		d.list.Select("remove")
		d.act("list.mark") // those marked by hand stay
		d.list.Select("vpn")
		d.act("inbox.like")
		if got := marked(d); !slices.Equal(got, []string{"add1", "add2", "remove", "vpn"}) {
			t.Errorf("marked %v", got)
		}
	})
	sit(t, items(0), func(d *desk) {
		d.act("inbox.like")
		if len(d.toasts) != 0 {
			t.Errorf("said %+v in an empty list", d.toasts)
		}
	})
}

// TestMarkLikeMarksWhatIsSeen pins that neither hidden rows nor those that are
// decided already are marked.
func TestMarkLikeMarksWhatIsSeen(t *testing.T) {
	sit(t, items(12), func(d *desk) {
		d.act("inbox.approve") // i0 is held
		d.act("app.filter")
		d.write("i1")
		d.press(tea.KeyEnter)
		d.act("inbox.like")
		if got := marked(d); !slices.Equal(got, []string{"i1", "i10", "i11"}) {
			t.Errorf("marked %v", got)
		}
		d.act("app.back", "app.back", "list.top", "inbox.like")
		if got := marked(d); slices.Contains(got, "i0") || len(got) != 11 {
			t.Errorf("marked %v", got)
		}
	})
}

// TestMarkLikeInAVeryLongList pins that of rows without their record only those
// of one line are marked, and that the one under the cursor is read first.
func TestMarkLikeInAVeryLongList(t *testing.T) {
	sit(t, alikes, func(d *desk) {
		lean(d, "add1", "add2", "pair1", "pair2")
		d.act("list.top", "inbox.like")
		if got := marked(d); !slices.Equal(got, []string{"add1", "add2"}) {
			t.Errorf("marked %v", got)
		}
		d.act("app.back")
		d.list.Select("pair1")
		d.act("inbox.like")
		if got := marked(d); !slices.Equal(got, []string{"pair1"}) || d.tenant.count(api.GetWorkItem, "") != 1 {
			t.Errorf("marked %v after %d reads", got, d.tenant.count(api.GetWorkItem, ""))
		}
		d.act("app.back")
		lean(d, "mixed")
		d.list.Select("mixed")
		d.act("inbox.like")
		if got := marked(d); len(got) != 0 {
			t.Errorf("marked %v", got)
		}
		d.told(screen.Warn, "ask for different things")
	})
}

func TestRepeatAsksFirst(t *testing.T) {
	sit(t, items(4), func(d *desk) {
		d.act("inbox.repeat")
		d.told(screen.Info, "Nothing has been decided yet that could be repeated")
		d.act("inbox.reject", "inbox.repeat")
		if got := d.dialog(); !strings.Contains(got, "Reject 1 item?") || !strings.Contains(got, "Approve access i1") || !strings.Contains(got, "Group 0") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.press(tea.KeyEnter) // no is preset
		d.wait(6 * time.Second)
		d.wrote("reject approval item i0")
		d.act("inbox.repeat")
		d.write("y")
		d.act("inbox.repeat")
		d.write("y")
		d.wait(30 * time.Second)
		d.wroteAll("reject approval item i0", "reject approval item i1", "reject approval item i2")
		d.act("inbox.approve") // from now on that is the last
		d.wait(30 * time.Second)
		d.act("inbox.repeat")
		if d.window() != nil {
			t.Errorf("dialog in an empty list:\n%s", d.dialog())
		}
		d.told(screen.Info, "There is no item to decide")
	})
}

// TestRepeatOfALine pins that a decision about one line is repeated as one
// about the whole of the next item, which is shown.
func TestRepeatOfALine(t *testing.T) {
	two := []string{"Pending", "Pending"}
	sit(t, holding(record("a", two), record("b", two, value("Other"))), func(d *desk) {
		d.act("app.open", "inbox.approve", "app.back", "list.down", "inbox.repeat")
		if got := d.dialog(); !strings.Contains(got, "Approve all 2 lines?") || !strings.Contains(got, "Other") || !strings.Contains(got, "Group 1") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.write("y")
		d.wait(30 * time.Second)
		d.wroteAll(approved("a"), "approve work item b")
	})
}

func TestRepeatInTheDetail(t *testing.T) {
	sit(t, holding(record("m", nil, manual), record("n", nil, manual), record("o", nil, manual)), func(d *desk) {
		d.act("inbox.complete", "app.open")
		d.tenant.remove("n")
		d.wait(20 * time.Second)
		if d.list.SelectedID() != "o" || d.detail.item.ID != "n" {
			t.Fatalf("list on %s, detail on %s", d.list.SelectedID(), d.detail.item.ID)
		}
		if why := d.Disabled("inbox.repeat"); !strings.Contains(why, "not in the list any more") {
			t.Errorf("disabled %q", why)
		}
		d.act("inbox.repeat")
		if d.window() != nil {
			t.Errorf("the item below the one that is shown would be decided:\n%s", d.dialog())
		}
	})
}

func TestRepeatThatDoesNotFit(t *testing.T) {
	form := set("form", map[string]any{"id": "x", "name": "Account Selection Form"})
	sit(t, holding(record("a", []string{"Pending"}), record("m", nil, manual), record("f", nil, noLines, set("type", "Form"), form), record("p", nil, noLines, set("type", "PolicyVioloation"))), func(d *desk) {
		d.act("inbox.approve")
		for _, why := range []string{"work done by hand", "asks for an account", "decided in the web interface"} {
			d.act("inbox.repeat")
			d.told(screen.Warn, why)
			d.act("list.down")
		}
		d.act("list.top", "inbox.repeat")
		d.told(screen.Warn, "A decision about this is on its way already")
		d.tenant.remove("m")
		d.act("list.down", "app.refresh", "inbox.repeat")
		d.told(screen.Warn, "The list has just changed")
		if d.window() != nil {
			t.Errorf("dialog:\n%s", d.dialog())
		}
	})
}

func TestRepeatOfAForward(t *testing.T) {
	sit(t, people, func(d *desk) {
		d.tenant.add(record("bobs", []string{"Pending"}, set("ownerName", "Bob Dylan")))
		choose(d, "bob")
		d.press(tea.KeyTab)
		d.write("on leave")
		d.press(tea.KeyEnter)
		d.wait(10 * time.Second)
		d.act("inbox.repeat")
		d.wait(time.Second)
		if got := d.dialog(); !strings.Contains(got, "Forward: Approve access i1") || !strings.Contains(got, "Bob Dylan") || !strings.Contains(got, "id bob") || !strings.Contains(got, "on leave") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.press(tea.KeyEnter)
		d.wait(30 * time.Second)
		d.wrote("forward work item i0", "forward work item i1")
		if f := d.tenant.forwards[1]; f != (api.Forward{TargetOwnerID: "bob", Comment: "on leave"}) {
			t.Errorf("sent %+v", f)
		}
		it := *d.list.Row("bobs")
		it.OwnerID = "bob"
		d.list.Replace(it)
		d.act("inbox.repeat")
		d.told(screen.Warn, "The new owner has this already")
	})
}

// TestRepeatReadsFirst pins that the lines of an item which the list does not
// hold are read before they are shown, and that going on meanwhile asks
// nothing.
func TestRepeatReadsFirst(t *testing.T) {
	two := []string{"Pending", "Pending"}
	sit(t, holding(record("a", []string{"Pending"}), record("b", two), record("c", two)), func(d *desk) {
		lean(d, "b", "c")
		d.tenant.troubled(trouble{op: api.GetWorkItem, item: "b", sleeps: time.Second}, trouble{op: api.GetWorkItem, item: "c", sleeps: time.Second})
		d.act("inbox.approve", "inbox.send", "inbox.repeat")
		d.act("list.down", "inbox.repeat") // the person goes on before the answer
		d.wait(1500 * time.Millisecond)
		if got := d.dialog(); !strings.Contains(got, "id c") || !strings.Contains(got, "Group 1") || strings.Contains(got, "id b") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.press('n')
		d.wait(time.Minute)
		if d.window() != nil {
			t.Errorf("asked about what the person left:\n%s", d.dialog())
		}
		d.tenant.troubled(trouble{op: api.GetWorkItem, item: "b", err: &api.Error{Kind: api.Offline, Detail: "no route"}})
		lean(d, "b")
		d.act("list.up", "inbox.repeat")
		d.told(screen.Bad, "no route")
		d.wrote(approved("a"))
	})
}
