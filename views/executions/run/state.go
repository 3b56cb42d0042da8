package run

import (
	"slices"
	"strings"
	"time"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/theme"
)

// VerbOf is the verb for the end that a status tells of.
func VerbOf(s api.ExecutionStatus) Verb {
	switch strings.ToLower(string(s)) {
	case "completed":
		return Completed
	case "failed":
		return Failed
	case "canceled", "cancelled":
		return Canceled
	case "timedout":
		return TimedOut
	case "terminated":
		return Terminated
	}
	return Happened
}

// TryState is how a try is doing.
func (r *Run) TryState(t Try) theme.State {
	switch t.How {
	case Completed:
		return theme.Good
	case Failed, TimedOut:
		return theme.Bad
	case Canceled, Terminated:
		return theme.Canceled
	}
	switch {
	case !r.Live() || !r.All:
		return theme.Unknown
	case t.Started >= 0:
		return theme.Running
	case t.Scheduled >= 0:
		return theme.Queued
	}
	return theme.Unknown
}

// State is how a step is doing: as its last try, a loop as its worst round.
func (r *Run) State(s *Step) theme.State {
	if s.Kind == Whole {
		return StatusState(r.Exec.Status, r.TryState(s.Tries[0]))
	}
	if len(s.Tries) == 0 || s.Kind == Loose {
		return theme.Unknown
	}
	if s.Kind != Loop {
		return r.TryState(s.Tries[len(s.Tries)-1])
	}
	rank := map[theme.State]int{theme.Bad: 5, theme.Running: 4, theme.Queued: 3, theme.Unknown: 2, theme.Canceled: 1}
	worst := theme.Good
	for _, t := range s.Tries {
		if st := r.TryState(t); rank[st] > rank[worst] {
			worst = st
		}
	}
	return worst
}

// Error returns the words of the last error of a step.
func (r *Run) Error(s *Step) string {
	for i := len(s.Tries) - 1; i >= 0; i-- {
		if e := s.Tries[i].Ended; e >= 0 && r.Events[e].Error != "" {
			return r.Events[e].Error
		}
	}
	return ""
}

// findFailing looks for the step that the run failed at: the last to fail for
// good, and within a loop the step or round that failed it.
func (r *Run) findFailing() *Step {
	if r.Whole.Tries[0].How != Failed && r.Whole.Tries[0].How != TimedOut && !r.Exec.Status.Failed() {
		return nil
	}
	steps := slices.DeleteFunc(slices.Clone(r.Steps[1:]), func(s *Step) bool { return s.Kind == Engine })
	best := r.lastBad(steps)
	if best == nil {
		return r.lastBad(r.Steps[1:])
	}
	for best.Kind == Loop {
		in := r.lastBad(best.Inner)
		if round := r.lastBad(best.Rounds); in == nil && round != nil {
			in = r.lastBad(round.Inner)
		}
		if in == nil {
			break
		}
		best = in
	}
	return best
}

// lastBad returns the step that was the last to fail for good, nil for none.
func (r *Run) lastBad(steps []*Step) *Step {
	best, bestAt := (*Step)(nil), -1
	for _, s := range steps {
		from := max(len(s.Tries)-1, 0)
		if s.Kind == Loop {
			from = 0 // rounds may overlap: any may be the one that failed last
		}
		for _, t := range s.Tries[from:] {
			if t.Ended >= bestAt && r.TryState(t) == theme.Bad {
				best, bestAt = s, t.Ended
			}
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

// Fine writes a short duration exactly enough to be told from nothing.
func Fine(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return d.String()
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	}
	return cell.Duration(d)
}

// StatusState is how an execution is doing; other is for a status that nobody
// knows.
func StatusState(s api.ExecutionStatus, other theme.State) theme.State {
	switch {
	case s.Failed():
		return theme.Bad
	case s.Running():
		return theme.Running
	case VerbOf(s) == Completed:
		return theme.Good
	case s.Closed():
		return theme.Canceled
	case s == api.ExecutionQueued:
		return theme.Queued
	}
	return other
}

// Took returns how long a step lasted, from its first moment to its last; ok is
// false where no beginning or no end is known, and for what still goes on.
func (r *Run) Took(s *Step) (d time.Duration, ok bool) {
	if s.Kind == Whole {
		sp := r.spans(s)[0]
		return max(sp.Finished.Sub(sp.Scheduled), 0), !sp.Scheduled.IsZero() && !sp.Finished.IsZero()
	}
	var first, last time.Time
	for _, t := range s.Tries {
		if t.Ended < 0 {
			return 0, false
		}
		for _, i := range []int{t.Scheduled, t.Started, t.Ended} {
			at := r.Time(i)
			if !at.IsZero() && (first.IsZero() || at.Before(first)) {
				first = at
			}
			if at.After(last) {
				last = at
			}
		}
	}
	return last.Sub(first), !first.IsZero()
}
