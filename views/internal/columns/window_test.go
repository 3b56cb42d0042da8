package columns

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// item is a row of the tables in these tests.
type item struct{ name, state string }

// memory remembers until the test ends, and has what the configuration says.
type memory struct {
	kept     map[string]string
	defaults map[string]string
}

func (m memory) Recall(key string) string   { return m.kept[key] }
func (m memory) Remember(key, value string) { m.kept[key] = value }
func (m memory) Default(name string) string { return m.defaults[name] }

func newTable(env *screen.Env) *table.Model[item] {
	col := func(key, title string, w, drop int, less func(a, b *item) int) table.Column[item] {
		return table.Column[item]{Key: key, Title: title, Width: w, Drop: drop, Less: less, Cell: func(r *item, _ int) (string, theme.Style) { return r.state, theme.Style{} }}
	}
	by := func(a, b *item) int { return strings.Compare(a.state, b.state) }
	name := col("name", "name", 20, 0, func(a, b *item) int { return strings.Compare(a.name, b.name) })
	name.Main, name.Flex, name.Cell = true, 1, func(r *item, _ int) (string, theme.Style) { return r.name, theme.Style{} }
	id := col("id", "id", 12, 9, nil)
	id.Off = true
	t := table.New(env, []table.Column[item]{
		col("state", "", 1, 0, by), name, col("target", "target", 14, 2, by), col("ended", "ago", 4, 1, by), col("took", "took", 6, 3, by),
		col("message", "result", 14, 6, nil), col("launcher", "launcher", 10, 7, by), col("type", "type", 9, 8, by), id,
	}, func(r *item) string { return r.name })
	t.SetRows([]item{{"Joiner", "b"}, {"Mover", "a"}, {"Leaver", "c"}})
	return t
}

// open returns a list with its window, on a table drawn w cells wide.
func open(t *testing.T, m screen.Memory, w int) (List, *Window) {
	t.Helper()
	env := golden.Env(t, "dark")
	env.Memory = m
	l := List{Env: env, Name: "tasks-history", Title: "History", Table: newTable(env)}
	l.Restore()
	l.Table.(*table.Model[item]).Render(w, 20)
	cmd, ok := l.Act("list.columns")
	if !ok {
		t.Fatal("there is no window")
	}
	return l, cmd().(screen.Show).Dialog.(*Window)
}

var named = map[string]tea.KeyPressMsg{
	"ctrl+z": {Code: 'z', Mod: tea.ModCtrl},
	"enter":  {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp}, "space": {Code: tea.KeySpace, Text: " "},
	"shift+down": {Code: tea.KeyDown, Mod: tea.ModShift}, "shift+up": {Code: tea.KeyUp, Mod: tea.ModShift}, "tab": {Code: tea.KeyTab},
}

// press hands keys to the window and reports whether the last one closed it.
func press(w *Window, keys ...string) (done bool) {
	for _, k := range keys {
		msg, ok := named[k]
		if !ok {
			msg = tea.KeyPressMsg{Code: rune(k[0]), Text: k}
		}
		_, done = w.Update(msg)
	}
	return done
}

// shown returns the columns as the window has them, hidden ones in brackets.
func shown(l List) string {
	var out []string
	for _, h := range l.Table.Headings() {
		if h.Shown {
			out = append(out, h.Key)
		} else {
			out = append(out, "("+h.Key+")")
		}
	}
	return strings.Join(out, " ")
}

const asDeclared = "state name target ended took message launcher type (id)"

func TestKeepAndPutBack(t *testing.T) {
	kept := memory{kept: map[string]string{}}
	l, w := open(t, kept, 110)
	press(w, "space", "down", "down", "J", "s")
	want := "(state) name ended target took message launcher type (id)"
	if got := shown(l); got != want {
		t.Fatalf("%q behind the window", got)
	}
	if key, _ := l.Table.Sort(); key != "target" {
		t.Errorf("rows by %q: the cursor does not go with its column", key)
	}
	if !press(w, "esc") || shown(l) != asDeclared || len(kept.kept) != 0 {
		t.Errorf("after esc %q, remembered %v", shown(l), kept.kept)
	}
	l, w = open(t, kept, 110)
	press(w, "space", "down", "down", "shift+down", "s", "s")
	if !press(w, "enter") || kept.kept["columns.tasks-history"] != "!state name ended target took message launcher type !id | -target" {
		t.Errorf("remembered %v", kept.kept)
	}
	l, w = open(t, kept, 110)
	if key, reverse := l.Table.Sort(); shown(l) != want || key != "target" || !reverse {
		t.Errorf("next time %q by %q", shown(l), key)
	}
	press(w, "ctrl+z")
	if !press(w, "C") || shown(l) != asDeclared || kept.kept["columns.tasks-history"] != "" {
		t.Errorf("after reset %q, remembered %v", shown(l), kept.kept)
	}
}

func TestSortGoesRound(t *testing.T) {
	l, w := open(t, nil, 110)
	for _, want := range []string{"state false", "state true", " false"} {
		press(w, "s")
		if key, reverse := l.Table.Sort(); fmt.Sprint(key, " ", reverse) != want {
			t.Errorf("%q %v, want %q", key, reverse, want)
		}
	}
	press(w, "S")
	if _, reverse := l.Table.Sort(); !reverse {
		t.Error("S does not turn the order round")
	}
}

func TestWhatCannotBeDoneIsSaid(t *testing.T) {
	l, w := open(t, nil, 110)
	for keys, want := range map[string]string{"down space": "name tells what the row is, so it stays", "G s": "Rows cannot be ordered by id"} {
		press(w, "g")
		press(w, strings.Fields(keys)...)
		if text, _ := w.Render(50, 20); !strings.Contains(ansi.Strip(text), want) {
			t.Errorf("%s: %q is not in\n%s", keys, want, text)
		}
	}
	press(w, "g", "K", "shift+up")
	press(w, "G", "J")
	if got := shown(l); got != asDeclared {
		t.Errorf("%q: columns left the list", got)
	}
	for range 30 {
		press(w, "tab", "down")
	}
	w.Wheel(-90)
	if w.cursor != 0 {
		t.Errorf("cursor at %d", w.cursor)
	}
}

func TestMouse(t *testing.T) {
	l, w := open(t, nil, 110)
	w.Render(54, 5) // four rows
	w.Click(3, 2)
	if got := shown(l); got != asDeclared {
		t.Errorf("the first click does more than go there: %q", got)
	}
	w.Click(3, 2)
	w.Click(3, 4) // below the rows
	w.Click(3, -1)
	if got := shown(l); got != strings.Replace(asDeclared, "target", "(target)", 1) {
		t.Errorf("%q", got)
	}
	w.Wheel(5)
	w.Render(54, 5)
	w.Click(0, 3) // the cursor is there
	if got := shown(l); !strings.Contains(got, "(type)") {
		t.Errorf("scrolled: %q", got)
	}
}

func TestDefaultsOfTheConfiguration(t *testing.T) {
	kept := memory{map[string]string{}, map[string]string{"tasks-history": "took name !* | -took"}}
	l, w := open(t, kept, 110)
	visible := slices.DeleteFunc(strings.Fields(shown(l)), func(s string) bool { return s[0] == '(' })
	if got := strings.Join(visible, " "); got != "took name" {
		t.Fatalf("%q", got)
	}
	press(w, "enter")
	if kept.kept["columns.tasks-history"] != "" {
		t.Errorf("remembered %v, though nothing was changed", kept.kept)
	}
	if cmd, ok := l.Act("list.reverse"); !ok || cmd != nil || kept.kept["columns.tasks-history"] != "| took" {
		t.Errorf("remembered %v", kept.kept)
	}
	if cmd, ok := l.Act("list.sort"); !ok || cmd != nil {
		t.Error("list.sort is not done")
	}
	for _, a := range []keymap.Action{"list.down", "list.write", "app.open", ""} {
		if _, ok := l.Act(a); ok {
			t.Errorf("%s arranges nothing", a)
		}
	}
	l, _ = open(t, kept, 110)
	l.Env.Memory = nil
	l.Restore()
	l.Keep()
}

func TestGolden(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"120x36", 120, 36}, {"80x24", 80, 24}, {"40x12", 40, 12}} {
		l, w := open(t, nil, size.w-2)
		inner := min(w.Width(), size.w-6)
		press(w, "down", "down", "space", "down", "s", "s", "J")
		draw := func(name string) {
			text, cursor := w.Render(inner, size.h-6)
			if cursor != nil {
				t.Error("there is nothing to type")
			}
			for _, line := range strings.Split(text, "\n") {
				if cell.Width(line) > inner {
					t.Errorf("a line of %d cells in %d: %q", cell.Width(line), inner, line)
				}
			}
			if n := strings.Count(text, "\n") + 1; n > size.h-6 {
				t.Errorf("%d lines in %d", n, size.h-6)
			}
			golden.Equal(t, name, "["+w.Title()+"]\n"+text)
		}
		draw("columns-" + size.name)
		if size.w == 80 {
			l.Env.Styles = theme.New("mono", true, true, "")
			draw("columns-mono")
		}
	}
	_, w := open(t, nil, 100)
	for width := range 50 {
		for h := range 12 {
			w.Render(width, h)
		}
	}
	var hints []string
	for _, x := range w.Hints() {
		hints = append(hints, x.Key+" "+x.Text)
	}
	if got := strings.Join(hints, ", "); got != "enter keep, esc put back, space show, J K move, s sort, ctrl+z reset" {
		t.Errorf("%q", got)
	}
}

// TestOrderIsSaidInWords: nobody who sees the default order of a list is told that it
// is reversed.
func TestOrderIsSaidInWords(t *testing.T) {
	env := golden.Env(t, "dark")
	cell := func(r *item, _ int) (string, theme.Style) { return r.state, theme.Style{} }
	l := List{Env: env, Name: "l", Title: "L", Table: table.New(env, []table.Column[item]{
		{Key: "name", Title: "name", Width: 10, Main: true, Cell: cell, Less: func(a, b *item) int { return 0 }},
		{Key: "age", Title: "age", Width: 5, Cell: cell, Falling: true, Order: table.OldestFirst, Less: func(a, b *item) int { return strings.Compare(a.state, b.state) }},
	}, func(r *item) string { return r.name })}
	w := NewWindow(l)
	for _, c := range []struct {
		key     string
		reverse bool
		want    []string
	}{
		{"age", false, []string{"sorted ↓", "Rows by age, oldest first"}},
		{"age", true, []string{"sorted ↑", "Rows by age, newest first"}},
		{"name", false, []string{"sorted ↑", "Rows by name"}},
		{"name", true, []string{"sorted ↓", "Rows by name, reversed"}},
		{"", false, []string{"Rows in the order of the tenant"}},
		{"", true, []string{"Rows in the order of the tenant, reversed"}},
	} {
		l.Table.SortBy(c.key, c.reverse)
		text, _ := w.Render(60, 10)
		lines := strings.Split(ansi.Strip(text), "\n")
		if lines[len(lines)-1] != c.want[len(c.want)-1] || !strings.Contains(ansi.Strip(text), c.want[0]) {
			t.Errorf("%+v:\n%s", c, ansi.Strip(text))
		}
	}
	env.Styles = theme.Builtin().Styles(theme.Choice{Accessible: true})
	l.Table.SortBy("age", true)
	if text, _ := w.Render(90, 10); !strings.Contains(text, ", sorted by it, newest first") {
		t.Errorf("a screen reader gets:\n%s", text)
	}
}
