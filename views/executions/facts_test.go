package executions

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
)

func TestFactsGoByWeight(t *testing.T) {
	facts := []fact{
		{text: "failed only", weight: which},
		{text: "309 of 2,822", weight: howMany},
		{text: "complete since 11 Nov 14:03", short: "complete since 11 Nov", weight: howFar},
		{text: "esc shows all", short: "esc: all", weight: byTheWay},
	}
	for room, want := range map[int]string{
		80: "failed only · 309 of 2,822 · complete since 11 Nov 14:03 · esc shows all",
		71: "failed only · 309 of 2,822 · complete since 11 Nov 14:03 · esc: all",
		66: "failed only · 309 of 2,822 · complete since 11 Nov · esc: all",
		55: "failed only · 309 of 2,822 · complete since 11 Nov",
		40: "failed only · complete since 11 Nov",
		20: "failed only",
		5:  "failed only", // cut by whoever draws it
	} {
		if got := strings.Join(fitFacts(facts, room, " · "), " · "); got != want {
			t.Errorf("in %d cells %q, want %q", room, got, want)
		}
	}
	if fitFacts(nil, 3, " · ") == nil || facts[3].text != "esc shows all" {
		t.Error("facts were changed")
	}
}

// Of a run that failed all fits into 80 columns that says how far the list goes.
func TestTitleFits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 30, 200)
		m, loop := open(t, f)
		loop.Advance(time.Second)
		loop.Act("executions.failed")
		loop.Advance(10 * time.Second)
		line, _, _ := strings.Cut(render(m, 80, 20), "\n")
		if !strings.Contains(line, "complete since ") || strings.Contains(line, "…") || cell.Width(line) > 80 {
			t.Errorf("%q", line)
		}
	})
}

// Who leaves a filter sees what is newer than the run under the cursor, or is told.
func TestLeavingAFilterShowsWhatIsNewer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.workflows = []api.Workflow{{ID: "w", Name: "Joiner"}}
		for i := range 20 {
			status := api.ExecutionCompleted
			if i == 0 {
				status = api.ExecutionFailed
			}
			f.add(0, api.Execution{ID: fmt.Sprintf("run-%02d", i), Start: time.Now().Add(-time.Hour + time.Duration(i)*time.Minute), Status: status})
		}
		m, loop := open(t, f)
		for _, leave := range []keymap.Action{"app.back", "executions.failed"} {
			loop.Act("executions.failed")
			m.Render(80, 13)
			loop.Act(leave)
			frame := render(m, 80, 13)
			line, _, _ := strings.Cut(frame, "\n")
			if m.list.SelectedID() != "run-00" || !strings.Contains(line, "↑ 19 newer, g shows them") {
				t.Errorf("%s: the title says %q", leave, line)
			}
			if n := strings.Count(frame, "Completed"); n < 3 {
				t.Errorf("%s: %d newer ones in sight:\n%s", leave, n, frame)
			}
			loop.Act("list.up")
			if line, _, _ := strings.Cut(render(m, 80, 13), "\n"); strings.Contains(line, "newer") {
				t.Errorf("%s: once the cursor moves %q", leave, line)
			}
			loop.Act("list.top")
		}
	})
}

// The first load shows pages together, on a thin line once a second.
func TestFirstLoadIsShownInFewSteps(t *testing.T) {
	for motion, most := range map[bool]int{true: 14, false: 5} {
		synctest.Test(t, func(t *testing.T) {
			f := newTenant()
			f.populate(time.Now(), 120, 5)
			f.latency = 100 * time.Millisecond
			m, loop := open(t, f)
			m.env.Motion = motion
			var seen []string
			for range 35 {
				loop.Advance(100 * time.Millisecond)
				if frame := render(m, 80, 20); len(seen) == 0 || seen[len(seen)-1] != frame {
					seen = append(seen, frame)
				}
			}
			if len(seen) > most || len(seen) < 3 || m.list.Len() != 600 {
				t.Errorf("motion %v: %d pages drawn, %d rows", motion, len(seen), m.list.Len())
			}
		})
	}
}

// footer returns the keys that stand in the footer, but those of the shell.
func footer(m *Model) []string {
	var out []string
	for _, b := range m.env.Keys.Footer(m.Scopes(), m.env.ReadOnly) {
		if !m.Hides(b.Action) && m.Disabled(b.Action) == "" {
			out = append(out, string(b.Action))
		}
	}
	return out
}

// What stands in the footer works, and what matters stands there.
func TestFooterIsTrue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		is := func(where string, want, not []string) {
			t.Helper()
			m.Render(80, 20)
			got := footer(m)
			for _, a := range want {
				if !slices.Contains(got, a) {
					t.Errorf("%s: no %s in %q", where, a, got)
				}
			}
			for _, a := range not {
				if slices.Contains(got, a) {
					t.Errorf("%s: %s in %q", where, a, got)
				}
			}
		}
		m.list.Select("failed-1")
		is("a failed run", []string{"executions.failed", "executions.again", "executions.compare"}, []string{"executions.cancel"})
		loop.Act("app.open")
		is("its timeline", []string{"timeline.failure", "executions.again", "executions.compare"},
			[]string{"timeline.follow", "executions.cancel", "executions.failed", "executions.status", "executions.since", "executions.board"})
		loop.Act("app.back")
		m.list.Select("running-1")
		is("a running one", []string{"executions.cancel"}, []string{"executions.again"})
		loop.Act("app.open")
		is("its timeline", []string{"timeline.follow", "executions.cancel"}, []string{"timeline.failure", "executions.again"})
		loop.Act("app.back")
		loop.Act("executions.board")
		loop.Advance(20 * time.Second)
		is("the board", []string{"executions.board", "executions.since", "executions.again"},
			[]string{"executions.failed", "executions.status", "executions.cancel", "executions.compare"})
	})
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		loop.Act("executions.failed")
		if got := m.Label("executions.failed") + ", " + m.Label("executions.board") + ", " + m.Label("app.open"); got != "all, , timeline" {
			t.Errorf("among failed runs %q", got)
		}
		loop.Act("executions.board")
		if got := m.Label("executions.board") + ", " + m.Label("app.open"); got != "list, runs" {
			t.Errorf("on the board %q", got)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		m, _ := open(t, newTenant())
		for _, a := range []keymap.Action{"executions.again", "executions.compare", "executions.watch", "executions.workflow", "executions.cancel", "executions.definition"} {
			if m.Disabled(a) == "" {
				t.Errorf("%s of nothing", a)
			}
		}
	})
}
