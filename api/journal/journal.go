package journal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"sync/atomic"
	"time"
)

// lockWait is how long a run that holds the lock is waited for, in all: a
// process that was stopped with the lock in its hands must not stop us too.
const lockWait = 5 * time.Second

// Journal is the journal of one tenant as one run of the program keeps it. It
// is safe for concurrent use, by several processes too. But for NewID and Bad
// its methods touch the disk: they are called in commands, never in Update.
type Journal struct {
	tenant string
	run    string
	now    func() time.Time
	store  Store
	wait   time.Duration

	ids  atomic.Int64
	bad  atomic.Int64
	turn chan struct{} // holds one while somebody works on what follows

	closed bool
	ledger *ledger // nil: to be read anew
	tail   tail
	upkeep upkeep
}

// New returns a journal of a new run that keeps its lines in a store. Nothing
// happens there before the first call. The clock is for what is written down;
// waiting goes by the real one.
func New(store Store, tenant string, now func() time.Time) *Journal {
	return &Journal{tenant: tenant, run: nonce(6), now: now, store: store, wait: lockWait, turn: make(chan struct{}, 1)}
}

// Disk returns the journal of a tenant with that name and address in a folder,
// which only its owner may look into and which is made when needed. Making it
// does not touch the disk, and every call of it tries anew, so that a disk that was
// full heals.
func Disk(dir, tenant, address string, now func() time.Time) *Journal {
	return New(newDisk(dir, fileName(address)), tenant, now)
}

// Memory returns a journal that is forgotten at the end of the program, for a
// tenant that is too.
func Memory(tenant string, now func() time.Time) *Journal {
	return New(NewBytes(nil).Open(), tenant, now)
}

// nonce returns n random bytes in hex.
func nonce(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails
	return hex.EncodeToString(b)
}

// NewID returns the id of a new intent. It does not touch the disk and never
// waits.
func (j *Journal) NewID() string { return j.run + "-" + strconv.FormatInt(j.ids.Add(1), 10) }

// errClosed is what becomes of a decision after Close.
var errClosed = errors.New("the journal of decisions is closed")

// Begin writes intents down, all or none. When it returns nil they are on disk.
// When it fails nothing may be sent. Names are cleaned and cut to 300 runes, as
// are the values of Want, of which there are at most 24; an id that is not
// clean is refused, and one that is there for another intent.
func (j *Journal) Begin(intents ...Intent) error {
	if len(intents) == 0 {
		return nil
	}
	return j.do(context.Background(), forDecision, func() error {
		if j.closed {
			return errClosed
		}
		at := j.now()
		events := make([]event, len(intents))
		seen := make(map[string]bool, len(intents))
		for k, i := range intents {
			e := intentOf(i, j.tenant, j.run, at).clean()
			if !e.sound() {
				return fmt.Errorf("the journal cannot take %s of %q with id %q", e.Op, text(i.Target, maxKey), text(i.ID, maxKey))
			}
			if r := j.ledger.records[i.ID]; seen[i.ID] || r != nil && r.asked != 0 && !j.again(r, e) {
				return fmt.Errorf("the decision %s is in the journal already", i.ID)
			}
			seen[i.ID], events[k] = true, e
		}
		if err := j.tidy(at); err != nil {
			return failed(forDecision, err)
		}
		return failed(forDecision, j.claimAndAppend(events...))
	})
}

// again reports whether an intent may be written once more: an attempt to write
// it failed and yet left it there.
func (j *Journal) again(r *record, e event) bool {
	return r.asker == j.run && !r.Left() && r.Ending == Open && reflect.DeepEqual(r.Intent, e.intent())
}

// End writes down what came of intents. What is settled already stays as it
// is, but for Done and for an intent that was thought not to have left.
func (j *Journal) End(ends ...End) error {
	if len(ends) == 0 {
		return nil
	}
	return j.do(context.Background(), forOutcome, func() error {
		at := j.now()
		var events []event
		for _, e := range ends {
			o := event{Event: outcomeEvent, ID: e.ID, Time: at, Ending: e.Ending, Words: e.Words}.clean()
			if !o.sound() {
				return fmt.Errorf("the journal cannot take the ending %q of %q", text(string(e.Ending), maxOp), text(e.ID, maxKey))
			}
			// An ending may come before its intent: both are written in commands.
			if r := j.ledger.records[e.ID]; r == nil || supersedes(e.Ending, r.Ending) {
				events = append(events, o)
			}
		}
		return failed(forOutcome, j.append(events...))
	})
}

// Adopt takes over the decisions of runs of the program that ended before they
// were settled, and returns them, oldest first. What a run that goes on has
// under way is not among them, and of two runs that adopt at once only one gets
// a decision. Adopted decisions can be ended, not sent: Guard refuses them.
func (j *Journal) Adopt() ([]Entry, error) {
	found := false
	look := func() error { found = len(j.orphans()) > 0; return nil }
	if err := j.do(context.Background(), forReading, look); err != nil || !found {
		return nil, err
	}
	var out []Entry
	err := j.do(context.Background(), forOutcome, func() error {
		if j.closed {
			return errClosed
		}
		orphans := j.orphans()
		if len(orphans) == 0 {
			return nil
		}
		events := make([]event, len(orphans))
		for i, r := range orphans {
			events[i] = event{Event: adoptedEvent, ID: r.ID, Time: j.now(), Run: j.run}.clean()
		}
		if err := j.claimAndAppend(events...); err != nil {
			return failed(forOutcome, err)
		}
		out = list(orphans)
		return nil
	})
	return out, err
}

// orphans returns what dead runs left open, in no order.
func (j *Journal) orphans() []*record {
	alive := map[string]bool{j.run: true}
	var out []*record
	for _, r := range j.ledger.open {
		if r.givenUp() {
			continue // it was told, and another look would find no more
		}
		goesOn, known := alive[r.Run]
		if !known {
			goesOn = j.store.Alive(r.Run)
			alive[r.Run] = goesOn
		}
		if !goesOn {
			out = append(out, r)
		}
	}
	return out
}

// Entries returns what the journal knows of all runs, newest first. From the
// first call on it keeps that in memory, about 800 bytes a decision.
func (j *Journal) Entries() ([]Entry, error) {
	var out []Entry
	err := j.do(context.Background(), forHistory, func() error {
		records := make([]*record, 0, len(j.ledger.records))
		for _, r := range j.ledger.records {
			if r.asked != 0 {
				records = append(records, r)
			}
		}
		out = list(records)
		slices.Reverse(out)
		return nil
	})
	return out, err
}

// Bad returns how many lines of the file could not be read when it was last
// looked at.
func (j *Journal) Bad() int { return int(j.bad.Load()) }

// Close ends the run: what it left open may be adopted, and nothing can be
// decided any more. Endings that are still on their way are written all the
// same. The end of the process does what Close does.
func (j *Journal) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), j.wait)
	defer cancel()
	if err := j.enter(ctx); err != nil {
		return err
	}
	defer j.leave()
	j.closed = true
	return j.store.Close()
}
