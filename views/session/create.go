package session

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/views/internal/change"
	"iscope/views/session/kind"
)

// freshID stands for the id of a session that is yet to be created, in tickets
// and drafts.
const freshID = "new-session"

// newSession opens the editor on a session that is not there yet.
func (m *Model) newSession() tea.Cmd {
	if why := m.Disabled("sessions.new"); why != "" {
		return screen.Say(screen.Warn, why)
	}
	m.openEditor(freshID)
	m.editor.base = blank()
	return tea.Batch(m.learn(), m.loadDrafts(freshID), m.learnFlows(), m.ready())
}

// duplicate opens the editor on a new session like the one under the cursor,
// which is read anew.
func (m *Model) duplicate() tea.Cmd {
	if why := m.Disabled("sessions.duplicate"); why != "" {
		return screen.Say(screen.Warn, why)
	}
	like := m.target()
	m.openEditor(freshID)
	m.editor.base, m.editor.like = blank(), like
	ctx, t := m.reads.NextFor(api.GetSession, editKey+freshID)
	return tea.Batch(m.cmds.Session(ctx, t, like), m.learn(), m.loadDrafts(freshID))
}

// blank is what the form for a new session begins with.
func blank() *api.Session { return &api.Session{RequesterType: api.RequesterTypes[0]} }

// fill puts what a new session shall be like into the form. Values that are, or
// could be, encrypted come back scrambled and are not copied.
func (m *Model) fill() tea.Cmd {
	e := m.editor
	defer e.form.Focus(keyWorkflow)
	if e.source == nil {
		return nil
	}
	for _, mb := range members {
		if v := mb.get(e.source); v != "" && mb.key != keyStatus {
			e.form.Set(mb.key, v)
		}
	}
	raw := rawAttributes(e.source)
	var learn []tea.Cmd
	for _, a := range e.source.Attributes {
		_, there := raw[a.UID]
		switch {
		case a.Value == "":
		case !m.kinds.storable(a.UID):
			why := " (encrypted)"
			if !m.kinds.secret(a.UID) {
				why = " (may be encrypted)"
			}
			e.notCopied = append(e.notCopied, m.label(a.UID)+why)
		case m.kinds.of(a.UID).Kind == kind.File:
			e.notCopied = append(e.notCopied, m.label(a.UID)+" (a file)")
		case !there || structured(raw[a.UID]) || altered(raw[a.UID], a.Value):
			e.notCopied = append(e.notCopied, m.label(a.UID)+" (cannot be sent as it is)")
		default:
			m.addAttribute(a.UID, a.Value)
			learn = append(learn, m.learnChoices(a.UID))
		}
	}
	if len(e.notCopied) > 0 {
		e.say("Not copied: "+strings.Join(e.notCopied, ", "), m.env.Keys.Key("editor.add")+" adds an attribute")
	}
	e.filled = m.current().print()
	return tea.Batch(append(learn, m.lookUp())...)
}

// wish is one value that a new session shall have, as far as sessions can be
// told by it. It is used outside of Update.
type wish struct {
	key, shown, sent string
	attr             kind.Attribute
}

func (w wish) holds(s *api.Session) bool {
	got := valueOf(s, w.key)
	if !strings.HasPrefix(w.key, attrKey) {
		return asKept(w.key, w.shown) == got
	}
	return got == w.shown || w.attr.Same(w.shown, got) || w.attr.Same(w.sent, got)
}

// wishes returns what tells the session that is asked for from others.
func (m *Model) wishes(r reviewed) []wish {
	var out []wish
	for _, key := range r.keys {
		w := wish{key: key, shown: r.want[key]}
		if uid, attribute := strings.CutPrefix(key, attrKey); attribute {
			if !m.kinds.storable(uid) {
				continue
			}
			w.attr, w.sent = m.kinds.of(uid), r.draft.Attributes[uid]
		}
		out = append(out, w)
	}
	return out
}

// request is a session to be created, with all that is needed outside of Update
// to send it once and to find out what came of it.
type request struct {
	client api.NERM
	j      change.Journal
	intent journal.Intent
	draft  api.SessionDraft
	run    bool
	wishes []wish
	before map[string]bool // sessions like it before an earlier request, nil for no such request
}

// made is what came of a request to create a session.
type made struct {
	ending     journal.Ending
	session    api.Session
	found      []string // ids of those that may be it, where it is not clear
	before     map[string]bool
	err        *api.Error
	blind      *api.Error // why the sessions like it cannot be listed
	unrecorded bool       // nothing is in the journal
	lookedUp   bool       // no clear answer came; the list shows it
}

// create sends what was agreed to. It is looked first what sessions like it there
// are: else nobody could tell later whether the request arrived.
func (m *Model) create(r reviewed) tea.Cmd {
	e := m.editor
	q := request{client: m.cmds.NERM, j: m.journal, intent: m.intent(e.intent, r), draft: r.draft, run: r.run, wishes: m.wishes(r)}
	if e.doubt {
		q.before = e.before
	}
	return api.Run(m.cmds, m.ctx, m.reads.Detached(api.CreateSession, freshID), func(ctx context.Context) (made, error) {
		return q.send(ctx), nil
	})
}

func (q *request) send(ctx context.Context) made {
	there, err := q.list(ctx)
	out := made{before: q.before, unrecorded: true, ending: journal.NotSent}
	switch e := api.AsError(api.ListSessions, err); {
	case e != nil && (e.Kind == api.Forbidden || e.Kind == api.NotFound):
		out.blind = e
	case e != nil:
		e.Unsent = true
		out.err = e
		return out
	case q.before != nil:
		if out = q.judge(there, out); len(out.found) > 0 {
			out.unrecorded = true
			return out
		}
	}
	if out.before == nil && out.blind == nil {
		out.before = map[string]bool{}
		for i := range there {
			out.before[there[i].ID] = true
		}
	}
	q.intent.Want = withSeen(q.intent.Want, out.before, out.blind == nil)
	if out.err = change.Record(q.j, q.intent); out.err != nil {
		return out
	}
	out.unrecorded = false
	s, err := q.client.CreateSession(journal.With(ctx, q.intent.ID), q.draft, q.run)
	switch e := api.AsError(api.CreateSession, err); {
	case e == nil && s.ID != "" && !out.before[s.ID]:
		out.ending, out.session = journal.Done, s
	case e != nil && e.Unsent:
		out.ending, out.err = journal.NotSent, e
	case e != nil && !e.Ambiguous():
		out.ending, out.err = journal.Refused, e
	default:
		return q.lookFor(ctx, out, e)
	}
	return out
}

// Bounds of looking for sessions.
const (
	likePage  = 500
	likePages = 8
	likeLater = 5 * time.Second // until the second look
)

// list returns the sessions with the workflow and requester asked for.
func (q *request) list(ctx context.Context) ([]api.Session, error) {
	return listLike(ctx, q.client, q.draft.WorkflowID, q.draft.RequesterID)
}

func listLike(ctx context.Context, client api.NERM, workflow, requester string) ([]api.Session, error) {
	var out []api.Session
	for offset, pages := 0, 0; pages < likePages; pages++ {
		p, err := client.Sessions(ctx, api.SessionQuery{WorkflowID: workflow, RequesterID: requester, Limit: likePage, Offset: offset})
		if err != nil {
			return nil, err
		}
		for _, s := range p.Items { // a server may not know a filter
			if s.WorkflowID == workflow && s.RequesterID == requester {
				out = append(out, s)
			}
		}
		if !p.More {
			return out, nil
		}
		offset = p.Next
	}
	return nil, &api.Error{Kind: api.Decode, Op: api.ListSessions, Detail: "there are too many sessions of this workflow and requester to tell them apart"}
}

// lookFor finds out what came of a request that was not answered clearly. It is
// never sent again.
func (q *request) lookFor(ctx context.Context, out made, cause *api.Error) made {
	out.ending, out.err = journal.Unknown, cause
	if out.blind != nil {
		return out
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), likeLater+2*change.ReadBackTimeout)
	defer cancel()
	for look := range 2 {
		if look > 0 {
			select {
			case <-time.After(likeLater): // the request may still be at work
			case <-ctx.Done():
			}
		}
		there, err := q.list(ctx)
		if e := api.AsError(api.ListSessions, err); e != nil {
			out.blind = e
			return out
		}
		if out = q.judge(there, out); len(out.found) > 0 {
			return out
		}
	}
	return out
}

// judge looks for the session among those that were not there before.
func (q *request) judge(there []api.Session, out made) made {
	var found []api.Session
	for i := range there {
		s := &there[i]
		if !out.before[s.ID] && !slices.ContainsFunc(q.wishes, func(w wish) bool { return !w.holds(s) }) {
			found = append(found, *s)
			out.found = append(out.found, s.ID)
		}
	}
	if len(found) == 1 {
		out.ending, out.session, out.err, out.lookedUp = journal.Done, found[0], nil, true
	}
	return out
}
