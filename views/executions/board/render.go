package board

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/pane"
)

// aboutFrom is the height from which there is room for the group under the cursor
// below the list.
const aboutFrom = 10

// Render draws the board in exactly h lines of at most w cells.
func (v *View) Render(w, h int) (string, *tea.Cursor) {
	if minute := v.env.Now().Truncate(time.Minute); !minute.Equal(v.aged) {
		v.aged = minute
		v.list.Touch()
	}
	g := v.list.Selected()
	if h < aboutFrom || g == nil || v.Typing() {
		v.rows = h
		return v.list.Render(w, h)
	}
	about := v.about(g, w, max(h/2-2, 4))
	v.rows = h - len(about)
	list, cursor := v.list.Render(w, v.rows)
	return cell.Fit(append(strings.Split(list, "\n"), about...), w, h), cursor
}

// about tells of one group what its row has no room for, in at most h lines.
func (v *View) about(g *Group, w, h int) []string {
	st := v.env.Styles
	name := cell.Cut(g.Name, max(w-6, 1))
	rule := strings.Repeat(st.Glyphs.Rule, 2)
	tail := strings.Repeat(st.Glyphs.Rule, max(w-cell.Width(name)-4, 0))
	out := []string{st.Rule.Render(rule) + " " + st.Muted.Render(name) + " " + st.Rule.Render(tail)}
	lines := pane.Fields(v.env, w-1, v.fields(g, w)...)
	if g.Sample != "" && g.Kind == Known {
		for _, l := range cell.Wrap(g.Sample, max(w-2, 8)) {
			lines = append(lines, st.Bad.Render(l))
		}
	}
	for i, l := range lines {
		if i == h-2 && len(lines) > h-1 {
			out = append(out, " "+st.Muted.Render(st.Glyphs.Down+" more in the run: tab"))
			break
		}
		out = append(out, " "+l)
	}
	return out
}

func (v *View) fields(g *Group, w int) [][2]string {
	runs := cell.Count(g.Count, "run")
	if s := share(g); s != "" {
		runs = cell.Thousands(g.Count) + " of " + cell.Count(g.Runs, "run") + ", " + s
	}
	seen := "once, " + v.stamp(g.Last, w)
	if g.Count > 1 {
		seen = "first " + v.stamp(g.First, w) + ", last " + v.stamp(g.Last, w)
	}
	about := [2]string{"step", g.Label}
	switch g.Kind {
	case Unread:
		about = [2]string{"why", "not read yet"}
	case Archived:
		about = [2]string{"why", "the tenant does not keep these histories any more"}
	case Unreadable:
		about = [2]string{"why", "the tenant could not hand out these histories, or not so that they can be read"}
	}
	return [][2]string{about, {"failed", runs}, {"seen", seen}}
}

func (v *View) stamp(t time.Time, w int) string {
	t = t.In(v.env.Zone)
	if now := v.env.Now().In(v.env.Zone); t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04:05")
	}
	if w < 60 {
		return t.Format("2 Jan 15:04")
	}
	return t.Format("Mon 2 Jan 15:04:05")
}
