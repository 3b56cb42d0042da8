package executions

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
)

func TestFramesAreExact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		loop.Act("list.down")
		loop.Act("list.down")
		for _, open := range []bool{false, true} {
			if open {
				loop.Act("app.open")
			}
			for _, size := range [][2]int{{1, 1}, {7, 3}, {40, 10}, {40, 5}, {80, 6}, {80, 20}, {109, 30}, {110, 30}, {300, 90}} {
				lines := strings.Split(render(m, size[0], size[1]), "\n")
				if len(lines) != size[1] {
					t.Errorf("%v, open %v: %d lines", size, open, len(lines))
				}
				for _, l := range lines {
					if cell.Width(l) > size[0] {
						t.Errorf("%v, open %v: a line of %d cells: %q", size, open, cell.Width(l), l)
					}
				}
			}
		}
	})
}

// From the list, enter is enough to read why an execution failed.
func TestEnterTellsWhyItFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		m.list.Select("failed-1")
		loop.Act("app.open")
		frame := render(m, 80, 20)
		if row := m.detail.line.Selected(); row == nil || row.Label != "Wait for approval" {
			t.Errorf("the cursor is on %+v", row)
		}
		if n := strings.Count(frame, "timeout after 25s: form not answered"); n != 2 {
			t.Errorf("the error stands %d times in\n%s", n, frame)
		}
		loop.Act("app.back")
		if frame := render(m, 120, 20); !strings.Contains(frame, "Wait for approval: tim") {
			t.Errorf("the list does not know the failing step:\n%s", frame)
		}
	})
}

func TestRestingCursorFindsTheFailingStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		f.reset()
		for range 2 {
			loop.Act("list.down")
			loop.Advance(200 * time.Millisecond)
		}
		if n := f.count(api.GetHistory); n != 0 {
			t.Errorf("%d histories while the cursor moves", n)
		}
		loop.Advance(200 * time.Millisecond)
		if m.causes.words["failed-1"] != "Wait for approval: timeout after 25s: form not answered" {
			t.Errorf("cause %q", m.causes.words["failed-1"])
		}
		loop.Act("list.up")
		loop.Advance(time.Second)
		loop.Act("list.down")
		loop.Advance(time.Second)
		if n := f.count(api.GetHistory, "failed-1"); n != 1 {
			t.Errorf("%d requests for what is known", n)
		}
	})
}

func TestFilters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		all := m.list.Shown()
		loop.Act("executions.failed")
		for i := range m.list.Shown() {
			if !m.list.At(i).Status.Failed() {
				t.Errorf("%s is shown among the failed", m.list.At(i).ID)
			}
		}
		if n := m.list.Shown(); n != 3 {
			t.Errorf("%d failed", n)
		}
		loop.Act("executions.failed")
		if m.list.Shown() != all {
			t.Error("the filter does not go away")
		}
		var counts []int
		for range statuses {
			loop.Act("executions.status")
			counts = append(counts, m.list.Shown())
		}
		if want := []int{3, 3, 7, 1, all}; !slices.Equal(counts, want) {
			t.Errorf("running, failed, completed, canceled, all: %v, want %v", counts, want)
		}
		m.list.Select("running-1")
		loop.Act("executions.workflow")
		if n := m.list.Shown(); n != 5 || m.head(200).Title != "Executions of Leaver: revoke ServiceNow access" {
			t.Errorf("%d of one workflow, title %q", n, m.head(200).Title)
		}
		loop.Act("app.back")
		if m.list.Shown() != all || m.list.SelectedID() != "running-1" {
			t.Errorf("after esc %d rows, cursor on %s", m.list.Shown(), m.list.SelectedID())
		}
		loop.Act("app.filter")
		loop.Type("vip")
		if !m.Typing() || m.list.Shown() != 1 {
			t.Errorf("typing %v, %d rows", m.Typing(), m.list.Shown())
		}
	})
}

func TestCopyAndBrowse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		m.list.Select("failed-1")
		loop.Act("list.copy-id")
		loop.Act("list.copy-json")
		loop.Act("list.browse")
		loop.Act("app.open")
		loop.Act("timeline.copy-id")
		loop.Act("timeline.copy-json")
		loop.Act("timeline.browse")
		var got []string
		for _, msg := range loop.Sent {
			switch msg := msg.(type) {
			case screen.Copy:
				got = append(got, msg.Text)
			case screen.Browse:
				got = append(got, msg.URL)
			}
		}
		page := "https://acme.identitynow.com/ui/wf/workflows/0c7f2a5e-0000-4000-8000-0123456789ab"
		if len(got) != 6 || got[0] != "failed-1" || got[2] != page || got[3] != "failed-1" || got[5] != page {
			t.Fatalf("copied and opened %q", got)
		}
		if !strings.Contains(got[1], `"status": "Failed"`) || !strings.Contains(got[4], "form not answered") || strings.Contains(got[4], "Create ticket") {
			t.Errorf("JSON: %s, %s", got[1], got[4])
		}
		m.env.WebURL = ""
		loop.Act("timeline.browse")
		if toasts := loop.Toasts(); len(toasts) != 1 {
			t.Errorf("toasts %q", toasts)
		}
	})
}

func TestOpenByIDAndByWorkflow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		loop.Act("executions.failed")
		loop.Do(m.Open(api.Execution{ID: "running-1"}))
		if d := m.shown(); d == nil || d.exec.ID != "running-1" || d.run == nil || !m.split.Focused {
			t.Fatalf("shown: %+v", d)
		}
		if m.list.SelectedID() != "running-1" {
			t.Errorf("the list is on %s", m.list.SelectedID())
		}
		loop.Do(m.Open(api.Workflow{ID: m.selectedWorkflow()}))
		if m.split.Open || m.head(200).Title != "Executions of Leaver: revoke ServiceNow access" || m.list.Shown() != 5 {
			t.Errorf("%q with %d rows", m.head(200).Title, m.list.Shown())
		}
		loop.Do(m.Open(api.Execution{ID: "nobody-knows"}))
		if frame := render(m, 80, 20); !strings.Contains(frame, "No execution has the id nobody-knows") || !strings.Contains(frame, "archived: the tenant keeps executions for 90 days") {
			t.Errorf("an execution that is gone:\n%s", frame)
		}
		if m.Open(42) != nil {
			t.Error("a value that means nothing")
		}
	})
}

func TestOpenBeforeTheListIsLoaded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		f.latency = 200 * time.Millisecond
		m, loop := open(t, f)
		loop.Do(m.Open(api.Workflow{ID: f.workflows[3].ID, Name: "VIP onboarding"}))
		loop.Advance(5 * time.Second)
		if m.list.Shown() != 1 || m.list.Selected().ID != "queued-1" {
			t.Errorf("%d rows of that workflow", m.list.Shown())
		}
	})
}

func TestModesKeepThePlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		m.list.Select("failed-1")
		loop.Act("app.open")
		m.Render(80, 20)
		loop.Act("timeline.mode")
		if row := m.detail.line.Selected(); row.Label != "ActivityTaskFailed" {
			t.Errorf("among the events the cursor is on %q", row.Label)
		}
		loop.Act("timeline.up")
		loop.Act("timeline.mode")
		if frame := render(m, 80, 20); !strings.Contains(frame, `"type": "WorkflowExecutionScheduled"`) {
			t.Errorf("no JSON:\n%s", frame)
		}
		loop.Act("app.filter")
		loop.Type("25s")
		if frame := render(m, 80, 20); !m.Typing() || !strings.Contains(frame, "1 of 1") {
			t.Errorf("the search finds nothing:\n%s", frame)
		}
		loop.Send(tea.KeyPressMsg{Code: tea.KeyEnter})
		loop.Act("app.back") // the search
		loop.Act("timeline.mode")
		loop.Act("timeline.failure")
		if row := m.detail.line.Selected(); row.Label != "Wait for approval" {
			t.Errorf("e leads to %q", row.Label)
		}
		loop.Act("timeline.noise")
		loop.Act("app.back")
		if m.split.Open {
			t.Error("esc does not close the timeline")
		}
	})
}

// Beside the list, the timeline goes with the cursor once it rests.
func TestTimelineBesideTheListGoesAlong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		m.list.Select("failed-1")
		loop.Act("app.open")
		m.Render(120, 32)
		loop.Act("app.pane") // into the text
		loop.Act("app.pane") // back to the list
		if m.split.Focused {
			t.Fatal("the list has no keys")
		}
		loop.Act("list.up")
		if m.detail.id != "failed-1" {
			t.Error("the timeline changed while the cursor moves")
		}
		loop.Advance(400 * time.Millisecond)
		if m.detail.id != "running-1" {
			t.Errorf("the timeline is that of %s", m.detail.id)
		}
	})
}

func TestMouse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		m.Render(120, 32)
		loop.Do(m.Click(5, 4))
		if m.list.SelectedID() != "failed-1" {
			t.Errorf("a click selects %s", m.list.SelectedID())
		}
		loop.Act("app.open")
		m.Render(120, 32)
		loop.Do(m.Click(80, 5))
		if row := m.detail.line.Selected(); row.Label != "Get Identity" {
			t.Errorf("a click in the timeline selects %q", row.Label)
		}
		loop.Do(m.Wheel(80, 5, 1))
		if row := m.detail.line.Selected(); row.Label != "Is contractor?" {
			t.Errorf("the wheel goes to %q", row.Label)
		}
		loop.Do(m.Wheel(5, 4, -2))
		if m.list.SelectedID() != "queued-1" || !m.split.Focused {
			t.Errorf("the wheel over the list goes to %s", m.list.SelectedID())
		}
	})
}

func TestScopesNameWhoHearsKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		m.list.Select("failed-1")
		innermost := func() keymap.Scope { return m.Scopes()[0] }
		if innermost() != keymap.Executions {
			t.Errorf("list: %v", m.Scopes())
		}
		loop.Act("app.open")
		if innermost() != keymap.Timeline {
			t.Errorf("timeline: %v", m.Scopes())
		}
		loop.Act("app.open")
		if innermost() != keymap.Timeline || !slices.Contains(m.Scopes(), keymap.Text) {
			t.Errorf("text: %v", m.Scopes())
		}
		loop.Act("app.back")
		loop.Act("app.back")
		if innermost() != keymap.Executions || m.split.Open {
			t.Errorf("back in the list: %v", m.Scopes())
		}
	})
}

func TestCacheOfHistoriesIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 2, 60)
		for _, list := range f.executions {
			for _, e := range list {
				f.history[e.ID] = script(t, beginning)
			}
		}
		m, loop := open(t, f)
		for range 2 * docsKept {
			loop.Act("app.open")
			loop.Act("app.back")
			loop.Act("list.down")
		}
		if n := len(m.docs); n > docsKept+1 {
			t.Errorf("%d histories are kept", n)
		}
	})
}
