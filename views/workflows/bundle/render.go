package bundle

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// highest is the most lines that the inside of the window asks for.
const highest = 30

// Render draws the field, or what was found.
func (p *Panel) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	if p.job.stage != choosing {
		return p.renderPath(w, h)
	}
	h = min(h, highest)
	st := p.env.Styles
	var top []string
	put := func(style theme.Style, text string, most int) {
		if text == "" {
			return
		}
		lines := cell.Wrap(text, w)
		for _, l := range lines[:min(len(lines), most)] {
			top = append(top, style.Render(l))
		}
	}
	put(st.Strong, p.job.summary(), 2)
	if h >= 8 {
		put(st.Warn, p.job.said, 2)
	}
	put(st.Warn, p.note, 2)
	top = top[:min(len(top), max(h-3, 0))]
	foot := p.foot(w, h)
	body, cursor := p.list.Render(w, h-len(top)-len(foot))
	if cursor != nil {
		cursor.Y += len(top)
	}
	return cell.Fit(append(append(top, strings.Split(body, "\n")...), foot...), w, h), cursor
}

// renderPath draws the field for the path.
func (p *Panel) renderPath(w, h int) (string, *tea.Cursor) {
	st := p.env.Styles
	if p.job.stage == reading {
		return st.Muted.Render(cell.Cut("Reading "+p.path.Value(), w)), nil
	}
	var lines []string
	if h >= 6 {
		for _, l := range cell.Wrap("Which file, or folder of files? What export wrote, what the tenant answers, what the sail CLI downloads, or a list of these. All are created disabled, after a review.", w) {
			lines = append(lines, st.Muted.Render(l))
		}
		lines = lines[:min(len(lines), max(h-4, 0))]
	}
	text, cursor := p.path.Render(w, max(h-len(lines), 1))
	cursor.Y += len(lines)
	lines = append(lines, strings.Split(text, "\n")...)
	for _, l := range cell.Wrap(p.job.said, w) {
		if l != "" {
			lines = append(lines, st.Bad.Render(l))
		}
	}
	return strings.Join(lines[:min(len(lines), h)], "\n"), cursor
}

// foot is what is to be said about the row under the cursor.
func (p *Panel) foot(w, h int) []string {
	r := p.list.Selected()
	if r == nil || h < 6 {
		return nil
	}
	st, most := p.env.Styles, max(h/4, 1)
	lines := cell.Wrap((*r).words(), w)
	if len(lines) > most {
		lines = append(lines[:most-1:most-1], cell.Cut(strings.Join(lines[most-1:], " "), w))
	}
	if h < 12 {
		return lines
	}
	for len(lines) < most {
		lines = append(lines, "")
	}
	return append([]string{st.Rule.Render(strings.Repeat(st.Glyphs.Rule, w))}, lines...)
}

// columns are those of the list.
func (p *Panel) columns() []table.Column[*item] {
	st := p.env.Styles
	return []table.Column[*item]{
		{
			Key: "state", Title: "state", Width: 15,
			Cell: func(it **item, _ int) (string, theme.Style) {
				word, state := (*it).word()
				return p.env.Styles.Plain(state) + " " + word, p.env.Styles.State(state)
			},
		},
		{
			Key: "name", Title: "workflow", Width: 16, Flex: 3, Main: true,
			Cell: func(it **item, _ int) (string, theme.Style) { return (*it).draft.Name, st.Text },
		},
		{
			Key: "from", Title: "from", Width: 14, Flex: 2, Drop: 2,
			Cell: func(it **item, w int) (string, theme.Style) {
				return cell.CutMiddle((*it).draft.From, w), p.env.Styles.Muted
			},
		},
		{
			Key: "set", Title: "to set", Width: 9, Drop: 1,
			Cell: func(it **item, _ int) (string, theme.Style) {
				if (*it).sets() && (*it).fate != blocked {
					return p.env.Styles.Plain(theme.Warn) + " secrets", p.env.Styles.Warn
				}
				return "", theme.Style{}
			},
		},
	}
}
