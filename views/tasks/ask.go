package tasks

import (
	"encoding/json"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// askClearing is the name of the question this screen asks.
const askClearing = "clear"

// typedWord is what is to be typed before a task is cleared.
const typedWord = "clear"

// proposal is what the question is about: to send this patch to those, as they
// were shown.
type proposal struct {
	tasks []api.Task
	patch []api.PatchOp
}

// Disabled says why an action cannot be done now, "" where it can.
func (m *Model) Disabled(a keymap.Action) string {
	switch a {
	case "list.browse":
		return "The web interface has no page of a single task"
	case "tasks.status":
		if !m.past {
			return "The status can be chosen in the history; " + m.env.Keys.Key("tasks.history") + " shows it"
		}
	case "tasks.order":
		if !m.past {
			return "The order is that of the history; " + m.env.Keys.Key("tasks.history") + " shows it"
		}
	case "tasks.source":
		if r := m.current(); m.source.IsZero() && (r == nil || r.Target.ID == "") {
			return "The task under the cursor names no source"
		}
	case "tasks.clear":
		return m.uncleared()
	}
	return ""
}

// uncleared says why nothing can be cleared now.
func (m *Model) uncleared() string {
	if !m.change.Over() {
		return "A change is under way: " + m.change.Progress()
	}
	if m.past {
		return "Only pending tasks can be cleared; " + m.env.Keys.Key("tasks.history") + " shows them"
	}
	rows := m.picked()
	if len(rows) == 0 {
		return "There is no task under the cursor"
	}
	for i := range rows {
		if r := &rows[i]; r.leaving > 0 || !r.Pending() {
			return "Only pending tasks can be cleared: " + nameOf(&r.Task) + " has ended"
		}
	}
	return ""
}

// listed is how many tasks a question names one by one.
const listed = 4

// askClear asks in words, with the exact patch, whether to clear.
func (m *Model) askClear() tea.Cmd {
	switch why := m.Disabled("tasks.clear"); {
	case m.env.ReadOnly:
		return screen.Say(screen.Warn, "Read-only: nothing can be changed; start without --read-only to do that")
	case why != "":
		return screen.Say(screen.Warn, why)
	case !m.split.Focused && !m.shown().Settled():
		return nil // the row under the cursor has just gone away: the key was meant for it
	}
	p := proposal{patch: clearing(m.env.Now())}
	rows := m.picked()
	for i := range rows {
		p.tasks = append(p.tasks, rows[i].Task)
	}
	c := &dialog.Confirm{
		Env: m.env, View: m.id, Name: askClearing, Value: p, Yes: "Clear", Grave: true,
		Head: "Clear pending task?", Type: typedWord, Lines: m.words(p),
	}
	if len(p.tasks) > 1 {
		c.Head = fmt.Sprintf("Clear %d pending tasks?", len(p.tasks))
	}
	if m.env.Protected {
		c.Type = m.env.Tenant
		c.Lines = append(c.Lines, m.env.Tenant+" is protected, so its name is asked for.")
	}
	return screen.Send(screen.Show{Dialog: c})
}

// words says what clearing does, and what it does not do.
func (m *Model) words(p proposal) []string {
	st, now := m.env.Styles, m.env.Now()
	var lines []string
	for i := range p.tasks[:min(len(p.tasks), listed)] {
		t := &p.tasks[i]
		line := nameOf(t)
		if target := t.Target.String(); target != "" {
			line += " · " + target
		}
		lines = append(lines, line+" · pending for "+cell.Age(age(t, now)), st.Muted.Render(t.ID))
		if safe.MixedScripts(t.Name) || safe.MixedScripts(t.Target.Name) {
			lines = append(lines, "The name mixes letters of several scripts: check that it is the one you mean.")
		}
	}
	if more := len(p.tasks) - listed; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	lines = append(lines, "",
		"This marks the record as ended with an error, so that it no longer counts as pending. It clears the record; it does not stop the process, which may still be at work.",
		"", "PATCH, one for each task:")
	for _, op := range p.patch {
		text, err := json.Marshal(op)
		if err != nil {
			text = []byte(op.Op + " " + op.Path) // what we built ourselves can be written
		}
		lines = append(lines, "  "+string(text))
	}
	return append(lines, "")
}

// answered takes the answer to the question.
func (m *Model) answered(a dialog.Answer) tea.Cmd {
	p, ok := a.Value.(proposal)
	if a.Name != askClearing || !ok || !m.change.Over() || m.env.ReadOnly {
		return nil
	}
	return m.begin(p)
}
