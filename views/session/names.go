package session

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/views/session/filter"
)

const (
	// lookupPage and lookupPages bound what is read to find names: NERM has no
	// way to ask for the names of several ids.
	lookupPage  = 250
	lookupPages = 12
)

// names are the names of users and profiles by id, found by reading the lists
// of both until every id on screen has one or the bound is reached.
type names struct {
	known    map[string]string
	people   map[string]api.NERMUser // by id
	things   map[string]api.Profile  // by id
	users    lookup
	profiles lookup
}

// lookup is how far one of the two lists has been read.
type lookup struct {
	offset, pages int
	over, busy    bool
}

func (l *lookup) can() bool { return !l.over && !l.busy && l.pages < lookupPages }

// page notes that a page was read.
func (l *lookup) page(more bool, next int) {
	l.busy, l.over, l.offset = false, !more, next
	l.pages++
}

func (n *names) reset() {
	n.known, n.people, n.things = map[string]string{}, map[string]api.NERMUser{}, map[string]api.Profile{}
}

// user and profile note one that was read.
func (n *names) user(u api.NERMUser) {
	n.people[u.ID] = u
	if name := firstOf(u.Name, u.Login, u.Email); name != "" {
		n.known[u.ID] = name
	}
}

func (n *names) profile(p api.Profile) {
	n.things[p.ID] = p
	if name := firstOf(p.Name, p.UID); name != "" {
		n.known[p.ID] = name
	}
}

// again lets the lists be read once more, for ids that were not found.
func (n *names) again() { n.users, n.profiles = lookup{}, lookup{} }

// of returns the name of a user or profile, "" while it is not known.
func (n *names) of(id string) string { return n.known[id] }

// wanted reports whether the name of a requester, and that of a profile, is
// missing on screen. A requester may be a profile too.
func (m *Model) wanted() (users, profiles bool) {
	miss := func(id string) bool { return id != "" && m.names.known[id] == "" }
	look := func(s *api.Session) {
		if miss(s.RequesterID) {
			users = true
			profiles = profiles || m.names.users.over
		}
		profiles = profiles || miss(s.ProfileID)
		for _, id := range s.ProfileIDs {
			profiles = profiles || miss(id)
		}
	}
	for i := range m.list.Rows() {
		look(&m.list.Rows()[i])
	}
	u, p := m.search.wants()
	users, profiles = users || u, profiles || p
	if m.editor != nil {
		u, p = m.editor.needs(m)
		users, profiles = users || u, profiles || p
	}
	for part, seen := range map[filter.Part]*bool{filter.Requester: &users, filter.Profile: &profiles} {
		*seen = *seen || miss(m.filter.Get(part))
	}
	if m.detail.opened != nil {
		look(m.detail.opened)
	}
	return users, profiles
}

// lookUp asks for the next page of names where some are missing.
func (m *Model) lookUp() tea.Cmd {
	if !m.configured() {
		return nil
	}
	users, profiles := m.wanted()
	var cmds []tea.Cmd
	if users && m.names.users.can() {
		m.names.users.busy = true
		ctx, t := m.reads.Next(api.ListNERMUsers)
		cmds = append(cmds, m.cmds.NERMUsers(ctx, t, api.PeopleQuery{Limit: lookupPage, Offset: m.names.users.offset}))
	}
	if profiles && m.names.profiles.can() {
		m.names.profiles.busy = true
		ctx, t := m.reads.Next(api.ListProfiles)
		cmds = append(cmds, m.cmds.Profiles(ctx, t, api.PeopleQuery{Limit: lookupPage, Offset: m.names.profiles.offset}))
	}
	return tea.Batch(cmds...)
}

func (m *Model) onUsers(r api.Result[api.Page[api.NERMUser]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	for _, u := range r.Value.Items {
		m.names.user(u)
	}
	if r.Key == searchKey {
		return m.onFoundUsers(r)
	}
	m.names.users.page(r.Err == nil && r.Value.More, r.Value.Next)
	return m.named()
}

func (m *Model) onProfiles(r api.Result[api.Page[api.Profile]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	for _, p := range r.Value.Items {
		m.names.profile(p)
	}
	if r.Key == searchKey {
		return m.onFoundProfiles(r)
	}
	m.names.profiles.page(r.Err == nil && r.Value.More, r.Value.Next)
	return m.named()
}

// named draws and sorts the list anew with the names found, and goes on.
func (m *Model) named() tea.Cmd {
	m.list.SetRows(m.list.Rows())
	m.version++
	m.search.refresh(m)
	return m.lookUp()
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
