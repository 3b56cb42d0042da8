package flow

import (
	"math"
	"time"
)

// How the tenant's runs are spread over its workflows and over time.
const (
	pastDays      = 89            // runs go back this far; 90 days is where the archive begins
	liveSpan      = 2 * time.Hour // until the start, runs have come at the live pace already
	liveShare     = 0.15          // of all runs, that the live span may hold at most
	scheduleShare = 0.35          // of all runs, that schedules may hold at most
	livePerMinute = 3.0           // over the tenant, if its size does not ask for more
	archive       = 90 * day
)

// roster makes the streams of all workflows that the tenant is born with, so
// that their runs until the start add up to the number asked for.
func (s *Service) roster() []*stream {
	if s.streams != nil {
		return s.streams
	}
	list := make([]*stream, s.world.Scale.Workflows)
	for i := range list {
		list[i] = s.newStream(uint64(i))
	}
	if total := s.world.Scale.Executions; total > 0 {
		left := total - s.timetables(list, total)
		left -= s.livePaces(list, total)
		s.pastEvents(list, max(left, 0))
	}
	s.streams = list
	return list
}

// newStream draws what kind of workflow i is, without any runs yet.
func (s *Service) newStream(i uint64) *stream {
	kinds := blueprints()
	n := uint64(len(kinds))
	b := &kinds[i%n]
	st := &stream{world: s.world, index: i, blueprint: b, variation: int(i / n)}
	h := s.world.Hash("workflow", i)
	st.enabled = !b.off && (h%100 < 84 || i < n)
	st.weight = b.busy * math.Exp(1.1*normal(s.world.Hash("weight", i)))
	if i < n && b.busy > 1 {
		st.weight = b.busy * 1.5 // the first of each kind is what the demo shows
	}
	past := time.Duration(pastDays) * day
	changed := s.world.Start.Add(-time.Duration(float64(past) * (0.002 + 2.5*fraction(h))))
	if !st.enabled {
		changed = s.world.Start.Add(-liveSpan - time.Duration(float64(past)*0.7*fraction(h)))
		st.weight *= 0.4
	}
	st.changed = changed
	st.setRates()
	return st
}

// open is when the workflow last stopped firing before the start.
func (st *stream) open() time.Time {
	if st.enabled {
		return st.world.Start
	}
	return st.changed
}

func (s *Service) born() time.Time { return s.world.Start.Add(-pastDays * day) }

// timetables gives scheduled workflows their runs, and says how many.
func (s *Service) timetables(list []*stream, total int) int {
	counts := make([]int, len(list))
	var rare, often int // runs of workflows that start at most, or more than, once a day
	for i, st := range list {
		if st.blueprint.on.kind != onSchedule {
			continue
		}
		all := &timetable{schedule: st.blueprint.on.every, jitter: st.jitter("lag")}
		all.first = countUntil(all, st.open())
		st.spans = []span{{cadence: all, to: farFuture}}
		if counts[i] = all.first - countUntil(all, s.born()); counts[i] > pastDays {
			often += counts[i]
		} else {
			rare += counts[i]
		}
	}
	budget := scheduleShare * float64(total)
	rareScale := min(1, budget/float64(max(rare, 1)))
	oftenScale := min(1, max(0, budget-float64(rare))/float64(max(often, 1)))
	sum := 0
	for i, st := range list {
		if st.blueprint.on.kind != onSchedule {
			continue
		}
		scale := rareScale
		if counts[i] > pastDays {
			scale = oftenScale
		}
		n := int(float64(counts[i]) * scale)
		st.spans[0].cadence.(*timetable).first -= n
		st.close()
		sum += n
	}
	return sum
}

// countUntil counts all firings of the schedule until t, whatever the first one in use.
func countUntil(all *timetable, t time.Time) int {
	from0 := timetable{schedule: all.schedule, jitter: all.jitter}
	return int(from0.upTo(t))
}

// livePaces lets the enabled workflows that something outside starts run on
// from a little before the start, and says how many runs they have had by then.
func (s *Service) livePaces(list []*stream, total int) int {
	var weights float64
	for _, st := range list {
		if st.fires() {
			weights += st.weight
		}
	}
	perMinute := max(livePerMinute, float64(total)/(pastDays*24*60))
	reach := min(liveSpan, time.Duration(liveShare*float64(total)/perMinute*float64(time.Minute)))
	sum := 0
	for _, st := range list {
		if k := st.blueprint.on.kind; k == onSchedule {
			continue
		}
		e := &events{from: s.born(), until: st.open(), live: s.world.Start, jitter: st.jitter("event")}
		if e.from.After(e.until) {
			e.from = e.until.Add(-day)
		}
		if st.fires() {
			e.until = s.world.Start.Add(-reach)
			e.live = e.until
			e.pace = time.Duration(weights / st.weight / perMinute * float64(time.Minute))
			sum += int(e.upTo(s.world.Start))
		}
		st.spans = []span{{cadence: e, to: farFuture}}
	}
	return sum
}

// fires says whether runs keep coming by themselves.
func (st *stream) fires() bool {
	k := st.blueprint.on.kind
	return st.enabled && (k == onEvent || k == onExternal)
}

// pastEvents spreads the rest of the runs over the past of those workflows.
func (s *Service) pastEvents(list []*stream, left int) {
	var weights, seen float64
	weight := func(st *stream) float64 {
		switch st.blueprint.on.kind {
		case onSchedule:
			return 0
		case onNothing:
			return st.weight * 0.1
		}
		return st.weight
	}
	for _, st := range list {
		weights += weight(st)
	}
	given := 0
	for _, st := range list {
		if weight(st) == 0 {
			continue
		}
		seen += weight(st)
		upTo := int(math.Round(float64(left) * min(1, seen/weights)))
		st.spans[0].cadence.(*events).past = uint64(upTo - given)
		given = upTo
		st.close()
	}
}

// close ends the span of a workflow that is born disabled.
func (st *stream) close() {
	if !st.enabled {
		st.spans[0].to = st.open()
	}
}

// jitter is a hash by instant, of the stream's own.
func (st *stream) jitter(kind string) func(uint64) uint64 {
	return func(k uint64) uint64 { return st.world.Hash(kind, st.index, k) }
}

// fraction makes a number in [0, 1) of a hash.
func fraction(h uint64) float64 { return float64(h>>11) / (1 << 53) }

// normal makes a roughly normal number (mean 0, deviation 1) of a hash: the sum
// of four uniform ones.
func normal(h uint64) float64 {
	sum := float64(h&0xffff) + float64(h>>16&0xffff) + float64(h>>32&0xffff) + float64(h>>48)
	return (sum/65536 - 2) * math.Sqrt(3)
}
