package views

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/screen"
)

// resumeDue comes after the program was suspended, also where the terminal
// refused that. The shell sends it to itself.
type resumeDue struct{}

// suspend hands the terminal back to the shell that started the program. What
// is held is kept back: its time must not run out while nobody can take it back.
func (s *Shell) suspend() tea.Cmd {
	can := s.opt.CanSuspend
	if can == nil {
		can = canSuspend
	}
	if !can() {
		return s.toasts.Push(screen.Toast{Tone: screen.Warn, Text: "There is no shell to go back to from here"})
	}
	s.suspended = s.env.Now()
	due := tea.Tick(time.Second, func(time.Time) tea.Msg { return resumeDue{} })
	return tea.Sequence(s.hold(true), tea.Suspend, due)
}

// resume goes on after the program was suspended: the terminal may be another
// one by now, and what is on screen is old.
func (s *Shell) resume() tea.Cmd {
	if s.suspended.IsZero() {
		return nil
	}
	away := s.env.Now().Round(0).Sub(s.suspended.Round(0))
	s.suspended = time.Time{}
	return tea.Batch(tea.RequestBackgroundColor, s.hold(false), s.broadcast(tea.FocusMsg{}), s.view().Act("app.refresh"),
		s.toasts.Push(screen.Toast{Text: "Back after " + cell.Age(away) + "; what is shown is read anew"}))
}
