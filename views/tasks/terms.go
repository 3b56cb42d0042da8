package tasks

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/screen"
	"iscope/views/internal/terms"
	"iscope/views/tasks/query"
)

// pendingWord asks for the list of pending tasks, which the filter line of the
// history is not about.
const pendingWord = "status:pending"

// asksPending reports whether a text has it.
func asksPending(text string) bool {
	return slices.ContainsFunc(strings.Fields(text), func(w string) bool { return strings.EqualFold(w, pendingWord) })
}

// pendingKeys are what the pending tasks can be filtered by beside words.
func (m *Model) pendingKeys() terms.Keys {
	var sources []terms.Value
	for _, s := range m.known().Sources {
		sources = append(sources, terms.Value{Text: s.Name, Note: s.ID})
	}
	return terms.Keys{
		{Name: "status", Help: "pending", Values: terms.Of("pending")},
		{Name: "source", Help: "the source it works on: its name, or its id", Values: sources, Open: true},
	}
}

// Completions are the words that Filter understands: those of the filter line,
// as they are typed with a colon.
func (m *Model) Completions(text string) []screen.Completion {
	if asksPending(text) {
		return m.pendingKeys().Complete(text)
	}
	k := m.known()
	c := query.Complete(text, len(text), k)
	var out []screen.Completion
	typed := strings.ToLower(text[strings.LastIndexAny(text, " \t")+1:])
	if rest, begun := strings.CutPrefix(pendingWord, typed); begun && strings.HasPrefix(typed, "status:") {
		out = append(out, screen.Completion{Text: text + rest, Label: pendingWord, Note: "what has not ended"})
	}
	field := typed[:strings.LastIndexAny(typed, ":")+1]
	for _, item := range c.Items {
		label := item.Text
		switch {
		case strings.HasSuffix(label, " ") || strings.HasSuffix(label, "("):
			continue // the tenant's own way of writing it, which the filter line offers
		case strings.HasSuffix(label, ":") && field != "":
			continue // what stands there is no field
		case !strings.HasSuffix(label, ":"):
			label = field + label
		}
		out = append(out, screen.Completion{Text: c.Apply(text, item), Label: safe.Line(label), Note: safe.Line(item.Note)})
	}
	return out
}

// Filter shows only what fits a text: words in the list on screen; with
// "status:pending" the pending tasks, also of one source; with any other term
// the history, under that filter line. Nothing shows all of the list on screen.
func (m *Model) Filter(text string) (tea.Cmd, string) {
	text = strings.TrimSpace(text)
	k := m.known()
	switch {
	case asksPending(text):
		return m.filterPending(text)
	case terms.HasTerms(text):
		return m.filterHistory(text, k)
	}
	if q, err := query.Parse(text, k); err == nil && q.Filter != "" { // as the tenant writes it
		return m.filterHistory(text, k)
	}
	line, err := terms.Parse(text, nil)
	if err != nil {
		return nil, "Not filtered: " + err.Error()
	}
	m.toList()
	m.shown().SetFilter(line.Text())
	cmds := []tea.Cmd{m.setSource(api.Ref{})}
	if m.past && m.history.line != "" {
		cmds = append(cmds, m.applyFilter(""))
	}
	return tea.Batch(append(cmds, m.follow(), m.ahead())...), ""
}

// filterPending shows pending tasks.
func (m *Model) filterPending(text string) (tea.Cmd, string) {
	line, err := terms.Parse(text, m.pendingKeys())
	if err != nil {
		return nil, "Pending tasks are not filtered: " + err.Error()
	}
	var source api.Ref
	if name := line.Get("source"); name != "" {
		var all []terms.Named
		for _, s := range m.known().Sources {
			all = append(all, terms.Named{ID: s.ID, Name: s.Name})
		}
		found, err := terms.Pick("source", name, all)
		if err != nil {
			return nil, "Pending tasks are not filtered: " + err.Error()
		}
		source = api.Ref{ID: found.ID, Name: found.Name}
	}
	m.toList()
	var cmds []tea.Cmd
	if m.past {
		cmds = append(cmds, m.toggleHistory())
	}
	m.pending.table.SetFilter(line.Text())
	return tea.Batch(append(cmds, m.setSource(source), m.follow())...), ""
}

// filterHistory shows tasks that have ended, under a filter line.
func (m *Model) filterHistory(text string, k query.Known) (tea.Cmd, string) {
	if _, err := query.Parse(text, k); err != nil {
		wrong := "Not filtered: " + err.Msg
		if strings.Contains(strings.ToLower(text), "status:") {
			wrong += "; " + pendingWord + " shows those that have not ended"
		}
		return nil, wrong
	}
	m.toList()
	if !m.past {
		m.past = true
		m.split.Close()
		m.detail.task = row{}
	}
	m.source = api.Ref{}
	m.pending.table.Rearrange()
	m.history.table.SetFilter("")
	return m.applyFilter(text), ""
}

// toList gives the keys to the list that is filtered.
func (m *Model) toList() {
	m.split.Focused = false
	if !m.split.Both() {
		m.split.Close()
	}
}

// setSource shows tasks on one target only, or with the zero Ref on all.
func (m *Model) setSource(source api.Ref) tea.Cmd {
	if m.source.ID == source.ID {
		return nil
	}
	m.source = source
	m.pending.table.Rearrange()
	return tea.Batch(m.beginHistory(), m.follow())
}
