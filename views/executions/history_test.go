package executions

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/views/executions/run"
)

func TestLongHistoryIsPagedToItsEnd(t *testing.T) {
	for _, noOffset := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			f := company(t, time.Now())
			var text strings.Builder
			text.WriteString(beginning)
			for i := range 400 {
				text.WriteString(stepScript(float64(i), float64(i)+0.5, fmt.Sprintf("Step %d", i), "sp:http"))
			}
			f.history["canceled-0"] = script(t, text.String())
			f.noOffset = noOffset
			m, loop := open(t, f)
			m.list.Select("canceled-0")
			f.reset()
			loop.Act("app.open")
			d := m.shown()
			if len(d.events) != 1202 || !d.all || d.run.Steps[400].Label != "Step 399" {
				t.Errorf("%d events, to the end %v", len(d.events), d.all)
			}
			want := 5
			if noOffset {
				want = 2 // the second answer is the first one again
			}
			if n := f.count(api.GetHistory, "canceled-0"); n != want {
				t.Errorf("%d pages, want %d", n, want)
			}
			f.reset()
			loop.Advance(time.Minute)
			if n := f.count(api.GetHistory, "canceled-0"); n != 0 {
				t.Errorf("a history that is complete was read %d times more", n)
			}
		})
	}
}

func TestHistoryV2TellsTheDefinition(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		f.definition = provisioning
		m, loop := open(t, f)
		m.list.Select("failed-1")
		f.reset()
		loop.Act("app.open")
		if v2, pages := f.count(api.GetHistoryV2, "failed-1"), f.count(api.GetHistory, "failed-1"); v2 != 1 || pages != 0 {
			t.Errorf("%d whole histories and %d pages", v2, pages)
		}
		if s := m.shown().run.Steps[2]; s.Kind != run.Choice || s.Branch != "Create ticket" || m.shown().run.Basis != "the one this run used" {
			t.Errorf("choice %+v, definition %q", s, m.shown().run.Basis)
		}
	})
}

func TestRunningExecutionIsFollowedToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.list.Select("running-1")
		loop.Act("app.open")
		if row := m.detail.line.Selected(); row.Label != "Disable accounts" || !m.detail.line.Following() {
			t.Errorf("the cursor is on %q", row.Label)
		}
		f.reset()
		loop.Advance(9500 * time.Millisecond)
		if n := f.count(api.GetHistory, "running-1"); n != 3 {
			t.Errorf("%d looks within nine seconds", n)
		}
		e := f.find("running-1")
		add := func(text string) {
			for _, ev := range script(t, text) {
				ev.Time = time.Now()
				f.history["running-1"] = append(f.history["running-1"], ev)
			}
		}
		add("3 ActivityTaskCompleted [Disable accounts|sp:manage-account]\n4 ActivityTaskScheduled [Report|sp:send-email]")
		loop.Advance(3 * time.Second)
		if row := m.detail.line.Selected(); row.Label != "Report" {
			t.Errorf("it does not stick to the newest step but to %q", row.Label)
		}
		loop.Act("timeline.up")
		add("5 ActivityTaskStarted [Report|sp:send-email]\n6 ActivityTaskScheduled [More|sp:http]")
		loop.Advance(3 * time.Second)
		if row := m.detail.line.Selected(); row.Label != "Disable accounts" {
			t.Errorf("it moved a person's cursor to %q", row.Label)
		}
		loop.Act("timeline.follow")
		add("7 ActivityTaskFailed [More|sp:http|boom]\n8 WorkflowExecutionFailed")
		f.end(e.ID, api.ExecutionFailed, time.Now())
		loop.Advance(3 * time.Second)
		if row := m.detail.line.Selected(); row.Label != "More" || m.causes.words["running-1"] != "More: boom" || m.list.Row("running-1").Status != api.ExecutionFailed {
			t.Errorf("at the end the cursor is on %q, cause %q", row.Label, m.causes.words["running-1"])
		}
		f.reset()
		loop.Advance(time.Minute)
		if n := f.count(api.GetHistory); n != 0 {
			t.Errorf("%d looks after the end", n)
		}
	})
}

func TestFollowingRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.list.Select("running-1")
		loop.Act("app.open")
		loop.Act("app.pause")
		f.reset()
		loop.Advance(time.Minute)
		if n := len(f.calls); n != 0 {
			t.Errorf("%d requests while paused", n)
		}
		loop.Act("app.pause")
		loop.Advance(4 * time.Second)
		if n := f.count(api.GetHistory, "running-1"); n != 2 {
			t.Errorf("%d looks after the pause", n)
		}
		loop.Send(tea.BlurMsg{})
		loop.Advance(3 * time.Second) // the tick that was out
		f.reset()
		loop.Advance(30 * time.Second)
		if n := f.count(api.GetHistory); n > 3 {
			t.Errorf("%d looks in half a minute out of focus", n)
		}
		loop.Send(tea.FocusMsg{})
		loop.Act("app.back")
		loop.Advance(5 * time.Second)
		f.reset()
		loop.Advance(9 * time.Second)
		if n := f.count(api.GetHistory); n != 0 {
			t.Errorf("%d looks at a timeline that is closed", n)
		}
	})
}

// An execution that ended while its timeline was closed is read to its end when
// it is opened again.
func TestReopenedAfterItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.list.Select("running-1")
		loop.Act("app.open")
		loop.Act("app.back")
		f.history["running-1"] = append(f.history["running-1"], script(t, "9 WorkflowExecutionCompleted")...)
		f.end("running-1", api.ExecutionCompleted, time.Now())
		loop.Advance(time.Minute)
		loop.Act("app.open")
		if d := m.shown(); !d.final || d.run.Live() {
			t.Errorf("read to the end: %v, %d events", d.final, len(d.events))
		}
	})
}

func TestFailedReadOfAHistoryIsToldAndRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		f.fail = func(op api.Op, _ string) error {
			if op == api.GetHistory {
				return &api.Error{Kind: api.Server, Op: op, Status: 500, Detail: "Internal Fault"}
			}
			return nil
		}
		m.list.Select("failed-1")
		loop.Act("app.open")
		if frame := render(m, 80, 20); !strings.Contains(frame, "Internal Fault (HTTP 500)") || !strings.Contains(frame, "r tries again") {
			t.Errorf("the failure is not told:\n%s", frame)
		}
		f.fail = nil
		loop.Act("app.refresh")
		if frame := render(m, 80, 20); !strings.Contains(frame, "Wait for approval") {
			t.Errorf("r does not help:\n%s", frame)
		}
	})
}
