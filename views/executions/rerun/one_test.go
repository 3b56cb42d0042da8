package rerun

import (
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// TestDisabledIsTested walks the shortest way: a disabled workflow is run as it
// is, with the input of the history, and the new run is opened and linked.
func TestDisabledIsTested(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, false)
		f.hidden = 2
		s := open(t, f)
		s.begin(e)
		s.shows("The tenant tests only disabled workflows, and this one is", "input, as in the history", `"name": "ada"`, "disabled, started by the event idn:identity-created")
		s.Press(next)
		text, _ := s.Asked("Run it again, live?").Render(76, 40)
		for _, want := range []string{"acme", "Joiner a", "This is a live run", e.ID, "as in the history"} {
			if !strings.Contains(text, want) {
				t.Errorf("the question does not say %q:\n%s", want, text)
			}
		}
		s.Agree("Run it again, live?")
		s.shows("started as a-new-0001")
		s.Advance(time.Minute)
		if len(s.Stack) != 0 || len(s.went()) != 1 || s.went()[0].ID != "a-new-0001" || s.desk.job != nil {
			t.Errorf("%d windows, went to %v", len(s.Stack), s.went())
		}
		if len(f.bodies) != 1 || f.bodies[0] != `{"identity":{"id":"2c910000","name":"ada"},"n":0}` {
			t.Errorf("sent %q", f.bodies)
		}
		old, short := s.desk.Linked(e.ID)
		now, _ := s.desk.Linked("a-new-0001")
		if old != "run again as a-new-0001" || short != "again" || now != "run again of a-run-0000" || s.desk.Other(e.ID) != "a-new-0001" || s.desk.Other("a-new-0001") != e.ID {
			t.Errorf("linked: %q, %q", old, now)
		}
		s.j.Is(t, "begin test workflow a", "send test workflow", "end done")
		got := s.recorded(api.TestWorkflow)
		if len(got) != 1 || got[0].Line != e.ID || got[0].Words != "started as a-new-0001" || got[0].Want[wantAfter] != e.ID {
			t.Errorf("in the journal: %+v", got)
		}
		if got := s.outcomes(); !slices.Equal(got, []string{"run workflow again: done: started as a-new-0001"}) {
			t.Errorf("%q", got)
		}
		if toasts := s.Toasts(); !slices.Contains(toasts, "Runs again: Joiner a: started as a-new-0001") {
			t.Errorf("%q", toasts)
		}
	})
}

// TestEnabledTakesThreeSteps pins that a workflow is never switched in silence,
// and what the journal has in which order.
func TestEnabledTakesThreeSteps(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, true)
		s := open(t, f)
		s.begin(e)
		s.shows("it has to be disabled first, and enabled afterwards; events that happen in between are lost to it", "▌ 1 disable", "2 run again", "3 enable again")
		s.Press(next)
		text, _ := s.Asked("Step 1 of 3: disable the workflow?").Render(76, 40)
		if !strings.Contains(strings.Join(strings.Fields(text), " "), "events that happen in between are lost to it") {
			t.Errorf("what it costs is not said:\n%s", text)
		}
		s.Press(char('n'))
		s.j.Is(t)
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		if f.workflows["a"].Enabled || len(f.starts) != 0 {
			t.Fatal("it was not disabled, or more than that was done")
		}
		s.shows("✓ 1 disable", "▌ 2 run again")
		s.Agree("Run it again, live?")
		if len(f.starts) != 1 || f.workflows["a"].Enabled {
			t.Fatal("it was not run, or enabled without asking")
		}
		// The question is there by itself; no is not an answer to forget it by.
		s.Asked("Enable the workflow again?")
		s.Press(esc)
		s.shows("▌ 3 enable again")
		if free, why := s.desk.CanLeave(); free || why != "Joiner a was disabled to be run again and would stay so" {
			t.Errorf("can leave: %v, %q", free, why)
		}
		s.leaves(1)
		s.Asked("Leave it disabled?")
		s.Press(char('n'))
		s.leaves(2)
		if len(s.Stack) != 1 {
			t.Fatal("the window went without an answer")
		}
		s.leaves(0)
		s.Asked("Enable the workflow again?")
		s.Press(char('n'))
		s.Press(char('E'))
		s.Agree("Enable the workflow again?")
		s.Advance(time.Minute)
		if !f.workflows["a"].Enabled || len(s.Stack) != 0 || s.desk.job != nil || len(s.went()) != 1 {
			t.Errorf("enabled %v, %d windows, went to %v", f.workflows["a"].Enabled, len(s.Stack), s.went())
		}
		s.j.Is(t, "begin patch workflow a", "begin patch workflow a", "send patch workflow", "end done",
			"begin test workflow a", "send test workflow", "end done", "send patch workflow", "end done")
		if free, _ := s.desk.CanLeave(); !free {
			t.Error("something still holds")
		}
	})
}

// TestWhatIsOwedSurvivesTheProgram pins that the intent to enable again stands in
// the journal, begun and not sent, for as long as it is not answered.
func TestWhatIsOwedSurvivesTheProgram(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerScheduled, true)
		s := open(t, f)
		s.begin(e)
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		open := func() []journal.Entry {
			return slices.DeleteFunc(s.recorded(api.PatchWorkflow), func(e journal.Entry) bool { return e.Ending != journal.Open })
		}
		got := open()
		if len(got) != 1 || got[0].Left() || got[0].Want["enabled"] != "true" || got[0].Name != "Joiner a, to be enabled again after it was run" {
			t.Fatalf("%+v", got)
		}
		s.Do(s.desk.Abandon())
		if len(open()) != 1 {
			t.Error("quitting answered it")
		}
		s.Press(char('n')) // not run after all
		s.leaves(1)
		s.Agree("Leave it disabled?")
		got = s.recorded(api.PatchWorkflow)
		if len(open()) != 0 || !slices.ContainsFunc(got, func(e journal.Entry) bool { return e.Ending == journal.TakenBack }) || len(s.Stack) != 0 || s.desk.job != nil {
			t.Errorf("%+v, %d windows", got, len(s.Stack))
		}
		if f.workflows["a"].Enabled || len(f.starts) != 0 {
			t.Error("something was done")
		}
	})
}
