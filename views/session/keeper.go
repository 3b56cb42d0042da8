package session

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
)

// Drafts keep what was typed into the editor of a session and not sent, beyond
// the end of the program. They are called one at a time, outside of Update.
type Drafts interface {
	// Load returns the draft of a session, nil when there is none.
	Load(id string) ([]byte, error)
	// Save replaces the draft of a session; it is there when Save returns.
	Save(id string, body []byte) error
	// Drop removes the draft of a session, if there is one.
	Drop(id string) error
}

// saveDelay is how long after the last key a draft is saved.
const saveDelay = 300 * time.Millisecond

// Operations on drafts, for tickets.
const (
	opLoadDraft api.Op = "load draft"
	opSaveDraft api.Op = "save draft"
)

// storedDraft is the answer to loading a draft.
type storedDraft struct{ body []byte }

// kept is the answer to saving a draft, or to dropping it, when saved is "".
type kept struct{ saved string }

// draftDue is the moment to save the draft. The keeper sends it to its own
// view; one that was overtaken by another edit is ignored.
type draftDue struct {
	view string
	gen  int
}

// To returns the view the moment is for.
func (d draftDue) To() string { return d.view }

// keeper saves drafts one after the other, so that a later one never loses to
// an earlier one.
type keeper struct {
	gen    int // of the draftDue awaited
	busy   bool
	queue  []tea.Cmd
	saved  string // changes of the draft on disk, "" for none
	failed *api.Error
}

// do runs cmd after those before it.
func (k *keeper) do(cmd tea.Cmd) tea.Cmd {
	if k.busy {
		k.queue = append(k.queue, cmd)
		return nil
	}
	k.busy = true
	return cmd
}

// done starts the next command.
func (k *keeper) done() tea.Cmd {
	if len(k.queue) == 0 {
		k.busy = false
		return nil
	}
	next := k.queue[0]
	k.queue = k.queue[1:]
	return next
}

// draft is what is kept. Values of encrypted attributes, and of those that
// could be, are left out.
type draft struct {
	Session string        `json:"session"`
	Saved   time.Time     `json:"saved"`
	Changes []draftChange `json:"changes"`
	Left    int           `json:"left_out,omitempty"` // values that are not kept
}

type draftChange struct {
	Key     string `json:"key"`
	Before  string `json:"before"`
	After   string `json:"after"`
	Added   bool   `json:"added,omitempty"`
	Removed bool   `json:"removed,omitempty"`
}

// current returns the draft of the form as it is now.
func (m *Model) current() draft {
	e := m.editor
	d := draft{Session: e.id, Saved: m.env.Now().UTC()}
	for _, c := range e.form.Changes() {
		uid, attribute := strings.CutPrefix(c.Key, attrKey)
		if c.Secret || attribute && !m.kinds.storable(uid) {
			d.Left++
			continue
		}
		d.Changes = append(d.Changes, draftChange{c.Key, c.Before, c.After, c.Added, c.Removed})
	}
	return d
}

// print identifies the changes of a draft.
func (d draft) print() string {
	if len(d.Changes) == 0 {
		return ""
	}
	b, _ := json.Marshal(d.Changes) // a list of texts marshals
	return d.Session + string(b)
}

// safeOnDisk reports whether the draft on disk has every change of the form.
func (m *Model) safeOnDisk() bool {
	if m.Drafts == nil || m.keeper.busy || m.keeper.failed != nil {
		return false
	}
	d := m.current()
	return d.Left == 0 && d.print() == m.keeper.saved
}

// scheduleDraft saves the draft once no key has come for a moment.
func (m *Model) scheduleDraft() tea.Cmd {
	if m.Drafts == nil {
		return nil
	}
	m.keeper.gen++
	due := draftDue{m.id, m.keeper.gen}
	return tea.Tick(saveDelay, func(time.Time) tea.Msg { return due })
}

func (m *Model) onDraftDue(due draftDue) tea.Cmd {
	if m.editor == nil || m.editor.stage == opening || due.gen != m.keeper.gen {
		return nil
	}
	d := m.current()
	if d.print() == m.keeper.saved && m.keeper.failed == nil && !m.keeper.busy {
		return nil
	}
	if len(d.Changes) == 0 {
		return m.dropDraft(d.Session)
	}
	body, err := json.Marshal(d)
	if err != nil {
		return nil // a struct of texts marshals
	}
	drafts, t := m.Drafts, m.reads.Detached(opSaveDraft, d.Session)
	return m.keeper.do(api.Run(m.cmds, m.ctx, t, func(context.Context) (kept, error) {
		return kept{d.print()}, drafts.Save(d.Session, body)
	}))
}

// dropDraft removes the draft of a session.
func (m *Model) dropDraft(id string) tea.Cmd {
	m.keeper.gen++
	if m.Drafts == nil {
		return nil
	}
	drafts, t := m.Drafts, m.reads.Detached(opSaveDraft, id)
	return m.keeper.do(api.Run(m.cmds, m.ctx, t, func(context.Context) (kept, error) { return kept{}, drafts.Drop(id) }))
}

func (m *Model) onKept(r api.Result[kept]) tea.Cmd {
	next := m.keeper.done()
	m.keeper.failed = r.Err
	if r.Err == nil {
		m.keeper.saved = r.Value.saved
	}
	e := m.editor
	if e == nil || !e.leaving || m.keeper.busy {
		return next
	}
	e.leaving = false
	switch {
	case e.stage != editing:
	case m.safeOnDisk():
		return m.leave()
	default:
		return m.askDiscard()
	}
	return nil
}

// loadDraft looks for a draft of a session that is about to be edited.
func (m *Model) loadDraft(id string) tea.Cmd {
	if m.Drafts == nil {
		return nil
	}
	drafts, t := m.Drafts, m.reads.Detached(opLoadDraft, id)
	return m.keeper.do(api.Run(m.cmds, m.ctx, t, func(context.Context) (storedDraft, error) {
		body, err := drafts.Load(id)
		return storedDraft{body}, err
	}))
}

func (m *Model) onDraft(r api.Result[storedDraft]) tea.Cmd {
	next := m.keeper.done()
	e := m.editor
	if e == nil || e.stage != opening || e.draftRead || e.asFound != r.Key {
		return next
	}
	e.draftRead, m.keeper.failed, m.keeper.saved = true, nil, ""
	var said tea.Cmd
	switch d, err := readDraft(r.Value.body, r.Key); {
	case r.Err != nil:
		said = screen.Say(screen.Warn, "A draft may exist, but it could not be read: "+r.Err.Error())
	case err != nil:
		said = screen.Say(screen.Warn, "The draft of this session cannot be read and is left alone: "+err.Error())
	default:
		e.draft = d
	}
	return tea.Batch(next, said, m.ready())
}

// maxDraft is the size of a draft in bytes above which it is none of ours.
const maxDraft = 4 << 20

// readDraft decodes a draft; nil where there is nothing in it.
func readDraft(body []byte, id string) (*draft, error) {
	if len(body) == 0 {
		return nil, nil
	}
	if len(body) > maxDraft {
		return nil, fmt.Errorf("it has %d bytes", len(body))
	}
	var d draft
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, err
	}
	if d.Session != id {
		return nil, fmt.Errorf("it is that of another session")
	}
	if len(d.Changes) == 0 {
		return nil, nil
	}
	return &d, nil
}
