package stats

import (
	"iter"
	"slices"
	"time"
)

// Outcome is how a run ended, as far as figures care.
type Outcome uint8

// Outcomes.
const (
	Open      Outcome = iota // it has not ended
	Completed                // it did what it should
	Failed
	Other // canceled, or something nobody knows
)

// Run is what figures are made of.
type Run struct {
	Took    time.Duration // 0: unknown
	Outcome Outcome
}

// Span is the time that runs were counted in. It is as good as the caller's
// knowledge: every run that started in it must be there.
type Span struct{ From, To time.Time }

// Stats are the figures of the runs of one workflow. The zero Stats are those of
// no runs.
type Stats struct {
	Runs   int // that started
	Ended  int
	Failed int
	Timed  int           // completed, with a duration: what Median and P95 are of
	Median time.Duration // 0 where Timed is
	P95    time.Duration // nearest rank: of 20 runs, 19 took no longer
	Span   Span
}

// Of counts runs, in any order.
func Of(runs iter.Seq[Run], span Span) Stats {
	s := Stats{Span: span}
	var took []time.Duration
	for r := range runs {
		s.Runs++
		switch r.Outcome {
		case Open:
			continue
		case Failed:
			s.Failed++
		case Completed:
			if r.Took > 0 {
				took = append(took, r.Took)
			}
		}
		s.Ended++
	}
	if s.Timed = len(took); s.Timed > 0 {
		slices.Sort(took)
		s.Median, s.P95 = rank(took, 50), rank(took, 95)
	}
	return s
}

// rank returns the smallest of the ordered values that so many percent of them do
// not exceed.
func rank(sorted []time.Duration, percent int) time.Duration {
	return sorted[(len(sorted)*percent+99)/100-1]
}

// FailureRate returns the share of the ended runs that failed; ok is false where
// none has ended.
func (s Stats) FailureRate() (share float64, ok bool) {
	if s.Ended == 0 {
		return 0, false
	}
	return float64(s.Failed) / float64(s.Ended), true
}

// PerDay returns how many runs start in a day on average; ok is false where there
// are too few of them, or too short a time, to say.
func (s Stats) PerDay() (n float64, ok bool) {
	d := s.Span.To.Sub(s.Span.From)
	if s.Span.From.IsZero() || s.Runs < 2 || d < time.Minute {
		return 0, false
	}
	return float64(s.Runs) * float64(24*time.Hour) / float64(d), true
}

// What it takes to call a run slow. Of any runs, one in twenty takes longer than
// the 95th percentile; so it must also stand out.
const (
	slowSample = 20          // completed runs that tell what is usual
	slowFactor = 2           // times the median
	slowFloor  = time.Second // beyond the median
)

// Slow reports whether a run that took that long, or runs for that long already,
// is slower than usual: longer than 19 in 20 completed runs, at least twice the
// median, and by a second or more. Fewer than 20 completed runs tell nothing.
func (s Stats) Slow(took time.Duration) bool {
	return s.Timed >= slowSample && took > s.P95 && took >= slowFactor*s.Median && took-s.Median >= slowFloor
}

// Levels is how many heights a bar may have: as many eighths of a line as leave air
// to the line above.
const Levels = 6

// Level returns the height of a bar for a duration, from 1 to Levels: half of
// them is the median, all of them twice the median or more. It is 0 where nothing
// is known to compare with.
func (s Stats) Level(took time.Duration) int {
	if s.Median <= 0 || took <= 0 {
		return 0
	}
	if took >= 2*s.Median {
		return Levels
	}
	return max(1, int((took*Levels/2+s.Median/2)/s.Median))
}
