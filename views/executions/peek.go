package executions

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
)

// peeks is how many histories are read for the rows around the cursor before
// somebody moves it again.
const peeks = 36

// feedShare is how many requests a refresh makes before one more of the rows in
// sight may be asked why it failed: the first load of many workflows takes long.
const feedShare = 3

// waitedFor is how many of them are read in earnest for each refresh where failed
// runs are asked for: less than half of what the client keeps free for that.
const waitedFor = 14

// glance reads the beginning of a history, to find out why a run failed.
func (m *Model) glance(e api.Execution) tea.Cmd {
	d := m.doc(e)
	if d.loading || d.all || d.gone || d.pages > 0 {
		return nil
	}
	return m.read(d)
}

// peek finds out why a failed run near the cursor failed, once the cursor rests or
// while rows come for the first time: one at a time, in the background, and of the
// requests that a refresh makes meanwhile every fourth. Who asks for failed runs
// waits for the first few. While the failure board is shown it is the board's turn.
func (m *Model) peek() tea.Cmd {
	if m.board.on {
		return m.pumpBoard()
	}
	c := &m.causes
	if m.peeking() || !m.active || !m.rest.still && !m.firstLoad() || m.blurred || m.poller.Resting() != 0 ||
		m.loads() && !m.hurries() && (c.turn < feedShare || m.feed.out >= inFlight) || m.poller.Stale() || c.left <= 0 {
		return nil
	}
	if d := m.shown(); d != nil && d.loading {
		return nil
	}
	r := m.nextCause()
	if r == nil {
		return nil
	}
	c.asked[r.ID] = true
	d := m.doc(r.Execution)
	if d.loading || d.all || d.gone || d.pages > 0 {
		return nil // somebody is about to tell, or has nothing to tell
	}
	c.left--
	c.busy, c.turn = r.ID, 0
	if d.waited = m.hurries(); d.waited {
		c.hurried++
	}
	d.used, d.quiet = 0, true // nobody looks at it: the first to be forgotten
	return m.read(d)
}

// hurries reports whether the next cause is one that somebody waits for: of failed
// runs that are asked for while a refresh takes all that the background may.
func (m *Model) hurries() bool {
	return m.filter.status == onlyFailed && m.loads() && m.causes.hurried < waitedFor
}

// peeking reports whether a history is read that nobody waits for.
func (m *Model) peeking() bool {
	d := m.docs[m.causes.busy]
	return d != nil && d.loading
}

// loads reports whether the feed has anything under way.
func (m *Model) loads() bool { return m.feed.round || m.feed.out > 0 || len(m.feed.queue) > 0 }

// nextCause returns the failed row that is nearest to the cursor, within a screen
// of it, and was not asked about; nil where there is none.
func (m *Model) nextCause() *row {
	at, last := m.list.Place(), m.list.Shown()-1
	for away := range max(m.area.rows, 1) {
		for _, i := range [2]int{at + away, at - away} {
			if i < 0 || i > last {
				continue
			}
			r := m.list.At(i)
			if _, known := m.causes.words[r.ID]; r.Status.Failed() && !r.gone && !known && !m.causes.asked[r.ID] {
				return r
			}
		}
	}
	return nil
}
