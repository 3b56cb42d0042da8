package runtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"iscope/api"
)

// Began is when the runs of this package begin.
var Began = time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)

// Beginning are the first two events of a history, for Script.
const Beginning = "0 WorkflowExecutionScheduled\n0.1 WorkflowExecutionStarted\n"

// Script reads a history written one event a line:
//
//	seconds type [step | action | error] {"more": "attributes"}
//
// where everything behind the type may be missing, and "-" for the seconds is
// an event without a time.
func Script(t testing.TB, text string) []api.Event {
	t.Helper()
	var events []api.Event
	for line := range strings.Lines(strings.TrimSpace(text)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		e, err := event(line)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		events = append(events, e)
	}
	return events
}

func event(line string) (api.Event, error) {
	attributes := map[string]any{}
	if i := strings.Index(line, "{"); i >= 0 {
		if err := json.Unmarshal([]byte(line[i:]), &attributes); err != nil {
			return api.Event{}, err
		}
		line = strings.TrimSpace(line[:i])
	}
	head, rest, _ := strings.Cut(line, "[")
	var e api.Event
	var seconds string
	if n, err := fmt.Sscan(head, &seconds, &e.Type); n == 0 {
		return e, err // an event may have no type
	}
	if seconds != "-" {
		at, err := time.ParseDuration(seconds + "s")
		if err != nil {
			return e, err
		}
		e.Time = Began.Add(at)
	}
	parts := strings.Split(strings.TrimSuffix(rest, "]"), "|")
	text := map[string]string{}
	for i, name := range []string{"stepName", "technicalName", "error"} {
		if i < len(parts) && strings.TrimSpace(parts[i]) != "" {
			text[name] = strings.TrimSpace(parts[i])
			attributes[name] = text[name]
		}
	}
	e.Step, e.Action, e.Error = text["stepName"], text["technicalName"], text["error"]
	if len(attributes) > 0 {
		raw, err := json.Marshal(attributes)
		if err != nil {
			return e, err
		}
		e.Attributes = raw
	}
	return e, nil
}

// Step writes the three events of a step that went well, for Script.
func Step(from, to float64, name, action string) string {
	return fmt.Sprintf("%g ActivityTaskScheduled [%s|%s]\n%g ActivityTaskStarted [%s|%s]\n%g ActivityTaskCompleted [%s|%s]\n",
		from, name, action, from+min(0.1, (to-from)/2), name, action, to, name, action)
}

// Execution returns an execution with that status, closed after so many seconds
// if the status says that it is.
func Execution(status api.ExecutionStatus, seconds float64) api.Execution {
	e := api.Execution{ID: "5e1c7f2a-0000-4000-8000-000000000001", WorkflowID: "wf-1", RequestID: "41e12a74fa7b4a6a98ae47887b64acdb", Start: Began, Status: status}
	if status.Closed() {
		e.Close = Began.Add(time.Duration(seconds * float64(time.Second)))
	}
	return e
}

// Provisioning is a definition with a choice, an end it leads to and a loop.
const Provisioning = `{"start":"Get Identity","steps":{
 "Get Identity":{"type":"action","actionId":"sp:get-identity","nextStep":"Is contractor?"},
 "Is contractor?":{"type":"choice","actionId":"sp:compare-strings","defaultStep":"Each account",
   "choiceList":[{"comparator":"StringEquals","variableA.$":"$.getIdentity.type","variableB":"contractor","nextStep":"Tell sponsor"}]},
 "Tell sponsor":{"type":"action","actionId":"sp:send-email","nextStep":"Done?"},
 "Each account":{"type":"action","actionId":"sp:loop:iterator","nextStep":"Done?",
   "attributes":{"start":"Disable account","steps":{"Disable account":{"type":"action","actionId":"sp:manage-account"},"Removed":{"type":"success"}}}},
 "Done?":{"type":"choice","defaultStep":"End Step - Failure","choiceList":[{"comparator":"IsPresent","variableA.$":"$.x","nextStep":"End Step - Success"}]},
 "End Step - Success":{"type":"success"},"End Step - Failure":{"type":"failure","failureName":"nothing done"}}}`

// Events decodes a history as the tenant sends it.
func Events(t testing.TB, raw []byte) []api.Event {
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
