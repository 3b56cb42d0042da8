package executions

import (
	"fmt"
	"strconv"

	"iscope/api"
)

// pairing sorts events into steps. Events have no ids: what belongs together is
// told by the order in which they stand and the step they name. Nothing is left
// out; an event that fits nowhere makes a step of its own.
type pairing struct {
	r     *run
	last  map[string]*step  // by subject and name, the step that further events are for
	loops map[string]string // name of a step inside a loop → name of the loop
	top   map[string]bool   // names of steps that are not in a loop
	prev  *step             // outermost step that the event before was about
}

func newPairing(r *run) *pairing {
	p := &pairing{r: r, last: map[string]*step{}, loops: map[string]string{}, top: map[string]bool{}}
	for _, s := range r.def.Steps {
		p.top[s.Name] = true
		if s.Loop != nil {
			p.inside(s.Name, *s.Loop)
		}
	}
	return p
}

// inside notes the steps of a loop, those of loops within it too.
func (p *pairing) inside(name string, d api.Definition) {
	for _, s := range d.Steps {
		p.loops[s.Name] = name
		if s.Loop != nil {
			p.inside(name, *s.Loop)
		}
	}
}

// add puts event i into a step.
func (p *pairing) add(i int) {
	about, v := classify(p.r.events[i].Type)
	switch about {
	case aboutRun:
		p.addWhole(i, v)
	case aboutEngine:
		p.addEngine(i, v)
	case aboutActivity:
		p.addActivity(i, v)
	case aboutChild:
		p.addChild(i, v)
	default:
		p.addLoose(i)
	}
}

func (p *pairing) addWhole(i int, v verb) {
	w := p.r.whole
	w.events = append(w.events, i)
	t := &w.tries[0]
	at := &t.scheduled
	switch {
	case v == started:
		at = &t.started
	case v.ends():
		at = &t.ended
	}
	switch {
	case *at < 0:
		*at = i
		if v.ends() {
			t.how, p.r.terminal = v, i
		}
	case v.ends():
		w.note(fmt.Sprintf("the history ends it twice: %s, then %s", verbWords[t.how], verbWords[v]))
	default:
		w.note("the history begins it twice")
	}
}

func (p *pairing) addEngine(i int, v verb) {
	s := p.last["engine"]
	if s == nil || v == scheduled || s.tries[0].ended >= 0 {
		s = p.outer(i, engine, "engine")
		s.label, s.action = "Engine", "workflow task"
	}
	p.pair(s, i, v)
}

// addActivity finds the step an activity belongs to: one inside a loop is one
// row for all rounds, a failed one that is scheduled again is a retry, and one
// that the run comes back to later is another visit.
func (p *pairing) addActivity(i int, v verb) {
	name := p.nameOf(i)
	if l := p.last["loop "+p.loops[name]]; l != nil && p.loops[name] != "" && !p.top[name] {
		p.pair(p.within(l, i, name), i, v)
		return
	}
	key := "step " + name
	s := p.last[key]
	if s == nil || v == scheduled && finished(s) && s.tries[len(s.tries)-1].how == completed {
		s = p.outer(i, action, key)
	}
	p.prev = s
	p.pair(s, i, v)
}

// within returns the row of a step inside loop l.
func (p *pairing) within(l *step, i int, name string) *step {
	key := l.id + " " + name
	if s := p.last[key]; s != nil {
		return s
	}
	s := p.make(i, action)
	s.depth = l.depth + 1
	l.inner = append(l.inner, s)
	p.last[key] = s
	return s
}

// addChild gives every child workflow a round of its own. The loop's row has the
// events of all its rounds.
func (p *pairing) addChild(i int, v verb) {
	key := "loop " + p.nameOf(i)
	l := p.last[key]
	if l == nil || v == scheduled && p.prev != l && finished(l) {
		l = p.outer(i, loop, key)
	}
	p.prev = l
	before := len(l.tries)
	at := p.pair(l, i, v)
	if len(l.tries) > before {
		r := p.make(i, round)
		r.depth, r.label, r.action = l.depth+1, "iteration "+strconv.Itoa(len(l.tries)), ""
		l.rounds = append(l.rounds, r)
	}
	r := l.rounds[at]
	r.events = append(r.events, i)
	r.tries = []try{l.tries[at]}
}

// addLoose makes a row for an event of unknown type; several of them in a row
// share one.
func (p *pairing) addLoose(i int) {
	e := &p.r.events[i]
	s := p.r.steps[len(p.r.steps)-1]
	if s.kind != loose || s.action != e.Type || s.name != p.nameOf(i) {
		s = p.outer(i, loose, "")
		s.action, s.label = e.Type, e.Type
		if e.Type == "" {
			s.label = "event without a type"
		}
		s.name = p.nameOf(i)
	}
	s.events = append(s.events, i)
	s.tries = append(s.tries, try{i, -1, -1, happened})
}

// nameOf is what tells the step of event i from others.
func (p *pairing) nameOf(i int) string {
	e := &p.r.events[i]
	for _, name := range []string{e.Step, e.Display, e.Action} {
		if name != "" {
			return name
		}
	}
	return ""
}

// outer makes a step that is not in another one.
func (p *pairing) outer(i int, k kind, key string) *step {
	s := p.make(i, k)
	if before := p.last[key]; before != nil && k != engine {
		s.visit = before.visit + 1
	}
	if key != "" {
		p.last[key] = s
	}
	p.r.steps = append(p.r.steps, s)
	return s
}

func (p *pairing) make(i int, k kind) *step {
	e := &p.r.events[i]
	s := &step{id: "e" + strconv.Itoa(i), kind: k, name: e.Step, label: e.Display, action: e.Action}
	if k == round {
		s.id = "r" + strconv.Itoa(i)
	}
	for _, text := range []string{e.Step, e.Action, "step without a name"} {
		if s.label == "" {
			s.label = text
		}
	}
	return s
}

// finished reports whether every try of a step has ended. Tries stand in the
// order ended, under way, waiting, since each event goes to the first it fits.
func finished(s *step) bool { return len(s.tries) > 0 && s.tries[len(s.tries)-1].ended >= 0 }

// pair puts event i into a try of s and returns which one: a schedule begins
// one, a start goes to the first that waits, an end to the first under way.
func (p *pairing) pair(s *step, i int, v verb) int {
	s.events = append(s.events, i)
	if v == scheduled {
		s.tries = append(s.tries, try{i, -1, -1, happened})
		return len(s.tries) - 1
	}
	if v == started {
		return s.start(i)
	}
	return s.end(i, v)
}

func (s *step) start(i int) int {
	under := false
	for n := s.from(); n < len(s.tries); n++ {
		switch t := &s.tries[n]; {
		case t.ended >= 0:
		case t.started < 0:
			t.started = i
			return n
		default:
			under = true
		}
	}
	if under {
		s.note("began again without having ended")
	} else {
		s.note("began without being scheduled")
	}
	s.tries = append(s.tries, try{-1, i, -1, happened})
	return len(s.tries) - 1
}

func (s *step) end(i int, v verb) int {
	waiting := -1
	for n := s.from(); n < len(s.tries); n++ {
		t := &s.tries[n]
		if t.ended >= 0 {
			continue
		}
		if t.started >= 0 {
			t.ended, t.how = i, v
			return n
		}
		if waiting < 0 {
			waiting = n
		}
	}
	if waiting >= 0 {
		s.note("ended without having begun")
		s.tries[waiting].ended, s.tries[waiting].how = i, v
		return waiting
	}
	if n := len(s.tries) - 1; n >= 0 {
		// The first word stands; the second is told, and drawn as nothing.
		s.note(fmt.Sprintf("ended twice: %s, then %s", verbWords[s.tries[n].how], verbWords[v]))
		return n
	}
	s.note("ended without being scheduled")
	s.tries = append(s.tries, try{-1, -1, i, v})
	return 0
}

// from is the first try that may be open. A loop of thousands of rounds is not
// gone through for each of its events.
func (s *step) from() int {
	n := len(s.tries)
	for n > 0 && s.tries[n-1].ended < 0 {
		n--
	}
	return n
}
