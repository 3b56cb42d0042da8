package rerun

import (
	"context"
	"encoding/json"
	"slices"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/executions/run"
	"iscope/views/internal/change"
)

// choice is an input to begin with: one that is at hand, or that of a past run,
// which its history has.
type choice struct {
	id    string
	word  string // what it is, or how the run ended
	state theme.State
	label string // of one that is at hand
	from  origin
	input json.RawMessage // of one that is at hand
	run   api.Execution   // of a past run
}

// Ids of the choices at hand; those of past runs are the runs'.
const (
	ownChoice     = " own"
	exampleChoice = " example"
	lastChoice    = " last"
	keptChoice    = " kept"
	emptyChoice   = " empty"
)

// atHand returns the inputs that need not be read.
func (d *Desk) atHand(it *item) []choice {
	var out []choice
	put := func(id, word, label string, input json.RawMessage, from origin) {
		if input != nil {
			out = append(out, choice{id: id, word: word, state: theme.Off, label: label, input: input, from: from})
		}
	}
	name := it.flow.w.Trigger.Event
	if name == "" {
		name = "of type " + it.flow.w.Trigger.Type
	}
	put(ownChoice, "this run", cell.Stamp(it.exec.Start, d.on.Env.Zone), it.own, fromHistory)
	put(exampleChoice, "example", "of the trigger "+name, it.flow.example, fromExample)
	last := d.lastOf(it.flow.id)
	put(lastChoice, "last", "sent from here "+cell.AgeSince(last.at, d.on.Env.Now())+" ago", last.input, origin{"as sent last", true})
	put(keptChoice, "yours", "edited here before", it.kept, origin{})
	put(emptyChoice, "empty", "{}", json.RawMessage(`{}`), origin{})
	return out
}

// runsPage is a page of the past runs of a workflow.
type runsPage struct{ api.Page[api.Execution] }

// picked is the input of a past run.
type picked struct{ source }

// chooses is the key of the reads for choosing an input, of which one is under
// way at a time.
const chooses = "choose"

// readRuns reads the next page of past runs.
func (d *Desk) readRuns(c *chooser) tea.Cmd {
	c.loading, c.failed = true, ""
	q, isc := api.ExecutionQuery{WorkflowID: c.it.flow.id, Limit: lookPage, Offset: c.next}, d.on.Cmds.ISC
	return ask(d, api.ListExecutions, chooses, func(ctx context.Context) (runsPage, error) {
		p, err := isc.Executions(ctx, q)
		return runsPage{p}, err
	})
}

// runsCame takes a page of past runs. While it was under way some may have begun
// and moved others into it, so each is taken once.
func (d *Desk) runsCame(r api.Result[runsPage]) tea.Cmd {
	c := d.chooser
	if c == nil || c.closed {
		return nil
	}
	c.loading = false
	if r.Err != nil {
		c.failed = "The past runs could not be read: " + change.Reason(r.Err)
		return nil
	}
	var fresh []choice
	for _, e := range r.Value.Items {
		if c.seen[e.ID] || e.ID == c.it.exec.ID || e.ID == "" {
			continue
		}
		c.seen[e.ID] = true
		fresh = append(fresh, choice{id: e.ID, word: string(e.Status), state: run.StatusState(e.Status, theme.Unknown), from: fromRun(&e, d.on.Env.Zone), run: e})
	}
	c.next, c.more = r.Value.Next, r.Value.More && len(r.Value.Items) > 0
	c.list.Append(fresh)
	return nil
}

// pick begins with the input of a choice, reading it first where it is not at
// hand.
func (d *Desk) pick(c *chooser, ch *choice) (tea.Cmd, bool) {
	if ch.input != nil {
		d.replace(c.it, ch, ch.input)
		return c.close()
	}
	c.reading, c.note = *ch, ""
	e, isc := ch.run, d.on.Cmds.ISC
	if e.WorkflowID == "" {
		e.WorkflowID = c.it.flow.id
	}
	var known []api.Event
	if d.known != nil {
		known = slices.Clone(d.known(e.ID)) // the view goes on reading into its own
	}
	return ask(d, api.GetHistory, chooses, func(ctx context.Context) (picked, error) {
		s, err := readInput(ctx, isc, e, known)
		return picked{s}, err
	}), false
}

// pickedCame takes the input of a past run. Where there is none the window stays,
// for another choice.
func (d *Desk) pickedCame(r api.Result[picked]) tea.Cmd {
	c := d.chooser
	if c == nil || c.closed || c.reading.id == "" {
		return nil
	}
	ch := c.reading
	c.reading = choice{}
	switch in := r.Value; {
	case r.Err != nil:
		c.note = "Its input could not be read: " + change.Reason(r.Err)
	case in.input == nil:
		c.note = "It cannot be chosen: " + in.about
	default:
		d.replace(c.it, &ch, in.input)
		return screen.Send(closing{d.view, c})
	}
	return nil
}
