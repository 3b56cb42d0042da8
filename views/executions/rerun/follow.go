package rerun

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
)

// followWaits are the pauses before a new execution is looked for: a tenant may
// name one before it lists it.
var followWaits = []time.Duration{0, time.Second, 2 * time.Second, 4 * time.Second}

// lookWaits are those before the executions since are listed once more: what was
// lost on its way back may take a while to begin.
var lookWaits = []time.Duration{0, 5 * time.Second, 15 * time.Second}

// later runs a command after a pause, unless the context ends before.
func later(ctx context.Context, wait time.Duration, cmd tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		if wait > 0 {
			select {
			case <-ctx.Done():
			case <-time.After(wait):
			}
		}
		return cmd()
	}
}

// follow looks for the new execution of a single run.
func (d *Desk) follow(it *item, n int) tea.Cmd {
	d.job.follows = true
	it.looks = n
	id, isc := it.run, d.on.Cmds.ISC
	ctx, t := d.reads.NextFor(api.GetExecution, id)
	return later(ctx, followWaits[n], order(d, ctx, t, func(ctx context.Context) (api.Execution, error) { return isc.Execution(ctx, id) }))
}

// followCame opens the new execution, unless the person closed the window
// meanwhile.
func (d *Desk) followCame(r api.Result[api.Execution]) tea.Cmd {
	j := d.job
	if !j.follows || !d.reads.Fresh(r.Ticket) {
		return nil
	}
	d.reads.Done(r.Ticket)
	if it := j.items[0]; api.IsKind(errorOf(r.Err), api.NotFound) && it.looks+1 < len(followWaits) {
		return d.follow(it, it.looks+1)
	}
	j.follows = false
	var cmds []tea.Cmd
	switch {
	case r.Err != nil:
		cmds = append(cmds, screen.Say(screen.Warn, "The new execution "+r.Key+" cannot be read yet: "+change.Reason(r.Err)))
	case d.open():
		cmds = append(cmds, d.goTo(r.Value))
	}
	return tea.Batch(append(cmds, d.goOn())...)
}

// errorOf returns an error that is nil where there is none.
func errorOf(e *api.Error) error {
	if e == nil {
		return nil
	}
	return e
}

// goTo shows an execution in the view.
func (d *Desk) goTo(e api.Execution) tea.Cmd {
	return screen.Send(screen.Goto{View: keymap.Executions, Value: e})
}

// look lists what may have come of a run nobody knows about.
func (d *Desk) look(it *item, k mark, n int) tea.Cmd {
	id, isc := it.flow.id, d.on.Cmds.ISC
	it.mark = k
	ctx, t := d.reads.NextFor(api.ListExecutions, it.key())
	return later(ctx, lookWaits[n], order(d, ctx, t, func(ctx context.Context) (since, error) { return lookSince(ctx, isc, id, k) }))
}

// sinceCame takes what may have come of it, and looks again for a while.
func (d *Desk) sinceCame(r api.Result[since]) tea.Cmd {
	j := d.job
	i := slices.IndexFunc(j.items, func(it *item) bool { return it.key() == r.Key && it.fate == doubtful })
	if i < 0 || !d.reads.Fresh(r.Ticket) {
		return nil
	}
	it := j.items[i]
	if r.Err == nil {
		it.since = r.Value.without(d.links.started)
	}
	it.looks++
	if len(it.since.Runs) == 0 && it.looks < len(lookWaits) {
		return d.look(it, it.mark, it.looks)
	}
	it.looking = false
	words := it.since.words(d.on.Env.Zone)
	if r.Err != nil && len(it.since.Runs) == 0 {
		words = "it may have run: the executions since could not be listed: " + change.Reason(r.Err)
	}
	it.said = it.lead + "; " + words
	if j.single() {
		j.tell(theme.Unknown, it.said)
	}
	if d.open() {
		d.panel.refresh()
		return d.doubtNoted(it, words)
	}
	d.over()
	return tea.Batch(d.doubtNoted(it, words), screen.Say(screen.Warn, it.flow.label()+": "+words))
}

// doubtNoted writes down what was found out about a run nobody knows about.
func (d *Desk) doubtNoted(it *item, words string) tea.Cmd {
	return tea.Batch(
		change.Ended(d.journal, it.flow.label(), journal.End{ID: it.intent, Ending: journal.Unknown, Words: it.lead + "; " + words}),
		screen.Send(screen.Decided{What: d.job.is().what, Target: it.flow.label(), ID: it.flow.id, Outcome: "unknown: " + words}),
	)
}

// links remember which executions were started from here, and of which they are
// the run again, for as long as the program runs.
type links struct {
	as map[string][]string // by what was run again, in order
	of map[string]string   // by what it was started as; "" for a run of its own
}

func newLinks() links { return links{as: map[string][]string{}, of: map[string]string{}} }

func (l links) add(old, now string) {
	if l.of[now] = old; old != "" {
		l.as[old] = append(l.as[old], now)
	}
}

// started reports whether an execution is one that was started from here.
func (l links) started(id string) bool {
	_, here := l.of[id]
	return here
}

// idCells is how much of an id is told.
const idCells = 13

// Linked says of an execution what it was run again as, of which it is the run
// again, or that it was started from here; short is one word for that. Both are
// "" where nothing is known.
func (d *Desk) Linked(id string) (text, short string) {
	var out []string
	if old, here := d.links.of[id]; old != "" {
		out, short = append(out, "run again of "+cell.CutMiddle(old, idCells)), "again"
	} else if here {
		out, short = append(out, "started from here"), "here"
	}
	if as := d.links.as[id]; len(as) > 0 {
		text = "run again as " + cell.CutMiddle(as[len(as)-1], idCells)
		if n := len(as) - 1; n > 0 {
			text += " and " + cell.Count(n, "time") + " before"
		}
		out, short = append(out, text), "again"
	}
	return strings.Join(out, ", "), short
}

// Other returns the execution that id is linked to, the newest where there are
// several; "" for none.
func (d *Desk) Other(id string) string {
	if as := d.links.as[id]; len(as) > 0 {
		return as[len(as)-1]
	}
	return d.links.of[id]
}
