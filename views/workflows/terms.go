package workflows

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/internal/terms"
	"iscope/views/workflows/trigger"
)

// asked is what was asked for in the palette, beside words. The list is loaded
// whole, so that all of it is looked at here.
type asked struct {
	status   string   // "enabled" or "disabled", "" for both
	triggers []string // kinds of triggers
	owners   []string // parts of names, or ids
	words    []string // for the head
}

func (a *asked) isZero() bool { return len(a.words) == 0 }

func (a *asked) has(w *api.Workflow) bool {
	switch {
	case a.status != "" && (a.status == enabledWord) != w.Enabled:
		return false
	case len(a.triggers) > 0 && !slices.ContainsFunc(a.triggers, func(t string) bool { return strings.EqualFold(t, trigger.Kind(w.Trigger)) }):
		return false
	}
	return len(a.owners) == 0 || slices.ContainsFunc(a.owners, func(o string) bool { return owns(w, o) })
}

// owns reports whether an owner is meant by a part of the name, or by the id.
func owns(w *api.Workflow, who string) bool {
	return w.Owner.ID == who && who != "" || strings.Contains(strings.ToLower(w.Owner.Name), strings.ToLower(who))
}

// Values of the key status.
const enabledWord, disabledWord = "enabled", "disabled"

// keys are what the list can be filtered by beside words.
func (m *Model) keys() terms.Keys {
	kinds := []string{"event", "schedule", "external", "none"}
	var people []string
	for _, w := range m.table.Rows() {
		if k := trigger.Kind(w.Trigger); !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
		if w.Owner.Name != "" {
			people = append(people, w.Owner.Name)
		}
	}
	slices.Sort(people)
	return terms.Keys{
		{Name: "status", Help: "enabled or disabled", Values: terms.Of(enabledWord, disabledWord)},
		{Name: "trigger", Help: "what kind of trigger starts it", Values: terms.Of(kinds...), Many: true},
		{Name: "owner", Help: "a part of the owner's name, or the id", Values: terms.Of(slices.Compact(people)...), Open: true, Many: true},
	}
}

// Completions are the words that Filter understands.
func (m *Model) Completions(text string) []screen.Completion { return m.keys().Complete(text) }

// Filter shows only what fits a text such as "status:disabled owner:anna
// laptop", and everything for "".
func (m *Model) Filter(text string) (tea.Cmd, string) {
	line, err := terms.Parse(text, m.keys())
	if err == nil {
		err = m.knownOwners(line.All("owner"))
	}
	if err != nil {
		return nil, "Not filtered: " + err.Error()
	}
	if !m.split.Both() {
		m.split.Close() // the list that is filtered is not on screen
	}
	m.split.Focused = false
	if line.IsZero() {
		m.widen()
	}
	m.asked = asked{status: line.Get("status"), triggers: line.All("trigger"), owners: line.All("owner")}
	for _, t := range line.Terms {
		m.asked.words = append(m.asked.words, t.Key+" "+strings.Join(t.Values, " or "))
	}
	m.table.SetFilter(line.Text())
	m.sift()
	return m.follow(), ""
}

// knownOwners says which of the owners no workflow has, where all are known.
func (m *Model) knownOwners(who []string) error {
	for _, o := range who {
		if !m.list.loaded || slices.ContainsFunc(m.table.Rows(), func(w api.Workflow) bool { return owns(&w, o) }) {
			continue
		}
		var all []terms.Named
		for _, w := range m.table.Rows() {
			if n := (terms.Named{ID: w.Owner.ID, Name: w.Owner.Name}); n.Name != "" && !slices.Contains(all, n) {
				all = append(all, n)
			}
		}
		if _, err := terms.Pick("owner", o, all); err != nil {
			return err
		}
	}
	return nil
}

// sift has the list show what was found and is asked for.
func (m *Model) sift() {
	m.table.Keep = nil
	if m.tools.only != nil || !m.asked.isZero() {
		m.table.Keep = func(w *api.Workflow) bool { return m.tools.kept(w) && m.asked.has(w) }
	}
	m.table.Rearrange()
}
