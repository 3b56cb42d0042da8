package run

import (
	"fmt"
	"time"

	"iscope/ui/cell"
)

// judge notes what does not add up.
func (r *Run) judge() {
	for s := range r.Each() {
		if s != r.Whole {
			r.judgeTries(s)
		}
	}
	w := r.Whole
	if n, by := r.backwards(); n > 0 {
		w.Note(fmt.Sprintf("clocks disagree: times go back %s, by up to %s", times(n), Fine(by)))
	}
	if n := r.timeless(); n > 0 {
		w.Note(cell.Count(n, "event") + " without a time")
	}
	if !r.All {
		return
	}
	t := w.Tries[0]
	if len(r.Events) > 0 && t.Scheduled < 0 && t.Started < 0 {
		w.Note("the beginning is missing from the history")
	}
	switch said := VerbOf(r.Exec.Status); {
	case r.terminal >= 0 && said != Happened && said != t.How:
		w.Note(fmt.Sprintf("the tenant says %s, its history says %s", verbWords[said], verbWords[t.How]))
	case r.terminal >= 0 && said == Happened && r.Exec.Status != "":
		w.Note(fmt.Sprintf("the tenant says %s, its history says %s", r.Exec.Status, verbWords[t.How]))
	case r.terminal < 0 && said == Canceled:
		w.Note("canceled; the history has no event for that")
	case r.terminal < 0 && r.Exec.Status.Closed():
		w.Note(fmt.Sprintf("the history does not say that it %s", verbWords[said]))
	}
}

func (r *Run) judgeTries(s *Step) {
	missing := 0
	for _, t := range s.Tries {
		if t.Started >= 0 && t.Ended >= 0 {
			if back := r.Time(t.Started).Sub(r.Time(t.Ended)); back > 0 && !r.Time(t.Ended).IsZero() {
				s.Note("ended " + Fine(back) + " before it began: clocks disagree")
			}
		}
		if t.Ended < 0 && s.Kind != Loose && s.Kind != Engine {
			missing++
		}
	}
	if missing > 0 && r.All && !r.Live() {
		if missing == 1 {
			s.Note("no end recorded")
		} else {
			s.Note(fmt.Sprintf("no end recorded for %d of %d", missing, len(s.Tries)))
		}
	}
}

// Note adds a sentence once.
func (s *Step) Note(text string) {
	for _, n := range s.Notes {
		if n == text {
			return
		}
	}
	s.Notes = append(s.Notes, text)
}

// backwards counts how often times go back in the list, and by how much at most.
func (r *Run) backwards() (n int, by time.Duration) {
	var latest time.Time
	for i := range r.Events {
		t := r.Events[i].Time
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

func (r *Run) timeless() int {
	n := 0
	for i := range r.Events {
		if r.Events[i].Time.IsZero() {
			n++
		}
	}
	return n
}
