package session

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/session/filter"
	"iscope/views/session/kind"
)

// subject is what is looked for in a window.
type subject uint8

// Subjects of a search.
const (
	nothing subject = iota
	users
	profiles
	requesters // users, and profiles
	workflows
	values // of an attribute
)

// search is the window in which people, profiles, workflows and the choices of
// attributes are looked for as one types. What is known is shown at once; NERM is
// asked when typing rests, and an answer to an older text is dropped.
type search struct {
	pick   *dialog.Pick // the window, nil before the first
	what   subject
	key    string         // of the field it is for
	part   filter.Part    // or the part of the filter
	attr   kind.Attribute // of the field
	many   bool
	chosen []string // of several
	now    string   // what the field holds, where it is one
	text   string   // typed
	gen    int
	open   int // answers that are awaited
	asked  bool
	found  map[string]bool // ids that NERM answered with
	failed *api.Error
}

// picked is what an option of the window stands for.
type picked struct {
	value string // as the field holds it
	id    string // of a person or profile
	done  bool   // of several: no more
}

const (
	// searchKey tells the searches from the reading of names.
	searchKey = "search"
	// searchDelay is how long typing rests before NERM is asked.
	searchDelay = 250 * time.Millisecond
	// searchLimit is how many people and profiles are asked for.
	searchLimit = 50
	// shortID is how many cells of an id are shown beside a name.
	shortID = 13
	// searchShown is how many are offered at once.
	searchShown = 200
)

// searchDue is the moment to ask NERM. The view sends it to itself.
type searchDue struct {
	view string
	gen  int
}

// To returns the view the message is for.
func (d searchDue) To() string { return d.view }

// wants reports whether the lists of users and profiles shall be read on for the
// window: not every server finds a name by its beginning.
func (s *search) wants() (u, p bool) {
	if s.pick == nil {
		return false, false
	}
	return s.what == users || s.what == requesters, s.what == profiles || s.what == requesters
}

// start opens a window. What is typed until it is on screen goes into it, early
// first, where it is not nil.
func (m *Model) start(s search, head string, early tea.Msg) tea.Cmd {
	s.gen = m.search.gen + 1
	name := askSearch
	if s.part != "" {
		name = askFilterValue
	}
	s.pick = &dialog.Pick{Env: m.env, View: m.id, Name: name, Head: head, Search: m.searched}
	if s.what == values && !s.free() && !s.many {
		s.pick.Search = nil // narrowing what is known is enough
	}
	m.search = s
	m.search.refresh(m)
	if early != nil {
		s.pick.Early(early)
	}
	show := screen.Send(screen.Show{Dialog: s.pick})
	if m.editor != nil && s.part == "" {
		show = m.editor.form.Ask(s.pick)
	}
	return tea.Batch(show, m.lookUp(), m.learnFlows(), m.learnChoices(s.attr.UID))
}

// free reports whether what is typed may be taken as it is: ids, tags, and
// whatever cannot be looked up.
func (s *search) free() bool {
	return s.what != values || s.attr.Kind == kind.Tags
}

// searched is called with each change of the text.
func (m *Model) searched(text string) tea.Cmd {
	s := &m.search
	s.text, s.failed, s.found, s.asked = strings.TrimSpace(text), nil, nil, false
	s.gen++
	s.refresh(m)
	if u, p := s.wants(); s.text == "" || !u && !p {
		return nil
	}
	due := searchDue{m.id, s.gen}
	return tea.Tick(searchDelay, func(time.Time) tea.Msg { return due })
}

func (m *Model) onSearchDue(d searchDue) tea.Cmd {
	s := &m.search
	if d.gen != s.gen || s.pick == nil || s.text == "" {
		return nil
	}
	s.asked = true
	var cmds []tea.Cmd
	u, p := s.wants()
	if u {
		q := api.PeopleQuery{Name: s.text, Limit: searchLimit}
		if strings.Contains(s.text, "@") {
			q = api.PeopleQuery{Email: s.text, Limit: searchLimit}
		}
		ctx, t := m.reads.NextFor(api.ListNERMUsers, searchKey)
		cmds = append(cmds, m.cmds.NERMUsers(ctx, t, q))
	}
	if p {
		ctx, t := m.reads.NextFor(api.ListProfiles, searchKey)
		cmds = append(cmds, m.cmds.Profiles(ctx, t, api.PeopleQuery{Name: s.text, Limit: searchLimit}))
	}
	s.open = len(cmds)
	s.refresh(m)
	return tea.Batch(cmds...)
}

func (m *Model) onFoundUsers(r api.Result[api.Page[api.NERMUser]]) tea.Cmd {
	ids := make([]string, len(r.Value.Items))
	for i, u := range r.Value.Items {
		ids[i] = u.ID
	}
	m.reads.Done(r.Ticket)
	return m.foundIDs(ids, r.Err)
}

func (m *Model) onFoundProfiles(r api.Result[api.Page[api.Profile]]) tea.Cmd {
	ids := make([]string, len(r.Value.Items))
	for i, p := range r.Value.Items {
		ids[i] = p.ID
	}
	m.reads.Done(r.Ticket)
	return m.foundIDs(ids, r.Err)
}

// foundIDs takes what NERM found: it stays, whatever is thought here of how it
// matches what was typed.
func (m *Model) foundIDs(ids []string, err *api.Error) tea.Cmd {
	s := &m.search
	s.open = max(s.open-1, 0)
	if err != nil {
		s.failed = err
	}
	if s.found == nil {
		s.found = map[string]bool{}
	}
	for _, id := range ids {
		s.found[id] = true
	}
	return m.named()
}
