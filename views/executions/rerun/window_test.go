package rerun

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
)

// TestProtectedTenantsAreTyped pins that each step of a protected tenant wants
// its name, and that read-only tenants are not run at all.
func TestProtectedTenantsAreTyped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, true)
		s := open(t, f)
		s.env.Protected = true
		typeName := func() {
			for _, r := range "acme" {
				s.Press(char(r))
			}
			s.Top().Render(76, 60)
			s.Press(enter)
		}
		s.begin(e)
		s.Press(next)
		for _, head := range []string{"Step 1 of 3: disable the workflow?", "Run it again, live?", "Enable the workflow again?"} {
			if c := s.Asked(head); c.Type != "acme" {
				t.Errorf("%s wants %q typed", head, c.Type)
			}
			s.Top().Render(76, 60)
			typeName()
		}
		if !f.workflows["a"].Enabled || len(f.starts) != 1 {
			t.Errorf("enabled %v, %d starts", f.workflows["a"].Enabled, len(f.starts))
		}
		s.env.ReadOnly = true
		s.Advance(time.Minute)
		s.begin(e)
		if len(s.Stack) != 0 || !slices.ContainsFunc(s.Toasts(), func(t string) bool { return strings.HasPrefix(t, "Read-only") }) {
			t.Errorf("read-only: %d windows, %q", len(s.Stack), s.Toasts())
		}
	})
}

// TestClosedMeanwhile pins that what is under way goes on without the window,
// and that what waits for an answer brings it back.
func TestClosedMeanwhile(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, true)
		s := open(t, f)
		s.begin(e)
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		f.latency = 2 * time.Second
		s.Agree("Run it again, live?")
		s.Press(esc)
		if len(s.Stack) != 0 {
			t.Fatal("the window does not close")
		}
		s.Advance(20 * time.Second)
		if len(f.starts) != 1 || len(s.Stack) != 1 || len(s.went()) != 0 {
			t.Fatalf("%d starts, %d windows, went to %v", len(f.starts), len(s.Stack), s.went())
		}
		kept := slices.ContainsFunc(s.Sent, func(m tea.Msg) bool {
			toast, ok := m.(screen.Toast)
			return ok && toast.Keep && strings.Contains(toast.Text, "is still disabled")
		})
		if !kept {
			t.Errorf("%q", s.Toasts())
		}
		f.latency = 0
		s.Press(char('E'))
		s.Agree("Enable the workflow again?")
		s.Advance(time.Minute)
		if len(s.Stack) != 0 || s.desk.job != nil {
			t.Errorf("%d windows", len(s.Stack))
		}
	})
}

// TestOneJobAtATime pins that asking again shows what is not over.
func TestOneJobAtATime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		a, b := f.flow("a", api.TriggerEvent, true), f.flow("b", api.TriggerEvent, false)
		s := open(t, f)
		s.begin(a)
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Stack = nil // as if another window had pushed it away
		s.desk.panel.closed = true
		if got := s.desk.Hint(); got != "Joiner a is disabled: R" {
			t.Errorf("hint %q", got)
		}
		s.begin(b)
		s.shows("✓ 1 disable")
		if s.desk.job.items[0].exec.ID != a.ID || s.desk.Hint() != "" {
			t.Error("the second job took the place of the first")
		}
	})
}

// TestRunBeforeIsTold pins that the journal is asked which runs were run again.
func TestRunBeforeIsTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, false)
		j := changetest.New()
		earlier := j.Sent(t, journal.Intent{Op: api.TestWorkflow, Target: "a", Line: e.ID, Name: "Joiner a"})
		if err := j.Journal.End(journal.End{ID: earlier.ID, Ending: journal.Unknown, Words: "no clear answer came"}); err != nil {
			t.Fatal(err)
		}
		s := openWith(t, f, j)
		time.Sleep(3 * time.Hour)
		s.begin(e)
		s.shows("It may have been run again 3h ago: no clear answer came")
		s.Press(next)
		if text, _ := s.Asked("Run it again, live?").Render(76, 40); !strings.Contains(text, "It may have been run again 3h ago") {
			t.Errorf("%s", text)
		}
	})
}

// TestNothingToRun pins the cases in which no question is asked.
func TestNothingToRun(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, false)
		delete(f.workflows, "a")
		s := open(t, f)
		s.begin(e)
		s.Press(next)
		s.shows("It cannot be run: its workflow could not be read: not found (HTTP 404)")
		s.Press(esc)
		s.begin(api.Execution{ID: "x"})
		s.begin()
		if len(s.Stack) != 0 || !slices.Contains(s.Toasts(), "The workflow of this execution is not known, so it cannot be run again") {
			t.Errorf("%d windows, %q", len(s.Stack), s.Toasts())
		}
		s.begin(make([]api.Execution, Most+1)...)
		if !slices.Contains(s.Toasts(), "At most 1,000 runs can be run again at once; 1,001 are marked") {
			t.Errorf("%q", s.Toasts())
		}
	})
}

// TestHints pins which keys the window offers when.
func TestHints(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		list := append(company(f, "a", 7, false), company(f, "b", 1, true)...)
		s := open(t, f)
		hints := func(want string) {
			t.Helper()
			var got []string
			for _, h := range s.desk.panel.Hints() {
				got = append(got, h.Key+" "+h.Text)
			}
			if g := strings.Join(got, ", "); g != want {
				t.Errorf("%q, want %q", g, want)
			}
		}
		s.begin(list...)
		hints("ctrl+s disable, esc close, enter input, space leave out")
		s.Press(enter)
		hints("ctrl+s keep, ctrl+z as it was, esc list")
		s.Press(esc, space)
		s.Press(char('g'))
		hints("ctrl+s disable, esc close, enter input, space take in")
		s.Press(char('*'))
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Press(char('n'))
		hints("ctrl+s run again, esc close, E enable again, enter input, space leave out")
		s.Press(next)
		s.Agree("Run 8 runs again, live?")
		hints("c cancel the rest (3), esc close")
		s.Press(space, char('r'), next)
		s.shows("One moment: a request is under way")
		s.Advance(time.Minute)
		s.Press(char('n'))
		hints("ctrl+s enable again, esc close, enter show the run")
		s.Press(enter)
		s.shows("First say whether Joiner b shall be enabled again")
		s.Press(space)
		s.shows("Only what was not sent can be left out")
	})
}

// TestFiltering pins that the list can be filtered, and that esc leaves the
// filter first.
func TestFiltering(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		list := append(company(f, "a", 2, false), company(f, "b", 1, false)...)
		s := open(t, f)
		s.begin(list...)
		s.Press(char('/'), char('b'), char('-'), char('r'), enter)
		if n := s.desk.panel.list.Shown(); n != 1 {
			t.Errorf("%d rows", n)
		}
		s.Press(esc)
		if len(s.Stack) != 1 || s.desk.panel.list.Shown() != 3 {
			t.Error("esc did not leave the filter first")
		}
		s.Press(char('V'), char('R'), char('u'), esc)
		if len(s.Stack) != 0 || len(f.starts) != 0 {
			t.Error("the window stayed, or a key did something")
		}
	})
}

// TestTroubleOnTheSide pins that what cannot be read beside input and workflow
// keeps nothing from being run.
func TestTroubleOnTheSide(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, false)
		f.fail = failing(api.ListTriggers, &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"})
		s := open(t, f)
		s.begin(e)
		s.shows("The trigger's example could not be read, so nothing is compared with it: no right (HTTP 403)")
		s.Press(esc)
		f.fail = nil
		s.begin(e)
		if n := f.count(api.ListTriggers); n != 2 || s.desk.library == nil {
			t.Errorf("asked %d times", n)
		}
		s.Press(esc)
		s.begin(e)
		if n := f.count(api.ListTriggers); n != 2 {
			t.Errorf("asked %d times, though it is known", n)
		}
		s.Press(next)
		s.Agree("Run it again, live?")
		s.Advance(time.Minute)
		if len(f.starts) != 1 {
			t.Error("it was not run")
		}
	})
}
