package executions

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/ui/screen"
	"iscope/views/internal/viewtest"
)

var _ interface {
	screen.Filterer
	screen.Opener
} = (*Model)(nil)

// filtered filters by a text, and returns what was wrong with it.
func filtered(m *Model, loop *viewtest.Loop, text string) string {
	cmd, wrong := m.Filter(text)
	loop.Do(cmd)
	loop.Advance(10 * time.Second)
	return wrong
}

func TestFilterByTerms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		all := m.list.Shown()
		for _, c := range []struct {
			text  string
			shown int
			says  string
		}{
			{"status:failed", 3, "failed only"},
			{"status:Running", 3, "running only"},
			{`status:completed workflow:leaver`, 2, "Executions of Leaver: revoke ServiceNow access"},
			{`workflow:"Leaver: revoke ServiceNow access"`, 5, "Executions of Leaver"},
			{"workflow:0c7f2a5e-0001-4000-8000-0123456789ab", 5, "Executions of Leaver"},
			{"since:1h", 3, "since "},
			{"status:failed since:1h", 1, "failed only"},
			{"status:failed laptop", 2, "failed only"},
			{"laptop", 4, "4 of 14"},
			{"", all, ""},
		} {
			if wrong := filtered(m, loop, c.text); wrong != "" || m.list.Shown() != c.shown || !strings.Contains(render(m, 110, 12), c.says) {
				t.Errorf("%q: %q, %d rows\n%s", c.text, wrong, m.list.Shown(), render(m, 110, 12))
			}
		}
		if m.filter != (filter{}) || m.list.Filter() != "" {
			t.Errorf("nothing shows all: %+v", m.filter)
		}
		filtered(m, loop, "status:failed laptop")
		loop.Act("app.back")
		loop.Act("app.back")
		if m.list.Shown() != all {
			t.Errorf("esc shows %d of %d", m.list.Shown(), all)
		}
	})
}

func TestFilterSaysWhatThereIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		filtered(m, loop, "status:failed laptop")
		was := m.filter
		for text, want := range map[string]string{
			"status:faild":    "Not filtered: status cannot be \"faild\"; there are running, failed, completed and canceled",
			"colour:red":      "there are status, workflow and since",
			"workflow:nobody": `no workflow is called "nobody"; there are Joiner: provision laptop,`,
			"workflow:r":      `several workflows have "r" in their name: Joiner: provision laptop, Leaver`,
			"since:tomorow":   "since: tomorow is no time; try 2h, fri, 1 Mar or 14:00..15:30",
			"since:400d..91d": "archived",
			"status:":         "needs a value: running, failed, completed and canceled",
		} {
			if wrong := filtered(m, loop, text); !strings.Contains(wrong, want) || m.filter != was || m.list.Filter() != "laptop" {
				t.Errorf("%q: %q, %+v", text, wrong, m.filter)
			}
		}
	})
}

func TestFilterOfTheBoard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := openBoard(t, wreck(t, 10))
		if wrong := filtered(m, loop, "status:running"); !strings.Contains(wrong, "the failure board has failed runs alone") || !m.board.on {
			t.Errorf("%q", wrong)
		}
		if wrong := filtered(m, loop, "workflow:w1 since:2h ticket"); wrong != "" || !m.board.on || m.filter.only != "w1" || m.filter.status != onlyFailed || m.filter.since.Text != "2h" || m.board.view.Filter() != "ticket" {
			t.Errorf("%q: %+v, %q", wrong, m.filter, m.board.view.Filter())
		}
		if wrong := filtered(m, loop, ""); wrong != "" || m.filter.only != "" || m.filter.since.IsZero() || m.board.view.Filter() != "" {
			t.Errorf("%q: %+v", wrong, m.filter)
		}
		m.Render(120, 32)
		loop.Act("app.open") // the runs of one failure
		if wrong := filtered(m, loop, "leaver"); wrong != "" || m.board.group == nil || m.list.Filter() != "leaver" {
			t.Errorf("words look through all: %q, %v", wrong, m.board.group)
		}
		if wrong := filtered(m, loop, "status:completed"); wrong != "" || m.board.group != nil || m.board.on || m.filter.status != onlyCompleted {
			t.Errorf("%q: %+v", wrong, m.filter)
		}
	})
}

func TestFilterLeavesTheDetail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		render(m, 80, 20)
		loop.Act("app.open")
		filtered(m, loop, "status:failed")
		if m.split.Open || m.split.Focused {
			t.Error("the list that is filtered is out of sight")
		}
		render(m, 130, 20)
		loop.Act("app.open")
		render(m, 130, 20)
		filtered(m, loop, "status:running")
		if !m.split.Open || m.split.Focused {
			t.Error("the list beside the detail has not the keys")
		}
	})
}

func TestCompletionsNameWorkflows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := open(t, company(t, time.Now()))
		var got []string
		for _, text := range []string{"", "status:f", "workflow:l", "since:1"} {
			for _, c := range m.Completions(text) {
				got = append(got, c.Text)
			}
		}
		if want := []string{"status:", "workflow:", "since:", "status:failed", `workflow:"Leaver: revoke ServiceNow access"`, `workflow:"Joiner: provision laptop"`, `workflow:"Quarterly access review reminder"`, "since:1d", "since:14:00..15:30", `since:"1 Mar..5 Mar"`}; !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
	})
}

func TestOpenByTheIDAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		loop.Do(m.Open("failed-1"))
		if d := m.shown(); d == nil || d.exec.ID != "failed-1" || !m.split.Focused {
			t.Errorf("%+v", d)
		}
		loop.Do(m.Open("nope"))
		loop.Advance(time.Second)
		if frame := render(m, 80, 20); !strings.Contains(frame, "No execution has the id nope") {
			t.Errorf("a wrong id is not told:\n%s", frame)
		}
	})
}
