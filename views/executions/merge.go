package executions

import (
	"cmp"
	"slices"
	"time"

	"iscope/api"
	"iscope/ui/theme"
)

// row is one execution in the list.
type row struct {
	api.Execution
	flow *flow
	gone bool // the tenant does not have it any more
}

// open reports whether the row may still change.
func (r *row) open() bool { return !r.Status.Closed() && !r.gone }

// newer orders executions: those without a start, which are about to, first,
// then the newest.
func newer(a, b *api.Execution) int {
	if a.Start.IsZero() != b.Start.IsZero() {
		if a.Start.IsZero() {
			return -1
		}
		return 1
	}
	if c := b.Start.Compare(a.Start); c != 0 {
		return c
	}
	return cmp.Compare(a.ID, b.ID)
}

// merged is what putting a page among the rows came to.
type merged struct {
	rows    []row
	fresh   int  // rows that were not there
	overlap bool // the page reaches rows known to be without a gap
	changed bool
}

// merge puts executions of one workflow among rows that are ordered by newer.
// Each id stays once, whatever order or number the page has; a row that was seen
// closed stays so, since answers may overtake each other.
func merge(rows []row, f *flow, page []api.Execution, horizon time.Time) merged {
	came := make(map[string]api.Execution, len(page))
	for _, e := range page {
		if e.WorkflowID == "" {
			e.WorkflowID = f.ID
		}
		came[e.ID] = e
	}
	out := merged{rows: make([]row, 0, len(rows)+len(page))}
	var fresh []row
	for i := range rows {
		r := rows[i]
		if r.flow == f {
			if e, ok := came[r.ID]; ok {
				delete(came, r.ID)
				out.overlap = out.overlap || !r.Start.Before(horizon)
				if moved := r.take(e); moved {
					fresh, out.changed = append(fresh, r), true
					continue
				}
				out.changed = out.changed || r != rows[i]
			}
		}
		out.rows = append(out.rows, r)
	}
	for _, e := range page {
		if e, ok := came[e.ID]; ok {
			delete(came, e.ID)
			out.fresh++
			fresh = append(fresh, row{Execution: e, flow: f})
		}
	}
	if len(fresh) == 0 {
		return out
	}
	out.changed = true
	slices.SortFunc(fresh, func(a, b row) int { return newer(&a.Execution, &b.Execution) })
	out.rows = weave(out.rows, fresh)
	return out
}

// take updates a row and reports whether its place changed.
func (r *row) take(e api.Execution) (moved bool) {
	if r.Status.Closed() && !e.Status.Closed() {
		return false
	}
	moved = !e.Start.Equal(r.Start)
	r.Execution, r.gone = e, false
	return moved
}

// weave joins two ordered lists.
func weave(a, b []row) []row {
	out := make([]row, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if newer(&b[0].Execution, &a[0].Execution) < 0 {
			out, b = append(out, b[0]), b[1:]
		} else {
			out, a = append(out, a[0]), a[1:]
		}
	}
	return append(append(out, a...), b...)
}

// trendRuns is how many of a workflow's last runs the trend shows.
const trendRuns = 8

// survey counts what rows say of their workflows: trends and open rows.
func survey(rows []row, flows map[string]*flow) (running int) {
	for _, f := range flows {
		f.trend, f.open, f.seen = f.trend[:0], f.open[:0], 0
	}
	for i := range rows {
		r := &rows[i]
		if f := r.flow; f != nil {
			if len(f.trend) < trendRuns {
				f.trend = append(f.trend, statusState(r.Status, theme.Unknown))
			}
			if r.open() {
				f.open = append(f.open, openRow{r.ID, r.Start, f.seen})
			}
			f.seen++
		}
		if r.open() {
			running++
		}
	}
	return running
}
