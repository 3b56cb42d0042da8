package timeline

import (
	"cmp"
	"slices"
	"time"
)

// A scale turns times into places. A place is a number of nanoseconds since the
// beginning in which the folded stretches take less than they lasted.
type scale struct {
	origin time.Time
	known  int64 // the latest moment that is known, since origin
	open   bool  // something lasts until now
	pieces []piece
}

// piece is a stretch of time and the places it takes; fold says that it is
// squeezed.
type piece struct {
	t0, t1 int64
	v0, v1 int64
	fold   bool
}

// interval is a stretch in which something goes on.
type interval struct{ from, to int64 }

// begin returns the first time a span knows.
func (s Span) begin() (time.Time, bool) {
	for _, t := range [...]time.Time{s.Scheduled, s.Started, s.Finished} {
		if !t.IsZero() {
			return t, true
		}
	}
	return time.Time{}, false
}

// end returns the last time a span knows, not before its begin: clocks disagree.
func (s Span) end() (time.Time, bool) {
	first, ok := s.begin()
	if !ok {
		return first, false
	}
	last := first
	for _, t := range [...]time.Time{s.Started, s.Finished} {
		if t.After(last) {
			last = t
		}
	}
	return last, true
}

// longest bounds a run, so that no arithmetic overflows whatever a clock says: a
// hundred years.
const longest = 100 * 365 * 24 * time.Hour

// offset returns how long after the beginning a moment is, within bounds.
func (s *scale) offset(t time.Time) int64 {
	return int64(max(0, min(t.Sub(s.origin), longest)))
}

// newScale lays the time of all rows out. It is O(n log n) in the number of
// spans.
func newScale(rows []Row) scale {
	var s scale
	for i := range rows {
		for _, sp := range rows[i].Spans {
			if t, ok := sp.begin(); ok && (s.origin.IsZero() || t.Before(s.origin)) {
				s.origin = t
			}
		}
	}
	if s.origin.IsZero() {
		return s
	}
	var busy []interval
	var edges []int64
	for i := range rows {
		for _, sp := range rows[i].Spans {
			end, ok := sp.end()
			if !ok {
				continue
			}
			begin, _ := sp.begin()
			to := s.offset(end)
			s.known = max(s.known, to)
			s.open = s.open || sp.Open
			if !rows[i].Frame {
				edges = append(edges, s.offset(begin), to)
				if sp.Started.After(begin) {
					edges = append(edges, s.offset(sp.Started))
				}
				busy = append(busy, interval{s.offset(begin), to})
				if sp.Open {
					busy[len(busy)-1].to = forever
				}
			}
		}
	}
	s.pieces = fold(stretches(busy, append(edges, 0, s.known)), s.known)
	return s
}

// forever is the end of what has none yet.
const forever = int64(1<<62 - 1)

// stretch is a candidate for folding: a time between two moments at which
// something happened. Idle ones have nothing going on in them.
type stretch struct {
	interval
	idle bool
}

// Stretches shorter than this are never folded: they are not worth a cut.
const leastFold = int64(5 * time.Second)

// A stretch is folded when it would take more than so many times what all the
// rest takes: an idle one soon, one that bars cross only when nothing else could
// be seen beside it.
const (
	idleShare    = 1
	crossedShare = 12
)

// foldShare is what a fold in which nothing goes on keeps of the width of all
// that is not folded.
const foldShare = 24

// fold cuts [0, known] into pieces. A fold that bars cross is as wide as all
// that is not folded and every shorter one together, so that what lasted longer
// is never drawn shorter.
func fold(all []stretch, known int64) []piece {
	folded, rest := foldable(all, known)
	drawn, idle := rest, max(rest/foldShare, 1)
	widths := make(map[int64]int64, len(folded)) // by where they begin
	for _, f := range slices.Backward(folded) {  // the shortest first
		if f.idle {
			widths[f.from] = idle
			continue
		}
		widths[f.from] = drawn
		drawn *= 2
	}
	slices.SortFunc(folded, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	var pieces []piece
	var t, v int64
	put := func(to, width int64, squeezed bool) {
		if to > t {
			pieces = append(pieces, piece{t, to, v, v + width, squeezed})
			t, v = to, v+width
		}
	}
	for _, f := range folded {
		put(f.from, f.from-t, false)
		put(f.to, widths[f.from], true)
	}
	put(known, known-t, false)
	return pieces
}

// foldable picks the stretches to fold, the longest first, and returns what is
// left of the total.
func foldable(all []stretch, known int64) (folded []stretch, rest int64) {
	rest = known
	slices.SortFunc(all, func(a, b stretch) int { return cmp.Compare(b.to-b.from, a.to-a.from) })
	for _, s := range all {
		length := s.to - s.from
		if length < leastFold {
			break
		}
		share := float64(crossedShare)
		if s.idle {
			share = idleShare
		}
		if others := rest - length; others > 0 && float64(length) > share*float64(others) {
			folded, rest = append(folded, s), others
		}
	}
	return folded, rest
}

// stretches returns the times between neighbouring edges, which are moments at
// which something changes, if they are long enough to matter.
func stretches(busy []interval, edges []int64) []stretch {
	slices.Sort(edges)
	slices.SortFunc(busy, func(a, b interval) int { return cmp.Compare(a.from, b.from) })
	var out []stretch
	reach, next := int64(-1), 0 // how far what has begun so far goes
	for i := 1; i < len(edges); i++ {
		from, to := edges[i-1], edges[i]
		if to-from < leastFold {
			continue
		}
		for next < len(busy) && busy[next].from <= from {
			reach = max(reach, busy[next].to)
			next++
		}
		out = append(out, stretch{interval{from, to}, reach < to})
	}
	return out
}

// total returns the number of places, at least one.
func (s *scale) total(now time.Time) int64 {
	var v int64
	if n := len(s.pieces); n > 0 {
		v = s.pieces[n-1].v1
	}
	if s.open {
		v += max(s.offset(now)-s.known, 0)
	}
	return max(v, 1)
}

// place returns the place of a moment, 0 for what is before the beginning.
func (s *scale) place(t time.Time, now time.Time) int64 {
	if s.origin.IsZero() || !t.After(s.origin) {
		return 0
	}
	d := s.offset(t)
	if d >= s.known {
		return min(s.total(now), s.end()+d-s.known)
	}
	i, _ := slices.BinarySearchFunc(s.pieces, d, func(p piece, d int64) int {
		if p.t1 <= d {
			return -1
		}
		return 1
	})
	p := s.pieces[i]
	if !p.fold {
		return p.v0 + d - p.t0
	}
	return p.v0 + int64(float64(d-p.t0)/float64(p.t1-p.t0)*float64(p.v1-p.v0))
}

// end is the place of the latest known moment.
func (s *scale) end() int64 {
	if n := len(s.pieces); n > 0 {
		return s.pieces[n-1].v1
	}
	return 0
}

// time returns the moment, since the beginning, at a place.
func (s *scale) time(v int64) int64 {
	if v >= s.end() {
		return s.known + v - s.end()
	}
	i, _ := slices.BinarySearchFunc(s.pieces, v, func(p piece, v int64) int {
		if p.v1 <= v {
			return -1
		}
		return 1
	})
	p := s.pieces[i]
	if !p.fold {
		return p.t0 + v - p.v0
	}
	return p.t0 + int64(float64(v-p.v0)/float64(p.v1-p.v0)*float64(p.t1-p.t0))
}
