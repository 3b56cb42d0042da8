package external

import (
	"context"
	"encoding/json"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

// Config is what a desk is made of.
type Config struct {
	Env     *screen.Env
	Cmds    *api.Commands
	Journal change.Journal
	// Program is the context writes run under; reads end with it too.
	Program context.Context
	View    string // address of the view that hands messages on
	// Example returns an example of what an external trigger is given, nil for
	// none. It may be nil.
	Example func(t api.Trigger) json.RawMessage
}

// Desk carries out what is asked for in the window of an external trigger. It
// belongs to a view, whose goroutine it is used from.
type Desk struct {
	on      change.Screen
	view    string
	example func(t api.Trigger) json.RawMessage
	panel   *Panel // of the last workflow, nil before the first
	opened  int
	// turn grows with all that is agreed to: a question from before is void, no matter who
	// answers it.
	turn   int
	asking bool // a question is on its way to the screen
}

// New returns a desk.
func New(c Config) *Desk {
	return &Desk{
		on: change.Screen{
			Env: c.Env, Cmds: c.Cmds, Journal: c.Journal, Writes: c.Program, Reads: api.NewScope(c.Program, c.View),
		},
		view: c.View, example: c.Example,
	}
}

// Close cancels the reads under way.
func (d *Desk) Close() { d.on.Reads.Close() }

// Msg is a message of a desk to itself, which comes by way of its view.
type Msg interface {
	To() string
	external()
}

// Execute says that a person wants to run a workflow, live, with an input that is
// still to be given. The desk sends it to its view, which opens the desk for runs.
type Execute struct {
	View     string
	Workflow api.Workflow // as it was shown
}

// To returns the view the message is for.
func (e Execute) To() string { return e.View }

// reply is the answer to a command of the desk.
type reply[T any] struct {
	api.Result[T]
	panel int
}

func (reply[T]) external() {}

// order makes a command that answers with a reply for the panel that is open.
func order[T any](d *Desk, ctx context.Context, t api.Ticket, call func(context.Context) (T, error)) tea.Cmd {
	n := d.panel.n
	return api.RunAs(d.on.Cmds, ctx, t, call, func(r api.Result[T]) tea.Msg { return reply[T]{r, n} })
}

// Begin opens the window for a workflow with an external trigger.
func (d *Desk) Begin(w api.Workflow) tea.Cmd {
	if p := d.panel; p != nil && !p.closed && (p.busy == creating || p.secret != nil) {
		return screen.Send(screen.Show{Dialog: p}) // it holds what is told only once
	}
	if !isExternal(w.Trigger) {
		return screen.Say(screen.Warn, change.WorkflowName(&w)+" has no external trigger")
	}
	d.opened++
	d.panel = newPanel(d, w, d.opened)
	return screen.Send(screen.Show{Dialog: d.panel})
}

func isExternal(t api.Trigger) bool { return strings.EqualFold(t.Type, api.TriggerExternal) }

// Update takes a message of the desk.
func (d *Desk) Update(msg Msg) tea.Cmd {
	switch m := msg.(type) {
	case onScreen:
		d.asking = false
	case reply[made]:
		return d.created(m)
	case reply[echo]:
		if p := d.panel; m.panel == p.n && d.on.Reads.Fresh(m.Ticket) {
			d.on.Reads.Done(m.Ticket)
			p.echoed(m.Result)
		}
	}
	return nil
}

// asked is what a question of the desk is about.
type asked struct {
	panel int
	turn  int // of the desk, when it was asked
	what  question
}

// onScreen says that the shell has put a question on screen, or did not: from
// then on a key that comes to the window of the desk says that none is open.
type onScreen struct{ view string }

// To returns the view the message is for.
func (o onScreen) To() string { return o.view }
func (onScreen) external()    {}

// ask opens a question. While one is on its way to the screen the next keys of the
// same read still come to the window below: they open no second one.
func (d *Desk) ask(question screen.Dialog) tea.Cmd {
	if d.asking {
		return nil
	}
	d.asking = true
	return tea.Sequence(screen.Send(screen.Show{Dialog: question}), screen.Send(onScreen{d.view}))
}

type question uint8

// What is asked.
const (
	askCreate question = iota
	askDrop            // losing the secret uncopied
)

// questions is the name of the questions of a desk.
const questions = "external trigger"

func about(a dialog.Answer) (asked, bool) { return change.About[asked](a, questions) }

// Answered takes the answer to a question of the desk and reports whether it is
// one.
func (d *Desk) Answered(a dialog.Answer) (tea.Cmd, bool) {
	v, mine := about(a)
	p := d.panel
	if !mine || p == nil || p.n != v.panel || p.closed || v.turn != d.turn {
		return nil, mine
	}
	switch {
	case v.what == askCreate && p.busy == idle && p.secret == nil && !d.on.Env.ReadOnly:
		d.turn++
		return d.create(), true
	case v.what == askDrop && p.secret != nil:
		d.turn++
		p.drop()
	}
	return nil, true
}

// CanLeave reports whether nothing would be lost by quitting now, else what.
func (d *Desk) CanLeave() (bool, string) {
	switch p := d.panel; {
	case p == nil:
	case p.busy == creating:
		return false, "an OAuth client is being created; nobody would see its secret"
	case p.secret != nil && !p.copied:
		return false, "the secret of a new OAuth client was not copied; it cannot be shown again"
	}
	return true, ""
}
