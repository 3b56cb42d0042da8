package table

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// item is a row of the tables in these tests.
type item struct {
	id, name string
	size     int
}

func columns(env *screen.Env) []Column[item] {
	return []Column[item]{
		{Key: "state", Title: "State", Width: 8, Drop: 2, Cell: func(r *item, _ int) (string, theme.Style) {
			if r.size > 3 {
				return env.Styles.Glyph(theme.Good) + " " + env.Styles.Good.Render("big"), theme.Style{}
			}
			return "small", env.Styles.Muted
		}},
		{Key: "name", Title: "Name", Width: 10, Flex: 2, Main: true, Cell: func(r *item, _ int) (string, theme.Style) { return r.name, theme.Style{} },
			Less: func(a, b *item) int { return strings.Compare(a.name, b.name) }},
		{Key: "size", Title: "Size", Width: 5, Right: true, Drop: 1, Cell: func(r *item, _ int) (string, theme.Style) { return fmt.Sprint(r.size), theme.Style{} },
			Less: func(a, b *item) int { return cmp.Compare(a.size, b.size) }},
		{Key: "id", Title: "Id", Width: 6, Drop: 3, Cell: func(r *item, _ int) (string, theme.Style) { return r.id, env.Styles.Muted }},
	}
}

func newTable(t testing.TB, rows ...item) *Model[item] {
	env := golden.Env(t, "dark")
	m := New(env, columns(env), func(r *item) string { return r.id })
	m.Text = func(r *item) string { return r.name + " " + r.id }
	m.SetRows(rows)
	return m
}

func fruit() []item {
	return []item{{"1", "Cherry", 3}, {"2", "apple", 5}, {"3", "Banana", 1}, {"4", "Date", 4}, {"5", "elderberry", 2}}
}

// order returns the ids of the rows shown, in order.
func order(m *Model[item]) string {
	var out []string
	for i := range m.Shown() {
		out = append(out, m.At(i).id)
	}
	return strings.Join(out, " ")
}

func marked(m *Model[item]) string {
	var out []string
	for _, r := range m.Marked() {
		out = append(out, r.id)
	}
	return strings.Join(out, " ")
}

func act(m *Model[item], actions ...keymap.Action) {
	for _, a := range actions {
		m.Act(a)
	}
}

func typeIn(m *Model[item], s string) {
	for _, r := range s {
		m.Type(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// many returns n rows with names that differ.
func many(n int) []item {
	rows := make([]item, n)
	for i := range rows {
		rows[i] = item{fmt.Sprintf("id-%06d", i), fmt.Sprintf("Workflow %d of department %d", i, i%97), i % 1000}
	}
	return rows
}
