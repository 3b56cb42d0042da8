package tasks

import (
	"encoding/json"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change"
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
	switch pending := stillPending(rows); {
	case len(rows) == 0:
		return "There is no task under the cursor"
	case len(pending) > 0:
		return ""
	case len(rows) == 1:
		return "Only pending tasks can be cleared: " + title(&rows[0].Task) + " has ended"
	}
	return "Only pending tasks can be cleared: all that are marked have ended"
}

// stillPending returns the rows whose tasks have not ended.
func stillPending(rows []row) []row {
	var out []row
	for i := range rows {
		if rows[i].leaving == 0 && rows[i].Pending() {
			out = append(out, rows[i])
		}
	}
	return out
}

// markPending marks all pending tasks shown, or none where they are all marked.
// Those that have ended and are about to leave are none of them.
func (m *Model) markPending() {
	t := m.shown()
	was := t.Marks()
	if n := t.MarkWhere(func(r *row) bool { return r.leaving == 0 && r.Pending() }); n == was && t.Marks() == was {
		t.ClearMarks()
	}
}

// askClear asks in words, with the exact patch, whether to clear.
func (m *Model) askClear() tea.Cmd {
	switch why := m.Disabled("tasks.clear"); {
	case m.env.ReadOnly:
		return m.env.SayLocked()
	case why != "":
		return screen.Say(screen.Warn, why)
	case !m.split.Focused && !m.shown().Settled():
		return nil // the row under the cursor has just gone away: the key was meant for it
	}
	p := proposal{patch: clearing(m.env.Now())}
	rows := m.picked()
	pending := stillPending(rows)
	for i := range pending {
		p.tasks = append(p.tasks, pending[i].Task)
	}
	c := &dialog.Confirm{
		Env: m.env, View: m.id, Name: askClearing, Value: p, Yes: "Clear", Grave: true, Head: "Clear pending task?", Noun: "task",
	}
	c.Lines, c.Items = m.words(p, len(rows)-len(pending))
	if len(p.tasks) > 1 {
		c.Head = fmt.Sprintf("Clear %d pending tasks?", len(p.tasks))
	}
	change.Protect(m.env, c)
	if c.Type == "" {
		c.Type = typedWord
	}
	return screen.Send(screen.Show{Dialog: c})
}

// words says what clearing does, and what it does not do; of the tasks that were
// picked, so many have ended. A task begins on each of the lines items.
func (m *Model) words(p proposal, ended int) (lines []string, items []int) {
	for i := range p.tasks {
		items = append(items, len(lines))
		lines = append(lines, m.asked(&p.tasks[i], len(p.tasks) == 1)...)
	}
	if ended > 0 {
		lines = append(lines, cell.Count(ended, "task")+" marked as well: ended by now, left out")
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
	return lines, items
}

// asked names a task in the question: one that is alone with its whole id, one of
// several in a line.
func (m *Model) asked(t *api.Task, alone bool) []string {
	line := title(t) + " · pending for " + cell.Age(age(t, m.env.Now()))
	var out []string
	if alone {
		out = append(out, line, m.env.Styles.Muted.Render(t.ID))
	} else {
		out = append(out, line+" · "+m.env.Styles.Muted.Render(cell.CutMiddle(t.ID, shortID)))
	}
	if doubts := change.Doubts(t.Name); doubts != nil {
		return append(out, doubts...)
	}
	return append(out, change.Doubts(t.Target.Name)...)
}

// shortID is how many cells of an id stand behind one of several names.
const shortID = 11

// answered takes the answer to the question.
func (m *Model) answered(a dialog.Answer) tea.Cmd {
	p, ok := a.Value.(proposal)
	if a.Name != askClearing || !ok || !m.change.Over() || m.env.ReadOnly {
		return nil
	}
	return m.begin(p)
}
