package book

import (
	"slices"
	"strings"

	"iscope/api"
	"iscope/api/journal"
)

// follow holds the promises about what the book wants done.
func (p *program) follow(effects []Effect) {
	w := p.w
	p.asks = slices.DeleteFunc(p.asks, func(a *ask) bool { return a.d.ID == "" }) // not taken: it collides
	for _, a := range p.asks {
		if len(a.intents) == 0 || a.intents[len(a.intents)-1].id != a.d.ID {
			w.intent(a, a.d.ID)
		}
	}
	for _, e := range effects {
		switch e.Kind {
		case Check, Send:
			p.promiseOfSending(e)
		case Note:
			w.intents[e.D.ID].tell(w, e)
		case Settled, Halted, News, TakenOff:
			i := w.intents[e.D.ID]
			if i.ask.told != "" || i.p != p {
				w.fail("%s ends twice: as %q and %q", i, i.ask.told, e.Words)
			}
			i.tell(w, e)
			if i.ask.told = e.Ending; e.Ending == journal.Open {
				i.ask.told = unwritten
			}
			p.asks = slices.DeleteFunc(p.asks, func(a *ask) bool { return a == i.ask })
			w.count["ended "+string(i.ask.told)]++
			w.count[map[EffectKind]string{Settled: "settled", Halted: "halted", News: "news", TakenOff: "taken back"}[e.Kind]]++
		}
	}
	p.promiseOfOrder()
}

// promiseOfOrder holds that what a program has under way does not get into its
// own way.
func (p *program) promiseOfOrder() {
	w := p.w
	busy := 0
	for n, a := range p.asks {
		if a.d.Past {
			continue
		}
		if a.begun() {
			busy++
		}
		if len(a.intents) > 1+maxPauses {
			w.fail("%s is sent %d times", a, len(a.intents))
		}
		for _, o := range p.asks[n+1:] {
			switch {
			case o.d.Past || o.item != a.item:
			case a.key.Line == o.key.Line || a.key.Line == "" || o.key.Line == "":
				w.fail("%s and %s are about the same", a, o)
			case a.begun() && o.begun():
				w.fail("%s and %s are under way at once", a, o)
			}
		}
	}
	if busy > InFlight {
		w.fail("%d are under way at once", busy)
	}
}

func (a *ask) begun() bool {
	return a.d.Stage == Checking || a.d.Stage == Sending || a.d.Stage == Reading
}

// promiseOfSending holds what must be true before a decision gets going.
func (p *program) promiseOfSending(e Effect) {
	w := p.w
	i := w.intents[e.D.ID]
	switch {
	case e.D.Past:
		w.fail("%s of an earlier run is sent", i)
	case i.ask.told != "" || i.told != "":
		w.fail("%s is sent after it ended as %q: %s", i, i.told, i.words)
	case w.now.Before(i.until) && !i.hurried:
		w.fail("%s leaves within its undo window", i)
	case i.slept:
		w.fail("%s leaves though nobody saw it while it was held", i)
	case !w.disk.has("intent", i.id):
		w.fail("%s leaves and is not on disk", i)
	case e.Kind == Send && i.read != i.shown:
		w.fail("%s asks for %s and %s was shown", i, i.read, i.shown)
	case p.over[e.D.Batch]:
		w.fail("%s leaves though the tenant refused all of its run", i)
	}
	for _, a := range p.asks {
		if last := a.intents[len(a.intents)-1]; a.d.Batch == e.D.Batch && last.unknown {
			w.fail("%s leaves while the outcome of %s is unknown", i, last)
		}
	}
}

// leaves holds what must be true when a request leaves.
func (p *program) leaves(d Decision) {
	w := p.w
	i := w.intents[d.ID]
	w.log("%s leaves", i)
	w.count["sent"]++
	if i.left++; i.left > 1 {
		w.fail("%s left %d times", i, i.left)
	}
	if !w.disk.has("intent", i.id) || !w.disk.has("sent", i.id) {
		w.fail("%s left and the disk does not know it", i)
	}
	for _, o := range i.intents {
		if o != i && o.left > 0 && !o.refused && !o.unsent {
			w.fail("%s left though the tenant may have acted on %s", i, o.id)
		}
	}
}

// arrives holds that what arrives had not been said not to have been sent.
func (w *world) arrives(i *simIntent) {
	if i.arrived++; i.arrived > 1 {
		w.fail("%s arrived %d times", i, i.arrived)
	}
	switch i.told {
	case journal.NotSent, journal.TakenBack, journal.Changed:
		w.fail("%s arrives though it was said: %s", i, i.words)
	}
}

// acts notes that the tenant acted on an intent.
func (w *world) acts(i *simIntent) {
	i.acted, i.acting = w.seq, w.now
	w.count["acted"]++
	if i.told != "" {
		i.afterwards(w)
	}
}

// afterwards is an effect after what was said. It can only be one that nobody
// could have seen: both readings showed the item as open.
func (i *simIntent) afterwards(w *world) {
	switch i.told {
	case journal.Done, journal.Unknown:
	case journal.Lost:
		if i.acted <= i.look || !i.acting.After(i.sure) {
			w.fail("%s: it was said %q, and the tenant had acted on it", i, i.words)
		}
		w.count["late"]++
		i.late = true
	case journal.Overtaken:
		forwarded := i.op == api.ForwardWorkItem && strings.Contains(i.words, "now belongs to") && !strings.Contains(i.words, "now belongs to "+i.target)
		mixed := strings.Contains(i.words, "line by line") && !i.has()
		if !forwarded && !mixed && !strings.Contains(i.words, "by this decision, or") {
			w.fail("%s: it was said %q, and the tenant acted on it", i, i.words)
		}
	default:
		w.fail("%s: it was said %q (%s), and the tenant acted on it", i, i.words, i.told)
	}
}

// tell holds that what is said of an intent is so.
func (i *simIntent) tell(w *world, e Effect) {
	i.told, i.words = e.Ending, e.Words
	switch {
	case e.Ending == journal.Open && e.D.Stage == Doubtful:
		i.told = journal.Unknown // for now: the journal has it open
	case e.Ending == journal.Open:
		i.told = journal.NotSent // the journal could not take it
	}
	w.log("%s ends: %s (%s)", i, e.Words, e.Ending)
	if e.D.Stage == Doubtful {
		w.count["doubtful"]++
	}
	switch {
	case i.told != journal.Done && i.told != journal.Unknown && i.told != journal.Lost && e.Kind == Settled:
		w.fail("%s is told as done and noted as %q", i, i.told)
	case (i.told == journal.NotSent || i.told == journal.TakenBack || i.told == journal.Changed) && i.arrived > 0:
		w.fail("%s: it was said %q, and it arrived", i, e.Words)
	case i.told == journal.Changed && (i.read == i.shown || i.read == "another item"):
		w.fail("%s: it was said %q, and it is as it was", i, e.Words)
	case i.told == journal.Refused && !i.refused:
		w.fail("%s: it was said %q, and the tenant did not refuse it", i, e.Words)
	case i.told == journal.Unknown && i.heard != nil && !i.heard.Ambiguous():
		w.fail("%s: it was said %q, and the answer was %v", i, e.Words, i.heard)
	case i.told == journal.Done && i.heard != nil && !i.heard.Ambiguous():
		w.fail("%s: it was said %q, and the answer was %v", i, e.Words, i.heard)
	case i.told == journal.Done && !i.has() && !i.odd(e.Words):
		w.fail("%s: it was said %q, and the item is %s of %s, %v", i, e.Words, i.item.state, i.item.owner, i.item.lines)
	}
	if i.acted > 0 {
		i.afterwards(w)
	}
}

// odd reports whether the words tell of a state that the tenant made up, beside
// what was done.
func (i *simIntent) odd(words string) bool {
	return i.item.state == api.StateReturned && strings.Contains(words, "the tenant has it as returned")
}
