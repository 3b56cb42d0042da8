package bundle

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

// Config is what a desk is made of.
type Config struct {
	Env     *screen.Env
	Cmds    *api.Commands
	Journal change.Journal
	// Program is the context writes run under.
	Program context.Context
	View    string // address of the view that hands messages on
	// There returns the workflows that the tenant has, as far as is known: a name
	// that is taken is told, and a record that came from here keeps its references
	// to stored secrets. It may be nil.
	There func() []api.Workflow
}

// Desk imports workflows: it reads files and creates what the person agreed to,
// one after the other. It belongs to a view, whose goroutine it is used from.
// One import is under way at a time; closing its window changes nothing.
type Desk struct {
	Config
	reads *api.Scope
	job   *job // nil: none
	jobs  int
	panel *Panel
	held  bool // the person is asked whether to quit
}

// NewDesk returns a desk.
func NewDesk(c Config) *Desk { return &Desk{Config: c, reads: api.NewScope(c.Program, c.View)} }

// Close ends what the desk reads.
func (d *Desk) Close() { d.reads.Close() }

// Msg is a message of a desk to itself, which comes by way of its view.
type Msg interface {
	To() string
	bundle()
}

// contentsRead is what was found at a path.
type contentsRead struct {
	view     string
	job      int
	drafts   []Draft
	problems []Problem
}

// To returns the view the message is for.
func (m contentsRead) To() string { return m.view }
func (contentsRead) bundle()      {}

// reply is the answer to a request of the desk.
type reply[T any] struct {
	api.Result[T]
	job int
}

func (reply[T]) bundle() {}

// order makes a command that answers with a reply.
func order[T any](d *Desk, key string, call func(context.Context) (T, error)) tea.Cmd {
	job := d.job.n
	return api.RunAs(d.Cmds, d.Program, d.reads.Detached(api.CreateWorkflow, key), call, func(r api.Result[T]) tea.Msg { return reply[T]{r, job} })
}

// Begin opens the window that asks where to import from, or shows the import
// that is under way.
func (d *Desk) Begin() tea.Cmd {
	if d.Env.ReadOnly {
		return d.Env.SayLocked()
	}
	if d.job == nil {
		d.jobs++
		d.job = &job{n: d.jobs}
	}
	d.panel = newPanel(d)
	return screen.Send(screen.Show{Dialog: d.panel})
}

// Pending reports whether an import is under way, so that Begin shows it.
func (d *Desk) Pending() bool { return d.job != nil && d.job.running }

// open reports whether the window is on screen.
func (d *Desk) open() bool { return d.panel != nil && d.panel.opened && !d.panel.closed }

// Update takes a message of the desk.
func (d *Desk) Update(msg Msg) tea.Cmd {
	j := d.job
	if j == nil {
		return nil
	}
	var cmd tea.Cmd
	switch m := msg.(type) {
	case contentsRead:
		if m.job == j.n && j.stage == reading {
			d.found(m)
		}
	case reply[begun]:
		if m.job == j.n {
			cmd = d.runBegan(m.Result)
		}
	case reply[created]:
		if m.job == j.n {
			cmd = d.createdCame(m.Result)
		}
	}
	if d.panel != nil && d.panel.job == j {
		d.panel.refresh()
	}
	return cmd
}

// read reads what is at a path.
func (d *Desk) read(path string) tea.Cmd {
	j, view := d.job, d.View
	j.stage = reading
	return func() tea.Msg {
		drafts, problems := Read(path)
		return contentsRead{view, j.n, drafts, problems}
	}
}

// found takes what was found at a path.
func (d *Desk) found(m contentsRead) {
	j := d.job
	if len(m.drafts) == 0 && len(m.problems) == 1 {
		j.stage, j.said = asking, m.problems[0].String()
		return
	}
	names, ids := map[string]int{}, map[string]bool{}
	if d.There != nil {
		for _, w := range d.There() {
			names[strings.TrimSpace(w.Name)]++
			ids[w.ID] = true
		}
	}
	j.stage, j.said = choosing, ""
	for _, f := range m.drafts {
		if !ids[f.ID] {
			f = f.Moved()
		}
		it := &item{draft: f, same: names[strings.TrimSpace(f.Name)]}
		it.out = it.same > 0
		j.items = append(j.items, it)
	}
	for _, p := range m.problems {
		j.items = append(j.items, &item{draft: Draft{Name: p.Text, From: p.place()}, fate: blocked})
	}
}

// question is the name of the questions of a desk.
const question = "import workflows"

// asked is what a question is about.
type asked struct{ job, of int }

// about returns what an answer is about, where it is one to a desk.
func about(a dialog.Answer) (asked, bool) { return change.About[asked](a, question) }

// listed is how many workflows a question names one by one.
const listed = 8

// ask asks whether the marked workflows are to be created.
func (d *Desk) ask() tea.Cmd {
	j := d.job
	open := j.ready()
	if len(open) == 0 {
		return nil
	}
	set, same := 0, 0
	var lines []string
	for i, it := range open {
		if i < listed {
			lines = append(lines, it.draft.Name, "  from "+it.draft.From)
		}
		if it.same > 0 {
			same++
		}
		if it.sets() {
			set++
		}
	}
	if more := len(open) - listed; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	lines = append(lines, "", "In the tenant "+d.Env.Tenant+". Created disabled, and owned by you.")
	if same > 0 {
		lines = append(lines, fmt.Sprintf("Of the same name as one that is there: %d. Another is created beside it.", same))
	}
	if set > 0 {
		lines = append(lines, fmt.Sprintf("With secrets to be set again: %d.", set))
	}
	c := &dialog.Confirm{
		Env: d.Env, View: d.View, Name: question, Value: asked{j.n, d.panel.review}, Yes: "Create",
		Head: "Create " + cell.Count(len(open), "workflow") + "?", Lines: lines,
	}
	change.Protect(d.Env, c)
	return screen.Send(screen.Show{Dialog: c})
}

// Answered takes the answer to a question of the desk and reports whether it is
// one.
func (d *Desk) Answered(a dialog.Answer) (tea.Cmd, bool) {
	v, mine := about(a)
	j := d.job
	if !mine || j == nil || v.job != j.n || d.Env.ReadOnly || j.running || d.panel == nil || v.of != d.panel.review {
		return nil, mine
	}
	cmd := d.begin()
	d.panel.refresh()
	return cmd, true
}

// Hint says in a few words what is under way while the window is closed.
func (d *Desk) Hint() string {
	if d.job == nil || !d.job.running || d.open() {
		return ""
	}
	by := d.job.counts()
	return fmt.Sprintf("importing, %d to go", by[queued]+by[sending])
}

// CanLeave reports whether nothing would be left undone by quitting now, else
// what.
func (d *Desk) CanLeave() (bool, string) {
	if d.job == nil || !d.job.running {
		return true, ""
	}
	by := d.job.counts()
	var pending []string
	if by[queued] > 0 {
		pending = append(pending, cell.Count(by[queued], "workflow")+" would not be created any more")
	}
	if by[sending] > 0 {
		pending = append(pending, "a workflow is being created; its outcome would not be seen")
	}
	return len(pending) == 0, strings.Join(pending, "; ")
}

// Abandon notes down that what has not been sent is given up.
func (d *Desk) Abandon() tea.Cmd {
	if d.job == nil || !d.job.running {
		return nil
	}
	return d.stop(journal.TakenBack, "you left before it was sent")
}

// Hold keeps back what waits for its turn, while the person is asked whether to
// give it up.
func (d *Desk) Hold(on bool) tea.Cmd {
	d.held = on
	if on || d.job == nil || !d.job.running {
		return nil
	}
	return d.pump()
}

// over forgets the import once its window is closed and nothing is under way.
func (d *Desk) over() {
	if d.job != nil && !d.job.running && !d.open() {
		d.job = nil
	}
}

// ids returns the ids of what was created.
func (j *job) ids() []string {
	var out []string
	for _, it := range j.items {
		if it.fate == made {
			out = append(out, it.w.ID)
		}
	}
	return slices.Clip(out)
}
