package bundle

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// Hints returns the keys that work now.
func (d *ExportDialog) Hints() []screen.Hint {
	k := d.env.Keys
	accept, stop := k.Key("dialog.accept"), k.Key("dialog.close")
	arrows := keymap.Pretty("up") + " " + keymap.Pretty("down") // always work
	files := screen.Hint{Key: cmp.Or(dialog.Way(d.env, "list.up", "list.down"), arrows), Text: "files"}
	switch {
	case d.over:
		return []screen.Hint{{Key: accept, Text: "close"}, files}
	case d.writing:
		return []screen.Hint{{Key: stop, Text: "stop"}}
	}
	return []screen.Hint{{Key: accept, Text: "write"}, {Key: k.Key("dialog.next"), Text: "complete"}, files, {Key: stop, Text: "cancel"}}
}

func (d *ExportDialog) key(m tea.KeyPressMsg) (tea.Cmd, bool) {
	switch a, _ := d.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, m.String()); a {
	case "dialog.close":
		if d.writing {
			return screen.Say(screen.Warn, "Export stopped. "+d.summary()), true
		}
		return nil, true
	case "dialog.accept":
		if d.over {
			return nil, true
		}
		return d.begin(), false
	}
	a, _ := d.env.Keys.Resolve([]keymap.Scope{keymap.List}, m.String())
	switch {
	case m.Text != "" && d.Typing(): // part of the path
	case a == "list.down", m.Code == tea.KeyDown:
		d.move(1)
		return nil, false
	case a == "list.up", m.Code == tea.KeyUp:
		d.move(-1)
		return nil, false
	case a == "list.page-down", m.Code == tea.KeyPgDown:
		d.move(max(d.rows-1, 1))
		return nil, false
	case a == "list.page-up", m.Code == tea.KeyPgUp:
		d.move(-max(d.rows-1, 1))
		return nil, false
	}
	if d.Typing() {
		d.problem = ""
		return d.path.Update(m), false
	}
	return nil, false
}

func (d *ExportDialog) move(n int) { d.cursor = max(min(d.cursor+n, len(d.files)-1), 0) }
