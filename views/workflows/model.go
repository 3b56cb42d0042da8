package workflows

import (
	"context"
	"fmt"

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
	"iscope/views/internal/draft"
	"iscope/views/workflows/bundle"
	"iscope/views/workflows/edit"
	"iscope/views/workflows/external"
	"iscope/views/workflows/find"
	"iscope/views/workflows/library"
	"iscope/views/workflows/outline"
	"iscope/views/workflows/owner"
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
	next   map[string]nextMemo // by id of the workflow

	asked  asked
	split  pane.Split
	detail detail
	runs   runs

	change *change.Run[api.Workflow] // what is being done to workflows
	owners *owner.Book               // whether owners are still here; nil: nobody asks
	tools  tools
	unsent unsent
	layout layout
}

// layout is where things stood in the last frame, for the mouse.
type layout struct{ listTop, detailLeft, detailTop int }

// Options are what the screen needs beside the commands of its tenant.
type Options struct {
	Journal *journal.Journal // what is sent is written into it first
	// Drafts keeps what is edited and not sent; nil keeps it in memory only.
	Drafts draft.Store
	// Outside is the folder of texts that are open in $VISUAL or $EDITOR; "" opens
	// none.
	Outside string
}

// New returns the screen with the given address. Reads end with ctx or with
// Close; writes end with ctx only.
func New(env *screen.Env, cmds *api.Commands, o Options, ctx context.Context, id string) *Model {
	j := o.Journal
	m := &Model{
		env: env, cmds: cmds, writes: ctx, reads: api.NewScope(ctx, id), id: id, journal: j,
		poller: poll.Poller{View: id, Interval: env.Refresh, Now: env.Now, Random: env.Random},
		next:   map[string]nextMemo{},
	}
	m.table = table.New(env, m.columns(), func(w *api.Workflow) string { return w.ID })
	m.table.Texts, m.table.Name = rowTexts, change.WorkflowName
	m.table.SortBy("name", false)
	m.arranged().Restore()
	m.detail.sheet = sheet.New(env, "Overview", "Steps", "Trigger", "Runs", "JSON")
	m.detail.steps = outline.New(env)
	m.runs.table = m.newRunsTable()
	m.tools.shelf, m.tools.finder = library.NewShelf(cmds, ctx, id), find.NewFinder(env, ctx, id)
	m.tools.external = external.New(external.Config{Env: env, Cmds: cmds, Journal: j, Program: ctx, View: id, Example: m.tools.exampleFor})
	m.tools.edit = edit.New(edit.Config{
		Env: env, Cmds: cmds, Journal: j, Program: ctx, View: id, Drafts: o.Drafts, Outside: o.Outside,
		Action: m.tools.shelf.Step, Trigger: m.tools.shelf.Trigger, Named: m.named, Path: cmds.Path,
	})
	m.tools.imports = bundle.NewDesk(bundle.Config{Env: env, Cmds: cmds, Journal: j, Program: ctx, View: id, There: m.table.Rows})
	m.unsent.store = o.Drafts
	m.owners = owner.NewBook(owner.Config{Cmds: cmds, Now: env.Now, Program: ctx, View: id})
	m.poller.Rest(poll.Hidden)
	return m
}

// named returns the ids of the workflows with that name.
func (m *Model) named(name string) []string {
	var ids []string
	for _, w := range m.table.Rows() {
		if w.Name == name {
			ids = append(ids, w.ID)
		}
	}
	return ids
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

// BadgeWords says the badge in words.
func (m *Model) BadgeWords() string {
	if m.list.failing == 0 {
		return ""
	}
	return fmt.Sprintf("%d failing", m.list.failing)
}

// Init asks the tenant for nothing: the badge is quiet until the list was seen.
// It looks for drafts of an earlier run of the program.
func (m *Model) Init() tea.Cmd { return tea.Batch(m.tools.edit.Recover(), m.askDrafts()) }

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
	case m.split.Focused && m.onSteps():
		return []keymap.Scope{keymap.Steps, keymap.Text, keymap.Workflows} // the way to the other tabs first
	case m.split.Focused: // n is the next match before it is a new workflow
		return []keymap.Scope{keymap.Text, keymap.Workflows}
	case m.split.Both():
		return []keymap.Scope{keymap.Workflows, keymap.List, keymap.Text} // tabs can be changed from the list
	}
	return []keymap.Scope{keymap.Workflows, keymap.List}
}

// Hides reports whether an action makes no sense in what is shown.
func (m *Model) Hides(a keymap.Action) bool {
	return a == "steps.flaw" && m.detail.steps.Flaws() == 0
}

// Typing reports whether a filter or search is being typed.
func (m *Model) Typing() bool {
	return m.table.Typing() || m.runs.table.Typing() || m.detail.sheet.Typing() || m.detail.steps.Typing()
}

// Freshness says how old the list is.
func (m *Model) Freshness() string { return m.poller.Status() }

// CanLeave reports whether no change is under way.
func (m *Model) CanLeave() (bool, string) {
	if !m.change.Over() {
		return false, "Workflows: " + m.change.Progress() + "; what is left would not be sent."
	}
	if ok, why := m.tools.external.CanLeave(); !ok {
		return false, why
	}
	for _, d := range m.desks() {
		if ok, why := d.CanLeave(); !ok {
			return false, why
		}
	}
	return true, ""
}

// Close cancels the reads under way.
func (m *Model) Close() {
	m.reads.Close()
	m.tools.shelf.Close()
	m.tools.external.Close()
	m.owners.Close()
	for _, d := range m.desks() {
		d.Close()
	}
}

// current returns the workflow that keys are about: that of the detail where
// the detail has them, else the one under the cursor; nil when there is none.
func (m *Model) current() *api.Workflow {
	if m.split.Open && m.detail.workflow.ID != "" && (m.split.Focused || m.table.SelectedID() == m.detail.workflow.ID) {
		return &m.detail.workflow
	}
	return m.table.Selected()
}
