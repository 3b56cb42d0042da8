package find

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/screen"
)

// listKeys are the scopes whose keys the list understands.
var listKeys = []keymap.Scope{keymap.List, keymap.Dialog, keymap.Editor, keymap.Global}

func (d *Dialog) listKey(key tea.KeyPressMsg) (tea.Cmd, bool) {
	switch a, _ := d.env.Keys.Resolve(listKeys, key.String()); a {
	case "dialog.close", "app.back", "app.quit":
		return d.close()
	case "dialog.accept", "app.open":
		return d.open()
	case "dialog.next", "dialog.prev", "app.filter", "app.pane":
		d.inList = false
	case "editor.review":
		return d.keep()
	case "list.copy-id":
		return d.copyID(), false
	case "list.copy-json":
		return d.copyFound(), false
	case "list.mark", "list.mark-all", "list.range", "list.sort", "list.reverse": // nothing is marked, and the order is that of names
	default:
		d.list.Act(a)
	}
	return nil, false
}

func (d *Dialog) fieldKey(key tea.KeyPressMsg) (tea.Cmd, bool) {
	switch a, _ := d.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); a {
	case "dialog.close":
		return d.close()
	case "dialog.accept":
		return d.open()
	case "dialog.next", "dialog.prev":
		if cmd, done := d.beside(a, key.String()); done {
			return cmd, false
		}
	}
	if a, _ := d.env.Keys.Resolve([]keymap.Scope{keymap.Editor}, key.String()); a == "editor.review" {
		return d.keep()
	}
	if a, _ := d.env.Keys.Resolve([]keymap.Scope{keymap.List}, key.String()); key.Text == "" {
		switch a {
		case "list.down", "list.up", "list.page-down", "list.page-up":
			d.list.Act(a)
			return nil, false
		}
	}
	return d.typed(key), false
}

// beside is for the keys that go about outside of the field; left and right
// belong to the text. done is false where the key is not one.
func (d *Dialog) beside(a keymap.Action, key string) (cmd tea.Cmd, done bool) {
	switch key {
	case "left", "right":
		return nil, false
	case "up":
		d.list.Act("list.up")
	case "down":
		d.list.Act("list.down")
	default:
		if a == "dialog.next" && len(d.offers) > 0 {
			d.field.Set(d.offers[0].Text)
			return d.changed(debounce), true
		}
		d.inList = d.list.Len() > 0
	}
	return nil, true
}

func (d *Dialog) typed(msg tea.Msg) tea.Cmd {
	was := d.field.Value()
	d.field.Update(msg)
	if d.field.Value() == was {
		return nil
	}
	return d.changed(debounce)
}

func (d *Dialog) close() (tea.Cmd, bool) {
	d.next()
	d.closed = true
	return nil, true
}

// open shows the workflow under the cursor, at the place of the hit.
func (d *Dialog) open() (tea.Cmd, bool) {
	r := d.list.Selected()
	if r == nil || d.first && d.busy { // the row is of the query before
		return nil, false
	}
	o := Open{View: d.finder.view, Workflow: r.flow.ID}
	if r.hit != nil {
		o.Step, o.Pointer = r.hit.Step, r.hit.Pointer
	}
	_, done := d.close()
	return screen.Send(o), done
}

// keep has the view list what was found.
func (d *Dialog) keep() (tea.Cmd, bool) {
	switch {
	case d.busy:
		d.note = "One moment: not all workflows are looked through"
	case len(d.result.Flows) == 0 || d.err != nil:
		d.note = "Nothing was found that could be listed"
	default:
		k := Keep{View: d.finder.view, Label: safe.Line(d.field.Value()), IDs: d.result.IDs()}
		_, done := d.close()
		return screen.Send(k), done
	}
	return nil, false
}

func (d *Dialog) copyID() tea.Cmd {
	if r := d.list.Selected(); r != nil {
		return screen.Send(screen.Copy{Text: r.flow.ID, What: "id of the workflow"})
	}
	return nil
}

// copyFound copies the value that was found, of a workflow its whole record.
func (d *Dialog) copyFound() tea.Cmd {
	r := d.list.Selected()
	if r == nil || d.finder.index == nil {
		return nil
	}
	pointer, what := "", "workflow as JSON"
	if r.hit != nil {
		pointer, what = r.hit.Pointer, "value as JSON"
	}
	if raw := d.finder.index.Value(r.flow.ID, pointer); raw != nil {
		return screen.Send(screen.Copy{Text: api.Pretty(raw), What: what})
	}
	d.note = "It is not there any more"
	return nil
}

// Hints returns the keys that work now.
func (d *Dialog) Hints() []screen.Hint {
	var out []screen.Hint
	put := func(a keymap.Action, text string) {
		if k := d.env.Keys.Key(a); k != "" && text != "" {
			out = append(out, screen.Hint{Key: k, Text: text})
		}
	}
	found := d.list.Len() > 0 && d.query.Kind != Nothing
	if found {
		put("dialog.accept", "open")
	}
	switch {
	case d.inList:
		put("app.filter", "change")
		put("list.copy-id", "copy id")
		put("list.copy-json", "copy value")
	case len(d.offers) > 0:
		put("dialog.next", "complete")
	case found:
		put("dialog.next", "list")
	}
	if found && !d.busy {
		put("editor.review", "list these workflows")
	}
	put("dialog.close", "close")
	return out
}
