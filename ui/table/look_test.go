package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"iscope/ui/golden"
	"iscope/ui/theme"
)

// TestCursorKeepsTheColourOfAState: failed and completed are not the same colour
// because one looks at them.
func TestCursorKeepsTheColourOfAState(t *testing.T) {
	for name := range map[string]bool{"dark": true, "light": true, "mono": true} {
		m := newTable(t, item{"1", "a", 1}, item{"2", "b", 9})
		st := golden.Env(t, name).Styles
		m.env.Styles = st
		m.columns[0].Cell = func(r *item, _ int) (string, theme.Style) {
			s := map[bool]theme.State{true: theme.Bad, false: theme.Good}[r.size > 3]
			return st.Plain(s) + " state", st.State(s)
		}
		first, _ := m.Render(60, 4)
		act(m, "list.down")
		second, _ := m.Render(60, 4)
		for frame, s := range map[string]theme.State{first: theme.Good, second: theme.Bad} {
			if want := st.State(s).Bold().Render(st.Plain(s) + " state"); !strings.Contains(frame, want) {
				t.Errorf("%s: %q is not in\n%q", name, want, frame)
			}
		}
	}
}

// TestArrowIsByWhatIsShown: an age falls where moments rise.
func TestArrowIsByWhatIsShown(t *testing.T) {
	m := newTable(t, fruit()...)
	c := &m.columns[2]
	c.Title, c.Key, c.Falling, c.Order = "Age", "age", true, OldestFirst
	for _, want := range []struct {
		reverse   bool
		head, say string
	}{{false, "Age↓", "by age, oldest first"}, {true, "Age↑", "by age, newest first"}} {
		m.SortBy("age", want.reverse)
		h := m.Headings()[2]
		if got := heads(m); !strings.Contains(got, want.head) || m.Ordered() != want.say || !h.Sorted || h.Falls == want.reverse || "by age, "+h.Order != want.say {
			t.Errorf("%q, %q, %+v; want %+v", got, m.Ordered(), h, want)
		}
	}
	m.SortBy("name", false)
	if got := m.Ordered(); got != "by name" || !strings.Contains(heads(m), "Name↑") {
		t.Errorf("%q", got)
	}
	if m.SortBy("name", true); m.Ordered() != "by name, reversed" || !strings.Contains(heads(m), "Name↓") {
		t.Errorf("%q", m.Ordered())
	}
	if m.SortBy("", true); m.Ordered() != "reversed" {
		t.Errorf("%q", m.Ordered())
	}
	if m.SortBy("", false); m.Ordered() != "" {
		t.Errorf("%q", m.Ordered())
	}
	for o := ByValue; int(o) < len(orderWords); o++ {
		c := Column[item]{Order: o}
		if c.order(false) != orderWords[o] || c.order(true) == orderWords[o] || c.order(true) != (&Column[item]{Order: o ^ 1}).order(false) {
			t.Errorf("%q reversed is %q", c.order(false), c.order(true))
		}
	}
}

// alikeRows are names that differ in their last word.
func alikeRows() []item {
	var rows []item
	for i, end := range []string{"manager", "owner", "owner", "nobody at all"} {
		rows = append(rows, item{fmt.Sprint(i), "Access request: notify the requester's " + end, 5})
	}
	return append(rows, item{"8", "Leaver: revoke access of those who left", 5}, item{"9", "Short", 5})
}

// TestAlikeNamesAreToldApart pins that rows do not read the same where their names
// differ, that others are cut at the end, and that it costs nothing per frame.
func TestAlikeNamesAreToldApart(t *testing.T) {
	m := newTable(t, alikeRows()...)
	frame, _ := m.Render(50, 8)
	golden.Fits(t, frame, 50, 8)
	golden.Equal(t, "alike", frame)
	cells := 0
	cellOf := m.columns[1].Cell
	m.columns[1].Cell = func(r *item, w int) (string, theme.Style) { cells++; return cellOf(r, w) }
	if again, _ := m.Render(50, 8); again != frame || cells > 0 {
		t.Errorf("the same frame is drawn again: %d cells", cells)
	}
	m = newTable(t, alikeRows()...)
	first, _ := m.Render(50, 2) // one row in sight: nothing to tell it from
	if !strings.Contains(ansi.Strip(first), "…") || strings.Contains(first, "manager") {
		t.Errorf("a row by itself:\n%s", first)
	}
	act(m, "list.down")
	m.Render(50, 3)
	act(m, "list.up")
	if both, _ := m.Render(50, 3); !strings.Contains(both, "manager") {
		t.Errorf("a row drawn before is not told apart:\n%s", both)
	}
}

// TestFitAsksForWhatIsNeeded: a wide column leaves its room to others as long as
// names are short, and does not shrink again while one looks.
func TestFitAsksForWhatIsNeeded(t *testing.T) {
	m := newTable(t, fruit()...)
	m.columns[1].Width, m.columns[1].Fit = 40, true
	if got := heads(m); got != "State Name Size Id" {
		t.Errorf("short names: %q", got)
	}
	rows := make([]item, 2000)
	for i := range rows {
		rows[i] = item{fmt.Sprint(i), strings.Repeat("x", 38), 1}
	}
	rows[7].name = strings.Repeat("y", 400)
	m.SetRows(rows)
	if got := heads(m); got != "State Name Size" {
		t.Errorf("long names: %q", got)
	}
	if m.SetRows(fruit()); heads(m) != "State Name Size" {
		t.Errorf("it shrinks: %q", heads(m))
	}
	cells := 0
	m.columns[1].Cell = func(r *item, _ int) (string, theme.Style) { cells++; return r.name, theme.Style{} }
	m.SetRows(rows)
	if m.Render(60, 5); cells > 2*sampled+10 {
		t.Errorf("%d cells are made for 2,000 rows", cells)
	}
	cells = 0
	if m.Render(60, 5); cells > 0 {
		t.Errorf("%d cells are made for the same frame", cells)
	}
}

// TestColumnsAreReadAtEachDraw pins what New says of the columns it is given.
func TestColumnsAreReadAtEachDraw(t *testing.T) {
	env := golden.Env(t, "dark")
	cols := columns(env)
	m := New(env, cols, func(r *item) string { return r.id })
	m.SetRows(fruit())
	m.Render(60, 5)
	cols[1].Title, cols[1].Width, cols[2].Width = "Fruit", 30, 1<<16
	m.Touch()
	if got := heads(m); got != "State Fruit" && got != "Fruit" {
		t.Errorf("%q", got)
	}
}

func TestFileNames(t *testing.T) {
	m := newTable(t, fruit()...)
	m.columns[2].File = "size_grams"
	if names, _ := m.Sheet(false); strings.Join(names, " ") != "state name size_grams id" {
		t.Errorf("%q", names)
	}
}
