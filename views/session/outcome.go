package session

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// conflict shows, field by field, what changed since the editor began. Nothing
// was sent; the draft stays.
func (m *Model) conflict(now api.Session) tea.Cmd {
	e := m.editor
	m.keep(now)
	e.say("The session changed since it was opened here; nothing was sent", m.env.Keys.Key("editor.review")+" shows what")
	if now.ID != e.id {
		e.say("The tenant answered with another session ("+now.ID+"); nothing was sent", "")
		return nil
	}
	change := m.env.Styles.Change
	lines := append(m.which(), "")
	for _, d := range differences(e.base, &now) {
		lines = append(lines, m.labelOf(d.key))
		if m.kinds.secret(strings.TrimPrefix(d.key, attrKey)) {
			lines = append(lines, "  "+change("(hidden)", "(hidden, another one)"))
		} else {
			lines = append(lines, "  "+change(m.valueWords(d.key, d.before), m.valueWords(d.key, d.after)))
		}
		if slices.Contains(e.asked.keys, d.key) && !m.kinds.secret(strings.TrimPrefix(d.key, attrKey)) {
			lines = append(lines, "  yours: "+m.valueWords(d.key, e.form.Value(d.key)))
		}
	}
	lines = append(lines, "", "Nothing was sent. Going on keeps your changes and sets them against the session as it is now; review and send it then.")
	return screen.Send(screen.Show{Dialog: &dialog.Confirm{
		Env: m.env, View: m.id, Name: askRebase, Value: now, Head: "The session changed meanwhile", Yes: "Go on from there", No: "Not now", Lines: lines,
	}})
}

// takeOver sets the changes of the form against a newer session.
func (m *Model) takeOver(value any) tea.Cmd {
	now, ok := value.(api.Session)
	if !ok || now.ID != m.editor.id {
		return nil
	}
	m.rebase(now)
	m.editor.say("", "")
	return m.edited()
}

// rebase makes s what the editor began with. What was changed in the form stays
// changed.
func (m *Model) rebase(s api.Session) {
	e := m.editor
	changed := map[string]bool{}
	for _, c := range e.form.Changes() {
		changed[c.Key] = true
	}
	there := map[string]bool{}
	for _, f := range m.fields(&s) {
		there[f.Key] = true
		e.form.Rebase(f)
	}
	for _, key := range e.form.Keys() {
		uid, attribute := strings.CutPrefix(key, attrKey)
		switch {
		case there[key] || !attribute:
		case changed[key]:
			// The attribute is gone; what the person wants it to be is not.
			e.form.Rebase(m.attributeField(api.SessionAttribute{UID: uid}, nil))
		default:
			e.form.Drop(key)
		}
	}
	e.base = &s
	e.seq++
}

// untaken returns the fields of the change asked for that s does not have.
// Encrypted values come back scrambled and cannot be compared; a status that
// moved on because the workflow ran was taken.
func (m *Model) untaken(s *api.Session) []string {
	e := m.editor
	var out []string
	for _, key := range e.asked.keys {
		uid, attribute := strings.CutPrefix(key, attrKey)
		switch {
		case attribute && m.kinds.secret(uid):
		case key == keyStatus && e.asked.run && api.NormalStatus(s.Status) != api.NormalStatus(e.base.Status):
		case !m.holds(s, key, e.asked.want[key]):
			out = append(out, key)
		}
	}
	return out
}

// accepted compares a reply with what was asked. What took is settled; what did
// not is said beside its field and stays to be sent again.
func (m *Model) accepted(reply api.Session, how string) tea.Cmd {
	e := m.editor
	missing := m.untaken(&reply)
	wasStatus := e.base.Status
	for _, key := range e.asked.keys {
		if !slices.Contains(missing, key) {
			e.form.Settle(key)
		}
	}
	m.rebase(reply)
	m.keep(reply)
	e.mayRun = false
	mutated := screen.Send(api.Mutated{Op: api.PatchSession, IDs: []string{e.id}})
	taken := len(e.asked.keys) - len(missing)
	unanswered := ""
	if how != tookWords {
		unanswered = "no answer came" + e.asked.mayRun()
	}
	if len(missing) == 0 {
		text := m.doneWords(how, &reply, wasStatus)
		ended := tea.Batch(m.over(journal.Done, "done", unanswered), mutated, screen.Say(screen.Good, text), m.closeEditor(true))
		if e.asked.run {
			return tea.Batch(ended, m.followRun(&reply, wasStatus))
		}
		return ended
	}
	e.stage = editing
	names := m.complainUntaken(missing)
	e.say(cell.Count(taken, "change")+" took, "+cell.Count(len(missing), "change")+" did not: "+strings.Join(names, ", "),
		"NERM accepted the request and ignored them")
	e.beside = true
	untaken := "did not take: " + strings.Join(names, ", ")
	said := untaken
	if unanswered != "" {
		said += "; " + unanswered
	}
	return tea.Batch(m.over(journal.Lost, "done in part; "+untaken, said), mutated,
		screen.Send(screen.Toast{Tone: screen.Warn, Text: "Did not take: " + strings.Join(names, ", "), Keep: true}), m.scheduleDraft())
}

// complainUntaken says beside each field that it did not take, and returns
// their names.
func (m *Model) complainUntaken(missing []string) []string {
	e := m.editor
	names := make([]string, len(missing))
	for i, key := range missing {
		names[i] = m.labelOf(key)
		e.form.Complain(key, "did not take; NERM has "+m.valueWords(key, valueOf(e.base, key)))
	}
	if len(missing) > 0 {
		e.form.Focus(missing[0])
	}
	return names
}

// What the news of a change begins with: one that was answered, and one of
// which reading back tells.
const (
	tookWords = "Sent"
	noAnswer  = "No answer came, but the session has it"
)

// mayRun adds to words about a change of which no answer came that its workflow
// may have run, where it was to.
func (r reviewed) mayRun() string {
	if r.run {
		return "; the workflow may have run"
	}
	return ""
}

// doneWords says that everything took.
func (m *Model) doneWords(how string, s *api.Session, wasStatus string) string {
	e := m.editor
	text := how + ": " + cell.Count(len(e.asked.keys), "change") + " of session " + shortName(s)
	if len(e.asked.keys) == 0 {
		text = how + ": session " + shortName(s) + " continues"
	}
	if e.asked.run && api.NormalStatus(s.Status) != api.NormalStatus(wasStatus) {
		text += "; it is " + words(s.Status) + " now"
	}
	if how != tookWords && e.asked.run && api.NormalStatus(s.Status) == api.NormalStatus(wasStatus) {
		text += "; whether the workflow ran cannot be seen"
	}
	if m.secretsAsked() > 0 {
		text += "; encrypted values cannot be compared"
	}
	return text
}

// secretsAsked counts encrypted attributes in the change asked for.
func (m *Model) secretsAsked() int {
	n := 0
	for _, key := range m.editor.asked.keys {
		if uid, attribute := strings.CutPrefix(key, attrKey); attribute && m.kinds.secret(uid) {
			n++
		}
	}
	return n
}

// onSettled takes the session as read back after a send without an answer, and
// says what is known by it.
func (m *Model) onSettled(r api.Result[api.Session]) tea.Cmd {
	e := m.editor
	if e == nil || e.stage != settling || r.Key != settleKey+e.id {
		return nil
	}
	e.stage = editing
	e.mayRun = e.mayRun || e.asked.run
	if r.Err != nil || r.Value.ID != e.id {
		e.say("No answer came, and the session could not be read back: whether the change took is not known",
			m.env.Keys.Key("editor.review")+" reads it again before anything is sent")
		return m.over(journal.Unknown, "unknown: it could not be read back", "no answer came, and it could not be read back")
	}
	missing := m.untaken(&r.Value)
	told := len(e.asked.keys) - m.secretsAsked()
	switch {
	case told > 0 && len(missing) == 0:
		return m.accepted(r.Value, noAnswer)
	case told > 0 && len(missing) < told:
		return m.accepted(r.Value, "")
	}
	return m.unsettled(r.Value, told)
}

// unsettled is for a change of which nothing can be seen in the session.
func (m *Model) unsettled(s api.Session, told int) tea.Cmd {
	e := m.editor
	moved := api.NormalStatus(s.Status) != api.NormalStatus(e.base.Status)
	m.rebase(s)
	m.keep(s)
	e.say("No answer came, and the session has nothing of the change", "review and send it again if it is still wanted")
	ending, outcome := journal.Lost, "not done: no answer came, and reading back shows nothing of it"
	if told == 0 {
		ending = journal.Unknown
		e.say("No answer came; whether it took cannot be seen from the session", "ask whoever runs the workflow before sending it again")
		outcome = "unknown: no answer came, and reading back cannot show it"
	}
	if e.asked.run {
		e.problem += "; it is " + words(s.Status)
		if moved {
			e.problem += " now, so the workflow seems to have continued"
		} else {
			e.problem += " as before, but the workflow may have continued"
		}
	}
	_, why, _ := strings.Cut(outcome, ": ")
	return tea.Batch(m.over(ending, outcome, why+e.asked.mayRun()), screen.Send(screen.Toast{Tone: screen.Warn, Text: e.problem, Keep: true}), m.scheduleDraft())
}
