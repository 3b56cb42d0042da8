package form

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/theme"
)

const (
	lead      = 3  // cursor and mark before a label
	gap       = 2  // between label and value
	maxLabel  = 30 // cells of the column of labels
	least     = 24 // cells a value is given before its hint
	leastHint = 8  // cells below which a hint is left out
	maxReason = 3  // lines of one complaint where there is no room for all
	maxHelp   = 2  // lines of a help or of the value before, likewise
)

// block is one field drawn: its lines, which of them has the value, and where
// the cursor is in that line.
type block struct {
	lines []string
	at    int
	x     int
}

// Render returns exactly h lines of at most w cells with the focused field
// among them, and the cursor where text is edited.
func (m *Model) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	m.rows = m.rows[:0]
	if len(m.fields) == 0 {
		return cell.Fit(nil, w, h), nil
	}
	m.height, m.terse = h, !m.fits(w, h)
	m.scroll(w, h)
	lw := m.labels(w)
	var lines []string
	var cursor *tea.Cursor
	for i := m.first; i < len(m.fields) && len(lines) < h; i++ {
		b := m.block(i, w, lw)
		if i == m.first && i > 0 && len(b.lines) > 0 && b.lines[0] == "" {
			b.lines, b.at = b.lines[1:], b.at-1
		}
		if i == m.focus {
			// A terminal of one line still shows the value, not its heading.
			cut := max(0, min(b.at, len(b.lines)-(h-len(lines))))
			b.lines, b.at = b.lines[cut:], b.at-cut
			if m.editor != nil {
				cursor = tea.NewCursor(min(b.x, w-1), len(lines)+b.at)
			} else {
				cursor = m.env.Focus(min(b.x, w-1), len(lines)+b.at)
			}
		}
		for range b.lines {
			m.rows = append(m.rows, i)
		}
		lines = append(lines, b.lines...)
	}
	return cell.Fit(lines, w, h), cursor
}

// scroll chooses the first field so that the focused one is in sight, and no
// room is left below the last one while there are fields above.
func (m *Model) scroll(w, h int) {
	lw := m.labels(w)
	height := func(i int) int { return len(m.block(i, w, lw).lines) }
	used, least := 0, m.focus
	for i := m.focus; i >= 0; i-- {
		if used += height(i); used > h && i < m.focus {
			break
		}
		least = i
	}
	m.first = max(least, min(m.first, m.focus))
	room := h
	for i := m.first; i < len(m.fields) && room >= 0; i++ {
		room -= height(i)
	}
	for m.first > 0 && room >= height(m.first-1) {
		m.first--
		room -= height(m.first)
	}
}

// Height returns how many lines of w cells show the whole form as it is now.
// It changes with what is focused and complained about.
func (m *Model) Height(w int) int {
	if w <= 0 {
		return 0
	}
	m.terse = false
	lw, n := m.labels(w), 0
	for i := range m.fields {
		n += len(m.block(i, w, lw).lines)
	}
	return n
}

// fits reports whether h lines show the whole form with everything it says.
func (m *Model) fits(w, h int) bool {
	m.terse = false
	lw, n := m.labels(w), 0
	for i := range m.fields {
		if n += len(m.block(i, w, lw).lines); n > h {
			return false
		}
	}
	return true
}

// labels returns the width of the column of labels.
func (m *Model) labels(w int) int {
	lw := 0
	for _, in := range m.fields {
		lw = max(lw, in.indent()+cell.Width(in.whole()))
	}
	return max(1, min(lw, maxLabel, (w-lead-gap)*2/5))
}

// step is how far a group within a group stands to the right, star what marks
// a field that must not stay empty.
const (
	step = 2
	star = " *"
)

// headings returns the groups a field is in, outermost first.
func (in *input) headings() []string {
	if in.Group == "" {
		return in.Within
	}
	return append(slices.Clone(in.Within), in.Group)
}

// whole is the label with its star.
func (in *input) whole() string {
	if in.Starred {
		return in.Label + star
	}
	return in.Label
}

func (in *input) indent() int { return step * max(len(in.headings())-1, 0) }

// label writes the label of a field in lw cells. A deep label gives way to a
// step to the right only while enough of it is left.
func (in *input) label(lw int) string {
	indent := min(in.indent(), lw/3)
	if in.Starred {
		if room := lw - indent - len(star); room > 0 {
			return cell.Left(cell.Spaces(indent)+cell.Cut(in.Label, room)+star, lw)
		}
	}
	return cell.Left(cell.Spaces(indent)+in.Label, lw)
}

// above draws the headings that a field is the first below.
func (m *Model) above(i, w int) []string {
	own := m.fields[i].headings()
	var before []string
	if i > 0 {
		before = m.fields[i-1].headings()
	}
	same := 0
	for same < len(own) && same < len(before) && own[same] == before[same] {
		same++
	}
	if same == len(own) {
		return nil
	}
	var out []string
	if i > 0 {
		out = append(out, "")
	}
	for n := same; n < len(own); n++ {
		indent := min(lead+step*n, w/2)
		out = append(out, cell.Spaces(indent)+m.env.Styles.Muted.Render(cell.Cut(own[n], w-indent)))
	}
	return out
}

// block draws field i, its label in lw cells.
func (m *Model) block(i, w, lw int) block {
	in, st := m.fields[i], m.env.Styles
	var b block
	b.lines = m.above(i, w)
	b.at = len(b.lines)
	mark, label := "  ", in.label(lw)
	if i == m.focus {
		mark, label = st.Accent.Render(st.Glyphs.Cursor)+" ", st.Strong.Render(label)
	}
	if in.changed() && !st.Accessible {
		mark = mark[:len(mark)-1] + st.Accent.Render(st.Glyphs.Mark)
	}
	room, changed := w-lead-lw-gap, ""
	if in.changed() && st.Accessible && !in.removed && room > 20 {
		changed = ", changed"
		room -= len(changed)
	}
	value, x := m.value(in, i == m.focus, room)
	value += changed
	b.lines = append(b.lines, mark+" "+label+cell.Spaces(gap)+value)
	b.x = lead + lw + gap + x

	indent := lead + lw + gap
	if w < 60 {
		indent = lead + 2
	}
	if whole, indented := in.whole(), min(in.indent(), lw/3); i == m.focus && indented+cell.Width(whole) > lw {
		for _, l := range cell.Wrap(whole, max(w-indent, 1)) {
			b.lines = append(b.lines, cell.Spaces(indent)+st.Strong.Render(strings.TrimRight(l, " ")))
		}
	}
	b.lines = append(b.lines, m.below(in, i == m.focus, w, indent)...)
	return b
}

// value draws the value with its hint in w cells, and returns where the cursor
// is.
func (m *Model) value(in *input, focused bool, w int) (string, int) {
	st := m.env.Styles
	if w <= 0 {
		return "", 0
	}
	if in.removed {
		return st.Warn.Render(cell.Cut("removed", w)), 0
	}
	if in.Hint != nil {
		need := max(cell.Width(in.word())+1, least)
		if hint, rest := in.Hint(in.value), w-need-gap; hint != "" && rest >= leastHint {
			text, x := m.bare(in, focused, need)
			return cell.Left(text, need) + cell.Spaces(gap) + st.Muted.Render(cell.Cut(hint, rest)), x
		}
	}
	return m.bare(in, focused, w)
}

// bare draws the value without its hint.
func (m *Model) bare(in *input, focused bool, w int) (string, int) {
	if focused && m.editor != nil {
		return m.editor.Render(w)
	}
	return m.still(in, focused, w), 0
}

// still draws a value that is not being edited.
func (m *Model) still(in *input, focused bool, w int) string {
	st := m.env.Styles
	style := theme.Style{}
	word := in.word()
	switch {
	case word == "":
		word, style = "–", st.Muted
	case in.Kind == Fixed || in.Kind == Secret:
		style = st.Muted
	case focused:
		style = st.Strong
	}
	return style.Render(cell.Cut(word, w))
}

// below draws what stands under a field: the complaint, and while it is
// focused its help and the value it had.
func (m *Model) below(in *input, focused bool, w, indent int) []string {
	st := m.env.Styles
	room := max(w-indent, 1)
	var out []string
	put := func(text string, style theme.Style, most int) {
		lines := cell.Wrap(text, room)
		if m.terse {
			lines = cell.Most(lines, most, room)
		}
		for _, l := range lines {
			out = append(out, cell.Spaces(indent)+style.Render(strings.TrimRight(l, " ")))
		}
	}
	if in.complaint != "" {
		most := maxReason
		if focused {
			most = max(most, m.height/2)
		}
		put(complaintLead(st)+in.complaint, st.Bad, most)
	}
	if !focused {
		return out
	}
	if help := m.help(in); help != "" {
		put(help, st.Muted, maxHelp)
	}
	if in.changed() && !in.added && in.Kind != Secret {
		was := in.Value
		if i := slices.IndexFunc(in.Options, func(o Option) bool { return o.Value == was }); i >= 0 {
			was = in.Options[i].Label
		}
		if was != "" { // else there was nothing to come back to
			put("was: "+strings.ReplaceAll(was, "\n", lineBreak), st.Muted, maxHelp)
		}
	}
	return out
}

// help returns what helps to fill the field in.
func (m *Model) help(in *input) string {
	parts := make([]string, 0, 2)
	if in.Help != "" {
		parts = append(parts, in.Help)
	}
	switch in.Kind {
	case Choice:
		parts = append(parts, "enter or type to choose")
	case Lines:
		parts = append(parts, "enter breaks the line, drawn as "+lineBreak)
	case Secret:
		parts = append(parts, "what is typed replaces it")
	}
	return strings.Join(parts, " · ")
}

// complaintLead stands before what is wrong with a value.
func complaintLead(st *theme.Styles) string {
	if st.Accessible {
		return "Wrong: "
	}
	return st.Plain(theme.Bad) + " "
}
