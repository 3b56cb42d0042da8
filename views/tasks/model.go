package tasks

import (
	"context"
	"fmt"
	"strconv"
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
	"iscope/views/tasks/line"
	"iscope/views/tasks/usual"
	"iscope/views/tasks/window"
)

// Model is the tasks screen. Make it with New; the shell alone uses it.
type Model struct {
	env    *screen.Env
	cmds   *api.Commands
	writes context.Context // the program's: neither a refresh nor a closed view ends a write
	reads  *api.Scope
	id     string

	journal change.Journal

	active  bool
	past    bool    // the history is shown, not the pending tasks
	source  api.Ref // only tasks on this target; zero: all
	poller  poll.Poller
	pending pending
	history history
	line    *line.Line // the filter line of the history
	learned learned
	book    usual.Book // how long tasks take
	survey  survey
	like    like // runs of the task in the detail

	split   pane.Split
	detail  detail
	opening string                // id of the task that is read because somebody gave it
	change  *change.Run[api.Task] // what is being cleared
	layout  layout
}

// layout is where things stood in the last frame, for the mouse.
type layout struct{ listTop, detailLeft, detailTop int }

// badgeInterval is how often the number of pending tasks is asked for while the
// screen is hidden.
const badgeInterval = time.Minute

// New returns the screen with the given address. What it sends is written into
// j first. Reads end with ctx or with Close; writes end with ctx only.
func New(env *screen.Env, cmds *api.Commands, j *journal.Journal, ctx context.Context, id string) *Model {
	m := &Model{
		env: env, cmds: cmds, writes: ctx, reads: api.NewScope(ctx, id), id: id, journal: j,
		poller:  poll.Poller{View: id, Interval: max(badgeInterval, env.Refresh), Now: env.Now, Random: env.Random},
		pending: pending{count: -1, listed: -1},
		history: history{win: window.New(historyFirst, historyPage, historyKept, historyPages)},
		line:    line.New(env),
	}
	m.pending.table = table.New(env, append(m.pendingColumns(), m.hiddenColumns()...), rowID)
	m.history.table = table.New(env, append(m.historyColumns(), m.hiddenColumns()...), rowID)
	for _, t := range []*table.Model[row]{m.pending.table, m.history.table} {
		t.Texts = m.rowTexts
		t.Keep = func(r *row) bool { return m.source.IsZero() || r.Target.ID == m.source.ID }
	}
	m.pending.table.SortBy("for", true)
	now, other := m.lists()
	now.Restore()
	other.Restore()
	m.detail.sheet = sheet.New(env, "Overview", "Trend", "Definition", "JSON")
	m.recall()
	return m
}

// ID returns the address of the screen.
func (m *Model) ID() string { return m.id }

// Scope returns the scope of its keys.
func (m *Model) Scope() keymap.Scope { return keymap.Tasks }

// Title returns the name of its tab.
func (m *Model) Title() string { return "Tasks" }

// Badge returns the number of pending tasks and, behind their sign, of those
// that are stuck; "" when there is none or it is not known.
func (m *Model) Badge() string {
	switch p := &m.pending; {
	case p.count <= 0:
		return ""
	case p.stuck > 0:
		return strconv.Itoa(p.count) + " " + m.env.Styles.Plain(theme.Warn) + strconv.Itoa(min(p.stuck, p.count))
	default:
		return strconv.Itoa(p.count)
	}
}

// BadgeWords says the badge in words.
func (m *Model) BadgeWords() string {
	switch p := &m.pending; {
	case p.count <= 0:
		return ""
	case p.stuck > 0:
		return fmt.Sprintf("%d pending, %d stuck", p.count, min(p.stuck, p.count))
	default:
		return fmt.Sprintf("%d pending", p.count)
	}
}

// Init asks how many tasks are pending.
func (m *Model) Init() tea.Cmd {
	m.poller.Start()
	return m.count()
}

// SetActive tells whether the screen is shown. While it is hidden the number of
// pending tasks is asked for, at a slower pace, and the list only where that
// changed, for those of them that are stuck.
func (m *Model) SetActive(active bool) tea.Cmd {
	m.active = active
	m.poller.Interval = m.env.Refresh
	if !active {
		m.poller.Interval = max(badgeInterval, m.env.Refresh)
	}
	m.poller.Rest(poll.Hidden) // arms the next tick anew, by the other interval
	wake := m.poller.Wake(poll.Hidden)
	switch {
	case !active:
		return wake
	case !m.pending.loaded || m.pending.outdated:
		return tea.Batch(wake, m.poller.Hurry())
	}
	return tea.Batch(wake, m.historyNews(false), m.goOnSurvey())
}

// shown returns the list on screen.
func (m *Model) shown() *table.Model[row] {
	if m.past {
		return m.history.table
	}
	return m.pending.table
}

// Scopes returns whose keys are heard.
func (m *Model) Scopes() []keymap.Scope {
	switch {
	case m.split.Focused:
		return []keymap.Scope{keymap.Tasks, keymap.Text}
	case m.split.Both():
		return []keymap.Scope{keymap.Tasks, keymap.List, keymap.Text} // tabs can be changed from the list
	}
	return []keymap.Scope{keymap.Tasks, keymap.List}
}

// Typing reports whether a filter, the filter line or a search is being typed.
func (m *Model) Typing() bool {
	return m.line.Typing() || m.shown().Typing() || m.detail.sheet.Typing()
}

// Freshness says how old what is shown is.
func (m *Model) Freshness() string { return m.poller.Status() }

// Hint says how far clearing several tasks is.
func (m *Model) Hint() string { return m.change.Progress() }

// CanLeave reports whether nothing is being cleared.
func (m *Model) CanLeave() (bool, string) {
	if m.change.Over() {
		return true, ""
	}
	return false, "Tasks: " + m.change.Progress() + "; what is left would not be sent."
}

// Close cancels the reads under way.
func (m *Model) Close() { m.reads.Close() }

// current returns the task that keys are about, nil when there is none.
func (m *Model) current() *row {
	if m.split.Open && m.split.Focused && m.detail.task.ID != "" {
		return &m.detail.task
	}
	return m.shown().Selected()
}

// Hides reports whether an action makes no sense in the list that is shown.
func (m *Model) Hides(a keymap.Action) bool {
	if m.past {
		return a == "tasks.clear"
	}
	return a == "tasks.status" || a == "tasks.order"
}
