package compare

import (
	"time"

	"github.com/aymanbagabas/go-udiff/lcs"

	"iscope/views/executions/run"
)

// Difference is a set of ways in which a step was not the same in both runs.
type Difference uint8

// Ways to differ. The first three make runs part; the others, which follow from
// other data or from luck, leave them on the same way.
const (
	Missing Difference = 1 << iota // it is in one run only
	Outcome                        // it went well in one and not in the other
	Branch                         // the choice led elsewhere
	Rounds                         // the loop had more iterations
	Retries                        // it was tried more often
	Data                           // input, output or error
)

// parting are the differences after which runs are on different ways.
const parting = Missing | Outcome | Branch

// Row is a step of both runs, or of one.
type Row struct {
	A, B  *run.Step // nil in the run that has no such step
	Depth int
	What  Difference
	// How long it took, where that is known.
	TookA, TookB   time.Duration
	KnownA, KnownB bool
}

// Step returns the step of the run that has it.
func (r *Row) Step() *run.Step {
	if r.A != nil {
		return r.A
	}
	return r.B
}

// Delta returns how much longer the step took in the first run; ok is false where
// that is not known.
func (r *Row) Delta() (d time.Duration, ok bool) {
	return r.TookA - r.TookB, r.KnownA && r.KnownB
}

// Comparison is two runs side by side.
type Comparison struct {
	A, B *run.Run
	Rows []Row // the whole run first
	// First is the row at which the runs part: where something happened in one that
	// did not in the other. Where they do not, it is the first row with other data.
	// It is -1 where there is neither.
	First int
}

// Make compares run a with run b, to which a is compared.
func Make(a, b *run.Run) *Comparison {
	c := &Comparison{A: a, B: b, First: -1}
	c.pair(a.Whole, b.Whole, 0)
	c.align(visible(a, b), visible(b, a), 0)
	data := -1
	for i := range c.Rows[1:] {
		what := c.Rows[i+1].What
		if what&parting != 0 && c.First < 0 {
			c.First = i + 1
		}
		if what != 0 && data < 0 {
			data = i + 1
		}
	}
	if c.First < 0 {
		c.First = data
	}
	return c
}

// visible are the outermost steps of a run that can be compared with those of
// another. A choice that left no event is told by the definition alone, which the
// other run may not have.
func visible(r, other *run.Run) []*run.Step {
	var out []*run.Step
	for _, s := range r.Steps[1:] {
		if s.Kind == run.Engine || s.Guess && len(other.Definition.Steps) == 0 {
			continue
		}
		out = append(out, s)
	}
	return out
}

// Parts reports whether the runs went different ways.
func (c *Comparison) Parts() bool { return c.First >= 0 && c.Rows[c.First].What&parting != 0 }

// Alike reports whether the runs differ in nothing but time.
func (c *Comparison) Alike() bool {
	for i := range c.Rows {
		if c.Rows[i].What != 0 {
			return false
		}
	}
	return true
}

// Empty reports whether the runs differ in nothing at all.
func (c *Comparison) Empty() bool {
	for i := range c.Rows {
		if d, _ := c.Rows[i].Delta(); d != 0 || c.Rows[i].KnownA != c.Rows[i].KnownB {
			return false
		}
	}
	return c.Alike()
}

// align adds the rows of two lists of steps.
func (c *Comparison) align(a, b []*run.Step, depth int) {
	i, k := 0, 0
	same := func(to int) {
		for ; i < to; i, k = i+1, k+1 {
			c.pair(a[i], b[k], depth)
		}
	}
	for _, d := range lcs.DiffLines(keys(a), keys(b)) {
		same(d.Start)
		for ; i < d.End; i++ {
			c.pair(a[i], nil, depth)
		}
		for ; k < d.ReplEnd; k++ {
			c.pair(nil, b[k], depth)
		}
	}
	same(len(a))
}

// keys are what steps are told apart by.
func keys(steps []*run.Step) []string {
	out := make([]string, len(steps))
	for i, s := range steps {
		name := s.Name
		if name == "" {
			name = s.Label
		}
		out[i] = name + "\x00" + s.Action
	}
	return out
}

// pair adds the row of a step, and the rows of what is in a loop.
func (c *Comparison) pair(a, b *run.Step, depth int) {
	r := Row{A: a, B: b, Depth: depth}
	if a != nil {
		r.TookA, r.KnownA = c.A.Took(a)
	}
	if b != nil {
		r.TookB, r.KnownB = c.B.Took(b)
	}
	r.What = c.differ(a, b)
	c.Rows = append(c.Rows, r)
	var innerA, innerB []*run.Step
	if a != nil {
		innerA = a.Inner
	}
	if b != nil {
		innerB = b.Inner
	}
	c.align(innerA, innerB, depth+1)
}
