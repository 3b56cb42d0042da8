package executions

import (
	"fmt"
	"slices"
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
			before := slices.Clone(rows)
			all, at := l.shown()
			if n := len(rows); got.fresh != len(all)-n || !got.changed && got.fresh > 0 {
				t.Fatalf("%+v, %d rows after %d", got, len(all), n)
			}
			if rest := slices.Clone(all); !l.stale {
				for _, i := range slices.Backward(at) {
					rest = slices.Delete(rest, i, i+1)
				}
				if !slices.Equal(rest, before) {
					t.Fatalf("without those at %v the rows are not those before", at)
				}
			}
			rows, l.stale = all, false
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

// TestAMovedRowWaits pins that a row whose start became known moves to its place
// when the list takes it, and that until then the list has what it had.
func TestAMovedRowWaits(t *testing.T) {
	m := large(100)
	f := m.flow("wf")
	queued := api.Execution{ID: "queued", WorkflowID: "wf", Status: api.ExecutionQueued}
	m.take(m.feed.ledger.merge(f, []api.Execution{queued}, time.Time{}))
	m.list.Act("list.bottom")
	ids := func() (out []string) {
		for _, r := range m.list.Rows() {
			out = append(out, r.ID)
		}
		return out
	}
	before := ids()
	queued.Start, queued.Status = began.Add(-90*time.Second-time.Millisecond), api.ExecutionRunning
	more := api.Execution{ID: "more", WorkflowID: "wf", Start: began.Add(-50*time.Second - time.Millisecond), Close: began, Status: api.ExecutionCompleted}
	got := m.feed.ledger.merge(f, []api.Execution{more, queued}, time.Time{})
	render(m, 80, 20)
	if now := ids(); !slices.Equal(now, before) {
		t.Errorf("before it was taken %q", now)
	}
	m.take(got)
	if i := slices.Index(m.list.Rows(), *m.list.Row("queued")); i != 92 || m.list.Len() != 102 {
		t.Errorf("it stands at %d of %d", i, m.list.Len())
	}
}
