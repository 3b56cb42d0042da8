package executions

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/views/executions/since"
)

// statusFilter is which executions are shown.
type statusFilter uint8

const (
	anyStatus statusFilter = iota
	onlyRunning
	onlyFailed
	onlyCompleted
	onlyCanceled
	statuses
)

var statusFilterWords = [statuses]string{"", "running", "failed", "completed", "canceled"}

// filter is what the view shows, beside what the list's own filter leaves.
type filter struct {
	status statusFilter
	only   string // id of the one workflow shown, "" for all
	since  since.Range
}

// shows reports whether a row passes.
func (f filter) shows(r *row) bool {
	if f.only != "" && (r.flow == nil || r.flow.ID != f.only) {
		return false
	}
	if !f.since.Contains(r.Start) {
		return false
	}
	switch f.status {
	case onlyRunning:
		return r.open()
	case onlyFailed:
		return r.Status.Failed()
	case onlyCompleted:
		return verbOf(r.Status) == completed
	case onlyCanceled:
		return verbOf(r.Status) == canceled
	}
	return true
}

// wants reports whether executions of a workflow can pass at all. That it counts
// no failures tells of the time since it was changed last: to replace a workflow
// sets its counters to zero.
func (m *Model) wants(w *flow) bool {
	f := m.filter
	if f.only != "" {
		return w.ID == f.only
	}
	return f.status != onlyFailed || w.Failures != 0 || w.Modified.After(m.begins())
}

// begins is when the time that is shown begins.
func (m *Model) begins() time.Time {
	if r := m.filter.since; !r.IsZero() {
		return r.From
	}
	return m.env.Now().Add(-since.Kept)
}

// toggle returns want, or none where it is in force already.
func toggle(now, want statusFilter) statusFilter {
	if now == want {
		return anyStatus
	}
	return want
}

func (m *Model) keep(r *row) bool { return m.filter.shows(r) && m.inGroup(r.ID) }

// filterTexts are what the filter of the list looks in.
func (m *Model) filterTexts(r *row, to []string) []string {
	if r.flow != nil {
		to = append(to, r.flow.name())
	}
	return append(to, statusWord(r.Status), m.causes.words[r.ID], r.ID, r.RequestID)
}

// filterBy shows executions in that status only.
func (m *Model) filterBy(s statusFilter) tea.Cmd {
	m.abandonBack()
	m.filter.status = s
	if s == onlyRunning && m.poller.Resting() == 0 {
		m.recheckOpen() // what is asked for is what runs now
	}
	cmd := m.refilter()
	m.land()
	return tea.Batch(cmd, m.pump())
}

func (m *Model) refilter() tea.Cmd {
	m.list.Rearrange()
	m.feed.budget = aheadPages
	return m.moved()
}

// onlyWorkflow shows executions of the selected row's workflow only, or of all
// again.
func (m *Model) onlyWorkflow() tea.Cmd {
	m.abandonBack()
	if m.filter.only != "" {
		m.filter.only = ""
		return m.refilter()
	}
	id := m.selectedWorkflow()
	if id == "" {
		return nil
	}
	if m.split.Open && !m.split.Both() {
		m.split.Close() // the list that this is about is out of sight
	}
	return m.showOnly(id)
}

// showOnly shows one workflow's executions and asks for them before others.
func (m *Model) showOnly(id string) tea.Cmd {
	m.filter.only = id
	m.promote(m.flow(id))
	return tea.Batch(m.refilter(), m.pump())
}

// selectedWorkflow is the workflow of the execution that keys are about.
func (m *Model) selectedWorkflow() string {
	if e, ok := m.selected(); ok {
		return e.WorkflowID
	}
	return ""
}

// selected is the execution that keys are about: the one shown while the detail
// has the keys, else the one under the cursor.
func (m *Model) selected() (api.Execution, bool) {
	if d := m.shown(); d != nil && m.split.Focused {
		return d.exec, true
	}
	if r := m.list.Selected(); r != nil && !m.board.on {
		return r.Execution, true
	}
	return api.Execution{}, false
}

// unfilter takes the view's own filters away and reports whether there were any.
func (m *Model) unfilter() bool {
	if m.filter == (filter{}) {
		return false
	}
	m.abandonBack()
	m.filter = filter{}
	m.list.Rearrange()
	m.land()
	return true
}
