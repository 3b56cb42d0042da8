package session

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/field"
	"iscope/ui/form"
	"iscope/ui/screen"
	"iscope/views/session/kind"
)

// ids are the ids of the people and profiles that were chosen for fields, by the
// field and the name it holds: several may have the same name.
type ids map[string]map[string]string

func (x ids) put(key, name, id string) {
	if x[key] == nil {
		x[key] = map[string]string{}
	}
	x[key][name] = id
}

// of returns what is chosen for a field, by name.
func (x ids) of(key string) map[string]string { return x[key] }

// idOf returns the id of a person or profile by the name that an attribute holds,
// "" where nobody or more than one has it.
func (m *Model) idOf(a kind.Attribute, name string) string {
	id := ""
	one := func(candidate, called string) bool {
		if called != name {
			return true
		}
		if id != "" {
			id = ""
			return false
		}
		id = candidate
		return true
	}
	if a.Kind == kind.Person {
		for _, u := range m.names.people {
			if !one(u.ID, u.Label()) {
				break
			}
		}
		return id
	}
	for _, p := range m.names.things {
		if !one(p.ID, cmp.Or(p.Name, p.UID)) {
			break
		}
	}
	return id
}

// parts splits the value of a field into what was chosen.
func (m *Model) parts(key, value string) []string {
	uid, attribute := strings.CutPrefix(key, attrKey)
	if !attribute {
		return splitIDs(value)
	}
	a := m.kinds.of(uid)
	known := slices.Collect(maps.Keys(m.editor.ids.of(key)))
	if a.Many && a.Kind == kind.Profile {
		for _, p := range m.names.things {
			if strings.Contains(p.Name, ",") {
				known = append(known, p.Name)
			}
		}
	}
	return a.Split(value, known...)
}

// asSent returns the value of an attribute as it is sent: people and profiles by
// their ids, where these are known, since names need not be unique.
func (m *Model) asSent(key, value string) string {
	uid, attribute := strings.CutPrefix(key, attrKey)
	a := m.kinds.of(uid)
	if !attribute || value == "" || a.Encrypted || a.Kind != kind.Person && a.Kind != kind.Profile {
		return value
	}
	parts := m.parts(key, value)
	for i, p := range parts {
		parts[i] = cmp.Or(m.editor.ids.of(key)[p], m.idOf(a, p), p)
	}
	return a.Join(parts)
}

// asKept returns the value of a field in the form in which it is compared with
// what a session holds later.
func asKept(key, value string) string {
	if key == keyProfiles {
		return strings.Join(splitIDs(value), ", ")
	}
	return value
}

// holds reports whether a session has a value under a key of the form.
func (m *Model) holds(s *api.Session, key, want string) bool {
	got := valueOf(s, key)
	uid, attribute := strings.CutPrefix(key, attrKey)
	switch {
	case !attribute:
		return api.NormalStatus(asKept(key, want)) == api.NormalStatus(got)
	case got == want:
		return true
	}
	a := m.kinds.of(uid)
	return a.Same(want, got) || m.editor != nil && a.Same(m.asSent(key, want), got)
}

// subjectOf returns what is looked for to fill a field in, nothing for one that
// is typed.
func (m *Model) subjectOf(key string) subject {
	switch key {
	case keyWorkflow:
		return workflows
	case keyRequester:
		return requesters
	case keyProfile, keyProfiles:
		return profiles
	}
	uid, attribute := strings.CutPrefix(key, attrKey)
	if !attribute || m.kinds.secret(uid) {
		return nothing
	}
	switch m.kinds.of(uid).Kind {
	case kind.Person:
		return users
	case kind.Profile:
		return profiles
	case kind.Choice, kind.Tags, kind.YesNo:
		return values
	}
	return nothing
}

// choose handles keys and pastes of a field that is filled in from a window, and
// reports whether the focused one is.
func (m *Model) choose(msg tea.Msg) (tea.Cmd, bool) {
	f := m.editor.form
	key := f.Focused()
	what := m.subjectOf(key)
	if what == nothing || m.fixed(key) {
		return nil, false
	}
	switch msg := msg.(type) {
	case tea.PasteMsg:
		text := strings.TrimSpace(msg.Content)
		if pastedIDs(text) {
			f.Set(key, text)
			return m.edited(), true
		}
		return m.openSearch(key, what, tea.PasteMsg{Content: text}), true
	case tea.KeyPressMsg:
		action, _ := m.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, msg.String())
		switch {
		case action == "dialog.accept":
			return m.openSearch(key, what, nil), true
		case msg.Code == tea.KeyBackspace || msg.Code == tea.KeyDelete:
			return m.clearLast(key), true
		case strings.TrimSpace(msg.Text) != "":
			return m.openSearch(key, what, msg), true
		case msg.Text != "":
			return m.openSearch(key, what, nil), true
		}
	}
	return nil, true
}

// fixed reports whether a field is only shown.
func (m *Model) fixed(key string) bool { return m.editor.fixed[key] }

// pastedIDs reports whether a text is one or more of NERM's ids.
func pastedIDs(text string) bool {
	list := splitIDs(text)
	return len(list) > 0 && !slices.ContainsFunc(list, func(id string) bool { return !kind.IsID(id) })
}

// clearLast takes the last of several away, or the only one.
func (m *Model) clearLast(key string) tea.Cmd {
	f := m.editor.form
	value := ""
	if m.several(key) {
		parts := m.parts(key, f.Value(key))
		value = m.join(key, parts[:max(len(parts)-1, 0)])
	}
	f.Set(key, value)
	return m.edited()
}

// several reports whether a field may hold more than one.
func (m *Model) several(key string) bool {
	uid, attribute := strings.CutPrefix(key, attrKey)
	return key == keyProfiles || attribute && m.kinds.of(uid).Many
}

func (m *Model) join(key string, parts []string) string {
	if uid, attribute := strings.CutPrefix(key, attrKey); attribute {
		return m.kinds.of(uid).Join(parts)
	}
	return strings.Join(parts, ", ")
}

// openSearch opens the window for a field.
func (m *Model) openSearch(key string, what subject, early tea.Msg) tea.Cmd {
	s := search{what: what, key: key, many: m.several(key)}
	if uid, attribute := strings.CutPrefix(key, attrKey); attribute {
		s.attr = m.kinds.of(uid)
	}
	if now := m.editor.form.Value(key); s.many {
		s.chosen = m.parts(key, now)
	} else {
		s.now = now
	}
	return m.start(s, m.labelOf(key), early)
}

// onPicked puts what was chosen into its field. Of several the window opens
// again until it is told that it was the last.
func (m *Model) onPicked(a dialog.Answer) tea.Cmd {
	s, f := &m.search, m.editor.form
	o, _ := a.Value.(dialog.Option)
	if o.Value == typeOn && f.Has(s.key) {
		return m.openSearch(s.key, s.what, tea.PasteMsg{Content: s.text})
	}
	p, ok := o.Value.(picked)
	if !ok || !f.Has(s.key) || p.done {
		return nil
	}
	name := p.value
	if p.id != "" && name != p.id {
		m.editor.ids.put(s.key, name, p.id)
	}
	if !s.many {
		f.Set(s.key, name)
		if s.key == keyRequester && f.Value(keyRequesterType) == "" && m.names.people[p.id].ID != "" {
			f.Set(keyRequesterType, api.RequesterTypes[0])
		}
		return m.edited()
	}
	parts := m.parts(s.key, f.Value(s.key))
	if i := slices.Index(parts, name); i >= 0 {
		parts = slices.Delete(parts, i, i+1)
	} else {
		parts = append(parts, name)
	}
	f.Set(s.key, m.join(s.key, parts))
	return tea.Batch(m.edited(), m.openSearch(s.key, s.what, nil))
}

// draftOf returns the request for a new session with what is in the form.
func (m *Model) draftOf(changes []form.Change) api.SessionDraft {
	c := m.changeOf(changes)
	text := func(p *string) string {
		if p == nil {
			return ""
		}
		return strings.TrimSpace(*p)
	}
	return api.SessionDraft{
		WorkflowID: text(c.WorkflowID), RequesterID: text(c.RequesterID), RequesterType: m.editor.form.Value(keyRequesterType),
		ProfileID: text(c.ProfileID), ProfileIDs: c.ProfileIDs, Attributes: c.Attributes,
	}
}

// tooLong reports whether the focused field has a text that no line holds.
func (m *Model) tooLong() bool {
	f := m.editor.form
	uid, attribute := strings.CutPrefix(f.Focused(), attrKey)
	return attribute && !m.fixed(f.Focused()) && !m.kinds.secret(uid) && utf8.RuneCountInString(f.Value(f.Focused())) > field.Max
}

// longText says that a value is too long for a field of one line.
func (m *Model) longText() tea.Cmd {
	return screen.Say(screen.Info, "This text is too long for a line; "+m.env.Keys.Key("editor.external")+" opens it in your editor")
}
