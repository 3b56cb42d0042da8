package session

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/form"
	"iscope/ui/pane"
	"iscope/ui/screen"
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

	draft     *draft // found on disk, not taken up yet
	draftRead bool
	failed    *api.Error // why it could not be opened

	checked  bool     // problem counts what cannot be sent
	beside   bool     // problem is about what stands below fields
	leaving  bool     // closed once the draft is on disk
	asked    reviewed // what is being sent
	intent   string   // its id in the journal
	mayRun   bool     // an earlier run got no answer
	problem  string   // said above the form
	remedy   string
	restored bool // the draft was taken up
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
	m.editor = &editor{id: id, asFound: id, form: form.New(m.env, m.id), draftRead: m.Drafts == nil}
	ctx, t := m.reads.NextFor(api.GetSession, editKey+id)
	return tea.Batch(m.cmds.Session(ctx, t, id), m.learn(), m.loadDraft(id))
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
	e.id, e.base = r.Value.ID, &r.Value
	m.keep(r.Value)
	return tea.Batch(m.ready(), m.lookUp())
}

// ready makes the form once everything it needs has been read.
func (m *Model) ready() tea.Cmd {
	e := m.editor
	if e == nil || e.stage != opening || e.base == nil || !m.kinds.settled() || !e.draftRead {
		return nil
	}
	e.form.SetFields(m.fields(e.base)...)
	e.form.Focus(keyStatus) // a choice: nothing is changed by a key typed too many
	e.stage = editing
	if e.draft == nil {
		return nil
	}
	return m.offerDraft()
}

// actInEditor does what an action means while a session is edited.
func (m *Model) actInEditor(a keymap.Action) tea.Cmd {
	e := m.editor
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
		e.form.Next()
	case "editor.prev":
		e.form.Prev()
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
	}
	return nil
}

// name is what people call the session: its uid, and before it was read what
// it was asked for by.
func (e *editor) name() string {
	if e.base != nil {
		return shortName(e.base)
	}
	return e.id
}

// edited notes that something may have changed, for reviews, the draft and what
// is said above the form.
func (m *Model) edited() tea.Cmd {
	e := m.editor
	e.seq++
	e.leaving = false
	switch {
	case e.checked:
		m.check(e.form.Recheck)
	case e.beside && e.form.Complaints() == 0:
		e.say("", "")
	}
	return m.scheduleDraft()
}

// say puts a problem above the form, "" for none.
func (e *editor) say(problem, remedy string) {
	e.problem, e.remedy, e.checked, e.beside = problem, remedy, false, false
}

// check asks whether the form can be sent as it is, with what checks its
// fields, and says above the form how many of them cannot.
func (m *Model) check(fields func() int) bool {
	e := m.editor
	fields()
	for _, c := range e.form.Changes() {
		if c.Added && c.After == "" {
			e.form.Complain(c.Key, "give it a value, or remove it with "+m.env.Keys.Key("editor.remove"))
		}
	}
	wrong := e.form.Complaints()
	if wrong == 0 {
		e.say("", "")
		return true
	}
	e.say(cell.Count(wrong, "field")+" cannot be sent like this", "")
	e.checked = true
	return false
}

// askAttribute lets a person choose an attribute to add: of those NERM knows
// and the session has not, or by its uid.
func (m *Model) askAttribute() tea.Cmd {
	var options []dialog.Option
	for _, k := range m.kinds.byUID {
		if k.DataType != "attachment" && m.addable(k.UID) {
			options = append(options, dialog.Option{Value: k.UID, Label: firstOf(k.Label, k.UID), Note: k.UID + " · " + k.DataType})
		}
	}
	if len(options) == 0 {
		return m.askUID()
	}
	slices.SortFunc(options, func(a, b dialog.Option) int {
		return strings.Compare(strings.ToLower(a.Label+a.Note), strings.ToLower(b.Label+b.Note))
	})
	p := &dialog.Pick{Env: m.env, View: m.id, Name: askAttribute, Head: "Add an attribute"}
	p.SetOptions(append(options, dialog.Option{Value: "", Label: "Another one, by its uid"}))
	return m.editor.form.Ask(p)
}

// addable reports whether the form has no such attribute, or a removed one.
func (m *Model) addable(uid string) bool {
	if uid == "" {
		return false
	}
	if !m.editor.form.Has(attrKey + uid) {
		return true
	}
	return slices.ContainsFunc(m.editor.form.Changes(), func(c form.Change) bool { return c.Key == attrKey+uid && c.Removed })
}

func (m *Model) askUID() tea.Cmd {
	return screen.Send(screen.Show{Dialog: &dialog.Prompt{
		Env: m.env, View: m.id, Name: askUID, Head: "Add an attribute", Lines: []string{"Uid of the attribute:"},
		Check: func(uid string) string {
			switch {
			case uid == "":
				return "a uid is needed"
			case strings.ContainsFunc(uid, unicode.IsSpace):
				return "a uid has no spaces"
			case len(uid) > maxID:
				return "that is too long for a uid"
			}
			return ""
		},
	}})
}

func (m *Model) onAttribute(a dialog.Answer) tea.Cmd {
	uid, _ := a.Value.(string)
	if o, picked := a.Value.(dialog.Option); picked {
		if uid, _ = o.Value.(string); uid == "" {
			return m.askUID()
		}
	}
	if uid == "" {
		return nil
	}
	m.addAttribute(uid, "")
	return m.edited()
}

// addAttribute puts a row for an attribute into the form.
func (m *Model) addAttribute(uid, value string) {
	f := m.attributeField(api.SessionAttribute{UID: uid}, nil)
	f.Value = value
	m.editor.form.Add(f)
}

// renderEditor draws the form below what has to be said about it.
func (m *Model) renderEditor(w, h int) (string, *tea.Cursor) {
	e := m.editor
	head := pane.Head{Title: "Edit session " + cell.CutMiddle(e.name(), max(w-54, 9)), Facts: m.editorFacts(), Problem: e.problem, Remedy: e.remedy}
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
			return pane.Message(m.env, w, h, "Session "+e.id+" could not be read", "", e.failed.Error(), e.failed.Remedy(),
				m.env.Keys.Key("editor.close")+" goes back."), nil
		}
		return pane.Message(m.env, w, h, "Reading session "+e.id), nil
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
		switch {
		case m.Drafts == nil:
		case m.keeper.failed != nil:
			facts = append(facts, "draft not saved: "+m.keeper.failed.Error())
		case m.safeOnDisk():
			facts = append(facts, "draft saved")
		}
	}
	return append(facts, fmt.Sprintf("field %d of %d", at, of))
}
