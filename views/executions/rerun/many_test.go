package rerun

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/views/internal/change/changetest"
)

// company gives a tenant a disabled workflow with n failed runs.
func company(f *tenant, id string, n int, enabled bool) []api.Execution {
	list := []api.Execution{f.flow(id, api.TriggerEvent, enabled)}
	for range n - 1 {
		list = append(list, f.ran(id))
	}
	return list
}

// mostStarts returns the most starts within any ten seconds.
func mostStarts(at []time.Time) int {
	most, from := 0, 0
	for i, t := range at {
		for t.Sub(at[from]) > startsWindow {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}

// addsUp fails unless the numbers of a summary add up to that of the runs.
func addsUp(t *testing.T, j *Job) {
	t.Helper()
	by, sum := j.counts()
	for _, n := range by {
		sum += n
	}
	if sum != len(j.items) {
		t.Errorf("%q adds up to %d of %d", j.summary(), sum, len(j.items))
	}
}

// TestManyKeepThePace runs 23 again: none twice, never more than five in ten
// seconds.
func TestManyKeepThePace(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		list := company(f, "a", 23, false)
		f.latency = 300 * time.Millisecond
		s := open(t, f)
		s.begin(list...)
		s.Advance(10 * time.Second)
		s.shows("23 runs: 23 to go")
		if got := s.Top().Title(); got != "Run again: 23 runs" {
			t.Errorf("title %q", got)
		}
		addsUp(t, s.desk.job)
		s.Press(next)
		text, _ := s.Asked("Run 23 runs again, live?").Render(76, 40)
		for _, want := range []string{"23 ×     Joiner a", "acme", "at most 5 in 10 seconds, which takes about 40.0s", "These are live runs: their steps"} {
			if !strings.Contains(strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(want), " ")) {
				t.Errorf("the question does not say %q:\n%s", want, text)
			}
		}
		s.Agree("Run 23 runs again, live?")
		s.Advance(5 * time.Second)
		addsUp(t, s.desk.job)
		if free, why := s.desk.CanLeave(); free || !strings.HasSuffix(why, "runs would not be started any more") {
			t.Errorf("can leave %v, %q", free, why)
		}
		s.Advance(2 * time.Minute)
		if len(f.starts) != 23 || mostStarts(f.starts) > startsAtOnce {
			t.Errorf("%d starts, up to %d in ten seconds", len(f.starts), mostStarts(f.starts))
		}
		slices.Sort(f.bodies)
		if n := len(slices.Compact(f.bodies)); n != 23 {
			t.Errorf("%d different inputs", n)
		}
		s.shows("23 runs: 23 started")
		addsUp(t, s.desk.job)
		for _, e := range list {
			if s.desk.Other(e.ID) == "" {
				t.Errorf("%s is not linked", e.ID)
			}
		}
		got := s.recorded(api.TestWorkflow)
		if len(got) != 23 || got[0].Batch == "" || slices.ContainsFunc(got, func(e journal.Entry) bool { return e.Batch != got[0].Batch || e.Ending != journal.Done || e.Line == "" }) {
			t.Errorf("%d in the journal", len(got))
		}
		happened := s.j.Happened()
		if slices.IndexFunc(happened, func(e string) bool { return strings.HasPrefix(e, "send") }) != 23 {
			t.Error("something was sent before all was written down")
		}
		s.Press(enter)
		if len(s.went()) != 1 || len(s.Stack) != 0 || s.desk.job != nil {
			t.Errorf("went to %v, %d windows", s.went(), len(s.Stack))
		}
	})
}

// TestManyStopAtTheFirstUnclear pins where a run over many stops, that the rest
// is not sent, and that it goes on with the rest on request.
func TestManyStopAtTheFirstUnclear(t *testing.T) {
	for name, c := range map[string]struct {
		fail    *api.Error
		stops   bool
		after   string // at once
		end     string // after going on
		sends   int    // in all
		notSent int
	}{
		"unclear":    {&api.Error{Kind: api.Offline, Detail: "reset"}, true, "6 runs: 2 started, 1 nobody knows, 3 to go", "6 runs: 5 started, 1 nobody knows", 6, 3},
		"forbidden":  {&api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"}, true, "6 runs: 2 started, 1 refused, 3 to go", "6 runs: 5 started, 1 refused", 6, 3},
		"throttled":  {&api.Error{Kind: api.Throttled, Status: 429, Detail: "slow"}, true, "6 runs: 2 started, 1 refused, 3 to go", "6 runs: 6 started", 7, 3},
		"bad input":  {&api.Error{Kind: api.Invalid, Status: 400, Detail: "no"}, false, "6 runs: 5 started, 1 refused", "6 runs: 5 started, 1 refused", 6, 0},
		"never left": {&api.Error{Kind: api.Offline, Detail: "no route", Unsent: true}, true, "6 runs: 2 started, 1 refused, 3 to go", "6 runs: 6 started", 7, 3},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant()
				list := company(f, "a", 6, false)
				n := 0
				c.fail.Op = api.TestWorkflow
				f.fail = func(op api.Op, _ string) error {
					if op != api.TestWorkflow {
						return nil
					}
					if n++; n == 3 {
						return c.fail
					}
					return nil
				}
				s := open(t, f)
				s.begin(list...)
				s.Press(next)
				s.Agree("Run 6 runs again, live?")
				s.Advance(time.Hour)
				s.shows(c.after)
				addsUp(t, s.desk.job)
				notSent := 0
				for _, e := range s.recorded(api.TestWorkflow) {
					if e.Ending == journal.NotSent && e.Words == "the one before did not end clearly" {
						notSent++
					}
				}
				if notSent != c.notSent {
					t.Errorf("%d not sent in the journal", notSent)
				}
				if c.stops {
					s.shows("3 runs not sent: the one before did not end clearly")
					s.Press(next)
					s.Agree(s.asked2("again, live?"))
					s.Advance(time.Hour)
				}
				s.shows(c.end)
				addsUp(t, s.desk.job)
				if n != c.sends || mostStarts(f.starts) > startsAtOnce {
					t.Errorf("%d sends, want %d; up to %d in ten seconds", n, c.sends, mostStarts(f.starts))
				}
				if slices.Sort(f.bodies); len(slices.Compact(slices.Clone(f.bodies))) != len(f.bodies) {
					t.Errorf("an input was run twice: %q", f.bodies)
				}
			})
		})
	}
}

// TestTheRestCanBeCanceled pins the key that stops many.
func TestTheRestCanBeCanceled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		list := company(f, "a", 12, false)
		s := open(t, f)
		s.begin(list...)
		s.Press(next)
		s.Agree("Run 12 runs again, live?")
		s.shows("12 runs: 5 started, 7 in turn")
		s.Press(char('c'))
		s.Advance(time.Hour)
		s.shows("12 runs: 5 started, 7 to go", "7 runs not sent: you canceled the rest")
		addsUp(t, s.desk.job)
		back := 0
		for _, e := range s.recorded(api.TestWorkflow) {
			if e.Ending == journal.TakenBack && !e.Left() {
				back++
			}
		}
		if len(f.starts) != 5 || back != 7 {
			t.Errorf("%d starts, %d taken back", len(f.starts), back)
		}
		s.Press(esc)
		if len(s.Stack) != 0 || s.desk.job != nil {
			t.Error("the window stayed")
		}
	})
}

// TestManyOfSeveralWorkflows pins that each workflow that has to be is disabled
// by a question of its own, and asked about afterwards.
func TestManyOfSeveralWorkflows(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		list := slices.Concat(company(f, "a", 2, true), company(f, "b", 2, false), company(f, "c", 1, true), []api.Execution{f.flow("x", api.TriggerExternal, true)})
		s := open(t, f)
		s.begin(list...)
		s.shows("6 runs: 6 to go", "4 workflows")
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Agree("Step 1 of 3: disable the workflow?")
		if f.workflows["a"].Enabled || f.workflows["c"].Enabled || !f.workflows["x"].Enabled {
			t.Fatal("not what was agreed to")
		}
		s.Agree("Run 6 runs again, live?")
		s.Advance(time.Minute)
		if f.count(api.TestWorkflow) != 5 || f.count(api.ExecuteExternal) != 1 || mostStarts(f.starts) > startsAtOnce {
			t.Errorf("%d tests, %d external", f.count(api.TestWorkflow), f.count(api.ExecuteExternal))
		}
		s.shows("6 runs: 6 started")
		s.Agree("Enable the workflow again?")
		s.Press(char('E'))
		s.Agree("Enable the workflow again?")
		if !f.workflows["a"].Enabled || !f.workflows["c"].Enabled || f.workflows["b"].Enabled {
			t.Error("not what was agreed to")
		}
		s.Press(esc)
		if len(s.Stack) != 0 || s.desk.job != nil {
			t.Error("the window stayed")
		}
	})
}

// TestManyLeaveOutWhatIsDoubtful pins which of many are left out until somebody
// looks at them, and that a group goes on where it was left: after a crash, or
// another day.
func TestManyLeaveOutWhatIsDoubtful(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		list := company(f, "a", 6, false)
		delete(f.inputs, list[0].ID)
		gone := f.flow("b", api.TriggerEvent, false)
		delete(f.workflows, "b")
		j := changetest.New()
		for i, end := range []journal.Ending{journal.Done, journal.Unknown, journal.Refused} {
			e := j.Sent(t, journal.Intent{Op: api.TestWorkflow, Target: "a", Line: list[i+1].ID, Name: "Joiner a"})
			if err := j.Journal.End(journal.End{ID: e.ID, Ending: end, Words: fmt.Sprintf("ending %d", i)}); err != nil {
				t.Fatal(err)
			}
		}
		j.Begun(t, journal.Intent{Op: api.TestWorkflow, Target: "a", Line: list[4].ID, Name: "Joiner a"}) // it never left
		s := openWith(t, f, j)
		s.begin(append(list, gone)...)
		s.shows("7 runs: 3 to go, 1 not possible, 3 left out")
		addsUp(t, s.desk.job)
		s.Press(char('j'), char('j'))
		s.shows("may have been run again")
		s.Press(space)
		s.shows("7 runs: 4 to go, 1 not possible, 2 left out")
		s.Press(char('g'), enter)
		s.shows("input of Joiner a", "yours")
		for range 5 {
			s.Press(ctrl('k'))
		}
		s.Paste(`{"by":"hand"}`)
		s.Press(next, char('g'), space)
		s.shows("7 runs: 5 to go, 1 not possible, 1 left out")
		s.Press(next)
		text, _ := s.Asked("Run 5 runs again, live?").Render(76, 40)
		flat := strings.Join(strings.Fields(text), " ")
		if !strings.Contains(flat, "1 of the 5 inputs are edited.") || !strings.Contains(flat, "1 of the 5 inputs belong to runs that were, or may have been, run again before.") {
			t.Errorf("%s", text)
		}
		s.Agree("Run 5 runs again, live?")
		s.Advance(time.Minute)
		if len(f.starts) != 5 || f.bodies[0] != `{"by":"hand"}` {
			t.Errorf("%d starts: %q", len(f.starts), f.bodies)
		}
		s.shows("7 runs: 5 started, 1 not possible, 1 left out")
	})
}

// TestAllInOrOut pins the key that takes in or leaves out everything.
func TestAllInOrOut(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.begin(company(f, "a", 3, false)...)
		s.Press(char('*'))
		s.shows("3 runs: 3 left out")
		s.Press(next)
		s.shows("All that is left is left out; space takes it in")
		s.Press(char('*'))
		s.shows("3 runs: 3 to go")
	})
}

// TestBadInputsOfManyAreNotSent pins that a malformed input stops only itself.
func TestBadInputsOfManyAreNotSent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		list := company(f, "a", 2, false)
		f.inputs[list[0].ID] = `["no object"]`
		s := open(t, f)
		s.begin(list...)
		s.shows("bad input")
		s.Press(next)
		s.Agree("Run it again, live?")
		s.Advance(time.Minute)
		if len(f.starts) != 1 || strings.Contains(f.bodies[0], "no object") {
			t.Errorf("sent %q", f.bodies)
		}
		s.Press(next)
		s.shows("The inputs that are left are no JSON objects")
	})
}

// TestManyClosedMeanwhile pins that many go on without their window, and are told
// at the end.
func TestManyClosedMeanwhile(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		list := company(f, "a", 8, false)
		s := open(t, f)
		s.begin(list...)
		s.Press(next)
		s.Agree("Run 8 runs again, live?")
		s.Press(esc)
		if got := s.desk.Hint(); got != "running again, 3 to go" {
			t.Errorf("hint %q", got)
		}
		s.begin(list[0])
		s.shows("8 runs: 5 started, 3 in turn")
		s.Press(esc)
		s.Advance(time.Minute)
		if len(f.starts) != 8 || s.desk.job != nil || s.desk.Hint() != "" {
			t.Errorf("%d starts, hint %q", len(f.starts), s.desk.Hint())
		}
		if !slices.Contains(s.Toasts(), "8 runs: 8 started") {
			t.Errorf("%q", s.Toasts())
		}
	})
}

// TestQuittingGivesTheRestUp pins what quitting writes down.
func TestQuittingGivesTheRestUp(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.begin(company(f, "a", 8, false)...)
		s.Press(next)
		s.Agree("Run 8 runs again, live?")
		s.Do(s.desk.Abandon())
		s.Advance(time.Hour)
		open := slices.ContainsFunc(s.recorded(api.TestWorkflow), func(e journal.Entry) bool { return e.Ending == journal.Open })
		if len(f.starts) != 5 || open {
			t.Errorf("%d starts, open intents %v", len(f.starts), open)
		}
	})
}

// TestNothingStartsWhileItIsAsked pins that no run is started while the person is
// asked whether to quit, and that the rest goes on for who stays.
func TestNothingStartsWhileItIsAsked(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.begin(company(f, "a", 12, false)...)
		s.Press(next)
		s.Agree("Run 12 runs again, live?")
		s.Do(s.desk.Hold(true))
		before := len(f.starts)
		s.Advance(time.Hour)
		if len(f.starts) != before || before >= 12 {
			t.Fatalf("%d starts, then %d under the question", before, len(f.starts))
		}
		s.Do(s.desk.Hold(false))
		s.Advance(time.Minute)
		if len(f.starts) != 12 || mostStarts(f.starts) > startsAtOnce {
			t.Errorf("%d starts, up to %d in ten seconds", len(f.starts), mostStarts(f.starts))
		}
	})
}

// TestSleepEndsARunOfMany pins that what waited for its turn while the machine
// slept asks again.
func TestSleepEndsARunOfMany(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.begin(company(f, "a", 12, false)...)
		s.Press(next)
		s.Agree("Run 12 runs again, live?")
		s.desk.until = s.desk.on.Env.Now().Add(-time.Second) // as after a jump of the clock
		before := len(f.starts)
		s.Advance(time.Hour)
		if len(f.starts) != before || s.desk.job.running {
			t.Errorf("%d starts, then %d after sleep", before, len(f.starts))
		}
		s.shows("7 to go")
	})
}

// TestReadingMany pins that histories are read a few at a time, and each once.
func TestReadingMany(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		list := company(f, "a", 40, false)
		f.latency = time.Second
		s := open(t, f)
		s.begin(append(list, list[3])...)
		s.shows("40 runs: 40 being read")
		s.Advance(7 * time.Second)
		if n := f.count(api.GetHistory); n < 12 || n > 24 {
			t.Errorf("%d histories after 7 s", n)
		}
		s.Press(next)
		s.shows("One moment: it is being read")
		s.Advance(time.Minute)
		s.shows("40 runs: 40 to go")
		if n := f.count(api.GetHistory); n != 40 {
			t.Errorf("%d histories", n)
		}
	})
}

var space = tea.KeyPressMsg{Code: ' ', Text: " "}

// asked2 returns the heading of the question on top, which ends like that.
func (s *stage) asked2(suffix string) string {
	s.t.Helper()
	head := s.Top().Title()
	if !strings.HasSuffix(head, suffix) {
		s.t.Fatalf("on top is %q", head)
	}
	return head
}

// TestManyGoByWhatWasAgreedTo pins that a change of the workflow in the midst of
// many stops all that are left of it, not only the next one.
func TestManyGoByWhatWasAgreedTo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		list := company(f, "a", 8, false)
		s := open(t, f)
		s.begin(list...)
		s.Press(next)
		s.Agree("Run 8 runs again, live?")
		f.workflows["a"].Modified = time.Now()
		s.Advance(time.Minute)
		s.shows("8 runs: 5 started, 3 changed meanwhile", "nothing was sent: it was changed")
		if len(f.starts) != 5 {
			t.Errorf("%d starts", len(f.starts))
		}
		s.Press(next)
		s.Agree("Run 3 runs again, live?") // shown anew
		s.Advance(time.Minute)
		s.shows("8 runs: 8 started")
	})
}

// TestThePaceIsThatOfTheDesk pins that jobs one after the other keep it too, also
// where the client does not: an external trigger has no limit there.
func TestThePaceIsThatOfTheDesk(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("x", api.TriggerExternal, true)
		s := open(t, f)
		for range 8 {
			s.begin(e)
			s.Press(next)
			s.Agree("Run it again, live?")
			s.Advance(500 * time.Millisecond)
			for len(s.Stack) > 0 {
				s.Advance(time.Second)
			}
		}
		if len(f.starts) != 8 || mostStarts(f.starts) > startsAtOnce {
			t.Errorf("%d starts, up to %d in ten seconds", len(f.starts), mostStarts(f.starts))
		}
	})
}

// TestInputsAreKeptUpToABound pins that many large inputs do not fill the memory.
func TestInputsAreKeptUpToABound(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		list := company(f, "a", 3, false)
		s := open(t, f)
		s.begin(list...)
		j := s.desk.job
		for i, it := range j.items {
			it.found = i > 0
		}
		j.size, j.unread = inputsKept, 1
		s.Do(s.desk.inputCame(api.Result[source]{Ticket: api.Ticket{Key: list[0].ID}, Value: source{input: []byte(`{"a":1}`)}}))
		s.shows("3 runs: 2 to go, 1 left out", "too large to be kept among so many")
		if j.size != inputsKept || j.items[0].own != nil {
			t.Errorf("%d bytes kept", j.size)
		}
	})
}
