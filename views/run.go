package views

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/cli/browser"

	"iscope/ui/cell"
	"iscope/ui/input"
	"iscope/ui/notify"
)

// Frames a second. The frame clock sets how soon a key shows; on a thin line
// more frames than it can carry would only make the screen lag behind the
// hand.
const (
	framesLocal = 120
	framesSlow  = 12
)

// errBroke is returned where the program ended by a fault of its own, after what
// the library printed of it.
var errBroke = errors.New("it ended because of a fault of its own; what stands above says where")

// Run shows the shell on the terminal until it quits and returns the error of
// the program, tea.ErrInterrupted where a signal ended it. Slow is for a thin
// line. The terminal is restored in any case; what was given up unasked is
// printed on it then.
func Run(s *Shell, slow bool) error {
	fps := framesLocal
	if slow {
		fps = framesSlow
	}
	options := []tea.ProgramOption{tea.WithFPS(fps), tea.WithInput(input.New(os.Stdin))}
	if notify.Monochrome(os.LookupEnv) {
		options = append(options, tea.WithColorProfile(colorprofile.ASCII))
	}
	p := tea.NewProgram(s, options...)
	signaled, stop := watchSignals(p)
	title(notify.SaveTitle)
	_, err := p.Run()
	stop()
	title(notify.RestoreTitle)
	s.leftOver(os.Stderr)
	s.Close()
	switch {
	case errors.Is(err, tea.ErrProgramPanic):
		return errBroke
	case signaled():
		return tea.ErrInterrupted
	}
	return err
}

// watchSignals watches for signals that end the program, and restores the terminal
// on those that the library leaves to the system. signaled reports whether there
// was one.
func watchSignals(p *tea.Program) (signaled func() bool, stop func()) {
	var got atomic.Bool
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGABRT)
	go func() {
		for s := range ch {
			got.Store(true)
			if s != syscall.SIGTERM {
				p.Kill()
			}
		}
	}()
	return got.Load, func() {
		signal.Stop(ch)
		close(ch)
	}
}

// Unsettled is a view that can tell which of its decisions have not come to an
// end.
type Unsettled interface {
	// Unsettled returns a line for each, such as "approve: Access for Ada
	// Lovelace": of those that were not sent, and of those whose outcome is not
	// known.
	Unsettled() (unsent, sent []string)
}

// leftOver says what was given up without a question, as ctrl+c and signals do.
func (s *Shell) leftOver(w io.Writer) {
	if s.agreed {
		return
	}
	for _, v := range s.opt.Views {
		if u, ok := v.(Unsettled); ok {
			unsent, sent := u.Unsettled()
			enumerate(w, unsent, "held and not sent")
			enumerate(w, sent, "on the way, and the next start reads what came of it")
			continue
		}
		if l, ok := v.(Leaver); ok {
			if free, why := l.CanLeave(); !free {
				_, _ = fmt.Fprintln(w, "iscope: when it ended, "+why)
			}
		}
	}
}

// enumerate prints decisions and what they were.
func enumerate(w io.Writer, lines []string, what string) {
	were := " were "
	switch len(lines) {
	case 0:
		return
	case 1:
		were = " was "
	}
	_, _ = fmt.Fprintln(w, "iscope: "+cell.Count(len(lines), "decision")+were+what+":\n  "+strings.Join(lines, "\n  "))
}

// title writes a sequence about the window's title, which the program itself
// would leave empty.
func title(sequence string) { _, _ = os.Stdout.WriteString(sequence) }

// openPage opens a web page in the person's browser, whose chatter must not
// reach the screen.
func openPage(address string) error {
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	return browser.OpenURL(address)
}
