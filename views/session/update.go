package session

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/extern"
	"iscope/ui/poll"
	"iscope/views/internal/change"
	"iscope/views/internal/draft"
	"iscope/views/session/filter"
)

// Update handles messages addressed to the view, broadcasts, and keys and
// pastes while Typing.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return m.typed(msg)
	case tea.FocusMsg:
		return m.poller.Focus(true)
	case tea.BlurMsg:
		return m.poller.Focus(false)
	case api.Mutated:
		if msg.Op == api.PatchSession || msg.Op == api.CreateSession {
			return m.poller.Hurry()
		}
	case poll.Tick:
		if m.poller.Due(msg) {
			return m.startLoad()
		}
	case dialog.Answer:
		return m.onAnswer(msg)
	case draft.Due:
		return m.onDraftDue(msg)
	case searchDue:
		return m.onSearchDue(msg)
	case followTick:
		return m.onFollowTick(msg)
	case extern.Done:
		return m.cameBack(msg)
	default:
		return m.onResult(msg)
	}
	return nil
}

// onResult handles the answers to requests.
func (m *Model) onResult(msg tea.Msg) tea.Cmd {
	switch r := msg.(type) {
	case api.Result[api.Page[api.Session]]:
		if strings.HasPrefix(r.Key, uidKey) {
			return m.onByUID(r)
		}
		return m.onPage(r)
	case api.Result[api.Session]:
		switch {
		case strings.HasPrefix(r.Key, editKey):
			return m.onEditRead(r)
		case strings.HasPrefix(r.Key, settleKey):
			return m.onSettled(r)
		case strings.HasPrefix(r.Key, followKey):
			return m.onFollowed(r)
		}
		return m.onDetail(r)
	case api.Result[api.Page[api.NERMUser]]:
		return m.onUsers(r)
	case api.Result[api.Page[api.Profile]]:
		return m.onProfiles(r)
	case api.Result[api.Page[api.NEAttribute]]:
		return m.onKinds(r)
	case api.Result[api.Page[api.NEOption]]:
		return m.onChoices(r)
	case api.Result[[]api.WorkflowAction]:
		return m.onFlow(r)
	case api.Result[sent]:
		return m.onSent(r)
	case api.Result[made]:
		return m.onMade(r)
	case api.Result[change.Outcome[api.Session]]:
		return m.onRan(r)
	case api.Result[recovered]:
		return m.onRecovered(r)
	case draft.Found:
		return m.onDrafts(r)
	case draft.Saved:
		return m.onKept(r)
	}
	return nil
}

// typed hands a key or paste to whatever has the keys.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	if m.editor != nil {
		return m.typedInEditor(msg)
	}
	switch {
	case m.split.Focused && m.sheet.Typing():
		m.sheet.Type(msg)
	case m.list.Typing():
		m.list.Type(msg)
		m.follow()
	}
	return m.restOrPoll()
}

// typedInEditor takes keys of the editor first, then those that edit.
func (m *Model) typedInEditor(msg tea.Msg) tea.Cmd {
	if m.editor.form.Early(msg) {
		return nil
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		if a, bound := m.env.Keys.Resolve([]keymap.Scope{keymap.Editor}, key.String()); bound {
			return m.Act(a)
		}
	}
	if m.editor.stage != editing {
		return nil
	}
	if cmd, chosen := m.choose(msg); chosen {
		return cmd
	}
	if m.tooLong() {
		return m.longText()
	}
	return tea.Batch(m.editor.form.Update(msg), m.edited())
}

// restOrPoll lets the list rest while a text field or the editor is open over
// it.
func (m *Model) restOrPoll() tea.Cmd {
	if m.Typing() {
		m.poller.Rest(poll.Busy)
		return nil
	}
	return m.poller.Wake(poll.Busy)
}

// onAnswer handles what a dialog answers.
func (m *Model) onAnswer(a dialog.Answer) tea.Cmd {
	switch a.Name {
	case askOpen:
		if id, ok := a.Value.(string); ok {
			return m.Open(id)
		}
		return nil
	case askFilter:
		return m.onFilterPart(a)
	case askFilterValue:
		return m.onFilterValue(a)
	case askFilterUID:
		text, _ := a.Value.(string)
		return m.filterBy(filter.UID, text)
	case askRun:
		return m.onRunAgreed(a)
	case askSend:
		if r, ok := a.Value.(reviewed); ok {
			return m.send(r)
		}
		return nil
	}
	if m.editor == nil || m.editor.stage != editing {
		return nil
	}
	switch a.Name {
	case askDiscard:
		return m.discard()
	case askRestore:
		return m.onDraftFate(a.Value)
	case askDrop:
		return m.dropFound(a.Value)
	case askRebase:
		return m.takeOver(a.Value)
	case askAttribute, askUID:
		return m.onAttribute(a)
	case askSearch:
		return m.onPicked(a)
	}
	return tea.Batch(m.editor.form.Update(a), m.edited())
}
