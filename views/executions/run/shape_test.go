package run

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/ui/timeline"
	"iscope/views/executions/run/runtest"
)

// drawn draws the rows of a run in a shape.
func drawn(r *Run, sh Shape, w, h int) string {
	line := timeline.New(env(began.Add(10 * time.Second)))
	line.SetRows(r.Rows(sh))
	return line.Render(w, h)
}

// ids returns the ids of rows that are no notes, indented as they are nested.
func ids(rows []timeline.Row) []string {
	var out []string
	for _, r := range rows {
		if !r.Note {
			out = append(out, cell.Spaces(r.Depth)+r.Label)
		}
	}
	return out
}

func history(t testing.TB, name string) *Run {
	t.Helper()
	for _, c := range runtest.Crafted(t) {
		if c.Name == name {
			return Make(c.Exec, c.Events, c.Definition, true)
		}
	}
	t.Fatalf("there is no history %q", name)
	return nil
}

func TestGoldenShapes(t *testing.T) {
	for _, c := range []struct {
		name  string
		shape Shape
		w, h  int
	}{
		{"retries", Shape{All: Open}, 110, 12}, {"loop", Shape{All: Open}, 110, 20}, {"loop", Shape{All: Closed}, 110, 8},
		{"loop-folded", Shape{All: Open, Noise: true}, 80, 24}, {"loop-folded", Shape{All: Closed}, 40, 8},
		{"parallel-children", Shape{All: Open}, 110, 14}, {"nested-loops", Shape{All: Open}, 110, 40}, {"retried-in-a-loop", Shape{All: Open}, 110, 16},
		{"all-types", Shape{Noise: true, All: Open}, 110, 22}, {"without-times", Shape{Noise: true}, 110, 12}, {"two-days", Shape{}, 110, 6},
	} {
		how := []string{"part", "closed", "open"}[c.shape.All]
		check(t, fmt.Sprintf("shape-%s-%s-%dx%d", c.name, how, c.w, c.h), drawn(history(t, c.name), c.shape, c.w, c.h))
	}
}

func TestFoldsOfALoop(t *testing.T) {
	r := history(t, "loop-folded")
	loop := r.Steps[1]
	count := func(f Fold) int { return len(r.Rows(Shape{Of: map[string]Fold{loop.ID: f}})) }
	if hidden, any := r.Folded(loop, Shape{}); !hidden || !any {
		t.Error("a long loop is not folded at first")
	}
	if closed, part, open := count(Closed), count(Part), count(Open); closed != 2 || part != 4 || open != 33 {
		t.Errorf("closed %d, part %d, open %d rows", closed, part, open)
	}
	if hidden, any := r.Folded(loop, Shape{All: Open}); hidden || !any {
		t.Error("an open loop hides something")
	}
	if hidden, any := r.Folded(r.Whole, Shape{}); hidden || any {
		t.Error("there is something inside the whole run")
	}
	if rows := r.Rows(Shape{All: Closed}); rows[1].Fold != timeline.Folded || !strings.Contains(rows[1].Remark, "30 iterations") {
		t.Errorf("the row of a closed loop: %+v", rows[1])
	}
}

// The steps of a round are told where rounds do not overlap, and only there.
func TestStepsOfRounds(t *testing.T) {
	loop := history(t, "retried-in-a-loop").Steps[1]
	if len(loop.Rounds) != 2 || len(loop.Rounds[0].Inner) != 1 || len(loop.Rounds[1].Inner) != 1 {
		t.Fatalf("rounds %+v", loop.Rounds)
	}
	if a, b := loop.Rounds[0].Inner[0], loop.Rounds[1].Inner[0]; len(a.Tries) != 1 || len(b.Tries) != 2 || b.Tries[1].How != Completed || a.Depth != 2 || b.Parent != loop.Rounds[1] {
		t.Errorf("the steps of rounds: %+v, %+v", a, b)
	}
	r := history(t, "parallel-children")
	for _, s := range r.Steps[1:] {
		if s.Kind != Loop {
			continue
		}
		for _, in := range s.Rounds {
			if len(in.Inner) > 0 {
				t.Error("the history does not say in which round a step happened, the timeline does")
			}
		}
		if len(s.Inner) != 1 || len(s.Inner[0].Tries) != 2 || !slices.ContainsFunc(s.Notes, func(n string) bool { return strings.Contains(n, "overlap") }) {
			t.Errorf("loop %+v", s)
		}
	}
	if f := r.Failing(); f == nil || f.Label != "Disable account" {
		t.Errorf("failing %+v", f)
	}
}

func TestNestedLoopsAreInside(t *testing.T) {
	r := history(t, "nested-loops")
	want := []string{
		"Whole run", "Each identity", " iteration 1", "  Get accounts", " iteration 2", "  Get accounts", " Get accounts", " Each account",
		"  iteration 1", "   Disable account", "  iteration 2", "   Disable account", "  iteration 3", "   Disable account", "  iteration 4", "   Disable account", "  Disable account",
	}
	got := ids(r.Rows(Shape{All: Open}))
	got = slices.DeleteFunc(got, func(s string) bool { return strings.Contains(s, "time") || strings.Contains(s, "try") })
	if !slices.Equal(got, want) {
		t.Errorf("rows\n%s", strings.Join(got, "\n"))
	}
}

func TestTriesAreSteps(t *testing.T) {
	r := history(t, "retries")
	s := r.Failing()
	rows := r.Rows(Shape{Of: map[string]Fold{s.ID: Open}})
	if got, want := ids(rows)[2:], []string{"Create ticket", " 1st try", " 2nd try", " 3rd try"}; !slices.Equal(got, want) {
		t.Fatalf("rows %q", got)
	}
	for _, row := range rows {
		if strings.Contains(row.ID, tryMark) {
			a := r.Step(row.ID)
			if a == nil || a.ID != row.ID || a.Parent != s || len(a.Events) != 3 || r.State(a) != theme.Bad || r.Error(a) == "" {
				t.Errorf("%s is %+v", row.ID, a)
			}
		}
	}
	for _, id := range []string{s.ID + "#3", s.ID + "#-1", s.ID + "#x", "none#0", "none", ""} {
		if got := r.Step(id); got != nil {
			t.Errorf("%q is %+v", id, got)
		}
	}
}

func TestInputsAndOutputs(t *testing.T) {
	events := runtest.Script(t, `
		0 WorkflowExecutionScheduled {"input":{"from":"schedule"}}
		1 WorkflowExecutionStarted {"input":{"from":"start"}}
		2 ActivityTaskScheduled [One] {"input":{"n":1},"extra":true}
		3 ActivityTaskCompleted [One] {"result":{"n":2}}
		4 ActivityTaskScheduled [Two]
		5 ActivityTaskStarted [Two] {"input":7}
		6 WorkflowExecutionCompleted {"output":"done"}`)
	r := Make(runtest.Execution(api.ExecutionCompleted, 6), events, api.Definition{}, true)
	for i, want := range [][2]string{{`{"from":"start"}`, `"done"`}, {`{"n":1}`, `{"n":2}`}, {`7`, ``}} {
		s := r.Steps[i]
		if in, out := string(r.StepInput(s)), string(r.StepOutput(s)); in != want[0] || out != want[1] {
			t.Errorf("%s: input %s, output %s", s.Label, in, out)
		}
	}
	if got := string(r.Input()); got != `{"from":"start"}` {
		t.Errorf("input %s", got)
	}
	if got := string(r.Others(r.Steps[1].Events)); got != `{"extra":true}` {
		t.Errorf("others %s", got)
	}
	if in := Make(api.Execution{}, nil, api.Definition{}, false).Input(); in != nil {
		t.Errorf("an empty history has the input %s", in)
	}
	if took, ok := r.Took(r.Steps[1]); !ok || took != time.Second {
		t.Errorf("One took %v, %v", took, ok)
	}
	if _, ok := r.Took(r.Steps[2]); ok {
		t.Error("a step without an end took a known time")
	}
	if took, ok := r.Took(r.Whole); !ok || took != 6*time.Second {
		t.Errorf("the run took %v, %v", took, ok)
	}
}

// genEvents makes histories of every kind, with times missing and going back.
func genEvents(t *rapid.T) []api.Event {
	types := []string{
		"WorkflowExecutionScheduled", "WorkflowExecutionStarted", "WorkflowExecutionCompleted", "WorkflowExecutionFailed", "WorkflowTaskScheduled",
		"WorkflowTaskStarted", "WorkflowTaskCompleted", "WorkflowTaskFailed", "ActivityTaskScheduled", "ActivityTaskStarted", "ActivityTaskCompleted",
		"ActivityTaskFailed", "StartChildWorkflowExecutionInitiated", "ChildWorkflowExecutionStarted", "ChildWorkflowExecutionCompleted",
		"ChildWorkflowExecutionFailed", "TimerFired", "ActivityTaskTimedOut", "",
	}
	names := []string{"", "Get Identity", "Is contractor?", "Each account", "Each identity", "Get accounts", "Disable account", "Elsewhere"}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) api.Event {
		e := api.Event{Type: rapid.SampledFrom(types).Draw(t, "type"), Step: rapid.SampledFrom(names).Draw(t, "step")}
		if rapid.IntRange(0, 9).Draw(t, "timeless") > 0 {
			e.Time = began.Add(time.Duration(rapid.IntRange(-50, 5000).Draw(t, "at")) * 100 * time.Millisecond)
		}
		return e
	}), 0, 60).Draw(t, "events")
}

func genRun(t *rapid.T) *Run {
	statuses := []api.ExecutionStatus{"", api.ExecutionRunning, api.ExecutionFailed, api.ExecutionCompleted, api.ExecutionCanceled}
	def := api.Definition{}
	switch rapid.IntRange(0, 2).Draw(t, "definition") {
	case 1:
		def = api.ReadDefinition([]byte(runtest.Provisioning))
	case 2:
		def = api.ReadDefinition([]byte(runtest.Nested))
	}
	return Make(runtest.Execution(rapid.SampledFrom(statuses).Draw(t, "status"), 9), genEvents(t), def, rapid.Bool().Draw(t, "all"))
}

func genShape(t *rapid.T, r *Run) Shape {
	fold := rapid.SampledFrom([]Fold{Part, Closed, Open})
	sh := Shape{Noise: true, All: fold.Draw(t, "all folds"), Of: map[string]Fold{}}
	for s := range r.Each() {
		if rapid.IntRange(0, 3).Draw(t, "of its own") == 0 {
			sh.Of[s.ID] = fold.Draw(t, "fold")
		}
	}
	return sh
}

// Whatever a history says and however it is folded: every event has a row that
// stands for it, every row a step of its own id, and every span keeps the order
// of its times as far as they are known.
func TestNothingIsLostInAnyShape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := genRun(t)
		checkNothingLost(t, r)
		rows := map[string]timeline.Row{}
		for _, row := range r.Rows(genShape(t, r)) {
			if row.Note {
				continue
			}
			if _, twice := rows[row.ID]; twice {
				t.Fatalf("two rows have the id %q", row.ID)
			}
			rows[row.ID] = row
			if s := r.Step(row.ID); s == nil || s.ID != row.ID || s.Depth != row.Depth {
				t.Fatalf("row %+v is of step %+v", row, s)
			}
		}
		for i := range r.Events {
			if s := r.StepOf(i); !slices.Contains(s.Events, i) {
				t.Fatalf("event %d is said to belong to %+v", i, s)
			}
			if !slices.ContainsFunc(r.Standing(i), func(id string) bool { _, ok := rows[id]; return ok }) {
				t.Fatalf("no row stands for event %d (%s %s): %v", i, r.Events[i].Type, r.Events[i].Step, r.Standing(i))
			}
		}
	})
}

// Pairing: an event is in at most one place of one try of a step, a try is
// scheduled, begun and ended by events that come in that order in the history,
// and begins and ends are of the right kind.
func TestTriesKeepTheOrderOfTheHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := genRun(t)
		for s := range r.Each() {
			if s.Kind == Whole || s.Kind == Loose {
				continue
			}
			used := map[int]bool{}
			for _, try := range s.Tries {
				last := -1
				for _, i := range []int{try.Scheduled, try.Started, try.Ended} {
					if i < 0 {
						continue
					}
					if i <= last || used[i] {
						t.Fatalf("%s: try %+v", s.Label, try)
					}
					last, used[i] = i, true
				}
				if try.Ended >= 0 != try.How.Ends() {
					t.Fatalf("%s: try %+v ended how?", s.Label, try)
				}
				for i, want := range map[int]Verb{try.Scheduled: Scheduled, try.Started: Started, try.Ended: try.How} {
					if i < 0 {
						continue
					}
					if _, v := classify(r.Events[i].Type); v != want {
						t.Fatalf("%s: event %d says %v, want %v", s.Label, i, v, want)
					}
				}
			}
		}
	})
}
