package rerun

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/jsonedit"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// Panel is the window of a job. It draws what the desk holds and takes keys; the
// desk makes it.
type Panel struct {
	desk    *Desk
	env     *screen.Env
	job     *Job
	list    *table.Model[row]
	editor  *jsonedit.Editor
	editing *item // whose input is being edited; nil: the list has the keys
	loaded  bool  // the editor has the input of a single run

	review int    // grows with every edit: an answer to a question before is void
	note   string // what the last key did, or why it did nothing
	opened bool   // it was put on screen: one that came too late never is
	closed bool

	launched bool // from the view of workflows
}

var _ interface {
	screen.Dialog
	screen.Starter
	screen.Listener
	screen.Sized
} = (*Panel)(nil)

// row is a line of the list: an item, or below it an execution that may be what
// it was started as.
type row struct {
	item *item
	run  api.Execution
	may  bool
}

// closing takes a window off the screen. The desk sends it.
type closing struct {
	view   string
	window screen.Dialog
}

// To returns the view the message is for.
func (c closing) To() string { return c.view }
func (closing) rerun()       {}

func newPanel(d *Desk) *Panel {
	p := &Panel{desk: d, env: d.on.Env, job: d.job, editor: jsonedit.New(d.on.Env)}
	p.list = table.New(p.env, p.columns(), func(r *row) string { return r.item.exec.ID + " " + r.run.ID })
	p.list.Text = func(r *row) string { return r.item.flow.label() + " " + r.item.exec.ID + " " + r.words(p) }
	p.refresh()
	return p
}

// refresh takes what is new of the job.
func (p *Panel) refresh() {
	rows := make([]row, 0, len(p.job.items))
	for _, it := range p.job.items {
		rows = append(rows, row{item: it})
		if it.fate == doubtful {
			for _, e := range it.since.Runs {
				rows = append(rows, row{item: it, run: e, may: true})
			}
		}
	}
	p.list.SetRows(rows)
	if !p.job.single() {
		return
	}
	switch it := p.job.items[0]; it.fate {
	case ready, refused, changed:
		if !p.loaded {
			p.load(it)
		}
		p.editing = it
	case reading:
	default:
		p.editing = nil
	}
}

// Init is called when the window is put on screen.
func (p *Panel) Init() tea.Cmd {
	p.opened = true
	return nil
}

// load puts the input of an item into the editor.
func (p *Panel) load(it *item) {
	p.editor.SetJSON(it.input)
	p.loaded = true
}

// Title returns the heading.
func (p *Panel) Title() string { return p.job.title() }

// Width returns how wide the inside of the window likes to be.
func (p *Panel) Width() int { return 100 }

// Listens takes the answers to the questions of this job, and the request to
// close.
func (p *Panel) Listens(msg tea.Msg) bool {
	switch m := msg.(type) {
	case dialog.Answer:
		v, mine := about(m)
		return mine && v.job == p.job.n
	case closing:
		return m.window == screen.Dialog(p)
	}
	return false
}

// Update handles keys, pastes and what it listens to.
func (p *Panel) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case closing:
		p.closed = true
		return nil, true
	case dialog.Answer:
		return p.answered(m)
	case tea.PasteMsg:
		if p.editing != nil {
			p.typed(m)
		}
	case tea.KeyPressMsg:
		p.note = ""
		if p.desk.job != p.job { // it is over, and something kept the window open
			return p.close()
		}
		if p.editing != nil {
			return p.editKey(m)
		}
		return p.listKey(m)
	}
	return nil, false
}

func (p *Panel) answered(a dialog.Answer) (tea.Cmd, bool) {
	if v, _ := about(a); v.step == discard {
		return p.close()
	}
	cmd, _ := p.desk.Answered(a)
	if !p.closed {
		p.refresh()
	}
	return cmd, false
}

// Hints returns the keys that work now.
func (p *Panel) Hints() []screen.Hint {
	var out []screen.Hint
	put := func(a keymap.Action, text string) {
		if k := p.env.Keys.Key(a); k != "" && text != "" {
			out = append(out, screen.Hint{Key: k, Text: text})
		}
	}
	if p.editing != nil && !p.job.single() {
		put("editor.review", "keep")
		put("editor.reset", "as it was")
		put("editor.close", "list")
		return out
	}
	put("editor.review", p.nextWords())
	if p.editing != nil {
		put(chooseInput, "inputs")
		put("editor.close", "close")
		put("editor.reset", "input as it was")
		return out
	}
	by, _ := p.job.counts()
	if p.job.running && by[queued] > 0 {
		put("outbox.stop", "cancel the rest ("+cell.Thousands(by[queued])+")")
	}
	put("dialog.close", "close")
	if s, _ := p.job.next(); s != enable && !p.job.busy() && len(p.job.off()) > 0 {
		put("workflows.toggle", "enable again")
	}
	if r := p.list.Selected(); r != nil && !p.job.running {
		switch {
		case r.may || r.item.fate == started:
			put("dialog.accept", "show the run")
		case r.item.fate == ready:
			put("dialog.accept", "input")
			put("list.mark", map[bool]string{true: "take in", false: "leave out"}[r.item.out])
		}
	}
	if by[doubtful] > 0 {
		put("app.refresh", "look again")
	}
	return out
}

// nextWords is what the key for the next step is called.
func (p *Panel) nextWords() string {
	switch s, _ := p.job.next(); s {
	case disable:
		return "disable"
	case execute:
		return p.job.is().verb
	case enable:
		return "enable again"
	}
	if it := p.job.items[0]; p.job.single() && (it.fate == refused || it.fate == changed) && !p.job.busy() {
		return "try again"
	}
	return ""
}

// tones of what is told.
func (p *Panel) style(s theme.State) theme.Style {
	if s == theme.Good || s == theme.Running {
		return theme.Style{}
	}
	return p.env.Styles.State(s)
}
