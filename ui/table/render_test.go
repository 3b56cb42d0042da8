package table

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/golden"
	"iscope/ui/theme"
)

func TestFrames(t *testing.T) {
	wide := append(fruit(), item{"6", "入社手続きのワークフロー", 12}, item{"7", "Zoë’s very long name that has no room", 100})
	for name, c := range map[string]struct {
		theme string
		w, h  int
		then  func(*Model[item])
	}{
		"wide":    {"dark", 60, 10, func(m *Model[item]) { m.Select("6") }},
		"narrow":  {"dark", 28, 6, func(m *Model[item]) { m.SortBy("name", true) }},
		"marked":  {"ascii", 40, 9, func(m *Model[item]) { act(m, "list.mark", "list.mark") }},
		"filter":  {"dark", 40, 6, func(m *Model[item]) { m.SetFilter("e") }},
		"typing":  {"dark", 40, 6, func(m *Model[item]) { act(m, "app.filter"); typeIn(m, "an") }},
		"nothing": {"dark", 40, 6, func(m *Model[item]) { m.SetFilter("qqq") }},
		"range":   {"dark", 80, 9, func(m *Model[item]) { act(m, "list.mark", "list.down", "list.range", "list.down", "list.down") }},
		"hidden":  {"dark", 60, 6, func(m *Model[item]) { act(m, "list.mark", "list.mark"); m.SetFilter("ban") }},
	} {
		t.Run(name, func(t *testing.T) {
			m := newTable(t, wide...)
			m.env.Styles = golden.Env(t, c.theme).Styles
			c.then(m)
			frame, _ := m.Render(c.w, c.h)
			golden.Fits(t, frame, c.w, c.h)
			golden.Equal(t, name, frame)
		})
	}
}

// TestMonochrome proves that cursor, marks and states are told without colour.
func TestMonochrome(t *testing.T) {
	m := newTable(t, fruit()...)
	m.env.Styles = golden.Env(t, "mono").Styles
	act(m, "list.mark")
	frame, _ := m.Render(50, 6)
	golden.Styled(t, "mono", frame)
	act(m, "list.range", "list.down", "list.down")
	frame, _ = m.Render(50, 6)
	golden.Styled(t, "mono-range", frame)
}

func TestLayout(t *testing.T) {
	cols := []Column[item]{
		{Key: "a", Width: 8, Drop: 2}, {Key: "main", Width: 10, Flex: 2, Main: true}, {Key: "c", Width: 5, Drop: 1}, {Key: "d", Width: 6, Drop: 3, Flex: 1},
	}
	for _, c := range []struct {
		w    int
		want []int
	}{
		{100, []int{8, 51, 5, 27}}, // 62 left: two shares and one
		{38, []int{8, 10, 5, 6}},   // exactly what they need
		{37, []int{8, 17, 5, 0}},   // the highest goes first
		{29, []int{0, 19, 5, 0}},
		{19, []int{0, 16, 0, 0}},
		{13, []int{0, 10, 0, 0}},
		{9, []int{0, 6, 0, 0}}, // what tells the row is never dropped
		{1, []int{0, 1, 0, 0}},
	} {
		got := layout(cols, c.w)
		if !slices.Equal(got, c.want) {
			t.Errorf("layout in %d = %v, want %v", c.w, got, c.want)
		}
	}
}

func TestColumnsAlign(t *testing.T) {
	m := newTable(t, append(fruit(), item{"66", "入社手続き", 12345})...)
	frame, _ := m.Render(60, 8)
	lines := strings.Split(ansi.Strip(frame), "\n")
	// Where the column of ids begins, in cells, however wide the letters are.
	at := cell.Width(lines[0][:strings.Index(lines[0], "Id")])
	for i, l := range lines[1:7] {
		id := strings.Fields(l)[len(strings.Fields(l))-1]
		if got := cell.Width(l[:strings.LastIndex(l, id)]); got != at {
			t.Errorf("line %d: the id begins at %d, the heading at %d:\n%s", i+1, got, at, frame)
		}
	}
}

func TestFrameFollowsItsRows(t *testing.T) {
	m := newTable(t, fruit()...)
	first, _ := m.Render(60, 8)
	again, _ := m.Render(60, 8)
	if first != again {
		t.Error("drawing twice gives two frames")
	}
	rows := fruit()
	rows[0].name = "Cranberry"
	m.SetRows(rows)
	if frame, _ := m.Render(60, 8); !strings.Contains(frame, "Cranberry") {
		t.Error("a refresh is not drawn")
	}
	m.env.Styles = golden.Env(t, "ascii").Styles
	if frame, _ := m.Render(60, 8); !strings.Contains(frame, ">") {
		t.Error("a change of theme is not drawn")
	}
	m.SetMark("3", true)
	if frame, _ := m.Render(60, 8); !strings.Contains(ansi.Strip(frame), "*") {
		t.Error("a mark is not drawn")
	}
	name := "Cranberry"
	m.columns[1].Cell = func(r *item, _ int) (string, theme.Style) { return r.name + name, theme.Style{} }
	m.Touch()
	if frame, _ := m.Render(60, 8); !strings.Contains(frame, "CranberryCranberry") {
		t.Error("Touch does not draw the rows anew")
	}
}

// TestCursorMovesTouchTwoLines pins what makes moving cheap on a thin line:
// lines without the cursor are the same bytes as before.
func TestCursorMovesTouchTwoLines(t *testing.T) {
	m := newTable(t, many(1000)...)
	before, _ := m.Render(100, 40)
	act(m, "list.down")
	after, _ := m.Render(100, 40)
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	changed := 0
	for i := range a {
		if a[i] != b[i] {
			changed++
		}
	}
	if changed != 2 {
		t.Errorf("%d lines changed", changed)
	}
}

// TestAnySizeAnyText holds the promise of Render for whatever rows and
// terminal.
func TestAnySizeAnyText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var rows []item
		for range rapid.IntRange(0, 30).Draw(rt, "rows") {
			rows = append(rows, item{safe.Line(rapid.String().Draw(rt, "id")), safe.Line(rapid.String().Draw(rt, "name")), rapid.Int().Draw(rt, "size")})
		}
		m := newTable(t, rows...)
		for range rapid.IntRange(0, 10).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "step") {
			case 0:
				act(m, "list.bottom")
			case 1:
				act(m, "list.mark")
			case 2:
				act(m, "list.sort")
			case 3:
				m.SetFilter(rapid.StringMatching(`[a-z! ]{0,6}`).Draw(rt, "filter"))
			case 4:
				act(m, "app.filter")
			case 5:
				act(m, "list.range")
			}
			w, h := rapid.IntRange(-1, 120).Draw(rt, "w"), rapid.IntRange(-1, 30).Draw(rt, "h")
			frame, cursor := m.Render(w, h)
			if w <= 0 || h <= 0 {
				if frame != "" {
					rt.Fatalf("%q", frame)
				}
				continue
			}
			lines := strings.Split(frame, "\n")
			if len(lines) != h {
				rt.Fatalf("%d lines of %d", len(lines), h)
			}
			for _, l := range lines {
				if cell.Width(l) > w {
					rt.Fatalf("%d cells of %d: %q", cell.Width(l), w, l)
				}
			}
			if cursor != nil && (cursor.X >= w || cursor.Y >= h || cursor.X < 0) {
				rt.Fatalf("the cursor is at %d,%d of %dx%d", cursor.X, cursor.Y, w, h)
			}
		}
	})
}
