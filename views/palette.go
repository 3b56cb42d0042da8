package views

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/field"
	"iscope/ui/screen"
)

// palette is the window with everything that can be done now, by name. Behind
// the name of a command with an argument it shows what can be given.
type palette struct {
	shell *Shell
	env   *screen.Env
	only  *command // the one command the window is about, nil for all
	all   []choice
	input *field.Field

	options []choice // those of the text
	cursor  int
	top     int
	rows    int    // for options in the last frame
	moved   bool   // the person chose with the cursor
	wrong   string // why what was typed was not taken
}

var _ interface {
	screen.Dialog
	screen.Clickable
} = (*palette)(nil)

// palette returns the window over everything.
func (s *Shell) palette() *palette {
	p := &palette{shell: s, env: s.env, all: s.choices(), input: field.New("")}
	p.narrow()
	return p
}

// chooseTenant returns the window to choose another tenant in.
func (s *Shell) chooseTenant() tea.Cmd {
	c := s.commandOf("tenant")
	if c == nil {
		return s.toasts.Push(screen.Toast{Text: "No other tenant is configured"})
	}
	p := &palette{shell: s, env: s.env, only: c, input: field.New("")}
	p.narrow()
	return s.open(p)
}

// command returns the command whose argument is being typed and the argument,
// nil while the text is the name of something.
func (p *palette) command() (*command, string) {
	text := strings.TrimPrefix(strings.TrimLeft(p.input.Value(), " "), ":")
	if p.only != nil {
		return p.only, text
	}
	name, arg, found := strings.Cut(text, " ")
	if c := p.shell.commandOf(name); found && c != nil {
		return c, strings.TrimLeft(arg, " ")
	}
	return nil, text
}

// narrow finds what fits the text: what contains it first, else what has its
// letters in order.
func (p *palette) narrow() {
	p.cursor, p.top, p.moved, p.wrong = 0, 0, false, ""
	c, text := p.command()
	from := p.all
	if c != nil && c.complete != nil {
		p.options = c.complete(p.shell, text)
		return
	}
	if c != nil {
		if from = nil; c.options != nil {
			from = c.options(p.shell)
		}
	}
	if p.options = matching(from, text); c != nil {
		p.options = beginning(p.options, text)
	}
	if c != nil && strings.TrimSpace(text) == "" {
		p.cursor = max(slices.IndexFunc(p.options, func(o choice) bool { return o.current }), 0)
	}
}

// Title returns the heading.
func (p *palette) Title() string {
	if p.only != nil {
		return "Open " + p.only.help
	}
	return "Commands"
}

// Hints returns the keys of the window.
func (p *palette) Hints() []screen.Hint {
	key := p.env.Keys.Key
	return []screen.Hint{{Key: dialog.Way(p.env, "dialog.prev", "dialog.next"), Text: "choose"}, {Key: key("dialog.accept"), Text: "take"},
		{Key: "tab", Text: "complete"}, {Key: key("dialog.close"), Text: "cancel"}}
}

// Update handles keys and pastes.
func (p *palette) Update(msg tea.Msg) (tea.Cmd, bool) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch dialogAction(p.env, key) {
		case "dialog.close":
			return nil, true
		case "dialog.accept":
			return p.accept()
		case "dialog.next", "dialog.prev":
			if p.move(key.String()) {
				return nil, false
			}
		}
	} else if _, paste := msg.(tea.PasteMsg); !paste {
		return nil, false
	}
	before := p.input.Value()
	if p.input.Update(msg); p.input.Value() != before {
		p.narrow()
	}
	return nil, false
}

// move moves the cursor for the keys that go up and down, and completes for
// tab; left and right belong to the text.
func (p *palette) move(key string) bool {
	switch key {
	case "left", "right":
		return false
	case "tab":
		p.complete()
		return true
	case "up", "shift+tab":
		p.cursor--
	default:
		p.cursor++
	}
	p.cursor, p.moved = max(0, min(p.cursor, len(p.options)-1)), true
	return true
}

// complete writes what the cursor is on into the field.
func (p *palette) complete() {
	if p.cursor >= len(p.options) {
		return
	}
	switch v := p.options[p.cursor].value.(type) {
	case *command:
		p.input.Set(v.name + " ")
	case string:
		text := v
		if c, _ := p.command(); p.only == nil {
			text = c.name + " " + v
		}
		if p.input.Value() == text { // once more goes on to the next
			p.cursor = (p.cursor + 1) % len(p.options)
			return
		}
		p.input.Set(text)
	default:
		p.cursor, p.moved = (p.cursor+1)%len(p.options), true
		return
	}
	p.narrow()
}

// accept takes what the cursor is on, or what was typed where that is free.
func (p *palette) accept() (tea.Cmd, bool) {
	c, text := p.command()
	if c != nil && c.free {
		if p.moved && p.cursor < len(p.options) && p.options[p.cursor].value != text { // what was chosen is a part of what is meant
			p.complete()
			return nil, false
		}
		return p.answer(typed{c, strings.TrimSpace(text)}), true
	}
	if c != nil && !p.moved {
		for _, o := range p.options { // the whole name comes before one that begins with it
			if o.value == strings.TrimSpace(text) {
				return p.answer(typed{c, strings.TrimSpace(text)}), true
			}
		}
	}
	if p.cursor >= len(p.options) {
		p.wrong = "no command of that name"
		if c != nil {
			p.wrong = fmt.Sprintf("no %s is called %q; there are %s", c.name, cell.Cut(strings.TrimSpace(text), 24), names(c.options(p.shell)))
		}
		return nil, false
	}
	switch v := p.options[p.cursor].value.(type) {
	case *command:
		p.complete()
		return nil, false
	case string:
		return p.answer(typed{c, v}), true
	default:
		return p.answer(v), true
	}
}

func (p *palette) answer(value any) tea.Cmd {
	return screen.Send(dialog.Answer{View: shellID, Name: "palette", Value: value})
}

// Click moves the cursor to a line, and takes the one that it is on.
func (p *palette) Click(_, y int) (tea.Cmd, bool) {
	i := p.top + y - paletteTop
	if y < paletteTop || y >= paletteTop+p.rows || i >= len(p.options) {
		return nil, false
	}
	if i != p.cursor {
		p.cursor, p.moved = i, true
		return nil, false
	}
	p.moved = true
	return p.accept()
}

// Wheel moves the cursor.
func (p *palette) Wheel(lines int) { p.cursor = max(0, min(p.cursor+lines, len(p.options)-1)) }

// paletteTop is the row of the first line, and paletteRows how many there are at
// most.
const paletteTop, paletteRows = 2, 14

// Render draws the field and what fits below it.
func (p *palette) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	st := p.env.Styles
	text, x := p.input.Render(max(w-2, 1))
	lines := []string{cell.Cut(st.Accent.Render("> ")+text, w), ""}
	foot := p.foot(w)
	p.rows = max(min(h-paletteTop-len(foot), paletteRows), 1)
	p.top = max(min(p.top, p.cursor), p.cursor-p.rows+1)
	for i := p.top; i < min(p.top+p.rows, len(p.options)); i++ {
		lines = append(lines, p.line(p.options[i], i == p.cursor, w))
	}
	lines = append(lines, foot...)
	cursor := tea.NewCursor(min(2+x, w-1), 0)
	if row := paletteTop + p.cursor - p.top; p.moved && row < h && p.cursor < len(p.options) {
		if at := p.env.Focus(0, row); at != nil { // what was chosen is read; what is typed, once it is again
			cursor = at
		}
	}
	return strings.Join(lines[:min(len(lines), h)], "\n"), cursor
}

func (p *palette) line(o choice, under bool, w int) string {
	st := p.env.Styles
	room := w - 2
	if n := min(cell.Width(o.note), w/3); n > 0 {
		room -= n + 2 // of a long label rather than the note is cut
	}
	mark, label := "  ", cell.Cut(o.label, room)
	width := cell.Width(label)
	if under {
		mark, label = st.Accent.Render(st.Glyphs.Cursor)+" ", st.Strong.Render(label)
	} else {
		label = o.tint.Render(label)
	}
	line := mark + label
	if room := w - width - 4; o.note != "" && room > 0 {
		note := cell.Cut(o.note, room)
		line += cell.Spaces(2+room-cell.Width(note)) + st.Muted.Render(note)
	}
	return cell.Cut(line, w)
}

// foot says how many there are, what is to be typed, or what is wrong.
func (p *palette) foot(w int) []string {
	st := p.env.Styles
	c, _ := p.command()
	switch {
	case p.wrong != "":
		lines := cell.Wrap(p.wrong, w)
		for i := range lines {
			lines[i] = st.Bad.Render(lines[i])
		}
		return lines
	case c != nil && c.free:
		return []string{st.Muted.Render(cell.Cut(c.help, w))}
	case len(p.options) > 0:
		return []string{st.Muted.Render(fmt.Sprintf("%d of %d", p.cursor+1, len(p.options)))}
	case c != nil:
		return []string{st.Muted.Render(cell.Cut("there are "+names(c.options(p.shell)), w))}
	}
	return []string{st.Muted.Render("no command of that name")}
}
