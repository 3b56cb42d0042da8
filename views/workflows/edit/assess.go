package edit

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/theme"
	"iscope/views/internal/change"
	"iscope/views/workflows/check"
	"iscope/views/workflows/delta"
)

// opAssess names the work of assessing. It asks the tenant nothing.
const opAssess api.Op = "check workflow"

// assessed is what is known of a text once it was looked at: what is wrong with
// it, and where nothing is in the way what would be sent, or what someone else did
// meanwhile.
type assessed struct {
	report  check.Report
	checked int // which text that is about
	old     map[string]bool
	merge   *merging // the workflow is another one than the edit began with
	request *request
	why     string // neither can be made of it, "" where one can
}

// assess looks at the text and goes on to the review, to the problems or to what
// both changed. With a thousand steps that takes longer than a key may, so it is
// done in a command; what is typed meanwhile makes it void. rival says that the
// workflow is known to be another one, so that problems can wait.
func (d *Desk) assess(rival bool) tea.Cmd {
	j := d.job
	j.assessing, j.assessments = true, j.assessments+1
	snap, o := *j, d.library() // the command must not read what keys change
	t := d.reads.Detached(opAssess, strconv.Itoa(j.assessments))
	return order(d, j.n, d.Program, t, func(context.Context) (assessed, error) { return snap.assess(o, rival), nil })
}

// assess is the work of [Desk.assess].
func (j *job) assess(o check.Options, rival bool) assessed {
	if !rival {
		if j.check(o); j.held() {
			return assessed{report: j.report, checked: j.checked, old: j.old}
		}
	}
	out := assessed{report: j.report, checked: j.checked, old: j.old}
	now := versionOf(&j.shown)
	if rival || !j.fresh && j.base.moved(now) {
		m := &merging{now: j.shown, touched: !same(j.base.doc, now.doc)}
		if err := m.merge(j.base.doc, j.document(), now.doc); err != nil {
			out.why = "Someone changed it meanwhile" + change.By(j.shown) + ", and the two cannot be merged: " + safe.Line(err.Error())
			return out
		}
		out.merge = m
		return out
	}
	r, err := j.compose()
	if err != nil {
		out.why = "No request can be made from this: " + safe.Line(err.Error())
		return out
	}
	if out.request = r; !j.fresh {
		r.lines = delta.Diff(j.base.doc, r.doc)
	}
	return out
}

// assessedCame goes on by what was found.
func (d *Desk) assessedCame(r api.Result[assessed]) tea.Cmd {
	j, a := d.job, r.Value
	if !j.assessing || r.Key != strconv.Itoa(j.assessments) {
		return nil
	}
	j.assessing, j.deaf = false, false
	if r.Err != nil { // a defect of ours
		j.stage = editing
		return d.told(theme.Bad, "It could not be checked: "+change.Reason(r.Err)+"; nothing was sent")
	}
	j.report, j.checked, j.old = a.report, a.checked, a.old
	switch {
	case a.merge != nil:
		return d.rivalCame(a.merge)
	case a.why != "":
		j.stage = editing
		return d.told(theme.Bad, a.why)
	case a.request == nil:
		d.showProblems()
		return nil
	}
	return d.reviewed(a.request)
}

// void makes what is being found out about the text a thing of the past, and so
// the review that was to follow.
func (j *job) void() { j.assessing, j.deaf, j.going = false, false, false }
