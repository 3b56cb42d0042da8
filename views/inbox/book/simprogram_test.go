package book

import (
	"time"

	"iscope/api/journal"
)

// program is one run of the program at one terminal. It does for the book what
// the view does: what it has under way is in the tasks of the world.
type program struct {
	w       *world
	seat    int
	book    Book
	journal *journal.Journal
	store   *simStore
	screen  map[string]*shot // what its list shows
	asks    []*ask           // not ended
	last    *Decision        // asked last
	asleep  time.Time        // until then it is stopped
	over    map[int]bool     // runs that the tenant refused for good
	ticking bool
	dead    bool
}

// start starts the program at a terminal, which takes over what dead ones left.
func (w *world) start(seat int) {
	p := &program{w: w, seat: seat, screen: map[string]*shot{}, over: map[int]bool{}}
	p.journal, p.store = w.disk.open()
	p.book.NewID = p.journal.NewID
	w.seats[seat] = p
	w.log("terminal %d starts", seat)
	for _, it := range w.items {
		p.refresh(it)
	}
	w.later(p, w.latency(), p.adopt)
}

func (p *program) adopt() {
	entries, err := p.journal.Adopt()
	if err != nil {
		if !p.store.died {
			p.w.later(p, time.Second, p.adopt)
		}
		return
	}
	var past []*Decision
	for _, e := range entries {
		d := Recall(e)
		p.recalls(d, e)
		past = append(past, d)
	}
	if len(past) > 0 {
		p.feed(Recalled{past})
	}
}

// crash ends the program: all that it knew is lost.
func (p *program) crash() {
	if p.dead {
		return
	}
	w := p.w
	p.dead = true
	w.log("terminal %d dies", p.seat)
	if !w.calm {
		w.count["crashes"]++
	}
	_ = p.store.Store.Close()
	kept := w.tasks[:0]
	for _, t := range w.tasks {
		if t.p != p {
			kept = append(kept, t)
		}
	}
	w.tasks = kept
	p.forget()
}

// refresh reads an item for the list. Readings may overtake each other.
func (p *program) refresh(it *simItem) {
	w := p.w
	w.later(nil, w.latency(), func() {
		if s, err := w.serve(it); err == nil && !w.fault(10) {
			w.later(p, w.latency(), func() { p.screen[it.id] = s })
		}
	})
}

// feed tells the book of an event and does what follows.
func (p *program) feed(e Event) {
	if p.dead {
		return
	}
	effects := p.book.Step(e)
	p.w.log("terminal %d: %T %+v", p.seat, e, brief(e))
	p.follow(effects)
	var ends []journal.End
	for _, e := range effects {
		if e.Ending != journal.Open {
			ends = append(ends, journal.End{ID: e.D.ID, Ending: e.Ending, Words: e.Words})
		}
	}
	if len(ends) > 0 {
		p.w.later(p, p.w.writing(), func() { _ = p.journal.End(ends...) })
	}
	for _, e := range effects {
		p.do(e)
	}
	if !p.ticking && p.book.Count(Held) > 0 {
		p.ticking = true
		p.w.later(p, time.Second, p.tick)
	}
}

func (p *program) tick() {
	p.feed(Ticked{p.w.now})
	if p.ticking = p.book.Count(Held) > 0; p.ticking {
		p.w.later(p, time.Second, p.tick)
	}
}

// brief is of an event what fits into a line of the trace.
func brief(e Event) any {
	switch e := e.(type) {
	case Checked:
		return []any{e.Ref, e.Item.State, e.Item.OwnerID, e.Err}
	case Answered:
		return []any{e.Ref, e.Item.State, e.Item.OwnerID, e.Err}
	case ReadBack:
		return []any{e.Ref, e.Item.State, e.Item.OwnerID, e.Err}
	case Asked:
		return len(e.Entries)
	}
	return e
}

// writing is how long the disk takes: now and then very long.
func (w *world) writing() time.Duration {
	if w.fault(15) {
		return w.between(time.Second, 8*time.Second)
	}
	return w.between(time.Millisecond, 50*time.Millisecond)
}

func (p *program) do(e Effect) {
	w := p.w
	switch e.Kind {
	case Record:
		w.later(p, w.writing(), func() { p.record(e.Intents) })
	case Arm:
		w.later(p, e.Wait, func() { p.feed(Expired{e.D.Batch, w.now}) })
	case Check:
		w.later(p, time.Millisecond, func() { p.read(e.D, false) })
	case Pause:
		w.later(p, e.Wait, func() { p.feed(Rested{e.D.Ref()}) })
	case Send:
		w.later(p, time.Millisecond, func() { p.send(e.D) })
	case LookBack:
		w.later(p, e.Wait, func() { p.read(e.D, true) })
	}
	if e.Item != nil { // the list shows it
		p.screen[e.Item.ID] = w.shots.made[string(e.Item.Raw.JSON())]
	}
}

func (p *program) record(intents []journal.Intent) {
	ids := make([]string, 0, len(intents))
	for _, i := range intents {
		ids = append(ids, i.ID)
	}
	err := p.journal.Begin(intents...)
	p.answer(func() { p.feed(Recorded{ids, err}) })
}

// answer lets something come back to the program, now and then twice.
func (p *program) answer(tell func()) {
	w := p.w
	w.later(p, w.latency(), tell)
	if w.fault(6) {
		w.count["doubled"]++
		w.later(p, w.latency(), tell)
	}
}
