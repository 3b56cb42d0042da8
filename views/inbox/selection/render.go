package selection

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/theme"
)

// Heights below which the window says less about the item, so that the form
// has room.
const (
	roomForAll  = 14
	roomForLine = 9
)

// Render draws what the item is, the form, and what stands in the way of it.
// The window never shrinks while it is open: it would jump with every field.
func (d *Dialog) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	head, foot := d.head(w, h), d.foot(w, h)
	if w != d.wide {
		d.wide, d.tall = w, 0
	}
	d.tall = max(d.tall, d.form.Height(w))
	room := max(min(d.tall, h-len(head)-len(foot)), 1)
	if d.asks == nil || len(d.keys) == 0 {
		room = 0
	}
	var lines []string
	var cursor *tea.Cursor
	lines = append(lines, head...)
	if room > 0 {
		body, c := d.form.Render(w, room)
		if cursor = c; c != nil {
			cursor.Y += len(lines)
		}
		lines = append(lines, strings.Split(body, "\n")...)
	}
	if len(lines) > 0 && lines[len(lines)-1] == "" && len(foot) > 0 && foot[0] == "" {
		foot = foot[1:]
	}
	lines = append(lines, foot...)
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
		if cursor != nil {
			cursor.Y--
		}
	}
	return strings.Join(lines[:min(len(lines), h)], "\n"), cursor
}

// head says what is asked, for whom and by whom.
func (d *Dialog) head(w, h int) []string {
	if h < roomForLine {
		return nil
	}
	st := d.env.Styles
	var about []string
	if d.asks != nil && d.asks.TargetUser != "" {
		about = append(about, "for "+d.asks.TargetUser)
	}
	if d.item.RequesterName != "" {
		about = append(about, "requested by "+d.item.RequesterName)
	}
	who := st.Muted.Render(cell.Cut(strings.Join(about, st.Glyphs.Sep), w))
	if h < roomForAll || d.asks == nil {
		return []string{who, ""}
	}
	var out []string
	if d.asks.Title != "" && d.asks.Title != d.item.Description {
		out = append(out, st.Strong.Render(cell.Cut(d.asks.Title, w)))
	}
	if d.asks.Subtitle != "" {
		lines := cell.Wrap(d.asks.Subtitle, w)
		for _, l := range lines[:min(len(lines), 2)] {
			out = append(out, cell.Cut(l, w))
		}
	}
	return append(out, who, "")
}

// foot says why the form cannot be reviewed, or not be submitted from here at
// all.
func (d *Dialog) foot(w, h int) []string {
	st := d.env.Styles
	text, style, most := d.problem, st.Bad, h/2
	if d.obstacle != "" {
		text, style, most = capital(d.obstacle)+". "+d.elsewhere(), st.Warn, h-1
	}
	if text == "" {
		return nil
	}
	lines := cell.Wrap(st.Plain(theme.Bad)+" "+text, w)
	lines = lines[:min(len(lines), max(most, 1))]
	out := []string{""}
	if h < roomForLine {
		out = nil
	}
	for _, l := range lines {
		out = append(out, style.Render(strings.TrimRight(l, " ")))
	}
	return out
}

// elsewhere says where the form can be filled in.
func (d *Dialog) elsewhere() string {
	if key := d.env.Keys.Key("list.browse"); d.env.WebURL != "" && key != "" {
		return "The web interface has it: close this, and " + key + " opens it"
	}
	return "It can be filled in in the tenant's web interface"
}
