package change

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/ui/screen"
)

// Verdict is what an object tells about a decision that was sent.
type Verdict struct {
	Ending journal.Ending
	Words  string // in clean words
}

// Settling finds out what became of decisions that an earlier run of the
// program sent and did not see the end of. It reads, and never sends. Its
// functions are called in commands.
type Settling[T any] struct {
	On Screen
	// Cannot says why nothing can be read here, "" where it can.
	Cannot string

	// What says what was decided, as in [Words].
	What func(e journal.Entry) string
	ID   func(*T) string
	// Read reads one object; Op is its operation.
	Read func(ctx context.Context, id string) (T, error)
	Op   api.Op
	// Judge says by an object as it is now what became of a decision. Lost is
	// believed only when a second look confirms it, and not before the Patience is
	// over.
	Judge func(ctx context.Context, e journal.Entry, now T) Verdict
	// Patience is how long after a request left it may take effect; zero where the
	// answer is the effect. With it, On has an Env.
	Patience time.Duration
	// Gone is what it means that the tenant does not have the object.
	Gone Verdict
}

// secondLook is how long after the first look an object is read again that is
// not as was wanted: the request may still be at work.
const secondLook = 5 * time.Second

// Where there is patience, looks grow rarer, and the more so the more decisions
// are looked at.
const (
	rarestLook = 30 * time.Second
	lookShare  = 500 * time.Millisecond // of each decision
)

// readAgain is how long to wait before an object is read again that could not
// be read. Afterwards its decision stays in doubt.
var readAgain = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second}

// Settle returns the command that settles decisions, each by itself: what
// became of it is written into the journal and told with [screen.Recalled].
func (s *Settling[T]) Settle(entries []journal.Entry) tea.Cmd {
	cmds := make([]tea.Cmd, len(entries))
	for i, e := range entries {
		t := s.On.Reads.Detached(s.Op, e.Target)
		p := s.patience(e, len(entries))
		cmds[i] = func() tea.Msg {
			v, known := s.find(t, e, p)
			if !known {
				return nil
			}
			return s.close(e, v)
		}
	}
	return tea.Batch(cmds...)
}

// patience tells when to look again at a decision that is not as was wanted.
type patience struct {
	now   func() time.Time // nil: one more look is enough
	until time.Time
	share time.Duration
	looks int
}

// patience returns that of one of several decisions. The time it left is by the
// clock of this machine; one that lies ahead, since the clock was set back, does
// not make it longer.
func (s *Settling[T]) patience(e journal.Entry, of int) patience {
	if s.Patience == 0 {
		return patience{}
	}
	now := s.On.Env.Now
	left := e.Sent
	if n := now(); left.After(n) {
		left = n
	}
	return patience{now: now, until: left.Add(s.Patience), share: time.Duration(of) * lookShare}
}

// next returns how long to wait before the next look, 0 where there have been
// enough.
func (p *patience) next() time.Duration {
	p.looks++
	if p.now != nil {
		if left := p.until.Sub(p.now()); left > 0 {
			wait := max(min(time.Duration(p.looks)*secondLook, rarestLook), p.share)
			return min(wait, max(left, time.Second))
		}
	}
	if p.looks > 1 {
		return 0
	}
	return secondLook
}

// find reads until something can be said about a decision. known is false when
// the program ends before: then the next start asks.
func (s *Settling[T]) find(t api.Ticket, e journal.Entry, p patience) (v Verdict, known bool) {
	switch {
	case !e.Left():
		return Verdict{journal.NotSent, "it never left"}, true
	case s.Cannot != "":
		return doubt(s.Cannot), true
	}
	failures := 0
	for {
		v, err := s.look(t, e)
		var wait time.Duration
		switch {
		case s.On.Writes.Err() != nil:
			return v, false
		case err != nil && err.Kind == api.Forbidden:
			return doubt(err.Error()), true
		case err != nil && failures == len(readAgain):
			return Verdict{journal.Open, "nobody knows yet whether it arrived: " + err.Error() + "; the next start of iscope looks again"}, true
		case err != nil:
			wait = max(readAgain[failures], err.RetryAfter)
			failures++
		case v.Ending == journal.Lost:
			if wait = p.next(); wait == 0 {
				return v, true
			}
		default:
			return v, true
		}
		select {
		case <-s.On.Writes.Done():
			return v, false
		case <-time.After(wait):
		}
	}
}

// doubt is the verdict where nothing can be read.
func doubt(why string) Verdict {
	return Verdict{journal.Unknown, "nobody knows whether it arrived: " + why}
}

// look reads the object of a decision once. Nobody waits for it.
func (s *Settling[T]) look(t api.Ticket, e journal.Entry) (Verdict, *api.Error) {
	read := api.Run(s.On.Cmds, api.Background(s.On.Writes), t, func(ctx context.Context) (Verdict, error) {
		now, err := s.Read(ctx, e.Target)
		switch {
		case api.IsKind(err, api.NotFound):
			return s.Gone, nil
		case err != nil:
			return Verdict{}, api.AsError(s.Op, err)
		case s.ID(&now) != e.Target:
			return Verdict{}, &api.Error{Kind: api.Decode, Op: s.Op, Detail: "the answer is about another one"}
		}
		return s.Judge(ctx, e, now), nil
	})
	r, _ := read().(api.Result[Verdict]) // a command made by Run gives nothing else
	return r.Value, r.Err
}

// close writes down what became of a decision, and tells.
func (s *Settling[T]) close(e journal.Entry, v Verdict) tea.Msg {
	problem, outcome := "", string(v.Ending)
	if v.Ending != journal.Open { // which the journal has already
		problem = End(s.On.Journal, journal.End{ID: e.ID, Ending: v.Ending, Words: v.Words})
	}
	if words := slices.DeleteFunc([]string{v.Words, problem}, func(w string) bool { return w == "" }); len(words) > 0 {
		outcome = strings.TrimPrefix(outcome+": ", ": ") + strings.Join(words, "; ")
	}
	return screen.Recalled{
		Decided: screen.Decided{What: s.What(e), Target: safe.Line(e.Name), ID: e.Target, Outcome: outcome},
		Intent:  e.ID, Doubtful: !v.Ending.Settled(),
	}
}
