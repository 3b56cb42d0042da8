package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"iscope/api"
)

// Guard is asked before a request of a writing operation leaves. It writes down
// that the intent the context carries is sent now, and fails where it may not
// be: there is none, this run did not begin it, it is about another operation,
// it was sent before, it ended, another run is or was at it ([ErrElsewhere]),
// or the disk cannot take it. Then nothing may leave.
//
// Another run is at it when it sent something about the same target and has not
// heard what came of it, and was when something about it was done since the intent
// was begun. A line and its whole object are the same target.
func (j *Journal) Guard(ctx context.Context, op api.Op) error {
	id := Carried(ctx)
	if id == "" {
		return errNoIntent
	}
	return j.do(ctx, forDecision, func() error {
		if j.closed {
			return errClosed
		}
		r := j.ledger.records[id]
		if err := j.refuse(r, op); err != nil {
			return err
		}
		if err := j.contest(r); err != nil {
			return err
		}
		return failed(forDecision, j.claimAndAppend(event{Event: sentEvent, ID: id, Time: j.now()}.clean()))
	})
}

// errNoIntent is a defect of ours: a view that sends without deciding.
var errNoIntent = errors.New("it is not in the journal of decisions")

// refuse says why an intent must not be sent, whatever other runs do.
func (j *Journal) refuse(r *record, op api.Op) error {
	switch {
	case r == nil || r.asked == 0:
		return errNoIntent
	case r.asker != j.run:
		return errors.New("it was decided in an earlier run of iscope; decide again")
	case r.Run != j.run:
		return elsewhere("another iscope has taken over this decision")
	case r.Op != op:
		return fmt.Errorf("the journal of decisions has it as %q", r.Op)
	case r.Ending != Open:
		return fmt.Errorf("the journal of decisions has it as %s", r.Ending)
	case r.Left():
		return errors.New("it was sent before")
	}
	return nil
}

// contest says which other run stands in the way of an intent.
func (j *Journal) contest(r *record) error {
	for _, o := range j.ledger.open {
		if o.Run != j.run && o.Ending == Open && o.Left() && collide(r.Intent, o.Intent) && j.store.Alive(o.Run) {
			return ErrElsewhere
		}
	}
	for _, o := range slices.Backward(j.ledger.done) {
		if o.ended < r.asked {
			break
		}
		if o.Run != j.run && collide(r.Intent, o.Intent) {
			return decidedElsewhere(o.Ended.In(j.now().Location()))
		}
	}
	return nil
}

// collide reports whether two intents are about the same thing. What is yet to
// be created has no id and is no other.
func collide(a, b Intent) bool {
	return a.Target != "" && a.Target == b.Target && (a.Line == b.Line || a.Line == "" || b.Line == "")
}
