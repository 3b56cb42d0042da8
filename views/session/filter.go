package session

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/session/filter"
)

// memoryFilter is the key under which the filter is remembered.
const memoryFilter = "sessions.filter"

// Names of the questions about the filter.
const (
	askFilter      = "filter"
	askFilterValue = "filter-value"
	askFilterUID   = "filter-uid"
)

// recall takes up the filter of an earlier run. One that cannot be asked for is
// none.
func (m *Model) recall() {
	if m.env.Memory == nil {
		return
	}
	if f, err := filter.Parse(m.env.Memory.Recall(memoryFilter)); err == nil {
		m.filter = f
	}
}

// clearFilter is the part that stands for all of them.
const clearFilter = filter.Part("")

// askPart asks what to filter by.
func (m *Model) askPart() tea.Cmd {
	if !m.configured() {
		return screen.Say(screen.Warn, "NERM is not configured for this tenant")
	}
	p := &dialog.Pick{Env: m.env, View: m.id, Name: askFilter, Head: "Filter by"}
	var options []dialog.Option
	for _, part := range filter.Parts {
		now := m.filter.Get(part)
		if now != "" {
			now = firstOf(m.partName(part, now), now)
		}
		options = append(options, dialog.Option{Value: part, Label: sentence(part.Word()), Note: firstOf(now, "any")})
	}
	if !m.filter.IsZero() {
		options = append(options, dialog.Option{Value: clearFilter, Label: "Clear the filter"})
	}
	p.SetOptions(options)
	return screen.Send(screen.Show{Dialog: p})
}

// partName returns what people call the value of a part of the filter, "" where
// it is not known.
func (m *Model) partName(p filter.Part, value string) string {
	switch p {
	case filter.Workflow:
		return m.flowName(value)
	case filter.Requester, filter.Profile:
		return m.names.of(value)
	case filter.Status:
		return words(value)
	}
	return ""
}

// anyLabel is the option that takes a part out of the filter.
const anyLabel = "Any"

// onFilterPart asks for the value of what was chosen.
func (m *Model) onFilterPart(a dialog.Answer) tea.Cmd {
	o, _ := a.Value.(dialog.Option)
	part, ok := o.Value.(filter.Part)
	if !ok {
		return nil
	}
	switch part {
	case clearFilter:
		return m.setFilter(filter.Filter{})
	case filter.Status:
		return m.askFilterStatus()
	case filter.UID:
		return screen.Send(screen.Show{Dialog: &dialog.Prompt{
			Env: m.env, View: m.id, Name: askFilterUID, Head: "Filter by uid", Lines: []string{"Uid of the session, empty for any:"}, Text: m.filter.Get(filter.UID),
			Check: func(text string) string {
				if _, err := m.filter.With(filter.UID, text); err != nil {
					return err.Error()
				}
				return ""
			},
		}})
	}
	what := map[filter.Part]subject{filter.Workflow: workflows, filter.Requester: requesters, filter.Profile: profiles}[part]
	return m.start(search{what: what, part: part}, "Filter by "+part.Word(), nil)
}

// askFilterStatus asks for a status in the forms that the filter knows.
func (m *Model) askFilterStatus() tea.Cmd {
	p := &dialog.Pick{Env: m.env, View: m.id, Name: askFilterValue, Head: "Filter by status", Current: picked{value: m.filter.Get(filter.Status)}}
	options := []dialog.Option{{Value: picked{}, Label: anyLabel}}
	for _, s := range api.SessionFilterStatuses {
		options = append(options, dialog.Option{Value: picked{value: s}, Label: words(s), Note: groupOf(s).String()})
	}
	m.search = search{part: filter.Status, gen: m.search.gen + 1}
	p.SetOptions(options)
	return screen.Send(screen.Show{Dialog: p})
}

// onFilterValue filters by what was chosen.
func (m *Model) onFilterValue(a dialog.Answer) tea.Cmd {
	o, _ := a.Value.(dialog.Option)
	if s := m.search; o.Value == typeOn {
		return m.start(search{what: s.what, part: s.part}, "Filter by "+s.part.Word(), tea.PasteMsg{Content: s.text})
	}
	p, ok := o.Value.(picked)
	if !ok {
		return nil
	}
	return m.filterBy(m.search.part, p.value)
}

// filterBy filters by another value of a part.
func (m *Model) filterBy(part filter.Part, value string) tea.Cmd {
	f, err := m.filter.With(part, value)
	if err != nil {
		return screen.Say(screen.Warn, "Not filtered: "+safe.Line(err.Error()))
	}
	return m.setFilter(f)
}

// setFilter puts a filter in force, and asks for the list anew.
func (m *Model) setFilter(f filter.Filter) tea.Cmd {
	if f == m.filter {
		return nil
	}
	m.filter = f
	if m.env.Memory != nil {
		m.env.Memory.Remember(memoryFilter, f.String())
	}
	m.list.SetRows(nil)
	m.load, m.broken = loading{}, nil
	m.split.Focused = false
	if !m.split.Both() {
		m.split.Close()
		m.detail.pinned = false
	}
	m.follow()
	m.poller.Ask() // whatever is under way is an answer to something else
	return m.startLoad()
}
