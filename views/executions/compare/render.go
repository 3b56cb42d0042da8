package compare

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/diff"
	"iscope/ui/theme"
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
		lines = append(lines, d.table(w, table)...)
		lines = append(lines, d.rule(w))
		return d.withDiff(lines, w, h)
	case d.inDiff:
		return d.withDiff(nil, w, h)
	}
	return cell.Fit(append(lines, d.table(w, max(rest, 1))...), w, h), nil
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

// Columns of the table.
const (
	signs     = 8 // cursor, mark of the first difference, two states and blanks
	timeWidth = 8
	lastWidth = 12 // least room for what differs

	narrowWidth = 56 // below it only the difference in time is shown
)

// table draws n lines: headings and rows.
func (d *Dialog) table(w, n int) []string {
	d.page = max(n-1, 1)
	d.top = max(d.top, d.cursor-d.page+1)
	d.top = max(0, min(d.top, d.cursor, len(d.c.Rows)-d.page))
	label := 12
	for i := range d.c.Rows {
		label = max(label, 2*d.c.Rows[i].Depth+cell.Width(d.c.Rows[i].Step().Label))
	}
	times := []string{"this", "other", "Δ"}
	st := d.env.Styles
	if st.ASCII {
		times[2] = "diff"
	}
	if w < narrowWidth {
		times = times[2:]
	}
	last := min(lastWidth, max(w-signs-len(times)*(timeWidth+1)-10, 0))
	label = max(8, min(label, 36, w-signs-len(times)*(timeWidth+1)-last))
	head := cell.Spaces(signs) + cell.Left("step", label)
	for _, t := range times {
		head += " " + cell.Right(t, timeWidth)
	}
	out := []string{st.Muted.Render(cell.Cut(head+"  difference", w))}
	for i := d.top; i < min(d.top+d.page, len(d.c.Rows)); i++ {
		out = append(out, d.row(i, label, w))
	}
	return out
}

func (d *Dialog) row(i, label, w int) string {
	st := d.env.Styles
	r := &d.c.Rows[i]
	mark, first := " ", " "
	if i == d.cursor {
		mark = st.Accent.Render(st.Glyphs.Cursor)
	}
	if i == d.c.First {
		first = st.Warn.Render(st.Glyphs.Arrow)
	}
	text := cell.Left(cell.Spaces(2*r.Depth)+r.Step().Label, label)
	if i == d.cursor {
		text = st.Strong.Render(text)
	}
	line := mark + first + cell.Spaces(2-min(cell.Width(st.Glyphs.Arrow), 2)) + " " + d.state(d.c.A, r.A) + d.state(d.c.B, r.B) + "  " + text
	if w >= narrowWidth {
		line += " " + took(r.TookA, r.KnownA, r.A) + " " + took(r.TookB, r.KnownB, r.B)
	}
	line += " " + d.delta(r)
	what := d.what(r)
	if room := w - cell.Width(line) - 2; room > 3 && what != "" {
		style := st.Warn
		if r.What&parting == 0 {
			style = st.Muted
		}
		line += "  " + style.Render(cell.Cut(what, room))
	}
	return cell.Cut(line, w)
}

func (d *Dialog) state(r *run.Run, s *run.Step) string {
	if s == nil {
		return " "
	}
	if s.Guess {
		return d.env.Styles.Glyph(theme.Off)
	}
	return d.env.Styles.Glyph(r.State(s))
}

func took(d time.Duration, known bool, s *run.Step) string {
	switch {
	case s == nil || s.Guess:
		return cell.Right("–", timeWidth)
	case !known:
		return cell.Right("?", timeWidth)
	}
	return cell.Right(cell.Duration(d), timeWidth)
}

// delta writes how much longer a step took, nothing for what nobody would feel.
func (d *Dialog) delta(r *Row) string {
	by, ok := r.Delta()
	text := ""
	switch {
	case !ok || by.Abs() < 50*time.Millisecond:
	case by > 0:
		text = "+" + cell.Duration(by)
	default:
		text = "-" + cell.Duration(-by)
	}
	text = cell.Right(text, timeWidth)
	if by > 0 && 2*r.TookB < r.TookA {
		return d.env.Styles.Warn.Render(text)
	}
	return text
}

// what says in words how a step differs.
func (d *Dialog) what(r *Row) string {
	var parts []string
	add := func(diff Difference, text string) {
		if r.What&diff != 0 {
			parts = append(parts, text)
		}
	}
	switch {
	case r.B == nil:
		return "only in " + d.names[0]
	case r.A == nil:
		return "only in " + d.names[1]
	}
	add(Outcome, outcome(d.c.A, r.A)+", other "+outcome(d.c.B, r.B))
	add(Branch, "to "+r.A.Branch+", other to "+r.B.Branch)
	noun := "iterations"
	if r.A.Kind != run.Loop {
		noun = "times"
	}
	add(Rounds, fmt.Sprintf("%d %s, other %d", len(r.A.Tries), noun, len(r.B.Tries)))
	add(Retries, fmt.Sprintf("%d %s, other %d", len(r.A.Tries), "tries", len(r.B.Tries)))
	add(Data, "data differs")
	return strings.Join(parts, "; ")
}

// outcome is the word for how a step went.
func outcome(r *run.Run, s *run.Step) string {
	if s.Kind == run.Whole {
		return strings.ToLower(string(r.Exec.Status))
	}
	for _, t := range s.Tries {
		if s.Kind == run.Loop && r.TryState(t) == theme.Bad {
			return t.How.String()
		}
	}
	if t, _ := s.Last(); t.How.String() != "" {
		return t.How.String()
	}
	return "not ended"
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
