package executions

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
)

// broken gives the tenant n failed runs, the last an hour ago, each of which
// says why.
func broken(t *testing.T, n int) *tenant {
	t.Helper()
	f := newTenant()
	f.workflows = []api.Workflow{{ID: "w", Name: "Leaver: revoke ServiceNow access"}}
	for i := range n {
		e := api.Execution{ID: fmt.Sprintf("failed-%03d", i), Start: time.Now().Add(-time.Duration(n-i+60) * time.Minute), Status: api.ExecutionFailed}
		e.Close = e.Start.Add(time.Minute)
		f.add(0, e)
		f.history[e.ID] = script(t, beginning+fmt.Sprintf(`
			1 ActivityTaskScheduled [Revoke|sp:http]
			1.1 ActivityTaskStarted [Revoke|sp:http]
			2 ActivityTaskFailed [Revoke|sp:http|reason %d]
			2.1 WorkflowExecutionFailed [||no]`, i))
	}
	return f
}

// Why the runs in sight failed is found out by itself: one after the other, at
// a low priority, once each, and not while the cursor moves.
func TestCausesInSightAreFoundOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := broken(t, 120)
		m, loop := open(t, f)
		m.Render(120, 12)
		if n := f.count(api.GetHistory); n != 0 {
			t.Errorf("%d histories before the cursor rests", n)
		}
		f.reset()
		f.latency, f.atMost = 50*time.Millisecond, 0
		loop.Advance(3 * time.Second)
		frame, _ := m.Render(120, 12)
		if n := strings.Count(ansi.Strip(frame), "Revoke: reason"); n != 10 {
			t.Errorf("%d of the ten rows tell why they failed:\n%s", n, ansi.Strip(frame))
		}
		n := f.count(api.GetHistory)
		if n < 10 || n > peeks || f.atMost > 1 || f.urgent != 1 {
			t.Errorf("%d histories, %d at once, %d in earnest, want the one under the cursor", n, f.atMost, f.urgent)
		}
		loop.Advance(time.Minute)
		if again := f.count(api.GetHistory); again != n {
			t.Errorf("%d histories more for the same rows", again-n)
		}
	})
}

// The first load of many workflows takes long: why the rows in sight failed is found
// out meanwhile, with one request in four; of the one under the cursor in earnest.
func TestCausesComeDuringTheFirstLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := broken(t, 40)
		f.populate(time.Now(), 120, 5)
		f.latency = 100 * time.Millisecond
		m, loop := open(t, f)
		m.Render(120, 24)
		loop.Advance(600 * time.Millisecond)
		loop.Act("executions.failed")
		m.Render(120, 24)
		loop.Advance(1500 * time.Millisecond)
		if m.feed.loaded {
			t.Fatal("all is loaded already")
		}
		told, asked, pages := 0, f.count(api.GetHistory), f.count(api.ListExecutions)
		for _, words := range m.causes.words {
			if words != "" {
				told++
			}
		}
		if told < 5 || f.atMost > inFlight+1 || 3*asked > pages+6 {
			t.Errorf("%d causes told, %d histories beside %d pages, %d at once", told, asked, pages, f.atMost)
		}
	})
}

func TestCausesThatCannotBeReadAreLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := broken(t, 8)
		clear(f.history)
		m, loop := open(t, f)
		loop.Advance(time.Minute)
		if n := f.count(api.GetHistory); n > 9 { // the one under the cursor is asked for in earnest
			t.Errorf("%d histories that the tenant does not keep", n)
		}
		if m.failure != "" {
			t.Errorf("failure %q", m.failure)
		}
	})
}

// Who opens an execution that is read in the background does not wait that long.
func TestOpenedWhileReadInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := broken(t, 3)
		m, loop := open(t, f)
		m.Render(120, 12)
		f.latency = 5 * time.Second
		loop.Advance(6 * time.Second) // the first is told, the second is read
		before := f.urgent
		loop.Act("list.down")
		if d := m.docs[m.list.SelectedID()]; d == nil || !d.quiet || !d.loading {
			t.Fatalf("nothing is read in the background: %+v", d)
		}
		loop.Act("app.open")
		loop.Advance(6 * time.Second)
		if d := m.shown(); d.run == nil || d.run.Failing() == nil || d.loading || f.urgent != before+1 {
			t.Errorf("%d asked for in earnest: %+v", f.urgent-before, d)
		}
	})
}

// The name comes first; a cause has what is left, aligned where that is enough.
func TestNameComesBeforeCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := open(t, broken(t, 1))
		r := m.list.At(0)
		m.causes.words[r.ID] = "Revoke: reason 0"
		cell := func(w int) string {
			text, _ := m.workflowCell(r, w)
			return ansi.Strip(text)
		}
		for w, want := range map[int]string{
			20: "Leaver: revoke ServiceNow access", // cut by the list
			49: "Leaver: revoke ServiceNow access",
			50: "Leaver: revoke ServiceNow access  Revoke: reason 0",
		} {
			if got := cell(w); got != want {
				t.Errorf("in %d cells: %q", w, got)
			}
		}
		m.widest = 36
		if got := cell(60); got != "Leaver: revoke ServiceNow access      Revoke: reason 0" {
			t.Errorf("not aligned: %q", got)
		}
		// Among failed runs it is the name that gives way.
		m.filter.status = onlyFailed
		if got := cell(58); got != "Leaver: revo…iceNow access  Revoke: reason 0" {
			t.Errorf("among failed runs: %q", got)
		}
		if got := cell(30); got != "Leaver: revoke ServiceNow access" {
			t.Errorf("without room for a cause: %q", got)
		}
	})
}

// What the list remembers of causes does not grow for ever.
func TestCausesAreForgotten(t *testing.T) {
	c := newCauses()
	for i := range wordsKept + 100 {
		c.asked[fmt.Sprint(i)] = true
		c.tell(fmt.Sprint(i), "x")
		c.tell(fmt.Sprint(i), "y")
	}
	if _, ok := c.words["99"]; ok || len(c.words) != wordsKept || len(c.asked) != wordsKept || len(c.order) != wordsKept {
		t.Errorf("%d words, %d asked, %d in order", len(c.words), len(c.asked), len(c.order))
	}
	if c.words["100"] != "y" {
		t.Errorf("%q", c.words["100"])
	}
}

func TestTimeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := open(t, newTenant())
		m.causes.pace = pace{since: time.Now().Add(-20 * time.Second), done: 120}
		if d := m.timeLeft(3600); d != 10*time.Minute || minutes(d) != "10 min" {
			t.Errorf("%v, %q", d, minutes(d))
		}
		if minutes(20*time.Second) != "" || minutes(50*time.Hour) != "50 h" {
			t.Errorf("%q, %q", minutes(20*time.Second), minutes(50*time.Hour))
		}
		if f := m.readCauses(readers); f != nil || m.timeLeft(3600) != 0 {
			t.Error("a pace of reading that is over")
		}
		m.causes.pace = pace{since: time.Now().Add(-20 * time.Second), done: 3}
		if m.timeLeft(3600) != 0 {
			t.Error("three histories tell nothing")
		}
	})
}
