package inbox

import (
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/pager"
	"iscope/ui/pane"
	"iscope/ui/poll"
	"iscope/ui/screen"
	"iscope/ui/table"
)

// Model is the inbox. The shell owns it and calls it from its Update only.
type Model struct {
	env  *screen.Env
	cmds *api.Commands
	ctx  context.Context // of writes: they outlive the view
	id   string

	reads  *api.Scope
	poller poll.Poller
	active bool
	owner  string // whose items; "" the caller's

	list      *table.Model[api.WorkItem]
	completed bool // which list is shown
	other     parked
	load      loading
	summary   api.Summary
	counted   bool // summary is known
	problem   *api.Error

	awaited string // item whose lines are read before they are decided
	width   int    // as rendered last
	split   pane.Split
	detail  detail
	json    *pager.Pager

	book   book
	quiet  time.Time                // until when decision keys are taken for repeats of the last
	hushed bool                     // whether that was said
	runs   map[int]*outcome         // batches on their way
	latest map[string]*api.WorkItem // what a decision left, newer than pages under way; nil: gone
	recent []api.Identity           // forwarded to lately, newest first
}

// parked keeps the list that is not shown.
type parked struct {
	list *table.Model[api.WorkItem]
	load loading
}

// loading is the state of reading a list page by page.
type loading struct {
	begun   bool
	done    bool // the list shown is complete; it stays so while it is read again
	running bool // pages are on their way
	failed  bool // the last request failed: what is new may have been missed
	bad     int  // rows of the list shown that could not be read
	badNext int  // those of the load under way
	first   bool // rows appear as they arrive; later loads replace them at the end
	next    []api.WorkItem
	seen    map[uint64]struct{} // hashes of the ids read so far
	seed    maphash.Seed
	full    time.Time // when the list was last read whole
	peeking bool      // only the first page is read, for what is new
}

// New returns the inbox with the given address. Writes run under ctx, reads
// under it until Close.
func New(env *screen.Env, cmds *api.Commands, ctx context.Context, id string) *Model {
	m := &Model{
		env: env, cmds: cmds, ctx: ctx, id: id, reads: api.NewScope(ctx, id), json: pager.New(env), runs: map[int]*outcome{}, latest: map[string]*api.WorkItem{},
		poller: poll.Poller{View: id, Interval: env.Refresh, Now: env.Now, Random: env.Random},
	}
	m.list, m.other.list = m.newList(false), m.newList(true)
	m.other.list.SortBy("age", true) // closed lately first
	m.poller.Rest(poll.Hidden)
	return m
}

// Hides reports whether an action makes no sense in the list that is shown.
func (m *Model) Hides(a keymap.Action) bool {
	return m.completed && m.env.Keys.Binding(a).Writes
}

// ID returns the address of the view.
func (m *Model) ID() string { return m.id }

// Scope returns the view's scope of keys.
func (m *Model) Scope() keymap.Scope { return keymap.Inbox }

// Title returns the name of the tab.
func (m *Model) Title() string { return "Inbox" }

// Badge returns the number of open items.
func (m *Model) Badge() string {
	switch {
	case m.counted && m.summary.Open > 0:
		return cell.Thousands(m.summary.Open)
	case !m.counted && !m.completed && m.list.Len() > 0:
		return cell.Thousands(m.list.Len())
	}
	return ""
}

// Freshness says how old the list is.
func (m *Model) Freshness() string { return m.poller.Status() }

// Scopes says whose keys are heard.
func (m *Model) Scopes() []keymap.Scope {
	if m.split.Focused {
		return []keymap.Scope{keymap.Inbox, keymap.Text, keymap.List}
	}
	return []keymap.Scope{keymap.Inbox, keymap.List}
}

// Typing reports whether a text field has the keys.
func (m *Model) Typing() bool { return m.list.Typing() || m.split.Focused && m.json.Typing() }

// CanLeave reports whether no decision would be lost.
func (m *Model) CanLeave() (bool, string) {
	h := m.book.count(held, due, checking)
	s := m.book.count(sending, reading)
	switch {
	case h > 0:
		return false, cell.Count(h, "decision") + " held or waiting would not be sent. Close this and press " + m.env.Keys.Key("inbox.send") + " to send now."
	case s > 0:
		if s > 1 {
			return false, cell.Count(s, "decision") + " are on their way; their outcome would not be seen."
		}
		return false, "1 decision is on its way; its outcome would not be seen."
	}
	return true, ""
}

// Close cancels the reads.
func (m *Model) Close() { m.reads.Close() }

// hiddenInterval is how often the badge is asked for while the view is hidden.
const hiddenInterval = time.Minute

// badgeTick asks for the badge of a hidden view.
type badgeTick struct{ view string }

func (t badgeTick) To() string { return t.view }

// Init asks for the badge.
func (m *Model) Init() tea.Cmd { return tea.Batch(m.askSummary(), m.nextBadge()) }

func (m *Model) nextBadge() tea.Cmd {
	return tea.Tick(hiddenInterval, func(time.Time) tea.Msg { return badgeTick{m.id} })
}

// SetActive tells whether the view is on screen.
func (m *Model) SetActive(on bool) tea.Cmd {
	m.active = on
	if !on {
		m.poller.Rest(poll.Hidden)
		return nil
	}
	if !m.load.begun {
		wake := m.poller.Wake(poll.Hidden)
		m.poller.Start()
		return tea.Batch(wake, m.startLoad())
	}
	return m.poller.Wake(poll.Hidden)
}

// Update handles what is addressed to the view, broadcasts, and typing.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return m.typed(msg)
	case poll.Tick:
		if m.poller.Due(msg) {
			return m.refresh()
		}
	case badgeTick:
		if m.active || m.poller.Resting()&poll.Paused != 0 {
			return m.nextBadge()
		}
		return tea.Batch(m.askSummary(), m.nextBadge())
	case tea.FocusMsg:
		return m.poller.Focus(true)
	case tea.BlurMsg:
		return m.poller.Focus(false)
	case api.Mutated:
		if m.poller.View != "" && msg.Op == api.CancelExecution {
			return m.poller.Hurry()
		}
	case api.Result[api.Summary]:
		return m.onSummary(msg)
	case api.Result[api.Page[api.WorkItem]]:
		return m.onPage(msg)
	case api.Result[api.WorkItem]:
		return m.onItem(msg)
	case api.Result[api.None]:
		return m.run(m.book.step(answered{key: m.keyOf(msg.Ticket), err: msg.Err}))
	case windowEnded:
		return m.run(m.book.step(expired{msg.batch, m.env.Now()}))
	case countdown:
		return m.nextCountdown()
	case followed:
		return m.onFollowed(msg)
	case lookAgain:
		ctx, t := m.ctx, m.ticket(api.GetWorkItem, msg.key, "back")
		return m.cmds.WorkItem(ctx, t, msg.item)
	}
	return m.updateDialogs(msg)
}

// typed hands a key to the text field that is open.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	if m.split.Focused && m.json.Typing() {
		m.json.Type(msg)
		return nil
	}
	m.list.Type(msg)
	if !m.list.Typing() {
		return tea.Batch(m.poller.Wake(poll.Busy), m.follow())
	}
	return m.follow()
}

// Act does what a key, a palette entry or a click means.
func (m *Model) Act(a keymap.Action) tea.Cmd {
	switch a {
	case "inbox.approve":
		return m.decide(api.BulkApprove)
	case "inbox.reject":
		return m.decide(api.BulkReject)
	case "inbox.complete":
		return m.decide(api.CompleteWorkItem)
	case "inbox.forward":
		return m.openForward()
	case "inbox.undo":
		return m.undo()
	case "inbox.send":
		return m.run(m.book.step(hurried{}))
	case "inbox.history":
		return m.toggleCompleted()
	case "app.refresh":
		if m.poller.Ask() {
			return tea.Batch(m.startLoad(), m.askSummary())
		}
		return nil
	case "app.pause":
		if m.poller.Resting()&poll.Paused != 0 {
			return m.poller.Wake(poll.Paused)
		}
		m.poller.Rest(poll.Paused)
		return nil
	case "list.copy-id", "list.copy-json", "list.browse":
		return m.take(a)
	}
	return m.navigate(a)
}

// navigate moves in and between the panes.
func (m *Model) navigate(a keymap.Action) tea.Cmd {
	if m.split.Focused && m.detail.act(m, a) {
		return nil
	}
	if a == "app.back" && !m.split.Focused && m.list.Act(a) {
		return nil
	}
	if a == "app.filter" && m.split.Focused && !m.split.Both() {
		return nil // the list that would be filtered is not on screen
	}
	if a == "app.open" && m.list.Selected() == nil {
		return nil
	}
	if m.split.Act(a) {
		if m.split.Open {
			return m.showSelected()
		}
		return nil
	}
	if m.list.Act(a) {
		if m.list.Typing() {
			m.poller.Rest(poll.Busy)
		}
		return m.follow()
	}
	return nil
}

// take copies or opens the row under the cursor.
func (m *Model) take(a keymap.Action) tea.Cmd {
	it := m.list.Selected()
	if m.split.Focused {
		it = &m.detail.item
	}
	if it == nil || it.ID == "" {
		return nil
	}
	switch {
	case a == "list.copy-id":
		return screen.Send(screen.Copy{Text: it.ID, What: "id"})
	case a == "list.copy-json" && it.Raw.IsZero():
		return m.cmds.WorkItem(m.ctx, m.ticket(api.GetWorkItem, key{item: it.ID}, "copy"), it.ID)
	case a == "list.copy-json":
		return screen.Send(screen.Copy{Text: api.Pretty(it.Raw.JSON()), What: "work item as JSON"})
	case m.env.WebURL == "":
		return screen.Say(screen.Warn, "The address of the tenant's web interface is not known")
	}
	return screen.Send(screen.Browse{URL: m.env.WebURL})
}

// toggleCompleted changes between the pending and the completed list.
func (m *Model) toggleCompleted() tea.Cmd {
	m.split.Close()
	m.reads.Supersede(m.listOp())
	m.load.next, m.load.seen, m.load.running, m.load.peeking = nil, nil, false, false
	m.completed = !m.completed
	m.list, m.other.list = m.other.list, m.list
	m.load, m.other.load = m.other.load, m.load
	m.poller.Ask()
	return m.startLoad()
}

func (m *Model) listOp() api.Op {
	if m.completed {
		return api.ListCompletedWorkItems
	}
	return api.ListWorkItems
}

// Open shows the item with that id, where it is loaded.
func (m *Model) Open(value any) tea.Cmd {
	id, ok := value.(string)
	if !ok || !m.list.Select(id) {
		return screen.Say(screen.Warn, "That work item is not in the list")
	}
	m.split.Open = true
	return m.showSelected()
}

// Click moves the cursor to a row.
func (m *Model) Click(x, y int) tea.Cmd {
	if m.split.Open && (!m.split.Both() || x >= m.split.ListWidth(m.width)) {
		m.split.Focused = true
		return nil
	}
	if m.list.Click(y - m.headHeight()) {
		m.split.Focused = false
		return m.follow()
	}
	return nil
}

// Wheel scrolls what is under the pointer.
func (m *Model) Wheel(_, _, n int) tea.Cmd {
	if m.split.Focused {
		m.detail.scroll(n)
		return nil
	}
	m.list.MoveBy(n)
	return m.follow()
}

// Disabled says why an action cannot be done now.
func (m *Model) Disabled(a keymap.Action) string {
	switch a {
	case "inbox.approve", "inbox.reject", "inbox.forward", "inbox.complete":
	default:
		return ""
	}
	if m.completed {
		return "Completed items cannot be decided again; " + m.env.Keys.Key("inbox.history") + " shows the pending ones"
	}
	targets := m.targets()
	switch {
	case len(targets) == 0 && m.split.Focused:
		return "This item is not in the list any more; " + m.env.Keys.Key("app.back") + " goes back"
	case len(targets) == 0:
		return "There is no item to decide"
	}
	if a == "inbox.forward" {
		return ""
	}
	if i := slices.IndexFunc(targets, func(it *api.WorkItem) bool { return misfit(a, it) == "" }); i >= 0 {
		return ""
	}
	return misfit(a, targets[0])
}

// misfit says why an action does not fit an item, "" where it does.
func misfit(a keymap.Action, it *api.WorkItem) string {
	switch it.Nature {
	case api.Approval:
		if a == "inbox.complete" {
			return "This item is approved or rejected, not completed"
		}
	case api.Manual:
		if a != "inbox.complete" {
			return "This item is work done by hand: complete it, or forward it"
		}
	case api.AccountSelection:
		return "An account selection is made in the web interface for now; forwarding works here"
	default:
		return fmt.Sprintf("A work item of type %s is decided in the web interface; forwarding works here", typeWord(it.Type))
	}
	return ""
}

// targets returns what an action is about: the item in the detail while that
// has the keys, else the marked items, else the one under the cursor. The list
// beside a detail may have moved on: what nobody sees is not decided.
func (m *Model) targets() []*api.WorkItem {
	if m.split.Focused {
		if it := m.list.Row(m.detail.item.ID); it != nil {
			return []*api.WorkItem{it}
		}
		return nil
	}
	if marked := m.list.Marked(); len(marked) > 0 {
		return marked
	}
	if it := m.list.Selected(); it != nil {
		return []*api.WorkItem{it}
	}
	return nil
}

// many reports whether an action is about the marked items.
func (m *Model) many() bool { return !m.split.Focused && m.list.Marks() > 0 }

// changing runs what may replace rows. Where the row under the cursor asks for
// something else afterwards, a key pressed in the next moment was meant for what
// it showed before.
func (m *Model) changing(f func()) {
	before := m.list.Selected()
	var id string
	var seen uint64
	if before != nil {
		id, seen = before.ID, before.Print
	}
	f()
	if after := m.list.Selected(); after != nil && after.ID == id && after.Print != seen {
		m.list.Unsettle()
	}
}
