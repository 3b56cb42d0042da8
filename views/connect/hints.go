package connect

import (
	"iscope/api/probe"
	"iscope/keymap"
	"iscope/ui/screen"
)

// Hints returns the keys that work now.
func (p *Panel) Hints() []screen.Hint {
	var out []screen.Hint
	put := func(a keymap.Action, text string) {
		if k := p.env.Keys.Key(a); k != "" {
			out = append(out, screen.Hint{Key: k, Text: text})
		}
	}
	switch p.stage {
	case editing:
		put("editor.review", "check and save")
		put("editor.close", "close")
		put("editor.next", "next")
		put("editor.run", "save unchecked")
	case checking:
		put("editor.close", "give up")
	case checked:
		if p.worst() == probe.Problem {
			put("dialog.accept", "back to the form")
			put("editor.review", "check again")
			put("editor.run", "save anyway")
		} else {
			put("dialog.accept", "save and open")
			put("editor.close", "back to the form")
		}
	}
	return out
}
