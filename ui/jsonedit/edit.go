package jsonedit

import (
	"fmt"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/screen"
)

// Max is how many bytes a document may have.
const Max = 2 << 20

// indent is what a level of nesting is indented by.
const indent = 2

// Editor is a document being edited. Make it with New. It is used from one
// goroutine.
type Editor struct {
	env   *screen.Env
	lines []string // at least one; all of it visible
	size  int      // bytes of lines with the breaks between them

	row, col int // of the cursor; col in bytes
	want     int // column in cells that moving up and down goes for; -1: that of the cursor
	top      int // first line in sight
	left     int // first byte in sight of the line with the cursor
	height   int // of the last frame

	original string
	aside    string // what Reset replaced, "" where it did not
	note     string // why the last thing typed was not taken

	dirty   bool // problem is to be found out
	problem Problem
}

// New returns an empty editor.
func New(env *screen.Env) *Editor {
	e := &Editor{env: env}
	e.put("")
	return e
}

// SetJSON begins with a document, of which Reset keeps the text. It takes any
// size: what is too large cannot become larger.
func (e *Editor) SetJSON(raw []byte) {
	e.original, e.aside, e.note = Format(raw), "", ""
	e.put(e.original)
}

// put replaces the text and goes to its beginning.
func (e *Editor) put(text string) {
	e.lines, e.size = strings.Split(text, "\n"), len(text)
	e.row, e.col, e.want, e.top, e.left, e.dirty = 0, 0, -1, 0, 0, true
}

// Text returns the document as it stands.
func (e *Editor) Text() string { return strings.Join(e.lines, "\n") }

// Changed reports whether the document differs from what it began with.
func (e *Editor) Changed() bool { return e.size != len(e.original) || e.Text() != e.original }

// Reset puts back what the document began with and, done again, what was typed.
func (e *Editor) Reset() {
	switch {
	case e.Changed():
		e.aside = e.Text()
		e.put(e.original)
		e.note = "as it was; once more brings your text back"
	case e.aside != "":
		e.put(e.aside)
		e.aside, e.note = "", ""
	}
}

// Note says why the last thing typed or pasted was not taken, "" where it was.
func (e *Editor) Note() string { return e.note }

// Place returns line and column of the cursor, from 1.
func (e *Editor) Place() (line, column int) {
	return e.row + 1, utf8.RuneCountInString(e.lines[e.row][:e.col]) + 1
}

// GoTo puts the cursor on a line and column, or the nearest there is.
func (e *Editor) GoTo(line, column int) {
	e.row = max(0, min(line-1, len(e.lines)-1))
	e.col, e.want = 0, -1
	for range max(column-1, 0) {
		e.right()
		if e.col == len(e.lines[e.row]) {
			return
		}
	}
}

// Check says what is wrong with the document. It looks again only after an
// edit.
func (e *Editor) Check() Problem {
	if e.dirty {
		e.problem, e.dirty = Check(e.Text()), false
	}
	return e.problem
}

// Update handles a key or a paste. Other messages are ignored.
func (e *Editor) Update(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		e.note = ""
		if len(msg.Content) > 2*Max { // cleaning it would take longer than a frame
			e.tooLarge(len(msg.Content))
			return
		}
		e.insert(Visible(msg.Content))
	case tea.KeyPressMsg:
		e.note = ""
		if !e.move(msg) && !e.remove(msg) {
			e.write(msg)
		}
	}
}

// write inserts what a key stands for.
func (e *Editor) write(msg tea.KeyPressMsg) {
	before := e.lines[e.row][:e.col]
	blank := strings.TrimLeft(before, " ") == ""
	switch {
	case msg.Code == tea.KeyEnter:
		e.insert("\n" + cell.Spaces(e.nesting(before)))
	case msg.Code == tea.KeyTab && msg.Mod == 0:
		e.insert(cell.Spaces(indent))
	case msg.Text != "":
		if closes := msg.Text == "}" || msg.Text == "]"; closes && blank && e.col >= indent {
			e.cut(e.row, e.col-indent, e.row, e.col)
		}
		e.insert(Visible(msg.Text))
	}
}

// nesting is by how much a line after that beginning of one is indented.
func (e *Editor) nesting(before string) int {
	n := len(before) - len(strings.TrimLeft(before, " "))
	if t := strings.TrimRight(before, " "); strings.HasSuffix(t, "{") || strings.HasSuffix(t, "[") {
		n += indent
	}
	return n
}

// insert puts visible text in at the cursor, all of it or nothing.
func (e *Editor) insert(text string) {
	if text == "" {
		return
	}
	if e.size+len(text) > Max {
		e.tooLarge(e.size + len(text))
		return
	}
	line := e.lines[e.row]
	before, after := line[:e.col], line[e.col:]
	parts := strings.Split(text, "\n")
	last := len(parts) - 1
	col := len(parts[last])
	if last == 0 {
		col += len(before)
	}
	parts[0] = before + parts[0]
	parts[last] += after
	e.lines = splice(e.lines, e.row, e.row+1, parts)
	e.size += len(text)
	e.row, e.col = e.row+last, col
	e.edited()
}

// splice replaces lines from until to by others.
func splice(lines []string, from, to int, by []string) []string {
	if len(by) == to-from {
		copy(lines[from:to], by)
		return lines
	}
	out := make([]string, 0, len(lines)-(to-from)+len(by))
	return append(append(append(out, lines[:from]...), by...), lines[to:]...)
}

func (e *Editor) tooLarge(size int) {
	e.note = fmt.Sprintf("not taken: that would be %.1f MB, and %d MB is the most", float64(size)/(1<<20), Max>>20)
}

// cut takes out the text between two places and goes there.
func (e *Editor) cut(row, col, toRow, toCol int) {
	taken := toCol - col
	if toRow > row {
		taken = len(e.lines[row]) - col + toCol + 1
		for i := row + 1; i < toRow; i++ {
			taken += len(e.lines[i]) + 1
		}
	}
	e.lines = splice(e.lines, row, toRow+1, []string{e.lines[row][:col] + e.lines[toRow][toCol:]})
	e.size -= taken
	e.row, e.col = row, col
	e.edited()
}

func (e *Editor) edited() {
	e.dirty, e.want = true, -1
	if e.aside != "" && e.Changed() {
		e.aside = ""
	}
}

// remove does what a key that takes text away means, and reports whether it is
// one.
func (e *Editor) remove(msg tea.KeyPressMsg) bool {
	row, col := e.row, e.col
	word := msg.Mod&(tea.ModAlt|tea.ModCtrl) != 0
	switch {
	case msg.Code == tea.KeyBackspace && !word:
		e.back()
	case msg.Code == tea.KeyBackspace, msg.Code == 'w' && msg.Mod == tea.ModCtrl:
		e.wordBack()
	case msg.Code == tea.KeyDelete:
		e.right()
	case msg.Code == 'k' && msg.Mod == tea.ModCtrl:
		if e.col == len(e.lines[e.row]) {
			e.right()
		} else {
			e.col = len(e.lines[e.row])
		}
	case msg.Code == 'u' && msg.Mod == tea.ModCtrl:
		e.col = 0
	default:
		return false
	}
	if e.row < row || e.row == row && e.col < col {
		e.cut(e.row, e.col, row, col)
	} else if e.row != row || e.col != col {
		e.cut(row, col, e.row, e.col)
	}
	return true
}
