package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// ids returns rows with these ids, one for each letter.
func ids(s string) []item {
	var out []item
	for i, r := range s {
		out = append(out, item{string(r), "row " + string(r), i})
	}
	return out
}

// drawnMarks draws the table and returns which of the rows drawn carry a mark.
func drawnMarks(m *Model[item], h int) string {
	frame, _ := m.Render(80, h)
	var out []string
	for _, l := range strings.Split(frame, "\n") {
		if i := strings.Index(l, "row "); i >= 0 && strings.Contains(l, m.env.Styles.Glyphs.Mark) {
			out = append(out, l[i+4:i+5])
		}
	}
	return strings.Join(out, " ")
}

// TestHiddenMarksWait pins that nothing acts on a row that a filter hides, and
// that its mark is there when the row is.
func TestHiddenMarksWait(t *testing.T) {
	for name, hide := range map[string]struct{ on, off func(*Model[item]) }{
		"filter": {func(m *Model[item]) { m.SetFilter("an") }, func(m *Model[item]) { m.SetFilter("") }},
		"typed filter": {
			func(m *Model[item]) { m.SetFilter("b"); m.SetFilter("ban") },
			func(m *Model[item]) { m.SetFilter("ba"); m.SetFilter("") },
		},
		"the view's filter": {
			func(m *Model[item]) { m.Keep = func(r *item) bool { return r.id == "3" }; m.Rearrange() },
			func(m *Model[item]) { m.Keep = nil; m.Rearrange() },
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newTable(t, fruit()...)
			m.SetMark("5", true)
			m.SetMark("3", true)
			m.SetMark("1", true)
			for _, step := range []func(){
				func() {},
				func() { m.SetRows(fruit()) },
				func() { m.Prepend([]item{{"0", "Apricot", 0}}); m.Remove("0") },
				func() { m.Replace(item{"3", "Banana split", 1}) },
				func() { m.Append([]item{{"9", "Fig", 9}}) },
			} {
				hide.on(m)
				step()
				if marked(m) != "3" || m.Marks() != 1 {
					t.Errorf("marked %q, %d", marked(m), m.Marks())
				}
				hide.off(m)
				if marked(m) != "1 3 5" || m.Marks() != 3 {
					t.Errorf("shown again: marked %q, %d", marked(m), m.Marks())
				}
			}
		})
	}
}

func TestMarkAllLeavesHiddenRowsAlone(t *testing.T) {
	m := newTable(t, fruit()...)
	m.SetMark("1", true)
	m.SetFilter("e !ch") // 2 4 5
	act(m, "list.mark-all")
	if marked(m) != "2 4 5" {
		t.Errorf("marked %q", marked(m))
	}
	act(m, "list.mark-all")
	m.SetFilter("")
	if marked(m) != "1" {
		t.Errorf("none of those shown: marked %q", marked(m))
	}
}

func TestMarkWhere(t *testing.T) {
	m := newTable(t, fruit()...)
	m.SetMark("2", true)
	m.SetFilter("a") // 2 3 4
	asked := 0
	if n := m.MarkWhere(func(r *item) bool { asked++; return r.size < 5 }); n != 2 || asked != 3 || marked(m) != "2 3 4" {
		t.Errorf("%d of %d, marked %q", n, asked, marked(m))
	}
	m.SetFilter("")
	if marked(m) != "2 3 4" {
		t.Errorf("rows that nobody saw are marked: %q", marked(m))
	}
}

func TestBackForgetsHiddenMarksWithTheOthers(t *testing.T) {
	m := newTable(t, fruit()...)
	m.SetMark("1", true)
	m.SetFilter("an")
	m.SetMark("3", true)
	act(m, "app.back", "app.back")
	if m.Marks() != 0 || m.Filter() != "" {
		t.Errorf("%d marked, filter %q", m.Marks(), m.Filter())
	}
	// Without a mark to be seen, esc is about the filter.
	m.SetMark("1", true)
	m.SetFilter("an")
	act(m, "app.back")
	if marked(m) != "1" || m.Filter() != "" {
		t.Errorf("marked %q, filter %q", marked(m), m.Filter())
	}
}

// TestMarksFollowIDs holds that a mark never ends up on another row, even when
// a view has moved the rows about in the slice the table looks at.
func TestMarksFollowIDs(t *testing.T) {
	for name, change := range map[string]func(*Model[item]){
		"other order":       func(m *Model[item]) { m.SetRows(ids("edcba")) },
		"rows in front":     func(m *Model[item]) { m.SetRows(ids("xyabcde")) },
		"in place, deleted": func(m *Model[item]) { m.SetRows(slices.Delete(m.Rows(), 0, 1)) },
		"in place, turned":  func(m *Model[item]) { slices.Reverse(m.Rows()); m.SetRows(m.Rows()) },
		"prepended":         func(m *Model[item]) { m.Prepend(ids("xy")) },
		"appended":          func(m *Model[item]) { m.Append(ids("xy")) },
		"others removed":    func(m *Model[item]) { m.Remove("a"); m.Remove("c"); m.Remove("e") },
		"sorted":            func(m *Model[item]) { m.SortBy("name", true) },
		"replaced":          func(m *Model[item]) { m.SortBy("name", true); m.Replace(item{"b", "row z", 9}) },
	} {
		t.Run(name, func(t *testing.T) {
			m := newTable(t, ids("abcde")...)
			m.SetMark("b", true)
			m.SetMark("d", true)
			change(m)
			got := strings.Fields(marked(m))
			slices.Sort(got)
			if !slices.Equal(got, []string{"b", "d"}) || m.Marks() != 2 {
				t.Errorf("marked %v, %d", got, m.Marks())
			}
			m.ClearMarks()
			if m.Marked() != nil || drawnMarks(m, 9) != "" {
				t.Error("there is a mark left")
			}
		})
	}
}

func TestMarkOfARowThatIsNotThere(t *testing.T) {
	m := newTable(t, ids("abc")...)
	m.SetMark("z", true)
	m.SetMark("z", false)
	if m.Marks() != 0 || m.Marked() != nil {
		t.Errorf("%d marked", m.Marks())
	}
	m.Append(ids("z"))
	if m.Marks() != 0 {
		t.Error("a row comes marked")
	}
	m.SetMark("z", true)
	m.SetRows(ids("ab"))
	m.SetRows(ids("abz"))
	if m.Marks() != 0 {
		t.Error("a row that was gone comes back marked")
	}
}

// TestMarksAreCheap holds that marking row after row, in any order near to
// theirs, looks at each row a few times and not at all of them each time.
func TestMarksAreCheap(t *testing.T) {
	m := newTable(t, many(5000)...)
	asked := 0
	id := m.id
	m.id = func(r *item) string { asked++; return id(r) }
	for i := 0; i < 5000; i += 2 {
		m.SetMark(fmt.Sprintf("id-%06d", i), true)
	}
	if m.Marks() != 2500 || asked > 5*5000 {
		t.Errorf("%d marked, rows looked at %d times", m.Marks(), asked)
	}
}

// TestHiddenCursorGoesToTheNearest pins where the cursor goes when the view's own
// filter hides its row, to the nearest, and a filter that a person types, to the
// first that is found.
func TestHiddenCursorGoesToTheNearest(t *testing.T) {
	for _, c := range []struct {
		name, at, keep, want string
		sort                 string
		reverse              bool
	}{
		{name: "it is kept", at: "f", keep: "cfi", want: "f"},
		{name: "the next one", at: "f", keep: "abhi", want: "h"},
		{name: "not one at the same place", at: "f", keep: "ghij", want: "g"},
		{name: "the last one", at: "f", keep: "abc", want: "c"},
		{name: "in another order", at: "f", keep: "abhi", want: "b", sort: "name", reverse: true},
		{name: "none", at: "f", keep: "", want: ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			keep := func(r *item) bool { return strings.Contains(c.keep, r.id) }
			m := newTable(t, ids("abcdefghij")...)
			m.SortBy(c.sort, c.reverse)
			m.Select(c.at)
			m.Keep = keep
			m.Rearrange()
			if m.SelectedID() != c.want || m.Settled() != (c.want == c.at) {
				t.Errorf("Keep: the cursor is on %q, settled %v", m.SelectedID(), m.Settled())
			}
			m.Keep = nil
			m.Rearrange()
			if c.want != "" && m.SelectedID() != c.want {
				t.Errorf("it moves on to %q when the others are back", m.SelectedID())
			}
			m = newTable(t, ids("abcdefghij")...)
			m.Text = func(r *item) string { return map[bool]string{true: "keep", false: "drop"}[keep(r)] }
			m.SortBy(c.sort, c.reverse)
			m.Select(c.at)
			m.SetFilter("k")
			m.SetFilter("ke")
			want := c.want
			if want != c.at && want != "" { // of what is found nobody has seen another
				want = m.At(0).id
			}
			if m.SelectedID() != want || m.top != 0 {
				t.Errorf("filter: the cursor is on %q, want %q", m.SelectedID(), want)
			}
		})
	}
}
