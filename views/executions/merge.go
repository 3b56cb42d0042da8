package executions

import (
	"cmp"
	"slices"
	"time"

	"iscope/api"
)

// record is what is known of one execution.
type record struct {
	api.Execution
	flow *flow
	gone bool // the tenant does not have it any more
}

// row is one execution in the list: no more than a pointer, so that a hundred
// thousand of them can be moved apart for a page that comes between.
type row struct{ *record }

// open reports whether the execution may still change.
func (r *record) open() bool { return !r.Status.Closed() && !r.gone }

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

func newerRow(a, b row) int { return newer(&a.Execution, &b.Execution) }

// ledger is every execution that is known. What a page costs depends on the page,
// not on how many there are.
type ledger struct {
	byID map[string]*record
	rows []row // in order; the list has the same
	held []row // came with pages and wait to be shown together, in any order
	// stale says that rows shown before changed, in what they say or in their place,
	// so that the list has to look at all of them.
	stale bool
	apart bool // rows is a copy: the list shows the other until it takes this one
}

// merged is what putting a page into the ledger came to.
type merged struct {
	fresh   int  // executions that were not there
	overlap bool // the page reaches executions known to be without a gap
	changed bool
}

// merge puts executions of one workflow into the ledger. Each id stays once,
// whatever order or number the page has, and in its place; one that was seen
// closed stays so, since answers may overtake each other. The list does not know
// before shown.
func (l *ledger) merge(f *flow, page []api.Execution, horizon time.Time) (out merged) {
	var fresh []row
	var block []record // together, for the sake of the garbage collector
	for i, e := range page {
		if e.WorkflowID == "" || e.WorkflowID == f.ID {
			e.WorkflowID = f.ID // one text for all
		}
		r := l.byID[e.ID]
		if r == nil {
			if block == nil {
				block = make([]record, 0, l.unknown(page[i:]))
			}
			block = append(block, record{Execution: e, flow: f})
			r = &block[len(block)-1]
			l.byID[e.ID] = r
			fresh = append(fresh, row{r})
			out.fresh++
			continue
		}
		placed := !slices.Contains(fresh, row{r}) // else it came twice in this page
		out.overlap = out.overlap || placed && r.flow == f && !r.Start.Before(horizon)
		if r.Status.Closed() && !e.Status.Closed() || r.Execution == e && !r.gone {
			continue
		}
		out.changed, l.stale = true, true
		if placed && !e.Start.Equal(r.Start) {
			l.pull(r)
			fresh = append(fresh, row{r})
		}
		r.Execution, r.gone = e, false
	}
	out.changed = out.changed || len(fresh) > 0
	if out.changed {
		slices.SortFunc(fresh, newerRow)
		f.add(fresh)
		l.held = append(l.held, fresh...)
	}
	return out
}

// unknown counts the executions of a page that are new.
func (l *ledger) unknown(page []api.Execution) (n int) {
	for i := range page {
		if l.byID[page[i].ID] == nil {
			n++
		}
	}
	return n
}

// pull takes an execution out of its places, for its start is about to change. The
// list may show the rows as they are for a while.
func (l *ledger) pull(r *record) {
	if !l.apart {
		l.rows, l.apart = slices.Clone(l.rows), true
	}
	l.shown()
	l.rows = remove(l.rows, r)
	r.flow.runs = remove(r.flow.runs, r)
}

// remove takes an execution out of ordered rows.
func remove(rows []row, r *record) []row {
	if i, ok := slices.BinarySearchFunc(rows, row{r}, newerRow); ok {
		return slices.Delete(rows, i, i+1)
	}
	return rows
}

// shown puts what was held among the rows, and returns them and the places of what
// was held.
func (l *ledger) shown() (rows []row, at []int) {
	if len(l.held) > 0 {
		slices.SortFunc(l.held, newerRow)
		l.rows, at = weave(l.rows, l.held)
		clear(l.held)
		l.held = l.held[:0]
	}
	return l.rows, at
}

// weave puts ordered rows among others, in place, and returns where they are now:
// each is looked for, and what stands behind it moves as a block.
func weave(rows, fresh []row) (all []row, at []int) {
	end := len(rows)
	at = make([]int, len(fresh))
	rows = append(rows, fresh...)
	for i := len(fresh) - 1; i >= 0; i-- {
		p, _ := slices.BinarySearchFunc(rows[:end], fresh[i], newerRow)
		copy(rows[p+i+1:], rows[p:end])
		rows[p+i], at[i] = fresh[i], p+i
		end = p
	}
	return rows, at
}
