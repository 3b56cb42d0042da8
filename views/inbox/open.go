package inbox

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/screen"
)

// Open shows the work item with that id. One that the list does not show is
// read first, and can be looked at only.
func (m *Model) Open(value any) tea.Cmd {
	id, ok := value.(string)
	if id = strings.TrimSpace(id); !ok || id == "" {
		return nil
	}
	m.opening = ""
	if !m.decisions && m.list.Select(id) {
		m.split.Open = true
		return m.showSelected()
	}
	m.opening = id
	return m.cmds.WorkItem(m.ctx, m.ticket(api.GetWorkItem, id, "open"), id)
}

// onOpened shows an item that was read because somebody gave its id, or says why
// it cannot.
func (m *Model) onOpened(r api.Result[api.WorkItem], id string) tea.Cmd {
	if m.opening != id {
		return nil // something else is wanted by now
	}
	m.opening = ""
	if err := r.Err; err != nil {
		if err.Kind == api.NotFound || err.Kind == api.Invalid {
			return screen.Say(screen.Bad, fmt.Sprintf("No work item has the id %q, or this account may not see it", cell.CutMiddle(safe.Line(id), 40)))
		}
		return screen.Say(screen.Bad, "The work item was not opened: "+err.Error())
	}
	var cmd tea.Cmd
	if m.decisions {
		cmd = m.toggleDecisions()
	}
	m.split.Open, m.split.Focused = true, true
	m.changing(func() { m.list.Replace(r.Value) })
	m.detail.gen++
	m.detail.set(m, r.Value)
	m.detail.pinned = true
	m.list.Unsettle() // keys on their way were meant for what was shown before
	return cmd
}

// unlisted reports whether the detail has the keys and shows an item that was
// opened by its id and is not in the list.
func (m *Model) unlisted() bool {
	return m.detail.pinned && m.split.Focused && m.list.Row(m.detail.item.ID) == nil
}
