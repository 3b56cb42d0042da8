package flow

import (
	"encoding/json"
	"math"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// stream is the runs of one workflow: those its trigger starts, numbered by
// time, and those that requests have started.
type stream struct {
	world     *kit.World
	index     uint64
	blueprint *blueprint // nil for a workflow made by a request
	variation int
	enabled   bool      // when the tenant was born
	changed   time.Time // last edit before the tenant was born
	weight    float64

	spans    []span
	versions []version
	made     []made               // by requests, oldest first
	canceled map[uint64]time.Time // run number → when the cancellation takes hold
	runsOff  int                  // what a PUT has taken off the counters
	failsOff int

	steady, spiked deal
	broke          uint64        // the first run of the spiked deal; see brokenFrom
	brokeAge       time.Duration // before the start; 0 is never

	modes   []failure     // see Service.modesOf
	longest time.Duration // see Service.longest; zeroed when a version is added
}

// span is a time during which the trigger was armed, and what fires in it.
type span struct {
	cadence  cadence
	from, to time.Time
	first    uint64 // cadence instants before from
	base     uint64 // runs before from
}

// version is a definition and when it came into force.
type version struct {
	since      time.Time
	definition json.RawMessage // nil if it is the blueprint's
	graph      *graph
}

// made is a run that a request started.
type made struct {
	start time.Time
	input json.RawMessage
}

// madeFlag marks the numbers of made runs.
const madeFlag = 1 << 39

// runsUpTo counts the runs that the trigger has started at or before t.
func (st *stream) runsUpTo(t time.Time) uint64 {
	n := uint64(0)
	for _, sp := range st.spans {
		if !t.After(sp.from) {
			break
		}
		n = sp.base + sp.cadence.upTo(earlier(t, sp.to)) - sp.first
	}
	return n
}

// startOf is when run n started; made runs are asked for by their flagged number.
func (st *stream) startOf(n uint64) time.Time {
	if n&madeFlag != 0 {
		return st.made[n&^madeFlag].start
	}
	i := len(st.spans) - 1
	for i > 0 && st.spans[i].base > n {
		i--
	}
	sp := st.spans[i]
	return sp.cadence.at(sp.first + n - sp.base)
}

// arm lets the trigger fire from now on, or stops it. c replaces the cadence if not nil.
func (st *stream) arm(on bool, now time.Time, c cadence) {
	last := len(st.spans) - 1
	armed := last >= 0 && st.spans[last].to.Equal(farFuture)
	if armed {
		if on && c == nil {
			return
		}
		st.spans[last].to = now
	}
	if !on {
		return
	}
	if c == nil {
		c = never{}
		if last >= 0 {
			c = st.spans[last].cadence
		}
	}
	st.spans = append(st.spans, span{cadence: c, from: now, to: farFuture, first: c.upTo(now), base: st.runsUpTo(now)})
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Outcomes are dealt in blocks of runs, a fixed number of failures to each, so
// that "how many of the first n failed" is arithmetic and not a count.
const block = 32

// deal is how a stretch of runs ends: its failures per block, the phase that
// tells workflows of the same rate apart, and the key of its shuffles.
type deal struct {
	perBlock, phase float64
	key             uint64
}

// upTo is the number of failures in the first b blocks.
func (d deal) upTo(b uint64) int {
	return int(math.Floor(float64(b)*d.perBlock+d.phase)) - int(math.Floor(d.phase))
}

// outcomeOf is how the n-th run of the stretch ends.
func (d deal) outcomeOf(w *kit.World, n uint64) outcome {
	b := n / block
	h := w.Hash("deal", d.key, b)
	rank, bad := shuffle(h, n%block), d.upTo(b+1)-d.upTo(b)
	switch {
	case rank < bad:
		return fails
	case rank == bad && h>>40%5 == 0:
		return cancels
	}
	return completes
}

// failuresOf counts the failures among the first n runs of the stretch.
func (d deal) failuresOf(w *kit.World, n uint64) int {
	b := n / block
	sum := d.upTo(b)
	for i := b * block; i < n; i++ {
		if d.outcomeOf(w, i) == fails {
			sum++
		}
	}
	return sum
}

// shuffle is a bijection on the places of a block, chosen by h.
func shuffle(h, place uint64) int {
	x := (place*(h&31|1) + h>>5&31) % block
	x ^= x >> 2
	x = (x*(h>>10&31|1) + h>>15&31) % block
	return int(x ^ x>>3)
}

// setRates draws how often the workflow fails.
func (st *stream) setRates() {
	st.steady = deal{perBlock: 0.02 * block, phase: fraction(st.world.Hash("rates", st.index)), key: 2 * st.index}
	st.spiked, st.broke = deal{key: 2*st.index + 1}, math.MaxUint64
	if st.blueprint == nil {
		return
	}
	rate := 0.0
	for _, m := range st.blueprint.modes {
		switch {
		case m.since == 0:
			rate += m.rate
		case st.variation == 0 && st.enabled:
			st.spiked.perBlock, st.brokeAge = m.rate*block, m.since
		}
	}
	st.steady.perBlock = min(0.5, rate*(0.4+1.4*fraction(st.world.Hash("luck", st.index)))) * block
}

// brokenFrom is the first run since the workflow broke, known once its cadence is.
func (st *stream) brokenFrom() uint64 {
	if st.brokeAge > 0 && st.broke == math.MaxUint64 {
		st.broke = st.runsUpTo(st.world.Start.Add(-st.brokeAge))
	}
	return st.broke
}

// outcome is how a run ends.
type outcome int

const (
	completes outcome = iota
	fails
	cancels
)

// outcomeOf is how run n ends if nobody interferes.
func (st *stream) outcomeOf(n uint64) outcome {
	if n&madeFlag != 0 {
		if fraction(st.world.Hash("made", st.index, n)) < st.steady.perBlock/block {
			return fails
		}
		return completes
	}
	if broke := st.brokenFrom(); n >= broke {
		return st.spiked.outcomeOf(st.world, n-broke)
	}
	return st.steady.outcomeOf(st.world, n)
}

// failuresOf counts the failures among the first n runs, closed or not.
func (st *stream) failuresOf(n uint64) int {
	calm := min(n, st.brokenFrom())
	return st.steady.failuresOf(st.world, calm) + st.spiked.failuresOf(st.world, n-calm)
}
