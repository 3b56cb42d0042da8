package find

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// Heights of the window, inside.
const (
	highest   = 32 // more than that is not asked for
	roomyFrom = 12 // offers and state have a line each, and there is a foot
	footLines = 3
)

// Render draws the field, what may follow what is typed, what was found, and about
// the place under the cursor.
func (d *Dialog) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	h = min(h, highest)
	st := d.env.Styles
	typed, x := d.field.Render(max(w-2, 1))
	lines := []string{st.Accent.Render("> ") + typed}
	offers, state := d.offersLine(w), d.state()
	switch {
	case h >= roomyFrom:
		lines = append(lines, offers, state)
	case d.err == nil && d.list.Len() == 0 && offers != "" && !d.inList:
		lines = append(lines, offers)
	default:
		lines = append(lines, state)
	}
	foot := d.foot(w, h)
	body := max(h-len(lines)-len(foot), 0)
	var cursor *tea.Cursor
	switch {
	case d.list.Len() > 0 && d.query.Kind != Nothing:
		text, at := d.list.Render(w, body)
		if d.inList && at != nil {
			cursor = tea.NewCursor(at.X, at.Y+len(lines))
		}
		lines = append(lines, strings.Split(text, "\n")...)
	default:
		lines = append(lines, strings.Split(d.empty(w, body), "\n")...)
	}
	lines = append(lines[:min(len(lines), h-len(foot))], foot...)
	if !d.inList {
		cursor = tea.NewCursor(min(2+x, w-1), 0)
	}
	return cell.Fit(lines, w, h), cursor
}

// offersLine shows how what is typed may go on.
func (d *Dialog) offersLine(w int) string {
	st := d.env.Styles
	if len(d.offers) == 0 || d.inList || d.field.Value() == "" && d.list.Len() == 0 && w >= 60 {
		return "" // all of them stand below
	}
	parts := make([]string, len(d.offers))
	for i, o := range d.offers {
		parts[i] = st.Muted.Render(o.Text)
		if i == 0 {
			parts[i] = st.Accent.Render(d.env.Keys.Key("dialog.next")) + " " + o.Text
		}
	}
	return "  " + strings.Join(parts, "  ")
}

// state says how far the search is and what came of it.
func (d *Dialog) state() string {
	st := d.env.Styles
	r := &d.result
	switch {
	case d.note != "":
		return "  " + st.Warn.Render(d.note)
	case d.err != nil:
		return "  " + st.Bad.Render(st.Plain(theme.Bad)+" "+problem(d.err))
	case d.finder.index == nil:
		return "  " + st.Muted.Render("Reading the definitions")
	case d.query.Kind == Nothing && !d.busy:
		return "  " + st.Muted.Render(count(d.finder.index.Len())+bareWords(d.finder.index.Bare()))
	}
	var parts []string
	if len(r.Flows) > 0 {
		parts = append(parts, count(len(r.Flows)), cell.Count(r.Places, "place"))
		if r.Steps > 0 {
			parts = append(parts, cell.Count(r.Steps, "step"))
		}
	}
	if d.busy {
		parts = append(parts, "looking")
	}
	if r.Cut {
		parts = append(parts, "not every place is listed")
	}
	if r.Untried > 0 {
		parts = append(parts, "took too long in "+count(r.Untried))
	}
	return "  " + st.Muted.Render(strings.Join(parts, st.Glyphs.Sep))
}

func bareWords(n int) string {
	if n == 0 {
		return ""
	}
	return ", " + cell.Thousands(n) + " without steps"
}

// empty is what stands in place of the list.
func (d *Dialog) empty(w, h int) string {
	st := d.env.Styles
	switch {
	case d.query.Kind != Nothing && d.finder.index == nil:
		return pane.Message(d.env, w, h, "Reading the definitions.", "The search begins as soon as they are read.")
	case d.err != nil || d.busy:
		return ""
	case d.query.Kind != Nothing:
		return pane.Message(d.env, w, h, "No workflow has “"+cell.Cut(d.query.Text, max(w-24, 8))+"”.", "Names and values of every record were looked through.")
	}
	var out []string
	say := func(text, help string) { out = append(out, "  "+cell.Left(text, 10)+" "+st.Muted.Render(help)) }
	say("text", "in names and values, in any case")
	say("$.path", "a JSONPath over the whole record")
	for _, p := range prefixes {
		if p.help != "" {
			say(p.word, p.help)
		}
	}
	return cell.Fit(out, w, h)
}

// foot tells where the place under the cursor is, and what it says.
func (d *Dialog) foot(w, h int) []string {
	r := d.list.Selected()
	if h < roomyFrom || r == nil || d.query.Kind == Nothing {
		return nil
	}
	st := d.env.Styles
	out := []string{st.Rule.Render(strings.Repeat(st.Glyphs.Rule, w))}
	if r.hit == nil {
		return append(out, cell.Cut(r.flow.Name, w), st.Muted.Render(cell.Cut(r.flow.ID, w)))
	}
	way := r.flow.Name
	if r.hit.Step != "" {
		way += " " + st.Glyphs.Arrow + " " + r.hit.Step
	}
	if r.hit.Where != "" {
		way += " " + st.Glyphs.Arrow + " " + r.hit.Where
	}
	return append(out, st.Muted.Render(cell.CutMiddle(way, w)), d.marked(r.hit, w))
}

// marked draws an excerpt in w cells, so that what was found is in sight.
func (d *Dialog) marked(h *Hit, w int) string {
	before := h.Before
	room := max(w-min(cell.Width(h.Match), w/2)-min(cell.Width(h.After), w/4), 0)
	if over := cell.Width(before) - room; over > 0 {
		runes := []rune(before)
		before = "…" + string(runes[min(over+1, len(runes)):])
	}
	match := d.env.Styles.Match.Render(h.Match)
	if d.query.Kind == Path || h.Match == "" { // all of it was found
		match = h.Match
	}
	return cell.Cut(before+match+h.After, w)
}

// columns are those of the list.
func (d *Dialog) columns() []table.Column[row] {
	return []table.Column[row]{
		{Key: "workflow", Title: "workflow, step", Width: 14, Flex: 2, Main: true, Cell: func(r *row, w int) (string, theme.Style) {
			switch {
			case r.hit == nil:
				return cell.Cut(r.flow.Name, w), d.env.Styles.Strong
			case r.hit.Step == "":
				return cell.Cut("  itself", w), d.env.Styles.Muted
			}
			return cell.Cut("  "+r.hit.Step, w), theme.Style{}
		}},
		{Key: "where", Title: "where", Width: 16, Flex: 1, Drop: 1, Cell: func(r *row, w int) (string, theme.Style) {
			switch {
			case r.hit != nil:
				return cell.CutMiddle(r.hit.Where, w), d.env.Styles.Muted
			case !r.flow.Enabled:
				return d.env.Styles.Plain(theme.Off) + " disabled", d.env.Styles.Muted
			}
			return "", theme.Style{}
		}},
		{Key: "found", Title: "what", Width: 14, Flex: 3, Cell: func(r *row, w int) (string, theme.Style) {
			if r.hit != nil {
				return d.marked(r.hit, w), theme.Style{}
			}
			return placesWords(r.flow), d.env.Styles.Muted
		}},
	}
}

func placesWords(f *Flow) string {
	s := cell.Count(f.Places, "place")
	if f.Steps > 0 {
		s += " in " + cell.Count(f.Steps, "step")
	}
	return s
}
