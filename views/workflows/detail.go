package workflows

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/sheet"
	"iscope/ui/theme"
	"iscope/views/internal/change"
	"iscope/views/workflows/outline"
)

// Tabs of the detail.
const (
	tabOverview = iota
	tabSteps
	tabTrigger
	tabRuns
	tabJSON
)

// detail is the workflow shown beside the list.
type detail struct {
	workflow api.Workflow // as read, or as the list had it until then
	err      *api.Error   // why it could not be read
	version  int          // grows with every change of what is shown
	rests    uint64       // generation of the cursor's rest
	sheet    *sheet.Sheet
	steps    *outline.View

	values    runValues // of a run, for the expressions of the steps
	valuesErr *api.Error
}

// restTime is how long the cursor stays on a row before its workflow is read: a
// hand that holds a key down asks for nothing.
const restTime = 300 * time.Millisecond

// rested says that the cursor has stayed on a row for restTime. The screen
// sends it to itself by a timer; one of an earlier generation is ignored.
type rested struct {
	view string
	n    uint64
}

// To returns the screen the message is for.
func (r rested) To() string { return r.view }

func (m *Model) onRuns() bool { return m.split.Open && m.detail.sheet.Tab() == tabRuns }

// Open shows the workflow with the id value, from another screen.
func (m *Model) Open(value any) tea.Cmd {
	id, ok := value.(string)
	if !ok || id == "" {
		return nil
	}
	w := api.Workflow{ID: id, Executions: -1, Failures: -1}
	if row := m.table.Row(id); row != nil {
		w = *row
		m.reveal(id)
	}
	m.split.Open, m.split.Focused = true, true
	m.show(w)
	return tea.Batch(m.readDetail(), m.openTab())
}

// reveal puts the cursor on a listed workflow. What hides it is taken back: the
// filter first, then that only what was found is listed.
func (m *Model) reveal(id string) {
	if m.table.Select(id) {
		return
	}
	if m.table.SetFilter(""); !m.table.Select(id) && m.widen() {
		m.table.Select(id)
	}
}

// open shows the workflow under the cursor and reads it.
func (m *Model) open() tea.Cmd {
	row := m.table.Selected()
	if row == nil {
		return nil
	}
	if row.ID != m.detail.workflow.ID {
		m.show(*row)
	}
	return tea.Batch(m.readDetail(), m.openTab())
}

// show puts a workflow into the detail; answers about another one become stale.
func (m *Model) show(w api.Workflow) {
	m.reads.Supersede(api.GetWorkflow)
	m.detail.workflow, m.detail.err = w, nil
	m.detail.version++
	m.detail.sheet.Top()
	m.detail.steps.Clear()
	m.detail.steps.Values, m.detail.values, m.detail.valuesErr = nil, runValues{}, nil
	m.reads.Supersede(readValues)
}

// follow lets the detail go with the cursor while the list has the keys.
func (m *Model) follow() tea.Cmd {
	row := m.table.Selected()
	if !m.split.Open || m.split.Focused || row == nil || row.ID == m.detail.workflow.ID {
		return nil
	}
	m.show(*row)
	m.detail.rests++
	r := rested{m.id, m.detail.rests}
	return tea.Tick(restTime, func(time.Time) tea.Msg { return r })
}

func (m *Model) cursorRested(r rested) tea.Cmd {
	if r.n != m.detail.rests || !m.split.Open {
		return nil
	}
	return tea.Batch(m.readDetail(), m.openTab())
}

// readDetail asks for the workflow shown.
func (m *Model) readDetail() tea.Cmd {
	if !m.split.Open || m.detail.workflow.ID == "" {
		return nil
	}
	m.detail.rests++ // a timer still out would ask a second time
	ctx, t := m.reads.Next(api.GetWorkflow)
	return m.cmds.Workflow(ctx, t, m.detail.workflow.ID)
}

func (m *Model) gotDetail(r api.Result[api.Workflow]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.reads.Done(r.Ticket)
	d := &m.detail
	d.version++
	if r.Err != nil {
		if r.Err.Kind != api.Canceled {
			d.err = r.Err
		}
		return nil
	}
	w := r.Value
	if w.Executions < 0 { // a tenant may count for the list only
		w.Executions, w.Failures = d.workflow.Executions, d.workflow.Failures
	}
	d.workflow, d.err = w, nil
	m.table.Replace(w)
	return m.askOwners()
}

// listNews takes over into the detail what a new list says about its workflow.
func (m *Model) listNews() tea.Cmd {
	d := &m.detail
	if !m.split.Open || d.workflow.ID == "" {
		return nil
	}
	row := m.table.Row(d.workflow.ID)
	if row == nil {
		if d.err != nil {
			return nil // known already
		}
		return m.readDetail()
	}
	if m.tools.created == row.ID && !m.Typing() { // now that it is listed
		m.tools.created = ""
		m.reveal(row.ID)
	}
	if !row.Modified.Equal(d.workflow.Modified) || row.Enabled != d.workflow.Enabled ||
		row.Executions != d.workflow.Executions || row.Failures != d.workflow.Failures {
		d.workflow, d.err = *row, nil
		d.version++
	}
	return m.runsNews()
}

// moveInDetail is for keys while the detail has them; ok is false for keys that
// mean something outside of it.
func (m *Model) moveInDetail(a keymap.Action) (cmd tea.Cmd, ok bool) {
	if a == "text.next-tab" || a == "text.prev-tab" {
		m.detail.sheet.Act(a)
		return m.openTab(), true
	}
	if m.onSteps() {
		cmd, ok = m.steps().Act(a)
		if a == "steps.data" {
			cmd = tea.Batch(cmd, m.askValues())
		}
		return cmd, ok
	}
	if a == "app.open" && m.detail.sheet.Tab() == tabTrigger {
		return m.tryFilter(), true
	}
	if !m.onRuns() {
		return nil, m.detail.sheet.Act(a)
	}
	if a == "app.open" {
		return m.goToRun(), true
	}
	return nil, m.runs.table.Act(a)
}

// openTab asks for what the current tab needs beside the workflow.
func (m *Model) openTab() tea.Cmd {
	if m.onSteps() || m.split.Open && m.detail.sheet.Tab() == tabTrigger {
		return m.tools.shelf.Ensure()
	}
	if m.onRuns() && m.runs.of != m.detail.workflow.ID {
		return m.readRuns()
	}
	return nil
}

// goToExecutions shows the executions of the current workflow.
func (m *Model) goToExecutions() tea.Cmd {
	w := m.current()
	if w == nil {
		return nil
	}
	return screen.Send(screen.Goto{View: keymap.Executions, Value: *w})
}

// browse opens the current workflow in the web interface.
func (m *Model) browse() tea.Cmd {
	w := m.current()
	if w == nil {
		return nil
	}
	if page := m.env.WorkflowPage(w.ID); page != "" {
		return screen.Send(screen.Browse{URL: page})
	}
	return nil
}

// copy copies ids or records: those of the marked workflows, else that of the
// current one. On the tab of runs they are those of the run.
func (m *Model) copy(a keymap.Action) tea.Cmd {
	if m.split.Focused && m.onRuns() {
		if run := m.runs.table.Selected(); run != nil && a == "list.copy-id" {
			return screen.Send(screen.Copy{Text: run.ID, What: "id of the execution"})
		}
		return nil
	}
	var picked []*api.Workflow
	if !m.split.Focused {
		picked = m.table.Marked()
	}
	if w := m.current(); len(picked) == 0 && w != nil {
		picked = []*api.Workflow{w}
	}
	var texts []string
	for _, w := range picked {
		if a == "list.copy-id" {
			texts = append(texts, w.ID)
		} else if !w.Raw.IsZero() {
			texts = append(texts, api.Pretty(w.Raw.JSON()))
		}
	}
	switch {
	case len(texts) == 0:
		return nil
	case a == "list.copy-id" && len(texts) > 1:
		return screen.Send(screen.Copy{Text: strings.Join(texts, "\n"), What: "ids"})
	case a == "list.copy-id":
		return screen.Send(screen.Copy{Text: texts[0], What: "id"})
	case len(texts) > 1:
		return screen.Send(screen.Copy{Text: "[" + strings.Join(texts, ",\n") + "]", What: "JSON"})
	}
	return screen.Send(screen.Copy{Text: texts[0], What: "JSON"})
}

// renderDetail draws the detail.
func (m *Model) renderDetail(w, h int) (string, *tea.Cursor) {
	d := &m.detail
	title := m.env.Link(m.env.WorkflowPage(d.workflow.ID), cell.Cut(change.WorkflowName(&d.workflow), w))
	p := sheet.Page{Title: title, Key: d.version, Draw: m.drawTab}
	if d.err != nil {
		p.Notes = problemLines(m.env, w, d.err)
	}
	switch {
	case m.onRuns():
		p.Body = m.renderRuns
	case m.onSteps():
		p.Body = m.renderSteps
		if note := m.valuesNote(); note != "" {
			p.Notes = append(p.Notes, note)
		}
	}
	return d.sheet.Render(w, h, p)
}

// problemLines says what failed and what to do about it.
func problemLines(env *screen.Env, w int, err *api.Error) []string {
	text := err.Sentence()
	if r := err.Remedy(); r != "" {
		text += "; " + r
	}
	return wrapStyled(w, text, env.Styles.Lead(theme.Bad), env.Styles.Bad)
}
