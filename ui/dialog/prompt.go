package dialog

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/field"
	"iscope/ui/screen"
)

// Prompt asks for one line of text. Check, when set, says what is wrong with
// it, "" when nothing is; a wrong text is not taken.
type Prompt struct {
	Env   *screen.Env
	View  string
	Name  string
	Head  string
	Lines []string
	Text  string // to begin with
	Check func(string) string

	input *field.Field
	wrong string
}

var _ screen.Dialog = (*Prompt)(nil)

// Title returns the question.
func (p *Prompt) Title() string { return p.Head }

// Hints returns the keys of the window.
func (p *Prompt) Hints() []screen.Hint {
	return []screen.Hint{{Key: p.Env.Keys.Key("dialog.accept"), Text: "ok"}, {Key: p.Env.Keys.Key("dialog.close"), Text: "cancel"}}
}

// Update handles keys and pastes.
func (p *Prompt) Update(msg tea.Msg) (tea.Cmd, bool) {
	p.init()
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		if _, paste := msg.(tea.PasteMsg); paste {
			p.input.Update(msg)
		}
		return nil, false
	}
	switch action, _ := p.Env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); action {
	case "dialog.close":
		return nil, true
	case "dialog.accept":
		text := strings.TrimSpace(p.input.Value())
		if p.Check != nil {
			if p.wrong = p.Check(text); p.wrong != "" {
				return nil, false
			}
		}
		return screen.Send(Answer{p.View, p.Name, text}), true
	}
	p.wrong = ""
	p.input.Update(msg)
	return nil, false
}

func (p *Prompt) init() {
	if p.input == nil {
		p.input = field.New(p.Text)
	}
}

// Render draws the field below the lines, of which the last are shown where
// there is no room for all.
func (p *Prompt) Render(w, h int) (string, *tea.Cursor) {
	p.init()
	if w <= 0 || h <= 0 {
		return "", nil
	}
	st := p.Env.Styles
	var lines []string
	for _, l := range p.Lines {
		lines = append(lines, cell.Wrap(l, w)...)
	}
	text, at := p.input.Render(max(w-2, 1))
	foot := []string{cell.Cut(st.Accent.Render("> ")+text, w)}
	if p.wrong != "" && h > 1 {
		foot = append(foot, st.Bad.Render(cell.Cut(p.wrong, w)))
	}
	lines = lines[max(len(lines)+len(foot)-h, 0):]
	return strings.Join(append(lines, foot...), "\n"), tea.NewCursor(min(2+at, w-1), len(lines))
}
