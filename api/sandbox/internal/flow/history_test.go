package flow

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// Every event type of the documents.
var eventTypes = []string{
	"WorkflowExecutionScheduled", "WorkflowExecutionStarted", "WorkflowExecutionCompleted", "WorkflowExecutionFailed",
	"WorkflowTaskScheduled", "WorkflowTaskStarted", "WorkflowTaskCompleted", "WorkflowTaskFailed",
	"ActivityTaskScheduled", "ActivityTaskStarted", "ActivityTaskCompleted", "ActivityTaskFailed",
	"StartChildWorkflowExecutionInitiated", "ChildWorkflowExecutionStarted", "ChildWorkflowExecutionCompleted", "ChildWorkflowExecutionFailed",
}

const all = 1 << 30

// Histories are in order, begin and end as the engine's do, and agree with the
// status of their run; over the tenant every event type and retries occur.
func TestHistoriesHoldTogether(t *testing.T) {
	s, clock := demo(60, 5_000)
	seen := map[string]bool{}
	retries := false
	for _, w := range s.all() {
		runs, some := s.runsOf(w.st), 20
		if w.st.blueprint.rounds > 1_000 {
			some = 2 // 40,000 events each
		}
		for _, r := range runs[max(0, len(runs)-some):] {
			out := s.record(r, 0, all).out
			last := ""
			for _, e := range out {
				seen[e.Type] = true
				if n, ok := e.Attributes["attempt"].(int); ok && n > 1 {
					retries = true
				}
				if at, err := time.Parse(time.RFC3339Nano, e.Timestamp); err != nil || at.After(clock.Now()) {
					t.Fatalf("%s at %s", e.Type, e.Timestamp)
				} else if stamp := at.Format("2006-01-02T15:04:05.000000000"); stamp < last {
					t.Errorf("%s run %d (%s): %s at %s after %s", w.name, r.n, r.status, e.Type, stamp, last)
				} else {
					last = stamp
				}
			}
			if out[0].Type != eventTypes[0] || out[0].Timestamp != kit.Stamp(r.start) {
				t.Errorf("%s run %d begins with %v", w.name, r.n, out[0])
			}
			end := out[len(out)-1]
			switch want := map[string]string{statusCompleted: "WorkflowExecutionCompleted", statusFailed: "WorkflowExecutionFailed"}[r.status]; {
			case want != "" && (end.Type != want || end.Timestamp != kit.Stamp(r.close)):
				t.Errorf("%s run %d is %s since %v but ends with %v", w.name, r.n, r.status, r.close, end)
			case want == "" && strings.HasPrefix(end.Type, "WorkflowExecution") && len(out) > 2:
				t.Errorf("%s run %d is %s but ends with %v", w.name, r.n, r.status, end)
			}
		}
	}
	for _, kind := range eventTypes {
		if !seen[kind] {
			t.Errorf("no %s anywhere", kind)
		}
		delete(seen, kind)
	}
	if len(seen) > 0 || !retries {
		t.Errorf("unknown types %v, retries %v", seen, retries)
	}
}

// What failed is named where a client looks for it: the failing step's event,
// and what the step held on for is what the message says.
func TestFailedStepIsNamed(t *testing.T) {
	s, _ := demo(40, 4_000)
	checked := 0
	for _, w := range s.all() {
		for _, r := range s.runsOf(w.st) {
			if !r.failed() || r.mode.step == "" {
				continue
			}
			g := s.versionAt(w.st, r.start).graph
			if g.route(r.mode.step, straight) == nil || g.steps[r.mode.step].kind == kindFailure {
				continue // its definition of then had no such step, or it ends there by choice
			}
			checked++
			var scheduled time.Time
			found := false
			for _, e := range s.record(r, 0, all).out {
				at, _ := time.Parse(time.RFC3339Nano, e.Timestamp)
				if e.Attributes["stepName"] != r.mode.step {
					continue
				}
				if e.Type == "ActivityTaskScheduled" {
					scheduled = at
				}
				if e.Attributes["error"] != r.mode.text {
					continue
				}
				found = true
				if held := holds(r.mode.text); held > 0 && (at.Sub(scheduled) < held*9/10 || at.Sub(scheduled) > held*12/10) {
					t.Errorf("%s run %d: %q after %v", w.name, r.n, r.mode.text, at.Sub(scheduled))
				}
			}
			if !found {
				t.Errorf("%s run %d: no event says %q in %q", w.name, r.n, r.mode.text, r.mode.step)
			}
		}
	}
	if checked < 100 {
		t.Errorf("%d failures were looked at", checked)
	}
}

func TestHistoryIsPaged(t *testing.T) {
	s, _ := demo(40, 4_000)
	g := rig(t, s, kit.V3)
	w := named(t, s, "Orphan account")
	runs := s.runsOf(w.st)
	path := "/workflow-executions/" + s.executionID(w.st, runs[len(runs)-1].n)
	first := g.Bad("GET", path+"/history?count=true", "").Want(200)
	var page []gotEvent
	first.Decode(&page)
	total := 0
	_, _ = fmt.Sscan(first.Header.Get("X-Total-Count"), &total)
	if len(page) != 250 || total < 500 {
		t.Fatalf("%d of %d events", len(page), total)
	}
	events := page
	for len(events) < total {
		page = get[[]gotEvent](g, fmt.Sprintf("%s/history?limit=101&offset=%d", path, len(events)))
		if len(page) == 0 || page[0].Timestamp.Before(events[len(events)-1].Timestamp) {
			t.Fatalf("after %d events: %d", len(events), len(page))
		}
		events = append(events, page...)
	}
	if n := len(get[[]gotEvent](g, fmt.Sprintf("%s/history?offset=%d", path, total))); n != 0 {
		t.Errorf("%d events after the last", n)
	}
	g.Bad("GET", path+"/history?limit=999", "").Want(400)
}

// One workflow has histories of about 40,000 events, and far pages of them are quick.
func TestLongHistory(t *testing.T) {
	s, clock := demo(40, 4_000)
	w := named(t, s, "Nightly entitlement sweep")
	for n := range w.st.runsUpTo(clock.Now()) {
		r := s.runAt(w.st, n, clock.Now())
		if r.status != statusCompleted {
			continue
		}
		tape := s.record(r, 35_000, 250)
		if tape.seen < 35_000 || tape.seen > 45_000 || len(tape.out) == 0 {
			t.Errorf("run %d has %d events", n, tape.seen)
		}
		return
	}
	t.Error("no run was completed")
}

func TestHistoryV2CarriesTheDefinitionOfThen(t *testing.T) {
	s, clock := demo(150, 6_000)
	g := rig(t, s, kit.V2025)
	older := 0
	type document struct {
		Definition struct{ Steps map[string]any }
		History    []gotEvent
		Trigger    struct{ Type string }
	}
	for _, w := range s.all() {
		runs := s.runsOf(w.st)
		if len(s.versionsOf(w.st)) < 2 || len(runs) == 0 || !runs[0].start.Before(w.modified) {
			continue
		}
		doc := get[document](g, "/workflow-executions/"+s.executionID(w.st, runs[0].n)+"/history-v2")
		if now := get[gotWorkflow](g, s.path(w)); len(doc.Definition.Steps) >= len(now.Definition.Steps) {
			t.Errorf("%s: %d steps then, %d now", w.name, len(doc.Definition.Steps), len(now.Definition.Steps))
		}
		if older++; older == 5 {
			break
		}
	}
	if older == 0 {
		t.Fatal("no run used an older definition")
	}
	// An edit does not change what has run already.
	w := named(t, s, "Joiner: provision")
	runs := s.runsOf(w.st)
	path := "/workflow-executions/" + s.executionID(w.st, runs[len(runs)-1].n) + "/history-v2"
	before := g.Do("GET", path, "").Want(200)
	edited(t, g, s, w, replace("/definition", `{"start":"A","steps":{"A":{"type":"success"}}}`))
	clock.Pass(time.Hour)
	if after := g.Do("GET", path, "").Want(200); string(after.Body) != string(before.Body) {
		t.Error("the past has changed")
	}
	fresh := s.runsOf(w.st)
	doc := get[document](g, "/workflow-executions/"+s.executionID(w.st, fresh[len(fresh)-1].n)+"/history-v2")
	if len(doc.Definition.Steps) != 1 {
		t.Errorf("a new run has %d steps", len(doc.Definition.Steps))
	}
}

// Definitions that lead nowhere still run, and say what is wrong.
func TestBrokenDefinitionsRun(t *testing.T) {
	for definition, want := range map[string]string{
		`{}`: "WorkflowExecution",
		`{"start":"A","steps":{"A":{"type":"action","actionId":"sp:http","nextStep":"gone"}}}`:       "ActivityTaskScheduled",
		`{"start":"A","steps":{"A":{"type":"action","actionId":"sp:http","nextStep":"A"}}}`:          "ActivityTaskScheduled",
		`{"start":"A","steps":{"A":{"type":"failure","failureName":"No"}}}`:                          "WorkflowExecution",
		`{"start":"A","steps":{"A":{"type":"choice","choiceList":[],"defaultStep":"A"}}}`:            "ActivityTaskScheduled",
		`{"start":"A","steps":{"A":{"type":"action","actionId":"sp:loop:iterator","attributes":7}}}`: "StartChildWorkflowExecutionInitiated",
	} {
		s, clock := demo(5, 10)
		g := rig(t, s, kit.V3)
		var made gotWorkflow
		g.Do("POST", "/workflows", `{"name":"Broken","definition":`+definition+`}`).Want(200).Decode(&made)
		var ran struct{ WorkflowExecutionID string }
		g.Do("POST", "/workflows/"+made.ID+"/test", `{"input":{}}`).Want(200).Decode(&ran)
		clock.Pass(10 * time.Minute)
		e := get[gotExecution](g, "/workflow-executions/"+ran.WorkflowExecutionID)
		if e.CloseTime == nil {
			t.Errorf("%s: still %s", definition, e.Status)
		}
		kinds := ""
		w, _ := s.find(made.ID)
		for _, ev := range s.record(s.runAt(w.st, madeFlag, clock.Now()), 0, all).out {
			kinds += ev.Type + " "
		}
		if !strings.Contains(kinds, want) || !strings.Contains(kinds, "WorkflowExecution"+e.Status) {
			t.Errorf("%s: %s, %s", definition, e.Status, kinds)
		}
	}
}

func BenchmarkLastPageOfALongHistory(b *testing.B) {
	s, clock := demo(40, 4_000)
	for _, w := range s.all() {
		if strings.HasPrefix(w.name, "Nightly") {
			r := s.runAt(w.st, 0, clock.Now())
			for b.Loop() {
				s.record(r, 39_000, 250)
			}
			return
		}
	}
}
