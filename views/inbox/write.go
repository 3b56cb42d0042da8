package inbox

import (
	"encoding/json"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/internal/columns"
	"iscope/views/internal/save"
)

// arranged is a list under the name that its columns are remembered by.
func (m *Model) arranged(l *list, closed bool) columns.List {
	if closed {
		return columns.List{Env: m.env, Name: "inbox-completed", Title: "Completed items", Table: l}
	}
	return columns.List{Env: m.env, Name: "inbox", Title: "Inbox", Table: l}
}

// write opens the window that writes work items to a file.
func (m *Model) write() tea.Cmd {
	l := save.List[api.WorkItem]{
		Env: m.env, View: m.id, Ctx: m.ctx, Name: "inbox", Noun: "item", Table: m.list, One: m.list.Selected(), Alone: m.split.Focused,
		Record: itemRecord, Partial: func(it *api.WorkItem) bool { return it.Raw.IsZero() },
	}
	if m.completed {
		l.Name = "inbox-completed"
	}
	if m.split.Focused && m.detail.item.ID != "" {
		l.One = &m.detail.item
	}
	if !m.load.done {
		l.Note = "The list is still being read: more items follow."
	}
	return l.Show()
}

// itemRecord is the record of an item. A very long list does not keep those of
// its rows: then it is what the list shows, by the names that the tenant has for
// it.
func itemRecord(it *api.WorkItem) func() json.RawMessage {
	if !it.Raw.IsZero() {
		return it.Raw.JSON
	}
	known := struct {
		ID          string `json:"id"`
		Type        string `json:"type"`
		State       string `json:"state,omitempty"`
		Name        string `json:"name,omitempty"`
		Description string `json:"description"`
		Requester   string `json:"requesterDisplayName,omitempty"`
		Owner       string `json:"ownerId,omitempty"`
		Created     string `json:"created,omitempty"`
		Completed   string `json:"completed,omitempty"`
		Lines       int    `json:"numItems"`
	}{it.ID, it.Type, string(it.State), it.Name, it.Description, it.RequesterName, it.OwnerID, table.Stamp(it.Created), table.Stamp(it.Completed), it.Lines}
	return func() json.RawMessage {
		text, err := json.Marshal(known)
		if err != nil {
			return nil // texts and a number can be written
		}
		return text
	}
}

// hiddenColumns are those that nobody sees who does not ask for them.
func (m *Model) hiddenColumns(closed bool) []table.Column[api.WorkItem] {
	muted := func(text string) (string, theme.Style) { return text, m.env.Styles.Muted }
	out := []table.Column[api.WorkItem]{
		{Key: "value", Title: "value", Width: 16, Drop: 6, Off: true, Cell: func(it *api.WorkItem, _ int) (string, theme.Style) { return it.Value, theme.Style{} }},
		{Key: "created", Title: "created", Width: 7, Right: true, Drop: 7, Off: true, Falling: true, Order: table.OldestFirst,
			Less: func(a, b *api.WorkItem) int { return a.Created.Compare(b.Created) },
			Cell: func(it *api.WorkItem, _ int) (string, theme.Style) {
				return muted(cell.AgeSince(it.Created, m.env.Now()))
			},
			Value: func(it *api.WorkItem) string { return table.Stamp(it.Created) }},
		{Key: "id", Title: "id", Width: 13, Drop: 9, Off: true,
			Cell:  func(it *api.WorkItem, w int) (string, theme.Style) { return muted(cell.CutMiddle(it.ID, w)) },
			Value: func(it *api.WorkItem) string { return it.ID }},
	}
	if closed {
		out = append(out, table.Column[api.WorkItem]{
			Key: "completed", Title: "completed", Width: 9, Right: true, Drop: 8, Off: true,
			Cell: func(it *api.WorkItem, _ int) (string, theme.Style) {
				return muted(cell.AgeSince(it.Completed, m.env.Now()))
			},
			Value: func(it *api.WorkItem) string { return table.Stamp(it.Completed) },
		})
	}
	return out
}
