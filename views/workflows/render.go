package workflows

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/pane"
)

// Render draws exactly h lines of at most w cells.
func (m *Model) Render(w, h int) (string, *tea.Cursor) {
	list := func(lw, lh int) (string, *tea.Cursor) {
		m.layout.listTop = h - lh
		return m.renderList(lw, lh)
	}
	det := func(dw, dh int) (string, *tea.Cursor) {
		m.layout.detailLeft, m.layout.detailTop = w-dw, h-dh
		return m.renderDetail(dw, dh)
	}
	return m.split.Render(m.env, w, h, m.head(), list, det)
}

// head is the line above list and detail.
func (m *Model) head() pane.Head {
	l := &m.list
	hd := pane.Head{Title: "Workflows"}
	n := cell.Thousands(m.table.Len())
	switch {
	case !l.loaded && m.poller.UnderWay() && m.table.Len() > 0:
		hd.Facts = append(hd.Facts, n+" so far")
	case m.table.Shown() != m.table.Len():
		hd.Facts = append(hd.Facts, cell.Thousands(m.table.Shown())+" of "+n)
	case m.table.Len() > 0 || l.loaded:
		hd.Facts = append(hd.Facts, n)
	}
	if m.tools.only != nil {
		hd.Facts = append(hd.Facts, "only: "+m.tools.label)
	}
	hd.Facts = append(hd.Facts, m.asked.words...)
	if m.tools.only != nil || !m.asked.isZero() {
		hd.Facts = append(hd.Facts, m.env.Keys.Key("app.back")+" shows all")
	}
	if k := m.table.Marks(); k > 0 {
		hd.Facts = append(hd.Facts, cell.Thousands(k)+" marked")
	}
	if l.failing > 0 {
		hd.Facts = append(hd.Facts, cell.Thousands(l.failing)+" failing often")
	}
	if l.bad > 0 {
		hd.Facts = append(hd.Facts, cell.Count(l.bad, "row")+" unreadable")
	}
	if by := m.table.SortedBy(); by != "" {
		hd.Facts = append(hd.Facts, by)
	}
	if l.err != nil {
		hd.Problem, hd.Remedy, hd.Brief = l.err.Sentence(), l.err.Remedy(), l.err.Brief()
		if m.table.Len() > 0 {
			hd.Facts = append(hd.Facts, "stale")
		}
	}
	return hd
}

// renderList draws the list, or why there is none.
func (m *Model) renderList(w, h int) (string, *tea.Cursor) {
	if m.table.Len() == 0 {
		switch {
		case m.list.err != nil:
			return pane.Message(m.env, w, h, "The workflows could not be read.", m.env.Keys.Key("app.refresh")+" tries again at once."), nil
		case !m.list.loaded:
			return pane.Message(m.env, w, h, "Asking the tenant for its workflows."), nil
		}
		how := m.env.Keys.Key("workflows.new") + " makes one, " + m.env.Keys.Key("workflows.import") + " imports some from files."
		if m.env.ReadOnly {
			how = m.env.Locked() + "."
		}
		return pane.Message(m.env, w, h, "This tenant has no workflows.", how), nil
	}
	text, cursor := m.table.Render(w, h)
	if m.table.Shown() > 0 || h < 5 {
		return text, cursor
	}
	lines := strings.Split(text, "\n")
	what := "No workflow matches “" + cell.Cut(m.table.Filter(), 30) + "”."
	if m.table.Filter() == "" {
		what = "No workflow matches: " + strings.Join(m.asked.words, ", ") + "."
	}
	why := pane.Message(m.env, w, h-2, what, m.env.Keys.Key("app.back")+" shows all of them again.")
	copy(lines[1:h-1], strings.Split(why, "\n"))
	return strings.Join(lines, "\n"), cursor
}
