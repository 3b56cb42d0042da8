package workflows

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/internal/columns"
	"iscope/views/internal/save"
	"iscope/views/workflows/trigger"
)

// Widths of columns and of parts of them. Workflows are called alike up to their
// last words: other columns go before a name is shorter than most names are.
const (
	nameWidth    = 48
	kindWidth    = 8  // "schedule"
	kindRoom     = 34 // from which the kind of a trigger has a place of its own
	percentWidth = 4
	barWidth     = 5
	leastBar     = 4 // cells below which a list draws none
)

// Rates of failure from which a workflow is drawn as one to look at, and
// from which it counts as failing.
const (
	someFailures = 0.05
	manyFailures = 0.20
	fullBar      = 0.30 // from here on a bar is full: hardly any workflow fails more
	fewRuns      = 5    // below this a rate says nothing
)

// rate returns the share of executions that failed, false where it is not
// known or none was made.
func rate(w *api.Workflow) (float64, bool) {
	if w.Executions <= 0 || w.Failures < 0 {
		return 0, false
	}
	return min(float64(w.Failures)/float64(w.Executions), 1), true
}

// failing reports whether a workflow fails often and could do so again.
func failing(w *api.Workflow) bool {
	r, ok := rate(w)
	return ok && w.Enabled && r >= manyFailures && w.Executions >= fewRuns
}

// rowTexts are what the filter looks in.
func rowTexts(w *api.Workflow, to []string) []string {
	return append(to, w.Name, stateWord(w), trigger.Kind(w.Trigger), trigger.Words(w.Trigger), w.Trigger.Event, w.Owner.Name, w.ID)
}

func stateWord(w *api.Workflow) string {
	if w.Enabled {
		return "on"
	}
	return "off"
}

// stateText is the state in the detail.
func stateText(st *theme.Styles, enabled bool) string {
	if enabled {
		return st.Glyph(theme.Good) + " enabled"
	}
	return st.Glyph(theme.Off) + " " + st.Muted.Render("disabled: nothing starts it")
}

func fold(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }

func (m *Model) columns() []table.Column[api.Workflow] {
	return append(m.whatColumns(), m.howColumns()...)
}

// whatColumns say what a workflow is and what starts it.
func (m *Model) whatColumns() []table.Column[api.Workflow] {
	return []table.Column[api.Workflow]{
		{
			Key: "state", Title: "state", Width: 5,
			Cell: m.stateCell, Value: stateWord,
			Less: func(a, b *api.Workflow) int { return fold(stateWord(b), stateWord(a)) },
		},
		m.nameColumn(),
		{
			Key: "trigger", Title: "trigger", Width: 15, Flex: 2, Drop: 4,
			Cell: m.triggerCell,
			Less: func(a, b *api.Workflow) int {
				return fold(trigger.Kind(a.Trigger)+trigger.Words(a.Trigger), trigger.Kind(b.Trigger)+trigger.Words(b.Trigger))
			},
		},
		{
			Key: "next", Title: "next", Width: 4, Right: true, Drop: 5,
			Aloud: table.Clock(m.env, "next", func(w *api.Workflow) time.Time {
				at, _ := m.nextRun(w)
				return at
			}),
			Cell: func(w *api.Workflow, _ int) (string, theme.Style) {
				at, ok := m.nextRun(w)
				if !ok {
					return "", theme.Style{}
				}
				return cell.Age(at.Sub(m.env.Now())), theme.Style{}
			},
			Less: m.compareNext,
			Value: func(w *api.Workflow) string {
				at, _ := m.nextRun(w)
				return table.Stamp(at)
			},
		},
		{
			Key: "owner", Title: "owner", Width: 16, Flex: 1, Drop: 6,
			Cell: m.ownerCell,
			Less: func(a, b *api.Workflow) int { return fold(a.Owner.String(), b.Owner.String()) },
		},
	}
}

// howColumns say how often it runs and fails, and when it was changed.
func (m *Model) howColumns() []table.Column[api.Workflow] {
	return []table.Column[api.Workflow]{
		{
			Key: "executions", Title: "runs", Width: 7, Right: true, Drop: 2,
			Cell:  func(w *api.Workflow, _ int) (string, theme.Style) { return counter(w.Executions), theme.Style{} },
			Less:  func(a, b *api.Workflow) int { return cmp.Compare(a.Executions, b.Executions) },
			Value: func(w *api.Workflow) string { return told(w.Executions) },
		},
		{
			Key: "failures", Title: "failed", Width: 6, Right: true, Drop: 3,
			Cell:  func(w *api.Workflow, _ int) (string, theme.Style) { return counter(w.Failures), m.rateStyle(w) },
			Less:  func(a, b *api.Workflow) int { return cmp.Compare(a.Failures, b.Failures) },
			Value: func(w *api.Workflow) string { return told(w.Failures) },
		},
		{
			Key: "rate", Title: "fail %", Width: 6, Flex: 1, Right: true, Drop: 1,
			Cell:  m.rateCell,
			Aloud: &table.Aloud[api.Workflow]{Title: "fail rate", Width: 11},
			Less: func(a, b *api.Workflow) int {
				ra, _ := rate(a)
				rb, _ := rate(b)
				return cmp.Compare(ra, rb)
			},
			Value: func(w *api.Workflow) string {
				r, ok := rate(w)
				if !ok {
					return ""
				}
				return strconv.FormatFloat(r, 'f', 4, 64)
			},
		},
		{
			Key: "modified", Title: "changed", Width: 7, Right: true, Drop: 7, Order: table.NewestFirst,
			Aloud: table.Clock(m.env, "changed", func(w *api.Workflow) time.Time { return w.Modified }),
			Cell: func(w *api.Workflow, _ int) (string, theme.Style) {
				return cell.AgeSince(w.Modified, m.env.Now()), m.env.Styles.Muted
			},
			Less:  func(a, b *api.Workflow) int { return b.Modified.Compare(a.Modified) },
			Value: func(w *api.Workflow) string { return table.Stamp(w.Modified) },
		},
	}
}

// told is a count for a file, "" where the tenant does not tell it.
func told(n int) string {
	if n < 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// arranged is the list as the person arranges it.
func (m *Model) arranged() columns.List {
	return columns.List{Env: m.env, Name: "workflows", Title: "Workflows", Table: m.table}
}

// write opens the window that writes the list to a file. Whole records are the
// task of export, which takes secrets out.
func (m *Model) write() tea.Cmd {
	return save.List[api.Workflow]{
		Env: m.env, View: m.id, Ctx: m.writes, Name: "workflows", Noun: "workflow", Table: m.table, One: m.current(),
	}.Show()
}

// counter writes a number the tenant may have left out.
func counter(n int) string {
	if n < 0 {
		return "–"
	}
	return cell.Thousands(n)
}

// stateCell is plain text, like the first cell of every list: the table marks
// the cursor in it, next to the marker, which costs the fewest bytes.
func (m *Model) stateCell(w *api.Workflow, _ int) (string, theme.Style) {
	if w.Enabled {
		return m.env.Styles.Plain(theme.Good) + " on", theme.Style{}
	}
	return m.env.Styles.Plain(theme.Off) + " off", m.env.Styles.Muted
}

func (m *Model) triggerCell(w *api.Workflow, width int) (string, theme.Style) {
	kind, words := trigger.Kind(w.Trigger), trigger.Words(w.Trigger)
	switch {
	case words == "":
		return kind, m.env.Styles.Muted
	case width < kindRoom && kind == "external":
		return kind + ": " + words, theme.Style{}
	case width < kindRoom:
		return words, theme.Style{} // a schedule or an event can be told by its words
	}
	return m.env.Styles.Muted.Render(cell.Left(kind, kindWidth)) + " " + cell.Cut(words, width-kindWidth-1), theme.Style{}
}

// rateStyle is how loud the failures of a workflow are.
func (m *Model) rateStyle(w *api.Workflow) theme.Style {
	r, ok := rate(w)
	switch {
	case !ok || r < someFailures:
		return m.env.Styles.Muted
	case r >= manyFailures && w.Executions >= fewRuns:
		return m.env.Styles.Bad
	}
	return m.env.Styles.Warn
}

func (m *Model) rateCell(w *api.Workflow, width int) (string, theme.Style) {
	r, ok := rate(w)
	if !ok {
		return "", theme.Style{}
	}
	st, style := m.env.Styles, m.rateStyle(w)
	if room := width - percentWidth - 1; room >= leastBar {
		if bar := rateBar(st, style, r, min(room, barWidth)); bar != "" {
			return bar + " " + style.Render(percent(st, r)), theme.Style{}
		}
	}
	return percent(st, r), style
}

// percent writes a share, in percentWidth cells or, to be read aloud, in words.
// Something is never written as nothing.
func percent(st *theme.Styles, r float64) string {
	text := fmt.Sprintf("%3.0f%%", r*100)
	if r > 0 && r < 0.01 {
		text = " <1%"
	}
	if st.Accessible {
		return strings.TrimSuffix(strings.TrimSpace(text), "%") + " percent"
	}
	return text
}

// rateBar draws a share of failures, "" where it is too small to look at or a
// drawing says nothing.
func rateBar(st *theme.Styles, style theme.Style, r float64, w int) string {
	if r < someFailures || st.Accessible {
		return ""
	}
	full := max(int(min(r/fullBar, 1)*float64(w)+0.5), 1)
	return style.Render(strings.Repeat(st.Glyphs.Bar, full)) + st.Rule.Render(strings.Repeat(st.Glyphs.BarEmpty, w-full))
}

// compareNext orders by the next run; what does not run by itself comes last.
func (m *Model) compareNext(a, b *api.Workflow) int {
	at, aKnown := m.nextRun(a)
	bt, bKnown := m.nextRun(b)
	switch {
	case aKnown && bKnown:
		return at.Compare(bt)
	case aKnown:
		return -1
	case bKnown:
		return 1
	}
	return 0
}
