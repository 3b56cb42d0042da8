package edit

import (
	tea "charm.land/bubbletea/v2"

	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

// asked is what a question of the desk is about.
type asked struct {
	job  int
	seq  int
	turn int      // of the desk, when it was asked
	req  *request // that it showed, of step apply
	step step
	that any
}

// onScreen says that the shell has put a question on screen, or did not: from
// then on a key that comes to the window of the job says that none is open.
type onScreen struct{ view string }

// To returns the view the message is for.
func (o onScreen) To() string { return o.view }
func (onScreen) edit()        {}

// ask opens a question that a key asked for. While one is on its way to the screen
// the next keys of the same read still come here: they open no second one.
func (d *Desk) ask(question screen.Dialog) tea.Cmd {
	if d.asking {
		return nil
	}
	d.asking = true
	return tea.Sequence(screen.Send(screen.Show{Dialog: question}), screen.Send(onScreen{d.View}))
}

// sends uses up all questions that were asked so far, since one of them was agreed
// to.
func (d *Desk) sends() { d.turn++ }

// late reports whether a question was used up: one of its kind was agreed to.
func (d *Desk) late(v asked) bool {
	if v.turn == d.turn {
		return false
	}
	d.note("That question was answered already; nothing was sent")
	return true
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
		if d.late(v) {
			return nil
		}
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
	case dropping:
		return d.dropFound(that.draft)
	case notNow:
		if j.undecided() {
			return d.over()
		}
		return nil
	case leavingAs:
		return d.leaveAs(that)
	case choice:
		return d.chose(that)
	}
	switch {
	case d.late(v):
		return nil
	case j.busy() || j.stage == outside || v.seq != j.seq:
		d.note("The text changed after the question; nothing was sent")
		return nil
	case v.step == apply && (v.req == nil || v.req != j.request || j.assessing):
		d.note("What is to be sent changed after the question; nothing was sent")
		return nil
	case v.step == disable && j.shown.Enabled:
		return d.disable()
	case v.step == apply:
		return d.send()
	case v.step == enable && j.off:
		return d.enable()
	}
	return nil
}
