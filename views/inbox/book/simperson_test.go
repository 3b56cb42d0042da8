package book

import (
	"time"

	"iscope/api"
)

// act lets something happen that is not an answer: a person presses a key,
// somebody else works on the tenant, a machine fails.
func (w *world) act() {
	seat := w.r.IntN(len(w.seats))
	p := w.seats[seat]
	switch {
	case w.r.IntN(7) == 0:
		w.others()
	case w.r.IntN(12) == 0 && len(w.items) < 12:
		it := w.arrive()
		for _, p := range w.seats {
			p.refresh(it)
		}
	case w.fault(60):
		w.disk.fill(w.between(200*time.Millisecond, 4*time.Second))
	case w.fault(60):
		w.outage(w.between(time.Second, 90*time.Second))
	case p.dead:
		w.start(seat)
	case p.asleep.After(w.now): // nobody reads the keys
	case w.fault(80):
		p.crash()
	case w.fault(40):
		w.suspend()
	default:
		p.press()
	}
	if w.r.IntN(2) == 0 { // some time passes
		w.later(nil, w.between(0, 4*time.Second), func() {})
	}
}

// outage cuts the tenant off for a while.
func (w *world) outage(wait time.Duration) {
	w.log("outage of %v", wait)
	w.count["outages"]++
	w.down = true
	w.later(nil, wait, func() { w.down = false })
}

// suspend stops a program, or the machine with both of them.
func (w *world) suspend() {
	wait := w.between(time.Second, 12*time.Second)
	if w.r.IntN(3) == 0 {
		wait = time.Hour
	}
	w.count["suspends"]++
	one := w.r.IntN(4)
	for i, p := range w.seats {
		if p.dead || p.asleep.After(w.now) || one < len(w.seats) && i != one {
			continue
		}
		p.asleep = w.now.Add(wait)
		w.log("terminal %d sleeps for %v", i, wait)
		p.sleeps(wait)
	}
}

// press is one key of the person.
func (p *program) press() {
	w := p.w
	it := w.items[w.r.IntN(len(w.items))]
	switch w.r.IntN(16) {
	case 0, 1, 2, 3, 4, 5:
		if d := p.decision(it); d != nil {
			p.ask(d)
		}
	case 6:
		p.askBatch()
	case 7:
		if p.last != nil { // the key repeats
			w.count["repeats"]++
			p.ask(p.again())
		}
	case 8:
		p.feed(Undone{})
	case 9, 10:
		p.hurries()
		p.feed(Hurried{w.now})
	case 11:
		p.feed(Withdrawn{[]Key{{Item: it.id}, p.anyLine(it)}})
	case 12:
		p.book.Forget(p.anyLine(it))
	case 13:
		for _, d := range p.book.Entries { // what stopped is tried again
			if d.Stage == Stopped && !d.Past {
				p.last = d
				p.ask(p.again())
				return
			}
		}
	default:
		p.refresh(it)
	}
}

// anyLine is the key of a line of an item, or of the item.
func (p *program) anyLine(it *simItem) Key {
	if len(it.lines) == 0 {
		return Key{Item: it.id}
	}
	return Key{it.id, it.lines[p.w.r.IntN(len(it.lines))].id}
}

// decision is one that the person can take about what the list shows of an
// item, nil where it shows nothing to decide.
func (p *program) decision(it *simItem) *Decision {
	w := p.w
	s := p.screen[it.id]
	if s == nil || !s.State.Open() || s.OwnerID != "me" {
		return nil
	}
	name := "item " + it.id
	op := []api.Op{api.BulkApprove, api.BulkReject}[w.r.IntN(2)]
	switch what := w.r.IntN(8); {
	case what == 0:
		d := New(api.ForwardWorkItem, s.WorkItem, name)
		d.Forward = &api.Forward{TargetOwnerID: []string{"bo", "cy"}[w.r.IntN(2)], Comment: "yours"}
		return d
	case it.kind == "ManualAction":
		return New(api.CompleteWorkItem, s.WorkItem, name)
	case it.kind == "Form":
		d := New(api.SubmitAccountSelection, s.WorkItem, name)
		d.Fields = map[string]string{"account": "fred"}
		return d
	case what < 4 && len(s.lines) > 1:
		l := s.lines[w.r.IntN(len(s.lines))]
		if !l.state.Open() {
			return nil
		}
		return Line(op, s.WorkItem, l.id, name)
	case s.Open == 0:
		return nil
	}
	return New(op, s.WorkItem, name)
}

// again is the last decision once more, about what the list shows now.
func (p *program) again() *Decision {
	last := p.last
	d := &Decision{Key: last.Key, Op: last.Op, Name: last.Name, Forward: last.Forward, Fields: last.Fields}
	s := p.screen[last.Item]
	if s == nil || !s.State.Open() || s.OwnerID != "me" {
		return nil
	}
	if d.Line != "" {
		return Line(d.Op, s.WorkItem, d.Line, d.Name)
	}
	fresh := New(d.Op, s.WorkItem, d.Name)
	fresh.Forward, fresh.Fields = d.Forward, d.Fields
	return fresh
}

// askBatch decides several items, or lines, at once.
func (p *program) askBatch() {
	var entries []*Decision
	for range 2 + p.w.r.IntN(4) {
		if d := p.decision(p.w.items[p.w.r.IntN(len(p.w.items))]); d != nil {
			entries = append(entries, d)
		}
	}
	if len(entries) > 1 {
		p.w.count["batches"]++
	}
	p.ask(entries...)
}

func (p *program) ask(entries ...*Decision) {
	w := p.w
	if len(entries) == 0 || entries[0] == nil {
		return
	}
	p.last = entries[0]
	window := []time.Duration{0, 0, 2 * time.Second, 5 * time.Second, 5 * time.Second, 20 * time.Second}[w.r.IntN(6)]
	p.asks = append(p.asks, w.asksFor(p, entries, window)...)
	p.feed(Asked{entries, window, w.now})
}
