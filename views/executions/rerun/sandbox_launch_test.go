package rerun

import (
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/sandbox"
)

// workflowOf returns a workflow of the demo tenant of that kind.
func (s *stage) workflowOf(want func(w *api.Workflow) bool) api.Workflow {
	s.t.Helper()
	p, err := s.desk.on.Cmds.ISC.Workflows(s.t.Context(), api.Query{})
	if err != nil {
		s.t.Fatal(err)
	}
	i := slices.IndexFunc(p.Items, func(w api.Workflow) bool { return want(&w) })
	if i < 0 {
		s.t.Fatal("the demo tenant has no such workflow")
	}
	return p.Items[i]
}

// TestDemoTenantTests tests an enabled workflow in every generation of the API,
// with the example of its trigger: disabled, run, enabled, each once.
func TestDemoTenantTests(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s, demo := visit(t, gen)
				w := s.workflowOf(kind(api.TriggerEvent, true))
				s.test(w)
				s.Advance(time.Second)
				s.shows("has to be disabled first", "input, the trigger's example")
				s.Press(next)
				s.Agree("Step 1 of 3: disable the workflow?")
				s.Advance(time.Second)
				s.Agree("Test it, live?")
				s.Advance(time.Second)
				s.Agree("Enable the workflow again?")
				s.Advance(time.Minute)
				at, bodies := posts(demo)
				if len(at) != 1 || !strings.HasPrefix(bodies[0], `{"input":{"`) || len(s.went()) != 1 || s.went()[0].WorkflowID != w.ID {
					t.Fatalf("%d runs asked for: %q, went to %v", len(at), bodies, s.went())
				}
				rec := demo.Record()
				if n := rec.Routes["PATCH /workflows/{id}"]; n != 2 || rec.Refused != 0 {
					t.Errorf("%d patches, %d refused", n, rec.Refused)
				}
				ran, err := readInput(t.Context(), s.desk.on.Cmds.ISC, s.went()[0], nil)
				if err != nil || `{"input":`+string(compact(ran.input))+`}` != bodies[0] {
					t.Errorf("ran with %s, %v", ran.input, err)
				}
			})
		})
	}
}

// TestDemoTenantInputOfARun tests a disabled workflow with what one of its runs
// had, found a page further down.
func TestDemoTenantInputOfARun(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, demo := visit(t, isc.V2025)
		w := s.workflowOf(func(w *api.Workflow) bool { return !w.Enabled && w.Executions > 2*lookPage })
		s.test(w)
		s.Advance(time.Second)
		s.Press(choices)
		s.Advance(time.Second)
		s.Press(char('G'))
		s.Advance(time.Second)
		c := s.chooser()
		if n := c.list.Len(); n < lookPage+10 {
			t.Fatalf("%d offered: %q", n, s.offers())
		}
		e := c.list.At(lookPage + 5).run
		s.chooses(e.ID)
		s.Advance(time.Second)
		s.shows("input, as of run " + e.ID[:6])
		s.Press(next)
		s.Agree("Test it, live?")
		s.Advance(time.Minute)
		if at, bodies := posts(demo); len(at) != 1 || bodies[0] != `{"input":`+string(compact(s.firstInput(e)))+`}` {
			t.Errorf("%d runs asked for: %q", len(at), bodies)
		}
	})
}

// TestDemoTenantExecutes runs a workflow through its external trigger, with the
// example of the library.
func TestDemoTenantExecutes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, demo := visit(t, isc.V2025)
		w := s.workflowOf(kind(api.TriggerExternal, true))
		s.execute(w)
		s.Advance(time.Second)
		s.shows("It is run through its external trigger", "input, the trigger's example")
		s.Press(next)
		s.Agree("Execute it, live?")
		s.Advance(time.Minute)
		if at, _ := posts(demo); len(at) != 1 || len(s.went()) != 1 || s.recorded(api.ExecuteExternal)[0].Ending != journal.Done {
			t.Errorf("%d runs asked for, went to %v", len(at), s.went())
		}
	})
}

// TestDemoTenantTestIsNeverRepeated pins that a test whose answer is lost is asked
// for once, whether it ran or not, and what may be it is listed.
func TestDemoTenantTestIsNeverRepeated(t *testing.T) {
	for fault, runs := range map[sandbox.FaultKind]int{sandbox.FaultDropAfter: 1, sandbox.FaultDropBefore: 0} {
		t.Run(string(fault), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s, demo := visit(t, isc.V2025)
				w := s.workflowOf(kind(api.TriggerEvent, false))
				s.test(w)
				s.Advance(time.Second)
				s.Press(next)
				if err := demo.SetFaults(sandbox.Fault{Method: "POST", Kind: fault, Path: "/v2025/workflows/" + w.ID + "/test"}); err != nil {
					t.Fatal(err)
				}
				s.Agree("Test it, live?")
				s.Advance(time.Hour)
				s.shows("it may have run")
				at, _ := posts(demo)
				if n := len(s.desk.job.items[0].since.Runs); len(at) != 1 || n != runs || s.recorded(api.TestWorkflow)[0].Ending != journal.Unknown {
					t.Errorf("%d runs asked for, %d runs since", len(at), n)
				}
			})
		})
	}
}
