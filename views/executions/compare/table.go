package compare

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/views/executions/run"
)

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
	if st.Accessible {
		out := []string{"  step"}
		for i := d.top; i < min(d.top+d.page, len(d.c.Rows)); i++ {
			out = append(out, d.aloud(i, w))
		}
		return out
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
		line += "  " + style.Render(cutParts(what, room))
	}
	return cell.Cut(line, w)
}

// aloud draws a row for a screen reader: step by step in words.
func (d *Dialog) aloud(i, w int) string {
	r := &d.c.Rows[i]
	line := "  "
	if i == d.cursor {
		line = d.env.Styles.Glyphs.Cursor + " "
	}
	line += cell.Spaces(2*r.Depth) + r.Step().Label
	if i == d.c.First {
		line += ", first difference"
	}
	if what := d.what(r); what != "" {
		line += ", " + what
	} else {
		line += ", same"
	}
	if by, ok := r.Delta(); ok && by >= 50*time.Millisecond {
		line += ", " + cell.Words(by) + " longer"
	} else if ok && -by >= 50*time.Millisecond {
		line += ", " + cell.Words(-by) + " shorter"
	}
	return cell.Cut(line, w)
}

// focus is the terminal's cursor on the row under the cursor, which is drawn below
// so many lines.
func (d *Dialog) focus(above int) *tea.Cursor {
	if d.inDiff {
		return nil
	}
	return d.env.Focus(0, above+1+d.cursor-d.top)
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

// shown is a duration as exactly as cell.Duration writes it.
func shown(d time.Duration) time.Duration {
	switch {
	case d < time.Minute:
		return d.Truncate(100 * time.Millisecond)
	case d < time.Hour:
		return d.Truncate(time.Second)
	case d < 48*time.Hour:
		return d.Truncate(time.Minute)
	}
	return d.Truncate(time.Hour)
}

// delta writes how much longer a step took, by the durations beside it: whoever
// subtracts them gets the same. It is nothing for what they do not show.
func (d *Dialog) delta(r *Row) string {
	_, ok := r.Delta()
	by := shown(r.TookA) - shown(r.TookB)
	text := ""
	switch {
	case !ok || by == 0:
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
	add(Outcome, d.versus(outcome(d.c.A, r.A), outcome(d.c.B, r.B)))
	add(Branch, "to "+d.versus(r.A.Branch, r.B.Branch))
	noun := " iterations"
	if r.A.Kind != run.Loop {
		noun = " times"
	}
	tries := d.versus(strconv.Itoa(len(r.A.Tries)), strconv.Itoa(len(r.B.Tries)))
	add(Rounds, tries+noun)
	add(Retries, tries+" tries")
	add(Data, "data differs")
	return strings.Join(parts, partSep)
}

// partSep stands between the parts of what differs.
const partSep = "; "

// cutParts shortens what differs to w cells: by whole parts as far as one is left.
func cutParts(what string, w int) string {
	whole := what
	for cell.Width(what) > w {
		at := strings.LastIndex(what, partSep)
		if at < 0 {
			return cell.Cut(whole, w)
		}
		if what = what[:at]; cell.Width(what)+2 <= w {
			return what + " …"
		}
	}
	return what
}

// versus puts what is so in this run before what is so in the other, as the columns
// stand.
func (d *Dialog) versus(this, other string) string {
	if d.env.Aloud() {
		return this + ", other " + other
	}
	return this + " / " + other
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
