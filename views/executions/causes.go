package executions

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/poll"
	"iscope/views/executions/board"
	"iscope/views/executions/run"
)

const (
	// wordsKept is of how many runs the list remembers why they failed.
	wordsKept = 20_000
	// readers is how many histories are read at a time for the failure board.
	readers = 4
	// readTries is how often the reading of one history may fail before it counts as
	// one that cannot be read.
	readTries = 3
	// readPause is how long reading rests after a failure that is not the fault of
	// one history, doubled with each in a row up to readPauseMax.
	readPause    = 5 * time.Second
	readPauseMax = time.Minute
)

// causes is what is known about failures, and how it comes to be known: for the
// rows in sight of the list one history at a time, for the failure board those of
// all failed runs there are.
type causes struct {
	words map[string]string // by execution, for the list; "" where nobody knows
	order []string          // of words, the first to be forgotten first
	asked map[string]bool   // read for its cause once
	busy  string            // execution whose history is read now
	left  int               // of peeks
	turn  int               // requests of the refresh since the last one of these

	hurried int // of those, in earnest in this refresh

	slots  [readers]*board.Reader // histories being read for the board
	failed map[string]int         // how often reading one failed
	row    int                    // failures in a row, of whichever
	until  time.Time              // nothing is read before
	denied *api.Error             // why nothing can be read at all
	gen    uint64                 // of the tick that ends the pause
	pace   pace
}

// pace tells how fast histories are read, so that what is left can be said in
// minutes.
type pace struct {
	since time.Time // reading has gone on without a pause; zero while it does not
	done  int       // since then
}

func newCauses() causes {
	return causes{words: map[string]string{}, asked: map[string]bool{}, left: peeks, failed: map[string]int{}}
}

// noteCause remembers why a run failed, for the list and the failure board.
func (m *Model) noteCause(d *document) {
	if !d.exec.Status.Failed() {
		return
	}
	c := board.CauseOf(d.run)
	if d.all {
		m.board.book.Learn(d.exec, c)
	}
	if text := causeWords(c); text != "" || d.all {
		m.causes.tell(d.exec.ID, text)
		m.feed.ledger.stale = true // the filter looks in it
		m.list.Touch()
	}
}

// causeWords is a cause in one line: the step and what it said.
func causeWords(c board.Cause) string {
	text := run.OneLine(c.Error)
	switch {
	case c.Step == "":
		return text
	case text == "":
		return c.Label
	}
	return c.Label + ": " + text
}

// tell remembers for the list why a run failed, and forgets what was remembered
// long ago.
func (c *causes) tell(id, text string) {
	if _, ok := c.words[id]; !ok {
		c.order = append(c.order, id)
	}
	c.words[id] = text
	if len(c.order) > wordsKept {
		old := c.order[0]
		c.order = c.order[1:]
		delete(c.words, old)
		delete(c.asked, old)
	}
}

// boardRead is a step of the reading of a history for the failure board.
type boardRead struct {
	slot int
	id   string // of the execution
	done bool
}

// causeKeys tell readings of histories for the board from each other, and from
// those that somebody waits for. There are few, so that what the scope remembers
// does not grow with every history.
var causeKeys = [readers]string{"cause 1", "cause 2", "cause 3", "cause 4"}

// mayRead reports whether histories are read for the board now.
func (m *Model) mayRead() bool {
	return m.board.on && m.active && m.causes.denied == nil && !m.env.Now().Before(m.causes.until) &&
		m.poller.Resting()&(poll.Hidden|poll.Paused|poll.SignedOff) == 0
}

// readCauses reads why runs failed that the board counts, the next ones first.
// While somebody waits for a history one at a time has to do.
func (m *Model) readCauses(abreast int) tea.Cmd {
	c := &m.causes
	if !m.mayRead() {
		c.pace = pace{}
		return nil
	}
	if d := m.shown(); d != nil && d.loading {
		abreast = 1
	}
	var cmds []tea.Cmd
	for slot := range min(abreast, readers) {
		if c.slots[slot] != nil {
			continue
		}
		e, ok := m.board.book.Next()
		if !ok {
			if !c.reading() {
				c.pace = pace{} // what comes later is read at its own pace
			}
			break
		}
		if c.pace.since.IsZero() {
			c.pace.since = m.env.Now()
		}
		c.slots[slot] = &board.Reader{Exec: e, Def: m.flow(e.WorkflowID).definition(), Paged: m.noV2}
		cmds = append(cmds, m.readCause(slot))
	}
	return tea.Batch(cmds...)
}

// reading reports whether a history is being read for the board.
func (c *causes) reading() bool {
	for _, r := range c.slots {
		if r != nil {
			return true
		}
	}
	return false
}

// readCause makes the next request for the history in a slot. The reader is the
// command's until its answer is back.
func (m *Model) readCause(slot int) tea.Cmd {
	r, key := m.causes.slots[slot], causeKeys[slot]
	ctx, t := m.scope.NextFor(api.GetHistory, key)
	return api.Run(m.cmds, api.Background(ctx), t, stepper(m.cmds.ISC, r, slot))
}

// causeCame takes the answer to one request for a history.
func (m *Model) causeCame(msg api.Result[boardRead]) tea.Cmd {
	if !m.scope.Fresh(msg.Ticket) {
		return nil
	}
	m.scope.Done(msg.Ticket)
	c := &m.causes
	slot := slotOf(msg.Key)
	r := c.slots[slot]
	if r == nil {
		return nil
	}
	switch {
	case msg.Err != nil:
		c.slots[slot] = nil
		return tea.Batch(m.causeFailed(r.Exec.ID, msg.Err), m.pump())
	case !msg.Value.done:
		if m.mayRead() {
			return m.readCause(slot)
		}
		c.slots[slot] = nil
		m.board.book.Return(r.Exec.ID)
		return nil
	}
	c.slots[slot], c.row = nil, 0
	m.noV2 = m.noV2 || r.NoV2
	c.pace.done++
	delete(c.failed, r.Exec.ID)
	m.board.book.Learn(r.Exec, r.Cause())
	c.tell(r.Exec.ID, causeWords(r.Cause()))
	return m.pump()
}

func slotOf(key string) int {
	for i, k := range causeKeys {
		if k == key {
			return i
		}
	}
	return 0
}

// causeFailed decides what a history that could not be read means: for one run,
// or for all.
func (m *Model) causeFailed(id string, err *api.Error) tea.Cmd {
	c, book := &m.causes, m.board.book
	switch err.Kind {
	case api.NotFound:
		c.row = 0
		c.pace.done++
		book.Archived(id)
		return nil
	case api.Canceled:
		book.Return(id)
		return nil
	case api.Forbidden:
		book.Return(id)
		c.denied = err // rights are for all histories or none; r tries again
		return nil
	case api.Offline, api.Server, api.Throttled, api.Auth:
		if c.failed[id]++; c.failed[id] >= readTries && err.Kind == api.Server {
			delete(c.failed, id)
			book.Unreadable(id)
		} else {
			book.Return(id)
		}
		return m.pauseReading(err.RetryAfter)
	}
	book.Unreadable(id)
	return nil
}

// boardTick is the moment to go on reading after a pause. The view sends it to
// itself; one of an earlier generation is ignored.
type boardTick struct {
	view string
	gen  uint64
}

// To returns the view the tick is for.
func (t boardTick) To() string { return t.view }

// pauseReading rests after a failure that may well be that of every request. What
// was under way beside it and fails too does not make the pause longer, unless
// the tenant asks for that.
func (m *Model) pauseReading(least time.Duration) tea.Cmd {
	c, now := &m.causes, m.env.Now()
	wait := least
	if left := c.until.Sub(now); left > 0 {
		wait = max(wait, left)
	} else {
		wait = max(wait, min(readPause<<min(c.row, 8), readPauseMax))
		c.row++
	}
	c.until, c.pace = now.Add(wait), pace{}
	c.gen++
	t := boardTick{m.id, c.gen}
	return tea.Tick(wait, func(time.Time) tea.Msg { return t })
}

// readAgain forgets what kept histories from being read: somebody asks for it.
func (c *causes) readAgain() {
	c.denied, c.until, c.row = nil, time.Time{}, 0
	c.gen++
}

// timeLeft says how long it will take to read n histories at the pace seen so far,
// 0 where nobody can tell.
func (m *Model) timeLeft(n int) time.Duration {
	p := &m.causes.pace
	took := m.env.Now().Sub(p.since)
	if p.since.IsZero() || p.done < 10 || took < 10*time.Second {
		return 0
	}
	return time.Duration(float64(took) / float64(p.done) * float64(n))
}
