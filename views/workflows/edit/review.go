package edit

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
	"iscope/views/internal/draft"
)

// review checks the text and shows what would be sent. Where the workflow is not
// what the edit began with any more, theirs is set against mine first.
func (d *Desk) review() tea.Cmd {
	j := d.job
	if j.stage == outside { // whose text is not known yet
		return nil
	}
	if j.stale && !j.fresh {
		j.going = true
		return d.readWorkflow()
	}
	return d.assess(false)
}

// reviewed shows what would be sent.
func (d *Desk) reviewed(r *request) tea.Cmd {
	j := d.job
	if r.op == api.PatchWorkflow && len(r.patch) == 0 {
		j.stage = editing
		d.note("Nothing has changed")
		return nil
	}
	r.path = d.path(r.op, j.id)
	j.request, j.stage = r, reviewing
	if r.owner && j.shown.Enabled {
		j.steps = true
		j.tell(theme.Warn, "A tenant changes the owner of a disabled workflow only: it is disabled first, and enabled again afterwards")
	}
	return nil
}

// otherMethod goes from a patch to replacing the whole, and back.
func (d *Desk) otherMethod() tea.Cmd {
	j := d.job
	if j.fresh || j.stage != reviewing || j.assessing || d.asking {
		return nil
	}
	if j.busy() {
		d.note(j.moment())
		return nil
	}
	j.put = !j.put
	return d.review()
}

// agree asks for the next step.
func (d *Desk) agree() tea.Cmd {
	j := d.job
	switch {
	case d.asking:
		return nil
	case j.busy():
		d.note(j.moment())
		return nil
	case j.assessing:
		d.note("One moment: the text is being checked")
		return nil
	case j.request == nil:
		return d.review()
	case j.next() == disable:
		return d.askDisable()
	}
	return d.askApply()
}

// confirmed makes a question, with "no" preset.
func (d *Desk) confirmed(v asked, head, yes, no string, lines []string) tea.Cmd {
	return d.ask(&dialog.Confirm{
		Env: d.Env, View: d.View, Name: question, Value: v, Head: head, Lines: lines, Yes: yes, No: no, Grave: true,
	})
}

// confirm makes a question about a step. A protected tenant's name has to be
// typed.
func (d *Desk) confirm(s step, head, yes string, grave bool, lines []string) *dialog.Confirm {
	j := d.job
	v := asked{job: j.n, seq: j.seq, turn: d.turn, step: s}
	if s == apply {
		v.req = j.request
	}
	c := &dialog.Confirm{Env: d.Env, View: d.View, Name: question, Value: v, Head: head, Lines: lines, Yes: yes, Grave: grave}
	change.Protect(d.Env, c)
	return c
}

// named names tenant and workflow, in lines.
func (d *Desk) named() []string {
	j := d.job
	lines := []string{"Tenant     " + d.Env.Tenant, "Workflow   " + j.label()}
	if !j.fresh {
		lines = append(lines, "           "+safe.Line(j.id))
	}
	lines = append(lines, change.Doubts(j.label())...)
	return lines
}

// stepOf names a step of three, where there are three.
func (j *job) stepOf(n string) string {
	if j.steps {
		return "Step " + n + " of 3: "
	}
	return ""
}

func (d *Desk) askApply() tea.Cmd {
	j := d.job
	r := j.request
	lines := append(d.named(), "Request    "+r.method+" "+r.path, "           "+cell.Count(len(r.bytes), "byte")+", "+r.kind)
	switch {
	case j.fresh:
		lines = append(lines, "", "It is created disabled.")
		if n := d.namesakes(); n > 0 {
			lines = append(lines, "There "+map[bool]string{true: "is", false: "are"}[n == 1]+" "+plural(n, "workflow", "workflows")+" of that name already; names need not be unique.")
		}
	case r.op == api.ReplaceWorkflow:
		lines = append(lines, "", "This replaces the whole workflow:")
		for _, w := range r.resets {
			lines = append(lines, "  "+w)
		}
	default:
		lines = append(lines, append([]string{""}, r.told(j.base.doc, d.Env.Styles)...)...)
	}
	if n := len(j.warnings()); n > 0 {
		lines = append(lines, "", plural(n, "warning is", "warnings are")+" overridden.")
	}
	if j.shown.Enabled && !j.fresh {
		lines = append(lines, "", "It is enabled: what starts from now on runs as changed.")
	}
	head, yes := capital(j.stepOf("2"))+"change the workflow?", "Change"
	switch {
	case j.fresh:
		head, yes = "Create the workflow?", "Create"
	case !j.steps:
		head = "Change the workflow?"
	}
	return d.ask(d.confirm(apply, head, yes, r.op == api.ReplaceWorkflow, lines))
}

// namesakes counts the workflows that have the name of a new one.
func (d *Desk) namesakes() int {
	if d.Named == nil {
		return 0
	}
	return len(d.Named(d.job.label()))
}

func (d *Desk) askDisable() tea.Cmd {
	lines := append(d.named(), "",
		"While it is disabled nothing starts it; what happens in between is not made up for. Executions under way go on.",
		"After the change iscope asks whether to enable it again.")
	return d.ask(d.confirm(disable, "Step 1 of 3: disable the workflow?", "Disable", true, lines))
}

// askEnable asks whether the workflow is to be enabled again. Late is for when no
// key asked for it.
func (d *Desk) askEnable(late bool) tea.Cmd {
	j := d.job
	done := "It was disabled to be changed, and it was changed."
	if j.stage != ended {
		done = "It was disabled to be changed, and was not changed."
	}
	c := d.confirm(enable, j.stepOf("3")+"enable the workflow again?", "Enable", false, append(d.named(), "", done))
	if !late {
		return d.ask(c)
	}
	s := screen.Show{Dialog: c, Late: true}
	if d.open() {
		s.Over = d.panel
	}
	return screen.Send(s)
}

// leavingAs is what becomes of a job that is left.
type leavingAs uint8

const (
	goBack leavingAs = iota
	discard
	enableAgain
	stayOff
	reallyOff
)

// leave closes the window where nothing is lost by that, and asks otherwise.
func (d *Desk) leave() tea.Cmd {
	j := d.job
	switch {
	case j.busy():
		return tea.Batch(d.dismiss(), screen.Say(screen.Info, "It goes on; "+d.Env.Keys.Key("workflows.edit")+" shows it"))
	case j.stage == outside:
		d.note("The text is open in an editor")
		return nil
	case j.off:
		p := &dialog.Pick{Env: d.Env, View: d.View, Name: question, Head: cell.Cut(j.label(), 40) + " is disabled"}
		option := func(l leavingAs, label string) dialog.Option {
			return dialog.Option{Value: asked{job: j.n, seq: j.seq, that: l}, Label: label}
		}
		p.SetOptions([]dialog.Option{option(enableAgain, "Enable it again"), option(stayOff, "Leave it disabled"), option(goBack, "Go back")})
		return d.ask(p)
	}
	return d.close()
}

// close ends the edit. What was typed stays in its draft.
func (d *Desk) close() tea.Cmd {
	j := d.job
	switch {
	case j.unread() || j.stage == ended || !j.typed():
		if d.onDisk() && !j.unread() && j.stage != ended {
			return tea.Batch(d.dropDraft(), d.over())
		}
		return d.over()
	case d.safe():
		return d.leaveIfSafe()
	case d.keeper.On() && j.placed() && d.kept().Left == 0 && !j.leaving:
		save := d.save()
		if save != nil || d.keeper.Busy() {
			j.leaving = true
			return save
		}
	}
	return d.askDiscard()
}

// leaveIfSafe closes the edit once the draft is on disk.
func (d *Desk) leaveIfSafe() tea.Cmd {
	if !d.safe() {
		return d.askDiscard()
	}
	opens := d.Env.Keys.Key("workflows.edit")
	if d.job.fresh {
		opens = d.Env.Keys.Key("workflows.new")
	}
	return tea.Batch(screen.Say(screen.Info, "The draft is kept; "+opens+" opens it again, or discards it"), d.over())
}

// askDiscard asks before what was typed is lost, and says why no draft holds it.
func (d *Desk) askDiscard() tea.Cmd {
	j := d.job
	lines := []string{"What was typed for " + j.label() + " would be lost."}
	switch k := d.kept(); {
	case d.keeper.Failed() != nil:
		lines = append(lines, "A draft could not be saved: "+d.keeper.Failed().Error())
	case k.Left > 0:
		lines = append(lines, plural(k.Left, "secret is", "secrets are")+" written out, which no draft keeps.")
	case !d.keeper.On():
		lines = append(lines, "No drafts are kept here.")
	case !j.placed():
		lines = append(lines, "No draft could be saved: "+draft.NoRoom+".")
	}
	j.leaving = false
	return d.confirmed(asked{job: j.n, seq: j.seq, that: discard}, "Discard what was typed?", "Discard", "Keep editing", lines)
}

// askDrop asks before text and draft are given up.
func (d *Desk) askDrop() tea.Cmd {
	j := d.job
	if j.busy() || j.off || j.stage == outside {
		d.note("One moment: something is under way")
		return nil
	}
	return d.confirmed(asked{job: j.n, seq: j.seq, that: discard}, "Discard the draft?", "Discard", "Keep editing", []string{j.label(), "What was typed will be gone; nothing was sent."})
}

// leaveAs does what was chosen on leaving.
func (d *Desk) leaveAs(l leavingAs) tea.Cmd {
	j := d.job
	switch l {
	case discard:
		if j.busy() || j.off || j.stage == outside {
			d.note("One moment: something is under way")
			return nil
		}
		return tea.Batch(d.dropDraft(), d.removeLeft(j.draftName()), d.over())
	case enableAgain:
		return d.askEnable(false)
	case stayOff:
		c := d.confirm(nothing, "Leave it disabled?", "Leave it disabled", true, append(d.named(), "", "Nothing starts it until someone enables it."))
		c.Value, c.No = asked{job: j.n, seq: j.seq, that: reallyOff}, "Go back"
		return d.ask(c)
	case reallyOff:
		return d.leaveOff()
	}
	return nil
}
