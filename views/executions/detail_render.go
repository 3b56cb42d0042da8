package executions

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/poll"
	"iscope/ui/theme"
)

// renderDetail draws the execution that is open.
func (m *Model) renderDetail(w, h int) (string, *tea.Cursor) {
	d := m.shown()
	if d == nil {
		return cell.Fit(nil, w, h), nil
	}
	lines := m.detailHead(d, w, h)
	if len(lines) >= h {
		return cell.Fit(lines, w, h), nil
	}
	rest := h - len(lines)
	body, cursor := m.detailBody(d, w, rest)
	if cursor != nil {
		cursor.Y += len(lines)
	}
	m.area.detailTop += len(lines)
	return cell.Fit(append(lines, strings.Split(body, "\n")...), w, h), cursor
}

// nameFrom is the height from which a name too long for the first line goes on
// in the next, and takes the room of the times, which follow it.
const nameFrom = 14

// nameLines is how many lines a name has at most.
const nameLines = 3

// detailHead says what execution it is and how far it is known.
func (m *Model) detailHead(d *document, w, h int) []string {
	st := m.env.Styles
	state := statusState(d.exec.Status)
	word := statusWord(d.exec.Status)
	if m.cancels[d.exec.ID] != nil && !d.exec.Status.Closed() {
		state, word = theme.Held, "Canceling"
	}
	took := ""
	switch {
	case !d.exec.Close.IsZero() && !d.exec.Start.IsZero():
		took = "took " + m.env.Took(d.exec.Took(d.exec.Close))
	case !d.exec.Status.Closed() && !d.exec.Start.IsZero() && !m.env.Aloud():
		took = soFar(d.exec.Took(m.env.Now())) + " so far"
	}
	start := ""
	if !d.exec.Start.IsZero() {
		start = "started " + moment(d.exec.Start, m.env.Now(), m.env.Zone)
	}
	right := strings.TrimSpace(start + "   " + took)
	name, page := m.flow(d.exec.WorkflowID).name(), m.env.WorkflowPage(d.exec.WorkflowID)
	mark := st.Glyph(state) + " " + st.State(state).Render(word) + "  "
	room := w - cell.Width(mark)
	var lines []string
	if h >= nameFrom && room >= 10 && cell.Width(name)+2+cell.Width(right) > room {
		for i, l := range cell.Wrap(name, room) {
			if i > 0 {
				mark = cell.Spaces(cell.Width(mark))
			}
			lines = append(lines, mark+st.Strong.Render(m.env.Link(page, l)))
		}
		lines = append(lines[:min(len(lines), nameLines)], st.Muted.Render(cell.Cut(right, w)))
	} else {
		lines = []string{m.headLine(mark, name, page, took, right, room)}
	}
	return append(lines, m.detailNotes(d, w)...)
}

// headLine puts name and times into one line, the times as far as there is room. The
// name leads to the workflow's page.
func (m *Model) headLine(mark, name, page, took, right string, room int) string {
	st := m.env.Styles
	if cell.Width(right)+14 > room {
		right = took
	}
	if cell.Width(right)+10 > room {
		right = ""
	}
	room -= cell.Width(right) + 2
	name = cell.Cut(name, room)
	return mark + st.Strong.Render(m.env.Link(page, name)+cell.Spaces(room-cell.Width(name))) + "  " + st.Muted.Render(right)
}

// soFar writes how long something has been going on, by the second.
func soFar(d time.Duration) string {
	if d < time.Minute {
		return cell.Age(d)
	}
	return cell.Duration(d)
}

// detailNotes are the lines about loading and following.
func (m *Model) detailNotes(d *document, w int) []string {
	st := m.env.Styles
	var facts []string
	if m.detail.mode != asSteps {
		facts = append(facts, modeWords[m.detail.mode])
	}
	switch {
	case d.loading && !d.all:
		word := "reading the history"
		if n := len(d.events); n > 0 {
			word += ", " + countEvents(n) + " so far"
		}
		facts = append(facts, word)
	case m.following(d) && m.detail.line.Following():
		facts = append(facts, "live, follows the newest step")
	case m.following(d):
		facts = append(facts, "live, "+m.key("timeline.follow")+" follows the newest step")
	case !d.exec.Status.Closed() && m.poller.Resting()&poll.Paused != 0:
		facts = append(facts, "paused")
	case !d.all && d.err == nil && len(d.events) > 0:
		facts = append(facts, "the first "+countEvents(len(d.events)))
	}
	if m.watchedRow(&d.exec) {
		facts = append(facts, "watched")
	}
	if link, _ := m.again.Linked(d.exec.ID); link != "" {
		facts = append(facts, link)
	}
	var out []string
	if d.err != nil && !d.gone {
		text := sentence(d.err)
		if d.all {
			text = "Not fresh. " + text
		}
		text += "; " + remedyOr(d.err.Remedy(), m.key("app.refresh")+" tries again")
		for _, l := range cell.Most(cell.Wrap(text, max(w-1, 8)), 3, max(w-1, 8)) {
			out = append(out, st.Bad.Render(cell.Cut(l, w)))
		}
	}
	if m.olderDefinition(d) {
		text := st.Plain(theme.Warn) + " ran with an older definition; " + m.key("executions.definition") + " shows the difference"
		out = append(out, st.Warn.Render(cell.Cut(text, w)))
	}
	if len(facts) > 0 {
		out = append(out, st.Muted.Render(cell.Cut(strings.Join(facts, st.Glyphs.Sep), w)))
	}
	return out
}

func remedyOr(remedy, other string) string {
	if remedy == "" {
		return other
	}
	return remedy
}

// detailBody draws the history, or why there is none.
func (m *Model) detailBody(d *document, w, h int) (string, *tea.Cursor) {
	switch {
	case d.gone && d.exec.WorkflowID == "" && d.exec.Start.IsZero(): // opened by its id alone
		return pane.Message(m.env, w, h, "No execution has the id "+cell.CutMiddle(safe.Line(d.exec.ID), max(w-30, 12)),
			"Or it is archived: the tenant keeps executions for 90 days."), nil
	case d.gone:
		lines := []string{"Archived: the tenant keeps executions for 90 days"}
		if !d.exec.Start.IsZero() {
			lines = append(lines, "This one started "+cell.Stamp(d.exec.Start, m.env.Zone)+". Its history cannot be read any more.")
		}
		return pane.Message(m.env, w, h, lines...), nil
	case d.run == nil && d.err != nil:
		return pane.Message(m.env, w, h, "The history could not be read", m.key("app.refresh")+" tries again."), nil
	case d.run == nil:
		return pane.Message(m.env, w, h, "Reading the history"), nil
	case m.detail.mode == asJSON:
		return m.detail.raw.Render(w, h)
	}
	return m.timelineAndText(w, h)
}

// timelineAndText shares the room between the bars and the text about the row
// under the cursor. Without room for both, the one with the keys is drawn.
func (m *Model) timelineAndText(w, h int) (string, *tea.Cursor) {
	d := &m.detail
	bars := h
	switch {
	case h < 6 && d.inText:
		bars = 0
	case h < 6:
	case d.inText:
		bars = max(h*2/5, 3)
	default:
		bars = max(h*3/5, 4)
	}
	bars = min(bars, d.line.Len()+1)
	if h < 6 {
		if bars > 0 {
			return cell.Fit(strings.Split(d.line.Render(w, h), "\n"), w, h), d.line.Focus()
		}
		m.fillText(w)
		return d.text.Render(w, h)
	}
	lines := strings.Split(d.line.Render(w, bars), "\n")
	focus := d.line.Focus()
	lines = append(lines, m.ruleAbove(w))
	m.fillText(w)
	text, cursor := d.text.Render(w, h-len(lines))
	if cursor != nil {
		cursor.Y += len(lines)
	}
	lines = append(lines, strings.Split(text, "\n")...)
	if focus != nil && !d.inText && !d.text.Typing() {
		cursor = focus
	}
	return cell.Fit(lines, w, h), cursor
}

// ruleAbove divides the bars from the text and names what the text is about.
func (m *Model) ruleAbove(w int) string {
	st := m.env.Styles
	name := ""
	if row := m.detail.line.Selected(); row != nil {
		name = row.Label
	}
	if e := m.detail.event; e >= 0 && m.detail.mode == asSteps {
		name = fmt.Sprintf("%s%sevent %d of %d", name, st.Glyphs.Sep, e+1, len(m.detail.doc.run.Events))
	}
	name = cell.Cut(name, max(w-8, 1))
	style := st.Muted
	if m.detail.inText {
		style = st.Title
	}
	left := st.Rule.Render(strings.Repeat(st.Glyphs.Rule, 2))
	return left + " " + style.Render(name) + " " + st.Rule.Render(strings.Repeat(st.Glyphs.Rule, max(w-cell.Width(name)-4, 0)))
}

// fillText puts the text about the row under the cursor into its pager, if it is not
// there already.
func (m *Model) fillText(w int) {
	d := &m.detail
	row := d.line.Selected()
	if row == nil {
		d.text.SetLines(nil)
		return
	}
	id := textID{d.doc.run, row.ID, d.event, w, m.env.Epoch}
	if id == d.wrote {
		return
	}
	if id.row != d.wrote.row || id.event != d.wrote.event {
		d.text.Top()
	}
	d.wrote = id
	if i := max(d.selectedEvent(), d.event); i >= 0 {
		d.text.SetLines(eventText(d.doc.run, i, m.env, w))
	} else if s := d.selectedStep(); s != nil {
		d.text.SetLines(stepText(d.doc.run, s, m.env, w))
	}
}
