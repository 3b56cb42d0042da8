package edit

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/form"
	"iscope/ui/theme"
	"iscope/views/internal/change"
	"iscope/views/workflows/check/place"
)

// partOf is a part to be chosen of a workflow.
type partOf struct {
	w      api.Workflow
	what   What    // Ask stands for one of its steps, which is asked next
	drafts []Draft // of the workflow
}

// askPart asks which part of a workflow is to be edited.
func (d *Desk) askPart(w api.Workflow, drafts []Draft) tea.Cmd {
	p := &dialog.Pick{Env: d.Env, View: d.View, Name: question, Head: "Edit " + change.WorkflowName(&w)}
	option := func(what What, label, note string) dialog.Option {
		return dialog.Option{Value: asked{that: partOf{w, what, drafts}}, Label: label, Note: withDraft(d.Env, note, what, drafts)}
	}
	p.SetOptions([]dialog.Option{
		option(Form, "Fields", "name, description, trigger"),
		option(Ask, "One step", "as JSON"),
		option(Definition, "Definition", "start and all steps, as JSON"),
		option(Whole, "Whole workflow", "as JSON"),
	})
	return d.ask(p)
}

// partChosen edits the part that was chosen.
func (d *Desk) partChosen(c partOf) tea.Cmd {
	if c.what.kind != asks {
		return d.Edit(c.w, c.what)
	}
	var options []dialog.Option
	var list func(steps *place.Node, pointer, within string)
	list = func(steps *place.Node, pointer, within string) {
		for _, m := range steps.Unique() {
			at := place.Step(pointer, m.Key)
			note := safe.Line(strings.TrimSpace(m.Value.Get("type").Str() + " " + m.Value.Get("actionId").Str()))
			options = append(options, dialog.Option{
				Value: asked{that: partOf{w: c.w, what: OneStep(at)}}, Label: within + safe.Line(m.Key), Note: withDraft(d.Env, note, OneStep(at), c.drafts),
			})
			if inner := m.Value.Get("attributes").Get("steps"); inner.Is(place.Object) && len(options) < mostSteps {
				list(inner, at+"/attributes/steps", within+safe.Line(m.Key)+" / ")
			}
		}
	}
	if steps := read(documentOf(c.w.Raw.JSON())).At("/definition/steps"); steps.Is(place.Object) {
		list(steps, "/definition/steps", "")
	}
	p := &dialog.Pick{Env: d.Env, View: d.View, Name: question, Head: "Which step?", Empty: "The definition has no steps."}
	p.SetOptions(options)
	return d.ask(p)
}

// mostSteps bounds how many steps are offered.
const mostSteps = 5000

// readWorkflow reads the workflow of the job again.
func (d *Desk) readWorkflow() tea.Cmd {
	id, isc := d.job.id, d.Cmds.ISC
	ctx, t := d.reads.NextFor(api.GetWorkflow, id)
	return order(d, d.job.n, ctx, t, func(ctx context.Context) (api.Workflow, error) { return isc.Workflow(ctx, id) })
}

// workflowCame takes the workflow as it is now.
func (d *Desk) workflowCame(r api.Result[api.Workflow]) tea.Cmd {
	j := d.job
	switch {
	case r.Err != nil && j.stage == reading:
		j.stage = ended
		return d.told(theme.Bad, "It could not be read: "+change.Why(r.Err))
	case r.Err != nil && !j.going: // nobody waits for it any more; the next review reads it
		return nil
	case r.Err != nil:
		j.going = false
		return d.told(theme.Bad, "It could not be read again, so nothing is sent: "+change.Reason(r.Err))
	case j.stage == reading:
		j.shown, j.read = r.Value, true
		return d.ready()
	}
	j.shown, j.stale = r.Value, false
	if j.going {
		j.going = false
		return d.review()
	}
	return nil
}

// ready goes on once all has been read.
func (d *Desk) ready() tea.Cmd {
	j := d.job
	switch {
	case !j.read || !j.draftRead:
		return nil
	case j.taking != nil:
		return d.takeUp(j.taking)
	case len(j.found) > 0:
		return d.offerDrafts(true)
	}
	return d.start()
}

// start begins to edit the workflow as it was read.
func (d *Desk) start() tea.Cmd {
	j := d.job
	j.base = versionOf(&j.shown)
	if j.what.kind == oneStep && valueAt(j.base.doc, j.what.at()) == nil {
		j.tell(theme.Warn, "That step is not in it any more; this is the whole workflow")
		j.what = Whole
	}
	return d.startWith(string(j.what.text(j.base.doc)))
}

func (d *Desk) startWith(text string) tea.Cmd {
	j := d.job
	j.text, j.stage = text, editing
	j.differsAt, j.namedAt = 0, 0
	if j.what.kind == fields {
		j.form = form.New(d.Env, d.View)
		j.form.SetFields(fieldsOf(j.base.doc)...)
		d.formSet([]byte(text))
	}
	d.panel.load()
	return nil
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%s %s", cell.Thousands(n), many)
}
