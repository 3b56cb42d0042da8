package workflows

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
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/viewtest"
	"iscope/views/workflows/trigger"
)

// visit shows the screen over the demo tenant, through the real client but
// without a socket.
func visit(t *testing.T, gen isc.Generation) (*rig, *sandbox.Tenant) {
	t.Helper()
	tenant := sandbox.New(sandbox.Options{Seed: 7})
	j := changetest.New()
	client := demotest.ISC(t, tenant, isc.Config{Generation: gen, Guard: j.Journal.Guard})
	e := golden.Env(t, "dark", golden.Live(time.Now))
	m := New(e, &api.Commands{ISC: client}, Options{Journal: j.Journal}, t.Context(), "workflows#1")
	m.journal = j
	r := &rig{viewtest.NewWindows(t, m), m, &fake{ISC: client, journal: j}, e, t}
	r.Do(m.Init())
	r.Do(m.SetActive(true))
	r.Advance(time.Second)
	return r, tenant
}

func (r *rig) find(t *testing.T, want func(*api.Workflow) bool) api.Workflow {
	t.Helper()
	for i := range r.m.table.Shown() {
		if w := r.m.table.At(i); want(w) {
			return *w
		}
	}
	t.Fatal("the demo tenant has no such workflow")
	return api.Workflow{}
}

// TestDemoTenant walks through the screen as a person would, in every
// generation of the API.
func TestDemoTenant(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r, tenant := visit(t, gen)
				if r.m.table.Len() != 150 || r.m.list.err != nil {
					t.Fatalf("%d rows, %v", r.m.table.Len(), r.m.list.err)
				}
				for i := range r.m.table.Shown() {
					w := r.m.table.At(i)
					if err := drawSteps(r.env, w); err != "" && w.Enabled {
						t.Errorf("%s: %s", w.Name, err)
					}
					if s := trigger.Sentence(w.Trigger); strings.Contains(s, "not known") {
						t.Errorf("%s: %s", w.Name, s)
					}
					if _, ok := r.m.nextRun(w); trigger.Kind(w.Trigger) == "schedule" && w.Enabled && !ok {
						t.Errorf("%s: no next run of %+v", w.Name, w.Trigger)
					}
				}
				joiner := r.find(t, func(w *api.Workflow) bool { return strings.HasPrefix(w.Name, "Joiner") })
				r.m.table.Select(joiner.ID)
				r.frame(120, 36)
				r.act("app.open", "text.next-tab", "text.next-tab", "text.next-tab")
				r.Advance(time.Second)
				if r.m.runs.table.Len() == 0 || r.m.runs.err != nil {
					t.Errorf("%d runs, %v", r.m.runs.table.Len(), r.m.runs.err)
				}
				r.act("workflows.toggle")
				r.confirm()
				r.Advance(time.Second)
				r.said(t, "Disabled: "+joiner.Name)
				r.act("workflows.delete")
				r.confirm()
				r.Advance(time.Second)
				r.said(t, "Deleted: "+joiner.Name)
				r.act("app.refresh")
				r.Advance(time.Second)
				if r.m.table.Row(joiner.ID) != nil || r.m.table.Len() != 149 {
					t.Errorf("%d rows after one was deleted", r.m.table.Len())
				}
				rec := tenant.Record()
				if n := rec.Routes["PATCH /workflows/{id}"] + rec.Routes["DELETE /workflows/{id}"]; n != 2 || rec.Refused != 0 {
					t.Errorf("%d writes, %d requests refused", n, rec.Refused)
				}
			})
		})
	}
}

// TestDemoTenantLosesAnswers pins that a write whose answer is lost is read
// back, not sent again, whatever became of it.
func TestDemoTenantLosesAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		fault   sandbox.Fault
		enabled bool
		said    string
	}{
		"after it was done":  {sandbox.Fault{Method: "PATCH", Kind: sandbox.FaultDropAfter}, false, "reading it back shows that it is disabled"},
		"before it was done": {sandbox.Fault{Method: "PATCH", Kind: sandbox.FaultDropBefore}, true, "it is not disabled; look again"},
		"a page instead":     {sandbox.Fault{Method: "PATCH", Kind: sandbox.FaultHTML}, false, "reading it back shows that it is disabled"},
		"a bad gateway":      {sandbox.Fault{Method: "PATCH", Kind: sandbox.FaultHTML502, After: true}, false, "reading it back shows that it is disabled"},
		"forbidden":          {sandbox.Fault{Method: "PATCH", Kind: sandbox.FaultStatus, Status: 403}, true, "Not disabled: "},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r, tenant := visit(t, isc.V3)
				w := r.find(t, func(w *api.Workflow) bool { return w.Enabled })
				r.m.table.Select(w.ID)
				if err := tenant.SetFaults(c.fault); err != nil {
					t.Fatal(err)
				}
				r.act("workflows.toggle")
				r.confirm()
				r.Advance(5 * time.Second)
				patches := 0
				for _, e := range tenant.Record().Entries {
					if e.Method == http.MethodPatch {
						patches++
					}
				}
				if got := r.Toasts(); patches != 1 || len(got) == 0 || !strings.Contains(got[len(got)-1], c.said) {
					t.Errorf("%d patches, said %q, want %q", patches, got, c.said)
				}
				r.act("app.refresh")
				r.Advance(5 * time.Second)
				if got := r.m.table.Row(w.ID).Enabled; got != c.enabled {
					t.Errorf("enabled is %v", got)
				}
			})
		})
	}
}

// TestDemoTenantSettles pins what an earlier run, which ended before it heard
// of its changes, is told to have done, through the real client.
func TestDemoTenantSettles(t *testing.T) {
	for kind, want := range map[sandbox.FaultKind][]string{
		sandbox.FaultDropAfter:  {"done: it is disabled", "done: it is gone"},
		sandbox.FaultDropBefore: {"lost: it did not take effect; it is still there", "lost: it is not disabled; it was changed last by"},
	} {
		t.Run(string(kind), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r, tenant := visit(t, isc.V2025)
				if err := tenant.SetFaults(sandbox.Fault{Method: "PATCH", Kind: kind}, sandbox.Fault{Method: "DELETE", Kind: kind}); err != nil {
					t.Fatal(err)
				}
				var left []journal.Entry
				for v, enabled := range map[verb]bool{disable: true, remove: false} {
					w := r.find(t, func(w *api.Workflow) bool { return w.Enabled == enabled })
					p := planOf(r.f.ISC, v)
					intent := r.f.journal.Begun(t, journal.Intent{Op: p.Op, Target: w.ID, Name: w.Name, Want: p.Want})
					if _, err := p.Send(journal.With(t.Context(), intent), w.ID); err == nil {
						t.Fatal("an answer came")
					}
					left = append(left, r.f.journal.Latest(t))
				}
				r.Do(r.m.Settle(left))
				r.Advance(time.Minute)
				var got []string
				for _, msg := range r.Sent {
					if m, ok := msg.(screen.Recalled); ok {
						got = append(got, m.Outcome)
					}
				}
				if slices.Sort(got); !slices.EqualFunc(got, want, strings.HasPrefix) {
					t.Errorf("%q, want %q", got, want)
				}
				writes := 0
				for _, e := range tenant.Record().Entries {
					if e.Method == http.MethodPatch || e.Method == http.MethodDelete {
						writes++
					}
				}
				if writes != 2 {
					t.Errorf("%d writes", writes)
				}
			})
		})
	}
}

// TestDemoTenantMisbehaves pins that no answer to the list crashes the screen,
// loses what it has or reaches the terminal raw, and that it recovers.
func TestDemoTenantMisbehaves(t *testing.T) {
	for _, kind := range []sandbox.FaultKind{
		sandbox.FaultHTML502, sandbox.FaultDropBefore, sandbox.FaultDropAfter, sandbox.FaultCut, sandbox.FaultEmpty, sandbox.FaultHTML,
		sandbox.FaultBadJSON, sandbox.FaultDuplicate, sandbox.FaultReorder, sandbox.FaultWrongTypes, sandbox.FaultHostile, sandbox.FaultQuirks,
	} {
		t.Run(string(kind), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r, tenant := visit(t, isc.V3)
				r.frame(120, 36)
				r.act("app.open")
				if err := tenant.SetFaults(sandbox.Fault{Path: "/v3/", Kind: kind, Count: -1}); err != nil {
					t.Fatal(err)
				}
				r.act("app.refresh")
				r.Advance(20 * time.Second)
				if r.m.table.Len() < 100 {
					t.Errorf("%d rows are left", r.m.table.Len())
				}
				for range 5 {
					frame := r.frame(120, 36)
					if strings.ContainsFunc(frame, func(c rune) bool { return c < ' ' && c != '\n' || c == '\u202e' || c == '\u200b' }) {
						t.Errorf("raw text reaches the terminal: %q", frame)
					}
					r.frame(60, 20)
					r.act("text.next-tab")
				}
				if err := tenant.SetFaults(); err != nil {
					t.Fatal(err)
				}
				r.act("app.refresh")
				r.Advance(30 * time.Second)
				if r.m.list.err != nil || r.m.table.Len() != 150 || r.m.poller.Stale() {
					t.Errorf("it does not recover: %v, %d rows", r.m.list.err, r.m.table.Len())
				}
			})
		})
	}
}

// TestDemoTenantGoto pins what the executions screen is handed.
func TestDemoTenantGoto(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r, _ := visit(t, isc.V3)
		r.act("workflows.executions")
		if w, ok := last[screen.Goto](r).Value.(api.Workflow); !ok || w.ID != r.m.table.SelectedID() {
			t.Errorf("%+v", last[screen.Goto](r))
		}
	})
}
