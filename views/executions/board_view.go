package executions

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/poll"
	"iscope/ui/screen"
	"iscope/views/executions/board"
	"iscope/views/executions/since"
)

// actBoard does what an action means while the board, or the runs of one of its
// groups, have the keys. It reports whether that was anything of its own.
func (m *Model) actBoard(a keymap.Action) (cmd tea.Cmd, mine bool) {
	b := &m.board
	switch {
	case a == "executions.board":
		return m.toggleBoard(), true
	case b.on && a == "app.refresh":
		m.refreshBoard()
		return nil, false
	case m.split.Focused:
		return nil, false
	case b.group != nil && a == "app.back":
		if m.list.Act(a) {
			return m.moved(), true
		}
		return m.backToBoard(), true
	case !b.on:
		return nil, false
	}
	if m.boardDisables(a) != "" {
		return nil, true
	}
	switch a {
	case "executions.again":
		return m.runAgain(), true
	case "app.open":
		return m.showGroup(), true
	case "app.pane":
		if _, ok := b.view.Selected(); !ok {
			return nil, true
		}
		cmd := m.openNewest()
		m.split.Act(a)
		return cmd, true
	case "app.back":
		return m.backOnBoard(), true
	case "executions.workflow":
		return m.boardOfOne(), true
	case "list.copy-id", "list.copy-json", "list.browse":
		return m.aboutGroup(a), true
	case "app.pause":
		return tea.Batch(m.pause(), m.pump()), true
	}
	if b.view.Act(a) {
		b.touched = true
		return m.boardMoved(), true
	}
	return nil, strings.HasPrefix(string(a), "list.") // the list below is out of sight
}

// backOnBoard clears the board's filter, closes the timeline beside it, shows all
// workflows again, then leaves.
func (m *Model) backOnBoard() tea.Cmd {
	switch b := &m.board; {
	case b.view.Act("app.back"):
		return nil
	case m.split.Open:
		m.split.Close()
		return nil
	case m.filter.only != b.before.only:
		return m.boardOfOne()
	}
	return m.leaveBoard()
}

// boardOfOne shows failures of the group's workflow only, or of all again.
func (m *Model) boardOfOne() tea.Cmd {
	m.board.stale = true
	m.abandonBack()
	if m.filter.only != "" {
		m.filter.only = ""
		return tea.Batch(m.refilter(), m.pump())
	}
	g, ok := m.board.view.Selected()
	if !ok {
		return nil
	}
	return m.showOnly(g.Workflow)
}

// boardMoved shows the newest run of the group under the cursor where a timeline
// stands beside the board, once the cursor rests.
func (m *Model) boardMoved() tea.Cmd {
	if !m.split.Both() {
		return nil
	}
	m.rest.gen++
	tick := rested{m.id, m.rest.gen}
	return tea.Tick(restTime, func(time.Time) tea.Msg { return tick })
}

// boardRested shows the newest run of the group that the cursor rests on.
func (m *Model) boardRested(msg rested) tea.Cmd {
	if msg.gen != m.rest.gen || !m.active || !m.split.Both() || m.split.Focused {
		return nil
	}
	return m.openNewest()
}

// clickBoard moves the cursor to the group on line y of the board.
func (m *Model) clickBoard(y int) tea.Cmd {
	m.board.touched = true
	if m.board.view.Click(y) {
		return m.boardMoved()
	}
	return nil
}

func (m *Model) wheelBoard(lines int) tea.Cmd {
	m.board.touched = true
	m.board.view.MoveBy(lines)
	return m.boardMoved()
}

// aboutGroup copies or opens what the group under the cursor is about.
func (m *Model) aboutGroup(a keymap.Action) tea.Cmd {
	g, ok := m.board.view.Selected()
	if !ok {
		return nil
	}
	switch a {
	case "list.copy-id":
		return screen.Send(screen.Copy{Text: g.Newest, What: "id of the newest run"})
	case "list.browse":
		return m.browse(g.Workflow)
	}
	return screen.Send(screen.Copy{Text: groupJSON(g), What: "JSON"})
}

// groupJSON writes a group for whoever is told about it.
func groupJSON(g board.Group) string {
	raw, err := json.MarshalIndent(map[string]any{
		"workflowId": g.Workflow, "workflow": g.Name, "step": g.Step, "error": g.Sample, "fingerprint": g.Print,
		"count": g.Count, "firstSeen": g.First, "lastSeen": g.Last, "executions": g.IDs,
	}, "", "  ")
	if err != nil {
		return g.Newest // a time beyond year 9999
	}
	return string(raw)
}

// boardDisables says why an action has no meaning on the board, "" where it has
// one.
func (m *Model) boardDisables(a keymap.Action) string {
	if !m.board.on || m.split.Focused {
		return ""
	}
	switch a {
	case "executions.failed", "executions.status":
		return "The failure board shows failed executions; " + m.key("executions.board") + " goes back to the list"
	case "executions.cancel", "executions.watch", "executions.compare", "executions.definition", "list.mark", "list.mark-all", "list.range":
		return "This is about one execution; " + m.key("app.open") + " shows those of the group"
	case "list.columns", "list.write":
		return "This is about the list of executions; " + m.key("executions.board") + " goes back to it, " + m.key("app.open") + " shows those of the group"
	}
	return ""
}

// boardHead is the head while the board or the runs of a group are shown, and the
// facts in it.
func (m *Model) boardHead() (hd pane.Head, facts []fact, mine bool) {
	b := &m.board
	if !b.on && b.group == nil {
		return hd, nil, false
	}
	hd = pane.Head{Title: "Failures", Problem: m.failure, Remedy: m.remedy, Brief: m.brief}
	if b.group != nil {
		hd.Title = "Runs of one failure"
		key := m.key("app.back")
		return hd, []fact{
			{text: cell.Count(m.list.Shown(), "run"), weight: which}, {text: b.group.label, weight: howMany},
			{text: key + " goes back to the board", short: key + ": board", weight: byTheWay},
		}, true
	}
	if f := m.filter.only; f != "" {
		hd.Title = "Failures of " + m.flow(f).name()
	}
	if err := m.causes.denied; err != nil && hd.Problem == "" {
		hd.Problem, hd.Remedy = "Why runs failed cannot be read: "+reason(err), remedyOr(err.Remedy(), m.key("app.refresh")+" tries again")
		hd.Brief = "Causes cannot be read"
	}
	facts = append(m.boardFacts(), fact{text: m.filter.since.Words(m.env.Now(), m.env.Zone), weight: which})
	if m.board.book.Refused() > 0 {
		facts = append(facts, fact{text: "the first " + cell.Thousands(board.Max) + " only", weight: howFar})
	}
	if m.filter.since.Cut {
		facts = append(facts, archivedFact)
	}
	return hd, facts, true
}

// boardFacts say how far the board is: which lists are read, then how many
// histories.
func (m *Model) boardFacts() []fact {
	t := m.sums()
	var out []fact
	if m.goesBack() {
		done, all := m.backProgress()
		out = append(out, fact{text: fmt.Sprintf("looking for failed runs: %d of %s", done, cell.Count(all, "workflow")), weight: doing})
	}
	switch known := t.Total - t.Unread; {
	case t.Total == 0:
	case t.Unread == 0:
		out = append(out, fact{text: cell.Count(t.Total, "failure") + " in " + cell.Count(m.board.view.Len(), "group"), weight: which})
	default:
		out = append(out, fact{text: "read " + cell.Thousands(known) + " of " + cell.Count(t.Total, "failure"), weight: doing})
		if word := m.readingWord(t.Unread); word != "" {
			out = append(out, fact{text: word, weight: howFar})
		}
	}
	return out
}

// readingWord says how the reading of histories goes on.
func (m *Model) readingWord(left int) string {
	switch wait := m.causes.until.Sub(m.env.Now()); {
	case m.poller.Resting()&poll.Paused != 0:
		return "paused, " + m.key("app.pause") + " goes on"
	case m.causes.denied != nil:
		return ""
	case wait > 0:
		return "goes on in " + cell.Age(wait)
	}
	if word := minutes(m.timeLeft(left)); word != "" && !m.goesBack() {
		return "about " + word + " left"
	}
	return ""
}

// renderBoard draws the board, or why there is none.
func (m *Model) renderBoard(w, h int) (string, *tea.Cursor) {
	if v := m.board.view; v.Shown() > 0 || v.Typing() || v.Filter() != "" {
		return v.Render(w, h)
	}
	return pane.Message(m.env, w, h, m.boardEmpty()...), nil
}

func (m *Model) boardEmpty() []string {
	done, all := m.progress()
	when := m.filter.since.Words(m.env.Now(), m.env.Zone)
	whose := ""
	if m.filter.only != "" {
		whose = " of this workflow"
	}
	switch {
	case m.failure != "" && all == 0:
		return []string{"Nothing could be read", m.key("app.refresh") + " tries again."}
	case all == 0 && !m.feed.loaded:
		return []string{"Reading the list of workflows", "Failures appear as they are found."}
	case m.goesBack() || done < all:
		return []string{"No failures" + whose + " so far", "Failed runs are looked for back to " + since.Stamp(m.filter.since.From, m.env.Now(), m.env.Zone) + "."}
	}
	return []string{"No failures" + whose + ", " + when, m.key("executions.since") + " asks for another time, " + m.key("app.back") + " goes back to the list."}
}
