package change

import (
	"context"
	"fmt"
	"time"

	"iscope/api"
)

// Ending is how an attempt ended. The zero value claims nothing.
type Ending uint8

// Endings of an attempt.
const (
	Unknown Ending = iota // it may have happened or not
	Done                  // the object is as was wanted
	Refused               // the tenant said no, or nothing was sent
	Changed               // it is not what was shown any more, nor what was wanted
	Gone                  // it does not exist any more
)

// Outcome is what came of one attempt.
type Outcome[T any] struct {
	Ending
	Object T          // as it is now, where that is known; else as it was shown
	Said   string     // what to tell, as a clause; "" where the ending says it all
	Err    *api.Error // nil unless something failed
	Absent bool       // the object does not exist any more, by us or by others
}

// Stops reports whether a run over several objects had better stop: nobody
// knows what happened, or the rest would end alike.
func (o Outcome[T]) Stops() bool {
	if o.Ending == Unknown {
		return true
	}
	if o.Err == nil {
		return false
	}
	switch o.Err.Kind {
	case api.Forbidden, api.Auth, api.Offline, api.Server, api.Throttled, api.ReadOnly, api.Internal, api.Canceled:
		return true
	}
	return false
}

// Plan is what shall be done to objects of one type: what is asked of the
// tenant, how its answers are judged and how people are told. Its functions are
// called in commands, but for ID, Name and Title.
type Plan[T any] struct {
	Words

	ID    func(*T) string
	Name  func(*T) string // what it is called
	Title func(*T) string // what tells it from others in a summary

	// Read reads one object again; ReadOp is its operation.
	Read   func(ctx context.Context, id string) (T, error)
	ReadOp api.Op
	// Before judges what was read just before sending. Where it is settled
	// already nothing is sent: Done, since it is as wanted, or Changed, since it
	// is not what was shown.
	Before func(shown, now T) (end Ending, said string, settled bool)
	// Send asks for the change; it is called once at most. It returns the
	// object as the tenant answered it; Op is its operation.
	Send func(ctx context.Context, id string) (T, error)
	Op   api.Op
	// Wanted reports whether an object is as it shall be. A plan that removes
	// objects has none.
	Wanted  func(now T) bool
	Removes bool
	// After may say more than Wanted about an object that was read back, such
	// as that somebody else did it. It may be nil.
	After func(ctx context.Context, back T) (end Ending, said string, settled bool)
}

// ReadBackTimeout bounds the look at an object after a write whose own time may
// be over.
const ReadBackTimeout = 15 * time.Second

// Attempt changes one object and finds out what came of it. shown is the object
// as the person saw it. Attempt runs in a command, not in Update.
func (p *Plan[T]) Attempt(ctx context.Context, shown T) Outcome[T] {
	id := p.ID(&shown)
	now, err := p.Read(ctx, id)
	if err != nil {
		e := api.AsError(p.ReadOp, err)
		if e.Kind == api.NotFound {
			return gone(shown, "it is gone already")
		}
		return Outcome[T]{Ending: Refused, Object: shown, Said: "nothing was sent, since it could not be read first: " + e.Error(), Err: e}
	}
	if end, said, settled := p.Before(shown, now); settled {
		if end == Changed {
			said = "nothing was sent: " + said
		}
		return Outcome[T]{Ending: end, Object: now, Said: said}
	}
	after, err := p.Send(ctx, id)
	e := api.AsError(p.Op, err)
	switch {
	case e == nil && p.Removes:
		return Outcome[T]{Ending: Done, Object: now, Absent: true}
	case e == nil && p.ID(&after) == id && p.Wanted(after):
		return Outcome[T]{Ending: Done, Object: after}
	case e != nil && e.Kind == api.NotFound && p.Removes:
		return gone(now, "it is gone already")
	case e != nil && !e.Ambiguous():
		return Outcome[T]{Ending: Refused, Object: now, Said: e.Error(), Err: e}
	}
	return p.readBack(ctx, now, e)
}

func gone[T any](object T, said string) Outcome[T] {
	return Outcome[T]{Ending: Gone, Object: object, Said: said, Absent: true}
}

// readBack finds out what a write did whose answer is lost or makes no sense.
// cause is nil for the latter.
func (p *Plan[T]) readBack(ctx context.Context, sent T, cause *api.Error) Outcome[T] {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ReadBackTimeout)
	defer cancel()
	back, err := p.Read(ctx, p.ID(&sent))
	if e := api.AsError(p.ReadOp, err); e != nil {
		switch {
		case e.Kind == api.NotFound && p.Removes:
			return Outcome[T]{Ending: Done, Object: sent, Said: "no clear answer came; reading it back shows that it is gone", Absent: true}
		case e.Kind == api.NotFound:
			return gone(sent, "no clear answer came, and it is gone now")
		case cause == nil:
			cause = e
		}
		said := fmt.Sprintf("no clear answer came (%s), and it could not be read back (%s)", cause.Kind, e.Kind)
		return Outcome[T]{Ending: Unknown, Object: sent, Said: said, Err: cause}
	}
	if p.After != nil {
		if end, said, settled := p.After(ctx, back); settled {
			return Outcome[T]{Ending: end, Object: back, Said: said}
		}
	}
	if !p.Removes && p.Wanted(back) {
		return Outcome[T]{Ending: Done, Object: back, Said: "no clear answer came; reading it back shows that it is " + p.Past}
	}
	said := "no clear answer came, and it is " + p.Still + "; look again before trying once more"
	return Outcome[T]{Ending: Unknown, Object: back, Said: said, Err: cause}
}
