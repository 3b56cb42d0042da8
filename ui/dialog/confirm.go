package dialog

import (
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
	// Items are the indexes of the Lines on which something that is listed begins,
	// ascending, and Noun is what one of them is called: how many are still to be
	// read is said in these. None where the lines are a text.
	Items []int
	Noun  string

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
	key, yes, no := c.Env.Keys.Key, strings.ToLower(c.Yes), strings.ToLower(c.no())
	hints := []screen.Hint{{Key: key("dialog.yes"), Text: yes}, {Key: key("dialog.no"), Text: no}, {Key: key("dialog.close"), Text: no}}
	if c.Type != "" {
		hints = []screen.Hint{{Key: key("dialog.accept"), Text: yes}, {Key: key("dialog.close"), Text: no}}
	}
	page := quiet(c.Env.Keys.Keys("text.page-down"))
	switch {
	case c.over > 0 && !c.read && c.Type == "" && page == "":
		return append([]screen.Hint{{Key: key("dialog.yes"), Text: "reads on"}}, hints[1:]...)
	case c.over > 0 && !c.read && c.Type == "":
		return append([]screen.Hint{{Key: key("dialog.yes"), Text: "or " + page + " reads on"}}, hints[1:]...)
	case c.over > 0 && !c.read && page != "":
		return append([]screen.Hint{{Key: page, Text: "reads on"}}, hints...)
	case c.over > 0:
		hints = append(hints, screen.Hint{Key: strings.TrimSpace(Way(c.Env, "text.up", "text.down") + " " + page), Text: "read on"})
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
	if c.scroll(c.reads(msg)) {
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
		c.scroll("text.page-down")
		return nil, false
	}
	return screen.Send(Answer{c.View, c.Name, c.Value}), true
}

// reads returns what a key means for the lines. Letters answer, or are typed, as
// what is held with ctrl may be while a text is.
func (c *Confirm) reads(msg tea.KeyPressMsg) keymap.Action {
	if msg.Text != "" || c.Type != "" && msg.Mod != 0 {
		return ""
	}
	a, _ := c.Env.Keys.Resolve([]keymap.Scope{keymap.Text}, msg.String())
	return a
}

// scroll moves the lines where they are more than fit, and reports whether the
// action was one that does.
func (c *Confirm) scroll(a keymap.Action) bool {
	if c.over == 0 {
		return false
	}
	switch a {
	case "text.down":
		c.top++
	case "text.up":
		c.top--
	case "text.page-down":
		c.top += max(c.page-1, 1)
	case "text.page-up":
		c.top -= max(c.page-1, 1)
	case "text.bottom":
		c.top = c.over
	case "text.top":
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

// body returns the lines in sight, the last of them saying whether more follow.
func (c *Confirm) body(w, room int) []string {
	var lines []string
	var items []int // lines on which one begins
	for i, l := range c.Lines {
		if _, ok := slices.BinarySearch(c.Items, i); ok {
			items = append(items, len(lines))
		}
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
	note := "more text below"
	first, _ := slices.BinarySearch(items, c.top+c.page)
	switch n := len(items) - first; {
	case c.top == c.over:
		c.read = true
		note = "the end"
	case n == 1:
		note = "1 more " + c.Noun + " below"
	case n > 1:
		note = cell.Thousands(n) + " more " + c.Noun + "s below"
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
	x := 0
	if c.onYes {
		x = c.yesAt()
	}
	if c.over > 0 && !c.read { // the lines first
		return strings.Join(lines, "\n"), c.Env.Focus(0, 0)
	}
	return strings.Join(lines, "\n"), c.Env.Focus(min(x, w-1), c.row)
}

// yesAt is the column in which the button that agrees begins.
func (c *Confirm) yesAt() int { return cell.Width(c.no()) + 2 + 2 }

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
	if st.Accessible {
		if c.onYes {
			return cell.Cut(no+"  "+st.Glyphs.Cursor+" "+c.Yes, w)
		}
		return cell.Cut(st.Glyphs.Cursor+" "+c.no()+"   "+yes, w)
	}
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
