package executions

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/executions/board"
	"iscope/views/executions/since"
)

// boardSpan is the time the failure board is about where none is chosen.
const boardSpan = "7d"

// failureBoard is the board in the place of the list: failed runs of all
// workflows by what broke.
//
// Which runs failed the list finds out, as it does for whoever asks for failed
// runs of some time: while the board is shown it is filtered that way. Why they
// failed is read here, see readCauses.
type failureBoard struct {
	on     bool
	book   *board.Book
	view   *board.View
	before filter         // of the list, until the board is left
	own    since.Range    // the time the board has chosen by itself
	taken  map[string]int // by workflow: which version of its runs the book has
	tally  tallies
	census map[string]*census
	counts map[string]counted
	asks   int // requests for lists under way

	drawn   uint64 // version of the book that is shown
	stale   bool   // something else that is shown has changed
	touched bool   // somebody has moved the cursor
	group   *groupShown
}

// tallies are the board's sums, as of one version of the book.
type tallies struct {
	of  uint64
	all board.Tally
	by  map[string]board.Tally
}

// groupShown is a group whose runs are in the list.
type groupShown struct {
	label string
	ids   map[string]bool
}

func newFailureBoard(env *screen.Env) failureBoard {
	b := failureBoard{book: board.NewBook(), taken: map[string]int{}, census: map[string]*census{}, counts: map[string]counted{}}
	book := b.book
	b.view = board.NewView(env, func(key string) []string {
		runs := book.Runs(key)
		ids := make([]string, len(runs))
		for i := range runs {
			ids[i] = runs[i].ID
		}
		return ids
	})
	return b
}

// toggleBoard shows the failure board, or the list again.
func (m *Model) toggleBoard() tea.Cmd {
	b := &m.board
	switch {
	case b.group != nil:
		return m.backToBoard()
	case b.on:
		return m.leaveBoard()
	}
	b.on, b.touched, b.before = true, false, m.filter
	b.stale = true
	m.split.Close()
	m.abandonBack()
	m.feed.back.stopped = false
	m.filter.status = onlyFailed
	m.boardTime()
	return tea.Batch(m.refilter(), m.pump())
}

// boardTime gives the board a time where none is chosen: it is about a stretch of
// time, for the trends, and so that what it counts has an end.
func (m *Model) boardTime() {
	b := &m.board
	if m.filter.since.IsZero() {
		r, err := since.Parse(boardSpan, m.env.Now(), m.env.Zone)
		if err != nil {
			return // the text is a constant
		}
		m.filter.since, b.own = r, r
	}
}

// leaveBoard shows the list as it was, in the time that was chosen meanwhile.
func (m *Model) leaveBoard() tea.Cmd {
	b := &m.board
	at := m.filter.since
	b.on, b.group = false, nil
	m.split.Close()
	m.abandonBack()
	m.filter = b.before
	if at != b.own {
		m.filter.since = at
	}
	return tea.Batch(m.refilter(), m.pump())
}

// dropBoard forgets that the board is shown, for another view points to something
// else.
func (m *Model) dropBoard() {
	b := &m.board
	if !b.on && b.group == nil {
		return
	}
	m.abandonBack()
	m.filter = b.before
	b.on, b.group = false, nil
	m.list.Rearrange()
}

// showGroup shows the runs of the group under the cursor in the list.
func (m *Model) showGroup() tea.Cmd {
	g, ok := m.board.view.Selected()
	if !ok {
		return nil
	}
	m.board.on = false
	m.split.Close()
	label := g.Label
	if g.Kind != board.Known {
		label = "why is not known"
	}
	m.filterByIDs(label, g.IDs)
	m.list.Act("list.top")
	return tea.Batch(m.refilter(), m.pump())
}

// filterByIDs shows only those executions in the list, under a label.
func (m *Model) filterByIDs(label string, ids []string) {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	m.board.group = &groupShown{label, set}
}

// backToBoard returns from the runs of a group to the board.
func (m *Model) backToBoard() tea.Cmd {
	m.board.on, m.board.group = true, nil
	m.board.stale = true
	m.split.Close()
	m.list.ClearMarks()
	m.list.SetFilter("")
	return tea.Batch(m.refilter(), m.pump())
}

// inGroup reports whether the group that is shown alone, if any, has the run.
func (m *Model) inGroup(id string) bool { return m.board.group == nil || m.board.group.ids[id] }

// openNewest opens the newest run of the group under the cursor at the step that
// failed.
func (m *Model) openNewest() tea.Cmd {
	g, ok := m.board.view.Selected()
	if !ok {
		return nil
	}
	e, ok := m.board.book.Execution(g.Newest)
	if !ok {
		return nil
	}
	if !m.split.Open {
		m.detail.id = "" // where it failed, wherever the cursor was left
	}
	return m.openExecution(e)
}

// window is the time the board is about.
func (m *Model) window() board.Window {
	return board.Window{From: m.filter.since.From, To: m.filter.since.To}
}

// syncBoard puts what the list knows into the book.
func (m *Model) syncBoard() {
	b := &m.board
	m.boardTime()
	b.book.Look(m.window())
	for id, f := range m.feed.flows {
		if v, ok := b.taken[id]; ok && v == f.version {
			continue
		}
		b.taken[id] = f.version
		for _, r := range f.runs {
			if r.Status.Failed() && !r.gone {
				b.book.Add(r.Execution)
			}
		}
		b.stale = true
	}
}

// pumpBoard sends what the board needs next: first what it needs to count, then
// histories.
func (m *Model) pumpBoard() tea.Cmd {
	m.syncBoard()
	cmds := []tea.Cmd{m.askLists()}
	abreast := readers - m.board.asks
	if m.feed.out+m.feed.back.out > 0 {
		abreast = 1 // totals first
	}
	return tea.Batch(append(cmds, m.readCauses(abreast))...)
}

// boardCame handles the messages that are for the board alone.
func (m *Model) boardCame(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	switch msg := msg.(type) {
	case api.Result[boardRead]:
		return m.causeCame(msg), true
	case api.Result[boardPage]:
		return m.boardPageCame(msg), true
	case boardTick:
		if msg.gen == m.causes.gen {
			return m.pump(), true
		}
		return nil, true
	}
	return nil, false
}

// refreshBoard has everything asked for again that could not be read.
func (m *Model) refreshBoard() {
	m.causes.readAgain()
	clear(m.board.counts)
	for id, c := range m.board.census {
		if c.dead {
			delete(m.board.census, id)
		}
	}
}

// groups are what the board shows now.
func (m *Model) groups() []board.Group {
	out := m.board.book.Groups(m.env.Now())
	runs := map[string]int{}
	shown := out[:0]
	for _, g := range out {
		if only := m.filter.only; only != "" && g.Workflow != only {
			continue
		}
		f := m.flow(g.Workflow)
		n, ok := runs[g.Workflow]
		if !ok {
			n = m.runsOf(f)
			runs[g.Workflow] = n
		}
		g.Name, g.Runs = f.name(), n
		shown = append(shown, g)
	}
	return shown
}

// regroup shows the groups as they are now, if anything has changed; present calls it.
func (m *Model) regroup() {
	b := &m.board
	if !b.stale && b.drawn == b.book.Version() {
		return
	}
	b.stale, b.drawn = false, b.book.Version()
	b.view.Set(m.groups(), !b.touched)
}

// sums returns the tally of what the board shows.
func (m *Model) sums() board.Tally {
	t := &m.board.tally
	if v := m.board.book.Version(); t.by == nil || t.of != v {
		*t = tallies{of: v, by: m.board.book.Tallies()}
		for _, one := range t.by {
			t.all = t.all.Add(one)
		}
	}
	if only := m.filter.only; only != "" {
		return t.by[only]
	}
	return t.all
}

// stepper makes one request of a reader, for a command.
func stepper(isc api.ISC, r *board.Reader, slot int) func(context.Context) (boardRead, error) {
	return func(ctx context.Context) (boardRead, error) {
		done, err := r.Step(ctx, isc)
		return boardRead{slot: slot, id: r.Exec.ID, done: done}, err
	}
}

// minutes says roughly how long something will take, "" for less than a minute.
func minutes(d time.Duration) string {
	switch n := int(d.Round(time.Minute) / time.Minute); {
	case n < 1:
		return ""
	case n < 120:
		return countWord(n) + " min"
	default:
		return countWord(n/60) + " h"
	}
}
