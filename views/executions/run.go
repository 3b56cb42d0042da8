package executions

import (
	"fmt"
	"strings"
	"time"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/theme"
)

// kind is what a step is.
type kind uint8

const (
	whole  kind = iota // the run itself
	action             // an activity
	choice             // an activity, or a decision that left no event, with branches
	loop               // a step that starts child workflows
	round              // one child workflow of a loop
	engine             // a task of the engine
	loose              // events of a type nobody knows
)

// try is one attempt at a step: indexes of its events, -1 where there is none.
type try struct {
	scheduled, started, ended int
	how                       verb // how it ended
}

// step is one row of the timeline: what one event or several say about one
// thing.
type step struct {
	id     string // stable while events are added at the end
	kind   kind
	name   string // in the definition
	label  string
	action string
	visit  int // how many times the run came here before this one
	depth  int
	tries  []try
	events []int    // indexes, in order
	notes  []string // what is odd about it, in words
	rounds []*step  // of a loop: one for each try
	inner  []*step  // of a loop: the steps in it

	branch    string // choice: label of the step it led to
	condition string // choice: why, "" when the definition does not say
	guess     bool   // no event says so: it follows from the definition alone
}

// run is a history, understood: every event belongs to a step, and what does not
// add up is noted, not mended.
type run struct {
	exec     api.Execution
	events   []api.Event
	all      bool // nothing is missing at the end
	steps    []*step
	whole    *step
	failing  *step // why it failed, nil when it did not or nobody knows
	terminal int   // event that ended the run, -1
	def      api.Definition
	basis    string // what definition def is, in words
	workflow string // what it is called
}

// live reports whether the run is still under way.
func (r *run) live() bool { return r.terminal < 0 && !r.exec.Status.Closed() }

// time returns the time of an event, zero for the index -1.
func (r *run) time(i int) time.Time {
	if i < 0 {
		return time.Time{}
	}
	return r.events[i].Time
}

// readRun makes steps of the events of exec. all says that the history was read
// to its end; def, which may be empty, names the branches of choices and tells
// which steps are in a loop.
func readRun(events []api.Event, exec api.Execution, def api.Definition, all bool) *run {
	r := &run{exec: exec, events: inOrder(events), all: all, terminal: -1, def: def}
	r.whole = &step{id: "run", kind: whole, label: "Whole run", tries: []try{{-1, -1, -1, happened}}}
	r.steps = []*step{r.whole}
	p := newPairing(r)
	for i := range r.events {
		p.add(i)
	}
	r.branches()
	r.judge()
	r.failing = r.findFailing()
	return r
}

// each calls do for every step and the steps in it.
func (r *run) each(do func(*step)) {
	for _, s := range r.steps {
		do(s)
		for _, in := range s.rounds {
			do(in)
		}
		for _, in := range s.inner {
			do(in)
		}
	}
}

// judge notes what does not add up.
func (r *run) judge() {
	r.each(func(s *step) {
		if s != r.whole {
			r.judgeTries(s)
		}
	})
	w := r.whole
	if n, by := r.backwards(); n > 0 {
		w.note(fmt.Sprintf("clocks disagree: times go back %s, by up to %s", times(n), fine(by)))
	}
	if n := r.timeless(); n > 0 {
		w.note(cell.Count(n, "event") + " without a time")
	}
	if !r.all {
		return
	}
	t := w.tries[0]
	if len(r.events) > 0 && t.scheduled < 0 && t.started < 0 {
		w.note("the beginning is missing from the history")
	}
	switch said := verbOf(r.exec.Status); {
	case r.terminal >= 0 && said != happened && said != t.how:
		w.note(fmt.Sprintf("the tenant says %s, its history says %s", verbWords[said], verbWords[t.how]))
	case r.terminal >= 0 && said == happened && r.exec.Status != "":
		w.note(fmt.Sprintf("the tenant says %s, its history says %s", r.exec.Status, verbWords[t.how]))
	case r.terminal < 0 && said == canceled:
		w.note("canceled; the history has no event for that")
	case r.terminal < 0 && r.exec.Status.Closed():
		w.note(fmt.Sprintf("the history does not say that it %s", verbWords[said]))
	}
}

func (r *run) judgeTries(s *step) {
	missing := 0
	for _, t := range s.tries {
		if t.started >= 0 && t.ended >= 0 {
			if back := r.time(t.started).Sub(r.time(t.ended)); back > 0 && !r.time(t.ended).IsZero() {
				s.note("ended " + fine(back) + " before it began: clocks disagree")
			}
		}
		if t.ended < 0 && s.kind != loose && s.kind != engine {
			missing++
		}
	}
	if missing > 0 && r.all && !r.live() {
		if missing == 1 {
			s.note("no end recorded")
		} else {
			s.note(fmt.Sprintf("no end recorded for %d of %d", missing, len(s.tries)))
		}
	}
}

// note adds a sentence once.
func (s *step) note(text string) {
	for _, n := range s.notes {
		if n == text {
			return
		}
	}
	s.notes = append(s.notes, text)
}

// verbOf is the verb for the end that a status tells of.
func verbOf(s api.ExecutionStatus) verb {
	switch strings.ToLower(string(s)) {
	case "completed":
		return completed
	case "failed":
		return failed
	case "canceled", "cancelled":
		return canceled
	case "timedout":
		return timedOut
	case "terminated":
		return terminated
	}
	return happened
}

// backwards counts how often times go back in the list, and by how much at most.
func (r *run) backwards() (n int, by time.Duration) {
	var latest time.Time
	for i := range r.events {
		t := r.events[i].Time
		switch {
		case t.IsZero():
		case t.Before(latest):
			n++
			by = max(by, latest.Sub(t))
		default:
			latest = t
		}
	}
	return n, by
}

func (r *run) timeless() int {
	n := 0
	for i := range r.events {
		if r.events[i].Time.IsZero() {
			n++
		}
	}
	return n
}

// state is how a try is doing.
func (r *run) state(t try) theme.State {
	switch t.how {
	case completed:
		return theme.Good
	case failed, timedOut:
		return theme.Bad
	case canceled, terminated:
		return theme.Canceled
	}
	switch {
	case !r.live() || !r.all:
		return theme.Unknown
	case t.started >= 0:
		return theme.Running
	case t.scheduled >= 0:
		return theme.Queued
	}
	return theme.Unknown
}

// stateOf is how a step is doing: as its last try, a loop as its worst round.
func (r *run) stateOf(s *step) theme.State {
	if s.kind == whole {
		return statusState(r.exec.Status, r.state(s.tries[0]))
	}
	if len(s.tries) == 0 || s.kind == loose {
		return theme.Unknown
	}
	if s.kind != loop {
		return r.state(s.tries[len(s.tries)-1])
	}
	rank := map[theme.State]int{theme.Bad: 5, theme.Running: 4, theme.Queued: 3, theme.Unknown: 2, theme.Canceled: 1}
	worst := theme.Good
	for _, t := range s.tries {
		if st := r.state(t); rank[st] > rank[worst] {
			worst = st
		}
	}
	return worst
}

// errorOf returns the words of the last error of a step.
func (r *run) errorOf(s *step) string {
	for i := len(s.tries) - 1; i >= 0; i-- {
		if e := s.tries[i].ended; e >= 0 && r.events[e].Error != "" {
			return r.events[e].Error
		}
	}
	return ""
}

// findFailing looks for the step that the run failed at: the last to fail for
// good, and within a loop the step or round that failed it.
func (r *run) findFailing() *step {
	if r.whole.tries[0].how != failed && r.whole.tries[0].how != timedOut && !r.exec.Status.Failed() {
		return nil
	}
	best, bestAt := (*step)(nil), -1
	consider := func(s *step) {
		if n := len(s.tries); n > 0 && s.tries[n-1].ended >= bestAt && r.state(s.tries[n-1]) == theme.Bad {
			best, bestAt = s, s.tries[n-1].ended
		}
	}
	for _, s := range r.steps[1:] {
		if s.kind != engine {
			consider(s)
		}
	}
	if best != nil && best.kind == loop {
		outer := best
		best, bestAt = nil, -1
		for _, in := range outer.inner {
			consider(in)
		}
		if best == nil {
			best = outer
		}
	}
	if best == nil {
		for _, s := range r.steps[1:] {
			consider(s)
		}
	}
	return best
}

// times says how often.
func times(n int) string {
	if n == 1 {
		return "once"
	}
	return cell.Thousands(n) + " times"
}

// fine writes a short duration exactly enough to be told from nothing.
func fine(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return d.String()
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	}
	return cell.Duration(d)
}
