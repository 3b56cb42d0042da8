package session

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/draft"
)

// Drafts keep what was typed into the editor of a session and not sent, beyond
// the end of the program, by the id of the session. A session may have several.
type Drafts = draft.Store

// Files keeps the drafts of sessions as files of one folder.
type Files = draft.Files

// lister is a store that can tell which drafts it has.
type lister interface {
	// ListOf returns all drafts of the tenant; nameOf tells the name under which
	// one was saved, "" for what is none of ours.
	ListOf(nameOf func(body []byte) string) ([][]byte, error)
}

var _ lister = Files{}

// listDrafts returns the names of all drafts of the tenant that have a change. It
// is called outside of Update.
func listDrafts(store Drafts) []string {
	l, can := store.(lister)
	if !can {
		return nil
	}
	var names []string
	// What cannot be listed is not marked; the editor finds it all the same.
	bodies, _ := l.ListOf(nameIn)
	for _, body := range bodies {
		name := nameIn(body)
		if d, err := readDraft(body, draft.Owner(name)); err == nil && d != nil {
			names = append(names, name)
		}
	}
	return names
}

// nameIn returns the name under which a draft was saved, by what is in it.
func nameIn(body []byte) string {
	var d kept
	if json.Unmarshal(body, &d) != nil || d.Session == "" || d.Copy < 0 || d.Copy >= draft.Most {
		return ""
	}
	return d.name()
}

// noteDraft keeps up which sessions are marked as having a draft.
func (m *Model) noteDraft(name string, there bool) {
	if m.unsent[name] == there {
		return
	}
	m.unsent = maps.Clone(m.unsent)
	if m.unsent == nil {
		m.unsent = map[string]bool{}
	}
	m.unsent[name] = there
	m.list.SetRows(m.list.Rows())
	m.version++
}

// hasDraft reports whether a session has changes that were not sent.
func (m *Model) hasDraft(id string) bool {
	for n := range draft.Most {
		if m.unsent[draft.Name(id, n)] {
			return true
		}
	}
	return false
}

// draftMark stands before the name in the row of a session with a draft.
func (m *Model) draftMark(id string) string {
	if !m.hasDraft(id) {
		return ""
	}
	return m.env.Styles.Said(theme.Held) + "draft · "
}

// draftNews says at the start which drafts wait, but for those of the sessions
// that were told of already.
func (m *Model) draftNews(told []string) tea.Cmd {
	sessions, fresh := map[string]bool{}, 0
	for name, there := range m.unsent {
		switch id := draft.Owner(name); {
		case !there || slices.Contains(told, id):
		case id == freshID:
			fresh++
		default:
			sessions[id] = true
		}
	}
	var parts []string
	if n := len(sessions); n > 0 {
		has := " has"
		if n > 1 {
			has = " have"
		}
		parts = append(parts, cell.Count(n, "session")+has+" an unsent draft, "+m.env.Keys.Key("sessions.edit")+" on it goes on")
	}
	if fresh > 0 {
		parts = append(parts, cell.Count(fresh, "new session")+" not sent yet, "+m.env.Keys.Key("sessions.new")+" goes on")
	}
	if len(parts) == 0 {
		return nil
	}
	return screen.Say(screen.Info, strings.Join(parts, "; "))
}
