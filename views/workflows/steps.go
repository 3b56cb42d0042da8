package workflows

import (
	tea "charm.land/bubbletea/v2"

	"iscope/views/workflows/outline"
)

func (m *Model) onSteps() bool { return m.split.Open && m.detail.sheet.Tab() == tabSteps }

// steps returns the view of the steps of the workflow that is shown. The
// definition is read from its record only when it is another one.
func (m *Model) steps() *outline.View {
	d := &m.detail
	if shown, ok := d.steps.Version(); !d.workflow.Raw.IsZero() && (!ok || shown != d.version) {
		d.steps.SetDefinition(d.workflow.Definition(), d.version)
	}
	return d.steps
}

// renderSteps draws the tab of the steps.
func (m *Model) renderSteps(w, h int) (string, *tea.Cursor) { return m.steps().Render(w, h) }
