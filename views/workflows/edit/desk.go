package edit

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/extern"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
	"iscope/views/internal/draft"
	"iscope/views/workflows/check"
)

// Config is what a desk is made of.
type Config struct {
	Env     *screen.Env
	Cmds    *api.Commands
	Journal change.Journal
	// Program is the context writes run under; reads end with it too.
	Program context.Context
	View    string // address of the view that hands messages on
	// Drafts keeps what is typed and not sent. nil keeps it in memory only. One
	// that is a [draft.Lister] is looked through at the start.
	Drafts draft.Store
	// Outside is the folder of texts that are open in an editor of its own; ""
	// opens none.
	Outside string
	// Action and Trigger look an action or trigger up in the step library, as far
	// as it was read. They are called in commands. They may be nil.
	Action, Trigger func(id string) (api.LibraryItem, bool)
	// Named returns the ids of the workflows with that name, as far as is known,
	// which a new one is told to share. It may be nil.
	Named func(name string) []string
	// Path returns the path of a request as the tenant's generation of the API has
	// it; nil shows /workflows and /workflows/{id}.
	Path func(op api.Op, id string) string
	// Extern opens a text in an editor of its own; nil is [extern.Open].
	Extern func(extern.Request) tea.Cmd
}

// Desk edits workflows: one at a time. It belongs to a view, whose goroutine it
// is used from.
type Desk struct {
	Config
	on     change.Screen
	reads  *api.Scope // its own: the view reads the same objects for itself
	keeper *draft.Keeper

	job   *job // nil: none
	jobs  int
	panel *Panel
	held  bool
	// turn grows with all that is sent: a question from before is void, no matter who
	// answers it.
	turn   int
	asking bool       // a question is on its way to the screen
	owner  *ownership // nil: none
	left   []left     // texts with secrets that editors had when an earlier run ended
}

// New returns a desk.
func New(c Config) *Desk {
	if c.Extern == nil {
		c.Extern = extern.Open
	}
	reads := api.NewScope(c.Program, c.View)
	return &Desk{
		Config: c, reads: reads, keeper: draft.New(c.Drafts, c.Cmds, c.Program, c.View),
		on: change.Screen{Env: c.Env, Cmds: c.Cmds, Journal: c.Journal, Writes: c.Program, Reads: reads},
	}
}

// Close cancels the reads under way.
func (d *Desk) Close() { d.reads.Close() }

// Msg is a message of a desk to itself, which comes by way of its view.
type Msg interface {
	To() string
	edit()
}

// reply is the answer to a command of the desk.
type reply[T any] struct {
	api.Result[T]
	job int
}

func (reply[T]) edit() {}

// order makes a command that answers with a reply to the job with that number.
func order[T any](d *Desk, n int, ctx context.Context, t api.Ticket, call func(context.Context) (T, error)) tea.Cmd {
	return api.RunAs(d.Cmds, ctx, t, call, func(r api.Result[T]) tea.Msg { return reply[T]{r, n} })
}

// begin makes a job.
func (d *Desk) begin(id string) *job {
	d.jobs++
	j := &job{n: d.jobs, id: id, draftRead: !d.keeper.On()}
	d.job = j
	d.panel = newPanel(d)
	d.keeper.Begin("")
	return j
}

// show opens the window of the job.
func (d *Desk) show() tea.Cmd {
	if d.open() {
		return nil
	}
	d.panel.opened, d.panel.closed = false, false
	return screen.Send(screen.Show{Dialog: d.panel})
}

// open reports whether the window is on screen.
func (d *Desk) open() bool { return d.panel != nil && d.panel.opened && !d.panel.closed }

// Pending reports whether an edit is not over, so that asking to edit something
// shows it instead.
func (d *Desk) Pending() bool { return d.job != nil }

// Handle takes a message that came to the view, and reports whether it is one for
// the desk.
func (d *Desk) Handle(msg tea.Msg) (tea.Cmd, bool) {
	var cmd tea.Cmd
	switch m := msg.(type) {
	case Msg:
		cmd = d.take(m)
	case draft.Due:
		if d.job != nil && d.keeper.Awaits(m) {
			cmd = d.save()
		}
	case draft.Found:
		cmd = d.draftsCame(m)
	case draft.Saved:
		cmd = d.draftSaved(m)
	case extern.Done:
		if !strings.HasPrefix(m.ID, outsidePrefix) {
			return nil, false
		}
		cmd = d.cameBack(m)
	default:
		return nil, false
	}
	if d.panel != nil && d.panel.job == d.job && d.job != nil {
		d.panel.refresh()
	}
	return cmd, true
}

// take handles the answers to commands of the desk.
func (d *Desk) take(msg Msg) tea.Cmd {
	switch m := msg.(type) {
	case reply[offered]:
		return d.offeredCame(m.Value)
	case reply[recovered]:
		return d.recoveredCame(m.Result)
	case reply[owned]:
		return d.ownedCame(m)
	case closing:
		return nil // the window took it, unless it is closed
	case onScreen:
		d.asking = false
		return nil
	}
	if d.job == nil {
		return nil
	}
	switch m := msg.(type) {
	case reply[api.Workflow]:
		if m.job == d.job.n && d.reads.Fresh(m.Ticket) {
			d.reads.Done(m.Ticket)
			return d.workflowCame(m.Result)
		}
	case reply[change.Outcome[api.Workflow]]:
		if m.job == d.job.n {
			return d.answered(m.Result)
		}
	case reply[assessed]:
		if m.job == d.job.n {
			return d.assessedCame(m.Result)
		}
	case reply[change.Switched]:
		if m.job == d.job.n {
			return d.switchedCame(m.Result)
		}
	}
	return nil
}

// over forgets the job, with its window.
func (d *Desk) over() tea.Cmd {
	j := d.job
	if j == nil {
		return nil
	}
	d.job = nil
	d.reads.SupersedeFor(api.GetWorkflow, j.id)
	files := j.files
	return tea.Batch(d.dismiss(), func() tea.Msg {
		for _, f := range files {
			_ = f.Remove() // what stays is found at the next start
		}
		return nil
	})
}

// dismiss takes the window off the screen.
func (d *Desk) dismiss() tea.Cmd {
	if p := d.panel; p != nil && p.opened && !p.closed {
		return screen.Send(closing{d.View, p})
	}
	return nil
}

// Hint says in a few words what is under way or waits for an answer while the
// window is closed, "" for nothing.
func (d *Desk) Hint() string {
	j := d.job
	switch {
	case d.owner != nil:
		return d.owner.progress()
	case j == nil || d.open():
		return ""
	case j.busy():
		return "changing " + cell.Cut(j.label(), 24)
	case j.off:
		return cell.Cut(j.label(), 24) + " is disabled: " + d.Env.Keys.Key("workflows.edit")
	}
	return cell.Cut(j.label(), 24) + " is being edited: " + d.Env.Keys.Key("workflows.edit")
}

// CanLeave reports whether nothing would be left undone by quitting now, else
// what. A draft that is on disk is not undone.
func (d *Desk) CanLeave() (bool, string) {
	var pending []string
	if d.owner != nil {
		pending = append(pending, d.owner.pending()...)
	}
	if j := d.job; j != nil {
		switch {
		case j.stage == sending:
			pending = append(pending, "a change of "+j.label()+" is on its way; its outcome would not be seen")
		case j.stage != reading && j.stage != ended && j.typed() && !d.safe():
			pending = append(pending, "the edit of "+j.label()+" is not sent, and no draft holds all of it")
		}
		switch {
		case j.switching && !j.off:
			pending = append(pending, j.label()+" is being disabled and would stay so")
		case j.off:
			pending = append(pending, j.label()+" was disabled to be changed and would stay so")
		}
	}
	return len(pending) == 0, strings.Join(pending, "; ")
}

// Abandon notes down that what has not been sent is given up. What is to be
// enabled again stays open in the journal, so that the next start tells of it.
func (d *Desk) Abandon() tea.Cmd {
	if d.owner == nil {
		return nil
	}
	return d.abandonOwner()
}

// Hold keeps back what waits for its turn, while the person is asked whether to
// give it up.
func (d *Desk) Hold(on bool) tea.Cmd {
	d.held = on
	if on || d.owner == nil {
		return nil
	}
	return d.nextOwner()
}

// library are the options by which a text is compared with the step library.
func (d *Desk) library() check.Options {
	return check.Options{Action: d.Action, Trigger: d.Trigger, Creating: d.job.fresh}
}

// note says beside the keys what a key did, or why it did nothing.
func (d *Desk) note(text string) {
	if d.panel != nil {
		d.panel.note = text
	}
}

// told keeps what happened, and says it where the window is not there to.
func (d *Desk) told(tone theme.State, text string) tea.Cmd {
	d.job.tell(tone, text)
	if d.open() {
		return nil
	}
	return screen.Say(change.Tone(tone), text)
}
