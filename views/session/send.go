package session

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/form"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

// reviewed is what a person was shown and agreed to send.
type reviewed struct {
	id     string
	seq    int // of the editor when it was shown
	change api.SessionChange
	keys   []string // fields in it
	run    bool     // the workflow continues
}

// name returns what the activity log calls it.
func (r reviewed) name() string {
	switch {
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

// review checks the form and shows what would be sent, for a person to agree.
func (m *Model) review(run bool) tea.Cmd {
	e := m.editor
	e.say("", "")
	changes := e.form.Changes()
	if len(changes) == 0 && !run {
		return screen.Say(screen.Info, "Nothing has changed; "+m.env.Keys.Key("editor.run")+" runs the session as it is")
	}
	if !m.check(e.form.Check) {
		return nil
	}
	r := reviewed{id: e.id, seq: e.seq, change: changeOf(changes), run: run}
	for _, c := range changes {
		r.keys = append(r.keys, c.Key)
	}
	d := &dialog.Confirm{
		Env: m.env, View: m.id, Name: askSend, Value: r, Head: reviewHead(r), Lines: m.reviewLines(changes, run), Yes: "Send", No: "Keep editing",
	}
	if run {
		d.Yes, d.Grave = "Send and run", true
		if len(changes) == 0 {
			d.Yes = "Run"
		}
	}
	if m.env.Protected {
		d.Type = m.env.Tenant
	}
	return screen.Send(screen.Show{Dialog: d})
}

func reviewHead(r reviewed) string {
	head := "Send " + cell.Count(len(r.keys), "change")
	switch {
	case r.run && len(r.keys) == 0:
		head = "Run the session"
	case r.run:
		head += " and run"
	}
	return head + "?"
}

// which names the session being edited, with its id.
func (m *Model) which() []string {
	e := m.editor
	lines := []string{"Session " + e.name()}
	if e.name() != e.id {
		lines = append(lines, "Id "+e.id)
	}
	return lines
}

// reviewLines says what will change, before → after.
func (m *Model) reviewLines(changes []form.Change, run bool) []string {
	lines := append(m.which(), "Tenant "+m.env.Tenant)
	if len(changes) > 0 {
		lines = append(lines, "")
	}
	for _, c := range changes {
		lines = append(lines, m.labelOf(c.Key), "  "+m.changeWords(c))
	}
	if run {
		lines = append(lines, "", "The workflow continues at once, with everything it does. That cannot be taken back.")
		if m.editor.mayRun {
			lines = append(lines, "An earlier run got no answer: the workflow may have continued already.")
		}
	}
	return lines
}

// maxBefore is how much of a value that goes away is shown, in runes.
const maxBefore = 300

// changeWords writes one change as before → after.
func (m *Model) changeWords(c form.Change) string {
	arrow := " " + m.env.Styles.Glyphs.Arrow + " "
	before, after := m.valueWords(c.Key, c.Before), m.valueWords(c.Key, c.After)
	if n := utf8.RuneCountInString(before); n > maxBefore {
		before = string([]rune(before)[:maxBefore]) + fmt.Sprintf("… (%s characters)", cell.Thousands(n))
	}
	if c.Secret {
		after = "(hidden, new)"
		if before = hidden; c.Before == "" {
			before = "empty"
		}
	}
	switch {
	case c.Removed:
		return before + arrow + "empty"
	case c.Added:
		return "not there" + arrow + after
	}
	return before + arrow + after
}

// valueWords writes a value as people read it.
func (m *Model) valueWords(key, value string) string {
	if value == "" {
		return "empty"
	}
	switch key {
	case keyStatus:
		return words(value)
	case keyRequester, keyProfile:
		return m.withName(value)
	}
	return strings.ReplaceAll(value, "\n", "␤")
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
		return screen.Say(screen.Warn, "Read-only: nothing was sent")
	}
	e.stage, e.asked, e.intent = sending, r, m.journal.NewID()
	e.say("", "")
	client, base, t := m.cmds.NERM, e.base, m.reads.Detached(api.PatchSession, e.id)
	j, intent := m.journal, m.intent(e.intent, r)
	return api.Run(m.cmds, m.ctx, t, func(ctx context.Context) (sent, error) {
		if e := change.Record(j, intent); e != nil {
			return sent{unrecorded: true}, e
		}
		now, err := client.Session(ctx, r.id)
		if err != nil {
			return sent{}, unsent(err)
		}
		if now.ID != r.id || len(differences(base, &now)) > 0 {
			return sent{now: now, stopped: true}, nil
		}
		reply, err := client.PatchSession(journal.With(ctx, intent.ID), r.id, r.change, r.run)
		return sent{now: now, reply: reply}, err
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
		e.say("Nothing was sent, since the session could not be read again: "+r.Err.Error(), r.Err.Remedy())
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
	if len(e.asked.keys) == 0 {
		return "session of workflow " + e.base.WorkflowID
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
	var rest []string
	first := ""
	for _, name := range slices.Sorted(maps.Keys(err.Fields)) {
		key, known := keyFor(name, e.form.Has)
		if !known {
			rest = append(rest, name+" "+err.Fields[name])
			continue
		}
		e.form.Complain(key, err.Fields[name])
		if first == "" {
			first = key
		}
	}
	e.form.Focus(first)
	e.say("NERM refused it: "+err.Error(), change.Remedy(err))
	switch {
	case err.Kind == api.Unrecorded:
		e.problem = "Nothing was sent: " + err.Detail
	case err.Unsent:
		e.problem = "Nothing was sent: " + err.Error()
	case len(err.Fields) > 0:
		e.say("NERM refused it: "+strings.Join(append([]string{firstOf(err.Detail, err.Error())}, rest...), "; "), "")
		e.beside = first != "" && len(rest) == 0
	}
}
