package executions

import (
	"encoding/json"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/internal/columns"
	"iscope/views/internal/save"
)

// arranged is the list under the name that its columns are remembered by.
func (m *Model) arranged() columns.List {
	return columns.List{Env: m.env, Name: "executions", Title: "Executions", Table: m.list}
}

// writeList opens the window that writes executions to a file. The record of one is
// what the list of the tenant says of it; its history is not in it.
func (m *Model) writeList() tea.Cmd {
	l := save.List[row]{
		Env: m.env, View: m.id, Ctx: m.program, Name: "executions", Noun: "execution", Table: m.list, One: m.list.Selected(),
		Record: func(r *row) func() json.RawMessage {
			e := r.Execution
			return func() json.RawMessage {
				if text := json.RawMessage(executionJSON(e)); json.Valid(text) {
					return text
				}
				return nil
			}
		},
	}
	if at := m.completeSince(); !at.IsZero() {
		l.Note = "Older executions are not loaded: the list is complete since " + moment(at, m.env.Now(), m.env.Zone) + "."
	}
	return l.Show()
}

// hiddenColumns are those that nobody sees who does not ask for them.
func (m *Model) hiddenColumns() []table.Column[row] {
	muted := func(text string) (string, theme.Style) { return text, m.env.Styles.Muted }
	return []table.Column[row]{
		{
			Key: "cause", Title: "cause", Width: 20, Flex: 1, Drop: 5, Off: true,
			Cell: func(r *row, _ int) (string, theme.Style) { return m.causes.words[r.ID], m.env.Styles.Bad },
		},
		{
			Key: "started", Title: "started", Width: 12, Drop: 6, Off: true, Falling: true, Order: table.NewestFirst,
			Cell:  func(r *row, _ int) (string, theme.Style) { return muted(moment(r.Start, m.env.Now(), m.env.Zone)) },
			Value: func(r *row) string { return table.Stamp(r.Start) },
			Less:  func(a, b *row) int { return newer(&a.Execution, &b.Execution) },
		},
		{
			Key: "ended", Title: "ended", Width: 12, Drop: 7, Off: true, Falling: true, Order: table.NewestFirst,
			Cell:  func(r *row, _ int) (string, theme.Style) { return muted(moment(r.Close, m.env.Now(), m.env.Zone)) },
			Value: func(r *row) string { return table.Stamp(r.Close) },
			Less:  func(a, b *row) int { return b.Close.Compare(a.Close) },
		},
		{
			Key: "id", Title: "id", Width: 13, Drop: 8, Off: true,
			Cell:  func(r *row, w int) (string, theme.Style) { return muted(cell.CutMiddle(r.ID, w)) },
			Value: func(r *row) string { return r.ID },
		},
		{
			Key: "request", Title: "request", Width: 13, Drop: 9, Off: true,
			Cell:  func(r *row, w int) (string, theme.Style) { return muted(cell.CutMiddle(r.RequestID, w)) },
			Value: func(r *row) string { return r.RequestID },
		},
	}
}

// statusValue is the status as a file has it.
func (m *Model) statusValue(r *row) string {
	if r.gone {
		return "Archived"
	}
	return statusWord(r.Status)
}

// tookValue is how long it took, or takes until now, as a file has it.
func (m *Model) tookValue(r *row) string {
	if r.Start.IsZero() || !r.open() && r.Close.IsZero() {
		return ""
	}
	return table.Seconds(r.Took(m.env.Now()))
}

// trendValue is how the last runs of the workflow went, the newest last, as a file
// has it.
func (m *Model) trendValue(r *row) string {
	text := ""
	for i := min(trendRuns, len(r.flow.runs)) - 1; i >= 0; i-- {
		text += statusWord(r.flow.runs[i].Status)
		if i > 0 {
			text += " "
		}
	}
	return text
}
