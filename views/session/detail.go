package session

import (
	"bytes"
	"encoding/json"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/sheet"
	"iscope/ui/theme"
	"iscope/views/session/kind"
)

// hidden stands for a value that must not be shown.
const hidden = "(hidden)"

// detail is the session shown beside or in place of the list.
type detail struct {
	id     string
	pinned bool         // opened by its id: does not follow the cursor
	opened *api.Session // read by itself, for one that is not in the list
	busy   bool
	err    *api.Error // why it could not be read
}

// follow keeps the detail on the row under the cursor.
func (m *Model) follow() {
	if m.detail.pinned || m.list.SelectedID() == m.detail.id {
		return
	}
	m.detail = detail{id: m.list.SelectedID()}
	m.sheet.Top()
	m.version++
}

// readDetail reads the session of the detail anew.
func (m *Model) readDetail() tea.Cmd {
	if m.detail.id == "" {
		return nil
	}
	m.detail.busy, m.detail.err = true, nil
	m.version++
	ctx, t := m.reads.NextFor(api.GetSession, m.detail.id)
	return tea.Batch(m.cmds.Session(ctx, t, m.detail.id), m.learn())
}

func (m *Model) onDetail(r api.Result[api.Session]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.reads.Done(r.Ticket)
	if m.detail.id == r.Key {
		m.detail.busy, m.detail.err = false, r.Err
	}
	m.version++
	if r.Err != nil {
		if r.Err.Kind == api.NotFound && m.detail.id == r.Key && m.detail.pinned {
			return m.askByUID(r.Key)
		}
		return nil
	}
	if m.detail.id == r.Key && r.Value.ID != r.Key { // asked for by another name
		m.detail.id = r.Value.ID
	}
	m.keep(r.Value)
	return tea.Batch(m.lookUp(), m.learnFlows())
}

// keep takes over a session that is newer than what is shown.
func (m *Model) keep(s api.Session) {
	if !m.list.Replace(s) && m.detail.id == s.ID {
		m.detail.opened = &s
	}
	m.version++
}

// drawDetail draws the session of the detail, or why there is none.
func (m *Model) drawDetail(w, h int) (string, *tea.Cursor) {
	s := m.session(m.detail.id)
	if s == nil {
		switch {
		case m.detail.err != nil && !m.detail.busy:
			return m.drawMissing(w, h), nil
		case m.detail.busy:
			return pane.Message(m.env, w, h, "Reading session "+m.detail.id), nil
		}
		return pane.Message(m.env, w, h, "No session selected"), nil
	}
	return m.sheet.Render(w, h, sheet.Page{
		Title: "Session " + shortName(s), Notes: m.notes(w),
		Key: struct {
			id      string
			version int
		}{s.ID, m.version},
		Draw: func(tab, w int) []string {
			if tab == 1 {
				return strings.Split(m.json(s), "\n")
			}
			return m.overview(s, w)
		},
	})
}

// drawMissing says why the session of the detail is not shown.
func (m *Model) drawMissing(w, h int) string {
	key := m.env.Keys.Key
	problem, remedy := m.failureOnce(m.detail.err)
	if m.detail.err.Kind == api.NotFound {
		return pane.Message(m.env, w, h, "There is no session with the id or uid "+m.detail.id, "", problem, sentence(remedy),
			key("sessions.open-id")+" another id   "+key("app.back")+" back")
	}
	return pane.Message(m.env, w, h, "Session "+m.detail.id+" could not be read", "", problem, sentence(remedy),
		key("app.refresh")+" tries again   "+key("app.back")+" back")
}

// noteLines is how many lines one note has at most.
const noteLines = 3

// oldWords says why the session of the detail could not be read anew, and how
// old what is shown is.
func (m *Model) oldWords(err *api.Error) string {
	shown := ""
	if m.list.Row(m.detail.id) != nil && !m.load.at.IsZero() {
		shown = "; shown as listed at " + cell.Clock(m.load.at, m.env.Now(), m.env.Zone)
	}
	problem, remedy := m.failureOnce(err)
	if err.Kind == api.Forbidden {
		return "This account may not read this session by itself" + shown + ". NERM: " + problem
	}
	return strings.TrimSuffix(problem+shown+"; "+remedy, "; ")
}

// notes are what has to be said above the text.
func (m *Model) notes(w int) []string {
	st := m.env.Styles
	var out []string
	put := func(text string) {
		lines := cell.Wrap(text, max(w, 1))
		if len(lines) > noteLines {
			lines = lines[:noteLines]
			lines[noteLines-1] = cell.Cut(lines[noteLines-1]+" …", w)
		}
		for _, l := range lines {
			out = append(out, st.Warn.Render(strings.TrimRight(l, " ")))
		}
	}
	if err := m.detail.err; err != nil && !m.detail.busy {
		put(st.Said(theme.Bad) + m.oldWords(err))
	}
	if err := m.kinds.failed; err != nil {
		put(st.Said(theme.Warn) + "Which attributes are encrypted is not known: " + err.Error())
	}
	return out
}

func (m *Model) overview(s *api.Session, w int) []string {
	st := m.env.Styles
	g := groupOf(s.Status)
	status := st.Lead(g.state()) + st.State(g.state()).Render(words(s.Status)) + st.Muted.Render("  "+g.String())
	room := w - cell.Width("requester type") - 2 // the longest label, which every session has
	lines := m.followLines(s)
	if m.hasDraft(s.ID) {
		draft := st.Said(theme.Held) + m.env.Keys.Key("sessions.edit") + " goes on with a draft that was not sent"
		lines = append(lines, cell.Cut(draft, w), "")
	}
	lines = append(lines, pane.Fields(m.env, w,
		[2]string{"status", status},
		[2]string{"requester", oneLine(m.names.of(s.RequesterID), s.RequesterID, room)},
		[2]string{"requester type", s.RequesterType},
		[2]string{"profile", oneLine(m.names.of(s.ProfileID), s.ProfileID, room)},
		[2]string{"profiles", m.profiles(s, room)},
		[2]string{"workflow", oneLine(m.flowName(s.WorkflowID), s.WorkflowID, room)},
		[2]string{"id", oneLine("", s.ID, room)},
		[2]string{"uid", oneLine("", s.UID, room)},
	)...)
	lines = append(lines, "", st.Muted.Render(cell.Count(len(s.Attributes), "attribute")))
	return append(lines, m.attributeLines(s, w)...)
}

// withName writes an id with the name it stands for.
func (m *Model) withName(id string) string {
	if name := m.names.of(id); name != "" {
		return name + " (" + id + ")"
	}
	return id
}

// oneLine writes an id with the name it stands for. Where both do not fit into
// w cells the id has a line of its own; no id is broken, as nobody could read
// it then.
func oneLine(name, id string, w int) string {
	short := cell.CutMiddle(id, max(w, 8))
	switch {
	case name == "" || id == "":
		return short
	case cell.Width(name)+cell.Width(id)+3 <= w:
		return name + " (" + id + ")"
	}
	return name + "\n" + short
}

func (m *Model) profiles(s *api.Session, w int) string {
	out := make([]string, len(s.ProfileIDs))
	for i, id := range s.ProfileIDs {
		out[i] = oneLine(m.names.of(id), id, w)
	}
	return strings.Join(out, "\n")
}

// attributeLines draws the attributes: label, value, and what kind it is where
// there is room.
func (m *Model) attributeLines(s *api.Session, w int) []string {
	st := m.env.Styles
	lw := 0
	for _, a := range s.Attributes {
		lw = max(lw, cell.Width(m.label(a.UID)))
	}
	lw = max(1, min(lw, 28, w*2/5))
	kw := 0
	if w >= 76 {
		kw = 30
	}
	vw := max(w-lw-2-kw, 8)
	var out []string
	for _, a := range s.Attributes {
		label := st.Muted.Render(cell.Left(m.label(a.UID), lw))
		value := m.shown(a)
		if kind.IsID(value) {
			value = cell.CutMiddle(value, vw-min(kw, 2))
		}
		for i, l := range cell.Wrap(value, vw-min(kw, 2)) {
			line := label + "  " + cell.Left(l, vw)
			if i > 0 {
				label = cell.Spaces(lw)
				line = label + "  " + l
			} else if kw > 0 {
				line += st.Muted.Render(cell.Cut(m.kindWords(a.UID), kw))
			}
			out = append(out, strings.TrimRight(line, " "))
		}
	}
	return out
}

// label returns what people call an attribute.
func (m *Model) label(uid string) string { return firstOf(m.kinds.byUID[uid].Label, uid) }

// kindWords returns uid and type of an attribute as one clause.
func (m *Model) kindWords(uid string) string {
	if _, known := m.kinds.byUID[uid]; !known {
		return ""
	}
	return strings.TrimSuffix(uid+" · "+m.kinds.of(uid).Words(), " · ")
}

// shown returns the value of an attribute as it may be shown.
func (m *Model) shown(a api.SessionAttribute) string {
	switch {
	case !m.kinds.settled():
		return "…"
	case m.kinds.secret(a.UID):
		return hidden
	case a.Value == "":
		return "–"
	}
	return a.Value
}

// json returns the record of a session with the values of encrypted
// attributes masked.
func (m *Model) json(s *api.Session) string {
	if !m.kinds.settled() {
		return "Reading which attributes are encrypted"
	}
	raw := s.Raw.JSON()
	for _, a := range s.Attributes {
		if m.kinds.secret(a.UID) {
			return api.Pretty(m.masked(raw))
		}
	}
	return api.Pretty(raw)
}

// masked returns the record with every encrypted attribute replaced. A record
// that cannot be read is left out altogether.
func (m *Model) masked(raw []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var record any
	if d.Decode(&record) != nil {
		return nil
	}
	m.mask(record, 0)
	out, err := json.Marshal(record)
	if err != nil {
		return nil
	}
	return out
}

// mask looks for attributes in the record and what wraps it.
func (m *Model) mask(v any, depth int) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			m.mask(e, depth)
		}
	case map[string]any:
		if attrs, ok := v["attributes"].(map[string]any); ok {
			for uid := range attrs {
				if m.kinds.secret(uid) {
					attrs[uid] = hidden
				}
			}
		}
		if depth < 2 {
			m.mask(v["workflow_session"], depth+1)
		}
	}
}
