package rerun

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/sandbox"
	"iscope/views/internal/change/changetest"
)

// visit returns a desk over the demo tenant, through the real client but without
// a socket.
func visit(t *testing.T, gen isc.Generation) (*stage, *sandbox.Tenant) {
	t.Helper()
	demo := sandbox.New(sandbox.Options{Seed: 7})
	j := changetest.New()
	client := demotest.ISC(t, demo, isc.Config{Generation: gen, Guard: j.Journal.Guard})
	return openWith(t, client, j), demo
}

// failures returns n failed executions of a workflow of that kind.
func (s *stage) failures(n int, want func(w *api.Workflow) bool) (api.Workflow, []api.Execution) {
	s.t.Helper()
	ctx := s.t.Context()
	client := s.desk.on.Cmds.ISC
	p, err := client.Workflows(ctx, api.Query{})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, w := range p.Items {
		if !want(&w) {
			continue
		}
		got, err := client.Executions(ctx, api.ExecutionQuery{WorkflowID: w.ID, Status: api.ExecutionFailed, Limit: n})
		if err != nil {
			s.t.Fatal(err)
		}
		if len(got.Items) >= n {
			return w, got.Items[:n]
		}
	}
	s.t.Fatal("the demo tenant has no such workflow")
	return api.Workflow{}, nil
}

// posts returns when runs were asked for, as the tenant recorded it.
func posts(demo *sandbox.Tenant) (at []time.Time, bodies []string) {
	for _, e := range demo.Record().Entries {
		if e.Method == http.MethodPost && (strings.HasSuffix(e.Path, "/test") || strings.Contains(e.Path, "/execute/external/")) {
			at, bodies = append(at, e.Time), append(bodies, e.Body)
		}
	}
	return at, bodies
}

func kind(trigger string, enabled bool) func(w *api.Workflow) bool {
	return func(w *api.Workflow) bool { return w.Trigger.Type == trigger && w.Enabled == enabled }
}

// TestDemoTenant runs a failed execution of an enabled workflow again, in every
// generation of the API: disabled, run, enabled, each once.
func TestDemoTenant(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s, demo := visit(t, gen)
				w, list := s.failures(1, kind(api.TriggerEvent, true))
				s.begin(list...)
				s.Advance(time.Second)
				s.shows("has to be disabled first", "as in the history")
				s.Press(next)
				s.Agree("Step 1 of 3: disable the workflow?")
				s.Advance(time.Second)
				s.Agree("Run it again, live?")
				s.Advance(time.Second)
				s.Agree("Enable the workflow again?")
				s.Advance(time.Minute)
				at, bodies := posts(demo)
				if len(at) != 1 || !strings.HasPrefix(bodies[0], `{"input":{`) {
					t.Fatalf("%d runs asked for: %q", len(at), bodies)
				}
				now, err := s.desk.on.Cmds.ISC.Workflow(t.Context(), w.ID)
				if err != nil || !now.Enabled {
					t.Errorf("enabled %v, %v", now.Enabled, err)
				}
				if len(s.went()) != 1 || s.went()[0].WorkflowID != w.ID || s.desk.Other(list[0].ID) != s.went()[0].ID {
					t.Errorf("went to %+v", s.went())
				}
				rec := demo.Record()
				if n := rec.Routes["PATCH /workflows/{id}"]; n != 2 || rec.Refused != 0 {
					t.Errorf("%d patches, %d refused", n, rec.Refused)
				}
				// What was run has the input of the first run.
				again, err := readInput(t.Context(), s.desk.on.Cmds.ISC, s.went()[0], nil)
				if err != nil || !sameJSON(again.input, s.firstInput(list[0])) {
					t.Errorf("ran with %s, %v", again.input, err)
				}
			})
		})
	}
}

func (s *stage) firstInput(e api.Execution) []byte {
	s.t.Helper()
	got, err := readInput(s.t.Context(), s.desk.on.Cmds.ISC, e, nil)
	if err != nil || got.input == nil {
		s.t.Fatalf("%+v, %v", got, err)
	}
	return got.input
}

// TestDemoTenantRefusesEnabled pins that the tenant's own rule is what the desk
// goes by: a test of an enabled workflow is refused, so it is never sent.
func TestDemoTenantRefusesEnabled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, demo := visit(t, isc.V2025)
		w, list := s.failures(1, kind(api.TriggerEvent, false))
		s.begin(list...)
		s.Advance(time.Second)
		s.Press(next)
		intent := s.j.Begun(t, journal.Intent{Op: api.PatchWorkflow, Target: w.ID})
		if _, err := s.desk.on.Cmds.ISC.PatchWorkflow(journal.With(t.Context(), intent), w.ID, []api.PatchOp{api.Replace("/enabled", true)}); err != nil {
			t.Fatal(err)
		}
		s.Agree("Run it again, live?")
		s.Advance(time.Minute)
		s.shows("nothing was sent: it is enabled now")
		if at, _ := posts(demo); len(at) != 0 {
			t.Errorf("%d runs asked for", len(at))
		}
		// Sent all the same, it would be refused.
		intent = s.j.Begun(t, journal.Intent{Op: api.TestWorkflow, Target: w.ID})
		_, err := s.desk.on.Cmds.ISC.TestWorkflow(journal.With(t.Context(), intent), w.ID, []byte(`{}`))
		if e := api.AsError(api.TestWorkflow, err); e == nil || e.Ambiguous() || !strings.Contains(refusal(e, byTest), "must be disabled") {
			t.Errorf("%v", err)
		}
	})
}

// TestDemoTenantExternal pins the external trigger: run while enabled, and said
// in words where it was disabled just before.
func TestDemoTenantExternal(t *testing.T) {
	for _, disabled := range []bool{false, true} {
		bubble(t, func(t *testing.T) {
			s, demo := visit(t, isc.V2025)
			w, list := s.failures(1, kind(api.TriggerExternal, true))
			s.begin(list...)
			s.Advance(time.Second)
			s.shows("It is run through its external trigger")
			s.Press(next)
			if disabled {
				// Between the last look and the request: the tenant answers 200.
				c := command{intent: s.j.Begun(t, journal.Intent{Op: api.ExecuteExternal, Target: w.ID}), shown: w, way: byTrigger, input: []byte(`{}`)}
				intent := s.j.Begun(t, journal.Intent{Op: api.PatchWorkflow, Target: w.ID})
				if _, err := s.desk.on.Cmds.ISC.PatchWorkflow(journal.With(t.Context(), intent), w.ID, []api.PatchOp{api.Replace("/enabled", false)}); err != nil {
					t.Fatal(err)
				}
				out := sent{left: true}
				answered(&out, s.desk.on.Cmds.ISC, journal.With(t.Context(), c.intent), c)
				if got := out.recorded(); got != journal.Refused || !strings.HasPrefix(out.said, "the tenant did not run it: Workflow was not executed externally") || out.run != "" {
					t.Errorf("%s %q", got, out.said)
				}
				return
			}
			s.Agree("Run it again, live?")
			s.Advance(time.Minute)
			if at, _ := posts(demo); len(at) != 1 || len(s.went()) != 1 || s.went()[0].WorkflowID != w.ID {
				t.Errorf("%d runs asked for, went to %v", len(at), s.went())
			}
		})
	}
}

// TestDemoTenantLosesAnswers pins that a run whose answer is lost is never asked
// for again, by anything, and what is said of it.
func TestDemoTenantLosesAnswers(t *testing.T) {
	const post = "POST"
	for name, c := range map[string]struct {
		fault  sandbox.Fault
		says   string
		ending journal.Ending
		ran    bool
	}{
		"after it ran":   {sandbox.Fault{Method: post, Kind: sandbox.FaultDropAfter}, "it may have run: 1 run of it started since", journal.Unknown, true},
		"before it ran":  {sandbox.Fault{Method: post, Kind: sandbox.FaultDropBefore}, "it may have run: no run of it has appeared since", journal.Unknown, false},
		"a page instead": {sandbox.Fault{Method: post, Kind: sandbox.FaultHTML}, "it may have run: 1 run of it started since", journal.Unknown, true},
		"an empty body":  {sandbox.Fault{Method: post, Kind: sandbox.FaultEmpty}, "it may have run: 1 run of it started since", journal.Unknown, true},
		"a bad gateway":  {sandbox.Fault{Method: post, Kind: sandbox.FaultHTML502, After: true}, "it may have run: 1 run of it started since", journal.Unknown, true},
		"429":            {sandbox.Fault{Method: post, Kind: sandbox.FaultStatus, Status: 429, RetryAfter: 7}, "nothing ran, and it is tried again only on a key", journal.Refused, false},
		"401":            {sandbox.Fault{Method: post, Kind: sandbox.FaultStatus, Status: 401}, "HTTP 401", journal.Refused, false},
		"403":            {sandbox.Fault{Method: post, Kind: sandbox.FaultStatus, Status: 403}, "this account may not test workflows", journal.Refused, false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s, demo := visit(t, isc.V2025)
				w, list := s.failures(1, kind(api.TriggerEvent, false))
				s.begin(list...)
				s.Advance(time.Second)
				s.Press(next)
				c.fault.Path = "/v2025/workflows/" + w.ID + "/test"
				if err := demo.SetFaults(c.fault); err != nil {
					t.Fatal(err)
				}
				s.Agree("Run it again, live?")
				s.Advance(time.Hour)
				s.shows(c.says)
				at, _ := posts(demo)
				if len(at) != 1 {
					t.Errorf("%d runs asked for", len(at))
				}
				got := s.recorded(api.TestWorkflow)
				if len(got) != 1 || got[0].Ending != c.ending || !got[0].Left() {
					t.Errorf("in the journal %+v", got)
				}
				if rows := len(s.desk.job.items[0].since.Runs); rows > 0 != c.ran {
					t.Errorf("%d runs since", rows)
				}
			})
		})
	}
}

// TestDemoTenantMany runs failed executions again: none is refused for the
// limit, and none is sent twice.
func TestDemoTenantMany(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, demo := visit(t, isc.V2025)
		_, list := s.failures(12, kind(api.TriggerEvent, true))
		s.begin(list...)
		s.Advance(20 * time.Second)
		s.shows("12 runs: 12 to go")
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Advance(time.Second)
		s.Agree("Run 12 runs again, live?")
		s.Advance(2 * time.Minute)
		s.shows("12 runs: 12 started")
		s.Agree("Enable the workflow again?")
		s.Advance(time.Minute)
		at, bodies := posts(demo)
		if len(at) != 12 || mostStarts(at) > startsAtOnce || demo.Record().Refused != 0 {
			t.Errorf("%d starts, up to %d in ten seconds, %d refused", len(at), mostStarts(at), demo.Record().Refused)
		}
		seen := map[string]bool{}
		for _, e := range list {
			now := s.desk.Other(e.ID)
			if now == "" || seen[now] {
				t.Errorf("%s ran again as %q", e.ID, now)
			}
			seen[now] = true
		}
		slices.Sort(bodies)
		if n := len(slices.Compact(bodies)); n < 2 {
			t.Errorf("%d different inputs of 12", n)
		}
	})
}
