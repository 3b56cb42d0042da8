package executions

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/screen"
	"iscope/views/internal/terms"
)

// times are what is offered for since: there are many more.
var times = []terms.Value{
	{Text: "today"}, {Text: "yesterday"}, {Text: "30m"}, {Text: "2h"}, {Text: "1d"}, {Text: "3d"}, {Text: "2w"}, {Text: "14:00..15:30"}, {Text: "1 Mar..5 Mar"},
	{Text: "all", Note: "as far as the tenant keeps them"},
}

// keys are what the list can be filtered by beside words.
func (m *Model) keys() terms.Keys {
	var flows []terms.Value
	for _, n := range m.workflows() {
		flows = append(flows, terms.Value{Text: cmp.Or(n.Name, n.ID)})
	}
	return terms.Keys{
		{Name: "status", Help: terms.And(statusFilterWords[1:]), Values: terms.Of(statusFilterWords[1:]...)},
		{Name: "workflow", Help: "its name, a part of it, or its id", Values: flows, Open: true},
		{Name: "since", Help: "when it began: today, 2h, 3d, fri, 1 Mar..5 Mar", Values: times, Open: true},
	}
}

// workflows are those of the tenant, by name.
func (m *Model) workflows() []terms.Named {
	var out []terms.Named
	for _, f := range m.feed.flows {
		if f.listed {
			out = append(out, terms.Named{ID: f.ID, Name: f.Name})
		}
	}
	slices.SortFunc(out, func(a, b terms.Named) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return out
}

// Completions are the words that Filter understands.
func (m *Model) Completions(text string) []screen.Completion { return m.keys().Complete(text) }

// Filter shows only what fits a text such as "status:failed since:2d laptop", and
// everything for "". On the failure board it is about that.
func (m *Model) Filter(text string) (tea.Cmd, string) {
	line, f, wrong := m.readFilter(text)
	if wrong != "" {
		return nil, wrong
	}
	defer m.present()
	m.touched = true
	if !m.split.Both() {
		m.split.Close() // what is filtered is out of sight
	}
	m.split.Focused = false
	if m.board.group != nil && len(line.Terms) > 0 {
		m.dropBoard() // the runs of one failure are all that is shown there
	}
	m.abandonBack()
	m.feed.back.stopped = false
	switch b := &m.board; {
	case b.on:
		b.view.SetFilter(line.Text())
		b.touched, b.stale = true, true
		f.status = onlyFailed
		m.filter = f
		m.boardTime()
	case b.group != nil:
		m.list.SetFilter(line.Text())
		return m.moved(), ""
	default:
		m.list.SetFilter(line.Text())
		m.filter = f
	}
	if f.only != "" {
		m.promote(m.flow(f.only))
	}
	if f.status == onlyRunning && m.poller.Resting() == 0 {
		m.recheckOpen() // what is asked for is what runs now
	}
	return tea.Batch(m.refilter(), m.pump()), ""
}

// readFilter reads a text that Filter is given.
func (m *Model) readFilter(text string) (line terms.Line, f filter, wrong string) {
	line, err := terms.Parse(text, m.keys())
	if err != nil {
		return line, f, "Not filtered: " + err.Error()
	}
	if s := line.Get("status"); s != "" {
		f.status = statusFilter(slices.Index(statusFilterWords[:], s))
	}
	if m.board.on && f.status != anyStatus && f.status != onlyFailed {
		return line, f, "Not filtered: the failure board has failed runs alone; " + m.env.Keys.Key("executions.board") + " goes back to all executions"
	}
	if name := line.Get("workflow"); name != "" {
		flow, err := terms.Pick("workflow", name, m.workflows())
		if err != nil {
			return line, f, "Not filtered: " + err.Error()
		}
		f.only = flow.ID
	}
	if f.since, err = m.parseSince(line.Get("since")); err != nil {
		return line, f, "Not filtered: since: " + err.Error()
	}
	return line, f, ""
}
