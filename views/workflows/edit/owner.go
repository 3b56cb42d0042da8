package edit

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change"
	"iscope/views/workflows/check/place"
)

// ownerOf is a change of the owner that was asked about.
type ownerOf struct {
	list []api.Workflow
	to   api.Identity
}

// handover is one workflow that gets another owner.
type handover struct {
	w      api.Workflow
	intent journal.Intent
	owed   string // intent to enable it again
	off    bool
	step   step
	ending change.Ending
	said   string
	over   bool
}

// ownership is the change of the owner of one or many workflows, one after the
// other.
type ownership struct {
	n       int
	to      api.Identity
	items   []*handover
	at      int  // which is under way
	busy    bool // a request is
	stopped string
}

// owned is what came of one step of it.
type owned struct {
	change.Switched
	step step
	err  *api.Error // nothing could be written down at all
}

// progress says how far it is.
func (o *ownership) progress() string {
	it := o.items[min(o.at, len(o.items)-1)]
	doing := map[step]string{nothing: "changing the owner of", disable: "disabling", apply: "changing the owner of", enable: "enabling"}[it.step]
	return fmt.Sprintf("%s %s, %d of %d", doing, cell.Cut(change.WorkflowName(&it.w), 24), min(o.at+1, len(o.items)), len(o.items))
}

// pending says what would be left undone by quitting now.
func (o *ownership) pending() []string {
	var out []string
	left := 0
	for i, it := range o.items {
		switch {
		case it.off:
			out = append(out, change.WorkflowName(&it.w)+" is disabled to get another owner and would stay so")
		case i == o.at && o.busy:
			out = append(out, "a change of "+change.WorkflowName(&it.w)+" is on its way; its outcome would not be seen")
		case !it.over:
			left++
		}
	}
	if left > 0 {
		out = append(out, "the owner of "+plural(left, "workflow", "workflows")+" would not be changed")
	}
	return out
}

// Owner asks whether workflows are to get another owner. Enabled ones are disabled
// for it, changed, and enabled again, each step in the journal.
func (d *Desk) Owner(list []api.Workflow, to api.Identity) tea.Cmd {
	if refused := d.refuse(); refused != nil {
		return refused
	}
	if d.job != nil {
		return tea.Batch(d.show(), screen.Say(screen.Info, "First "+d.job.label()+", which is being edited"))
	}
	var change []api.Workflow
	on := 0
	for _, w := range list {
		if w.ID == "" || w.Owner.ID == to.ID {
			continue
		}
		if change = append(change, w); w.Enabled {
			on++
		}
	}
	if len(change) == 0 || to.ID == "" {
		return screen.Say(screen.Info, "Nothing to change: "+to.Name+" owns "+map[bool]string{true: "it", false: "them"}[len(list) == 1]+" already")
	}
	return d.ask(d.askOwner(change, to, on))
}

// askOwner says what would be done.
func (d *Desk) askOwner(list []api.Workflow, to api.Identity, on int) *dialog.Confirm {
	lines := []string{"Tenant     " + d.Env.Tenant, "New owner  " + to.Name, "           " + to.ID, ""}
	for i, w := range list {
		if i == 8 && len(list) > 10 {
			lines = append(lines, fmt.Sprintf("and %d more", len(list)-i))
			break
		}
		steps := "change"
		if w.Enabled {
			steps = "disable, change, enable again"
		}
		lines = append(lines, change.WorkflowName(&w)+" (of "+w.Owner.String()+"): "+steps)
		if safe.MixedScripts(w.Name) {
			lines = append(lines, "  The name mixes letters of several scripts: check that it is the one you mean.")
		}
	}
	lines = append(lines, "", "A workflow may do what its owner may do. The tenant accepts only administrators of the organization.")
	if safe.MixedScripts(to.Name) {
		lines = append(lines, "The new owner's name mixes letters of several scripts: check that it is the one you mean.")
	}
	if on > 0 {
		lines = append(lines, plural(on, "is", "are")+" enabled: while one is disabled nothing starts it, and what happens in between is not made up for.")
	}
	head := "Change the owner?"
	if len(list) > 1 {
		head = "Change the owner of " + cell.Count(len(list), "workflow") + "?"
	}
	c := &dialog.Confirm{Env: d.Env, View: d.View, Name: question, Value: asked{turn: d.turn, that: ownerOf{list, to}}, Head: head, Lines: lines, Yes: "Change", Grave: on > 0}
	change.Protect(d.Env, c)
	return c
}

// startOwner writes all of it down, and begins.
func (d *Desk) startOwner(a ownerOf) tea.Cmd {
	if d.owner != nil || d.job != nil {
		return nil
	}
	d.sends()
	d.jobs++
	o := &ownership{n: d.jobs, to: a.to, busy: true}
	var intents []journal.Intent
	for _, w := range a.list {
		i := journal.Intent{
			ID: d.Journal.NewID(), Op: api.PatchWorkflow, Target: w.ID, Name: change.WorkflowName(&w) + ", owner " + a.to.Name,
		}
		i.Want = map[string]string{wantEdit: "patch", wantBefore: w.Modified.UTC().Format(timeForm), "owner": printOf(i.ID, "owner", ownerValue(a.to))}
		if len(a.list) > 1 {
			if i.Batch = i.ID; len(intents) > 0 {
				i.Batch = intents[0].ID
			}
		}
		intents = append(intents, i)
		o.items = append(o.items, &handover{w: w, intent: i})
	}
	d.owner = o
	jr := d.Journal
	return order(d, o.n, d.Program, d.reads.Detached(api.PatchWorkflow, "owner"), func(context.Context) (owned, error) {
		return owned{err: change.Record(jr, intents...)}, nil
	})
}

// ownerValue is an owner as a request has it.
func ownerValue(to api.Identity) *place.Node {
	return read([]byte(`{"type":"IDENTITY","id":` + string(quoted(to.ID)) + `,"name":` + string(quoted(to.Name)) + `}`))
}

// ownerPlan changes the owner of a workflow.
func ownerPlan(isc api.ISC, to api.Identity) change.Plan[api.Workflow] {
	return change.Plan[api.Workflow]{
		Words: change.Words{What: "change owner", Noun: "workflow", Doing: "changing", Past: "changed", Still: "still owned by someone else", Changed: "changed meanwhile"},
		ID:    func(w *api.Workflow) string { return w.ID }, Name: change.WorkflowName, Title: change.WorkflowName,
		Read: isc.Workflow, ReadOp: api.GetWorkflow, Op: api.PatchWorkflow,
		Before: func(shown, now api.Workflow) (change.Ending, string, bool) {
			if now.Owner.ID == to.ID {
				return change.Done, "it is already " + to.Name + "'s", true
			}
			what := change.Difference(shown, now)
			return change.Changed, what, what != ""
		},
		Send: func(ctx context.Context, id string) (api.Workflow, error) {
			return isc.PatchWorkflow(ctx, id, []api.PatchOp{api.Replace("/owner", api.OwnerRef{Type: "IDENTITY", ID: to.ID, Name: to.Name})})
		},
		Wanted: func(now api.Workflow) bool { return now.Owner.ID == to.ID },
	}
}

// ownedCame takes what came of a step.
func (d *Desk) ownedCame(m reply[owned]) tea.Cmd {
	o := d.owner
	if o == nil || m.job != o.n || !o.busy {
		return nil
	}
	o.busy = false
	s := m.Value
	if m.Err != nil { // a defect of ours: what was sent is not known
		s.Switched = change.Switched{Outcome: change.Broken(o.items[o.at].w, m.Err), On: o.items[o.at].step == enable, Owed: o.items[o.at].owed}
		s.step = o.items[o.at].step
	}
	if s.step == nothing { // it was written down, or not
		if s.err != nil {
			d.owner = nil
			return screen.Say(screen.Bad, "Nothing was sent: "+s.err.Detail)
		}
		return d.nextOwner()
	}
	it := o.items[o.at]
	var cmds []tea.Cmd
	if s.step != nothing && s.Ending != change.Refused {
		cmds = append(cmds, screen.Send(api.Mutated{Op: api.PatchWorkflow, IDs: []string{it.w.ID}}))
	}
	if s.Object.ID == it.w.ID {
		it.w = s.Object
	}
	cmds = append(cmds, d.stepEnded(it, &s))
	return tea.Batch(append(cmds, d.nextOwner())...)
}

// stepEnded goes on with one workflow after one of its steps.
func (d *Desk) stepEnded(it *handover, s *owned) tea.Cmd {
	o := d.owner
	what := map[step]string{disable: "disable workflow", apply: "change owner", enable: "enable workflow"}[s.step]
	note := screen.Send(screen.Decided{What: what, Target: change.WorkflowName(&it.w), ID: it.w.ID, Outcome: s.Words()})
	switch s.step {
	case disable:
		it.owed, it.off = s.Owed, s.Paused()
		if s.Ending == change.Done {
			it.step = apply
			return note
		}
		it.ending, it.said = s.Ending, "it could not be disabled: "+s.Said
		end := change.Ended(d.Journal, change.WorkflowName(&it.w), journal.End{ID: it.intent.ID, Ending: journal.NotSent, Words: "it was not disabled first"})
		note = tea.Batch(note, end)
		d.passOn(it, &s.Outcome)
	case apply:
		it.ending, it.said = s.Ending, s.Said
		if it.off && s.Ending != change.Unknown {
			it.step = enable
			return note
		}
		d.passOn(it, &s.Outcome)
	case enable:
		if it.off = !s.Resumed(); it.off {
			it.said = strings.TrimPrefix(it.said+"; it is still disabled: "+s.Said, "; ")
			it.owed = s.Owed
		}
		d.passOn(it, &s.Outcome)
	}
	if o.stopped != "" {
		return tea.Batch(note, d.abandonOwner())
	}
	return note
}

// passOn goes to the next workflow, unless what happened to this one stops all.
func (d *Desk) passOn(it *handover, o *change.Outcome[api.Workflow]) {
	it.over = true
	d.owner.at++
	if o.Stops() {
		d.owner.stopped = "the one before did not end clearly"
	}
}

// nextOwner makes the next step, or sums up.
func (d *Desk) nextOwner() tea.Cmd {
	o := d.owner
	switch {
	case o == nil || o.busy || d.held:
		return nil
	case o.at >= len(o.items) || o.stopped != "":
		return d.ownerOver()
	}
	it := o.items[o.at]
	if it.step == nothing {
		if it.step = apply; it.w.Enabled {
			it.step = disable
		}
	}
	o.busy = true
	jr, isc, w, to, s, intent, was, pause := d.Journal, d.Cmds.ISC, it.w, o.to, it.step, it.intent.ID, it.owed, d.pause()
	return order(d, o.n, d.Program, d.reads.Detached(api.PatchWorkflow, w.ID), func(ctx context.Context) (owned, error) {
		switch s {
		case disable:
			return owned{Switched: pause.Off(ctx, w, was), step: s}, nil
		case enable:
			return owned{Switched: pause.On(ctx, w, was), step: s}, nil
		}
		p := ownerPlan(isc, to)
		out := p.Attempt(ctx, jr, intent, w)
		if out.Ending == change.Done {
			if now, err := isc.Workflow(ctx, w.ID); err == nil {
				out.Object = now // by which enabling is compared
			}
		}
		return owned{Switched: change.Switched{Outcome: out, Owed: was}, step: s}, nil
	})
}
