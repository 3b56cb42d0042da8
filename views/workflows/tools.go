package workflows

import (
	"encoding/json"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views/internal/launch"
	"iscope/views/workflows/bundle"
	"iscope/views/workflows/edit"
	"iscope/views/workflows/external"
	"iscope/views/workflows/find"
	"iscope/views/workflows/library"
	"iscope/views/workflows/trigger"
)

// tools are the windows of this screen that have packages of their own, and what
// they share: the step library and the index of all definitions.
type tools struct {
	shelf    *library.Shelf
	finder   *find.Finder
	external *external.Desk
	edit     *edit.Desk
	imports  *bundle.Desk

	recent  []api.Identity // who became owner lately, newest first
	created string         // id of the workflow made last, until it is listed
	shelved int            // version of the library that was handed on

	only  map[string]bool // ids that the list is narrowed to, nil for all
	label string          // what was looked for then
}

// kept reports whether the list shows a workflow.
func (t *tools) kept(w *api.Workflow) bool { return t.only == nil || t.only[w.ID] }

// exampleFor is the input example that the library has for a trigger, nil where
// it has none or was not read.
func (t *tools) exampleFor(tr api.Trigger) json.RawMessage {
	if it, ok := t.shelf.Trigger(tr.Event); tr.Event != "" && ok {
		return it.InputExample
	}
	for _, it := range t.shelf.Items(library.Triggers) {
		if tr.Event == "" && tr.Type != "" && strings.EqualFold(it.Type, tr.Type) {
			return it.InputExample
		}
	}
	return nil
}

// libraryNews hands what was read of the library to those who show it.
func (m *Model) libraryNews() {
	if v := m.tools.shelf.Version(); v != m.tools.shelved {
		m.tools.shelved = v
		if m.tools.shelf.Complete() {
			m.detail.steps.Library = m.tools.shelf.Step
			m.detail.steps.LibraryRead()
		}
		m.detail.version++
	}
}

// toolNews takes the messages of the windows; ok is false for all others.
func (m *Model) toolNews(msg tea.Msg) (cmd tea.Cmd, ok bool) {
	t := &m.tools
	switch msg := msg.(type) {
	case library.Result:
		cmd, ok = t.shelf.Update(msg)
		m.libraryNews()
		return cmd, ok
	case library.Read:
		m.libraryNews()
		return nil, true
	case find.Msg:
		return t.finder.Update(msg), true
	case find.Open:
		return m.openFound(msg), true
	case find.Keep:
		m.narrow(msg)
		return m.follow(), true
	case external.Msg:
		return t.external.Update(msg), true
	case external.Execute:
		return screen.Send(screen.Goto{View: keymap.Executions, Value: launch.Execute{Workflow: msg.Workflow}}), true
	}
	return m.deskNews(msg)
}

// openFound shows the place of a workflow that was found.
func (m *Model) openFound(o find.Open) tea.Cmd {
	cmd := m.Open(o.Workflow)
	switch {
	case strings.HasPrefix(o.Pointer, "/trigger"):
		m.detail.sheet.SetTab(tabTrigger)
	case strings.HasPrefix(o.Pointer, "/definition"):
		m.detail.sheet.SetTab(tabSteps)
		m.steps().GoTo(o.Pointer)
	default:
		m.detail.sheet.SetTab(tabOverview)
	}
	return tea.Batch(cmd, m.openTab())
}

// narrow lists only what was found; esc lists all again.
func (m *Model) narrow(k find.Keep) {
	m.tools.only, m.tools.label = make(map[string]bool, len(k.IDs)), k.Label
	for _, id := range k.IDs {
		m.tools.only[id] = true
	}
	m.split.Close()
	m.table.SetFilter("")
	m.asked = asked{}
	m.sift()
}

// widen lists all workflows again and reports whether it did not before.
func (m *Model) widen() bool {
	if m.tools.only == nil && m.asked.isZero() {
		return false
	}
	m.tools.only, m.tools.label, m.asked = nil, "", asked{}
	m.sift()
	return true
}

// find opens the window that looks through all definitions.
func (m *Model) find() tea.Cmd { return m.tools.finder.Open("") }

// browseLibrary opens the step library, at what the step under the cursor does.
func (m *Model) browseLibrary() tea.Cmd {
	at := ""
	switch {
	case m.split.Focused && m.onSteps():
		if _, step, ok := m.steps().Selected(); ok {
			at = step.ActionID
		}
	case m.split.Focused && m.detail.sheet.Tab() == tabTrigger:
		at = m.detail.workflow.Trigger.Event
	}
	return tea.Batch(m.tools.finder.Want(), library.Open(library.Desk{Env: m.env, View: m.id, Shelf: m.tools.shelf, Index: m.tools.finder.Index}, at))
}

// test asks the screen of executions, where the run is seen afterwards, to test
// a workflow.
func (m *Model) test() tea.Cmd {
	if cmd, no := m.barred("workflows.test"); no {
		return cmd
	}
	return screen.Send(screen.Goto{View: keymap.Executions, Value: launch.Test{Workflow: *m.target("workflows.test")}})
}

// askExternal opens the window of the external trigger.
func (m *Model) askExternal() tea.Cmd {
	if why := m.Disabled("workflows.external"); why != "" {
		return screen.Say(screen.Warn, why)
	}
	return tea.Batch(m.tools.shelf.Ensure(), m.tools.external.Begin(*m.target("workflows.external")))
}

// tryFilter opens the window in which the filter of the trigger is tried.
func (m *Model) tryFilter() tea.Cmd {
	t := m.detail.workflow.Trigger
	if t.Filter == "" {
		return nil
	}
	name := t.Event
	if it, ok := m.tools.shelf.Trigger(t.Event); ok {
		name = it.Name
	}
	return screen.Send(screen.Show{Dialog: trigger.NewTryout(m.env, t, name, m.tools.exampleFor(t))})
}
