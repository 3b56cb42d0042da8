package session

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/views/internal/draft"
)

// kept is what a draft has. Values of encrypted attributes, and of those that
// could be, are left out.
type kept struct {
	Session string        `json:"session"`
	Copy    int           `json:"copy,omitempty"` // which of several of that session, from 0
	Saved   time.Time     `json:"saved"`
	Changes []draftChange `json:"changes"`
	Left    int           `json:"left_out,omitempty"` // values that are not kept
	Missing []string      `json:"missing,omitempty"`  // keys of their fields
	Open    *draftChange  `json:"open,omitempty"`     // the field whose text another editor has
}

// name is what the draft is kept under.
func (d *kept) name() string { return draft.Name(d.Session, d.Copy) }

// replace puts a change in the place of that of the same field.
func (d *kept) replace(c draftChange) {
	d.Changes = slices.DeleteFunc(d.Changes, func(x draftChange) bool { return x.Key == c.Key })
	if c.After != c.Before || c.Added {
		d.Changes = append(d.Changes, c)
	}
}

type draftChange struct {
	Key     string `json:"key"`
	Before  string `json:"before"`
	After   string `json:"after"`
	Added   bool   `json:"added,omitempty"`
	Removed bool   `json:"removed,omitempty"`
	// IDs are the ids of the people and profiles chosen, by their names.
	IDs map[string]string `json:"ids,omitempty"`
}

// current returns the draft of the form as it is now.
func (m *Model) current() kept {
	e := m.editor
	d := kept{Session: e.id, Copy: e.copy, Saved: m.env.Now().UTC()}
	for _, c := range e.form.Changes() {
		uid, attribute := strings.CutPrefix(c.Key, attrKey)
		if c.Secret || attribute && !m.kinds.storable(uid) {
			d.Left++
			if !c.Removed {
				d.Missing = append(d.Missing, c.Key)
			}
			continue
		}
		d.Changes = append(d.Changes, draftChange{c.Key, c.Before, c.After, c.Added, c.Removed, maps.Clone(e.ids.of(c.Key))})
	}
	if key := e.away; key != "" {
		d.Open = &draftChange{Key: key, Before: valueOf(e.base, key), After: e.form.Value(key), Added: m.added(key)}
	}
	return d
}

// print identifies the changes of a draft.
func (d kept) print() string {
	if len(d.Changes) == 0 && d.Open == nil {
		return ""
	}
	b, _ := json.Marshal([]any{d.Changes, d.Open, d.Missing}) // texts marshal
	return d.Session + string(b)
}

// safeOnDisk reports whether the draft on disk has every change of the form.
func (m *Model) safeOnDisk() bool {
	if m.Drafts == nil || m.editor.copy < 0 {
		return false
	}
	d := m.current()
	return d.Left == 0 && m.keeper.Safe(d.print())
}

// pristine reports whether nothing was typed: the form is as it began, or as a
// new session was filled in from another one.
func (m *Model) pristine() bool {
	e := m.editor
	if !e.form.Changed() {
		return true
	}
	d := m.current()
	return e.filled != "" && d.Left == 0 && d.print() == e.filled
}

// draftFact says how far the draft has what was typed, "" where none is kept.
func (m *Model) draftFact() string {
	d := m.current()
	switch {
	case m.Drafts == nil:
		return ""
	case m.editor.copy < 0:
		return "draft not saved: " + draft.NoRoom
	case m.keeper.Failed() != nil:
		return "draft not saved: " + m.keeper.Failed().Error()
	case d.print() == "" && d.Left > 0:
		return "no draft holds a secret value"
	case !m.keeper.Safe(d.print()):
		return ""
	case d.Left > 0:
		return "draft saved without " + cell.Count(d.Left, "secret value")
	}
	return "draft saved"
}

// scheduleDraft saves the draft once no key has come for a moment.
func (m *Model) scheduleDraft() tea.Cmd { return m.keeper.Touch() }

func (m *Model) onDraftDue(due draft.Due) tea.Cmd {
	if !m.keeper.Awaits(due) {
		return nil
	}
	return m.saveDraft()
}

// saveDraft brings the draft on disk up to the form. Drafts that were found and
// left for later are not touched: this edit has a place of its own.
func (m *Model) saveDraft() tea.Cmd {
	e := m.editor
	if e == nil || e.stage == opening || e.copy < 0 {
		return nil
	}
	d := m.current()
	mark := d.print()
	if mark == e.filled {
		mark = "" // nobody typed that
	}
	if mark == "" && (m.keeper.Mark() != "" || m.keeper.Failed() != nil || m.keeper.Busy()) {
		return m.dropDraft()
	}
	if mark == "" {
		return nil
	}
	return m.keeper.Save(d.Session, d.Copy, mark, func(n int) ([]byte, error) {
		d := d
		d.Copy = n
		return json.Marshal(d)
	})
}

// dropDraft removes the draft of this edit.
func (m *Model) dropDraft() tea.Cmd {
	if m.editor.copy < 0 {
		return nil
	}
	return m.keeper.Drop(draft.Name(m.editor.id, m.editor.copy))
}

func (m *Model) onKept(r draft.Saved) tea.Cmd {
	next := m.keeper.Took(r)
	if r.Err == nil {
		m.noteDraft(r.Name, r.Stays)
	}
	if r.Overtaken() {
		next = tea.Batch(next, screen.Say(screen.Warn, "A draft that another window has saved since is left alone"))
	}
	e := m.editor
	if e != nil && len(e.files) > 0 && !m.keeper.Busy() && m.safeOnDisk() {
		next = tea.Batch(next, m.removeFiles())
	}
	if e == nil || !e.leaving || m.keeper.Busy() {
		return next
	}
	e.leaving = false
	switch {
	case e.stage != editing:
	case m.safeOnDisk():
		return tea.Batch(next, m.leave())
	default:
		return tea.Batch(next, m.askDiscard())
	}
	return next
}

// loadDrafts looks for drafts of a session that is about to be edited.
func (m *Model) loadDrafts(id string) tea.Cmd {
	m.keeper.Use(m.Drafts)
	return m.keeper.Load(id)
}

// onDrafts takes the drafts that were found, and chooses the first free place for
// that of this edit.
func (m *Model) onDrafts(r draft.Found) tea.Cmd {
	cmds := []tea.Cmd{m.keeper.Read()}
	e := m.editor
	if e == nil || e.stage != opening || e.draftRead || e.asFound != r.Key {
		return cmds[0]
	}
	m.keeper.Begin("")
	shelf := draft.Sort(r, func(n int, body []byte) (*kept, error) {
		d, err := readDraft(body, r.Key)
		if d != nil {
			d.Copy = n
		}
		return d, err
	})
	e.draftRead, e.copy, e.found = true, shelf.Free, shelf.Drafts
	for _, err := range shelf.Damaged {
		cmds = append(cmds, screen.Say(screen.Warn, "A draft of this session cannot be read and is left alone: "+safe.Line(err.Error())))
	}
	if shelf.Failed != nil {
		cmds = append(cmds, screen.Say(screen.Warn, "A draft may exist, but it could not be read: "+safe.Line(shelf.Failed.Error())))
	}
	return tea.Batch(append(cmds, m.ready())...)
}

// readDraft decodes a draft; nil where there is nothing in it. One that has no
// change yet, since another editor has the text, is [draft.ErrInUse].
func readDraft(body []byte, id string) (*kept, error) {
	d, err := readKept(body, id)
	switch {
	case d == nil:
		return nil, err
	case len(d.Changes) == 0 && d.Open != nil:
		return nil, draft.ErrInUse
	case len(d.Changes) == 0:
		return nil, nil
	}
	return d, nil
}

// readKept is readDraft for a draft that may have nothing but the name of the
// field whose text another editor has.
func readKept(body []byte, id string) (*kept, error) {
	if len(body) == 0 {
		return nil, nil
	}
	if len(body) > draft.Max {
		return nil, fmt.Errorf("it has %d bytes", len(body))
	}
	var d kept
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, err
	}
	if d.Session != id {
		return nil, fmt.Errorf("it is that of another session")
	}
	return &d, nil
}
