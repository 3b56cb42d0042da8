package workflows

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/workflows/bundle"
	"iscope/views/workflows/create"
	"iscope/views/workflows/edit"
	"iscope/views/workflows/library"
	"iscope/views/workflows/owner"
)

// desk is what carries something out beside the list: it goes on when its window
// is closed.
type desk interface {
	Hint() string
	CanLeave() (bool, string)
	Abandon() tea.Cmd
	Hold(on bool) tea.Cmd
	Close()
}

// desks returns those that there are.
func (m *Model) desks() []desk { return []desk{m.tools.edit, m.tools.imports} }

// Abandon notes down what is given up by quitting.
func (m *Model) Abandon() tea.Cmd {
	var cmds []tea.Cmd
	for _, d := range m.desks() {
		cmds = append(cmds, d.Abandon())
	}
	return tea.Batch(cmds...)
}

// Hold keeps back what would be sent, while the person is asked whether to give
// it up.
func (m *Model) Hold(on bool) tea.Cmd {
	var cmds []tea.Cmd
	for _, d := range m.desks() {
		cmds = append(cmds, d.Hold(on))
	}
	return tea.Batch(cmds...)
}

// Hint says how far a change of several workflows is, and what goes on behind
// windows that are closed.
func (m *Model) Hint() string {
	hints := []string{m.change.Progress()}
	for _, d := range m.desks() {
		hints = append(hints, d.Hint())
	}
	return strings.Join(said(hints), " · ")
}

// said returns the texts that say something.
func said(texts []string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// deskNews takes the messages of editing, importing and choosing an owner; ok is
// false for all others.
func (m *Model) deskNews(msg tea.Msg) (cmd tea.Cmd, ok bool) {
	switch msg := msg.(type) {
	case bundle.Msg:
		return m.tools.imports.Update(msg), true
	case create.Chosen:
		return m.begun(msg.Source), true
	case owner.Msg:
		return m.gotOwners(msg), true
	case owner.Chosen:
		m.tools.recent = append([]api.Identity{msg.Owner}, m.tools.recent...)
		return m.tools.edit.Owner(msg.Workflows, msg.Owner), true
	case edit.Created:
		m.tools.created = msg.Workflow.ID
		return m.Open(msg.Workflow.ID), true
	}
	if cmd, ok = m.tools.edit.Handle(msg); ok {
		cmd = tea.Batch(cmd, m.draftNews(msg))
	}
	return cmd, ok
}

// deskAnswered takes the answer to a question of one of the windows.
func (m *Model) deskAnswered(a dialog.Answer) (tea.Cmd, bool) {
	for _, take := range []func(dialog.Answer) (tea.Cmd, bool){m.tools.external.Answered, m.tools.edit.Answered, m.tools.imports.Answered} {
		if cmd, mine := take(a); mine {
			return cmd, true
		}
	}
	return nil, false
}

// begun opens the editor on a new workflow, and says what has to be looked at.
func (m *Model) begun(s create.Source) tea.Cmd {
	cmd := tea.Batch(m.tools.shelf.Ensure(), m.tools.edit.Create(edit.Source{Text: s.Text, From: s.From, Name: s.Name}))
	if len(s.Notes) > 0 {
		cmd = tea.Batch(cmd, screen.Send(screen.Toast{Tone: screen.Info, Text: strings.Join(s.Notes, "; "), Keep: true}))
	}
	return cmd
}

// edit opens the editor: on the step under the cursor where the steps have the
// keys, else it asks which part.
func (m *Model) edit() tea.Cmd {
	if cmd, no := m.barred("workflows.edit"); no {
		return cmd
	}
	w, what := *m.target("workflows.edit"), edit.Ask
	if m.split.Focused && m.onSteps() {
		if pointer, _, ok := m.steps().Selected(); ok {
			what = edit.OneStep(pointer)
		}
	}
	return tea.Batch(m.tools.shelf.Ensure(), m.tools.edit.Edit(w, what, m.unsent.by[w.ID]...))
}

// create asks what a new workflow begins with.
func (m *Model) create() tea.Cmd {
	if m.env.ReadOnly {
		return m.env.SayLocked()
	}
	d := create.Dialog{Env: m.env, View: m.id, Triggers: m.triggers, Workflows: m.table.Rows()}
	if w := m.current(); w != nil {
		d.Current = w.ID
	}
	return tea.Batch(m.tools.shelf.Ensure(), screen.Send(screen.Show{Dialog: create.New(d)}))
}

// triggers are those of the library, or why there are none.
func (m *Model) triggers() ([]api.LibraryItem, string) {
	if err := m.tools.shelf.Err(library.Triggers); err != nil && !m.tools.shelf.Loaded(library.Triggers) {
		return nil, err.Sentence()
	}
	return m.tools.shelf.Items(library.Triggers), ""
}

// duplicate opens the editor on a copy of a workflow.
func (m *Model) duplicate() tea.Cmd {
	if cmd, no := m.barred("workflows.duplicate"); no {
		return cmd
	}
	s, err := create.Duplicate(*m.target("workflows.duplicate"))
	if err != nil {
		return screen.Say(screen.Bad, "It cannot be copied: "+err.Error())
	}
	return m.begun(s)
}

// export opens the window that writes workflows to files.
func (m *Model) export() tea.Cmd {
	ws := m.picked()
	for i := range ws {
		if ws[i].Raw.IsZero() {
			return screen.Say(screen.Warn, "The workflow has not been read yet")
		}
	}
	if len(ws) == 0 {
		return screen.Say(screen.Info, "There is no workflow under the cursor")
	}
	return screen.Send(screen.Show{Dialog: bundle.NewExport(m.env, m.id, ws)})
}

// imported opens the window that creates workflows from files.
func (m *Model) imported() tea.Cmd {
	if m.env.ReadOnly {
		return m.env.SayLocked()
	}
	return m.tools.imports.Begin()
}

// changeOwner asks who is to own the current workflow, or the marked ones.
func (m *Model) changeOwner() tea.Cmd {
	if cmd, no := m.barred("workflows.owner"); no {
		return cmd
	}
	p := owner.Picker{Env: m.env, Cmds: m.cmds, Reads: m.reads, View: m.id, Workflows: m.picked(), Recent: m.tools.recent}
	return screen.Send(screen.Show{Dialog: owner.NewPicker(p)})
}
