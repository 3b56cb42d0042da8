package rerun

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// liveCheck is up to which size an input is checked with every key; a larger one
// when it is to be sent.
const liveCheck = 64 << 10

// typed hands a key or a paste to the editor.
func (p *Panel) typed(msg tea.Msg) {
	p.editor.Update(msg)
	p.review++
	if len(p.editing.input) <= liveCheck {
		p.commit()
	}
}

// commit takes what stands in the editor as the input.
func (p *Panel) commit() {
	if text := p.editor.Text(); p.editing != nil && text != string(p.editing.input) {
		p.desk.edit(p.editing, text)
	}
}

// editKey takes a key while an input is edited.
func (p *Panel) editKey(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	a, _ := p.env.Keys.Resolve([]keymap.Scope{keymap.Editor, keymap.Dialog}, msg.String())
	if other, _ := p.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, msg.String()); other == chooseInput {
		a = other // no field can be added here, for which the editors have the same key
	}
	if p.editing.flow.switching && a != "editor.close" && a != "dialog.close" {
		p.note = "One moment: " + p.editing.flow.label() + " is being disabled" // a question follows, which no typing may answer
		return nil, false
	}
	switch a {
	case "editor.review":
		p.commit()
		if pr := p.editor.Check(); pr.Bad() {
			p.editor.GoTo(pr.Line, pr.Column)
			p.note = "line " + fmt.Sprint(pr.Line) + ", column " + fmt.Sprint(pr.Column) + ": " + pr.Text
			return nil, false
		}
		if !p.job.single() {
			p.editing = nil
			return nil, false
		}
		return p.proceed(), false
	case "editor.reset":
		p.editor.Reset()
		p.review++
		p.commit()
	case chooseInput:
		if p.job.single() {
			p.commit()
			return p.desk.askInput(p.editing), false
		}
	case "editor.close", "dialog.close":
		p.commit()
		if p.job.single() {
			return p.leave()
		}
		p.editing = nil
	default:
		p.typed(msg)
	}
	return nil, false
}

// listKeys are the scopes whose keys the list understands.
var listKeys = []keymap.Scope{keymap.Outbox, keymap.List, keymap.Editor, keymap.Dialog, keymap.Workflows, keymap.Global}

// listKey takes a key while the list has them.
func (p *Panel) listKey(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if p.list.Typing() {
		p.list.Type(msg)
		return nil, false
	}
	switch a, _ := p.env.Keys.Resolve(listKeys, msg.String()); a {
	case "editor.close", "dialog.close", "app.back", "app.quit":
		if p.list.Act("app.back") { // a filter first
			return nil, false
		}
		return p.leave()
	case "editor.review":
		return p.proceed(), false
	case "list.mark-all":
		p.toggleAll()
	case "list.range": // nothing is marked here
	case "dialog.accept", "app.open":
		return p.open()
	case "list.mark":
		p.toggle()
	case "outbox.stop":
		if p.job.running {
			return p.desk.cancelRest(), false
		}
	case "workflows.toggle":
		if !p.job.busy() && len(p.job.off()) > 0 {
			return p.desk.askEnable(false), false
		}
	case "app.refresh":
		return p.lookAgain(), false
	default:
		p.list.Act(a)
	}
	return nil, false
}

// toggle leaves the item under the cursor out, or takes it in again.
func (p *Panel) toggle() {
	r := p.list.Selected()
	switch {
	case r == nil || r.item.fate > blocked || p.job.single() || p.job.running:
		p.note = "Only what was not sent can be left out"
		return
	case r.item.fate == blocked:
		p.note = "It cannot be run: " + r.item.said
		return
	}
	r.item.out = !r.item.out
	p.review++
	p.list.Touch()
	p.list.Act("list.down")
}

// toggleAll takes everything in that is left out and, where nothing is, leaves
// everything out.
func (p *Panel) toggleAll() {
	var open []*item
	out := false
	for _, it := range p.job.items {
		if it.fate == ready && !p.job.running && !p.job.single() {
			open, out = append(open, it), out || it.out
		}
	}
	for _, it := range open {
		it.out = !out
	}
	p.review++
	p.list.Touch()
}

// open edits the input under the cursor, or shows the execution it was started
// as.
func (p *Panel) open() (tea.Cmd, bool) {
	r := p.list.Selected()
	switch {
	case r == nil:
		return nil, false
	case r.may:
		return p.show(r.run)
	case r.item.fate == started:
		return p.show(api.Execution{ID: r.item.run, WorkflowID: r.item.flow.id})
	case r.item.fate == ready && !p.job.running || (r.item.fate == refused || r.item.fate == changed) && r.item.again:
		p.load(r.item)
		p.editing = r.item
	case r.item.fate == doubtful:
		p.note = "Whether it runs is not known; the runs below it are those that started since"
	}
	return nil, false
}

// show opens an execution in the view, once nothing waits for an answer here.
func (p *Panel) show(e api.Execution) (tea.Cmd, bool) {
	if len(p.job.off()) > 0 {
		p.note = "First say whether " + p.job.off()[0].label() + " shall be enabled again"
		return nil, false
	}
	cmd, done := p.close()
	return tea.Batch(cmd, p.desk.goTo(e)), done
}

// lookAgain lists anew what may have come of runs nobody knows about.
func (p *Panel) lookAgain() tea.Cmd {
	var cmds []tea.Cmd
	for _, it := range p.job.items {
		if it.fate == doubtful && !it.looking {
			it.looking, it.looks = true, len(lookWaits)-1
			cmds = append(cmds, p.desk.look(it, it.mark, 0))
		}
	}
	return tea.Batch(cmds...)
}

// proceed asks for the next step.
func (p *Panel) proceed() tea.Cmd {
	j := p.job
	if j.busy() {
		p.note = "One moment: " + "a request is under way"
		return nil
	}
	j.retry()
	j.settle()
	cmd := p.propose(false)
	if cmd == nil {
		p.note = p.whyNot()
	}
	return cmd
}

// whyNot says why there is no next step.
func (p *Panel) whyNot() string {
	j := p.job
	by, out := j.counts()
	switch {
	case j.unread > 0:
		return "One moment: it is being read"
	case j.single() && j.items[0].fate == blocked:
		return "It cannot be run: " + j.items[0].said
	case j.single() && j.items[0].fate == doubtful:
		return "Nobody knows whether it runs; it is not sent again from here"
	case out > 0 && by[ready] == 0:
		return "All that is left is left out; " + p.env.Keys.Key("list.mark") + " takes it in"
	case by[ready] > 0:
		return "The inputs that are left are no JSON objects"
	}
	return "Nothing is left to run"
}

// propose asks for the next step, nil where there is none. Late is for when no
// key asked for it.
func (p *Panel) propose(late bool) tea.Cmd {
	d := p.desk
	if p.editing != nil {
		p.commit()
	}
	switch s, f := p.job.next(); s {
	case disable:
		return d.askDisable(f, late)
	case execute:
		return d.askRun(late)
	case enable:
		return d.askEnable(late)
	}
	return nil
}

// leave closes the window where nothing is lost by that, and asks otherwise.
func (p *Panel) leave() (tea.Cmd, bool) {
	j, d := p.job, p.desk
	if j.busy() {
		cmd, done := p.close()
		return tea.Batch(cmd, screen.Say(screen.Info, "It goes on; "+p.env.Keys.Key("executions.again")+" shows it")), done
	}
	if len(j.off()) > 0 {
		return d.askOff(), false
	}
	for _, it := range j.items {
		if it.found && it.fate == ready && it.typed() {
			c := &dialog.Confirm{
				Env: p.env, View: d.view, Name: question, Value: asked{job: j.n, step: discard}, Head: "Discard the edited input?",
				Lines: []string{it.flow.label(), "Nothing was sent."}, Yes: "Discard", No: "Go on",
			}
			return screen.Send(screen.Show{Dialog: c}), false
		}
	}
	return p.close()
}

// close takes the window away. Who came from the workflows and sent nothing goes back
// there.
func (p *Panel) close() (tea.Cmd, bool) {
	var back tea.Cmd
	if p.launched && !p.closed && !p.job.left() {
		back = toWorkflows()
	}
	p.closed = true
	if p.desk.job == p.job {
		p.desk.over()
	}
	return back, true
}

// dismiss closes the window from outside, and forgets the job.
func (d *Desk) dismiss() tea.Cmd {
	p := d.panel
	d.over()
	if p == nil || p.closed {
		return nil
	}
	return screen.Send(closing{d.view, p})
}
