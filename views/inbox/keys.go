package inbox

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/poll"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
)

// Hides reports whether an action makes no sense in what is shown.
func (m *Model) Hides(a keymap.Action) bool {
	switch {
	case m.decisions && m.mine.Hides(a):
		return true
	case a == "list.write": // its key is that of inbox.write
		return true
	case a == "inbox.select" && !m.decisions:
		it := m.list.Selected()
		return m.completed || it == nil || it.Nature != api.AccountSelection
	case a == "inbox.section-next", a == "inbox.section-prev":
		return len(m.opt.Sections) == 0
	}
	return (m.completed || m.decisions) && m.env.Keys.Binding(a).Writes && m.env.Keys.Binding(a).Scope == keymap.Inbox
}

// Act does what a key, a palette entry or a click means.
func (m *Model) Act(a keymap.Action) tea.Cmd {
	m.goneOn()
	switch a {
	case "inbox.undo":
		return m.undo()
	case "inbox.send":
		if m.book.Count(book.Held) == 0 {
			return screen.Say(screen.Info, "Nothing is held that could be sent now")
		}
		return m.Hurry()
	case "inbox.outbox":
		return m.showOutbox(0)
	case "inbox.decisions":
		return m.toggleDecisions()
	}
	if m.decisions {
		if a == "app.back" && !m.mine.Back() {
			return m.toggleDecisions()
		}
		return m.mine.Act(a)
	}
	if cmd, did := m.decideBy(a); did {
		return cmd
	}
	switch a {
	case "inbox.like":
		return m.markLike()
	case "inbox.owner":
		return m.askOwner()
	case "inbox.section-next":
		return m.nextSection(1)
	case "inbox.section-prev":
		return m.nextSection(-1)
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
	case "inbox.write", "list.write":
		return m.write()
	}
	return m.navigate(a)
}

// decideBy takes the decision that an action means, and reports whether it
// means one.
func (m *Model) decideBy(a keymap.Action) (tea.Cmd, bool) {
	switch a {
	case "inbox.approve":
		return m.decide(api.BulkApprove), true
	case "inbox.reject":
		return m.decide(api.BulkReject), true
	case "inbox.complete":
		return m.decide(api.CompleteWorkItem), true
	case "inbox.forward":
		return m.openForward(), true
	case "inbox.select":
		return m.openSelection(), true
	case "inbox.repeat":
		return m.repeat(), true
	}
	return nil, false
}

// toggleDecisions shows what the person decided, and the list again.
func (m *Model) toggleDecisions() tea.Cmd {
	m.decisions = !m.decisions
	m.split.Close()
	if m.decisions {
		return m.mine.Load()
	}
	return m.follow()
}

// navigate moves in and between the panes.
func (m *Model) navigate(a keymap.Action) tea.Cmd {
	if m.split.Focused && m.detail.act(m, a) {
		return nil
	}
	if a == "app.back" && !m.split.Focused && (m.list.Act(a) || !m.split.Open && m.unask()) {
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
	if cmd, did := m.arranged(m.list, m.completed).Act(a); did {
		return tea.Batch(cmd, m.follow())
	}
	if m.list.Act(a) {
		if m.list.Typing() {
			m.poller.Rest(poll.Busy)
		}
		return m.follow()
	}
	return nil
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

// Click moves the cursor to a row.
func (m *Model) Click(x, y int) tea.Cmd {
	m.goneOn()
	if m.decisions {
		head := m.mine.Head()
		m.mine.Click(y - head.Height())
		return nil
	}
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
	m.goneOn()
	if m.decisions {
		m.mine.Wheel(n)
		return nil
	}
	if m.split.Focused {
		m.detail.scroll(n)
		return nil
	}
	m.list.MoveBy(n)
	return m.follow()
}

// Disabled says why an action cannot be done now.
func (m *Model) Disabled(a keymap.Action) string {
	if m.decisions && m.mine.Hides(a) {
		return "This is what you decided; " + m.env.Keys.Key("inbox.decisions") + " goes back to the items"
	}
	switch a {
	case "inbox.approve", "inbox.reject", "inbox.forward", "inbox.complete", "inbox.select", "inbox.repeat":
	case "inbox.section-next", "inbox.section-prev":
		if len(m.opt.Sections) == 0 {
			return "There are no sections; [[inbox.sections]] of the configuration names them"
		}
		return ""
	default:
		return ""
	}
	if m.decisions {
		return "This is what you decided; " + m.env.Keys.Key("inbox.decisions") + " goes back to the items"
	}
	if m.completed {
		return "Completed items cannot be decided again; " + m.env.Keys.Key("inbox.history") + " shows the pending ones"
	}
	targets := m.targets()
	switch {
	case m.unlisted():
		return "This item was opened by its id and is not in the list, so it can only be looked at here; " + m.env.Keys.Key("inbox.owner") + " lists the items of another owner"
	case len(targets) == 0 && m.split.Focused:
		return "This item is not in the list any more; " + m.env.Keys.Key("app.back") + " goes back"
	case len(targets) == 0:
		return "There is no item to decide"
	}
	if a == "inbox.forward" || a == "inbox.repeat" {
		return ""
	}
	if i := slices.IndexFunc(targets, func(it *api.WorkItem) bool { return suits(a, it) }); i >= 0 {
		return ""
	}
	return m.misfit(targets[0])
}

// suits reports whether an action is what an item asks for.
func suits(a keymap.Action, it *api.WorkItem) bool {
	switch it.Nature {
	case api.Approval:
		return a == "inbox.approve" || a == "inbox.reject"
	case api.Manual:
		return a == "inbox.complete"
	case api.AccountSelection:
		return a == "inbox.select"
	}
	return false
}

// misfit says what is done with an item instead.
func (m *Model) misfit(it *api.WorkItem) string {
	key := m.env.Keys.Key
	forward := key("inbox.forward") + " forwards it"
	switch it.Nature {
	case api.Approval:
		return "This item asks for a decision: " + key("inbox.approve") + " approves, " + key("inbox.reject") + " rejects, " + forward
	case api.Manual:
		return "This item is work done by hand: " + key("inbox.complete") + " completes it, " + forward
	case api.AccountSelection:
		return "This item asks for an account: " + key("inbox.select") + " chooses one, " + forward
	}
	return typeWord(it.Type) + ": decided in the web interface; " + forward
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
