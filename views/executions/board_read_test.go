package executions

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/views/executions/board"
)

// Nothing is read while the board is paused, hidden or left; it goes on where it
// was.
func TestBoardPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 160)
		m, loop := open(t, f)
		f.latency = time.Second
		loop.Act("executions.board")
		steps := []struct {
			name     string
			off, on  func()
			whenOver int
		}{
			{"p", func() { loop.Act("app.pause") }, func() { loop.Act("app.pause") }, 0},
			{"another view", func() { loop.Do(m.SetActive(false)) }, func() { loop.Do(m.SetActive(true)) }, 0},
			{"esc", func() { loop.Act("app.back") }, func() { loop.Act("executions.board") }, 0},
		}
		for _, s := range steps {
			loop.Advance(4 * time.Second)
			s.off()
			loop.Advance(2 * time.Second) // what is under way comes
			known, asked := m.sums().Known, f.count(api.GetHistory)
			if known == 0 || m.sums().Unread == 0 {
				t.Fatalf("%s: %+v", s.name, m.sums())
			}
			m.causes.left = 0 // the list does not look for itself
			loop.Advance(5 * time.Second)
			if n := f.count(api.GetHistory); n > asked+1 {
				t.Errorf("%s: %d histories meanwhile", s.name, n-asked)
			}
			if s.name == "p" && !strings.Contains(render(m, 100, 20), "paused, p goes on") {
				t.Errorf("not told:\n%s", render(m, 100, 20))
			}
			s.on()
			loop.Advance(4 * time.Second)
			if m.sums().Known <= known {
				t.Errorf("%s: it does not go on: %+v", s.name, m.sums())
			}
		}
		loop.Advance(2 * time.Minute)
		if s := m.sums(); s.Unread != 0 || s.Total != 163 {
			t.Errorf("%+v", s)
		}
		if n := f.count(api.GetHistory); n > 163+6 {
			t.Errorf("%d histories for 163 runs", n)
		}
	})
}

func TestBoardSaysWhatCannotBeRead(t *testing.T) {
	for _, c := range []struct {
		kind  api.Kind
		until int // requests that fail
		want  board.Tally
		most  int // histories asked for in a minute
	}{
		{api.Decode, 1000, board.Tally{Total: 13, Unreadable: 13}, 13},
		{api.Forbidden, 1000, board.Tally{Total: 13, Unread: 13}, readers},
		{api.Offline, 1000, board.Tally{Total: 13, Unread: 13}, 9 * readers},
		{api.Server, 3, board.Tally{Total: 13, Known: 12, Archived: 1}, 17},
		{api.Throttled, 5, board.Tally{Total: 13, Known: 12, Archived: 1}, 19},
	} {
		t.Run(c.kind.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := wreck(t, 10)
				left := c.until
				f.fail = func(op api.Op, _ string) error {
					if op == api.GetHistory && left > 0 {
						left--
						return &api.Error{Kind: c.kind, Op: op, Detail: "no luck", RetryAfter: map[bool]time.Duration{true: 7 * time.Second}[c.kind == api.Throttled]}
					}
					return nil
				}
				m, loop := open(t, f)
				loop.Act("executions.board")
				loop.Advance(time.Minute)
				m.Render(80, 20)
				if got := m.sums(); got != c.want {
					t.Errorf("%+v, want %+v", got, c.want)
				}
				if n := f.count(api.GetHistory); n > c.most {
					t.Errorf("%d histories", n)
				}
				if c.kind == api.Forbidden {
					if !strings.Contains(render(m, 80, 20), "Why runs failed cannot be read: no luck") {
						t.Errorf("not told:\n%s", render(m, 80, 20))
					}
					left = 0
					loop.Act("app.refresh")
					loop.Advance(time.Minute)
					if s := m.sums(); s.Unread != 0 {
						t.Errorf("r does not try again: %+v", s)
					}
				}
			})
		})
	}
}

// One history that makes the tenant fail does not hold up the others.
func TestBoardGoesPastABadHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 10)
		f.fail = func(op api.Op, id string) error {
			if op == api.GetHistory && id == "joiner-009" {
				return &api.Error{Kind: api.Server, Op: op, Status: 500}
			}
			return nil
		}
		m, loop := open(t, f)
		loop.Act("executions.board")
		loop.Advance(2 * time.Minute)
		if s := m.sums(); s != (board.Tally{Total: 13, Known: 11, Archived: 1, Unreadable: 1}) || f.count(api.GetHistory, "joiner-009") != readTries {
			t.Errorf("%+v after %d tries", s, f.count(api.GetHistory, "joiner-009"))
		}
	})
}

// The share of a busy workflow is known without reading all its runs.
func TestBoardCountsRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 10)
		for i := range 4000 {
			at := time.Now().Add(-time.Duration(4000-i) * 20 * time.Second)
			f.add(2, api.Execution{ID: fmt.Sprintf("busy-%04d", i), Start: at, Close: at.Add(time.Second), Status: api.ExecutionCompleted})
		}
		failRun(t, f, 2, "one", time.Second, "418 I'm a teapot")
		f.executions["w2"] = f.executions["w2"][:4001] // the one of an hour ago is out of order
		m, loop := openBoard(t, f)
		if !strings.Contains(groupsOf(m), "1 of 4001 w2 Create ticket: 418") {
			t.Errorf("%s", groupsOf(m))
		}
		if n := f.count(api.ListExecutions, "w2"); n > 16 {
			t.Errorf("%d requests to count 4001 runs", n)
		}
		f.add(2, api.Execution{ID: "later", Start: time.Now(), Close: time.Now(), Status: api.ExecutionCompleted})
		loop.Advance(20 * time.Second)
		failRun(t, f, 2, "two", time.Second, "418 I'm a teapot")
		loop.Advance(20 * time.Second)
		if !strings.Contains(groupsOf(m), "2 of 4003 w2 Create ticket: 418") {
			t.Errorf("later: %s", groupsOf(m))
		}
	})
}

// A tenant that does not filter gives no share, and right counts all the same.
func TestBoardOfATenantThatDoesNotFilter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 40)
		f.deaf = true
		m, loop := open(t, f)
		loop.Act("executions.board")
		loop.Advance(2 * time.Minute)
		if s := m.sums(); s.Total != 43 || s.Unread != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// A run that was opened before is not read again for the board.
func TestBoardLearnsFromWhatIsOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 10)
		m, loop := open(t, f)
		m.causes.left = 0
		m.list.Select("joiner-009")
		m.rest.id = "joiner-009" // or it would be found out why those around it failed
		loop.Act("app.open")
		loop.Advance(time.Second)
		if m.board.book.Len() == 0 { // others in sight may have been found out by themselves
			t.Fatal("no failure is known")
		}
		loop.Act("executions.board")
		loop.Advance(20 * time.Second)
		if n := f.count(api.GetHistory, "joiner-009"); n != 1 || m.sums().Unread != 0 {
			t.Errorf("read %d times, %+v", n, m.sums())
		}
	})
}

// While somebody waits for a history, those that nobody waits for come one at a
// time.
func TestBoardLeavesRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 100)
		m, loop := open(t, f)
		f.latency = time.Second
		loop.Act("executions.board")
		loop.Advance(8 * time.Second)
		if f.atMost < readers {
			t.Fatalf("at most %d at once", f.atMost)
		}
		m.Render(80, 20)
		loop.Act("app.pane")
		d := m.shown()
		if d == nil {
			t.Fatal("nothing opens")
		}
		loop.Advance(2 * time.Second)
		d.loading, d.all = true, false // another page, which takes long
		loop.Advance(2 * time.Second)
		f.atMost = 0
		loop.Advance(3 * time.Second)
		if f.atMost > 2 {
			t.Errorf("%d at once", f.atMost)
		}
		d.loading = false
	})
}

// From a tenant with history-v2 each cause takes one request, with the definition
// the run used.
func TestBoardReadsWholeHistories(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 10)
		f.definition = `{"start":"Create ticket","steps":{"Create ticket":{"type":"action","actionId":"sp:http"}}}`
		m, _ := openBoard(t, f)
		if got := groupsOf(m); got != wrecked {
			t.Errorf("got\n%s", got)
		}
		if v2, v1 := f.count(api.GetHistoryV2), f.count(api.GetHistory); v2 != 13 || v1 != 1 {
			t.Errorf("%d and %d requests", v2, v1) // the one that is gone may be in the older operation
		}
	})
}

// That a tenant has no history-v2 is found out once.
func TestBoardNotesThatThereIsNoV2(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := openBoard(t, wreck(t, 4))
		if !m.noV2 {
			t.Error("it is asked for again and again")
		}
	})
}

// A history of thousands of events is not read as a whole.
func TestBoardReadsTheEndOfALongHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 1)
		long := f.history["joiner-000"]
		var events []api.Event
		events = append(events, long[:2]...)
		for i := range 9000 {
			name := fmt.Sprintf("Step %d", i%7)
			typ := [...]string{"ActivityTaskScheduled", "ActivityTaskStarted", "ActivityTaskCompleted"}[i%3]
			events = append(events, api.Event{Type: typ, Step: name, Display: name, Time: long[1].Time.Add(time.Duration(i) * time.Millisecond)})
		}
		f.history["joiner-000"] = append(events, long[2:]...)
		m, _ := openBoard(t, f)
		if !strings.Contains(groupsOf(m), "1 of 2 w0 Create ticket: 503") {
			t.Errorf("%s", groupsOf(m))
		}
		if n := f.count(api.GetHistory, "joiner-000"); n > 16 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestCauseWords(t *testing.T) {
	for _, c := range []struct {
		cause board.Cause
		want  string
	}{
		{board.Cause{Step: "s", Label: "Create ticket", Error: "503\nmore"}, "Create ticket: 503 …"},
		{board.Cause{Step: "s", Label: "Create ticket"}, "Create ticket"},
		{board.Cause{Label: board.NoStep, Error: "no definition"}, "no definition"},
		{board.Cause{Label: board.NoStep}, ""},
	} {
		if got := causeWords(c.cause); got != c.want {
			t.Errorf("%+v: %q, want %q", c.cause, got, c.want)
		}
	}
}

// The pause after a failure doubles, up to a minute, and what fails beside it
// does not make it longer; r ends it.
func TestReadingPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := open(t, wreck(t, 1))
		offline := &api.Error{Kind: api.Offline, Op: api.GetHistory}
		var waits []time.Duration
		for range 6 {
			m.causes.until = time.Time{}
			m.causeFailed("nobody", offline)
			m.causeFailed("nobody", offline)
			m.causeFailed("nobody", offline)
			waits = append(waits, time.Until(m.causes.until))
		}
		want := []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second, time.Minute, time.Minute}
		if !slices.Equal(waits, want) {
			t.Errorf("%v, want %v", waits, want)
		}
		m.causeFailed("nobody", &api.Error{Kind: api.Throttled, RetryAfter: 90 * time.Second})
		if w := time.Until(m.causes.until); w != 90*time.Second {
			t.Errorf("the tenant asks for 90 s: %v", w)
		}
		m.refreshBoard()
		m.board.on = true
		if !m.mayRead() {
			t.Error("r does not end the pause")
		}
		m.board.on = false
	})
}
