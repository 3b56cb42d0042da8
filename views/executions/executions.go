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
	"iscope/views/executions/rerun"
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
	cols    []table.Column[row] // those of list
	shape   shape               // which they have
	running int                 // rows that are open
	widest  int                 // name of a workflow that has rows, in cells
	aged    time.Time           // when ages were written last
	touched bool                // somebody has moved the cursor
	failure string
	remedy  string
	brief   string

	feed    feed
	filter  filter
	landing landing
	rest    rest
	docs    map[string]*document
	uses    uint64
	noV2    bool // this tenant has no history-v2
	causes  causes
	board   failureBoard
	detail  detail
	cancels map[string]*cancellation
	held    bool // the person is asked whether to quit
	watch   watching
	again   *rerun.Desk
	versus  versus
	area    area

	figuresOf   figuresKey
	figuresText string
}

// New returns the view with the address id. What it sends is written into j
// first. Reads end with ctx; writes run under it, so it is the program's.
func New(env *screen.Env, cmds *api.Commands, j *journal.Journal, ctx context.Context, id string) *Model {
	m := &Model{
		env: env, cmds: cmds, scope: api.NewScope(ctx, id), id: id, program: ctx, journal: j,
		poller: poll.Poller{View: id, Interval: env.Refresh, Now: env.Now, Random: env.Random},
		docs:   map[string]*document{}, causes: newCauses(), board: newFailureBoard(env), cancels: map[string]*cancellation{},
	}
	m.poller.Rest(poll.Hidden)
	m.feed = newFeed()
	m.list = m.newList()
	m.arranged().Restore()
	m.detail = newDetail(env)
	m.again = m.newAgain(j, ctx)
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

// BadgeWords says the badge in words.
func (m *Model) BadgeWords() string {
	if m.running == 0 {
		return ""
	}
	return countWord(m.running) + " running"
}

// Freshness says how old the list is.
func (m *Model) Freshness() string { return m.poller.Status() }

// Init asks for nothing: counting what runs takes one request for each workflow,
// which a hidden view must not cost.
func (m *Model) Init() tea.Cmd { return nil }

// Close cancels the reads under way.
func (m *Model) Close() {
	m.scope.Close()
	m.again.Close()
	m.watch = watching{}
}

// SetActive resumes or rests polling and whatever was being loaded.
func (m *Model) SetActive(on bool) tea.Cmd {
	defer m.present()
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
	cmd := m.update(msg)
	m.present()
	return cmd
}

// present makes ready what is drawn, after anything may have changed.
func (m *Model) present() {
	m.fitColumns()
	if m.board.on {
		m.regroup()
	}
}

func (m *Model) update(msg tea.Msg) tea.Cmd {
	if cmd, mine := m.boardCame(msg); mine {
		return cmd
	}
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
		return tea.Batch(m.watchSaw(msg.Value.Items...), m.executionsCame(msg))
	case api.Result[api.Execution]:
		return tea.Batch(m.watchSaw(msg.Value), m.executionCame(msg))
	case api.Result[watchReply]:
		return m.watchCame(msg)
	case api.Result[definitions]:
		return m.definitionCame(msg)
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
	case watchTick:
		return m.watchDue(msg)
	case lastGood:
		return m.lastGoodCame(msg)
	case compared:
		return m.comparedNow(msg)
	case written:
		m.jsonWritten(msg)
	case rerun.Msg:
		return m.again.Update(msg)
	case dialog.Answer:
		return m.answerCame(msg)
	case loadedLately:
		return m.takeNow()
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
	if m.board.view.Typing() {
		m.board.view.Type(msg)
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
func (m *Model) Typing() bool {
	return m.list.Typing() || m.board.view.Typing() || m.detail.typing() != nil
}
