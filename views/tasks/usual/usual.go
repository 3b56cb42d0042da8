package usual

import (
	"cmp"
	"slices"
	"time"

	"iscope/api"
)

// Kind is what makes tasks comparable: the same work on the same target.
type Kind struct{ Name, Target string }

// KindOf returns the kind of a task.
func KindOf(t *api.Task) Kind {
	return Kind{cmp.Or(t.Name, t.Description, t.Type), cmp.Or(t.Target.ID, t.Target.Name)}
}

// Fewest is how many runs it takes to say what is usual.
const Fewest = 3

// Bounds of a book: runs kept of a kind, and kinds.
const (
	maxRuns  = 64
	maxKinds = 1_000
)

// Usual is how long tasks of a kind take.
type Usual struct {
	Median time.Duration
	P95    time.Duration // 95 of 100 took no longer
	Runs   int           // how many it is taken from
}

// Book holds the durations of tasks by kind. The zero value is empty and ready.
type Book struct {
	kinds map[Kind]*kind
	clock uint64 // grows with every task added
}

// kind is what is known of a kind: its runs, the newest first.
type kind struct {
	runs []run
	seen uint64 // of the clock, when the last one was added
	memo Usual  // Runs is 0 where it has to be worked out
}

type run struct {
	id   string
	took time.Duration
	end  time.Time
}

// Counts reports whether the time a task took says how long its like take.
func Counts(t *api.Task) bool {
	return !t.Pending() && !t.Completed.IsZero() && t.Took(t.Completed) > 0 && (t.Status.Is(api.TaskSuccess) || t.Status.Is(api.TaskWarning))
}

// Add takes a task that was seen. One that does not count is ignored, and so is
// one that is known already.
func (b *Book) Add(t *api.Task) {
	if !Counts(t) {
		return
	}
	if b.kinds == nil {
		b.kinds = map[Kind]*kind{}
	}
	key := KindOf(t)
	k := b.kinds[key]
	if k == nil {
		b.forget()
		k = &kind{}
		b.kinds[key] = k
	}
	b.clock++
	k.seen = b.clock
	if slices.ContainsFunc(k.runs, func(r run) bool { return r.id == t.ID }) {
		return
	}
	r := run{t.ID, t.Took(t.Completed), t.Completed}
	at, _ := slices.BinarySearchFunc(k.runs, r, func(a, b run) int { return b.end.Compare(a.end) })
	if at >= maxRuns {
		return // older than all that count
	}
	k.runs = slices.Insert(k.runs, at, r)
	k.runs = k.runs[:min(len(k.runs), maxRuns)]
	k.memo = Usual{}
}

// forget makes room for one more kind.
func (b *Book) forget() {
	if len(b.kinds) < maxKinds {
		return
	}
	var oldest Kind
	least := b.clock + 1
	for key, k := range b.kinds {
		if k.seen < least {
			oldest, least = key, k.seen
		}
	}
	delete(b.kinds, oldest)
}

// Of returns how long tasks of the same kind take; ok is false where too few are
// known.
func (b *Book) Of(t *api.Task) (u Usual, ok bool) {
	k := b.kinds[KindOf(t)]
	if k == nil || len(k.runs) < Fewest {
		return Usual{}, false
	}
	if k.memo.Runs == 0 {
		took := make([]time.Duration, len(k.runs))
		for i, r := range k.runs {
			took[i] = r.took
		}
		slices.Sort(took)
		k.memo = Usual{Median: took[len(took)/2], P95: took[(len(took)*95+99)/100-1], Runs: len(took)}
	}
	return k.memo, true
}

// Len returns how many durations are kept.
func (b *Book) Len() int {
	n := 0
	for _, k := range b.kinds {
		n += len(k.runs)
	}
	return n
}
