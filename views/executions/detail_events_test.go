package executions

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/executions/run"
	"iscope/views/executions/run/runtest"
	"iscope/views/internal/viewtest"
)

// atTimeline shows the timeline of a run with that history.
func atTimeline(t *testing.T, history []api.Event) (*Model, *viewtest.Loop) {
	t.Helper()
	f := company(t, time.Now())
	f.definition = provisioning
	f.history["failed-1"] = history
	m, loop := open(t, f)
	m.list.Select("failed-1")
	loop.Act("app.open")
	m.Render(80, 30)
	return m, loop
}

// looped is the history of a run with a choice, a loop and a step tried twice.
func looped(t testing.TB) []api.Event {
	t.Helper()
	var b strings.Builder
	b.WriteString("0 WorkflowExecutionScheduled\n0.1 WorkflowExecutionStarted {\"input\":{\"identity\":{\"id\":\"2c9180\",\"name\":\"Ada\"}}}\n0.2 WorkflowTaskScheduled\n0.3 WorkflowTaskCompleted\n")
	b.WriteString(stepScript(0.5, 0.9, "Get Identity", "sp:get-identity"))
	for i := range 12 {
		at := 1 + float64(i)
		fmt.Fprintf(&b, "%g StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator] {\"input\":{\"account\":%d}}\n%g ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]\n", at, i, at+0.1)
		b.WriteString(stepScript(at+0.2, at+0.6, "Disable account", "sp:manage-account"))
		fmt.Fprintf(&b, "%g ChildWorkflowExecutionCompleted [Each account|sp:loop:iterator]\n", at+0.8)
	}
	return script(t, b.String()+`
		14 ActivityTaskScheduled [Tell sponsor|sp:send-email] {"input":{"to":"sponsor@acme.example"}}
		14.1 ActivityTaskStarted [Tell sponsor|sp:send-email]
		15 ActivityTaskFailed [Tell sponsor|sp:send-email|mailbox is full]
		16 ActivityTaskScheduled [Tell sponsor|sp:send-email] {"input":{"to":"sponsor@acme.example"}}
		16.1 ActivityTaskStarted [Tell sponsor|sp:send-email]
		18 ActivityTaskFailed [Tell sponsor|sp:send-email|mailbox is full]
		19 WorkflowExecutionFailed [||step Tell sponsor failed]`)
}

func label(m *Model) string {
	if row := m.detail.line.Selected(); row != nil {
		return strings.TrimSpace(row.Label)
	}
	return ""
}

func TestGoldenDetail(t *testing.T) {
	type act = keymap.Action
	for _, c := range []struct {
		name  string
		w, h  int
		theme string
		acts  []act
	}{
		{name: "looped-120x36", w: 120, h: 32},
		{name: "looped-open-120x36", w: 120, h: 32, acts: []act{"timeline.fold-all"}},
		{name: "looped-open-80x24", w: 80, h: 20, acts: []act{"timeline.fold-all"}},
		{name: "looped-open-40x12", w: 40, h: 10, acts: []act{"timeline.fold-all"}},
		{name: "looped-open-mono-80x24", w: 80, h: 20, theme: "mono", acts: []act{"timeline.fold-all"}},
		{name: "looped-event-80x24", w: 80, h: 20, acts: []act{"timeline.top", "timeline.next-event", "timeline.next-event"}},
		{name: "looped-event-40x12", w: 40, h: 10, acts: []act{"timeline.top", "timeline.next-event", "timeline.next-event", "app.open"}},
		{name: "looped-json-80x24", w: 80, h: 20, acts: []act{"timeline.mode", "timeline.mode", "timeline.next-event", "timeline.fold"}},
		{name: "looped-json-40x12", w: 40, h: 10, acts: []act{"timeline.mode", "timeline.mode", "timeline.fold-all"}},
		{name: "looped-json-mono-80x24", w: 80, h: 20, theme: "mono", acts: []act{"timeline.mode", "timeline.mode", "timeline.fold-all"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, loop := atTimeline(t, looped(t))
				m.env.Styles = theme.New(c.theme, true, c.theme == "mono", "")
				m.Render(c.w, c.h)
				for _, a := range c.acts {
					loop.Act(a)
					m.Render(c.w, c.h)
				}
				golden.Equal(t, c.name, render(m, c.w, c.h))
			})
		})
	}
}

func TestFoldingRows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := atTimeline(t, looped(t))
		rows := func() int { return m.detail.line.Len() }
		if label(m) != "Tell sponsor" {
			t.Fatalf("the cursor is on %q", label(m))
		}
		at := rows()
		loop.Act("timeline.fold")
		if rows() <= at || label(m) != "Tell sponsor" {
			t.Errorf("unfolded, the tries have no rows: %d, before %d", rows(), at)
		}
		loop.Act("timeline.down")
		if label(m) != "1st try" || !strings.Contains(render(m, 80, 30), "mailbox is full") {
			t.Errorf("below is %q", label(m))
		}
		loop.Act("timeline.fold") // of a row with nothing inside: the one it is in
		if rows() != at || label(m) != "Tell sponsor" {
			t.Errorf("%d rows, the cursor is on %q", rows(), label(m))
		}
		loop.Act("timeline.top")
		loop.Act("timeline.fold")
		if got := loop.Toasts(); !slices.Contains(got, "There is nothing inside this step") {
			t.Errorf("toasts %q", got)
		}
		loop.Act("timeline.fold-all")
		open := rows()
		loop.Act("timeline.fold-all")
		closed := rows()
		loop.Act("timeline.fold-all")
		if open <= at || closed >= at || rows() != open {
			t.Errorf("%d rows open, %d closed, %d at first", open, closed, at)
		}
		loop.Act("timeline.mode")
		loop.Act("timeline.fold")
		if got := loop.Toasts(); !slices.Contains(got, "Single events have nothing inside") {
			t.Errorf("toasts %q", got)
		}
	})
}

// The step that failed may be in a round that is folded away.
func TestFailureIsUnfolded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := atTimeline(t, runtest.Crafted(t)[0].Events)
		loop.Act("timeline.fold-all")
		loop.Act("timeline.fold-all")
		loop.Act("timeline.top")
		loop.Act("timeline.failure")
		if label(m) != "Create ticket" {
			t.Errorf("e leads to %q", label(m))
		}
		d := &m.detail
		d.shape.All = run.Closed
		for _, h := range runtest.Crafted(t) {
			if h.Name != "parallel-children" {
				continue
			}
			d.doc.run = run.Make(h.Exec, h.Events, h.Definition, true)
			d.setRows()
			if fail := d.doc.run.Failing(); !d.goTo(fail) || label(m) != "Disable account" {
				t.Errorf("the cursor is on %q, not on the step that failed inside a folded loop", label(m))
			}
		}
	})
}

func TestEventsOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := atTimeline(t, looped(t))
		events := m.shown().run.Events
		loop.Act("timeline.top")
		var seen []int
		for range 2 * len(events) {
			loop.Act("timeline.next-event")
			if e := m.detail.event; len(seen) == 0 || seen[len(seen)-1] != e {
				seen = append(seen, e)
			}
			e := events[m.detail.event]
			if frame := render(m, 100, 40); !strings.Contains(frame, e.Type) || !strings.Contains(frame, fmt.Sprintf("event %d of %d", m.detail.event+1, len(events))) {
				t.Fatalf("event %d is not shown:\n%s", m.detail.event, frame)
			}
			if s := m.shown().run.Step(m.detail.line.Selected().ID); !slices.Contains(s.Events, m.detail.event) {
				t.Fatalf("event %d (%s) is not of the row %q", m.detail.event, e.Type, s.Label)
			}
		}
		if !slices.IsSorted(seen) || len(seen) != len(events)-2 || seen[0] != 0 {
			t.Errorf("%d of %d events were gone through, without the 2 of the engine: %v", len(seen), len(events), seen)
		}
		if got := loop.Toasts(); !slices.Contains(got, "This is the last event of the history") {
			t.Errorf("toasts %q", got)
		}
		loop.Act("timeline.noise")
		for range len(events) - 2 {
			loop.Act("timeline.prev-event")
		}
		if m.detail.event != 1 {
			t.Errorf("with the engine's events, %d is the second", m.detail.event)
		}
		loop.Act("timeline.prev-event")
		loop.Act("timeline.prev-event")
		if got := loop.Toasts(); !slices.Contains(got, "This is the first event of the history") {
			t.Errorf("toasts %q", got)
		}
		loop.Act("timeline.down")
		if m.detail.event != -1 || strings.Contains(render(m, 100, 40), "event 1 of") {
			t.Error("a move of the cursor does not end going through events")
		}
	})
}

// Going on from a row begins with its first event, and every mode goes on from
// where the one before was.
func TestEventsInEveryMode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := atTimeline(t, looped(t))
		r := m.shown().run
		first := r.Failing().Events[0]
		loop.Act("timeline.next-event")
		if m.detail.event != first {
			t.Fatalf("] from a row leads to event %d, want %d", m.detail.event, first)
		}
		loop.Act("timeline.mode")
		if m.detail.line.Selected().ID != run.EventID(first) {
			t.Errorf("single events: the cursor is on %s", m.detail.line.Selected().ID)
		}
		loop.Act("timeline.next-event")
		loop.Act("timeline.mode")
		m.Render(80, 20)
		if at := m.detail.raw.Doc().ItemAt(m.detail.raw.Line()); at != first+1 {
			t.Errorf("JSON: the cursor is on event %d, want %d", at, first+1)
		}
		loop.Act("timeline.prev-event")
		loop.Act("timeline.prev-event")
		if at := m.detail.raw.Doc().ItemAt(m.detail.raw.Line()); at != first-1 {
			t.Errorf("JSON: after [[ the cursor is on event %d, want %d", at, first-1)
		}
		loop.Act("timeline.mode")
		if s := r.StepOf(first - 1); m.detail.event != first-1 || label(m) == "Tell sponsor" || s.Kind != run.Round {
			t.Errorf("steps: event %d, the cursor is on %q", m.detail.event, label(m))
		}
		loop.Act("app.open") // the text has the keys
		loop.Act("timeline.next-event")
		if m.detail.event != first || label(m) != "Tell sponsor" {
			t.Errorf("from the text: event %d, the cursor is on %q", m.detail.event, label(m))
		}
		loop.Act("timeline.down")
		if m.detail.event != first {
			t.Error("scrolling the text ends going through events")
		}
	})
}

func TestCopyFromJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := atTimeline(t, looped(t))
		loop.Act("timeline.mode")
		loop.Act("timeline.mode")
		m.Render(80, 40)
		loop.Act("app.filter")
		loop.Type(`"2c9180"`)
		m.Render(80, 40)
		for i, want := range []string{"2c9180", "$[1].attributes.input.identity.id"} {
			loop.Act("timeline.copy-id")
			pick, ok := loop.Dialog().(*dialog.Pick)
			if !ok {
				t.Fatal("nothing is asked")
			}
			text, _ := pick.Render(60, 10)
			if plain := ansi.Strip(text); !strings.Contains(plain, "value") || !strings.Contains(plain, "path") {
				t.Fatalf("the question:\n%s", plain)
			}
			option, _ := pick.Selected()
			if i == 1 {
				option = dialog.Option{Value: screen.Copy{Text: m.detail.raw.Path(), What: "path"}}
			}
			loop.Send(dialog.Answer{View: m.ID(), Name: copyQuestion, Value: option})
			if got, ok := loop.Sent[len(loop.Sent)-1].(screen.Copy); !ok || got.Text != want {
				t.Errorf("copied %+v, want %q", loop.Sent[len(loop.Sent)-1], want)
			}
		}
	})
}

// The definition of a step says which definition it is.
func TestDefinitionOfAStep(t *testing.T) {
	env := golden.Env(t, "dark", golden.Live(func() time.Time { return began }))
	h := runtest.Crafted(t)[1]
	r := run.Make(h.Exec, h.Events, h.Definition, true)
	for _, basis := range []string{"the one this run used", "today's; the workflow was changed since this run began"} {
		r.Basis = basis
		text := strings.Join(stepText(r, r.Steps[2], env, 80), "\n")
		if !strings.Contains(text, "Definition: "+basis) || !strings.Contains(text, `"defaultStep": "Each account"`) {
			t.Errorf("the text of a choice:\n%s", text)
		}
	}
}

// A live run that is followed as JSON stays at the end.
func TestJSONGrows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.list.Select("running-1")
		loop.Act("app.open")
		loop.Act("timeline.mode")
		loop.Act("timeline.mode")
		m.Render(80, 20)
		loop.Act("timeline.bottom")
		n := m.detail.raw.Doc().Items()
		f.mu.Lock()
		f.history["running-1"] = append(f.history["running-1"], script(t, "9 ActivityTaskScheduled [More]")...)
		f.mu.Unlock()
		loop.Advance(5 * time.Second)
		m.Render(80, 20)
		if d := m.detail.raw.Doc(); d.Items() != n+1 || m.detail.raw.Line() != d.Len()-1 {
			t.Errorf("%d events, before %d; the cursor is on line %d of %d", d.Items(), n, m.detail.raw.Line(), d.Len())
		}
	})
}
