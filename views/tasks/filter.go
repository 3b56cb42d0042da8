package tasks

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/tasks/query"
)

// What is remembered, and under which keys.
const (
	memoryFilter  = "tasks.filter"
	memorySources = "tasks.filter.sources" // that the filter names, with their ids
	memoryOrder   = "tasks.order"
)

func (m *Model) remember(key, value string) {
	if m.env.Memory != nil {
		m.env.Memory.Remember(key, value)
	}
}

// recall takes up what an earlier run remembered. A filter that cannot be asked
// any more, since it names what has not been seen yet or belongs to another
// generation, is not in force; the line has it, to be looked at.
func (m *Model) recall() {
	if m.env.Memory == nil {
		return
	}
	m.history.old = m.env.Memory.Recall(memoryOrder) != ""
	var sources map[string]string
	if json.Unmarshal([]byte(m.env.Memory.Recall(memorySources)), &sources) == nil {
		m.learn(nil)
		maps.Copy(m.learned.sources, sources)
	}
	text := m.env.Memory.Recall(memoryFilter)
	q, err := query.Parse(text, m.known())
	if err != nil {
		m.line.Put(text)
		return
	}
	m.history.line, m.history.query = text, q
}

// learned is what the tasks seen so far have told of sources, of what starts
// tasks, and of their types.
type learned struct {
	sources   map[string]string // name by id
	launchers map[string]bool
	types     map[string]bool
}

// mostLearned bounds each of them.
const mostLearned = 500

func (m *Model) learn(items []api.Task) {
	l := &m.learned
	if l.sources == nil {
		*l = learned{map[string]string{}, map[string]bool{}, map[string]bool{}}
	}
	for i := range items {
		t := &items[i]
		if t.Target.ID != "" && t.Target.Name != "" && t.Target.Type != "IDENTITY" && len(l.sources) < mostLearned {
			l.sources[t.Target.ID] = targetName(t.Target)
		}
		if t.Launcher != "" && len(l.launchers) < mostLearned {
			l.launchers[t.Launcher] = true
		}
		if len(l.types) < mostLearned {
			l.types[typeWords(t)] = true
		}
	}
}

// codes are what newer generations document as values of launcher.
var codes = []string{
	"CLOUD_ACCOUNT_AGGREGATION", "CLOUD_GROUP_AGGREGATION", "CLOUD_PROCESS_UNCORRELATED_ACCOUNTS", "CLOUD_REFRESH_ROLE",
	"SOURCE_APPLICATION_DISCOVERY", "AI_AGENT_AGGREGATION", "CLOUD_ENTITLEMENT_IMPORT", "CLOUD_IDENTITY_AGGREGATION",
	"CLOUD_ATTRIBUTE_SYNCHRONIZATION", "IDENTITY_REFRESH", "APPLICATION_DISCOVERY", "MACHINE_IDENTITY_AGGREGATION",
	"MACHINE_IDENTITY_DELETION", "ACCOUNT_DELETION",
}

// known is what the filter line can speak of.
func (m *Model) known() query.Known {
	var k query.Known
	if f, ok := m.cmds.ISC.(api.TaskFielder); ok {
		fields := f.TaskFields()
		k.IsNull, k.Launcher = fields.IsNull, fields.Launcher
	}
	for id, name := range m.learned.sources {
		k.Sources = append(k.Sources, query.Source{Name: name, ID: id})
	}
	slices.SortFunc(k.Sources, func(a, b query.Source) int {
		if c := fold(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	k.Launchers = append(sorted(m.learned.launchers), codes...)
	k.Types = append(sorted(m.learned.types), typeQueued, typeScheduled, typeQPOC)
	return k
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for s := range set {
		out = append(out, s)
	}
	slices.SortFunc(out, fold)
	return out
}

// openFilter opens the filter line, and shows the history that it is about.
func (m *Model) openFilter() tea.Cmd {
	var cmd tea.Cmd
	if !m.past {
		cmd = m.toggleHistory()
	}
	m.split.Focused = false
	if !m.split.Both() {
		m.split.Close()
	}
	m.line.Open(m.history.line, m.known())
	return tea.Batch(cmd, m.typing())
}

// applyFilter puts a line in force that can be asked.
func (m *Model) applyFilter(text string) tea.Cmd {
	q, err := query.Parse(text, m.known())
	if err != nil {
		return screen.Say(screen.Warn, "Not filtered: "+err.Msg)
	}
	m.history.line, m.history.query = text, q
	m.remember(memoryFilter, text)
	m.remember(memorySources, m.namedSources(q.Filter))
	return m.beginHistory()
}

// namedSources returns the sources that a filter is about with their names, so
// that the line is understood before any task of theirs is seen; "" for none.
func (m *Model) namedSources(filter string) string {
	named := map[string]string{}
	for id, name := range m.learned.sources {
		if strings.Contains(filter, `"`+id+`"`) {
			named[id] = name
		}
	}
	text, err := json.Marshal(named)
	if err != nil || len(named) == 0 {
		return ""
	}
	return string(text)
}

// statuses are what `f` goes through, as the tenant's filters write them.
var statuses = []string{"", "Error", "Warning", "Success", "Terminated"}

// nextStatus puts the next status into the filter line.
func (m *Model) nextStatus() tea.Cmd {
	if !m.past {
		return nil
	}
	k := m.known()
	now, ok := query.StatusOf(m.history.line, k)
	if !ok {
		return screen.Say(screen.Warn, "The filter line asks for statuses in a way of its own; "+m.env.Keys.Key("tasks.filter")+" edits it")
	}
	next := statuses[(slices.Index(statuses, now)+1)%len(statuses)]
	return m.applyFilter(query.SetStatus(m.history.line, next, k))
}
