package edit

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/draft"
)

// refuse says why nothing can be edited now, nil where something can.
func (d *Desk) refuse() tea.Cmd {
	switch {
	case d.Env.ReadOnly:
		return d.Env.SayLocked()
	case d.owner != nil:
		return screen.Say(screen.Warn, "One moment: "+d.owner.progress())
	}
	return nil
}

// Edit edits a part of a workflow, which is read again first. While another edit
// is not over its window is shown instead. Drafts are those of the workflow, as far
// as is known, which the question about the part tells of.
func (d *Desk) Edit(w api.Workflow, what What, drafts ...Draft) tea.Cmd {
	switch refused := d.refuse(); {
	case refused != nil:
		return refused
	case w.ID == "":
		return nil
	case d.job != nil && d.job.id != w.ID:
		return tea.Batch(d.show(), screen.Say(screen.Info, "First "+d.job.label()+", which is being edited"))
	case d.job != nil:
		return d.show()
	case what.kind == asks:
		return d.askPart(w, drafts)
	}
	j := d.begin(w.ID)
	j.what, j.shown = what, w
	return tea.Batch(d.show(), d.readWorkflow(), d.keeper.Load(j.id))
}

// Create makes a new workflow out of a source. While another edit is not over its
// window is shown instead.
func (d *Desk) Create(s Source) tea.Cmd {
	if refused := d.refuse(); refused != nil {
		return refused
	}
	if d.job != nil {
		return tea.Batch(d.show(), screen.Say(screen.Info, "First "+d.job.label()+", which is being edited"))
	}
	store := d.Drafts
	if _, ok := store.(draft.Lister); !ok {
		return d.create(s)
	}
	return order(d, 0, d.Program, d.reads.Detached("list drafts", ""), func(context.Context) (offered, error) {
		all, err := list(store)
		return offered{s, slices.DeleteFunc(all, func(k kept) bool { return !strings.HasPrefix(k.ID, freshPrefix) })}, err
	})
}

// offered is a source, and the drafts of new workflows that may be meant instead.
type offered struct {
	source Source
	drafts []kept
}

// offeredCame asks whether a draft is meant, where there are any. That they
// cannot be listed keeps nobody from making a new workflow.
func (d *Desk) offeredCame(o offered) tea.Cmd {
	switch {
	case d.job != nil: // since the key that asked
		return screen.Say(screen.Info, "First "+d.job.label()+", which is being edited")
	case len(o.drafts) == 0:
		return d.create(o.source)
	}
	p := &dialog.Pick{Env: d.Env, View: d.View, Name: question, Head: "New workflow"}
	over := "Start over, keep the draft"
	if len(o.drafts) > 1 {
		over += "s"
	}
	options := []dialog.Option{{Value: asked{that: o.source}, Label: over, Note: o.source.From}}
	for _, k := range o.drafts {
		options = append(options, dialog.Option{
			Value: asked{that: k}, Label: "Continue the draft " + cell.Cut(safe.Line(k.Name), 40), Note: draft.When(d.Env, k.Saved),
		})
	}
	p.SetOptions(options)
	return screen.Send(screen.Show{Dialog: p, Late: true})
}

// create begins a new workflow.
func (d *Desk) create(s Source) tea.Cmd {
	j := d.begin(freshPrefix + d.Journal.NewID())
	j.fresh, j.from, j.draftRead = true, s.From, true
	j.what, j.base.doc = Whole, []byte(empty)
	return tea.Batch(d.startWith(newText(s)), d.show())
}

// resume goes on with the draft of a new workflow.
func (d *Desk) resume(k kept) tea.Cmd {
	j := d.begin(k.ID)
	j.fresh, j.from, j.draftRead = true, "draft", true
	j.base.doc = []byte(empty)
	return tea.Batch(d.takeUp(&k), d.show())
}

// newText is what a new workflow begins with.
func newText(s Source) string {
	if read(s.Text) == nil && len(strings.TrimSpace(string(s.Text))) > 0 {
		return string(s.Text) // malformed: as it is
	}
	doc := documentOf(s.Text)
	if s.Name != "" {
		if out, ok := put(doc, "/name", quoted(s.Name)); ok {
			doc = out
		}
	}
	return string(doc)
}
