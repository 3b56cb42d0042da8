package edit

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
)

// send sends what was agreed to: written down first, read again just before,
// compared with what the edit began with, and sent once.
func (d *Desk) send() tea.Cmd {
	j := d.job
	if d.Env.ReadOnly {
		return d.Env.SayLocked()
	}
	d.sends()
	if j.fresh {
		return d.post()
	}
	r := j.request
	j.stage = sending
	j.tell(theme.Running, "Reading it again, and sending")
	plan := r.plan(d.Cmds.ISC, j.base)
	jr, isc, shown, off := d.Journal, d.Cmds.ISC, j.shown, j.off
	intent := r.intentOf(d.Journal.NewID(), j.id, j.label(), j.base)
	return order(d, j.n, d.Program, d.reads.Detached(r.op, j.id), func(ctx context.Context) (change.Outcome[api.Workflow], error) {
		if e := change.Record(jr, intent); e != nil {
			return change.Unrecorded(shown, e), nil
		}
		o := plan.Attempt(ctx, jr, intent.ID, shown)
		if off && o.Ending == change.Done { // by what reading tells enabling is compared
			if w, err := isc.Workflow(ctx, shown.ID); err == nil {
				o.Object = w
			}
		}
		return o, nil
	})
}

// answered takes what came of a request.
func (d *Desk) answered(r api.Result[change.Outcome[api.Workflow]]) tea.Cmd {
	j := d.job
	if j.stage != sending {
		return nil
	}
	o := r.Value
	if r.Err != nil { // a defect of ours: what was sent is not known
		o = change.Broken(j.shown, r.Err)
	}
	j.stage = reviewing
	cmds := []tea.Cmd{d.decided(&o)}
	if o.Ending != change.Refused {
		cmds = append(cmds, screen.Send(api.Mutated{Op: j.request.op, IDs: idsOf(o.Object.ID)}))
	}
	if j.fresh {
		return tea.Batch(append(cmds, d.created(&o))...)
	}
	return tea.Batch(append(cmds, d.outcome(&o))...)
}

func idsOf(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}

// outcome goes on by how a request ended. Whatever it was but done, the text and
// its draft stay.
func (d *Desk) outcome(o *change.Outcome[api.Workflow]) tea.Cmd {
	j := d.job
	switch o.Ending {
	case change.Done:
		return d.applied(o)
	case change.Changed:
		j.shown = o.Object
		return d.rival()
	case change.Gone:
		j.stage = editing
		return d.told(theme.Bad, "Nothing was sent: the tenant does not have it any more; the draft is kept")
	case change.Refused:
		return d.refused(o)
	}
	j.stage, j.stale = editing, true
	text := capital(o.Said)
	if text == "" {
		text = "It is not known whether it was changed"
	}
	return d.told(theme.Unknown, text+". The text is kept; reviewing it reads the workflow first")
}

// applied goes on after a change took effect.
func (d *Desk) applied(o *change.Outcome[api.Workflow]) tea.Cmd {
	j := d.job
	text := "Changed: " + change.WorkflowName(&o.Object)
	if o.Said != "" {
		text = change.WorkflowName(&o.Object) + ": " + o.Said
	}
	if o.Object.Raw.IsZero() { // nothing more is known of it than its answer
		o.Object.Raw = j.shown.Raw
	}
	j.shown, j.stage = o.Object, ended
	cmds := []tea.Cmd{d.dropDraft(), d.removeLeft(j.draftName()), screen.Say(screen.Good, text)}
	if !j.off {
		return tea.Batch(append(cmds, d.over())...)
	}
	j.tell(theme.Good, text)
	if !d.open() {
		return tea.Batch(append(cmds, d.waits("asks to enable it again"))...)
	}
	return tea.Batch(append(cmds, d.askEnable(true))...)
}

// refused goes on after the tenant said no, or nothing was sent. Where it may be
// since the workflow is enabled, the way around is offered.
func (d *Desk) refused(o *change.Outcome[api.Workflow]) tea.Cmd {
	j := d.job
	verb := "Not changed: "
	if j.fresh {
		verb = "Not created: "
	}
	text := verb + strings.TrimPrefix(o.Said, string(j.request.op)+": ")
	kind := api.Internal
	if o.Err != nil {
		kind = o.Err.Kind
		if remedy := change.Remedy(o.Err); remedy != "" {
			text += "; " + remedy
		}
	}
	if j.stage = reviewing; j.request.op != api.CreateWorkflow && o.Left && j.shown.Enabled && (kind == api.Invalid || kind == api.Conflict) {
		j.steps = true
		text += ". It is enabled, which may be why: " + d.Env.Keys.Key("editor.review") + " disables it first, changes it, and asks to enable it again"
	}
	return d.told(theme.Bad, text)
}

// decided tells the activity log what came of a change.
func (d *Desk) decided(o *change.Outcome[api.Workflow]) tea.Cmd {
	what := "edit workflow"
	if d.job.fresh {
		what = "create workflow"
	}
	return screen.Send(screen.Decided{What: what, Target: d.job.label(), ID: o.Object.ID, Outcome: o.Words()})
}
