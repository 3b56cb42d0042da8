package executions

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
)

// Whatever way the last one was read, a run that failed is opened as steps, with
// the cursor on the one that failed.
func TestOpeningLandsOnTheFailingStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		m.Render(80, 20)
		for _, before := range []string{"running-1", "failed-1", "failed-1"} {
			m.list.Select(before)
			loop.Act("app.open")
			loop.Act("timeline.top")
			loop.Act("timeline.mode")
			if before != "running-1" {
				loop.Act("timeline.mode") // to JSON
			}
			loop.Act("app.back")
			loop.Act("app.back")
			if m.split.Open {
				m.split.Close()
			}
			m.list.Select("failed-1")
			loop.Act("app.open")
			if row := m.detail.line.Selected(); m.detail.mode != asSteps || row == nil || row.Label != "Wait for approval" {
				t.Errorf("after %s: %s, cursor on %+v", before, modeWords[m.detail.mode], row)
			}
			loop.Act("app.back")
		}
	})
}

func TestHeadIsCalmWhileLoading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 30, 5)
		f.latency = 100 * time.Millisecond
		m, loop := open(t, f)
		loop.Advance(250 * time.Millisecond)
		if got := m.head(200).Facts; !slices.Equal(got, []string{"1 of 30 workflows read"}) {
			t.Errorf("while loading the title says %q", got)
		}
		loop.Advance(5 * time.Second)
		if got := m.head(200).Facts; !slices.Equal(got, []string{"150"}) {
			t.Errorf("after it %q", got)
		}
	})
}

func TestTitleSaysHowToLeaveOneWorkflow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		says := func() bool { return slices.Contains(m.head(200).Facts, "esc shows all workflows") }
		if says() {
			t.Error("it says so while all are shown")
		}
		loop.Act("executions.workflow")
		if !says() {
			t.Errorf("the title says %q", m.head(200).Facts)
		}
		loop.Act("app.back")
		if says() || m.filter.only != "" {
			t.Error("esc does not show all workflows")
		}
	})
}

// The whole name of the workflow can be read in the pane.
func TestNameIsNotCutInTheDetail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		long := "Joiner: provision laptop, phone and badge for everybody who begins in Zürich"
		f.workflows[0].Name = long
		m, loop := open(t, f)
		m.list.Select("failed-1")
		loop.Act("app.open")
		words := func(w, h int) string { return strings.Join(strings.Fields(render(m, w, h)), " ") }
		if frame := words(80, 20); !strings.Contains(frame, long) || !strings.Contains(frame, "took 32.1s") {
			t.Errorf("the header cuts it:\n%s", render(m, 80, 20))
		}
		loop.Act("timeline.top")
		loop.Act("app.open") // the text has the room
		if frame := words(100, 13); strings.Count(frame, long) != 1 {
			t.Errorf("the text about the run does not have it:\n%s", render(m, 100, 13))
		}
	})
}

func TestAgesOfTheYoungestRows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		loop.Do(m.SetActive(false)) // no refresh draws the rows anew
		m.Render(80, 20)
		var seen []string
		for range 56 {
			loop.Advance(time.Second)
			fields := strings.Fields(strings.Split(render(m, 80, 20), "\n")[2])
			if age := fields[len(fields)-3]; len(seen) == 0 || seen[len(seen)-1] != age {
				seen = append(seen, age)
			}
		}
		if want := []string{"<10s", "10s", "20s", "30s", "40s", "50s", "1m"}; len(seen) < 5 || len(seen) > len(want) || !slices.Equal(seen, want[:len(seen)]) {
			t.Errorf("ages of a row of five seconds over a minute: %q", seen)
		}
	})
}

func TestSentence(t *testing.T) {
	for _, c := range []struct {
		err  *api.Error
		want string
	}{
		{&api.Error{Op: api.ListWorkflows, Kind: api.Offline, Detail: "no answer in time"}, "The list of workflows could not be read: no answer in time"},
		{&api.Error{Op: api.ListExecutions, Kind: api.Forbidden, Status: 403}, "Executions could not be read: forbidden (HTTP 403)"},
		{&api.Error{Op: api.GetHistoryV2, Err: errors.New("boom")}, "The history could not be read: boom"},
		{&api.Error{Op: api.GetExecution, Detail: "x"}, "The execution could not be read: x"},
		{&api.Error{Op: api.Authenticate, Detail: "expired"}, "Signing in failed: expired"},
		{&api.Error{Op: api.GetTask, Detail: "x"}, "Could not get task status: x"},
	} {
		if got := sentence(c.err); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
