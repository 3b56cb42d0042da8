package book

import (
	"fmt"
	"slices"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// ask is one decision of a person, as the simulation remembers it: what the
// program forgets, it does not.
type ask struct {
	d       *Decision // as the program that has it now knows it
	p       *program  // nil: that one is dead
	key     Key
	op      api.Op
	item    *simItem
	shown   string    // what the person saw
	until   time.Time // end of the undo window
	hurried bool
	slept   bool     // was held when the program was stopped
	lines   []string // that were open
	target  string   // of a forward
	owned   int      // owners that the item had had
	read    string   // what was read last before sending
	intents []*simIntent
	told    journal.Ending // in this program; "unwritten" for what has none
	late    bool
}

// simIntent is what the simulation knows of an intent.
type simIntent struct {
	*ask
	id      string
	left    int  // requests that left
	unsent  bool // of which no byte got out
	arrived int
	refused bool           // by the tenant
	acted   int            // when the tenant acted on it
	look    int            // when the tenant answered the last reading after sending
	recalls int            // times that a later program took it over
	heard   *api.Error     // what the program was answered; nil: nothing, or that it is done
	unknown bool           // the program was answered, and cannot know what came of it
	sure    time.Time      // an effect until then has to be found by reading
	acting  time.Time      // when the tenant acted on it
	told    journal.Ending // last
	words   string
}

func (a *ask) String() string { return fmt.Sprintf("%s of %v", a.op, a.key) }

func (i *simIntent) String() string { return fmt.Sprintf("%s (%s)", i.id, i.ask) }

const unwritten journal.Ending = "unwritten"

// asksFor remembers decisions that are put to the book.
func (w *world) asksFor(p *program, entries []*Decision, window time.Duration) []*ask {
	var out []*ask
	for _, d := range entries {
		it := w.item(d.Item)
		a := &ask{
			d: d, p: p, key: d.Key, op: d.Op, item: it, until: w.now.Add(window), lines: slices.Clone(d.Lines), owned: len(it.owned),
		}
		if s := p.screen[d.Item]; s != nil {
			a.shown = s.content(d.Line)
		}
		if d.Forward != nil {
			a.target = d.Forward.TargetOwnerID
		}
		out = append(out, a)
	}
	return out
}

// recalls connects a decision of the journal with what the simulation knows.
func (p *program) recalls(d *Decision, e journal.Entry) {
	w := p.w
	i := w.intents[d.ID]
	switch {
	case i == nil:
		w.fail("the journal has an intent %s that nobody had", d.ID)
	case i.p == p && i.ask.d.ID != i.id: // the tenant had refused one intent for now, and both are open
		other := *i.ask
		i.ask = &other
		w.asks = append(w.asks, i.ask)
	case i.p != nil && !i.p.dead:
		w.fail("%s is taken over from a program that lives", i)
	case i.left > 0 && !e.Left():
		w.fail("%s left, and the journal does not know it", i)
	}
	if e.Left() {
		w.count["recalled"]++
	} else {
		w.count["never left"]++
	}
	i.ask.d, i.ask.p, i.ask.told = d, p, ""
	i.ask.intents = []*simIntent{i}
	i.recalls++
	i.heard, i.unknown, i.sure = nil, true, w.now.Add(secondLook)
	if i.told == journal.Lost { // the program died before it had written that down, and looks again
		i.told = ""
	}
	p.asks = append(p.asks, i.ask)
}

// forget is what a crash does to what the program had under way.
func (p *program) forget() {
	for _, a := range p.asks {
		a.p = nil
	}
	p.asks = nil
}

// intent makes the intent of an ask known.
func (w *world) intent(a *ask, id string) {
	if w.intents[id] != nil {
		w.fail("two decisions have the intent %s", id)
	}
	if len(a.intents) == 0 {
		w.count["asked"]++
		w.asks = append(w.asks, a)
	} else {
		w.count["asked again"]++
	}
	i := &simIntent{ask: a, id: id}
	a.intents = append(a.intents, i)
	w.intents[id] = i
}

// hurries notes that the person does not want to wait any longer.
func (p *program) hurries() {
	for _, a := range p.asks {
		a.hurried = a.hurried || a.d.Stage == Held
	}
}

// sleeps notes what is held while nobody can see it.
func (p *program) sleeps(wait time.Duration) {
	for _, a := range p.asks {
		if a.d.Stage == Held && wait > Gap {
			p.w.count["slept"]++
			a.slept = true
		}
	}
}

// reads notes what was read before sending.
func (p *program) reads(d Decision, s *shot) {
	i := p.w.intents[d.ID]
	if i.read = "nothing"; s != nil {
		i.read = s.content(d.Line)
		if s.ID != d.Item {
			i.read = "another item"
		}
	}
}

// hears notes what the program is answered to a request, if it still waits for
// that.
func (p *program) hears(d Decision, err *api.Error) {
	w := p.w
	i := w.intents[d.ID]
	if i.p != p || i.ask.d.Stage != Sending || i.ask.d.Ref() != d.Ref() {
		return
	}
	i.heard, i.sure = err, w.now.Add(secondLook)
	if i.unknown = err != nil && err.Ambiguous(); i.unknown {
		i.sure = w.now.Add(firstLook + secondLook)
	}
	if err != nil && slices.Contains([]api.Kind{api.Auth, api.Forbidden, api.Unrecorded}, err.Kind) {
		p.over[i.ask.d.Batch] = true
	}
}

// looked notes when the tenant answered a reading after sending.
func (i *simIntent) looked(seq int, s *shot) {
	if s != nil && s.ID == i.key.Item {
		i.look = max(i.look, seq)
	}
}

// has reports whether the item is as the decision wanted it.
func (a *ask) has() bool {
	if a.op == api.ForwardWorkItem {
		return slices.Contains(a.item.owned[a.owned:], a.target)
	}
	state, ok := verdict(a.op)
	if !ok {
		return a.item.state == api.StateFinished
	}
	for _, l := range a.item.lines {
		if (a.key.Line == l.id || a.key.Line == "" && slices.Contains(a.lines, l.id)) && l.state != state {
			return false
		}
	}
	return true
}
