package change

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"iscope/api"
	"iscope/api/journal"
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

// String says an ending in the words of the activity log.
func (e Ending) String() string {
	switch e {
	case Done:
		return "done"
	case Refused:
		return "refused"
	case Changed:
		return "changed meanwhile"
	case Gone:
		return "gone"
	}
	return "unknown"
}

// Outcome is what came of one attempt.
type Outcome[T any] struct {
	Ending
	Object T          // as it is now, where that is known; else as it was shown
	Said   string     // what to tell, as a clause; "" where the ending says it all
	Err    *api.Error // nil unless something failed
	Absent bool       // the object does not exist any more, by us or by others
	Left   bool       // the request may have reached the tenant
}

// Unrecorded is the outcome of a decision that could not be written down: nothing
// is sent then.
func Unrecorded[T any](shown T, e *api.Error) Outcome[T] {
	return Outcome[T]{Ending: Refused, Object: shown, Said: "nothing was sent: " + e.Detail, Err: e}
}

// Broken is the outcome of an attempt that a defect of iscope ended: what was
// sent is not known.
func Broken[T any](shown T, e *api.Error) Outcome[T] {
	return Outcome[T]{Ending: Unknown, Object: shown, Said: "it is not known what happened: " + Reason(e), Left: true, Err: e}
}

// Words says an outcome for the activity log.
func (o Outcome[T]) Words() string {
	if o.Said == "" {
		return o.Ending.String()
	}
	return o.Ending.String() + ": " + o.Said
}

// recorded returns the ending as the journal has it.
func (o Outcome[T]) recorded() journal.Ending {
	switch {
	case o.Ending == Done:
		return journal.Done
	case o.Ending == Refused && o.Left:
		return journal.Refused
	case o.Ending == Refused:
		return journal.NotSent
	case o.Ending == Changed && !o.Left:
		return journal.Changed
	case o.Ending == Changed, o.Ending == Gone: // by somebody else, or by itself
		return journal.Overtaken
	}
	return journal.Unknown
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
	case api.NotFound, api.Conflict, api.Invalid, api.Decode: // about this object alone
		return false
	}
	return true
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
	// Want is what the journal keeps of what is asked for beyond Op, nil for
	// nothing. It holds no value that is nobody's business.
	Want map[string]string
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
// as the person saw it; intent is the decision in the journal, which was begun
// and ends here. Attempt runs in a command, not in Update.
func (p *Plan[T]) Attempt(ctx context.Context, j Journal, intent string, shown T) (o Outcome[T]) {
	o = Outcome[T]{Object: shown, Said: "a defect of iscope ended the attempt", Left: true}
	defer func() { // also where a defect is what ends it
		if problem := End(j, journal.End{ID: intent, Ending: o.recorded(), Words: o.Said}); problem != "" {
			o.Said = cmp.Or(o.Said, "it is "+p.Past) + "; " + problem
		}
	}()
	for {
		if out, e := p.try(ctx, intent, shown); !Room(ctx, e) {
			return out
		}
	}
}

// try reads the object, judges it, and sends. e is why the write failed, if it
// came to that and it did.
func (p *Plan[T]) try(ctx context.Context, intent string, shown T) (_ Outcome[T], e *api.Error) {
	id := p.ID(&shown)
	now, err := p.Read(ctx, id)
	fresh := api.JustRead(ctx)
	if err != nil {
		e := api.AsError(p.ReadOp, err)
		if e.Kind == api.NotFound {
			return gone(shown, "it is gone already"), nil
		}
		return Outcome[T]{Ending: Refused, Object: shown, Said: "nothing was sent, since it could not be read first: " + e.Error(), Err: e}, nil
	}
	if end, said, settled := p.Before(shown, now); settled {
		if end == Changed {
			said = "nothing was sent: " + said
		}
		return Outcome[T]{Ending: end, Object: now, Said: said}, nil
	}
	after, err := p.Send(journal.With(fresh, intent), id)
	e = api.AsError(p.Op, err)
	return p.answered(ctx, now, after, e), e
}

// answered judges the answer to a write; now is the object as it was before.
func (p *Plan[T]) answered(ctx context.Context, now, after T, e *api.Error) Outcome[T] {
	var o Outcome[T]
	switch {
	case e != nil && e.Unsent:
		return Outcome[T]{Ending: Refused, Object: now, Said: "nothing was sent: " + e.Error(), Err: e}
	case e == nil && p.Removes:
		o = Outcome[T]{Ending: Done, Object: now, Absent: true}
	case e == nil && p.ID(&after) == p.ID(&now) && p.Wanted(after):
		o = Outcome[T]{Ending: Done, Object: after}
	case e != nil && e.Kind == api.NotFound && p.Removes:
		o = gone(now, "it is gone already")
	case e != nil && !e.Ambiguous():
		o = Outcome[T]{Ending: Refused, Object: now, Said: e.Error(), Err: e}
	default:
		o = p.readBack(ctx, now, e)
	}
	o.Left = true
	return o
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
