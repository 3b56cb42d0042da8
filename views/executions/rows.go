package executions

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/ui/timeline"
)

// Rounds of a loop up to roundsShown have a row each; of more, only those that
// did not go well, and of these badRounds at most.
const (
	roundsShown = 6
	badRounds   = 20
	notesShown  = 3 // notes below one step; the step's text has all
)

// rows returns the run as rows of a timeline. With noise the engine's own tasks
// are among them; one that failed always is.
func (r *run) rows(noise bool) []timeline.Row {
	out := make([]timeline.Row, 0, 2*len(r.steps))
	for _, s := range r.steps {
		if s.kind == engine && !noise && r.stateOf(s) != theme.Bad {
			continue
		}
		out = r.put(out, s)
		shown := s.rounds
		if len(shown) > roundsShown {
			shown = r.bad(shown)
		}
		for _, in := range shown {
			out = r.put(out, in)
		}
		if left := len(s.rounds) - len(shown); left > 0 {
			out = append(out, timeline.Row{Note: true, Depth: 1, Label: cell.Count(left, "iteration") + " not shown, the bars above have them all"})
		}
		for _, in := range s.inner {
			out = r.put(out, in)
		}
	}
	return out
}

// bad returns the first of the rounds that did not go well.
func (r *run) bad(rounds []*step) []*step {
	var out []*step
	for _, s := range rounds {
		if r.stateOf(s) != theme.Good && len(out) < badRounds {
			out = append(out, s)
		}
	}
	return out
}

// put adds the row of a step and the notes below it.
func (r *run) put(out []timeline.Row, s *step) []timeline.Row {
	state := r.stateOf(s)
	row := timeline.Row{
		ID: s.id, Depth: s.depth, Label: s.label, Kind: s.action, State: state, Frame: s.kind == whole, Quiet: s.guess || s.kind == engine,
		Remark: r.remark(s), Spans: r.spans(s),
	}
	if s.visit > 0 {
		row.Label += " (" + ordinal(s.visit+1) + ")"
	}
	switch {
	case s.kind == choice && s.branch != "":
		row.Kind = "choice ▸ " + s.branch
	case s.kind == choice:
		row.Kind = "choice"
	case s.kind == loose:
		row.Kind = "unknown event"
	}
	if s.guess {
		row.State, row.Took = theme.Off, "–"
	}
	out = append(out, row)
	note := func(text string, state theme.State) {
		out = append(out, timeline.Row{Note: true, Depth: s.depth, Label: oneLine(text), State: state})
	}
	if text := r.why(s); text != "" {
		note(text, state)
	}
	for i, n := range s.notes {
		if i == notesShown {
			note(cell.Count(len(s.notes)-i, "further note"), theme.Unknown)
			break
		}
		note(n, theme.Unknown)
	}
	return out
}

// why is the sentence about errors below a step.
func (r *run) why(s *step) string {
	text := r.errorOf(s)
	if s.kind == loop || s.kind == whole && r.failing != nil {
		return "" // the round, or the step, says it
	}
	if n := len(s.tries) - 1; n > 0 && s.depth == 0 {
		if text == "" {
			return ""
		}
		return fmt.Sprintf("retried %d×, last error: %s", n, text)
	}
	return text
}

// remark is what stands behind the bars.
func (r *run) remark(s *step) string {
	switch {
	case s.kind == loop:
		return roundsWord(r, s)
	case s.depth > 0 && len(s.tries) > 1 || s.kind == loose && len(s.tries) > 1:
		return strconv.Itoa(len(s.tries)) + "×"
	case s.kind == whole || s.guess || len(s.tries) == 0:
		return ""
	}
	last := s.tries[len(s.tries)-1]
	switch {
	case last.how == timedOut || last.how == canceled || last.how == terminated:
		return verbWords[last.how]
	case len(s.tries) == 2:
		return "1 retry"
	case len(s.tries) > 2:
		return strconv.Itoa(len(s.tries)-1) + " retries"
	}
	return ""
}

func roundsWord(r *run, s *step) string {
	bad := 0
	for _, t := range s.tries {
		if r.state(t) == theme.Bad {
			bad++
		}
	}
	if bad > 0 {
		return fmt.Sprintf("%d of %d failed", bad, len(s.tries))
	}
	return cell.Count(len(s.tries), "iteration")
}

// spans returns the bars of a step.
func (r *run) spans(s *step) []timeline.Span {
	out := make([]timeline.Span, 0, len(s.tries))
	for i, t := range s.tries {
		sp := timeline.Span{Scheduled: r.time(t.scheduled), Started: r.time(t.started), Finished: r.time(t.ended), State: r.state(t)}
		sp.Open = t.ended < 0 && r.live() && r.all
		sp.Stale = s.kind != loop && s.depth == 0 && i < len(s.tries)-1
		switch s.kind {
		case whole:
			sp = r.frame(sp)
		case loose:
			sp.Started, sp.Finished, sp.Open, sp.State, sp.Stale = sp.Scheduled, sp.Scheduled, false, theme.Unknown, false
		}
		out = append(out, sp)
	}
	return out
}

// frame completes the bar of the whole run with what the tenant says of it.
func (r *run) frame(sp timeline.Span) timeline.Span {
	if sp.Scheduled.IsZero() && (sp.Started.IsZero() || r.exec.Start.Before(sp.Started)) {
		sp.Scheduled = r.exec.Start
	}
	if sp.Started.IsZero() && r.live() && r.exec.Status.Running() {
		sp.Started = sp.Scheduled
	}
	if sp.Finished.IsZero() {
		sp.Finished = r.exec.Close
	}
	if sp.Started.IsZero() && !sp.Finished.IsZero() {
		sp.Started = sp.Scheduled
	}
	sp.State = r.stateOf(r.whole)
	sp.Open = sp.Finished.IsZero() && r.live()
	return sp
}

// eventRows returns every event as a row of its own, in the order of the
// history.
func (r *run) eventRows(noise bool) []timeline.Row {
	out := make([]timeline.Row, 0, len(r.events))
	var first time.Time
	for i := range r.events {
		e := &r.events[i]
		about, v := classify(e.Type)
		if about == aboutEngine && !noise && v != failed {
			continue
		}
		if first.IsZero() {
			first = e.Time
		}
		row := timeline.Row{ID: eventID(i), Label: e.Type, Kind: nameOfEvent(e), State: eventState(v), Quiet: about == aboutEngine, Frame: true}
		if row.Label == "" {
			row.Label = "(no type)"
		}
		if !e.Time.IsZero() {
			row.Spans = []timeline.Span{{Scheduled: e.Time, Started: e.Time, Finished: e.Time, State: row.State}}
			row.Took = offset(e.Time.Sub(first))
		}
		out = append(out, row)
	}
	return out
}

// offset writes when an event happened, from the first one.
func offset(d time.Duration) string {
	if d < 0 {
		return "-" + cell.Duration(-d)
	}
	return cell.Duration(d)
}

func eventID(i int) string { return "v" + strconv.Itoa(i) }

func nameOfEvent(e *api.Event) string {
	if e.Display != "" {
		return e.Display
	}
	return e.Step
}

func eventState(v verb) theme.State {
	switch v {
	case completed:
		return theme.Good
	case failed, timedOut:
		return theme.Bad
	case canceled, terminated:
		return theme.Canceled
	case scheduled:
		return theme.Queued
	case started:
		return theme.Running
	}
	return theme.Unknown
}

// oneLine is the first line of a text.
func oneLine(s string) string {
	first, _, more := strings.Cut(strings.TrimSpace(s), "\n")
	if more {
		first += " …"
	}
	return first
}

// ordinal writes 2nd, 3rd, 4th.
func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
