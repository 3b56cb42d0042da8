package executions

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/theme"
)

// laptops is a tenant with a busy workflow of which some runs fail and one hangs,
// and two quiet ones.
func laptops(now time.Time) *tenant {
	f := newTenant()
	for i, name := range []string{"Joiner: provision laptop", "Leaver: revoke ServiceNow access", "Quarterly access review reminder"} {
		f.workflows = append(f.workflows, api.Workflow{ID: fmt.Sprintf("wf-%d", i), Name: name, Created: now.AddDate(-1, 0, 0), Modified: now.AddDate(0, -6, 0)})
	}
	add := func(workflow, n int, ago, took time.Duration, status api.ExecutionStatus) {
		e := api.Execution{ID: fmt.Sprintf("run-%d-%04d", workflow, n), Start: now.Add(-ago), Status: status}
		if status.Closed() {
			e.Close = e.Start.Add(took)
		}
		f.add(workflow, e)
	}
	for n := range 412 {
		took, status := 3*time.Second+time.Duration(n%13)*200*time.Millisecond, api.ExecutionCompleted
		switch {
		case n == 409:
			took = 92 * time.Second
		case n%32 == 7:
			status = api.ExecutionFailed
		case n == 411:
			status = api.ExecutionRunning
		}
		add(0, n, time.Duration(412-n)*85*time.Minute-80*time.Minute, took, status)
	}
	for n := range 12 {
		add(1, n, time.Duration(12-n)*50*time.Hour, time.Duration(2+n%3)*time.Minute, api.ExecutionCompleted)
	}
	add(2, 0, 30*24*time.Hour, 0, api.ExecutionCompleted)
	return f
}

func TestGoldenTimes(t *testing.T) {
	for _, c := range []struct {
		name  string
		w, h  int
		theme string
		ascii bool
	}{
		{"120x36", 120, 32, "dark", false},
		{"80x24", 80, 20, "dark", false},
		{"40x12", 40, 10, "dark", false},
		{"mono-80x24", 80, 20, "mono", true},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := laptops(time.Now())
			m, loop := open(t, f)
			m.env.Styles = theme.New(c.theme, true, c.ascii, "")
			m.Render(c.w, c.h)
			loop.Advance(500 * time.Millisecond)
			golden.Equal(t, "times-usual-"+c.name, render(m, c.w, c.h))

			loop.Act("executions.since")
			p := loop.Dialog().(*dialog.Prompt)
			prompt := func() string {
				frame, _ := p.Render(min(64, c.w-4), min(8, c.h-4))
				for _, l := range strings.Split(frame, "\n") {
					if cell.Width(l) > min(64, c.w-4) {
						t.Errorf("%s: the window has no room for %q", c.name, l)
					}
				}
				return ansi.Strip(frame)
			}
			golden.Equal(t, "times-prompt-"+c.name, prompt())

			f.latency = time.Second
			askFor(t, m, loop, "20d")
			loop.Advance(500 * time.Millisecond)
			golden.Equal(t, "times-loading-"+c.name, render(m, c.w, c.h))
			loop.Advance(10 * time.Second)
			golden.Equal(t, "times-loaded-"+c.name, render(m, c.w, c.h))
			m.list.Select("run-0-0411")
			loop.Act("executions.workflow")
			loop.Advance(5 * time.Second)
			golden.Equal(t, "times-workflow-"+c.name, render(m, c.w, c.h))
		})
	}
}

func TestFiguresOfOneWorkflow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := laptops(time.Now())
		m, loop := open(t, f)
		m.list.Select("run-0-0411")
		if line := m.figuresLine(120); line != "" {
			t.Errorf("figures of all workflows together: %q", line)
		}
		loop.Act("executions.workflow")
		askFor(t, m, loop, "all")
		loop.Advance(5 * time.Second)
		if line := ansi.Strip(m.figuresLine(120)); !strings.HasSuffix(line, "412 runs · 3.2% failed · median 4.2s · p95 5.4s · 4.6 a day") {
			t.Errorf("%q", line)
		}
		// Filters by status do not change how the workflow goes.
		loop.Act("executions.failed")
		if line := ansi.Strip(m.figuresLine(120)); !strings.Contains(line, "412 runs · 3.2% failed") {
			t.Errorf("failed only: %q", line)
		}
		loop.Act("executions.failed")
		askFor(t, m, loop, "2d..1d")
		loop.Advance(5 * time.Second)
		if line := ansi.Strip(m.figuresLine(120)); !strings.Contains(line, "17 runs · ") || !strings.Contains(line, "17 a day") {
			t.Errorf("one day: %q", line)
		}
		before := m.figuresLine(120)
		f.add(0, api.Execution{ID: "new", Start: time.Now(), Status: api.ExecutionFailed, Close: time.Now().Add(time.Second)})
		askFor(t, m, loop, "1h")
		loop.Advance(20 * time.Second)
		if line := ansi.Strip(m.figuresLine(120)); line == ansi.Strip(before) || !strings.Contains(line, "2 runs · all failed") {
			t.Errorf("after a new run: %q", line)
		}
	})
}

// Only what is known without a gap is counted: the failed ones that were loaded
// from further back are no sample.
func TestFiguresLeaveOutWhatIsNoSample(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 1, 900)
		m, loop := open(t, f)
		loop.Act("executions.failed")
		for range 5 {
			loop.Act("list.bottom")
			loop.Advance(time.Second)
		}
		loop.Act("executions.workflow")
		if n := m.list.Shown(); n < 80 {
			t.Fatalf("%d failed were loaded", n)
		}
		if line := ansi.Strip(m.figuresLine(120)); !strings.Contains(line, fmt.Sprintf("%d runs · 8.3%% failed", pageSize)) && !strings.Contains(line, fmt.Sprintf("%d runs · 13%% failed", pageSize)) {
			t.Errorf("%q", line)
		}
	})
}

func TestSlowRunsHaveAMark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := laptops(time.Now())
		m, loop := open(t, f)
		mark := m.env.Styles.Plain(theme.Warn)
		took := func(id string) string {
			text, _ := m.tookCell(m.list.Row(id), 7)
			return text
		}
		if got := took("run-0-0409"); got != mark+"1m32s" {
			t.Errorf("a run that took twenty times the median: %q", got)
		}
		if got := took("run-0-0410"); strings.Contains(got, mark) {
			t.Errorf("a usual run: %q", got)
		}
		if got := took("run-1-0011"); strings.Contains(got, mark) {
			t.Errorf("a run of a workflow that nobody knows yet: %q", got)
		}
		f.add(0, api.Execution{ID: "hangs", Start: time.Now(), Status: api.ExecutionRunning})
		loop.Advance(16 * time.Second)
		if got := took("hangs"); got != mark+"10s" {
			t.Errorf("a run that goes on for three times the median: %q", got)
		}
	})
}

func TestSparkTellsStateWithoutColour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := laptops(time.Now())
		m, _ := open(t, f)
		for ascii, want := range map[bool]string{false: "▂▃▃▃▃▆▃●", true: "2333363*"} {
			m.env.Styles = theme.New("mono", true, ascii, "")
			if got := ansi.Strip(m.spark(m.flow("wf-0"), trendRuns, trendRuns)); got != want {
				t.Errorf("ASCII %v: %q, want %q", ascii, got, want)
			}
			if got := ansi.Strip(m.spark(m.flow("wf-2"), trendRuns, trendRuns)); cell.Width(got) != trendRuns {
				t.Errorf("one run is drawn as %q", got)
			}
		}
	})
}
