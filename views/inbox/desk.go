package inbox

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
	"iscope/views/inbox/outbox"
)

// The inbox lends its book to the outbox.
var _ outbox.Desk = (*Model)(nil)

// showOutbox opens the window of decisions on their way, or the progress of a
// batch. One that is open goes over to it.
func (m *Model) showOutbox(batch int) tea.Cmd {
	if m.panel != nil && !m.panel.Closed() {
		m.panel.Follow(batch)
		return nil
	}
	m.panel = outbox.New(m.env, m, batch)
	return screen.Send(screen.Show{Dialog: m.panel})
}

// Entries returns the decisions on their way and those that stopped.
func (m *Model) Entries() []*book.Decision { return m.book.Entries }

// Ended returns the decisions that are over, oldest first.
func (m *Model) Ended() []book.Ended { return m.book.Ended }

// Run returns the counts of a batch.
func (m *Model) Run(batch int) book.Run { return m.book.Run(batch) }

// Withdraw takes decisions back, as far as they have not begun.
func (m *Model) Withdraw(keys []book.Key) tea.Cmd {
	return m.takeBack(m.book.Step(book.Withdrawn{Keys: keys}))
}

// Hurry sends what is held.
func (m *Model) Hurry() tea.Cmd { return m.run(m.book.Step(book.Hurried{Now: m.env.Now()})) }

// Forget drops decisions that stopped.
func (m *Model) Forget(keys []book.Key) tea.Cmd {
	for _, k := range keys {
		m.book.Forget(k)
	}
	m.list.Touch()
	return m.follow()
}

// retry is a wish to decide anew about what stopped. Items that the list does
// not hold are read first, one after the other.
type retry struct {
	keys  []book.Key
	items map[string]api.WorkItem
	next  []string   // still to be read
	err   *api.Error // why one could not be read

	unanswered bool // one of them is a form whose answers are not known any more
}

// Retry asks anew about decisions that stopped, as their items are now. They
// are new decisions: what was sent is never sent again.
func (m *Model) Retry(keys []book.Key) tea.Cmd {
	r := &retry{items: map[string]api.WorkItem{}}
	for _, k := range keys {
		d := m.book.Of(k)
		if d == nil || d.Stage != book.Stopped && d.Stage != book.Doubtful {
			continue
		}
		r.keys = append(r.keys, k)
		if it := m.pending().Row(k.Item); it != nil && !unread(it) {
			r.items[k.Item] = *it
		} else if !slices.Contains(r.next, k.Item) {
			r.next = append(r.next, k.Item)
		}
	}
	m.retry = r
	switch {
	case len(r.keys) == 0:
		return screen.Say(screen.Info, "Nothing here has stopped; there is nothing to decide again")
	case len(r.next) == 0:
		return m.askAgain()
	}
	return tea.Batch(m.readNext(), screen.Say(screen.Info, "Reading "+cell.Count(len(r.next), "item")+" first"))
}

func (m *Model) readNext() tea.Cmd {
	id := m.retry.next[0]
	return m.cmds.WorkItem(m.ctx, m.ticket(api.GetWorkItem, id, "retry"), id)
}

// onRetried takes an item that was read to be decided anew. One that cannot be
// read is left out.
func (m *Model) onRetried(r api.Result[api.WorkItem], item string) tea.Cmd {
	if m.retry == nil || len(m.retry.next) == 0 || m.retry.next[0] != item {
		return nil
	}
	switch {
	case r.Err == nil && r.Value.ID == item:
		m.retry.items[item] = r.Value
	case r.Err != nil && r.Err.Kind != api.NotFound:
		m.retry.err = r.Err
	}
	if m.retry.next = m.retry.next[1:]; len(m.retry.next) > 0 {
		return m.readNext()
	}
	return m.askAgain()
}

// askAgain asks about what can be decided anew together: the same decision as
// the first. A forward whose comment is not known any more is asked for it.
func (m *Model) askAgain() tea.Cmd {
	r := m.retry
	m.retry = nil
	var entries []*book.Decision
	for _, k := range r.keys {
		it, read := r.items[k.Item]
		was := m.book.Of(k)
		if !read || was == nil || !it.State.Open() || !it.Completed.IsZero() || was.From != "" && it.OwnerID != "" && it.OwnerID != was.From {
			continue
		}
		r.unanswered = r.unanswered || was.Op == api.SubmitAccountSelection && was.Fields == nil
		if d := again(was, it); d != nil && (len(entries) == 0 || together(entries[0], d)) {
			entries = append(entries, d)
		}
	}
	left := len(r.keys) - len(entries)
	switch {
	case len(entries) == 0 && r.err != nil:
		return screen.Say(screen.Bad, "It cannot be decided again before it is read: "+r.err.Error())
	case len(entries) == 0 && r.unanswered:
		return screen.Say(screen.Warn, "The answers of an account selection are not kept; "+m.env.Keys.Key("inbox.select")+" fills in the form anew")
	case len(entries) == 0:
		return screen.Say(screen.Warn, "Nothing of this can be decided again: it is decided, gone, or has another form by now")
	case entries[0].Forward != nil:
		return m.forwardAgain(entries)
	}
	return screen.Send(screen.Show{Dialog: m.question(entries, left), Late: true, Over: m.over()})
}

// again makes a new decision like one that stopped, about the item as it is
// now; nil where that makes no sense.
func again(was *book.Decision, it api.WorkItem) *book.Decision {
	op, _ := wholeOp(was.Op)
	d := book.New(op, it, was.Name)
	switch {
	case was.Line != "":
		if !slices.ContainsFunc(book.OpenLines(it), func(a api.ApprovalItem) bool { return a.ID == was.Line }) {
			return nil
		}
		d = book.Line(op, it, was.Line, was.Name)
	case was.Op == api.SubmitAccountSelection:
		if d.Digest != was.Digest || was.Fields == nil { // filled in for another form, or not known any more
			return nil
		}
	}
	d.Forward, d.To, d.Fields = was.Forward, was.To, was.Fields
	return d
}

// together reports whether two decisions can be asked about in one question.
func together(a, b *book.Decision) bool {
	if book.Verb(a.Op) != book.Verb(b.Op) {
		return false
	}
	return a.Forward == nil || b.Forward != nil && *a.Forward == *b.Forward
}

// over returns the window that a late question belongs over: the outbox, where
// that is open.
func (m *Model) over() screen.Dialog {
	if m.panel == nil || m.panel.Closed() {
		return nil
	}
	return m.panel
}

// forwardAgain asks once more about forwards to one person. Those of an earlier
// run need a comment anew: the journal knows to whom, but not why.
func (m *Model) forwardAgain(entries []*book.Decision) tea.Cmd {
	items := make([]api.WorkItem, 0, len(entries))
	for _, d := range entries {
		items = append(items, d.Seen)
	}
	to := api.Identity{ID: entries[0].Forward.TargetOwnerID, Name: entries[0].To}
	f := *entries[0].Forward
	f.SendNotifications = f.SendNotifications || f.Comment == ""
	return screen.Send(screen.Show{Dialog: m.forwardDialog(items, to, f), Late: true, Over: m.over()})
}
