package forward

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api/safe"
	"iscope/ui/cell"
)

// labels is how wide the labels of the second step are.
const labels = 10

// Render draws the search, or the comment once an owner is chosen.
func (d *Dialog) Render(w, h int) (string, *tea.Cursor) {
	st := d.Env.Styles
	if !d.writing {
		lines := d.already(w, max(h/3, 1))
		content, cursor := d.search.Render(w, max(h-len(lines), 1))
		if cursor != nil {
			cursor.Y += len(lines)
		}
		lines = append(lines, content)
		return strings.Join(lines, "\n"), cursor
	}
	lines, wide := d.owners(w), max(w-labels, 1)
	notify := "yes, the new owner by e-mail"
	if d.quiet {
		notify = "no"
	}
	text, x := d.comment.Render(wide)
	lines = append(lines, cell.Cut(st.Muted.Render("notify    ")+notify, w), cell.Cut(st.Muted.Render("comment * ")+text, w))
	cursor := tea.NewCursor(min(labels+x, max(w-1, 0)), len(lines)-1)
	if d.wrong != "" {
		for _, l := range cell.Wrap(d.wrong, max(w, 1)) {
			lines = append(lines, st.Bad.Render(l))
		}
	}
	top := min(max(len(lines)-h, 0), cursor.Y) // in a low window the comment matters most
	for i, c := range d.Comments {
		mark, style := "  ", st.Muted
		if i == d.template {
			mark, style = st.Accent.Render(st.Glyphs.Cursor)+" ", st.Strong
		}
		lines = append(lines, cell.Spaces(min(labels, w/2))+mark+style.Render(cell.Cut(c, max(wide-2, 1))))
	}
	cursor.Y -= top
	return strings.Join(lines[top:min(len(lines), top+h)], "\n"), cursor
}

// already are the lines with those chosen before, at most most of them.
func (d *Dialog) already(w, most int) []string {
	var lines []string
	for i, p := range d.chosen {
		name := p.Name
		if left := len(d.chosen) - i - 1; left > 0 && i == most-1 {
			name += fmt.Sprintf(" and %d more", left)
		}
		if i < most {
			lines = append(lines, d.Env.Styles.Muted.Render("already   ")+cell.Cut(name, max(w-labels, 1)))
		}
	}
	return lines
}

// owners are the lines with the new owners: one whole, several by name and id.
func (d *Dialog) owners(w int) []string {
	st, wide := d.Env.Styles, max(w-labels, 1)
	var lines []string
	imitates := false
	for i, p := range d.chosen {
		label := "          "
		if i == 0 {
			label = "to        "
		}
		imitates = imitates || safe.MixedScripts(p.Name)
		name := p.Name
		if !p.Active() {
			name += " (" + p.Status + ")"
		}
		lines = append(lines, st.Muted.Render(label)+st.Strong.Render(cell.Cut(name, wide)))
		if len(d.chosen) == 1 {
			lines = append(lines, st.Muted.Render("          "+cell.Cut(p.Email, wide)))
		}
		lines = append(lines, st.Muted.Render("          id "+cell.CutMiddle(p.ID, max(wide-3, 1))))
	}
	if len(d.chosen) > 1 {
		lines = append(lines, st.Muted.Render("          "+cell.Cut(cell.Count(len(d.Items), "item")+" dealt out in turn", wide)))
	}
	if imitates {
		for _, l := range cell.Wrap("A name mixes alphabets: make sure by the id that this is the right person", max(w, 1)) {
			lines = append(lines, st.Warn.Render(l))
		}
	}
	return lines
}
