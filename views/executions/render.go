package executions

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/pane"
)

// area is where the panes were drawn last, for the mouse.
type area struct{ w, listTop, detailTop, listWidth, rows int }

// Render draws the view.
func (m *Model) Render(w, h int) (string, *tea.Cursor) {
	m.area = area{w: w, listTop: h, detailTop: h, listWidth: m.split.ListWidth(w), rows: h}
	list := func(lw, lh int) (string, *tea.Cursor) {
		m.area.listTop = h - lh
		return m.renderList(lw, lh)
	}
	detail := func(dw, dh int) (string, *tea.Cursor) {
		m.area.detailTop = h - dh
		return m.renderDetail(dw, dh)
	}
	return m.split.Render(m.env, w, h, m.head(), list, detail)
}

// head says what is shown, and how much of what there is.
func (m *Model) head() pane.Head {
	hd := pane.Head{Title: "Executions", Problem: m.failure, Remedy: m.remedy}
	if f := m.filter.only; f != "" {
		hd.Title = "Executions of " + m.flow(f).name()
	}
	if word := statusFilterWords[m.filter.status]; word != "" {
		hd.Facts = append(hd.Facts, word+" only")
	}
	if m.filter.only != "" && !m.split.Focused {
		hd.Facts = append(hd.Facts, "esc shows all workflows")
	}
	n := m.list.Len()
	done, all := m.progress()
	switch shown := m.list.Shown(); {
	case n == 0 || done < all: // a number that changes with each answer tells nobody anything
	case m.filter != (filter{}) || m.list.Filter() != "":
		hd.Facts = append(hd.Facts, cell.Thousands(shown)+" of "+cell.Thousands(n))
	default:
		hd.Facts = append(hd.Facts, cell.Thousands(n))
	}
	if done < all {
		hd.Facts = append(hd.Facts, fmt.Sprintf("%d of %d workflows read", done, all))
	} else if since := m.completeSince(); n > 0 && !since.IsZero() {
		hd.Facts = append(hd.Facts, "complete since "+moment(since, m.env.Now(), m.env.Zone))
	}
	return hd
}

// progress returns how many workflows were read of how many.
func (m *Model) progress() (done, all int) {
	for _, f := range m.feed.flows {
		if f.listed {
			all++
			if f.loaded || f.err != nil {
				done++
			}
		}
	}
	return done, all
}

func (m *Model) renderList(w, h int) (string, *tea.Cursor) {
	if m.list.Shown() == 0 && !m.list.Typing() && m.list.Filter() == "" {
		return pane.Message(m.env, w, h, m.empty()...), nil
	}
	m.refreshAges()
	return m.list.Render(w, h)
}

// empty says why there is nothing in the list.
func (m *Model) empty() []string {
	done, all := m.progress()
	switch {
	case m.list.Len() > 0 && m.filter.only != "" && m.flow(m.filter.only).seen == 0 && done == all:
		return []string{"This workflow has not run in the last 90 days", "v or esc shows the executions of all workflows."}
	case m.list.Len() > 0 && m.filter.status != anyStatus:
		return []string{m.noneSuch(), "f goes on to the next status, esc shows all. Older executions load with j and G."}
	case m.failure != "" && all == 0:
		return []string{"Nothing could be read", "r tries again."}
	case !m.feed.loaded && all == 0:
		return []string{"Reading the list of workflows", "Executions appear as they arrive, workflow by workflow."}
	case done < all:
		return []string{fmt.Sprintf("%d of %d workflows read, no executions so far", done, all)}
	case all == 0:
		return []string{"No workflows", "This account sees none. Workflows are visible to ORG_ADMIN, their executions to source administrators too."}
	}
	return []string{"No executions", "No workflow has run in the last 90 days, which is how long the tenant keeps executions."}
}

// noneSuch says that nothing loaded is in the status that is asked for.
func (m *Model) noneSuch() string {
	n, whose := m.list.Len(), ""
	if m.filter.only != "" {
		n, whose = m.flow(m.filter.only).seen, " of this workflow"
	}
	return "None of the " + cell.Count(n, "execution") + " loaded" + whose + " is " + statusFilterWords[m.filter.status]
}
