package trend

import (
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/views/tasks/usual"
)

// Most is how many runs are set side by side.
const Most = 12

// Run is one run of a task.
type Run struct {
	ID      string
	Status  api.CompletionStatus // "" while it is pending
	Pending bool
	Began   time.Time
	Took    time.Duration // 0: not known, or pending
	Figures []api.TaskFigure
}

// Runs returns the run of a task and those of its like that began before it,
// newest first, Most at the most. Others are looked at once; those of another
// kind and doubles are left out.
func Runs(t *api.Task, others iter.Seq[*api.Task]) []Run {
	kind := usual.KindOf(t)
	like := []*api.Task{t}
	seen := map[string]bool{t.ID: true}
	for o := range others {
		if seen[o.ID] || usual.KindOf(o) != kind || o.Pending() || o.Began().After(t.Began()) {
			continue
		}
		seen[o.ID] = true
		like = append(like, o)
	}
	slices.SortStableFunc(like[1:], func(a, b *api.Task) int { return b.Began().Compare(a.Began()) })
	like = like[:min(len(like), Most)]
	out := make([]Run, len(like))
	for i, l := range like {
		out[i] = runOf(l)
	}
	return out
}

func runOf(t *api.Task) Run {
	body := t.Body()
	r := Run{ID: t.ID, Status: t.Status, Pending: t.Pending(), Began: t.Began(), Figures: append(body.Returns, body.Attributes...)}
	if !t.Completed.IsZero() {
		r.Took = t.Took(t.Completed)
	}
	return r
}

// Before returns the run that the first of several, at least two, is to be
// compared with: the last one before it that returned figures, as one that failed
// may not, else the last one.
func Before(runs []Run) Run {
	for _, r := range runs[1:] {
		if len(r.Figures) > 0 {
			return r
		}
	}
	return runs[1]
}

// figure returns a figure of a run by its name.
func (r Run) figure(name string) (string, bool) {
	for _, f := range r.Figures {
		if f.Name == name {
			return f.Value, true
		}
	}
	return "", false
}

// Change is a figure of two runs.
type Change struct {
	Name        string
	Now, Before string // "" where the run has no such figure
	Difference  string // in words: "+12", "same", "new", "gone", "changed"
	Sign        int    // -1, 0 or 1: fewer, as many, more; 0 where that means nothing
}

// Compare returns the figures of two runs side by side, in the order of the
// newer one; those that only the older one has come last.
func Compare(now, before Run) []Change {
	var out []Change
	for _, f := range now.Figures {
		was, ok := before.figure(f.Name)
		c := Change{Name: f.Name, Now: f.Value, Before: was, Difference: "new"}
		if ok {
			c.Difference, c.Sign = difference(f.Value, was)
		}
		out = append(out, c)
	}
	for _, f := range before.Figures {
		if _, ok := now.figure(f.Name); !ok {
			out = append(out, Change{Name: f.Name, Before: f.Value, Difference: "gone"})
		}
	}
	return out
}

func difference(now, before string) (string, int) {
	a, ok1 := Number(now)
	b, ok2 := Number(before)
	switch {
	case now == before, ok1 && ok2 && a == b:
		return "same", 0
	case !ok1 || !ok2:
		return "changed", 0
	case a > b:
		return "+" + number(a-b), 1
	}
	return "-" + number(b-a), -1
}

// number writes a difference: whole ones with separators.
func number(f float64) string {
	if f == math.Trunc(f) && f < 1e15 {
		return cell.Thousands(int(f))
	}
	return strconv.FormatFloat(f, 'f', 2, 64)
}

// Number reads a figure as a number; some come as text, with separators.
func Number(s string) (float64, bool) {
	f, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

// Longer says by how much a run took longer than another, in words: "+12.0s",
// "-3.0s", "same"; "" where that is not known of one of them.
func Longer(now, before Run) string {
	d := (now.Took - before.Took).Round(100 * time.Millisecond)
	switch {
	case now.Took == 0 || before.Took == 0:
		return ""
	case d > 0:
		return "+" + cell.Duration(d)
	case d < 0:
		return "-" + cell.Duration(-d)
	}
	return "same"
}

// Names returns the figures that are numbers in at least two of the runs, in the
// order of the newest run that has each.
func Names(runs []Run) []string {
	count := map[string]int{}
	var order []string
	for _, r := range runs {
		for _, f := range r.Figures {
			if _, ok := Number(f.Value); !ok {
				continue
			}
			if count[f.Name]++; count[f.Name] == 1 {
				order = append(order, f.Name)
			}
		}
	}
	return slices.DeleteFunc(order, func(name string) bool { return count[name] < 2 })
}

// Values returns a figure of the runs, oldest first, NaN where one has none.
func Values(runs []Run, name string) []float64 {
	out := make([]float64, len(runs))
	for i, r := range runs {
		v, ok := r.figure(name)
		f, isNumber := Number(v)
		if !ok || !isNumber {
			f = math.NaN()
		}
		out[len(runs)-1-i] = f
	}
	return out
}

// Took returns how long the runs took in seconds, oldest first, NaN where that
// is not known.
func Took(runs []Run) []float64 {
	out := make([]float64, len(runs))
	for i, r := range runs {
		out[len(runs)-1-i] = r.Took.Seconds()
		if r.Took == 0 {
			out[len(runs)-1-i] = math.NaN()
		}
	}
	return out
}

// Heights turns values into heights of a small chart, from 0 to levels-1; -1
// where there is no value. They count from nothing, so that half as much is half
// as high; where all are alike they stand in the middle.
func Heights(values []float64, levels int) []int {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	out := make([]int, len(values))
	for i, v := range values {
		switch {
		case math.IsNaN(v):
			out[i] = -1
		case low == high:
			out[i] = levels / 2
		case high <= 0: // all below nothing
			out[i] = int((v - low) / (high - low) * float64(levels-1))
		default:
			out[i] = max(0, int(math.Round(v/high*float64(levels-1))))
		}
	}
	return out
}
