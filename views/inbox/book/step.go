package book

import (
	"slices"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// InFlight is how many decisions are between checking and outcome at once.
const InFlight = 2

// Gap is how long the clock may be silent while something is held before we
// take it that the machine slept, or the program was stopped: the person has
// not seen the countdown, and is asked again.
const Gap = 4 * time.Second

// A tenant that failed may act on the request a little later. Before an open
// item proves that it did not, it is read twice, some time apart.
const (
	firstLook  = 2 * time.Second
	secondLook = 5 * time.Second
)

// maxTries is how often an unknown outcome is read back before we say that
// nobody knows; maxPauses how often a decision waits as the tenant asks.
const (
	maxTries  = 5
	maxPauses = 3
)

// Step applies an event and returns what follows from it.
func (b *Book) Step(e Event) []Effect { return relieved(b.apply(e)) }

func (b *Book) apply(e Event) []Effect {
	switch e := e.(type) {
	case Asked:
		return b.ask(e)
	case Recorded:
		return b.pump(b.onRecorded(e))
	case Ticked:
		return b.tick(e.Now)
	case Expired:
		return b.expire(e)
	case Hurried:
		return b.hurry(e.Now)
	case Frozen:
		b.frozen = true
	case Thawed:
		return b.thaw(e.Now)
	case Undone:
		return b.undo()
	case Withdrawn:
		return b.withdraw(func(d *Decision) bool { return slices.Contains(e.Keys, d.Key) })
	case Rested:
		if d := b.at(e.Ref, Resting); d != nil {
			d.Stage = Due
		}
		return b.pump(nil)
	case Checked:
		return b.pump(b.onChecked(e))
	case Answered:
		return b.pump(b.onAnswered(e))
	case ReadBack:
		return b.pump(b.onReadBack(e))
	case Recalled:
		return b.recall(e)
	}
	return nil
}

func (b *Book) ask(e Asked) []Effect {
	out := b.tick(e.Now) // what was held while nobody watched does not go with it
	run := b.begin(e.Entries)
	var intents []journal.Intent
	for _, d := range e.Entries {
		if b.Collides(d.Key) {
			continue
		}
		b.Forget(d.Key) // a stopped decision about the same thing gives way
		d.ID, d.Batch, d.Stage, d.window, d.Until = b.NewID(), b.batch, Held, e.Window, e.Now.Add(e.Window)
		b.Entries = append(b.Entries, d)
		intents = append(intents, d.Intent())
		run.Size++
	}
	if len(intents) > 1 {
		for i := range intents {
			intents[i].Batch = intents[0].ID
		}
	}
	if len(intents) == 0 {
		return out
	}
	out = append(out, Effect{Kind: Record, Intents: intents})
	if e.Window > 0 {
		return append(out, Effect{Kind: Arm, D: Decision{Batch: b.batch}, Wait: e.Window})
	}
	return append(out, b.expire(Expired{b.batch, e.Now})...)
}

// onRecorded lets what is on disk go on. What is not can never be sent.
func (b *Book) onRecorded(e Recorded) []Effect {
	var out []Effect
	for _, d := range slices.Clone(b.Entries) {
		if !slices.Contains(e.IDs, d.ID) || d.recorded || !d.live() {
			continue
		}
		if e.Err == nil {
			if d.recorded = true; d.before != "" {
				out = append(out, d.relieve("it is asked again"))
			}
			continue
		}
		out = append(out, b.halt(d, journal.Open, "not sent: "+e.Err.Error()))
	}
	return out
}

// hurry ends the undo windows, except where the person cannot have seen them.
func (b *Book) hurry(now time.Time) []Effect {
	out := b.tick(now)
	for _, d := range b.Entries {
		if d.Stage == Held {
			d.Stage = Due
		}
	}
	return b.pump(out)
}

// tick hears the clock. After a gap the person has not seen the countdown.
func (b *Book) tick(now time.Time) []Effect {
	slept := b.slept(now)
	b.alive = now
	if !slept {
		return nil
	}
	var out []Effect
	for _, d := range slices.Clone(b.Entries) {
		if d.Stage == Held {
			out = append(out, b.halt(d, journal.NotSent, "not sent: iscope or the machine was stopped while it was held; decide again"))
		}
	}
	return out
}

// slept compares wall times: the other clock stands still while a machine
// sleeps.
func (b *Book) slept(now time.Time) bool { return now.Round(0).Sub(b.alive.Round(0)) > Gap }

// thaw lets things go on, with new windows for what is held.
func (b *Book) thaw(now time.Time) []Effect {
	if !b.frozen {
		return nil
	}
	b.frozen = false
	out := b.tick(now)
	armed := map[int]bool{}
	for _, d := range b.Entries {
		if d.Stage != Held {
			continue
		}
		d.prolonged, d.Until = true, now.Add(d.window)
		if !armed[d.Batch] {
			armed[d.Batch] = true
			out = append(out, Effect{Kind: Arm, D: Decision{Batch: d.Batch}, Wait: d.window})
		}
	}
	return b.pump(out)
}

// expire ends the undo window of a batch; the end of one that was prolonged is
// yet to come.
func (b *Book) expire(e Expired) []Effect {
	out := b.tick(e.Now)
	if b.frozen {
		return out
	}
	for _, d := range b.Entries {
		if d.Batch == e.Batch && d.Stage == Held && !(d.prolonged && e.Now.Before(d.Until)) {
			d.Stage = Due
		}
	}
	return b.pump(out)
}

// undo takes back what has not begun of the newest batch that has such: what is
// held, and what waits for its turn.
func (b *Book) undo() []Effect {
	last := 0
	for _, d := range b.Entries {
		if d.waits() {
			last = max(last, d.Batch)
		}
	}
	return b.withdraw(func(d *Decision) bool { return d.Batch == last })
}

// waits reports whether nothing of the decision has left. That its item is being
// read again changes nothing about that.
func (d *Decision) waits() bool {
	return d.Stage == Held || d.Stage == Due || d.Stage == Resting || d.Stage == Checking
}

func (b *Book) withdraw(which func(*Decision) bool) []Effect {
	var out []Effect
	for _, d := range slices.Clone(b.Entries) {
		if d.waits() && which(d) {
			b.runs[d.Batch].Taken++
			b.over(d, journal.TakenBack, "taken back, nothing was sent")
			out = append(out, Effect{Kind: TakenOff, D: *d, Ending: journal.TakenBack, Words: "taken back, nothing was sent"})
		}
	}
	return out
}

// pump starts decisions that are due and on disk, as many as may be under way.
// Two about the same item go one after the other: the first changes what the
// second is compared with. After an answer that leaves the outcome unknown the
// rest of its batch waits until it is read back.
func (b *Book) pump(out []Effect) []Effect {
	if b.frozen {
		return out
	}
	busy := 0
	items := map[string]bool{}
	for _, d := range b.Entries {
		if d.Stage == Checking || d.Stage == Sending || d.Stage == Reading {
			busy++
			items[d.Item] = true
		}
	}
	for _, d := range b.Entries {
		if busy >= InFlight {
			break
		}
		if d.Stage == Due && d.recorded && !items[d.Item] && !b.inDoubt(d.Batch) {
			d.Stage = Checking
			items[d.Item] = true
			busy++
			out = append(out, d.request(Check, 0))
		}
	}
	return out
}

// inDoubt reports whether the batch waits for an outcome to become known.
func (b *Book) inDoubt(batch int) bool {
	return slices.ContainsFunc(b.Entries, func(d *Decision) bool {
		return d.Batch == batch && d.Stage == Reading && d.Reason != "" && !d.Past
	})
}

func (b *Book) onChecked(e Checked) []Effect {
	d := b.at(e.Ref, Checking)
	switch {
	case d == nil:
		return nil
	case e.Err == nil && e.Item.ID != d.Item:
		e.Err = astray(d)
	}
	switch {
	case b.frozen, b.inDoubt(d.Batch):
		d.Stage = Due // what it was compared with may be old once it goes on
		return nil
	case e.Err != nil && e.Err.Kind == api.NotFound:
		return b.overtaken(d, nil, "is gone: it was decided or withdrawn elsewhere")
	case e.Err != nil && e.Err.Kind == api.Throttled && d.pauses < maxPauses:
		return b.pause(d, e.Err.RetryAfter)
	case e.Err != nil:
		return b.stopBatch(d, journal.NotSent, "not sent: it could not be read first: "+e.Err.Detail, endsRun(e.Err))
	}
	if words := overtaken(d, e.Item); words != "" {
		return b.overtaken(d, &e.Item, words)
	}
	if now := digest(e.Item, d.Line); now != d.Digest || now == 0 {
		out := b.halt(d, journal.Changed, "not sent: it changed since it was shown: "+Difference(d.Seen, e.Item, d.Line))
		out.Item = &e.Item
		return []Effect{out}
	}
	d.Stage, d.Seen = Sending, e.Item
	return []Effect{d.request(Send, 0)}
}

// astray is the failure that an answer is about another item.
func astray(d *Decision) *api.Error {
	return &api.Error{Kind: api.Decode, Op: d.Op, Detail: "the tenant answered with another item"}
}

// endsRun reports whether the rest of a batch would fail in the same way.
func endsRun(err *api.Error) bool {
	switch err.Kind {
	case api.Forbidden, api.Auth, api.ReadOnly, api.Unrecorded:
		return true
	}
	return false
}

// pause lets a decision wait as the tenant asks.
func (b *Book) pause(d *Decision, wait time.Duration) []Effect {
	d.Stage = Resting
	d.pauses++
	return []Effect{d.request(Pause, max(wait, time.Second))}
}

// again lets a decision that the tenant refused for want of room be sent once
// more, later, under an intent of its own. The old intent ends when the new one
// is on disk: a crash between them would leave none to report.
func (b *Book) again(d *Decision, err *api.Error) []Effect {
	d.before, d.ID, d.recorded = d.ID, b.NewID(), false
	return append([]Effect{{Kind: Record, Intents: []journal.Intent{d.Intent()}}}, b.pause(d, err.RetryAfter)...)
}

// relieve ends the intent that the tenant refused for now.
func (d *Decision) relieve(words string) Effect {
	old := *d
	old.ID = d.before
	d.before = ""
	return Effect{Kind: Note, D: old, Ending: journal.Refused, Words: "refused for now, the tenant asked for a pause; " + words}
}

// relieved adds the ends of old intents to those of the new.
func relieved(out []Effect) []Effect {
	for _, e := range out {
		if e.D.before != "" && e.Kind >= Settled {
			out = append(out, e.D.relieve("it was not asked again"))
		}
	}
	return out
}

func (b *Book) onAnswered(e Answered) []Effect {
	d := b.at(e.Ref, Sending)
	switch {
	case d == nil:
		return nil
	case e.Err == nil && e.Item.ID != "" && e.Item.ID != d.Item:
		e.Err = astray(d)
	}
	switch {
	case e.Err == nil && d.Op != api.ForwardWorkItem && Wanted(d, e.Item):
		return b.settle(d, &e.Item, Past(d.Op))
	case e.Err == nil:
		d.Stage, d.taken = Reading, true
		return []Effect{d.request(LookBack, 0)}
	case e.Err.Ambiguous():
		d.Stage, d.Reason = Reading, e.Err.Detail
		return []Effect{d.request(LookBack, firstLook)}
	case e.Err.Kind == api.Conflict, e.Err.Kind == api.NotFound:
		d.Stage, d.Reason, d.refused, d.unsent = Reading, e.Err.Detail, true, e.Err.Unsent
		return []Effect{d.request(LookBack, 0)}
	case e.Err.Kind == api.Throttled && e.Err.Unsent && e.Err.RetryAfter > 0 && d.pauses < maxPauses && !b.cut[d.Batch]:
		return b.pause(d, e.Err.RetryAfter) // it was not let out, nor noted as sent; the item is read anew first
	case e.Err.Kind == api.Throttled && d.pauses < maxPauses && !b.cut[d.Batch]:
		return b.again(d, e.Err)
	case e.Err.Unsent:
		return b.stopBatch(d, journal.NotSent, "not sent: "+e.Err.Detail, endsRun(e.Err))
	}
	return b.stopBatch(d, journal.Refused, "refused: "+e.Err.Detail, endsRun(e.Err))
}
