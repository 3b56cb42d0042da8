package inbox

import (
	"time"

	"iscope/api/sandbox/internal/kit"
)

// The rhythm of the tenant. A slot has a fixed length; within it the event
// comes at a random moment of the first part. Moments of slots are functions of
// the seed, so the same requests at the same times always find the same items.
const (
	arrivalSlot   = 30 * time.Second // arrivals are 20–40 s apart
	arrivalJitter = 10 * time.Second
	rivalSlot     = 4 * time.Minute // other people's decisions are 3–5 min apart
	rivalJitter   = time.Minute
	moreThanBorn  = 12            // no arrivals while so many more are open than at the start
	rivalAge      = 6 * time.Hour // others decide only what has waited this long
)

// life remembers how far the tenant's own events have been played.
type life struct {
	quota    int    // open items of the caller at the start
	arrivals uint64 // slots played
	rivals   uint64
}

// live plays every event that was due by now, in order.
func (s *Service) live() {
	now := s.world.Now()
	for {
		arrival := s.moment("work-item arrival", s.life.arrivals, arrivalSlot, arrivalJitter)
		rival := s.moment("work-item rival", s.life.rivals, rivalSlot, rivalJitter)
		switch {
		case !arrival.After(now) && !arrival.After(rival):
			s.arrive(arrival)
			s.life.arrivals++
		case !rival.After(now):
			s.rivalDecides(rival)
			s.life.rivals++
		default:
			return
		}
	}
}

// moment is when slot k happens. Slot 0 is one whole slot after the start.
func (s *Service) moment(kind string, k uint64, slot, jitter time.Duration) time.Time {
	late := time.Duration(s.world.Hash(kind, k) % uint64(jitter))
	return s.world.Start.Add(time.Duration(k+1)*slot + late).Truncate(time.Millisecond)
}

// arrive brings the caller a new item, unless there are plenty.
func (s *Service) arrive(at time.Time) {
	me := s.world.Me.Index
	if s.life.quota == 0 || len(s.ledger.shelf(me).open) >= s.life.quota+moreThanBorn {
		return
	}
	s.ledger.add(at, me, -1)
}

// rivalDecides lets another administrator decide one of the caller's oldest
// access requests. It stops when a quarter of them has gone that way, so that a
// tenant left alone is never found empty.
func (s *Service) rivalDecides(at time.Time) {
	open := s.ledger.shelf(s.world.Me.Index).open
	if len(open) <= s.life.quota*3/4 {
		return
	}
	oldest := kit.Millis(at.Add(-rivalAge))
	var candidates []uint32
	for _, n := range open[:min(20, len(open))] {
		if it := s.ledger.item(n); it.Type == "Approval" && it.Created < oldest && len(openLines(it)) > 0 {
			candidates = append(candidates, n)
		}
	}
	if len(candidates) == 0 {
		return
	}
	draw := s.world.Hash("work-item rival choice", s.life.rivals)
	verdict := finished
	if draw>>32%5 == 0 {
		verdict = rejected
	}
	s.concludeAt(candidates[draw%uint64(len(candidates))], verdict, at)
}

// concludeAt decides all open lines of an item at a moment that may have passed.
func (s *Service) concludeAt(n uint32, verdict string, at time.Time) {
	it := s.ledger.change(n)
	for _, i := range openLines(it) {
		it.ApprovalItems[i].State = &verdict
	}
	s.ledger.close(n, it, at)
}
