package rerun

import (
	"strings"

	"iscope/api"
)

// way is how the tenant lets a workflow be run.
type way uint8

const (
	byTest    way = iota // it is disabled: POST …/test
	byTrigger            // its trigger is external and it is enabled: POST …/execute/external/…
	barred               // it is enabled, and nothing but its own trigger can start it
)

// wayOf says how the tenant lets a workflow be run as it is.
func wayOf(w *api.Workflow) way {
	switch {
	case !w.Enabled:
		return byTest
	case strings.EqualFold(w.Trigger.Type, api.TriggerExternal):
		return byTrigger
	}
	return barred
}

// op is the operation that runs it.
func (y way) op() api.Op {
	if y == byTrigger {
		return api.ExecuteExternal
	}
	return api.TestWorkflow
}

// how says by what it is run, for the question before.
func (y way) how() string {
	if y == byTrigger {
		return "its external trigger, with your own token"
	}
	return "a test of the disabled workflow, which is a live run"
}

// state says what a workflow is, in the words that the rule goes by.
func state(w *api.Workflow) string {
	words := "disabled"
	if w.Enabled {
		words = "enabled"
	}
	switch kind := strings.ToUpper(w.Trigger.Type); {
	case kind == api.TriggerEvent && w.Trigger.Event != "":
		words += ", started by the event " + w.Trigger.Event
	case kind == api.TriggerEvent:
		words += ", started by an event"
	case kind == api.TriggerScheduled:
		words += ", started by a schedule"
	case kind == api.TriggerExternal:
		words += ", started by an external trigger"
	case kind == "":
		words += ", without a trigger"
	default:
		words += ", started by a trigger of type " + w.Trigger.Type
	}
	return words
}

// rule says what the tenant demands for a run of a workflow.
func (j *Job) rule(w *api.Workflow) string {
	if j.purpose == toExecute && wayOf(w) != byTrigger {
		return ""
	}
	switch wayOf(w) {
	case byTrigger:
		return "It is run through its external trigger, with your own token."
	case barred:
		return "The tenant tests only disabled workflows. " + j.is().need + " it has to be disabled first, and enabled afterwards; " + lost(w)
	}
	return "The tenant tests only disabled workflows, and this one is: it can be run as it is."
}

// lost says what disabling a workflow costs.
func lost(w *api.Workflow) string {
	switch strings.ToUpper(w.Trigger.Type) {
	case api.TriggerEvent:
		return "events that happen in between are lost to it."
	case api.TriggerScheduled:
		return "a scheduled start in between is left out."
	}
	return "nothing starts it in between."
}
