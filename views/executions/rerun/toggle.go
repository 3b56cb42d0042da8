package rerun

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
)

// pause disables workflows for a run and enables them again.
func (d *Desk) pause() change.Pause {
	return change.Pause{Journal: d.journal, ISC: d.on.Cmds.ISC, For: "run"}
}

// disable disables a workflow for the run.
func (d *Desk) disable(f *flow) tea.Cmd {
	f.switching, d.agreed = true, d.panel.review
	d.job.tell(theme.Running, "Disabling "+f.label())
	shown, was, pause := f.w, f.owed, d.pause()
	return order(d, d.on.Writes, d.reads.Detached(api.PatchWorkflow, f.id), func(ctx context.Context) (change.Switched, error) {
		return pause.Off(ctx, shown, was), nil
	})
}

// enable enables a workflow again.
func (d *Desk) enable(f *flow) tea.Cmd {
	f.switching = true
	d.job.tell(theme.Running, "Enabling "+f.label()+" again")
	shown, intent, pause := f.w, f.owed, d.pause()
	return order(d, d.on.Writes, d.reads.Detached(api.PatchWorkflow, f.id), func(ctx context.Context) (change.Switched, error) {
		return pause.On(ctx, shown, intent), nil
	})
}

// switchedCame takes what came of it.
func (d *Desk) switchedCame(r api.Result[change.Switched]) tea.Cmd {
	j := d.job
	f := j.flow(r.Key)
	if f == nil {
		return nil
	}
	f.switching = false
	o := r.Value
	if r.Err != nil { // a defect of ours: what was sent is not known
		o = change.Switched{Outcome: change.Broken(f.w, r.Err), On: f.off, Owed: f.owed}
	}
	if o.Object.ID == f.id {
		f.w = o.Object
	}
	f.owed, f.off = o.Owed, (f.off || o.Paused()) && !o.Resumed()
	j.settle()
	tone, text := o.Told(f.label())
	j.tell(tone, text)
	cmds := []tea.Cmd{o.Decided(f.label(), text), screen.Send(api.Mutated{Op: api.PatchWorkflow, IDs: []string{f.id}})}
	if !d.open() {
		cmds = append(cmds, screen.Say(change.Tone(tone), text))
	}
	if o.On {
		cmds = append(cmds, d.goOn())
	} else if d.open() && d.panel.review == d.agreed {
		cmds = append(cmds, d.panel.propose(true))
	}
	return tea.Batch(cmds...)
}

// leaveOff leaves every workflow disabled that the job disabled, because the
// person says so.
func (d *Desk) leaveOff() tea.Cmd {
	var cmds []tea.Cmd
	for _, f := range d.job.off() {
		if f.switching {
			continue
		}
		cmds = append(cmds, d.pause().Leave(&f.w, f.owed))
		f.off, f.owed = false, ""
	}
	return tea.Batch(append(cmds, d.dismiss())...)
}
