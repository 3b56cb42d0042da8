package session

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/screen"
	"iscope/views/internal/terms"
	"iscope/views/session/filter"
	"iscope/views/session/kind"
)

// keys are what NERM is asked for beside words, by the names of the filter.
func (m *Model) keys() terms.Keys {
	statuses := make([]terms.Value, len(api.SessionFilterStatuses))
	for i, s := range api.SessionFilterStatuses {
		statuses[i] = terms.Value{Text: api.NormalStatus(s), Note: groupOf(s).String()}
	}
	keys := terms.Keys{{Name: filter.Status.Word(), Help: "new, pending approval, failed and others", Values: statuses}}
	for _, p := range []filter.Part{filter.Workflow, filter.Requester, filter.Profile} {
		var values []terms.Value
		for _, n := range m.called(p) {
			values = append(values, terms.Value{Text: cmp.Or(n.Name, n.ID), Note: n.ID})
		}
		keys = append(keys, terms.Key{Name: p.Word(), Help: "its name, as far as it is known here, or its id", Values: values, Open: true})
	}
	return append(keys, terms.Key{Name: filter.UID.Word(), Help: "of the session", Open: true})
}

// called are those with a name that a part of the filter can mean.
func (m *Model) called(p filter.Part) []terms.Named {
	var out []terms.Named
	if p == filter.Workflow {
		for _, id := range m.flowIDs() {
			out = append(out, terms.Named{ID: id, Name: m.flowName(id)})
		}
		return out
	}
	if p == filter.Requester {
		for _, u := range sortedBy(m.names.people, api.NERMUser.Label) {
			out = append(out, terms.Named{ID: u.ID, Name: u.Label()})
		}
	}
	for _, t := range sortedBy(m.names.things, func(t api.Profile) string { return cmp.Or(t.Name, t.UID, t.ID) }) {
		out = append(out, terms.Named{ID: t.ID, Name: cmp.Or(t.Name, t.UID)})
	}
	return out
}

// Completions are the words that Filter understands.
func (m *Model) Completions(text string) []screen.Completion { return m.keys().Complete(text) }

// Filter asks NERM for what the terms of a text such as "status:failed anna"
// say, and shows of that what has its words; everything for "".
func (m *Model) Filter(text string) (tea.Cmd, string) {
	switch {
	case !m.configured():
		return nil, "NERM is not configured for this tenant"
	case m.editor != nil:
		return nil, "The list is not filtered while a session is edited"
	}
	line, err := terms.Parse(text, m.keys())
	f := filter.Filter{}
	if err == nil {
		f, err = m.filterOf(line)
	}
	if err == nil && f != m.filter && m.denied != nil {
		err = errors.New("this account may not list workflow sessions")
	}
	if err != nil {
		return nil, "Not filtered: " + safe.Line(err.Error())
	}
	m.split.Focused = false
	if !m.split.Both() {
		m.split.Close()
		m.detail.pinned = false
	}
	m.list.SetFilter(line.Text())
	m.follow()
	return m.setFilter(f), ""
}

// filterOf returns the filter that a line asks for.
func (m *Model) filterOf(line terms.Line) (f filter.Filter, err error) {
	for _, p := range filter.Parts {
		value := line.Get(p.Word())
		if value == "" {
			continue
		}
		if p != filter.Status && p != filter.UID {
			if value, err = m.partID(p, value); err != nil {
				return filter.Filter{}, err
			}
		}
		if f, err = f.With(p, value); err != nil {
			return filter.Filter{}, fmt.Errorf("%s: %w", p.Word(), err)
		}
	}
	return f, nil
}

// partID returns the id of what is called so. What looks like an id is taken for
// one, since not all names are known here.
func (m *Model) partID(p filter.Part, name string) (string, error) {
	all := m.called(p)
	if kind.IsID(name) && !slices.ContainsFunc(all, func(n terms.Named) bool { return strings.EqualFold(n.Name, name) }) {
		return name, nil
	}
	n, err := terms.Pick(p.Word(), name, all)
	if errors.Is(err, terms.ErrNone) {
		err = fmt.Errorf("%w; names are not all known here, an id always will do", err)
	}
	return n.ID, err
}
