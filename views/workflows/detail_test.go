package workflows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/screen"
)

func TestDetailIsReadWhenOpened(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.frame(120, 36)
		r.m.table.Select("w-joiner")
		f.script = []answer{{w: wf("w-joiner", "Joiner: provision laptop", true, `,"description":"Fresh from the tenant."`)}}
		r.act("app.open")
		if !slices.Equal(f.gets, []string{"w-joiner"}) {
			t.Errorf("read %v", f.gets)
		}
		r.has("Overview  Steps  Trigger  Runs  JSON", "Fresh from the tenant.", "1,204, 37 failed")
		r.act("app.back")
		r.hasNot("Overview")
	})
}

// TestDetailFollowsTheCursor pins that a hand that holds a key down asks for
// nothing until it rests.
func TestDetailFollowsTheCursor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.frame(120, 36)
		r.act("app.open", "app.pane")
		f.gets = nil
		for range 3 {
			r.act("list.down")
			r.Advance(100 * time.Millisecond)
		}
		if len(f.gets) != 0 {
			t.Errorf("read %v on the way", f.gets)
		}
		r.has(r.m.table.Selected().Name)
		r.Advance(time.Second)
		if !slices.Equal(f.gets, []string{r.m.table.SelectedID()}) {
			t.Errorf("read %v, the cursor rests on %s", f.gets, r.m.table.SelectedID())
		}
	})
}

func TestDetailSaysWhyItCannotBeRead(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant(), script: []answer{{err: forbidden}}}
		r := start(t, f, nil)
		r.frame(120, 36)
		r.act("app.open")
		r.has("patch workflow: Forbidden (HTTP 403)", "Ann Berg")
		r.act("app.refresh")
		r.hasNot("Forbidden")
	})
}

func TestDetailLearnsFromTheList(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.frame(120, 36)
		r.m.table.Select("w-leaver")
		r.act("app.open")
		f.all[1] = wf("w-leaver", "Leaver: revoke access", false, `,"executionCount":999,"failureCount":96`)
		n := len(f.gets)
		r.Advance(20 * time.Second)
		r.has("disabled: nothing starts it", "999")
		if len(f.gets) != n {
			t.Error("it was read again though the list tells")
		}
		f.all = slices.Delete(f.all, 1, 2)
		r.Advance(20 * time.Second)
		r.has("Not found (HTTP 404)", "Could not get workflow: Not found (HTTP 404); it is gone")
		n = len(f.gets)
		r.Advance(time.Minute)
		if len(f.gets) != n {
			t.Error("what is gone is asked for with every refresh")
		}
	})
}

func TestTabs(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		r.frame(120, 36)
		r.m.table.Select("w-joiner")
		r.act("app.open", "text.next-tab")
		r.has("12 steps · 2 choices · 1 loop", "flaws", "◇ Which kind of person?", "never reached")
		r.act("text.next-tab")
		r.has("Identity created", "idn:identity-created", "$.identity[?(@.attributes.lifecycle == 'prehire')]", `attributes.lifecycle is "prehire"`)
		r.act("text.prev-tab", "text.prev-tab", "text.prev-tab")
		r.has(`"id": "w-joiner",`)
		r.act("app.filter")
		r.Type("contractor")
		r.has("/contractor", "1 of 1")
		if !r.m.Typing() {
			t.Error("a search is not being typed")
		}
		r.Send(tea.KeyPressMsg{Code: tea.KeyEscape})
		r.m.table.Select("w-review")
		r.act("app.back", "app.open", "text.prev-tab", "text.prev-tab")
		r.has("Starts every Monday at 09:00 Europe/Oslo.", "Mon 2026-03-09 09:00 CET · Mon 2026-03-09 08:00 UTC", "· in 4d", "0 9 * * 1")
	})
}

func TestRunsAreAskedForWhenTheirTabIsOpen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant(), runs: []api.Execution{
			{ID: "e-3", Status: api.ExecutionRunning, Start: at.Add(-30 * time.Second)},
			{ID: "e-2", Status: api.ExecutionFailed, Start: at.Add(-time.Hour), Close: at.Add(-time.Hour + 25300*time.Millisecond)},
			{ID: "e-1", Status: "Surprised", Start: at.Add(-50 * time.Hour), Close: at.Add(-49 * time.Hour)},
		}}
		r := start(t, f, nil)
		r.frame(120, 36)
		r.m.table.Select("w-joiner")
		r.act("app.open")
		if len(f.runsAsked) != 0 {
			t.Error("runs are asked for before anybody wants to see them")
		}
		r.act("text.next-tab", "text.next-tab", "text.next-tab")
		r.has("● running", "✗ failed", "04 Mar 11:00:00", "25.3s", "? surprised", "02 Mar 10:00:00", "1h00m")
		if !slices.Equal(r.m.Scopes(), []keymap.Scope{keymap.Workflows, keymap.List, keymap.Text}) {
			t.Errorf("%v", r.m.Scopes())
		}
		r.Advance(20 * time.Second)
		if len(f.runsAsked) != 2 {
			t.Errorf("%d requests, though one is under way", len(f.runsAsked))
		}
		f.runs = f.runs[1:2]
		r.Advance(40 * time.Second)
		n := len(f.runsAsked)
		r.Advance(5 * time.Minute)
		if len(f.runsAsked) != n {
			t.Error("runs that cannot change are asked for again")
		}
		r.act("app.open")
		if e, ok := last[screen.Goto](r).Value.(api.Execution); !ok || e.ID != "e-2" {
			t.Errorf("enter opens %v", last[screen.Goto](r))
		}
		r.act("list.copy-id")
		if c := last[screen.Copy](r); c.Text != "e-2" {
			t.Errorf("copied %+v", c)
		}
	})
}

func TestRunsThatCannotBeHad(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant(), runsErr: forbidden}
		r := start(t, f, nil)
		r.frame(120, 36)
		r.act("app.open", "text.next-tab", "text.next-tab", "text.next-tab")
		r.has("Forbidden (HTTP 403)")
		f.runsErr = nil
		r.Advance(20 * time.Second)
		r.has("No executions.")
	})
}

func TestOpenFromAnotherScreen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.frame(120, 36)
		r.act("app.filter")
		r.Type("badge")
		r.Send(tea.KeyPressMsg{Code: tea.KeyEnter})
		r.Do(r.m.Open("w-leaver"))
		if r.m.table.SelectedID() != "w-leaver" || r.m.table.Filter() != "" {
			t.Errorf("the cursor is on %s, filter %q", r.m.table.SelectedID(), r.m.table.Filter())
		}
		r.has("310, 96 failed")
		r.Do(r.m.Open("w-elsewhere"))
		r.has("w-elsewhere", "The workflow has not been read.", "Not found (HTTP 404)")
		if why := r.m.Disabled("workflows.toggle"); why != "The workflow has not been read yet" {
			t.Errorf("%q", why)
		}
		r.Do(r.m.Open(42))
		r.Do(r.m.Open(""))
		r.has("w-elsewhere")
	})
}

func TestGoCopyAndBrowse(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		r.m.table.Select("w-leaver")
		r.act("workflows.executions")
		if w, ok := last[screen.Goto](r).Value.(api.Workflow); !ok || w.ID != "w-leaver" || last[screen.Goto](r).View != keymap.Executions {
			t.Errorf("%+v", last[screen.Goto](r))
		}
		r.act("list.copy-id")
		if c := last[screen.Copy](r); c.Text != "w-leaver" || c.What != "id" {
			t.Errorf("%+v", c)
		}
		r.act("list.copy-json")
		if c := last[screen.Copy](r); !strings.Contains(c.Text, `"name": "Leaver: revoke access"`) || c.What != "JSON" {
			t.Errorf("%+v", c)
		}
		r.act("list.browse")
		if b := last[screen.Browse](r); b.URL != "https://acme.identitynow.com/ui/wf/workflows/w-leaver" {
			t.Errorf("%+v", b)
		}
		r.act("list.mark-all", "list.copy-id")
		if c := last[screen.Copy](r); strings.Count(c.Text, "\n") != 4 || c.What != "ids" {
			t.Errorf("%+v", c)
		}
		r.env.WebURL = ""
		if r.m.Disabled("list.browse") == "" {
			t.Error("there is nothing to browse")
		}
	})
}

func TestMouse(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		r.frame(120, 36)
		r.Do(r.m.Click(5, 4))
		if r.m.table.Place() != 2 {
			t.Errorf("a click on the third row goes to place %d", r.m.table.Place())
		}
		r.act("app.open")
		r.frame(120, 36)
		left, top := r.m.layout.detailLeft, r.m.layout.detailTop
		r.Do(r.m.Click(left+11, top+1))
		if r.m.detail.sheet.Tab() != tabSteps || !r.m.split.Focused {
			t.Error("a click on a tab does not open it")
		}
		r.Do(r.m.Wheel(left+3, 10, 2))
		r.Do(r.m.Wheel(left+3, 10, -1))
		r.Do(r.m.Wheel(3, 10, 2))
		if r.m.table.Place() != 4 {
			t.Errorf("the wheel over the list goes to place %d", r.m.table.Place())
		}
	})
}

func TestSorting(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		for key, first := range map[string]string{
			"state": "w-joiner", "name": "w-draft", "trigger": "w-leaver", "next": "w-review", "owner": "w-joiner",
			"executions": "w-draft", "failures": "w-review", "rate": "w-review", "modified": "w-joiner",
		} {
			r.m.table.SortBy(key, false)
			if got := r.names()[0]; got != first {
				t.Errorf("by %s the first is %s, want %s", key, got, first)
			}
		}
	})
}

func TestEmptyTenant(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{}, nil)
		r.has("This tenant has no workflows.")
		r.act("app.open", "app.pane", "list.copy-id", "workflows.executions", "workflows.toggle", "workflows.delete", "list.browse", "text.next-tab")
		if r.m.Disabled("workflows.toggle") != "There is no workflow under the cursor" || len(r.Toasts()) != 2 {
			t.Errorf("%q, toasts %q", r.m.Disabled("workflows.toggle"), r.Toasts())
		}
		r.frame(80, 24)
	})
}

// TestFrames compares whole screens with golden files; testdata has them as
// text.
func TestFrames(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant(), runs: []api.Execution{
			{ID: "3b1c7a52-6a0e-4c5f-9d7e-1f2a3b4c5d6e", Status: api.ExecutionRunning, Start: at.Add(-30 * time.Second)},
			{ID: "7f9e1d2c-0b3a-4958-8776-655443322110", Status: api.ExecutionFailed, Start: at.Add(-time.Hour), Close: at.Add(-time.Hour + 25300*time.Millisecond)},
			{ID: "0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9", Status: api.ExecutionCompleted, Start: at.Add(-50 * time.Hour), Close: at.Add(-49 * time.Hour)},
		}}
		r := start(t, f, nil)
		r.m.table.Select("w-joiner")
		sizes := [][2]int{{120, 36}, {80, 24}, {40, 12}}
		shoot := func(name string) {
			for _, s := range sizes {
				golden.File(t, fmt.Sprintf("%s-%dx%d", name, s[0], s[1])+".golden", r.frame(s[0], s[1]))
			}
		}
		shoot("list")
		text, _ := r.m.Render(80, 24)
		golden.File(t, "list-styled.golden", text+"\n")
		r.act("app.open")
		for _, tab := range []string{"overview", "steps", "trigger", "runs", "json"} {
			shoot(tab)
			r.act("text.next-tab")
		}
	})
}

// TestMonochromeSaysTheSame pins that without colour and in ASCII nothing is
// lost.
func TestMonochromeSaysTheSame(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, mono)
		golden.File(t, "list-mono.golden", r.frame(120, 12))
	})
}

func TestRenderSurvivesAnySize(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant(), runs: []api.Execution{{ID: "e", Status: "Queued"}}}, nil)
		for range 2 {
			for range 5 {
				for w := 1; w < 130; w += 7 {
					for h := 1; h < 20; h++ {
						r.frame(w, h)
					}
				}
				r.act("text.next-tab")
			}
			r.act("app.open")
		}
	})
}
