package inbox

import (
	"fmt"
	"slices"
	"time"

	"iscope/api"
)

// stage is where a decision is on its way.
type stage uint8

const (
	held     stage = iota // in the undo window
	due                   // waits for its turn
	checking              // the item is read again
	sending               // the request is out
	reading               // the outcome is unknown, the item is read back
	stopped               // not sent, or refused: the reason says why
	doubtful              // sent, and reading back failed: nobody knows
)

// inFlight is how many decisions are between checking and outcome at once.
const inFlight = 2

// slept is how much later than meant an undo window may end before we take it
// that the machine slept and the person has not seen the countdown.
const slept = 30 * time.Second

// key says what a decision is about: a work item, or one line of it.
type key struct{ item, line string }

// decision is one entry of the book.
type decision struct {
	key
	op      api.Op
	forward *api.Forward
	name    string // what the item is, for people
	digest  uint64 // of what was shown
	seen    api.WorkItem
	batch   int
	until   time.Time // end of the undo window
	stage   stage
	reason  string // why it stopped
	tries   int    // times the outcome was read back
	sent    bool   // whether its request has left: it never leaves twice
	taken   bool   // whether the tenant answered it with success
	refused bool   // whether the tenant answered that it is decided, or gone
	open    int    // times the item was still open when it was read back
}

// book holds the decisions on their way, in the order they were taken.
type book struct {
	entries []*decision
	batch   int
}

// event is something that happened to decisions.
type event interface{ event() }

type (
	// asked: a person decided. Entries are new and share a batch.
	asked struct {
		entries []*decision
		window  time.Duration
		now     time.Time
	}
	// expired: the undo window of a batch ended.
	expired struct {
		batch int
		now   time.Time
	}
	// hurried: the person does not want to wait for the undo windows.
	hurried struct{}
	// undone: the person takes the last batch back.
	undone struct{}
	// checked: the item was read before sending.
	checked struct {
		key
		item api.WorkItem
		err  *api.Error
	}
	// answered: the request was answered, with the item as it is now.
	answered struct {
		key
		item api.WorkItem
		err  *api.Error
	}
	// readBack: the item was read after sending.
	readBack struct {
		key
		item api.WorkItem
		err  *api.Error
	}
)

func (asked) event()    {}
func (expired) event()  {}
func (hurried) event()  {}
func (undone) event()   {}
func (checked) event()  {}
func (answered) event() {}
func (readBack) event() {}

// effect is something the model has to do.
type effect struct {
	kind  effectKind
	d     decision      // as it is at this moment
	item  *api.WorkItem // the tenant's last word, where it was just read
	wait  time.Duration
	words string // for told
}

type effectKind uint8

const (
	arm      effectKind = iota // tell when the undo window of d.batch ends, after wait
	check                      // read the item
	send                       // send the request
	lookBack                   // read the item after sending, after wait
	settled                    // the decision is done: words say what came of it
	halted                     // it is not: words say why
	news                       // somebody else was first, or it is gone
	takenOff                   // it was taken back before anything left
)

// step applies an event and returns what follows from it, in order.
func (b *book) step(e event) []effect {
	switch e := e.(type) {
	case asked:
		return b.ask(e)
	case expired:
		return b.expire(e)
	case hurried:
		for _, d := range b.entries {
			if d.stage == held {
				d.stage = due
			}
		}
		return b.pump(nil)
	case undone:
		return b.undo()
	case checked:
		return b.pump(b.onChecked(e))
	case answered:
		return b.pump(b.onAnswered(e))
	case readBack:
		return b.pump(b.onReadBack(e))
	}
	return nil
}

func (b *book) ask(e asked) []effect {
	b.batch++
	for _, d := range e.entries {
		if b.collides(d.key) {
			continue
		}
		b.drop(d.key) // a stopped decision about the same thing gives way
		d.batch, d.stage, d.until = b.batch, held, e.now.Add(e.window)
		b.entries = append(b.entries, d)
	}
	if e.window > 0 {
		return []effect{{kind: arm, d: decision{batch: b.batch}, wait: e.window}}
	}
	return b.step(expired{b.batch, e.now})
}

func (b *book) expire(e expired) []effect {
	var out []effect
	for _, d := range slices.Clone(b.entries) {
		if d.batch != e.batch || d.stage != held {
			continue
		}
		if e.now.Round(0).Sub(d.until.Round(0)) > slept {
			out = append(out, b.halt(d, "not sent: the machine slept while it was held; decide again"))
			continue
		}
		d.stage = due
	}
	return b.pump(out)
}

// undo takes back what has not begun of the newest batch that has such: what is
// held, and what waits for its turn.
func (b *book) undo() []effect {
	last := 0
	for _, d := range b.entries {
		if d.stage == held || d.stage == due {
			last = max(last, d.batch)
		}
	}
	var out []effect
	for _, d := range slices.Clone(b.entries) {
		if d.batch == last && (d.stage == held || d.stage == due) {
			b.drop(d.key)
			out = append(out, effect{kind: takenOff, d: *d})
		}
	}
	return out
}

// pump starts decisions that are due, as many as may be under way. Two about
// the same item go one after the other: the first changes what the second is
// compared with. After an answer that leaves the outcome unknown the rest of
// its batch waits until it is read back.
func (b *book) pump(out []effect) []effect {
	busy := 0
	items := map[string]bool{}
	for _, d := range b.entries {
		if d.stage == checking || d.stage == sending || d.stage == reading {
			busy++
			items[d.item] = true
		}
	}
	for _, d := range b.entries {
		if busy >= inFlight {
			break
		}
		if d.stage == due && !items[d.item] && !b.inDoubt(d.batch) {
			d.stage = checking
			items[d.item] = true
			busy++
			out = append(out, effect{kind: check, d: *d})
		}
	}
	return out
}

func (b *book) onChecked(e checked) []effect {
	d := b.at(e.key, checking)
	switch {
	case d == nil:
		return nil
	case b.inDoubt(d.batch):
		d.stage = due // what it was compared with may be old once it goes on
		return nil
	case e.err != nil && e.err.Kind == api.NotFound:
		b.drop(d.key)
		return []effect{{kind: news, d: *d, words: "is gone: it was decided or withdrawn elsewhere"}}
	case e.err != nil:
		return b.stopBatch(d, "not sent: it could not be read first: "+e.err.Detail, e.err.Kind == api.Forbidden)
	}
	if words := overtaken(*d, e.item); words != "" {
		b.drop(d.key)
		return []effect{{kind: news, d: *d, item: &e.item, words: words}}
	}
	if digest(e.item, d.line) != d.digest {
		out := b.halt(d, "not sent: it changed since it was shown: "+difference(d.seen, e.item, d.line))
		out.item = &e.item
		return []effect{out}
	}
	d.stage, d.sent, d.seen = sending, true, e.item
	return []effect{{kind: send, d: *d}}
}

// inDoubt reports whether the batch waits for an outcome to become known.
func (b *book) inDoubt(batch int) bool {
	return slices.ContainsFunc(b.entries, func(d *decision) bool { return d.batch == batch && d.stage == reading && d.reason != "" })
}

// A tenant that failed may act on the request a little later. Before an open
// item proves that it did not, it is read twice, some time apart.
const (
	firstLook  = 2 * time.Second
	secondLook = 5 * time.Second
)

func (b *book) onAnswered(e answered) []effect {
	d := b.at(e.key, sending)
	switch {
	case d == nil:
		return nil
	case e.err == nil && d.op != api.ForwardWorkItem && wanted(*d, e.item):
		b.drop(d.key)
		return []effect{{kind: settled, d: *d, item: &e.item, words: done(*d)}}
	case e.err == nil:
		d.stage, d.taken = reading, true
		return []effect{{kind: lookBack, d: *d}}
	case e.err.Ambiguous():
		d.stage, d.reason = reading, e.err.Detail
		return []effect{{kind: lookBack, d: *d, wait: firstLook}}
	case e.err.Kind == api.Conflict, e.err.Kind == api.NotFound:
		d.stage, d.reason, d.refused = reading, e.err.Detail, true
		return []effect{{kind: lookBack, d: *d}}
	}
	return b.stopBatch(d, "refused: "+e.err.Detail, e.err.Kind == api.Forbidden)
}

// maxTries is how often an unknown outcome is read back before we say that
// nobody knows.
const maxTries = 5

func (b *book) onReadBack(e readBack) []effect {
	d := b.at(e.key, reading)
	if d == nil {
		return nil
	}
	d.tries++
	if e.err != nil {
		return b.unread(d, e.err)
	}
	words := overtaken(*d, e.item)
	switch {
	case !d.refused && wanted(*d, e.item):
		b.drop(d.key)
		return []effect{{kind: settled, d: *d, item: &e.item, words: done(*d)}}
	case d.taken && words != "":
		b.drop(d.key)
		return []effect{{kind: settled, d: *d, item: &e.item, words: done(*d) + "; the tenant has it as " + stateWord(e.item.State)}}
	case words != "":
		b.drop(d.key)
		return []effect{{kind: news, d: *d, item: &e.item, words: words}}
	}
	if d.open++; d.open < 2 && !d.refused {
		return []effect{{kind: lookBack, d: *d, wait: secondLook}}
	}
	reason := "it did not arrive; the item is still open"
	if d.reason != "" {
		reason = "it did not take effect (" + d.reason + "); the item is still open"
	}
	out := b.stopBatch(d, reason, true)
	out[0].item = &e.item
	return out
}

// unread handles that an item could not be read back.
func (b *book) unread(d *decision, err *api.Error) []effect {
	gone := err.Kind == api.NotFound || err.Kind == api.Forbidden
	switch {
	case gone && d.op == api.ForwardWorkItem && !d.refused:
		b.drop(d.key)
		return []effect{{kind: settled, d: *d, words: done(*d) + "; it is no longer visible to you"}}
	case gone:
		words := "is gone: it was decided or withdrawn elsewhere"
		if !d.refused {
			words = "is gone: by this decision, or decided or withdrawn elsewhere"
		}
		b.drop(d.key)
		return []effect{{kind: news, d: *d, words: words}}
	case d.tries < maxTries:
		return []effect{{kind: lookBack, d: *d, wait: time.Second << d.tries}}
	}
	out := b.stopBatch(d, "sent, but nobody knows whether it arrived: "+err.Detail, true)
	d.stage = doubtful
	out[0].d = *d
	return out
}

// halt stops one decision.
func (b *book) halt(d *decision, reason string) effect {
	d.stage, d.reason = stopped, reason
	return effect{kind: halted, d: *d, words: reason}
}

// stopBatch stops a decision and, with rest, what of its batch has not begun:
// the same would happen to it.
func (b *book) stopBatch(d *decision, reason string, rest bool) []effect {
	out := []effect{b.halt(d, reason)}
	if !rest {
		return out
	}
	for _, other := range b.entries {
		if other.batch == d.batch && (other.stage == due || other.stage == checking) {
			out = append(out, b.halt(other, fmt.Sprintf("not sent: stopped after %q", d.name)))
		}
	}
	return out
}

// at returns the entry in that stage: an answer for any other is late or
// doubled and changes nothing.
func (b *book) at(k key, s stage) *decision {
	for _, d := range b.entries {
		if d.key == k && d.stage == s {
			return d
		}
	}
	return nil
}

func (b *book) drop(k key) {
	b.entries = slices.DeleteFunc(b.entries, func(d *decision) bool { return d.key == k })
}

// about returns the decision that a row shows: the first about that item that
// may still leave or has left, else one that stopped.
func (b *book) about(item string) *decision {
	var stuck *decision
	for _, d := range b.entries {
		switch {
		case d.item != item:
		case d.stage != stopped && d.stage != doubtful:
			return d
		case stuck == nil:
			stuck = d
		}
	}
	return stuck
}

// of returns the decision about exactly that line or item.
func (b *book) of(k key) *decision {
	for _, d := range b.entries {
		if d.key == k {
			return d
		}
	}
	return nil
}

// underWay reports whether a decision about the item, or a line of it, may
// still leave or has left without an outcome.
func (b *book) underWay(item string) bool {
	for _, d := range b.entries {
		if d.item == item && d.stage != stopped {
			return true
		}
	}
	return false
}

// collides reports whether a decision about the same thing is under way: the
// same line, or the item that the line is in.
func (b *book) collides(k key) bool {
	for _, d := range b.entries {
		if d.item == k.item && d.stage != stopped && d.stage != doubtful && (d.line == k.line || d.line == "" || k.line == "") {
			return true
		}
	}
	return false
}

// count returns how many entries are in one of the stages.
func (b *book) count(stages ...stage) int {
	n := 0
	for _, d := range b.entries {
		if slices.Contains(stages, d.stage) {
			n++
		}
	}
	return n
}
