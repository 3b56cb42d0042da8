package rerun

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
)

// fold writes a text in one line.
func fold(text string) string { return strings.Join(strings.Fields(text), " ") }

// TestTestOfDisabled walks the shortest way: the example is the input, the
// question names tenant and workflow, the run is sent once, opened, and marked as
// started from here.
func TestTestOfDisabled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.example = `{"identity":{"id":"1","name":"john"}}`
		f.flow("a", api.TriggerEvent, false)
		s := open(t, f)
		s.test(f.workflow("a"))
		if got := s.Top().Title(); got != "Test: Joiner a" {
			t.Errorf("title %q", got)
		}
		s.shows("The tenant tests only disabled workflows, and this one is", "input, the trigger's example", `"name": "john"`)
		if n := f.count(api.GetHistory) + f.count(api.ListExecutions); n != 0 {
			t.Errorf("%d runs read that nobody asked for", n)
		}
		s.Press(next)
		text, _ := s.Asked("Test it, live?").Render(76, 40)
		for _, want := range []string{"acme", "Joiner a", "a test of the disabled workflow, which is a live run", "the trigger's example, 37 bytes", "its steps act on the tenant"} {
			if !strings.Contains(fold(text), want) {
				t.Errorf("the question does not say %q:\n%s", want, text)
			}
		}
		if strings.Contains(text, "Again of") || strings.Contains(text, "repeat") {
			t.Errorf("it is no run again:\n%s", text)
		}
		s.Agree("Test it, live?")
		s.Advance(time.Minute)
		if len(s.Stack) != 0 || len(s.went()) != 1 || s.went()[0].ID != "a-new-0001" || s.desk.Pending() {
			t.Errorf("%d windows, went to %v", len(s.Stack), s.went())
		}
		if !slices.Equal(f.bodies, []string{`{"identity":{"id":"1","name":"john"}}`}) {
			t.Errorf("sent %q", f.bodies)
		}
		s.j.Is(t, "begin test workflow a", "send test workflow", "end done")
		if got := s.recorded(api.TestWorkflow); got[0].Line != "" || got[0].Target != "a" || got[0].Want[wantAfter] != "a-run-0000" {
			t.Errorf("in the journal %+v", got)
		}
		if got := s.outcomes(); !slices.Equal(got, []string{"test workflow: done: started as a-new-0001"}) {
			t.Errorf("%q", got)
		}
		if toasts := s.Toasts(); !slices.Contains(toasts, "The test runs: Joiner a: started as a-new-0001") {
			t.Errorf("%q", toasts)
		}
		if text, short := s.desk.Linked("a-new-0001"); text != "started from here" || short != "here" || s.desk.Other("a-new-0001") != "" {
			t.Errorf("linked %q, %q", text, short)
		}
	})
}

// TestTestOfEnabledTakesThreeSteps pins that a test switches nothing in silence
// either, and speaks of a test all along.
func TestTestOfEnabledTakesThreeSteps(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.flow("a", api.TriggerScheduled, true)
		s := open(t, f)
		s.test(f.workflow("a"))
		s.shows("To test it, it has to be disabled first", "a scheduled start in between is left out", "▌ 1 disable → 2 test → 3 enable again",
			"The step library has no example of what its trigger of type SCHEDULED gives", "input, yours", "1 {}")
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Agree("Test it, live?")
		if len(f.starts) != 1 || f.workflows["a"].Enabled {
			t.Fatalf("%d starts, enabled %v", len(f.starts), f.workflows["a"].Enabled)
		}
		text, _ := s.Asked("Enable the workflow again?").Render(76, 30)
		if !strings.Contains(text, "It was disabled to be tested") {
			t.Errorf("%s", text)
		}
		if free, why := s.desk.CanLeave(); free || why != "Joiner a was disabled to be tested and would stay so" {
			t.Errorf("%v, %q", free, why)
		}
		s.Agree("Enable the workflow again?")
		s.Advance(time.Minute)
		s.j.Is(t, "begin patch workflow a", "begin patch workflow a", "send patch workflow", "end done",
			"begin test workflow a", "send test workflow", "end done", "send patch workflow", "end done")
		if !f.workflows["a"].Enabled || len(s.Stack) != 0 || len(s.went()) != 1 {
			t.Errorf("enabled %v, %d windows, went to %v", f.workflows["a"].Enabled, len(s.Stack), s.went())
		}
	})
}

// TestLiveWays pins by what a workflow is run that is tested or executed, and what
// stands in the way.
func TestLiveWays(t *testing.T) {
	for name, c := range map[string]struct {
		trigger string
		enabled bool
		execute bool
		op      api.Op // "" for not at all
		says    string
	}{
		"test, external, enabled":     {api.TriggerExternal, true, false, api.ExecuteExternal, "It is run through its external trigger"},
		"test, external, disabled":    {api.TriggerExternal, false, false, api.TestWorkflow, "it can be run as it is"},
		"test, no trigger":            {"", false, false, api.TestWorkflow, "It has no trigger, so nothing tells what its input looks like"},
		"execute, external, enabled":  {api.TriggerExternal, true, true, api.ExecuteExternal, "It is run through its external trigger"},
		"execute, external, disabled": {api.TriggerExternal, false, true, "", "t is disabled, and its external trigger starts only what is enabled"},
		"execute, event":              {api.TriggerEvent, true, true, "", "t has no external trigger: it is enabled, started by the event idn:identity-created"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant()
				f.flow("a", c.trigger, c.enabled)
				s := open(t, f)
				head := "Test it, live?"
				if c.execute {
					head = "Execute it, live?"
					s.execute(f.workflow("a"))
				} else {
					s.test(f.workflow("a"))
				}
				s.shows(c.says)
				if strings.Contains(s.frame(100, 30), "1 disable") {
					t.Errorf("it offers to disable:\n%s", s.frame(100, 30))
				}
				s.Press(next)
				if c.op == "" {
					s.shows("It cannot be run: i" + c.says[:40])
					s.Press(esc)
					s.Advance(time.Hour)
					if s.desk.Pending() || len(s.Stack) != 0 || len(f.starts) != 0 {
						t.Errorf("pending %v, %d windows, %d starts", s.desk.Pending(), len(s.Stack), len(f.starts))
					}
					s.j.Is(t)
					return
				}
				s.Agree(head)
				s.Advance(time.Minute)
				if f.count(c.op) != 1 || len(f.starts) != 1 || len(s.went()) != 1 {
					t.Errorf("asked %q, went to %v", f.calls, s.went())
				}
			})
		})
	}
}

// TestExecuteIsNotATest pins that a workflow which is disabled meanwhile is not
// tested instead.
func TestExecuteIsNotATest(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.flow("a", api.TriggerExternal, true)
		s := open(t, f)
		s.execute(f.workflow("a"))
		s.Press(next)
		f.workflows["a"].Enabled = false
		s.Agree("Execute it, live?")
		s.Advance(time.Minute)
		s.shows("nothing was sent: it is disabled now")
		s.Press(next)
		s.shows("It cannot be run: it is disabled")
		if len(f.starts) != 0 || len(s.Stack) != 1 {
			t.Errorf("%d starts, %d windows", len(f.starts), len(s.Stack))
		}
	})
}

// TestLookUp pins what is said of a trigger by what the step library has.
func TestLookUp(t *testing.T) {
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	library := shelf{
		{ID: "idn:a", Type: api.TriggerEvent, InputExample: json.RawMessage(`{"a":1}`)},
		{ID: "idn:old", Type: api.TriggerEvent, InputExample: json.RawMessage(`{"a":2}`), Deprecated: true, DeprecatedBy: "2025-01-02T00:00:00Z"},
		{ID: "idn:soon", Type: api.TriggerEvent, InputExample: json.RawMessage(`[1]`), Deprecated: true, DeprecatedBy: "2027-01-02T00:00:00Z"},
		{ID: "idn:replaced", Type: api.TriggerEvent, InputExample: json.RawMessage(`null`), Deprecated: true, DeprecatedBy: "idn:a"},
		{ID: "idn:gone", Type: api.TriggerEvent, Deprecated: true},
		{ID: "idn:dated-but-alive", Type: api.TriggerEvent, InputExample: json.RawMessage(`{"a":3}`), DeprecatedBy: "2025-01-02T00:00:00Z"},
		{ID: "idn:scheduled", Type: api.TriggerScheduled, InputExample: json.RawMessage(`{"at":1}`)}, {ID: "idn:external-http", Type: api.TriggerExternal},
	}
	event := func(id string) api.Trigger { return api.Trigger{Type: api.TriggerEvent, Event: id} }
	for _, c := range []struct {
		t                     api.Trigger
		example, lacks, dated string
	}{
		{event("idn:a"), `{"a":1}`, "", ""},
		{event("idn:old"), `{"a":2}`, "", "its trigger idn:old is deprecated since 2 Jan 2025"},
		{event("idn:soon"), "", "the step library has no example of what its trigger idn:soon gives", "its trigger idn:soon is deprecated, and will be so from 2 Jan 2027"},
		{event("idn:replaced"), "", "the step library has no example of what its trigger idn:replaced gives", "its trigger idn:replaced is deprecated; use idn:a"},
		{event("idn:gone"), "", "the step library has no example of what its trigger idn:gone gives", "its trigger idn:gone is deprecated"},
		{event("idn:dated-but-alive"), `{"a":3}`, "", ""},
		{event("idn:b"), "", "the step library does not know its trigger idn:b, so there is no example of its input", ""},
		{event(""), "", "the step library does not know its trigger of type EVENT, so there is no example of its input", ""},
		{api.Trigger{Type: "Scheduled"}, `{"at":1}`, "", ""},
		{api.Trigger{Type: api.TriggerExternal}, "", "the step library has no example of what its trigger of type EXTERNAL gives", ""},
		{api.Trigger{Type: "Brand New"}, "", "the step library does not know its trigger of type Brand New, so there is no example of its input", ""},
		{api.Trigger{}, "", "it has no trigger, so nothing tells what its input looks like", ""},
	} {
		f := &flow{w: api.Workflow{Trigger: c.t}}
		if f.lookUp(library, now); string(f.example) != c.example || f.lacks != c.lacks || f.dated != c.dated {
			t.Errorf("%+v: %s, %q, %q", c.t, f.example, f.lacks, f.dated)
		}
	}
	f := &flow{w: api.Workflow{Trigger: event("idn:a")}}
	if f.lookUp(nil, now); f.example != nil || f.lacks != "" || f.dated != "" {
		t.Errorf("of an unread library: %+v", f)
	}
}

// TestWithoutTheLibrary pins that it keeps nothing from being tested.
func TestWithoutTheLibrary(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.flow("a", api.TriggerEvent, false)
		f.fail = failing(api.ListTriggers, &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no"})
		s := open(t, f)
		s.test(f.workflow("a"))
		s.shows("The trigger's example could not be read", "input, yours", "1 {}")
		s.Press(next)
		s.Agree("Test it, live?")
		if !slices.Equal(f.bodies, []string{`{}`}) {
			t.Errorf("sent %q", f.bodies)
		}
	})
}

// TestADeprecatedTriggerIsTold pins that, also of a run again.
func TestADeprecatedTriggerIsTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.example, f.dated = `{"a":1}`, "1999-01-02T00:00:00Z"
		e := f.flow("a", api.TriggerEvent, false)
		s := open(t, f)
		s.test(f.workflow("a"))
		s.shows("Its trigger idn:identity-created is deprecated since 2 Jan 1999", "input, the trigger's example")
		s.Press(esc)
		s.begin(e)
		s.shows("Its trigger idn:identity-created is deprecated since 2 Jan 1999", "input, as in the history")
	})
}

// TestNothingIsTestedReadOnly pins that a view cannot start anything read-only,
// whoever asks.
func TestNothingIsTestedReadOnly(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.flow("a", api.TriggerExternal, true)
		s := open(t, f)
		s.env.ReadOnly = true
		s.test(f.workflow("a"))
		s.execute(f.workflow("a"))
		if len(s.Stack) != 0 || len(f.calls) != 0 || s.desk.Pending() || len(s.Toasts()) != 2 {
			t.Errorf("%d windows, asked %q, toasts %q", len(s.Stack), f.calls, s.Toasts())
		}
		s.env.ReadOnly = false
		s.test(f.workflow("a"))
		s.Press(next)
		q := s.Asked("Test it, live?")
		s.env.ReadOnly = true
		s.Send(dialog.Answer{View: s.View.ID(), Name: q.Name, Value: q.Value})
		if len(f.starts) != 0 {
			t.Error("it ran")
		}
		s.j.Is(t)
	})
}

// TestAProtectedTenantIsNamed pins that its name is typed before a live run.
func TestAProtectedTenantIsNamed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.flow("a", api.TriggerEvent, false)
		s := open(t, f)
		s.env.Protected = true
		s.test(f.workflow("a"))
		s.Press(next)
		q := s.Asked("Test it, live?")
		q.Render(76, 60)
		s.Press(char('y'), enter)
		if q.Type != "acme" || len(f.starts) != 0 {
			t.Fatalf("asks for %q, %d starts", q.Type, len(f.starts))
		}
		s.Press(back) // the y stands in the field
		for _, r := range "acme" {
			s.Press(char(r))
		}
		s.Press(enter)
		s.Advance(time.Minute)
		if len(f.starts) != 1 {
			t.Errorf("%d starts after its name was typed", len(f.starts))
		}
	})
}

// TestATestWaitsForTheJobBefore pins that a job that is not over comes first.
func TestATestWaitsForTheJobBefore(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, false)
		f.flow("b", api.TriggerEvent, false)
		s := open(t, f)
		f.latency = time.Second
		s.begin(e)
		job := s.desk.job
		s.test(f.workflow("b"))
		s.test(f.workflow("a"))
		if s.desk.job != job || !slices.Equal(s.Toasts(), []string{"This comes first: Run again: Joiner a is not over", "This comes first: Run again: Joiner a is not over"}) {
			t.Errorf("%q", s.Toasts())
		}
		s.test(api.Workflow{})
		if toasts := s.Toasts(); len(toasts) != 3 || toasts[2] != "No workflow is selected" {
			t.Errorf("%q", toasts)
		}
		s.Press(esc, esc, esc)
		f.latency = 0
		s.test(f.workflow("b"))
		if n := len(s.Sent); s.desk.job == job || s.Top().Title() != "Test: Joiner b" {
			t.Errorf("%d messages, the old job is there still", n)
		}
		again := s.desk.job
		s.test(f.workflow("b"))
		if s.desk.job != again || len(s.Toasts()) != 3 {
			t.Error("asked again it begins anew, or complains")
		}
	})
}

// TestADoubtfulTestIsTold pins that a test of which nobody knows whether it ran is
// looked up, never sent again, and warned of when it is asked for once more, also
// after the program ended.
func TestADoubtfulTestIsTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.flow("a", api.TriggerEvent, false)
		j := changetest.New()
		s := openWith(t, f, j)
		s.test(f.workflow("a"))
		s.Press(next)
		f.lose = func(api.Op, string) bool { return true }
		s.Agree("Test it, live?")
		s.Advance(time.Minute)
		s.shows("no clear answer came", "it may have run: 1 run of it started since: a-new-", "may be it")
		if n := f.count(api.TestWorkflow); n != 1 || j.Latest(t).Ending != journal.Unknown {
			t.Errorf("%d sent, %+v", n, j.Latest(t))
		}
		s.Press(next)
		s.shows("Nobody knows whether it runs; it is not sent again from here")
		s.Press(char('r')) // looks, and no more
		s.Press(esc)
		s = openWith(t, f, j)
		time.Sleep(5 * time.Minute)
		s.test(f.workflow("a"))
		s.shows("It may have been started from here 6m ago: no clear answer came")
		s.Press(next)
		text, _ := s.Asked("Test it, live?").Render(76, 60)
		if !strings.Contains(fold(text), "It may have been started from here") {
			t.Errorf("%s", text)
		}
		f.lose = nil
		s.Agree("Test it, live?")
		s.Advance(time.Minute)
		s.test(f.workflow("a"))
		if frame := s.frame(100, 30); strings.Contains(frame, "started from here") {
			t.Errorf("one that ended well is warned of:\n%s", frame)
		}
	})
}

// TestSettlingTests pins how tests and runs through external triggers of an
// earlier run of the program are told.
func TestSettlingTests(t *testing.T) {
	for op, what := range map[api.Op]string{api.TestWorkflow: "test workflow", api.ExecuteExternal: "execute workflow"} {
		bubble(t, func(t *testing.T) {
			f := newTenant()
			f.flow("a", api.TriggerExternal, true)
			j := changetest.New()
			e := j.Sent(t, journal.Intent{Op: op, Target: "a", Name: "Joiner a", Want: map[string]string{wantAfter: "a-run-0000"}})
			time.Sleep(time.Minute)
			f.ran("a")
			s := openWith(t, f, j)
			s.Do(s.desk.Settle([]journal.Entry{e}))
			s.Advance(time.Hour)
			told := slices.IndexFunc(s.Sent, func(m tea.Msg) bool { _, ok := m.(screen.Recalled); return ok })
			if told < 0 {
				t.Fatal("nothing is told")
			}
			r := s.Sent[told].(screen.Recalled)
			if r.What != what || !r.Doubtful || !strings.Contains(r.Outcome, "it may have run: 1 run of it started since: a-run-0001") || len(f.starts) != 0 {
				t.Errorf("%+v, %d sent", r, len(f.starts))
			}
		})
	}
}
