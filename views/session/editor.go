package session

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/extern"
	"iscope/ui/form"
	"iscope/ui/pane"
	"iscope/ui/screen"
	"iscope/views/session/kind"
)

// stage is how far an edit is.
type stage uint8

const (
	opening  stage = iota // session, kinds of attributes and draft are read
	editing               // the form has the keys
	sending               // read again and, if nothing differs, sent
	settling              // no answer came: the session is read back
)

// editor is the edit of one session. It lives until it is closed or everything
// in it took, whatever is on screen meanwhile.
type editor struct {
	id      string
	asFound string // the id it was opened by
	stage   stage
	base    *api.Session // what the form began with; nil while it is read
	form    *form.Model
	seq     int // grows with every edit: a review of an earlier one is void

	found     []*kept // drafts on disk that are not taken up
	draftRead bool
	copy      int        // which of the drafts of the session is that of this edit, -1 for none
	filled    string     // print of the form as a new session was filled in
	failed    *api.Error // why it could not be opened

	fresh     bool            // the session is to be created
	like      string          // id of the session it is to be like
	source    *api.Session    // that session, once it is read
	notCopied []string        // attributes of it that are not copied
	before    map[string]bool // ids of sessions like it, before the first request
	doubt     bool            // an earlier request to create it got no answer

	ids   ids             // chosen people and profiles
	fixed map[string]bool // fields that are only shown
	files []extern.File   // texts from another editor, to go once a draft has them
	away  string          // key of the field whose text another editor has

	checked  bool     // problem counts what cannot be sent
	beside   bool     // problem is about what stands below fields
	leaving  bool     // closed once the draft is on disk
	asked    reviewed // what is being sent
	intent   string   // its id in the journal
	mayRun   bool     // an earlier run got no answer
	problem  string   // said above the form
	remedy   string
	restored bool // a draft was taken up
}

// Names of the questions that this view asks.
const (
	askOpen      = "open-id"
	askSend      = "send"
	askDiscard   = "discard"
	askRestore   = "restore"
	askDrop      = "drop-draft"
	askRebase    = "rebase"
	askAttribute = "attribute"
	askUID       = "attribute-uid"
	askSearch    = "search"
)

// editKey and settleKey tell the reads of the editor from those of the detail.
const (
	editKey   = "edit "
	settleKey = "settle "
)

// edit opens the editor on the session under the cursor: it is read anew.
func (m *Model) edit() tea.Cmd {
	if why := m.Disabled("sessions.edit"); why != "" {
		return screen.Say(screen.Warn, why)
	}
	id := m.target()
	m.openEditor(id)
	ctx, t := m.reads.NextFor(api.GetSession, editKey+id)
	return tea.Batch(m.cmds.Session(ctx, t, id), m.learn(), m.loadDrafts(id))
}

// reopen reads the session again that could not be read.
func (m *Model) reopen() tea.Cmd {
	e := m.editor
	e.failed = nil
	ctx, t := m.reads.NextFor(api.GetSession, editKey+e.id)
	return tea.Batch(m.cmds.Session(ctx, t, firstOf(e.like, e.id)), m.learn())
}

// whyNot says why something could not be read, and what to do about it.
func (m *Model) whyNot(err *api.Error) string {
	problem, remedy := m.failureOnce(err)
	return strings.TrimSuffix(problem+"; "+remedy, "; ")
}

// openEditor begins an edit; id is that of the session, or freshID.
func (m *Model) openEditor(id string) {
	m.editor = &editor{
		id: id, asFound: id, form: form.New(m.env, m.id), draftRead: m.Drafts == nil, fresh: id == freshID, ids: ids{}, fixed: map[string]bool{},
	}
}

func (m *Model) onEditRead(r api.Result[api.Session]) tea.Cmd {
	e := m.editor
	if !m.reads.Fresh(r.Ticket) || e == nil || e.stage != opening {
		return nil
	}
	m.reads.Done(r.Ticket)
	if r.Err != nil {
		e.failed = r.Err
		return nil
	}
	if e.fresh {
		e.source = &r.Value
	} else {
		e.id, e.base = r.Value.ID, &r.Value
	}
	m.keep(r.Value)
	if !e.fresh && e.id != e.asFound && m.Drafts != nil { // its drafts are kept by its own id
		e.asFound, e.draftRead, e.found = e.id, false, nil
		return tea.Batch(m.loadDrafts(e.id), m.lookUp())
	}
	return tea.Batch(m.ready(), m.lookUp())
}

// ready makes the form once everything it needs has been read.
func (m *Model) ready() tea.Cmd {
	e := m.editor
	if e == nil || e.stage != opening || e.base == nil || !m.kinds.settled() || !e.draftRead || e.like != "" && e.source == nil {
		return nil
	}
	e.form.SetFields(m.fields(e.base)...)
	e.form.Focus(keyStatus) // a choice: nothing is changed by a key typed too many
	e.stage = editing
	learn := make([]tea.Cmd, 0, len(e.base.Attributes))
	for _, a := range e.base.Attributes {
		learn = append(learn, m.learnChoices(a.UID))
	}
	if e.fresh {
		learn = append(learn, m.fill())
	}
	cmd := tea.Batch(learn...)
	if len(e.found) == 0 || e.like != "" {
		return cmd // what is like another session is begun for itself
	}
	return tea.Batch(cmd, m.offerDrafts())
}

// actInEditor does what an action means while a session is edited.
func (m *Model) actInEditor(a keymap.Action) tea.Cmd {
	e := m.editor
	if e.failed != nil {
		switch a {
		case "app.refresh":
			return m.reopen()
		case "app.back":
			return m.close()
		}
	}
	if m.env.Keys.Binding(a).Scope != keymap.Editor {
		return nil
	}
	if why := m.Disabled(a); why != "" {
		return screen.Say(screen.Info, why)
	}
	switch a {
	case "editor.close":
		return m.close()
	case "editor.next":
		m.moving(e.form.Next)
	case "editor.prev":
		m.moving(e.form.Prev)
	case "editor.reset":
		e.form.Reset()
		return m.edited()
	case "editor.remove":
		if !e.form.Removable() {
			return screen.Say(screen.Info, "Only an attribute can be removed")
		}
		e.form.Remove()
		return m.edited()
	case "editor.add":
		return m.askAttribute()
	case "editor.review":
		return m.review(false)
	case "editor.run":
		return m.review(true)
	case "editor.external":
		return m.openOutside()
	}
	return nil
}

// name is what people call the session: its uid, and before it was read what
// it was asked for by.
func (e *editor) name() string {
	if e.base != nil && !e.fresh {
		return shortName(e.base)
	}
	return e.id
}

// title names the session in a sentence.
func (e *editor) title() string {
	if e.fresh {
		return "the new session"
	}
	return "session " + e.name()
}

// needs reports whether the form has people, and profiles, whose ids have to be
// found by their names.
func (e *editor) needs(m *Model) (people, things bool) {
	for _, key := range e.form.Keys() {
		if uid, attribute := strings.CutPrefix(key, attrKey); attribute {
			k := m.kinds.of(uid).Kind
			people, things = people || k == kind.Person, things || k == kind.Profile
		}
	}
	return people, things
}

// renderEditor draws the form below what has to be said about it.
func (m *Model) renderEditor(w, h int) (string, *tea.Cursor) {
	e := m.editor
	title := "New session"
	if !e.fresh {
		title = "Edit session " + cell.CutMiddle(e.name(), max(w-54, 9))
	}
	head := pane.Head{Title: title, Facts: m.editorFacts(), Problem: e.problem, Remedy: e.remedy}
	var alone pane.Split
	return alone.Render(m.env, w, h, head, func(w, h int) (string, *tea.Cursor) {
		m.bodyAt = m.height - h
		switch {
		case e.stage != opening:
			frame, cursor := e.form.Render(w, h)
			if e.stage != editing {
				cursor = nil
			}
			return frame, cursor
		case e.failed != nil:
			return pane.Message(m.env, w, h, "Session "+firstOf(e.like, e.id)+" could not be read", "", m.whyNot(e.failed),
				"", m.env.Keys.Key("app.refresh")+" tries again, "+m.env.Keys.Key("editor.close")+" goes back."), nil
		}
		if e.fresh && e.like == "" {
			return pane.Message(m.env, w, h, "Reading what attributes there are"), nil
		}
		return pane.Message(m.env, w, h, "Reading session "+firstOf(e.like, e.id)), nil
	}, nil)
}

func (m *Model) editorFacts() []string {
	e := m.editor
	switch e.stage {
	case opening:
		return nil
	case sending:
		return []string{"sending"}
	case settling:
		return []string{"no answer came", "reading the session back"}
	}
	at, of := e.form.Place()
	facts := []string{"nothing changed"}
	if n := len(e.form.Changes()); n > 0 {
		facts[0] = cell.Count(n, "change")
		if fact := m.draftFact(); fact != "" {
			facts = append(facts, fact)
		}
	}
	return append(facts, fmt.Sprintf("field %d of %d", at, of))
}
