package inbox

import (
	"maps"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
)

// choice makes an account selection with a section within another.
func choice(m map[string]any) {
	noLines(m)
	m["type"], m["description"] = "Form", "Choose an account for Mara"
	account := func(name, label string, values ...any) map[string]any {
		return map[string]any{"name": name, "displayName": label, "type": "select", "required": true, "allowedValues": values}
	}
	option := func(label, value string) map[string]any { return map[string]any{"label": label, "value": value} }
	m["form"] = map[string]any{
		"id": "f1", "name": "Account Selection Form", "title": "Accounts of Mara", "targetUser": "mara",
		"sections": []any{map[string]any{"name": "s1", "label": "Directory", "formItems": []any{
			account("Field1", "Directory account", option("mara (Directory)", "a1"), option("mara-adm (Directory)", "a2")),
			map[string]any{"name": "s2", "label": "Ledger", "formItems": []any{account("Field2", "Ledger account", option("m.l", "l1"), option("m.l.old", "l2"))}},
		}}},
	}
}

// selections is a tenant of two account selections.
func selections(t testing.TB) *tenant {
	return newTenant(t, 0).add(record("s1", nil, choice), record("s2", nil, choice))
}

// review presses the key that reviews a form.
func (d *desk) review() { d.do(d.front.Update(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})) }

// fillIn chooses the second account of the directory and the first ledger.
func fillIn(d *desk) {
	d.t.Helper()
	d.act("inbox.select")
	if d.window() == nil || !strings.Contains(d.dialog(), "Directory account") {
		d.t.Fatalf("no form:\n%s", d.dialog())
	}
	d.press(tea.KeyEnter, tea.KeyDown, tea.KeyEnter)
	d.press(tea.KeyTab, tea.KeyEnter, tea.KeyEnter)
}

func TestAccountSelection(t *testing.T) {
	sit(t, selections, func(d *desk) {
		if why := d.Disabled("inbox.select"); why != "" || d.Hides("inbox.select") {
			t.Errorf("disabled %q", why)
		}
		fillIn(d)
		d.review()
		for _, want := range []string{"Submit this account selection?", "Choose an account for Mara", "id s1", "mara-adm (Directory)", "sent as a2", "m.l"} {
			if got := d.dialog(); !strings.Contains(got, want) {
				t.Fatalf("%q is not in the review:\n%s", want, got)
			}
		}
		d.wrote()
		d.write("y")
		if got := d.Hint(); got != "choose account in 5s · u takes back" || d.window() != nil {
			t.Errorf("hint %q, dialog %q", got, d.dialog())
		}
		d.wait(6 * time.Second)
		d.wrote("submit account selection s1")
		if want := map[string]string{"Field1": "a2", "Field2": "l1"}; len(d.tenant.fields) != 1 || !maps.Equal(d.tenant.fields[0], want) {
			t.Errorf("sent %v, want %v", d.tenant.fields, want)
		}
		d.told(screen.Good, "Account chosen: Choose an account for Mara")
		d.ended(journal.Done, "account chosen")
		if d.list.Row("s1") != nil || d.list.SelectedID() != "s2" {
			t.Errorf("rows %v", ids(d.Model))
		}
		d.act("inbox.repeat") // which account is a question of its own
		d.told(screen.Warn, "Each account selection has a form of its own; A fills it in")
	})
}

// TestAccountSelectionTwice pins that a form that was filled in twice is
// submitted once.
func TestAccountSelectionTwice(t *testing.T) {
	sit(t, selections, func(d *desk) {
		fillIn(d)
		d.review()
		d.write("y")
		d.act("list.top", "inbox.select")
		d.told(screen.Warn, "A decision about this is on its way already")
		if d.window() != nil {
			t.Errorf("dialog:\n%s", d.dialog())
		}
		d.wait(time.Minute)
		d.wrote("submit account selection s1")
	})
}

// TestAccountSelectionThatCollides pins that a form which was open while the
// item was forwarded is not submitted as well.
func TestAccountSelectionThatCollides(t *testing.T) {
	sit(t, func(t testing.TB) *tenant {
		s := people(t)
		return s.add(record("s1", nil, choice))
	}, func(d *desk) {
		d.list.Select("s1")
		fillIn(d)
		d.review()
		question := d.window()
		d.windows = nil
		choose(d, "bob")
		d.write("x")
		d.press(tea.KeyEnter)
		d.do(d.open(screen.Show{Dialog: question}))
		d.write("y") // as if it had been open all the time; the form is not
		d.wait(time.Minute)
		d.wrote("forward work item s1")
	})
}

func TestAccountSelectionThatChanged(t *testing.T) {
	sit(t, selections, func(d *desk) {
		fillIn(d)
		d.review()
		d.tenant.change("s1", func(m map[string]any) { m["form"].(map[string]any)["targetUser"] = "somebody else" })
		d.write("y")
		d.wait(30 * time.Second)
		d.wrote()
		d.told(screen.Bad, `it changed since it was shown: it is now for "somebody else", not "mara"`)
		d.ended(journal.Changed, "it changed since it was shown") // without what it says
	})
}

func TestAccountSelectionThatIsReadBack(t *testing.T) {
	reset := &api.Error{Kind: api.Offline, Detail: "connection reset"}
	for name, c := range map[string]struct {
		arrives bool
		tone    screen.Tone
		want    string
		ending  journal.Ending
	}{"it arrived": {true, screen.Good, "Account chosen", journal.Done}, "it did not": {false, screen.Bad, "did not take effect (connection reset); the item is still open", journal.Lost}} {
		t.Run(name, func(t *testing.T) {
			sit(t, selections, func(d *desk) {
				d.tenant.troubled(trouble{op: api.SubmitAccountSelection, after: c.arrives, err: reset})
				fillIn(d)
				d.review()
				d.write("y")
				d.wait(time.Minute)
				d.wrote("submit account selection s1")
				d.told(c.tone, c.want)
				d.ended(c.ending, "")
				if !c.arrives { // decided anew, as it was filled in
					d.do(d.Retry(keysOf(d)))
					if got := d.dialog(); !strings.Contains(got, "Choose account 1 item?") {
						t.Fatalf("dialog:\n%s", got)
					}
					d.write("y")
					d.wait(time.Minute)
					d.wrote("submit account selection s1", "submit account selection s1")
					if !maps.Equal(d.tenant.fields[0], map[string]string{"Field1": "a2", "Field2": "l1"}) {
						t.Errorf("sent %v", d.tenant.fields)
					}
				}
			})
		})
	}
}

func TestAccountSelectionThatCannotBeFilledIn(t *testing.T) {
	sit(t, func(t testing.TB) *tenant {
		return newTenant(t, 0).add(record("odd", nil, choice, func(m map[string]any) {
			m["form"].(map[string]any)["sections"] = "none"
		}), record("a", []string{"Pending"}))
	}, func(d *desk) {
		d.act("inbox.select")
		d.told(screen.Warn, "parts of the form could not be read")
		if d.window() != nil {
			t.Errorf("dialog:\n%s", d.dialog())
		}
		d.act("list.down")
		if why := d.Disabled("inbox.select"); why != "This item asks for a decision: a approves, x rejects, f forwards it" || !d.Hides("inbox.select") {
			t.Errorf("disabled %q, hidden %v", why, d.Hides("inbox.select"))
		}
		d.act("list.mark", "list.top", "list.mark", "inbox.select")
		d.told(screen.Warn, "One account selection is filled in at a time")
	})
}

// TestAccountSelectionIsReadFirst pins that the form is that of the item as it
// is now, and that a marked one is found though the cursor is elsewhere.
func TestAccountSelectionIsReadFirst(t *testing.T) {
	sit(t, selections, func(d *desk) {
		d.tenant.change("s1", func(m map[string]any) { m["form"].(map[string]any)["title"] = "Accounts of Mara, again" })
		d.act("list.mark", "inbox.select") // the cursor went on to s2
		if got := d.dialog(); !strings.Contains(got, "Accounts of Mara, again") {
			t.Errorf("dialog:\n%s", got)
		}
		d.close()
		d.act("app.back", "inbox.select")
		d.tenant.troubled(trouble{op: api.GetWorkItem, err: &api.Error{Kind: api.NotFound, Status: 404, Detail: "no such item"}})
		d.close()
		d.act("inbox.select")
		d.told(screen.Bad, "no such item")
		d.tenant.troubled(trouble{op: api.GetWorkItem, sleeps: time.Second})
		d.act("inbox.select", "list.top")
		d.wait(time.Minute)
		if d.window() != nil {
			t.Errorf("the person went on, and the form opens:\n%s", d.dialog())
		}
		d.wrote()
	})
}
