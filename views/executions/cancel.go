package executions

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

const (
	cancelEvery = 3 * time.Second
	// cancelPatience is how long a cancellation is followed that was accepted, or may
	// have been: the engine stops an execution some time later.
	cancelPatience = 5 * time.Minute
	// cancelShare is how seldom each of many is read, times their number.
	cancelShare = 500 * time.Millisecond
)

// whatCancel is what cancelling an execution is called.
const whatCancel = "cancel execution"

// stopsLater is what cancelling one comes to.
const stopsLater = "The engine stops it some time later. What its steps have done so far stays done."

// cancellation is one request to cancel, from the answer to the dialog until it is
// known what became of it.
type cancellation struct {
	exec   api.Execution
	name   string // of the workflow
	intent string // in the journal
	sent   bool   // the request was answered, or lost
	doubt  bool   // nobody knows whether it arrived
	since  time.Time
	gen    uint64
	run    *cancelRun // it is one of several; nil for one alone
}

// cancelReply is what came of a cancellation that was not refused.
type cancelReply struct {
	Execution  api.Execution
	Late       bool // it was closed already: nothing was sent
	Unrecorded bool // the journal does not have it: nothing was sent
}

// cancelTick is the moment to look whether an execution is canceled. The view
// sends it to itself.
type cancelTick struct {
	view, id string
	gen      uint64
}

// To returns the view the tick is for.
func (t cancelTick) To() string { return t.view }

func (m *Model) cannotCancel() string {
	if m.cancelsMarked() {
		return m.cannotCancelMarked()
	}
	e, ok := m.selected()
	switch {
	case !ok:
		return noneSelected
	case m.env.ReadOnly:
		return m.env.Locked()
	case m.cancels[e.ID] != nil:
		return "Its cancellation is under way"
	case e.Status.Closed():
		return "It has ended already: " + statusWord(e.Status)
	}
	if r := m.list.Row(e.ID); r != nil && r.gone {
		return "The tenant does not have this execution any more"
	}
	return ""
}

// askCancel asks whether the execution shall be canceled.
func (m *Model) askCancel() tea.Cmd {
	if m.cannotCancel() != "" || !m.split.Focused && !m.list.Settled() {
		return nil
	}
	if m.cancelsMarked() {
		return m.askCancelMarked()
	}
	e, _ := m.selected()
	c := &dialog.Confirm{
		Env: m.env, View: m.id, Name: "cancel", Value: e, Head: "Cancel this execution?", Yes: "Cancel it", Grave: true,
		Lines: []string{
			"Workflow   " + m.flow(e.WorkflowID).name(),
			"Execution  " + e.ID,
			"Started    " + moment(e.Start, m.env.Now(), m.env.Zone) + ", " + statusWord(e.Status),
			"",
			stopsLater,
		},
	}
	c.Lines = append(c.Lines, change.Doubts(m.flow(e.WorkflowID).name())...)
	change.Protect(m.env, c)
	return screen.Send(screen.Show{Dialog: c})
}

// answered begins the cancellations that were agreed to.
func (m *Model) answered(a dialog.Answer) tea.Cmd {
	if a.Name != "cancel" || m.env.ReadOnly {
		return nil
	}
	switch v := a.Value.(type) {
	case api.Execution:
		if m.cancels[v.ID] != nil {
			return nil
		}
		c := m.newCancellation(v)
		return m.sendCancel(c, c.decision(""))
	case []api.Execution:
		return m.beginCancelRun(v)
	}
	return nil
}

func (m *Model) newCancellation(e api.Execution) *cancellation {
	c := &cancellation{exec: e, name: m.flow(e.WorkflowID).name(), intent: m.journal.NewID()}
	m.cancels[e.ID] = c
	m.list.Touch()
	return c
}

// decision is the cancellation as the journal keeps it; batch names those that
// were agreed to together.
func (c *cancellation) decision(batch string) journal.Intent {
	return journal.Intent{ID: c.intent, Op: api.CancelExecution, Target: c.exec.ID, Name: c.name, Batch: batch}
}

// sendCancel sends a cancellation: what is to be recorded is written down, the
// execution is read once more, and one that has ended meanwhile is left alone.
func (m *Model) sendCancel(c *cancellation, record ...journal.Intent) tea.Cmd {
	t := m.scope.Detached(api.CancelExecution, c.exec.ID)
	isc, j, id, intent := m.cmds.ISC, m.journal, c.exec.ID, c.intent
	return api.Run(m.cmds, m.program, t, func(ctx context.Context) (cancelReply, error) {
		if len(record) > 0 {
			if e := change.Record(j, record...); e != nil {
				return cancelReply{Unrecorded: true}, e
			}
		}
		for {
			now, err := isc.Execution(ctx, id)
			fresh := api.JustRead(ctx)
			if err != nil {
				before := *api.AsError(api.CancelExecution, err)
				before.Unsent = true // of the cancellation, no byte has left
				return cancelReply{}, &before
			}
			if now.Status.Closed() {
				return cancelReply{Execution: now, Late: true}, nil
			}
			err = isc.CancelExecution(journal.With(fresh, intent), id)
			if change.Room(ctx, api.AsError(api.CancelExecution, err)) {
				continue
			}
			return cancelReply{Execution: now}, err
		}
	})
}

// sayOf tells of a cancellation by itself. What becomes of one of several is
// told of all at the end.
func (c *cancellation) sayOf(tone screen.Tone, text string) tea.Cmd {
	if c.run != nil {
		return nil
	}
	return screen.Say(tone, text)
}

func (m *Model) decided(c *cancellation, outcome string) tea.Cmd {
	return screen.Send(screen.Decided{What: whatCancel, Target: c.name, ID: c.exec.ID, Outcome: outcome})
}

// cancelCame takes the answer to the request. One that was accepted, and one of
// which nobody knows, is followed by reading; nothing is sent again.
func (m *Model) cancelCame(msg api.Result[cancelReply]) tea.Cmd {
	c := m.cancels[msg.Key]
	if c == nil {
		return nil
	}
	c.since = m.env.Now()
	next := m.nextCancel(c, msg.Err, msg.Value.Unrecorded)
	switch {
	case msg.Err == nil && msg.Value.Late:
		m.put(msg.Value.Execution)
		return tea.Batch(m.cancelOver(c, msg.Value.Execution), next)
	case msg.Err == nil:
		c.sent = true
		return tea.Batch(next, m.decided(c, "sent"), c.sayOf(screen.Info, "The engine was asked to cancel "+c.name), m.readExecution(c.exec.ID, false))
	case msg.Err.Ambiguous():
		c.sent, c.doubt = true, true
		return tea.Batch(next,
			c.sayOf(screen.Warn, "No clear answer to the cancellation of "+c.name+"; reading what is true"),
			m.decided(c, "unknown: "+reason(msg.Err)), m.readExecution(c.exec.ID, false))
	}
	return tea.Batch(m.cancelRefused(c, msg.Err, msg.Value.Unrecorded), next)
}

// cancelRefused ends a cancellation that certainly did nothing.
func (m *Model) cancelRefused(c *cancellation, err *api.Error, unrecorded bool) tea.Cmd {
	ending, outcome, text := journal.Refused, "refused: "+reason(err), "Not canceled: "+reason(err)
	if err.Unsent {
		ending, outcome, text = journal.NotSent, "not sent: "+reason(err), "Not canceled, nothing was sent: "+reason(err)
	}
	if r := change.Remedy(err); r != "" {
		text += "; " + r
	}
	end := m.cancelEnd
	if unrecorded {
		end = m.cancelForget
	}
	return tea.Batch(end(c, ending, reason(err)), c.sayOf(screen.Bad, text), m.decided(c, outcome))
}

// cancelSeen looks at an execution that is being canceled.
func (m *Model) cancelSeen(c *cancellation, e api.Execution, err *api.Error) tea.Cmd {
	if err == nil && e.Status.Closed() {
		return m.cancelOver(c, e)
	}
	waited := m.env.Now().Sub(c.since)
	switch {
	case err != nil && err.Kind == api.NotFound:
		return tea.Batch(m.cancelEnd(c, gone.Ending, gone.Words), m.decided(c, "unknown: the tenant does not have it any more"),
			c.sayOf(screen.Warn, c.name+": the tenant does not have this execution any more"))
	case err == nil && c.doubt && waited >= cancelPatience:
		v := judge(e)
		return tea.Batch(m.cancelEnd(c, v.Ending, v.Words), m.decided(c, "not canceled"),
			c.sayOf(screen.Bad, "Not canceled: "+c.name+" still runs, so the request was lost; "+m.key("executions.cancel")+" asks again"))
	case waited >= cancelPatience && c.doubt:
		return tea.Batch(m.cancelEnd(c, journal.Unknown, "it cannot be read"), m.decided(c, "unknown: it cannot be read"),
			c.sayOf(screen.Bad, "Whether "+c.name+" was canceled is unknown: it cannot be read"))
	case waited >= cancelPatience:
		return tea.Batch(m.cancelEnd(c, journal.Unknown, "it was accepted, and it still runs after "+cancelPatience.String()), m.decided(c, "unknown: still running"),
			c.sayOf(screen.Warn, c.name+" still runs "+cancelPatience.String()+" after its cancellation was accepted; the list goes on showing it"))
	}
	wait := max(cancelEvery, time.Duration(len(m.cancels))*cancelShare)
	if err != nil {
		wait = max(wait, err.RetryAfter)
	}
	c.gen++
	t := cancelTick{m.id, c.exec.ID, c.gen}
	return tea.Tick(wait, func(time.Time) tea.Msg { return t })
}

func (m *Model) cancelDue(t cancelTick) tea.Cmd {
	c := m.cancels[t.id]
	if c == nil || c.gen != t.gen {
		return nil
	}
	return m.readExecution(t.id, false)
}

// cancelOver says how an execution ended that was being canceled.
func (m *Model) cancelOver(c *cancellation, e api.Execution) tea.Cmd {
	v := judge(e)
	end := m.cancelEnd(c, v.Ending, v.Words)
	tell := c.sayOf(screen.Good, "Canceled: "+c.name)
	outcome := "canceled"
	if v.Ending != journal.Done {
		tell = c.sayOf(screen.Warn, "Not canceled: "+c.name+" ended first, "+statusWord(e.Status))
		outcome = "ended first: " + string(e.Status)
	}
	changed := screen.Send(api.Mutated{Op: api.CancelExecution, IDs: []string{e.ID}})
	return tea.Batch(end, tell, changed, m.decided(c, outcome))
}

// cancelEnd forgets a cancellation, and writes down how it ended; the detail
// goes on following.
func (m *Model) cancelEnd(c *cancellation, ending journal.Ending, words string) tea.Cmd {
	return tea.Batch(m.cancelForget(c, ending, words), change.Ended(m.journal, c.name, journal.End{ID: c.intent, Ending: ending, Words: words}))
}

// cancelForget is cancelEnd for one that the journal does not have.
func (m *Model) cancelForget(c *cancellation, ending journal.Ending, words string) tea.Cmd {
	delete(m.cancels, c.exec.ID)
	m.list.Touch()
	return tea.Batch(m.moved(), m.cancelNoted(c, ending, words))
}
