package mine

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/ui/table"
)

// Source is what decisions are read from: a [journal.Journal].
type Source interface {
	// Entries returns all of them, newest first. It may touch the disk.
	Entries() ([]journal.Entry, error)
	// Bad returns how many lines of its file could not be read last.
	Bad() int
}

var _ Source = (*journal.Journal)(nil)

// Model is the list of what a person decided. The inbox owns it and calls it
// from its own Update and Render.
type Model struct {
	env    *screen.Env
	source Source
	view   string

	list    *table.Model[journal.Entry]
	known   bool // the journal was read once
	loading bool
	again   bool  // more happened while it was read
	problem error // of the last reading
	bad     int   // lines of the journal that could not be read
	counts  []int // by place in fates
	widest  int   // cells of the longest subject, as far as it counts
	width   int   // as rendered last

	writing *writing // a file that is asked for or written
}

// New returns the list for the view with that address, which shows it. Nothing
// is read before Load.
func New(env *screen.Env, j Source, view string) *Model {
	m := &Model{env: env, source: j, view: view, counts: make([]int, len(fates))}
	m.list = m.newList()
	m.recallSort()
	return m
}

// loaded is what was read from the journal. Load sends it to the view that
// shows the list.
type loaded struct {
	view    string
	entries []journal.Entry
	counts  []int
	widest  int
	bad     int // lines that could not be read
	err     error
}

// To returns the address of the view.
func (l loaded) To() string { return l.view }

// Load reads the journal. While it is read, a second Load reads it once more
// afterwards.
func (m *Model) Load() tea.Cmd {
	if m.loading {
		m.again = true
		return nil
	}
	m.loading = true
	source, view := m.source, m.view
	return func() tea.Msg {
		entries, err := source.Entries()
		out := loaded{view: view, entries: entries, counts: make([]int, len(fates)), bad: source.Bad(), err: err}
		for i := range out.entries {
			e := &out.entries[i]
			clean(e)
			if r := rank(outcome(e)); r < len(fates) {
				out.counts[r]++
			}
			out.widest = max(out.widest, subjectWidth(e))
		}
		return out
	}
}

// clean makes an entry safe to print. A journal does so as well; this list
// shows what others may have written into a file.
func clean(e *journal.Entry) {
	for _, s := range []*string{&e.ID, &e.Batch, &e.Target, &e.Line, &e.Name, &e.Tenant, &e.Words, &e.Run} {
		*s = safe.Line(*s)
	}
	e.Op, e.Ending = api.Op(safe.Line(string(e.Op))), journal.Ending(safe.Line(string(e.Ending)))
	if len(e.Want) > 0 {
		want := make(map[string]string, len(e.Want))
		for k, v := range e.Want {
			want[safe.Line(k)] = safe.Line(v)
		}
		e.Want = want
	}
}

func (m *Model) onLoaded(l loaded) tea.Cmd {
	m.loading = false
	m.problem = l.err
	if l.err == nil {
		m.known, m.counts, m.bad, m.widest = true, l.counts, l.bad, l.widest
		m.list.SetRows(l.entries)
	}
	if m.again {
		m.again = false
		return m.Load()
	}
	return nil
}

// Update handles what is addressed to the view and meant for this list, and
// keys and pastes while Typing. It reports whether msg was its own.
func (m *Model) Update(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	switch msg := msg.(type) {
	case loaded:
		return m.onLoaded(msg), true
	case written:
		return m.onWritten(msg), true
	case dialog.Answer:
		if msg.Name == writeQuestion {
			return m.onAnswer(msg), true
		}
	case tea.KeyPressMsg, tea.PasteMsg:
		if m.list.Typing() {
			m.list.Type(msg)
			return nil, true
		}
	}
	return nil, false
}

// Act does what an action of a list means here. Back goes through Back, since
// the list is left with it in the end.
func (m *Model) Act(a keymap.Action) tea.Cmd {
	switch a {
	case "app.refresh":
		return m.Load()
	case "app.back":
		m.Back()
		return nil
	case "app.open":
		return m.open()
	case "list.copy-id", "list.copy-json":
		return m.take(a)
	case "inbox.write":
		return m.ask()
	}
	if m.Hides(a) {
		return nil
	}
	m.list.Act(a)
	if a == "list.sort" || a == "list.reverse" {
		m.rememberSort()
	}
	return nil
}

// Back clears the filter and reports whether there was one. Where it reports
// false there is nothing left to go back from but the list itself.
func (m *Model) Back() bool { return m.list.Act("app.back") }

// Hides reports whether an action makes no sense here: nothing is decided or
// marked in a list of what is past.
func (m *Model) Hides(a keymap.Action) bool {
	switch a {
	case "list.mark", "list.mark-all", "list.range", "list.browse", "list.columns", "list.write":
		return true
	case "inbox.decisions", "inbox.write":
		return false
	}
	return m.env.Keys.Binding(a).Scope == keymap.Inbox
}

// Filter shows only decisions that have every word of text.
func (m *Model) Filter(text string) { m.list.SetFilter(text) }

// Typing reports whether the filter is typed, so that keys belong to Update.
func (m *Model) Typing() bool { return m.list.Typing() }

// Click moves the cursor to the row drawn on line y of the last Render.
func (m *Model) Click(y int) bool { return m.list.Click(y) }

// Wheel moves the cursor by n rows.
func (m *Model) Wheel(n int) { m.list.MoveBy(n) }

// sortKey is where the order of the list is remembered.
const sortKey = "inbox.decisions.sort"

// reversed marks a remembered order as turned round.
const reversed = "-"

func (m *Model) rememberSort() {
	if m.env.Memory == nil {
		return
	}
	key, reverse := m.list.Sort()
	if reverse {
		key = reversed + key
	}
	m.env.Memory.Remember(sortKey, key)
}

func (m *Model) recallSort() {
	if m.env.Memory == nil {
		return
	}
	key := m.env.Memory.Recall(sortKey)
	if key == "" {
		return
	}
	if key[:1] == reversed {
		m.list.SortBy(key[1:], true)
		return
	}
	m.list.SortBy(key, false)
}
