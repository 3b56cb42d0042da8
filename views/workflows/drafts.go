package workflows

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/internal/change"
	"iscope/views/internal/draft"
	"iscope/views/workflows/edit"
)

// listDrafts is the operation of looking which drafts there are, for tickets.
const listDrafts api.Op = "list workflow drafts"

// unsent are the drafts on disk, as they were listed last.
type unsent struct {
	store draft.Store             // nil: none are kept
	by    map[string][]edit.Draft // by id of the workflow

	editing bool // an edit was not over as of the last message
}

// has reports whether a draft is kept under a name.
func (u *unsent) has(name string) bool {
	return slices.ContainsFunc(u.by[draft.Owner(name)], func(d edit.Draft) bool { return d.Name == name })
}

// askDrafts looks which drafts there are. A look that is under way may have come
// too early and is void.
func (m *Model) askDrafts() tea.Cmd {
	store := m.unsent.store
	if store == nil {
		return nil
	}
	ctx, t := m.reads.Next(listDrafts)
	return api.Run(m.cmds, ctx, t, func(context.Context) (map[string][]edit.Draft, error) {
		all, err := edit.Drafts(store)
		if err != nil {
			return nil, err
		}
		by := make(map[string][]edit.Draft, len(all))
		for _, d := range all {
			id := draft.Owner(d.Name)
			by[id] = append(by[id], d)
		}
		return by, nil
	})
}

// gotDrafts marks the workflows that have drafts. Where these cannot be listed
// nothing changes: the editor finds them all the same.
func (m *Model) gotDrafts(r api.Result[map[string][]edit.Draft]) {
	if !m.reads.Fresh(r.Ticket) {
		return
	}
	m.reads.Done(r.Ticket)
	if r.Err != nil || len(r.Value) == 0 && len(m.unsent.by) == 0 {
		return
	}
	m.unsent.by = r.Value
	m.table.Texts = m.toldTexts
	m.table.SetRows(m.table.Rows()) // the filter looks in the new text
	m.table.Touch()
	m.detail.version++
}

// draftNews looks again where a draft came or went, and when an edit is over: what
// was typed last may be of another part.
func (m *Model) draftNews(msg tea.Msg) tea.Cmd {
	was := m.unsent.editing
	m.unsent.editing = m.tools.edit.Pending()
	saved, ok := msg.(draft.Saved)
	switch {
	case was && !m.unsent.editing:
	case !ok || saved.Err != nil || saved.Value != "" && m.unsent.has(saved.Name):
		return nil
	}
	return m.askDrafts()
}

// hasDraft reports whether a workflow has changes that were not sent.
func (m *Model) hasDraft(id string) bool { return len(m.unsent.by[id]) > 0 }

// draftLines say in the detail that a workflow has a draft.
func (m *Model) draftLines(id string, w int) []string {
	if !m.hasDraft(id) {
		return nil
	}
	text := m.env.Styles.Said(theme.Held) + m.env.Keys.Key("workflows.edit") + " goes on with a draft that was not sent"
	return []string{cell.Cut(text, w), ""}
}

// nameColumn is what a workflow is called, behind a mark where it has a draft.
func (m *Model) nameColumn() table.Column[api.Workflow] {
	return table.Column[api.Workflow]{
		Key: "name", Title: "name", Width: nameWidth, Fit: true, Flex: 3, Main: true,
		Cell: func(w *api.Workflow, _ int) (string, theme.Style) {
			if m.hasDraft(w.ID) {
				return m.env.Styles.Said(theme.Held) + "draft · " + change.WorkflowName(w), theme.Style{}
			}
			return change.WorkflowName(w), theme.Style{}
		},
		Aloud: &table.Aloud[api.Workflow]{Title: "name", Width: nameWidth, Cell: func(w *api.Workflow, _ int) (string, theme.Style) {
			if m.hasDraft(w.ID) {
				return change.WorkflowName(w) + ", draft", theme.Style{}
			}
			return change.WorkflowName(w), theme.Style{}
		}},
		Value: change.WorkflowName,
		Less:  func(a, b *api.Workflow) int { return fold(a.Name, b.Name) },
	}
}

// toldTexts are what the filter looks in, with what rows are marked by.
func (m *Model) toldTexts(w *api.Workflow, to []string) []string {
	if m.hasDraft(w.ID) {
		to = append(to, "draft")
	}
	return m.ownedTexts(w, to)
}
