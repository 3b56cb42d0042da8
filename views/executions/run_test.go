package executions

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/theme"
	"iscope/ui/timeline"
	"iscope/views/internal/viewtest"
)

var update = flag.Bool("update", false, "write the golden frames anew")

// golden compares text without escape sequences with testdata/name.golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	lines := strings.Split(ansi.Strip(got), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got = strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update writes it anew)\n--- want\n%s--- got\n%s", name, want, got)
	}
}

// examples returns the sample answer of that name from the folder of
// specifications beside the repository.
func examples(t *testing.T, name string) []byte {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		t.Fatal("no go.mod above the test")
	}
	raw, err := os.ReadFile(filepath.Join(dir, "..", "shared", "spec", "examples", name))
	if err != nil {
		t.Skip("the specifications are not beside the repository")
	}
	return raw
}

func readEvents(t *testing.T, raw []byte) []api.Event {
	t.Helper()
	var rows []json.RawMessage
	if err := json.Unmarshal(raw, &rows); err != nil {
		t.Fatal(err)
	}
	var events []api.Event
	for _, row := range rows {
		e, ok := api.ReadEvent(row)
		if !ok {
			t.Fatalf("unreadable event %s", row)
		}
		events = append(events, e)
	}
	return events
}

var began = time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)

// script reads a history written one event a line:
//
//	seconds type [step | action | error]
func script(t testing.TB, text string) []api.Event {
	t.Helper()
	var events []api.Event
	for line := range strings.Lines(strings.TrimSpace(text)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		head, rest, _ := strings.Cut(line, "[")
		var seconds float64
		var e api.Event
		if _, err := fmt.Sscan(head, &seconds, &e.Type); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		e.Time = began.Add(time.Duration(seconds * float64(time.Second)))
		parts := strings.Split(strings.TrimSuffix(rest, "]"), "|")
		attributes := map[string]string{}
		for i, name := range []string{"stepName", "technicalName", "error"} {
			if i < len(parts) && strings.TrimSpace(parts[i]) != "" {
				attributes[name] = strings.TrimSpace(parts[i])
			}
		}
		e.Step, e.Action, e.Error = attributes["stepName"], attributes["technicalName"], attributes["error"]
		if len(attributes) > 0 {
			raw, err := json.Marshal(attributes)
			if err != nil {
				t.Fatal(err)
			}
			e.Attributes = raw
		}
		events = append(events, e)
	}
	return events
}

// step writes the three events of a step that went well.
func stepScript(from, to float64, name, action string) string {
	return fmt.Sprintf("%g ActivityTaskScheduled [%s|%s]\n%g ActivityTaskStarted [%s|%s]\n%g ActivityTaskCompleted [%s|%s]\n",
		from, name, action, from+min(0.1, (to-from)/2), name, action, to, name, action)
}

const beginning = "0 WorkflowExecutionScheduled\n0.1 WorkflowExecutionStarted\n"

func execution(status api.ExecutionStatus, seconds float64) api.Execution {
	e := api.Execution{ID: "5e1c7f2a-0000-4000-8000-000000000001", WorkflowID: "wf-1", RequestID: "41e12a74fa7b4a6a98ae47887b64acdb", Start: began, Status: status}
	if status.Closed() {
		e.Close = began.Add(time.Duration(seconds * float64(time.Second)))
	}
	return e
}

// provisioning is a definition with a choice, an end it leads to and a loop.
const provisioning = `{"start":"Get Identity","steps":{
 "Get Identity":{"type":"action","actionId":"sp:get-identity","nextStep":"Is contractor?"},
 "Is contractor?":{"type":"choice","actionId":"sp:compare-strings","defaultStep":"Each account",
   "choiceList":[{"comparator":"StringEquals","variableA.$":"$.getIdentity.type","variableB":"contractor","nextStep":"Tell sponsor"}]},
 "Tell sponsor":{"type":"action","actionId":"sp:send-email","nextStep":"Done?"},
 "Each account":{"type":"action","actionId":"sp:loop:iterator","nextStep":"Done?",
   "attributes":{"start":"Disable account","steps":{"Disable account":{"type":"action","actionId":"sp:manage-account"},"Removed":{"type":"success"}}}},
 "Done?":{"type":"choice","defaultStep":"End Step - Failure","choiceList":[{"comparator":"IsPresent","variableA.$":"$.x","nextStep":"End Step - Success"}]},
 "End Step - Success":{"type":"success"},"End Step - Failure":{"type":"failure","failureName":"nothing done"}}}`

// frame draws a run the way the detail does.
func frame(t *testing.T, r *run, now time.Time, noise bool, w, h int) string {
	t.Helper()
	env := viewtest.Env(t, func() time.Time { return now })
	line := timeline.New(env)
	line.SetRows(r.rows(noise))
	return line.Render(w, h)
}

func TestGoldenHistories(t *testing.T) {
	for _, c := range crafted(t) {
		t.Run(c.name, func(t *testing.T) {
			r := readRun(c.events, c.exec, c.def, true)
			checkNothingLost(t, r)
			golden(t, "history-"+c.name, frame(t, r, began.Add(10*time.Second), false, 110, 18))
		})
	}
	for _, name := range []string{"constructed-history-completed", "constructed-history-failed", "workflow-execution-history"} {
		t.Run(name, func(t *testing.T) {
			events := readEvents(t, examples(t, name+".json"))
			exec := execution(api.ExecutionCompleted, 2.45)
			if strings.Contains(name, "failed") {
				exec = execution(api.ExecutionFailed, 8.2)
			}
			if len(events) == 1 {
				exec = api.Execution{ID: "x", Start: events[0].Time, Status: api.ExecutionQueued}
			}
			r := readRun(events, exec, api.Definition{}, true)
			checkNothingLost(t, r)
			golden(t, name, frame(t, r, events[0].Time.Add(10*time.Second), false, 110, 18))
			golden(t, name+"-noise", frame(t, r, events[0].Time.Add(10*time.Second), true, 110, 24))
		})
	}
}

// checkNothingLost fails unless every event is in a step that has a row once
// noise is shown.
func checkNothingLost(t testing.TB, r *run) {
	t.Helper()
	seen := make([]int, len(r.events))
	ids := map[string]bool{}
	for _, s := range r.steps {
		for _, i := range s.events {
			seen[i]++
		}
		for _, in := range s.inner {
			for _, i := range in.events {
				seen[i]++
			}
		}
	}
	for i, n := range seen {
		if n != 1 {
			t.Fatalf("event %d (%s) is in %d steps", i, r.events[i].Type, n)
		}
	}
	for _, row := range r.rows(true) {
		if row.Note {
			continue
		}
		if ids[row.ID] {
			t.Fatalf("two rows have the id %q", row.ID)
		}
		ids[row.ID] = true
	}
	for _, s := range r.steps {
		if !ids[s.id] {
			t.Fatalf("step %q has no row", s.label)
		}
	}
	if got := len(r.eventRows(true)); got != len(r.events) {
		t.Fatalf("%d events have %d rows", len(r.events), got)
	}
}

func TestFailingStep(t *testing.T) {
	want := map[string]string{"retries": "Create ticket", "loop": "Each account", "skew-and-contradiction": "Never scheduled"}
	for _, c := range crafted(t) {
		r := readRun(c.events, c.exec, c.def, true)
		got := ""
		if r.failing != nil {
			got = r.failing.label
		}
		if c.name == "skew-and-contradiction" {
			// First it completed, then it said it failed: the first word stands.
			want[c.name] = ""
		}
		if got != want[c.name] {
			t.Errorf("%s: failing step %q, want %q", c.name, got, want[c.name])
		}
	}
}

func TestFailingStepOfTheSample(t *testing.T) {
	r := readRun(readEvents(t, examples(t, "constructed-history-failed.json")), execution(api.ExecutionFailed, 8.2), api.Definition{}, true)
	if r.failing == nil || r.failing.label != "Open a ticket" || r.errorOf(r.failing) != "503 Service Unavailable" {
		t.Errorf("failing step %+v", r.failing)
	}
}

func TestReversedHistoryIsTurnedRound(t *testing.T) {
	events := script(t, beginning+stepScript(1, 2, "One", "sp:http")+"3 WorkflowExecutionCompleted")
	var reversed []api.Event
	for _, e := range events {
		reversed = append([]api.Event{e}, reversed...)
	}
	a, b := readRun(events, execution(api.ExecutionCompleted, 3), api.Definition{}, true), readRun(reversed, execution(api.ExecutionCompleted, 3), api.Definition{}, true)
	if frame(t, a, began, true, 100, 10) != frame(t, b, began, true, 100, 10) {
		t.Error("a history that begins with its end is drawn otherwise")
	}
}

func TestBranches(t *testing.T) {
	for _, c := range crafted(t) {
		r := readRun(c.events, c.exec, c.def, true)
		for _, s := range r.steps {
			switch {
			case c.name == "choices" && s.name == "Is contractor?":
				if s.branch != "Tell sponsor" || s.condition != "$.getIdentity.type StringEquals contractor" {
					t.Errorf("%s went to %q because %q", s.name, s.branch, s.condition)
				}
			case c.name == "choices" && s.name == "Done?":
				if s.branch != "End Step - Success" {
					t.Errorf("%s went to %q", s.name, s.branch)
				}
			case c.name == "loop" && s.kind == choice:
				if !s.guess || s.branch != "Each account" || s.condition != "none of its conditions held" {
					t.Errorf("the choice before the loop: %+v", s)
				}
			}
		}
	}
}

// A run that is still going on is told from one whose end is missing.
func TestOpenStepsOfALiveRun(t *testing.T) {
	for _, c := range crafted(t) {
		r := readRun(c.events, c.exec, c.def, true)
		for _, row := range r.rows(false) {
			for _, s := range row.Spans {
				if s.Open != (c.exec.Status == api.ExecutionRunning && s.Finished.IsZero() || c.name == "empty") {
					t.Errorf("%s: %s is open %v", c.name, row.Label, s.Open)
				}
			}
			if row.State == theme.Running && c.exec.Status.Closed() {
				t.Errorf("%s: %s runs in a closed run", c.name, row.Label)
			}
		}
	}
}

func TestUnreadEndIsNotCalledMissing(t *testing.T) {
	c := crafted(t)[6]
	r := readRun(c.events, c.exec, c.def, false)
	for _, row := range r.rows(false) {
		if row.Note {
			t.Errorf("a history under way is called odd: %s", row.Label)
		}
	}
}

func TestWords(t *testing.T) {
	env := viewtest.Env(t, func() time.Time { return began })
	for _, c := range crafted(t) {
		if c.name != "retries" && c.name != "choices" && c.name != "unknown-types" {
			continue
		}
		r := readRun(c.events, c.exec, c.def, true)
		var b strings.Builder
		r.each(func(s *step) {
			fmt.Fprintf(&b, "=== %s\n%s\n", s.label, strings.Join(r.words(s, env, 60), "\n"))
		})
		golden(t, "words-"+c.name, b.String())
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
	def := api.ReadDefinition([]byte(provisioning))
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
		r := readRun(events, execution(statuses[int(how)%len(statuses)], 9), d, how%3 > 0)
		checkNothingLost(t, r)
		env := viewtest.Env(&testing.T{}, func() time.Time { return began.Add(time.Hour) })
		line := timeline.New(env)
		line.SetRows(r.rows(true))
		line.Render(80, 20)
		r.each(func(s *step) { r.words(s, env, 60) })
	})
}

func BenchmarkReadRun40000Events(b *testing.B) {
	var text strings.Builder
	text.WriteString(beginning)
	for i := range 13_000 {
		text.WriteString(stepScript(float64(i), float64(i)+0.8, fmt.Sprintf("Step %d", i%40), "sp:http"))
	}
	events := script(b, text.String())
	exec := execution(api.ExecutionCompleted, 14_000)
	b.ResetTimer()
	for b.Loop() {
		readRun(events, exec, api.Definition{}, true).rows(false)
	}
}
