package board

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"iscope/api"
)

// Kind is what the failures of a group have in common.
type Kind uint8

// Kinds of groups, in the order they stand in.
const (
	Known      Kind = iota // the same error at the same step
	Unread                 // why they failed was not read yet
	Archived               // their histories are not kept any more
	Unreadable             // their histories cannot be read
)

// TrendBuckets is how many stretches of time a trend has.
const TrendBuckets = 12

// Group is failures of one workflow that have something in common.
type Group struct {
	Key      string // tells it from others, however the board changes
	Kind     Kind
	Workflow string // id
	Name     string // of the workflow, as View shows it; the caller's to fill in
	Step     string // name in the definition, "" where no step failed
	Label    string // what the step is called
	Print    string // fingerprint of the error, "" where the history has none
	Sample   string // the error of the newest run, clean
	Uniform  bool   // all errors read like Sample
	Count    int
	Runs     int // of the workflow in the window; -1 where nobody knows, the caller's to fill in
	First    time.Time
	Last     time.Time
	Newest   string   // id of the newest run
	Trend    []int    // failures by stretch of the window, the newest last
	IDs      []string // of the runs, newest first; only Book.Runs and View.Selected fill it in
}

// Tally counts failures in the window by what is known of them. It always adds
// up: Total is the sum of the others.
type Tally struct{ Total, Known, Unread, Archived, Unreadable int }

// Add returns the sum of two tallies.
func (t Tally) Add(o Tally) Tally {
	return Tally{t.Total + o.Total, t.Known + o.Known, t.Unread + o.Unread, t.Archived + o.Archived, t.Unreadable + o.Unreadable}
}

func (t *Tally) count(k Kind) {
	t.Total++
	switch k {
	case Known:
		t.Known++
	case Unread:
		t.Unread++
	case Archived:
		t.Archived++
	case Unreadable:
		t.Unreadable++
	}
}

// kind is where an entry stands: what is being read is not read yet.
func (it *entry) kind() Kind {
	switch it.state {
	case read:
		return Known
	case archived:
		return Archived
	case unreadable:
		return Unreadable
	}
	return Unread
}

// Tallies counts the failures in the window by workflow.
func (b *Book) Tallies() map[string]Tally {
	all := make([]Tally, len(b.flows))
	for i := range b.entries {
		if it := &b.entries[i]; b.window.contains(it.start) {
			all[it.flow].count(it.kind())
		}
	}
	out := map[string]Tally{}
	for i, t := range all {
		if t.Total > 0 {
			out[b.flows[i].id] = t
		}
	}
	return out
}

// groupOf is the key of the group an entry is in.
type groupOf struct {
	kind Kind
	at   int32 // a cause, or a workflow
}

func (it *entry) group() groupOf {
	if k := it.kind(); k != Known {
		return groupOf{k, it.flow}
	}
	return groupOf{Known, it.cause}
}

// Groups returns the groups of the failures in the window, the one with the
// newest run first, those of which nothing is known last. now is where an open
// window ends.
func (b *Book) Groups(now time.Time) []Group {
	from, width := b.stretch(now)
	at := map[groupOf]int{}
	var out []Group
	for i := range b.entries {
		it := &b.entries[i]
		if !b.window.contains(it.start) {
			continue
		}
		k := it.group()
		n, ok := at[k]
		if !ok {
			n = len(out)
			at[k] = n
			out = append(out, b.empty(k))
		}
		out[n].take(it, int((it.start-from)/width))
	}
	slices.SortFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(min(a.Kind, Unread), min(b.Kind, Unread)), b.Last.Compare(a.Last), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// stretch returns where the window begins and how long one of its stretches is.
// A window without a beginning begins with the oldest failure.
func (b *Book) stretch(now time.Time) (from, width int64) {
	from, to := b.window.from, now.UnixNano()
	if !b.window.To.IsZero() {
		to = min(to, b.window.to)
	}
	if b.window.From.IsZero() {
		from = to
		for i := range b.entries {
			from = min(from, b.entries[i].start)
		}
	}
	return from, max((to-from)/TrendBuckets+1, 1)
}

func (b *Book) empty(k groupOf) Group {
	g := Group{Kind: k.kind, Runs: -1, Trend: make([]int, TrendBuckets)}
	if k.kind != Known {
		g.Workflow = b.flows[k.at].id
		g.Key = strconv.Itoa(int(k.kind)) + " " + g.Workflow
		return g
	}
	c := &b.causes[k.at]
	g.Workflow, g.Step, g.Label, g.Print, g.Sample, g.Uniform = b.flows[c.flow].id, c.step, c.label, c.print, c.sample, c.uniform
	g.Key = "0 " + strconv.Itoa(int(k.at))
	return g
}

func (g *Group) take(it *entry, bucket int) {
	g.Count++
	start := time.Unix(0, it.start).UTC()
	if g.First.IsZero() || start.Before(g.First) {
		g.First = start
	}
	if g.Last.IsZero() || start.After(g.Last) {
		g.Last, g.Newest = start, it.id
	}
	g.Trend[min(max(bucket, 0), TrendBuckets-1)]++
}

// Runs returns the runs of a group in the window, the newest first, none where
// there is no such group any more.
func (b *Book) Runs(key string) []api.Execution {
	var out []api.Execution
	for i := range b.entries {
		it := &b.entries[i]
		if b.window.contains(it.start) && b.keyOf(it) == key {
			out = append(out, b.execution(int32(i)))
		}
	}
	slices.SortFunc(out, func(a, b api.Execution) int { return cmp.Or(b.Start.Compare(a.Start), cmp.Compare(a.ID, b.ID)) })
	return out
}

func (b *Book) keyOf(it *entry) string {
	k := it.group()
	if k.kind == Known {
		return "0 " + strconv.Itoa(int(k.at))
	}
	return strconv.Itoa(int(k.kind)) + " " + b.flows[k.at].id
}
