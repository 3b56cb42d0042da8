package rerun

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/head"
	"iscope/ui/theme"
)

// Heights of the window, inside.
const (
	highest   = 32 // more than that is not asked for
	footLines = 3  // about the row under the cursor
	footFrom  = 14
)

// Render draws what the tenant demands, how far it is, and the input or the
// list.
func (p *Panel) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	h = min(h, highest)
	least := max(3, h*2/5)
	top := p.above(w).Fit(h - least)
	body := h - len(top)
	var text string
	var cursor *tea.Cursor
	switch {
	case p.editing != nil:
		text, cursor = p.editor.Render(w, body)
	case p.job.single() && p.job.items[0].fate == reading:
		text = cell.Fit([]string{p.env.Styles.Muted.Render("Reading the history and the workflow")}, w, body)
	default:
		foot := p.foot(w, h)
		text, cursor = p.list.Render(w, body-len(foot))
		if !p.env.Aloud() {
			cursor = nil
		}
		text = strings.Join(append([]string{text}, foot...), "\n")
	}
	if cursor != nil {
		cursor.Y += len(top)
	}
	return cell.Fit(append(top, strings.Split(text, "\n")...), w, h), cursor
}

// above is what stands above the list or the input.
func (p *Panel) above(w int) head.Stack {
	st, j := p.env.Styles, p.job
	var out head.Stack
	put := func(drop int, style theme.Style, text string, most int) { out.Put(drop, style, text, w, most) }
	if j.single() {
		if f := j.items[0].flow; f.read {
			put(5, st.Muted, p.env.Tenant+st.Glyphs.Sep+state(&f.w), 2)
			if !f.off && j.items[0].fate != started {
				put(6, theme.Style{}, j.rule(&f.w), 4)
			}
		}
	} else {
		put(5, st.Muted, p.env.Tenant+st.Glyphs.Sep+cell.Count(len(j.flows), "workflow"), 1)
		put(2, st.Strong, j.summary(), 2)
		out.Add(4, p.bar(w)...)
	}
	out.Add(3, p.steps(w)...)
	put(1, p.style(j.tone), j.said, 4)
	if j.single() {
		it := j.items[0]
		if it.fate == blocked {
			put(1, st.Bad, upper(it.said), 4)
		}
		if it.fate != started && it.fate != doubtful && it.fate != blocked {
			put(4, st.Warn, upper(it.about), 2)
			put(5, st.Warn, upper(it.flow.dated), 2)
		}
		put(4, st.Warn, capital(it.beforeWords(p.desk)), 3)
		if it.fate == ready {
			put(4, st.Warn, it.differs, 3)
		}
	}
	put(0, st.Warn, p.note, 2)
	out.Add(2, p.heading(w)...)
	return out
}

// stepWords are the steps of a job that has to disable something.
var stepWords = [...]string{disable: "disable", enable: "enable again"}

// steps says which steps there are, which are done and which is next; where that
// is too long, only the next. A job that takes one step alone has none.
func (p *Panel) steps(w int) []string {
	st, j := p.env.Styles, p.job
	takes, off, open := false, len(j.off()) > 0, false
	for _, f := range j.flows {
		takes = takes || f.read && wayOf(&f.w) == barred && j.purpose != toExecute
	}
	for _, it := range j.items {
		open = open || j.waits(it) || it.fate == queued || it.fate == sending
	}
	if !takes && !off {
		return nil
	}
	now, _ := j.next()
	if j.running {
		now = execute
	}
	done := map[step]bool{disable: off && now != disable, execute: !open && now == enable}
	word := func(s step) string {
		if s == execute {
			return j.is().verb
		}
		return stepWords[s]
	}
	var steps []head.Step
	for _, s := range []step{disable, execute, enable} {
		steps = append(steps, head.Step{Words: word(s), Done: done[s], Now: s == now})
	}
	return []string{head.Steps(st, steps, w)}
}

// barMost is the widest a bar is drawn.
const barMost = 60

// bar draws how much of many runs is over.
func (p *Panel) bar(w int) []string {
	by, _ := p.job.counts()
	over := by[started] + by[refused] + by[changed] + by[doubtful]
	all := over + by[queued] + by[sending] + by[ready]
	if w = min(w, barMost); over == 0 && !p.job.running || all == 0 || w < 10 {
		return nil
	}
	st := p.env.Styles
	good, full := by[started]*w/all, over*w/all
	return []string{st.Good.Render(strings.Repeat(st.Glyphs.Bar, good)) + st.Bad.Render(strings.Repeat(st.Glyphs.Bar, full-good)) +
		st.Rule.Render(strings.Repeat(st.Glyphs.BarEmpty, w-full))}
}

// heading names what stands below it: whose input, and what is wrong with it.
func (p *Panel) heading(w int) []string {
	st := p.env.Styles
	if p.editing == nil {
		return nil
	}
	it := p.editing
	name := "input"
	if !p.job.single() {
		name = "input of " + it.flow.label() + " " + cell.CutMiddle(it.exec.ID, idCells)
	}
	switch {
	case it.from.words == "":
		name += ", yours"
	case p.editor.Changed():
		name += ", edited"
	default:
		name += ", " + it.from.words
	}
	line, col := p.editor.Place()
	right, style := fmt.Sprintf("%d:%d", line, col), st.Muted
	switch note := p.editor.Note(); {
	case note != "":
		right, style = note, st.Warn
	case it.problem.Bad() && len(it.input) <= liveCheck:
		right, style = fmt.Sprintf("%d:%d %s", it.problem.Line, it.problem.Column, it.problem.Text), st.Bad
	}
	return []string{head.Rule(st, name, right, style, w)}
}

// foot is what is to be said about the row under the cursor.
func (p *Panel) foot(w, h int) []string {
	r := p.list.Selected()
	if r == nil {
		return nil
	}
	st := p.env.Styles
	text := r.words(p)
	lines := cell.Wrap(text, w)
	lines = lines[:min(len(lines), max(h/3, footLines))]
	if h < footFrom {
		return lines[:min(len(lines), max(h/4, 1))]
	}
	for len(lines) < footLines {
		lines = append(lines, "")
	}
	return append([]string{st.Rule.Render(strings.Repeat(st.Glyphs.Rule, w))}, lines...)
}

// words says all about a row.
func (r *row) words(p *Panel) string {
	if r.may {
		return "It may be this one: " + r.run.ID + ", started " + cell.Stamp(r.run.Start, p.env.Zone) + ", " + string(r.run.Status)
	}
	it := r.item
	var parts []string
	put := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if !p.job.single() { // of a single one all that stands above
		put(it.said)
		put(it.about)
		put(it.beforeWords(p.desk))
	}
	if it.fate == ready && !p.job.single() {
		put(it.differs)
		if it.problem.Bad() {
			put(fmt.Sprintf("line %d, column %d of its input: %s", it.problem.Line, it.problem.Column, it.problem.Text))
		}
	}
	if it.fresh() {
		put(it.flow.label() + ", " + it.flow.id)
	} else {
		put(it.flow.label() + ", " + it.exec.ID + ", started " + cell.Stamp(it.exec.Start, p.env.Zone))
	}
	return strings.Join(parts, "; ")
}

// upper begins a clause with a capital letter, as a sentence of its own.
func upper(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// capital begins a clause with a capital letter, as a sentence about "it".
func capital(s string) string {
	if s == "" {
		return ""
	}
	return "It " + s
}
