package session

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/dialog"
	"iscope/ui/field"
	"iscope/ui/form"
	"iscope/ui/screen"
)

// askAttribute lets a person choose an attribute to add: of those NERM knows
// and the session has not, or by its uid.
func (m *Model) askAttribute() tea.Cmd {
	var options []dialog.Option
	for _, k := range m.kinds.byUID {
		if k.DataType != "attachment" && m.addable(k.UID) {
			options = append(options, dialog.Option{Value: k.UID, Label: firstOf(k.Label, k.UID), Note: k.UID + " · " + k.DataType})
		}
	}
	if len(options) == 0 {
		return m.askUID()
	}
	slices.SortFunc(options, func(a, b dialog.Option) int {
		return strings.Compare(strings.ToLower(a.Label+a.Note), strings.ToLower(b.Label+b.Note))
	})
	p := &dialog.Pick{Env: m.env, View: m.id, Name: askAttribute, Head: "Add an attribute"}
	p.SetOptions(append(options, dialog.Option{Value: "", Label: "Another one, by its uid"}))
	return m.editor.form.Ask(p)
}

// addable reports whether the form has no such attribute, or a removed one.
func (m *Model) addable(uid string) bool {
	if uid == "" {
		return false
	}
	if !m.editor.form.Has(attrKey + uid) {
		return true
	}
	return slices.ContainsFunc(m.editor.form.Changes(), func(c form.Change) bool { return c.Key == attrKey+uid && c.Removed })
}

func (m *Model) askUID() tea.Cmd {
	return screen.Send(screen.Show{Dialog: &dialog.Prompt{
		Env: m.env, View: m.id, Name: askUID, Head: "Add an attribute", Lines: []string{"Uid of the attribute:"},
		Check: func(uid string) string {
			switch {
			case uid == "":
				return "a uid is needed"
			case strings.ContainsFunc(uid, unicode.IsSpace):
				return "a uid has no spaces"
			case len(uid) > maxID:
				return "that is too long for a uid"
			}
			return ""
		},
	}})
}

func (m *Model) onAttribute(a dialog.Answer) tea.Cmd {
	uid, _ := a.Value.(string)
	if o, picked := a.Value.(dialog.Option); picked {
		if uid, _ = o.Value.(string); uid == "" {
			return m.askUID()
		}
	}
	if uid == "" {
		return nil
	}
	m.addAttribute(uid, "")
	return tea.Batch(m.edited(), m.learnChoices(uid), m.lookUp())
}

// addAttribute puts a row for an attribute into the form.
func (m *Model) addAttribute(uid, value string) {
	f := m.attributeField(api.SessionAttribute{UID: uid}, nil)
	f.Value = value
	if utf8.RuneCountInString(value) > field.Max && (f.Kind == form.Text || f.Kind == form.Lines) {
		f.Kind = form.Choice
	}
	m.editor.form.Add(f)
}
