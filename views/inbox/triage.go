package inbox

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
	"iscope/views/inbox/selection"
)

// markLike marks the items shown that ask the same as the one under the cursor:
// of its type, application and operation.
func (m *Model) markLike() tea.Cmd {
	model := m.list.Selected()
	if model == nil {
		return nil
	}
	if unread(model) {
		return m.show(model.ID, func(api.WorkItem) tea.Cmd { return m.markLike() })
	}
	if !alike(model, model) {
		return screen.Say(screen.Warn, "The lines of this item ask for different things; nothing is quite like it")
	}
	n := m.list.MarkWhere(func(it *api.WorkItem) bool { return alike(model, it) && !m.book.UnderWay(it.ID) })
	what := strings.Join(nonEmpty(typeWord(model.Type), strings.ToLower(model.Operation), model.Application), ", ")
	return screen.Say(screen.Info, fmt.Sprintf("Marked %s like this: %s", cell.Count(n, "item"), what))
}

// alike reports whether every line of both items asks for the same operation in
// the same application.
func alike(a, b *api.WorkItem) bool {
	if a.Type != b.Type || a.Application != b.Application || a.Operation != b.Operation || (a.Lines > 1) != (b.Lines > 1) {
		return false
	}
	if b.Lines < 2 {
		return true
	}
	body := b.Body() // without its record nobody knows
	return len(body.Approval)+len(body.Remediation) == b.Lines &&
		!slices.ContainsFunc(body.Approval, func(l api.ApprovalItem) bool { return l.Application != b.Application || l.Operation != b.Operation }) &&
		!slices.ContainsFunc(body.Remediation, func(l api.RemediationItem) bool {
			return l.Application != b.Application || l.Operation != b.Operation
		})
}

// repeat takes the last decision once more, about the item under the cursor and
// after showing it.
func (m *Model) repeat() tea.Cmd {
	if m.last.Op == "" {
		return screen.Say(screen.Info, "Nothing has been decided yet that could be repeated")
	}
	if m.last.Op == api.SubmitAccountSelection {
		return screen.Say(screen.Warn, "Each account selection has a form of its own; "+m.env.Keys.Key("inbox.select")+" fills it in")
	}
	if !m.list.Settled() {
		return screen.Say(screen.Warn, "The list has just changed; look again before you decide")
	}
	it := m.list.Selected()
	if m.split.Focused {
		it = m.list.Row(m.detail.item.ID)
	}
	op, action := wholeOp(m.last.Op)
	switch {
	case it == nil:
		return screen.Say(screen.Info, "There is no item to decide")
	case !suits(action, it) && action != "inbox.forward":
		return screen.Say(screen.Warn, m.misfit(it))
	case m.book.Collides(book.Key{Item: it.ID}):
		return screen.Say(screen.Warn, "A decision about this is on its way already")
	case unread(it):
		return m.show(it.ID, func(api.WorkItem) tea.Cmd { return m.repeat() })
	}
	f := m.last.Forward
	switch {
	case f != nil && it.OwnerID == f.TargetOwnerID:
		return screen.Say(screen.Warn, "The new owner has this already")
	case f != nil: // the window asks whether the new owner is still here
		return screen.Send(screen.Show{Dialog: m.forwardDialog([]api.WorkItem{*it}, api.Identity{ID: f.TargetOwnerID, Name: m.last.To}, *f)})
	}
	return screen.Send(screen.Show{Dialog: m.question([]*book.Decision{book.New(op, *it, itemName(*it))}, 0)})
}

// wholeOp returns the operation about a whole item that stands for op, and the
// action that takes it.
func wholeOp(op api.Op) (api.Op, keymap.Action) {
	switch op {
	case api.ApproveItem, api.BulkApprove:
		return api.BulkApprove, "inbox.approve"
	case api.RejectItem, api.BulkReject:
		return api.BulkReject, "inbox.reject"
	case api.CompleteWorkItem:
		return op, "inbox.complete"
	}
	return op, "inbox.forward"
}

// openSelection opens the form of the account selection under the cursor.
func (m *Model) openSelection() tea.Cmd {
	targets := m.targets()
	switch {
	case !m.list.Settled():
		return screen.Say(screen.Warn, "The list has just changed; look again before you decide")
	case len(targets) != 1:
		return screen.Say(screen.Warn, "One account selection is filled in at a time")
	case m.book.Collides(book.Key{Item: targets[0].ID}):
		return screen.Say(screen.Warn, "A decision about this is on its way already")
	}
	// The list may write a form in another way than the item alone, and what is
	// submitted is compared with that.
	return m.show(targets[0].ID, func(it api.WorkItem) tea.Cmd {
		if why := selection.Obstacle(it); why != "" {
			return screen.Say(screen.Warn, why)
		}
		return screen.Send(screen.Show{Dialog: selection.New(m.env, m.id, it), Late: true})
	})
}

// onSelection takes the decision to submit a form.
func (m *Model) onSelection(c selection.Chosen) tea.Cmd {
	d := book.New(api.SubmitAccountSelection, c.Item, itemName(c.Item))
	d.Fields = c.Fields
	return m.ask([]*book.Decision{d})
}
