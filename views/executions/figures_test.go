package executions

import (
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/sandbox"
	"iscope/views/internal/change/changetest"
)

// clientOf returns a client of a demo tenant, without a socket.
func clientOf(t *testing.T, demo *sandbox.Tenant, j *changetest.Journal) *isc.Client {
	t.Helper()
	client := demotest.ISC(t, demo, isc.Config{Generation: isc.V3, Guard: j.Journal.Guard})
	return client
}

// The figures to meet: of 300 workflows with 100,000 executions in 30 days the
// first rows are there within a second, all of them come without one request
// above the limit, and they are exactly those that the tenant has.
func TestLargeTenant(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100,000 executions twice")
	}
	synctest.Test(t, func(t *testing.T) {
		demo := sandbox.New(sandbox.Options{Seed: 7, Workflows: 300, Executions: 330_000, RecordSize: 20_000})
		j := changetest.New()
		began := time.Now()
		m, loop := showWith(t, clientOf(t, demo, j), j)
		loop.Advance(time.Second)
		if n := m.list.Len(); n == 0 {
			t.Error("no rows within a second")
		}
		first := m.list.Len()
		askFor(t, m, loop, "30d")
		from := m.filter.since.From
		for m.goesBack() && time.Since(began) < 10*time.Minute {
			loop.Advance(time.Second)
		}
		took := time.Since(began)
		if m.goesBack() || m.failure != "" {
			t.Fatalf("after %v the title says %q, failure %q", took, m.head(200).Facts, m.failure)
		}
		r := demo.Record()
		if r.Refused > 0 || r.Peak > 100 {
			t.Errorf("%d requests above the limit, %d in ten seconds at most", r.Refused, r.Peak)
		}
		loop.Do(m.SetActive(false))
		loop.Advance(time.Minute)          // both clients draw on the limit of one
		to := time.Now().Add(-time.Minute) // what started later may not be known yet
		have := map[string]bool{}
		for i := range m.list.Shown() {
			if r := m.list.At(i); r.Start.Before(to) {
				have[r.ID] = true
			}
		}
		n := 0
		for e := range everything(t, clientOf(t, demo, j), from, to) {
			if n++; !have[e.ID] {
				t.Fatalf("%s of %v is missing", e.ID, e.Start)
			}
		}
		if n != len(have) || n < 90_000 {
			t.Errorf("%d rows, the tenant has %d", len(have), n)
		}
		t.Logf("%d rows within a second; %d rows of 30 days after %v and %d requests, %d in ten seconds at most; %d in all",
			first, n, took, r.Total, r.Peak, m.list.Len())
	})
}

// everything reads all executions of a time plainly, workflow by workflow.
func everything(t *testing.T, c *isc.Client, from, to time.Time) func(func(api.Execution) bool) {
	return func(yield func(api.Execution) bool) {
		workflows, err := c.Workflows(t.Context(), api.Query{})
		for more := true; err == nil && more; {
			for _, w := range workflows.Items {
				q := api.ExecutionQuery{WorkflowID: w.ID, Since: from, Until: to}
				for again := true; again; {
					var page api.Page[api.Execution]
					if page, err = c.Executions(t.Context(), q); err != nil {
						t.Fatal(err)
					}
					for _, e := range page.Items {
						if e.Start.Before(to) && !e.Start.Before(from) && !yield(e) {
							return
						}
					}
					q.Offset, again = page.Next, page.More
				}
			}
			if more = workflows.More; more {
				workflows, err = c.Workflows(t.Context(), api.Query{Offset: workflows.Next})
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
