package session

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
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

func (n *names) reset() { n.known = map[string]string{} }

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
		cmds = append(cmds, m.cmds.NERMUsers(ctx, t, "", lookupPage, m.names.users.offset))
	}
	if profiles && m.names.profiles.can() {
		m.names.profiles.busy = true
		ctx, t := m.reads.Next(api.ListProfiles)
		cmds = append(cmds, m.cmds.Profiles(ctx, t, "", lookupPage, m.names.profiles.offset))
	}
	return tea.Batch(cmds...)
}

func (m *Model) onUsers(r api.Result[api.Page[api.NERMUser]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.names.users.page(r.Err == nil && r.Value.More, r.Value.Next)
	for _, u := range r.Value.Items {
		if name := firstOf(u.Name, u.Login, u.Email); name != "" {
			m.names.known[u.ID] = name
		}
	}
	return m.named()
}

func (m *Model) onProfiles(r api.Result[api.Page[api.Profile]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.names.profiles.page(r.Err == nil && r.Value.More, r.Value.Next)
	for _, p := range r.Value.Items {
		if name := firstOf(p.Name, p.UID); name != "" {
			m.names.known[p.ID] = name
		}
	}
	return m.named()
}

// named draws and sorts the list anew with the names found, and goes on.
func (m *Model) named() tea.Cmd {
	m.list.SetRows(m.list.Rows())
	m.version++
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

// kinds are the descriptions of attributes by uid. They must be there before
// values are shown: they tell which are secret.
type kinds struct {
	byUID    map[string]api.NEAttribute
	complete bool // every page was read
	busy     bool
	failed   *api.Error
	pages    int
}

const (
	kindsPage  = 250
	kindsPages = 20
)

// secret reports whether the values of an attribute are encrypted.
func (k *kinds) secret(uid string) bool { return k.byUID[uid].Encrypted }

// storable reports whether it is certain that an attribute is not encrypted.
func (k *kinds) storable(uid string) bool {
	kind, known := k.byUID[uid]
	if known {
		return !kind.Encrypted
	}
	return k.complete
}

// settled reports whether no more will be learnt by waiting.
func (k *kinds) settled() bool { return k.complete || k.failed != nil }

// learn asks for the descriptions unless they are there or on their way.
func (m *Model) learn() tea.Cmd {
	if m.kinds.busy || m.kinds.complete || !m.configured() {
		return nil
	}
	m.kinds = kinds{byUID: map[string]api.NEAttribute{}, busy: true}
	ctx, t := m.reads.Next(api.ListNEAttributes)
	return m.cmds.NEAttributes(ctx, t, kindsPage, 0)
}

func (m *Model) onKinds(r api.Result[api.Page[api.NEAttribute]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	k := &m.kinds
	m.version++
	if r.Err != nil {
		k.busy, k.failed = false, r.Err
		return m.ready()
	}
	for _, a := range r.Value.Items {
		k.byUID[a.UID] = a
	}
	if k.pages++; r.Value.More && k.pages < kindsPages {
		ctx, t := m.reads.More(r.Ticket)
		return m.cmds.NEAttributes(ctx, t, kindsPage, r.Value.Next)
	}
	k.busy, k.complete = false, !r.Value.More
	if !k.complete {
		k.failed = &api.Error{Kind: api.Internal, Op: api.ListNEAttributes, Detail: "there are too many attributes to read them all"}
	}
	return m.ready()
}
