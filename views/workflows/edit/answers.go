package edit

import (
	tea "charm.land/bubbletea/v2"

	"iscope/ui/dialog"
	"iscope/views/internal/change"
)

// asked is what a question of the desk is about.
type asked struct {
	job  int
	seq  int
	step step
	that any
}

// question is the name of the questions of a desk.
const question = "edit workflow"

// about returns what an answer is about, where it is one to the desk.
func about(a dialog.Answer) (asked, bool) { return change.About[asked](a, question) }

// Answered takes the answer to a question of the desk and reports whether it is
// one.
func (d *Desk) Answered(a dialog.Answer) (tea.Cmd, bool) {
	v, mine := about(a)
	switch {
	case !mine:
		return nil, false
	case d.Env.ReadOnly:
		return nil, true
	}
	cmd := d.decide(v)
	if d.panel != nil && d.panel.job == d.job && d.job != nil {
		d.panel.refresh()
	}
	return cmd, true
}

// decide does what was agreed to.
func (d *Desk) decide(v asked) tea.Cmd {
	switch that := v.that.(type) {
	case partOf:
		return d.partChosen(that)
	case leftAs:
		return d.leftFate(that)
	case ownerOf:
		return d.startOwner(that)
	case Source:
		if d.job == nil {
			return d.create(that)
		}
		return d.show()
	case kept:
		if d.job == nil {
			return d.resume(that)
		}
		return d.show()
	}
	j := d.job
	if j == nil || v.job != j.n {
		return nil
	}
	switch that := v.that.(type) {
	case fate:
		return d.draftFate(that)
	case leavingAs:
		return d.leaveAs(that)
	case choice:
		return d.chose(that)
	}
	switch {
	case j.busy() || v.seq != j.seq:
		d.note("The text changed after the question; nothing was sent")
		return nil
	case v.step == disable && j.shown.Enabled:
		return d.disable()
	case v.step == apply && j.request != nil:
		return d.send()
	case v.step == enable && j.off:
		return d.enable()
	}
	return nil
}
