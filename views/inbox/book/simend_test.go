package book

import (
	"slices"

	"iscope/api"
	"iscope/api/journal"
)

// bound is in how many steps every decision has to end once all is well.
const bound = 2_000

// settle lets everything come to an end.
func (w *world) settle() {
	for n := 0; len(w.tasks) > 0; n++ {
		if n > bound {
			w.fail("%d things are still under way after %d steps", len(w.tasks), bound)
		}
		w.step()
	}
	for _, a := range w.asks {
		if a.p != nil && !a.p.dead && a.told == "" {
			w.fail("%s never ended: stage %d", a, a.d.Stage)
		}
	}
}

// finish ends the history: faults stop, what is dead starts again, all comes to
// its end, and one last program finds out what the journal still has open.
func (w *world) finish() {
	w.calm = true // a full disk and an outage end by themselves
	for i, p := range w.seats {
		if p.dead {
			w.start(i)
		}
	}
	w.settle()
	w.lookBackOnLate()
	for _, p := range w.seats {
		p.addUp()
		p.crash()
	}
	w.start(0)
	w.settle()
	w.compareJournal()
}

// addUp holds that every decision of a program was counted in its run.
func (p *program) addUp() {
	for n := 1; n <= p.book.Batch(); n++ {
		if r := p.book.Run(n); r.Open() != 0 || r.Size < 0 {
			p.w.fail("run %d does not add up: %+v", n, r)
		}
	}
	for _, i := range p.w.intents {
		if i.p == p && i.told == "" && slices.Contains(i.intents, i) {
			p.w.fail("%s has no end", i)
		}
	}
	for _, d := range p.book.Entries {
		if d.live() {
			p.w.fail("%v is still at stage %d", d.Key, d.Stage)
		}
	}
}

// lookBackOnLate holds that an effect that came after all readings is found by
// the next one: who decides the same again hears that it is decided.
func (w *world) lookBackOnLate() {
	for _, a := range w.asks {
		p := w.seats[0]
		if !a.late || !a.has() || a.op == api.ForwardWorkItem || a.item.owner != "me" || p.book.Collides(a.key) {
			continue
		}
		again := &Decision{Key: a.key, Op: a.op, Name: "again", From: "me", Lines: a.lines, Digest: a.d.Digest}
		sent := w.count["sent"]
		p.asks = append(p.asks, w.asksFor(p, []*Decision{again}, 0)...)
		p.feed(Asked{[]*Decision{again}, 0, w.now})
		w.settle()
		if w.count["sent"] > sent || again.Stage == Stopped {
			w.fail("%s took effect late, and the next reading does not show it: %s", a, again.Reason)
		}
	}
}

// compareJournal holds that the journal has all that reached the tenant, that
// nothing in it is open, and that it is as it says.
func (w *world) compareJournal() {
	entries, err := w.seats[0].journal.Entries()
	if err != nil {
		w.fail("the journal cannot be read: %v", err)
	}
	known := map[string]journal.Entry{}
	for _, e := range entries {
		known[e.ID] = e
	}
	for id, i := range w.intents {
		e, ok := known[id]
		switch {
		case !ok && (i.left > 0 || i.arrived > 0):
			w.fail("%s left, and the journal has lost it", i)
		case !ok:
			continue
		case i.left > 0 && !e.Left():
			w.fail("%s left, and the journal has it as not sent", i)
		case !e.Ending.Settled() && (e.Ending != journal.Unknown || i.recalls == 0): // one that was read back in vain twice is given up
			w.fail("%s is never settled in the journal: %q, said was %q", i, e.Ending, i.words)
		case e.Target != i.key.Item || e.Line != i.key.Line || e.Op != i.op:
			w.fail("%s is in the journal as %+v", i, e.Intent)
		}
		i.told, i.words = e.Ending, e.Words
		if i.acted > 0 {
			i.afterwards(w)
		}
		if e.Ending == journal.Done && !i.has() && !i.odd(e.Words) {
			w.fail("%s is done in the journal, and the item is %s of %s, %v", i, i.item.state, i.item.owner, i.item.lines)
		}
	}
	for _, a := range w.asks {
		if _, ok := known[a.intents[0].id]; ok && a.told == "" {
			w.fail("%s was on disk and nobody heard what became of it", a)
		}
	}
}
