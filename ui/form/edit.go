package form

import (
	"slices"
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
	if m.focus >= len(m.fields) || m.Early(msg) {
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

// flat writes the breaks of a pasted text as they are edited, where the field has
// several lines; elsewhere they are blanks.
func flat(msg tea.PasteMsg, k Kind) tea.PasteMsg {
	if k == Lines {
		msg.Content = strings.NewReplacer("\r\n", lineBreak, "\n", lineBreak, "\r", lineBreak).Replace(strings.TrimRight(msg.Content, "\r\n"))
	}
	return msg
}

func (m *Model) key(in *input, msg tea.KeyPressMsg) tea.Cmd {
	action, _ := m.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, msg.String())
	enter := action == "dialog.accept"
	switch {
	case in.Kind == Choice && (enter || in.opens(msg.Text)):
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

// opens reports whether a typed text opens the window for a choice: a space,
// or the beginning of a word of an option. Other letters, such as those that
// move about in a list, do nothing.
func (in *input) opens(text string) bool {
	if text == "" || text == " " {
		return text != ""
	}
	text = strings.ToLower(text)
	return slices.ContainsFunc(in.Options, func(o Option) bool {
		return strings.Contains(" "+strings.ToLower(o.Label), " "+text)
	})
}

// Takes reports whether a message is the answer of a window in which a choice
// of this form was made.
func (m *Model) Takes(msg tea.Msg) bool {
	a, ok := msg.(dialog.Answer)
	key, mine := strings.CutPrefix(a.Name, answerName)
	return ok && mine && a.View == m.view && m.Has(key)
}

// Ask opens a window to choose from, whose answer goes where it names. What is
// typed until it is on screen goes into it.
func (m *Model) Ask(p *dialog.Pick) tea.Cmd {
	m.asked = p
	return screen.Send(screen.Show{Dialog: p})
}

// Early hands a key or paste to a window that was asked for and is not on
// screen yet, and reports whether there is one.
func (m *Model) Early(msg tea.Msg) bool {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if m.asked != nil && m.asked.Early(msg) {
			return true
		}
		m.asked = nil
	}
	return false
}

// choose opens the window for a choice, narrowed by the key that was pressed.
func (m *Model) choose(in *input, key tea.KeyPressMsg) tea.Cmd {
	p := &dialog.Pick{Env: m.env, View: m.view, Name: answerName + in.Key, Head: in.Label, Current: in.value}
	options := make([]dialog.Option, len(in.Options))
	for i, o := range in.Options {
		options[i] = dialog.Option{Value: o.Value, Label: o.Label, Note: o.Note}
		if o.Value == in.value {
			options[i].Note = strings.TrimSpace(o.Note + "  as it is")
		}
	}
	p.SetOptions(options)
	if strings.TrimSpace(key.Text) != "" {
		p.Early(key)
	}
	return m.Ask(p)
}
