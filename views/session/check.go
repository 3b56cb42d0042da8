package session

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
)

// edited notes that something may have changed, for reviews, the draft and what
// is said above the form.
func (m *Model) edited() tea.Cmd {
	e := m.editor
	e.seq++
	e.leaving = false
	switch {
	case e.checked:
		m.check(e.form.Recheck)
	case e.beside && e.form.Complaints() == 0:
		e.say("", "")
	}
	return m.scheduleDraft()
}

// say puts a problem above the form, "" for none.
func (e *editor) say(problem, remedy string) {
	e.problem, e.remedy, e.checked, e.beside = problem, remedy, false, false
}

// focusComplaint goes to the first field that something is wrong with.
func (e *editor) focusComplaint() {
	for _, key := range e.form.Keys() {
		if e.form.Complaint(key) != "" {
			e.form.Focus(key)
			return
		}
	}
}

// moving goes to another field, and says beside the one that is left what is
// wrong with what was typed there.
func (m *Model) moving(move func()) {
	f := m.editor.form
	key := f.Focused()
	move()
	uid, attribute := strings.CutPrefix(key, attrKey)
	if !attribute || f.Focused() == key || f.Complaint(key) != "" {
		return
	}
	for _, c := range f.Changes() {
		if c.Key != key || c.Removed || c.Secret {
			continue
		}
		if why := m.kinds.of(uid).Check(c.After, m.optionsOf(uid), c.Before); why != "" {
			f.Complain(key, why+"; "+m.env.Keys.Key("editor.reset")+" puts it back as it was")
		}
	}
}

// check asks whether the form can be sent as it is, with what checks its
// fields, and says above the form how many of them cannot.
func (m *Model) check(fields func() int) bool {
	e := m.editor
	fields()
	for _, c := range e.form.Changes() {
		if c.Added && c.After == "" {
			e.form.Complain(c.Key, "give it a value, or remove it with "+m.env.Keys.Key("editor.remove"))
		}
	}
	wrong := e.form.Complaints()
	if wrong == 0 {
		e.say("", "")
		return true
	}
	e.say(cell.Count(wrong, "field")+" cannot be sent like this", "")
	e.checked = true
	return false
}
