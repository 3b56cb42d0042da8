package views

import (
	"io"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/notify"
	"iscope/ui/screen"
)

// resumed comes after the program was suspended, also where the terminal refused
// that. The shell sends it to itself.
type resumed struct{}

// halt stops the program while it does not have the terminal. The window has its
// former title meanwhile, which the library would leave empty.
type halt struct{ stop func() error }

var _ tea.ExecCommand = halt{}

// Run implements tea.ExecCommand.
func (h halt) Run() error {
	title(notify.RestoreTitle)
	defer title(notify.SaveTitle)
	return h.stop()
}

// SetStdin implements tea.ExecCommand: nothing is read.
func (halt) SetStdin(io.Reader) {}

// SetStdout implements tea.ExecCommand: nothing is written.
func (halt) SetStdout(io.Writer) {}

// SetStderr implements tea.ExecCommand: nothing is written.
func (halt) SetStderr(io.Writer) {}

// asksToSuspend reports whether a key hands the terminal back, wherever one is:
// in forms it may mean something else.
func (s *Shell) asksToSuspend(msg tea.KeyPressMsg) bool {
	key := msg.String()
	if a, _ := s.env.Keys.Resolve([]keymap.Scope{keymap.Global}, key); a != "app.suspend" || msg.Text != "" {
		return false
	}
	_, edits := s.env.Keys.Resolve([]keymap.Scope{keymap.Editor}, key)
	if n := len(s.dialogs); n > 0 {
		top := s.dialogs[n-1].Dialog
		_, help := top.(*helpPage)
		t, types := top.(screen.Typist)
		return (help || !edits || !types || !t.Typing()) && !slices.ContainsFunc(top.Hints(), func(h screen.Hint) bool { return h.Key == key })
	}
	return !edits || !slices.Contains(s.view().Scopes(), keymap.Editor)
}

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
	return tea.Sequence(s.hold(true), tea.Exec(halt{stopGroup}, func(error) tea.Msg { return resumed{} }))
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
		s.toasts.Push(screen.Toast{Text: "Back after " + cell.Age(away) + "; what is shown is read again"}))
}
