package dialog

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/field"
	"iscope/ui/screen"
)

// Option is one choice of a Pick.
type Option struct {
	Value any
	Label string // what it is, clean
	Note  string // more about it, to the right, muted
}

// Pick is a list to choose from, narrowed as one types. With Search the
// options come from outside: each change of the text calls it, and the asker
// hands results in with SetOptions.
type Pick struct {
	Env   *screen.Env
	View  string
	Name  string
	Head  string
	Empty string // what to say where nothing is to choose
	// Current is the value of the option that the cursor starts on while nothing
	// is typed; comparable, nil for the first option.
	Current any
	// Closed is the answer where it is closed without a choice, for those who wait
	// for one; nil sends none.
	Closed any
	Search func(text string) tea.Cmd

	all    []Option
	shown  []int
	input  *field.Field
	cursor int
	top    int
	rows   int // for options in the last frame
	wait   bool
	chosen bool      // an arrow was pressed after the text
	stood  string    // text that the options are for
	opened bool      // it is on screen
	early  []tea.Msg // came before, to be sent again
}

var _ interface {
	screen.Dialog
	screen.Starter
	screen.Clickable
} = (*Pick)(nil)

// SetOptions replaces the options; those of a Search stand for the text typed.
// While the text is the same the cursor stays on its option, which is what enter
// would have taken.
func (p *Pick) SetOptions(options []Option) {
	was, had := p.Selected()
	same := p.Text() == p.stood
	p.all, p.wait, p.stood = options, false, p.Text()
	p.narrow()
	if !had || !same {
		return
	}
	if i := slices.IndexFunc(p.shown, func(i int) bool { return p.all[i].Label == was.Label && p.all[i].Note == was.Note }); i > 0 {
		p.cursor = i
	}
}

// Text returns what was typed.
func (p *Pick) Text() string { return p.field().Value() }

func (p *Pick) field() *field.Field {
	if p.input == nil {
		p.input = field.New("")
	}
	return p.input
}

// narrow chooses the options that match the text: those that contain it first,
// else those that have its letters in order.
func (p *Pick) narrow() {
	p.shown, p.cursor, p.top = p.shown[:0], 0, 0
	text := strings.ToLower(strings.TrimSpace(p.Text()))
	for i, o := range p.all {
		if p.Search != nil || text == "" || strings.Contains(strings.ToLower(o.Label+" "+o.Note), text) {
			p.shown = append(p.shown, i)
		}
	}
	if text == "" && p.Current != nil {
		p.cursor = max(slices.IndexFunc(p.all, func(o Option) bool { return o.Value == p.Current }), 0)
	}
	if len(p.shown) > 0 || text == "" {
		return
	}
	labels := make([]string, len(p.all))
	for i, o := range p.all {
		labels[i] = o.Label
	}
	for _, m := range fuzzy.Find(text, labels) {
		p.shown = append(p.shown, m.Index)
	}
}

// Title returns the heading.
func (p *Pick) Title() string { return p.Head }

// Hints returns the keys of the window.
func (p *Pick) Hints() []screen.Hint {
	key := p.Env.Keys.Key
	return []screen.Hint{{Key: Way(p.Env, "dialog.prev", "dialog.next"), Text: "choose"}, {Key: key("dialog.accept"), Text: "take"}, {Key: key("dialog.close"), Text: "cancel"}}
}

// Selected returns the option under the cursor.
func (p *Pick) Selected() (Option, bool) {
	if p.cursor < len(p.shown) {
		return p.all[p.shown[p.cursor]], true
	}
	return Option{}, false
}

// Early takes a key or paste that came after the window was asked for and
// before it is on screen, and reports whether it did: never once it is there.
// What it cannot do unseen, such as closing, waits for Init.
func (p *Pick) Early(msg tea.Msg) bool {
	if p.opened {
		return false
	}
	action := keymap.Action("")
	if key, ok := msg.(tea.KeyPressMsg); ok {
		action, _ = p.Env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String())
	}
	switch {
	case len(p.early) > 0 || action == "dialog.close" || action == "dialog.accept":
		p.early = append(p.early, msg)
	case p.Search != nil: // asked once the window is there, for all of it
		p.field().Update(msg)
	default:
		p.take(msg)
	}
	return true
}

// Init is called when the window is put on screen. It searches for what was typed
// before, and sends the keys again that had to wait for it.
func (p *Pick) Init() tea.Cmd {
	p.opened = true
	var search tea.Cmd
	if p.Search != nil && p.Text() != "" {
		p.wait = true
		search = p.Search(p.Text())
	}
	again := make([]tea.Cmd, len(p.early))
	for i, msg := range p.early {
		again[i] = screen.Send(msg)
	}
	p.early = nil
	return tea.Batch(search, tea.Sequence(again...))
}

// Update handles keys and pastes.
func (p *Pick) Update(msg tea.Msg) (tea.Cmd, bool) {
	p.opened = true
	return p.take(msg)
}

func (p *Pick) take(msg tea.Msg) (tea.Cmd, bool) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch action, _ := p.Env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); action {
		case "dialog.close":
			if p.Closed != nil {
				return screen.Send(Answer{p.View, p.Name, p.Closed}), true
			}
			return nil, true
		case "dialog.accept":
			o, ok := p.Selected()
			if !ok {
				return nil, false
			}
			return screen.Send(Answer{p.View, p.Name, o}), true
		case "dialog.next", "dialog.prev":
			if p.move(action, key.String()) {
				return nil, false
			}
		}
	} else if _, paste := msg.(tea.PasteMsg); !paste {
		return nil, false
	}
	before := p.Text()
	p.chosen = false
	p.field().Update(msg)
	if p.Text() == before {
		return nil, false
	}
	if p.Search == nil {
		p.narrow()
		return nil, false
	}
	p.wait = true
	return p.Search(p.Text()), false
}

// move moves the cursor for the keys that go up and down; left and right
// belong to the text.
func (p *Pick) move(a keymap.Action, key string) bool {
	switch {
	case key == "left" || key == "right":
		return false
	case a == "dialog.prev":
		p.cursor--
	default:
		p.cursor++
	}
	p.cursor = max(0, min(p.cursor, len(p.shown)-1))
	p.chosen = true
	return true
}

// Render draws the field and the options below it.
func (p *Pick) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	st := p.Env.Styles
	text, x := p.field().Render(max(w-2, 1))
	lines := []string{cell.Cut(st.Accent.Render("> ")+text, w), ""}
	p.rows = max(min(h-3, 14), 1)
	p.top = max(min(p.top, p.cursor), p.cursor-p.rows+1)
	for i := p.top; i < min(p.top+p.rows, len(p.shown)); i++ {
		o := p.all[p.shown[i]]
		room := w - 2
		if n := min(cell.Width(o.Note), w/3); n > 0 {
			room -= n + 2 // of a long label rather than the note is cut
		}
		mark, label := "  ", cell.Cut(o.Label, room)
		if i == p.cursor {
			mark, label = st.Accent.Render(st.Glyphs.Cursor)+" ", st.Strong.Render(label)
		}
		line := mark + label
		if room := w - cell.Width(line) - 2; o.Note != "" && room > 0 {
			note := cell.Cut(o.Note, room)
			line += cell.Spaces(2+room-cell.Width(note)) + st.Muted.Render(note)
		}
		lines = append(lines, cell.Cut(line, w))
	}
	lines = append(lines, st.Muted.Render(cell.Cut(p.foot(), w)))
	cursor := tea.NewCursor(min(2+x, w-1), 0)
	if row := pickTop + p.cursor - p.top; p.chosen && row < h && p.cursor < len(p.shown) {
		if at := p.Env.Focus(0, row); at != nil {
			cursor = at
		}
	}
	return strings.Join(lines[:min(len(lines), h)], "\n"), cursor
}

func (p *Pick) foot() string {
	switch {
	case p.wait:
		return "searching"
	case len(p.shown) > 0:
		return fmt.Sprintf("%d of %d", p.cursor+1, len(p.shown))
	case p.Empty != "":
		return p.Empty
	}
	return "nothing matches"
}
