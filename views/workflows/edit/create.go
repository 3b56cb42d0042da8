package edit

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
)

// post creates the workflow, once. Where no clear answer comes it is looked for
// among those that are newer than what was there before; it is never asked for
// again by itself.
func (d *Desk) post() tea.Cmd {
	j := d.job
	j.stage = sending
	j.tell(theme.Running, "Looking at what is there, and creating "+j.label())
	jr, isc, body := d.Journal, d.Cmds.ISC, j.request.body
	return order(d, j.n, d.Program, d.reads.Detached(api.CreateWorkflow, j.id), func(ctx context.Context) (change.Outcome[api.Workflow], error) {
		return change.Create(ctx, isc, jr, body), nil
	})
}

// created goes on after a workflow was to be created.
func (d *Desk) created(o *change.Outcome[api.Workflow]) tea.Cmd {
	j := d.job
	switch o.Ending {
	case change.Done:
		text := "Created, disabled: " + change.WorkflowName(&o.Object)
		if o.Said != "" {
			text += "; " + o.Said
		}
		j.stage = ended
		return tea.Batch(d.dropDraft(), d.removeLeft(j.draftName()), screen.Say(screen.Good, text), d.over(), screen.Send(Created{d.View, o.Object}))
	case change.Refused:
		return d.refused(o)
	}
	j.stage = editing
	return d.told(theme.Unknown, capital(o.Said)+". It is not sent again by itself; the draft is kept")
}

// Created tells the view of the desk that a workflow was created, so that it can
// be shown.
type Created struct {
	view     string
	Workflow api.Workflow
}

// To returns the view.
func (c Created) To() string { return c.view }
