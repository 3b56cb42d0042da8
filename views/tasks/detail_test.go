package tasks

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

func TestDetailOfAnEndedTask(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.frame(120, 36)
		r.act("tasks.history")
		r.m.history.table.Select("t-bad")
		r.act("app.open")
		r.has("Reads the accounts of a source.", "✗ error", "HR (application)", "ann.berg", "1h00m",
			"· info: Connected", "✗ error: Connection refused by hr.acme.example:443", "▲ warning: Task slow: 3")
		r.m.history.table.Select("t-done0")
		r.act("app.back", "app.open")
		r.has("Accounts scanned  10000", "Created              12", "note", "partial", "about 20m00s, 95 of 100 within 20m00s, by the last 3")
		r.act("text.next-tab", "text.next-tab")
		r.has("Aggregates accounts", "applications  AD", "delta         true")
		r.act("text.next-tab")
		r.has(`"id": "t-done0",`)
		r.act("app.filter")
		r.Type("partial")
		r.has("/partial", "1 of 1")
		r.Send(tea.KeyPressMsg{Code: tea.KeyEscape})
		if !slices.Equal(r.m.Scopes(), []keymap.Scope{keymap.Tasks, keymap.Text}) {
			t.Errorf("%v", r.m.Scopes())
		}
	})
}

func TestDetailFollowsAndIsFresh(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.frame(120, 36)
		r.act("app.open", "app.pane")
		r.has("Taken for stuck: pending for more than a day; too few")
		r.f.gets = nil
		for range 2 {
			r.act("list.down")
			r.Advance(100 * time.Millisecond)
		}
		if len(r.f.gets) != 0 {
			t.Errorf("read %v on the way", r.f.gets)
		}
		r.Advance(time.Second)
		if !slices.Equal(r.f.gets, []string{"t-sap"}) {
			t.Errorf("read %v", r.f.gets)
		}
		r.f.pending[1] = task("t-sap", "Cloud Account Aggregation", "sap", 3*time.Minute, `,"percentComplete":88`)
		r.Advance(20 * time.Second)
		r.has("█████████░  88%")
		r.f.end(1, api.TaskWarning)
		r.Advance(17 * time.Second)
		r.has("status     ▲ warning")
	})
}

func TestDetailSaysWhyItCannotBeRead(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := tenant()
		r := start(t, f, nil)
		r.frame(120, 36)
		f.script = []answer{{err: forbidden}}
		r.act("app.open")
		r.has("Could not patch task status: Forbidden (HTTP 403)", "Entitlement Aggregation")
	})
}

func TestCopyAndBrowse(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.act("list.copy-id")
		if c := last[screen.Copy](r); c.Text != "t-old" {
			t.Errorf("%+v", c)
		}
		r.act("list.copy-json")
		if c := last[screen.Copy](r); !strings.Contains(c.Text, `"uniqueName": "Entitlement Aggregation"`) {
			t.Errorf("%+v", c)
		}
		r.act("list.mark-all", "list.copy-id")
		if c := last[screen.Copy](r); c.Text != "t-old\nt-ad\nt-sap" || c.What != "ids" {
			t.Errorf("%+v", c)
		}
		r.act("list.copy-json", "list.browse")
		if c := last[screen.Copy](r); !strings.HasPrefix(c.Text, "[{") || r.m.Disabled("list.browse") == "" {
			t.Errorf("%+v", c)
		}
	})
}

func TestMouse(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.frame(120, 36)
		r.Do(r.m.Click(5, 3))
		if r.m.pending.table.SelectedID() != "t-ad" {
			t.Errorf("a click on the second row selects %s", r.m.pending.table.SelectedID())
		}
		r.act("app.open")
		r.frame(120, 36)
		left, top := r.m.layout.detailLeft, r.m.layout.detailTop
		r.Do(r.m.Click(left+11, top+1))
		if r.m.detail.sheet.Tab() != tabTrend {
			t.Error("a click on a tab does not open it")
		}
		r.Do(r.m.Wheel(left+2, 9, 3))
		r.Do(r.m.Wheel(left+2, 9, -2))
		r.Do(r.m.Wheel(2, 9, 3))
		if r.m.pending.table.SelectedID() != "t-sap" {
			t.Errorf("the wheel selects %s", r.m.pending.table.SelectedID())
		}
	})
}

func TestSorting(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		for key, first := range map[string]string{
			"status": "t-ad", "task": "t-ad", "target": "t-ad", "for": "t-sap", "progress": "t-sap", "phase": "t-old", "launcher": "t-ad",
		} {
			r.m.pending.table.SortBy(key, false)
			if got := r.ids()[0]; got != first {
				t.Errorf("pending by %s: %s, want %s", key, got, first)
			}
		}
		r.act("tasks.history")
		for key, first := range map[string]string{"ended": "t-done0", "took": "t-warn", "target": "t-warn"} {
			r.m.history.table.SortBy(key, false)
			if got := r.ids()[0]; got != first {
				t.Errorf("history by %s: %s, want %s", key, got, first)
			}
		}
	})
}

func TestReasonsWhyNot(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{}, nil)
		r.act("app.open", "app.pane", "list.copy-id", "tasks.source", "tasks.status", "tasks.clear", "text.next-tab")
		for a, want := range map[keymap.Action]string{
			"tasks.clear":  "There is no task under the cursor",
			"tasks.source": "The task under the cursor names no source",
			"tasks.status": "The status can be chosen in the history; h shows it",
			"app.refresh":  "",
		} {
			if got := r.m.Disabled(a); got != want {
				t.Errorf("%s: %q, want %q", a, got, want)
			}
		}
		r.act("tasks.history")
		r.has("No task has ended in the time the tenant keeps.")
		if got := r.m.Disabled("tasks.clear"); got != "Only pending tasks can be cleared; h shows them" {
			t.Errorf("%q", got)
		}
		r.act("tasks.status")
		r.has("No task in the history matches this filter.")
	})
}

// TestFrames compares whole screens with golden files; testdata has them as
// text.
func TestFrames(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		shoot := func(name string) {
			for _, s := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
				golden.File(t, fmt.Sprintf("%s-%dx%d", name, s[0], s[1])+".golden", r.frame(s[0], s[1]))
			}
		}
		shoot("pending")
		text, _ := r.m.Render(80, 24)
		golden.File(t, "pending-styled.golden", text+"\n")
		r.act("app.open")
		shoot("pending-detail")
		r.act("tasks.history")
		shoot("history")
		r.m.history.table.Select("t-bad")
		r.act("app.open")
		shoot("history-error")
		r.act("app.back")
		r.m.history.table.Select("t-done0")
		r.act("app.open")
		shoot("history-figures")
		r.act("text.next-tab")
		shoot("history-trend")
		r.act("text.next-tab")
		shoot("history-definition")
	})
}

// TestMonochromeSaysTheSame pins that without colour and in ASCII nothing is
// lost.
func TestMonochromeSaysTheSame(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), mono)
		golden.File(t, "pending-mono.golden", r.frame(120, 12))
		r.act("tasks.history")
		golden.File(t, "history-mono.golden", r.frame(120, 12))
	})
}

func TestRenderSurvivesAnySize(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		for range 2 {
			for range 3 {
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
