package inbox

import (
	"context"
	"hash/maphash"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/pager"
	"iscope/ui/pane"
	"iscope/ui/poll"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/views/inbox/book"
	"iscope/views/inbox/forward"
	"iscope/views/inbox/mine"
	"iscope/views/inbox/outbox"
	"iscope/views/inbox/selection"
)

// Options is what the inbox is made of beside the commands.
type Options struct {
	Journal  *journal.Journal // of the tenant
	Comments []string         // templates for the comment of a forward
	Sections []Section        // named filters of the list
}

type list = table.Model[api.WorkItem]

// Model is the inbox. The shell owns it and calls it from its Update only.
type Model struct {
	env  *screen.Env
	cmds *api.Commands
	opt  Options
	ctx  context.Context // of writes: they outlive the view
	id   string

	reads  *api.Scope
	poller poll.Poller
	active bool
	owner  api.Identity // whose items; without an id the caller's

	list      *list
	completed bool // which list is shown
	section   int  // 0 for all, else the number of one of Options.Sections
	asked     asked
	mine      *mine.Model
	decisions bool // what the person decided is shown instead
	other     parked
	load      loading
	summary   api.Summary
	own       api.Summary // the person's, as counted last, while those of another owner are listed
	counted   bool        // summary is known
	problem   *api.Error

	awaited awaited
	retry   *retry
	panel   *outbox.Panel // opened last; it may be closed
	width   int           // as rendered last
	split   pane.Split
	detail  detail
	opening opening
	json    *pager.Pager

	book   book.Book
	quiet  time.Time                // until when decision keys are taken for repeats of the last
	hushed bool                     // whether that was said
	last   book.Decision            // the last that was asked, for another like it
	latest map[string]*api.WorkItem // what a decision left, newer than pages under way; nil: gone
	recent []api.Identity           // forwarded to lately, newest first
}

// parked keeps the list that is not shown.
type parked struct {
	list *list
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
func New(env *screen.Env, cmds *api.Commands, opt Options, ctx context.Context, id string) *Model {
	m := &Model{
		env: env, cmds: cmds, opt: opt, ctx: ctx, id: id, reads: api.NewScope(ctx, id), json: pager.New(env), mine: mine.New(env, opt.Journal, id), latest: map[string]*api.WorkItem{},
		poller: poll.Poller{View: id, Interval: env.Refresh, Now: env.Now, Random: env.Random},
	}
	m.list, m.other.list = m.newList(false), m.newList(true)
	m.other.list.SortBy("age", true) // closed lately first
	m.book.NewID = opt.Journal.NewID
	m.poller.Rest(poll.Hidden)
	m.restore()
	m.recallRecent()
	return m
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
	case m.owner.ID != "" && m.own.Open > 0: // the badge is about the person
		return cell.Thousands(m.own.Open)
	case m.owner.ID != "":
		return ""
	case m.counted && m.summary.Open > 0:
		return cell.Thousands(m.summary.Open)
	case !m.counted && !m.completed && m.list.Len() > 0:
		return cell.Thousands(m.list.Len())
	}
	return ""
}

// BadgeWords says the badge in words.
func (m *Model) BadgeWords() string {
	if b := m.Badge(); b != "" {
		return b + " open"
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
func (m *Model) Typing() bool {
	return m.decisions && m.mine.Typing() || m.list.Typing() || m.split.Focused && m.json.Typing()
}

// CanLeave reports whether no decision would be lost.
func (m *Model) CanLeave() (bool, string) {
	h := m.book.Count(book.Held, book.Due, book.Resting, book.Checking)
	s := m.book.Count(book.Sending, book.Reading)
	var why []string
	if h > 0 {
		why = append(why, cell.Count(h, "decision")+" held or waiting would not be sent. Close this and press "+m.env.Keys.Key("inbox.send")+" to send now.")
	}
	switch {
	case s > 1:
		why = append(why, cell.Count(s, "decision")+" are on their way; their outcome would not be seen.")
	case s == 1:
		why = append(why, "1 decision is on its way; its outcome would not be seen.")
	}
	return len(why) == 0, strings.Join(why, " ")
}

// Hold keeps back what would be sent, while the person is asked whether to give
// it up; afterwards what is held is held for a whole window again.
func (m *Model) Hold(on bool) tea.Cmd {
	if on {
		return m.run(m.book.Step(book.Frozen{}))
	}
	return m.run(m.book.Step(book.Thawed{Now: m.env.Now()}))
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
		m.goneOn()
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
		if msg.Op == api.CancelExecution { // what it waited for may be an item here
			return m.poller.Hurry()
		}
	case api.Result[api.Summary]:
		return m.onSummary(msg)
	case api.Result[api.Page[api.WorkItem]]:
		return m.onPage(msg)
	case api.Result[api.WorkItem]:
		return m.onItem(msg)
	case api.Result[api.None]:
		_, ref := purposeOf(msg.Ticket)
		return m.run(m.book.Step(book.Answered{Ref: ref, Err: msg.Err}))
	case windowEnded:
		return m.run(m.book.Step(book.Expired{Batch: msg.batch, Now: m.env.Now()}))
	case recorded:
		return m.run(m.book.Step(msg.Recorded))
	case noted:
		return m.onNoted(msg)
	case rested:
		return m.run(m.book.Step(book.Rested{Ref: msg.ref}))
	case countdown:
		effects := m.book.Step(book.Ticked{Now: m.env.Now()})
		if len(effects) > 0 {
			return tea.Batch(m.run(effects), m.nextCountdown())
		}
		return m.nextCountdown()
	case followed:
		return m.onFollowed(msg)
	case forward.Chosen:
		return m.forwardItems(msg)
	case selection.Chosen:
		return m.onSelection(msg)
	case lookAgain:
		return m.cmds.WorkItem(m.ctx, m.ticket(api.GetWorkItem, msg.ref, "back"), msg.item)
	}
	if cmd, mine := m.mine.Update(msg); mine {
		return cmd
	}
	return m.updateDialogs(msg)
}

// typed hands a key to the text field that is open.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	m.goneOn()
	if m.decisions {
		cmd, _ := m.mine.Update(msg)
		return cmd
	}
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
