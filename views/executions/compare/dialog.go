package compare

import (
	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/pager"
	"iscope/ui/screen"
)

// Dialog is the window over a comparison: the steps of both runs side by side,
// and below them what differs in the one under the cursor. Make it with New.
type Dialog struct {
	env   *screen.Env
	c     *Comparison
	names [2]string // what the runs are called
	notes []string  // what bears on the comparison, such as two definitions

	cursor int
	top    int
	page   int // rows of the last frame
	diff   *pager.Pager
	inDiff bool // the diff has the keys
	wrote  wrote
}

// wrote tells whether the text below the table is still the right one.
type wrote struct{ row, w, epoch int }

var _ interface {
	screen.Dialog
	screen.Sized
} = (*Dialog)(nil)

// New returns the window over c, in which the runs have those names: the one that
// is compared, and the one it is compared to. The cursor is where they part.
func New(env *screen.Env, c *Comparison, name, to string, notes ...string) *Dialog {
	return &Dialog{env: env, c: c, names: [2]string{name, to}, notes: notes, cursor: max(c.First, 0), diff: pager.New(env), wrote: wrote{row: -1}}
}

// Title says what is compared.
func (d *Dialog) Title() string {
	if d.c.A.Workflow == "" {
		return "Compare"
	}
	return "Compare: " + d.c.A.Workflow
}

// Width returns how wide the inside of the window likes to be.
func (d *Dialog) Width() int { return 150 }

// Hints returns the keys of the window.
func (d *Dialog) Hints() []screen.Hint {
	keys := d.env.Keys
	if d.inDiff {
		return []screen.Hint{{Key: "j k", Text: "scroll"}, {Key: keys.Key("app.filter"), Text: "search"}, {Key: keys.Key("app.pane"), Text: "steps"}, {Key: "esc", Text: "back"}}
	}
	return []screen.Hint{
		{Key: "j k", Text: "step"}, {Key: keys.Key("timeline.failure"), Text: "first difference"}, {Key: keys.Key("timeline.next-event"), Text: "next difference"},
		{Key: keys.Key("app.pane"), Text: "read"}, {Key: "esc", Text: "close"},
	}
}

// Update handles keys.
func (d *Dialog) Update(msg tea.Msg) (tea.Cmd, bool) {
	if d.diff.Typing() {
		d.diff.Type(msg)
		return nil, false
	}
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	scopes := []keymap.Scope{keymap.Timeline, keymap.Executions, keymap.Global}
	if d.inDiff {
		scopes = []keymap.Scope{keymap.Text, keymap.Global}
	}
	a, _ := d.env.Keys.Resolve(scopes, key.String())
	if d.inDiff {
		d.actDiff(a)
		return nil, false
	}
	return nil, d.act(a)
}

// actDiff does what an action means while the diff has the keys.
func (d *Dialog) actDiff(a keymap.Action) {
	if d.diff.Act(a) {
		return
	}
	switch a {
	case "app.back", "app.pane", "app.quit":
		d.inDiff = false
	}
}

func (d *Dialog) act(a keymap.Action) (done bool) {
	last := len(d.c.Rows) - 1
	switch a {
	case "app.back", "app.quit", "app.kill", "executions.compare":
		return true
	case "app.pane", "app.open":
		d.inDiff = true
	case "app.filter":
		d.inDiff = true
		d.diff.Act(a)
	case "timeline.down":
		d.cursor++
	case "timeline.up":
		d.cursor--
	case "timeline.top":
		d.cursor = 0
	case "timeline.bottom":
		d.cursor = last
	case "timeline.page-down":
		d.cursor += max(d.page-1, 1)
	case "timeline.page-up":
		d.cursor -= max(d.page-1, 1)
	case "timeline.failure":
		d.cursor = max(d.c.First, 0)
	case "timeline.next-event":
		d.next(1)
	case "timeline.prev-event":
		d.next(-1)
	}
	d.cursor = max(0, min(d.cursor, last))
	return false
}

// next goes to the next row that is not the same in both runs.
func (d *Dialog) next(by int) {
	for i := d.cursor + by; i >= 0 && i < len(d.c.Rows); i += by {
		if d.c.Rows[i].What != 0 {
			d.cursor = i
			return
		}
	}
}
