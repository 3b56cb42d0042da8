package run

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"iscope/api"
)

// Kind is what a step is.
type Kind uint8

// The kinds of steps.
const (
	Whole   Kind = iota // the run itself
	Action              // an activity
	Choice              // an activity, or a decision that left no event, with branches
	Loop                // a step that starts child workflows
	Round               // one child workflow of a loop
	Engine              // a task of the engine
	Loose               // events of a type nobody knows
	Attempt             // one try of a step, made when it is asked for
)

// Try is one attempt at a step: indexes of its events, -1 where there is none.
type Try struct {
	Scheduled, Started, Ended int
	How                       Verb // how it ended
}

// Step is one row of the timeline: what one event or several say about one
// thing.
type Step struct {
	ID     string // stable while events are added at the end
	Kind   Kind
	Name   string // in the definition
	Label  string // to be read: never empty
	Action string
	Visit  int // how many times the run came here before this one
	Depth  int
	Tries  []Try
	Events []int    // indexes, in order
	Notes  []string // what is odd about it, in words
	Parent *Step    // nil for an outermost one
	Rounds []*Step  // of a loop: one for each try
	// Inner are the steps in it. Those of a loop tell about all its rounds; those of
	// a round, which are told only where rounds did not overlap, say the same of one.
	Inner []*Step

	Branch    string // of a choice: label of the step it led to
	Condition string // of a choice: why, "" when the definition does not say
	Guess     bool   // no event says so: it follows from the definition alone
}

// Run is a history, understood: every event belongs to a step, and what does not
// add up is noted, not mended. It is not changed once it is made, but for Basis,
// Workflow and notes.
type Run struct {
	Exec       api.Execution
	Events     []api.Event // from the first to the last
	All        bool        // nothing is missing at the end
	Steps      []*Step     // the outermost ones, the whole run first
	Whole      *Step
	Definition api.Definition
	Basis      string // what Definition is, in words; "" for none
	Workflow   string // what it is called

	failing  *Step
	terminal int     // event that ended the run, -1
	owner    []*Step // by event, the innermost step it is about
	byID     map[string]*Step
}

// Make makes steps of the events of exec. all says that the history was read to
// its end; def, which may be empty, names the branches of choices and tells
// which steps are in a loop.
func Make(exec api.Execution, events []api.Event, def api.Definition, all bool) *Run {
	r := &Run{Exec: exec, Events: inOrder(events), All: all, terminal: -1, Definition: def}
	r.Whole = &Step{ID: "run", Kind: Whole, Label: "Whole run", Tries: []Try{{-1, -1, -1, Happened}}}
	r.Steps = []*Step{r.Whole}
	r.owner = make([]*Step, len(r.Events))
	p := newPairing(r)
	for i := range r.Events {
		p.add(i)
	}
	r.branches()
	r.judge()
	r.failing = r.findFailing()
	return r
}

// Live reports whether the run is still under way.
func (r *Run) Live() bool { return r.terminal < 0 && !r.Exec.Status.Closed() }

// Failing returns the step that the run failed at, nil when it did not fail or
// nobody knows where.
func (r *Run) Failing() *Step { return r.failing }

// Time returns the time of an event, zero for the index -1.
func (r *Run) Time(i int) time.Time {
	if i < 0 {
		return time.Time{}
	}
	return r.Events[i].Time
}

// Each yields every step, and after a loop what is in it.
func (r *Run) Each() iter.Seq[*Step] {
	return func(yield func(*Step) bool) { each(r.Steps, yield) }
}

func each(steps []*Step, yield func(*Step) bool) bool {
	for _, s := range steps {
		if !yield(s) || !each(s.Rounds, yield) || !each(s.Inner, yield) {
			return false
		}
	}
	return true
}

// Step returns the step with that id, nil where there is none.
func (r *Run) Step(id string) *Step {
	if of, n, ok := strings.Cut(id, tryMark); ok {
		i, err := strconv.Atoi(n)
		if s := r.Step(of); err == nil && s != nil && i >= 0 && i < len(s.Tries) {
			return r.attempt(s, i)
		}
		return nil
	}
	if r.byID == nil {
		r.byID = map[string]*Step{}
		for s := range r.Each() {
			r.byID[s.ID] = s
		}
	}
	return r.byID[id]
}

// tryMark divides the id of a step from the number of its try.
const tryMark = "#"

// attempt makes a step of one try of s.
func (r *Run) attempt(s *Step, n int) *Step {
	t := s.Tries[n]
	a := &Step{
		ID: s.ID + tryMark + strconv.Itoa(n), Kind: Attempt, Name: s.Name, Label: Ordinal(n+1) + " try", Action: s.Action, Depth: s.Depth + 1,
		Tries: []Try{t}, Parent: s,
	}
	if s.passes() {
		a.Label = Ordinal(n+1) + " time"
	}
	for _, i := range []int{t.Scheduled, t.Started, t.Ended} {
		if i >= 0 {
			a.Events = append(a.Events, i)
		}
	}
	return a
}

// passes reports whether the tries of a step are not one for the other: it was
// passed once in each round of a loop.
func (s *Step) passes() bool { return s.Parent != nil && s.Parent.Kind == Loop && s.Kind != Round }

// Last returns the last try of a step, and whether there is one.
func (s *Step) Last() (Try, bool) {
	if len(s.Tries) == 0 {
		return Try{-1, -1, -1, Happened}, false
	}
	return s.Tries[len(s.Tries)-1], true
}

// StepOf returns the innermost step that event i belongs to.
func (r *Run) StepOf(i int) *Step { return r.owner[i] }

// Standing returns the ids of the rows that may stand for event i, the one that
// says most first: the others are for when that is folded away.
func (r *Run) Standing(i int) []string {
	var out []string
	for s := r.owner[i]; s != nil; s = s.Parent {
		out = append(out, s.ID)
		if s.Parent == nil || s.Parent.Kind != Round || s.Kind == Round {
			continue
		}
		for _, all := range s.Parent.Parent.Inner { // the row for all rounds
			if all.Name == s.Name && slices.Contains(all.Events, i) {
				out = append(out, all.ID)
			}
		}
	}
	return out
}
