// Package poll decides when a list is asked for again.
//
// A [Poller] is a state machine around tea.Tick. A tick that is out cannot be
// called back, so it carries the poller's generation and an old one is
// ignored. The next tick is armed when the answer to the last request has
// come, so refreshes never overlap; after failures it slows down, says so and
// never stops for good.
//
//	case poll.Tick:
//		if m.poller.Due(msg) {
//			return m.load()          // and later: m.poller.Done(err == nil, retryAfter)
//		}
package poll

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
)

// Reason is why a poller rests. Reasons are a set, since they overlap.
type Reason uint8

// Reasons to rest.
const (
	Hidden    Reason = 1 << iota // the view is not on screen
	Busy                         // a dialog or a text field is open over it
	Paused                       // the person pressed pause
	SignedOff                    // authentication failed
)

// Tick is the moment to ask again. The poller sends it to the view named by
// To, which hands it to Due; a tick of an earlier generation is ignored there.
type Tick struct {
	View string
	Gen  uint64
}

// To returns the view the tick is for.
func (t Tick) To() string { return t.View }

// maxBackoff is the longest pause after failures.
const maxBackoff = 5 * time.Minute

// oldAfter is the number of intervals after which nobody may call a list live.
const oldAfter = 3

// blurFactor slows polling while the terminal has not the focus.
const blurFactor = 4

// Poller schedules the refreshes of one view. Now and Random are injected;
// Random returns numbers in [0, 1).
type Poller struct {
	View     string
	Interval time.Duration
	Now      func() time.Time
	Random   func() float64

	gen      uint64
	resting  Reason
	busy     bool
	armed    bool
	due      time.Time // when the armed tick comes
	fresh    time.Time // time of the last success
	failures int
	blurred  bool
}

// Start begins polling with a request that the caller has just sent.
func (p *Poller) Start() { p.busy, p.armed = true, false }

// Due reports whether t is the tick awaited and the view should ask now. The
// poller is busy then until Done.
func (p *Poller) Due(t Tick) bool {
	if t.View != p.View || t.Gen != p.gen || !p.armed || p.resting != 0 {
		return false
	}
	p.busy, p.armed = true, false
	return true
}

// Done takes the outcome of the request and returns the command that arms the
// next tick, nil while resting. retryAfter is what the server asked for, 0
// when nothing.
func (p *Poller) Done(ok bool, retryAfter time.Duration) tea.Cmd {
	p.busy = false
	wait := p.interval()
	if ok {
		p.failures, p.fresh = 0, p.Now()
		wait += time.Duration((p.Random()*0.2 - 0.1) * float64(wait))
	} else {
		p.failures = min(p.failures+1, 16)
		wait = min(wait<<p.failures, maxBackoff)
		wait = wait/2 + time.Duration(p.Random()*float64(wait/2))
		wait = max(wait, retryAfter)
	}
	return p.arm(wait)
}

func (p *Poller) interval() time.Duration {
	if p.blurred {
		return p.Interval * blurFactor
	}
	return p.Interval
}

func (p *Poller) arm(wait time.Duration) tea.Cmd {
	p.gen++
	p.armed = false
	if p.resting != 0 || p.Interval <= 0 {
		return nil
	}
	p.armed, p.due = true, p.Now().Add(wait)
	t := Tick{p.View, p.gen}
	return tea.Tick(wait, func(time.Time) tea.Msg { return t })
}

// Rest adds a reason to rest; the armed tick dies.
func (p *Poller) Rest(r Reason) {
	p.resting |= r
	p.gen++
	p.armed = false
}

// Wake removes a reason to rest. When none is left and nothing is under way it
// arms a tick, at once where what is on screen is older than one interval.
func (p *Poller) Wake(r Reason) tea.Cmd {
	was := p.resting
	p.resting &^= r
	if was == 0 || p.resting != 0 || p.busy {
		return nil
	}
	return p.arm(max(0, p.interval()-p.Now().Sub(p.fresh)))
}

// Hurry makes the next request due now, unless one is under way or the poller
// rests. It is for r, and for changes that we made ourselves.
func (p *Poller) Hurry() tea.Cmd {
	if p.busy || p.resting != 0 {
		return nil
	}
	return p.arm(0)
}

// Focus tells whether the terminal has the focus. Regaining it refreshes what
// is older than one interval.
func (p *Poller) Focus(focused bool) tea.Cmd {
	if p.blurred != focused {
		return nil
	}
	p.blurred = !focused
	if focused && p.armed && p.Now().Sub(p.fresh) > p.Interval {
		return p.arm(0)
	}
	return nil
}

// Ask is for a person who presses refresh: it reports whether the caller should
// send a request now, which holds unless one is out, and marks the poller busy.
// Pausing does not matter to it, and a refused sign-in is tried again.
func (p *Poller) Ask() bool {
	if p.busy {
		return false
	}
	p.resting &^= SignedOff
	p.gen++
	p.busy, p.armed = true, false
	return true
}

// Resting returns the reasons for which the poller rests, 0 while it polls.
func (p *Poller) Resting() Reason { return p.resting }

// UnderWay reports whether a request is out.
func (p *Poller) UnderWay() bool { return p.busy }

// Fresh returns when the last request succeeded, the zero time before.
func (p *Poller) Fresh() time.Time { return p.fresh }

// Stale reports whether the last request failed.
func (p *Poller) Stale() bool { return p.failures > 0 }

// Status says how fresh the screen is, for the header: "live 15s · 4s ago",
// "paused · 3m ago", "stale 3m · retrying in 20s", "loading".
func (p *Poller) Status() string {
	now := p.Now()
	ago := "never"
	if !p.fresh.IsZero() {
		ago = cell.Age(coarse(now.Sub(p.fresh)))
	}
	switch {
	case p.resting&SignedOff != 0:
		return "signed off · r retries"
	case p.resting&Paused != 0:
		return "paused · " + ago
	case p.failures > 0 && p.fresh.IsZero() && p.busy:
		return "offline · retrying"
	case p.failures > 0 && p.fresh.IsZero():
		return "offline · retry in " + cell.Age(coarse(max(0, p.due.Sub(now))))
	case p.failures > 0 && p.busy:
		return "stale " + ago + " · retrying"
	case p.failures > 0:
		return fmt.Sprintf("stale %s · retry in %s", ago, cell.Age(coarse(max(0, p.due.Sub(now)))))
	case p.fresh.IsZero():
		return "loading"
	case p.resting&Busy != 0:
		return "resting · " + ago + " ago"
	case now.Sub(p.fresh) > oldAfter*p.interval() && p.busy:
		return "refreshing · " + ago + " ago"
	case now.Sub(p.fresh) > oldAfter*p.interval():
		return ago + " ago"
	default:
		return fmt.Sprintf("live %s · %s ago", cell.Age(p.interval()), ago)
	}
}

// coarse rounds a span so that the header does not change every second.
func coarse(d time.Duration) time.Duration {
	if d > 10*time.Second {
		return d.Truncate(5 * time.Second)
	}
	return d
}
