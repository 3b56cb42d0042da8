package rerun

import (
	"slices"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// TestSwitchingOutcomes pins what each ending of disabling and enabling leaves.
func TestSwitchingOutcomes(t *testing.T) {
	reset := &api.Error{Kind: api.Offline, Detail: "connection reset by peer"}
	for name, c := range map[string]struct {
		before  func(f *tenant) // the answer to the first question
		says    string
		off     bool
		enabled bool
	}{
		"refused": {func(f *tenant) {
			f.fail = failing(api.PatchWorkflow, &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"})
		}, "Not disabled: Joiner a: patch workflow: no right", false, true},
		"unclear":   {func(f *tenant) { f.fail = failing(api.PatchWorkflow, reset) }, "no clear answer came, and it is not disabled", true, true},
		"changed":   {func(f *tenant) { f.workflows["a"].Modified = time.Now() }, "nothing was sent: it was changed", false, true},
		"by others": {func(f *tenant) { f.workflows["a"].Enabled = false }, "it was disabled already", false, false},
		"no disk":   {func(f *tenant) { f.journal.Fill() }, "nothing was sent: the journal of decisions cannot be written", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant()
				e := f.flow("a", api.TriggerEvent, true)
				s := open(t, f)
				s.begin(e)
				s.Press(next)
				c.before(f)
				s.Agree("Step 1 of 3: disable the workflow?")
				s.Advance(time.Minute)
				s.shows(c.says)
				if got := s.desk.job.flows[0].off; got != c.off || f.workflows["a"].Enabled != c.enabled || len(f.starts) != 0 {
					t.Errorf("off %v, enabled %v", got, f.workflows["a"].Enabled)
				}
			})
		})
	}
}

// TestEnablingIsOwedUntilItIsDone pins that a failure to enable again is asked
// about anew, with an intent of its own.
func TestEnablingIsOwedUntilItIsDone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, true)
		s := open(t, f)
		s.begin(e)
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Agree("Run it again, live?")
		f.fail = failing(api.PatchWorkflow, &api.Error{Kind: api.Throttled, Status: 429, Detail: "Rate Limit Exceeded"})
		s.Agree("Enable the workflow again?")
		s.shows("Not enabled again: Joiner a: patch workflow: Rate Limit Exceeded")
		got := slices.DeleteFunc(s.recorded(api.PatchWorkflow), func(e journal.Entry) bool { return e.Ending != journal.Open })
		if len(got) != 1 || got[0].Left() {
			t.Fatalf("%+v", got)
		}
		f.fail = nil
		s.Press(next)
		s.Agree("Enable the workflow again?")
		s.Advance(time.Minute)
		if !f.workflows["a"].Enabled || s.desk.job != nil || len(s.Stack) != 0 {
			t.Errorf("enabled %v, %d windows\n%s", f.workflows["a"].Enabled, len(s.Stack), s.frame(100, 30))
		}
	})
}

// TestDisablingAnew pins that a request to disable whose answer was not clear can
// be made again, and that one intent is owed for both.
func TestDisablingAnew(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, true)
		s := open(t, f)
		s.begin(e)
		s.Press(next)
		f.fail = once(api.PatchWorkflow, 1, &api.Error{Kind: api.Offline, Detail: "reset"})
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Advance(time.Minute)
		s.shows("it is not disabled; look again")
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Advance(time.Second)
		owed := slices.DeleteFunc(s.recorded(api.PatchWorkflow), func(e journal.Entry) bool { return e.Ending != journal.Open })
		if f.workflows["a"].Enabled || len(owed) != 1 || owed[0].ID != s.desk.job.flows[0].owed {
			t.Fatalf("enabled %v, owed %+v", f.workflows["a"].Enabled, owed)
		}
		s.Agree("Run it again, live?")
		s.Agree("Enable the workflow again?")
		s.Advance(time.Minute)
		if !f.workflows["a"].Enabled || len(f.starts) != 1 || s.desk.job != nil {
			t.Errorf("enabled %v, %d starts", f.workflows["a"].Enabled, len(f.starts))
		}
		if open := slices.ContainsFunc(s.recorded(api.PatchWorkflow), func(e journal.Entry) bool { return e.Ending == journal.Open }); open {
			t.Error("something is still owed")
		}
	})
}
