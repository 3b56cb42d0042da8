package flow

import (
	"math"
	"strings"
	"time"
)

// planned is one step of a run with its time.
type planned struct {
	step     *step
	at       time.Time
	dur      time.Duration
	leadsTo  string // the step after it
	rounds   int    // of a loop
	attempts int    // of an action
	failed   bool   // its last attempt, or its last round
}

// plan is everything a run will do if nobody interferes.
type plan struct {
	graph *graph
	steps []planned
	end   outcome
	error string        // why it fails
	close time.Time     // when it ends by itself
	lead  time.Duration // the engine's own time before the first step
}

// planOf walks the definition that was in force when the run started.
func (s *Service) planOf(r run) plan {
	st := r.st
	v := s.versionAt(st, r.start)
	rounds := v.graph.rounds
	p := plan{graph: parseGraph(st.text(v), rounds), end: st.outcomeOf(r.n), error: r.mode.text}
	h := s.world.Hash("path", st.index, r.n)
	turn := func(n int) int {
		h = h*6364136223846793005 + 1442695040888963407
		return int(h >> 33 % uint64(n))
	}
	path := p.graph.route(r.mode.step, turn)
	if path == nil {
		path = p.graph.stray(turn)
	}
	natural := run{st: st, n: r.n, start: r.start, end: p.end, mode: r.mode}
	length := s.lasts(natural)
	p.close = s.queued(st, r.n, r.start).Add(length)
	if p.end == cancels {
		length = time.Duration(float64(length) * 1.5) // it was stopped on the way
	}
	for i, step := range path {
		one := planned{step: step, attempts: 1}
		if i+1 < len(path) {
			one.leadsTo = path[i+1].name
		}
		if step.loop {
			if one.rounds = 2 + turn(7); rounds > 0 {
				one.rounds = rounds - turn(rounds/8+1)
			}
		}
		if step.action == "sp:http" && turn(25) == 0 {
			one.attempts = 2 // a hiccup that a retry got over
		}
		p.steps = append(p.steps, one)
	}
	if p.end == fails && len(p.steps) > 0 {
		p.blame(turn)
	}
	p.schedule(s.queued(st, r.n, r.start), length, func(i int) float64 {
		return math.Exp(0.3 * normal(s.world.Hash("step", st.index, r.n, uint64(i))))
	})
	return p
}

// blame makes the last step the one that fails.
func (p *plan) blame(turn func(int) int) {
	last := &p.steps[len(p.steps)-1]
	if last.step.kind == kindFailure {
		return // it fails by getting there
	}
	last.failed = true
	switch {
	case last.step.loop:
		last.rounds = 1 + turn(last.rounds)
	case holds(p.error) > 0:
		last.attempts = 1
	case last.step.action == "sp:http" && !strings.Contains(p.error, "cannot resolve"):
		last.attempts = 3
	}
}

// schedule shares the run's length out: what the failing step held on for and
// sleeps are exact as long as they fit, the rest goes by weight.
func (p *plan) schedule(begin time.Time, length time.Duration, vary func(i int) float64) {
	exact := make([]time.Duration, len(p.steps))
	weights := make([]float64, len(p.steps))
	var fixed time.Duration
	var sum float64
	for i, one := range p.steps {
		usual, isExact := one.step.usual(one.rounds)
		switch held := holds(p.error); {
		case one.failed && held > 0:
			exact[i] = held
		case isExact:
			exact[i] = usual
		default:
			weights[i] = usual.Seconds() * vary(i)
		}
		fixed += exact[i]
		sum += weights[i]
	}
	squeeze := 1.0
	if room := min(length/20, 40*time.Millisecond); fixed > length-room {
		squeeze = float64(length-room) / float64(fixed)
	}
	free := (float64(length) - float64(fixed)*squeeze) * 0.98 // the rest is the engine's own time
	p.lead = time.Duration(free * 0.005)
	at := begin.Add(p.lead)
	for i := range p.steps {
		d := time.Duration(float64(exact[i]) * squeeze)
		if sum > 0 {
			d += time.Duration(free * weights[i] / sum)
		}
		p.steps[i].at, p.steps[i].dur = at, d
		at = at.Add(d)
	}
}
