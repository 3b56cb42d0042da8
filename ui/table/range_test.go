package table

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"iscope/keymap"
)

// TestRange pins what the keys of a range do, one after the other: after each
// step these rows are marked, and drawn so.
func TestRange(t *testing.T) {
	type step struct {
		action keymap.Action
		want   string
		on     bool
	}
	for name, steps := range map[string][]step{
		"down and up again": {
			{"list.range", "d", true}, {"list.down", "d e", true}, {"list.down", "d e f", true}, {"list.up", "d e", true}, {"list.up", "d", true},
			{"list.up", "c d", true}, {"list.range", "c d", false}, {"list.up", "c d", false},
		},
		"to the ends": {
			{"list.range", "d", true}, {"list.bottom", "d e f g h", true}, {"list.top", "a b c d", true}, {"list.bottom", "d e f g h", true}, {"list.mark", "d e f g h", false},
			{"list.mark", "d e f g", false}, // space marks again, and here unmarks the last
		},
		"given up":            {{"list.range", "d", true}, {"list.bottom", "d e f g h", true}, {"app.back", "", false}, {"list.up", "", false}},
		"twice":               {{"list.range", "d", true}, {"list.down", "d e", true}, {"list.range", "d e", false}, {"list.down", "d e", false}, {"list.range", "d e f", true}, {"list.down", "d e f g", true}, {"list.top", "a b c d e f", true}, {"app.back", "d e", false}},
		"ends with mark all":  {{"list.range", "d", true}, {"list.down", "d e", true}, {"list.mark-all", "a b c d e f g h", false}, {"list.top", "a b c d e f g h", false}},
		"ends with an order":  {{"list.range", "d", true}, {"list.down", "d e", true}, {"list.reverse", "e d", false}, {"list.top", "e d", false}},
		"ends with a sorting": {{"list.range", "d", true}, {"list.down", "d e", true}, {"list.sort", "d e", false}, {"list.top", "d e", false}},
	} {
		t.Run(name, func(t *testing.T) {
			m := newTable(t, ids("abcdefgh")...)
			m.Render(80, 12)
			m.Select("d")
			for i, s := range steps {
				m.Act(s.action)
				if marked(m) != s.want || m.Marks() != len(strings.Fields(s.want)) || m.Ranging() != s.on {
					t.Fatalf("step %d, %s: marked %q (%d), ranging %v; want %q, %v", i, s.action, marked(m), m.Marks(), m.Ranging(), s.want, s.on)
				}
				if got := drawnMarks(m, 12); got != s.want {
					t.Fatalf("step %d, %s: drawn as marked %q, want %q", i, s.action, got, s.want)
				}
			}
		})
	}
}

// TestRangeKeepsWhatWasMarked holds that a range that shrinks or is given up
// takes back its own marks only.
func TestRangeKeepsWhatWasMarked(t *testing.T) {
	m := newTable(t, ids("abcdefgh")...)
	m.SetMark("a", true)
	m.SetMark("e", true)
	m.Select("d")
	act(m, "list.range", "list.bottom")
	if marked(m) != "a d e f g h" {
		t.Errorf("marked %q", marked(m))
	}
	act(m, "list.top")
	if marked(m) != "a b c d e" {
		t.Errorf("turned round: marked %q", marked(m))
	}
	act(m, "app.back")
	if marked(m) != "a e" {
		t.Errorf("given up: marked %q", marked(m))
	}
	if !m.Act("app.back") || m.Marks() != 0 {
		t.Error("the next back does not clear the marks")
	}
}

func TestRangeFollowsWheelAndClick(t *testing.T) {
	m := newTable(t, ids("abcdefgh")...)
	m.Render(80, 9)
	act(m, "list.range")
	m.MoveBy(3)
	if marked(m) != "a b c d" {
		t.Errorf("the wheel marks %q", marked(m))
	}
	m.Click(2)
	if marked(m) != "a b" {
		t.Errorf("a click marks %q", marked(m))
	}
	act(m, "app.filter")
	m.Type(tea.KeyPressMsg{Code: tea.KeyDown})
	if marked(m) != "a b c" {
		t.Errorf("an arrow in the filter marks %q", marked(m))
	}
	m.Select("h") // the view jumps somewhere
	if marked(m) != "a b c" || m.Ranging() {
		t.Errorf("a jump marks %q", marked(m))
	}
}

// TestRefreshWithinARange pins that new rows never come marked, and that the
// range is between its rows again with the next move.
func TestRefreshWithinARange(t *testing.T) {
	for name, c := range map[string]struct {
		change             func(*Model[item])
		then, moved, ended string // marked after the change, after a move down, after giving up
	}{
		"other order":      {func(m *Model[item]) { m.SetRows(ids("hgfedcba")) }, "h f e d c", "h e d c", "h"},
		"rows between":     {func(m *Model[item]) { m.SetRows(ids("abcxyzdefgh")) }, "c d e f h", "c x y z d e f g h", "h"},
		"rows in front":    {func(m *Model[item]) { m.Prepend(ids("xyz")) }, "c d e f h", "c d e f g h", "h"},
		"rows behind":      {func(m *Model[item]) { m.Append(ids("xyz")) }, "c d e f h", "c d e f g h", "h"},
		"a row away":       {func(m *Model[item]) { m.SetRows(ids("abcdfgh")) }, "c d f h", "c d f g h", "h"},
		"a row removed":    {func(m *Model[item]) { m.Remove("d") }, "c e f h", "c e f g h", "h"},
		"the cursor's row": {func(m *Model[item]) { m.SetRows(ids("abcdegh")) }, "c d e h", "c d e g h", "h"},
		"another instead":  {func(m *Model[item]) { m.Replace(item{"d", "row D", 7}) }, "c d e f h", "c d e f g h", "h"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newTable(t, ids("abcdefgh")...)
			m.SetMark("h", true)
			m.Select("c")
			act(m, "list.range", "list.down", "list.down", "list.down")
			c.change(m)
			if marked(m) != c.then || !m.Ranging() {
				t.Fatalf("after the change: marked %q, ranging %v", marked(m), m.Ranging())
			}
			act(m, "list.down")
			if marked(m) != c.moved || m.Marks() != len(strings.Fields(c.moved)) {
				t.Errorf("after a move: marked %q (%d), want %q", marked(m), m.Marks(), c.moved)
			}
			act(m, "app.back")
			if marked(m) != c.ended {
				t.Errorf("given up: marked %q", marked(m))
			}
		})
	}
}

// TestRangeEndsWithoutItsAnchor holds that a range whose first row is gone, or
// hidden, or whose list became another, leaves what it has marked and is over.
func TestRangeEndsWithoutItsAnchor(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Model[item])
		want   string
	}{
		"gone":              {func(m *Model[item]) { m.SetRows(ids("abdefgh")) }, "d e"},
		"removed":           {func(m *Model[item]) { m.Remove("c") }, "d e"},
		"no rows":           {func(m *Model[item]) { m.SetRows(nil) }, ""},
		"filter":            {func(m *Model[item]) { m.SetFilter("!d") }, "c e"},
		"filter keeps all":  {func(m *Model[item]) { m.SetFilter("row") }, "c d e"},
		"the view's filter": {func(m *Model[item]) { m.Keep = func(r *item) bool { return r.id != "d" }; m.Rearrange() }, "c e"},
		"order":             {func(m *Model[item]) { m.SortBy("name", true) }, "e d c"},
		"unmarked":          {func(m *Model[item]) { m.SetMark("d", false) }, "c e"},
		"cleared":           {func(m *Model[item]) { m.ClearMarks() }, ""},
		"like this":         {func(m *Model[item]) { m.MarkWhere(func(r *item) bool { return r.id == "h" }) }, "c d e h"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newTable(t, ids("abcdefgh")...)
			m.Select("c")
			act(m, "list.range", "list.down", "list.down")
			c.change(m)
			if m.Ranging() || marked(m) != c.want {
				t.Errorf("ranging %v, marked %q", m.Ranging(), marked(m))
			}
			act(m, "list.down", "list.top", "list.bottom")
			if marked(m) != c.want {
				t.Errorf("a move marks: %q", marked(m))
			}
		})
	}
	m := newTable(t, ids("abc")...)
	act(m, "list.range")
	m.SortBy("no such column", false)
	if !m.Ranging() {
		t.Error("what changes nothing ends the range")
	}
	if m = newTable(t); !m.Act("list.range") || m.Ranging() {
		t.Error("there is a range in an empty list")
	}
}

// ranger is what TestRangeIsWhatItSays compares the table with: marks and range
// as said in words, with no thought for speed.
type ranger struct {
	own, swept map[string]bool
	on         bool
	from       string
}

func (r *ranger) moved(m *Model[item], ids []string) {
	if !r.on {
		return
	}
	a, b := slices.Index(ids, r.from), m.Place()
	r.swept = map[string]bool{}
	for _, id := range ids[min(a, b) : max(a, b)+1] {
		r.swept[id] = true
	}
}

func (r *ranger) end() {
	for id := range r.swept {
		r.own[id] = true
	}
	r.on, r.swept = false, map[string]bool{}
}

// TestRangeIsWhatItSays drives a table with anything that can happen and holds
// after each step that it has marked what the words say.
func TestRangeIsWhatItSays(t *testing.T) {
	moves := []keymap.Action{"list.down", "list.up", "list.top", "list.bottom", "list.half-down", "list.half-up"}
	rapid.Check(t, func(rt *rapid.T) {
		letters := func(label string) []item {
			return ids(rapid.SampledFrom([]string{"abcdefgh", "hgfedcba", "bdfhaceg", "abxydefgh", "cd", ""}).Draw(rt, label))
		}
		m := newTable(t, letters("rows")...)
		m.Render(80, 8)
		r := &ranger{own: map[string]bool{}, swept: map[string]bool{}}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			before := strings.Fields(order(m))
			step := rapid.SampledFrom([]string{"move", "move", "move", "range", "mark", "all", "back", "filter", "sort", "refresh", "remove", "set"}).Draw(rt, "step")
			switch step {
			case "move":
				act(m, rapid.SampledFrom(moves).Draw(rt, "move"))
				r.moved(m, before)
			case "range":
				at := m.SelectedID()
				act(m, "list.range")
				if r.on {
					r.end()
				} else if at != "" {
					r.on, r.from, r.swept = true, at, map[string]bool{at: true}
				}
			case "mark":
				if at := m.SelectedID(); r.on {
					r.end()
				} else if at != "" {
					r.own[at] = !r.own[at]
				}
				act(m, "list.mark")
			case "all":
				r.end()
				all := !slices.ContainsFunc(before, func(id string) bool { return !r.own[id] })
				for _, id := range before {
					r.own[id] = !all
				}
				act(m, "list.mark-all")
			case "back":
				switch {
				case r.on:
					r.on, r.swept = false, map[string]bool{}
				case m.Marks() > 0:
					clear(r.own)
				}
				act(m, "app.back")
			case "filter":
				r.end()
				m.SetFilter(rapid.SampledFrom([]string{"", "row", "!c", "!c !d", "row a"}).Draw(rt, "filter"))
			case "sort":
				r.end()
				m.SortBy(rapid.SampledFrom([]string{"", "name", "size"}).Draw(rt, "sort"), rapid.Bool().Draw(rt, "reverse"))
			case "refresh":
				m.SetRows(letters("fresh"))
			case "remove":
				m.Remove(rapid.SampledFrom([]string{"a", "d", "h"}).Draw(rt, "gone"))
			case "set":
				id, on := rapid.SampledFrom([]string{"b", "c", "z"}).Draw(rt, "id"), rapid.Bool().Draw(rt, "on")
				if m.Row(id) != nil {
					if !on && r.swept[id] {
						r.end()
					}
					r.own[id] = on
				}
				m.SetMark(id, on)
			}
			shown := strings.Fields(order(m))
			for _, of := range []map[string]bool{r.own, r.swept} { // marks of rows that are gone go too
				for id := range of {
					if m.Row(id) == nil {
						delete(of, id)
					}
				}
			}
			if r.on && !slices.Contains(shown, r.from) {
				r.end()
			}
			var want []string
			for _, id := range shown {
				if r.own[id] || r.swept[id] {
					want = append(want, id)
				}
			}
			if marked(m) != strings.Join(want, " ") || m.Marks() != len(want) || m.Ranging() != r.on {
				rt.Fatalf("%s: marked %q (%d), ranging %v; want %v, %v", step, marked(m), m.Marks(), m.Ranging(), want, r.on)
			}
		}
	})
}
