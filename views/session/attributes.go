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

// byUID is the option that asks for a uid.
var byUID = dialog.Option{Value: "", Label: "Another one, by its uid"}

// askAttribute lets a person choose an attribute to add: of those NERM knows
// and the session has not, or any by its uid. One that the form has is gone to.
func (m *Model) askAttribute() tea.Cmd {
	all := m.offered()
	if len(all) == 0 {
		return m.askUID()
	}
	p := &dialog.Pick{Env: m.env, View: m.id, Name: askAttribute, Head: "Add an attribute"}
	p.SetOptions(append(slices.Clip(all), byUID))
	p.Search = func(text string) tea.Cmd {
		text = strings.TrimSpace(text)
		p.Empty = ""
		if about, known := m.kinds.byUID[text]; known && about.DataType == "attachment" {
			p.Empty = firstOf(about.Label, text) + " is a file, which is uploaded in NERM"
		}
		p.SetOptions(m.attributesLike(text, all))
		return nil
	}
	return m.editor.form.Ask(p)
}

// offered are the attributes that the form has not, by their names.
func (m *Model) offered() []dialog.Option {
	var out []dialog.Option
	for _, k := range m.kinds.byUID {
		if k.DataType != "attachment" && m.addable(k.UID) {
			out = append(out, dialog.Option{Value: k.UID, Label: firstOf(k.Label, k.UID), Note: k.UID + " · " + k.DataType})
		}
	}
	slices.SortFunc(out, func(a, b dialog.Option) int {
		return strings.Compare(strings.ToLower(a.Label+a.Note), strings.ToLower(b.Label+b.Note))
	})
	return out
}

// attributesLike are the options while a text is typed: of all those that match,
// those that are in the form already, and the text itself as a uid.
func (m *Model) attributesLike(text string, all []dialog.Option) []dialog.Option {
	if text == "" {
		return append(slices.Clip(all), byUID)
	}
	var out, there []dialog.Option
	for _, o := range all {
		if matches(o, text) {
			out = append(out, o)
		}
	}
	taken := m.addable(text) && uidProblem(text) == ""
	for _, key := range m.editor.form.Keys() {
		uid, attribute := strings.CutPrefix(key, attrKey)
		o := dialog.Option{Value: uid, Label: m.label(uid), Note: uid}
		if attribute && !m.addable(uid) && matches(o, text) {
			o.Label += " is in the form already"
			there = append(there, o)
		}
	}
	if about, known := m.kinds.byUID[text]; taken && (!known || about.DataType != "attachment") && !slices.ContainsFunc(out, func(o dialog.Option) bool { return o.Value == text }) {
		there = append(there, dialog.Option{Value: text, Label: "Take “" + text + "” as it is", Note: "a uid"})
	}
	out = append(out, there...)
	if matches(byUID, text) {
		out = append(out, byUID)
	}
	return out
}

// uidProblem says what is wrong with the uid of an attribute, "" for nothing.
func uidProblem(uid string) string {
	switch {
	case uid == "":
		return "a uid is needed"
	case strings.ContainsFunc(uid, unicode.IsSpace):
		return "a uid has no spaces"
	case len(uid) > maxID:
		return "that is too long for a uid"
	}
	return ""
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
		Check: uidProblem,
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
