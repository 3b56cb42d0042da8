package session

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

// onMade takes what came of creating a session.
func (m *Model) onMade(r api.Result[made]) tea.Cmd {
	e := m.editor
	if e == nil || !e.fresh || e.stage != sending {
		return nil
	}
	e.stage = editing
	o := r.Value
	if r.Err != nil { // a defect of ours: what was sent is not known
		o = made{ending: journal.Unknown, err: r.Err}
	}
	if o.before != nil {
		e.before = o.before
	}
	switch {
	case o.ending == journal.Done:
		return m.created(o)
	case o.ending == journal.Unknown || len(o.found) > 0:
		return m.maybeCreated(o)
	case o.unrecorded && o.err.Op == api.ListSessions:
		e.say("Nothing was sent, since the sessions could not be read first: "+o.err.Error(), remedyOnce(o.err))
		return m.decided("not sent: " + o.err.Error())
	case o.unrecorded:
		m.refused(o.err)
		return m.decided("not sent: " + o.err.Detail)
	}
	m.refused(o.err)
	if o.ending == journal.NotSent {
		return m.over(o.ending, "not sent: "+o.err.Error(), o.err.Error())
	}
	return m.over(o.ending, "refused: "+o.err.Error(), o.err.Error())
}

// created goes on with the session that is there now: it is shown, or edited
// where something of what was asked for did not take.
func (m *Model) created(o made) tea.Cmd {
	e, s := m.editor, o.session
	asked := e.asked
	text, outcome := "Created: session "+shortName(&s), "done"
	said := ""
	if o.lookedUp {
		text, outcome = "No answer came, but the session is there: "+shortName(&s), "done: found in the list"
		said = "no answer came; the list has it" + asked.mayRun()
	}
	if asked.run {
		text += "; it is " + words(s.Status) + " now"
	}
	var note tea.Cmd
	if o.unrecorded { // found before anything was sent: the earlier request made it
		note = m.decided("not sent: an earlier request had created it")
	} else {
		note = m.over(journal.Done, outcome, said)
	}
	mutated := screen.Send(api.Mutated{Op: api.CreateSession, IDs: []string{s.ID}})
	m.detail.opened = &s
	cmds := []tea.Cmd{note, mutated, m.dropDraft()}
	if missing := m.untaken(&s); len(missing) > 0 {
		return tea.Batch(append(cmds, m.mend(s, missing))...)
	}
	cmds = append(cmds, screen.Say(screen.Good, text), m.closeEditor(false), m.openID(s.ID))
	if asked.run {
		cmds = append(cmds, m.followRun(&s, ""))
	}
	return tea.Batch(cmds...)
}

// mend turns the form for a new session into that of the one that was created,
// with what did not take still to be sent.
func (m *Model) mend(s api.Session, missing []string) tea.Cmd {
	e := m.editor
	asked := e.asked
	m.openEditor(s.ID)
	fresh := m.editor
	fresh.ids, fresh.asked, fresh.base, fresh.stage, fresh.draftRead = e.ids, asked, &s, editing, true
	fresh.form.SetFields(m.fields(&s)...)
	m.keeper.Begin("")
	m.keep(s)
	for _, key := range missing {
		if uid, attribute := strings.CutPrefix(key, attrKey); attribute && !fresh.form.Has(key) {
			m.addAttribute(uid, asked.want[key])
			continue
		}
		fresh.form.Set(key, asked.want[key])
	}
	names := m.complainUntaken(missing)
	fresh.say("The session was created, but "+cell.Count(len(missing), "value")+" did not take: "+strings.Join(names, ", "), "NERM accepted the request and ignored them")
	fresh.beside = true
	return tea.Batch(screen.Send(screen.Toast{Tone: screen.Warn, Text: "Did not take: " + strings.Join(names, ", "), Keep: true}), m.scheduleDraft())
}

// maybeCreated is for a request of which nobody knows what became.
func (m *Model) maybeCreated(o made) tea.Cmd {
	e := m.editor
	e.doubt, e.mayRun = true, e.mayRun || e.asked.run
	remedy := m.env.Keys.Key("editor.review") + " asks first whether it is there, before anything is sent again"
	words := "no clear answer came, and NERM has no new session like it"
	switch {
	case len(o.found) > 0:
		words = fmt.Sprintf("no clear answer came; %d new sessions may be it: %s", len(o.found), strings.Join(o.found, ", "))
		remedy = "look at them before creating it once more"
	case o.blind != nil:
		words = "no clear answer came, and the sessions cannot be listed: " + o.blind.Error()
		remedy = "a session may exist already; ask before creating it once more"
	}
	words += e.asked.mayRun()
	e.say(sentence(words), remedy)
	keep := screen.Send(screen.Toast{Tone: screen.Warn, Text: sentence(words), Keep: true})
	if o.unrecorded {
		return tea.Batch(m.decided("not sent: "+words), keep)
	}
	return tea.Batch(m.over(journal.Unknown, "unknown: "+words, words), keep, m.scheduleDraft())
}

// What the journal keeps of the creation of a session, so that it can be looked
// for later: both ids, and marks of the sessions like it that were there before.
const (
	wantWorkflow  = "of workflow"
	wantRequester = "of requester"
	wantSeen      = "seen" // and a number
	wantBlind     = "not listed"
)

const (
	markLetters = 8
	marksInOne  = 30
	seenParts   = 3
	mostSeen    = marksInOne * seenParts
)

// markOf is a short print of the id of a session.
func markOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])[:markLetters]
}

// withSeen adds marks of the sessions that were there before.
func withSeen(want map[string]string, before map[string]bool, listed bool) map[string]string {
	out := maps.Clone(want)
	if !listed || len(before) > mostSeen {
		out[wantBlind] = strconv.FormatBool(true)
		return out
	}
	marks := make([]string, 0, len(before))
	for id := range before {
		marks = append(marks, markOf(id))
	}
	slices.Sort(marks)
	n := 0
	for part := range slices.Chunk(marks, marksInOne) {
		out[wantSeen+strconv.Itoa(n)] = strings.Join(part, " ")
		n++
	}
	return out
}

// seenBy returns the marks that an entry of the journal has.
func seenBy(e journal.Entry) map[string]bool {
	out := map[string]bool{}
	for n := range seenParts {
		for mark := range strings.FieldsSeq(e.Want[wantSeen+strconv.Itoa(n)]) {
			out[mark] = true
		}
	}
	return out
}

// settleCreation returns what finds out what became of the creation of a session
// that an earlier run of the program sent: it looks for it, and sends nothing.
func (m *Model) settleCreation(e journal.Entry) *change.Settling[[]api.Session] {
	s := &change.Settling[[]api.Session]{
		On:   m.place(),
		What: whatWas, ID: func(*[]api.Session) string { return e.Target }, Op: api.ListSessions,
		Judge: judgeCreation, Gone: change.Verdict{Ending: journal.Unknown, Words: "nobody knows whether it arrived: NERM lists no sessions"},
	}
	workflow, requester := e.Want[wantWorkflow], e.Want[wantRequester]
	switch {
	case !m.configured():
		s.Cannot = "there is no NERM here"
	case e.Want[wantBlind] != "" || workflow == "" || requester == "":
		s.Cannot = "the sessions there were before are not known"
	default:
		client := m.cmds.NERM
		s.Read = func(ctx context.Context, _ string) ([]api.Session, error) {
			return listLike(ctx, client, workflow, requester)
		}
	}
	return s
}

// judgeCreation says by the sessions there are what became of a creation.
func judgeCreation(_ context.Context, e journal.Entry, there []api.Session) change.Verdict {
	seen, keys := seenBy(e), fieldsIn(e)
	var found []string
	for i := range there {
		s := &there[i]
		if !seen[markOf(s.ID)] && !slices.ContainsFunc(keys, func(key string) bool { return printOf(e.ID, key, valueOf(s, key)) != e.Want[key] }) {
			found = append(found, s.ID)
		}
	}
	run := ""
	if e.Want[wantRun] != "" {
		run = "; its workflow may have run"
	}
	switch len(found) {
	case 0:
		return change.Verdict{Ending: journal.Lost, Words: "NERM has no session like it" + run}
	case 1:
		return change.Verdict{Ending: journal.Done, Words: "it is there, with the id " + safe.Line(found[0])}
	}
	return change.Verdict{Ending: journal.Unknown, Words: cell.Count(len(found), "new session") + " may be it" + run}
}
