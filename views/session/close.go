package session

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/draft"
)

// close ends the edit. Changes that a draft can hold stay in it; others are
// lost, which is asked about first.
func (m *Model) close() tea.Cmd {
	e := m.editor
	switch {
	case e.stage != editing || m.pristine():
		return m.closeEditor(e.stage == editing && (m.keeper.Mark() != "" || m.keeper.Busy() || e.restored))
	case m.safeOnDisk():
		return m.leave()
	case !e.leaving && m.Drafts != nil && e.copy >= 0 && m.keeper.Failed() == nil && m.current().Left == 0:
		e.leaving = true
		m.keeper.Hurry()
		return m.saveDraft()
	}
	return m.askDiscard()
}

// leave closes the editor and keeps the draft, which is on disk.
func (m *Model) leave() tea.Cmd {
	edit := m.env.Keys.Key("sessions.edit")
	if m.editor.fresh {
		edit = m.env.Keys.Key("sessions.new")
	}
	return tea.Batch(screen.Say(screen.Info, "The draft is kept; "+edit+" opens it again, or discards it"), m.closeEditor(false))
}

// askDiscard asks before changes are lost, and says why no draft holds them.
func (m *Model) askDiscard() tea.Cmd {
	e := m.editor
	lines := []string{cell.Count(len(e.form.Changes()), "change") + " of " + e.title() + " would be lost."}
	switch {
	case m.Drafts != nil && e.copy < 0:
		lines = append(lines, "No draft could be saved: "+draft.NoRoom+".")
	case m.keeper.Failed() != nil:
		lines = append(lines, "A draft could not be saved: "+m.keeper.Failed().Error())
	case e.leaving:
		lines = append(lines, "The draft is still being saved.")
	case m.Drafts != nil:
		lines = append(lines, cell.Count(m.current().Left, "value")+" that may be secret cannot be kept in a draft.")
	}
	e.leaving = false // the answer counts now
	return screen.Send(screen.Show{Dialog: &dialog.Confirm{
		Env: m.env, View: m.id, Name: askDiscard, Head: "Discard the changes?", Yes: "Discard", No: "Keep editing", Grave: true, Lines: lines,
	}})
}

// discard gives up the changes and their draft. Others that were found stay.
func (m *Model) discard() tea.Cmd { return m.closeEditor(true) }

// closeEditor goes back to the list; drop removes the draft of this edit as well.
func (m *Model) closeEditor(drop bool) tea.Cmd {
	e := m.editor
	var forget tea.Cmd
	if drop {
		forget = m.dropDraft()
	}
	m.editor = nil
	m.reads.SupersedeFor(api.GetSession, editKey+e.id)
	m.version++
	return tea.Batch(forget, m.restOrPoll())
}
