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
	"iscope/views/internal/draft"
)

// offerDrafts asks what is to become of the drafts found on disk.
func (m *Model) offerDrafts() tea.Cmd {
	found := m.editor.found
	told := make([]draft.Told, len(found))
	for n, d := range found {
		told[n] = draft.Told{When: draft.When(m.env, d.Saved), Text: strings.Join(m.inDraft(d), ", ")}
	}
	return screen.Send(screen.Show{Dialog: draft.Ask(m.env, m.id, askRestore, told, func(f draft.Fate, n int) any {
		if n < 0 {
			return fate{f, nil}
		}
		return fate{f, found[n]}
	})})
}

// inDraft says what a draft has: the names of its fields, with the values that
// tell new sessions from each other.
func (m *Model) inDraft(d *kept) []string {
	var out []string
	for _, c := range d.Changes {
		key := safeKey(c.Key)
		name := m.labelOf(key)
		if d.Session == freshID && (key == keyWorkflow || key == keyRequester) {
			name += " " + firstOf(m.flowName(c.After), m.names.of(c.After), cell.CutMiddle(safe.Line(c.After), shortID))
		}
		out = append(out, name)
	}
	if d.Left > 0 {
		out = append(out, cell.Count(d.Left, "value")+" that may be secret not kept")
	}
	return out
}

// fate is what becomes of a draft found on disk.
type fate struct {
	what  draft.Fate
	draft *kept // nil for all of them
}

// onDraftFate does with a draft found what was chosen.
func (m *Model) onDraftFate(value any) tea.Cmd {
	o, _ := value.(dialog.Option)
	switch f, _ := o.Value.(fate); {
	case f.draft == nil || !slices.Contains(m.editor.found, f.draft):
	case f.what == draft.Continue:
		return m.restore(f.draft)
	case f.what == draft.Discard:
		return m.askDrop(f.draft)
	}
	return nil
}

// askDrop asks once more before a draft that was found is gone.
func (m *Model) askDrop(d *kept) tea.Cmd {
	lines := append(m.which(), "Typed "+m.env.Ago(d.Saved), "")
	lines = append(lines, m.inDraft(d)...)
	return screen.Send(screen.Show{Dialog: &dialog.Confirm{
		Env: m.env, View: m.id, Name: askDrop, Value: d, Head: "Discard the draft?", Yes: "Discard", No: "Keep it", Grave: true, Lines: lines,
	}})
}

// dropFound discards a draft that was found.
func (m *Model) dropFound(value any) tea.Cmd {
	e := m.editor
	d, _ := value.(*kept)
	i := slices.Index(e.found, d)
	if i < 0 {
		return nil
	}
	e.found = slices.Delete(e.found, i, i+1)
	if e.copy < 0 {
		e.copy = d.Copy
	}
	cmds := []tea.Cmd{m.keeper.Drop(d.name()), m.scheduleDraft(), screen.Say(screen.Info, "The draft is discarded")}
	if len(e.found) > 0 && m.pristine() {
		cmds = append(cmds, m.offerDrafts())
	}
	return tea.Batch(cmds...)
}

// restore puts the changes of a draft into the form. Where the session has
// moved on since, that is said beside the field. From then on the draft is that
// of this edit.
func (m *Model) restore(d *kept) tea.Cmd {
	e := m.editor
	first := ""
	if e.fresh { // what it was to be like is in the draft, or was taken away
		e.form.SetFields(m.fields(e.base)...)
		e.notCopied, e.source, e.filled = nil, nil, ""
		e.say("", "")
	}
	var learn []tea.Cmd
	for _, c := range d.Changes {
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
	if d.Left > 0 {
		e.say("Values that may be secret are not kept in a draft", "type them again")
		m.namesMissing(d)
	}
	e.found = slices.DeleteFunc(e.found, func(x *kept) bool { return x == d })
	e.copy, e.restored = d.Copy, true
	return tea.Batch(append(learn, m.edited(), m.lookUp())...)
}

// namesMissing says beside the fields whose values a draft does not have that
// they have to be typed again, and goes to the first of them.
func (m *Model) namesMissing(d *kept) {
	e := m.editor
	first := ""
	for _, key := range d.Missing {
		key = safeKey(key)
		uid, attribute := strings.CutPrefix(key, attrKey)
		if !attribute || uid == "" {
			continue
		}
		if !e.form.Has(key) {
			m.addAttribute(uid, "")
		}
		e.form.Complain(key, "what was typed is not in the draft, since it may be secret; type it again")
		first = firstOf(first, key)
	}
	e.form.Focus(first)
	e.beside = first != ""
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
