package executions

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views/executions/run"
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
		if d.mode == asJSON {
			return m.fold()
		}
		d.inText = true
		return nil
	case "app.filter":
		d.inText = d.mode != asJSON
		d.pager().Act(a)
		return nil
	case "timeline.mode", "text.next-tab":
		return m.setMode((d.mode + 1) % modes)
	case "text.prev-tab":
		return m.setMode((d.mode + modes - 1) % modes)
	}
	if cmd, ok := m.actTimeline(a); ok {
		return cmd
	}
	if d.reading() {
		if b, ok := asText[a]; ok {
			a = b
		}
		if d.pager().Act(a) {
			return nil
		}
	}
	if d.line.Act(a) && !d.reading() {
		d.leaveEvent()
	}
	return nil
}

// actTimeline does what an action of the timeline means that is the same in every
// mode, and reports whether it was one.
func (m *Model) actTimeline(a keymap.Action) (cmd tea.Cmd, ok bool) {
	d := &m.detail
	switch a {
	case "timeline.failure":
		return m.toFailure(), true
	case "timeline.noise":
		d.shape.Noise = !d.shape.Noise
		if d.doc != nil && d.doc.run != nil {
			d.setRows()
		}
	case "timeline.next-event":
		return m.stepEvent(1), true
	case "timeline.prev-event":
		return m.stepEvent(-1), true
	case "timeline.fold":
		return m.fold(), true
	case "timeline.fold-all":
		return m.foldAll(), true
	case "timeline.copy-id":
		if d.mode == asJSON {
			return m.askCopy(), true
		}
		return screen.Send(screen.Copy{Text: d.id, What: "id"}), true
	case "timeline.copy-json":
		return d.copyJSON(), true
	case "timeline.browse":
		if d.doc != nil {
			return m.browse(d.doc.exec.WorkflowID), true
		}
	default:
		return nil, false
	}
	return nil, true
}

// asText is what the keys of the timeline do while a text has them. The timeline
// is asked first then too, since going through events has to work everywhere.
var asText = map[keymap.Action]keymap.Action{
	"timeline.down": "text.down", "timeline.up": "text.up", "timeline.top": "text.top", "timeline.bottom": "text.bottom",
	"timeline.page-down": "text.half-down", "timeline.page-up": "text.half-up",
}

// pager returns the text that has or gets the keys.
func (d *detail) pager() reader {
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
	if d.doc == nil || d.doc.run == nil || d.doc.run.Failing() == nil {
		return screen.Say(screen.Info, "No step of this execution failed it")
	}
	if d.mode == asJSON {
		m.setMode(asSteps)
	}
	d.inText = false
	d.line.Follow(false)
	d.leaveEvent()
	d.goTo(d.doc.run.Failing())
	return nil
}

// copyJSON copies the events of the row under the cursor.
func (d *detail) copyJSON() tea.Cmd {
	if d.doc == nil || d.doc.run == nil {
		return nil
	}
	events := d.doc.run.Events
	if i := d.selectedEvent(); i >= 0 {
		return screen.Send(screen.Copy{Text: api.Pretty(run.EventJSON(&events[i])), What: "JSON"})
	}
	if s := d.selectedStep(); s != nil && s.Kind != run.Whole && d.mode == asSteps {
		var own []api.Event
		for _, i := range s.Events {
			own = append(own, events[i])
		}
		return screen.Send(screen.Copy{Text: run.Document(own), What: "JSON"})
	}
	return screen.Send(screen.Copy{Text: run.Document(events), What: "JSON"})
}
