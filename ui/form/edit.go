package form

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// answerName is the name of the question a choice asks, before its key.
const answerName = "form:"

// Update handles a key or a paste for the focused field, and the answer of the
// window in which a choice is made. Every other message is ignored.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	if a, ok := msg.(dialog.Answer); ok {
		if key, mine := strings.CutPrefix(a.Name, answerName); mine {
			if o, picked := a.Value.(dialog.Option); picked {
				if value, text := o.Value.(string); text {
					m.Set(key, value)
				}
			}
		}
		return nil
	}
	if m.focus >= len(m.fields) {
		return nil
	}
	in := m.fields[m.focus]
	switch msg := msg.(type) {
	case tea.PasteMsg:
		m.edit(in, flat(msg, in.Kind))
	case tea.KeyPressMsg:
		return m.key(in, msg)
	}
	return nil
}

// flat puts a pasted text into one line where the field has only one.
func flat(msg tea.PasteMsg, k Kind) tea.PasteMsg {
	text := strings.TrimRight(msg.Content, "\r\n")
	if k != Lines {
		text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	}
	return tea.PasteMsg{Content: text}
}

func (m *Model) key(in *input, msg tea.KeyPressMsg) tea.Cmd {
	action, _ := m.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, msg.String())
	enter := action == "dialog.accept"
	switch {
	case in.Kind == Choice && (enter || msg.Text != ""):
		return m.choose(in, msg)
	case enter && in.Kind == Lines:
		m.edit(in, tea.KeyPressMsg{Code: '␤', Text: lineBreak})
	case enter:
		m.Next()
	default:
		m.edit(in, msg)
	}
	return nil
}

func (m *Model) edit(in *input, msg tea.Msg) {
	if m.editor == nil {
		return
	}
	before := m.editor.Value()
	m.editor.Update(msg)
	if after := m.editor.Value(); after != before {
		in.take(after)
	}
}

// choose opens the window for a choice, narrowed by the key that was pressed.
func (m *Model) choose(in *input, key tea.KeyPressMsg) tea.Cmd {
	p := &dialog.Pick{Env: m.env, View: m.view, Name: answerName + in.Key, Head: in.Label}
	options := make([]dialog.Option, len(in.Options))
	for i, o := range in.Options {
		options[i] = dialog.Option{Value: o.Value, Label: o.Label}
		if o.Value == in.value {
			options[i].Note = "as it is"
		}
	}
	p.SetOptions(options)
	if strings.TrimSpace(key.Text) != "" {
		p.Update(key)
	}
	return screen.Send(screen.Show{Dialog: p})
}
