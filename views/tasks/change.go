package tasks

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// change is a proposal being carried out, one task after the other. The first
// of its tasks is under way.
type change struct {
	proposal
	total    int
	outcomes []outcome
}

// progress says how far the change is.
func (c *change) progress() string {
	if c.total == 1 {
		return "clearing " + cell.Cut(nameOf(&c.tasks[0]), 40)
	}
	return fmt.Sprintf("clearing %d of %d", len(c.outcomes)+1, c.total)
}

// attemptNext makes the next attempt. It runs under the program's context: once
// sent, nothing on this screen may abandon it.
func (m *Model) attemptNext() tea.Cmd {
	shown, patch, isc := m.change.tasks[0], m.change.patch, m.cmds.ISC
	return api.Run(m.cmds, m.writes, m.reads.Detached(api.PatchTask, shown.ID), func(ctx context.Context) (outcome, error) {
		return attempt(ctx, isc, shown, patch), nil
	})
}

// attempted takes the outcome of one attempt and goes on or sums up.
func (m *Model) attempted(r api.Result[outcome]) tea.Cmd {
	c := m.change
	if c == nil || len(c.tasks) == 0 || c.tasks[0].ID != r.Key {
		return nil // not ours: one attempt is under way at a time
	}
	o := r.Value
	if r.Err != nil { // a defect of ours: what was sent is not known
		o = outcome{unknown, c.tasks[0], "it is not known what happened: " + r.Err.Error(), r.Err}
	}
	c.outcomes, c.tasks = append(c.outcomes, o), c.tasks[1:]
	cmds := []tea.Cmd{m.settle(o)}
	if len(c.tasks) > 0 && !o.stops() {
		return tea.Batch(append(cmds, m.attemptNext())...)
	}
	m.change = nil
	return tea.Batch(append(cmds, m.sumUp(c))...)
}

// settle puts one outcome into the list and the activity log.
func (m *Model) settle(o outcome) tea.Cmd {
	id := o.task.ID
	cmds := []tea.Cmd{screen.Send(screen.Decided{What: "clear task", Target: nameOf(&o.task), ID: id, Outcome: o.words()})}
	switch {
	case o.settled == gone:
		m.pending.table.Remove(id)
	case !o.task.Pending():
		m.pending.table.Replace(row{o.task, staying + 1}) // one more, for the refresh that follows at once
	}
	if o.settled == done || o.settled == gone || o.settled == ended {
		m.pending.table.SetMark(id, false)
	}
	if o.settled != refused {
		cmds = append(cmds, screen.Send(api.Mutated{Op: api.PatchTask, IDs: []string{id}}))
	}
	m.listNews()
	return tea.Batch(cmds...)
}

// words says an outcome for the activity log.
func (o outcome) words() string {
	word := [...]string{"done", "refused", "ended meanwhile", "gone", "unknown"}[o.settled]
	if o.said != "" {
		word += ": " + o.said
	}
	return word
}

// sumUp tells what came of a change: a toast, and for several tasks of which
// not all went well a list to read.
func (m *Model) sumUp(c *change) tea.Cmd {
	if c.total == 1 {
		return sayOne(c.outcomes[0])
	}
	counts := map[settled]int{}
	for _, o := range c.outcomes {
		counts[o.settled]++
	}
	text := fmt.Sprintf("%s of %s cleared", cell.Thousands(counts[done]), cell.Count(c.total, "task"))
	for _, part := range []struct {
		n     int
		words string
	}{
		{counts[refused], "refused"}, {counts[ended], "ended meanwhile"}, {counts[gone], "gone"}, {counts[unknown], "unknown"}, {len(c.tasks), "not sent"},
	} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.words)
		}
	}
	if counts[done] == c.total {
		return screen.Say(screen.Good, text)
	}
	var lines []string
	for i := range c.outcomes {
		o := &c.outcomes[i]
		lines = append(lines, title(&o.task)+": "+o.words())
	}
	for i := range c.tasks {
		lines = append(lines, title(&c.tasks[i])+": not sent, since the one before did not end clearly")
	}
	return tea.Batch(screen.Say(screen.Warn, text+"; what is still pending stays marked"),
		screen.Send(screen.Show{Dialog: dialog.NewReader(m.env, text, strings.Join(lines, "\n"))}))
}

// title names a task together with its target: many have the same name.
func title(t *api.Task) string {
	if target := t.Target.String(); target != "" {
		return nameOf(t) + " · " + target
	}
	return nameOf(t)
}

// sayOne tells what came of clearing one task.
func sayOne(o outcome) tea.Cmd {
	name := title(&o.task)
	switch o.settled {
	case done:
		if o.said != "" {
			return screen.Say(screen.Good, name+": "+o.said)
		}
		return screen.Say(screen.Good, "Cleared: "+name)
	case ended, gone:
		return screen.Say(screen.Info, name+": "+o.said)
	case refused:
		text := "Not cleared: " + name + ": " + o.said
		if r := o.err.Remedy(); r != "" {
			text += "; " + r
		}
		return screen.Say(screen.Bad, text)
	}
	return screen.Say(screen.Bad, name+": "+o.said)
}
