package library

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views/workflows/find"
)

// usedKey is the action on whose key (w) the window shows where an item is used:
// nothing is exported here.
const usedKey keymap.Action = "workflows.export"

// Scopes whose keys are understood: by the list, by text, and by the list of
// uses, which is in the detail.
var (
	listKeys = []keymap.Scope{keymap.List, keymap.Text, keymap.Dialog, keymap.Workflows, keymap.Global}
	textKeys = []keymap.Scope{keymap.Text, keymap.List, keymap.Dialog, keymap.Workflows, keymap.Steps, keymap.Global}
)

// listKey takes a key while the list has them.
func (b *Browser) listKey(key tea.KeyPressMsg) (tea.Cmd, bool) {
	switch a, _ := b.env.Keys.Resolve(listKeys, key.String()); a {
	case "dialog.close", "app.back", "app.quit":
		return nil, !b.list.Act("app.back") // a search first
	case "dialog.accept", "app.open", "dialog.next", "dialog.prev", "app.pane":
		b.detail = b.list.Selected() != nil
	case "text.next-tab":
		b.turn(1)
	case "text.prev-tab":
		b.turn(-1)
	default:
		return b.either(a), false
	}
	return nil, false
}

// detailKey takes a key while the detail has them.
func (b *Browser) detailKey(key tea.KeyPressMsg) (tea.Cmd, bool) {
	scopes := textKeys
	if b.sheet.Tab() == used {
		scopes = listKeys
	}
	switch a, _ := b.env.Keys.Resolve(scopes, key.String()); a {
	case "dialog.close", "app.back", "app.quit", "dialog.next", "dialog.prev", "app.pane":
		b.detail = false
	case "dialog.accept", "app.open":
		return b.enter()
	case "text.next-tab", "text.prev-tab":
		b.sheet.Act(a)
	case "steps.fold":
		if v := b.json(); v != nil {
			v.Fold()
		}
	case "steps.fold-all":
		if v := b.json(); v != nil {
			v.FoldAll()
		}
	default:
		return b.either(a), false
	}
	return nil, false
}

// either is for the keys that mean the same in list and detail, and those that
// move in what has them.
func (b *Browser) either(a keymap.Action) tea.Cmd {
	switch a {
	case usedKey, "list.write", "workflows.find", "steps.refs": // nothing is written to files here
		if b.list.Selected() != nil {
			b.detail = true
			b.sheet.SetTab(used)
		}
	case "app.refresh":
		return b.desk.Shelf.Read()
	case "list.copy-id":
		return b.copyID()
	case "list.copy-json":
		return b.copyJSON()
	case "list.mark", "list.mark-all", "list.range", "list.sort", "list.reverse": // nothing is marked, and the order is that of names
	default:
		b.move(a)
	}
	return nil
}

func (b *Browser) move(a keymap.Action) {
	switch {
	case !b.detail:
		b.list.Act(a)
	case b.sheet.Tab() == used:
		if a != "app.filter" {
			b.uses.Act(a)
		}
	case b.json() != nil:
		b.json().Act(a)
	default:
		b.sheet.Act(a)
	}
}

// enter goes to the successor of a deprecated item, or opens the step that uses
// it.
func (b *Browser) enter() (tea.Cmd, bool) {
	it := b.list.Selected()
	switch {
	case it == nil:
	case b.sheet.Tab() == about:
		id := b.successor(it)
		if id == "" {
			return nil, false
		}
		b.list.SetFilter("")
		b.list.Select(id)
	case b.sheet.Tab() == used:
		r := b.uses.Selected()
		if r == nil {
			return nil, false
		}
		o := find.Open{View: b.desk.View, Workflow: r.flow.ID}
		if r.hit != nil {
			o.Step, o.Pointer = r.hit.Step, r.hit.Pointer
		}
		return screen.Send(o), true
	}
	return nil, false
}

// successor returns the id of what is to be used instead of an item, "" where
// nothing is known.
func (b *Browser) successor(it *api.LibraryItem) string {
	next, _, ok := b.desk.Shelf.Successor(b.kind, *it)
	if !ok {
		return ""
	}
	return next.ID
}

func (b *Browser) copyID() tea.Cmd {
	it := b.list.Selected()
	if it == nil {
		return nil
	}
	if r := b.uses.Selected(); b.detail && b.sheet.Tab() == used && r != nil {
		return screen.Send(screen.Copy{Text: r.flow.ID, What: "id of the workflow"})
	}
	return screen.Send(screen.Copy{Text: it.ID, What: "id"})
}

// copyJSON copies the example or the schema where that is shown, else the record.
func (b *Browser) copyJSON() tea.Cmd {
	it := b.list.Selected()
	if it == nil {
		return nil
	}
	raw, what := []byte(it.Raw.JSON()), "JSON"
	if b.detail {
		switch b.sheet.Tab() {
		case example:
			if raw, what = it.Example, "example"; raw == nil {
				raw = it.InputExample
			}
		case schema:
			raw, what = it.Schema, "schema"
		}
	}
	if len(raw) == 0 {
		b.note = "There is no " + what + " to copy"
		return nil
	}
	return screen.Send(screen.Copy{Text: api.Pretty(raw), What: what})
}
