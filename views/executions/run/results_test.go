package run

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/sandbox"
	"iscope/api/vendordocs"
	"iscope/views/executions/run/runtest"
)

// written writes results for comparison.
func written(byStep map[string]json.RawMessage) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(byStep)) {
		out = append(out, k+"="+string(byStep[k]))
	}
	return strings.Join(out, " ")
}

// TestResults pins which of several results counts.
func TestResults(t *testing.T) {
	for name, c := range map[string]struct{ script, trigger, want string }{
		"empty":   {"", "", ""},
		"nothing": {runtest.Beginning + runtest.Step(1, 2, "A", "sp:http"), "", ""},
		"trigger alone": {`0 WorkflowExecutionScheduled
			0.1 WorkflowExecutionStarted {"input":{"identity":{"id":"a"}}}`, `{"identity":{"id":"a"}}`, ""},
		"output and result": {`1 ActivityTaskScheduled [A|sp:http]
			2 ActivityTaskCompleted [A|sp:http] {"output":{"n":1}}
			3 ActivityTaskScheduled [B|sp:http] {"input":{"no":"result"}}
			4 ActivityTaskCompleted [B|sp:http] {"result":[1,2]}`, "", `A={"n":1} B=[1,2]`},
		"retried": {`1 ActivityTaskScheduled [A|sp:http]
			2 ActivityTaskFailed [A|sp:http|503] {"output":"first"}
			3 ActivityTaskScheduled [A|sp:http]
			4 ActivityTaskCompleted [A|sp:http] {"output":"second"}`, "", `A="second"`},
		"failed without one": {`1 ActivityTaskScheduled [A|sp:http]
			2 ActivityTaskCompleted [A|sp:http] {"output":"first"}
			3 ActivityTaskScheduled [A|sp:http]
			4 ActivityTaskFailed [A|sp:http|503]`, "", `A="first"`},
		"visited again": {`1 ActivityTaskScheduled [A|sp:http]
			2 ActivityTaskCompleted [A|sp:http] {"output":1}
			3 ActivityTaskScheduled [B|sp:sleep]
			4 ActivityTaskCompleted [B|sp:sleep] {"output":null}
			5 ActivityTaskScheduled [A|sp:http]
			6 ActivityTaskCompleted [A|sp:http] {"output":2}`, "", `A=2 B=null`},
		"rounds of a loop": {`1 StartChildWorkflowExecutionInitiated [L|sp:loop:iterator]
			1.1 ChildWorkflowExecutionStarted [L|sp:loop:iterator]
			1.2 ActivityTaskScheduled [In|sp:http]
			1.3 ActivityTaskCompleted [In|sp:http] {"output":"a"}
			1.4 ChildWorkflowExecutionCompleted [L|sp:loop:iterator] {"output":"round a"}
			2 StartChildWorkflowExecutionInitiated [L|sp:loop:iterator]
			2.1 ChildWorkflowExecutionStarted [L|sp:loop:iterator]
			2.2 ActivityTaskScheduled [In|sp:http]
			2.3 ActivityTaskCompleted [In|sp:http] {"output":"b"}
			2.4 ChildWorkflowExecutionCompleted [L|sp:loop:iterator] {"output":"round b"}`, "", `In="b" L="round b"`},
		"engine and strangers": {`1 WorkflowTaskCompleted [X] {"output":1}
			2 MarkerRecorded [Y] {"output":2}`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			trigger, byStep := Results(runtest.Script(t, c.script))
			if string(trigger) != c.trigger || written(byStep) != c.want || byStep == nil {
				t.Errorf("%s, %s", trigger, written(byStep))
			}
		})
	}
}

// TestResultsOfExamples pins what the documented histories tell: their trigger's
// input where they have one, and no result, since none has an output.
func TestResultsOfExamples(t *testing.T) {
	for name, identity := range map[string]string{
		"constructed-history-completed": "john.doe", "constructed-history-failed": "john.doe", "workflow-execution-history": "",
	} {
		trigger, byStep := Results(runtest.Events(t, vendordocs.Example(t, name+".json")))
		var in struct{ Identity struct{ Name string } }
		if len(trigger) > 0 {
			if err := json.Unmarshal(trigger, &in); err != nil {
				t.Fatal(err)
			}
		}
		if in.Identity.Name != identity || len(byStep) != 0 {
			t.Errorf("%s: %s, %s", name, trigger, written(byStep))
		}
	}
}

// TestResultsOfTheDemoTenant pins that every result comes from an event of its
// step, and that those whose history tells results have them.
func TestResultsOfTheDemoTenant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sandbox.New(sandbox.Options{Seed: 7})
		client := demotest.ISC(t, demo, isc.Config{Generation: isc.V2025})
		flows, err := client.Workflows(t.Context(), api.Query{})
		if err != nil {
			t.Fatal(err)
		}
		triggers, results := 0, 0
		for _, w := range flows.Items {
			page, err := client.Executions(t.Context(), api.ExecutionQuery{WorkflowID: w.ID, Limit: 2})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page.Items {
				h, err := client.ExecutionHistory(t.Context(), e.ID, api.MaxPage, 0)
				if err != nil {
					t.Fatal(err)
				}
				trigger, byStep := Results(h.Items)
				if len(trigger) > 0 {
					triggers++
				}
				for step, v := range byStep {
					results++
					if !json.Valid(v) || !slices.ContainsFunc(h.Items, func(ev api.Event) bool {
						return ev.Step == step && strings.Contains(string(ev.Attributes), string(v))
					}) {
						t.Errorf("%s of %s: %s is in no event of it", step, e.ID, v)
					}
				}
			}
		}
		t.Logf("%d triggers, %d results", triggers, results)
		if triggers < 10 || results < 10 {
			t.Errorf("%d triggers, %d results", triggers, results)
		}
	})
}
