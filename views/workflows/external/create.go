package external

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
)

// whatCreate is what creating a client is called in the activity log.
const whatCreate = "create OAuth client"

// unseen is said where nobody knows whether a client was made.
const unseen = "an OAuth client may exist that nobody has seen, and its secret cannot be read any more; it is not sent again by itself"

// made is what came of creating a client. The client is behind a pointer, so that
// nothing that prints a message can print what is in it.
type made struct {
	client *api.ExternalClient // nil unless it was made
	ending change.Ending
	said   string
	err    *api.Error
	left   bool         // the request may have reached the tenant
	now    api.Workflow // as it was just before; zero where it could not be read
}

// recorded returns the ending as the journal has it.
func (m *made) recorded() journal.Ending {
	switch {
	case m.ending == change.Done:
		return journal.Done
	case m.ending == change.Refused && m.left:
		return journal.Refused
	case m.ending == change.Changed:
		return journal.Changed
	case m.ending == change.Refused || m.ending == change.Gone:
		return journal.NotSent
	}
	return journal.Unknown
}

// askCreate asks whether a client is to be made. A protected tenant's name has to
// be typed.
func (d *Desk) askCreate() tea.Cmd {
	p, env := d.panel, d.on.Env
	lines := []string{
		"Tenant     " + env.Tenant,
		"Workflow   " + change.WorkflowName(&p.w),
		"           " + p.w.ID,
	}
	lines = append(lines, change.Doubts(p.w.Name)...)
	lines = append(lines, "", "Anyone who has the id and the secret of the new client can start this workflow.")
	if old := p.clientID(); old != "" {
		lines = append(lines, "", "It has the client "+old+". Whether a new one takes its place is not documented: what calls the workflow with the old one may stop working.")
	} else {
		lines = append(lines, "", "No client of it is known here. Whether a new one would take the place of another is not documented.")
	}
	lines = append(lines, "", "The tenant tells the secret only this once. iscope shows it to you and keeps it nowhere.")
	c := &dialog.Confirm{
		Env: env, View: d.view, Name: questions, Value: asked{p.n, d.turn, askCreate}, Head: "Create an OAuth client?", Lines: lines, Yes: "Create", Grave: true,
	}
	change.Protect(env, c)
	return d.ask(c)
}

// create makes the client that was agreed to.
func (d *Desk) create() tea.Cmd {
	p := d.panel
	p.busy, p.page = creating, menuPage
	p.tell(theme.Running, "Creating the client; the window stays open, since its secret is told only once")
	jr, isc, shown, id := d.on.Journal, d.on.Cmds.ISC, p.w, d.on.Journal.NewID()
	return order(d, d.on.Writes, d.on.Reads.Detached(api.CreateExternalClient, shown.ID), func(ctx context.Context) (made, error) {
		return send(ctx, isc, jr, id, shown), nil
	})
}

// send writes the decision down, reads the workflow, compares it with what was
// shown, and sends once. How it ended is in the journal when it returns. It runs in
// a command.
func send(ctx context.Context, isc api.ISC, jr change.Journal, intent string, shown api.Workflow) (out made) {
	i := journal.Intent{ID: intent, Op: api.CreateExternalClient, Target: shown.ID, Name: change.WorkflowName(&shown)}
	if e := change.Record(jr, i); e != nil {
		return made{ending: change.Refused, said: "nothing was sent: " + e.Detail, err: e}
	}
	out = made{ending: change.Unknown, said: "a defect of iscope ended the attempt; " + unseen, left: true}
	defer func() { // also where a defect is what ends it
		if problem := change.End(jr, journal.End{ID: intent, Ending: out.recorded(), Words: out.said}); problem != "" {
			out.said += "; " + problem
		}
	}()
	w, err := isc.Workflow(ctx, shown.ID)
	switch e := api.AsError(api.GetWorkflow, err); {
	case e != nil && e.Kind == api.NotFound:
		out = made{ending: change.Gone, said: "nothing was sent: the tenant does not have the workflow any more", err: e}
		return out
	case e != nil:
		out = made{ending: change.Refused, said: "nothing was sent, since the workflow could not be read first: " + change.Reason(e), err: e}
		return out
	}
	what := change.Difference(shown, w)
	if what == "" && !isExternal(w.Trigger) {
		what = "it has no external trigger any more"
	}
	if what != "" {
		out = made{ending: change.Changed, said: "nothing was sent: " + what, now: w}
		return out
	}
	c, err := isc.CreateExternalClient(journal.With(ctx, intent), shown.ID)
	out = judge(&c, api.AsError(api.CreateExternalClient, err))
	return out
}

// judge says what an answer means. Words of the answer are left out where it may
// be the one with the secret.
func judge(c *api.ExternalClient, e *api.Error) made {
	switch {
	case e == nil:
		return made{ending: change.Done, said: "created the client " + c.ID, client: c, left: true}
	case e.Unsent:
		return made{ending: change.Refused, said: "nothing was sent: " + change.Reason(e), err: e}
	case !e.Ambiguous():
		return made{ending: change.Refused, said: change.Reason(e), err: e, left: true}
	}
	what := e.Kind.String()
	if e.Status > 0 {
		what = fmt.Sprintf("HTTP %d", e.Status)
	}
	return made{ending: change.Unknown, said: "no clear answer came (" + what + "): " + unseen, err: e, left: true}
}

// stateOf is how an ending looks.
func stateOf(e change.Ending) theme.State {
	switch e {
	case change.Done:
		return theme.Good
	case change.Refused:
		return theme.Bad
	}
	return theme.Warn
}

// created takes what came of creating a client. The panel that asked is still
// there: it cannot be closed meanwhile.
func (d *Desk) created(r reply[made]) tea.Cmd {
	p, m := d.panel, r.Value
	if p == nil || p.n != r.panel || p.busy != creating {
		return nil
	}
	if r.Err != nil { // a defect of ours
		m = made{ending: change.Unknown, said: "it is not known what happened; " + unseen, err: r.Err, left: true}
	}
	p.busy = idle
	p.tell(stateOf(m.ending), m.said)
	cmds := []tea.Cmd{screen.Send(screen.Decided{What: whatCreate, Target: change.WorkflowName(&p.w), ID: p.w.ID, Outcome: m.ending.String() + ": " + m.said})}
	if m.now.ID == p.w.ID {
		p.w = m.now // shown again, to be agreed to again
	}
	if m.client != nil {
		p.client, p.url = m.client.ID, m.client.URL
		told := m.client.Secret
		m.client.Secret = api.Secret{} // of the message, which others may still hold
		p.hold(&told)
	}
	if m.left {
		cmds = append(cmds, screen.Send(api.Mutated{Op: api.CreateExternalClient, IDs: []string{p.w.ID}}))
	}
	return tea.Batch(cmds...)
}

// Settles reports whether decisions with that operation are settled here.
func (d *Desk) Settles(op api.Op) bool { return op == api.CreateExternalClient }

// Settle tells of clients that an earlier run of the program asked for and did not
// see the answer of. It reads the workflow and sends nothing; no reading says what
// clients there are, so it stays in doubt.
func (d *Desk) Settle(entries []journal.Entry) tea.Cmd {
	isc := d.on.Cmds.ISC
	s := change.Settling[api.Workflow]{
		On: d.on, What: func(journal.Entry) string { return whatCreate },
		ID: func(w *api.Workflow) string { return w.ID }, Read: isc.Workflow, Op: api.GetWorkflow,
		Judge: func(_ context.Context, _ journal.Entry, now api.Workflow) change.Verdict {
			words := unseen
			if now.Trigger.ClientID != "" {
				words += "; the trigger names the client " + now.Trigger.ClientID
			}
			return change.Verdict{Ending: journal.Unknown, Words: words}
		},
		Gone: change.Verdict{Ending: journal.Unknown, Words: "the tenant does not have the workflow any more"},
	}
	return s.Settle(entries)
}
