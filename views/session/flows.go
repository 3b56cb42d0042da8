package session

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/views/session/filter"
)

// flows are the words that NERM has about its workflows, by id: it cannot name
// them, and the description of an action is what comes nearest.
type flows struct {
	words map[string]string // "" of one that has none
	asked map[string]bool
	out   int
	off   bool // NERM does not tell
}

const (
	flowsAbreast = 2
	flowsMost    = 60 // workflows asked about
)

// flowName returns what people call a workflow: its alias in the configuration,
// else what NERM says about it, "" where nothing is known.
func (m *Model) flowName(id string) string { return cmp.Or(m.Aliases[id], m.flows.words[id]) }

// workflowName writes a workflow in w cells.
func (m *Model) workflowName(id string, w int) string {
	if name := m.flowName(id); name != "" {
		return cell.Cut(name, w)
	}
	return cell.CutMiddle(id, w)
}

// flowIDs returns the workflows that are known: those with an alias, and those
// of the sessions seen.
func (m *Model) flowIDs() []string {
	ids := map[string]bool{}
	for id := range m.Aliases {
		ids[id] = true
	}
	for id := range m.flows.words {
		ids[id] = true
	}
	for i := range m.list.Rows() {
		ids[m.list.Rows()[i].WorkflowID] = true
	}
	if m.detail.opened != nil {
		ids[m.detail.opened.WorkflowID] = true
	}
	ids[m.filter.Get(filter.Workflow)] = true
	delete(ids, "")
	out := make([]string, 0, len(ids))
	for id := range ids {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.ToLower(m.flowName(a)), strings.ToLower(m.flowName(b))), strings.Compare(a, b))
	})
	return out
}

// learnFlows asks for words about workflows that have no alias.
func (m *Model) learnFlows() tea.Cmd {
	f := &m.flows
	if f.off || !m.configured() || len(f.asked) >= flowsMost || f.out >= flowsAbreast {
		return nil
	}
	if f.asked == nil {
		f.asked, f.words = map[string]bool{}, map[string]string{}
	}
	var cmds []tea.Cmd
	for _, id := range m.flowIDs() {
		if f.asked[id] || m.Aliases[id] != "" {
			continue
		}
		f.asked[id] = true
		ctx, t := m.reads.NextFor(api.ListWorkflowActions, id)
		cmds = append(cmds, m.cmds.WorkflowActions(ctx, t, id))
		if f.out++; f.out >= flowsAbreast || len(f.asked) >= flowsMost {
			break
		}
	}
	return tea.Batch(cmds...)
}

func (m *Model) onFlow(r api.Result[[]api.WorkflowAction]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.reads.Done(r.Ticket)
	m.flows.out--
	if r.Err != nil {
		if r.Err.Kind != api.Canceled {
			m.flows.off = true // a nicety: nobody has to know
		}
		return nil
	}
	for _, a := range r.Value {
		if words := brief(a.Description); words != "" && !a.Archived && (a.WorkflowID == r.Key) {
			m.flows.words[r.Key] = words
			m.list.Touch()
			m.version++
			break
		}
	}
	return m.learnFlows()
}

// brief returns the first sentence of a description.
func brief(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), ". ")
	return cell.Cut(strings.TrimSuffix(first, "."), 80)
}
