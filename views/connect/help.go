package connect

import (
	"strings"

	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// helping reports whether the help is open.
func (w *Welcome) helping() bool {
	n := len(w.panels)
	return n > 0 && w.panels[n-1].Title() == helpTitle
}

const helpTitle = "Help"

// help says what the keys do, here and in the form over it.
func (w *Welcome) help() screen.Dialog {
	var b strings.Builder
	add := func(title string, hints []screen.Hint) {
		b.WriteString(title + "\n")
		for _, h := range hints {
			if h.Key != "" {
				b.WriteString("  " + cell.Left(h.Key, max(cell.Width(h.Key), 14)) + "  " + h.Text + "\n")
			}
		}
		b.WriteString("\n")
	}
	if n := len(w.panels); n > 0 {
		add(w.panels[n-1].Title(), w.panels[n-1].Hints())
	}
	add("First start", w.hints())
	b.WriteString("A field says below it what it is for. Nothing is saved before it was checked, or you agreed to that. " +
		"iscope help and iscope config init, in a shell, say the rest.")
	return dialog.NewReader(w.env, helpTitle, b.String())
}
