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
	"iscope/views/inbox/book"
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
	if m.unlisted() {
		return screen.Say(screen.Warn, m.Disabled("inbox.approve"))
	}
	if m.split.Focused {
		if line, ok := m.detail.line(); ok && op != api.CompleteWorkItem && m.detail.body.Approval[line].ID != "" {
			return m.decideLine(op, line)
		}
	}
	action := map[api.Op]keymap.Action{api.BulkApprove: "inbox.approve", api.BulkReject: "inbox.reject", api.CompleteWorkItem: "inbox.complete"}[op]
	var entries []*book.Decision
	var left []string
	for _, it := range m.targets() {
		if !suits(action, it) || m.book.Collides(book.Key{Item: it.ID}) || m.many() && unread(it) {
			left = append(left, itemName(*it))
			continue
		}
		entries = append(entries, book.New(op, *it, itemName(*it)))
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
func (m *Model) decideOne(d *book.Decision) tea.Cmd {
	switch {
	case unread(&d.Seen):
		op, _ := wholeOp(d.Op)
		return m.show(d.Item, func(it api.WorkItem) tea.Cmd {
			asked := book.New(op, it, itemName(it))
			return screen.Send(screen.Show{Dialog: m.question([]*book.Decision{asked}, 0), Late: true})
		})
	case m.env.Protected, m.owner.ID != "", imitates(d.Seen), d.Line == "" && d.Seen.Open > 1 && !m.shows(d.Item):
		return screen.Send(screen.Show{Dialog: m.question([]*book.Decision{d}, 0)})
	}
	return m.ask([]*book.Decision{d})
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

// decideLine decides one line of the item in the detail.
func (m *Model) decideLine(op api.Op, i int) tea.Cmd {
	it, line := m.detail.item, m.detail.body.Approval[i]
	if !m.detail.inSight(m) {
		m.detail.reveal(m)
		return screen.Say(screen.Warn, "That line was not in sight; here it is")
	}
	switch {
	case !line.State.Open():
		return screen.Say(screen.Warn, "This line is decided already: "+book.StateWord(line.State))
	case m.book.Collides(book.Key{Item: it.ID, Line: line.ID}):
		return screen.Say(screen.Warn, "A decision about this is on its way already")
	}
	d := book.Line(op, it, line.ID, book.LineWords(line))
	if m.env.Protected || m.owner.ID != "" || imitates(it) {
		return screen.Send(screen.Show{Dialog: m.question([]*book.Decision{d}, 0)})
	}
	m.detail.move(m, 1)
	return m.ask([]*book.Decision{d})
}

// nameRoom is how much of what an item is called stands in a question; the
// detail has all of it.
const nameRoom = 200

// question returns the window that shows who gets what before it is decided:
// every item with its id and every line that is decided with it. Left is how
// many marked items are not among them.
func (m *Model) question(entries []*book.Decision, left int) *dialog.Confirm {
	st := m.env.Styles
	var lines []string
	var items []int
	if left > 0 {
		lines = append(lines, st.Warn.Render(cell.Count(left, "item")+" left out: of another kind, on the way already, or not read yet"))
	}
	for _, d := range entries {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		items = append(items, len(lines))
		lines = append(lines, st.Strong.Render(cell.Cut(d.Name, nameRoom)), st.Muted.Render(strings.Join(nonEmpty(d.Seen.RequesterName, "id "+d.Item), st.Glyphs.Sep)))
		lines = append(lines, m.forwardLines(d)...)
		if imitates(d.Seen) {
			lines = append(lines, st.Warn.Render("A name in it mixes alphabets: make sure by the id what it is"))
		}
		lines = append(lines, m.questionLines(d)...)
	}
	c := &dialog.Confirm{
		Env: m.env, View: m.id, Name: "review", Value: entries, Lines: lines, Items: items, Noun: "item", Grave: book.Verb(entries[0].Op) == "reject",
		Head: fmt.Sprintf("%s %s?", capital(book.Verb(entries[0].Op)), cell.Count(len(entries), "item")), Yes: capital(book.Verb(entries[0].Op)),
	}
	if d := entries[0]; len(entries) == 1 && d.Line == "" && d.Seen.Open > 1 && d.Op != api.ForwardWorkItem {
		c.Head = fmt.Sprintf("%s all %s?", capital(book.Verb(d.Op)), cell.Count(d.Seen.Open, "line"))
	}
	if m.env.Protected {
		c.Type = m.env.Tenant
	}
	return c
}

// forwardLines say who gets an item, and what they are told.
func (m *Model) forwardLines(d *book.Decision) []string {
	if d.Forward == nil {
		return nil
	}
	st := m.env.Styles
	out := []string{"  to " + d.To + st.Muted.Render(st.Glyphs.Sep+"id "+d.Forward.TargetOwnerID)}
	if safe.MixedScripts(d.To) {
		out = append(out, st.Warn.Render("  That name mixes alphabets: make sure by the id that this is the right person"))
	}
	if c := safe.Line(d.Forward.Comment); c != "" {
		out = append(out, "  "+st.Muted.Render("comment ")+c)
	}
	return out
}

// questionLines are the lines of an item that a decision is about.
func (m *Model) questionLines(d *book.Decision) []string {
	st := m.env.Styles
	var out []string
	for _, a := range book.OpenLines(d.Seen) {
		if d.Line != "" && a.ID != d.Line {
			continue
		}
		out = append(out, "  "+operationStyle(st, a.Operation).Render(name(a.Operation, book.Verb(d.Op)))+" "+asks(st, a))
		if where := strings.Join(nonEmpty(a.Application, a.Account), st.Glyphs.Sep); where != "" {
			out = append(out, "    "+st.Muted.Render(where))
		}
	}
	for _, r := range d.Seen.Body().Remediation {
		out = append(out, "  "+operationStyle(st, r.Operation).Render(name(r.Operation, book.Verb(d.Op)))+" "+st.Pair(r.Attribute, r.Value))
	}
	if len(out) == 0 && d.Seen.Lines == 1 {
		out = append(out, "  "+operationStyle(st, d.Seen.Operation).Render(name(d.Seen.Operation, book.Verb(d.Op)))+" "+d.Seen.Value, "    "+st.Muted.Render(d.Seen.Application))
	}
	return out
}

// updateDialogs handles what the view's dialogs answer.
func (m *Model) updateDialogs(msg tea.Msg) tea.Cmd {
	a, ok := msg.(dialog.Answer)
	if !ok {
		return nil
	}
	switch a.Name {
	case "owner":
		if o, ok := a.Value.(dialog.Option); ok {
			if p, ok := o.Value.(api.Identity); ok {
				return m.setOwner(p)
			}
		}
	case "copy":
		return onCopy(a)
	case "review":
		if entries, ok := a.Value.([]*book.Decision); ok {
			for _, d := range entries {
				m.list.SetMark(d.Item, false)
			}
			return m.ask(entries)
		}
	}
	return nil
}
