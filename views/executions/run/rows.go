package run

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

const notesShown = 3 // notes below one step; the step's text has all

// put adds the row of a step and the notes below it.
func (r *Run) put(out []timeline.Row, s *Step) []timeline.Row {
	state := r.State(s)
	row := timeline.Row{
		ID: s.ID, Depth: s.Depth, Label: s.Label, Kind: s.Action, State: state, Frame: s.Kind == Whole, Quiet: s.Guess || s.Kind == Engine,
		Remark: r.remark(s), Spans: r.spans(s),
	}
	if s.Visit > 0 {
		row.Label += " (" + Ordinal(s.Visit+1) + ")"
	}
	switch {
	case s.Kind == Choice && s.Branch != "":
		row.Kind = "choice ▸ " + s.Branch
	case s.Kind == Choice:
		row.Kind = "choice"
	case s.Kind == Loose:
		row.Kind = "unknown event"
	case s.Kind == Attempt:
		row.Kind = ""
	}
	if s.Guess {
		row.State, row.Took = theme.Off, "–"
	}
	out = append(out, row)
	note := func(text string, state theme.State) {
		out = append(out, timeline.Row{Note: true, Depth: s.Depth, Label: OneLine(text), State: state})
	}
	if text := r.why(s); text != "" {
		note(text, state)
	}
	for i, n := range s.Notes {
		if i == notesShown {
			note(cell.Count(len(s.Notes)-i, "further note"), theme.Unknown)
			break
		}
		note(n, theme.Unknown)
	}
	return out
}

// why is the sentence about errors below a step.
func (r *Run) why(s *Step) string {
	text := r.Error(s)
	if s.Kind == Loop || s.Kind == Whole && r.failing != nil {
		return "" // the round, or the step, says it
	}
	if n := len(s.Tries) - 1; n > 0 && !s.passes() {
		if text == "" {
			return ""
		}
		return fmt.Sprintf("retried %d×, last error: %s", n, text)
	}
	return text
}

// remark is what stands behind the bars.
func (r *Run) remark(s *Step) string {
	switch {
	case s.Kind == Loop:
		return roundsWord(r, s)
	case s.passes() && len(s.Tries) > 1 || s.Kind == Loose && len(s.Tries) > 1:
		return strconv.Itoa(len(s.Tries)) + "×"
	case s.Kind == Whole || s.Guess || len(s.Tries) == 0:
		return ""
	}
	last := s.Tries[len(s.Tries)-1]
	switch {
	case last.How == TimedOut || last.How == Canceled || last.How == Terminated:
		return verbWords[last.How]
	case len(s.Tries) == 2:
		return "1 retry"
	case len(s.Tries) > 2:
		return strconv.Itoa(len(s.Tries)-1) + " retries"
	}
	return ""
}

func roundsWord(r *Run, s *Step) string {
	bad := 0
	for _, t := range s.Tries {
		if r.TryState(t) == theme.Bad {
			bad++
		}
	}
	if bad > 0 {
		return fmt.Sprintf("%d of %d failed", bad, len(s.Tries))
	}
	return cell.Count(len(s.Tries), "iteration")
}

// spans returns the bars of a step.
func (r *Run) spans(s *Step) []timeline.Span {
	out := make([]timeline.Span, 0, len(s.Tries))
	for i, t := range s.Tries {
		sp := timeline.Span{Scheduled: r.Time(t.Scheduled), Started: r.Time(t.Started), Finished: r.Time(t.Ended), State: r.TryState(t)}
		sp.Open = t.Ended < 0 && r.Live() && r.All
		sp.Stale = s.Kind != Loop && !s.passes() && i < len(s.Tries)-1
		switch s.Kind {
		case Whole:
			sp = r.frame(sp)
		case Loose:
			sp.Started, sp.Finished, sp.Open, sp.State, sp.Stale = sp.Scheduled, sp.Scheduled, false, theme.Unknown, false
		}
		out = append(out, sp)
	}
	return out
}

// frame completes the bar of the whole run with what the tenant says of it.
func (r *Run) frame(sp timeline.Span) timeline.Span {
	if sp.Scheduled.IsZero() && (sp.Started.IsZero() || r.Exec.Start.Before(sp.Started)) {
		sp.Scheduled = r.Exec.Start
	}
	if sp.Started.IsZero() && r.Live() && r.Exec.Status.Running() {
		sp.Started = sp.Scheduled
	}
	if sp.Finished.IsZero() {
		sp.Finished = r.Exec.Close
	}
	if sp.Started.IsZero() && !sp.Finished.IsZero() {
		sp.Started = sp.Scheduled
	}
	sp.State = r.State(r.Whole)
	sp.Open = sp.Finished.IsZero() && r.Live()
	return sp
}

// EventRows returns every event as a row of its own, in the order of the
// history.
func (r *Run) EventRows(noise bool) []timeline.Row {
	out := make([]timeline.Row, 0, len(r.Events))
	var first time.Time
	for i := range r.Events {
		e := &r.Events[i]
		about, v := classify(e.Type)
		if r.Hidden(i, noise) {
			continue
		}
		if first.IsZero() {
			first = e.Time
		}
		row := timeline.Row{ID: EventID(i), Label: e.Type, Kind: nameOfEvent(e), State: eventState(v), Quiet: about == aboutEngine, Frame: true}
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

// Hidden reports whether event i is left out while the engine's own tasks are not
// shown.
func (r *Run) Hidden(i int, noise bool) bool {
	about, v := classify(r.Events[i].Type)
	return about == aboutEngine && !noise && v != Failed
}

// offset writes when an event happened, from the first one.
func offset(d time.Duration) string {
	if d < 0 {
		return "-" + cell.Duration(-d)
	}
	return cell.Duration(d)
}

// EventID is the id of the row of event i.
func EventID(i int) string { return "v" + strconv.Itoa(i) }

func nameOfEvent(e *api.Event) string {
	if e.Display != "" {
		return e.Display
	}
	return e.Step
}

func eventState(v Verb) theme.State {
	switch v {
	case Completed:
		return theme.Good
	case Failed, TimedOut:
		return theme.Bad
	case Canceled, Terminated:
		return theme.Canceled
	case Scheduled:
		return theme.Queued
	case Started:
		return theme.Running
	}
	return theme.Unknown
}

// OneLine is the first line of a text.
func OneLine(s string) string {
	first, _, more := strings.Cut(strings.TrimSpace(s), "\n")
	if more {
		first += " …"
	}
	return first
}

// Ordinal writes 2nd, 3rd, 4th.
func Ordinal(n int) string {
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
