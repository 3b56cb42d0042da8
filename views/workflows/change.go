package workflows

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

// change is a proposal being carried out, one workflow after the other.
type change struct {
	verb     verb
	queue    []api.Workflow // the first of them is under way
	total    int
	outcomes []outcome
}

// progress says how far the change is.
func (c *change) progress() string {
	doing := [...]string{"enabling", "disabling", "deleting"}[c.verb]
	if c.total == 1 {
		return doing + " " + cell.Cut(nameOf(&c.queue[0]), 40)
	}
	return fmt.Sprintf("%s %d of %d", doing, len(c.outcomes)+1, c.total)
}

// begin carries out a proposal that was agreed to.
func (m *Model) begin(p proposal) tea.Cmd {
	if len(p.workflows) == 0 {
		return nil
	}
	m.change = &change{verb: p.verb, queue: p.workflows, total: len(p.workflows)}
	return m.attemptNext()
}

// attemptNext makes the next attempt. It runs under the program's context: once
// sent, nothing on this screen may abandon it.
func (m *Model) attemptNext() tea.Cmd {
	c := m.change
	shown, isc := c.queue[0], m.cmds.ISC
	return api.Run(m.cmds, m.writes, m.reads.Detached(c.verb.op(), shown.ID), func(ctx context.Context) (outcome, error) {
		return attempt(ctx, isc, c.verb, shown), nil
	})
}

// attempted takes the outcome of one attempt and goes on or sums up.
func (m *Model) attempted(r api.Result[outcome]) tea.Cmd {
	c := m.change
	if c == nil || len(c.queue) == 0 || c.queue[0].ID != r.Key {
		return nil // not ours: one attempt is under way at a time
	}
	o := r.Value
	if r.Err != nil { // a defect of ours: what was sent is not known
		o = outcome{unknown, c.queue[0], "it is not known what happened: " + r.Err.Error(), r.Err}
	}
	c.outcomes = append(c.outcomes, o)
	c.queue = c.queue[1:]
	cmds := []tea.Cmd{m.settle(c.verb, o)}
	if len(c.queue) > 0 && !o.stops() {
		return tea.Batch(append(cmds, m.attemptNext())...)
	}
	m.change = nil
	return tea.Batch(append(cmds, m.sumUp(c))...)
}

// settle puts one outcome into the list and the activity log.
func (m *Model) settle(v verb, o outcome) tea.Cmd {
	id := o.workflow.ID
	cmds := []tea.Cmd{screen.Send(screen.Decided{What: v.String() + " workflow", Target: nameOf(&o.workflow), ID: id, Outcome: o.words()})}
	switch {
	case o.settled == gone, o.settled == done && v == remove:
		m.table.Remove(id)
		if m.detail.workflow.ID == id {
			m.split.Close()
			m.detail.workflow = api.Workflow{}
			m.detail.version++
		}
	case !o.workflow.Raw.IsZero() || o.settled == done:
		m.table.Replace(o.workflow)
		if m.detail.workflow.ID == id {
			m.detail.workflow, m.detail.err = o.workflow, nil
			m.detail.version++
		}
	}
	if o.settled == done || o.settled == gone {
		m.table.SetMark(id, false)
	}
	if o.settled != refused {
		cmds = append(cmds, screen.Send(api.Mutated{Op: v.op(), IDs: []string{id}}))
	}
	return tea.Batch(cmds...)
}

// words says an outcome for the activity log.
func (o outcome) words() string {
	word := [...]string{"done", "refused", "changed meanwhile", "gone", "unknown"}[o.settled]
	if o.said != "" {
		word += ": " + o.said
	}
	return word
}

// sumUp tells what came of a change: a toast, and for several workflows of
// which not all went well a list to read.
func (m *Model) sumUp(c *change) tea.Cmd {
	if c.total == 1 {
		return m.sayOne(c.verb, c.outcomes[0])
	}
	counts := map[settled]int{}
	for _, o := range c.outcomes {
		counts[o.settled]++
	}
	text := fmt.Sprintf("%s of %s %s", cell.Thousands(counts[done]), cell.Count(c.total, "workflow"), c.verb.done())
	for _, part := range []struct {
		n     int
		words string
	}{
		{counts[refused], "refused"}, {counts[changed], "changed meanwhile"}, {counts[gone], "gone"}, {counts[unknown], "unknown"}, {len(c.queue), "not sent"},
	} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.words)
		}
	}
	if counts[done] == c.total {
		return screen.Say(screen.Good, text)
	}
	var lines []string
	for _, o := range c.outcomes {
		lines = append(lines, nameOf(&o.workflow)+": "+o.words())
	}
	for i := range c.queue {
		lines = append(lines, nameOf(&c.queue[i])+": not sent, since the one before did not end clearly")
	}
	return tea.Batch(screen.Say(screen.Warn, text+"; what was not done stays marked"),
		screen.Send(screen.Show{Dialog: dialog.NewReader(m.env, text, strings.Join(lines, "\n"))}))
}

// sayOne tells what came of a change of one workflow.
func (m *Model) sayOne(v verb, o outcome) tea.Cmd {
	name := nameOf(&o.workflow)
	verb := strings.ToUpper(v.done()[:1]) + v.done()[1:]
	switch o.settled {
	case done:
		text := verb + ": " + name
		if o.said != "" {
			text = name + ": " + o.said
		}
		return screen.Say(screen.Good, text)
	case gone:
		return screen.Say(screen.Info, name+": "+o.said)
	case changed:
		return screen.Say(screen.Warn, name+": "+o.said+"; look again and repeat it if it is still right")
	case refused:
		text := "Not " + v.done() + ": " + name + ": " + o.said
		if r := o.err.Remedy(); r != "" {
			text += "; " + r
		}
		return screen.Say(screen.Bad, text)
	}
	return screen.Say(screen.Bad, name+": "+o.said)
}
