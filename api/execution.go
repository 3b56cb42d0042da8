package api

import (
	"encoding/json"
	"strings"
	"time"

	"iscope/api/lenient"
)

// ExecutionStatus is the state of an execution as the tenant writes it. New
// words are kept; ask its methods rather than comparing.
type ExecutionStatus string

// Statuses seen. The documents say Running, tenants say Executing.
const (
	ExecutionQueued    ExecutionStatus = "Queued"
	ExecutionRunning   ExecutionStatus = "Executing"
	ExecutionCompleted ExecutionStatus = "Completed"
	ExecutionFailed    ExecutionStatus = "Failed"
	ExecutionCanceled  ExecutionStatus = "Canceled"
)

// Closed reports whether an execution in this status will not change again.
func (s ExecutionStatus) Closed() bool {
	switch strings.ToLower(string(s)) {
	case "completed", "failed", "canceled", "cancelled", "terminated", "timedout":
		return true
	}
	return false
}

// Running reports whether the execution is under way.
func (s ExecutionStatus) Running() bool {
	return strings.EqualFold(string(s), "Executing") || strings.EqualFold(string(s), "Running")
}

// Failed reports whether it ended badly.
func (s ExecutionStatus) Failed() bool { return strings.EqualFold(string(s), "Failed") }

// Execution is one run of a workflow (GET /workflow-executions/{id}). The
// tenant keeps it for 90 days.
type Execution struct {
	ID         string
	WorkflowID string
	RequestID  string // what the vendor's support asks for
	Start      time.Time
	Close      time.Time // zero while it runs
	Status     ExecutionStatus
}

// Took returns how long it ran, up to now while it runs; 0 when unknown.
func (e Execution) Took(now time.Time) time.Duration {
	end := e.Close
	if end.IsZero() {
		if e.Status.Closed() {
			return 0
		}
		end = now
	}
	if e.Start.IsZero() || end.Before(e.Start) {
		return 0
	}
	return end.Sub(e.Start)
}

// ReadExecution decodes one execution. It fails only without a usable id.
func ReadExecution(raw []byte) (Execution, bool) {
	o, ok := lenient.Parse(raw)
	id := o.ID("id")
	if !ok || id == "" {
		return Execution{}, false
	}
	return Execution{
		ID: id, WorkflowID: o.Word("workflowId"), RequestID: o.Line("requestId"),
		Start: o.Time("startTime"), Close: o.Time("closeTime"), Status: ExecutionStatus(o.Word("status")),
	}, true
}

// SetRaw does nothing: an Execution has no more in it than its fields.
func (e *Execution) SetRaw(Raw) {}

// texts returns the texts that no other execution has.
func (e *Execution) texts() []*string { return []*string{&e.ID, &e.RequestID} }

// Event is one entry of an execution's history (GET
// /workflow-executions/{id}/history).
type Event struct {
	Type       string // ActivityTaskScheduled, WorkflowExecutionFailed …, or something new
	Time       time.Time
	Step       string // name of the step it is about, "" for the engine's own
	Display    string // the step's display name
	Action     string // technical name, such as sp:http
	Error      string
	Attributes json.RawMessage // as sent, not cleaned; nil when empty
}

// ReadEvent decodes one event. An event without a type is kept: nothing in a
// history may be lost.
func ReadEvent(raw []byte) (Event, bool) {
	o, ok := lenient.Parse(raw)
	if !ok {
		return Event{}, false
	}
	a := o.Object("attributes")
	e := Event{
		Type: o.Word("type"), Time: o.Time("timestamp"), Step: a.Word("stepName"), Display: a.Word("displayName"),
		Action: a.Word("technicalName"), Error: readErrorText(a),
	}
	if len(a) > 0 {
		e.Attributes = o.Raw("attributes")
	}
	return e, true
}

// readErrorText finds the words of an error, which comes as a text or as an
// object with one of several members.
func readErrorText(a lenient.Object) string {
	if s := a.Block("error"); s != "" {
		return s
	}
	e := a.Object("error")
	return firstOf(e.Block("message"), e.Block("text"), e.Block("error"), a.Block("failure"), a.Object("failure").Block("message"))
}

// SetRaw does nothing: an Event keeps what it needs.
func (e *Event) SetRaw(Raw) {}

// History is the answer of GET /workflow-executions/{id}/history-v2: the
// events with the definition and trigger the execution used.
type History struct {
	Events     []Event
	Bad        int // events that could not be read
	Definition Definition
	Source     json.RawMessage // of Definition: as sent, not cleaned; nil when there is none
	Trigger    Trigger
	Raw        Raw
}

// ReadHistory decodes a history-v2 answer. Its list of events may come as a
// single one.
func ReadHistory(raw []byte) (History, bool) {
	o, ok := lenient.Parse(raw)
	if !ok {
		return History{}, false
	}
	h := History{Definition: ReadDefinition(o.Raw("definition")), Source: o.Raw("definition"), Trigger: readTrigger(o.Object("trigger")), Raw: RawRow(raw)}
	for _, row := range o.List("history") {
		if e, ok := ReadEvent(row); ok {
			h.Events = append(h.Events, e)
		} else {
			h.Bad++
		}
	}
	return h, true
}
