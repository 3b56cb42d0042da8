package table

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/ui/golden"
	"iscope/ui/theme"
)

type heard struct {
	id, name string
	at       time.Time
}

// heardList is a list as a screen reader gets it: a bar, an age and a name.
func heardList(t *testing.T, aloud bool) *Model[heard] {
	t.Helper()
	env := golden.Env(t, "mono")
	if aloud {
		env.Styles = theme.Builtin().Styles(theme.Choice{Accessible: true})
	}
	now := env.Now()
	m := New(env, []Column[heard]{
		{Key: "state", Title: "state", Width: 5, Cell: func(*heard, int) (string, theme.Style) { return env.Styles.Plain(theme.Good) + " on", theme.Style{} }},
		{Key: "name", Title: "name", Width: 10, Flex: 1, Main: true, Cell: func(r *heard, _ int) (string, theme.Style) { return r.name, theme.Style{} },
			Less: func(a, b *heard) int { return strings.Compare(a.name, b.name) }},
		{Key: "age", Title: "age", Width: 4, Right: true, Cell: func(*heard, int) (string, theme.Style) { return "2d", theme.Style{} },
			Aloud: Clock(env, "since", func(r *heard) time.Time { return r.at }), Less: func(a, b *heard) int { return a.at.Compare(b.at) }},
		{Key: "bar", Title: "bar", Width: 8, Drop: 1, Silent: true, Cell: func(*heard, int) (string, theme.Style) { return "####....", theme.Style{} }},
	}, func(r *heard) string { return r.id })
	m.SetRows([]heard{
		{"1", "Access request: notify the requester and the owner, Austin", now.Add(-48 * time.Hour)},
		{"2", "Access request: notify the requester and the owner, Rotterdam", now.Add(-time.Hour)},
	})
	return m
}

func draw80(m *Model[heard], w int) (string, []string) {
	frame, _ := m.Render(w, 4)
	text := ansi.Strip(frame)
	return text, strings.Split(text, "\n")
}

func TestAloud(t *testing.T) {
	m := heardList(t, true)
	m.SortBy("name", false)
	text, lines := draw80(m, 80)
	if strings.Contains(text, "#") || strings.Contains(text, "2d") || !strings.Contains(lines[1], "12 Mar 09:26") || !strings.Contains(lines[2], "08:26") {
		t.Errorf("bars and ages are read:\n%s", text)
	}
	if !strings.Contains(lines[0], "name, sorted") || strings.Contains(lines[0], "^") {
		t.Errorf("how it is sorted is not said: %q", lines[0])
	}
	_, cursor := m.Render(80, 4)
	if cursor == nil || cursor.Y != 1 || cursor.X != 0 {
		t.Fatalf("the cursor is %+v", cursor)
	}
	m.Act("list.down")
	if _, cursor = m.Render(80, 4); cursor == nil || cursor.Y != 2 {
		t.Fatalf("after a key the cursor is %+v", cursor)
	}
	m.Act("list.mark")
	if text, _ = draw80(m, 80); strings.Count(text, "marked") != 1 || strings.Contains(text, "*") {
		t.Errorf("what is marked is not said:\n%s", text)
	}
	golden.Fits(t, text, 80, 4)
}

// TestAloudTellsNamesApart: times and numbers go before a name is cut, and what is
// cut keeps its end.
func TestAloudTellsNamesApart(t *testing.T) {
	text, lines := draw80(heardList(t, true), 48)
	if strings.Contains(text, "since") || !strings.Contains(lines[1], "Austin") || !strings.Contains(lines[2], "Rotterdam") {
		t.Errorf("the rows cannot be told apart:\n%s", text)
	}
}

// TestQuietElsewhere: for everybody else nothing of it is there.
func TestQuietElsewhere(t *testing.T) {
	m := heardList(t, false)
	m.SortBy("name", true)
	text, lines := draw80(m, 80)
	if !strings.Contains(text, "####....") || !strings.Contains(text, "2d") || strings.Contains(lines[0], "sorted") {
		t.Errorf("the ordinary list has changed:\n%s", text)
	}
	if _, cursor := m.Render(80, 4); cursor != nil {
		t.Errorf("the cursor is shown: %+v", cursor)
	}
}

// TestAloudHeadings: the order is on its heading where there is room, else behind the
// headings, and never in the place of one; a view that says it itself has it said once.
func TestAloudHeadings(t *testing.T) {
	m := heardList(t, true)
	m.SortBy("age", false)
	for w := 30; w < 120; w++ {
		if _, lines := draw80(m, w); strings.Contains(lines[0], "~") || !strings.HasPrefix(lines[0], "   state  name") || w > 90 && !strings.HasSuffix(lines[0], "since") {
			t.Errorf("%d cells: a heading gave way to the order: %q", w, lines[0])
		}
	}
	m.plan.off[m.column("age")] = true
	m.SortBy("age", true)
	m.columns[1].Flex = 0
	if _, lines := draw80(m, 110); !strings.HasSuffix(lines[0], "name, sorted by since, reversed") {
		t.Errorf("where there is room the order is not said: %q", lines[0])
	}
	m.SortBy("age", false)
	if got := m.SortedBy(); got != "sorted by since" {
		t.Errorf("%q", got)
	}
	m.SortBy("name", false)
	if _, lines := draw80(m, 110); strings.Contains(lines[0], "sorted") {
		t.Errorf("it is said twice: %q", lines[0])
	}
	if quiet := heardList(t, false); quiet.SortedBy() != "" {
		t.Error("others are told what the arrow shows")
	}
}

// TestAloudNaturalWidths: no sign leaves a blank, short names leave room for the rest,
// and a column that says nothing of any row is left out.
func TestAloudNaturalWidths(t *testing.T) {
	m := heardList(t, true)
	m.columns = append(m.columns, Column[heard]{Key: "note", Title: "note", Width: 9,
		Cell: func(r *heard, _ int) (string, theme.Style) {
			return m.env.Styles.Plain(theme.Bad) + strings.TrimPrefix(r.id, "1"), theme.Style{}
		}})
	m.SetLayout("")
	m.plan = declared(m.columns)
	m.SetRows([]heard{{"1", "Austin", m.env.Now()}})
	text, lines := draw80(m, 40)
	if strings.Contains(text, "note") || !strings.Contains(lines[0], "since") || !strings.HasPrefix(lines[1], ">  on     Austin") {
		t.Errorf("%s", text)
	}
	m.SetRows([]heard{{"1", "Austin", m.env.Now()}, {"2", "Rotterdam", m.env.Now()}})
	if text, _ = draw80(m, 60); !strings.Contains(text, "note") {
		t.Errorf("a column that says something of one row is left out:\n%s", text)
	}
}
