package run

import (
	"encoding/json"

	"iscope/api"
)

// Results returns what a history tells of the data that expressions of the
// definition refer to: what the trigger gave the run ($.trigger), and by the
// step's name what each step gave ($.<step>). trigger is nil, and a step is
// missing, where no event tells.
//
// Of a step that ran several times it is the last result that any of its tries
// ended with: the last try of a retried one, the last visit of one that the run
// came back to, and of a loop and of the steps in it the last iteration. A try
// that failed without a result leaves the one before. The values are as sent, not
// cleaned, and share memory with the events.
func Results(events []api.Event) (trigger json.RawMessage, byStep map[string]json.RawMessage) {
	r := Make(api.Execution{}, events, api.Definition{}, false)
	byStep = map[string]json.RawMessage{}
	at := map[string]int{} // event that told it
	for s := range r.Each() {
		if s.Name == "" || s.Kind == Whole || s.Kind == Engine || s.Kind == Loose {
			continue
		}
		for _, t := range s.Tries {
			if out := r.TryOutput(t); out != nil && t.Ended >= at[s.Name] {
				byStep[s.Name], at[s.Name] = out, t.Ended
			}
		}
	}
	return r.Input(), byStep
}
