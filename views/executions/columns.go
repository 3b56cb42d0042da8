package executions

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// stateRunning is the state of executions under way.
const stateRunning = theme.Running

// countWord writes a number for a badge.
func countWord(n int) string {
	if n > 999 {
		return "999+"
	}
	return strconv.Itoa(n)
}

// columns are those of the list. As the room shrinks trend goes first, then how
// long it took. Why a run failed stands behind the name of its workflow: most rows
// have nothing to say there. fitColumns makes them fit what is shown.
func (m *Model) columns() []table.Column[row] {
	return []table.Column[row]{
		{Key: "status", Title: "status", Width: 11, Cell: m.statusCell, Value: m.statusValue, Less: func(a, b *row) int {
			return strings.Compare(statusWord(a.Status), statusWord(b.Status))
		}},
		{Key: "workflow", Title: "workflow", Width: 32, Flex: 1, Main: true, Cell: m.linkedCell, Value: func(r *row) string { return r.flow.name() }, Less: func(a, b *row) int {
			return strings.Compare(strings.ToLower(a.flow.name()), strings.ToLower(b.flow.name()))
		}},
		{Key: "age", Title: "age", Width: 4, Right: true, Order: table.NewestFirst, File: "age_seconds", Cell: m.ageCell, Value: func(r *row) string { return table.Since(r.Start, m.env.Now()) },
			Aloud: table.Clock(m.env, "started", func(r *row) time.Time { return r.Start }),
			Less:  func(a, b *row) int { return newer(&a.Execution, &b.Execution) }},
		{Key: "took", Title: "took", Width: 7, Right: true, Drop: 2, Falling: true, Order: table.LongestFirst, File: "took_seconds", Cell: m.tookCell, Value: m.tookValue, Aloud: &table.Aloud[row]{Title: "took", Width: 16, Cell: m.tookAloud}, Less: func(a, b *row) int {
			now := m.env.Now()
			return cmp.Compare(b.Took(now), a.Took(now))
		}},
		{Key: "trend", Title: "trend", Width: trendRuns, Drop: 4, Silent: true, Cell: m.trendCell, Value: m.trendValue},
	}
}

func (m *Model) statusCell(r *row, _ int) (string, theme.Style) {
	st := m.env.Styles
	state, word := statusState(r.Status), statusWord(r.Status)
	switch {
	case m.cancels[r.ID] != nil && r.open():
		state, word = theme.Held, "Canceling"
	case r.gone:
		state, word = theme.Unknown, "Archived"
	}
	return st.Plain(state) + " " + word, st.State(state)
}

// moment writes when something was in at most twelve cells: the time where it
// was today, else the day too.
func moment(t, now time.Time, loc *time.Location) string {
	if t.IsZero() {
		return "–"
	}
	t, now = t.In(loc), now.In(loc)
	switch {
	case t.YearDay() == now.YearDay() && t.Year() == now.Year():
		return t.Format("15:04:05")
	case now.Sub(t).Abs() < 300*24*time.Hour:
		return t.Format("2 Jan 15:04")
	}
	return t.Format("2 Jan 2006")
}

// ageCell is written by ten seconds at most: what changes each second in every
// row makes a page of each tick. From a minute on it is as of the last full
// minute, which is when all rows are drawn: one that is drawn again for the cursor
// alone says what it said before.
func (m *Model) ageCell(r *row, _ int) (string, theme.Style) {
	if r.Start.IsZero() {
		return "–", m.env.Styles.Muted
	}
	age := m.env.Now().Sub(r.Start)
	if age >= time.Minute+ageStep {
		age = max(m.env.Now().Truncate(time.Minute).Sub(r.Start), time.Minute)
	}
	return coarse(age), theme.Style{}
}

// ageStep is what ages below a minute are counted in.
const ageStep = 10 * time.Second

func coarse(d time.Duration) string {
	if d < ageStep {
		return "<10s"
	}
	if d < time.Minute {
		d = d.Truncate(ageStep)
	}
	return cell.Age(d)
}

// refreshAges has rows drawn again, every ten seconds, while the list has any that
// began within the last minute. The list itself does so by the minute.
func (m *Model) refreshAges() {
	now := m.env.Now()
	step := now.Truncate(ageStep)
	if step.Equal(m.aged) {
		return
	}
	m.aged = step
	rows := m.list.Rows()
	i, _ := slices.BinarySearchFunc(rows, time.Time{}, func(r row, _ time.Time) int {
		if r.Start.IsZero() {
			return -1
		}
		return 1
	})
	if i < len(rows) && now.Sub(rows[i].Start) < time.Minute+ageStep {
		m.list.Touch()
	}
}

// tookCell says how long it took. What is slower than usual for its workflow has a
// mark in front.
func (m *Model) tookCell(r *row, _ int) (string, theme.Style) {
	st := m.env.Styles
	text, style := cell.Duration(r.Took(r.Close)), theme.Style{}
	switch {
	case r.open() && r.Status == api.ExecutionQueued:
		return "–", st.Muted
	case r.open():
		text, style = coarse(r.Took(m.env.Now())), st.Running
	case r.Close.IsZero() || r.Start.IsZero():
		return "?", st.Muted
	}
	if r.flow.usually().Slow(r.Took(m.env.Now())) {
		return st.Plain(theme.Warn) + text, st.Warn
	}
	return text, style
}

// tookAloud says how long it took in words; of what has not ended that would change
// while it is read.
func (m *Model) tookAloud(r *row, _ int) (string, theme.Style) {
	if r.open() || r.Close.IsZero() || r.Start.IsZero() {
		return "", theme.Style{}
	}
	text := cell.Words(r.Took(r.Close))
	if r.flow.usually().Slow(r.Took(r.Close)) {
		text += " slow"
	}
	return text, theme.Style{}
}

// trendRuns is how many of a workflow's last runs the trend shows.
const trendRuns = 8

// trendCell draws the last runs of the row's workflow.
func (m *Model) trendCell(r *row, w int) (string, theme.Style) {
	return m.spark(r.flow, min(trendRuns, w), w), theme.Style{}
}

// executionJSON writes an execution as the tenant does.
func executionJSON(e api.Execution) string {
	stamp := func(t time.Time) *time.Time {
		if t.IsZero() {
			return nil
		}
		return &t
	}
	raw, err := json.MarshalIndent(struct {
		ID         string     `json:"id"`
		WorkflowID string     `json:"workflowId"`
		RequestID  string     `json:"requestId"`
		Start      *time.Time `json:"startTime"`
		Close      *time.Time `json:"closeTime"`
		Status     string     `json:"status"`
	}{e.ID, e.WorkflowID, e.RequestID, stamp(e.Start), stamp(e.Close), string(e.Status)}, "", "  ")
	if err != nil {
		return e.ID // a time beyond year 9999
	}
	return string(raw)
}
