package rerun

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/views/executions/run"
	"iscope/views/internal/change"
)

// Bounds of reading.
const (
	inputPages   = 4        // pages of a history in which the input is looked for
	triggerPages = 8        // pages of the library's triggers
	abreast      = 3        // histories read at a time
	inputsKept   = 64 << 20 // bytes of the inputs of one job
)

// source is what a history tells of the input of its run.
type source struct {
	input json.RawMessage // nil: it does not
	about string          // then why
}

// shelf is the triggers of the step library, each with an example of its input.
type shelf []api.LibraryItem

// past is what the journal knows: the last run again of each execution, and the
// last run of its own of each workflow.
type past map[string]journal.Entry

// readInput looks for the input of a run in its history. known is what has been
// read of it already. The input stands in one of the first events, so a history
// is not read to its end for it.
func readInput(ctx context.Context, isc api.ISC, e api.Execution, known []api.Event) (source, error) {
	if in := inputIn(e, known); in != nil {
		return source{input: in}, nil
	}
	var events []api.Event
	offset := 0
	for range inputPages {
		p, err := isc.ExecutionHistory(ctx, e.ID, api.MaxPage, offset)
		if api.IsKind(err, api.NotFound) {
			return readInputV2(ctx, isc, e)
		}
		if err != nil {
			return source{}, err
		}
		events = append(events, p.Items...)
		if in := inputIn(e, events); in != nil {
			return source{input: in}, nil
		}
		if offset = p.Next; !p.More || len(p.Items) == 0 {
			break
		}
	}
	return source{about: noInput}, nil
}

const (
	tooLarge = "its input is too large to be kept among so many; run it by itself"
	noInput  = "its history does not tell the input"
	archived = "archived: the tenant keeps executions for 90 days, and with them their input"
)

// readInputV2 asks a tenant that does not know the history in the older form.
func readInputV2(ctx context.Context, isc api.ISC, e api.Execution) (source, error) {
	h, err := isc.ExecutionHistoryV2(ctx, e.ID)
	switch {
	case api.IsKind(err, api.NotFound):
		return source{about: archived}, nil
	case err != nil:
		return source{}, err
	}
	if in := inputIn(e, h.Events); in != nil {
		return source{input: in}, nil
	}
	return source{about: noInput}, nil
}

func inputIn(e api.Execution, events []api.Event) json.RawMessage {
	if len(events) == 0 {
		return nil
	}
	in := run.Make(e, events, api.Definition{}, false).Input()
	if s := strings.TrimSpace(string(in)); s == "" || s == "null" {
		return nil
	}
	return in
}

// readTriggers reads the triggers of the step library.
func readTriggers(ctx context.Context, isc api.ISC) (shelf, error) {
	out := shelf{}
	q := api.Query{Limit: api.MaxPage}
	for range triggerPages {
		p, err := isc.LibraryTriggers(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, p.Items...)
		if q.Offset = p.Next; !p.More || len(p.Items) == 0 {
			break
		}
	}
	return out, nil
}

// entryFor returns what the library has about a trigger, and whether it knows it.
func entryFor(library shelf, t api.Trigger) (api.LibraryItem, bool) {
	i := slices.IndexFunc(library, func(it api.LibraryItem) bool {
		if t.Event != "" {
			return it.ID == t.Event
		}
		return t.Type != "" && strings.EqualFold(it.Type, t.Type) && !strings.EqualFold(it.Type, api.TriggerEvent)
	})
	if i < 0 {
		return api.LibraryItem{}, false
	}
	return library[i], true
}

// readPast finds out what was run before, by the keys of the items.
func readPast(entries func() ([]journal.Entry, error), ids map[string]bool) (past, error) {
	all, err := entries()
	if err != nil {
		return nil, err
	}
	out := past{}
	for _, e := range all { // newest first
		key := e.Line
		if key == "" {
			key = e.Target
		}
		if _, later := out[key]; later || !ids[key] || !runs(e.Op) || !e.Left() || e.Ending == journal.Refused {
			continue
		}
		out[key] = e
	}
	return out, nil
}

// runs reports whether an operation starts a run.
func runs(op api.Op) bool { return op == api.TestWorkflow || op == api.ExecuteExternal }

// startReading begins to read what the job needs.
func (d *Desk) startReading() tea.Cmd {
	j := d.job
	ids := map[string]bool{}
	j.unread = len(j.flows) + 1
	for _, it := range j.items {
		if ids[it.key()] = true; !it.fresh() {
			j.unread++
		}
	}
	cmds := []tea.Cmd{ask(d, api.ListExecutions, "journal", func(context.Context) (past, error) { return readPast(d.journal.Entries, ids) })}
	isc := d.on.Cmds.ISC
	if d.library == nil {
		j.unread++
		cmds = append(cmds, ask(d, api.ListTriggers, "", func(ctx context.Context) (shelf, error) { return readTriggers(ctx, isc) }))
	}
	for _, f := range j.flows {
		id := f.id
		cmds = append(cmds, ask(d, api.GetWorkflow, id, func(ctx context.Context) (api.Workflow, error) { return isc.Workflow(ctx, id) }))
	}
	for range abreast {
		cmds = append(cmds, d.readNext())
	}
	return tea.Batch(cmds...)
}

// readNext reads the next history that nobody has begun to read.
func (d *Desk) readNext() tea.Cmd {
	j := d.job
	if d.nextRead >= len(j.items) || j.items[d.nextRead].fresh() {
		return nil
	}
	it := j.items[d.nextRead]
	d.nextRead++
	e, isc := it.exec, d.on.Cmds.ISC
	var known []api.Event
	if d.known != nil {
		known = slices.Clone(d.known(e.ID)) // the view goes on reading into its own
	}
	return ask(d, api.GetHistory, e.ID, func(ctx context.Context) (source, error) { return readInput(ctx, isc, e, known) })
}

// inputCame takes what a history tells.
func (d *Desk) inputCame(r api.Result[source]) tea.Cmd {
	j := d.job
	i := slices.IndexFunc(j.items, func(it *item) bool { return it.exec.ID == r.Key })
	if i < 0 || j.items[i].found {
		return nil
	}
	it := j.items[i]
	it.found, it.own, it.about = true, r.Value.input, r.Value.about
	if j.size += len(it.own); !j.single() && j.size > inputsKept {
		j.size -= len(it.own)
		it.own, it.large = nil, true
	}
	if r.Err != nil {
		it.about = "its input could not be read: " + change.Reason(r.Err)
	}
	it.begin(it.own, fromHistory)
	if it.own == nil {
		it.begin(json.RawMessage(`{}`), origin{})
		it.out = !j.single() // nobody means an empty input for one of many
	}
	j.unread--
	return tea.Batch(d.readNext(), d.readCame())
}

// workflowCame takes a workflow as it is now.
func (d *Desk) workflowCame(r api.Result[api.Workflow]) tea.Cmd {
	j := d.job
	for _, f := range j.flows {
		switch {
		case f.id != r.Key || f.read || f.problem != "":
			continue
		case r.Err != nil:
			f.problem = "its workflow could not be read: " + change.Reason(r.Err)
		default:
			f.w, f.read = r.Value, true
		}
		j.unread--
	}
	return d.readCame()
}

// shelfCame takes the triggers of the library. That they cannot be read keeps
// nothing from being run.
func (d *Desk) shelfCame(r api.Result[shelf]) tea.Cmd {
	d.job.unread--
	if r.Err != nil {
		d.job.tell(theme.Warn, "The trigger's example could not be read, so nothing is compared with it: "+change.Reason(r.Err))
	} else {
		d.library = r.Value
	}
	return d.readCame()
}

// pastCame takes what the journal knows. What may have been run again already is
// left out of many, where nobody looks at each.
func (d *Desk) pastCame(r api.Result[past]) tea.Cmd {
	j := d.job
	j.unread--
	if r.Err != nil {
		j.tell(theme.Warn, "What was run again before could not be looked up: "+change.Reason(r.Err))
	}
	for _, it := range j.items {
		if e, ok := r.Value[it.key()]; ok && !(it.fresh() && e.Ending == journal.Done) { // what a test did was seen
			it.before, it.out = e, !j.single()
		}
	}
	return d.readCame()
}

// readCame goes on after something was read.
func (d *Desk) readCame() tea.Cmd {
	j := d.job
	for _, f := range j.flows {
		if f.read {
			f.lookUp(d.library, d.on.Env.Now())
		}
	}
	if j.unread == 0 {
		d.prefill()
	}
	j.settle()
	if d.panel != nil {
		d.panel.refresh()
	}
	return nil
}

// beforeWords says when an execution was run again before, "" where it was not.
func (it *item) beforeWords(d *Desk) string {
	if it.before.ID == "" {
		return ""
	}
	age := cell.AgeSince(it.before.Sent, d.on.Env.Now())
	if it.fresh() {
		return fmt.Sprintf("may have been started from here %s ago: %s", age, it.before.Words)
	}
	if it.before.Ending == journal.Done {
		return fmt.Sprintf("was run again %s ago: %s", age, it.before.Words)
	}
	return fmt.Sprintf("may have been run again %s ago: %s", age, it.before.Words)
}
