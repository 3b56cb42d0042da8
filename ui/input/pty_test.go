//go:build linux || darwin || freebsd || netbsd || openbsd

package input

import (
	"slices"
	"testing"
	"time"

	"github.com/creack/pty"
)

// TestSplitAnswersOnATerminal has a real terminal deliver answers in two pieces,
// further apart than the library waits. The pauses are those of the line: there
// is no clock of ours between the two ends.
func TestSplitAnswersOnATerminal(t *testing.T) {
	master, terminal, err := pty.Open()
	if err != nil {
		t.Skip("no terminal to be had: ", err)
	}
	defer func() { _ = master.Close(); _ = terminal.Close() }()
	heard := make(chan []string)
	go func() { heard <- hear(t, New(terminal)) }()
	for _, answer := range [][2]string{
		{"\x1b]11;rgb:a", "aaa/0000/0000\a"}, {"\x1b[?62;2", "2c"}, {"\x1b[<65;20", ";10M"}, {"\x1b[?2026;", "2$y"}, {"\x1bP>|a", "a\x1b\\"}, {"\x1b[", "A"},
	} {
		for _, piece := range answer {
			if _, err := master.WriteString(piece); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * EscWait) // cuts the answer in two; where it does not, nothing else is heard
		}
	}
	_, _ = master.WriteString("xq")
	want := []string{"tea.BackgroundColorMsg", "tea.MouseWheelMsg", "tea.ModeReportMsg", "up", "x"}
	select {
	case got := <-heard:
		if !slices.Equal(got, want) {
			t.Errorf("heard %q, want %q", got, want)
		}
	case <-time.After(20 * time.Second):
		t.Error("it does not end")
	}
}
