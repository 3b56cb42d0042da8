package board

import (
	"context"

	"iscope/api"
	"iscope/views/executions/run"
)

// tailEvents is how many events at the end of a history tell why a run failed.
const tailEvents = 100

// Reader finds out why one run failed. What a history says about that stands at
// its end; of a history of many pages the first ones are read, then its end is
// looked for with a Seeker. Between two calls of Step it may be moved to another
// goroutine.
type Reader struct {
	Exec  api.Execution
	Def   api.Definition // of today, for histories without one of their own
	Paged bool           // not from history-v2
	NoV2  bool           // the tenant has no history-v2, as it turned out

	seek   Seeker
	first  []api.Event // what the pages from the beginning had
	last   []api.Event // the last page known with something in it, where that is another one
	lastAt int
	tail   bool // only the page before the last is missing
	cause  Cause
}

// Step makes one request for the history and reports whether the cause is known
// now. After an error the reading is over; another Reader may begin anew.
func (r *Reader) Step(ctx context.Context, isc api.ISC) (done bool, err error) {
	if !r.Paged {
		h, err := isc.ExecutionHistoryV2(ctx, r.Exec.ID)
		switch {
		case api.IsKind(err, api.NotFound):
			r.Paged = true // the older operation may know it
			if api.AsError(api.GetHistoryV2, err).Status != 0 {
				return false, nil
			}
			r.NoV2 = true
		case err != nil:
			return false, err
		default:
			r.understand(h.Events, h.Definition, true)
			return true, nil
		}
	}
	offset := r.seek.Offset()
	if r.tail {
		offset = r.lastAt - api.MaxPage
	}
	p, err := isc.ExecutionHistory(ctx, r.Exec.ID, api.MaxPage, offset)
	if err != nil {
		return false, err
	}
	return r.take(p, offset), nil
}

// Cause returns what Step found out.
func (r *Reader) Cause() Cause { return r.cause }

// take adds a page and reports whether enough is known.
func (r *Reader) take(p api.Page[api.Event], offset int) (done bool) {
	n := len(p.Items) + p.Bad
	switch {
	case r.tail:
		r.understand(append(p.Items, r.last...), r.Def, false)
		return true
	case offset > 0 && n > 0 && len(r.first) > 0 && len(p.Items) > 0 && sameEvent(&p.Items[0], &r.first[0]):
		r.understand(p.Items, r.Def, true) // a tenant without offsets sends all of it each time
		return true
	case offset == r.lastAt && r.last == nil:
		r.first = append(r.first, p.Items...)
		r.lastAt = offset + n
	case n > 0:
		r.last, r.lastAt = p.Items, offset
	}
	if !r.seek.Took(n, p.More) {
		return false
	}
	if r.last == nil {
		r.understand(r.first, r.Def, true)
		return true
	}
	if len(r.last) < tailEvents {
		r.tail = true
		return false
	}
	r.understand(r.last, r.Def, false)
	return true
}

func sameEvent(a, b *api.Event) bool {
	return a.Type == b.Type && a.Time.Equal(b.Time) && a.Step == b.Step && a.Error == b.Error
}

// understand finds the step that failed and the words of its error.
func (r *Reader) understand(events []api.Event, def api.Definition, all bool) {
	r.cause = CauseOf(run.Make(r.Exec, events, def, all))
	r.first, r.last = nil, nil
}

// NoStep is what stands in the place of a step where no step failed, but the run
// itself.
const NoStep = "the run itself"

// CauseOf returns why a run failed, as far as its history tells.
func CauseOf(r *run.Run) Cause {
	if f := r.Failing(); f != nil {
		c := Cause{Step: f.Name, Label: f.Label, Error: r.Error(f)}
		if c.Step == "" {
			c.Step = f.Label
		}
		if c.Error == "" {
			c.Error = r.Error(r.Whole)
		}
		return c
	}
	return Cause{Label: NoStep, Error: r.Error(r.Whole)}
}
