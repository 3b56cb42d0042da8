package executions

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/isc"
	"iscope/ui/screen"
	comparison "iscope/views/executions/compare"
	"iscope/views/internal/viewtest"
)

// newestGood is the success of the first workflow of company before failed-1.
const newestGood = "a1b2c3d4-0006-4000-8000-00000000000a"

// twoRuns is company with histories of a failed run and of successes.
func twoRuns(t *testing.T) *tenant {
	t.Helper()
	f := company(t, time.Now())
	good := beginning + stepScript(0.1, 0.5, "Get Identity", "sp:get-identity") + stepScript(0.5, 0.54, "Is contractor?", "sp:compare-strings") +
		stepScript(0.6, 6.8, "Create ticket", "sp:http") + stepScript(7, 9, "Wait for approval", "sp:forms") + "9.5 WorkflowExecutionCompleted"
	for _, e := range f.executions[f.workflows[0].ID] {
		if e.Status == api.ExecutionCompleted {
			f.history[e.ID] = script(t, good)
		}
	}
	return f
}

// window returns the comparison that is shown, as text.
func window(t *testing.T, loop *viewtest.Loop) string {
	t.Helper()
	d, ok := loop.Dialog().(*comparison.Dialog)
	if !ok {
		t.Fatalf("no comparison is shown; toasts %q", loop.Toasts())
	}
	text, _ := d.Render(110, 30)
	return ansi.Strip(text)
}

func TestCompareWithTheLastSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := twoRuns(t)
		m, loop := open(t, f)
		m.list.Select("failed-1")
		f.reset()
		loop.Act("executions.compare")
		if text := window(t, loop); !strings.Contains(text, "They part at Wait for approval") || !strings.Contains(text, "last success") || !strings.Contains(text, "+30.1s") && !strings.Contains(text, "+23.") {
			t.Errorf("the window:\n%s", text)
		}
		if f.count(api.GetHistory, newestGood) != 1 || f.count(api.ListExecutions) != 0 {
			t.Errorf("asked: %q", f.calls)
		}
		if !slices.Contains(loop.Toasts(), "Reading both histories") {
			t.Errorf("toasts %q", loop.Toasts())
		}
		shows := func() (n int, late bool) {
			for _, msg := range loop.Sent {
				if s, ok := msg.(screen.Show); ok {
					n, late = n+1, s.Late
				}
			}
			return n, late
		}
		if n, late := shows(); n != 1 || !late {
			t.Errorf("%d windows, late %v", n, late)
		}
		f.reset()
		loop.Act("app.open") // from the timeline as well, now that both are read
		loop.Act("executions.compare")
		if n, late := shows(); n != 2 || late || f.count(api.GetHistory) != 0 {
			t.Errorf("%d windows, late %v; asked %q", n, late, f.calls)
		}
	})
}

func TestCompareWithAMarkedRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := twoRuns(t)
		m, loop := open(t, f)
		other := "a1b2c3d4-0000-4000-8000-00000000000a"
		m.list.SetMark(other, true)
		m.list.Select(newestGood)
		loop.Act("executions.compare")
		if text := window(t, loop); !strings.Contains(text, "the marked run") || !strings.Contains(text, "The steps are the same; the runs differ as a whole") && !strings.Contains(text, "No difference") {
			t.Errorf("two runs that went alike:\n%s", text)
		}
		m.list.Select("failed-1")
		m.list.SetMark("failed-1", true)
		loop.Act("executions.compare")
		if text := window(t, loop); !strings.Contains(text, "They part at") {
			t.Errorf("with itself marked too:\n%s", text)
		}
		m.list.SetMark(newestGood, true)
		m.list.Select("queued-1")
		loop.Act("executions.compare")
		if got := loop.Toasts(); !slices.Contains(got, "Mark one other execution to compare with, or none for the last success") {
			t.Errorf("toasts %q", got)
		}
	})
}

func TestLastSuccessIsAskedFor(t *testing.T) {
	for name, meddle := range map[string]func(*tenant){
		"filtered": func(*tenant) {}, "refuses filters": func(f *tenant) { f.refuses = true }, "ignores filters": func(f *tenant) { f.deaf = true },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := twoRuns(t)
				w := f.workflows[0].ID
				hidden := f.executions[w]
				f.executions[w] = hidden[:1] // the list knows the failed run only
				m, loop := open(t, f)
				f.executions[w] = hidden
				if name == "ignores filters" {
					f.executions[w] = hidden[1:]
				}
				meddle(f)
				m.list.Select("failed-1")
				loop.Act("executions.compare")
				if name == "ignores filters" && loop.Dialog() == nil {
					t.Fatalf("toasts %q", loop.Toasts())
				}
				if text := window(t, loop); !strings.Contains(text, "They part at Wait for approval") {
					t.Errorf("the window:\n%s", text)
				}
			})
		})
	}
}

func TestWhyThereIsNoComparison(t *testing.T) {
	for _, c := range []struct {
		name, id string
		meddle   func(*tenant)
		want     string
	}{
		{"no success", "queued-1", func(*tenant) {}, "VIP onboarding has no other success that the tenant tells of"},
		{"archived", "failed-1", func(f *tenant) { delete(f.history, newestGood) }, "Not compared: The history could not be read"},
		{"offline", "failed-1", func(f *tenant) {
			f.fail = func(op api.Op, _ string) error {
				if op == api.GetHistory {
					return &api.Error{Kind: api.Offline, Op: op, Detail: "no route"}
				}
				return nil
			}
		}, "Not compared: The history could not be read: no route"},
		{"list fails", "queued-1", func(f *tenant) {
			f.fail = func(op api.Op, _ string) error {
				if op == api.ListExecutions {
					return &api.Error{Kind: api.Forbidden, Op: op, Status: 403}
				}
				return nil
			}
		}, "Executions could not be read: forbidden (HTTP 403)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := twoRuns(t)
				m, loop := open(t, f)
				c.meddle(f)
				m.list.Select(c.id)
				loop.Act("executions.compare")
				if loop.Dialog() != nil || !slices.ContainsFunc(loop.Toasts(), func(s string) bool { return strings.HasPrefix(s, c.want) }) {
					t.Errorf("dialog %v, toasts %q, want %q", loop.Dialog(), loop.Toasts(), c.want)
				}
			})
		})
	}
}

// A second question replaces the first one, and long histories are read to their
// end though nobody has opened them.
func TestTheLastQuestionIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := twoRuns(t)
		var text strings.Builder
		text.WriteString(beginning)
		for i := range 400 {
			text.WriteString(stepScript(float64(i), float64(i)+0.5, "Poll", "sp:http"))
		}
		f.history[newestGood] = script(t, text.String())
		f.latency = 50 * time.Millisecond
		m, loop := open(t, f)
		loop.Advance(30 * time.Second)
		m.list.Select("queued-1")
		loop.Do(m.Act("executions.compare"))
		m.list.Select("failed-1")
		loop.Do(m.Act("executions.compare"))
		loop.Advance(10 * time.Second)
		if d := m.docs[newestGood]; d == nil || !d.all || len(d.events) != 1202 {
			t.Errorf("the long history was not read to its end: %+v", d)
		}
		if text := window(t, loop); !strings.Contains(text, "They part at") {
			t.Errorf("the window:\n%s", text)
		}
		n := 0
		for _, msg := range loop.Sent {
			if _, ok := msg.(screen.Show); ok {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d windows", n)
		}
	})
}

// In the demo tenant, every failed run in sight can be compared with a success,
// unfolded and gone through event by event.
func TestDemoTenantTimelines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop, _, _ := visit(t, isc.V3)
		loop.Act("executions.failed")
		loop.Act("list.top")
		for range 12 {
			loop.Act("app.open")
			loop.Advance(2 * time.Second)
			d := m.shown()
			if d == nil || d.run == nil {
				t.Fatalf("no history of %s", m.list.SelectedID())
			}
			loop.Act("timeline.fold-all")
			loop.Act("timeline.top")
			for range len(d.run.Events) + 2 {
				loop.Act("timeline.next-event")
				m.Render(120, 32)
			}
			if last := d.run.Events[m.detail.event]; m.detail.event < len(d.run.Events)-2 {
				t.Errorf("] ends at event %d of %d, %s", m.detail.event+1, len(d.run.Events), last.Type)
			}
			loop.Sent = nil
			loop.Act("executions.compare")
			loop.Advance(2 * time.Second)
			if text := window(t, loop); !strings.Contains(text, "part at") {
				t.Errorf("a failed run and a success:\n%s", text)
			}
			loop.Act("app.back")
			loop.Act("list.down")
		}
	})
}
