package journal

import (
	"cmp"
	"maps"
	"slices"
	"time"
	"unique"
)

// ledger is what the events of a file add up to. Events of one decision may
// come in any order.
type ledger struct {
	run string // the one that asks
	all bool   // keeps what is settled too, of which Guard needs little

	seq, bad int
	records  map[string]*record
	open     map[string]*record // asked and not settled
	done     []*record          // ended as Done by other runs, in that order
}

// record is an entry and where it stands in the file.
type record struct {
	Entry
	asker string // the run that asked
	asked int    // number of the line that asked; 0: not come yet
	ended int    // number of the line of the ending
	taken int    // number of the line by which another run took it over; 0: none did
}

// givenUp reports whether a run that took the decision over looked for what
// came of it and found that nobody can know.
func (r *record) givenUp() bool { return r.Ending == Unknown && r.taken > 0 && r.ended > r.taken }

func newLedger(run string, all bool) *ledger {
	return &ledger{run: run, all: all, records: map[string]*record{}, open: map[string]*record{}}
}

// apply adds an event. It must have come from decode or have passed clean.
func (l *ledger) apply(e event) {
	l.seq++
	r := l.records[e.ID]
	if r == nil {
		r = &record{}
		l.records[e.ID] = r
	}
	switch e.Event {
	case intentEvent:
		if r.asked != 0 {
			return // it was written once more, see Begin
		}
		r.asked, r.asker, r.Asked = l.seq, unique.Make(e.Run).Value(), e.Time
		r.Intent, r.Tenant = e.intent(), unique.Make(e.Tenant).Value()
		if r.Run == "" {
			r.Run = r.asker
		}
	case sentEvent:
		if r.Sent.IsZero() {
			r.Sent = e.Time
		}
	case outcomeEvent:
		if supersedes(e.Ending, r.Ending) {
			r.Ending, r.Words, r.Ended, r.ended = e.Ending, e.Words, e.Time, l.seq
			if e.Ending == Done && r.Run != l.run {
				l.done = append(l.done, r)
			}
		}
	case adoptedEvent:
		r.Run, r.taken = unique.Make(e.Run).Value(), l.seq
	}
	if r.asked != 0 && !r.Ending.Settled() {
		l.open[e.ID] = r
	} else {
		delete(l.open, e.ID)
	}
}

// supersedes reports whether an ending replaces an earlier one. What is
// settled stays so, except that the word of whoever saw it leave or arrive
// counts for more than that of a second attempt, which found it gone.
func supersedes(e, before Ending) bool {
	switch before {
	case Open, Unknown:
		return true
	case NotSent, TakenBack, Changed:
		return e != NotSent && e != TakenBack && e != Changed
	}
	return e == Done && before != Done
}

// prune forgets what Guard does not need: what other runs have settled, except
// what they did since this run asked for the oldest of what it has open.
func (l *ledger) prune() {
	if l.all {
		return
	}
	oldest := 0
	for _, r := range l.open {
		if r.asker == l.run && (oldest == 0 || r.asked < oldest) {
			oldest = r.asked
		}
	}
	old := func(r *record) bool { return oldest == 0 || r.ended < oldest || r.Run == l.run }
	l.done = slices.DeleteFunc(l.done, old)
	before := len(l.records)
	maps.DeleteFunc(l.records, func(_ string, r *record) bool { return r.asked != 0 && r.Ending.Settled() && r.asker != l.run })
	if len(l.records) < before/2 { // maps do not shrink
		l.records = maps.Clone(l.records)
	}
}

// stale returns how many decisions were settled before cut.
func (l *ledger) stale(cut time.Time) int {
	n := 0
	for _, r := range l.records {
		if r.stale(cut) {
			n++
		}
	}
	return n
}

// stale reports whether a decision was settled before cut, or is an ending that
// old whose decision never came.
func (r *record) stale(cut time.Time) bool {
	return (r.asked == 0 || r.Ending.Settled()) && !r.Ended.IsZero() && r.Ended.Before(cut)
}

// list returns copies of the entries of records that were asked, oldest first.
func list(records []*record) []Entry {
	slices.SortFunc(records, func(a, b *record) int { return cmp.Compare(a.asked, b.asked) })
	out := make([]Entry, len(records))
	for i, r := range records {
		out[i] = r.Entry
		out[i].Want = maps.Clone(r.Want)
	}
	return out
}
