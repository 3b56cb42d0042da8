package flow

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Statuses, as a real tenant sends them: a running one is Executing, whatever
// the documents say.
const (
	statusCompleted = "Completed"
	statusFailed    = "Failed"
	statusCanceled  = "Canceled"
	statusQueued    = "Queued"
	statusExecuting = "Executing"
)

// closedAs is the status of a closed run by its outcome.
var closedAs = [...]string{completes: statusCompleted, fails: statusFailed, cancels: statusCanceled}

// run is one execution as it is at an instant.
type run struct {
	st     *stream
	n      uint64
	start  time.Time
	begin  time.Time // start plus the time in the queue
	close  time.Time // when it closes, be that in the future
	end    outcome   // how it closes
	mode   failure   // why it fails
	status string    // now
}

// closed says whether the run is over.
func (r run) closed() bool { return r.status != statusQueued && r.status != statusExecuting }

// runAt computes run n of a stream as it is now.
func (s *Service) runAt(st *stream, n uint64, now time.Time) run {
	r := run{st: st, n: n, start: st.startOf(n), end: st.outcomeOf(n)}
	r.begin = s.queued(st, n, r.start)
	if r.end == fails {
		r.mode = s.modeOf(st, n)
	}
	r.close = r.begin.Add(s.lasts(r))
	if at, ok := st.canceled[n]; ok && at.Before(r.close) {
		r.close, r.end = at, cancels
		r.begin = earlier(r.begin, at)
	}
	switch {
	case now.Before(earlier(r.begin, r.close)):
		r.status = statusQueued
	case now.Before(r.close):
		r.status = statusExecuting
	default:
		r.status = closedAs[r.end]
	}
	return r
}

// queued is when the run leaves the queue.
func (s *Service) queued(st *stream, n uint64, start time.Time) time.Time {
	h := s.world.Hash("run", st.index, n)
	if h>>32%20 == 0 {
		return start.Add(time.Duration(2000+h>>16%23000) * time.Millisecond) // a throttled engine
	}
	return start.Add(time.Duration(20+h%900) * time.Millisecond)
}

// lasts is how long the run takes from its begin, were it left alone.
func (s *Service) lasts(r run) time.Duration {
	c := s.cost(s.versionAt(r.st, r.start).graph, r.mode.step)
	h := s.world.Hash("lasts", r.st.index, r.n)
	factor := math.Exp(0.45 * normal(h))
	if h%53 == 0 {
		factor *= 5
	}
	switch r.end {
	case fails:
		last := holds(r.mode.text)
		if last == 0 {
			last = time.Duration(float64(c.target) * 0.2 * factor)
		}
		return c.fixed + time.Duration(float64(c.work)*factor) + last
	case cancels:
		return time.Duration((float64(c.fixed) + float64(c.work)*factor) * (0.3 + 2*fraction(h)))
	}
	return c.fixed + time.Duration(float64(c.work)*factor)
}

// longest bounds how long after its start a run of the stream can still be open.
func (s *Service) longest(st *stream) time.Duration {
	if st.longest > 0 {
		return st.longest
	}
	for _, v := range s.versionsOf(st) {
		for _, m := range append(s.modesOf(st), failure{}) {
			c := s.cost(v.graph, m.step)
			// Three times the sleeps and sixty times the work: more than lasts can draw.
			st.longest = max(st.longest, 3*c.fixed+60*(c.work+c.target)+holds(m.text)+time.Minute)
		}
	}
	return st.longest
}

// modeOf picks the reason why run n fails.
func (s *Service) modeOf(st *stream, n uint64) failure {
	modes := s.modesOf(st)
	spiking := n&madeFlag == 0 && n >= st.brokenFrom()
	h := s.world.Hash("mode", st.index, n)
	var rest []failure
	for _, m := range modes {
		if m.since > 0 && spiking && h%16 != 0 {
			return m
		}
		if m.since == 0 {
			rest = append(rest, m)
		}
	}
	// Mostly the workflow's own weakness, now and then something else.
	if len(rest) > 1 && h>>8%10 < 7 {
		return rest[0]
	}
	return rest[h>>16%uint64(len(rest))]
}

// modesOf lists how runs of the stream fail: as its blueprint says, and one
// more way that the definition it began with suggests.
func (s *Service) modesOf(st *stream) []failure {
	if st.modes != nil {
		return st.modes
	}
	if st.blueprint != nil {
		for _, m := range st.blueprint.modes {
			if m.since == 0 || st.brokeAge > 0 {
				st.modes = append(st.modes, m)
			}
		}
		st.modes = append(st.modes, st.blueprint.graphs().now.weakness(s.world.Hash("weakness", st.index)))
		return st.modes
	}
	st.modes = []failure{st.versions[0].graph.weakness(s.world.Hash("weakness", st.index))}
	return st.modes
}

// holds is how long the failing step held on, when its message says so:
// "timeout after 25s", "timeout after 5d".
func holds(text string) time.Duration {
	_, rest, ok := strings.Cut(text, "timeout after ")
	if !ok {
		return 0
	}
	word, _, _ := strings.Cut(rest, ":")
	return parseDuration(word)
}

// parseDuration reads "90s", "4m", "1h" and, unlike time, "5d"; 0 if it cannot.
func parseDuration(s string) time.Duration {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil {
			return 0
		}
		return time.Duration(n) * day
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0
	}
	return d
}

// counters are the workflow's runs and failures until now.
func (s *Service) counters(st *stream, now time.Time) (runs, failures int) {
	n := st.runsUpTo(now)
	runs = int(n) + len(st.made) - st.runsOff
	failures = st.failuresOf(n) - st.failsOff
	// Those that will fail but have not yet.
	edge := now.Add(-s.longest(st))
	for i := n; i > 0; i-- {
		if st.startOf(i - 1).Before(edge) {
			break
		}
		if st.outcomeOf(i-1) == fails && !s.runAt(st, i-1, now).failed() {
			failures--
		}
	}
	// Those that would have failed, had nobody canceled them, further back.
	for c := range st.canceled {
		if c&madeFlag == 0 && st.startOf(c).Before(edge) && st.outcomeOf(c) == fails && !s.runAt(st, c, now).failed() {
			failures--
		}
	}
	for i := range st.made {
		if s.runAt(st, uint64(i)|madeFlag, now).failed() {
			failures++
		}
	}
	return max(runs, 0), max(failures, 0)
}

func (r run) failed() bool { return r.status == statusFailed }
