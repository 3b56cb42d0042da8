package rerun

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
)

// switched is what came of enabling or disabling a workflow.
type switched struct {
	change.Outcome[api.Workflow]
	on   bool
	owed string // intent that enables it again, "" for none
}

// disable disables a workflow for the run. Together with it the intent to enable
// it again is written down: until that is answered it stays open.
func (d *Desk) disable(f *flow) tea.Cmd {
	f.switching, d.agreed = true, d.panel.review
	d.job.tell(theme.Running, "Disabling "+f.label())
	shown, was, jr, isc := f.w, f.owed, d.journal, d.on.Cmds.ISC
	return order(d, d.on.Writes, d.reads.Detached(api.PatchWorkflow, f.id), func(ctx context.Context) (switched, error) {
		off, on := change.Switch(isc, false), owed(jr, isc, &shown)
		intent := journal.Intent{ID: jr.NewID(), Op: off.Op, Target: shown.ID, Name: change.WorkflowName(&shown), Want: off.Want, Batch: on.ID}
		on.Batch = on.ID
		if e := change.Record(jr, intent, on); e != nil {
			return switched{Outcome: change.Outcome[api.Workflow]{Ending: change.Refused, Object: shown, Said: "nothing was sent: " + e.Detail, Err: e}, owed: was}, nil
		}
		o := off.Attempt(ctx, jr, intent.ID, shown)
		out := switched{Outcome: o, owed: on.ID}
		left := o.Left && (o.Ending == change.Done || o.Ending == change.Unknown)
		if left {
			// The answer to a patch need not have what reading tells, by which the
			// run and enabling are compared.
			if w, err := isc.Workflow(ctx, shown.ID); err == nil && w.Enabled == o.Object.Enabled {
				out.Object = w
			}
		}
		ends := []journal.End{{ID: on.ID, Ending: journal.NotSent, Words: "it was not disabled by this"}}
		switch {
		case was != "": // an earlier request to disable it may still have done so
			ends = []journal.End{{ID: was, Ending: journal.NotSent, Words: "it is owed by a later decision"}}
		case left:
			return out, nil
		default:
			out.owed = ""
		}
		if problem := change.End(jr, ends...); problem != "" {
			out.Said += "; " + problem
		}
		return out, nil
	})
}

// owed is the intent to enable a workflow again.
func owed(jr Journal, isc api.ISC, w *api.Workflow) journal.Intent {
	p := change.Switch(isc, true)
	return journal.Intent{ID: jr.NewID(), Op: p.Op, Target: w.ID, Name: change.WorkflowName(w) + ", to be enabled again after it was run", Want: p.Want}
}

// enable enables a workflow again. Where that did not happen it is still owed,
// and stands in the journal anew.
func (d *Desk) enable(f *flow) tea.Cmd {
	f.switching = true
	d.job.tell(theme.Running, "Enabling "+f.label()+" again")
	shown, intent, jr, isc := f.w, f.owed, d.journal, d.on.Cmds.ISC
	return order(d, d.on.Writes, d.reads.Detached(api.PatchWorkflow, f.id), func(ctx context.Context) (switched, error) {
		p := change.Switch(isc, true)
		if intent == "" {
			i := owed(jr, isc, &shown)
			if e := change.Record(jr, i); e != nil {
				return switched{Outcome: change.Outcome[api.Workflow]{Ending: change.Refused, Object: shown, Said: "nothing was sent: " + e.Detail, Err: e}, on: true}, nil
			}
			intent = i.ID
		}
		out := switched{Outcome: p.Attempt(ctx, jr, intent, shown), on: true}
		if out.Ending == change.Done || out.Ending == change.Gone {
			return out, nil
		}
		if again := owed(jr, isc, &out.Object); change.Record(jr, again) == nil {
			out.owed = again.ID
		}
		return out, nil
	})
}

// switchedCame takes what came of it.
func (d *Desk) switchedCame(r api.Result[switched]) tea.Cmd {
	j := d.job
	f := j.flow(r.Key)
	if f == nil {
		return nil
	}
	f.switching = false
	o := r.Value
	if r.Err != nil { // a defect of ours: what was sent is not known
		o = switched{Outcome: change.Outcome[api.Workflow]{Ending: change.Unknown, Object: f.w, Said: "it is not known what happened: " + reason(r.Err), Left: true}, on: f.off}
		o.owed = f.owed
	}
	if o.Object.ID == f.id {
		f.w = o.Object
	}
	f.owed = o.owed
	switch {
	case !o.on:
		f.off = f.off || o.Left && (o.Ending == change.Done || o.Ending == change.Unknown)
	case o.Ending == change.Done || o.Ending == change.Gone:
		f.off = false
	}
	j.settle()
	tone, text := d.sayOf(f, o)
	j.tell(tone, text)
	cmds := []tea.Cmd{d.decided(o.on, f, text), screen.Send(api.Mutated{Op: api.PatchWorkflow, IDs: []string{f.id}})}
	if !d.open() {
		cmds = append(cmds, screen.Say(toneOf(tone), text))
	}
	if o.on {
		cmds = append(cmds, d.goOn())
	} else if d.open() && d.panel.review == d.agreed {
		cmds = append(cmds, d.panel.propose(true))
	}
	return tea.Batch(cmds...)
}

// sayOf says what came of it.
func (d *Desk) sayOf(f *flow, o switched) (theme.State, string) {
	past := "disabled"
	if o.on {
		past = "enabled again"
	}
	text := f.label() + ": " + o.Said
	switch o.Ending {
	case change.Done:
		if o.Said == "" {
			text = f.label() + " is " + past
		}
		return theme.Good, text
	case change.Unknown:
		return theme.Unknown, text
	case change.Refused:
		text = "Not " + past + ": " + text
		if o.Err != nil && change.Remedy(o.Err) != "" {
			text += "; " + change.Remedy(o.Err)
		}
		return theme.Bad, text
	}
	return theme.Warn, text
}

// decided notes in the activity log what was done to a workflow.
func (d *Desk) decided(on bool, f *flow, outcome string) tea.Cmd {
	what := "disable workflow"
	if on {
		what = "enable workflow"
	}
	return screen.Send(screen.Decided{What: what, Target: f.label(), ID: f.id, Outcome: outcome})
}

// leaveOff leaves every workflow disabled that the job disabled, because the
// person says so.
func (d *Desk) leaveOff() tea.Cmd {
	var cmds []tea.Cmd
	for _, f := range d.job.off() {
		if f.switching {
			continue
		}
		if f.owed != "" {
			cmds = append(cmds, change.Ended(d.journal, f.label(), journal.End{ID: f.owed, Ending: journal.TakenBack, Words: "left disabled"}))
		}
		f.off, f.owed = false, ""
		cmds = append(cmds, d.decided(true, f, "taken back: it stays disabled"))
	}
	return tea.Batch(append(cmds, d.dismiss())...)
}

// toneOf returns how a toast of that state sounds.
func toneOf(s theme.State) screen.Tone {
	switch s {
	case theme.Good:
		return screen.Good
	case theme.Bad, theme.Unknown:
		return screen.Bad
	case theme.Warn:
		return screen.Warn
	}
	return screen.Info
}
