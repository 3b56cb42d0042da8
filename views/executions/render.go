package executions

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/views/executions/since"
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
	if hd, mine := m.boardHead(); mine {
		return hd
	}
	hd := pane.Head{Title: "Executions", Problem: m.failure, Remedy: m.remedy}
	if f := m.filter.only; f != "" {
		hd.Title = "Executions of " + m.flow(f).name()
	}
	goes := m.goesBack()
	hd.Facts = m.filterFacts(goes)
	if goes {
		return hd // a number that changes with each answer tells nobody anything
	}
	done, all := m.progress()
	n := m.list.Len()
	if done < all {
		hd.Facts = append(hd.Facts, fmt.Sprintf("%d of %d workflows read", done, all))
		return hd
	}
	switch shown := m.list.Shown(); {
	case n == 0:
	case m.filter != (filter{}) || m.list.Filter() != "":
		hd.Facts = append(hd.Facts, cell.Thousands(shown)+" of "+cell.Thousands(n))
	default:
		hd.Facts = append(hd.Facts, cell.Thousands(n))
	}
	if at := m.completeSince(); n > 0 && !at.IsZero() {
		hd.Facts = append(hd.Facts, "complete since "+moment(at, m.env.Now(), m.env.Zone))
	} else if m.filter.since.Cut {
		hd.Facts = append(hd.Facts, "older ones are archived")
	}
	return hd
}

// filterFacts say which executions are shown and how to see all; while older ones
// are loaded that stands first, and how to stop it.
func (m *Model) filterFacts(goes bool) []string {
	var facts []string
	if goes {
		fact := m.backFact()
		if !m.split.Focused {
			fact += ", esc stops"
		}
		facts = append(facts, fact)
	}
	if word := statusFilterWords[m.filter.status]; word != "" {
		facts = append(facts, word+" only")
	}
	if r := m.filter.since; !r.IsZero() && (!goes || !r.To.IsZero()) {
		facts = append(facts, r.Words(m.env.Now(), m.env.Zone))
	}
	switch {
	case goes || m.split.Focused || m.filter == (filter{}):
	case m.filter.only != "":
		facts = append(facts, "esc shows all workflows")
	default:
		facts = append(facts, "esc shows all")
	}
	return facts
}

// backFact says how far the loading of older executions is.
func (m *Model) backFact() string {
	done, all := m.backProgress()
	to := since.Stamp(m.filter.since.From, m.env.Now(), m.env.Zone)
	return fmt.Sprintf("loading back to %s: %d of %s", to, done, cell.Count(all, "workflow"))
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
	if m.board.on {
		return m.renderBoard(w, h)
	}
	if m.list.Shown() == 0 && !m.list.Typing() && m.list.Filter() == "" {
		return pane.Message(m.env, w, h, m.empty()...), nil
	}
	m.refreshAges()
	if line := m.figuresLine(w); line != "" && h >= figuresHeight {
		m.area.listTop++
		list, cursor := m.list.Render(w, h-1)
		if cursor != nil {
			cursor.Y++
		}
		return line + "\n" + list, cursor
	}
	return m.list.Render(w, h)
}

// empty says why there is nothing in the list.
func (m *Model) empty() []string {
	done, all := m.progress()
	switch {
	case m.list.Len() > 0 && m.goesBack():
		return []string{m.noneThen() + " so far", m.backFact() + "."}
	case m.list.Len() > 0 && m.filter.only != "" && len(m.flow(m.filter.only).runs) == 0 && done == all:
		return []string{"This workflow has not run in the last 90 days", "v or esc shows the executions of all workflows."}
	case m.list.Len() > 0 && !m.filter.since.IsZero():
		return []string{m.noneThen(), "t asks for another time, esc shows all."}
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
		n, whose = len(m.flow(m.filter.only).runs), " of this workflow"
	}
	return "None of the " + cell.Count(n, "execution") + " loaded" + whose + " is " + statusFilterWords[m.filter.status]
}

// noneThen says that nothing of the time asked for is here.
func (m *Model) noneThen() string {
	what := "No executions"
	if word := statusFilterWords[m.filter.status]; word != "" {
		what = "No " + word + " executions"
	}
	if m.filter.only != "" {
		what += " of this workflow"
	}
	what += ", " + m.filter.since.Words(m.env.Now(), m.env.Zone)
	if at := m.completeSince(); m.feed.back.stopped && !at.IsZero() {
		what += ", as far as was loaded: back to " + since.Stamp(at, m.env.Now(), m.env.Zone)
	}
	return what
}
