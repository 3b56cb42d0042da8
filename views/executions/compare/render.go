package compare

import (
	"encoding/json"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/diff"
	"iscope/views/executions/run"
)

// Render draws the window.
func (d *Dialog) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	lines := d.head(w, h)
	rest := h - len(lines)
	table := min(len(d.c.Rows)+1, max(rest*3/5, 3))
	if d.inDiff {
		table = min(len(d.c.Rows)+1, max(rest*2/5, 2))
	}
	below := rest - table - 1
	switch {
	case below >= 3:
		above := len(lines)
		lines = append(lines, d.table(w, table)...)
		lines = append(lines, d.rule(w))
		text, cursor := d.withDiff(lines, w, h)
		if at := d.focus(above); at != nil {
			cursor = at
		}
		return text, cursor
	case d.inDiff:
		return d.withDiff(nil, w, h)
	}
	above := len(lines)
	return cell.Fit(append(lines, d.table(w, max(rest, 1))...), w, h), d.focus(above)
}

// withDiff puts the diff below lines.
func (d *Dialog) withDiff(lines []string, w, h int) (string, *tea.Cursor) {
	d.write(w)
	text, cursor := d.diff.Render(w, h-len(lines))
	if cursor != nil {
		cursor.Y += len(lines)
	}
	return cell.Fit(append(lines, strings.Split(text, "\n")...), w, h), cursor
}

// lowHeight is up to where lines that only part others are left out.
const lowHeight = 10

// head says what runs these are and how they compare as a whole.
func (d *Dialog) head(w, h int) []string {
	st := d.env.Styles
	if h < lowHeight {
		return []string{cell.Cut(d.verdict(), w)}
	}
	var out []string
	for i, r := range []*run.Run{d.c.A, d.c.B} {
		state := r.State(r.Whole)
		line := st.Glyph(state) + " " + cell.Left(d.names[i], 14) + " " + st.State(state).Render(string(r.Exec.Status))
		if !r.Exec.Start.IsZero() {
			line += st.Muted.Render("  started " + cell.Stamp(r.Exec.Start, d.env.Zone))
		}
		out = append(out, cell.Cut(line, w))
	}
	out = append(out, cell.Cut(d.verdict(), w))
	for _, n := range d.notes {
		out = append(out, st.Warn.Render(cell.Cut(n, w)))
	}
	return append(out, "")
}

// verdict is the answer in one line.
func (d *Dialog) verdict() string {
	st := d.env.Styles
	switch c := d.c; {
	case c.Empty():
		return st.Strong.Render("No difference")
	case c.Alike():
		return st.Strong.Render("No difference but in time")
	case c.First < 0:
		return st.Strong.Render("The steps are the same; the runs differ as a whole")
	case !c.Parts():
		return st.Strong.Render("The same steps; data differs first at " + c.Rows[c.First].Step().Label)
	default:
		return st.Strong.Render("They part at " + c.Rows[c.First].Step().Label)
	}
}

// rule divides the table from the diff and names what the diff is about.
func (d *Dialog) rule(w int) string {
	st := d.env.Styles
	style := st.Muted
	if d.inDiff {
		style = st.Title
	}
	name := cell.Cut(d.c.Rows[d.cursor].Step().Label, max(w-8, 1))
	return st.Rule.Render(strings.Repeat(st.Glyphs.Rule, 2)) + " " + style.Render(name) + " " +
		st.Rule.Render(strings.Repeat(st.Glyphs.Rule, max(w-cell.Width(name)-4, 0)))
}

// write puts what differs in the row under the cursor into the pager.
func (d *Dialog) write(w int) {
	id := wrote{d.cursor, w, d.env.Epoch}
	if id == d.wrote {
		return
	}
	if id.row != d.wrote.row {
		d.diff.Top()
	}
	d.wrote = id
	d.diff.SetLines(d.text(w))
}

// text says what differs in the row under the cursor.
func (d *Dialog) text(w int) []string {
	st := d.env.Styles
	r := &d.c.Rows[d.cursor]
	var out []string
	only := func(rn *run.Run, s *run.Step, name string) []string {
		out = append(out, st.Warn.Render(cell.Cut(s.Label+" is only in "+name, w)))
		if e := rn.Error(s); e != "" {
			out = append(out, "")
			for _, l := range cell.Wrap(e, w) {
				out = append(out, st.Bad.Render(l))
			}
		}
		out = d.section(out, "Input", lines(rn.StepInput(s)))
		return d.section(out, "Output", lines(rn.StepOutput(s)))
	}
	switch {
	case r.B == nil:
		return only(d.c.A, r.A, d.names[0])
	case r.A == nil:
		return only(d.c.B, r.B, d.names[1])
	}
	if r.What&Branch != 0 {
		out = append(out, "+ to "+r.A.Branch+because(r.A), "- to "+r.B.Branch+because(r.B), "")
	}
	sections, left := d.c.Differences(d.cursor)
	if len(sections) == 0 {
		return append(out, st.Muted.Render("Input, output and error are the same in both"))
	}
	out = append(out, st.Muted.Render(cell.Cut("+ only in "+d.names[0]+"   - only in "+d.names[1], w)))
	for _, s := range sections {
		out = d.section(out, s.Title, diff.Render(st, s.Lines, 0))
	}
	if left > 0 {
		out = append(out, "", st.Muted.Render(cell.Count(left, "further difference")))
	}
	return out
}

func because(s *run.Step) string {
	if s.Condition == "" {
		return ""
	}
	return ", because " + s.Condition
}

// section adds a heading and what stands below it.
func (d *Dialog) section(out []string, title string, lines []string) []string {
	if len(lines) == 0 {
		return out
	}
	if len(out) > 0 {
		out = append(out, "")
	}
	return append(append(out, d.env.Styles.Strong.Render(title)), lines...)
}

// lines are those of a document, drawn like what both runs have.
func lines(raw json.RawMessage) []string {
	var out []string
	if t := text(raw); t != "" {
		for l := range strings.SplitSeq(t, "\n") {
			out = append(out, "  "+l)
		}
	}
	return out
}
