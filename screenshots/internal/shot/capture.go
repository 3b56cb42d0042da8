package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"iscope/screenshots/internal/shot/paint"
	"iscope/screenshots/internal/shot/term"
)

// size is a terminal size, written as 120x36.
type size struct{ width, height int }

// maxSide keeps a slip in -size from asking for gigabytes.
const maxSide = 1000

func (s *size) String() string {
	if s == nil || *s == (size{}) {
		return ""
	}
	return fmt.Sprintf("%dx%d", s.width, s.height)
}

// Set reads a size; it is the flag.Value of -size.
func (s *size) Set(text string) error {
	var read size
	var rest string
	n, _ := fmt.Sscanf(text+" .", "%dx%d %s", &read.width, &read.height, &rest)
	if n != 3 || rest != "." {
		return fmt.Errorf("want WIDTHxHEIGHT, such as 120x36")
	}
	if read.width < 1 || read.height < 1 || read.width > maxSide || read.height > maxSide {
		return fmt.Errorf("width and height must be 1 to %d", maxSide)
	}
	*s = read
	return nil
}

// captured turns a captured pane, lines of text with colours, into a screen.
// Without a size it is as large as the text.
func captured(text []byte, sz size) *term.Screen {
	// The newline after the last line would scroll the first one away.
	text = bytes.TrimSuffix(text, []byte("\n"))
	if sz == (size{}) {
		for line := range strings.SplitSeq(string(text), "\n") {
			sz.width = min(max(sz.width, ansi.StringWidthWc(line)), maxSide)
			sz.height = min(sz.height+1, maxSide)
		}
	}
	s := term.New(sz.width, sz.height, term.Options{Newline: true})
	_, _ = s.Write([]byte("\x1b[?25l")) // a capture does not tell where the cursor is
	_, _ = s.Write(text)
	return s
}

// paintCapture draws a captured pane into a file.
func paintCapture(file string, s *term.Screen, theme paint.Theme, scale int) error {
	p, err := paint.New(theme, scale)
	if err != nil {
		return err
	}
	return writePNG(file, p.Image(s))
}

// readInput reads a file, or standard input for "-".
func readInput(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(file)
}
