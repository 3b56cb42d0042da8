package line

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/theme"
)

// prompt stands before the field.
const prompt = " filter  "

// mostOffered is how many of the things offered are shown at once.
const mostOffered = 6

// Height returns how many of h lines, w cells wide, the line takes.
func (l *Line) Height(w, h int) int {
	n := 2
	if h >= 8 {
		n = 1 + len(l.below(w, 0))
		n += min(len(l.offered.Items), mostOffered, max(h-n-4, 0))
	}
	return min(n, h)
}

// Render draws the line in exactly h lines of at most w cells, h as Height says:
// what is offered, the field, and what will be asked or what is wrong.
func (l *Line) Render(w, h int) (string, *tea.Cursor) {
	st := l.env.Styles
	value, at := l.field.Value(), l.field.Place()
	text, column := l.field.Render(max(w-cell.Width(prompt), 1))
	scrolled := cell.Width(value[:at]) - column
	below := l.below(w, scrolled)
	if h < 1+len(below) {
		below = l.briefly(w)
	}
	out := l.renderOffered(w, h-1-len(below))
	y := len(out)
	out = append(append(out, st.Accent.Render(prompt)+text), below...)
	if y >= h {
		y = max(h-1, 0)
	}
	return cell.Fit(out, w, h), tea.NewCursor(max(0, min(cell.Width(prompt)+column, w-1)), y)
}

// renderOffered draws what is offered, around what is chosen.
func (l *Line) renderOffered(w, h int) []string {
	st, items := l.env.Styles, l.offered.Items
	h = min(h, len(items))
	if h <= 0 {
		return nil
	}
	from := max(0, min(l.chosen-h+1, len(items)-h))
	names := 0
	for _, item := range items {
		names = max(names, min(cell.Width(item.Text), w/2))
	}
	var out []string
	for i := from; i < from+h; i++ {
		mark, style := "   ", st.Text
		if i == l.chosen {
			mark, style = " "+st.Accent.Render(st.Glyphs.Cursor)+" ", st.Strong
		}
		out = append(out, cell.Cut(mark+style.Render(cell.Left(items[i].Text, names))+"  "+st.Muted.Render(items[i].Note), w))
	}
	return out
}

// below says what will be asked, or what is wrong, with a mark below the part it
// is about. The field is scrolled by so many cells.
func (l *Line) below(w, scrolled int) []string {
	st := l.env.Styles
	if l.failure == nil {
		style, words := l.words()
		return l.wrapped(words, w, style)
	}
	style := st.Muted
	if l.insist {
		style = st.Bad
	}
	value := l.field.Value()
	left := max(cell.Width(prompt)+cell.Width(value[:l.failure.At])-scrolled, 0)
	n := max(cell.Width(value[l.failure.At:l.failure.End]), 1)
	mark := style.Render(cell.Cut(cell.Spaces(left)+strings.Repeat("^", n), w))
	return append([]string{mark}, l.wrapped(l.completes(l.failure.Msg), w, style)...)
}

// briefly is below in one line.
func (l *Line) briefly(w int) []string {
	style, words := l.words()
	if l.failure != nil {
		words = fmt.Sprintf("at %d: %s", cell.Width(l.field.Value()[:l.failure.At])+1, l.failure.Msg)
	}
	return []string{style.Render(cell.Cut(" "+words, w))}
}

// wrapped writes words below the field.
func (l *Line) wrapped(words string, w int, style theme.Style) []string {
	indent := cell.Width(prompt)
	if w < 60 {
		indent = 1
	}
	var out []string
	for _, part := range cell.Wrap(words, max(w-indent, 1)) {
		out = append(out, cell.Spaces(indent)+style.Render(part))
	}
	return out[:min(len(out), 4)]
}

// completes adds to words how what is offered is taken.
func (l *Line) completes(words string) string {
	if len(l.offered.Items) == 0 {
		return words
	}
	return words + l.env.Styles.Glyphs.Sep + "tab completes"
}

// words says what will be asked of whom, and what the tenant said when it was.
func (l *Line) words() (theme.Style, string) {
	st := l.env.Styles
	if l.refused != "" && l.text == strings.TrimSpace(l.field.Value()) {
		return st.Bad, "the tenant refused it: " + l.refused
	}
	var parts []string
	if l.query.Filter != "" {
		parts = append(parts, "asks the tenant for "+l.query.Filter)
	}
	if here := l.query.HereWords(); here != "" {
		parts = append(parts, "applied here: "+here)
	}
	if len(parts) == 0 {
		parts = append(parts, "everything: no filter")
	}
	return st.Muted, l.completes(strings.Join(parts, st.Glyphs.Sep))
}
