package dialog

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/field"
	"iscope/ui/screen"
)

// Answer is what a person answered. A dialog sends it to the view named by To;
// closing a dialog sends none.
type Answer struct {
	View  string
	Name  string // of the question, chosen by the asker
	Value any    // Confirm: Value of the question; Prompt: the text; Pick: the Option
}

// To returns the view the answer is for.
func (a Answer) To() string { return a.View }

// Confirm asks whether something shall be done. No is focused; y, or moving to
// yes and enter, agrees. With Type that text has to be typed first. Lines that
// are more than the window holds scroll with the arrows, since nobody should
// agree to what cannot be read; an indented line stays indented where it wraps.
type Confirm struct {
	Env   *screen.Env
	View  string // who asks
	Name  string // which question
	Value any    // handed back with the answer
	Head  string // the question, one line: "Delete workflow?"
	Lines []string
	Yes   string // label of the button: "Delete"
	No    string // label of the other one; "" is No
	Grave bool   // takes something away: the button is loud
	Type  string // text to be typed before yes works, "" for none

	onYes bool
	wrong bool // what was typed is not Type
	typed *field.Field
	top   int  // first line shown
	page  int  // lines shown of the last frame
	row   int  // that of the buttons in it
	over  int  // lines that did not fit into it
	read  bool // whether the last line has been in sight
}

var _ interface {
	screen.Dialog
	screen.Clickable
} = (*Confirm)(nil)

// Title returns the question.
func (c *Confirm) Title() string { return c.Head }

// Hints returns the keys of the window.
func (c *Confirm) Hints() []screen.Hint {
	yes, no := strings.ToLower(c.Yes), strings.ToLower(c.no())
	hints := []screen.Hint{{Key: "y", Text: yes}, {Key: "n", Text: no}, {Key: "esc", Text: no}}
	if c.Type != "" {
		hints = []screen.Hint{{Key: "enter", Text: yes}, {Key: "esc", Text: no}}
	}
	if c.over > 0 {
		hints = append(hints, screen.Hint{Key: "↑ ↓ pgdown end", Text: "read on"})
	}
	return hints
}

func (c *Confirm) no() string {
	if c.No == "" {
		return "No"
	}
	return c.No
}

// Update handles keys.
func (c *Confirm) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		if c.Type != "" {
			c.input().Update(msg)
		}
	case tea.KeyPressMsg:
		return c.key(msg)
	}
	return nil, false
}

func (c *Confirm) key(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	action, _ := c.Env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, msg.String())
	if action == "dialog.close" {
		return nil, true
	}
	if c.scroll(msg.Code) {
		return nil, false
	}
	if c.Type != "" {
		if action == "dialog.accept" {
			if c.wrong = c.input().Value() != c.Type; c.wrong {
				return nil, false
			}
			return c.agree()
		}
		c.wrong = false
		c.input().Update(msg)
		return nil, false
	}
	switch action {
	case "dialog.yes":
		return c.agree()
	case "dialog.no":
		return nil, true
	case "dialog.next", "dialog.prev":
		c.onYes = !c.onYes
	case "dialog.accept":
		if c.onYes {
			return c.agree()
		}
		return nil, true
	}
	return nil, false
}

// agree answers yes; while lines have not been in sight it goes on to them
// instead.
func (c *Confirm) agree() (tea.Cmd, bool) {
	if c.over > 0 && !c.read {
		c.scroll(tea.KeyPgDown)
		return nil, false
	}
	return screen.Send(Answer{c.View, c.Name, c.Value}), true
}

// scroll moves the lines where they are more than fit, and reports whether the
// key was one that does.
func (c *Confirm) scroll(key rune) bool {
	if c.over == 0 {
		return false
	}
	switch key {
	case tea.KeyDown:
		c.top++
	case tea.KeyUp:
		c.top--
	case tea.KeyPgDown:
		c.top += max(c.page-1, 1)
	case tea.KeyPgUp:
		c.top -= max(c.page-1, 1)
	case tea.KeyEnd:
		c.top = c.over
	case tea.KeyHome:
		c.top = 0
	default:
		return false
	}
	c.top = max(0, min(c.top, c.over))
	return true
}

func (c *Confirm) input() *field.Field {
	if c.typed == nil {
		c.typed = field.New("")
	}
	return c.typed
}

// wrap breaks a line into those of at most w cells, keeping the indentation of
// one without styles.
func wrap(line string, w int) []string {
	if strings.Contains(line, "\x1b") {
		return cell.WrapStyled(line, w)
	}
	text := strings.TrimLeft(line, " ")
	indent := min(len(line)-len(text), max(w/2, 0))
	out := cell.Wrap(text, w-indent)
	for i := range out {
		out[i] = cell.Spaces(indent) + out[i]
	}
	return out
}

// body returns the lines in sight, the last of them saying how many follow.
func (c *Confirm) body(w, room int) []string {
	var lines []string
	for _, l := range c.Lines {
		lines = append(lines, wrap(l, w)...)
	}
	if len(lines) <= room {
		c.top, c.over = 0, 0
		return lines
	}
	c.page = max(room-1, 1)
	c.over = len(lines) - c.page
	c.top = max(0, min(c.top, c.over))
	shown := lines[c.top : c.top+c.page]
	note := fmt.Sprintf("%d more below", c.over-c.top)
	if c.top == c.over {
		c.read = true
		note = fmt.Sprintf("the end, %d above", c.top)
	}
	return append(slices.Clone(shown), c.Env.Styles.Muted.Render(cell.Cut(note, w)))
}

// Render draws question and buttons.
func (c *Confirm) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	st := c.Env.Styles
	if c.Type != "" {
		lines := append(c.body(w, max(h-3, 1)), "", cell.Cut(c.demand(), w))
		text, at := c.input().Render(max(w-2, 1))
		lines = append(lines, cell.Cut(st.Accent.Render("> ")+text, w))
		lines = lines[max(len(lines)-h, 0):]
		return strings.Join(lines, "\n"), tea.NewCursor(min(2+at, w-1), len(lines)-1)
	}
	lines := append(c.body(w, max(h-2, 1)), "", c.buttons(w))
	lines = lines[max(len(lines)-h, 0):]
	c.row = len(lines) - 1
	return strings.Join(lines, "\n"), nil
}

// demand says what is to be typed.
func (c *Confirm) demand() string {
	st := c.Env.Styles
	if c.wrong {
		return st.Bad.Render("That is not ") + st.Strong.Render(c.Type) + st.Bad.Render("; type it as it stands:")
	}
	return "Type " + st.Strong.Render(c.Type) + " to go on:"
}

func (c *Confirm) buttons(w int) string {
	st := c.Env.Styles
	yes, no := " "+c.Yes+" ", " "+c.no()+" "
	switch {
	case c.onYes:
		yes = st.Invert.Render(yes)
	case c.Grave:
		yes = st.Loud.Render(yes)
	}
	if !c.onYes {
		no = st.Invert.Render(no)
	}
	return cell.Cut(no+"  "+yes, w)
}
