package views

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
)

// addressed is a message for one view, or for the shell.
type addressed interface{ To() string }

// deliver hands a message to the view it is for. Where that is gone, a read is
// dropped and counted; what came of a write is said all the same.
func (s *Shell) deliver(msg addressed) tea.Cmd {
	if msg.To() == shellID {
		return s.answer(msg)
	}
	if n := len(s.dialogs); n > 0 {
		if l, ok := s.dialogs[n-1].Dialog.(screen.Listener); ok && l.Listens(msg) {
			return s.toDialog(msg)
		}
	}
	for _, v := range s.opt.Views {
		if v.ID() == msg.To() {
			return v.Update(msg)
		}
	}
	if cmd, ok := s.toRetired(msg); ok {
		return cmd
	}
	s.lost++
	if w, ok := msg.(interface {
		IsWrite() bool
		Failure() *api.Error
	}); ok && w.IsWrite() {
		if err := w.Failure(); err != nil {
			return s.toasts.Push(screen.Toast{Tone: screen.Bad, Text: err.Error(), Keep: true})
		}
		return s.toasts.Push(screen.Toast{Tone: screen.Good, Text: "A change was made by a view that is closed by now."})
	}
	return nil
}

func (s *Shell) broadcast(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case tea.FocusMsg:
		s.focused = true
	case tea.BlurMsg:
		s.focused = false
	}
	cmds := make([]tea.Cmd, 0, len(s.opt.Views)+1)
	if _, back := msg.(tea.FocusMsg); back && s.follows() {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	for _, v := range s.opt.Views {
		cmds = append(cmds, v.Update(msg))
	}
	return tea.Batch(cmds...)
}

// intent carries out what a view asks for; messages nobody knows end here.
func (s *Shell) intent(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Toast:
		return s.toasts.Push(msg)
	case screen.Show:
		if msg.Late {
			return s.openLate(msg.Dialog, msg.Over)
		}
		return s.open(msg.Dialog)
	case screen.Goto:
		return s.goTo(msg)
	case screen.Copy:
		return s.copyText(msg.Text, "Copied the "+msg.What+" to the clipboard", msg.What)
	case screen.Browse:
		return s.browse(msg.URL)
	case browsed:
		if msg.err != nil {
			return s.copyText(msg.address, "No browser could be opened here; the address is on the clipboard", "address")
		}
	case screen.Notify:
		return s.notify(msg)
	case screen.Decided:
		s.log(msg)
	case screen.Recalled:
		return s.onRecalled(msg)
	}
	return s.connected(msg)
}
