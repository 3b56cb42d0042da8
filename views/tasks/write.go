package tasks

import (
	"encoding/json"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/internal/columns"
	"iscope/views/internal/save"
)

// Names of the two lists in configuration and memory.
const (
	listPending = "tasks"
	listHistory = "tasks-history"
)

// lists are the two lists under their names, the one that is shown first.
func (m *Model) lists() (now, other columns.List) {
	now = columns.List{Env: m.env, Name: listPending, Title: "Pending tasks", Table: m.pending.table}
	other = columns.List{Env: m.env, Name: listHistory, Title: "History", Table: m.history.table}
	if m.past {
		now, other = other, now
	}
	return now, other
}

// write opens the window that writes tasks to a file.
func (m *Model) write() tea.Cmd {
	l := save.List[row]{
		Env: m.env, View: m.id, Ctx: m.writes, Name: "tasks-pending", Noun: "task", Table: m.shown(), One: m.current(), Alone: m.split.Focused,
		Record: func(r *row) func() json.RawMessage { return r.Raw.JSON },
	}
	if m.past {
		l.Name = "tasks-history"
		if m.history.win.More() || !m.history.win.AtTop() {
			l.Note = "The history goes on: of it " + cell.Count(m.history.table.Len(), "task") + " are loaded."
		}
	}
	return l.Show()
}

// hiddenColumns are those that nobody sees who does not ask for them.
func (m *Model) hiddenColumns() []table.Column[row] {
	muted := func(text string) (string, theme.Style) { return text, m.env.Styles.Muted }
	return []table.Column[row]{
		{
			Key: "created", Title: "created", Width: 7, Right: true, Drop: 9, Off: true, Order: table.NewestFirst,
			Cell:  func(r *row, _ int) (string, theme.Style) { return muted(cell.AgeSince(r.Created, m.env.Now())) },
			Value: func(r *row) string { return table.Stamp(r.Created) },
			Less:  func(a, b *row) int { return b.Created.Compare(a.Created) },
		},
		{
			Key: "launched", Title: "launched", Width: 8, Right: true, Drop: 10, Off: true, Order: table.NewestFirst,
			Cell:  func(r *row, _ int) (string, theme.Style) { return muted(cell.AgeSince(r.Launched, m.env.Now())) },
			Value: func(r *row) string { return table.Stamp(r.Launched) },
			Less:  func(a, b *row) int { return b.Launched.Compare(a.Launched) },
		},
		{
			Key: "id", Title: "id", Width: 13, Drop: 11, Off: true,
			Cell:  func(r *row, w int) (string, theme.Style) { return muted(cell.CutMiddle(r.ID, w)) },
			Value: func(r *row) string { return r.ID },
		},
	}
}
