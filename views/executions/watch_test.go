package executions

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/viewtest"
)

// notified returns what the person was notified of.
func notified(loop *viewtest.Loop) []screen.Notify {
	var out []screen.Notify
	for _, msg := range loop.Sent {
		if n, ok := msg.(screen.Notify); ok {
			out = append(out, n)
		}
	}
	return out
}

// told fails the test unless that was the one thing the person was notified of.
func told(t *testing.T, loop *viewtest.Loop, tone screen.Tone, text string) {
	t.Helper()
	got := notified(loop)
	if len(got) != 1 || got[0].Tone != tone || !strings.HasPrefix(got[0].Text, text) {
		t.Errorf("notified of %+v, want %q", got, text)
	}
}

// silent fails the test if anything is asked for within two minutes.
func silent(t *testing.T, f *tenant, loop *viewtest.Loop) {
	t.Helper()
	f.reset()
	loop.Advance(2 * time.Minute)
	if len(f.calls) > 0 {
		t.Errorf("nothing is watched, yet asked: %q", f.calls)
	}
}

func TestWatchTellsTheEndOfARunInAnyView(t *testing.T) {
	for _, c := range []struct {
		status api.ExecutionStatus
		tone   screen.Tone
	}{{api.ExecutionCompleted, screen.Good}, {api.ExecutionFailed, screen.Bad}, {"TimedOut", screen.Bad}, {api.ExecutionCanceled, screen.Warn}} {
		t.Run(string(c.status), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := company(t, time.Now())
				m, loop := open(t, f)
				m.list.Select("running-1")
				loop.Act("executions.watch")
				if want := "Watched: you are told when this run of Leaver: revoke ServiceNow access ends"; !slices.Contains(loop.Toasts(), want) {
					t.Errorf("toasts %q", loop.Toasts())
				}
				m.SetActive(false)
				loop.Advance(time.Minute)
				if got := notified(loop); len(got) > 0 {
					t.Fatalf("notified of %+v while it runs", got)
				}
				f.end("running-1", c.status, time.Now())
				loop.Advance(watchEvery + time.Second)
				told(t, loop, c.tone, string(c.status)+": Leaver: revoke ServiceNow access, after 2m")
				if m.list.Row("running-1").Status != c.status || m.watchedRow(&m.list.Row("running-1").Execution) {
					t.Errorf("the row is %s", m.list.Row("running-1").Status)
				}
				silent(t, f, loop)
			})
		})
	}
}

// What ended is told once, whoever sees it first: here a timeline that follows
// the run, which is all that is read of it.
func TestWatchLeavesReadingToOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.list.Select("running-1")
		loop.Act("app.open")
		loop.Act("executions.watch")
		f.reset()
		loop.Advance(30 * time.Second)
		if n := f.count(api.GetExecution, "running-1"); n > 11 {
			t.Errorf("read %d times in 30 s by two", n)
		}
		f.end("running-1", api.ExecutionFailed, time.Now())
		loop.Advance(10 * time.Second)
		told(t, loop, screen.Bad, "Failed: Leaver")
	})
}

func TestWatchIsTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.list.Select("running-1")
		loop.Act("executions.watch")
		loop.Act("executions.watch")
		if toasts := loop.Toasts(); !slices.Contains(toasts, "No longer watched: Leaver: revoke ServiceNow access") {
			t.Errorf("toasts %q", toasts)
		}
		m.SetActive(false)
		f.end("running-1", api.ExecutionFailed, time.Now())
		silent(t, f, loop)
		if got := notified(loop); len(got) > 0 {
			t.Errorf("notified of %+v all the same", got)
		}
	})
}

// On a run that has ended, it is the workflow that is watched: what ended before
// is no news, and a run that began and ended between two looks is.
func TestWatchTellsTheNextEndOfAWorkflow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.SetActive(false)
		f.add(0, api.Execution{ID: "unseen-1", Status: api.ExecutionFailed, Start: time.Now().Add(-time.Minute), Close: time.Now()})
		m.list.Select("failed-1")
		loop.Act("executions.watch")
		if want := "Watched: you are told when the next run of Joiner: provision laptop ends"; !slices.Contains(loop.Toasts(), want) {
			t.Errorf("toasts %q", loop.Toasts())
		}
		for _, id := range []string{"failed-1", "a1b2c3d4-0000-4000-8000-00000000000a"} {
			if !m.watchedRow(&m.list.Row(id).Execution) {
				t.Errorf("%s is not marked", id)
			}
		}
		loop.Advance(time.Minute)
		if got := notified(loop); len(got) > 0 {
			t.Fatalf("notified of %+v, which ended before", got)
		}
		f.add(0, api.Execution{ID: "new-1", Status: api.ExecutionRunning, Start: time.Now()})
		f.add(0, api.Execution{ID: "new-2", Status: api.ExecutionCompleted, Start: time.Now(), Close: time.Now().Add(time.Second)})
		loop.Advance(watchEvery + time.Second)
		told(t, loop, screen.Good, "Completed: Joiner: provision laptop, after 1.0s")
		silent(t, f, loop)
	})
}

// A run that was believed to go on when the workflow began to be watched is one
// whose end is waited for, even if it has ended by then.
func TestWatchOfAWorkflowTellsTheEndOfARunSeenOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.SetActive(false)
		f.end("running-1", api.ExecutionFailed, time.Now())
		var ended string
		for i := range m.list.Rows() {
			if r := &m.list.Rows()[i]; r.WorkflowID == m.list.Row("running-1").WorkflowID && r.Status.Closed() {
				ended = r.ID
			}
		}
		m.list.Select(ended)
		loop.Act("executions.watch")
		told(t, loop, screen.Bad, "Failed: Leaver")
	})
}

// With the list on one workflow that has no run, there is still what to watch.
func TestWatchOfAWorkflowWithoutRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		f.workflows = append(f.workflows, api.Workflow{ID: "w-new", Name: "Never run"})
		m, loop := open(t, f)
		loop.Do(m.Open(api.Workflow{ID: "w-new", Name: "Never run"}))
		loop.Act("executions.watch")
		m.SetActive(false)
		loop.Advance(time.Minute)
		f.add(len(f.workflows)-1, api.Execution{ID: "first", Status: api.ExecutionFailed, Start: time.Now(), Close: time.Now()})
		loop.Advance(watchEvery + time.Second)
		told(t, loop, screen.Bad, "Failed: Never run")
	})
}

func TestNothingToWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		_, loop := open(t, f)
		loop.Act("executions.watch")
		if toasts := loop.Toasts(); !slices.Contains(toasts, "Nothing is selected that could end") {
			t.Errorf("toasts %q", toasts)
		}
	})
}

// However much is watched, a few requests are made at a time, and everything has
// its turn.
func TestManyWatchesArePaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 2, 2)
		for i := range 30 {
			f.add(i%2, api.Execution{ID: fmt.Sprintf("open-%02d", i), Status: api.ExecutionRunning, Start: time.Now().Add(-time.Duration(i) * time.Second)})
		}
		m, loop := open(t, f)
		for i := range 30 {
			m.list.Select(fmt.Sprintf("open-%02d", i))
			loop.Act("executions.watch")
		}
		m.SetActive(false)
		loop.Advance(watchEvery)
		f.reset()
		loop.Advance(10 * watchEvery)
		for i := range 30 {
			if n := f.count(api.GetExecution, fmt.Sprintf("open-%02d", i)); n != 1 {
				t.Errorf("open-%02d was looked at %d times", i, n)
			}
		}
		if n := len(f.calls); n > 10*watchAbreast {
			t.Errorf("%d requests", n)
		}
	})
}

// While the tenant cannot be reached the looks become rare, that is said once,
// and the end is told as soon as it can be seen.
func TestWatchOutlastsAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.list.Select("running-1")
		loop.Act("executions.watch")
		m.SetActive(false)
		loop.Advance(time.Minute)
		f.fail = failing(api.GetExecution, lost(api.GetExecution))
		f.reset()
		loop.Advance(10 * time.Minute)
		if n := f.count(api.GetExecution); n < 10 || n > 15 {
			t.Errorf("%d looks in ten minutes", n)
		}
		said := 0
		for _, s := range loop.Toasts() {
			if strings.HasPrefix(s, "Whether Leaver: revoke ServiceNow access has ended cannot be told now: connection reset") {
				said++
			}
		}
		if said != 1 {
			t.Errorf("said %d times in %q", said, loop.Toasts())
		}
		f.end("running-1", api.ExecutionCompleted, time.Now())
		f.fail = nil
		loop.Advance(watchSlowest + watchEvery)
		told(t, loop, screen.Good, "Completed: Leaver")
	})
}

func TestWatchObeysRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.list.Select("running-1")
		f.fail = failing(api.GetExecution, &api.Error{Kind: api.Throttled, Op: api.GetExecution, Status: 429, RetryAfter: 2 * time.Minute})
		loop.Act("executions.watch")
		m.SetActive(false)
		f.reset()
		loop.Advance(2*time.Minute - time.Second)
		if n := f.count(api.GetExecution); n > 0 {
			t.Errorf("%d looks before the time that was told", n)
		}
		loop.Advance(2 * watchEvery)
		if n := f.count(api.GetExecution); n != 1 {
			t.Errorf("%d looks after it", n)
		}
	})
}

func TestWatchEndsWhereThereIsNothingToSee(t *testing.T) {
	for name, err := range map[string]*api.Error{
		"no such execution (HTTP 404)": notFound(api.GetExecution),
		"no right (HTTP 403)":          {Kind: api.Forbidden, Op: api.GetExecution, Status: 403, Detail: "no right"},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := company(t, time.Now())
			m, loop := open(t, f)
			m.list.Select("running-1")
			loop.Act("executions.watch")
			m.SetActive(false)
			f.fail = failing(api.GetExecution, err)
			loop.Advance(2 * watchEvery)
			told(t, loop, screen.Warn, "No longer watched: Leaver: revoke ServiceNow access: "+name)
			silent(t, f, loop)
		})
	}
}

// A view that is closed asks nothing any more.
func TestWatchEndsWithTheView(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.list.Select("running-1")
		loop.Act("executions.watch")
		m.SetActive(false)
		m.Close()
		silent(t, f, loop)
	})
}

func TestGoldenWatched(t *testing.T) {
	for _, c := range []struct {
		name  string
		w, h  int
		theme string
		ascii bool
		acts  []keymap.Action
	}{
		{name: "watched-120x36", w: 120, h: 32, acts: []keymap.Action{"list.down", "executions.watch", "list.down", "executions.watch"}},
		{name: "watched-80x24", w: 80, h: 20, acts: []keymap.Action{"list.down", "executions.watch", "list.down", "executions.watch"}},
		{name: "watched-mono-40x12", w: 40, h: 10, theme: "mono", ascii: true, acts: []keymap.Action{"list.down", "executions.watch"}},
		{name: "watched-running-80x24", w: 80, h: 20, acts: []keymap.Action{"list.down", "executions.watch", "app.open"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, loop := open(t, company(t, time.Now()))
				m.env.Styles = theme.New(c.theme, true, c.ascii, "")
				m.Render(c.w, c.h)
				loop.Advance(500 * time.Millisecond)
				for _, a := range c.acts {
					loop.Act(a)
					m.Render(c.w, c.h)
				}
				golden.Equal(t, c.name, render(m, c.w, c.h))
			})
		})
	}
}
