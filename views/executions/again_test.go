package executions

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/views/executions/rerun"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/launch"
	"iscope/views/internal/viewtest"
)

// hand gives a key to a window, as the shell does.
func hand(loop *viewtest.Loop, d screen.Dialog, k tea.KeyPressMsg) {
	cmd, _ := d.Update(k)
	loop.Do(cmd)
}

// panelOf returns the window in which executions are run again, put on screen.
func panelOf(t *testing.T, loop *viewtest.Loop) *rerun.Panel {
	t.Helper()
	p, ok := loop.Dialog().(*rerun.Panel)
	if !ok {
		t.Fatalf("no window, but %T", loop.Dialog())
	}
	loop.Do(p.Init())
	loop.Advance(2 * time.Second)
	return p
}

func failedRow(m *Model, enabled bool) *row {
	for i := range m.list.Shown() {
		if r := m.list.At(i); r.Status.Failed() && r.flow.Enabled == enabled && r.flow.Trigger.Type == api.TriggerEvent {
			return r
		}
	}
	return nil
}

// TestRunAgain runs a failed execution of the demo tenant again from the list,
// and follows the new one: both say so of each other.
func TestRunAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop, demo, _ := visit(t, isc.V2025)
		loop.Act("executions.failed")
		r := failedRow(m, false)
		if r == nil {
			t.Fatal("no failed execution of a disabled workflow is loaded")
		}
		old, name := r.ID, r.flow.name()
		m.list.Select(old)
		loop.Act("executions.again")
		p := panelOf(t, loop)
		if !strings.Contains(p.Title(), name) {
			t.Errorf("title %q", p.Title())
		}
		hand(loop, p, tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
		q := loop.Dialog()
		q.Render(76, 60)
		hand(loop, q, tea.KeyPressMsg{Code: 'y', Text: "y"})
		loop.Advance(20 * time.Second)
		if n := demo.Record().Routes["POST /workflows/{id}/test"]; n != 1 {
			t.Fatalf("%d runs asked for, toasts %q", n, loop.Toasts())
		}
		var to screen.Goto
		for _, msg := range loop.Sent {
			if g, ok := msg.(screen.Goto); ok {
				to = g
			}
		}
		e, ok := to.Value.(api.Execution)
		if !ok || to.View != m.Scope() {
			t.Fatalf("went to %+v", to)
		}
		loop.Do(m.Open(e))
		loop.Advance(5 * time.Second)
		if frame := render(m, 120, 32); !strings.Contains(frame, "run again of "+old[:6]) {
			t.Errorf("the timeline does not say of what it is the run again:\n%s", frame)
		}
		if text, _ := m.linkedCell(m.list.Row(old), 80); !strings.Contains(text, "run again as "+e.ID[:6]) {
			t.Errorf("the row says %q", text)
		}
		if text, _ := m.linkedCell(m.list.Row(old), 20); !strings.HasSuffix(strings.TrimRight(ansi.Strip(text), " "), "again") {
			t.Errorf("the narrow row says %q", text)
		}
		if got := m.journal.(*changetest.Journal).Latest(t); got.Op != api.TestWorkflow || got.Line != old || got.Ending != journal.Done {
			t.Errorf("in the journal %+v", got)
		}
	})
}

// TestRunAgainMarks pins which executions it is about, and what is said of those
// that have not ended.
func TestRunAgainMarks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		loop.Advance(5 * time.Second)
		m.list.Select("running-1")
		if why := m.Disabled("executions.again"); why != "It has not ended yet" {
			t.Errorf("a running one: %q", why)
		}
		for _, id := range []string{"failed-1", "canceled-0", "running-1"} {
			m.list.SetMark(id, true)
		}
		list, open := m.toRunAgain()
		if len(list) != 2 || open != 1 || m.Disabled("executions.again") != "" {
			t.Errorf("%d to run, %d open", len(list), open)
		}
		loop.Act("executions.again")
		if d := loop.Dialog(); d == nil || d.Title() != "Run again: 2 runs" {
			t.Fatalf("%v", d)
		}
		if toasts := loop.Toasts(); len(toasts) == 0 || toasts[len(toasts)-1] != "1 execution has not ended and is left out" {
			t.Errorf("%q", toasts)
		}
		m.env.ReadOnly = true
		if free, _ := m.CanLeave(); !free || m.Hint() != "" {
			t.Error("nothing is under way, and yet something holds")
		}
	})
}

// TestRunAgainGroup pins that the failure board runs a whole group again.
func TestRunAgainGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop, _, _ := visit(t, isc.V2025)
		loop.Act("executions.board")
		loop.Advance(time.Minute)
		m.Render(120, 32)
		g, ok := selectedGroup(m)
		if !ok {
			t.Fatalf("no group on the board:\n%s", render(m, 120, 32))
		}
		list, _ := m.toRunAgain()
		if len(list) == 0 || len(list) != len(g.IDs) || list[0].WorkflowID != g.Workflow {
			t.Fatalf("%d runs to run again of %d", len(list), len(g.IDs))
		}
		loop.Act("executions.again")
		if d := loop.Dialog(); d == nil || !strings.HasPrefix(d.Title(), "Run again: ") {
			t.Errorf("%v", d)
		}
	})
}

// TestRunAgainIsSettled pins that what an earlier run of the program sent comes
// to the one who knows about it.
func TestRunAgainIsSettled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		id := f.workflows[0].ID
		e := f.journal.Sent(t, journal.Intent{Op: api.TestWorkflow, Target: id, Line: "failed-1", Name: "Joiner"})
		if !m.Settles(api.TestWorkflow) || !m.Settles(api.ExecuteExternal) || !m.Settles(api.CancelExecution) || m.Settles(api.DeleteWorkflow) {
			t.Error("settles the wrong operations")
		}
		loop.Do(m.Settle([]journal.Entry{e}))
		loop.Advance(time.Minute)
		var told []screen.Recalled
		for _, msg := range loop.Sent {
			if r, ok := msg.(screen.Recalled); ok {
				told = append(told, r)
			}
		}
		if len(told) != 1 || !told[0].Doubtful || !strings.Contains(told[0].Outcome, "it may have run") {
			t.Errorf("%+v", told)
		}
	})
}

// launched returns the window that opening a value gives, put on screen.
func launched(t *testing.T, m *Model, loop *viewtest.Loop, value any) *rerun.Panel {
	t.Helper()
	loop.Do(m.Open(value))
	return panelOf(t, loop)
}

// TestLaunch tests a workflow of the demo tenant as another view asks for it: the
// list stays as it is until that was agreed to, then the executions of the workflow
// are shown, the new one is opened among them, and says where it comes from.
func TestLaunch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop, demo, _ := visit(t, isc.V2025)
		loop.Act("executions.failed")
		var w api.Workflow
		for _, f := range m.feed.flows {
			if !f.Enabled && f.Trigger.Type == api.TriggerEvent {
				w = f.Workflow
			}
		}
		p := launched(t, m, loop, launch.Test{Workflow: w})
		if p.Title() != "Test: "+w.Name || m.filter != (filter{status: onlyFailed}) {
			t.Errorf("title %q, shows %+v", p.Title(), m.filter)
		}
		hand(loop, p, tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
		q := loop.Dialog()
		q.Render(76, 60)
		hand(loop, q, tea.KeyPressMsg{Code: 'y', Text: "y"})
		loop.Advance(20 * time.Second)
		if n := demo.Record().Routes["POST /workflows/{id}/test"]; n != 1 {
			t.Fatalf("%d runs asked for, toasts %q", n, loop.Toasts())
		}
		var e api.Execution
		for _, msg := range loop.Sent {
			g, _ := msg.(screen.Goto)
			switch v := g.Value.(type) {
			case api.Workflow:
				loop.Do(m.Open(v))
			case api.Execution:
				e = v
			}
		}
		if m.filter != (filter{only: w.ID}) {
			t.Errorf("what was agreed to is not in sight: %+v", m.filter)
		}
		loop.Do(m.Open(e))
		loop.Advance(5 * time.Second)
		if m.list.SelectedID() != e.ID || m.filter.only != w.ID || e.WorkflowID != w.ID {
			t.Errorf("%q is under the cursor, not %q", m.list.SelectedID(), e.ID)
		}
		if frame := render(m, 120, 32); !strings.Contains(frame, "started from here") {
			t.Errorf("the timeline does not say that it was started from here:\n%s", frame)
		}
		if text, _ := m.linkedCell(m.list.Row(e.ID), 20); !strings.HasSuffix(strings.TrimRight(ansi.Strip(text), " "), "here") {
			t.Errorf("the narrow row says %q", text)
		}
		if got := m.journal.(*changetest.Journal).Latest(t); got.Op != api.TestWorkflow || got.Line != "" || got.Ending != journal.Done {
			t.Errorf("in the journal %+v", got)
		}
	})
}

// TestLaunchOfExecute pins what is asked for by the external trigger, and that a
// view that may not write sends people back to where they came from.
func TestLaunchOfExecute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		w := f.workflows[0]
		w.Trigger.Type, w.Enabled = api.TriggerExternal, true
		if p := launched(t, m, loop, launch.Execute{Workflow: w}); p.Title() != "Execute: "+w.Name || m.filter != (filter{}) {
			t.Errorf("title %q, shows %+v", p.Title(), m.filter)
		}
		m, loop = open(t, f)
		m.env.ReadOnly = true
		loop.Do(m.Open(launch.Test{Workflow: w}))
		if toasts := loop.Toasts(); loop.Dialog() != nil || m.filter != (filter{}) || len(toasts) != 1 || !strings.HasPrefix(toasts[0], "Read-only") {
			t.Errorf("a window %v, toasts %q, shows %+v", loop.Dialog(), toasts, m.filter)
		}
	})
}
