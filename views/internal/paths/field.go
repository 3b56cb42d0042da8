package paths

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/field"
	"iscope/ui/screen"
)

// Completed is what was found to go on with. A Field sends it to itself, by way
// of its view.
type Completed struct {
	Completion
	view  string
	typed string
}

// To returns the view the message is for.
func (c Completed) To() string { return c.view }

// Field is a path being typed. Make it with New; it is used through a pointer
// by one window.
type Field struct {
	env     *screen.Env
	view    string
	endings []string
	input   *field.Field
	names   []string
	note    string
}

// New returns a field of the view with that address, which begins with text.
// What is completed are folders, and files with those endings.
func New(env *screen.Env, view, text string, endings ...string) *Field {
	return &Field{env: env, view: view, endings: endings, input: field.New(text)}
}

// Value returns what was typed.
func (f *Field) Value() string { return f.input.Value() }

// Update handles keys, pastes and what was found to go on with. Tab asks how to
// go on; the window keeps the keys that are its own.
func (f *Field) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Completed:
		f.found(m)
		return nil
	case tea.KeyPressMsg:
		if m.Code == tea.KeyTab && m.Mod == 0 {
			typed, view, endings := f.input.Value(), f.view, f.endings
			return func() tea.Msg { return Completed{Complete(typed, endings...), view, typed} }
		}
	case tea.PasteMsg:
		m.Content = strings.Trim(strings.TrimSpace(m.Content), `"'`) // as file managers copy it
		msg = m
	}
	before := f.input.Value()
	f.input.Update(msg)
	if f.input.Value() != before {
		f.names, f.note = nil, ""
	}
	return nil
}

// found takes how to go on, unless typing went on meanwhile.
func (f *Field) found(c Completed) {
	if c.typed != f.input.Value() {
		return
	}
	f.names, f.note = nil, c.Problem
	switch {
	case c.Problem != "":
	case len(c.Names) == 0 && c.Text == c.typed:
		f.note = "nothing here begins like that"
	case len(c.Names) > 1:
		f.names = c.Names
	}
	f.input.Set(c.Text)
}

// namesShown is how many lines of names are drawn below the field.
const namesShown = 3

// Render returns the field, and below it the names to go on with: at most h
// lines of at most w cells, and the cursor.
func (f *Field) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	st := f.env.Styles
	text, x := f.input.Render(max(w-2, 1))
	lines := []string{cell.Cut(st.Accent.Render("> ")+text, w)}
	if f.note != "" {
		lines = append(lines, st.Warn.Render(cell.Cut(f.note, w)))
	}
	if len(f.names) > 0 {
		wrapped := cell.Wrap(strings.Join(f.names, "  "), w)
		if n := namesShown; len(wrapped) > n {
			wrapped = append(wrapped[:n-1], cell.Cut("… "+cell.Count(len(f.names), "name")+" in all", w))
		}
		for _, l := range wrapped {
			lines = append(lines, st.Muted.Render(l))
		}
	}
	return strings.Join(lines[:min(len(lines), h)], "\n"), tea.NewCursor(min(2+x, w-1), 0)
}
