package draft

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// Fate is what becomes of drafts that were found.
type Fate uint8

// What can become of them.
const (
	Continue Fate = iota // the draft is edited
	Keep                 // all stay as they are, and the edit starts over
	Discard              // the draft is given up, once that was agreed to
)

// Told is a draft as a person is told of it.
type Told struct {
	When string // it was typed, see [When]
	Text string // what is in it, clean
}

// When writes when a draft was saved, to stand after "of": "5m ago", or the clock
// where it is read aloud.
func When(env *screen.Env, saved time.Time) string {
	if age := env.Age(saved); age != "" {
		return age
	}
	return env.Clock(saved)
}

// Question asks what is to become of drafts, below what is in them.
type Question struct {
	dialog.Pick
	text []string // what is in each draft
	top  int      // lines of text in the last frame
}

var _ interface {
	screen.Dialog
	screen.Starter
	screen.Clickable
} = (*Question)(nil)

// Ask makes the question about the drafts that were found, at least one. Value
// returns that of the option by which the n-th has a fate; n is -1 for all.
func Ask(env *screen.Env, view, name string, found []Told, value func(f Fate, n int) any) *Question {
	q := &Question{Pick: dialog.Pick{Env: env, View: view, Name: name, Head: cell.Count(len(found), "draft") + " were never sent"}}
	if len(found) == 1 {
		q.Head = "A draft" + of(found[0].When) + " was never sent"
	}
	var takes, drops []dialog.Option
	for n, d := range found {
		which, text := "", d.Text
		if len(found) > 1 {
			which, text = of(d.When), d.When+": "+text
		}
		q.text = append(q.text, text)
		takes = append(takes, dialog.Option{Value: value(Continue, n), Label: "Continue the draft" + which})
		drops = append(drops, dialog.Option{Value: value(Discard, n), Label: "Discard the draft" + which})
	}
	keep := dialog.Option{Value: value(Keep, -1), Label: "Start over, keep the draft"}
	if len(found) > 1 {
		keep.Label += "s"
	}
	q.SetOptions(slices.Concat(takes, []dialog.Option{keep}, drops))
	return q
}

func of(when string) string {
	if when == "" {
		return ""
	}
	return " of " + when
}

// leastPick is how many lines the choices have at least, where there are as many.
const leastPick = 8

// Render draws the text and, below it, the choices.
func (q *Question) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	var lines []string
	for _, t := range q.text {
		lines = append(lines, cell.Wrap(t, w)...)
	}
	if room := max(h-leastPick, 0); len(lines)+1 > room {
		lines = lines[:max(room-1, 0)]
		if n := len(lines); n > 0 {
			lines[n-1] = cell.Cut(lines[n-1]+" …", w)
		}
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	q.top = len(lines)
	frame, cursor := q.Pick.Render(w, h-q.top)
	if cursor != nil {
		cursor.Y += q.top
	}
	return strings.Join(append(lines, frame), "\n"), cursor
}

// Click moves the cursor to a choice, and takes the one that it is on.
func (q *Question) Click(x, y int) (tea.Cmd, bool) { return q.Pick.Click(x, y-q.top) }
