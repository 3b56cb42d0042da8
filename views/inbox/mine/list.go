package mine

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// ago is how long ago something was, in at most four cells, "" for never.
// Seconds would stand still: rows are drawn anew by the minute.
func ago(t, now time.Time) string {
	if !t.IsZero() && now.Sub(t) < time.Minute {
		return "<1m"
	}
	return cell.AgeSince(t, now)
}

func (m *Model) newList() *table.Model[journal.Entry] {
	t := table.New(m.env, m.columns(), func(e *journal.Entry) string { return e.ID })
	t.Texts = func(e *journal.Entry, to []string) []string {
		return append(to, e.Name, operation(e), outcome(e), e.Words, e.Tenant, e.Target, e.Line, e.ID)
	}
	return t
}

// columns returns the columns. What became of a decision stands in front, as
// the state of a row does in every list; what the journal adds to it stands
// behind the item, since most decisions need no more words. As the room shrinks
// the tenant goes first, then the age, in whose order the rows are.
func (m *Model) columns() []table.Column[journal.Entry] {
	st := func() *theme.Styles { return m.env.Styles }
	return []table.Column[journal.Entry]{
		{Key: "outcome", Title: "outcome", Width: 12, Less: func(a, b *journal.Entry) int { return rank(outcome(a)) - rank(outcome(b)) },
			Cell: func(e *journal.Entry, _ int) (string, theme.Style) {
				state, _ := fate(e)
				return st().Plain(state) + " " + outcome(e), loud(st(), e)
			}},
		{Key: "age", Title: "age", Width: 4, Right: true, Drop: 1, Order: table.NewestFirst, Aloud: table.Clock(m.env, "when", func(e *journal.Entry) time.Time { return e.Asked }), Less: func(a, b *journal.Entry) int { return b.Asked.Compare(a.Asked) },
			Cell: func(e *journal.Entry, _ int) (string, theme.Style) { return ago(e.Asked, m.env.Now()), st().Muted }},
		{Key: "decision", Title: "decision", Width: 8, Less: func(a, b *journal.Entry) int { return cmp.Compare(operation(a), operation(b)) },
			Cell: func(e *journal.Entry, _ int) (string, theme.Style) { return verb(e), theme.Style{} }},
		{Key: "item", Title: "item", Width: 30, Flex: 1, Main: true, Cell: m.itemCell, Less: func(a, b *journal.Entry) int {
			return cmp.Compare(subject(a), subject(b))
		}},
		{Key: "tenant", Title: "tenant", Width: 18, Drop: 2, Less: func(a, b *journal.Entry) int { return cmp.Compare(a.Tenant, b.Tenant) },
			Cell: func(e *journal.Entry, _ int) (string, theme.Style) { return e.Tenant, st().Muted }},
	}
}

// widestSubject is how far to the right items push the reasons behind them;
// only longer ones stand out.
const widestSubject = 44

// leastReason is the narrowest room in which a reason says something.
const leastReason = 12

// subjectWidth is how much room the item of a decision with a reason wants.
func subjectWidth(e *journal.Entry) int {
	if reason(e) == "" {
		return 0
	}
	return min(cell.Width(subject(e)), widestSubject)
}

// itemCell is the item and, where there is room, the reason.
func (m *Model) itemCell(e *journal.Entry, w int) (string, theme.Style) {
	item, why := subject(e), reason(e)
	if e.Name == "" {
		item = cell.CutMiddle(item, w)
	}
	at := min(max(m.widest, cell.Width(item)), w/2)
	if why == "" || w-at-2 < leastReason {
		return item, theme.Style{}
	}
	style := m.env.Styles.Muted
	if state, _ := fate(e); state == theme.Bad || state == theme.Warn || state == theme.Unknown {
		style = loud(m.env.Styles, e)
	}
	return cell.Left(item, at) + "  " + style.Render(cell.Cut(why, w-at-2)), theme.Style{}
}

// Head returns what stands above the list.
func (m *Model) Head() pane.Head {
	facts := []string{"my decisions"}
	switch {
	case !m.known:
	case m.list.Shown() != m.list.Len():
		facts = append(facts, cell.Thousands(m.list.Shown())+" of "+cell.Thousands(m.list.Len()))
	case m.list.Len() > 0:
		facts = append(facts, cell.Count(m.list.Len(), "decision"))
	}
	if by := m.list.Ordered(); by != "" {
		facts = append(facts, by)
	}
	if m.bad > 0 {
		facts = append(facts, cell.Count(m.bad, "line")+" of the journal could not be read")
	}
	h := pane.Head{Title: "Inbox", Facts: facts}
	if m.problem != nil {
		h.Problem, h.Remedy = sentence(m.problem), m.env.Keys.Key("app.refresh")+" tries again"
	}
	return h
}

// Hint counts what came of the decisions, what wants attention first.
func (m *Model) Hint() string {
	if m.width < pane.BesideFrom/2 {
		return ""
	}
	var parts []string
	for i, n := range m.counts {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", cell.Thousands(n), fates[i].word))
		}
	}
	return strings.Join(parts[:min(len(parts), mostCounts)], m.env.Styles.Glyphs.Sep)
}

// mostCounts is how many kinds of outcome the footer has room for.
const mostCounts = 3

// Render draws the list in exactly h lines of at most w cells.
func (m *Model) Render(w, h int) (string, *tea.Cursor) {
	m.width = w
	if m.list.Len() > 0 {
		return m.list.Render(w, h)
	}
	key := m.env.Keys.Key
	switch {
	case !m.known && m.problem != nil:
		return pane.Message(m.env, w, h, "What you decided could not be read.", key("app.refresh")+" tries again, "+key("inbox.decisions")+" goes back"), nil
	case !m.known:
		return pane.Message(m.env, w, h, "Reading what you decided"), nil
	}
	return pane.Message(m.env, w, h, "You have not decided anything here yet.",
		"What you approve, reject, forward or complete stands here with what came of it, for 90 days. "+key("inbox.decisions")+" goes back to the items"), nil
}
