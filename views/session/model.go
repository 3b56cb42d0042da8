package session

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/extern"
	"iscope/ui/pane"
	"iscope/ui/poll"
	"iscope/ui/screen"
	"iscope/ui/sheet"
	"iscope/ui/table"
	"iscope/views/internal/change"
	"iscope/views/internal/draft"
	"iscope/views/session/filter"
	"iscope/views/session/follow"
)

// Model is the screen of workflow sessions. The shell owns it and calls it from
// its Update only.
type Model struct {
	// Drafts keeps drafts of the editor beyond the program; nil keeps them in
	// memory only. Set it before Init.
	Drafts Drafts
	// Aliases names NERM workflows by their ids, as the configuration does.
	Aliases map[string]string
	// Outside is the folder for texts that are open in another editor; "" takes
	// one beside the drafts, where these are files.
	Outside string
	// Extern opens a text in another editor; nil is [extern.Open].
	Extern func(extern.Request) tea.Cmd

	env  *screen.Env
	cmds *api.Commands
	ctx  context.Context // of writes and drafts: they outlive the view
	id   string

	journal change.Journal

	reads  *api.Scope
	poller poll.Poller
	list   *table.Model[api.Session]
	load   loading
	denied *api.Error // why there is no list, where the tenant forbids it
	broken *api.Error // why the list is stale

	names   names
	kinds   kinds
	choices map[string]*choices // of attributes, by uid
	flows   flows

	filter filter.Filter
	search search

	live       *follow.Follow // the session that is followed
	lastLive   *follow.Follow // and the one that was, until it rested
	liveGen    int
	running    *change.Run[api.Session]
	ranFrom    string          // its status before
	mayHaveRun map[string]bool // sessions of which a run got no answer
	recovered  bool            // texts of an earlier run were looked for

	split   pane.Split
	sheet   *sheet.Sheet
	detail  detail
	version int // grows when what the detail shows changed

	editor *editor
	keeper *draft.Keeper
	unsent map[string]bool // names of the drafts that are on disk

	width, height int // as drawn last
	bodyAt        int // line below the head
}

// New returns the screen with the given address. What it sends is written into
// j first. Reads and writes run under ctx; closing the screen ends the reads
// alone. Where cmds has no NERM client the screen says how to configure one.
func New(env *screen.Env, cmds *api.Commands, j *journal.Journal, ctx context.Context, id string) *Model {
	m := &Model{
		env: env, cmds: cmds, ctx: ctx, id: id, journal: j, reads: api.NewScope(ctx, id),
		poller: poll.Poller{View: id, Interval: env.Refresh, Now: env.Now, Random: env.Random},
		sheet:  sheet.New(env, "Session", "JSON"), keeper: draft.New(nil, cmds, ctx, id),
	}
	m.names.reset()
	m.list = table.New(env, m.columns(), func(s *api.Session) string { return s.ID })
	m.list.Text = m.filterText
	m.arranged().Restore()
	m.poller.Rest(poll.Hidden)
	m.recall()
	return m
}

// ID returns the address of the view.
func (m *Model) ID() string { return m.id }

// Scope returns the view's own scope of keys.
func (m *Model) Scope() keymap.Scope { return keymap.Sessions }

// Title returns the name of the tab.
func (m *Model) Title() string { return "Sessions" }

// Badge returns how many of the sessions loaded wait for a person.
func (m *Model) Badge() string {
	if n := m.load.counts[people]; n > 0 {
		return strconv.Itoa(n)
	}
	return ""
}

// BadgeWords says the badge in words.
func (m *Model) BadgeWords() string {
	if b := m.Badge(); b != "" {
		return b + " waiting for a person"
	}
	return ""
}

// Init asks for nothing: a hidden list of sessions has no badge worth a
// request.
func (m *Model) Init() tea.Cmd { return nil }

// configured reports whether the tenant has NERM.
func (m *Model) configured() bool { return m.cmds.NERM != nil }

// Scopes returns whose keys are heard.
func (m *Model) Scopes() []keymap.Scope {
	switch {
	case m.editor != nil:
		return []keymap.Scope{keymap.Editor}
	case m.split.Focused:
		return []keymap.Scope{keymap.Sessions, keymap.Text, keymap.List}
	}
	return []keymap.Scope{keymap.Sessions, keymap.List}
}

// Typing reports whether a text field has the keys: the editor, the filter or
// a search.
func (m *Model) Typing() bool {
	switch {
	case m.editor != nil:
		return m.editor.failed == nil
	case m.split.Focused:
		return m.sheet.Typing()
	}
	return m.list.Typing()
}

// SetActive tells whether the view is on screen. The list is asked for when it
// is shown first.
func (m *Model) SetActive(active bool) tea.Cmd {
	if !active {
		m.poller.Rest(poll.Hidden)
		return nil
	}
	wake := m.poller.Wake(poll.Hidden)
	if !m.configured() || m.load.begun {
		return wake
	}
	m.poller.Ask()
	if m.recovered {
		return m.startLoad()
	}
	m.recovered = true
	return tea.Batch(m.startLoad(), m.recover())
}

// Freshness says how old the list is; it rests while a session is edited.
func (m *Model) Freshness() string {
	switch {
	case m.editor != nil:
		return "editing"
	case !m.configured():
		return "not configured"
	case m.denied != nil:
		return "no list"
	}
	return m.poller.Status()
}

// Hint says what goes on: a session that is run or followed, and how many are
// marked.
func (m *Model) Hint() string {
	switch n := m.list.Marks(); {
	case m.editor != nil:
		return ""
	case !m.running.Over():
		return m.running.Progress()
	case m.live != nil:
		return "following " + cell.CutMiddle(m.live.Name, 16) + ": " + words(m.live.Status())
	case n > 0:
		return strconv.Itoa(n) + " marked"
	}
	return ""
}

// Close cancels the reads under way. A change that is being sent goes on.
func (m *Model) Close() { m.reads.Close() }

// CanLeave reports whether the program can be quit without losing anything,
// else what would be lost. A draft that is on disk is not lost.
func (m *Model) CanLeave() (bool, string) {
	e := m.editor
	switch {
	case !m.running.Over():
		return false, "A session is being run."
	case e == nil:
		return true, ""
	case e.fresh && e.stage == sending:
		return false, "A session is being created."
	case e.stage == sending || e.stage == settling:
		return false, "A change of session " + e.name() + " is being sent."
	case e.stage == editing && !m.pristine() && !m.safeOnDisk():
		return false, "The draft of " + e.title() + " is not sent."
	}
	return true, ""
}

// Hides reports whether an action is not offered here: without NERM nothing but
// what the program as a whole can do.
func (m *Model) Hides(a keymap.Action) bool {
	switch m.env.Keys.Binding(a).Scope {
	case keymap.Sessions, keymap.List, keymap.Text:
		return !m.configured()
	case keymap.Editor:
		return a == "editor.method"
	}
	return false
}

// Disabled returns why an action cannot be done now, "" where it can.
func (m *Model) Disabled(a keymap.Action) string {
	binding := m.env.Keys.Binding(a)
	switch {
	case binding.Scope == keymap.Sessions && !m.configured():
		return "NERM is not configured for this tenant"
	case m.target() == "" && (a == "sessions.edit" || a == "sessions.duplicate" || a == "sessions.run"):
		return "There is no session selected; " + m.env.Keys.Key("sessions.open-id") + " opens one by its id"
	case a == "sessions.follow" && m.target() == "" && m.live == nil:
		return "There is no session selected; " + m.env.Keys.Key("sessions.open-id") + " opens one by its id"
	case a == "sessions.filter" && m.denied != nil:
		return "This account may not list workflow sessions"
	case a == "editor.method":
		return "A session is always sent as what changes alone"
	case binding.Scope != keymap.Editor:
		return ""
	case m.editor == nil:
		return "No session is being edited"
	case m.editor.stage == opening && a == "editor.close":
		return ""
	case m.editor.failed != nil:
		return "The session could not be read"
	case m.editor.stage == opening:
		return "The session is being read"
	case m.editor.stage == sending || m.editor.stage == settling:
		return "The change is being sent; wait for the answer"
	}
	return ""
}

// Open shows a session by its id or uid, given as a string.
func (m *Model) Open(value any) tea.Cmd {
	if id, ok := value.(string); ok && m.editor == nil && m.configured() {
		return m.openNamed(id)
	}
	return nil
}

// target returns the id of the session an action is about, "" for none.
func (m *Model) target() string {
	if m.split.Open && (m.split.Focused || m.detail.pinned) {
		return m.detail.id
	}
	return m.list.SelectedID()
}

// session returns the session with that id as known last, nil when it was not
// read.
func (m *Model) session(id string) *api.Session {
	if s := m.list.Row(id); s != nil {
		return s
	}
	if o := m.detail.opened; o != nil && o.ID == id {
		return o
	}
	return nil
}
