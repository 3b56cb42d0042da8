package session

import (
	"fmt"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/form"
	"iscope/ui/screen"
)

// review checks the form and shows what would be sent, for a person to agree.
func (m *Model) review(run bool) tea.Cmd {
	e := m.editor
	e.say("", "")
	changes := e.form.Changes()
	if len(changes) == 0 && !run && !e.fresh {
		return screen.Say(screen.Info, "Nothing has changed; "+m.env.Keys.Key("editor.run")+" runs the session as it is")
	}
	if !m.check(e.form.Check) {
		e.focusComplaint()
		return nil
	}
	r := reviewed{id: e.id, seq: e.seq, run: run, fresh: e.fresh, want: map[string]string{}}
	for _, c := range changes {
		r.keys = append(r.keys, c.Key)
		r.want[c.Key] = c.After
	}
	if r.fresh {
		r.draft = m.draftOf(changes)
	} else {
		r.change = m.changeOf(changes)
	}
	d := &dialog.Confirm{
		Env: m.env, View: m.id, Name: askSend, Value: r, Head: reviewHead(r), Lines: m.reviewLines(changes, run), Yes: r.verb(), Grave: run, No: "Keep editing",
	}
	if m.env.Protected {
		d.Type = m.env.Tenant
	}
	return screen.Send(screen.Show{Dialog: d})
}

// verb is the label of what sends it.
func (r reviewed) verb() string {
	switch {
	case r.fresh && r.run:
		return "Create and run"
	case r.fresh:
		return "Create"
	case r.run && len(r.keys) == 0:
		return "Run"
	case r.run:
		return "Send and run"
	}
	return "Send"
}

func reviewHead(r reviewed) string {
	if r.fresh {
		return map[bool]string{false: "Create a session?", true: "Create a session and run it?"}[r.run]
	}
	head := "Send " + cell.Count(len(r.keys), "change")
	switch {
	case r.run && len(r.keys) == 0:
		head = "Run the session"
	case r.run:
		head += " and run"
	}
	return head + "?"
}

// which names the session being edited, with its id.
func (m *Model) which() []string {
	e := m.editor
	if e.fresh {
		return []string{"A new session"}
	}
	lines := []string{"Session " + e.name()}
	if e.name() != e.id {
		lines = append(lines, "Id "+e.id)
	}
	return lines
}

// reviewLines says what will change, before → after.
func (m *Model) reviewLines(changes []form.Change, run bool) []string {
	lines := append(m.which(), "Tenant "+m.env.Tenant)
	if len(changes) > 0 {
		lines = append(lines, "")
	}
	for _, c := range changes {
		lines = append(lines, m.labelOf(c.Key), "  "+m.changeWords(c))
	}
	e := m.editor
	if e.fresh {
		lines = append(lines, m.freshLines()...)
	}
	if run {
		lines = append(lines, "", "The workflow continues at once, with everything it does. That cannot be taken back.")
		if e.mayRun {
			lines = append(lines, "An earlier run got no answer: the workflow may have continued already.")
		}
	}
	return lines
}

// freshLines are what has to be said before a session is created.
func (m *Model) freshLines() []string {
	e := m.editor
	var out []string
	if kind := e.form.Value(keyRequesterType); kind == e.base.RequesterType {
		out = append(out, m.labelOf(keyRequesterType), "  "+kind)
	}
	if len(e.notCopied) > 0 {
		out = append(out, "", "Not copied: "+strings.Join(e.notCopied, ", "))
	}
	switch {
	case e.doubt && e.before != nil:
		out = append(out, "", "An earlier request got no answer. NERM is asked first whether its session is there; if it is, nothing is sent.")
	case e.doubt:
		out = append(out, "", "An earlier request got no answer: its session may exist already, and this would be a second one.")
	}
	return out
}

// maxBefore is how much of a value that goes away is shown, in runes.
const maxBefore = 300

// changeWords writes one change as before → after.
func (m *Model) changeWords(c form.Change) string {
	before, after := m.valueWords(c.Key, c.Before), m.valueWords(c.Key, c.After)
	if m.editor.fresh {
		if c.Secret {
			return "(hidden)"
		}
		return after
	}
	if n := utf8.RuneCountInString(before); n > maxBefore {
		before = string([]rune(before)[:maxBefore]) + fmt.Sprintf("… (%s characters)", cell.Thousands(n))
	}
	if c.Secret {
		after = "(hidden, new)"
		if before = hidden; c.Before == "" {
			before = "empty"
		}
	}
	switch {
	case c.Removed:
		after = "empty"
	case c.Added:
		before = "not there"
	}
	return m.env.Styles.Change(before, after)
}

// valueWords writes a value as people read it.
func (m *Model) valueWords(key, value string) string {
	if value == "" {
		return "empty"
	}
	switch key {
	case keyStatus:
		return words(value)
	case keyRequester, keyProfile:
		return m.withName(value)
	case keyWorkflow:
		if name := m.flowName(value); name != "" {
			return name + " (" + value + ")"
		}
	case keyProfiles:
		list := splitIDs(value)
		for i, id := range list {
			list[i] = m.withName(id)
		}
		return strings.Join(list, ", ")
	}
	return strings.ReplaceAll(value, "\n", "␤")
}
