package inbox

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
)

type (
	// windowEnded is sent when the undo window of a batch is over.
	windowEnded struct {
		view  string
		batch int
	}
	// countdown redraws the time left of held book.Decisions.
	countdown struct{ view string }
	// lookAgain is sent when it is time to read an item back.
	lookAgain struct{ view, ref, item string }
	// rested is sent when the pause that the tenant asked for is over.
	rested struct{ view, ref string }
)

func (w windowEnded) To() string { return w.view }
func (c countdown) To() string   { return c.view }
func (l lookAgain) To() string   { return l.view }
func (r rested) To() string      { return r.view }

// ticket returns the ticket of a request for a purpose, which tells the reads of
// an item apart. About is the intent it serves, or the item.
func (m *Model) ticket(op api.Op, about, purpose string) api.Ticket {
	return m.reads.Detached(op, purpose+"\x00"+about)
}

func purposeOf(t api.Ticket) (purpose, about string) {
	if purpose, about, ok := strings.Cut(t.Key, "\x00"); ok {
		return purpose, about
	}
	return "", t.Key
}

// onItem handles an item that was read or sent by a decision.
func (m *Model) onItem(r api.Result[api.WorkItem]) tea.Cmd {
	switch purpose, about := purposeOf(r.Ticket); purpose {
	case "check":
		return tea.Batch(m.run(m.book.Step(book.Checked{Ref: about, Item: r.Value, Err: r.Err})), m.outOfReach(r.Err))
	case "send":
		return tea.Batch(m.run(m.book.Step(book.Answered{Ref: about, Item: r.Value, Err: r.Err})), m.outOfReach(r.Err))
	case "back":
		return m.run(m.book.Step(book.ReadBack{Ref: about, Item: r.Value, Err: r.Err}))
	case "show":
		return m.onShown(r, about)
	case "open":
		return m.onOpened(r, about)
	case "retry":
		return m.onRetried(r, about)
	case "copy":
		if r.Err != nil {
			return screen.Say(screen.Bad, r.Err.Error())
		}
		return screen.Send(screen.Copy{Text: api.Pretty(r.Value.Raw.JSON()), What: "work item as JSON"})
	}
	return m.onDetail(r)
}

// outOfReach reads the list again where a decision did not reach the tenant, so
// that what is on screen is not called live any more.
func (m *Model) outOfReach(err *api.Error) tea.Cmd {
	if err == nil || err.Kind != api.Offline || !m.poller.Ask() {
		return nil
	}
	return m.startLoad()
}

// onShown goes on with what waited for the lines of an item that the list did
// not hold.
func (m *Model) onShown(r api.Result[api.WorkItem], item string) tea.Cmd {
	if r.Err == nil && r.Value.ID == item {
		m.pending().Replace(r.Value)
	}
	then := m.awaited
	if then.item != item {
		return nil // something else is wanted by now
	}
	m.awaited = awaited{}
	switch {
	case r.Err != nil:
		return screen.Say(screen.Bad, r.Err.Error())
	case r.Value.ID != item, m.list.SelectedID() != then.at, m.book.Collides(book.Key{Item: item}):
		return nil // the person went on, or decided it meanwhile
	}
	return then.do(r.Value)
}

// show reads an item whose lines the list does not hold, to go on with do.
func (m *Model) show(item string, do func(api.WorkItem) tea.Cmd) tea.Cmd {
	if m.awaited.item == item {
		return nil // its lines are being read
	}
	m.awaited = awaited{item, m.list.SelectedID(), do}
	return m.cmds.WorkItem(m.ctx, m.ticket(api.GetWorkItem, item, "show"), item)
}

// awaited is an item whose lines are read, and what they are wanted for.
type awaited struct {
	item string
	at   string // where the cursor was
	do   func(api.WorkItem) tea.Cmd
}

// A decision moves the cursor to the next item by itself. A key that is pressed
// twice or held down is not a decision about what slid under it: for repeatDelay
// after a decision, longer than keyboards wait before they repeat, further ones
// are swallowed, and as long as presses come within repeatRate.
const (
	repeatDelay = 700 * time.Millisecond
	repeatRate  = 300 * time.Millisecond
)

// repeats reports whether a decision key is a repeat of the last one.
func (m *Model) repeats() bool {
	now := m.env.Moment()
	if !now.Before(m.quiet) {
		return false
	}
	if until := now.Add(repeatRate); until.After(m.quiet) {
		m.quiet = until
	}
	return true
}

// hush says once that repeats are swallowed.
func (m *Model) hush() tea.Cmd {
	if m.hushed {
		return nil
	}
	m.hushed = true
	return screen.Say(screen.Warn, "One press decides one item; this is the next one")
}

// ask puts decisions into the book and goes to the next item. What collides
// with a decision under way is left alone.
func (m *Model) ask(entries []*book.Decision) tea.Cmd {
	entries = slices.DeleteFunc(entries, func(d *book.Decision) bool { return m.book.Collides(d.Key) })
	if len(entries) == 0 {
		return screen.Say(screen.Warn, "A decision about this is on its way already")
	}
	m.last = *entries[0]
	wasHeld := m.book.Count(book.Held) > 0
	effects := m.book.Step(book.Asked{Entries: entries, Window: m.env.Undo, Now: m.env.Now()})
	m.quiet, m.hushed = m.env.Moment().Add(repeatDelay), false
	cmds := []tea.Cmd{m.run(effects)}
	for _, d := range entries {
		cmds = append(cmds, m.note(*d, "asked, held for "+m.env.Undo.String()))
	}
	if !m.split.Focused {
		m.nextOpen()
		cmds = append(cmds, m.follow())
	}
	if !wasHeld && m.book.Count(book.Held) > 0 {
		cmds = append(cmds, m.nextCountdown())
	}
	if len(entries) > 1 {
		cmds = append(cmds, m.showOutbox(m.book.Batch()))
	}
	return tea.Batch(cmds...)
}

// nextOpen moves the cursor to the next item without a decision.
func (m *Model) nextOpen() {
	for i := m.list.Place() + 1; i < m.list.Shown(); i++ {
		if !m.book.UnderWay(m.list.At(i).ID) {
			m.list.MoveBy(i - m.list.Place()) // Select would look for it among all rows
			return
		}
	}
}

func (m *Model) nextCountdown() tea.Cmd {
	if m.book.Count(book.Held) == 0 {
		return nil
	}
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return countdown{m.id} })
}

// undo takes back the newest decisions that have not begun.
func (m *Model) undo() tea.Cmd { return m.takeBack(m.book.Step(book.Undone{})) }

// takeBack carries out that decisions were taken back, and says so.
func (m *Model) takeBack(effects []book.Effect) tea.Cmd {
	if len(effects) == 0 {
		if m.book.Count(book.Checking, book.Sending, book.Reading, book.Due) > 0 {
			return screen.Say(screen.Warn, "Too late: it is on its way")
		}
		return screen.Say(screen.Info, "There is nothing to take back")
	}
	m.quiet = time.Time{}
	cmds := []tea.Cmd{m.run(effects)}
	if len(effects) == 1 {
		cmds = append(cmds, screen.Say(screen.Good, "Taken back, nothing was sent: "+effects[0].D.Name))
	} else {
		cmds = append(cmds, screen.Say(screen.Good, "Taken back, nothing was sent: "+cell.Count(len(effects), "decision")))
	}
	m.pending().Select(effects[0].D.Item)
	return tea.Batch(append(cmds, m.follow())...)
}

// run carries out what the book asks for.
func (m *Model) run(effects []book.Effect) tea.Cmd {
	cmds := make([]tea.Cmd, 0, len(effects))
	var ends []journal.End
	for _, e := range effects {
		if e.Ending != journal.Open {
			ends = append(ends, journal.End{ID: e.D.ID, Ending: e.Ending, Words: noteWords(e)})
		}
		cmds = append(cmds, m.do(e))
	}
	if len(ends) > 0 {
		cmds = append(cmds, m.end(ends))
	}
	m.list.Touch()
	if !m.split.Focused {
		cmds = append(cmds, m.follow())
	}
	return tea.Batch(cmds...)
}

// noteWords are the words for the journal. What an item asked before and asks
// now, answers in a form among it, is for the screen only.
func noteWords(e book.Effect) string {
	if e.Ending == journal.Changed {
		return "not sent: it changed since it was shown"
	}
	return e.Words
}

func (m *Model) do(e book.Effect) tea.Cmd {
	switch e.Kind {
	case book.Record:
		return m.record(e.Intents)
	case book.Arm:
		msg := windowEnded{m.id, e.D.Batch}
		return tea.Tick(e.Wait, func(time.Time) tea.Msg { return msg })
	case book.Check:
		return m.cmds.WorkItem(m.ctx, m.ticket(api.GetWorkItem, e.D.Ref(), "check"), e.D.Item)
	case book.Pause:
		msg := rested{m.id, e.D.Ref()}
		return tea.Tick(e.Wait, func(time.Time) tea.Msg { return msg })
	case book.Send:
		return m.send(e.D)
	case book.LookBack:
		msg := lookAgain{m.id, e.D.Ref(), e.D.Item}
		if e.Wait == 0 {
			return screen.Send(msg)
		}
		return tea.Tick(e.Wait, func(time.Time) tea.Msg { return msg })
	case book.Note:
		return m.note(e.D, e.Words)
	}
	return m.finish(e)
}

// send sends the request of a decision. Its context carries the intent, without
// which the transport lets nothing out, and that its item was read this moment.
func (m *Model) send(d book.Decision) tea.Cmd {
	ctx, t := journal.With(api.JustRead(m.ctx), d.ID), m.ticket(d.Op, d.Ref(), "send")
	switch d.Op {
	case api.ForwardWorkItem:
		return m.cmds.Forward(ctx, t, d.Item, *d.Forward)
	case api.SubmitAccountSelection:
		return m.cmds.SubmitAccountSelection(ctx, t, d.Item, d.Fields)
	}
	return m.cmds.Decide(ctx, t, d.Item, d.Line)
}

// note writes a line of the activity log.
func (m *Model) note(d book.Decision, outcome string) tea.Cmd {
	return screen.Send(logLine(d, outcome))
}

func logLine(d book.Decision, outcome string) screen.Decided {
	return screen.Decided{What: book.Verb(d.Op), Target: d.Name, ID: d.Item, Outcome: outcome}
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
