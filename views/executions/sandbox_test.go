package executions

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/sandbox"
	"iscope/views/executions/run"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/viewtest"
)

// visit shows the view over the demo tenant, through the real client but without
// a socket.
func visit(t *testing.T, gen isc.Generation) (*Model, *viewtest.Loop, *sandbox.Tenant, *api.Calls) {
	t.Helper()
	demo := sandbox.New(sandbox.Options{Seed: 7})
	calls, j := &api.Calls{}, changetest.New()
	client := demotest.ISC(t, demo, isc.Config{Generation: gen, Calls: calls, Guard: j.Journal.Guard})
	m, loop := showWith(t, client, j)
	loop.Advance(40 * time.Second)
	return m, loop, demo, calls
}

// TestDemoTenant walks through the view as a person would, in every generation of
// the API.
func TestDemoTenant(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, loop, _, calls := visit(t, gen)
				if n := m.list.Len(); n < 1000 || m.failure != "" || !strings.HasPrefix(m.Freshness(), "live") {
					t.Fatalf("%d rows, failure %q, %s", n, m.failure, m.Freshness())
				}
				check(t, m.list.Rows())

				loop.Act("executions.failed")
				loop.Act("list.top")
				m.Render(120, 32)
				loop.Act("app.open")
				loop.Advance(time.Second)
				d := m.shown()
				if d == nil || d.run == nil || d.run.Failing() == nil || d.run.Error(d.run.Failing()) == "" {
					t.Fatalf("no failing step in\n%s", render(m, 120, 32))
				}
				if frame := render(m, 80, 20); !strings.Contains(frame, run.OneLine(d.run.Error(d.run.Failing()))[:12]) {
					t.Errorf("the error is not in sight:\n%s", frame)
				}
				checkNothingLost(t, d.run)
				loop.Act("app.back")
				loop.Act("app.back")

				if gen != isc.V3 {
					return
				}
				before := calls.Len()
				loop.Advance(5 * time.Minute)
				if n := calls.Len() - before; n > 20*60 {
					t.Errorf("%d requests in five minutes", n)
				}
				if m.failure != "" {
					t.Errorf("failure %q", m.failure)
				}
			})
		})
	}
}

// A run that is started in the demo tenant is seen, followed and canceled.
func TestDemoTenantCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop, _, _ := visit(t, isc.V2025)
		loop.Act("executions.status") // running
		var id string
		for i := range m.list.Shown() {
			if r := m.list.At(i); r.Status.Running() && time.Since(r.Start) < time.Hour {
				id = r.ID
			}
		}
		if id == "" {
			t.Fatal("nothing runs in the demo tenant at this moment")
		}
		m.list.Select(id)
		agree(t, loop)
		loop.Advance(2 * time.Minute)
		if got := outcomes(loop); len(got) < 2 || strings.HasPrefix(got[len(got)-1], "refused") || strings.HasPrefix(got[len(got)-1], "unknown") {
			t.Errorf("outcomes %q", got)
		}
		e := m.journal.(*changetest.Journal).Latest(t)
		if e.Target != id || !e.Left() || e.Ending != journal.Done && e.Ending != journal.Overtaken {
			t.Errorf("in the journal: %+v", e)
		}
		if r := m.list.Row(id); !r.Status.Closed() {
			t.Errorf("it is %s", r.Status)
		}
	})
}
