package workflows

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/pane"
	"iscope/ui/poll"
	"iscope/ui/screen"
	"iscope/ui/sheet"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/internal/change"
)

// Model is the workflows screen. Make it with New; the shell alone uses it.
type Model struct {
	env    *screen.Env
	cmds   *api.Commands
	writes context.Context // the program's: neither a refresh nor a closed view ends a write
	reads  *api.Scope
	id     string

	journal change.Journal

	poller poll.Poller
	list   listing
	table  *table.Model[api.Workflow]
	next   map[string]nextMemo

	split  pane.Split
	detail detail
	runs   runs

	change *change.Run[api.Workflow] // what is being done to workflows
	layout layout
}

// layout is where things stood in the last frame, for the mouse.
type layout struct{ listTop, detailLeft, detailTop int }

// New returns the screen with the given address. What it sends is written into
// j first. Reads end with ctx or with Close; writes end with ctx only.
func New(env *screen.Env, cmds *api.Commands, j *journal.Journal, ctx context.Context, id string) *Model {
	m := &Model{
		env: env, cmds: cmds, writes: ctx, reads: api.NewScope(ctx, id), id: id, journal: j,
		poller: poll.Poller{View: id, Interval: env.Refresh, Now: env.Now, Random: env.Random},
		next:   map[string]nextMemo{},
	}
	m.table = table.New(env, m.columns(), func(w *api.Workflow) string { return w.ID })
	m.table.Text = rowText
	m.table.SortBy("name", false)
	m.detail.sheet = sheet.New(env, "Overview", "Steps", "Trigger", "Runs", "JSON")
	m.runs.table = m.newRunsTable()
	m.poller.Rest(poll.Hidden)
	return m
}

// ID returns the address of the screen.
func (m *Model) ID() string { return m.id }

// Scope returns the scope of its keys.
func (m *Model) Scope() keymap.Scope { return keymap.Workflows }

// Title returns the name of its tab.
func (m *Model) Title() string { return "Workflows" }

// Badge returns how many enabled workflows fail often, "" when none does or
// none is known.
func (m *Model) Badge() string {
	if m.list.failing == 0 {
		return ""
	}
	return fmt.Sprintf("%s%d", m.env.Styles.Plain(theme.Warn), m.list.failing)
}

// Init asks for nothing: the badge is quiet until the list was seen.
func (m *Model) Init() tea.Cmd { return nil }

// SetActive tells whether the screen is shown. Shown again it refreshes what is
// older than one interval, or was changed meanwhile.
func (m *Model) SetActive(active bool) tea.Cmd {
	if !active {
		m.poller.Rest(poll.Hidden)
		return nil
	}
	wake := m.poller.Wake(poll.Hidden)
	if m.list.outdated {
		m.list.outdated = false
		wake = tea.Batch(wake, m.poller.Hurry())
	}
	return wake
}

// Scopes returns whose keys are heard.
func (m *Model) Scopes() []keymap.Scope {
	switch {
	case m.split.Focused && m.onRuns():
		return []keymap.Scope{keymap.Workflows, keymap.List, keymap.Text}
	case m.split.Focused:
		return []keymap.Scope{keymap.Workflows, keymap.Text}
	case m.split.Both():
		return []keymap.Scope{keymap.Workflows, keymap.List, keymap.Text} // tabs can be changed from the list
	}
	return []keymap.Scope{keymap.Workflows, keymap.List}
}

// Typing reports whether a filter or search is being typed.
func (m *Model) Typing() bool {
	return m.table.Typing() || m.runs.table.Typing() || m.detail.sheet.Typing()
}

// Freshness says how old the list is.
func (m *Model) Freshness() string { return m.poller.Status() }

// Hint says how far a change of several workflows is.
func (m *Model) Hint() string { return m.change.Progress() }

// CanLeave reports whether no change is under way.
func (m *Model) CanLeave() (bool, string) {
	if m.change.Over() {
		return true, ""
	}
	return false, "Workflows: " + m.change.Progress() + "; what is left would not be sent."
}

// Close cancels the reads under way.
func (m *Model) Close() { m.reads.Close() }

// current returns the workflow that keys are about: that of the detail where
// the detail has them, else the one under the cursor; nil when there is none.
func (m *Model) current() *api.Workflow {
	if m.split.Open && m.detail.workflow.ID != "" && (m.split.Focused || m.table.SelectedID() == m.detail.workflow.ID) {
		return &m.detail.workflow
	}
	return m.table.Selected()
}

// nextMemo remembers the next run of a schedule until it has passed: finding it
// costs more than drawing a row.
type nextMemo struct {
	at       time.Time
	modified time.Time
	known    bool
	until    time.Time
}

// nextRun is nextRun remembered. A workflow that is disabled does not run.
func (m *Model) nextRun(w *api.Workflow) (time.Time, bool) {
	if !w.Enabled || triggerKind(w.Trigger) != "schedule" {
		return time.Time{}, false
	}
	now := m.env.Now()
	memo, ok := m.next[w.ID]
	if !ok || !memo.modified.Equal(w.Modified) || now.After(memo.until) {
		memo = nextMemo{modified: w.Modified, until: now.Add(time.Hour)}
		if memo.at, memo.known = nextRun(w.Trigger, now); memo.known {
			memo.until = memo.at
		}
		m.next[w.ID] = memo
	}
	return memo.at, memo.known
}
