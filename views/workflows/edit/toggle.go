package edit

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
)

// pause disables workflows for an edit and enables them again.
func (d *Desk) pause() change.Pause {
	return change.Pause{Journal: d.Journal, ISC: d.Cmds.ISC, For: "changed"}
}

// disable disables the workflow, so that it can be changed.
func (d *Desk) disable() tea.Cmd {
	j := d.job
	d.sends()
	j.switching = true
	j.tell(theme.Running, "Disabling "+j.label())
	shown, was, pause := j.shown, j.owed, d.pause()
	return order(d, j.n, d.Program, d.reads.Detached(api.PatchWorkflow, j.id), func(ctx context.Context) (change.Switched, error) {
		return pause.Off(ctx, shown, was), nil
	})
}

// enable enables it again.
func (d *Desk) enable() tea.Cmd {
	j := d.job
	d.sends()
	j.switching = true
	j.tell(theme.Running, "Enabling "+j.label()+" again")
	shown, intent, pause := j.shown, j.owed, d.pause()
	return order(d, j.n, d.Program, d.reads.Detached(api.PatchWorkflow, j.id), func(ctx context.Context) (change.Switched, error) {
		return pause.On(ctx, shown, intent), nil
	})
}

// switchedCame takes what came of it.
func (d *Desk) switchedCame(r api.Result[change.Switched]) tea.Cmd {
	j := d.job
	if !j.switching {
		return nil
	}
	j.switching = false
	o := r.Value
	if r.Err != nil { // a defect of ours: what was sent is not known
		o = change.Switched{Outcome: change.Broken(j.shown, r.Err), On: j.off, Owed: j.owed}
	}
	was := j.shown
	if o.Object.ID == j.id && !o.Object.Raw.IsZero() {
		j.shown = o.Object
	}
	j.owed = o.Owed
	j.off = (j.off || o.Paused()) && !o.Resumed()
	tone, text := o.Told(j.label())
	cmds := []tea.Cmd{
		o.Decided(j.label(), text),
		screen.Send(api.Mutated{Op: api.PatchWorkflow, IDs: []string{j.id}}), d.told(tone, text),
	}
	if o.On {
		return tea.Batch(append(cmds, d.enabledAgain(text))...)
	}
	return tea.Batch(append(cmds, d.disabled(&o, was))...)
}

// disabled goes on after the first of the three steps. That it is disabled now is
// our own doing: where nothing else changed, the edit is one of what it is now.
func (d *Desk) disabled(o *change.Switched, was api.Workflow) tea.Cmd {
	j := d.job
	now := versionOf(&j.shown)
	switch {
	case o.Ending == change.Changed:
		return d.rival()
	case o.Ending != change.Done:
		return nil
	case j.shown.Raw.IsZero():
		j.stale = true
		return nil
	case !same(j.base.doc, now.doc) && !same(documentOf(was.Raw.JSON()), now.doc):
		return d.rival()
	}
	j.base.modified, j.base.enabled = now.modified, now.enabled
	if !d.open() {
		return d.waits("goes on with the change")
	}
	return d.review()
}

// waits tells, of a window that a person closed, that it waits for them. It does
// not open by itself: what is typed elsewhere by then is not meant for it.
func (d *Desk) waits(what string) tea.Cmd {
	return screen.Send(screen.Notify{Tone: screen.Warn, Text: d.job.label() + " is disabled; " + d.Env.Keys.Key("workflows.edit") + " " + what})
}

// enabledAgain goes on after the last of them.
func (d *Desk) enabledAgain(text string) tea.Cmd {
	j := d.job
	if j.off {
		return nil
	}
	j.base.modified, j.base.enabled = j.shown.Modified, j.shown.Enabled
	if j.stage == ended {
		return tea.Batch(d.over(), screen.Say(screen.Good, text))
	}
	if j.leaving {
		return d.close()
	}
	return nil
}

// leaveOff leaves the workflow disabled, because the person says so.
func (d *Desk) leaveOff() tea.Cmd {
	j := d.job
	if j.busy() {
		return nil
	}
	left := d.pause().Leave(&j.shown, j.owed)
	j.off, j.owed = false, ""
	return tea.Batch(left, d.close())
}
