package inbox

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
)

func TestDetailFollowsOnceTheCursorRests(t *testing.T) {
	sit(t, items(30), func(d *desk) {
		d.act("app.open", "app.pane")
		if d.detail.item.ID != "i0" || d.split.Focused {
			t.Fatalf("open is %s, focused %v", d.detail.item.ID, d.split.Focused)
		}
		before := d.tenant.count(api.GetWorkItem, "")
		for range 20 {
			d.act("list.down")
			d.wait(30 * time.Millisecond)
		}
		if d.detail.item.ID != "i0" || d.tenant.count(api.GetWorkItem, "") != before {
			t.Fatalf("while a key is held: detail %s, %d reads", d.detail.item.ID, d.tenant.count(api.GetWorkItem, "")-before)
		}
		d.wait(followDelay)
		if d.detail.item.ID != "i20" || d.tenant.count(api.GetWorkItem, "") != before+1 || d.tenant.count(api.GetWorkItem, "i20") != 1 {
			t.Errorf("after rest: detail %s, %d reads", d.detail.item.ID, d.tenant.count(api.GetWorkItem, "")-before)
		}
	})
}

func TestDetailFollowsWhenTheRowGoesAway(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.act("app.open", "app.pane")
		d.tenant.remove("i0")
		d.wait(18 * time.Second)
		if d.detail.item.ID != "i1" {
			t.Errorf("the detail shows %s, the list is on %s", d.detail.item.ID, d.list.SelectedID())
		}
		d.tenant.remove("i1")
		d.tenant.remove("i2")
		d.wait(18 * time.Second)
		d.says("No item is open.")
	})
}

func TestDetailIsReadAnew(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.tenant.change("i0", value("Domain Admins"))
		d.act("app.open")
		d.says("memberOf → Domain Admins")
		if got := d.list.Row("i0").Value; got != "Domain Admins" {
			t.Errorf("the row still says %s", got)
		}
	})
}

func TestDetailThatCannotBeRead(t *testing.T) {
	sit(t, func(t testing.TB) *tenant {
		return newTenant(t, 2).troubled(trouble{op: api.GetWorkItem, times: -1, err: &api.Error{Kind: api.Offline, Detail: "no route"}})
	}, func(d *desk) {
		d.act("app.open")
		d.says("Approve access i0")
		d.says("memberOf → Group 0")
	})
}

func TestLateDetailIsDropped(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.tenant.troubled(trouble{op: api.GetWorkItem, item: "i0", late: 5 * time.Second})
		d.act("app.open", "app.pane", "list.down")
		d.wait(10 * time.Second)
		if d.detail.item.ID != "i1" {
			t.Errorf("the detail shows %s", d.detail.item.ID)
		}
	})
}

func TestDetailKeys(t *testing.T) {
	sit(t, holding(record("a", []string{"Pending", "Pending", "Pending"}), record("b", []string{"Pending"})), func(d *desk) {
		d.act("app.open", "text.bottom")
		if d.detail.cursor != 2 {
			t.Errorf("line %d", d.detail.cursor)
		}
		d.act("text.down", "text.up", "text.up", "text.up")
		if d.detail.cursor != 0 || d.list.SelectedID() != "a" {
			t.Errorf("line %d, list on %s", d.detail.cursor, d.list.SelectedID())
		}
		d.act("text.next-tab")
		d.says(`"account": "fred"`)
		d.act("app.filter")
		if !d.Typing() {
			t.Fatal("no search in the JSON")
		}
		d.write("Group 2")
		d.says("1 of 1")
		d.press(tea.KeyEnter)
		d.act("app.back", "text.prev-tab")
		d.says("3 lines")
		d.act("app.back")
		if d.split.Open || d.list.SelectedID() != "a" {
			t.Errorf("open %v, list on %s", d.split.Open, d.list.SelectedID())
		}
	})
}

// TestLineOutOfSightIsNotDecided pins that in a small terminal the first key
// shows the line and only the next decides it.
func TestLineOutOfSightIsNotDecided(t *testing.T) {
	sit(t, lifelike, func(d *desk) {
		d.resize(40, 10)
		d.act("list.down", "app.open")
		d.silent("Finance Readers")
		d.act("inbox.approve")
		d.told(screen.Warn, "not in sight")
		d.says("Finance Readers")
		d.act("inbox.approve")
		d.wait(6 * time.Second)
		d.wrote("approve approval item request-many")
	})
}

// TestFilterIsNotTypedUnseen pins that where the detail covers the list, a
// filter of that list does not take the keys.
func TestFilterIsNotTypedUnseen(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.resize(80, 24)
		d.act("app.open")
		d.act("app.filter")
		if d.Typing() {
			t.Error("keys go into a field that is not on screen")
		}
	})
}

func TestFilterRestsPolling(t *testing.T) {
	sit(t, items(12), func(d *desk) {
		d.act("app.filter")
		before := len(d.tenant.calls)
		d.wait(5 * time.Minute)
		if n := len(d.tenant.calls) - before; n != 0 {
			t.Errorf("%d requests while the filter is typed", n)
		}
		d.write("i11")
		d.says("1 of 12")
		d.press(tea.KeyEnter)
		d.wait(time.Minute)
		if len(d.tenant.calls) == before {
			t.Error("polling does not go on")
		}
		d.says("esc clears")
		d.act("app.back")
		d.says("12 items")
	})
}

func TestCopyAndBrowse(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.act("list.down", "list.copy-id", "list.copy-json", "list.browse")
		if len(d.copied) != 2 || d.copied[0] != "i1" || !strings.Contains(d.copied[1], `"id": "i1"`) {
			t.Errorf("copied %q", d.copied)
		}
		last := d.loop.Sent[len(d.loop.Sent)-1]
		if b, ok := last.(screen.Browse); !ok || b.URL == "" {
			t.Errorf("asked for %+v", last)
		}
		d.env.WebURL = ""
		d.act("list.browse")
		d.told(screen.Warn, "not known")
	})
	sit(t, items(0), func(d *desk) {
		d.act("list.copy-id", "list.browse", "app.open", "list.mark")
		if len(d.copied)+len(d.toasts) != 0 || d.split.Open {
			t.Errorf("copied %v, said %v", d.copied, d.toasts)
		}
	})
}

func TestMouse(t *testing.T) {
	sit(t, items(40), func(d *desk) {
		d.do(d.Click(5, 4)) // head, headings, two rows above it
		if d.list.SelectedID() != "i2" {
			t.Errorf("a click selects %s", d.list.SelectedID())
		}
		d.do(d.Wheel(5, 4, 3))
		if d.list.SelectedID() != "i5" {
			t.Errorf("the wheel goes to %s", d.list.SelectedID())
		}
		d.resize(80, 24)
		d.act("app.open")
		d.do(d.Click(5, 4))
		if d.list.SelectedID() != "i5" {
			t.Error("a click on the detail selects a row that is not on screen")
		}
	})
}
