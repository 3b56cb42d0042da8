package executions

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"iscope/api"
)

// A page of any order and length, with rows that are there already, leaves every
// execution once, in order, and none that had ended open again.
func TestMergeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flows := []*flow{{Workflow: api.Workflow{ID: "a"}}, {Workflow: api.Workflow{ID: "b"}}}
		l := ledger{byID: map[string]*record{}}
		var rows []row
		closed := map[string]bool{}
		ids := map[string]bool{}
		for range rapid.IntRange(1, 6).Draw(t, "pages") {
			f := rapid.SampledFrom(flows).Draw(t, "flow")
			var page []api.Execution
			for range rapid.IntRange(0, 12).Draw(t, "length") {
				n := rapid.IntRange(0, 20).Draw(t, "n")
				e := api.Execution{ID: fmt.Sprintf("%s%d", f.ID, n), Start: began.Add(time.Duration(n) * time.Minute), Status: api.ExecutionRunning}
				if rapid.Bool().Draw(t, "closed") {
					e.Status = api.ExecutionCompleted
				}
				if rapid.IntRange(0, 9).Draw(t, "queued") == 0 {
					e.Start = time.Time{}
				}
				page = append(page, e)
			}
			got := l.merge(f, page, time.Time{})
			if n := len(rows); got.fresh != len(l.shown())-n || !got.changed && got.fresh > 0 {
				t.Fatalf("%+v, %d rows after %d", got, len(l.shown()), n)
			}
			rows = l.shown()
			for _, e := range page {
				ids[e.ID] = true
			}
			for i := range rows {
				if closed[rows[i].ID] && !rows[i].Status.Closed() {
					t.Fatalf("%s is open again", rows[i].ID)
				}
				closed[rows[i].ID] = rows[i].Status.Closed()
			}
		}
		if len(rows) != len(ids) {
			t.Fatalf("%d rows for %d executions", len(rows), len(ids))
		}
		seen := map[string]bool{}
		for i := range rows {
			if seen[rows[i].ID] || i > 0 && newer(&rows[i-1].Execution, &rows[i].Execution) > 0 {
				t.Fatalf("row %d is out of place or twice", i)
			}
			seen[rows[i].ID] = true
		}
	})
}
