package session

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/poll"
	"iscope/ui/table"
	"iscope/ui/theme"
)

const (
	// pageSize is how many sessions are asked for at once.
	pageSize = 250
	// eager is how many pages are loaded unasked; further ones as the cursor
	// comes near the end. Every refresh reads again what is loaded.
	eager = 4
	// ahead is how near the end the cursor comes before more is loaded.
	ahead = 50
)

// loading is the state of reading the list page by page.
type loading struct {
	begun  bool
	first  bool          // rows are shown as they come, since there were none
	pages  int           // to be read in this round
	read   int           // read in this round
	next   []api.Session // rows of a refresh, shown when it is complete
	seen   map[string]bool
	more   bool // the tenant has further sessions
	bad    int  // rows that could not be read
	counts [other + 1]int
	at     time.Time // when the rows shown were read
}

func (m *Model) columns() []table.Column[api.Session] {
	text := func(get func(*api.Session) string) func(a, b *api.Session) int {
		return func(a, b *api.Session) int { return cmp.Compare(strings.ToLower(get(a)), strings.ToLower(get(b))) }
	}
	return []table.Column[api.Session]{
		{Key: "status", Title: "status", Width: 18, Cell: m.statusCell, Less: func(a, b *api.Session) int {
			return cmp.Or(cmp.Compare(groupOf(a.Status), groupOf(b.Status)), strings.Compare(words(a.Status), words(b.Status)))
		}},
		{Key: "session", Title: "session", Width: 13, Drop: 3, Silent: true, Cell: func(s *api.Session, w int) (string, theme.Style) {
			return cell.CutMiddle(shortName(s), w), theme.Style{}
		}, Less: text(shortName), Value: func(s *api.Session) string { return s.ID }},
		{Key: "workflow", Title: "workflow", Width: 16, Flex: 2, Drop: 4, Cell: func(s *api.Session, w int) (string, theme.Style) {
			return m.workflowName(s.WorkflowID, w), m.env.Styles.Muted
		}, Less: text(func(s *api.Session) string { return cmp.Or(m.flowName(s.WorkflowID), s.WorkflowID) }), Value: func(s *api.Session) string { return s.WorkflowID }},
		{Key: "requester", Title: "requester", Width: 14, Flex: 2, Main: true, Cell: func(s *api.Session, w int) (string, theme.Style) {
			mark := m.draftMark(s.ID)
			return mark + nameCell(m.names.of(s.RequesterID), s.RequesterID, max(w-cell.Width(mark), 1)), theme.Style{}
		}, Aloud: &table.Aloud[api.Session]{Title: "requester", Width: 14, Cell: m.requesterAloud}, Less: text(func(s *api.Session) string { return cmp.Or(m.names.of(s.RequesterID), s.RequesterID) }), Value: func(s *api.Session) string { return s.RequesterID }},
		{Key: "profile", Title: "profile", Width: 14, Flex: 2, Drop: 2, Cell: func(s *api.Session, w int) (string, theme.Style) {
			return m.profileCell(s, w), theme.Style{}
		}, Less: text(m.profileText), Value: func(s *api.Session) string {
			return strings.Join(append(slices.Clip(s.ProfileIDs), said(s.ProfileID)...), " ")
		}},
		{Key: "attributes", Title: "attrs", Width: 5, Right: true, Drop: 5, Cell: func(s *api.Session, _ int) (string, theme.Style) {
			return strconv.Itoa(len(s.Attributes)), m.env.Styles.Muted
		}, Less: func(a, b *api.Session) int { return cmp.Compare(len(a.Attributes), len(b.Attributes)) }},
	}
}

// requesterAloud is who asked, and the session's id at the end: two halves of an id
// at the beginning of each row tell nobody which it is.
func (m *Model) requesterAloud(s *api.Session, w int) (string, theme.Style) {
	name := m.names.of(s.RequesterID)
	if name == "" {
		name = "requester " + cell.CutMiddle(s.RequesterID, 13)
	}
	if m.draftMark(s.ID) != "" {
		name += ", draft"
	}
	if room := w - cell.Width(name) - len(", session "); room >= 9 {
		name += ", session " + cell.CutMiddle(shortName(s), min(room, 13))
	}
	return name, theme.Style{}
}

// said is a list of s, or of nothing where s is empty.
func said(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func (m *Model) statusCell(s *api.Session, w int) (string, theme.Style) {
	st := m.env.Styles
	state := groupOf(s.Status).state()
	return st.Plain(state) + " " + cell.Cut(words(s.Status), w-2), st.State(state)
}

// shortName returns what people call a session by: its uid where it has one.
func shortName(s *api.Session) string { return cmp.Or(s.UID, s.ID) }

// nameCell draws a name, or the id while the name is not known.
func nameCell(name, id string, w int) string {
	if name != "" {
		return name
	}
	return cell.CutMiddle(id, w)
}

func (m *Model) profileCell(s *api.Session, w int) string {
	switch {
	case s.ProfileID != "":
		return nameCell(m.names.of(s.ProfileID), s.ProfileID, w)
	case len(s.ProfileIDs) == 1:
		return nameCell(m.names.of(s.ProfileIDs[0]), s.ProfileIDs[0], w)
	case len(s.ProfileIDs) > 1:
		return cell.Count(len(s.ProfileIDs), "profile")
	}
	return "–"
}

// profileText is what sorts and filters the column of profiles.
func (m *Model) profileText(s *api.Session) string {
	ids := s.ProfileIDs
	if s.ProfileID != "" {
		ids = append([]string{s.ProfileID}, ids...)
	}
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = cmp.Or(m.names.of(id), id)
	}
	return strings.Join(out, " ")
}

// filterText is what the filter looks in. Values of attributes are not in it:
// some are secret.
func (m *Model) filterText(s *api.Session) string {
	draft := ""
	if m.hasDraft(s.ID) {
		draft = "draft"
	}
	return strings.Join([]string{
		draft, words(s.Status), groupOf(s.Status).String(), s.UID, s.ID, s.WorkflowID, m.flowName(s.WorkflowID), s.RequesterID, m.names.of(s.RequesterID), s.ProfileID, m.profileText(s),
	}, " ")
}

// startLoad reads the list from its first page: as much as is shown, and at
// least what is loaded unasked.
func (m *Model) startLoad() tea.Cmd {
	pages := max(eager, (m.list.Len()+pageSize-1)/pageSize)
	m.load = loading{begun: true, first: m.list.Len() == 0, pages: pages, seen: map[string]bool{}, more: m.load.more, counts: m.load.counts}
	ctx, t := m.reads.Next(api.ListSessions)
	return m.cmds.Sessions(ctx, t, m.filter.Query(pageSize, 0))
}

// extend loads one more page once the cursor nears the end of what is loaded.
func (m *Model) extend() tea.Cmd {
	if !m.load.more || m.poller.UnderWay() || m.list.Filter() != "" || m.list.Place() < m.list.Shown()-ahead || m.denied != nil {
		return nil
	}
	if !m.poller.Ask() {
		return nil
	}
	m.load.first, m.load.pages, m.load.read = true, 1, 0
	m.load.seen = map[string]bool{}
	for _, s := range m.list.Rows() {
		m.load.seen[s.ID] = true
	}
	ctx, t := m.reads.Next(api.ListSessions)
	return m.cmds.Sessions(ctx, t, m.filter.Query(pageSize, m.list.Len()))
}

func (m *Model) onPage(r api.Result[api.Page[api.Session]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	if r.Err != nil {
		m.reads.Done(r.Ticket)
		return m.failList(r.Err)
	}
	m.broken, m.denied = nil, nil
	m.load.bad += r.Value.Bad
	m.load.read++
	fresh := slices.DeleteFunc(slices.Clone(r.Value.Items), func(s api.Session) bool {
		again := m.load.seen[s.ID]
		m.load.seen[s.ID] = true
		return again
	})
	if m.load.first {
		m.list.Append(fresh)
	} else {
		m.load.next = append(m.load.next, fresh...)
	}
	if r.Value.More && m.load.read < m.load.pages {
		ctx, t := m.reads.More(r.Ticket)
		return m.cmds.Sessions(ctx, t, m.filter.Query(pageSize, r.Value.Next))
	}
	return m.loaded(r.Ticket, r.Value.More)
}

// loaded ends a round: the rows read replace those shown.
func (m *Model) loaded(t api.Ticket, more bool) tea.Cmd {
	m.reads.Done(t)
	if !m.load.first {
		m.list.SetRows(m.load.next)
	}
	m.load.next, m.load.seen, m.load.more, m.load.at = nil, nil, more, m.env.Now()
	m.load.counts = [other + 1]int{}
	for i := range m.list.Rows() {
		m.load.counts[groupOf(m.list.Rows()[i].Status)]++
	}
	m.follow()
	m.version++
	return tea.Batch(m.poller.Done(true, 0), m.lookUp(), m.learnFlows())
}

// failList keeps what is on screen and says what went wrong. A tenant that
// does not allow the list is not asked again by itself.
func (m *Model) failList(err *api.Error) tea.Cmd {
	if err.Kind == api.Canceled {
		return m.poller.Done(true, 0)
	}
	retry := m.poller.Done(false, err.RetryAfter)
	switch err.Kind {
	case api.Forbidden, api.NotFound:
		m.denied, m.broken = err, nil
		return nil
	case api.Auth:
		m.poller.Rest(poll.SignedOff)
	}
	m.broken = err
	return retry
}

// failure says in plain words why a read failed, and what to do about it.
func (m *Model) failure(err *api.Error) (problem, remedy string) {
	why := ""
	if err.Detail != "" {
		why = ": " + err.Detail
	}
	if err.Status != 0 {
		why += fmt.Sprintf(" (HTTP %d)", err.Status)
	}
	switch err.Kind {
	case api.Offline:
		return "NERM cannot be reached" + why, "check the network and nerm_url; iscope keeps trying"
	case api.Auth:
		return "NERM does not accept the token" + why, "check nerm_token, then press " + m.env.Keys.Key("app.refresh")
	case api.Throttled:
		return "NERM asks for a pause" + why, "iscope waits as told"
	case api.Server, api.Decode:
		return "NERM has a problem" + why, "iscope keeps trying"
	}
	if err.Detail == "" {
		return sentence(err.Error()), err.Remedy()
	}
	return sentence(strings.TrimPrefix(why, ": ")), err.Remedy()
}

// failureOnce is failure for what is not tried again by itself.
func (m *Model) failureOnce(err *api.Error) (problem, remedy string) {
	problem, _ = m.failure(err)
	return problem, remedyOnce(err)
}

// remedyOnce says what a person can do about a request that NERM did not carry
// out and that is not made again by itself, "" for nothing.
func remedyOnce(err *api.Error) string {
	switch err.Kind {
	case api.Offline:
		return "check the network and nerm_url"
	case api.Auth:
		return "check nerm_token"
	case api.Server, api.Decode, api.Unrecorded:
		return ""
	case api.Conflict:
		return "somebody changed it meanwhile"
	}
	return err.RemedyOnce()
}

// sentence begins a text with a capital.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// head says what the list has.
func (m *Model) head() pane.Head {
	h := pane.Head{Title: "Sessions", Facts: m.filter.Words(m.partName)}
	if n := m.list.Len(); n > 0 {
		count := cell.Count(n, "session")
		if m.load.more {
			count = cell.Thousands(n) + " loaded, more follow"
		}
		h.Facts = append(h.Facts, count)
		for _, g := range []group{failed, people, running} {
			if c := m.load.counts[g]; c > 0 {
				h.Facts = append(h.Facts, fmt.Sprintf("%s %s", cell.Thousands(c), g))
			}
		}
		if m.load.bad > 0 {
			h.Facts = append(h.Facts, cell.Count(m.load.bad, "unreadable row")+" left out")
		}
	}
	if by := m.list.SortedBy(); by != "" {
		h.Facts = append(h.Facts, by)
	}
	if m.broken != nil && m.list.Len() > 0 {
		h.Problem, h.Remedy = m.failure(m.broken)
		h.Brief = m.broken.Brief()
	}
	return h
}

// drawList draws the list, or why there is none.
func (m *Model) drawList(w, h int) (string, *tea.Cursor) {
	if m.list.Len() > 0 {
		return m.list.Render(w, h)
	}
	openID := m.env.Keys.Key("sessions.open-id") + " opens a session by its id."
	switch {
	case !m.configured():
		return pane.Message(m.env, w, h, "NERM is not configured for this tenant", "",
			"Set nerm_url and nerm_token for it in the configuration,",
			"or SAIL_NERM_BASE_URL in the environment",
			"and, if NERM has its own token, SAIL_NERM_TOKEN."), nil
	case m.denied != nil:
		problem, _ := m.failure(m.denied)
		return pane.Message(m.env, w, h, "This account may not list workflow sessions", "", problem, "", openID), nil
	case m.broken != nil:
		problem, remedy := m.failure(m.broken)
		return pane.Message(m.env, w, h, "The sessions could not be read", "", problem, sentence(remedy), "", m.env.Keys.Key("app.refresh")+" tries again. "+openID), nil
	case !m.load.begun || m.poller.UnderWay():
		return pane.Message(m.env, w, h, "Loading workflow sessions"), nil
	case m.load.bad > 0:
		return pane.Message(m.env, w, h, "No workflow session could be read",
			"The tenant sent "+cell.Count(m.load.bad, "row")+" without a usable id.", openID), nil
	case !m.filter.IsZero():
		return pane.Message(m.env, w, h, "No such workflow sessions", "NERM has none with "+strings.Join(m.filter.Words(m.partName), ", ")+".",
			m.env.Keys.Key("app.back")+" clears the filter, "+m.env.Keys.Key("sessions.filter")+" changes it. "+openID), nil
	}
	return pane.Message(m.env, w, h, "No workflow sessions", "This tenant has none that this account can see.", openID), nil
}
