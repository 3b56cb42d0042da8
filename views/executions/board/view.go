package board

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// View is the board on screen: a list of groups, and below it what is known of
// the one under the cursor. Make it with NewView; Set gives it groups.
type View struct {
	env  *screen.Env
	list *table.Model[Group]
	rows int // lines of the list as drawn last
	runs func(key string) []string
	aged time.Time
	step int // widest label of a step, in cells
}

// NewView returns an empty board. runs returns the ids of the runs of a group,
// the newest first.
func NewView(env *screen.Env, runs func(key string) []string) *View {
	v := &View{env: env, runs: runs}
	v.list = table.New(env, v.columns(), func(g *Group) string { return g.Key })
	v.list.Text = func(g *Group) string {
		return strings.Join([]string{g.Name, g.Label, g.Step, v.errorText(g), g.Sample}, " ")
	}
	return v
}

// Set shows groups. The cursor stays on the group it is on; who has not moved yet
// means the newest, so the first time it stands there.
func (v *View) Set(groups []Group, top bool) {
	v.step = 0
	for i := range groups {
		v.step = max(v.step, cell.Width(groups[i].Label))
	}
	v.list.SetRows(groups)
	if top {
		v.list.Act("list.top")
	}
}

// Len returns how many groups there are, Shown how many the filter leaves.
func (v *View) Len() int { return v.list.Len() }

// Shown returns how many groups the filter leaves.
func (v *View) Shown() int { return v.list.Shown() }

// Filter returns the filter in force.
func (v *View) Filter() string { return v.list.Filter() }

// SetFilter shows only groups whose text has every word of text.
func (v *View) SetFilter(text string) { v.list.SetFilter(text) }

// Selected returns the group under the cursor with the ids of its runs, and
// whether there is one.
func (v *View) Selected() (Group, bool) {
	g := v.list.Selected()
	if g == nil {
		return Group{}, false
	}
	out := *g
	out.IDs = v.runs(g.Key)
	return out, true
}

// Some reports whether there is a group under the cursor.
func (v *View) Some() bool { return v.list.Selected() != nil }

// Settled reports whether the group under the cursor has been there long enough
// for a person to mean it.
func (v *View) Settled() bool { return v.list.Settled() }

// Act does what an action of a list means and reports whether it did. Groups are
// not marked.
func (v *View) Act(a keymap.Action) bool {
	switch a {
	case "list.mark", "list.mark-all", "list.range":
		return false
	}
	return v.list.Act(a)
}

// Typing reports whether the filter has the keys; Type hands it one.
func (v *View) Typing() bool { return v.list.Typing() }

// Type handles a key or paste of the filter.
func (v *View) Type(msg tea.Msg) { v.list.Type(msg) }

// Click moves the cursor to what is drawn on line y and reports whether there is
// a group.
func (v *View) Click(y int) bool { return y < v.rows && v.list.Click(y) }

// MoveBy moves the cursor by n groups.
func (v *View) MoveBy(n int) { v.list.MoveBy(n) }

// columns of the board. As the room shrinks the share goes first, then the first
// time, the trend and the workflow, which stands below the list as well: what broke
// comes before all of them.
func (v *View) columns() []table.Column[Group] {
	return []table.Column[Group]{
		{Key: "runs", Title: "runs", Width: 6, Right: true, Cell: v.countCell, Falling: true, Less: func(a, b *Group) int { return cmp.Compare(b.Count, a.Count) }},
		{Key: "error", Title: "step and error", Width: leastError, Flex: 1, Main: true, Cell: v.errorCell},
		{Key: "workflow", Title: "workflow", Width: 18, Flex: 1, Drop: 2, Cell: v.workflowCell, Less: func(a, b *Group) int {
			return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
		}},
		{Key: "share", Title: "share", Width: 5, Right: true, Drop: 5, Cell: v.shareCell},
		{Key: "trend", Title: "trend", Width: TrendBuckets, Drop: 3, Silent: true, Cell: v.trendCell},
		{Key: "first", Title: "first", Width: 5, Right: true, Drop: 4, Order: table.NewestFirst, Cell: v.firstCell, Aloud: table.Clock(v.env, "first", func(g *Group) time.Time { return g.First }), Less: func(a, b *Group) int { return b.First.Compare(a.First) }},
		{Key: "last", Title: "last", Width: 4, Right: true, Order: table.NewestFirst, Cell: v.lastCell, Aloud: table.Clock(v.env, "last", func(g *Group) time.Time { return g.Last }), Less: func(a, b *Group) int { return b.Last.Compare(a.Last) }},
	}
}

// leastError is the room for step and error below which other columns give way.
const leastError = 40

func (v *View) countCell(g *Group, _ int) (string, theme.Style) {
	if g.Count > 99_999 {
		return ">99999", theme.Style{}
	}
	return cell.Thousands(g.Count), theme.Style{}
}

// kindWords say why nothing is known of a group.
var kindWords = map[Kind]string{
	Unread: "not read yet", Archived: "history archived", Unreadable: "history cannot be read",
}

// errorText is the error of a group: in its own words where all runs have the
// same, else what they have in common.
func (v *View) errorText(g *Group) string {
	if g.Uniform || g.Count == 1 {
		return strings.Join(strings.Fields(g.Sample), " ")
	}
	return g.Print
}

// bare is an error without the address it came from, which stands below the list.
func bare(text string) string {
	if at := strings.Index(text, " from http"); at > 0 {
		return text[:at]
	}
	return text
}

// errorCell is the step and what it said, which begins in one column in all rows.
func (v *View) errorCell(g *Group, w int) (string, theme.Style) {
	st := v.env.Styles
	if g.Kind != Known {
		return kindWords[g.Kind], st.Muted
	}
	text := bare(v.errorText(g))
	if text == "" {
		text = "no error text"
	}
	step := min(v.step, max(w*2/5, 8))
	left := w - step - 2
	if left < 4 {
		return g.Label, theme.Style{}
	}
	return cell.Left(g.Label, step) + "  " + st.Bad.Render(cell.Cut(text, left)), theme.Style{}
}

func (v *View) workflowCell(g *Group, w int) (string, theme.Style) {
	return cell.Cut(g.Name, w), theme.Style{}
}

// share is how many of the workflow's runs are in the group, "" where nobody
// knows how many there were.
func share(g *Group) string {
	switch {
	case g.Runs <= 0 || g.Runs < g.Count:
		return ""
	case 1000*g.Count < g.Runs:
		return "<0.1%"
	case 10*g.Count < g.Runs:
		return strconv.FormatFloat(100*float64(g.Count)/float64(g.Runs), 'f', 1, 64) + "%"
	}
	n := (200*g.Count + g.Runs) / (2 * g.Runs)
	if g.Count < g.Runs {
		n = min(n, 99) // 100% is all of them
	}
	return strconv.Itoa(n) + "%"
}

func (v *View) shareCell(g *Group, _ int) (string, theme.Style) {
	if s := share(g); s != "" {
		return s, theme.Style{}
	}
	return "–", v.env.Styles.Muted
}

func (v *View) trendCell(g *Group, w int) (string, theme.Style) {
	style := v.env.Styles.Bad
	if g.Kind != Known {
		style = v.env.Styles.Muted
	}
	return cell.Left(Spark(g.Trend, v.env.Styles.ASCII), w), style
}

func (v *View) firstCell(g *Group, _ int) (string, theme.Style) {
	return cell.AgeSince(g.First, v.env.Now()), v.env.Styles.Muted
}

func (v *View) lastCell(g *Group, _ int) (string, theme.Style) {
	return cell.AgeSince(g.Last, v.env.Now()), theme.Style{}
}
