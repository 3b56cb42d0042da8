package executions

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/pager"
	"iscope/ui/screen"
)

// actDetail does what an action means while the detail has the keys.
func (m *Model) actDetail(a keymap.Action) tea.Cmd {
	d := &m.detail
	switch a {
	case "app.back":
		return m.backFromDetail()
	case "app.pane":
		if d.reading() {
			d.inText = false
			m.split.Act(a)
		} else {
			d.inText = true
		}
		return m.moved()
	case "app.open":
		d.inText = d.mode != asJSON
		return nil
	case "app.filter":
		d.inText = d.mode != asJSON
		d.pager().Act(a)
		return nil
	case "timeline.mode", "text.next-tab":
		return m.setMode((d.mode + 1) % modes)
	case "text.prev-tab":
		return m.setMode((d.mode + modes - 1) % modes)
	case "timeline.failure":
		return m.toFailure()
	case "timeline.noise":
		d.noise = !d.noise
		if d.doc != nil && d.doc.run != nil {
			d.setRows()
		}
		return nil
	case "timeline.copy-id":
		return screen.Send(screen.Copy{Text: d.id, What: "id"})
	case "timeline.copy-json":
		return d.copyJSON()
	case "timeline.browse":
		if d.doc != nil {
			return m.browse(d.doc.exec.WorkflowID)
		}
		return nil
	}
	if d.reading() && strings.HasPrefix(string(a), "text.") {
		d.pager().Act(a)
		return nil
	}
	d.line.Act(a)
	return nil
}

// pager returns the text that has or gets the keys.
func (d *detail) pager() *pager.Pager {
	if d.mode == asJSON {
		return d.raw
	}
	return d.text
}

// backFromDetail clears a search, leaves the text, then the detail.
func (m *Model) backFromDetail() tea.Cmd {
	d := &m.detail
	switch {
	case d.reading() && d.pager().Act("app.back"):
	case d.inText:
		d.inText = false
	case d.mode == asJSON:
		return m.setMode(asSteps)
	default:
		m.split.Act("app.back")
	}
	return nil
}

// toFailure puts the cursor on the step that failed.
func (m *Model) toFailure() tea.Cmd {
	d := &m.detail
	if d.doc == nil || d.doc.run == nil || d.doc.run.failing == nil {
		return screen.Say(screen.Info, "No step of this execution failed it")
	}
	if d.mode == asJSON {
		m.setMode(asSteps)
	}
	d.inText = false
	d.line.Follow(false)
	d.line.Select(d.rowOf(d.doc.run.failing))
	return nil
}

// copyJSON copies the events of the row under the cursor.
func (d *detail) copyJSON() tea.Cmd {
	if d.doc == nil || d.doc.run == nil {
		return nil
	}
	events := d.doc.run.events
	if i := d.selectedEvent(); i >= 0 {
		return screen.Send(screen.Copy{Text: api.Pretty(eventJSON(&events[i])), What: "JSON"})
	}
	if s := d.selectedStep(); s != nil && s.kind != whole && d.mode == asSteps {
		var own []api.Event
		for _, i := range s.events {
			own = append(own, events[i])
		}
		return screen.Send(screen.Copy{Text: asDocument(own), What: "JSON"})
	}
	return screen.Send(screen.Copy{Text: asDocument(events), What: "JSON"})
}
