package table

import (
	"slices"
	"testing"
	"time"

	"iscope/keymap"
)

func TestMoving(t *testing.T) {
	m := newTable(t, many(100)...)
	m.Render(80, 21) // 20 rows
	for _, c := range []struct {
		action keymap.Action
		want   int
	}{
		{"list.up", 0}, {"list.down", 1}, {"list.page-down", 20}, {"list.half-down", 29}, {"list.half-up", 20}, {"list.page-up", 1},
		{"list.bottom", 99}, {"list.down", 99}, {"list.top", 0},
	} {
		if !m.Act(c.action) || m.Place() != c.want {
			t.Errorf("%s goes to %d, want %d", c.action, m.Place(), c.want)
		}
	}
	m.MoveBy(5)
	if m.Place() != 5 || m.SelectedID() != "id-000005" || m.Selected().id != "id-000005" {
		t.Errorf("the wheel goes to %d", m.Place())
	}
	if m.Act("workflows.toggle") || m.Act("app.quit") {
		t.Error("an action of somebody else is taken")
	}
}

func TestEmptyTable(t *testing.T) {
	m := newTable(t)
	act(m, "list.down", "list.up", "list.bottom", "list.page-down", "list.mark", "list.mark-all", "list.sort")
	m.SortBy("", false)
	if m.Selected() != nil || m.SelectedID() != "" || m.Marks() != 0 || m.Select("x") || m.Click(1) || m.Row("x") != nil {
		t.Error("an empty table has something")
	}
	m.SetRows(fruit())
	if m.SelectedID() != "1" {
		t.Errorf("the cursor begins on %q", m.SelectedID())
	}
}

func TestCursorStaysOnItsRow(t *testing.T) {
	for name, change := range map[string]func(*Model[item]){
		"refresh in another order": func(m *Model[item]) {
			rows := fruit()
			slices.Reverse(rows)
			m.SetRows(rows)
		},
		"refresh with more rows above": func(m *Model[item]) { m.SetRows(append([]item{{"9", "Fig", 9}, {"8", "Grape", 8}}, fruit()...)) },
		"sort":                         func(m *Model[item]) { m.SortBy("name", false) },
		"reverse":                      func(m *Model[item]) { m.SortBy("size", true) },
		"filter that keeps it":         func(m *Model[item]) { m.SetFilter("a") },
		"filter typed on":              func(m *Model[item]) { m.SetFilter("a"); m.SetFilter("an") },
		"filter and back":              func(m *Model[item]) { m.SetFilter("an"); m.SetFilter("") },
		"append":                       func(m *Model[item]) { m.Append([]item{{"0", "Aloe", 0}}) },
		"append to a sorted list":      func(m *Model[item]) { m.SortBy("name", false); m.Append([]item{{"0", "Aloe", 0}}) },
		"replace":                      func(m *Model[item]) { m.SortBy("name", false); m.Replace(item{"1", "Zucchini", 3}) },
		"remove another":               func(m *Model[item]) { m.Remove("1") },
	} {
		t.Run(name, func(t *testing.T) {
			m := newTable(t, fruit()...)
			m.Select("3")
			change(m)
			if m.SelectedID() != "3" || m.Selected().id != "3" || !m.Settled() {
				t.Errorf("the cursor is on %q at place %d", m.SelectedID(), m.Place())
			}
		})
	}
}

func TestCursorKeepsItsLineOnScreen(t *testing.T) {
	m := newTable(t, many(1000)...)
	m.Render(80, 21)
	m.Select("id-000500")
	m.MoveBy(-7)
	m.Render(80, 21)
	before := m.cursor - m.top
	m.SetRows(append(many(1000)[900:], many(900)...))
	if m.SelectedID() != "id-000493" || m.cursor-m.top != before {
		t.Errorf("%s moved from line %d to %d", m.SelectedID(), before, m.cursor-m.top)
	}
}

// TestVanishedRowSwallowsTheNextKey pins the half second in which a key that
// acts was meant for a row that is no longer there.
func TestVanishedRowSwallowsTheNextKey(t *testing.T) {
	m := newTable(t, fruit()...)
	now := m.env.Now()
	m.env.Now = func() time.Time { return now }
	m.Select("3")
	m.SetRows(slices.DeleteFunc(fruit(), func(r item) bool { return r.id == "3" }))
	if m.Place() != 2 || m.SelectedID() != "4" {
		t.Errorf("the cursor is on %q at %d", m.SelectedID(), m.Place())
	}
	if m.Settled() {
		t.Error("the row that slid under the cursor counts as meant")
	}
	now = now.Add(settleTime + time.Millisecond)
	if !m.Settled() {
		t.Error("it never settles")
	}
	m.Remove("4")
	m.MoveBy(1)
	if !m.Settled() {
		t.Error("a person who moved the cursor means its row")
	}
	m.SetRows(nil)
	if m.Selected() != nil || m.SelectedID() != "" {
		t.Error("an emptied table has a row")
	}
}

func TestMarks(t *testing.T) {
	m := newTable(t, fruit()...)
	act(m, "list.mark", "list.down", "list.mark")
	if marked(m) != "1 3" || m.Marks() != 2 || m.Place() != 3 {
		t.Errorf("marked %q, cursor at %d", marked(m), m.Place())
	}
	m.SortBy("name", false) // Banana Cherry Date apple elderberry
	if marked(m) != "3 1" {
		t.Errorf("marked in the order shown: %q", marked(m))
	}
	m.SetFilter("cherry")
	if marked(m) != "1" || m.Marks() != 1 {
		t.Errorf("marked among those shown: %q, %d", marked(m), m.Marks())
	}
	m.SetFilter("")
	m.SetRows(fruit()[1:])
	if marked(m) != "3" {
		t.Errorf("the mark of a row that is gone stays: %q", marked(m))
	}
	m.Remove("3")
	if m.Marks() != 0 || m.Marked() != nil {
		t.Error("the mark of a removed row stays")
	}
	m.SetMark("4", true)
	m.SetMark("4", false)
	if m.Marks() != 0 {
		t.Error("a row cannot be unmarked")
	}
}

func TestMarkAllShown(t *testing.T) {
	m := newTable(t, fruit()...)
	m.SetFilter("an")
	act(m, "list.mark-all")
	m.SetFilter("")
	if marked(m) != "3" {
		t.Errorf("marked %q", marked(m))
	}
	act(m, "list.mark-all")
	if m.Marks() != 5 {
		t.Errorf("%d marked", m.Marks())
	}
	act(m, "list.mark-all")
	if m.Marks() != 0 {
		t.Errorf("%d marked after all were", m.Marks())
	}
}

func TestBackClearsMarksThenFilter(t *testing.T) {
	m := newTable(t, fruit()...)
	m.SetFilter("a")
	act(m, "list.mark")
	if !m.Act("app.back") || m.Marks() != 0 || m.Filter() != "a" {
		t.Error("the first back does not clear the marks alone")
	}
	if !m.Act("app.back") || m.Filter() != "" || m.Shown() != 5 {
		t.Error("the second back does not clear the filter")
	}
	if m.Act("app.back") {
		t.Error("a third back is taken")
	}
}

func TestSorting(t *testing.T) {
	m := newTable(t, fruit()...)
	for _, want := range []string{"3 1 4 2 5", "3 5 1 4 2", "1 2 3 4 5", "3 1 4 2 5"} { // name, size, as they came, name
		act(m, "list.sort")
		if got := order(m); got != want {
			key, _ := m.Sort()
			t.Errorf("by %q: %s, want %s", key, got, want)
		}
	}
	act(m, "list.reverse")
	if key, reverse := m.Sort(); order(m) != "5 2 4 1 3" || key != "name" || !reverse {
		t.Errorf("reversed %q: %s", key, order(m))
	}
	for _, key := range []string{"no such column", "state"} { // which cannot be sorted by
		m.SortBy(key, false)
		if key, reverse := m.Sort(); order(m) != "5 2 4 1 3" || key != "name" || !reverse {
			t.Errorf("by %q, reversed %v: %s", key, reverse, order(m))
		}
	}
	m.SortBy("", false)
	if key, _ := m.Sort(); key != "" || order(m) != "1 2 3 4 5" {
		t.Errorf("by nothing: %s", order(m))
	}
}

func TestEqualRowsKeepTheirOrder(t *testing.T) {
	rows := []item{{"a", "x", 1}, {"b", "x", 1}, {"c", "x", 1}}
	m := newTable(t, rows...)
	m.SortBy("size", false)
	if order(m) != "a b c" {
		t.Errorf("order %s", order(m))
	}
	m.Append([]item{{"d", "x", 1}, {"e", "x", 0}})
	if order(m) != "e a b c d" {
		t.Errorf("order after appending %s", order(m))
	}
}

// TestAppendIsSetRows holds that pages arriving one by one give the list that
// arrives at once, whatever the order and the filter.
func TestAppendIsSetRows(t *testing.T) {
	rows := many(500)
	for _, sort := range []string{"", "name", "size"} {
		for _, reverse := range []bool{false, true} {
			for _, filter := range []string{"", "department 7", "!department"} {
				whole, paged := newTable(t), newTable(t)
				for _, m := range []*Model[item]{whole, paged} {
					m.SortBy(sort, reverse)
					m.SetFilter(filter)
				}
				whole.SetRows(rows)
				for page := range slices.Chunk(rows, 90) {
					paged.Append(page)
				}
				if order(whole) != order(paged) {
					t.Errorf("sort %q reverse %v filter %q: the orders differ", sort, reverse, filter)
				}
			}
		}
	}
}

func TestPrepend(t *testing.T) {
	m := newTable(t, fruit()...)
	m.SetMark("2", true)
	m.SetFilter("a")
	m.Select("3")
	m.Prepend(nil)
	m.Prepend([]item{{"9", "Fig", 9}, {"8", "Grape", 8}})
	if order(m) != "8 2 3 4" || m.SelectedID() != "3" || marked(m) != "2" {
		t.Errorf("order %q, cursor on %q, marked %q", order(m), m.SelectedID(), marked(m))
	}
}

func TestReplaceAndRemove(t *testing.T) {
	m := newTable(t, fruit()...)
	m.SetFilter("zucchini")
	if m.Shown() != 0 || !m.Replace(item{"1", "Zucchini", 3}) || m.Shown() != 1 {
		t.Error("the filter does not see the new text of a row")
	}
	if m.Replace(item{"nobody", "x", 1}) || m.Len() != 5 {
		t.Error("a row that is not there was replaced")
	}
	m.Remove("nobody")
	m.Remove("1")
	if m.Len() != 4 || len(m.Rows()) != 4 || m.Row("1") != nil || m.Row("2") == nil || m.Shown() != 0 {
		t.Errorf("after Remove: %+v", m.Rows())
	}
}

func TestClick(t *testing.T) {
	m := newTable(t, fruit()...)
	m.Render(60, 4)
	act(m, "list.bottom")
	m.Render(60, 4)
	if !m.Click(1) || m.SelectedID() != "3" {
		t.Errorf("a click on the first row selects %q", m.SelectedID())
	}
	if m.Click(0) || m.Click(9) {
		t.Error("a click on the headings or below the rows selects one")
	}
}
