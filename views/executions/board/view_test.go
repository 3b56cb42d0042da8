package board

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/theme"
)

// failures is a book with failures of every kind. Tests do not change it.
var failures = sync.OnceValue(func() *Book {
	b := NewBook()
	b.Look(Window{From: noon.Add(-7 * 24 * time.Hour)})
	add := func(n int, workflow string, every time.Duration, c *Cause) {
		for i := range n {
			e := failure(fmt.Sprintf("%s-%v-%03d", workflow, every, i), workflow, time.Duration(i)*every)
			b.Add(e)
			if c != nil {
				c := *c
				c.Error = strings.ReplaceAll(c.Error, "#", fmt.Sprint(1000+i))
				b.Learn(e, c)
			}
		}
	}
	add(23, "wf-joiner", 7*time.Hour+20*time.Minute, &Cause{"http", "Create ticket",
		"503 Service Unavailable from https://servicedesk.brightfen.example/api/now/table/incident/#"})
	add(4, "wf-joiner", 3*time.Minute, &Cause{"form", "Wait for approval", "timeout after 25s: form not answered"})
	add(1, "wf-leaver", time.Hour, &Cause{"get", "Get Identity", ""})
	add(1204, "wf-mover", 8*time.Minute, &Cause{"loop", "Loop", "loop round failed: 429 Too Many Requests from https://brightfen-demo.api.example/v3/entitlements?offset=#\n" +
		"The limit of 100 requests in 10 seconds was exceeded. The answer had no Retry-After, so the engine gave up after three tries, the last of them 14 seconds after the first."})
	add(340, "wf-quarterly", 11*time.Minute, nil)
	add(2, "wf-leaver", 50*time.Hour, nil)
	b.Archived("wf-leaver-50h0m0s-001")
	b.Unreadable("wf-leaver-50h0m0s-000")
	return b
})

// shown returns a board as of noon with groups of every kind.
func shown(t testing.TB, name string, ascii bool) (*View, *Book) {
	t.Helper()
	env := golden.Env(t, name)
	env.Now, env.Zone = func() time.Time { return noon.Add(30 * time.Second) }, time.UTC
	env.Styles = theme.New(name, true, ascii, "")
	b := failures()
	names := map[string]string{
		"wf-joiner": "Joiner: provision laptop", "wf-leaver": "Leaver: revoke ServiceNow access", "wf-mover": "Mover: adjust entitlements",
		"wf-quarterly": "Quarterly access review reminder",
	}
	runs := map[string]int{"wf-joiner": 190, "wf-leaver": 12_000, "wf-mover": 1500}
	groups := b.Groups(env.Now())
	for i := range groups {
		g := &groups[i]
		g.Name = names[g.Workflow]
		if n, ok := runs[g.Workflow]; ok {
			g.Runs = n
		}
	}
	v := NewView(env, func(key string) (ids []string) {
		for _, e := range b.Runs(key) {
			ids = append(ids, e.ID)
		}
		return ids
	})
	v.Set(groups, true)
	return v, b
}

func TestGoldenBoards(t *testing.T) {
	for _, c := range []struct {
		name  string
		w, h  int
		theme string
		ascii bool
		acts  []keymap.Action
	}{
		{name: "board-120x32", w: 120, h: 32, theme: "dark"},
		{name: "board-80x20", w: 80, h: 20, theme: "dark"},
		{name: "board-40x10", w: 40, h: 10, theme: "dark"},
		{name: "board-40x8", w: 40, h: 8, theme: "dark"},
		{name: "board-mono-80x20", w: 80, h: 20, theme: "mono", ascii: true},
		{name: "board-unread-80x20", w: 80, h: 20, theme: "dark", acts: []keymap.Action{"list.bottom", "list.up"}},
		{name: "board-long-80x20", w: 80, h: 20, theme: "dark", acts: []keymap.Action{"list.down", "list.down"}},
		{name: "board-by-runs-80x20", w: 80, h: 20, theme: "dark", acts: []keymap.Action{"list.sort"}},
	} {
		v, _ := shown(t, c.theme, c.ascii)
		for _, a := range c.acts {
			v.Act(a)
		}
		frame, _ := v.Render(c.w, c.h)
		golden.Fits(t, frame, c.w, c.h)
		golden.Equal(t, c.name, frame)
	}
}

func TestEveryRowHasRoom(t *testing.T) {
	v, _ := shown(t, "dark", false)
	for _, size := range [][2]int{{1, 1}, {5, 3}, {20, 10}, {39, 9}, {60, 12}, {109, 31}, {300, 90}} {
		frame, _ := v.Render(size[0], size[1])
		golden.Fits(t, frame, size[0], size[1])
	}
}

// s goes through runs, workflow, first and last; the newest come first again
// after these.
func TestOrder(t *testing.T) {
	v, _ := shown(t, "dark", false)
	first := func() string {
		v.Act("list.top")
		g, _ := v.Selected()
		return g.Label + " " + fmt.Sprint(g.Count)
	}
	newest := first()
	var got []string
	for range 4 {
		v.Act("list.sort")
		got = append(got, first())
	}
	want := []string{"Loop 1204", "Create ticket 23", " 340", "Create ticket 23"}
	if v.Act("list.sort"); first() != newest {
		t.Errorf("after all orders %q is first, want %q", first(), newest)
	}
	for i := range want {
		if i == 2 || i == 3 { // several are equally old or new: only the column counts
			continue
		}
		if got[i] != want[i] {
			t.Errorf("order %d begins with %q, want %q", i, got[i], want[i])
		}
	}
}

func TestSelectedHasItsRuns(t *testing.T) {
	v, b := shown(t, "dark", false)
	for range v.Len() {
		g, ok := v.Selected()
		if !ok || len(g.IDs) != g.Count || g.IDs[0] != g.Newest {
			t.Errorf("%s: %d of %d runs, the newest %s of %v", g.Key, len(g.IDs), g.Count, g.Newest, g.IDs[:1])
		}
		for _, id := range g.IDs {
			if e, ok := b.Execution(id); !ok || e.WorkflowID != g.Workflow {
				t.Errorf("%s is not of %s", id, g.Workflow)
			}
		}
		v.Act("list.down")
	}
	v.Set(nil, false)
	if _, ok := v.Selected(); ok {
		t.Error("something is selected in an empty board")
	}
}

func TestFilterLooksInAllWords(t *testing.T) {
	v, _ := shown(t, "dark", false)
	for text, want := range map[string]int{"joiner": 2, "429": 1, "retry-after": 1, "approval timeout": 1, "quarterly": 1, "zzz": 0} {
		v.Act("app.filter")
		for _, r := range text {
			v.Type(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		v.Type(tea.KeyPressMsg{Code: tea.KeyEnter})
		if v.Shown() != want || v.Filter() != text {
			t.Errorf("%q: %d groups, want %d", text, v.Shown(), want)
		}
		v.Act("app.back")
	}
	if v.Shown() != v.Len() {
		t.Errorf("%d of %d groups after the filters", v.Shown(), v.Len())
	}
}

// The cursor stays on its group as others come and as it grows.
func TestCursorStaysOnItsGroup(t *testing.T) {
	v, b := shown(t, "dark", false)
	v.Act("list.down")
	before, _ := v.Selected()
	groups := b.Groups(noon)
	grown := slices.Insert(slices.Clone(groups), 0, Group{Key: "new", Last: noon, Trend: make([]int, TrendBuckets)})
	grown[2].Count++
	v.Set(grown, false)
	if g, _ := v.Selected(); g.Key != before.Key {
		t.Errorf("the cursor went from %q to %q", before.Key, g.Key)
	}
}

func TestGroupsAreNotMarked(t *testing.T) {
	v, _ := shown(t, "dark", false)
	for _, a := range []keymap.Action{"list.mark", "list.mark-all", "list.range"} {
		if v.Act(a) || v.list.Marks() != 0 {
			t.Errorf("%s marks", a)
		}
	}
}

func TestClickOnARow(t *testing.T) {
	v, _ := shown(t, "dark", false)
	v.Render(80, 20)
	if !v.Click(2) || v.list.Place() != 1 {
		t.Errorf("at %d", v.list.Place())
	}
	if v.Click(18) {
		t.Error("the text below the list is no row")
	}
	v.MoveBy(2)
	if v.list.Place() != 3 {
		t.Errorf("at %d", v.list.Place())
	}
}

func TestShare(t *testing.T) {
	for _, c := range []struct {
		count, runs int
		want        string
	}{{1, -1, ""}, {1, 0, ""}, {5, 4, ""}, {1, 1, "100%"}, {23, 190, "12%"}, {2, 3, "67%"}, {999, 1000, "99%"}, {1, 10, "10%"}, {3, 190, "1.6%"}, {1, 12_000, "<0.1%"}, {1, 1000, "0.1%"}} {
		if got := share(&Group{Count: c.count, Runs: c.runs}); got != c.want {
			t.Errorf("%d of %d: %q, want %q", c.count, c.runs, got, c.want)
		}
	}
}
