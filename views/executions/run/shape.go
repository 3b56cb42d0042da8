package run

import (
	"slices"

	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/ui/timeline"
)

// Rounds of a loop up to roundsShown have a row each; of more, only those that
// did not go well, and of these badRounds at most.
const (
	roundsShown = 6
	badRounds   = 20
)

// Fold is how much is shown of what is inside a step.
type Fold uint8

// Folds of a step. Of the tries of a step and the steps of a round, Part is
// nothing; of the rounds of a loop it is all where they are few, else those that
// did not go well.
const (
	Part Fold = iota
	Closed
	Open
)

// Shape says what rows a run has.
type Shape struct {
	Noise bool            // the engine's own tasks are among them; one that failed always is
	All   Fold            // of every step that is not in Of
	Of    map[string]Fold // by the step's id
}

func (sh *Shape) of(s *Step) Fold {
	if f, ok := sh.Of[s.ID]; ok {
		return f
	}
	return sh.All
}

// Rows returns the run as rows of a timeline.
func (r *Run) Rows(sh Shape) []timeline.Row {
	out := make([]timeline.Row, 0, 2*len(r.Steps))
	for _, s := range r.Steps {
		if s.Kind == Engine && !sh.Noise && r.State(s) != theme.Bad {
			continue
		}
		out = r.tree(out, s, &sh)
	}
	return out
}

// Folded reports whether something that is inside a step is not shown in that
// shape, and whether there is anything inside it at all.
func (r *Run) Folded(s *Step, sh Shape) (hidden, inside bool) {
	kids, hidden := r.kids(s, &sh)
	return hidden, hidden || len(kids) > 0
}

// tree adds the rows of a step and of what is shown inside it.
func (r *Run) tree(out []timeline.Row, s *Step, sh *Shape) []timeline.Row {
	kids, hidden := r.kids(s, sh)
	at := len(out)
	out = r.put(out, s)
	switch {
	case hidden:
		out[at].Fold = timeline.Folded
	case len(kids) > 0:
		out[at].Fold = timeline.Unfolded
	}
	rounds := 0
	for ; rounds < len(kids) && kids[rounds].Kind == Round; rounds++ {
		out = r.tree(out, kids[rounds], sh)
	}
	if s.Kind == Loop && sh.of(s) != Closed {
		out = leftOut(out, s, rounds)
	}
	for _, in := range kids[rounds:] {
		out = r.tree(out, in, sh)
	}
	return out
}

// leftOut notes how many rounds of a loop have no row.
func leftOut(out []timeline.Row, s *Step, shown int) []timeline.Row {
	if left := len(s.Rounds) - shown; left > 0 {
		out = append(out, timeline.Row{Note: true, Depth: s.Depth + 1, Label: cell.Count(left, "iteration") + " folded, the bars above have them all"})
	}
	return out
}

// kids returns what is shown inside a step, and whether that is not all.
func (r *Run) kids(s *Step, sh *Shape) (shown []*Step, hidden bool) {
	f := sh.of(s)
	switch {
	case s.Kind == Loop:
		switch all := len(s.Rounds) <= roundsShown || f == Open; {
		case f == Closed:
			return nil, len(s.Rounds)+len(s.Inner) > 0
		case all:
			return slices.Concat(s.Rounds, s.Inner), false
		}
		bad := r.bad(s.Rounds)
		return slices.Concat(bad, s.Inner), len(bad) < len(s.Rounds)
	case s.Kind == Round:
		if f == Open {
			return s.Inner, false
		}
		return nil, len(s.Inner) > 0
	case (s.Kind == Action || s.Kind == Choice) && len(s.Tries) > 1 && !s.toldByRounds():
		if f != Open {
			return nil, true
		}
		for n := range s.Tries {
			shown = append(shown, r.attempt(s, n))
		}
	}
	return shown, false
}

// toldByRounds reports whether the tries of a step stand in the rounds of the loop
// it is in.
func (s *Step) toldByRounds() bool {
	return s.passes() && slices.ContainsFunc(s.Parent.Rounds, func(in *Step) bool { return len(in.Inner) > 0 })
}

// bad returns the first of the rounds that did not go well.
func (r *Run) bad(rounds []*Step) []*Step {
	var out []*Step
	for _, s := range rounds {
		if r.State(s) != theme.Good && len(out) < badRounds {
			out = append(out, s)
		}
	}
	return out
}
