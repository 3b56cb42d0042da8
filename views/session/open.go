package session

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
)

// openID shows the session with that id, in the list or not.
func (m *Model) openID(id string) tea.Cmd {
	m.detail = detail{id: id, pinned: !m.list.Select(id)}
	m.split.Open, m.split.Focused = true, true
	m.sheet.Top()
	return m.readDetail()
}

// openNamed is openID for an id or uid that a person gave: the uid is what people
// see of a session, and NERM reads one by its id alone.
func (m *Model) openNamed(name string) tea.Cmd {
	if m.list.Row(name) == nil {
		for i := range m.list.Rows() {
			if s := &m.list.Rows()[i]; s.UID == name {
				return m.openID(s.ID)
			}
		}
	}
	return m.openID(name)
}

// uidKey tells the search for a session by its uid from the reading of the list.
const uidKey = "uid "

// askByUID asks for the session whose uid is what NERM has no id like.
func (m *Model) askByUID(uid string) tea.Cmd {
	m.detail.busy = true
	ctx, t := m.reads.NextFor(api.ListSessions, uidKey+uid)
	return m.cmds.Sessions(ctx, t, api.SessionQuery{UID: uid, Limit: 2})
}

// onByUID shows the session that was found by its uid. Where there is none, why
// it was not found by its id stays said.
func (m *Model) onByUID(r api.Result[api.Page[api.Session]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.reads.Done(r.Ticket)
	uid := strings.TrimPrefix(r.Key, uidKey)
	if m.detail.id != uid || !m.detail.pinned {
		return nil
	}
	m.detail.busy = false
	m.version++
	for _, s := range r.Value.Items {
		if s.UID == uid && s.ID != uid { // a server may not know the filter; that id is not found already
			return m.openID(s.ID)
		}
	}
	return nil
}
