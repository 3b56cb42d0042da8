package rerun

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

// Most is how many executions can be run again in one job.
const Most = 1000

// Journal is what running again needs of a [journal.Journal]. All but NewID are
// called in commands.
type Journal interface {
	change.Journal
	Entries() ([]journal.Entry, error)
}

// Config is what a desk is made of.
type Config struct {
	Env     *screen.Env
	Cmds    *api.Commands
	Journal Journal
	// Program is the context writes run under; reads end with it too.
	Program context.Context
	View    string // address of the view that hands messages on
	// Known returns what was read of a history already, nil for nothing. It may
	// be nil.
	Known func(execution string) []api.Event
	// Name returns what a workflow is called, as far as is known. It may be nil.
	Name func(workflow string) string
}

// Desk carries out what is run again: one job at a time. It belongs to a view,
// whose goroutine it is used from.
type Desk struct {
	on      change.Screen
	view    string
	journal Journal
	reads   *api.Scope // its own: the view reads the same objects for itself
	known   func(string) []api.Event
	name    func(string) string

	job      *Job // nil: none
	jobs     int
	nextRead int // first item whose history nobody has begun to read
	panel    *Panel
	chooser  *chooser    // nil: none was opened yet
	library  shelf       // nil: not read yet
	last     []lastInput // of each workflow, in the order they were sent
	held     bool        // the person is asked whether to quit
	until    time.Time   // when the next thing is to be heard of at the latest
	agreed   int         // review that disabling was agreed to in
	sends    []time.Time // when the last answers to what was sent came, of any job
	links    links
}

// New returns a desk.
func New(c Config) *Desk {
	reads := api.NewScope(c.Program, c.View)
	return &Desk{
		on:   change.Screen{Env: c.Env, Cmds: c.Cmds, Journal: c.Journal, Writes: c.Program, Reads: reads},
		view: c.View, journal: c.Journal, reads: reads, known: c.Known, name: c.Name, links: newLinks(),
	}
}

// Close cancels the reads under way.
func (d *Desk) Close() { d.reads.Close() }

// Msg is a message of a desk to itself, which comes by way of its view.
type Msg interface {
	To() string
	rerun()
}

// reply is the answer to a command of the desk.
type reply[T any] struct {
	api.Result[T]
	job int
}

func (reply[T]) rerun() {}

// due is the moment to send the next one of many. The desk sends it to itself.
type due struct {
	view string
	job  int
	gen  uint64
}

// To returns the view the tick is for.
func (t due) To() string { return t.view }
func (due) rerun()       {}

// order makes a command that answers with a reply.
func order[T any](d *Desk, ctx context.Context, t api.Ticket, call func(context.Context) (T, error)) tea.Cmd {
	job := d.job.n
	return api.RunAs(d.on.Cmds, ctx, t, call, func(r api.Result[T]) tea.Msg { return reply[T]{r, job} })
}

// ask reads something for the job.
func ask[T any](d *Desk, op api.Op, key string, call func(context.Context) (T, error)) tea.Cmd {
	ctx, t := d.reads.NextFor(op, key)
	return order(d, ctx, t, call)
}

// Begin asks to run executions again: it opens the window, and reads what has to
// be known first. While an earlier job is not over its window is shown instead.
func (d *Desk) Begin(list []api.Execution) tea.Cmd {
	switch {
	case d.on.Env.ReadOnly:
		return d.on.Env.SayLocked()
	case d.job != nil:
		return d.show(false)
	case len(list) == 0:
		return nil
	case len(list) > Most:
		return screen.Say(screen.Warn, fmt.Sprintf("At most %s runs can be run again at once; %s are marked", cell.Thousands(Most), cell.Thousands(len(list))))
	}
	j := &Job{}
	seen := map[string]bool{}
	for _, e := range list {
		if e.ID == "" || e.WorkflowID == "" || seen[e.ID] {
			continue
		}
		seen[e.ID] = true
		name := ""
		if d.name != nil {
			name = d.name(e.WorkflowID)
		}
		j.add(e, name)
	}
	if len(j.items) == 0 {
		return screen.Say(screen.Warn, "The workflow of this execution is not known, so it cannot be run again")
	}
	return d.accept(j)
}

// accept begins a job: it opens the window, and reads what has to be known.
func (d *Desk) accept(j *Job) tea.Cmd {
	d.jobs++
	j.n = d.jobs
	d.job, d.nextRead, d.panel, d.chooser = j, 0, nil, nil
	read := d.startReading()
	return tea.Batch(d.show(false), read)
}

// show opens the window of the job. Late is for when no key asked for it.
func (d *Desk) show(late bool) tea.Cmd {
	d.panel = newPanel(d)
	return screen.Send(screen.Show{Dialog: d.panel, Late: late})
}

// open reports whether the window is on screen.
func (d *Desk) open() bool { return d.panel != nil && d.panel.opened && !d.panel.closed }

// Update takes a message of the desk.
func (d *Desk) Update(msg Msg) tea.Cmd {
	j := d.job
	if j == nil {
		return nil
	}
	cmd := d.take(msg)
	if d.job == j && d.panel != nil && d.panel.job == j {
		d.panel.refresh()
	}
	return cmd
}

// take handles what came for the job.
func (d *Desk) take(msg Msg) tea.Cmd {
	j := d.job
	switch m := msg.(type) {
	case reply[source]:
		return handle(d, m, d.inputCame)
	case reply[api.Workflow]:
		return handle(d, m, d.workflowCame)
	case reply[shelf]:
		return handle(d, m, d.shelfCame)
	case reply[past]:
		return handle(d, m, d.pastCame)
	case reply[runsPage]:
		return handle(d, m, d.runsCame)
	case reply[picked]:
		return handle(d, m, d.pickedCame)
	case reply[begun]:
		if m.job == j.n {
			return d.runBegan(m.Result)
		}
	case reply[sent]:
		if m.job == j.n {
			return d.sentCame(m.Result)
		}
	case reply[since]:
		if m.job == j.n {
			return d.sinceCame(m.Result)
		}
	case reply[api.Execution]:
		if m.job == j.n {
			return d.followCame(m.Result)
		}
	case reply[change.Switched]:
		if m.job == j.n {
			return d.switchedCame(m.Result)
		}
	case due:
		if m.job == j.n && m.gen == j.gen {
			return d.pump()
		}
	}
	return nil
}

// handle hands the answer to a read to who waits for it.
func handle[T any](d *Desk, m reply[T], to func(api.Result[T]) tea.Cmd) tea.Cmd {
	if m.job != d.job.n || !d.reads.Fresh(m.Ticket) {
		return nil
	}
	d.reads.Done(m.Ticket)
	return to(m.Result)
}

// asked is what a question of the desk is about.
type asked struct {
	job  int
	step step
	flow string // of disable, enable and leave
	of   int    // number of the review it was asked in
}

// What else is asked about.
const (
	leave   step = enable + 1 // leaving a workflow disabled
	discard step = leave + 1  // giving up inputs that were edited
)

// question is the name of the questions of a desk.
const question = "run again"

// about returns what an answer is about, where it is one to the desk.
func about(a dialog.Answer) (asked, bool) { return change.About[asked](a, question) }

// Answered takes the answer to a question of the desk and reports whether it is
// one.
func (d *Desk) Answered(a dialog.Answer) (tea.Cmd, bool) {
	v, mine := about(a)
	j := d.job
	if !mine || j == nil || v.job != j.n || d.on.Env.ReadOnly {
		return nil, mine
	}
	if _, chosen := a.Value.(dialog.Option); chosen {
		return d.chose(v.step), true
	}
	f := j.flow(v.flow)
	switch {
	case v.step == execute && !j.running && v.of == d.panel.review:
		return d.begin(), true
	case v.step == disable && f != nil && f.w.Enabled && !f.switching && !j.running:
		return d.disable(f), true
	case v.step == enable && f != nil && f.off && !f.switching:
		return d.enable(f), true
	case v.step == leave:
		return d.leaveOff(), true
	}
	return nil, true
}

// over forgets the job once nothing of it is left to do or to be answered.
func (d *Desk) over() {
	j := d.job
	if j == nil || j.busy() || len(j.off()) > 0 || slices.ContainsFunc(j.items, func(it *item) bool { return it.looking }) {
		return
	}
	d.job = nil
}
