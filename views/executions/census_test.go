package executions

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/ui/poll"
	"iscope/views/executions/board"
	"iscope/views/executions/since"
)

// runsUpTo is a page of n runs a second apart, the newest at a moment.
func runsUpTo(at time.Time, n int) api.Page[api.Execution] {
	p := api.Page[api.Execution]{More: n == api.MaxPage, Next: n}
	for i := range n {
		p.Items = append(p.Items, api.Execution{ID: fmt.Sprint(at.Unix(), i), Start: at.Add(-time.Duration(i) * time.Second), Status: api.ExecutionCompleted})
	}
	return p
}

func TestCensus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := open(t, newTenant())
		now := time.Now()
		week := since.Range{From: now.Add(-7 * 24 * time.Hour)}
		came := func(p api.Page[api.Execution], err *api.Error) *census {
			c := &census{of: week, at: now, out: true}
			m.countCame(c, api.Result[boardPage]{Value: boardPage{page: p}, Err: err})
			return c
		}
		if c := came(runsUpTo(now, 40), nil); !c.done || c.dead || c.out || c.seek.Len() != 40 {
			t.Errorf("%+v", c)
		}
		if c := came(runsUpTo(now, api.MaxPage), nil); c.done || c.dead || c.out || c.seek.Offset() != api.MaxPage {
			t.Errorf("a full page: %+v", c)
		}
		if c := came(runsUpTo(week.From, 3), nil); !c.dead {
			t.Errorf("runs that were not asked for: %+v", c)
		}
		if c := came(runsUpTo(now.Add(time.Minute), 3), nil); !c.dead {
			t.Errorf("runs of later: %+v", c)
		}
		if c := came(api.Page[api.Execution]{}, &api.Error{Kind: api.Forbidden}); !c.dead || c.done {
			t.Errorf("refused: %+v", c)
		}
		if c := came(api.Page[api.Execution]{}, &api.Error{Kind: api.Canceled}); c.dead || c.done || c.out {
			t.Errorf("given up: %+v", c)
		}
		m.countCame(nil, api.Result[boardPage]{}) // of a time that nobody asks about any more
	})
}

// How many runs there were is taken from the list where it has them, else from
// the census and what came since.
func TestRunsOf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := open(t, newTenant())
		now := time.Now()
		f := m.flow("w")
		f.loaded = true
		for i := range 20 {
			e := api.Execution{ID: fmt.Sprint(i), WorkflowID: "w", Start: now.Add(-time.Duration(i) * time.Hour), Status: api.ExecutionCompleted}
			m.feed.ledger.merge(f, []api.Execution{e}, time.Time{})
		}
		m.filter.since = since.Range{From: now.Add(-10 * time.Hour)}
		if n := m.runsOf(f); n != 11 {
			t.Errorf("all are known: %d", n)
		}
		m.filter.since.To = now.Add(-5 * time.Hour)
		if n := m.runsOf(f); n != 5 {
			t.Errorf("of a time that is over: %d", n)
		}
		m.filter.since.To = time.Time{}
		f.all = reach{more: true, edge: now.Add(-3 * time.Hour)}
		if n := m.runsOf(f); n != -1 {
			t.Errorf("only three hours are known: %d", n)
		}
		c := &census{of: m.filter.since, at: now.Add(-150 * time.Minute), done: true}
		c.seek.Took(100, false)
		m.board.census["w"] = c
		if n := m.runsOf(f); n != 103 {
			t.Errorf("100 and three since: %d", n)
		}
		m.filter.since.From = now.Add(-9 * time.Hour)
		if n := m.runsOf(f); n != -1 {
			t.Errorf("of another time: %d", n)
		}
	})
}

// A workflow whose counter of failures moves by more than what came is asked once
// for its failed runs; a counter that goes back to zero asks nothing.
func TestMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := openBoard(t, wreck(t, 4))
		f := m.flow("w0")
		if g := m.missing(); g != nil {
			t.Fatalf("%s is missing something", g.ID)
		}
		f.Failures += 2
		if g := m.missing(); g != f {
			t.Fatalf("%v", g)
		}
		m.feed.ledger.merge(f, []api.Execution{
			{ID: "a", Start: time.Now(), Status: api.ExecutionFailed}, {ID: "b", Start: time.Now(), Status: api.ExecutionFailed},
		}, time.Time{})
		if g := m.missing(); g != nil {
			t.Error("both came")
		}
		f.Failures, f.Modified = 0, time.Now()
		if g := m.missing(); g != nil {
			t.Error("the workflow was replaced, its counters began anew")
		}
		f.Failures = 1
		if g := m.missing(); g != f {
			t.Error("one more since then")
		}
	})
}

// Lists that the board asks for fail like others: the board rests, or does
// without.
func TestBoardListsFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 4)
		m, loop := openBoard(t, f)
		w := &f.workflows[0]
		f.fail = func(op api.Op, _ string) error {
			if op == api.ListExecutions {
				return &api.Error{Kind: api.Offline, Op: op}
			}
			return nil
		}
		w.Failures++ // of a run that nothing shows
		loop.Advance(3 * time.Minute)
		n := f.count(api.ListExecutions)
		if n > 40 {
			t.Errorf("%d requests in three minutes", n)
		}
		f.fail = nil
		f.reset()
		loop.Advance(3 * time.Minute)
		if m.board.asks != 0 || m.failure != "" || f.count(api.ListExecutions) > 8 {
			t.Errorf("%d under way, %q, %d requests", m.board.asks, m.failure, f.count(api.ListExecutions))
		}
	})
}

func TestReadingWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := openBoard(t, wreck(t, 4))
		if w := m.readingWord(10); w != "" {
			t.Errorf("nobody knows how long: %q", w)
		}
		m.causes.pace = pace{since: time.Now().Add(-time.Minute), done: 360}
		if w := m.readingWord(1204); w != "about 3 min left" {
			t.Errorf("%q", w)
		}
		m.causes.until = time.Now().Add(42 * time.Second)
		if w := m.readingWord(1204); w != "goes on in 42s" {
			t.Errorf("%q", w)
		}
		m.causes.until, m.causes.denied = time.Time{}, &api.Error{Kind: api.Forbidden}
		if w := m.readingWord(1204); w != "" {
			t.Errorf("%q", w)
		}
		m.poller.Rest(poll.Paused)
		if w := m.readingWord(1204); w != "paused, p goes on" {
			t.Errorf("%q", w)
		}
	})
}

// The board's sums are those of its groups, whatever is shown.
func TestSumsAreThoseOfTheGroups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := openBoard(t, wreck(t, 10))
		for _, only := range []string{"", "w0", "w1", "w2"} {
			m.filter.only = only
			var got board.Tally
			for _, g := range m.groups() {
				got.Total += g.Count
				switch g.Kind {
				case board.Known:
					got.Known += g.Count
				case board.Unread:
					got.Unread += g.Count
				case board.Archived:
					got.Archived += g.Count
				case board.Unreadable:
					got.Unreadable += g.Count
				}
			}
			if want := m.sums(); got != want {
				t.Errorf("%q: groups %+v, sums %+v", only, got, want)
			}
		}
	})
}

func TestGroupJSONOfAnEmptyGroup(t *testing.T) {
	if got := groupJSON(board.Group{Newest: "id", First: time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)}); got != "id" {
		t.Errorf("%q", got)
	}
}

// An empty board has nothing to open, copy or return to, and says so by doing
// nothing.
func TestEmptyBoardDoesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.workflows = []api.Workflow{{ID: "w", Name: "Never fails"}}
		m, loop := openBoard(t, f)
		if _, ok := selectedGroup(m); ok {
			t.Error("a group")
		}
		sent := len(loop.Sent)
		loop.Act("app.open")
		loop.Act("app.pane")
		loop.Act("list.copy-json")
		loop.Act("executions.workflow")
		if !m.board.on || m.split.Open || len(loop.Sent) != sent {
			t.Errorf("%v", loop.Sent[sent:])
		}
		loop.Act("executions.board")
		if m.board.on {
			t.Error("it does not close")
		}
	})
}
