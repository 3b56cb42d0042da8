package session

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/screen"
	"iscope/views/internal/draft"
)

// kept is what a draft has. Values of encrypted attributes, and of those that
// could be, are left out.
type kept struct {
	Session string        `json:"session"`
	Saved   time.Time     `json:"saved"`
	Changes []draftChange `json:"changes"`
	Left    int           `json:"left_out,omitempty"` // values that are not kept
	Open    *draftChange  `json:"open,omitempty"`     // the field whose text another editor has
}

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
	d := kept{Session: e.id, Saved: m.env.Now().UTC()}
	for _, c := range e.form.Changes() {
		uid, attribute := strings.CutPrefix(c.Key, attrKey)
		if c.Secret || attribute && !m.kinds.storable(uid) {
			d.Left++
			continue
		}
		d.Changes = append(d.Changes, draftChange{c.Key, c.Before, c.After, c.Added, c.Removed, e.ids.of(c.Key)})
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
	b, _ := json.Marshal([]any{d.Changes, d.Open}) // texts marshal
	return d.Session + string(b)
}

// safeOnDisk reports whether the draft on disk has every change of the form.
func (m *Model) safeOnDisk() bool {
	if m.Drafts == nil {
		return false
	}
	d := m.current()
	return d.Left == 0 && m.keeper.Safe(d.print())
}

// scheduleDraft saves the draft once no key has come for a moment.
func (m *Model) scheduleDraft() tea.Cmd { return m.keeper.Touch() }

func (m *Model) onDraftDue(due draft.Due) tea.Cmd {
	if !m.keeper.Awaits(due) {
		return nil
	}
	return m.saveDraft()
}

// saveDraft brings the draft on disk up to the form.
func (m *Model) saveDraft() tea.Cmd {
	if m.editor == nil || m.editor.stage == opening {
		return nil
	}
	d := m.current()
	if d.print() == "" && (m.keeper.Mark() != "" || m.keeper.Failed() != nil || m.keeper.Busy()) {
		return m.dropDraft(d.Session)
	}
	body, err := json.Marshal(d)
	if err != nil || d.print() == "" {
		return nil // a struct of texts marshals
	}
	return m.keeper.Save(d.Session, d.print(), body)
}

// dropDraft removes the draft of a session.
func (m *Model) dropDraft(id string) tea.Cmd { return m.keeper.Drop(id) }

func (m *Model) onKept(r draft.Saved) tea.Cmd {
	next := m.keeper.Took(r)
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

// loadDraft looks for a draft of a session that is about to be edited.
func (m *Model) loadDraft(id string) tea.Cmd {
	m.keeper.Use(m.Drafts)
	return m.keeper.Load(id)
}

func (m *Model) onDraft(r draft.Loaded) tea.Cmd {
	next := m.keeper.Read()
	e := m.editor
	if e == nil || e.stage != opening || e.draftRead || e.asFound != r.Key {
		return next
	}
	e.draftRead = true
	m.keeper.Begin("")
	var said tea.Cmd
	switch d, err := readDraft(r.Value, r.Key); {
	case r.Err != nil:
		said = screen.Say(screen.Warn, "A draft may exist, but it could not be read: "+r.Err.Error())
	case err != nil:
		said = screen.Say(screen.Warn, "The draft of this session cannot be read and is left alone: "+err.Error())
	default:
		e.draft = d
	}
	return tea.Batch(next, said, m.ready())
}

// readDraft decodes a draft; nil where there is nothing in it.
func readDraft(body []byte, id string) (*kept, error) {
	d, err := readKept(body, id)
	if d == nil || len(d.Changes) == 0 {
		return nil, err
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
