package rerun

import (
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// TestExternal pins the other way to run: an enabled workflow with an external
// trigger.
func TestExternal(t *testing.T) {
	for name, c := range map[string]struct {
		set    func(f *tenant)
		says   string
		ending journal.Ending
		starts int
	}{
		"done": {func(*tenant) {}, "started as a-new-0001", journal.Done, 1},
		"not executed": {func(f *tenant) {
			f.message = "Workflow was not executed externally. Check enabled flag on workflow definition"
		}, "the tenant did not run it: Workflow was not executed externally.", journal.Refused, 1},
		"odd message": {func(f *tenant) { f.message = "Thank you" }, "the tenant named no execution: Thank you; it may have run: no run of it has appeared", journal.Unknown, 1},
		"forbidden": {func(f *tenant) {
			f.fail = failing(api.ExecuteExternal, &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"})
		}, "no right (HTTP 403); your own token lacks the right sp:workflow-execute:external", journal.Refused, 0},
		"disabled then": {func(f *tenant) { f.workflows["a"].Enabled = false }, "nothing was sent: it is disabled now", journal.Changed, 0},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant()
				e := f.flow("a", api.TriggerExternal, true)
				s := open(t, f)
				s.begin(e)
				s.shows("It is run through its external trigger, with your own token")
				s.Press(next)
				s.Asked("Run it again, live?")
				c.set(f)
				s.Agree("Run it again, live?")
				s.shows(c.says[:min(len(c.says), 30)])
				s.Advance(time.Minute)
				got := s.recorded(api.ExecuteExternal)
				if len(got) != 1 || got[0].Ending != c.ending || !strings.HasPrefix(got[0].Words, c.says[:20]) || len(f.starts) != c.starts {
					t.Errorf("%d starts, in the journal %+v", len(f.starts), got)
				}
				if c.ending != journal.Done && !strings.Contains(strings.Join(strings.Fields(s.frame(100, 30)), " "), c.says) {
					t.Errorf("%q is not said:\n%s", c.says, s.frame(100, 30))
				}
			})
		})
	}
}

// TestUnclearIsLookedUpAndNeverSentAgain pins what happens where nobody knows
// whether a run began.
func TestUnclearIsLookedUpAndNeverSentAgain(t *testing.T) {
	for name, c := range map[string]struct {
		lose  bool // after it ran; else before
		skew  time.Duration
		finds string
	}{
		"it ran":              {true, 0, "it may have run: 1 run of it started since: a-new-"},
		"the clock is behind": {true, -30 * time.Minute, "it may have run: 1 run of it started since: a-new-"},
		"it did not arrive":   {false, 0, "it may have run: no run of it has appeared since, which is no proof"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant()
				e := f.flow("a", api.TriggerEvent, false)
				lost := &api.Error{Kind: api.Offline, Detail: "connection reset by peer"}
				if c.lose {
					f.lose = func(api.Op, string) bool {
						f.runs["a"][0].Start = f.runs["a"][0].Start.Add(c.skew)
						return true
					}
				} else {
					f.fail = failing(api.TestWorkflow, lost)
				}
				s := open(t, f)
				s.begin(e)
				s.Press(next)
				s.Agree("Run it again, live?")
				s.Advance(time.Minute)
				s.shows("no clear answer came: connection reset by peer", c.finds)
				sends := f.count(api.TestWorkflow)
				s.Press(next)
				s.shows("Nobody knows whether it runs; it is not sent again from here")
				s.Press(char('r'))
				s.Advance(time.Hour)
				if f.count(api.TestWorkflow) != sends || sends != 1 {
					t.Errorf("%d requests", f.count(api.TestWorkflow))
				}
				got := s.recorded(api.TestWorkflow)
				if len(got) != 1 || got[0].Ending != journal.Unknown || !strings.Contains(got[0].Words, c.finds) {
					t.Errorf("in the journal %+v", got)
				}
				if link, _ := s.desk.Linked(e.ID); link != "" {
					t.Error("it is linked to what may be another's run")
				}
				if !c.lose {
					s.Press(esc)
					if len(s.Stack) != 0 || s.desk.job != nil {
						t.Error("the window does not close")
					}
					return
				}
				s.Press(char('j'), enter)
				if len(s.went()) != 1 || s.went()[0].ID != "a-new-0001" || len(s.Stack) != 0 {
					t.Errorf("went to %v, %d windows", s.went(), len(s.Stack))
				}
			})
		})
	}
}

// TestRefusedRuns pins what a refusal says, and that another try takes a key.
func TestRefusedRuns(t *testing.T) {
	for name, c := range map[string]struct {
		set    func(f *tenant)
		says   string
		ending journal.Ending
	}{
		"429": {func(f *tenant) {
			f.fail = once(api.TestWorkflow, 1, &api.Error{Kind: api.Throttled, Status: 429, Detail: "Rate Limit Exceeded"})
		}, "Rate Limit Exceeded (HTTP 429); nothing ran, and it is tried again only on a key", journal.Refused},
		"403": {func(f *tenant) {
			f.fail = once(api.TestWorkflow, 1, &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"})
		}, "this account may not test workflows", journal.Refused},
		"unsent": {func(f *tenant) {
			f.fail = once(api.TestWorkflow, 1, &api.Error{Kind: api.Offline, Detail: "no route", Unsent: true})
		}, "nothing was sent: no route", journal.NotSent},
		"unreadable": {func(f *tenant) {
			f.fail = once(api.GetWorkflow, 1, &api.Error{Kind: api.Server, Status: 500, Detail: "oh"})
		}, "could not be read first: oh (HTTP 500)", journal.NotSent},
		"changed":      {func(f *tenant) { f.workflows["a"].Modified = time.Now() }, "nothing was sent: it was changed", journal.Changed},
		"enabled then": {func(f *tenant) { f.workflows["a"].Enabled = true }, "nothing was sent: it is enabled now", journal.Changed},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant()
				e := f.flow("a", api.TriggerEvent, false)
				s := open(t, f)
				s.begin(e)
				s.Press(next)
				c.set(f)
				s.Agree("Run it again, live?")
				s.Advance(time.Hour)
				s.shows(c.says)
				if got := s.recorded(api.TestWorkflow); len(got) != 1 || got[0].Ending != c.ending {
					t.Errorf("in the journal %+v", got)
				}
				if len(f.starts) != 0 || len(s.Stack) != 1 {
					t.Fatalf("%d starts, %d windows", len(f.starts), len(s.Stack))
				}
				if name == "enabled then" {
					s.Press(next)
					s.Asked("Step 1 of 3: disable the workflow?") // what it demands now
					return
				}
				s.Press(next)
				s.Agree("Run it again, live?")
				s.Advance(time.Minute)
				if len(f.starts) != 1 || len(s.Stack) != 0 {
					t.Errorf("%d starts after another try, %d windows", len(f.starts), len(s.Stack))
				}
			})
		})
	}
}

// TestTheJournalComesFirst pins that nothing is sent that cannot be written
// down.
func TestTheJournalComesFirst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, false)
		s := open(t, f)
		s.begin(e)
		s.Press(next)
		s.j.Fill()
		s.Agree("Run it again, live?")
		s.Advance(time.Minute)
		s.shows("Nothing was sent: the journal of decisions cannot be written: no space left on device")
		if f.count(api.TestWorkflow) != 0 {
			t.Error("it was sent")
		}
		s.j.Is(t, "begin test workflow a")
	})
}
