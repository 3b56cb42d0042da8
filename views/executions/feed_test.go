package executions

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
)

// check fails unless rows are unique and the newest first.
func check(t testing.TB, rows []row) {
	t.Helper()
	seen := map[string]bool{}
	for i := range rows {
		if seen[rows[i].ID] {
			t.Fatalf("%s stands twice", rows[i].ID)
		}
		seen[rows[i].ID] = true
		if i > 0 && newer(&rows[i-1].Execution, &rows[i].Execution) > 0 {
			t.Fatalf("row %d is older than the one below it", i-1)
		}
	}
}

func TestRowsAppearAsTheyArrive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 30, 40)
		f.latency = 100 * time.Millisecond
		m, loop := open(t, f)
		loop.Advance(250 * time.Millisecond)
		if n := m.list.Len(); n == 0 || n >= 30*pageSize {
			t.Fatalf("after a moment there are %d rows", n)
		}
		if head := m.head(200).Facts; !slices.Contains(head, "1 of 30 workflows read") {
			t.Errorf("the title says %q", head)
		}
		loop.Advance(3 * time.Second)
		if n := m.list.Len(); n != 30*pageSize {
			t.Errorf("%d rows, want the newest %d of each workflow", n, pageSize)
		}
		if f.atMost > inFlight {
			t.Errorf("%d requests at once", f.atMost)
		}
		if n := f.count(api.ListExecutions); n != 30 {
			t.Errorf("%d pages of executions for 30 workflows", n)
		}
		check(t, m.list.Rows())
		if s := m.Freshness(); !strings.HasPrefix(s, "live 15s") {
			t.Errorf("freshness %q", s)
		}
	})
}

// Loading leaves room within the tenant's limit for what a person waits for: the
// client holds back what is asked for in the background.
func TestLoadingLeavesRoomForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 249, 1)
		m, loop := open(t, f)
		loop.Advance(10 * time.Second)
		if m.list.Len() != 249 || f.hasty != 0 {
			t.Errorf("%d rows, %d requests not in the background", m.list.Len(), f.hasty)
		}
	})
}

func TestCursorOfTheFirstLoad(t *testing.T) {
	for _, moves := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			f := newTenant()
			f.populate(time.Now(), 30, 5)
			f.latency = 100 * time.Millisecond
			for i := range f.workflows {
				f.workflows[i].Executions += i // the newest comes last
			}
			m, loop := open(t, f)
			loop.Advance(250 * time.Millisecond)
			if moves {
				loop.Act("list.down")
			}
			was := m.list.SelectedID()
			loop.Advance(5 * time.Second)
			if newest := m.list.At(0).ID; moves && m.list.SelectedID() != was || !moves && m.list.SelectedID() != newest {
				t.Errorf("moved %v: the cursor went from %s to %s, the newest is %s", moves, was, m.list.SelectedID(), newest)
			}
			f.add(0, api.Execution{ID: "new", Start: time.Now(), Status: api.ExecutionQueued})
			was = m.list.SelectedID()
			loop.Advance(15 * time.Second)
			if m.list.At(0).ID != "new" || m.list.SelectedID() != was {
				t.Errorf("moved %v: a refresh moved the cursor from %s to %s", moves, was, m.list.SelectedID())
			}
		})
	}
}

func TestBusiestWorkflowsComeFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 12, 2)
		for i := range f.workflows {
			f.workflows[i].Executions = 10 * i
		}
		f.latency = time.Second
		_, loop := open(t, f)
		loop.Advance(1500 * time.Millisecond)
		var asked []string
		for _, c := range f.calls {
			if id, ok := strings.CutPrefix(c, call(api.ListExecutions, "")); ok {
				asked = append(asked, id)
			}
		}
		slices.Sort(asked)
		if want := []string{"wf-008", "wf-009", "wf-010", "wf-011"}; !slices.Equal(asked, want) {
			t.Errorf("asked for %v first, want %v", asked, want)
		}
	})
}

// The figure to meet: 500 workflows of which three have news cost one list of
// workflows (two pages of it) and three lists of executions.
func TestRefreshAsksOnlyWhatHasNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 499, 3)
		m, loop := open(t, f)
		loop.Advance(2 * time.Minute)
		before := m.list.Len()
		for range 4 {
			f.reset()
			for i := range 3 {
				f.add(i*100, api.Execution{ID: fmt.Sprintf("new-%d-%d", i, f.workflows[i*100].Executions), Start: time.Now(), Close: time.Now(), Status: api.ExecutionCompleted})
			}
			loop.Advance(15 * time.Second)
			if lists, pages, single := f.count(api.ListWorkflows), f.count(api.ListExecutions), f.count(api.GetExecution); lists != 2 || pages != 3 || single != 0 {
				t.Errorf("a refresh made %d lists of workflows, %d of executions and %d single reads", lists, pages, single)
			}
		}
		if n := m.list.Len(); n != before+12 {
			t.Errorf("%d rows after twelve new executions on %d", n, before)
		}
		check(t, m.list.Rows())
		f.reset()
		loop.Advance(15 * time.Second)
		if n := f.count(api.ListExecutions); n != 0 {
			t.Errorf("without news %d lists of executions were asked for", n)
		}
	})
}

// A completion moves no counter; it is seen all the same.
func TestOpenExecutionsAreSeenToEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 20, 30)
		f.add(4, api.Execution{ID: "runs", Start: time.Now(), Status: api.ExecutionRunning})
		f.executions["wf-007"][28].Status, f.executions["wf-007"][28].Close = api.ExecutionQueued, time.Time{}
		m, loop := open(t, f)
		loop.Advance(5 * time.Second)
		if m.Badge() != "●1" {
			t.Errorf("badge %q, want the one that runs among those loaded", m.Badge())
		}
		loop.Do(m.showOnly("wf-007")) // reads the page with the queued one
		loop.Advance(2 * time.Second)
		if m.Badge() != "●2" {
			t.Errorf("badge %q after the older page", m.Badge())
		}
		f.reset()
		loop.Advance(15 * time.Second)
		if n := f.count(api.GetExecution); n == 0 || n > openChecks {
			t.Errorf("%d looks at open executions", n)
		}
		f.end("runs", api.ExecutionCompleted, time.Now())
		f.end(f.executions["wf-007"][28].ID, api.ExecutionCompleted, time.Now())
		loop.Advance(12 * time.Minute)
		if m.Badge() != "" || m.list.Row("runs").Status != api.ExecutionCompleted {
			t.Errorf("badge %q, the run is %s", m.Badge(), m.list.Row("runs").Status)
		}
	})
}

func TestSeveralOpenExecutionsOfOneWorkflowCostOnePage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 3, 5)
		for i := range 4 {
			f.add(1, api.Execution{ID: fmt.Sprintf("runs-%d", i), Start: time.Now(), Status: api.ExecutionRunning})
		}
		_, loop := open(t, f)
		f.reset()
		loop.Advance(15 * time.Second)
		if pages, single := f.count(api.ListExecutions), f.count(api.GetExecution); pages != 1 || single != 0 {
			t.Errorf("%d pages and %d single reads", pages, single)
		}
	})
}

func TestManyOpenExecutionsStayBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 60, 3)
		for i := range 60 {
			f.add(i, api.Execution{ID: fmt.Sprintf("runs-%d", i), Start: time.Now().Add(-time.Hour), Status: api.ExecutionRunning})
		}
		m, loop := open(t, f)
		loop.Advance(14 * time.Second)
		for range 8 {
			f.reset()
			loop.Advance(15 * time.Second)
			if n := f.count(api.ListExecutions) + f.count(api.GetExecution); n > openChecks {
				t.Fatalf("%d requests for executions in one refresh", n)
			}
		}
		for i := range 60 {
			f.end(fmt.Sprintf("runs-%d", i), api.ExecutionCompleted, time.Now())
		}
		loop.Advance(15 * time.Minute)
		if m.Badge() != "" {
			t.Errorf("badge %q though all have ended", m.Badge())
		}
	})
}

func TestOlderPagesComeAheadOfTheCursor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 3, 400)
		m, loop := open(t, f)
		m.Render(80, 24)
		if n := m.list.Len(); n != 3*pageSize {
			t.Fatalf("%d rows at first", n)
		}
		since := m.completeSince()
		loop.Act("list.bottom")
		if n := m.list.Len(); n <= 3*pageSize || !m.completeSince().Before(since) {
			t.Errorf("%d rows, complete since %v", n, m.completeSince())
		}
		if n := f.count(api.ListExecutions); n > 3+aheadPages {
			t.Errorf("one key caused %d requests", n-3)
		}
		for range 60 {
			loop.Act("list.bottom")
			loop.Advance(2 * time.Second)
		}
		if n := m.list.Len(); n != 1200 {
			t.Errorf("%d rows at the end, want all 1200", n)
		}
		check(t, m.list.Rows())
		if !m.completeSince().IsZero() {
			t.Error("everything is loaded, yet the list is not complete")
		}
	})
}

// Executions that start while older pages are read shift them; more than a page
// of new ones leaves a gap, which is filled when the cursor gets there.
func TestPagesThatShiftLeaveNoGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 1, 200)
		m, loop := open(t, f)
		for i := range 400 {
			f.add(0, api.Execution{ID: fmt.Sprintf("late-%03d", i), Start: time.Now(), Close: time.Now(), Status: api.ExecutionCompleted})
			if i%150 == 149 {
				loop.Advance(15 * time.Second)
				loop.Act("list.bottom")
			}
		}
		loop.Advance(15 * time.Second)
		for range 40 {
			loop.Act("list.bottom")
			loop.Advance(2 * time.Second)
		}
		if n := m.list.Len(); n != 600 {
			t.Errorf("%d rows, want 600", n)
		}
		check(t, m.list.Rows())
	})
}

func TestWorkflowsWithoutCountersAreAskedInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 12, 3)
		for i := range f.workflows {
			f.workflows[i].Executions, f.workflows[i].Failures = -1, -1
		}
		_, loop := open(t, f)
		f.reset()
		loop.Advance(45 * time.Second)
		asked := map[string]bool{}
		for _, c := range f.calls {
			asked[c] = true
		}
		if n := f.count(api.ListExecutions); n != 3*blindChecks || len(asked) != 13 {
			t.Errorf("%d requests in three refreshes, for %d workflows", n, len(asked)-1)
		}
	})
}

func TestHiddenViewAsksNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 40, 3)
		f.latency = 100 * time.Millisecond
		m, loop := open(t, f)
		loop.Advance(150 * time.Millisecond)
		loop.Do(m.SetActive(false))
		loop.Advance(time.Second)
		f.reset()
		loop.Advance(time.Hour)
		if n := len(f.calls); n != 0 {
			t.Errorf("%d requests while hidden", n)
		}
		loop.Do(m.SetActive(true))
		loop.Advance(5 * time.Second)
		if n := m.list.Len(); n != 120 {
			t.Errorf("%d rows, want the load to go on", n)
		}
	})
}

func TestPauseStopsRefreshing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 2, 2)
		m, loop := open(t, f)
		loop.Act("app.pause")
		f.reset()
		loop.Advance(time.Hour)
		if n := len(f.calls); n != 0 || !strings.HasPrefix(m.Freshness(), "paused") {
			t.Errorf("%d requests, %q", n, m.Freshness())
		}
		loop.Act("app.pause")
		if n := len(f.calls); n == 0 {
			t.Error("nothing is asked after the pause")
		}
	})
}

func TestAnswersAfterCloseChangeNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 2, 2)
		f.latency = time.Second
		m, loop := open(t, f)
		m.Close()
		loop.Advance(5 * time.Second)
		if m.list.Len() != 0 {
			t.Errorf("%d rows after close", m.list.Len())
		}
	})
}
