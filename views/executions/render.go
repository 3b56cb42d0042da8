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
	return m.split.Render(m.env, w, h, m.head(w), list, detail)
}

// head says what is shown, and how much of what there is, in w cells.
func (m *Model) head(w int) pane.Head {
	if hd, facts, mine := m.boardHead(); mine {
		return m.headed(hd, w, facts)
	}
	hd := pane.Head{Title: "Executions", Problem: m.failure, Remedy: m.remedy, Brief: m.brief}
	if f := m.filter.only; f != "" {
		hd.Title = "Executions of " + m.flow(f).name()
	}
	goes := m.goesBack()
	facts := m.filterFacts(goes)
	if !goes { // else a number that changes with each answer tells nobody anything
		facts = append(facts, m.countFacts()...)
	}
	return m.headed(hd, w, append(facts, m.backHint(goes)...))
}

// countFacts say how many executions are shown, and back to when.
func (m *Model) countFacts() []fact {
	if done, all := m.progress(); done < all && (m.filter.only == "" || !m.flow(m.filter.only).loaded) {
		return []fact{{text: fmt.Sprintf("%d of %d workflows read", done, all), short: fmt.Sprintf("%d of %d read", done, all), weight: doing}}
	}
	var facts []fact
	n := m.list.Len()
	switch shown := m.list.Shown(); {
	case n == 0:
	case m.filter != (filter{}) || m.list.Filter() != "":
		facts = append(facts, fact{text: cell.Thousands(shown) + " of " + cell.Thousands(n), weight: howMany})
	default:
		facts = append(facts, fact{text: cell.Thousands(n), weight: howMany})
	}
	if f, ok := m.newerFact(); ok {
		facts = append(facts, f)
	}
	if at := m.completeSince(); n > 0 && !at.IsZero() {
		facts = append(facts, m.sinceFact(at))
	} else if m.filter.since.Cut {
		facts = append(facts, archivedFact)
	}
	return facts
}

// archivedFact says why there is nothing older.
var archivedFact = fact{text: "older ones are archived", weight: always}

// filterFacts say which executions are shown; while older ones are loaded that
// stands first, and how to stop it.
func (m *Model) filterFacts(goes bool) []fact {
	var facts []fact
	if goes {
		f := fact{text: m.backFact(), weight: doing}
		if !m.split.Focused {
			f.text += ", " + m.key("app.back") + " stops"
		}
		facts = append(facts, f)
	}
	if word := statusFilterWords[m.filter.status]; word != "" {
		facts = append(facts, fact{text: word + " only", weight: which})
	}
	if r := m.filter.since; !r.IsZero() && (!goes || !r.To.IsZero()) {
		facts = append(facts, fact{text: r.Words(m.env.Now(), m.env.Zone), weight: which})
	}
	return facts
}

// backHint says how to see everything again.
func (m *Model) backHint(goes bool) []fact {
	if goes || m.split.Focused || m.filter == (filter{}) {
		return nil
	}
	key := m.key("app.back")
	f := fact{text: key + " shows all", short: key + ": all", weight: byTheWay}
	if m.filter.only != "" {
		f.text = key + " shows all workflows"
	}
	return []fact{f}
}

// backFact says how far the loading of older executions is.
func (m *Model) backFact() string {
	done, all := m.backProgress()
	to := since.Stamp(m.filter.since.From, m.env.Now(), m.env.Zone)
	return fmt.Sprintf("loading back to %s: %d of %s", to, done, cell.Count(all, "workflow"))
}

// progress returns how many workflows were read of how many: while rows wait to be
// shown, as of those that are.
func (m *Model) progress() (done, all int) {
	if fd := &m.feed; fd.showing && !fd.loaded {
		return fd.told[0], fd.told[1]
	}
	return m.count()
}

// count counts the workflows that were read, and all.
func (m *Model) count() (done, all int) {
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
		return []string{"This workflow has not run in the last 90 days", m.key("executions.workflow") + " or " + m.key("app.back") + " shows the executions of all workflows."}
	case m.list.Len() > 0 && !m.filter.since.IsZero():
		return []string{m.noneThen(), m.key("executions.since") + " asks for another time, " + m.key("app.back") + " shows all."}
	case m.list.Len() > 0 && m.filter.status != anyStatus:
		return []string{m.noneSuch(), m.key("executions.status") + " goes on to the next status, " + m.key("app.back") +
			" shows all. Older executions load with " + m.key("list.down") + " and " + m.key("list.bottom") + "."}
	case m.failure != "" && all == 0:
		return []string{"Nothing could be read", m.key("app.refresh") + " tries again."}
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
