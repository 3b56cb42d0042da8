package executions

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
)

// busy gives the tenant n runs under way, in as many workflows, begun an hour
// ago: so long that nobody looks at them often.
func busy(t *testing.T, n int) *tenant {
	t.Helper()
	f := newTenant()
	f.populate(time.Now(), n, 3)
	for i := range n {
		f.add(i, api.Execution{ID: fmt.Sprintf("runs-%d", i), Start: time.Now().Add(-time.Hour), Status: api.ExecutionRunning})
	}
	return f
}

// Who comes back after minutes sees at once what has become of what ran.
func TestComingBackRereadsWhatRan(t *testing.T) {
	for name, away := range map[string]struct{ leave, back func(*Model) tea.Cmd }{
		"hidden": {func(m *Model) tea.Cmd { return m.SetActive(false) }, func(m *Model) tea.Cmd { return m.SetActive(true) }},
		"hidden while only what runs is shown": {
			func(m *Model) tea.Cmd { return tea.Batch(m.filterBy(onlyRunning), m.SetActive(false)) },
			func(m *Model) tea.Cmd { return m.SetActive(true) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := busy(t, 12)
				m, loop := open(t, f)
				loop.Advance(time.Second)
				loop.Do(away.leave(m))
				loop.Advance(8 * time.Minute)
				if m.Badge() == "" {
					t.Fatal("nothing runs")
				}
				for i := range 12 {
					f.end(fmt.Sprintf("runs-%d", i), api.ExecutionCompleted, time.Now())
				}
				f.reset()
				loop.Do(away.back(m))
				if m.Badge() != "" || f.count(api.ListWorkflows) != 1 {
					t.Errorf("badge %q, %d lists of workflows, at the moment of the return", m.Badge(), f.count(api.ListWorkflows))
				}
				if n := f.count(api.GetExecution); n != 12 {
					t.Errorf("%d looks at 12 executions", n)
				}
			})
		})
	}
}

// A refresh that was cut short by hiding went by a list of workflows that is old
// when somebody comes back.
func TestComingBackToARefreshThatWasCutShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := busy(t, 12)
		m, loop := open(t, f)
		for i := range 12 {
			f.add(i, api.Execution{ID: fmt.Sprintf("new-%d", i), Start: time.Now(), Status: api.ExecutionRunning})
		}
		f.latency = 3 * time.Second
		loop.Advance(19 * time.Second) // the list of workflows has come, four pages are under way
		loop.Do(m.SetActive(false))
		loop.Advance(8 * time.Minute)
		if !m.feed.round {
			t.Fatal("the refresh has ended")
		}
		for i := range f.workflows {
			if !m.feed.flows[f.workflows[i].ID].due { // its page has been read
				f.add(i, api.Execution{ID: "newest", Start: time.Now(), Status: api.ExecutionRunning})
				break
			}
		}
		f.latency = 0
		f.reset()
		loop.Do(m.SetActive(true))
		if f.count(api.ListWorkflows) != 1 || m.feed.round || m.list.Row("newest") == nil || m.poller.Fresh() != time.Now() {
			t.Errorf("refreshing %v, the newest %v, fresh %v ago", m.feed.round, m.list.Row("newest"), time.Since(m.poller.Fresh()))
		}
	})
}

func TestAskingForWhatRunsRereadsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := busy(t, 12)
		m, loop := open(t, f)
		loop.Advance(25 * time.Second) // three were looked at, the others not for a refresh
		for i := range 12 {
			f.end(fmt.Sprintf("runs-%d", i), api.ExecutionCompleted, time.Now())
		}
		loop.Act("executions.status")
		if n := m.list.Shown(); n > openChecks || m.filter.status != onlyRunning {
			t.Errorf("%d are shown as running", n)
		}
	})
}

func TestComingBackStaysBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := busy(t, 100)
		m, loop := open(t, f)
		loop.Do(m.SetActive(false))
		loop.Advance(8 * time.Minute)
		f.reset()
		loop.Do(m.SetActive(true))
		if n := f.count(api.GetExecution); n < rechecks || n > rechecks+openChecks {
			t.Errorf("%d looks at once", n)
		}
		if n := f.count(api.ListExecutions); n != 0 {
			t.Errorf("%d pages without news", n)
		}
	})
}
