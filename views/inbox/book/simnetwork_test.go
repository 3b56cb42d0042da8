package book

import (
	"context"
	"errors"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// read reads an item, before or after sending.
func (p *program) read(d Decision, back bool) {
	w := p.w
	tell := func(s *shot, err *api.Error) {
		var it api.WorkItem
		if s != nil {
			it = s.WorkItem
		}
		served := w.seq
		p.answer(func() {
			if back {
				w.intents[d.ID].looked(served, s)
				p.feed(ReadBack{d.Ref(), it, err})
				return
			}
			p.reads(d, s)
			p.feed(Checked{d.Ref(), it, err})
		})
	}
	fail := func(kind api.Kind, wait time.Duration) {
		w.later(nil, wait, func() {
			tell(nil, &api.Error{Kind: kind, Op: api.GetWorkItem, Detail: kind.String(), RetryAfter: w.retryAfter(kind)})
		})
	}
	switch {
	case w.down:
		fail(api.Offline, w.between(time.Second, 4*time.Second))
		return
	case w.fault(8):
		switch w.r.IntN(6) {
		case 0, 1:
			fail(api.Offline, w.between(time.Second, 15*time.Second))
		case 2:
			fail(api.Server, w.latency())
		case 3:
			fail(api.Throttled, w.latency())
		case 4:
			fail(api.Auth, w.latency())
		case 5:
			w.count["another item"]++
			other := w.items[w.r.IntN(len(w.items))]
			if other.id != d.Item {
				w.later(nil, w.latency(), func() { tell(w.shots.of(other), nil) })
				return
			}
			fail(api.Decode, w.latency())
		}
		return
	}
	w.later(nil, w.latency(), func() {
		s, err := w.serve(w.item(d.Item))
		tell(s, err)
	})
}

func (w *world) retryAfter(kind api.Kind) time.Duration {
	if kind != api.Throttled {
		return 0
	}
	return w.between(0, 4*time.Second)
}

// send lets the request of a decision leave, if the journal does.
func (p *program) send(d Decision) {
	w := p.w
	answer := func(it api.WorkItem, err *api.Error) {
		p.answer(func() {
			p.hears(d, err)
			p.feed(Answered{d.Ref(), it, err})
		})
	}
	if err := p.journal.Guard(journal.With(context.Background(), d.ID), d.Op); err != nil {
		kind := api.Unrecorded
		if errors.Is(err, journal.ErrElsewhere) {
			w.count["elsewhere"]++
			kind = api.Conflict
		}
		answer(api.WorkItem{}, &api.Error{Kind: kind, Op: d.Op, Detail: err.Error(), Unsent: true})
		return
	}
	if p.store.died || w.fault(60) {
		p.crash() // on the edge: the journal has it as sent
		return
	}
	p.leaves(d)
	if w.down || !w.calm && w.r.IntN(3) == 0 {
		w.amiss(d, answer)
		return
	}
	w.later(nil, w.latency(), func() {
		err := w.receive(d)
		it := w.answered(d, err)
		w.later(nil, w.latency(), func() { answer(it, err) })
	})
}

// answered is the item in an answer, which a forward has not.
func (w *world) answered(d Decision, err *api.Error) api.WorkItem {
	if err != nil || d.Op == api.ForwardWorkItem {
		return api.WorkItem{}
	}
	return w.shots.of(w.item(d.Item)).WorkItem
}

// amiss is what can go wrong with a request that left.
func (w *world) amiss(d Decision, answer func(api.WorkItem, *api.Error)) {
	i := w.intents[d.ID]
	arrive := func(wait time.Duration) { w.later(nil, wait, func() { _ = w.receive(d) }) }
	lost := func(kind api.Kind, wait time.Duration) {
		w.later(nil, wait, func() {
			answer(api.WorkItem{}, &api.Error{Kind: kind, Op: d.Op, Detail: kind.String(), Unsent: i.unsent})
		})
	}
	late := w.between(0, 25*time.Second)
	fate := w.r.IntN(14)
	if w.down {
		fate %= 5
	}
	switch fate {
	case 0: // no connection
		i.unsent = true
		lost(api.Offline, w.latency())
	case 1: // lost on the way there
		lost(api.Offline, w.between(time.Second, 15*time.Second))
	case 2: // lost on the way back
		arrive(w.latency())
		lost(api.Offline, w.between(10*time.Second, 15*time.Second))
	case 3, 4: // the tenant acts after we have given up
		wait := w.between(time.Second, 5*time.Second)
		arrive(wait + late)
		lost(api.Offline, wait)
	case 5: // it fell over, with or without having acted
		if w.r.IntN(2) == 0 {
			arrive(0)
		}
		lost(api.Server, w.latency())
	case 6, 7:
		w.refuse(d, api.Throttled, answer)
	case 8:
		w.refuse(d, []api.Kind{api.Auth, api.Forbidden, api.Invalid}[w.r.IntN(3)], answer)
	case 9:
		w.refuse(d, []api.Kind{api.Conflict, api.NotFound}[w.r.IntN(2)], answer)
	case 10: // the answer is about another item
		arrive(0)
		w.count["another item"]++
		other := w.shots.of(w.items[w.r.IntN(len(w.items))]).WorkItem
		if other.ID == d.Item {
			lost(api.Decode, w.latency())
			return
		}
		w.later(nil, w.latency(), func() { answer(other, nil) })
	default: // it acts at once, or a little later
		if d.Op == api.ForwardWorkItem || w.r.IntN(2) == 0 {
			late = 0
		}
		w.accept(d, late, answer)
	}
}

// refuse is that the tenant does not act, for a reason of its own.
func (w *world) refuse(d Decision, kind api.Kind, answer func(api.WorkItem, *api.Error)) {
	w.later(nil, w.latency(), func() {
		i := w.intents[d.ID]
		w.arrives(i)
		i.refused = true
		answer(api.WorkItem{}, &api.Error{Kind: kind, Op: d.Op, Detail: kind.String(), RetryAfter: w.retryAfter(kind)})
	})
}

// accept is that the tenant takes a request, answers with the item as it was,
// and acts on it then or later.
func (w *world) accept(d Decision, late time.Duration, answer func(api.WorkItem, *api.Error)) {
	w.later(nil, w.latency(), func() {
		before, err := w.answered(d, nil), w.item(d.Item).refusal(d)
		if err != nil || late == 0 {
			err = w.receive(d)
		} else {
			w.later(nil, late, func() { _ = w.receive(d) })
		}
		w.later(nil, w.latency(), func() { answer(before, err) })
	})
}

// latency is how long a message is on its way.
func (w *world) latency() time.Duration {
	if w.fault(10) {
		return w.between(time.Second, 10*time.Second)
	}
	return w.between(10*time.Millisecond, 400*time.Millisecond)
}
