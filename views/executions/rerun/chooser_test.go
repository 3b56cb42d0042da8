package rerun

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/golden"
)

// choices is the key that opens the window of inputs.
var choices = ctrl('n')

// chooser returns the window of inputs, which must be on top.
func (s *stage) chooser() *chooser {
	s.t.Helper()
	c, ok := s.Top().(*chooser)
	if !ok {
		s.t.Fatalf("on top is %T\n%s", s.Top(), s.frame(100, 30))
	}
	return c
}

// offers returns the ids that can be chosen, in order.
func (s *stage) offers() []string {
	s.t.Helper()
	c := s.chooser()
	var out []string
	for i := range c.list.Shown() {
		out = append(out, strings.TrimSpace(c.list.At(i).id))
	}
	return out
}

// chooses takes the input with that id.
func (s *stage) chooses(id string) {
	s.t.Helper()
	c := s.chooser()
	if !c.list.Select(id) && !c.list.Select(" "+id) {
		s.t.Fatalf("%q is not offered: %q", id, s.offers())
	}
	s.Press(enter)
}

// says fails unless the window of inputs says all of that.
func (s *stage) says(want ...string) {
	s.t.Helper()
	text, _ := s.chooser().Render(100, 24)
	for _, w := range want {
		if !strings.Contains(fold(ansi.Strip(text)), w) {
			s.t.Errorf("the window does not say %q:\n%s", w, ansi.Strip(text))
		}
	}
}

// TestInputOfAnyRun pins that a test can begin with what any past run had, which
// is said, and warned of in the question.
func TestInputOfAnyRun(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.example = `{"identity":{},"n":1}`
		f.flow("a", api.TriggerEvent, false)
		f.ran("a")
		f.ran("a")
		s := open(t, f)
		s.test(f.workflow("a"))
		s.Press(choices)
		if got := s.offers(); !slices.Equal(got, []string{"example", "empty", "a-run-0002", "a-run-0001", "a-run-0000"}) {
			t.Errorf("%q", got)
		}
		s.says("of the trigger idn:identity-created", "Failed", "3 runs, all that the tenant still has", "40m", "1.0s")
		if n := f.count(api.GetHistory); n != 0 {
			t.Errorf("%d histories read before one was chosen", n)
		}
		s.chooses("a-run-0001")
		s.shows("input, as of run a-run-0001, 31 Dec 23:20", `"id": "2c910001"`)
		s.Press(next)
		text, _ := s.Asked("Test it, live?").Render(76, 60)
		for _, want := range []string{"as of run a-run-0001, 31 Dec 23:20, 49 bytes", "may repeat what the run did that the input is from"} {
			if !strings.Contains(fold(text), want) {
				t.Errorf("the question does not say %q:\n%s", want, text)
			}
		}
		s.Agree("Test it, live?")
		s.Advance(time.Minute)
		if !slices.Equal(f.bodies, []string{f.inputs["a-run-0001"]}) || len(s.went()) != 1 {
			t.Errorf("sent %q, went to %v", f.bodies, s.went())
		}
		if got := s.recorded(api.TestWorkflow); len(got) != 1 || got[0].Line != "" {
			t.Errorf("it is taken for a run again: %+v", got)
		}
	})
}

// TestWhatWasTypedIsNotLost pins that another input replaces an edited one only so
// that it can be had back, and that what was sent last is offered.
func TestWhatWasTypedIsNotLost(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.flow("a", api.TriggerEvent, false)
		s := open(t, f)
		s.test(f.workflow("a"))
		s.Press(ctrl('k'), ctrl('k'))
		s.Paste(`{"mine":1}`)
		s.Press(choices)
		if got := s.offers(); !slices.Equal(got, []string{"empty", "a-run-0000"}) {
			t.Errorf("%q", got)
		}
		s.chooses("a-run-0000")
		s.shows(`"id": "2c910000"`)
		s.Press(choices)
		s.chooses("kept")
		s.shows(`"mine": 1`, "input, yours")
		s.Press(esc)
		s.Asked("Discard the edited input?")
		s.Press(char('n'), next)
		s.Agree("Test it, live?")
		s.Advance(time.Minute)
		if !slices.Equal(f.bodies, []string{`{"mine":1}`}) {
			t.Errorf("sent %q", f.bodies)
		}
		s.test(f.workflow("a"))
		s.Press(choices)
		if got := s.offers(); !slices.Equal(got, []string{"last", "empty", "a-new-0001", "a-run-0000"}) {
			t.Errorf("%q", got)
		}
		s.says("sent from here 1m ago")
		s.chooses("last")
		s.shows(`"mine": 1`, "input, as sent last")
		s.Press(next)
		s.Agree("Test it, live?")
		s.Advance(time.Minute)
		if !slices.Equal(f.bodies, []string{`{"mine":1}`, `{"mine":1}`}) {
			t.Errorf("sent %q", f.bodies)
		}
	})
}

// TestRunAgainWithAnotherInput pins that a single run again can begin with the
// input of another run, and go back to its own.
func TestRunAgainWithAnotherInput(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, false)
		f.ran("a")
		s := open(t, f)
		s.begin(e)
		s.Press(choices)
		if got := s.offers(); !slices.Equal(got, []string{"own", "empty", "a-run-0001"}) {
			t.Errorf("%q", got)
		}
		s.chooses("a-run-0001")
		s.shows("as of run a-run-0001")
		s.Press(choices)
		s.chooses("own")
		s.shows("input, as in the history")
		s.Press(choices)
		s.chooses("a-run-0001")
		s.Press(next)
		s.Agree("Run it again, live?")
		s.Advance(time.Minute)
		if !slices.Equal(f.bodies, []string{f.inputs["a-run-0001"]}) || s.recorded(api.TestWorkflow)[0].Line != e.ID {
			t.Errorf("sent %q, %+v", f.bodies, s.recorded(api.TestWorkflow))
		}
	})
}

// TestManyHaveNoOtherInputs pins that the key does nothing where each of many has
// its own.
func TestManyHaveNoOtherInputs(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		list := company(f, "a", 2, false)
		s := open(t, f)
		s.begin(list...)
		s.Press(enter, choices)
		if len(s.Stack) != 1 || s.desk.panel.editing == nil {
			t.Error("it opened a window")
		}
	})
}

// TestRunsInPages pins that older runs are read as the cursor goes down, each run
// once though others begin meanwhile, and that the filter looks among them.
func TestRunsInPages(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.flow("a", api.TriggerEvent, false)
		for range 129 {
			f.ran("a")
		}
		s := open(t, f)
		s.test(f.workflow("a"))
		s.Press(choices)
		s.says("The newest 50 runs; older ones are read as the cursor goes down")
		if n := f.count(api.ListExecutions); n != 1 {
			t.Fatalf("%d pages read at first", n)
		}
		s.Press(char('j'), char('j'), tea.KeyPressMsg{Code: tea.KeyDown}, tea.KeyPressMsg{Code: tea.KeyUp})
		if n := f.count(api.ListExecutions); n != 1 || s.chooser().list.Place() != 2 {
			t.Errorf("%d pages read, cursor at %d", n, s.chooser().list.Place())
		}
		f.ran("a") // moves the one at the end of the page to the next
		s.Press(char('G'))
		if n := len(s.offers()); n != 1+99 || f.count(api.ListExecutions) != 2 {
			t.Errorf("%d offered after %d pages", n, f.count(api.ListExecutions))
		}
		s.Press(char('G'))
		s.Press(char('G'))
		got := s.offers()
		if slices.Sort(got); len(got) != 1+130 || len(slices.Compact(got)) != 131 || f.count(api.ListExecutions) != 3 {
			t.Errorf("%d offered after %d pages", len(got), f.count(api.ListExecutions))
		}
		s.says("130 runs, all that the tenant still has")
		s.Press(char('/'))
		for _, r := range "0007" {
			s.Press(char(r))
		}
		if got := s.offers(); !slices.Equal(got, []string{"a-run-0007"}) || !s.chooser().Typing() {
			t.Errorf("%q", got)
		}
		s.Paste("x")
		if got := s.offers(); len(got) != 0 {
			t.Errorf("%q", got)
		}
		s.Press(back, enter, enter)
		s.shows(`"id": "2c910007"`)
	})
}

// TestNoInputThere pins that the window stays where a run cannot be chosen, and
// says why.
func TestNoInputThere(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(f *tenant)
		says string
	}{
		"archived": {func(f *tenant) { delete(f.inputs, "a-run-0000") }, "It cannot be chosen: archived: the tenant keeps executions for 90 days"},
		"no input": {func(f *tenant) { f.inputs["a-run-0000"] = "" }, "It cannot be chosen: its history does not tell the input"},
		"unreadable": {func(f *tenant) {
			f.fail = failing(api.GetHistory, &api.Error{Kind: api.Server, Status: 500, Detail: "oh"})
		}, "Its input could not be read: oh (HTTP 500)"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant()
				f.flow("a", api.TriggerEvent, false)
				c.set(f)
				s := open(t, f)
				s.test(f.workflow("a"))
				s.Press(choices)
				s.chooses("a-run-0000")
				s.says(c.says)
				s.chooses("empty")
				s.shows("1 {}")
				if s.desk.job.items[0].kept != nil {
					t.Error("what nobody edited is kept")
				}
			})
		})
	}
}

// TestRunsThatCannotBeRead pins that the inputs at hand can be chosen all the
// same, and that a key tries again.
func TestRunsThatCannotBeRead(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.flow("a", api.TriggerEvent, false)
		f.fail = once(api.ListExecutions, 1, &api.Error{Kind: api.Server, Status: 500, Detail: "oh"})
		s := open(t, f)
		s.test(f.workflow("a"))
		s.Press(choices)
		s.says("The past runs could not be read: oh (HTTP 500)")
		if got := s.offers(); !slices.Equal(got, []string{"empty"}) {
			t.Errorf("%q", got)
		}
		s.Press(char('j'))
		s.says("could not be read") // moving about does not ask again
		s.Press(char('r'))
		if got := s.offers(); !slices.Equal(got, []string{"empty", "a-run-0000"}) {
			t.Errorf("%q", got)
		}
		f.runs["a"] = nil
		s.Press(esc, choices)
		s.says("No run of it that the tenant still has; it keeps them for 90 days")
	})
}

// TestClosedBeforeTheAnswer pins that an input that comes after its window was
// closed changes nothing, also where another one is open by then.
func TestClosedBeforeTheAnswer(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.flow("a", api.TriggerEvent, false)
		s := open(t, f)
		s.test(f.workflow("a"))
		s.Press(choices)
		f.latency = 10 * time.Second
		s.chooses("a-run-0000")
		s.says("Reading what the run a-run-0000 began with")
		s.Press(esc)
		if len(s.Stack) != 1 {
			t.Fatalf("%d windows", len(s.Stack))
		}
		s.Press(char(' '))
		s.Press(choices)
		s.Advance(time.Minute)
		if s.chooser().reading.id != "" || string(s.desk.job.items[0].input) != " {}" {
			t.Errorf("the input is %s", s.desk.job.items[0].input)
		}
		s.Press(esc)
		s.Press(choices)
		s.Press(esc) // before the runs came
		s.Advance(time.Minute)
		s.shows("{}")
	})
}

// TestNoChoiceWhileItIsSwitched pins that no window covers the question that is to
// come.
func TestNoChoiceWhileItIsSwitched(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.flow("a", api.TriggerEvent, true)
		s := open(t, f)
		s.test(f.workflow("a"))
		s.Press(next)
		f.latency = time.Second
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Press(choices)
		s.shows("One moment: Joiner a is being disabled")
		s.Advance(time.Minute)
		s.Asked("Test it, live?")
	})
}

// TestLastInputsAreBounded pins how many inputs are kept after they were sent, and
// how large.
func TestLastInputsAreBounded(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		d := s.desk
		for i := range lastKept + 3 {
			d.keepLast(fmt.Sprint(i), []byte(`{"n":1}`))
		}
		d.keepLast("5", []byte(`{"n":2}`))
		if len(d.last) != lastKept || d.lastOf("0").input != nil || string(d.lastOf("5").input) != `{"n":2}` || string(d.lastOf("6").input) != `{"n":1}` {
			t.Errorf("%d kept", len(d.last))
		}
		d.keepLast("5", []byte(`{"n":"`+strings.Repeat("x", lastBytes)+`"}`))
		if d.lastOf("5").input != nil {
			t.Error("what is too large is kept, or what was before it")
		}
	})
}

// TestChoicesAreHarmless pins that a tenant's words in the window of inputs cannot
// drive the terminal, and that it fits any room.
func TestChoicesAreHarmless(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.example = "{\"\u202elive\":\"\u009b2J\"}"
		f.flow("a", api.TriggerEvent, false)
		f.runs["a"][0].Start = time.Time{}
		s := open(t, f)
		s.test(f.workflow("a"))
		frame, _ := s.Top().Render(100, 30)
		if strings.ContainsAny(frame, "\u202e\u009b") || !strings.Contains(ansi.Strip(frame), `\u202elive`) {
			t.Errorf("the example hides what it has:\n%q", frame)
		}
		s.Press(choices)
		for w := range 60 {
			for h := range 14 {
				body, _ := s.Top().Render(w, h)
				golden.Fits(t, body, w, h)
			}
		}
		if got := took(s.chooser().list.At(2), s.chooser()); got != "?" {
			t.Errorf("took %q", got)
		}
		s.Press(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}, char('*'), char('V'))
		if n := s.chooser().list.Marks(); n != 0 {
			t.Errorf("%d marked", n)
		}
	})
}
