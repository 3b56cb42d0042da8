package views

import (
	"io"
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/cli/browser"

	"iscope/ui/notify"
)

// Frames a second. The frame clock sets how soon a key shows; on a thin line
// more frames than it can carry would only make the screen lag behind the
// hand.
const (
	framesLocal = 120
	framesSlow  = 12
)

// Run shows the shell on the terminal until it quits and returns the error of
// the program, tea.ErrInterrupted where a signal ended it. Slow is for a thin
// line. The terminal is restored in any case.
func Run(s *Shell, slow bool) error {
	fps := framesLocal
	if slow {
		fps = framesSlow
	}
	p := tea.NewProgram(s, tea.WithFPS(fps))
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	go func() {
		if _, ok := <-hangup; ok {
			p.Kill()
		}
	}()
	title(notify.SaveTitle)
	_, err := p.Run()
	title(notify.RestoreTitle)
	s.Close()
	return err
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
