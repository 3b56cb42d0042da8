package inbox

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
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
		if r.Err != nil {
			return screen.Say(screen.Bad, r.Err.Error())
		}
		m.pending().Replace(r.Value)
		return m.reviewLines(newDecision(api.Op(strings.TrimPrefix(purpose, "show ")), r.Value))
	case "copy":
		if r.Err != nil {
			return screen.Say(screen.Bad, r.Err.Error())
		}
		return screen.Send(screen.Copy{Text: api.Pretty(r.Value.Raw.JSON()), What: "work item as JSON"})
	}
	return m.onDetail(r)
}

// decide takes the decision op about the marked items, the line under the
// cursor of the detail, or the item under the cursor.
func (m *Model) decide(op api.Op) tea.Cmd {
	if !m.list.Settled() {
		return screen.Say(screen.Warn, "The list has just moved; look again before you decide")
	}
	if m.list.Marks() == 0 && m.repeats() {
		return m.hush()
	}
	if m.split.Focused && m.list.Marks() == 0 {
		if line, ok := m.detail.line(); ok && op != api.CompleteWorkItem && m.detail.body.Approval[line].ID != "" {
			return m.decideLine(op, line)
		}
	}
	action := map[api.Op]string{api.BulkApprove: "inbox.approve", api.BulkReject: "inbox.reject", api.CompleteWorkItem: "inbox.complete"}[op]
	var entries []*decision
	left := 0
	for _, it := range m.targets() {
		if misfit(keymap.Action(action), it) != "" || m.book.collides(key{item: it.ID}) {
			left++
			continue
		}
		entries = append(entries, newDecision(op, *it))
	}
	if len(entries) == 0 {
		return screen.Say(screen.Warn, "A decision about this is on its way already")
	}
	one := len(entries) == 1 && m.list.Marks() == 0
	switch {
	case one && entries[0].seen.Lines > 1 && entries[0].seen.Raw.IsZero():
		return m.readFirst(entries[0])
	case one && entries[0].line == "" && entries[0].seen.Open > 1 && !m.shows(entries[0].item):
		return m.reviewLines(entries[0])
	case one && !m.env.Protected:
		return m.ask(entries)
	}
	return m.review(entries, left)
}

// shows reports whether the lines of the item are on screen.
func (m *Model) shows(item string) bool {
	return m.split.Open && (m.split.Focused || m.split.Both()) && m.detail.tab == 0 && m.detail.item.ID == item
}

// readFirst reads an item whose record the list does not hold, so that its
// lines can be shown before they are decided together.
func (m *Model) readFirst(d *decision) tea.Cmd {
	return m.cmds.WorkItem(m.ctx, m.ticket(api.GetWorkItem, d.key, "show "+string(d.op)), d.item)
}

// reviewLines shows every open line of an item that is decided as a whole and
// whose lines are not on screen.
func (m *Model) reviewLines(d *decision) tea.Cmd {
	st := m.env.Styles
	lines := []string{st.Strong.Render(d.name), ""}
	for _, a := range openLines(d.seen) {
		lines = append(lines, operationStyle(st, a.Operation).Render(cell.Left(name(a.Operation, verb(d.op)), 9))+" "+asks(st, a)+st.Muted.Render("  "+strings.Join(nonEmpty(a.Application, a.Account), " "+st.Glyphs.Dot+" ")))
	}
	return m.confirm([]*decision{d}, lines, fmt.Sprintf("%s all %s?", capital(verb(d.op)), cell.Count(d.seen.Open, "line")))
}

func newDecision(op api.Op, it api.WorkItem) *decision {
	d := &decision{key: key{item: it.ID}, op: op, name: itemName(it), seen: it}
	if open := openLines(it); len(open) == 1 && it.Lines == 1 && open[0].ID != "" && op != api.CompleteWorkItem {
		d.line, d.op = open[0].ID, lineOp(op)
	}
	d.digest = digest(it, d.line)
	return d
}

func openLines(it api.WorkItem) []api.ApprovalItem {
	var out []api.ApprovalItem
	for _, a := range it.Body().Approval {
		if a.State.Open() {
			out = append(out, a)
		}
	}
	return out
}

func lineOp(op api.Op) api.Op {
	switch op {
	case api.BulkApprove:
		return api.ApproveItem
	case api.BulkReject:
		return api.RejectItem
	}
	return op
}

// decideLine decides one line of the item in the detail.
func (m *Model) decideLine(op api.Op, i int) tea.Cmd {
	it, line := m.detail.item, m.detail.body.Approval[i]
	if !m.detail.inSight(m) {
		m.detail.reveal(m)
		return screen.Say(screen.Warn, "That line was not in sight; here it is")
	}
	switch {
	case !line.State.Open():
		return screen.Say(screen.Warn, "This line is decided already: "+stateWord(line.State))
	case m.book.collides(key{it.ID, line.ID}):
		return screen.Say(screen.Warn, "A decision about this is on its way already")
	}
	m.detail.move(m, 1)
	return m.ask([]*decision{{
		key: key{it.ID, line.ID}, op: lineOp(op), name: lineWords(line), seen: it, digest: digest(it, line.ID),
	}})
}

// reviewLines is how many items a review names before it only counts them.
const reviewLines = 12

// review asks before several items, or any of a protected tenant, are decided.
func (m *Model) review(entries []*decision, left int) tea.Cmd {
	st := m.env.Styles
	var lines []string
	for i, d := range entries {
		if i == reviewLines {
			lines = append(lines, st.Muted.Render("… and "+cell.Count(len(entries)-reviewLines, "more item")))
			break
		}
		it := d.seen
		lines = append(lines, operationStyle(st, it.Operation).Render(cell.Left(name(it.Operation, verb(d.op)), 9))+" "+d.name+st.Muted.Render("  "+it.RequesterName))
	}
	if left > 0 {
		lines = append(lines, st.Warn.Render(cell.Count(left, "item")+" left out: not of that kind, or on the way already"))
	}
	return m.confirm(entries, lines, fmt.Sprintf("%s %s?", capital(verb(entries[0].op)), cell.Count(len(entries), "item")))
}

// confirm asks whether decisions shall be taken.
func (m *Model) confirm(entries []*decision, lines []string, head string) tea.Cmd {
	c := &dialog.Confirm{
		Env: m.env, View: m.id, Name: "review", Value: entries, Lines: lines, Grave: verb(entries[0].op) == "reject",
		Head: head, Yes: capital(verb(entries[0].op)),
	}
	if m.env.Protected {
		c.Type = m.env.Tenant
	}
	return screen.Send(screen.Show{Dialog: c})
}

// updateDialogs handles what the view's dialogs answer.
func (m *Model) updateDialogs(msg tea.Msg) tea.Cmd {
	switch a := msg.(type) {
	case dialog.Answer:
		if entries, ok := a.Value.([]*decision); ok && a.Name == "review" {
			m.list.ClearMarks()
			return m.ask(entries)
		}
	case forwardTo:
		return m.forwardItems(a)
	}
	return nil
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

// ask puts decisions into the book and goes to the next item.
func (m *Model) ask(entries []*decision) tea.Cmd {
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
