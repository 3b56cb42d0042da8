package term

import (
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

const tabWidth = 8

// Options say how a [Screen] behaves. The zero value is a dark terminal that
// nobody listens to.
type Options struct {
	// Reply receives answers to queries; nil drops them.
	Reply io.Writer
	// Foreground and Background are what a program is told when it asks for
	// them, as #rrggbb. Empty leaves the question unanswered.
	Foreground, Background string
	// Newline makes a line feed also return to the first column, as the
	// output of a captured pane needs.
	Newline bool
}

// Screen is the state of a terminal. Make one with [New].
type Screen struct {
	opts          Options
	width, height int
	parser        *ansi.Parser

	grid      [][]Cell // the screen that is shown
	other     [][]Cell // the main screen while the alternate one is shown
	alternate bool

	x, y        int
	wrapNext    bool // the last column was written, the next rune wraps
	pen         Style
	saved       savedCursor
	top, bottom int // scroll region, both inclusive
	tabs        []bool
	last        rune // for the repeat sequence

	hidden, noWrap, insert, origin bool
	updating                       bool
	title                          string
}

type savedCursor struct {
	x, y   int
	pen    Style
	origin bool
}

// New returns an empty screen of the given size; both must be at least 1.
func New(width, height int, opts Options) *Screen {
	s := &Screen{opts: opts, width: max(width, 1), height: max(height, 1), parser: ansi.NewParser()}
	s.reset()
	s.parser.SetHandler(ansi.Handler{
		Print:     s.print,
		Execute:   s.execute,
		HandleCsi: s.csi,
		HandleEsc: s.escape,
		HandleOsc: s.osc,
	})
	return s
}

// Write feeds output of the program to the screen. Sequences may be cut
// anywhere between calls. It never fails.
func (s *Screen) Write(p []byte) (int, error) {
	for _, b := range p {
		s.parser.Advance(b)
	}
	return len(p), nil
}

// Size returns the width and height in cells.
func (s *Screen) Size() (width, height int) { return s.width, s.height }

// Row returns the cells of line y, counted from 0. The slice belongs to the
// screen and is valid until the next Write.
func (s *Screen) Row(y int) []Cell { return s.grid[y] }

// Cursor returns where the cursor is and whether it is shown.
func (s *Screen) Cursor() (x, y int, visible bool) { return s.x, s.y, !s.hidden }

// Updating reports whether the program is within a synchronized update, when
// a terminal still shows the frame before.
func (s *Screen) Updating() bool { return s.updating }

// Title returns the window title the program has set.
func (s *Screen) Title() string { return s.title }

// Text returns the screen as lines without trailing blanks, each ended by a
// newline.
func (s *Screen) Text() string {
	var b strings.Builder
	for _, row := range s.grid {
		b.WriteString(rowText(row))
		b.WriteByte('\n')
	}
	return b.String()
}

func rowText(row []Cell) string {
	var b strings.Builder
	for _, c := range row {
		switch {
		case c.Width == 0:
		case c.Text == "":
			b.WriteByte(' ')
		default:
			b.WriteString(c.Text)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

func (s *Screen) reset() {
	s.grid, s.other, s.alternate = s.newGrid(), s.newGrid(), false
	s.x, s.y, s.wrapNext, s.pen, s.saved = 0, 0, false, Style{}, savedCursor{}
	s.top, s.bottom = 0, s.height-1
	s.hidden, s.noWrap, s.insert, s.origin, s.updating = false, false, false, false, false
	s.resetTabs()
}

func (s *Screen) newGrid() [][]Cell {
	grid := make([][]Cell, s.height)
	for y := range grid {
		grid[y] = s.newRow()
	}
	return grid
}

func (s *Screen) newRow() []Cell {
	row := make([]Cell, s.width)
	for x := range row {
		row[x] = blank(s.pen)
	}
	return row
}

func (s *Screen) resetTabs() {
	s.tabs = make([]bool, s.width)
	for x := tabWidth; x < s.width; x += tabWidth {
		s.tabs[x] = true
	}
}
