package edit

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/theme"
	"iscope/views/workflows/check"
	"iscope/views/workflows/check/place"
)

// check looks for what is wrong with the text, unless that is known.
func (j *job) check(o check.Options) {
	if j.checked == j.seq && j.seq > 0 {
		return
	}
	o = j.what.options(j.base.doc, o)
	if j.old == nil && !j.fresh {
		j.old = map[string]bool{}
		for _, p := range check.Text(j.what.text(j.base.doc), o).Problems {
			j.old[mark(p)] = true
		}
	}
	j.report = check.Text([]byte(j.text), o)
	j.report.Problems = append(append(unfilled(j.text), switchedHere(j)...), j.report.Problems...)
	j.checked = j.seq
}

// held reports whether anything is wrong that has to be seen before a review.
func (j *job) held() bool {
	return len(j.blocking()) > 0 || !j.force && len(j.warnings()) > 0
}

// warnings are the problems with which a text can be sent if a person says so:
// also errors that were there before the edit.
func (j *job) warnings() []check.Problem {
	var out []check.Problem
	for _, p := range j.report.Problems {
		if p.Severity == check.Warning && !j.old[mark(p)] || p.Severity == check.Error && j.old[mark(p)] {
			out = append(out, p)
		}
	}
	return out
}

// unfilled are the places where a secret has to be typed that no draft keeps.
func unfilled(text string) []check.Problem {
	var out []check.Problem
	for _, stand := range []string{typeAgain, tenantHas} {
		for at, from := 0, 0; ; from = at + len(stand) {
			i := strings.Index(text[from:], stand)
			if i < 0 {
				break
			}
			at = from + i
			line, column := place.NewIndex([]byte(text)).At(at)
			out = append(out, check.Problem{
				Rule: "draft-secret", Severity: check.Error, Line: line, Column: column,
				Text: "a secret stood here that the draft does not keep", Do: "type it again, or write a reference such as $.secrets.…",
			})
		}
	}
	return out
}

// switchedHere is the problem of a text that says whether a workflow is enabled.
func switchedHere(j *job) []check.Problem {
	text := []byte(j.text)
	if j.fresh || j.what.at() != "" {
		return nil
	}
	m := read(text).Member("enabled")
	if m == nil {
		return nil
	}
	line, column := place.NewIndex(text).At(m.KeyStart)
	return []check.Problem{{
		Rule: "enabled-here", Severity: check.Error, Line: line, Column: column, Pointer: "/enabled",
		Text: "whether it is enabled is switched, not edited", Do: `leave "enabled" out`,
	}}
}

// proceed checks the text and shows what would be sent, or what is in the way.
func (d *Desk) proceed() tea.Cmd {
	j := d.job
	switch {
	case d.asking:
		return nil
	case j.busy():
		d.note(j.moment())
		return nil
	case j.undecided():
		return d.offerDrafts(false)
	case j.stage == reading:
		d.note("One moment: it is being read")
		return nil
	case j.assessing:
		d.note("One moment: the text is being checked")
		return nil
	case j.stage == outside:
		d.note("The text is open in an editor")
		return nil
	case j.next() == nothing || !j.changed() && !j.off:
		d.note("Nothing has changed")
		return nil
	case !j.changed() || j.stage == ended:
		return d.askEnable(false)
	}
	save := d.save()
	if j.form != nil && j.form.Check() > 0 {
		d.note(plural(j.form.Complaints(), "field", "fields") + " cannot be sent like this")
		return save
	}
	return tea.Batch(save, d.review())
}

// showProblems lists what is wrong. What is not JSON has one problem, to which the
// cursor goes at once.
func (d *Desk) showProblems() {
	j := d.job
	if !j.wellFormed() && len(j.report.Problems) > 0 {
		d.jump(j.report.Problems[0])
		return
	}
	j.stage = checking
	d.panel.listed()
}

// toText goes back to the text, whatever is being found out about it.
func (d *Desk) toText() {
	d.job.stage = editing
	d.job.void()
}

// jump goes to where a problem is.
func (d *Desk) jump(p check.Problem) {
	j := d.job
	d.toText()
	if j.what.kind == fields { // whose lines no form has
		j.what, j.form = Whole, nil
		d.panel.load()
	}
	if p.Line > 0 {
		d.panel.editor.GoTo(p.Line, p.Column)
	}
	d.note(where(p) + p.Text + do(p))
}

// where says line and column of a problem; one outside of the text has none.
func where(p check.Problem) string {
	if p.Line == 0 {
		return ""
	}
	return fmt.Sprintf("line %d, column %d: ", p.Line, p.Column)
}

func do(p check.Problem) string {
	if p.Do == "" {
		return ""
	}
	return "; " + p.Do
}

// override takes the warnings for meant.
func (d *Desk) override() tea.Cmd {
	j := d.job
	if n := len(j.blocking()); n > 0 {
		d.note(plural(n, "error", "errors") + " to fix first")
		return nil
	}
	j.force = true
	j.tell(theme.Warn, plural(len(j.warnings()), "warning is", "warnings are")+" overridden")
	return d.review()
}
