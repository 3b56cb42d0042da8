package run

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

// Verb is what an event says about its subject.
type Verb uint8

// The verbs, those that end something last.
const (
	Happened Verb = iota // something this program has no word for
	Scheduled
	Started
	Completed
	Failed
	Canceled
	TimedOut
	Terminated
)

// Ends reports whether nothing more is to come after the verb.
func (v Verb) Ends() bool { return v >= Completed }

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

var verbs = map[string]Verb{
	"Scheduled": Scheduled, "Initiated": Scheduled, "Started": Started, "Completed": Completed, "Failed": Failed,
	"Canceled": Canceled, "Cancelled": Canceled, "TimedOut": TimedOut, "Terminated": Terminated,
}

// verbWords say how something ended.
var verbWords = map[Verb]string{
	Completed: "completed", Failed: "failed", Canceled: "canceled", TimedOut: "timed out", Terminated: "terminated",
}

// String returns the word for how something ended, "" for a verb that is no end.
func (v Verb) String() string { return verbWords[v] }

// classify splits the type of an event. The last three verbs are in no document
// but in the engine's kin; a verb beyond those makes the type an unknown one.
func classify(typ string) (subject, Verb) {
	for _, s := range subjects {
		if rest, ok := strings.CutPrefix(typ, s.prefix); ok {
			if v, known := verbs[rest]; known {
				return s.about, v
			}
			return aboutOther, Happened
		}
	}
	return aboutOther, Happened
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
	if about != aboutRun || !v.Ends() || toAbout != aboutRun || toVerb.Ends() || !first.Time.After(last.Time) {
		return events
	}
	out := make([]api.Event, len(events))
	for i, e := range events {
		out[len(events)-1-i] = e
	}
	return out
}
