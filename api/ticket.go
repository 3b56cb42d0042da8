package api

import (
	"context"
	"maps"
	"time"
)

// Ticket says which view asked for something, what, and which attempt it was.
type Ticket struct {
	View string // address the answer is routed to
	Op   Op
	Gen  uint64
	Key  string // which object it is about, "" for lists
}

// To returns the view the answer is for.
func (t Ticket) To() string { return t.View }

// Result is the answer to one command. Commands sends it; the view named by
// the ticket receives it and first asks its Scope whether it is Fresh. Err is
// nil or an *Error.
type Result[T any] struct {
	Ticket
	Value T
	Err   *Error
	Took  time.Duration
}

// IsWrite reports whether the answer is that of an operation that may have
// changed the tenant, which must not be dropped unseen when its view is gone.
func (r Result[T]) IsWrite() bool { return r.Op.Writes() }

// Failure returns the error of the result, nil when there is none.
func (r Result[T]) Failure() *Error { return r.Err }

// Mutated says that objects of the tenant were changed by us. A view sends it
// once a write is confirmed; the shell passes it to every view, and those that
// show such objects refresh.
type Mutated struct {
	Op  Op
	IDs []string
}

// Scope owns the tickets of one view: one chain of reads per operation and
// key. It is not safe for concurrent use: only the view's Update and Act call
// it.
type Scope struct {
	view   string
	ctx    context.Context
	stop   context.CancelFunc
	chains map[chainKey]chain
	gen    uint64
}

type chainKey struct {
	op  Op
	key string
}

type chain struct {
	gen    uint64
	ctx    context.Context
	cancel context.CancelFunc
}

// NewScope returns the scope of the view with the given address. Reads end
// with ctx.
func NewScope(ctx context.Context, view string) *Scope {
	ctx, stop := context.WithCancel(ctx)
	return &Scope{view: view, ctx: ctx, stop: stop, chains: map[chainKey]chain{}}
}

// Next cancels the read of that kind under way, if any, and returns context
// and ticket of a new one.
func (s *Scope) Next(op Op) (context.Context, Ticket) { return s.NextFor(op, "") }

// NextFor is Next for reads of which several run at once: those of the same
// operation with other keys go on.
func (s *Scope) NextFor(op Op, key string) (context.Context, Ticket) {
	s.SupersedeFor(op, key)
	ctx, cancel := context.WithCancel(s.ctx)
	k := chainKey{op, key}
	s.chains[k] = chain{gen: s.chains[k].gen, ctx: ctx, cancel: cancel}
	return ctx, Ticket{View: s.view, Op: op, Gen: s.chains[k].gen, Key: key}
}

// More returns context and ticket for a further request of the chain that
// ticket t belongs to, such as the next page of the same list. The ticket must
// be fresh; after Done the context has ended.
func (s *Scope) More(t Ticket) (context.Context, Ticket) {
	if c := s.chains[chainKey{t.Op, t.Key}]; c.ctx != nil {
		return c.ctx, t
	}
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	return ctx, t
}

// Done releases what the chain of t holds; the ticket stays fresh, one about
// an object until many other chains have ended. Calling it at the end of a chain is good manners, not
// a duty.
func (s *Scope) Done(t Ticket) {
	k := chainKey{t.Op, t.Key}
	c := s.chains[k]
	if c.gen != t.Gen || c.cancel == nil {
		return
	}
	c.cancel()
	s.chains[k] = chain{gen: c.gen}
	if len(s.chains) > chainsKept { // a program that runs for weeks opens any number of things
		maps.DeleteFunc(s.chains, func(other chainKey, c chain) bool { return c.cancel == nil && other.key != "" && other != k })
	}
}

// chainsKept is how many chains a scope remembers before it forgets those that
// have ended.
const chainsKept = 512

// Fresh reports whether the answer with this ticket is the one awaited: not
// superseded, and of this view. It is the first line of every result handler.
func (s *Scope) Fresh(t Ticket) bool {
	return t.View == s.view && s.chains[chainKey{t.Op, t.Key}].gen == t.Gen && s.ctx.Err() == nil
}

// Supersede makes answers of that kind still under way stale, after a local
// change. Whoever calls it starts the next request.
func (s *Scope) Supersede(op Op) { s.SupersedeFor(op, "") }

// SupersedeFor is Supersede for the chain with the given key.
func (s *Scope) SupersedeFor(op Op, key string) {
	k := chainKey{op, key}
	if c := s.chains[k]; c.cancel != nil {
		c.cancel()
	}
	s.gen++
	s.chains[k] = chain{gen: s.gen}
}

// Detached returns the ticket of a write about the object key. It is never
// stale: the answer to a write is always wanted.
func (s *Scope) Detached(op Op, key string) Ticket {
	s.gen++
	return Ticket{View: s.view, Op: op, Gen: s.gen, Key: key}
}

// Close cancels every read of the view.
func (s *Scope) Close() { s.stop() }
