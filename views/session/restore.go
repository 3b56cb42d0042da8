package session

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/field"
	"iscope/ui/screen"
)

// offerDraft asks whether a draft found on disk is to be taken up.
func (m *Model) offerDraft() tea.Cmd {
	d := m.editor.draft
	p := &dialog.Pick{
		Env: m.env, View: m.id, Name: askRestore, Head: "A draft of " + cell.AgeSince(d.Saved, m.env.Now()) + " ago was never sent",
	}
	names := make([]string, 0, len(d.Changes))
	for _, c := range d.Changes {
		names = append(names, m.labelOf(safeKey(c.Key)))
	}
	what := strings.Join(names, ", ")
	if d.Left > 0 {
		what = cell.Count(d.Left, "value") + " that may be secret was not kept · " + what
	}
	p.SetOptions([]dialog.Option{
		{Value: takeUp, Label: "Take it up", Note: what},
		{Value: leaveIt, Label: "Leave it", Note: "until something else is changed here"},
		{Value: dropIt, Label: "Discard it"},
	})
	return screen.Send(screen.Show{Dialog: p})
}

// What can become of a draft found on disk.
const (
	takeUp  = "take up"
	leaveIt = "leave"
	dropIt  = "drop"
)

// onDraftFate does with the draft found what was chosen.
func (m *Model) onDraftFate(value any) tea.Cmd {
	o, _ := value.(dialog.Option)
	switch o.Value {
	case takeUp:
		return m.restore()
	case dropIt:
		return m.askDrop()
	}
	return nil
}

// askDrop asks once more before the draft that was found is gone.
func (m *Model) askDrop() tea.Cmd {
	e := m.editor
	if e.draft == nil {
		return nil
	}
	lines := append(m.which(), "")
	for _, c := range e.draft.Changes {
		lines = append(lines, m.labelOf(safeKey(c.Key)))
	}
	return screen.Send(screen.Show{Dialog: &dialog.Confirm{
		Env: m.env, View: m.id, Name: askDrop, Head: "Discard the draft?", Yes: "Discard", No: "Leave it", Grave: true, Lines: lines,
	}})
}

// dropFound discards the draft that was found.
func (m *Model) dropFound() tea.Cmd {
	e := m.editor
	if e.draft == nil {
		return nil
	}
	id := e.draft.Session
	e.draft = nil
	return tea.Batch(m.dropDraft(id), m.scheduleDraft(), screen.Say(screen.Info, "The draft is discarded"))
}

// restore puts the changes of a draft into the form. Where the session has
// moved on since, that is said beside the field.
func (m *Model) restore() tea.Cmd {
	e := m.editor
	if e.draft == nil {
		return nil
	}
	first := ""
	if e.fresh { // what it was to be like is in the draft, or was taken away
		e.form.SetFields(m.fields(e.base)...)
		e.notCopied, e.source = nil, nil
		e.say("", "")
	}
	var learn []tea.Cmd
	for _, c := range e.draft.Changes {
		key := safeKey(c.Key)
		for name, id := range c.IDs {
			if safe.Line(name) == name && safe.Line(id) == id {
				e.ids.put(key, name, id)
			}
		}
		if uid, attribute := strings.CutPrefix(key, attrKey); attribute {
			learn = append(learn, m.learnChoices(uid))
		}
		m.restoreOne(key, c)
		if now := valueOf(e.base, key); now != c.Before && e.form.Has(key) {
			e.form.Complain(key, "was "+m.valueWords(key, c.Before)+" when this was typed, is "+m.valueWords(key, now)+" now")
		}
		first = firstOf(first, key)
	}
	e.form.Focus(first)
	if e.draft.Left > 0 {
		e.say("Values that may be secret are not kept in a draft", "type them again")
	}
	e.draft, e.restored = nil, true
	return tea.Batch(append(learn, m.edited(), m.lookUp())...)
}

func (m *Model) restoreOne(key string, c draftChange) {
	e := m.editor
	uid, attribute := strings.CutPrefix(key, attrKey)
	switch {
	case attribute && m.kinds.secret(uid): // became encrypted since
	case !attribute && !slices.ContainsFunc(members, func(mb member) bool { return mb.key == key }):
	case c.Removed:
		if e.form.Focus(key) && e.form.Removable() && e.form.Value(key) != "" {
			e.form.Remove()
		}
	case e.form.Has(key) && attribute && utf8.RuneCountInString(c.After) > field.Max:
		m.asWhole(key, safe.Block(c.After))
	case e.form.Has(key):
		e.form.Set(key, c.After)
	case attribute && uid != "":
		m.addAttribute(uid, c.After)
	}
}
