package rest

import (
	"context"
	"slices"
	"sync"
	"time"

	"iscope/api"
)

// The limits we keep, below those of the tenant (100 requests and 5 test runs
// per client and API version in any 10 seconds).
const (
	window      = 10 * time.Second
	maxRequests = 90
	maxQuiet    = 60 // of them, those that nobody waits for
	maxTests    = 5
	maxInFlight = 6
	maxPatience = 2 * time.Minute // a wait for the limit beyond it fails at once
)

// limiter lets requests out. A request occupies a place in the window of its
// API version from the moment it leaves until 10 seconds after its answer:
// whenever the tenant counted it, the tenant's window has moved past it by then.
// A token bucket would not do, since two full buckets fit around the edge of a
// window.
type limiter struct {
	mu       sync.Mutex
	inFlight int
	windows  map[string]*slots
	waiting  []*waiter // in order of arrival
	timer    *time.Timer
}

// slots is the sliding window of one API version, or of its test runs.
type slots struct {
	size   int
	busy   int         // requests under way
	done   []time.Time // when answers came, oldest first, not older than the window
	paused time.Time   // the tenant asked for silence until then
}

// waiter is a request on its way out.
type waiter struct {
	in       []*slots
	write    bool
	deadline time.Time
	rests    bool          // the deadline is that of what was read before
	ready    chan struct{} // closed once granted or failed
	err      *api.Error
}

// free returns when the window has a place, which is now or later; the zero
// time when it takes an answer to tell.
func (s *slots) free(now time.Time) time.Time {
	for len(s.done) > 0 && now.Sub(s.done[0]) > window {
		s.done = s.done[1:]
	}
	at := now
	if s.busy+len(s.done) >= s.size {
		if len(s.done) == 0 {
			return time.Time{}
		}
		at = s.done[0].Add(window + time.Millisecond)
	}
	if s.paused.After(at) {
		at = s.paused
	}
	return at
}

func (s *slots) left() int { return max(s.size-s.busy-len(s.done), 0) }

// places returns the windows a request counts in, that of its API version
// first.
func (l *limiter) places(r Request, quiet bool) []*slots {
	if l.windows == nil {
		l.windows = map[string]*slots{}
	}
	get := func(name string, size int) *slots {
		if l.windows[name] == nil {
			l.windows[name] = &slots{size: size}
		}
		return l.windows[name]
	}
	in := []*slots{get(r.Bucket, maxRequests)}
	if quiet {
		in = append(in, get(r.Bucket+" quiet", maxQuiet))
	}
	if r.Test {
		in = append(in, get(r.Bucket+" test", maxTests))
	}
	return in
}

// enter waits until the request may leave. It fails with Throttled at once
// when its deadline would pass before that. A write that rests on what was just
// read waits no longer than that stands.
func (l *limiter) enter(ctx context.Context, r Request) error {
	w := &waiter{write: !r.reads(), ready: make(chan struct{}), deadline: time.Now().Add(maxPatience)}
	if d, ok := ctx.Deadline(); ok {
		w.deadline = d
	}
	var late <-chan time.Time
	if by, ok := leaveBy(ctx, r); ok && by.Before(w.deadline) {
		w.deadline, w.rests = by, true
		t := time.NewTimer(time.Until(by)) // for a place, which an answer frees
		defer t.Stop()
		late = t.C
	}
	l.mu.Lock()
	w.in = l.places(r, quiet(ctx, r))
	l.waiting = append(l.waiting, w)
	l.dispatch()
	l.mu.Unlock()
	select {
	case <-w.ready:
	case <-ctx.Done():
		if l.withdraw(w) {
			return ctx.Err()
		}
	case <-late:
		if l.withdraw(w) {
			return tooLate(r.Op, "other requests are under way")
		}
	}
	if w.err != nil {
		e := *w.err
		e.Op = r.Op
		return &e
	}
	return nil
}

// leaveBy returns until when a request may leave that rests on what was read
// just before.
func leaveBy(ctx context.Context, r Request) (time.Time, bool) {
	if r.reads() {
		return time.Time{}, false
	}
	return api.LeaveBy(ctx)
}

// tooLate is what becomes of a write that could not leave while what it rests
// on was fresh.
func tooLate(op api.Op, why string) *api.Error {
	return &api.Error{Kind: api.Throttled, Op: op, Detail: why + ", and what was read before sending would be out of date by then; look again", Unsent: true}
}

// withdraw takes back a request that no longer wants to leave; false when it
// was granted or failed meanwhile.
func (l *limiter) withdraw(w *waiter) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.waiting, w)
	if i < 0 {
		return false
	}
	l.waiting = slices.Delete(l.waiting, i, i+1)
	return true
}

// quiet reports whether a request is one that nobody waits for.
func quiet(ctx context.Context, r Request) bool { return api.IsBackground(ctx) && r.reads() }

// leave notes that the request was answered or failed. A pause, if the tenant
// asked for one, holds the API version, or only the test runs after one of
// these.
func (l *limiter) leave(ctx context.Context, r Request, pause time.Duration) (left int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	in := l.places(r, quiet(ctx, r))
	l.inFlight--
	for _, s := range in {
		s.busy--
		s.done = append(s.done, now)
	}
	held := in[0]
	if r.Test {
		held = in[len(in)-1]
	}
	if pause > 0 && now.Add(pause).After(held.paused) {
		held.paused = now.Add(pause)
	}
	l.dispatch()
	return in[0].left()
}

// dispatch lets out what may leave, writes first, and sets the timer for the
// rest. l.mu is held.
func (l *limiter) dispatch() {
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	now := time.Now()
	var next time.Time
	for _, write := range []bool{true, false} {
		l.waiting = slices.DeleteFunc(l.waiting, func(w *waiter) bool {
			if w.write != write {
				return false
			}
			at := w.free(now)
			switch {
			case at.After(w.deadline):
				w.err = &api.Error{Kind: api.Throttled, Detail: "the tenant's rate limit is used up", RetryAfter: at.Sub(now), Unsent: true}
				if w.rests {
					w.err.Detail = tooLate("", "the tenant asks to wait").Detail
				}
			case at.After(now):
				if next.IsZero() || at.Before(next) {
					next = at
				}
				return false
			case at.IsZero() || l.inFlight >= maxInFlight:
				return false // an answer will call dispatch again
			default:
				l.inFlight++
				for _, s := range w.in {
					s.busy++
				}
			}
			close(w.ready)
			return true
		})
	}
	if !next.IsZero() {
		l.timer = time.AfterFunc(next.Sub(now), func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.dispatch()
		})
	}
}

// free returns when all windows of the request have a place; the zero time
// when it takes an answer to tell.
func (w *waiter) free(now time.Time) time.Time {
	at := now
	for _, s := range w.in {
		t := s.free(now)
		if t.IsZero() {
			return t
		}
		if t.After(at) {
			at = t
		}
	}
	return at
}

// state tells how the client stands with the limit of the API version that is
// hardest pressed.
func (l *limiter) state() api.Limit {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	out := api.Limit{Left: maxRequests}
	for _, s := range l.windows {
		if s.size == maxQuiet {
			continue // what nobody waits for is held back on purpose
		}
		if at := s.free(now); at.After(now) && at.After(out.Until) {
			out.Until = at
		}
		if s.size == maxRequests {
			out.Left = min(out.Left, s.left())
		}
	}
	return out
}
