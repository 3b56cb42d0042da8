package tasks

import (
	"math"
	"slices"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// kindName names tasks in [kit.World.ID32].
const kindName = "task"

const (
	slot       = time.Minute // a new task starts in each
	slotLate   = 40 * time.Second
	slotFirst  = 20 * time.Second // of the tenant's life before the first slot
	runningNow = 4                // tasks under way when the tenant is born
	history    = 80 * 24 * time.Hour
	longest    = 30 * time.Minute // no task takes longer, but for the stuck ones
)

// run is one task as the seed has it, before anybody touched it.
type run struct {
	n        uint64
	kind     *taskKind
	source   *kit.Source // for target APPLICATION
	created  time.Time
	launched time.Time
	ends     time.Time // zero: never
	outcome  string
}

// timeline knows when tasks come and which of the past never end.
type timeline struct {
	world *kit.World
	born  uint64   // tasks at the start
	stuck []uint64 // rising
}

func newTimeline(w *kit.World) *timeline {
	l := &timeline{world: w, born: uint64(w.Scale.Tasks)}
	if l.born < 3*runningNow {
		return l
	}
	for _, age := range []time.Duration{9 * 24 * time.Hour, 77 * time.Hour, 26 * time.Hour} {
		// The first task younger than the age is the one after the last that is older.
		n := l.firstAfter(w.Start.Add(-age))
		if n > 0 && n <= l.born-runningNow && !slices.Contains(l.stuck, n-1) {
			l.stuck = append(l.stuck, n-1)
		}
	}
	return l
}

// firstAfter is the first task of the past created after t.
func (l *timeline) firstAfter(t time.Time) uint64 {
	lo, hi := uint64(0), l.born
	for lo < hi {
		mid := (lo + hi) / 2
		if l.created(mid).After(t) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// created is when a task came to be; it rises with n.
func (l *timeline) created(n uint64) time.Time {
	at := l.world.Start
	luck := float64(l.world.Hash("task time", n)>>11) / (1 << 53)
	switch back := l.born - 1 - n; {
	case n >= l.born:
		at = at.Add(slotFirst + time.Duration(n-l.born)*slot + time.Duration(luck*float64(slotLate)))
	case back < runningNow:
		at = at.Add(-15*time.Second - time.Duration((float64(back)+0.8*luck)*float64(time.Minute)))
	default:
		u := (float64(back-runningNow) + 0.1 + 0.8*luck) / float64(l.born-runningNow)
		bend := 3.0
		if l.born > 2000 {
			bend = 1 // or thousands would have run within the last hour
		}
		at = at.Add(-5*time.Minute - time.Duration(math.Pow(u, bend)*float64(history)))
	}
	return at.Truncate(time.Millisecond)
}

// total is how many tasks there have ever been.
func (l *timeline) total(now time.Time) uint64 {
	if l.born == 0 {
		return 0 // a tenant without tasks starts none
	}
	since := now.Sub(l.world.Start) - slotFirst
	if since < 0 {
		return l.born
	}
	n := l.born + uint64(since/slot)
	if l.created(n).After(now) {
		return n
	}
	return n + 1
}

// run works out a task.
func (l *timeline) run(n uint64) run {
	r := l.world.Rand("task", n)
	t := run{n: n, kind: drawKind(r.IntN(totalWeight)), created: l.created(n), outcome: drawOutcome(r.IntN(100))}
	if t.kind.target == "APPLICATION" {
		t.source = &l.world.Sources[r.IntN(len(l.world.Sources))]
	}
	// The source decides what is usual, the day only how far it is from that.
	scale := 0.4 + 1.2*l.trait("task usual", t)
	took := time.Duration(float64(t.kind.usual) * scale * (0.75 + 0.6*r.Float64()))
	if r.IntN(25) == 0 {
		took *= 3
	}
	if t.outcome == "ERROR" {
		took = took * 2 / 3
	}
	wait := time.Duration(200+r.IntN(1800)) * time.Millisecond
	if t.kind.typ == "QUEUED_TASK" {
		wait += time.Duration(r.IntN(14)) * time.Second
	}
	switch {
	case slices.Contains(l.stuck, n):
		t.launched = t.created.Add(wait)
		return t
	case n < l.born && l.born-1-n < runningNow:
		took = l.world.Start.Sub(t.created) + 30*time.Second + time.Duration(r.Int64N(int64(4*time.Minute)))
	case n < l.born:
		// What is past has ended before the tenant was born.
		took = min(took, time.Duration(0.9*float64(l.world.Start.Sub(t.created)-wait)))
	}
	t.launched = t.created.Add(wait)
	t.ends = t.launched.Add(min(took, longest)).Truncate(time.Millisecond)
	return t
}

// trait is a number from 0 to 1 that all runs of a kind on one source share.
func (l *timeline) trait(name string, t run) float64 {
	source := uint64(0)
	if t.source != nil {
		source = uint64(t.source.Index) + 1
	}
	return float64(l.world.Hash(name, uint64(t.kind.usual), source)%1000) / 1000
}

var totalWeight = func() (sum int) {
	for _, k := range kinds {
		sum += k.weight
	}
	return sum
}()

func drawKind(draw int) *taskKind {
	for i := range kinds {
		if draw < kinds[i].weight {
			return &kinds[i]
		}
		draw -= kinds[i].weight
	}
	return &kinds[0]
}

func drawOutcome(draw int) string {
	switch {
	case draw < 74:
		return "SUCCESS"
	case draw < 85:
		return "WARNING"
	case draw < 94:
		return "ERROR"
	case draw < 97:
		return "TERMINATED"
	}
	return "TEMPERROR"
}
