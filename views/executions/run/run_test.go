package run

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"iscope/api"
	"iscope/api/vendordocs"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/ui/timeline"
	"iscope/views/executions/run/runtest"
)

var began = runtest.Began

// env is what a frame is drawn with at a moment.
func env(now time.Time) *screen.Env {
	return &screen.Env{Styles: theme.New("", true, false, ""), Now: func() time.Time { return now }, Zone: time.UTC}
}

// check compares a frame with testdata/name.golden.
func check(t *testing.T, name, frame string) {
	t.Helper()
	golden.File(t, name+".golden", ansi.Strip(frame)+"\n")
}

// frame draws a run the way the detail does.
func frame(t *testing.T, r *Run, now time.Time, noise bool, w, h int) string {
	t.Helper()
	line := timeline.New(env(now))
	line.SetRows(r.Rows(Shape{Noise: noise}))
	return line.Render(w, h)
}

func TestGoldenHistories(t *testing.T) {
	for _, c := range runtest.Crafted(t) {
		t.Run(c.Name, func(t *testing.T) {
			r := Make(c.Exec, c.Events, c.Definition, true)
			checkNothingLost(t, r)
			check(t, "history-"+c.Name, frame(t, r, began.Add(10*time.Second), false, 110, 18))
		})
	}
	for _, name := range []string{"constructed-history-completed", "constructed-history-failed", "workflow-execution-history"} {
		t.Run(name, func(t *testing.T) {
			events := runtest.Events(t, vendordocs.Example(t, name+".json"))
			exec := runtest.Execution(api.ExecutionCompleted, 2.45)
			if strings.Contains(name, "failed") {
				exec = runtest.Execution(api.ExecutionFailed, 8.2)
			}
			if len(events) == 1 {
				exec = api.Execution{ID: "x", Start: events[0].Time, Status: api.ExecutionQueued}
			}
			r := Make(exec, events, api.Definition{}, true)
			checkNothingLost(t, r)
			check(t, name, frame(t, r, events[0].Time.Add(10*time.Second), false, 110, 18))
			check(t, name+"-noise", frame(t, r, events[0].Time.Add(10*time.Second), true, 110, 24))
		})
	}
}

// checkNothingLost fails unless every event is in a step that has a row once
// noise is shown.
func checkNothingLost(t rapid.TB, r *Run) {
	t.Helper()
	seen := make([]int, len(r.Events))
	ids := map[string]bool{}
	var count func(steps []*Step)
	count = func(steps []*Step) {
		for _, s := range steps {
			for _, i := range s.Events {
				seen[i]++
			}
			count(s.Inner)
		}
	}
	count(r.Steps)
	for i, n := range seen {
		if n != 1 {
			t.Fatalf("event %d (%s) is in %d steps", i, r.Events[i].Type, n)
		}
	}
	for _, row := range r.Rows(Shape{Noise: true}) {
		if row.Note {
			continue
		}
		if ids[row.ID] {
			t.Fatalf("two rows have the id %q", row.ID)
		}
		ids[row.ID] = true
	}
	for _, s := range r.Steps {
		if !ids[s.ID] {
			t.Fatalf("step %q has no row", s.Label)
		}
	}
	if got := len(r.EventRows(true)); got != len(r.Events) {
		t.Fatalf("%d events have %d rows", len(r.Events), got)
	}
}

func TestFailingStep(t *testing.T) {
	want := map[string]string{"retries": "Create ticket", "loop": "Each account", "skew-and-contradiction": "Never scheduled", "all-types": "Done?", "parallel-children": "Disable account"}
	for _, c := range runtest.Crafted(t) {
		r := Make(c.Exec, c.Events, c.Definition, true)
		got := ""
		if r.failing != nil {
			got = r.failing.Label
		}
		if c.Name == "skew-and-contradiction" {
			// First it completed, then it said it failed: the first word stands.
			want[c.Name] = ""
		}
		if got != want[c.Name] {
			t.Errorf("%s: failing step %q, want %q", c.Name, got, want[c.Name])
		}
	}
}

func TestFailingStepOfTheSample(t *testing.T) {
	r := Make(runtest.Execution(api.ExecutionFailed, 8.2), runtest.Events(t, vendordocs.Example(t, "constructed-history-failed.json")), api.Definition{}, true)
	if r.failing == nil || r.failing.Label != "Open a ticket" || r.Error(r.failing) != "503 Service Unavailable" {
		t.Errorf("failing step %+v", r.failing)
	}
}

func TestReversedHistoryIsTurnedRound(t *testing.T) {
	events := runtest.Script(t, runtest.Beginning+runtest.Step(1, 2, "One", "sp:http")+"3 WorkflowExecutionCompleted")
	var reversed []api.Event
	for _, e := range events {
		reversed = append([]api.Event{e}, reversed...)
	}
	a, b := Make(runtest.Execution(api.ExecutionCompleted, 3), events, api.Definition{}, true), Make(runtest.Execution(api.ExecutionCompleted, 3), reversed, api.Definition{}, true)
	if frame(t, a, began, true, 100, 10) != frame(t, b, began, true, 100, 10) {
		t.Error("a history that begins with its end is drawn otherwise")
	}
}

func TestBranches(t *testing.T) {
	for _, c := range runtest.Crafted(t) {
		r := Make(c.Exec, c.Events, c.Definition, true)
		for _, s := range r.Steps {
			switch {
			case c.Name == "choices" && s.Name == "Is contractor?":
				if s.Branch != "Tell sponsor" || s.Condition != "$.getIdentity.type StringEquals contractor" {
					t.Errorf("%s went to %q because %q", s.Name, s.Branch, s.Condition)
				}
			case c.Name == "choices" && s.Name == "Done?":
				if s.Branch != "End Step - Success" {
					t.Errorf("%s went to %q", s.Name, s.Branch)
				}
			case c.Name == "loop" && s.Kind == Choice:
				if !s.Guess || s.Branch != "Each account" || s.Condition != "none of its conditions held" {
					t.Errorf("the choice before the loop: %+v", s)
				}
			}
		}
	}
}

// A run that is still going on is told from one whose end is missing.
func TestOpenStepsOfALiveRun(t *testing.T) {
	for _, c := range runtest.Crafted(t) {
		r := Make(c.Exec, c.Events, c.Definition, true)
		for _, row := range r.Rows(Shape{}) {
			for _, s := range row.Spans {
				if s.Open != (c.Exec.Status == api.ExecutionRunning && s.Finished.IsZero() || c.Name == "empty") {
					t.Errorf("%s: %s is open %v", c.Name, row.Label, s.Open)
				}
			}
			if row.State == theme.Running && c.Exec.Status.Closed() {
				t.Errorf("%s: %s runs in a closed run", c.Name, row.Label)
			}
		}
	}
}

func TestUnreadEndIsNotCalledMissing(t *testing.T) {
	c := runtest.Crafted(t)[6]
	r := Make(c.Exec, c.Events, c.Definition, false)
	for _, row := range r.Rows(Shape{}) {
		if row.Note {
			t.Errorf("a history under way is called odd: %s", row.Label)
		}
	}
}

// FuzzSteps holds that whatever a history says, every event ends up in one row,
// nothing panics, and bars can be drawn.
func FuzzSteps(f *testing.F) {
	f.Add([]byte{0, 1, 10, 11, 12, 13}, uint8(1))
	f.Add([]byte{0, 1, 40, 41, 42, 10, 11, 12, 43, 90, 3}, uint8(2))
	types := []string{
		"WorkflowExecutionScheduled", "WorkflowExecutionStarted", "WorkflowExecutionCompleted", "WorkflowExecutionFailed",
		"WorkflowTaskScheduled", "WorkflowTaskStarted", "WorkflowTaskCompleted", "WorkflowTaskFailed",
		"ActivityTaskScheduled", "ActivityTaskStarted", "ActivityTaskCompleted", "ActivityTaskFailed",
		"StartChildWorkflowExecutionInitiated", "ChildWorkflowExecutionStarted", "ChildWorkflowExecutionCompleted", "ChildWorkflowExecutionFailed",
		"TimerStarted", "ActivityTaskTimedOut", "",
	}
	names := []string{"", "Get Identity", "Is contractor?", "Tell sponsor", "Each account", "Disable account", "Done?", "Elsewhere"}
	statuses := []api.ExecutionStatus{"", api.ExecutionRunning, api.ExecutionFailed, api.ExecutionCompleted, api.ExecutionCanceled, "Odd"}
	def := api.ReadDefinition([]byte(runtest.Provisioning))
	f.Fuzz(func(t *testing.T, data []byte, how uint8) {
		var events []api.Event
		for i, b := range data {
			e := api.Event{Type: types[int(b)%len(types)], Step: names[int(b/19)%len(names)]}
			if b != 255 {
				e.Time = began.Add(time.Duration(i*int(how)-int(b)) * time.Second)
			}
			events = append(events, e)
		}
		d := def
		if how%2 == 0 {
			d = api.Definition{}
		}
		r := Make(runtest.Execution(statuses[int(how)%len(statuses)], 9), events, d, how%3 > 0)
		checkNothingLost(t, r)
		line := timeline.New(env(began.Add(time.Hour)))
		line.SetRows(r.Rows(Shape{Noise: true}))
		line.Render(80, 20)
	})
}

func BenchmarkReadRun40000Events(b *testing.B) {
	var text strings.Builder
	text.WriteString(runtest.Beginning)
	for i := range 13_000 {
		text.WriteString(runtest.Step(float64(i), float64(i)+0.8, fmt.Sprintf("Step %d", i%40), "sp:http"))
	}
	events := runtest.Script(b, text.String())
	exec := runtest.Execution(api.ExecutionCompleted, 14_000)
	b.ResetTimer()
	for b.Loop() {
		Make(exec, events, api.Definition{}, true).Rows(Shape{})
	}
}
