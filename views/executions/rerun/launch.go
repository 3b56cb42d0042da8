package rerun

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/jsonedit"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

// Test asks to run a workflow with an input that a person has seen: it opens the
// window, with the example of the trigger as the input to begin with. An earlier
// job that is not over comes first. Where the window is closed and nothing was sent,
// the view of workflows is shown again, from which people come.
func (d *Desk) Test(w api.Workflow) tea.Cmd { return d.launch(toTest, w) }

// Execute is Test by the external trigger alone: of a workflow that has none, or
// that is disabled, it says so instead.
func (d *Desk) Execute(w api.Workflow) tea.Cmd { return d.launch(toExecute, w) }

func (d *Desk) launch(p purpose, w api.Workflow) tea.Cmd {
	var cmd tea.Cmd
	switch {
	case d.on.Env.ReadOnly:
		return tea.Batch(d.on.Env.SayLocked(), toWorkflows())
	case w.ID == "":
		return tea.Batch(screen.Say(screen.Warn, "No workflow is selected"), toWorkflows())
	case d.job != nil && (d.job.purpose != p || d.job.flow(w.ID) == nil):
		return tea.Batch(d.show(false), screen.Say(screen.Warn, "This comes first: "+d.job.title()+" is not over"))
	case d.job != nil:
		cmd = d.show(false)
	default:
		j := &Job{purpose: p}
		j.add(api.Execution{WorkflowID: w.ID}, change.WorkflowName(&w))
		cmd = d.accept(j)
	}
	d.panel.launched = true
	return cmd
}

// toWorkflows shows the view that asks for launches.
func toWorkflows() tea.Cmd { return screen.Send(screen.Goto{View: keymap.Workflows}) }

// toRuns shows the executions of the workflow that is launched, where the new run
// will be, once it was agreed to.
func (d *Desk) toRuns() tea.Cmd {
	if d.panel == nil || !d.panel.launched || d.panel.closed {
		return nil
	}
	return screen.Send(screen.Goto{View: keymap.Executions, Value: d.job.items[0].flow.w})
}

// left reports whether anything of the job may have reached the tenant, or is
// about to.
func (j *Job) left() bool {
	return j.busy() || len(j.off()) > 0 || slices.ContainsFunc(j.items, func(it *item) bool {
		return it.fate == queued || it.fate == sending || it.fate == started || it.fate == doubtful
	})
}

// fresh reports whether the item is a run of its own, not one again.
func (it *item) fresh() bool { return it.exec.ID == "" }

// key tells the items of a job apart, in commands and in the journal's past.
func (it *item) key() string {
	if it.fresh() {
		return it.flow.id
	}
	return it.exec.ID
}

// prefill gives a run of its own the example of the trigger, once it is known
// whether there is one.
func (d *Desk) prefill() {
	for _, it := range d.job.items {
		if !it.fresh() || it.found || !it.flow.read {
			continue
		}
		it.found = true
		if it.flow.example != nil {
			it.begin(it.flow.example, fromExample)
			continue
		}
		it.begin(json.RawMessage(`{}`), origin{})
		it.about = it.flow.lacks
	}
}

// lookUp takes what the step library has about the trigger of a workflow.
func (f *flow) lookUp(library shelf, now time.Time) {
	t := &f.w.Trigger
	it, known := entryFor(library, *t)
	name := t.Event
	if name == "" {
		name = "of type " + t.Type
	}
	f.lacks, f.dated = "", ""
	switch {
	case known && it.InputExample != nil && !jsonedit.Check(string(it.InputExample)).Bad():
		f.example = it.InputExample
	case t.Type == "" && t.Event == "":
		f.lacks = "it has no trigger, so nothing tells what its input looks like"
	case library == nil: // that is told once for all
	case !known:
		f.lacks = "the step library does not know its trigger " + name + ", so there is no example of its input"
	default:
		f.lacks = "the step library has no example of what its trigger " + name + " gives"
	}
	if known && it.Deprecated {
		f.dated = "its trigger " + name + " is deprecated" + datedBy(it.DeprecatedBy, now)
	}
}

// datedBy says since when, or in favour of what, something is deprecated: the
// tenant has a date there, and the documents of other versions a successor.
func datedBy(by string, now time.Time) string {
	at, err := time.Parse(time.RFC3339, by)
	switch {
	case by == "":
		return ""
	case err != nil:
		return "; use " + cell.Cut(by, 60)
	case at.After(now):
		return ", and will be so from " + at.Format("2 Jan 2006")
	}
	return " since " + at.Format("2 Jan 2006")
}

// cannotExecute says why the external trigger of a workflow cannot start it, ""
// where it can.
func cannotExecute(w *api.Workflow) string {
	switch {
	case !strings.EqualFold(w.Trigger.Type, api.TriggerExternal):
		return "it has no external trigger: it is " + state(w)
	case !w.Enabled:
		return "it is disabled, and its external trigger starts only what is enabled; a test runs it as it is"
	}
	return ""
}
