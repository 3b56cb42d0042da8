package session

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/pane"
	"iscope/ui/poll"
	"iscope/ui/screen"
	"iscope/views/session/filter"
)

// Act does what a key, a palette entry or a click means.
func (m *Model) Act(a keymap.Action) tea.Cmd {
	if m.env.ReadOnly && m.env.Keys.Binding(a).Writes {
		return m.env.SayLocked()
	}
	if m.editor != nil {
		return m.actInEditor(a)
	}
	if cmd, handled := m.actHere(a); handled {
		return tea.Batch(cmd, m.restOrPoll())
	}
	return nil
}

func (m *Model) actHere(a keymap.Action) (tea.Cmd, bool) {
	switch a {
	case "sessions.open-id":
		return m.askID(), true
	case "sessions.edit":
		return m.edit(), true
	case "sessions.filter":
		return m.askPart(), true
	case "sessions.new":
		return m.newSession(), true
	case "sessions.duplicate":
		return m.duplicate(), true
	case "sessions.run":
		return m.run(), true
	case "sessions.follow":
		return m.toggleFollow(), true
	case "app.refresh":
		return m.refresh(), true
	case "app.pause":
		return m.pause(), true
	case "list.copy-id", "list.copy-json":
		return m.copy(a), true
	case "list.write":
		return m.write(), true
	case "list.browse":
		return screen.Say(screen.Info, "iscope knows no web page of a single NERM session"), true
	}
	if a == "app.back" && m.live != nil && m.split.Open && m.detail.id == m.live.ID && !m.sheet.Typing() && (m.split.Focused || !m.split.Both()) {
		return m.stopFollowing(), true
	}
	if m.split.Focused {
		return m.actInDetail(a)
	}
	if cmd, ok := m.arranged().Act(a); ok {
		m.follow()
		return tea.Batch(cmd, m.extend()), true
	}
	if m.list.Act(a) {
		m.follow()
		return m.extend(), true
	}
	if a == "app.open" && m.list.SelectedID() == "" {
		return nil, true
	}
	if !m.split.Act(a) {
		if a == "app.back" && !m.filter.IsZero() {
			return m.setFilter(filter.Filter{}), true
		}
		return nil, false
	}
	if !m.split.Open {
		m.detail.pinned = false
	}
	m.follow()
	if a == "app.back" || !m.split.Open {
		return nil, true
	}
	return m.readDetail(), true
}

func (m *Model) actInDetail(a keymap.Action) (tea.Cmd, bool) {
	if m.sheet.Act(a) {
		return nil, true
	}
	if !m.split.Act(a) {
		return nil, false
	}
	if !m.split.Open {
		m.detail.pinned = false
		m.follow()
	}
	return nil, true
}

// askID asks for the id of a session.
func (m *Model) askID() tea.Cmd {
	if !m.configured() {
		return screen.Say(screen.Warn, "NERM is not configured for this tenant")
	}
	return screen.Send(screen.Show{Dialog: &dialog.Prompt{
		Env: m.env, View: m.id, Name: askOpen, Head: "Open session", Lines: []string{"Id or uid of the workflow session:"}, Check: checkID,
	}})
}

// maxID is the longest id that is asked for.
const maxID = 200

// checkID says what is wrong with an id, "" when nothing is.
func checkID(id string) string {
	switch {
	case id == "":
		return "an id or uid is needed"
	case strings.ContainsFunc(id, unicode.IsSpace):
		return "an id has no spaces"
	case strings.ContainsAny(id, "/?#%\\"):
		return "an id has no such characters as / ? # %"
	case len(id) > maxID:
		return "that is too long for an id"
	}
	return ""
}

// refresh asks for the list, the detail and the names that were not found.
func (m *Model) refresh() tea.Cmd {
	if !m.configured() {
		return nil
	}
	m.names.again()
	var cmds []tea.Cmd
	if m.poller.Ask() {
		cmds = append(cmds, m.startLoad())
	}
	if m.split.Open {
		cmds = append(cmds, m.readDetail())
	}
	return tea.Batch(cmds...)
}

// pause stops refreshing, and goes on: the header says which.
func (m *Model) pause() tea.Cmd {
	if m.poller.Resting()&poll.Paused != 0 {
		return m.poller.Wake(poll.Paused)
	}
	m.poller.Rest(poll.Paused)
	return nil
}

// copy puts the id or the record of the session on the clipboard. Encrypted
// values are not in it.
func (m *Model) copy(a keymap.Action) tea.Cmd {
	id := m.target()
	if id == "" {
		return nil
	}
	if a == "list.copy-id" {
		return screen.Send(screen.Copy{Text: id, What: "id"})
	}
	s := m.session(id)
	if s == nil {
		return nil
	}
	if !m.kinds.settled() {
		return tea.Batch(m.learn(), screen.Say(screen.Info, "Reading which attributes are encrypted; press it again then"))
	}
	return screen.Send(screen.Copy{Text: m.json(s), What: "JSON"})
}

// Render draws exactly h lines of at most w cells.
func (m *Model) Render(w, h int) (string, *tea.Cursor) {
	m.width, m.height = w, h
	if w <= 0 || h <= 0 {
		return "", nil
	}
	if m.editor != nil {
		return m.renderEditor(w, h)
	}
	part := func(p pane.Part) pane.Part {
		return func(pw, ph int) (string, *tea.Cursor) {
			m.bodyAt = h - ph
			return p(pw, ph)
		}
	}
	return m.split.Render(m.env, w, h, m.head(), part(m.drawList), part(m.drawDetail))
}

// Click selects a row, a tab or a field.
func (m *Model) Click(x, y int) tea.Cmd {
	y -= m.bodyAt
	if m.editor != nil {
		if m.editor.stage == editing {
			m.moving(func() { m.editor.form.Click(y) })
		}
		return nil
	}
	if m.split.Open && (!m.split.Both() || x >= m.split.ListWidth(m.width)) {
		m.split.Focused = true
		m.sheet.Click(x-m.detailAt(), y)
		return nil
	}
	m.split.Focused = false
	if m.list.Click(y) {
		m.follow()
		return m.extend()
	}
	return nil
}

// detailAt returns the column in which the detail begins.
func (m *Model) detailAt() int {
	return m.split.DetailAt(m.width)
}

// Wheel scrolls what is under the pointer.
func (m *Model) Wheel(x, _, lines int) tea.Cmd {
	if m.editor != nil {
		if m.editor.stage != editing {
			return nil
		}
		move := m.editor.form.Next
		if lines < 0 {
			move = m.editor.form.Prev
		}
		for range max(lines, -lines) {
			m.moving(move)
		}
		return nil
	}
	if m.split.Open && (!m.split.Both() || x >= m.split.ListWidth(m.width)) {
		for range max(lines, -lines) {
			if lines > 0 {
				m.sheet.Act("text.down")
			} else {
				m.sheet.Act("text.up")
			}
		}
		return nil
	}
	m.list.MoveBy(lines)
	m.follow()
	return m.extend()
}
