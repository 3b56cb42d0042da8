package executions

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/theme"
)

// company is a small tenant with an execution of every kind, told from now.
func company(t *testing.T, now time.Time) *tenant {
	t.Helper()
	f := newTenant()
	names := []string{"Joiner: provision laptop", "Leaver: revoke ServiceNow access", "Quarterly access review reminder", "VIP onboarding"}
	for i, n := range names {
		f.workflows = append(f.workflows, api.Workflow{ID: fmt.Sprintf("0c7f2a5e-000%d-4000-8000-0123456789ab", i), Name: n, Modified: now.Add(-time.Duration(i) * 24 * time.Hour)})
	}
	add := func(workflow int, id string, ago, took time.Duration, status api.ExecutionStatus) {
		e := api.Execution{ID: id, Start: now.Add(-ago), Status: status, RequestID: "41e12a74fa7b4a6a98ae47887b64acdb"}
		if status.Closed() {
			e.Close = e.Start.Add(took)
		}
		f.add(workflow, e)
	}
	for i := range 9 {
		status := api.ExecutionCompleted
		if i%4 == 3 {
			status = api.ExecutionFailed
		}
		add(i%3, fmt.Sprintf("a1b2c3d4-%04d-4000-8000-00000000000a", i), time.Duration(20-i)*7*time.Hour, time.Duration(i+1)*3700*time.Millisecond, status)
	}
	add(2, "canceled-0", 3*time.Hour, 90*time.Minute, api.ExecutionCanceled)
	add(1, "odd-0", 2*time.Hour, 0, "Pondering")
	add(0, "failed-1", 40*time.Minute, 32100*time.Millisecond, api.ExecutionFailed)
	add(1, "running-1", 90*time.Second, 0, api.ExecutionRunning)
	add(3, "queued-1", 5*time.Second, 0, api.ExecutionQueued)

	shift := func(id, text string) {
		e := f.find(id)
		events := script(t, text)
		for i := range events {
			events[i].Time = e.Start.Add(events[i].Time.Sub(began))
		}
		f.history[id] = events
	}
	shift("failed-1", beginning+stepScript(0.1, 0.5, "Get Identity", "sp:get-identity")+stepScript(0.5, 0.54, "Is contractor?", "sp:compare-strings")+
		stepScript(0.6, 6.8, "Create ticket", "sp:http")+`
		6.8 ActivityTaskScheduled [Wait for approval|sp:forms]
		6.9 ActivityTaskStarted [Wait for approval|sp:forms]
		32.0 ActivityTaskFailed [Wait for approval|sp:forms|timeout after 25s: form not answered]
		32.1 WorkflowExecutionFailed [||step Wait for approval failed]`)
	shift("running-1", beginning+stepScript(0.2, 2, "Get Identity", "sp:get-identity")+`
		2.1 ActivityTaskScheduled [Disable accounts|sp:manage-account]
		2.5 ActivityTaskStarted [Disable accounts|sp:manage-account]`)
	shift("canceled-0", beginning+stepScript(0.2, 2, "Get campaigns", "sp:http"))
	return f
}

func render(m *Model, w, h int) string {
	frame, _ := m.Render(w, h)
	return ansi.Strip(frame)
}

func TestGoldenFrames(t *testing.T) {
	type act = keymap.Action
	for _, c := range []struct {
		name  string
		w, h  int
		theme string
		ascii bool
		acts  []act
	}{
		{name: "list-120x36", w: 120, h: 32},
		{name: "list-80x24", w: 80, h: 20},
		{name: "list-40x12", w: 40, h: 10},
		{name: "list-mono-80x24", w: 80, h: 20, theme: "mono", ascii: true},
		{name: "failed-only-80x24", w: 80, h: 20, acts: []act{"executions.failed"}},
		{name: "one-workflow-80x24", w: 80, h: 20, acts: []act{"executions.workflow"}},
		{name: "none-80x24", w: 80, h: 20, acts: []act{"list.bottom", "executions.workflow", "executions.failed", "executions.status", "executions.status"}},
		{name: "failed-120x36", w: 120, h: 32, acts: []act{"list.down", "list.down", "app.open"}},
		{name: "failed-80x24", w: 80, h: 20, acts: []act{"list.down", "list.down", "app.open"}},
		{name: "failed-40x12", w: 40, h: 10, acts: []act{"list.down", "list.down", "app.open"}},
		{name: "failed-mono-80x24", w: 80, h: 20, theme: "mono", ascii: true, acts: []act{"list.down", "list.down", "app.open"}},
		{name: "failed-text-80x24", w: 80, h: 20, acts: []act{"list.down", "list.down", "app.open", "app.open"}},
		{name: "failed-events-80x24", w: 80, h: 20, acts: []act{"list.down", "list.down", "app.open", "timeline.mode"}},
		{name: "failed-json-80x24", w: 80, h: 20, acts: []act{"list.down", "list.down", "app.open", "timeline.mode", "timeline.mode"}},
		{name: "running-80x24", w: 80, h: 20, acts: []act{"list.down", "app.open"}},
		{name: "archived-80x24", w: 80, h: 20, acts: []act{"list.bottom", "app.open"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := company(t, time.Now())
				m, loop := open(t, f)
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

func TestGoldenStates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		f.latency = time.Minute // longer than a read may take
		m, loop := open(t, f)
		golden.Equal(t, "state-loading-80x24", render(m, 80, 20))
		loop.Advance(16 * time.Second)
		golden.Equal(t, "state-offline-80x24", render(m, 80, 20))
	})
	synctest.Test(t, func(t *testing.T) {
		m, _ := open(t, newTenant())
		golden.Equal(t, "state-no-workflows-80x24", render(m, 80, 20))
	})
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.workflows = []api.Workflow{{ID: "w", Name: "Never run"}}
		m, _ := open(t, f)
		golden.Equal(t, "state-no-executions-80x24", render(m, 80, 20))
	})
}
