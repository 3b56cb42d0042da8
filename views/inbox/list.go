package inbox

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/inbox/book"
)

func (m *Model) newList(closed bool) *table.Model[api.WorkItem] {
	t := table.New(m.env, append(m.columns(closed), m.hiddenColumns(closed)...), func(it *api.WorkItem) string { return it.ID })
	types := map[string]string{} // there are few, and many rows to look at for each letter
	t.Texts = func(it *api.WorkItem, to []string) []string {
		kind, ok := types[it.Type]
		if !ok {
			kind = typeWord(it.Type)
			types[it.Type] = kind
		}
		return append(to, it.Description, it.Name, kind, it.RequesterName, it.Application, it.Operation, it.Value)
	}
	return t
}

// overdue and ageing are the ages from which an item's age is coloured, and an
// overdue one marked.
const (
	ageing  = 3 * 24 * time.Hour
	overdue = 14 * 24 * time.Hour
)

// columns returns the columns of the open items, or of those that are closed,
// which have a state worth a word.
func (m *Model) columns(closed bool) []table.Column[api.WorkItem] {
	st := func() *theme.Styles { return m.env.Styles }
	word := func(it *api.WorkItem) string { return book.StateWord(it.State) }
	state := table.Column[api.WorkItem]{Key: "state", Width: 1, Aloud: &table.Aloud[api.WorkItem]{Title: "state", Width: 9, Cell: func(it *api.WorkItem, _ int) (string, theme.Style) { return m.stateAloud(it), theme.Style{} }}, Value: word, Cell: func(it *api.WorkItem, _ int) (string, theme.Style) { return m.glyph(it), theme.Style{} }}
	if closed {
		state = table.Column[api.WorkItem]{
			Key: "state", Title: "state", Width: 10, Value: word, Less: func(a, b *api.WorkItem) int { return cmp.Compare(a.State, b.State) },
			Cell: func(it *api.WorkItem, _ int) (string, theme.Style) {
				s := stateOf(it.State)
				return st().Glyph(s) + " " + st().State(s).Render(book.StateWord(it.State)), theme.Style{}
			},
		}
	}
	return []table.Column[api.WorkItem]{
		state,
		{Key: "age", Aloud: table.Clock(m.env, "since", m.moment), Title: "age", Width: 4, Right: true, Falling: true, Order: table.OldestFirst, File: "age_seconds",
			Less: func(a, b *api.WorkItem) int { return m.moment(a).Compare(m.moment(b)) },
			Cell: func(it *api.WorkItem, _ int) (string, theme.Style) {
				age := m.env.Now().Sub(m.moment(it))
				style := st().Muted
				if !m.completed && age >= overdue {
					style = st().Bad
				} else if !m.completed && age >= ageing {
					style = st().Warn
				}
				return cell.AgeSince(m.moment(it), m.env.Now()), style
			},
			Value: func(it *api.WorkItem) string { return table.Since(m.moment(it), m.env.Now()) }},
		{Key: "type", Title: "type", Width: 16, Drop: 5, Less: func(a, b *api.WorkItem) int { return cmp.Compare(a.Type, b.Type) },
			Cell: func(it *api.WorkItem, _ int) (string, theme.Style) { return typeWord(it.Type), st().Muted }},
		{Key: "operation", Title: "asks", Width: 7, Drop: 1, Less: func(a, b *api.WorkItem) int { return cmp.Compare(a.Operation, b.Operation) },
			Cell: func(it *api.WorkItem, _ int) (string, theme.Style) {
				return it.Operation, operationStyle(st(), it.Operation)
			}},
		{Key: "what", Title: "what", Width: 33, Flex: 1, Main: true, Less: func(a, b *api.WorkItem) int { return cmp.Compare(itemName(*a), itemName(*b)) },
			Cell:  func(it *api.WorkItem, w int) (string, theme.Style) { return m.what(it, w), theme.Style{} },
			Value: func(it *api.WorkItem) string { return itemName(*it) }},
		{Key: "application", Title: "application", Width: 17, Drop: 3, Less: func(a, b *api.WorkItem) int { return cmp.Compare(a.Application, b.Application) },
			Cell: func(it *api.WorkItem, _ int) (string, theme.Style) { return it.Application, st().Muted }},
		{Key: "requester", Title: "requester", Width: 16, Drop: 4, Less: func(a, b *api.WorkItem) int { return cmp.Compare(a.RequesterName, b.RequesterName) },
			Cell: func(it *api.WorkItem, _ int) (string, theme.Style) { return it.RequesterName, st().Muted }},
		{Key: "lines", Title: "lines", Width: 6, Right: true, Drop: 2, Less: func(a, b *api.WorkItem) int { return a.Lines - b.Lines },
			Cell: func(it *api.WorkItem, _ int) (string, theme.Style) {
				switch {
				case it.Lines == 0:
					return "", theme.Style{}
				case it.Open > 0 && it.Open < it.Lines:
					return fmt.Sprintf("%d of %d", it.Open, it.Lines), st().Warn
				}
				return fmt.Sprint(it.Lines), st().Muted
			},
			Value: func(it *api.WorkItem) string { return strconv.Itoa(it.Lines) }},
	}
}

// moment is the time a row is sorted and aged by.
func (m *Model) moment(it *api.WorkItem) time.Time {
	if m.completed && !it.Completed.IsZero() {
		return it.Completed
	}
	return it.Created
}

// what is the subject of a row, with the reason beside it where a decision
// about it stopped.
func (m *Model) what(it *api.WorkItem, w int) string {
	text := itemName(*it)
	d := m.book.About(it.ID)
	if d == nil && m.env.Aloud() { // a cut in the middle would be read as nonsense
		return cell.Cut(text, w)
	}
	if d == nil {
		return text
	}
	st := m.env.Styles
	var note string
	switch d.Stage {
	case book.Stopped, book.Doubtful:
		note = st.Bad.Render(stopped(d, w/2))
	case book.Held, book.Due:
		note = st.Warn.Render(book.Verb(d.Op))
	default:
		note = st.Running.Render(book.Verb(d.Op))
	}
	return cell.Cut(text, max(w-cell.Width(note)-2, 4)) + "  " + note
}

// stopped says why a decision did not come through, in a word where the reason
// does not fit: the row has to say what it is about, detail and outbox say why.
func stopped(d *book.Decision, w int) string {
	reason, unsent := strings.CutPrefix(d.Reason, "not sent: ")
	switch {
	case cell.Width(reason) <= w:
		return reason
	case d.Stage == book.Doubtful:
		return "unknown"
	case unsent:
		return "not sent"
	}
	return "failed"
}

func (m *Model) glyph(it *api.WorkItem) string {
	if s, ok := m.standing(it); ok {
		return m.env.Styles.Glyph(s)
	}
	return ""
}

// standing is how an item stands, where that is more than that it is open.
func (m *Model) standing(it *api.WorkItem) (theme.State, bool) {
	if d := m.book.About(it.ID); d != nil {
		switch d.Stage {
		case book.Held, book.Due:
			return theme.Held, true
		case book.Stopped:
			return theme.Bad, true
		case book.Doubtful:
			return theme.Unknown, true
		}
		return theme.Running, true
	}
	if !m.completed && it.State.Open() && m.env.Now().Sub(it.Created) >= overdue && !it.Created.IsZero() {
		return theme.Needs, true
	}
	return theme.Unknown, false
}

// stateAloud is what glyph shows, in a word; that an item is open needs none.
func (m *Model) stateAloud(it *api.WorkItem) string {
	s, ok := m.standing(it)
	switch {
	case !ok:
		return ""
	case s == theme.Needs:
		return "overdue"
	case s == theme.Bad:
		return "stopped"
	case s == theme.Running:
		return "sending"
	}
	return m.env.Styles.Word(s)
}

// ageWord says in a word what the colour of an age says.
func ageWord(age time.Duration) string {
	switch {
	case age >= overdue:
		return "overdue"
	case age >= ageing:
		return "getting old"
	}
	return ""
}

// stateOf translates the state of an item or line.
func stateOf(s api.WorkItemState) theme.State {
	switch strings.ToLower(string(s)) {
	case "", "pending":
		return theme.Needs
	case "finished":
		return theme.Good
	case "rejected":
		return theme.Bad
	case "returned", "expired":
		return theme.Warn
	case "canceled", "cancelled":
		return theme.Canceled
	}
	return theme.Unknown
}

// operationStyle makes the words that take something away the loudest.
func operationStyle(st *theme.Styles, op string) theme.Style {
	switch strings.ToLower(op) {
	case "remove", "delete", "revoke", "disable", "lock":
		return st.Loud
	case "":
		return st.Muted
	}
	return st.Strong
}

// typeWords are the types of work items in words. The tenant's spelling of
// PolicyViolation is its own.
var typeWords = map[string]string{
	"manualaction": "Manual action", "policyvioloation": "Policy violation", "policyviolation": "Policy violation", "violationreview": "Violation review", "impactanalysis": "Impact analysis",
}

func typeWord(t string) string {
	if w, ok := typeWords[strings.ToLower(t)]; ok {
		return w
	}
	return name(t, "Unknown")
}

// itemName says what an item is about.
func itemName(it api.WorkItem) string {
	if it.Description != "" {
		return it.Description
	}
	return typeWord(it.Type) + " " + cell.CutMiddle(it.ID, 12)
}

func (m *Model) headHeight() int {
	h := m.head()
	return h.Height()
}

// Render draws list and detail.
func (m *Model) Render(w, h int) (string, *tea.Cursor) {
	m.width = w
	if m.decisions {
		var alone pane.Split
		return alone.Render(m.env, w, h, m.mine.Head(), m.mine.Render, nil)
	}
	return m.split.Render(m.env, w, h, m.head(), m.renderList, m.renderDetail)
}

func (m *Model) head() pane.Head {
	what := "pending"
	if m.completed {
		what = "completed"
	}
	whose := "mine"
	if m.owner.ID != "" {
		whose = "of " + m.owner.Name
	}
	facts := append([]string{what, whose}, m.asked.words...)
	switch {
	case !m.load.done && m.list.Len() > 0:
		facts = append(facts, cell.Thousands(m.list.Len())+" loaded, more to come")
	case m.list.Shown() != m.list.Len():
		facts = append(facts, cell.Thousands(m.list.Shown())+" of "+cell.Thousands(m.list.Len()))
	case m.load.done:
		facts = append(facts, cell.Count(m.list.Len(), "item"))
	}
	if by := cmp.Or(m.list.SortedBy(), m.list.Ordered()); by != "" {
		facts = append(facts, by)
	}
	if m.load.bad > 0 {
		facts = append(facts, cell.Count(m.load.bad, "row")+" could not be read")
	}
	if m.list.Ranging() {
		facts = append(facts, "marking a range")
	}
	h := pane.Head{Title: "Inbox", Facts: facts}
	m.tabs(&h)
	if m.problem != nil {
		h.Problem, h.Remedy, h.Brief = m.problem.Sentence(), m.problem.Remedy(), m.problem.Brief()
	}
	return h
}

func (m *Model) renderList(w, h int) (string, *tea.Cursor) {
	switch {
	case m.list.Len() > 0 && m.list.Shown() == 0 && !m.asked.isZero() && m.list.Filter() == "" && !m.list.Typing():
		return pane.Message(m.env, w, h, "No work item is like that: "+strings.Join(m.asked.words, ", ")+".", m.env.Keys.Key("app.back")+" shows all of them again"), nil
	case m.list.Len() > 0 && m.list.Shown() == 0 && m.section > 0 && m.list.Filter() == "" && !m.list.Typing():
		return pane.Message(m.env, w, h, "There is nothing in "+m.opt.Sections[m.section-1].Name+".",
			m.env.Keys.Key("inbox.section-next")+" and "+m.env.Keys.Key("inbox.section-prev")+" show the other sections"), nil
	case m.list.Len() > 0:
		return m.list.Render(w, h)
	}
	switch {
	case !m.load.done && m.problem != nil:
		return pane.Message(m.env, w, h, "Nothing could be loaded yet.", m.env.Keys.Key("app.refresh")+" tries again"), nil
	case !m.load.done:
		return pane.Message(m.env, w, h, "Loading work items"), nil
	case m.owner.ID != "" && m.completed:
		return pane.Message(m.env, w, h, m.owner.Name+" has no completed work items.", m.env.Keys.Key("inbox.owner")+" goes back to yours"), nil
	case m.owner.ID != "":
		return pane.Message(m.env, w, h, m.owner.Name+" has no open work items.", m.env.Keys.Key("inbox.owner")+" goes back to yours"), nil
	case m.completed:
		return pane.Message(m.env, w, h, "No completed work items.", m.env.Keys.Key("inbox.history")+" shows the pending ones"), nil
	}
	return pane.Message(m.env, w, h, "Your inbox is empty.", "New work items appear here by themselves. "+m.env.Keys.Key("inbox.history")+" shows the completed ones"), nil
}

func name(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
