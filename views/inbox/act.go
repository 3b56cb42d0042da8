package inbox

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/screen"
)

type (
	// windowEnded is sent when the undo window of a batch is over.
	windowEnded struct {
		view  string
		batch int
	}
	// countdown redraws the time left of held decisions.
	countdown struct{ view string }
	// lookAgain is sent when it is time to read an item back.
	lookAgain struct {
		view string
		key
	}
)

func (w windowEnded) To() string { return w.view }
func (c countdown) To() string   { return c.view }
func (l lookAgain) To() string   { return l.view }

// ticket returns the ticket of a request about a decision; purpose tells the
// reads of an item apart.
func (m *Model) ticket(op api.Op, k key, purpose string) api.Ticket {
	return m.reads.Detached(op, strings.Join([]string{purpose, k.item, k.line}, "\x00"))
}

// keyOf returns which decision a ticket is about.
func (m *Model) keyOf(t api.Ticket) key {
	_, k := purposeOf(t)
	return k
}

func purposeOf(t api.Ticket) (string, key) {
	parts := strings.Split(t.Key, "\x00")
	if len(parts) != 3 {
		return "", key{item: t.Key}
	}
	return parts[0], key{parts[1], parts[2]}
}

// onItem handles an item that was read or sent by a decision.
func (m *Model) onItem(r api.Result[api.WorkItem]) tea.Cmd {
	switch purpose, k := purposeOf(r.Ticket); purpose {
	case "check":
		return m.run(m.book.step(checked{k, r.Value, r.Err}))
	case "send":
		return m.run(m.book.step(answered{k, r.Value, r.Err}))
	case "back":
		return m.run(m.book.step(readBack{k, r.Value, r.Err}))
	case "show " + string(api.BulkApprove), "show " + string(api.BulkReject):
		m.awaited = ""
		if r.Err != nil {
			return screen.Say(screen.Bad, r.Err.Error())
		}
		m.pending().Replace(r.Value)
		d := newDecision(api.Op(strings.TrimPrefix(purpose, "show ")), r.Value)
		if m.list.SelectedID() != d.item || m.book.collides(d.key) {
			return nil // the person went on, or decided it meanwhile
		}
		return screen.Send(screen.Show{Dialog: m.question([]*decision{d}, 0), Late: true})
	case "copy":
		if r.Err != nil {
			return screen.Say(screen.Bad, r.Err.Error())
		}
		return screen.Send(screen.Copy{Text: api.Pretty(r.Value.Raw.JSON()), What: "work item as JSON"})
	}
	return m.onDetail(r)
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
	now := m.env.Now()
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
func (m *Model) ask(entries []*decision) tea.Cmd {
	entries = slices.DeleteFunc(entries, func(d *decision) bool { return m.book.collides(d.key) })
	if len(entries) == 0 {
		return screen.Say(screen.Warn, "A decision about this is on its way already")
	}
	wasHeld := m.book.count(held) > 0
	effects := m.book.step(asked{entries, m.env.Undo, m.env.Now()})
	m.runs[m.book.batch] = &outcome{size: len(entries)}
	m.quiet, m.hushed = m.env.Now().Add(repeatDelay), false
	cmds := []tea.Cmd{m.run(effects)}
	for _, d := range entries {
		cmds = append(cmds, m.note(*d, "asked, held for "+m.env.Undo.String()))
	}
	if !m.split.Focused {
		m.nextOpen()
		cmds = append(cmds, m.follow())
	}
	if !wasHeld && m.book.count(held) > 0 {
		cmds = append(cmds, m.nextCountdown())
	}
	return tea.Batch(cmds...)
}

// nextOpen moves the cursor to the next item without a decision.
func (m *Model) nextOpen() {
	for i := m.list.Place() + 1; i < m.list.Shown(); i++ {
		if !m.book.underWay(m.list.At(i).ID) {
			m.list.MoveBy(i - m.list.Place()) // Select would look for it among all rows
			return
		}
	}
}

func (m *Model) nextCountdown() tea.Cmd {
	if m.book.count(held) == 0 {
		return nil
	}
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return countdown{m.id} })
}

func (m *Model) undo() tea.Cmd {
	effects := m.book.step(undone{})
	if len(effects) == 0 {
		if m.book.count(checking, sending, reading, due) > 0 {
			return screen.Say(screen.Warn, "Too late: it is on its way")
		}
		return screen.Say(screen.Info, "There is nothing to take back")
	}
	m.quiet = time.Time{}
	cmds := []tea.Cmd{m.run(effects)}
	if len(effects) == 1 {
		cmds = append(cmds, screen.Say(screen.Good, "Taken back, nothing was sent: "+effects[0].d.name))
	} else {
		cmds = append(cmds, screen.Say(screen.Good, "Taken back, nothing was sent: "+cell.Count(len(effects), "decision")))
	}
	m.list.Select(effects[0].d.item)
	return tea.Batch(append(cmds, m.follow())...)
}

// run carries out what the book asks for.
func (m *Model) run(effects []effect) tea.Cmd {
	cmds := make([]tea.Cmd, 0, len(effects))
	for _, e := range effects {
		cmds = append(cmds, m.do(e))
	}
	m.list.Touch()
	if !m.split.Focused {
		cmds = append(cmds, m.follow())
	}
	return tea.Batch(cmds...)
}

func (m *Model) do(e effect) tea.Cmd {
	switch e.kind {
	case arm:
		msg := windowEnded{m.id, e.d.batch}
		return tea.Tick(e.wait, func(time.Time) tea.Msg { return msg })
	case check:
		return m.cmds.WorkItem(m.ctx, m.ticket(api.GetWorkItem, e.d.key, "check"), e.d.item)
	case send:
		return m.send(e.d)
	case lookBack:
		msg := lookAgain{m.id, e.d.key}
		if e.wait == 0 {
			return screen.Send(msg)
		}
		return tea.Tick(e.wait, func(time.Time) tea.Msg { return msg })
	case takenOff:
		if m.runs[e.d.batch].size--; m.runs[e.d.batch].size == 0 {
			delete(m.runs, e.d.batch)
		}
		return m.note(e.d, "taken back, nothing was sent")
	}
	return m.finish(e)
}

func (m *Model) send(d decision) tea.Cmd {
	t := m.ticket(d.op, d.key, "send")
	if d.op == api.ForwardWorkItem {
		return m.cmds.Forward(m.ctx, t, d.item, *d.forward)
	}
	return m.cmds.Decide(m.ctx, t, d.item, d.line)
}

// note writes a line of the activity log.
func (m *Model) note(d decision, outcome string) tea.Cmd {
	return screen.Send(screen.Decided{What: verb(d.op), Target: d.name, ID: d.item, Outcome: outcome})
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
