package inbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/keymap"
	"iscope/ui/pane"
	"iscope/ui/screen"
)

// ago makes an item that old.
func ago(d time.Duration) func(map[string]any) {
	return set("created", noon.Add(-d).Format(time.RFC3339))
}

const day = 24 * time.Hour

// ward is a tenant with items that differ in all that a section can ask for.
func ward(t testing.TB) *tenant {
	line := func(app, op, value string) func(map[string]any) {
		return func(m map[string]any) {
			l := m["approvalItems"].([]any)[0].(map[string]any)
			l["application"], l["operation"], l["value"] = app, op, value
		}
	}
	one := []string{"Pending"}
	return newTenant(t, 0).add(
		record("fresh", one, ago(time.Hour), line("Payroll", "Add", "Payroll Readers")),
		record("old", one, ago(20*day), line("VPN", "Remove", "vpn-users"), set("requesterDisplayName", "Grace Hopper")),
		record("week", one, ago(7*day), line("Payroll EU", "Add", "Readers"), set("description", "Urgent: access for the audit")),
		record("hand", nil, manual, ago(2*day), set("requesterDisplayName", "Grace Hopper")),
		record("undated", one, func(m map[string]any) { delete(m, "created") }, line("CRM", "Delete", "crm")),
		record("policy", nil, noLines, set("type", "PolicyVioloation"), set("name", "Pays and approves"), ago(3*day)),
	)
}

// with has the inbox in sections.
func with(sections ...Section) func(*desk) {
	return func(d *desk) { d.opt.Sections = sections }
}

func TestSectionsFilter(t *testing.T) {
	for name, c := range map[string]struct {
		section Section
		want    []string
	}{
		"nothing":        {Section{}, []string{"fresh", "old", "week", "hand", "undated", "policy"}},
		"type":           {Section{Types: []string{"manualaction"}}, []string{"hand"}},
		"types":          {Section{Types: []string{"Approval", "ManualAction"}}, []string{"fresh", "old", "week", "hand", "undated"}},
		"type in words":  {Section{Types: []string{"policy violation"}}, []string{"policy"}},
		"part of a type": {Section{Types: []string{"Appro"}}, nil},
		"older":          {Section{Older: 7 * day}, []string{"old", "week"}},
		"younger":        {Section{Younger: 2 * day}, []string{"fresh"}},
		"between":        {Section{Older: 2 * day, Younger: 7 * day}, []string{"hand", "policy"}},
		"requester":      {Section{Requesters: []string{"grace"}}, []string{"old", "hand"}},
		"requesters":     {Section{Requesters: []string{"HOPPER", "ada"}}, []string{"fresh", "old", "week", "hand", "undated", "policy"}},
		"application":    {Section{Applications: []string{"payroll"}}, []string{"fresh", "week"}},
		"operation":      {Section{Operations: []string{"remove", "delete"}}, []string{"old", "undated"}},
		"description":    {Section{Texts: []string{"urgent"}}, []string{"week"}},
		"name":           {Section{Texts: []string{"pays and"}}, []string{"policy"}},
		"value":          {Section{Texts: []string{"readers"}}, []string{"fresh", "week"}},
		"all must fit":   {Section{Applications: []string{"payroll"}, Older: day}, []string{"week"}},
		"none fits":      {Section{Requesters: []string{"nobody"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c.section.Name = "x"
			sit(t, ward, func(d *desk) {
				d.act("inbox.section-next")
				if got := ids(d.Model); !slices.Equal(got, c.want) {
					t.Errorf("rows %v, want %v", got, c.want)
				}
			}, with(c.section))
		})
	}
}

func three() func(*desk) {
	return with(Section{Name: "Payroll", Applications: []string{"payroll"}}, Section{Name: "Overdue", Older: 14 * day}, Section{Name: "Nobody's", Requesters: []string{"nobody"}})
}

// TestSectionsGoRound pins the tabs, what is in the current one, and that both
// keys go round in a circle.
func TestSectionsGoRound(t *testing.T) {
	sit(t, ward, func(d *desk) {
		steps := []struct{ tabs, facts string }{
			{"All 6", "6 items"}, {"Payroll 2", "2 of 6"}, {"Overdue 1", "1 of 6"}, {"Nobody's 0", "0 of 6"},
		}
		for i := range 2*len(steps) + 1 {
			s := steps[i%len(steps)]
			d.says(s.tabs)
			d.says(s.facts)
			d.act("inbox.section-next")
		}
		d.act("inbox.section-prev")
		if d.section != 0 {
			t.Errorf("section %d", d.section)
		}
		for _, s := range []int{3, 2, 1, 0} {
			d.act("inbox.section-prev")
			d.says(steps[s].tabs)
		}
		d.act("inbox.section-prev", "inbox.approve")
		d.says("There is nothing in Nobody's.")
		d.wait(time.Minute)
		d.wrote()
		if why := d.Disabled("inbox.approve"); why != "There is no item to decide" {
			t.Errorf("in an empty section: %q", why)
		}
	}, three())
}

// TestSectionsFollowTheClock pins that an item comes into a section by age with
// the next refresh.
func TestSectionsFollowTheClock(t *testing.T) {
	sit(t, holding(record("a", []string{"Pending"}, ago(14*day-10*time.Second))), func(d *desk) {
		d.act("inbox.section-next", "inbox.section-next")
		d.says("0 of 1")
		d.wait(17 * time.Second)
		d.says("1 item")
	}, three())
}

func TestSectionIsRemembered(t *testing.T) {
	sit(t, ward, func(d *desk) {
		d.act("inbox.section-next", "inbox.section-next")
		next := d.again(three())
		next.show()
		next.says("Overdue 1")
		if got := ids(next.Model); !slices.Equal(got, []string{"old"}) {
			t.Errorf("rows %v", got)
		}
		other := d.again(with(Section{Name: "Else"}, Section{Name: "Overdue", Older: 3 * day})) // by name, wherever it stands
		other.show()
		if got := ids(other.Model); other.section != 2 || !slices.Equal(got, []string{"old", "week", "policy"}) {
			t.Errorf("section %d, rows %v", other.section, got)
		}
		none := d.again(with(Section{Name: "Else"}))
		none.show()
		if none.section != 0 || none.list.Shown() != 6 {
			t.Errorf("section %d", none.section)
		}
		d.act("inbox.section-prev", "inbox.section-prev")
		if back := d.again(three()); back.section != 0 {
			t.Errorf("all items are not remembered: section %d", back.section)
		}
	}, three())
}

// TestMarksOfOtherSections pins that what is not in sight is not decided.
func TestMarksOfOtherSections(t *testing.T) {
	sit(t, ward, func(d *desk) {
		d.act("list.mark-all")
		if d.list.Marks() != 6 {
			t.Fatalf("%d marked", d.list.Marks())
		}
		d.act("inbox.section-next")
		if got := d.Hint(); got != "2 marked" {
			t.Errorf("hint %q", got)
		}
		d.wait(time.Second)
		d.act("inbox.approve")
		if got := d.dialog(); !strings.Contains(got, "Approve 2 items?") || strings.Contains(got, "vpn-users") || strings.Contains(got, "id old") {
			t.Errorf("review\n%s", got)
		}
		d.write("y")
		d.wait(time.Minute)
		d.wroteAll(approved("fresh"), approved("week"))
		d.act("inbox.section-prev")
		if d.list.Marks() != 4 { // the others are marked still
			t.Errorf("%d marked", d.list.Marks())
		}
	}, three())
}

// TestChangingTheSectionSettlesFirst pins that a key on its way to a row that
// the section hides does not hit the one that comes in its place.
func TestChangingTheSectionSettlesFirst(t *testing.T) {
	sit(t, ward, func(d *desk) {
		d.act("inbox.section-next", "inbox.section-next", "inbox.approve")
		d.told(screen.Warn, "The list has just changed")
		d.wait(time.Minute)
		d.wrote()
	}, three())
}

func TestSectionsOfCompletedItems(t *testing.T) {
	sit(t, ward, func(d *desk) {
		d.tenant.change("fresh", decided("Finished", "Me Myself"))
		d.tenant.change("old", decided("Finished", "Me Myself"))
		d.act("inbox.section-next", "inbox.history")
		d.says("Payroll 1")
		if got := ids(d.Model); !slices.Equal(got, []string{"fresh"}) {
			t.Errorf("rows %v", got)
		}
	}, three())
}

func TestNoSections(t *testing.T) {
	sit(t, ward, func(d *desk) {
		for _, a := range []keymap.Action{"inbox.section-next", "inbox.section-prev"} {
			if !d.Hides(a) || !strings.Contains(d.Disabled(a), "There are no sections; [[inbox.sections]] of the configuration names them") {
				t.Errorf("%s: hidden %v, %q", a, d.Hides(a), d.Disabled(a))
			}
			d.act(a)
		}
		if head := d.head(); len(head.Tabs) != 0 || d.list.Shown() != 6 {
			t.Errorf("tabs %v, %d rows", head.Tabs, d.list.Shown())
		}
	})
	sit(t, ward, func(d *desk) {
		if d.Hides("inbox.section-next") || d.Disabled("inbox.section-prev") != "" {
			t.Error("the keys do not work though there are sections")
		}
		if head := d.head(); head.Height() != (&pane.Head{Tabs: []string{"a"}}).Height() {
			t.Errorf("the head has %d lines", head.Height())
		}
		d.do(d.Click(5, 4)) // head, tabs, headings, a row above it
		if d.list.SelectedID() != "old" {
			t.Errorf("a click below the tabs selects %s", d.list.SelectedID())
		}
	}, three())
}

func TestGoldenSections(t *testing.T) {
	sit(t, lifelike, func(d *desk) {
		d.act("inbox.section-next", "inbox.section-next")
		d.wait(time.Second)
		drawn(d, "sections")
	}, with(Section{Name: "Grants", Operations: []string{"add", "create"}}, Section{Name: "Getting old", Older: 2 * day},
		Section{Name: "入社", Texts: []string{"入社"}}, Section{Name: "Policy", Types: []string{"PolicyVioloation"}}))
}

// TestOrderIsRemembered pins that each of the two lists has an order of its
// own, beyond the end of the program.
func TestOrderIsRemembered(t *testing.T) {
	order := func(d *desk) (string, bool) { return d.list.Sort() }
	sit(t, ward, func(d *desk) {
		d.act("inbox.history")
		for key, _ := order(d); key != ""; key, _ = order(d) {
			d.act("list.sort")
		}
		next := d.again()
		next.act("inbox.history")
		if key, reverse := order(next); key != "" || reverse {
			t.Errorf("completed items as they came are by %q, %v", key, reverse)
		}
		next.act("list.reverse")
		last := next.again()
		last.act("inbox.history")
		if key, reverse := order(last); key != "" || !reverse {
			t.Errorf("turned round they are by %q, %v", key, reverse)
		}
	})
	sit(t, ward, func(d *desk) {
		if key, reverse := order(d); key != "" || reverse {
			t.Errorf("at first by %q, %v", key, reverse)
		}
		d.act("list.sort", "list.sort") // age, type
		d.act("inbox.history")
		if key, reverse := order(d); key != "age" || !reverse {
			t.Errorf("completed items at first by %q, %v", key, reverse)
		}
		d.act("list.sort")
		d.act("list.reverse")
		done, _ := order(d)
		next := d.again()
		next.show()
		if key, reverse := order(next); key != "type" || reverse {
			t.Errorf("by %q, %v", key, reverse)
		}
		next.act("inbox.history")
		if key, reverse := order(next); key != done || !reverse {
			t.Errorf("completed items by %q, %v, want %q", key, reverse, done)
		}
		next.act("inbox.history", "list.reverse")
		if key, reverse := order(next.again()); key != "type" || !reverse {
			t.Errorf("reversed, by %q, %v", key, reverse)
		}
		for range 8 { // round to the order the tenant gives
			if key, _ := order(next); key == "" {
				break
			}
			next.act("list.sort")
		}
		if key, reverse := order(next.again()); key != "" || reverse {
			t.Errorf("back to no order, by %q, %v", key, reverse)
		}
	})
}

func TestMemoryOfAnotherVersion(t *testing.T) {
	for key, value := range map[string]string{"columns.inbox": "colour | size", "columns.inbox-completed": "!what", "inbox.section": "Gone", memoryRecent: "{", "inbox.novel": "x"} {
		t.Run(key, func(t *testing.T) {
			sit(t, ward, func(d *desk) {
				if sorted, reverse := d.list.Sort(); sorted != "" || reverse || d.section != 0 || len(d.recent) != 0 || d.list.Shown() != 6 {
					t.Errorf("by %q, %v, section %d, recent %v", sorted, reverse, d.section, d.recent)
				}
			}, three(), func(d *desk) { d.memory[key] = value })
		})
	}
}

// TestWithoutMemory pins that an environment that remembers nothing will do.
func TestWithoutMemory(t *testing.T) {
	sit(t, ward, func(d *desk) {
		d.act("list.sort", "list.reverse", "inbox.section-next")
		d.says("Payroll 2")
		if len(d.memory) != 0 {
			t.Errorf("remembered %v", d.memory)
		}
	}, three(), func(d *desk) { d.env.Memory = nil })
}
