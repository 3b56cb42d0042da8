package executions

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/executions/board"
	"iscope/views/internal/viewtest"
)

// wreck gives the tenant two workflows: of the first many runs fail alike, with
// another number each, of the second some have a history that is gone.
func wreck(t *testing.T, n int) *tenant {
	t.Helper()
	f := newTenant()
	f.workflows = []api.Workflow{{ID: "w0", Name: "Joiner: provision laptop"}, {ID: "w1", Name: "Leaver: revoke access"}, {ID: "w2", Name: "Never fails"}}
	for i := range n {
		failRun(t, f, 0, fmt.Sprintf("joiner-%03d", i), time.Duration(n-i)*time.Hour, fmt.Sprintf("503 Service Unavailable from https://desk.example/tickets/%d", 1000+i))
		f.add(0, api.Execution{ID: fmt.Sprintf("fine-%03d", i), Start: time.Now().Add(-time.Duration(n-i)*time.Hour + time.Minute), Close: time.Now(), Status: api.ExecutionCompleted})
	}
	for i := range 3 {
		failRun(t, f, 1, fmt.Sprintf("leaver-%03d", i), time.Duration(3-i)*20*time.Minute, "401 Unauthorized")
	}
	delete(f.history, "leaver-000")
	f.add(2, api.Execution{ID: "good", Start: time.Now().Add(-time.Hour), Close: time.Now(), Status: api.ExecutionCompleted})
	return f
}

// failRun adds a failed run of a workflow with its history.
func failRun(t *testing.T, f *tenant, workflow int, id string, ago time.Duration, text string) {
	t.Helper()
	e := api.Execution{ID: id, Start: time.Now().Add(-ago), Status: api.ExecutionFailed, RequestID: "request-" + id}
	e.Close = e.Start.Add(30 * time.Second)
	f.add(workflow, e)
	events := script(t, beginning+`
		1 ActivityTaskScheduled [Create ticket|sp:http]
		1.1 ActivityTaskStarted [Create ticket|sp:http]
		2 ActivityTaskFailed [Create ticket|sp:http|`+text+`]
		2.1 WorkflowExecutionFailed [||no]`)
	for i := range events {
		events[i].Time = e.Start.Add(events[i].Time.Sub(began))
	}
	f.history[id] = events
}

// openBoard shows the board over a tenant, read to its end.
func openBoard(t *testing.T, f *tenant) (*Model, *viewtest.Loop) {
	t.Helper()
	m, loop := open(t, f)
	loop.Act("executions.board")
	loop.Advance(20 * time.Second)
	m.Render(120, 32)
	return m, loop
}

// groupsOf returns the groups that are shown, in short.
func groupsOf(m *Model) string {
	var out []string
	m.regroup()
	for _, g := range m.groups() {
		word := g.Label + ": " + g.Print
		if g.Kind != board.Known {
			word = map[board.Kind]string{board.Unread: "unread", board.Archived: "archived", board.Unreadable: "unreadable"}[g.Kind]
		}
		out = append(out, fmt.Sprintf("%d of %d %s %s", g.Count, g.Runs, g.Workflow, word))
	}
	return strings.Join(out, "\n")
}

const wrecked = `2 of 3 w1 Create ticket: 401 Unauthorized
10 of 20 w0 Create ticket: 503 Service Unavailable from https://desk.example/tickets/<n>
1 of 3 w1 archived`

func TestBoardGroupsFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 10)
		m, _ := openBoard(t, f)
		if got := groupsOf(m); got != wrecked {
			t.Errorf("got\n%s\nwant\n%s", got, wrecked)
		}
		if s := m.sums(); s != (board.Tally{Total: 13, Known: 12, Archived: 1}) {
			t.Errorf("%+v", s)
		}
		if n := f.count(api.GetHistory); n != 13 || f.urgent != 0 {
			t.Errorf("%d histories, %d in earnest", n, f.urgent)
		}
		for i := range 10 {
			if w := m.causes.words[fmt.Sprintf("joiner-%03d", i)]; !strings.HasPrefix(w, "Create ticket: 503") {
				t.Errorf("the list says of run %d: %q", i, w)
			}
		}
		if m.journalled() != 0 {
			t.Error("something was written")
		}
	})
}

// journalled counts what went into the journal.
func (m *Model) journalled() int { return len(m.cancels) }

// TestBoardOffersItsOwnKeys pins that the footer does not offer what is about one
// execution while groups are shown.
func TestBoardOffersItsOwnKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := openBoard(t, wreck(t, 3))
		for _, a := range []keymap.Action{"executions.failed", "executions.status", "executions.cancel", "executions.compare"} {
			if !m.Hides(a) {
				t.Errorf("%s is offered on the board", a)
			}
		}
		if m.Hides("executions.board") || m.Hides("executions.since") || m.Hides("executions.again") {
			t.Error("a key that works on the board is not offered")
		}
		loop.Act("executions.board")
		if m.Hides("executions.cancel") {
			t.Error("a key of the list is not offered there")
		}
	})
}

// enter leads to the runs of a group, and esc back to it, then to the list as it
// was.
func TestBoardLeadsToRunsAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := openBoard(t, wreck(t, 10))
		loop.Act("list.down")
		g, ok := selectedGroup(m)
		if !ok || g.Count != 10 || len(g.IDs) != 10 || g.IDs[0] != "joiner-009" {
			t.Fatalf("%+v", g)
		}
		loop.Act("app.open")
		frame := render(m, 100, 20)
		if m.board.on || m.list.Shown() != 10 || m.list.Selected().ID != "joiner-009" || !strings.Contains(frame, "Runs of one failure   10 runs") {
			t.Errorf("%d rows:\n%s", m.list.Shown(), frame)
		}
		if _, ok := selectedGroup(m); ok {
			t.Error("keys are about a group, and one sees runs")
		}
		loop.Act("app.open")
		if m.shown() == nil || m.shown().exec.ID != "joiner-009" {
			t.Error("the run does not open")
		}
		loop.Act("app.back")
		loop.Act("app.back")
		m.Render(120, 32)
		if now, _ := selectedGroup(m); !m.board.on || now.Key != g.Key {
			t.Errorf("the cursor is on %q, was on %q", now.Key, g.Key)
		}
		loop.Act("app.back")
		if m.board.on || m.filter != (filter{}) || m.list.Shown() != m.list.Len() {
			t.Errorf("the list is not as it was: %+v, %d of %d", m.filter, m.list.Shown(), m.list.Len())
		}
		if _, ok := selectedGroup(m); ok {
			t.Error("a group without a board")
		}
	})
}

func TestBoardKeepsTheTimeThatIsChosen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := openBoard(t, wreck(t, 10))
		loop.Send(dialog.Answer{Name: sinceQuestion, Value: "150m"})
		loop.Advance(20 * time.Second)
		if s := m.sums(); s.Total != 5 || !strings.HasPrefix(groupsOf(m), "2 of 3 w1") {
			t.Errorf("%+v\n%s", s, groupsOf(m))
		}
		loop.Send(dialog.Answer{Name: sinceQuestion, Value: ""})
		loop.Advance(20 * time.Second)
		if s := m.sums(); s.Total != 13 || m.filter.since.IsZero() {
			t.Errorf("any time: %+v", s)
		}
		loop.Send(dialog.Answer{Name: sinceQuestion, Value: "2h"})
		loop.Act("executions.board")
		if m.filter.since.Text != "2h" || m.filter.status != anyStatus || m.board.on {
			t.Errorf("%+v", m.filter)
		}
		loop.Act("executions.board")
		if m.filter.since.Text != "2h" {
			t.Errorf("the board forgets the time: %+v", m.filter)
		}
	})
}

// The board of one workflow, and of all again.
func TestBoardOfOneWorkflow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := openBoard(t, wreck(t, 10))
		loop.Act("list.down")
		loop.Act("executions.workflow")
		m.Render(120, 32)
		if s := m.sums(); s.Total != 10 || m.board.view.Len() != 1 || !strings.Contains(render(m, 80, 20), "Failures of Joiner: provision laptop") {
			t.Errorf("%+v", s)
		}
		loop.Act("app.back")
		m.Render(120, 32)
		if !m.board.on || m.board.view.Len() != 3 {
			t.Errorf("%d groups", m.board.view.Len())
		}
		loop.Act("app.back")
		m.list.Select("leaver-001")
		loop.Act("executions.workflow")
		loop.Act("executions.board")
		loop.Advance(5 * time.Second)
		m.Render(120, 32)
		if m.board.view.Len() != 2 {
			t.Errorf("%d groups of the workflow that the list is about", m.board.view.Len())
		}
		loop.Act("app.back")
		if m.board.on || m.filter.only != "w1" {
			t.Errorf("%+v", m.filter)
		}
	})
}

// tab opens the newest run of the group where it failed; beside the board it
// follows the cursor.
func TestBoardOpensTheNewestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := openBoard(t, wreck(t, 10))
		loop.Act("app.pane")
		m.Render(120, 32)
		loop.Advance(time.Second)
		if d := m.shown(); d == nil || d.exec.ID != "leaver-002" || !m.split.Focused {
			t.Fatalf("%+v", d)
		}
		if row := m.detail.line.Selected(); row == nil || row.Label != "Create ticket" {
			t.Errorf("the cursor is on %+v", row)
		}
		loop.Act("app.pane") // to the text, then to the board
		loop.Act("app.pane")
		loop.Act("list.down")
		loop.Advance(time.Second)
		if d := m.shown(); d == nil || d.exec.ID != "joiner-009" {
			t.Errorf("beside the board: %+v", d)
		}
		loop.Act("app.back")
		if m.shown() != nil || !m.board.on {
			t.Error("esc does not close the timeline first")
		}
	})
}

// What fails while the board is shown is on it within a refresh, also a run that
// began before all that is on the newest pages.
func TestBoardIsLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 10)
		long := api.Execution{ID: "long", Start: time.Now().Add(-100 * time.Hour), Status: api.ExecutionRunning, WorkflowID: "w0"}
		for i := range 30 { // so that it is on no newest page
			f.add(0, api.Execution{ID: fmt.Sprintf("more-%02d", i), Start: time.Now().Add(-time.Duration(30-i) * time.Second), Close: time.Now(), Status: api.ExecutionCompleted})
		}
		f.executions["w0"] = append(f.executions["w0"], long)
		m, loop := openBoard(t, f)
		before := m.sums().Total
		failRun(t, f, 2, "now", time.Second, "409 Conflict")
		loop.Advance(20 * time.Second)
		if s := m.sums(); s.Total != before+1 || s.Unread != 0 || !strings.Contains(groupsOf(m), "1 of 2 w2 Create ticket: 409 Conflict") {
			t.Errorf("%+v\n%s", s, groupsOf(m))
		}
		f.end("long", api.ExecutionFailed, time.Now())
		f.history["long"] = f.history["now"]
		loop.Advance(20 * time.Second)
		if s := m.sums(); s.Total != before+2 || s.Unread != 0 {
			t.Errorf("the run of 100 hours: %+v\n%s", s, groupsOf(m))
		}
		f.reset()
		loop.Advance(time.Minute)
		if n := f.count(api.ListExecutions); n > 4 {
			t.Errorf("%d lists of executions while nothing happens", n)
		}
	})
}

// Keys that are about one execution say so, and nothing happens to the list that
// is out of sight.
func TestBoardHidesTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 10)
		m, loop := openBoard(t, f)
		at, sent := m.list.SelectedID(), len(loop.Sent)
		for _, a := range []keymap.Action{"executions.cancel", "executions.watch", "executions.definition", "list.mark", "list.mark-all", "executions.failed"} {
			if m.Disabled(a) == "" {
				t.Errorf("%s is not refused", a)
			}
			loop.Act(a)
		}
		for _, a := range []keymap.Action{"list.bottom", "list.up", "list.page-up", "list.sort", "list.reverse"} {
			loop.Act(a)
		}
		if m.list.SelectedID() != at || m.list.Marks() != 0 || len(loop.Sent) != sent || m.filter.status != onlyFailed {
			t.Errorf("the list is on %s, %d marks, %v", m.list.SelectedID(), m.list.Marks(), loop.Sent[sent:])
		}
		if key, _ := m.list.Sort(); key != "" {
			t.Error("the list is sorted")
		}
		if e, ok := m.selected(); ok {
			t.Errorf("%s is selected", e.ID)
		}
	})
}

func TestBoardCopies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := openBoard(t, wreck(t, 10))
		loop.Act("list.copy-id")
		loop.Act("list.copy-json")
		loop.Act("list.browse")
		var id, text screen.Copy
		for _, msg := range loop.Sent {
			if c, ok := msg.(screen.Copy); ok && id.Text == "" {
				id = c
			} else if ok {
				text = c
			}
		}
		if id.Text != "leaver-002" || !strings.Contains(text.Text, `"fingerprint": "401 Unauthorized"`) || !strings.Contains(text.Text, `"count": 2`) {
			t.Errorf("%+v, %+v", id, text)
		}
		if b, ok := loop.Sent[len(loop.Sent)-1].(screen.Browse); !ok || !strings.Contains(b.URL, "w1") {
			t.Errorf("%+v", loop.Sent[len(loop.Sent)-1])
		}
		_ = m
	})
}

func TestBoardFilterIsTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := openBoard(t, wreck(t, 10))
		loop.Act("app.filter")
		if !m.Typing() {
			t.Fatal("nobody types")
		}
		loop.Type("503")
		m.Render(80, 20)
		if m.board.view.Shown() != 1 || m.list.Filter() != "" {
			t.Errorf("%d groups", m.board.view.Shown())
		}
	})
}

// Another view that points to an execution finds the list.
func TestBoardGivesWayToOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := openBoard(t, wreck(t, 10))
		loop.Do(m.Open(api.Execution{ID: "good", WorkflowID: "w2"}))
		if m.board.on || m.shown() == nil || m.shown().exec.ID != "good" || m.filter != (filter{}) {
			t.Errorf("%+v", m.filter)
		}
		loop.Act("executions.board")
		loop.Act("app.open")
		loop.Do(m.Open(api.Workflow{ID: "w2"}))
		if m.board.group != nil || m.list.Shown() != 1 {
			t.Errorf("%d rows", m.list.Shown())
		}
	})
}

func TestBoardMouse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := openBoard(t, wreck(t, 10))
		m.Render(80, 20)
		loop.Do(m.Click(10, 3))
		if g, _ := selectedGroup(m); g.Count != 10 {
			t.Errorf("%+v", g)
		}
		loop.Do(m.Wheel(10, 3, 1))
		if g, _ := selectedGroup(m); g.Kind != board.Archived {
			t.Errorf("%+v", g)
		}
	})
}
