package create

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
)

// Render draws the choice, the field or the text.
func (d *Dialog) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	st := d.Env.Styles
	var foot []string
	for _, l := range cell.Wrap(d.words(), w) {
		if l != "" {
			foot = append(foot, st.Bad.Render(l))
		}
	}
	foot = foot[:min(len(foot), h/2)]
	var text string
	var cursor *tea.Cursor
	room := h - len(foot)
	switch d.way {
	case file:
		text, cursor = d.path.Render(w, room)
		if d.busy && room > 1 {
			text += "\n" + st.Muted.Render("Reading")
		}
	case paste:
		head := fmt.Sprintf("A workflow as JSON. %s takes it.", d.Env.Keys.Key("editor.review"))
		if room >= 6 {
			text, cursor = d.editor.Render(w, min(room, 24)-1)
			text = st.Muted.Render(cell.Cut(head, w)) + "\n" + text
			if cursor != nil {
				cursor.Y++
			}
		} else {
			text, cursor = d.editor.Render(w, room)
		}
	default:
		d.catchUp()
		text, cursor = d.pick.Render(w, room)
	}
	if len(foot) > 0 {
		text += "\n" + strings.Join(foot, "\n")
	}
	lines := strings.Split(text, "\n")
	return strings.Join(lines[:min(len(lines), h)], "\n"), cursor
}

// words says what is wrong.
func (d *Dialog) words() string {
	if d.way == paste && d.problem == "" {
		return d.editor.Note()
	}
	return d.problem
}
