package table

import (
	"strings"

	"iscope/ui/cell"
	"iscope/ui/theme"
)

// Column is one column of a table of R.
type Column[R any] struct {
	Key   string // name in the configuration and of the order: "age"
	Title string // heading, as short as the column
	Width int    // cells; of a flexible column the least it needs
	Flex  int    // share of the room that is left; 0 keeps Width
	Right bool   // numbers, ages, durations
	Main  bool   // tells what the row is: never dropped and never hidden
	Off   bool   // hidden until somebody shows it
	Drop  int    // gives way when the room is short, highest first; 0 stays as long as it can
	// Cell returns the text of the column for a row. Text may be cut to w
	// cells; it is clean and either plain, drawn in the style, or holds its own
	// escape sequences.
	Cell func(r *R, w int) (text string, style theme.Style)
	// Value returns what the column says of a row as a file has it: exact and whole,
	// without signs, such as a time where Cell has an age. nil is the text of Cell.
	Value func(r *R) string
	// Silent columns tell by a drawing what others tell in words, such as a bar. A
	// screen reader does not get them.
	Silent bool
	// Aloud, when set, is what a screen reader gets in their place.
	Aloud *Aloud[R]
	// Less orders rows by this column, nil where that makes no sense.
	Less func(a, b *R) int
	// Falling says that what Cell shows falls from row to row in the order of Less,
	// as ages do where it goes from the first moment to the last. The arrow in the
	// heading is by what is shown.
	Falling bool
	// Order says in words what the order of Less is.
	Order Order
	// Fit makes Width the most that the column asks for: where nine of ten rows need
	// less it asks for that.
	Fit bool
	// File is what the column is called in a file, where Key does not say what Value
	// writes, such as age_seconds; "" is Key.
	File string
}

// Order is what an order of rows is called.
type Order uint8

// Orders, each with its opposite behind it.
const (
	ByValue Order = iota // goes without saying
	Reversed
	OldestFirst
	NewestFirst
	LongestFirst
	ShortestFirst
)

var orderWords = [...]string{"", "reversed", "oldest first", "newest first", "longest first", "shortest first"}

// order returns what the order by a column is called, reversed or not; "" where
// there is nothing to say.
func (c *Column[R]) order(reverse bool) string {
	o := c.Order
	if reverse {
		o ^= 1
	}
	return orderWords[o]
}

// falls reports whether what the column shows falls from row to row.
func (c *Column[R]) falls(reverse bool) bool { return c.Falling != reverse }

// gap is the blank between columns.
const gap = 2

// lead is the room before the first column: cursor and mark.
const lead = 3

// layout returns the width of each column in w cells, 0 for those dropped.
func layout[R any](columns []Column[R], w int) []int {
	widths := make([]int, len(columns))
	room := w - lead
	for i, c := range columns {
		widths[i] = c.Width
		room -= c.Width + gap
	}
	room += gap
	for room < 0 {
		victim := -1
		for i, c := range columns {
			if widths[i] > 0 && c.Drop > 0 && !c.Main && (victim < 0 || c.Drop > columns[victim].Drop) {
				victim = i
			}
		}
		if victim < 0 {
			break
		}
		room += widths[victim] + gap
		widths[victim] = 0
	}
	if room < 0 {
		for i, c := range columns {
			if c.Main {
				widths[i] = max(widths[i]+room, 1)
			}
		}
		return widths
	}
	share := 0
	for i, c := range columns {
		if widths[i] > 0 {
			share += c.Flex
		}
	}
	for i, c := range columns {
		if widths[i] > 0 && c.Flex > 0 {
			grow := room * c.Flex / share
			widths[i] += grow
			room -= grow
			share -= c.Flex
		}
	}
	return widths
}

// draw puts text into exactly w cells.
func draw(b *strings.Builder, text string, style theme.Style, w int, right bool) {
	text = cell.Cut(text, w)
	pad := cell.Spaces(w - cell.Width(text))
	if right {
		b.WriteString(pad)
	}
	if strings.IndexByte(text, '\x1b') >= 0 {
		b.WriteString(text)
	} else {
		b.WriteString(style.Render(text))
	}
	if !right {
		b.WriteString(pad)
	}
}
