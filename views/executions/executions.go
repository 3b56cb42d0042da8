package executions

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/pane"
	"iscope/ui/poll"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/views/internal/change"
)

// Model is the view. Make it with New; the shell drives it through its methods,
// from one goroutine.
type Model struct {
	env   *screen.Env
	cmds  *api.Commands
	scope *api.Scope
	id    string
	// program is the context writes run under: neither a refresh nor a closed view
	// may abandon one.
	program context.Context
	journal change.Journal

	active  bool
	blurred bool
	poller  poll.Poller
	split   pane.Split
	list    *table.Model[row]
	running int       // rows that are open
	widest  int       // name of a workflow that has rows, in cells
	aged    time.Time // when ages were written last
	touched bool      // somebody has moved the cursor
	failure string
	remedy  string

	feed    feed
	filter  filter
	rest    rest
	docs    map[string]*document
	uses    uint64
	noV2    bool // this tenant has no history-v2
	causes  causes
	detail  detail
	cancels map[string]*cancellation
	area    area
}

// New returns the view with the address id. What it sends is written into j
// first. Reads end with ctx; writes run under it, so it is the program's.
func New(env *screen.Env, cmds *api.Commands, j *journal.Journal, ctx context.Context, id string) *Model {
	m := &Model{
		env: env, cmds: cmds, scope: api.NewScope(ctx, id), id: id, program: ctx, journal: j,
		poller: poll.Poller{View: id, Interval: env.Refresh, Now: env.Now, Random: env.Random},
		docs:   map[string]*document{}, causes: newCauses(), cancels: map[string]*cancellation{},
	}
	m.poller.Rest(poll.Hidden)
	m.feed = newFeed()
	m.list = table.New(env, m.columns(), func(r *row) string { return r.ID })
	m.list.Text = m.filterText
	m.list.Keep = m.keep
	m.detail = newDetail(env)
	return m
}

// ID returns the view's address.
func (m *Model) ID() string { return m.id }

// Scope returns the view's scope of keys.
func (m *Model) Scope() keymap.Scope { return keymap.Executions }

// Title returns the name of the tab.
func (m *Model) Title() string { return "Executions" }

// Badge returns how many of the executions loaded are running, "" for none.
func (m *Model) Badge() string {
	if m.running == 0 {
		return ""
	}
	return m.env.Styles.Plain(stateRunning) + countWord(m.running)
}

// Freshness says how old the list is.
func (m *Model) Freshness() string { return m.poller.Status() }

// Init asks for nothing: counting what runs takes one request for each workflow,
// which a hidden view must not cost.
func (m *Model) Init() tea.Cmd { return nil }

// Close cancels the reads under way.
func (m *Model) Close() { m.scope.Close() }

// SetActive resumes or rests polling and whatever was being loaded.
func (m *Model) SetActive(on bool) tea.Cmd {
	if m.active = on; !on {
		m.poller.Rest(poll.Hidden)
		m.detail.follow++ // the tick that is out finds nobody
		return nil
	}
	cmds := []tea.Cmd{m.poller.Wake(poll.Hidden)}
	if !m.feed.loaded && m.poller.Resting() == 0 && m.poller.Ask() {
		cmds = []tea.Cmd{m.startRound()} // at once, also where lists do not refresh by themselves
	}
	return tea.Batch(append(cmds, m.returned(), m.pump(), m.moved(), m.resumeFollowing())...)
}

// Update handles what was asked for, ticks, broadcasts, and keys while a text
// field is open.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return m.typed(msg)
	case poll.Tick:
		if m.poller.Due(msg) {
			return m.startRound()
		}
	case api.Result[api.Page[api.Workflow]]:
		return m.workflowsCame(msg)
	case api.Result[api.Page[api.Execution]]:
		return m.executionsCame(msg)
	case api.Result[api.Execution]:
		return m.executionCame(msg)
	case api.Result[api.History]:
		return m.historyV2Came(msg)
	case api.Result[api.Page[api.Event]]:
		return m.historyCame(msg)
	case api.Result[cancelReply]:
		return m.cancelCame(msg)
	case rested:
		return m.cursorRested(msg)
	case followTick:
		return m.followDue(msg)
	case cancelTick:
		return m.cancelDue(msg)
	case written:
		m.jsonWritten(msg)
	case dialog.Answer:
		return m.answered(msg)
	case tea.FocusMsg:
		return m.focus(true)
	case tea.BlurMsg:
		return m.focus(false)
	case api.Mutated:
		if concerns(msg.Op) {
			return m.poller.Hurry()
		}
	}
	return nil
}

func (m *Model) focus(on bool) tea.Cmd {
	m.blurred = !on
	cmds := []tea.Cmd{m.poller.Focus(on)}
	if on {
		cmds = append(cmds, m.returned(), m.resumeFollowing())
	}
	return tea.Batch(cmds...)
}

// concerns reports whether a write of that kind may change what is listed here.
func concerns(op api.Op) bool {
	switch op {
	case api.TestWorkflow, api.ExecuteExternal, api.CancelExecution, api.CreateWorkflow, api.ReplaceWorkflow, api.PatchWorkflow, api.DeleteWorkflow:
		return true
	}
	return false
}

// typed hands keys to the text field that is open.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	if p := m.detail.typing(); p != nil {
		p.Type(msg)
		return nil
	}
	if m.list.Typing() {
		m.list.Type(msg)
		m.feed.budget = aheadPages
		return m.moved()
	}
	return nil
}

// Typing reports whether a text field has the keys.
func (m *Model) Typing() bool { return m.list.Typing() || m.detail.typing() != nil }

// Scopes says whose keys are heard.
func (m *Model) Scopes() []keymap.Scope {
	switch {
	case !m.split.Focused:
		return []keymap.Scope{keymap.Executions, keymap.List}
	case m.detail.reading():
		return []keymap.Scope{keymap.Text, keymap.Timeline, keymap.Executions}
	}
	return []keymap.Scope{keymap.Timeline, keymap.Executions}
}

// Act does what an action means here.
func (m *Model) Act(a keymap.Action) tea.Cmd {
	m.touched = m.touched || a != "app.refresh" && a != "app.pause"
	switch a {
	case "app.refresh":
		return m.refresh()
	case "app.pause":
		return m.pause()
	case "executions.failed":
		return m.filterBy(toggle(m.filter.status, onlyFailed))
	case "executions.status":
		return m.filterBy((m.filter.status + 1) % statuses)
	case "executions.workflow":
		return m.onlyWorkflow()
	case "executions.cancel":
		return m.askCancel()
	}
	if m.split.Focused {
		return m.actDetail(a)
	}
	return m.actList(a)
}

func (m *Model) refresh() tea.Cmd {
	var cmds []tea.Cmd
	if m.poller.Ask() {
		for _, f := range m.feed.flows {
			if f.err != nil {
				f.counted = counters{-2, -2} // rights may have been given meanwhile
			}
		}
		cmds = append(cmds, m.startRound())
	}
	if d := m.shown(); d != nil && !d.loading {
		cmds = append(cmds, m.reread(d))
	}
	return tea.Batch(cmds...)
}

func (m *Model) pause() tea.Cmd {
	if m.poller.Resting()&poll.Paused != 0 {
		return tea.Batch(m.poller.Wake(poll.Paused), m.resumeFollowing())
	}
	m.poller.Rest(poll.Paused)
	m.detail.follow++
	return nil
}

// actList does what an action means while the list has the keys.
func (m *Model) actList(a keymap.Action) tea.Cmd {
	switch a {
	case "list.copy-id":
		if r := m.list.Selected(); r != nil {
			return screen.Send(screen.Copy{Text: r.ID, What: "id"})
		}
		return nil
	case "list.copy-json":
		if r := m.list.Selected(); r != nil {
			return screen.Send(screen.Copy{Text: executionJSON(r.Execution), What: "JSON"})
		}
		return nil
	case "list.browse":
		if r := m.list.Selected(); r != nil {
			return m.browse(r.WorkflowID)
		}
		return nil
	case "app.open", "app.pane":
		r := m.list.Selected()
		if r == nil {
			return nil
		}
		if a == "app.open" && !m.split.Open {
			m.detail.id = "" // enter lands where the run failed, wherever the cursor was left
		}
		m.split.Act(a)
		return m.openExecution(r.Execution)
	case "app.back":
		if !m.list.Act(a) && !m.unfilter() {
			m.split.Act(a)
		}
		return m.moved()
	}
	if m.list.Act(a) {
		m.feed.budget = aheadPages
		return m.moved()
	}
	return nil
}

// restTime is how long the cursor stays on a row before more is asked about it.
const restTime = 300 * time.Millisecond

// rest is the row the cursor is on, and since when.
type rest struct {
	id    string
	gen   uint64
	still bool // for a while
}

// rested says that the cursor has been on a row for a while. The view sends it
// to itself.
type rested struct {
	view string
	gen  uint64
}

// To returns the view the message is for.
func (r rested) To() string { return r.view }

// moved is called after the cursor may have moved or rows have come.
func (m *Model) moved() tea.Cmd {
	cmds := []tea.Cmd{m.ahead()}
	if id := m.list.SelectedID(); id != m.rest.id {
		m.rest.id = id
		m.rest.gen++
		m.rest.still, m.causes.left = false, peeks
		tick := rested{m.id, m.rest.gen}
		cmds = append(cmds, tea.Tick(restTime, func(time.Time) tea.Msg { return tick }))
	}
	return tea.Batch(cmds...)
}

// cursorRested shows the execution beside the list, or else finds out why it
// failed.
func (m *Model) cursorRested(msg rested) tea.Cmd {
	r := m.list.Selected()
	if msg.gen != m.rest.gen || r == nil || !m.active {
		return nil
	}
	m.rest.still = true
	if m.split.Both() && !m.split.Focused {
		return m.openExecution(r.Execution)
	}
	if _, known := m.causes.words[r.ID]; r.Status.Failed() && !known {
		return m.glance(r.Execution)
	}
	return m.peek()
}
