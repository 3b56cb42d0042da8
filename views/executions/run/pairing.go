package run

import (
	"fmt"
	"strconv"

	"iscope/api"
)

// pairing sorts events into steps. Events have no ids: what belongs together is
// told by the order in which they stand and the step they name. Nothing is left
// out; an event that fits nowhere makes a step of its own.
type pairing struct {
	r     *Run
	last  map[string]*Step  // by subject and name, the step that further events are for
	loops map[string]string // name of a step inside a loop → name of the loop
	top   map[string]bool   // names of steps that are not in a loop
	prev  *Step             // outermost step that the event before was about
}

func newPairing(r *Run) *pairing {
	p := &pairing{r: r, last: map[string]*Step{}, loops: map[string]string{}, top: map[string]bool{}}
	for _, s := range r.Definition.Steps {
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
			p.inside(s.Name, *s.Loop)
		}
	}
}

// add puts event i into a step.
func (p *pairing) add(i int) {
	about, v := classify(p.r.Events[i].Type)
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

func (p *pairing) addWhole(i int, v Verb) {
	w := p.r.Whole
	w.Events = append(w.Events, i)
	p.r.owner[i] = w
	t := &w.Tries[0]
	at := &t.Scheduled
	switch {
	case v == Started:
		at = &t.Started
	case v.Ends():
		at = &t.Ended
	}
	switch {
	case *at < 0:
		*at = i
		if v.Ends() {
			t.How, p.r.terminal = v, i
		}
	case v.Ends():
		w.Note(fmt.Sprintf("the history ends it twice: %s, then %s", verbWords[t.How], verbWords[v]))
	default:
		w.Note("the history begins it twice")
	}
}

func (p *pairing) addEngine(i int, v Verb) {
	s := p.last["engine"]
	if s == nil || v == Scheduled || s.Tries[0].Ended >= 0 {
		s = p.outer(i, Engine, "engine")
		s.Label, s.Action = "Engine", "workflow task"
	}
	p.pair(s, i, v)
}

// addActivity finds the step an activity belongs to: one inside a loop is one
// row for all rounds, a failed one that is scheduled again is a retry, and one
// that the run comes back to later is another visit.
func (p *pairing) addActivity(i int, v Verb) {
	name := p.nameOf(i)
	if l := p.around(name); l != nil {
		p.pair(p.within(l, i, Action, name), i, v)
		p.inRound(l, i, v, name)
		return
	}
	key := "step " + name
	s := p.last[key]
	if s == nil || v == Scheduled && finished(s) && s.Tries[len(s.Tries)-1].How == Completed {
		s = p.outer(i, Action, key)
	}
	p.prev = s
	p.pair(s, i, v)
}

// around returns the innermost loop that a step of that name is in and that has
// begun, nil where there is none.
func (p *pairing) around(name string) *Step {
	for in, depth := p.loops[name], 0; in != "" && !p.top[name] && depth < len(p.loops); in, depth = p.loops[in], depth+1 {
		if l := p.last["loop "+in]; l != nil {
			return l
		}
	}
	return nil
}

// within returns the row of a step inside another one.
func (p *pairing) within(in *Step, i int, k Kind, name string) *Step {
	key := in.ID + " " + strconv.Itoa(int(k)) + " " + name
	if s := p.last[key]; s != nil {
		return s
	}
	s := p.make(i, k)
	if in.Kind == Round {
		s.ID = in.ID + s.ID
	}
	s.Depth, s.Parent = in.Depth+1, in
	in.Inner = append(in.Inner, s)
	p.last[key] = s
	return s
}

// inRound adds an event of a step in a loop to the round it happened in, which is
// known only while one is under way.
func (p *pairing) inRound(l *Step, i int, v Verb, name string) {
	switch len(l.Tries) - l.from() {
	case 0:
	case 1:
		p.pair(p.within(l.Rounds[len(l.Rounds)-1], i, Action, name), i, v)
	default:
		l.Note("its iterations overlap: the history does not say to which of them a step belongs")
	}
}

// addChild gives every child workflow a round of its own. The loop's row has the
// events of all its rounds.
func (p *pairing) addChild(i int, v Verb) {
	name := p.nameOf(i)
	key := "loop " + name
	l := p.last[key]
	if in := p.around(name); in != nil {
		l = p.within(in, i, Loop, name)
		p.last[key] = l
	} else if l == nil || v == Scheduled && p.prev != l && finished(l) {
		l = p.outer(i, Loop, key)
	}
	if l.Parent == nil {
		p.prev = l
	}
	before := len(l.Tries)
	at := p.pair(l, i, v)
	if len(l.Tries) > before {
		r := p.make(i, Round)
		r.Depth, r.Label, r.Action, r.Parent = l.Depth+1, "iteration "+strconv.Itoa(len(l.Tries)), "", l
		l.Rounds = append(l.Rounds, r)
	}
	r := l.Rounds[at]
	r.Events = append(r.Events, i)
	r.Tries = []Try{l.Tries[at]}
	p.r.owner[i] = r
}

// addLoose makes a row for an event of unknown type; several of them in a row
// share one.
func (p *pairing) addLoose(i int) {
	e := &p.r.Events[i]
	s := p.r.Steps[len(p.r.Steps)-1]
	if s.Kind != Loose || s.Action != e.Type || s.Name != p.nameOf(i) {
		s = p.outer(i, Loose, "")
		s.Action, s.Label = e.Type, e.Type
		if e.Type == "" {
			s.Label = "event without a type"
		}
		s.Name = p.nameOf(i)
	}
	s.Events = append(s.Events, i)
	s.Tries = append(s.Tries, Try{i, -1, -1, Happened})
	p.r.owner[i] = s
}

// nameOf is what tells the step of event i from others.
func (p *pairing) nameOf(i int) string {
	e := &p.r.Events[i]
	for _, name := range []string{e.Step, e.Display, e.Action} {
		if name != "" {
			return name
		}
	}
	return ""
}

// outer makes a step that is not in another one.
func (p *pairing) outer(i int, k Kind, key string) *Step {
	s := p.make(i, k)
	if before := p.last[key]; before != nil && k != Engine {
		s.Visit = before.Visit + 1
	}
	if key != "" {
		p.last[key] = s
	}
	p.r.Steps = append(p.r.Steps, s)
	return s
}

func (p *pairing) make(i int, k Kind) *Step {
	e := &p.r.Events[i]
	s := &Step{ID: "e" + strconv.Itoa(i), Kind: k, Name: e.Step, Label: e.Display, Action: e.Action}
	if k == Round {
		s.ID = "r" + strconv.Itoa(i)
	}
	for _, text := range []string{e.Step, e.Action, "step without a name"} {
		if s.Label == "" {
			s.Label = text
		}
	}
	return s
}

// finished reports whether every try of a step has ended. Tries stand in the
// order ended, under way, waiting, since each event goes to the first it fits.
func finished(s *Step) bool { return len(s.Tries) > 0 && s.Tries[len(s.Tries)-1].Ended >= 0 }

// pair puts event i into a try of s and returns which one: a schedule begins
// one, a start goes to the first that waits, an end to the first under way.
func (p *pairing) pair(s *Step, i int, v Verb) int {
	s.Events = append(s.Events, i)
	p.r.owner[i] = s
	if v == Scheduled {
		s.Tries = append(s.Tries, Try{i, -1, -1, Happened})
		return len(s.Tries) - 1
	}
	if v == Started {
		return s.start(i)
	}
	return s.end(i, v)
}

func (s *Step) start(i int) int {
	under := false
	for n := s.from(); n < len(s.Tries); n++ {
		switch t := &s.Tries[n]; {
		case t.Ended >= 0:
		case t.Started < 0:
			t.Started = i
			return n
		default:
			under = true
		}
	}
	if under {
		s.Note("began again without having ended")
	} else {
		s.Note("began without being scheduled")
	}
	s.Tries = append(s.Tries, Try{-1, i, -1, Happened})
	return len(s.Tries) - 1
}

func (s *Step) end(i int, v Verb) int {
	waiting := -1
	for n := s.from(); n < len(s.Tries); n++ {
		t := &s.Tries[n]
		if t.Ended >= 0 {
			continue
		}
		if t.Started >= 0 {
			t.Ended, t.How = i, v
			return n
		}
		if waiting < 0 {
			waiting = n
		}
	}
	if waiting >= 0 {
		s.Note("ended without having begun")
		s.Tries[waiting].Ended, s.Tries[waiting].How = i, v
		return waiting
	}
	if n := len(s.Tries) - 1; n >= 0 {
		// The first word stands; the second is told, and drawn as nothing.
		s.Note(fmt.Sprintf("ended twice: %s, then %s", verbWords[s.Tries[n].How], verbWords[v]))
		return n
	}
	s.Note("ended without being scheduled")
	s.Tries = append(s.Tries, Try{-1, -1, i, v})
	return 0
}

// from is the first try that may be open. A loop of thousands of rounds is not
// gone through for each of its events.
func (s *Step) from() int {
	n := len(s.Tries)
	for n > 0 && s.Tries[n-1].Ended < 0 {
		n--
	}
	return n
}
