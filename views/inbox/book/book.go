package book

import (
	"slices"
	"strconv"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// Stage is where a decision is on its way.
type Stage uint8

// Stages of a decision.
const (
	Held     Stage = iota // in the undo window
	Due                   // waits for its turn
	Resting               // the tenant asked for a pause before it goes on
	Checking              // the item is read again
	Sending               // the request is out
	Reading               // the outcome is unknown, the item is read back
	Stopped               // not sent, or refused: the reason says why
	Doubtful              // sent, and reading back failed: nobody knows
)

// Key says what a decision is about: a work item, or one line of it.
type Key struct{ Item, Line string }

// Decision is one entry of the book.
type Decision struct {
	Key
	ID      string // of the intent in the journal; the book gives it
	Op      api.Op
	Forward *api.Forward      // of a forward
	To      string            // what the new owner is called
	Fields  map[string]string // of an account selection
	Name    string            // what the item is, for people
	Digest  uint64            // of what was shown
	From    string            // owner of the item when it was shown
	Lines   []string          // approval items that were open when it was shown
	Seen    api.WorkItem      // as it was shown; empty in one of an earlier run
	Past    bool              // found open in the journal of an earlier run

	Batch  int
	Until  time.Time // end of the undo window
	Stage  Stage
	Reason string // why it stopped

	before    string        // intent that the tenant refused for now, until the new one is on disk
	window    time.Duration // the undo window, as it was asked
	prolonged bool          // it was opened anew
	recorded  bool          // its intent is on disk
	turn      int           // effects that asked for an answer
	tries     int           // times the outcome was read back
	pauses    int           // times the tenant asked for a pause
	taken     bool          // the tenant answered it with success
	refused   bool          // the tenant answered that it is decided, or gone
	unsent    bool          // refused before a byte left
	open      int           // times the item was still open when it was read back
}

// New returns the decision op about an item as it is shown: about its line
// where it has only one, since only that is certain to be what was meant.
func New(op api.Op, it api.WorkItem, name string) *Decision {
	d := &Decision{Key: Key{Item: it.ID}, Op: op, Name: name, Seen: it, From: it.OwnerID}
	open := OpenLines(it)
	for _, l := range open {
		d.Lines = append(d.Lines, l.ID)
	}
	if len(open) == 1 && it.Lines == 1 && open[0].ID != "" && (op == api.BulkApprove || op == api.BulkReject) {
		d.Line, d.Op = open[0].ID, lineOp(op)
	}
	d.Digest = digest(it, d.Line)
	return d
}

// Line returns the decision op about one line of an item as it is shown.
func Line(op api.Op, it api.WorkItem, line, name string) *Decision {
	return &Decision{Key: Key{it.ID, line}, Op: lineOp(op), Name: name, Seen: it, From: it.OwnerID, Lines: []string{line}, Digest: digest(it, line)}
}

func lineOp(op api.Op) api.Op {
	switch op {
	case api.BulkApprove:
		return api.ApproveItem
	case api.BulkReject:
		return api.RejectItem
	}
	return op
}

// Book holds the decisions on their way, in the order they were taken. The
// zero value needs NewID; it is used by one goroutine.
type Book struct {
	// NewID returns the id of a new intent, see journal.Journal.
	NewID   func() string
	Entries []*Decision
	// Ended are decisions that are over, oldest first; those that stopped are
	// in Entries still.
	Ended []Ended

	frozen bool // nothing may leave for now

	runs  map[int]*Run
	cut   map[int]bool // batches that were stopped: nothing of them is sent any more
	batch int
	alive time.Time // when the clock was last heard
}

// Ended is a decision that is over, and what came of it.
type Ended struct {
	Decision
	Ending journal.Ending
	Words  string
}

// endedKept is how many of them are remembered.
const endedKept = 2_000

// Run counts how the decisions of one batch ended. What is not counted is on
// its way.
type Run struct {
	Op                              api.Op
	Size, Done, News, Halted, Taken int
}

// Open returns how many of the run are on their way.
func (r Run) Open() int { return r.Size - r.Done - r.News - r.Halted - r.Taken }

// Run returns the counts of a batch.
func (b *Book) Run(batch int) Run {
	if r := b.runs[batch]; r != nil {
		return *r
	}
	return Run{}
}

// begin opens the count of a new batch.
func (b *Book) begin(entries []*Decision) *Run {
	b.batch++
	if b.runs == nil {
		b.runs = map[int]*Run{}
	}
	r := &Run{}
	if len(entries) > 0 {
		r.Op = entries[0].Op
	}
	b.runs[b.batch] = r
	return r
}

// over takes a decision out of the entries.
func (b *Book) over(d *Decision, ending journal.Ending, words string) {
	b.drop(d)
	gone := *d
	gone.Seen = api.WorkItem{ID: d.Seen.ID} // its record is not needed any more
	if len(b.Ended) >= endedKept {
		b.Ended = slices.Delete(b.Ended, 0, endedKept/10)
	}
	b.Ended = append(b.Ended, Ended{gone, ending, words})
}

// Batch returns the number of the newest batch.
func (b *Book) Batch() int { return b.batch }

// Ref names what was asked last about a decision. The event that answers an
// effect says with it what it answers.
func (d *Decision) Ref() string { return d.ID + "/" + strconv.Itoa(d.turn) }

// request makes an effect that asks for an answer.
func (d *Decision) request(kind EffectKind, wait time.Duration) Effect {
	d.turn++
	return Effect{Kind: kind, D: *d, Wait: wait}
}

// at returns the entry that waits for that answer in that stage: any other is
// late or doubled and changes nothing.
func (b *Book) at(ref string, s Stage) *Decision {
	for _, d := range b.Entries {
		if d.Stage == s && d.Ref() == ref {
			return d
		}
	}
	return nil
}

func (b *Book) drop(d *Decision) {
	b.Entries = slices.DeleteFunc(b.Entries, func(other *Decision) bool { return other == d })
}

// About returns the decision that a row shows: the first about that item that
// may still leave or has left, else one that stopped.
func (b *Book) About(item string) *Decision {
	var stuck *Decision
	for _, d := range b.Entries {
		switch {
		case d.Item != item:
		case d.live():
			return d
		case stuck == nil:
			stuck = d
		}
	}
	return stuck
}

// live reports whether the decision may still leave, or has left without an
// outcome that is known.
func (d *Decision) live() bool { return d.Stage != Stopped && d.Stage != Doubtful }

// Of returns the decision about exactly that line or item: the one that may
// still leave or has left, else one that stopped.
func (b *Book) Of(k Key) *Decision {
	var stuck *Decision
	for _, d := range b.Entries {
		switch {
		case d.Key != k:
		case d.live():
			return d
		case stuck == nil:
			stuck = d
		}
	}
	return stuck
}

// UnderWay reports whether a decision about the item, or a line of it, may
// still leave or has left without an outcome.
func (b *Book) UnderWay(item string) bool {
	for _, d := range b.Entries {
		if d.Item == item && d.Stage != Stopped {
			return true
		}
	}
	return false
}

// Collides reports whether a decision about the same thing is under way: the
// same line, or the item that the line is in.
func (b *Book) Collides(k Key) bool {
	for _, d := range b.Entries {
		if d.Item == k.Item && d.live() && (d.Line == k.Line || d.Line == "" || k.Line == "") {
			return true
		}
	}
	return false
}

// Count returns how many entries are in one of the stages.
func (b *Book) Count(stages ...Stage) int {
	n := 0
	for _, d := range b.Entries {
		if slices.Contains(stages, d.Stage) {
			n++
		}
	}
	return n
}

// Forget drops what stopped, or of which nobody knows, about exactly that line
// or item, and returns whether there was any.
func (b *Book) Forget(k Key) bool {
	before := len(b.Entries)
	b.Entries = slices.DeleteFunc(b.Entries, func(d *Decision) bool { return d.Key == k && !d.live() })
	return len(b.Entries) < before
}
