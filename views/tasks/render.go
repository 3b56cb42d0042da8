package tasks

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/sheet"
	"iscope/ui/theme"
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
	hd := pane.Head{Title: "Tasks", Facts: []string{"pending"}}
	t, err, bad := m.pending.table, m.pending.err, m.pending.bad
	if m.past {
		t, bad = m.history.table, m.history.bad
		if m.history.err != nil {
			err = m.history.err
		}
		hd.Facts = m.historyFacts()
	}
	if !m.source.IsZero() {
		hd.Facts = append(hd.Facts, "only "+m.source.String())
	}
	hd.Facts = append(hd.Facts, m.countFact()...)
	if n := t.Marks(); n > 0 {
		hd.Facts = append(hd.Facts, cell.Thousands(n)+" marked")
	}
	if bad > 0 {
		hd.Facts = append(hd.Facts, cell.Count(bad, "row")+" unreadable")
	}
	if err != nil {
		hd.Problem, hd.Remedy, hd.Brief = err.Sentence(), err.Remedy(), err.Brief()
		if t.Len() > 0 {
			hd.Facts = append(hd.Facts, "stale")
		}
	}
	if by := t.SortedBy(); by != "" {
		hd.Facts = append(hd.Facts, by)
	}
	return hd
}

// historyFacts says what part of the history is shown, and how.
func (m *Model) historyFacts() []string {
	h := &m.history
	facts := []string{"history"}
	if h.old {
		facts = append(facts, "oldest first")
	}
	if h.line != "" {
		facts = append(facts, "filter: "+h.line)
	}
	if here := h.query.HereWords(); here != "" {
		facts = append(facts, "applied here: "+here)
	}
	if n := h.newer(); n > 0 {
		facts = append(facts, cell.Thousands(n)+" newer "+m.env.Styles.Glyphs.Up+" "+m.env.Keys.Key("list.top"))
	}
	return facts
}

// countFact says how many tasks the list has, of how many.
func (m *Model) countFact() []string {
	t, h := m.shown(), &m.history
	n := cell.Thousands(t.Len())
	switch {
	case m.past && !h.win.AtTop():
		n += " from place " + cell.Thousands(h.win.Offset()+1) + " on"
	case m.past && h.win.More() && h.old:
		n = "the oldest " + n + " so far"
	case m.past && h.win.More():
		n = "the newest " + n + " so far"
	}
	switch {
	case t.Shown() != t.Len():
		return []string{cell.Thousands(t.Shown()) + " of " + n}
	case t.Len() > 0:
		return []string{n}
	}
	return nil
}

// renderList draws the list, and the filter line below it while it is open.
func (m *Model) renderList(w, h int) (string, *tea.Cursor) {
	if !m.line.Typing() {
		return m.renderRows(w, h)
	}
	low := m.line.Height(w, h)
	foot, cursor := m.line.Render(w, low)
	cursor.Y += h - low
	if low >= h {
		return foot, cursor
	}
	rows, _ := m.renderRows(w, h-low)
	return rows + "\n" + foot, cursor
}

// renderRows draws the list, or why there is none.
func (m *Model) renderRows(w, h int) (string, *tea.Cursor) {
	t := m.shown()
	if t.Len() == 0 {
		return pane.Message(m.env, w, h, m.emptyWords()...), nil
	}
	text, cursor := t.Render(w, h)
	if t.Shown() > 0 || h < 5 {
		return text, cursor
	}
	words := []string{"No task matches “" + cell.Cut(t.Filter(), 30) + "”.", m.env.Keys.Key("app.back") + " shows all of them again."}
	if t.Filter() == "" {
		words = []string{"No task is on " + m.source.String() + ".", m.env.Keys.Key("tasks.source") + " shows those of all sources again."}
	}
	lines := strings.Split(text, "\n")
	copy(lines[1:h-1], strings.Split(pane.Message(m.env, w, h-2, words...), "\n"))
	return strings.Join(lines, "\n"), cursor
}

// emptyWords says why the list is empty.
func (m *Model) emptyWords() []string {
	err, loaded := m.pending.err, m.pending.loaded
	if m.past {
		err, loaded = m.history.err, m.history.loaded
	}
	key := m.env.Keys.Key
	switch {
	case err != nil:
		return []string{"The tasks could not be read.", key("app.refresh") + " tries again at once."}
	case !loaded:
		return []string{"Asking the tenant for its tasks."}
	case m.past && m.history.fetching:
		return []string{"Looking further back."}
	case m.past && m.history.win.More():
		return []string{"None of the " + cell.Thousands(m.history.win.Offset()+m.history.win.Len()) + " tasks looked through so far matches this filter.",
			key("list.bottom") + " looks further, " + key("tasks.filter") + " edits the filter line."}
	case m.past && (m.history.line != "" || !m.source.IsZero()):
		words := key("tasks.filter") + " edits the filter line, " + key("tasks.status") + " goes to the next status"
		if !m.source.IsZero() {
			words += ", " + key("tasks.source") + " shows those of all sources"
		}
		return []string{"No task in the history matches this filter.", words + "."}
	case m.past:
		return []string{"No task has ended in the time the tenant keeps.", "That is 90 days."}
	}
	return []string{"No task is pending.", key("tasks.history") + " shows those that have ended."}
}

// renderDetail draws the detail.
func (m *Model) renderDetail(w, h int) (string, *tea.Cursor) {
	d := &m.detail
	p := sheet.Page{Title: nameOf(&d.task.Task), Key: d.version, Draw: m.drawTab}
	if d.err != nil {
		p.Notes = m.problem(w, d.err)
	}
	return d.sheet.Render(w, h, p)
}

// problem says what failed and what to do about it.
func (m *Model) problem(w int, err *api.Error) []string {
	text := err.Sentence()
	if r := err.Remedy(); r != "" {
		text += "; " + r
	}
	return wrapStyled(w, text, m.env.Styles.Lead(theme.Bad), m.env.Styles.Bad)
}

// stamp writes a moment, "" where there is none.
func stamp(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return cell.Stamp(t, zone)
}

// wrapStyled wraps plain words behind a sign, the lines after the first
// indented as far as the sign is wide.
func wrapStyled(w int, words, sign string, style theme.Style) []string {
	indent := cell.Width(sign)
	var out []string
	for i, part := range cell.Wrap(words, max(w-indent, 1)) {
		if i > 0 {
			sign = cell.Spaces(indent)
		}
		out = append(out, sign+style.Render(part))
	}
	return out
}
