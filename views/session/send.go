package session

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/views/internal/change"
	"iscope/views/session/complaint"
)

// reviewed is what a person was shown and agreed to send.
type reviewed struct {
	id     string
	seq    int // of the editor when it was shown
	change api.SessionChange
	draft  api.SessionDraft  // of a session that is new
	keys   []string          // fields in it
	want   map[string]string // what they shall hold, as people read it
	run    bool              // the workflow continues
	fresh  bool              // there is no session yet
}

// name returns what the activity log calls it.
func (r reviewed) name() string {
	switch {
	case r.fresh && r.run:
		return "create and run session"
	case r.fresh:
		return "create session"
	case r.run && len(r.keys) == 0:
		return "run session"
	case r.run:
		return "change and run session"
	}
	return "change session"
}

// sent is what became of sending a change.
type sent struct {
	now        api.Session // as read just before
	stopped    bool        // not sent, since now is not what the editor began with
	unrecorded bool        // not sent, since the journal does not have it
	reply      api.Session
}

// send sends what was agreed to, once it is in the journal and after one more
// look at the session: whatever differs from what the editor began with stops
// it. Look and send are one command, so that nothing but the two requests lies
// between them.
func (m *Model) send(r reviewed) tea.Cmd {
	e := m.editor
	switch {
	case e == nil || e.id != r.id || e.stage != editing:
		return nil
	case e.seq != r.seq:
		return screen.Say(screen.Warn, "The form changed after the review; nothing was sent")
	case m.env.ReadOnly:
		return m.env.SayLocked()
	}
	e.stage, e.asked, e.intent = sending, r, m.journal.NewID()
	e.say("", "")
	if r.fresh {
		return m.create(r)
	}
	client, base, t := m.cmds.NERM, e.base, m.reads.Detached(api.PatchSession, e.id)
	j, intent := m.journal, m.intent(e.intent, r)
	return api.Run(m.cmds, m.ctx, t, func(ctx context.Context) (sent, error) {
		if e := change.Record(j, intent); e != nil {
			return sent{unrecorded: true}, e
		}
		for {
			now, err := client.Session(ctx, r.id)
			fresh := api.JustRead(ctx)
			if err != nil {
				return sent{}, unsent(err)
			}
			if now.ID != r.id || len(differences(base, &now)) > 0 {
				return sent{now: now, stopped: true}, nil
			}
			reply, err := client.PatchSession(journal.With(fresh, intent.ID), r.id, r.change, r.run)
			if change.Room(ctx, api.AsError(api.PatchSession, err)) {
				continue
			}
			return sent{now: now, reply: reply}, err
		}
	})
}

// unsent marks a failure of the look before sending, so that it is not taken
// for one of sending.
func unsent(err error) error {
	e := *api.AsError(api.GetSession, err)
	e.Op, e.Unsent = api.GetSession, true
	return &e
}

// onSent takes the outcome of sending: stopped, refused, unknown or done.
func (m *Model) onSent(r api.Result[sent]) tea.Cmd {
	e := m.editor
	if e == nil || e.id != r.Key || e.stage != sending {
		return nil
	}
	switch {
	case r.Value.unrecorded:
		e.stage = editing
		m.refused(r.Err)
		return m.decided("not sent: " + r.Err.Detail)
	case r.Err != nil && r.Err.Op == api.GetSession:
		e.stage = editing
		e.say("Nothing was sent, since the session could not be read again: "+r.Err.Error(), remedyOnce(r.Err))
		return m.over(journal.NotSent, "not sent: "+r.Err.Error(), "it could not be read first: "+r.Err.Error())
	case r.Err != nil && r.Err.Ambiguous():
		e.stage = settling
		ctx, t := m.ctx, m.reads.Detached(api.GetSession, settleKey+e.id)
		return tea.Batch(m.decided("unknown: "+r.Err.Error()), m.cmds.Session(ctx, t, e.id))
	case r.Err != nil:
		e.stage = editing
		m.refused(r.Err)
		if r.Err.Unsent {
			return m.over(journal.NotSent, "not sent: "+r.Err.Error(), r.Err.Error())
		}
		return m.over(journal.Refused, "refused: "+r.Err.Error(), r.Err.Error())
	case r.Value.stopped:
		e.stage = editing
		stopped := m.over(journal.Changed, "stopped: the session had changed meanwhile", "nothing was sent: the session had changed meanwhile")
		return tea.Batch(stopped, m.conflict(r.Value.now))
	}
	return m.accepted(r.Value.reply, tookWords)
}

// decided notes in the activity log what came of the decision under way.
func (m *Model) decided(outcome string) tea.Cmd {
	e := m.editor
	return screen.Send(screen.Decided{What: e.asked.name(), Target: m.subject(), ID: e.id, Outcome: outcome})
}

// subject says what was decided about, in words.
func (m *Model) subject() string {
	e := m.editor
	if e.asked.fresh {
		return "session of workflow " + firstOf(m.flowName(e.asked.draft.WorkflowID), e.asked.draft.WorkflowID)
	}
	if len(e.asked.keys) == 0 {
		return "session of workflow " + firstOf(m.flowName(e.base.WorkflowID), e.base.WorkflowID)
	}
	labels := make([]string, len(e.asked.keys))
	for i, key := range e.asked.keys {
		labels[i] = m.labelOf(key)
	}
	return strings.Join(labels, ", ")
}

// refused puts what the server said beside the fields it named, the rest above
// the form.
func (m *Model) refused(err *api.Error) {
	e := m.editor
	e.form.ClearComplaints()
	at, rest := complaint.Place(err, m.complainable())
	first := ""
	for _, key := range e.form.Keys() { // the order in which they are read
		if at[key] != "" {
			e.form.Complain(key, at[key])
			first = firstOf(first, key)
		}
	}
	e.form.Focus(first)
	e.say("NERM refused it: "+err.Error(), remedyOnce(err))
	switch {
	case err.Kind == api.Unrecorded:
		e.problem = "Nothing was sent: " + err.Detail
	case err.Unsent:
		e.problem = "Nothing was sent: " + err.Error()
	case first != "" && len(rest) == 0:
		e.say("NERM refused it; why stands below "+cell.Count(len(at), "field"), "")
	case first != "" || len(err.Fields) > 0:
		e.say("NERM refused it: "+strings.Join(rest, "; "), "")
	}
	e.beside = first != "" && (len(rest) == 0 || len(rest) == 1 && rest[0] == err.Detail)
}

// complainable are the fields of the form by the names that NERM may have for
// them.
func (m *Model) complainable() []complaint.Field {
	var out []complaint.Field
	for _, key := range m.editor.form.Keys() {
		names := []string{key, plainName(key)}
		if uid, attribute := strings.CutPrefix(key, attrKey); attribute {
			names = []string{uid, m.label(uid)}
		}
		switch key {
		case keyWorkflow, keyRequester, keyProfile:
			names = append(names, strings.TrimSuffix(key, "_id"))
		case keyStatus:
			names = append(names, "status_uid")
		}
		out = append(out, complaint.Field{Key: key, Names: names})
	}
	return out
}
