package workflows

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/views/workflows/owner"
)

// askOwners asks whether the owners of the listed workflows, and of the one in
// the detail, are still here, as far as that is not known.
func (m *Model) askOwners() tea.Cmd {
	rows := m.table.Rows()
	ids := make([]string, 0, len(rows)+1)
	for i := range rows {
		ids = append(ids, rows[i].Owner.ID)
	}
	return m.owners.Want(append(ids, m.detail.workflow.Owner.ID)...)
}

// gotOwners takes what is known of owners now, and draws what says so again.
func (m *Model) gotOwners(msg owner.Msg) tea.Cmd {
	was := m.owners.Version()
	cmd := m.owners.Update(msg)
	if m.owners.Version() != was {
		m.table.Texts = m.toldTexts
		m.table.SetRows(m.table.Rows()) // the filter looks in the new text
		m.table.Touch()
		m.detail.version++
	}
	return cmd
}

// ownedTexts are rowTexts with the state of the owner where that is worth a word.
func (m *Model) ownedTexts(w *api.Workflow, to []string) []string {
	if s := m.owners.State(w.Owner.ID); s.Bad() {
		to = append(to, "owner", s.String())
	}
	return rowTexts(w, to)
}

// shortName is the least room for the name of an owner beside the word for
// their state.
const shortName = 6

// ownerCell is the name of the owner, behind a sign and a word where they are
// not here any more.
func (m *Model) ownerCell(w *api.Workflow, width int) (string, theme.Style) {
	s, st := m.owners.State(w.Owner.ID), m.env.Styles
	if !s.Bad() {
		return w.Owner.String(), st.Muted
	}
	word := st.Plain(s.Sign()) + " " + s.String()
	if room := width - cell.Width(word) - 1; room >= shortName {
		word += " " + cell.Cut(w.Owner.String(), room)
	}
	return word, st.State(s.Sign())
}

// ownerWords is the owner in the detail.
func (m *Model) ownerWords(w *api.Workflow) string {
	s := m.owners.State(w.Owner.ID)
	if !s.Bad() {
		return w.Owner.String()
	}
	return m.env.Styles.Plain(s.Sign()) + " " + s.String() + ": " + w.Owner.String()
}

// ownerWarning says above the detail that the owner is not here any more.
func (m *Model) ownerWarning(w *api.Workflow, width int) []string {
	words := m.owners.Words(w.Owner.ID)
	if words == "" {
		return nil
	}
	var out []string
	for _, l := range cell.Wrap(words, width) {
		out = append(out, m.env.Styles.Warn.Render(l))
	}
	return append(out, "")
}
