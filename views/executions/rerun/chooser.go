package rerun

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// chooseInput is the action that opens the window of inputs to begin with.
const chooseInput keymap.Action = "dialog.more"

// runsAhead is how close to the end of the list the cursor comes before the next
// page of past runs is read.
const runsAhead = 15

// chooser is the window in which an input to begin with is chosen: those at hand
// first, then the past runs of the workflow, the newest first, page by page as
// the cursor comes near the end.
type chooser struct {
	desk *Desk
	env  *screen.Env
	it   *item
	list *table.Model[choice]
	seen map[string]bool

	loading bool
	more    bool   // there are older ones
	next    int    // offset of the next page
	failed  string // why the last page could not be read
	reading choice // whose input is being read; zero: none
	note    string // what the last key did, or why it did nothing
	closed  bool
}

var _ interface {
	screen.Dialog
	screen.Starter
	screen.Typist
	screen.Listener
	screen.Sized
} = (*chooser)(nil)

// askInput opens the window.
func (d *Desk) askInput(it *item) tea.Cmd {
	c := &chooser{desk: d, env: d.on.Env, it: it, seen: map[string]bool{}}
	c.list = table.New(c.env, c.columns(), func(r *choice) string { return r.id })
	c.list.Text = func(r *choice) string { return r.word + " " + r.label + " " + c.when(r) + " " + r.run.ID }
	c.list.SetRows(d.atHand(it))
	d.chooser = c
	return screen.Send(screen.Show{Dialog: c})
}

// Init reads the newest runs once the window is on screen.
func (c *chooser) Init() tea.Cmd { return c.desk.readRuns(c) }

// Title returns the heading.
func (c *chooser) Title() string { return "Input to begin with: " + c.it.flow.label() }

// Width returns how wide the inside of the window likes to be.
func (c *chooser) Width() int { return 100 }

// Typing reports whether the filter is being typed.
func (c *chooser) Typing() bool { return c.list.Typing() }

// Listens takes the request to close.
func (c *chooser) Listens(msg tea.Msg) bool {
	m, ok := msg.(closing)
	return ok && m.window == screen.Dialog(c)
}

// Update handles keys, pastes and the request to close.
func (c *chooser) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case closing:
		return c.close()
	case tea.PasteMsg:
		if c.list.Typing() {
			c.list.Type(m)
		}
	case tea.KeyPressMsg:
		c.note = ""
		return c.key(m)
	}
	return nil, false
}

func (c *chooser) key(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if c.list.Typing() {
		c.list.Type(msg)
		return c.ahead(), false
	}
	switch a, _ := c.env.Keys.Resolve([]keymap.Scope{keymap.Dialog, keymap.List, keymap.Global}, msg.String()); a {
	case "dialog.close", "app.quit", chooseInput:
		if c.list.Act("app.back") { // a filter first
			return nil, false
		}
		return c.close()
	case "dialog.accept":
		if r := c.list.Selected(); r != nil {
			return c.desk.pick(c, r)
		}
	case "dialog.next", "dialog.prev": // the arrows choose among buttons elsewhere
		c.list.Act(map[bool]keymap.Action{true: "list.down", false: "list.up"}[a == "dialog.next"])
	case "app.refresh":
		if c.failed != "" {
			return c.desk.readRuns(c), false
		}
	case "list.mark", "list.mark-all", "list.range": // one alone is chosen
	default:
		c.list.Act(a)
	}
	return c.ahead(), false
}

// ahead reads the next page where the cursor comes near the end.
func (c *chooser) ahead() tea.Cmd {
	if c.loading || !c.more || c.failed != "" || c.list.Place()+runsAhead < c.list.Shown() {
		return nil
	}
	return c.desk.readRuns(c)
}

// close takes the window away, and what is being read for it.
func (c *chooser) close() (tea.Cmd, bool) {
	c.closed, c.reading = true, choice{}
	return nil, true
}

// Hints returns the keys that work now.
func (c *chooser) Hints() []screen.Hint {
	var out []screen.Hint
	put := func(a keymap.Action, text string) {
		if k := c.env.Keys.Key(a); k != "" {
			out = append(out, screen.Hint{Key: k, Text: text})
		}
	}
	put("dialog.accept", "begin with it")
	put("dialog.close", "close")
	put("app.filter", "filter")
	if c.failed != "" {
		put("app.refresh", "try again")
	}
	return out
}

// Render draws the choices, and below them how far they are read.
func (c *chooser) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	h = min(h, highest)
	foot := c.foot(w)
	foot = foot[:min(len(foot), max(h/3, 1), h-1)]
	text, cursor := c.list.Render(w, h-len(foot))
	return cell.Fit(append(strings.Split(text, "\n"), foot...), w, h), cursor
}

// foot says what goes on, or how many runs there are to choose from.
func (c *chooser) foot(w int) []string {
	st := c.env.Styles
	text, style := "", st.Muted
	switch n := len(c.seen); {
	case c.note != "":
		text, style = c.note, st.Warn
	case c.reading.id != "":
		text = "Reading what the run " + c.reading.id + " began with"
	case c.failed != "":
		text, style = c.failed, st.Bad
	case c.loading:
		text = "Reading the past runs"
	case n == 0:
		text = "No run of it that the tenant still has; it keeps them for 90 days"
	case c.more:
		text = "The newest " + cell.Count(n, "run") + "; older ones are read as the cursor goes down"
	default:
		text = cell.Count(n, "run") + ", all that the tenant still has"
	}
	var out []string
	for _, l := range cell.Wrap(text, w) {
		out = append(out, style.Render(l))
	}
	return out
}

// when says of a past run when it began, of another choice what it is.
func (c *chooser) when(r *choice) string {
	if r.input != nil {
		return r.label
	}
	return cell.Stamp(r.run.Start, c.env.Zone)
}

// whenIn is when in at most w cells: of a moment the seconds say more than the
// year and the zone.
func (c *chooser) whenIn(r *choice, w int) string {
	text := c.when(r)
	if cell.Width(text) > w && r.input == nil {
		return r.run.Start.In(c.env.Zone).Format("2 Jan 15:04:05")
	}
	return text
}

// columns are those of the list.
func (c *chooser) columns() []table.Column[choice] {
	st := func() *theme.Styles { return c.env.Styles }
	past := func(text func(r *choice) string) func(*choice, int) (string, theme.Style) {
		return func(r *choice, _ int) (string, theme.Style) {
			if r.input != nil {
				return "", theme.Style{}
			}
			return text(r), st().Muted
		}
	}
	return []table.Column[choice]{
		{Key: "what", Title: "what", Width: 12, Cell: func(r *choice, _ int) (string, theme.Style) {
			if r.input != nil {
				return st().Plain(r.state) + " " + r.word, st().Accent
			}
			return st().Plain(r.state) + " " + r.word, st().State(r.state)
		}},
		{Key: "when", Title: "began", Width: 20, Flex: 1, Main: true, Cell: func(r *choice, w int) (string, theme.Style) { return c.whenIn(r, w), theme.Style{} }},
		{Key: "age", Title: "age", Width: 4, Right: true, Drop: 2, Cell: past(func(r *choice) string { return cell.AgeSince(r.run.Start, c.env.Now()) })},
		{Key: "took", Title: "took", Width: 6, Right: true, Drop: 1, Cell: past(func(r *choice) string { return took(r, c) })},
		{Key: "id", Title: "id", Width: idCells, Drop: 3, Cell: past(func(r *choice) string { return cell.CutMiddle(r.run.ID, idCells) })},
	}
}

// took says how long a run took, or has so far.
func took(r *choice, c *chooser) string {
	e := &r.run
	if e.Start.IsZero() || e.Close.IsZero() && e.Status.Closed() {
		return "?"
	}
	return cell.Duration(e.Took(c.env.Now()))
}
