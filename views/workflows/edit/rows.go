package edit

import (
	"fmt"
	"strings"

	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/workflows/check"
)

// issueColumns are those of the problems.
func (p *Panel) issueColumns() []table.Column[issue] {
	return []table.Column[issue]{
		{Key: "severity", Title: "what", Width: 9, Cell: func(i *issue, _ int) (string, theme.Style) {
			state, word := severity(i)
			return p.env.Styles.Plain(state) + " " + word, p.env.Styles.State(state)
		}},
		{Key: "place", Title: "at", Width: 7, Right: true, Drop: 1, Cell: func(i *issue, _ int) (string, theme.Style) {
			if i.p.Line == 0 {
				return "", theme.Style{}
			}
			return fmt.Sprintf("%d:%d", i.p.Line, i.p.Column), p.env.Styles.Muted
		}},
		{Key: "text", Title: "problem", Width: 12, Flex: 1, Main: true, Cell: func(i *issue, w int) (string, theme.Style) {
			return cell.Cut(i.p.Text, w), theme.Style{}
		}},
	}
}

func severity(i *issue) (theme.State, string) {
	switch {
	case i.old && i.p.Severity != check.Note:
		return theme.Warn, "before"
	case i.p.Severity == check.Error:
		return theme.Bad, "error"
	case i.p.Severity == check.Warning:
		return theme.Warn, "warning"
	}
	return theme.Queued, "note"
}

// issueFoot is what is to be said about the problem under the cursor.
func (p *Panel) issueFoot(w, h int) []string {
	r := p.issues.Selected()
	if r == nil {
		return nil
	}
	text := r.p.Text + do(r.p)
	if r.old {
		text += " (it was so before the edit)"
	}
	return p.foot(cell.Wrap(text, w), h)
}

// foot pads lines to a steady height, so that moving the cursor moves nothing
// else.
func (p *Panel) foot(lines []string, h int) []string {
	if h < footFrom {
		return lines[:min(len(lines), max(h/4, 1))]
	}
	lines = lines[:min(len(lines), max(h/2, footLines))]
	for len(lines) < footLines {
		lines = append(lines, "")
	}
	return lines
}

// rivalColumns are those of what both changed.
func (p *Panel) rivalColumns() []table.Column[rivalRow] {
	value := func(of func(c *conflict) []byte) func(*rivalRow, int) (string, theme.Style) {
		return func(r *rivalRow, w int) (string, theme.Style) {
			return cell.Cut(valueWords(of(&r.c)), w), theme.Style{}
		}
	}
	return []table.Column[rivalRow]{
		{Key: "take", Title: "take", Width: 8, Cell: func(r *rivalRow, _ int) (string, theme.Style) {
			switch r.c.take {
			case mine, byHand:
				return p.env.Styles.Plain(theme.Good) + " mine", p.env.Styles.Good
			case theirs:
				return p.env.Styles.Plain(theme.Good) + " theirs", p.env.Styles.Accent
			}
			return p.env.Styles.Plain(theme.Needs) + " ?", p.env.Styles.Warn
		}},
		{Key: "where", Title: "where", Width: 12, Flex: 2, Main: true, Cell: func(r *rivalRow, w int) (string, theme.Style) {
			text := pointerWords(r.c.pointer)
			if over := cell.Width(text) - w; over > 0 { // its end tells it from others
				runes := []rune(text)
				text = "…" + string(runes[min(over+1, len(runes)):])
			}
			return cell.Cut(text, w), theme.Style{}
		}},
		{Key: "mine", Title: "mine", Width: 12, Flex: 2, Drop: 2, Cell: value(func(c *conflict) []byte { return c.mine })},
		{Key: "theirs", Title: "theirs", Width: 12, Flex: 2, Drop: 1, Cell: value(func(c *conflict) []byte { return c.theirs })},
	}
}

// rivalFrom is the height from which there is room for more than the list.
const rivalFrom = 6

// rivalFoot shows the three versions of the place under the cursor.
func (p *Panel) rivalFoot(w, h int) []string {
	r := p.rivals.Selected()
	if r == nil || h < rivalFrom {
		return nil
	}
	st := p.env.Styles
	lines := []string{}
	if h >= footFrom {
		lines = append(lines, st.Rule.Render(strings.Repeat(st.Glyphs.Rule, w)))
	}
	put := func(label string, v []byte, style theme.Style) {
		for i, l := range cell.Wrap(valueText(v), max(w-8, 1)) {
			if i == 4 || h < footFrom && i == 1 {
				lines = append(lines, cell.Spaces(8)+st.Muted.Render("…"))
				return
			}
			lines = append(lines, st.Muted.Render(cell.Left(label, 8))+style.Render(l))
			label = ""
		}
	}
	for i, l := range cell.Wrap(pointerWords(r.c.pointer), w) {
		if i < 2 && h >= footFrom {
			lines = append(lines, st.Strong.Render(l))
		}
	}
	put("mine", r.c.mine, st.Good)
	put("theirs", r.c.theirs, st.Accent)
	if h >= footFrom {
		put("before", r.c.was, st.Muted)
	} else {
		return lines[:min(len(lines), max(h/3, 2))]
	}
	return p.foot(lines, h)
}
