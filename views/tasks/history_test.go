package tasks

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
)

// many makes tasks that ended, newest first, a minute apart.
func many(n int) []api.Task {
	out := make([]api.Task, n)
	for i := range out {
		end := at.Add(-time.Duration(i) * time.Minute)
		out[i] = api.Task{
			ID: fmt.Sprint("t", i), Name: fmt.Sprint("Refresh ", i%7), Status: "SUCCESS", Created: end.Add(-time.Hour), Launched: end.Add(-time.Hour), Completed: end,
		}
	}
	return out
}

func (r *rig) query() api.TaskQuery { return r.f.queries[len(r.f.queries)-1] }

func TestHistory(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.act("tasks.history")
		r.has("history", "✓ success", "✗ error", "▲ warning", "⊘ terminated", "▲ temp error", "Connection refused by", "20m00s", "29h")
		if got := r.ids()[:2]; !slices.Equal(got, []string{"t-done0", "t-done1"}) {
			t.Errorf("%v", got)
		}
		r.m.history.table.Select("t-bad")
		r.act("tasks.source")
		r.has("only HR", "1")
		if got := r.ids(); !slices.Equal(got, []string{"t-bad"}) || r.query().SourceID != "hr" {
			t.Errorf("%v by %+v", got, r.query())
		}
		r.act("tasks.history")
		if got := r.ids(); !slices.Equal(got, []string{"t-old"}) {
			t.Errorf("pending: %v", got)
		}
		r.act("tasks.source")
		if len(r.ids()) != 3 {
			t.Errorf("all again: %v", r.ids())
		}
	})
}

// TestHundredThousandInAWindow pins the figure: a hundred thousand tasks are
// gone through to the end and back, and the window kept is all that is held.
func TestHundredThousandInAWindow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{ended: many(100_000)}
		r := start(t, f, nil)
		r.frame(120, 36)
		r.act("tasks.history")
		most, pages := 0, f.pages
		look := func() string {
			most = max(most, r.m.history.table.Len(), r.m.history.win.Len())
			return r.m.history.table.SelectedID()
		}
		for last := ""; last != "t99999"; {
			r.act("list.bottom")
			if now := look(); now == last {
				t.Fatalf("stuck at %s", now)
			} else {
				last = now
			}
		}
		if n := f.pages - pages; n > 450 {
			t.Errorf("%d pages", n)
		}
		r.has("from place ")
		for r.m.history.table.SelectedID() != "t0" {
			was := r.m.history.table.SelectedID()
			for range 25 {
				r.act("list.page-up")
			}
			if look() == was {
				t.Fatalf("stuck at %s on the way up", was)
			}
			if r.m.history.win.Offset() < 98_000 {
				break // the way is long; the rest of it is by one key
			}
		}
		if r.act("list.top"); look() != "t0" || r.m.history.table.Len() != historyFirst {
			t.Errorf("g goes to %s, with %d rows", look(), r.m.history.table.Len())
		}
		if most > historyKept+historyPage {
			t.Errorf("up to %d rows were kept", most)
		}
		if n := r.m.book.Len(); n > 7*64 {
			t.Errorf("%d durations are kept", n)
		}
	})
}

// TestMemoryDoesNotGrowWithTheHistory pins that what is held is the window, by
// what the heap says.
func TestMemoryDoesNotGrowWithTheHistory(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{ended: many(60_000)}
		r := start(t, f, nil)
		r.frame(120, 36)
		r.act("tasks.history")
		heap := func() uint64 {
			var s runtime.MemStats
			runtime.GC()
			runtime.GC()
			runtime.ReadMemStats(&s)
			return s.HeapAlloc
		}
		down := func(pages int) {
			for range pages {
				r.act("list.bottom")
				f.queries = nil
			}
		}
		down(20)
		before := heap()
		down(200)
		if after := heap(); after > before+1<<20 {
			t.Errorf("the heap grew from %d to %d KB over 50,000 tasks", before>>10, after>>10)
		}
	})
}

// TestScrollIsStable pins that the cursor's row stays where it is on the screen
// while pages come and go on either side.
func TestScrollIsStable(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{ended: many(9_000)}, nil)
		r.frame(120, 36)
		r.act("tasks.history")
		line := func() int {
			for i, l := range strings.Split(r.frame(120, 36), "\n") {
				if strings.HasPrefix(l, "▌") {
					return i
				}
			}
			return -1
		}
		for _, keys := range [][2]string{{"list.half-down", "down"}, {"list.half-up", "up"}} {
			for range 400 {
				id, was := r.m.history.table.SelectedID(), line()
				cmd := r.m.Act("app.refresh")
				r.Do(cmd)
				if r.m.history.table.SelectedID() != id || line() != was {
					t.Fatalf("%s: a page moves the cursor from %s on line %d to %s on line %d", keys[1], id, was, r.m.history.table.SelectedID(), line())
				}
				switch keys[1] {
				case "down":
					r.Do(r.m.Act("list.half-down"))
				default:
					r.Do(r.m.Act("list.half-up"))
				}
			}
		}
		seen := r.ids()
		for i, id := range seen[1:] {
			var a, b int
			fmt.Sscanf(seen[i], "t%d", &a)
			fmt.Sscanf(id, "t%d", &b)
			if b != a+1 {
				t.Fatalf("%s follows %s", id, seen[i])
			}
		}
	})
}

// TestHistoryGrowsAtTheTop pins that new ends come before what is loaded and
// that nothing is lost or doubled when the next page is asked for.
func TestHistoryGrowsAtTheTop(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{ended: many(900)}
		r := start(t, f, nil)
		r.act("tasks.history", "list.bottom")
		was := r.m.history.table.SelectedID()
		var fresh []api.Task
		for i := range 5 {
			fresh = append(fresh, api.Task{ID: fmt.Sprint("n", i), Status: "ERROR", Completed: at})
		}
		f.ended = append(fresh, f.ended...)
		n := len(r.ids())
		r.act("app.refresh")
		if got := r.ids(); r.m.history.table.SelectedID() != was || got[0] != "n0" || len(got) != n+5 {
			t.Errorf("%d rows, first %s, cursor on %s, was on %s", len(got), got[0], r.m.history.table.SelectedID(), was)
		}
		for range 5 {
			r.act("list.bottom")
		}
		got := r.ids()
		slices.Sort(got)
		if n := len(slices.Compact(got)); n != 905 || len(r.ids()) != 905 {
			t.Errorf("%d rows, %d of them different, want 905", len(r.ids()), n)
		}
		for i := range 250 {
			f.ended = slices.Insert(f.ended, 0, api.Task{ID: fmt.Sprint("m", i), Status: "ERROR", Completed: at})
		}
		r.act("app.refresh")
		if got := r.ids(); got[0] != "m249" || len(got) != 100 {
			t.Errorf("after a gap %d rows from %s on, want the list to begin anew", len(got), got[0])
		}
	})
}

// TestPendingOnesInTheList pins that pending tasks, which newer generations list
// too, are no rows, and become rows where they stand once they have ended.
func TestPendingOnesInTheList(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{ended: many(150)}
		f.ended[3].Status, f.ended[3].Completed = "", time.Time{}
		r := start(t, f, nil)
		r.act("tasks.history")
		if got := r.ids(); slices.Contains(got, "t3") || got[3] != "t4" {
			t.Errorf("%v", got[:5])
		}
		f.ended[3].Status, f.ended[3].Completed = "SUCCESS", at
		r.act("app.refresh")
		if got := r.ids(); got[3] != "t3" || len(got) != 100 {
			t.Errorf("%v, %d rows", got[:5], len(got))
		}
	})
}

func TestOldestFirst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		kept := memory{}
		f := &fake{ended: many(300)}
		r := start(t, f, kept.into)
		if why := r.m.Disabled("tasks.order"); why != "The order is that of the history; h shows it" || !r.m.Hides("tasks.order") {
			t.Errorf("%q", why)
		}
		r.act("tasks.order") // it is about the history
		r.act("tasks.history", "tasks.order")
		r.has("oldest first", "the oldest 100 so far")
		if got := r.ids(); got[0] != "t299" || !r.query().Oldest {
			t.Errorf("%v by %+v", got[0], r.query())
		}
		for range 4 {
			r.act("list.bottom")
		}
		f.ended = slices.Insert(f.ended, 0, api.Task{ID: "new", Status: "SUCCESS", Completed: at})
		r.act("app.refresh")
		if got := r.ids(); got[len(got)-1] != "new" || len(got) != 301 {
			t.Errorf("%d rows to %s", len(got), got[len(got)-1])
		}
		again := start(t, f, kept.into)
		again.act("tasks.history")
		if again.ids()[0] != "t299" {
			t.Error("the order is not remembered")
		}
		again.act("tasks.order")
		if again.ids()[0] != "new" || kept[memoryOrder] != "" {
			t.Errorf("%v, %v", again.ids()[0], kept)
		}
	})
}

// TestOwnOrderDoesNotSlide pins that a list in an order of its own stays what it
// is, though longer: it has no ends to go on from.
func TestOwnOrderDoesNotSlide(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{ended: many(9_000)}, nil)
		r.frame(120, 36)
		r.act("tasks.history")
		r.m.history.table.SortBy("task", false)
		for range 40 {
			r.act("list.bottom")
		}
		if n := r.m.history.table.Len(); n < historyKept-2*historyPage || n > historyKept || !r.m.history.win.AtTop() {
			t.Errorf("%d rows from %d on", n, r.m.history.win.Offset())
		}
		r.act("list.top")
		if r.m.history.win.Len() < historyKept/2 {
			t.Error("the first row of an own order is not the beginning of the history")
		}
	})
}

// TestNewcomersAreCounted pins that what came in above the cursor is said, with
// the key that goes there, until the person has been there.
func TestNewcomersAreCounted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.act("tasks.history")
		r.hasNot("newer")
		was := r.m.history.table.SelectedID()
		r.f.end(0, api.TaskSuccess)
		r.f.end(0, api.TaskSuccess)
		r.Do(r.m.refresh())
		r.Do(r.m.renewHistory())
		if r.m.history.table.SelectedID() != was {
			t.Error("the cursor left its row")
		}
		r.has("2 newer ↑ g")
		r.act("list.top")
		r.hasNot("newer")
		r.act("list.down", "list.down")
		r.hasNot("newer")
	})
}
