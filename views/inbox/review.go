package inbox

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// decide takes the decision op about the line under the cursor of the detail,
// the marked items, or the item under the cursor.
func (m *Model) decide(op api.Op) tea.Cmd {
	if !m.list.Settled() {
		return screen.Say(screen.Warn, "The list has just changed; look again before you decide")
	}
	if m.repeats() {
		return m.hush()
	}
	if m.split.Focused {
		if line, ok := m.detail.line(); ok && op != api.CompleteWorkItem && m.detail.body.Approval[line].ID != "" {
			return m.decideLine(op, line)
		}
	}
	action := map[api.Op]keymap.Action{api.BulkApprove: "inbox.approve", api.BulkReject: "inbox.reject", api.CompleteWorkItem: "inbox.complete"}[op]
	var entries []*decision
	var left []string
	for _, it := range m.targets() {
		if misfit(action, it) != "" || m.book.collides(key{item: it.ID}) || m.many() && unread(it) {
			left = append(left, itemName(*it))
			continue
		}
		entries = append(entries, newDecision(op, *it))
	}
	switch {
	case len(entries) == 0 && m.many():
		return screen.Say(screen.Warn, "None of the marked items can be decided like this")
	case len(entries) == 0:
		return screen.Say(screen.Warn, "A decision about this is on its way already")
	case len(entries) == 1 && !m.many():
		return m.decideOne(entries[0])
	}
	return screen.Send(screen.Show{Dialog: m.question(entries, len(left))})
}

// unread reports whether an item has lines that the list does not hold, as in
// very long lists.
func unread(it *api.WorkItem) bool { return it.Lines > 1 && it.Raw.IsZero() }

// decideOne decides a single item: held at once where the person saw all of
// it, else after a question that shows it.
func (m *Model) decideOne(d *decision) tea.Cmd {
	switch {
	case unread(&d.seen) && m.awaited == d.item:
		return nil // its lines are being read
	case unread(&d.seen):
		m.awaited = d.item
		return m.cmds.WorkItem(m.ctx, m.ticket(api.GetWorkItem, d.key, "show "+string(d.op)), d.item)
	case m.env.Protected, imitates(d.seen), d.line == "" && d.seen.Open > 1 && !m.shows(d.item):
		return screen.Send(screen.Show{Dialog: m.question([]*decision{d}, 0)})
	}
	return m.ask([]*decision{d})
}

// shows reports whether the lines of the item are on screen, all of them.
func (m *Model) shows(item string) bool {
	return m.split.Open && (m.split.Focused || m.split.Both()) && m.detail.tab == 0 && m.detail.item.ID == item && m.detail.whole()
}

// imitates reports whether a text of the item mixes alphabets, as names do
// that imitate others.
func imitates(it api.WorkItem) bool {
	texts := []string{it.Description, it.RequesterName}
	for _, a := range it.Body().Approval {
		texts = append(texts, a.Value, a.Application, a.Account)
	}
	for _, t := range texts {
		if safe.MixedScripts(t) {
			return true
		}
	}
	return false
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
	d := &decision{key: key{it.ID, line.ID}, op: lineOp(op), name: lineWords(line), seen: it, digest: digest(it, line.ID)}
	if m.env.Protected || imitates(it) {
		return screen.Send(screen.Show{Dialog: m.question([]*decision{d}, 0)})
	}
	m.detail.move(m, 1)
	return m.ask([]*decision{d})
}

// question returns the window that shows who gets what before it is decided:
// every item with its id and every line that is decided with it. Left is how
// many marked items are not among them.
func (m *Model) question(entries []*decision, left int) *dialog.Confirm {
	st := m.env.Styles
	var lines []string
	if left > 0 {
		lines = append(lines, st.Warn.Render(cell.Count(left, "marked item")+" left out, and still marked: of another kind, on the way already, or not read yet"))
	}
	for _, d := range entries {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, st.Strong.Render(d.name), st.Muted.Render(strings.Join(nonEmpty(d.seen.RequesterName, "id "+d.item), " "+st.Glyphs.Dot+" ")))
		if imitates(d.seen) {
			lines = append(lines, st.Warn.Render("A name in it mixes alphabets: make sure by the id what it is"))
		}
		lines = append(lines, m.questionLines(d)...)
	}
	c := &dialog.Confirm{
		Env: m.env, View: m.id, Name: "review", Value: entries, Lines: lines, Grave: verb(entries[0].op) == "reject",
		Head: fmt.Sprintf("%s %s?", capital(verb(entries[0].op)), cell.Count(len(entries), "item")), Yes: capital(verb(entries[0].op)),
	}
	if d := entries[0]; len(entries) == 1 && d.line == "" && d.seen.Open > 1 && d.op != api.ForwardWorkItem {
		c.Head = fmt.Sprintf("%s all %s?", capital(verb(d.op)), cell.Count(d.seen.Open, "line"))
	}
	if m.env.Protected {
		c.Type = m.env.Tenant
	}
	return c
}

// questionLines are the lines of an item that a decision is about.
func (m *Model) questionLines(d *decision) []string {
	st := m.env.Styles
	var out []string
	for _, a := range openLines(d.seen) {
		if d.line != "" && a.ID != d.line {
			continue
		}
		out = append(out, "  "+operationStyle(st, a.Operation).Render(name(a.Operation, verb(d.op)))+" "+asks(st, a))
		if where := strings.Join(nonEmpty(a.Application, a.Account), " "+st.Glyphs.Dot+" "); where != "" {
			out = append(out, "    "+st.Muted.Render(where))
		}
	}
	for _, r := range d.seen.Body().Remediation {
		out = append(out, "  "+operationStyle(st, r.Operation).Render(name(r.Operation, verb(d.op)))+" "+r.Attribute+" "+st.Glyphs.Arrow+" "+r.Value)
	}
	if len(out) == 0 && d.seen.Lines == 1 {
		out = append(out, "  "+operationStyle(st, d.seen.Operation).Render(name(d.seen.Operation, verb(d.op)))+" "+d.seen.Value, "    "+st.Muted.Render(d.seen.Application))
	}
	return out
}

// updateDialogs handles what the view's dialogs answer.
func (m *Model) updateDialogs(msg tea.Msg) tea.Cmd {
	switch a := msg.(type) {
	case dialog.Answer:
		if entries, ok := a.Value.([]*decision); ok && a.Name == "review" {
			for _, d := range entries {
				m.list.SetMark(d.item, false)
			}
			return m.ask(entries)
		}
	case forwardTo:
		return m.forwardItems(a)
	}
	return nil
}
