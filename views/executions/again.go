package executions

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/executions/rerun"
)

// newAgain returns the desk that runs executions again; package rerun has its
// rules.
func (m *Model) newAgain(j *journal.Journal, ctx context.Context) *rerun.Desk {
	return rerun.New(rerun.Config{
		Env: m.env, Cmds: m.cmds, Journal: j, Program: ctx, View: m.id,
		Name: func(workflow string) string { return m.flow(workflow).name() },
		Known: func(id string) []api.Event {
			if d := m.docs[id]; d != nil {
				return d.events
			}
			return nil
		},
	})
}

// toRunAgain returns the executions that running again is about: those of the
// group under the cursor of the failure board, the marked ones, or the one that
// keys are about. Those that have not ended are counted only.
func (m *Model) toRunAgain() (list []api.Execution, open int) {
	var all []api.Execution
	switch {
	case m.board.on && !m.split.Focused:
		if g, ok := m.board.view.Selected(); ok {
			all = m.board.book.Runs(g.Key)
		}
	case !m.split.Focused && m.list.Marks() > 0:
		for _, r := range m.list.Marked() {
			all = append(all, r.Execution)
		}
	default:
		if e, ok := m.selected(); ok {
			all = []api.Execution{e}
		}
	}
	for _, e := range all {
		if ended(&e) {
			list = append(list, e)
		} else {
			open++
		}
	}
	return list, open
}

// ended reports whether an execution has ended, as far as is known: one that was
// opened by its id alone has no status yet.
func ended(e *api.Execution) bool { return e.Status == "" || e.Status.Closed() }

// runAgain opens the window in which executions are run again.
func (m *Model) runAgain() tea.Cmd {
	if m.cannotRunAgain() != "" || !m.again.Pending() && !m.split.Focused && !m.board.on && !m.list.Settled() {
		return nil
	}
	list, open := m.toRunAgain()
	cmd := m.again.Begin(list)
	if open > 0 {
		text := "1 execution has not ended and is left out"
		if open > 1 {
			text = cell.Count(open, "execution") + " have not ended and are left out"
		}
		cmd = tea.Batch(cmd, screen.Say(screen.Info, text))
	}
	return cmd
}

// answerCame takes the answer to a question of this view to who asked it.
func (m *Model) answerCame(a dialog.Answer) tea.Cmd {
	if cmd, mine := m.again.Answered(a); mine {
		return cmd
	}
	switch a.Name {
	case copyQuestion:
		return m.copyPicked(a)
	case sinceQuestion:
		return m.sinceAnswered(a)
	}
	return m.answered(a)
}

// Abandon notes down what is given up by quitting.
func (m *Model) Abandon() tea.Cmd { return tea.Batch(m.again.Abandon(), m.abandonCancels()) }

// Hold keeps back what would be sent, while the person is asked whether to give
// it up.
func (m *Model) Hold(on bool) tea.Cmd { return tea.Batch(m.again.Hold(on), m.holdCancels(on)) }

// leastLink is the narrowest column in which a link is told.
const leastLink = 44

// linkedCell is watchedCell with what the execution was run again as, is the run
// again of, or that it was started from here, at its end.
func (m *Model) linkedCell(r *row, w int) (string, theme.Style) {
	link, short := m.again.Linked(r.ID)
	if link == "" {
		return m.watchedCell(r, w)
	}
	if w < leastLink {
		link = short
	}
	room := w - cell.Width(link) - 1
	if room < 1 {
		return m.watchedCell(r, w)
	}
	text, style := m.watchedCell(r, room)
	if !strings.Contains(text, "\x1b") {
		text = style.Render(text)
	}
	return cell.Left(text, room) + " " + m.env.Styles.Accent.Render(link), theme.Style{}
}
