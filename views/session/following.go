package session

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/views/session/follow"
)

// followKey tells the looks at the session that is followed from other reads.
const followKey = "follow "

// followTick is the moment to look at the session that is followed. The view
// sends it to itself; one of an earlier generation is ignored.
type followTick struct {
	view string
	gen  int
}

// To returns the view the tick is for.
func (t followTick) To() string { return t.view }

// rests reports whether nothing moves a session on by itself in a status.
func rests(status string) bool {
	switch groupOf(status) {
	case failed, people, done:
		return true
	}
	return false
}

// toggleFollow follows the session under the cursor, or stops.
func (m *Model) toggleFollow() tea.Cmd {
	id := m.target()
	if m.live != nil && (id == m.live.ID || id == "") {
		return m.stopFollowing()
	}
	s := m.session(id)
	if s == nil {
		return screen.Say(screen.Warn, "There is no session to follow; "+m.env.Keys.Key("sessions.open-id")+" opens one by its id")
	}
	if rests(s.Status) && groupOf(s.Status) != people {
		return screen.Say(screen.Info, "Session "+shortName(s)+" rests: it is "+words(s.Status)+" ("+groupOf(s.Status).String()+"), so there is nothing to follow")
	}
	said := "Following session " + shortName(s) + " until it rests; " + m.env.Keys.Key("sessions.follow") + " stops"
	if rests(s.Status) {
		said = "Session " + shortName(s) + " is " + groupOf(s.Status).String() + "; it is followed until it moves on and rests again"
	}
	return tea.Batch(m.followSession(s, s.Status), screen.Say(screen.Info, said))
}

// followRun follows a session whose workflow was told to run, from what was its
// status before.
func (m *Model) followRun(s *api.Session, was string) tea.Cmd {
	if rests(s.Status) && api.NormalStatus(was) != api.NormalStatus(s.Status) {
		return m.openID(s.ID) // it moved on and rests again
	}
	return m.followSession(s, was)
}

// followSession follows a session until it rests. In the status was it does not
// rest yet.
func (m *Model) followSession(s *api.Session, was string) tea.Cmd {
	m.live = follow.Begin(s.ID, shortName(s), s.Status, m.env.Now())
	if rests(s.Status) && api.NormalStatus(was) == api.NormalStatus(s.Status) {
		m.live.Expect()
	}
	m.version++
	m.list.Touch()
	return tea.Batch(m.armFollow(), m.openID(s.ID))
}

func (m *Model) armFollow() tea.Cmd {
	m.liveGen++
	t := followTick{m.id, m.liveGen}
	return tea.Tick(m.live.Wait(), func(time.Time) tea.Msg { return t })
}

// stopFollowing gives it up because a person wants to.
func (m *Model) stopFollowing() tea.Cmd {
	name := m.live.Name
	m.endFollowing()
	return screen.Say(screen.Info, "Session "+name+" is not followed any more")
}

func (m *Model) endFollowing() {
	m.reads.SupersedeFor(api.GetSession, followKey+m.live.ID)
	m.live = nil
	m.liveGen++
	m.version++
	m.list.Touch()
}

func (m *Model) onFollowTick(t followTick) tea.Cmd {
	if m.live == nil || t.gen != m.liveGen {
		return nil
	}
	ctx, ticket := m.reads.NextFor(api.GetSession, followKey+m.live.ID)
	return m.cmds.Session(ctx, ticket, m.live.ID)
}

func (m *Model) onFollowed(r api.Result[api.Session]) tea.Cmd {
	f := m.live
	if !m.reads.Fresh(r.Ticket) || f == nil {
		return nil
	}
	m.reads.Done(r.Ticket)
	m.version++
	if r.Err != nil {
		switch r.Err.Kind {
		case api.Canceled: // the view is closed
			m.endFollowing()
			return nil
		case api.NotFound, api.Forbidden, api.Auth:
			m.endFollowing()
			return screen.Send(screen.Notify{Tone: screen.Warn, Text: "Session " + f.Name + " cannot be followed any more: " + r.Err.Error()})
		}
		f.Failed(r.Err.RetryAfter)
		return m.armFollow()
	}
	before := f.Changes()
	over := f.Took(r.Value.Status, rests, m.env.Now())
	m.keep(r.Value)
	if !over {
		if f.Changes() != before {
			return tea.Batch(m.armFollow(), screen.Say(screen.Info, "Session "+f.Name+" is "+words(f.Status())+" now"))
		}
		return m.armFollow()
	}
	m.lastLive = f
	m.endFollowing()
	tone := map[group]screen.Tone{failed: screen.Bad, people: screen.Warn, done: screen.Good}[groupOf(f.Status())]
	text := fmt.Sprintf("Session %s rests: %s (%s), after %s", f.Name, words(f.Status()), groupOf(f.Status()), cell.Age(m.env.Now().Sub(f.Began())))
	return tea.Batch(m.poller.Hurry(), screen.Send(screen.Notify{Tone: tone, Text: text}))
}

// followLines tell what was seen of a session that is or was followed here.
func (m *Model) followLines(s *api.Session) []string {
	f, now := m.live, m.env.Now()
	if f == nil || f.ID != s.ID {
		f = m.lastLive
		if f == nil || f.ID != s.ID {
			return nil
		}
	}
	st := m.env.Styles
	head := "followed until " + m.clock(f.Marks()[len(f.Marks())-1].At)
	switch {
	case f != m.live:
	case f.Fails() > 0:
		head = fmt.Sprintf("following: %s failed, tries again every %s", cell.Count(f.Fails(), "look"), cell.Age(f.Wait()))
	case f.Expects():
		head = "following: waits for it to leave " + words(f.Status())
	default:
		head = "following: looks again every " + cell.Age(f.Wait())
	}
	lines := []string{st.Accent.Render(head)}
	for i, mark := range f.Marks() {
		g := groupOf(mark.Status)
		took := ""
		switch {
		case i+1 < len(f.Marks()):
			took = "  for " + cell.Age(f.Marks()[i+1].At.Sub(mark.At))
		case f == m.live:
			took = "  since " + cell.Age(now.Sub(mark.At))
			if m.env.Aloud() { // the clock stands before it
				took = "  now"
			}
		}
		lines = append(lines, "  "+st.Muted.Render(m.clock(mark.At))+"  "+st.Glyph(g.state())+" "+st.State(g.state()).Render(words(mark.Status))+st.Muted.Render(took))
	}
	return append(lines, "")
}

// clock writes a moment as the time of day where the person is.
func (m *Model) clock(t time.Time) string { return t.In(m.env.Zone).Format("15:04:05") }
