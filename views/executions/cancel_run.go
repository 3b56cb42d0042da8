package executions

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

// cancelRun is several executions being canceled that were agreed to together.
// All are written down before the first is sent; they are sent one after the
// other, each once the one before is answered, and followed side by side until
// the last has ended. Where an answer leaves the others no chance, or leaves in
// the dark what happened, they are not sent.
type cancelRun struct {
	total int
	queue []*cancellation // not sent yet
	idle  bool            // its next waits until the person has answered
	ended []canceledOne
}

// canceledOne is what came of one of several.
type canceledOne struct {
	title  string
	ending journal.Ending
	words  string
}

// cancelsMarked reports whether cancelling is about the marked rows.
func (m *Model) cancelsMarked() bool { return !m.split.Focused && m.list.Marks() > 0 }

// cancelable returns the marked executions that may be canceled, and says why
// the others are left alone.
func (m *Model) cancelable() (open []api.Execution, others []string) {
	ended, under, lost := 0, 0, 0
	for _, r := range m.list.Marked() {
		switch {
		case m.cancels[r.ID] != nil:
			under++
		case r.gone:
			lost++
		case r.Status.Closed():
			ended++
		default:
			open = append(open, r.Execution)
		}
	}
	for _, o := range []struct {
		n    int
		text string
	}{{ended, "ended already"}, {under, "being canceled already"}, {lost, "archived"}} {
		if o.n > 0 {
			others = append(others, fmt.Sprintf("%d %s", o.n, o.text))
		}
	}
	return open, others
}

func (m *Model) cannotCancelMarked() string {
	if m.env.ReadOnly {
		return m.env.Locked()
	}
	for _, r := range m.list.Marked() {
		if r.open() && m.cancels[r.ID] == nil {
			return ""
		}
	}
	if open, others := m.cancelable(); len(open) == 0 {
		return "None of the marked executions can be canceled: " + strings.Join(others, ", ")
	}
	return ""
}

// askCancelMarked shows every marked execution that would be canceled, and asks.
func (m *Model) askCancelMarked() tea.Cmd {
	open, others := m.cancelable()
	c := &dialog.Confirm{
		Env: m.env, View: m.id, Name: "cancel", Value: open, Head: "Cancel " + cell.Count(len(open), "execution") + "?", Yes: "Cancel them", Grave: true, Noun: "execution",
	}
	if len(open) == 1 {
		c.Yes = "Cancel it"
	}
	var doubts []string
	for _, e := range open {
		name := m.flow(e.WorkflowID).name()
		c.Items = append(c.Items, len(c.Lines))
		c.Lines = append(c.Lines,
			m.env.Styles.Plain(statusState(e.Status))+" "+name,
			"  "+e.ID+"  "+statusWord(e.Status)+", started "+moment(e.Start, m.env.Now(), m.env.Zone))
		for _, doubt := range change.Doubts(name) {
			if text := name + ": " + doubt; !slices.Contains(doubts, text) {
				doubts = append(doubts, text)
			}
		}
	}
	c.Lines = append(c.Lines, "")
	if len(open) == 1 {
		c.Lines = append(c.Lines, stopsLater)
	} else {
		c.Lines = append(c.Lines, "The engine is asked to stop each of them, one after the other; what their steps have done so far stays done.")
	}
	if len(others) > 0 {
		c.Lines = append(c.Lines, "Left alone: "+strings.Join(others, ", ")+".")
	}
	c.Lines = append(c.Lines, doubts...)
	change.Protect(m.env, c)
	return screen.Send(screen.Show{Dialog: c})
}

// beginCancelRun begins to cancel executions that were agreed to together.
func (m *Model) beginCancelRun(list []api.Execution) tea.Cmd {
	r := &cancelRun{}
	var record []journal.Intent
	for _, e := range list {
		if m.cancels[e.ID] != nil {
			continue
		}
		c := m.newCancellation(e)
		c.run = r
		r.queue = append(r.queue, c)
		record = append(record, c.decision(r.queue[0].intent))
	}
	if r.total = len(r.queue); r.total == 0 {
		return nil
	}
	first := r.queue[0]
	r.queue = r.queue[1:]
	return m.sendCancel(first, record...)
}

// nextCancel sends the next of several after one was answered. Where the rest
// would end alike, or nobody knows what happened, it is not sent.
func (m *Model) nextCancel(c *cancellation, err *api.Error, unrecorded bool) tea.Cmd {
	if c.run == nil || len(c.run.queue) == 0 {
		return nil
	}
	r := c.run
	o := change.Outcome[api.Execution]{Ending: change.Refused, Err: err}
	if err != nil && err.Ambiguous() {
		o.Ending = change.Unknown
	}
	if err == nil || !o.Stops() {
		if m.held {
			r.idle = true
			return nil
		}
		next := r.queue[0]
		r.queue = r.queue[1:]
		return m.sendCancel(next)
	}
	rest := r.queue
	r.queue = nil
	words := "not sent, since the one before did not end clearly"
	if o.Ending == change.Refused {
		words = "not sent, since the one before was refused: " + reason(err)
	}
	var cmds []tea.Cmd
	for _, c := range rest {
		end := m.cancelEnd
		if unrecorded {
			end = m.cancelForget
		}
		cmds = append(cmds, end(c, journal.NotSent, words), m.decided(c, words))
	}
	return tea.Batch(cmds...)
}

// cancelNoted notes what came of one of several. What is settled is marked no
// more, and after the last there is a summary.
func (m *Model) cancelNoted(c *cancellation, ending journal.Ending, words string) tea.Cmd {
	r := c.run
	if r == nil {
		return nil
	}
	r.ended = append(r.ended, canceledOne{c.name + ", " + c.exec.ID, ending, words})
	if settled(ending) || m.lostRow(c.exec.ID) {
		m.list.SetMark(c.exec.ID, false)
	}
	if len(r.ended) < r.total {
		return nil
	}
	return m.sumUpCancels(r)
}

// settled reports whether there is nothing left to cancel.
func settled(e journal.Ending) bool { return e == journal.Done || e == journal.Overtaken }

func (m *Model) lostRow(id string) bool {
	r := m.feed.ledger.byID[id]
	return r != nil && r.gone
}

// cancelWords are how endings are counted, in that order.
var cancelWords = []struct {
	ending journal.Ending
	word   string
}{
	{journal.Done, "canceled"}, {journal.Overtaken, "ended first"}, {journal.Refused, "refused"}, {journal.NotSent, "not sent"},
	{journal.Lost, "lost on the way"}, {journal.Unknown, "unknown"},
}

// sumUpCancels tells what came of several cancellations; the numbers add up to
// that of what was agreed to.
func (m *Model) sumUpCancels(r *cancelRun) tea.Cmd {
	counts, open := map[journal.Ending]int{}, 0
	var lines []string
	for _, o := range r.ended {
		counts[o.ending]++
		if !settled(o.ending) {
			open++
		}
	}
	text := fmt.Sprintf("%s of %s canceled", cell.Thousands(counts[journal.Done]), cell.Count(r.total, "execution"))
	for _, w := range cancelWords {
		if n := counts[w.ending]; n > 0 && w.ending != journal.Done {
			text += fmt.Sprintf(", %d %s", n, w.word)
		}
		for _, o := range r.ended {
			if o.ending == w.ending {
				lines = append(lines, w.word+": "+o.title+": "+o.words)
			}
		}
	}
	if open == 0 {
		return screen.Say(screen.Good, text)
	}
	return tea.Batch(screen.Say(screen.Warn, text+"; what is not stays marked"),
		screen.Send(screen.Show{Dialog: dialog.NewReader(m.env, text, strings.Join(lines, "\n")), Late: true}))
}

// cancelProgress says how far several cancellations are, "" where there are
// none.
func (m *Model) cancelProgress() string {
	total, ended := 0, 0
	seen := map[*cancelRun]bool{}
	for _, c := range m.cancels {
		if c.run != nil && !seen[c.run] {
			seen[c.run] = true
			total, ended = total+c.run.total, ended+len(c.run.ended)
		}
	}
	if total == 0 {
		return ""
	}
	return fmt.Sprintf("canceling, %d of %d ended", ended, total)
}

// holdCancels keeps back those that wait for their turn, or lets them go on.
func (m *Model) holdCancels(on bool) tea.Cmd {
	m.held = on
	if on {
		return nil
	}
	var cmds []tea.Cmd
	for _, r := range m.cancelRuns() {
		if r.idle && len(r.queue) > 0 {
			next := r.queue[0]
			r.queue, r.idle = r.queue[1:], false
			cmds = append(cmds, m.sendCancel(next))
		}
	}
	return tea.Batch(cmds...)
}

// abandonCancels gives up those that wait for their turn.
func (m *Model) abandonCancels() tea.Cmd {
	var cmds []tea.Cmd
	for _, r := range m.cancelRuns() {
		rest := r.queue
		r.queue = nil
		for _, c := range rest {
			cmds = append(cmds, m.cancelEnd(c, journal.TakenBack, "given up by quitting"))
		}
	}
	return tea.Batch(cmds...)
}

// cancelRuns returns the runs of several cancellations that are not over.
func (m *Model) cancelRuns() []*cancelRun {
	var out []*cancelRun
	for _, c := range m.cancels {
		if c.run != nil && !slices.Contains(out, c.run) {
			out = append(out, c.run)
		}
	}
	return out
}

// unsentCancels returns how many cancellations that were agreed to wait for
// their turn.
func (m *Model) unsentCancels() int {
	n := 0
	seen := map[*cancelRun]bool{}
	for _, c := range m.cancels {
		if c.run != nil && !seen[c.run] {
			seen[c.run] = true
			n += len(c.run.queue)
		}
	}
	return n
}
