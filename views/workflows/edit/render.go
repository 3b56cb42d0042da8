package edit

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/diff"
	"iscope/ui/head"
	"iscope/ui/jsonedit"
	"iscope/views/internal/change"
	"iscope/views/internal/draft"
)

// Heights of the window, inside.
const (
	highest   = 40 // more than that is not asked for
	footFrom  = 14
	footLines = 3
)

// Render draws how far the edit is, and the text, the problems, the request or
// what both changed.
func (p *Panel) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	h = min(h, highest)
	top := p.above(w).Fit(h - max(3, h/2))
	text, cursor := p.body(w, h-len(top))
	if cursor != nil {
		cursor.Y += len(top)
	}
	return cell.Fit(append(top, strings.Split(text, "\n")...), w, h), cursor
}

// body draws what the window is about now.
func (p *Panel) body(w, h int) (string, *tea.Cursor) {
	j, st := p.job, p.env.Styles
	switch j.stage {
	case checking:
		foot := p.issueFoot(w, h)
		text, cursor := p.issues.Render(w, h-len(foot))
		return strings.Join(append([]string{text}, foot...), "\n"), cursor
	case reviewing:
		p.reviewed(w)
		return p.pager.Render(w, h)
	case resolving:
		foot := p.rivalFoot(w, h)
		text, cursor := p.rivals.Render(w, h-len(foot))
		return strings.Join(append([]string{text}, foot...), "\n"), cursor
	case editing:
		if j.form != nil {
			return j.form.Render(w, h)
		}
		return p.editor.Render(w, h)
	}
	text := map[stage]string{reading: "Reading the workflow", outside: "The text is open in an editor", sending: "Sending"}[j.stage]
	if j.undecided() {
		text = j.toldOf(p.env) + "; what becomes of it is not decided"
	}
	return cell.Fit([]string{st.Muted.Render(text)}, w, h), nil
}

// above is what stands above the body.
func (p *Panel) above(w int) head.Stack {
	st, j := p.env.Styles, p.job
	var out head.Stack
	out.Put(5, st.Muted, strings.Join(p.facts(), st.Glyphs.Sep), w, 1)
	out.Add(3, p.steps(w)...)
	out.Put(1, p.style(j.tone), j.said, w, 4)
	out.Put(0, st.Warn, p.note, w, 2)
	out.Add(2, p.heading(w)...)
	return out
}

// facts say what is edited, and whether it is safe.
func (p *Panel) facts() []string {
	d, j := p.desk, p.job
	out := []string{p.env.Tenant}
	switch {
	case j.fresh && j.from != "":
		out = append(out, "from "+j.from)
	case j.read || j.shown.ID != "":
		out = append(out, map[bool]string{true: "enabled", false: "disabled"}[j.shown.Enabled])
	}
	switch failed := d.keeper.Failed(); {
	case !d.keeper.On():
		out = append(out, "no draft is kept")
	case !j.placed():
		out = append(out, "draft not saved: "+draft.NoRoom)
	case failed != nil:
		out = append(out, "draft not saved: "+change.Reason(failed))
	case d.keeper.Busy():
		out = append(out, "saving the draft")
	case d.keeper.Mark() != "" && j.withheld > 0:
		out = append(out, "draft saved, without "+cell.Count(j.withheld, "secret"))
	case d.keeper.Mark() != "":
		out = append(out, "draft saved")
	}
	return out
}

var stepWords = [...]string{disable: "disable", apply: "change", enable: "enable again"}

// steps says which of three steps are done and which is next. A job that takes one
// alone has none.
func (p *Panel) steps(w int) []string {
	st, j := p.env.Styles, p.job
	if !j.steps && !j.off {
		return nil
	}
	now := j.next()
	if j.stage == sending {
		now = apply
	}
	done := map[step]bool{disable: j.off, apply: j.stage == ended}
	var steps []head.Step
	for _, s := range []step{disable, apply, enable} {
		steps = append(steps, head.Step{Words: stepWords[s], Done: done[s], Now: s == now})
	}
	return []string{head.Steps(st, steps, w)}
}

// heading names what stands below it.
func (p *Panel) heading(w int) []string {
	st, j := p.env.Styles, p.job
	name, right := "", ""
	style := st.Muted
	switch j.stage {
	case editing:
		name = j.what.words()
		if j.form != nil {
			at, of := j.form.Place()
			right = fmt.Sprintf("field %d of %d", at, of)
			break
		}
		line, col := p.editor.Place()
		if right = fmt.Sprintf("%d:%d", line, col); p.editor.Note() != "" {
			right, style = p.editor.Note(), st.Warn
		}
	case checking:
		name = plural(len(j.blocking()), "error", "errors") + ", " + plural(len(j.warnings()), "warning", "warnings")
		if j.report.Left > 0 {
			right = cell.Thousands(j.report.Left) + " more are not listed"
		}
	case reviewing:
		name = "what is sent"
		right = j.request.method + ", " + cell.Count(len(j.request.bytes), "byte")
	case resolving:
		name = "changed by both"
		right = plural(j.merge.left(), "is", "are") + " not decided"
	default:
		return nil
	}
	if j.assessing {
		right, style = "checking…", st.Running
	}
	return []string{head.Rule(st, name, right, style, w)}
}

// reviewed puts the difference and the request into the pager, drawn for a width.
func (p *Panel) reviewed(w int) {
	j, st := p.job, p.env.Styles
	r := j.request
	if p.drawn == r && p.drawnAt == w {
		return
	}
	if p.drawn != r {
		p.pager.Top()
	}
	p.drawn, p.drawnAt = r, w
	var out []string
	if r.op == api.ReplaceWorkflow {
		out = append(out, st.Loud.Render("Replaces the whole workflow:"))
		for _, t := range r.resets {
			out = append(out, st.Loud.Render("  "+t))
		}
		out = append(out, "")
	}
	if !j.fresh {
		out = append(out, diff.Render(st, r.lines, w)...)
		out = append(out, "")
	}
	out = append(out, st.Strong.Render(r.method+" "+r.path), st.Muted.Render("Content-Type: "+r.kind), "")
	out = append(out, strings.Split(jsonedit.Format(r.bytes), "\n")...)
	p.pager.SetLines(out)
}

// valueText writes a value in lines.
func valueText(v []byte) string {
	if v == nil {
		return "(taken away)"
	}
	return jsonedit.Format(v)
}
