package executions

import (
	"bytes"
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/poll"
	"iscope/views/executions/run"
)

const (
	docsKept     = 16 // histories remembered
	eventsKept   = 120_000
	glancePages  = 2     // pages read to find out why a run failed that nobody opened
	historyPages = 4_000 // after which the tenant is not believed
	wholeReread  = 1_000 // up to that many events a history-v2 is read anew as a whole
)

// document is the history of one execution, as far as it was read.
type document struct {
	exec    api.Execution
	events  []api.Event
	next    int // offset of the next event to read
	pages   int
	bad     int // events that could not be read
	def     api.Definition
	v2      bool // def is what the run used
	ran     ranWith
	all     bool // it was read to its end, once at least
	final   bool // and that after it had closed: nothing is to come
	closed  bool // it had closed when the reading under way began
	gone    bool // the tenant does not keep it any more
	err     *api.Error
	tries   int // failures in a row
	loading bool
	quiet   bool // the reading under way is one that nobody waits for
	waited  bool // but to see in the list why it failed
	used    uint64
	made    int // number of events run was made of
	run     *run.Run
}

// doc returns the document of an execution, a new one where there is none.
func (m *Model) doc(e api.Execution) *document {
	d := m.docs[e.ID]
	if d == nil {
		d = &document{exec: e}
		m.docs[e.ID] = d
		m.forget()
	}
	m.uses++
	d.used = m.uses
	if !d.exec.Status.Closed() || d.exec.WorkflowID == "" {
		d.exec = e
	}
	return d
}

// forget drops documents that were not looked at for long.
func (m *Model) forget() {
	for {
		events := 0
		oldest := ""
		for id, d := range m.docs {
			events += len(d.events)
			if id != m.detail.id && !m.versus.wants(id) && !d.loading && (oldest == "" || d.used < m.docs[oldest].used) && len(d.events) > 0 {
				oldest = id
			}
		}
		if oldest == "" || len(m.docs) <= docsKept && events <= eventsKept {
			return
		}
		delete(m.docs, oldest)
	}
}

// shown returns the document in the detail, nil where it is closed.
func (m *Model) shown() *document {
	if !m.split.Open {
		return nil
	}
	return m.docs[m.detail.id]
}

// read reads a document from where it is.
func (m *Model) read(d *document) tea.Cmd {
	d.loading, d.closed = true, d.exec.Status.Closed()
	if !m.noV2 && (!d.all || d.v2 && len(d.events) <= wholeReread) {
		ctx, t := m.scope.NextFor(api.GetHistoryV2, d.exec.ID)
		return m.cmds.HistoryV2(d.pace(ctx), t, d.exec.ID)
	}
	return m.readPage(d)
}

func (m *Model) readPage(d *document) tea.Cmd {
	ctx, t := m.scope.NextFor(api.GetHistory, d.exec.ID)
	return m.cmds.History(d.pace(ctx), t, d.exec.ID, api.MaxPage, d.next)
}

// pace lets a reading that nobody waits for leave room for others.
func (d *document) pace(ctx context.Context) context.Context {
	if d.quiet && !d.waited {
		return api.Background(ctx)
	}
	return ctx
}

// reread asks for the execution and then for what its history has more.
func (m *Model) reread(d *document) tea.Cmd {
	d.loading = true
	return m.readExecution(d.exec.ID, false)
}

// historyV2Came takes a whole history with its definition. Where the tenant has
// no such operation, pages are read instead.
func (m *Model) historyV2Came(msg api.Result[api.History]) tea.Cmd {
	d := m.docs[msg.Key]
	if !m.scope.Fresh(msg.Ticket) || d == nil {
		return nil
	}
	m.scope.Done(msg.Ticket)
	if msg.Err != nil {
		if msg.Err.Kind == api.NotFound {
			m.noV2 = m.noV2 || msg.Err.Status == 0
			return m.readPage(d)
		}
		return m.readFailed(d, msg.Err)
	}
	h := msg.Value
	d.events, d.bad, d.def, d.v2 = h.Events, h.Bad, h.Definition, true
	d.ran.took(h.Source)
	d.next, d.pages = len(h.Events)+h.Bad, d.pages+1
	return m.readDone(d)
}

// historyCame takes a page of a history.
func (m *Model) historyCame(msg api.Result[api.Page[api.Event]]) tea.Cmd {
	d := m.docs[msg.Key]
	if !m.scope.Fresh(msg.Ticket) || d == nil {
		return nil
	}
	m.scope.Done(msg.Ticket)
	if msg.Err != nil {
		return m.readFailed(d, msg.Err)
	}
	if more := d.take(msg.Value); !more {
		return m.readDone(d)
	}
	d.err, d.tries = nil, 0
	// Steps are made anew when the events have doubled, not for each of hundreds of
	// pages.
	if len(d.events) >= 2*d.made {
		m.understand(d)
	}
	if d.pages >= glancePages && (!m.split.Open || m.detail.id != d.exec.ID) && !m.versus.wants(d.exec.ID) {
		d.loading, d.quiet = false, false
		return m.pump()
	}
	return m.readPage(d)
}

// take adds a page and reports whether there may be another one. A server that
// takes no offset sends the whole history each time.
func (d *document) take(p api.Page[api.Event]) (more bool) {
	d.pages++
	if p.Offset > 0 && len(p.Items) > 0 && len(d.events) > 0 && sameEvent(&p.Items[0], &d.events[0]) {
		if len(p.Items) > len(d.events) {
			d.events, d.bad = p.Items, p.Bad
			d.next = len(p.Items) + p.Bad
		}
		return false
	}
	d.events = append(d.events, p.Items...)
	d.bad += p.Bad
	d.next = max(p.Next, d.next)
	return p.More && len(p.Items)+p.Bad > 0 && d.pages < historyPages
}

func sameEvent(a, b *api.Event) bool {
	return a.Type == b.Type && a.Time.Equal(b.Time) && a.Step == b.Step && bytes.Equal(a.Attributes, b.Attributes)
}

func (m *Model) readFailed(d *document, err *api.Error) tea.Cmd {
	quiet := d.quiet && m.shown() != d && !m.versus.wants(d.exec.ID)
	d.loading, d.quiet = false, false
	if quiet {
		delete(m.docs, d.exec.ID) // who opens it is told anew
		return m.pump()
	}
	if err.Kind == api.Canceled {
		return nil
	}
	d.err = err
	d.tries++
	if err.Kind == api.NotFound {
		d.gone = true
		m.detail.show(d)
		return tea.Batch(m.compareFailed(d), m.pump())
	}
	m.detail.show(d)
	return tea.Batch(m.compareFailed(d), m.armFollow(d), m.pump())
}

// readDone is called when a history was read to its end.
func (m *Model) readDone(d *document) tea.Cmd {
	d.loading, d.quiet, d.all, d.gone, d.err, d.tries = false, false, true, false, nil, 0
	d.final = d.closed
	m.understand(d)
	cmds := []tea.Cmd{m.armFollow(d), m.pump()}
	if m.detail.doc == d && m.detail.mode == asJSON {
		cmds = append(cmds, m.writeJSON())
	}
	if m.versus.wants(d.exec.ID) {
		cmds = append(cmds, m.compareReady())
	}
	return tea.Batch(cmds...)
}

// understand makes steps of the events, notes why the run failed and shows what
// is new.
func (m *Model) understand(d *document) {
	d.made = max(len(d.events), 1)
	def, basis := d.def, "the one this run used"
	if !d.v2 {
		f := m.flow(d.exec.WorkflowID)
		def, basis = f.definition(), "today's"
		if !f.Modified.IsZero() && f.Modified.After(d.exec.Start) {
			basis = "today's; the workflow was changed since this run began"
		}
	}
	if len(def.Steps) == 0 {
		basis = ""
	}
	d.run = run.Make(d.exec, d.events, def, d.all)
	d.run.Basis, d.run.Workflow = basis, m.flow(d.exec.WorkflowID).Name
	if d.bad > 0 {
		d.run.Whole.Note(countEvents(d.bad) + " could not be read and missing here")
	}
	m.noteCause(d)
	m.detail.show(d)
}

// followEvery is how often a running execution that is shown is read.
const followEvery = 3 * time.Second

// maxFollow is the longest pause after failures.
const maxFollow = time.Minute

// followTick is the moment to read the execution shown again. The view sends it
// to itself; one of an earlier generation is ignored.
type followTick struct {
	view string
	gen  uint64
}

// To returns the view the tick is for.
func (t followTick) To() string { return t.view }

// following reports whether the document is to be read again and again.
func (m *Model) following(d *document) bool {
	return d != nil && m.active && m.shown() == d && !d.final && !d.gone && m.poller.Resting()&poll.Paused == 0
}

// armFollow arms the next look at a document that is followed.
func (m *Model) armFollow(d *document) tea.Cmd {
	if !m.following(d) || d.loading {
		return nil
	}
	wait := followEvery
	if m.blurred {
		wait *= 4
	}
	if d.err != nil {
		wait = max(min(wait<<min(d.tries, 8), maxFollow), d.err.RetryAfter)
	}
	m.detail.follow++
	t := followTick{m.id, m.detail.follow}
	return tea.Tick(wait, func(time.Time) tea.Msg { return t })
}

// resumeFollowing goes on after the view was hidden, paused or out of focus.
func (m *Model) resumeFollowing() tea.Cmd {
	if d := m.shown(); m.following(d) && !d.loading {
		m.detail.follow++
		return m.reread(d)
	}
	return nil
}

func (m *Model) followDue(t followTick) tea.Cmd {
	d := m.shown()
	if t.gen != m.detail.follow || !m.following(d) || d.loading {
		return nil
	}
	return m.reread(d)
}

// executionRead goes on after the execution of a document, or one that is being
// canceled, was read.
func (m *Model) executionRead(id string, e api.Execution, err *api.Error) tea.Cmd {
	var cmds []tea.Cmd
	if c := m.cancels[id]; c != nil && c.sent {
		cmds = append(cmds, m.cancelSeen(c, e, err))
	}
	d := m.docs[id]
	if d == nil || !d.loading {
		return tea.Batch(cmds...)
	}
	if err != nil {
		return tea.Batch(append(cmds, m.readFailed(d, err))...)
	}
	d.exec = e
	return tea.Batch(append(cmds, m.read(d))...)
}
