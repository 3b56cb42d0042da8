package session

import (
	"encoding/json"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/internal/columns"
	"iscope/views/internal/save"
)

// arranged is the list as the person arranges it.
func (m *Model) arranged() columns.List {
	return columns.List{Env: m.env, Name: "sessions", Title: "Sessions", Table: m.list}
}

// write opens the window that writes sessions to a file. Encrypted values are
// not in it.
func (m *Model) write() tea.Cmd {
	if !m.kinds.settled() {
		return tea.Batch(m.learn(), screen.Say(screen.Info, "Reading which attributes are encrypted; press it again then"))
	}
	l := save.List[api.Session]{
		Env: m.env, View: m.id, Ctx: m.ctx, Name: "sessions", Noun: "session", Table: m.list, Alone: m.split.Focused,
		Masks: "Encrypted values are hidden.",
		Record: func(s *api.Session) func() json.RawMessage {
			raw := json.RawMessage(m.masked(s.Raw.JSON()))
			return func() json.RawMessage { return raw }
		},
	}
	if id := m.target(); id != "" {
		l.One = m.session(id)
	}
	if m.load.more {
		l.Note = "The server has more sessions than are loaded."
	}
	return l.Show()
}
