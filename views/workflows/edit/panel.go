package edit

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/jsonedit"
	"iscope/ui/pager"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/workflows/check"
)

// Panel is the window of an edit. It draws what the desk holds and takes keys; the
// desk makes it.
type Panel struct {
	desk   *Desk
	env    *screen.Env
	job    *job
	editor *jsonedit.Editor
	pager  *pager.Pager
	issues *table.Model[issue]
	rivals *table.Model[rivalRow]

	drawn   *request // what the pager has
	drawnAt int      // how wide

	note   string // what the last key did, or why it did nothing
	opened bool   // it was put on screen: one that came too late never is
	closed bool
}

var _ interface {
	screen.Dialog
	screen.Starter
	screen.Listener
	screen.Sized
} = (*Panel)(nil)

// issue is a row of the problems.
type issue struct {
	n   int
	p   check.Problem
	old bool // it was there before the edit
}

// rivalRow is a row of what both changed.
type rivalRow struct {
	n int
	c conflict
}

// closing takes the window off the screen. The desk sends it.
type closing struct {
	view  string
	panel *Panel
}

// To returns the view the message is for.
func (c closing) To() string { return c.view }
func (closing) edit()        {}

func newPanel(d *Desk) *Panel {
	p := &Panel{desk: d, env: d.Env, job: d.job, editor: jsonedit.New(d.Env), pager: pager.New(d.Env)}
	p.issues = table.New(p.env, p.issueColumns(), func(i *issue) string { return fmt.Sprint(i.n) })
	p.issues.Text = func(i *issue) string { return i.p.Text }
	p.rivals = table.New(p.env, p.rivalColumns(), func(r *rivalRow) string { return fmt.Sprint(r.n) })
	p.rivals.Text = func(r *rivalRow) string { return pointerWords(r.c.pointer) }
	return p
}

// load puts the text of the job into the editor.
func (p *Panel) load() {
	if p.job.what.kind != fields {
		p.editor.SetJSON([]byte(p.job.text))
		p.job.text = p.editor.Text()
	}
}

// listed takes what is to be listed: problems, or what both changed.
func (p *Panel) listed() {
	j := p.job
	var issues []issue
	for i, x := range j.report.Problems {
		issues = append(issues, issue{i, x, j.old[mark(x)]})
	}
	p.issues.SetRows(issues)
	var rivals []rivalRow
	if j.merge != nil {
		for i, c := range j.merge.conflicts {
			rivals = append(rivals, rivalRow{i, c})
		}
	}
	p.rivals.SetRows(rivals)
}

// refresh takes what is new of the job.
func (p *Panel) refresh() {
	p.issues.Touch()
	p.rivals.Touch()
}

// Init is called when the window is put on screen.
func (p *Panel) Init() tea.Cmd {
	p.opened = true
	return nil
}

// Title returns the heading.
func (p *Panel) Title() string {
	j := p.job
	if j.fresh {
		return "New workflow: " + j.label()
	}
	return "Edit " + j.what.words() + ": " + j.label()
}

// Width returns how wide the inside of the window likes to be.
func (p *Panel) Width() int { return 110 }

// Listens takes the answers to the questions of this job, and the request to
// close.
func (p *Panel) Listens(msg tea.Msg) bool {
	switch m := msg.(type) {
	case dialog.Answer:
		v, mine := about(m)
		return mine && v.job == p.job.n && p.desk.job == p.job
	case closing:
		return m.panel == p
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
		cmd, _ := p.desk.Answered(m)
		return cmd, false
	case tea.PasteMsg:
		if p.desk.job == p.job {
			return p.typed(m), false
		}
	case tea.KeyPressMsg:
		p.note = ""
		if p.desk.job != p.job { // it is over, and something kept the window open
			p.closed = true
			return nil, true
		}
		return p.key(m), false
	}
	return nil, false
}

// Hints returns the keys that work now. The foot has room for the first of them
// only: what goes on and what closes come before the rest.
func (p *Panel) Hints() []screen.Hint {
	var out []screen.Hint
	j := p.job
	put := func(a keymap.Action, text string) {
		if k := p.env.Keys.Key(a); k != "" && text != "" {
			out = append(out, screen.Hint{Key: k, Text: text})
		}
	}
	switch j.stage {
	case editing:
		put("editor.review", p.nextWords())
		put("editor.close", "close")
		put("editor.external", "$EDITOR")
		put("editor.reset", "as it was")
		put("editor.remove", "discard")
	case checking:
		put("dialog.accept", "go there")
		if len(j.blocking()) == 0 {
			put("editor.review", "override, review")
		}
		put("editor.close", "text")
		put("editor.external", "$EDITOR")
	case reviewing:
		put("editor.review", p.nextWords())
		put("editor.close", "text")
		if !j.fresh {
			put("editor.method", map[bool]string{true: "only what changes (PATCH)", false: "replace the whole (PUT)"}[j.put])
		}
	case resolving:
		if j.merge.left() == 0 {
			put("editor.review", "merge, review")
		}
		put("list.mark", "mine/theirs")
		put("editor.close", "text")
		put("dialog.accept", "mine, theirs or edit")
	case ended:
		if j.off {
			put("editor.review", "enable again")
		}
		put("editor.close", "close")
	default:
		if j.undecided() {
			put("editor.review", "decide about the draft")
		}
		put("editor.close", "close")
	}
	return out
}

// nextWords is what the key for the next step is called.
func (p *Panel) nextWords() string {
	j := p.job
	if j.stage == editing {
		return "review"
	}
	switch {
	case j.next() == disable:
		return "disable"
	case j.next() == enable:
		return "enable again"
	case j.fresh:
		return "create"
	}
	return "change"
}

// style returns how what is told is drawn.
func (p *Panel) style(s theme.State) theme.Style {
	if s == theme.Good || s == theme.Running || s == theme.Queued {
		return theme.Style{}
	}
	return p.env.Styles.State(s)
}
