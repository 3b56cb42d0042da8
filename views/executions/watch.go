package executions

import (
	"cmp"
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/executions/run"
)

const (
	watchEvery   = 5 * time.Second // between two looks at what is watched
	watchAbreast = 3               // of them are looked at then, those that waited longest
	watchSlowest = time.Minute     // between two looks at one after failures
	watchDoubts  = 3               // failures in a row after which it is said
	watchPage    = 24              // newest executions looked at of a workflow that is watched
)

// watching is what somebody wants to be told the end of: executions, and the
// next one to end of a workflow. It goes on while another view is on screen and
// while lists are paused, since it is asked for to be able to look elsewhere;
// it ends with the program.
type watching struct {
	all map[string]*watch // by key
	gen uint64            // of the tick that is out
	on  bool              // one is
}

// watch is one execution, or one workflow whose next execution to end is waited
// for.
type watch struct {
	exec  api.Execution   // as last seen; for a workflow it has its WorkflowID alone
	ended map[string]bool // of a workflow: executions seen, and whether they had ended; nil of an execution
	begun bool            // a look came back
	busy  bool            // one is under way
	next  time.Time       // before which there is none
	fails int             // in a row
}

// key is where a watch is kept: by the id of its execution, or by that of its
// workflow with flowKey in front.
func (w *watch) key() string {
	if w.ended != nil {
		return flowKey + w.exec.WorkflowID
	}
	return w.exec.ID
}

const flowKey = "workflow "

// watchTick is the moment to look at what is watched. The view sends it to
// itself; one of an earlier generation is ignored.
type watchTick struct {
	view string
	gen  uint64
}

// To returns the view the tick is for.
func (t watchTick) To() string { return t.view }

// watchReply is what a look at something watched brought: an execution, or the
// newest ones of a workflow.
type watchReply []api.Execution

// watchedRow reports whether somebody waits for the execution, or for the next
// one of its workflow.
func (m *Model) watchedRow(e *api.Execution) bool {
	return len(m.watch.all) > 0 && (m.watch.all[e.ID] != nil || m.watch.all[flowKey+e.WorkflowID] != nil)
}

// watchedCell is workflowCell with a mark at its end where the row is watched.
func (m *Model) watchedCell(r *row, w int) (string, theme.Style) {
	mark := "watched"
	if w < 4*len(mark) {
		mark = m.env.Keys.Key("executions.watch")
	}
	room := w - cell.Width(mark) - 1
	if !m.watchedRow(&r.Execution) || room < 1 {
		return m.workflowCell(r, w)
	}
	text, style := m.workflowCell(r, room)
	return cell.Left(style.Render(text), room) + " " + m.env.Styles.Accent.Render(mark), theme.Style{}
}

// toggleWatch begins to watch what is selected: an execution that is open, else
// the next one of its workflow that ends. What is watched is not any more.
func (m *Model) toggleWatch() tea.Cmd {
	e, ok := m.selected()
	if !ok {
		e = api.Execution{WorkflowID: m.filter.only, Status: api.ExecutionCompleted}
	}
	for _, key := range []string{e.ID, flowKey + e.WorkflowID} {
		if w := m.watch.all[key]; w != nil {
			m.unwatch(w)
			return screen.Say(screen.Info, "No longer watched: "+m.flow(e.WorkflowID).name())
		}
	}
	r := m.feed.ledger.byID[e.ID]
	if open := !e.Status.Closed() && (r == nil || !r.gone); open {
		return m.beginWatch(&watch{exec: e}, "Watched: you are told when this run of "+m.flow(e.WorkflowID).name()+" ends")
	}
	if e.WorkflowID == "" {
		return screen.Say(screen.Warn, "Nothing is selected that could end")
	}
	w := &watch{exec: api.Execution{WorkflowID: e.WorkflowID}, ended: map[string]bool{}}
	for _, r := range m.flow(e.WorkflowID).runs {
		w.ended[r.ID] = !r.open()
	}
	return m.beginWatch(w, "Watched: you are told when the next run of "+m.flow(e.WorkflowID).name()+" ends")
}

func (m *Model) beginWatch(w *watch, said string) tea.Cmd {
	if m.watch.all == nil {
		m.watch.all = map[string]*watch{}
	}
	m.watch.all[w.key()] = w
	m.list.Touch()
	return tea.Batch(screen.Say(screen.Info, said), m.armWatch(), m.look(w))
}

func (m *Model) unwatch(w *watch) {
	delete(m.watch.all, w.key())
	m.list.Touch()
}

// armWatch arms the next watchTick while anything is watched.
func (m *Model) armWatch() tea.Cmd {
	if m.watch.on || len(m.watch.all) == 0 {
		return nil
	}
	m.watch.gen++
	m.watch.on = true
	t := watchTick{m.id, m.watch.gen}
	return tea.Tick(watchEvery, func(time.Time) tea.Msg { return t })
}

// watchDue looks at what has waited longest, a few at a time. What somebody
// else is reading again and again is left to that.
func (m *Model) watchDue(t watchTick) tea.Cmd {
	if t.gen != m.watch.gen || !m.watch.on {
		return nil
	}
	m.watch.on = false
	now := m.env.Now()
	var due []*watch
	out := 0
	for _, w := range m.watch.all {
		switch {
		case w.busy:
			out++
		case !now.Before(w.next) && m.cancels[w.exec.ID] == nil && !m.following(m.docs[w.exec.ID]):
			due = append(due, w)
		}
	}
	slices.SortFunc(due, func(a, b *watch) int { return cmp.Or(a.next.Compare(b.next), cmp.Compare(a.key(), b.key())) })
	cmds := []tea.Cmd{m.armWatch()}
	for _, w := range due[:min(len(due), max(watchAbreast-out, 0))] {
		cmds = append(cmds, m.look(w))
	}
	return tea.Batch(cmds...)
}

// look asks the tenant about one watch. Others that somebody waits for come
// first.
func (m *Model) look(w *watch) tea.Cmd {
	w.busy = true
	isc, e := m.cmds.ISC, w.exec
	if w.ended == nil {
		ctx, t := m.scope.NextFor(api.GetExecution, watchKey+e.ID)
		return api.Run(m.cmds, api.Background(ctx), t, func(ctx context.Context) (watchReply, error) {
			now, err := isc.Execution(ctx, e.ID)
			return watchReply{now}, err
		})
	}
	ctx, t := m.scope.NextFor(api.ListExecutions, watchKey+w.key())
	return api.Run(m.cmds, api.Background(ctx), t, func(ctx context.Context) (watchReply, error) {
		page, err := isc.Executions(ctx, api.ExecutionQuery{WorkflowID: e.WorkflowID, Limit: watchPage})
		for i := range page.Items {
			page.Items[i].WorkflowID = e.WorkflowID // which a list may leave out
		}
		return page.Items, err
	})
}

// watchKey marks the key of a request about something watched.
const watchKey = "watch "

// watchCame takes the answer to a look.
func (m *Model) watchCame(msg api.Result[watchReply]) tea.Cmd {
	w := m.watch.all[msg.Key[len(watchKey):]]
	if !m.scope.Fresh(msg.Ticket) || w == nil {
		return nil
	}
	m.scope.Done(msg.Ticket)
	w.busy, w.next = false, m.env.Now().Add(watchEvery)
	if msg.Err != nil {
		return m.watchFailed(w, msg.Err)
	}
	w.fails = 0
	if !w.begun {
		w.begun = true
		for _, e := range msg.Value {
			// What ended before anybody knew of it ended before it was waited for.
			if _, known := w.ended[e.ID]; w.ended != nil && !known {
				w.ended[e.ID] = e.Status.Closed()
			}
		}
	}
	return m.watchNews(w, msg.Value)
}

// watchSaw looks for ends in executions that came for another reason.
func (m *Model) watchSaw(came ...api.Execution) tea.Cmd {
	if len(m.watch.all) == 0 {
		return nil
	}
	var cmds []tea.Cmd
	for _, e := range came {
		if w := m.watch.all[e.ID]; w != nil {
			cmds = append(cmds, m.watchNews(w, []api.Execution{e}))
		}
		// An end that nobody saw the run of may be an old one.
		if w := m.watch.all[flowKey+e.WorkflowID]; w != nil {
			if ended, known := w.ended[e.ID]; known && !ended {
				cmds = append(cmds, m.watchNews(w, []api.Execution{e}))
			}
		}
	}
	return tea.Batch(cmds...)
}

// watchNews tells of the end that is waited for, if it is among what came: the
// first, where there are several.
func (m *Model) watchNews(w *watch, came []api.Execution) tea.Cmd {
	var first *api.Execution
	for i := range came {
		e := &came[i]
		switch {
		case !e.Status.Closed():
			if w.ended != nil {
				w.ended[e.ID] = false
			}
		case w.ended[e.ID]:
		case first == nil || e.Close.Before(first.Close):
			first = e
		}
	}
	if first == nil {
		return nil
	}
	m.unwatch(w)
	m.put(*first)
	return m.tellEnd(*first)
}

// tellEnd tells wherever the person looks that an execution has ended.
func (m *Model) tellEnd(e api.Execution) tea.Cmd {
	text := statusWord(e.Status) + ": " + m.flow(e.WorkflowID).name()
	if took := e.Took(e.Close); took > 0 {
		text += ", after " + cell.Duration(took)
	}
	if cause := m.causes.words[e.ID]; cause != "" {
		text += ", at " + cause
	}
	tone := screen.Warn
	switch verbOf(e.Status) {
	case run.Completed:
		tone = screen.Good
	case run.Failed, run.TimedOut:
		tone = screen.Bad
	}
	return screen.Send(screen.Notify{Tone: tone, Text: text})
}

// watchFailed decides when to look again after a failure, or that there is no
// use in it. That the tenant cannot be reached is said once.
func (m *Model) watchFailed(w *watch, err *api.Error) tea.Cmd {
	name := m.flow(w.exec.WorkflowID).name()
	switch err.Kind {
	case api.Canceled:
		w.next = m.env.Now()
		return nil
	case api.NotFound, api.Forbidden:
		m.unwatch(w)
		return screen.Send(screen.Notify{Tone: screen.Warn, Text: "No longer watched: " + name + ": " + reason(err)})
	}
	wait := max(min(watchEvery<<min(w.fails, 8), watchSlowest), err.RetryAfter)
	if err.Kind == api.Auth {
		wait = watchSlowest
	}
	w.next = m.env.Now().Add(wait)
	if w.fails++; w.fails == watchDoubts {
		return screen.Say(screen.Warn, "Whether "+name+" has ended cannot be told now: "+reason(err)+"; iscope keeps looking")
	}
	return nil
}
