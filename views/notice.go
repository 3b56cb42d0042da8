package views

import (
	tea "charm.land/bubbletea/v2"

	"iscope/ui/screen"
)

// notify tells the person something wherever they look.
func (s *Shell) notify(n screen.Notify) tea.Cmd {
	s.notice = n.Text
	return tea.Batch(
		s.toasts.Push(screen.Toast{Tone: n.Tone, Text: n.Text, Keep: true}),
		tea.Raw(s.opt.Terminal.Sequence("iscope "+s.env.Tenant, n.Text)),
	)
}

// seen is called for each key pressed: what was kept on screen for it goes.
// Under a dialog no toast is drawn, so none was seen.
func (s *Shell) seen() {
	if len(s.dialogs) > 0 {
		return
	}
	s.toasts.Seen()
	if s.toasts.Len() == 0 {
		s.notice = ""
	}
}
