package columns

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/table"
)

// Window lets a person arrange a list. Make it with NewWindow.
type Window struct {
	list   List
	before string // the layout when it was opened

	cursor int
	top    int
	rows   int // drawn last
	note   string
}

var _ interface {
	screen.Dialog
	screen.Sized
	screen.Clickable
} = (*Window)(nil)

// NewWindow returns the window for a list.
func NewWindow(l List) *Window { return &Window{list: l, before: l.Table.Layout()} }

// Title says whose columns they are.
func (w *Window) Title() string { return w.list.Title + ": columns" }

// Width returns how wide the inside of the window likes to be.
func (w *Window) Width() int { return 60 }

// Hints returns the keys of the window.
func (w *Window) Hints() []screen.Hint {
	keys := w.list.Env.Keys
	return []screen.Hint{
		{Key: keys.Key("dialog.accept"), Text: "keep"}, {Key: keys.Key("dialog.close"), Text: "put back"}, {Key: keys.Key("list.mark"), Text: "show"}, {Key: keys.Key("dialog.move-down") + " " + keys.Key("dialog.move-up"), Text: "move"}, {Key: keys.Key("list.sort"), Text: "sort"}, {Key: keys.Key("editor.reset"), Text: "reset"},
	}
}

// Update handles keys.
func (w *Window) Update(msg tea.Msg) (tea.Cmd, bool) {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	w.note = ""
	a, _ := w.list.Env.Keys.Resolve([]keymap.Scope{keymap.Dialog, keymap.List, keymap.Editor}, key.String())
	switch a {
	case "dialog.accept", "list.columns":
		w.list.Keep()
		return nil, true
	case "dialog.close":
		w.list.Table.SetLayout(w.before)
		return nil, true
	case "dialog.move-up":
		w.shift(-1)
	case "dialog.move-down":
		w.shift(1)
	case "editor.reset":
		w.list.Table.SetLayout("")
	}
	w.act(a)
	return nil, false
}

func (w *Window) act(a keymap.Action) {
	switch a {
	case "dialog.next", "list.down":
		w.move(1)
	case "dialog.prev", "list.up":
		w.move(-1)
	case "list.page-down", "list.half-down":
		w.move(max(w.rows-1, 1))
	case "list.page-up", "list.half-up":
		w.move(-max(w.rows-1, 1))
	case "list.top":
		w.cursor = 0
	case "list.bottom":
		w.move(len(w.list.Table.Headings()))
	case "list.mark":
		w.toggle()
	case "list.sort":
		w.sort()
	case "list.reverse":
		key, reverse := w.list.Table.Sort()
		w.list.Table.SortBy(key, !reverse)
	}
}

func (w *Window) move(by int) {
	w.cursor = max(0, min(w.cursor+by, len(w.list.Table.Headings())-1))
}

// current returns the column under the cursor.
func (w *Window) current() (table.Heading, bool) {
	all := w.list.Table.Headings()
	if w.cursor >= len(all) {
		return table.Heading{}, false
	}
	return all[w.cursor], true
}

// toggle shows or hides the column.
func (w *Window) toggle() {
	c, ok := w.current()
	switch {
	case !ok:
	case c.Main:
		w.note = label(c) + " tells what the row is, so it stays"
	default:
		w.list.Table.ShowColumn(c.Key, !c.Shown)
	}
}

// shift moves the column among the others, and the cursor with it.
func (w *Window) shift(by int) {
	if c, ok := w.current(); ok && w.list.Table.MoveColumn(c.Key, by) {
		w.move(by)
	}
}

// sort orders rows by the column, then the other way round, then as they came.
func (w *Window) sort() {
	c, ok := w.current()
	key, reverse := w.list.Table.Sort()
	switch {
	case !ok:
	case !c.Sorts:
		w.note = "Rows cannot be ordered by " + label(c)
	case key != c.Key:
		w.list.Table.SortBy(c.Key, false)
	case !reverse:
		w.list.Table.SortBy(c.Key, true)
	default:
		w.list.Table.SortBy("", false)
	}
}

// Click moves the cursor to a column, and shows or hides the one that it is on.
func (w *Window) Click(_, y int) (tea.Cmd, bool) {
	i := w.top + y
	switch {
	case y < 0 || y >= w.rows:
	case i == w.cursor:
		w.toggle()
	default:
		w.note, w.cursor = "", i
	}
	return nil, false
}

// Wheel moves the cursor.
func (w *Window) Wheel(lines int) { w.move(lines) }

// label is what a column is called here: its heading, and its name where that is
// another one.
func label(c table.Heading) string {
	if c.Title == "" || c.Title == c.Key {
		return c.Key
	}
	return c.Title + " (" + c.Key + ")"
}

// Render draws the columns and, below, how rows are ordered or what cannot be
// done.
func (w *Window) Render(width, h int) (string, *tea.Cursor) {
	if width <= 0 || h <= 0 {
		return "", nil
	}
	st := w.list.Env.Styles
	all := w.list.Table.Headings()
	foot := st.Muted.Render(cell.Cut(w.order(all), width))
	if w.note != "" {
		foot = st.Warn.Render(cell.Cut(w.note, width))
	}
	w.rows = min(len(all), max(h-1, 1))
	w.top = max(min(w.top, w.cursor, len(all)-w.rows), w.cursor-w.rows+1, 0)
	var lines []string
	for i := w.top; i < w.top+w.rows; i++ {
		lines = append(lines, w.line(all[i], i == w.cursor, width))
	}
	lines = append(lines, foot)
	return strings.Join(lines[:min(len(lines), h)], "\n"), w.list.Env.Focus(0, min(w.cursor-w.top, h-1))
}

// line draws one column.
func (w *Window) line(c table.Heading, here bool, width int) string {
	st := w.list.Env.Styles
	box, note := "[ ] ", ""
	switch {
	case c.Main:
		box, note = "[x] ", "always"
	case c.Shown && !c.Drawn:
		box, note = "[x] ", "no room"
	case c.Shown:
		box = "[x] "
	}
	if c.Sorted {
		note = "sorted " + st.Glyphs.Up
		if c.Falls {
			note = "sorted " + st.Glyphs.Down
		}
	}
	if st.Accessible {
		return w.aloud(c, here, width)
	}
	mark, name := "  ", box+cell.Cut(label(c), max(width-6-cell.Width(note)-2, 4))
	switch {
	case here:
		mark, name = st.Accent.Render(st.Glyphs.Cursor)+" ", st.Strong.Render(name)
	case !c.Shown:
		name = st.Muted.Render(name)
	}
	line := mark + name
	if room := width - cell.Width(line) - cell.Width(note); note != "" && room > 0 {
		line += cell.Spaces(room) + st.Muted.Render(note)
	}
	return cell.Cut(line, width)
}

// aloud is line for a screen reader, in words.
func (w *Window) aloud(c table.Heading, here bool, width int) string {
	mark, text := "  ", label(c)
	if here {
		mark = w.list.Env.Styles.Glyphs.Cursor + " "
	}
	switch {
	case c.Main:
		text += ", always shown"
	case c.Shown && !c.Drawn:
		text += ", shown, but there is no room"
	case c.Shown:
		text += ", shown"
	default:
		text += ", hidden"
	}
	if c.Sorted {
		text += ", sorted by it"
		if c.Order != "" {
			text += ", " + c.Order
		}
	}
	return cell.Cut(mark+text, width)
}

// order says in words how rows are ordered.
func (w *Window) order(all []table.Heading) string {
	for _, c := range all {
		switch {
		case c.Sorted && c.Order != "":
			return "Rows by " + label(c) + ", " + c.Order
		case c.Sorted:
			return "Rows by " + label(c)
		}
	}
	if _, reverse := w.list.Table.Sort(); reverse {
		return "Rows in the order of the tenant, reversed"
	}
	return "Rows in the order of the tenant"
}
