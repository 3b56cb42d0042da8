package workflows

import (
	"cmp"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// runsShown is how many executions the detail lists; all of them have a screen
// of their own.
const runsShown = 20

// runs are the latest executions of the workflow in the detail.
type runs struct {
	of      string // id of the workflow they were asked for
	loaded  bool
	counted int // its number of executions when they were asked for
	err     *api.Error
	table   *table.Model[api.Execution]
}

// runState says how an execution is doing, as a state and a word.
func runState(e *api.Execution) (theme.State, string) {
	word := strings.ToLower(string(e.Status))
	switch {
	case e.Status.Running():
		return theme.Running, "running"
	case e.Status.Failed():
		return theme.Bad, word
	case strings.EqualFold(string(e.Status), string(api.ExecutionCompleted)):
		return theme.Good, word
	case strings.EqualFold(string(e.Status), string(api.ExecutionQueued)):
		return theme.Queued, word
	case e.Status.Closed():
		return theme.Canceled, word
	case word == "":
		return theme.Unknown, "unknown"
	}
	return theme.Unknown, word
}

func (m *Model) newRunsTable() *table.Model[api.Execution] {
	now := m.env.Now
	t := table.New(m.env, []table.Column[api.Execution]{
		{
			Key: "status", Title: "status", Width: 11, Main: true,
			Cell: func(e *api.Execution, _ int) (string, theme.Style) {
				st, word := runState(e)
				return m.env.Styles.Plain(st) + " " + word, m.env.Styles.State(st)
			},
			Less: func(a, b *api.Execution) int { return fold(string(a.Status), string(b.Status)) },
		},
		{
			Key: "started", Title: "started", Width: 15, Drop: 1, Falling: true, Order: table.NewestFirst,
			Cell: func(e *api.Execution, _ int) (string, theme.Style) {
				if e.Start.IsZero() {
					return "–", m.env.Styles.Muted
				}
				return e.Start.In(m.env.Zone).Format("02 Jan 15:04:05"), theme.Style{}
			},
			Less: func(a, b *api.Execution) int { return b.Start.Compare(a.Start) },
		},
		{
			Key: "age", Title: "ago", Width: 4, Right: true, Silent: true, // beside when it started
			Cell: func(e *api.Execution, _ int) (string, theme.Style) {
				return cell.AgeSince(e.Start, now()), m.env.Styles.Muted
			},
		},
		{
			Key: "took", Title: "took", Width: 6, Right: true, Falling: true, Order: table.LongestFirst,
			Aloud: table.Length("took", func(e *api.Execution) time.Duration {
				if e.Start.IsZero() || e.Close.IsZero() {
					return -1
				}
				return e.Took(e.Close)
			}),
			Cell: func(e *api.Execution, _ int) (string, theme.Style) {
				if e.Start.IsZero() || e.Close.IsZero() && e.Status.Closed() {
					return "–", m.env.Styles.Muted
				}
				return cell.Duration(e.Took(now())), theme.Style{}
			},
			Less: func(a, b *api.Execution) int { return cmp.Compare(b.Took(now()), a.Took(now())) },
		},
		{
			Key: "id", Title: "id", Width: 9, Flex: 1, Drop: 2,
			Cell: func(e *api.Execution, w int) (string, theme.Style) {
				return cell.CutMiddle(e.ID, w), m.env.Styles.Muted
			},
		},
	}, func(e *api.Execution) string { return e.ID })
	t.Text = func(e *api.Execution) string {
		_, word := runState(e)
		return word + " " + e.ID
	}
	return t
}

// readRuns asks for the latest executions of the workflow shown, while the tab
// is open.
func (m *Model) readRuns() tea.Cmd {
	w := &m.detail.workflow
	if !m.onRuns() || w.ID == "" {
		return nil
	}
	if m.runs.of != w.ID {
		m.runs.table.SetRows(nil)
		m.runs.loaded, m.runs.err = false, nil
	}
	m.runs.of, m.runs.counted = w.ID, w.Executions
	ctx, t := m.reads.Next(api.ListExecutions)
	return m.cmds.Executions(ctx, t, api.ExecutionQuery{WorkflowID: w.ID, Limit: runsShown})
}

func (m *Model) gotRuns(r api.Result[api.Page[api.Execution]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.reads.Done(r.Ticket)
	if r.Err != nil {
		if r.Err.Kind != api.Canceled {
			m.runs.err = r.Err
		}
		return nil
	}
	rows := r.Value.Items
	m.runs.table.SetRows(rows[:min(len(rows), runsShown)]) // a tenant may ignore the limit
	m.runs.loaded, m.runs.err = true, nil
	return nil
}

// runsNews asks for the runs again where the list says that there are more, or
// where one of them was still under way.
func (m *Model) runsNews() tea.Cmd {
	if !m.onRuns() || m.runs.of != m.detail.workflow.ID {
		return nil
	}
	open := m.runs.err != nil || m.runs.counted != m.detail.workflow.Executions
	for _, e := range m.runs.table.Rows() {
		open = open || !e.Status.Closed()
	}
	if !open {
		return nil
	}
	return m.readRuns()
}

// goToRun shows the execution under the cursor.
func (m *Model) goToRun() tea.Cmd {
	e := m.runs.table.Selected()
	if e == nil {
		return nil
	}
	return screen.Send(screen.Goto{View: keymap.Executions, Value: *e})
}

func (m *Model) renderRuns(w, h int) (string, *tea.Cursor) {
	r := &m.runs
	switch {
	case r.err != nil && r.table.Len() == 0:
		return cell.Fit(problemLines(m.env, w, r.err), w, h), nil
	case !r.loaded:
		return pane.Message(m.env, w, h, "Asking for the latest executions."), nil
	case r.table.Len() == 0:
		return pane.Message(m.env, w, h, "No executions.", "The tenant keeps them for 90 days."), nil
	}
	if r.err == nil || h < 4 {
		return r.table.Render(w, h)
	}
	note := problemLines(m.env, w, r.err)
	note = note[:min(len(note), 2)]
	body, cursor := r.table.Render(w, h-len(note))
	if cursor != nil {
		cursor.Y += len(note)
	}
	return strings.Join(append(note, body), "\n"), cursor
}
