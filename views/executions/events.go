package executions

import (
	"strings"

	"iscope/api"
)

// subject is what an event of a history is about.
type subject uint8

const (
	aboutOther    subject = iota // a type this program does not know
	aboutRun                     // WorkflowExecution…
	aboutEngine                  // WorkflowTask…: the engine deciding what is next
	aboutActivity                // ActivityTask…: a step
	aboutChild                   // ChildWorkflowExecution…: a round of a loop
)

// verb is what an event says about its subject.
type verb uint8

const (
	happened verb = iota // something this program has no word for
	scheduled
	started
	completed
	failed
	canceled
	timedOut
	terminated
)

// ends reports whether nothing more is to come after the verb.
func (v verb) ends() bool { return v >= completed }

var subjects = []struct {
	prefix string
	about  subject
}{
	{"StartChildWorkflowExecution", aboutChild},
	{"ChildWorkflowExecution", aboutChild},
	{"WorkflowExecution", aboutRun},
	{"WorkflowTask", aboutEngine},
	{"ActivityTask", aboutActivity},
}

var verbs = map[string]verb{
	"Scheduled": scheduled, "Initiated": scheduled, "Started": started, "Completed": completed, "Failed": failed,
	"Canceled": canceled, "Cancelled": canceled, "TimedOut": timedOut, "Terminated": terminated,
}

// verbWords say how something ended.
var verbWords = map[verb]string{
	completed: "completed", failed: "failed", canceled: "canceled", timedOut: "timed out", terminated: "terminated",
}

// classify splits the type of an event. The last three verbs are in no document
// but in the engine's kin; a verb beyond those makes the type an unknown one.
func classify(typ string) (subject, verb) {
	for _, s := range subjects {
		if rest, ok := strings.CutPrefix(typ, s.prefix); ok {
			if v, known := verbs[rest]; known {
				return s.about, v
			}
			return aboutOther, happened
		}
	}
	return aboutOther, happened
}

// inOrder returns the events as they came, or reversed where the list begins
// with the end of the run and ends with its beginning.
func inOrder(events []api.Event) []api.Event {
	if len(events) < 2 {
		return events
	}
	first, last := events[0], events[len(events)-1]
	about, v := classify(first.Type)
	toAbout, toVerb := classify(last.Type)
	if about != aboutRun || !v.ends() || toAbout != aboutRun || toVerb.ends() || !first.Time.After(last.Time) {
		return events
	}
	out := make([]api.Event, len(events))
	for i, e := range events {
		out[len(events)-1-i] = e
	}
	return out
}
