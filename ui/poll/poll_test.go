package poll

import (
	"testing"
	"time"
)

type clock struct{ now time.Time }

func newPoller() (*Poller, *clock) {
	c := &clock{time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	return &Poller{View: "v", Interval: 15 * time.Second, Now: func() time.Time { return c.now }, Random: func() float64 { return 0.5 }}, c
}

// tick returns the tick that the poller has armed last.
func (p *Poller) tick() Tick { return Tick{p.View, p.gen} }

func TestRefreshesNeverOverlap(t *testing.T) {
	p, _ := newPoller()
	p.Start()
	if p.Due(p.tick()) {
		t.Fatal("due while a request is out")
	}
	if p.Done(true, 0) == nil {
		t.Fatal("success arms the next tick")
	}
	first := p.tick()
	if !p.Due(first) || p.Due(first) {
		t.Fatal("a tick is due exactly once")
	}
	if !p.UnderWay() {
		t.Fatal("a due tick makes the poller busy")
	}
}

func TestOldTicksDie(t *testing.T) {
	p, _ := newPoller()
	p.Start()
	p.Done(true, 0)
	old := p.tick()
	p.Rest(Busy)
	p.Wake(Busy)
	if p.Due(old) {
		t.Fatal("a tick from before the rest is obeyed")
	}
	if p.Due(Tick{"other", p.gen}) {
		t.Fatal("a tick of another view is obeyed")
	}
	if !p.Due(p.tick()) {
		t.Fatal("the new tick is not obeyed")
	}
}

func TestBackoff(t *testing.T) {
	p, c := newPoller()
	p.Start()
	var waits []time.Duration
	for range 8 {
		p.Done(false, 0)
		waits = append(waits, p.due.Sub(c.now))
		p.Due(p.tick())
	}
	for i, w := range waits {
		if w > maxBackoff || i > 0 && w < waits[i-1] {
			t.Fatalf("waits do not grow to the cap: %v", waits)
		}
	}
	if waits[len(waits)-1] < maxBackoff/2 {
		t.Fatalf("the cap is not reached: %v", waits)
	}
	if p.Done(false, 20*time.Minute); p.due.Sub(c.now) < 20*time.Minute {
		t.Fatal("Retry-After is not obeyed")
	}
	p.Due(p.tick())
	if p.Done(true, 0); p.due.Sub(c.now) > 17*time.Second || p.Stale() {
		t.Fatal("a success does not end the back-off")
	}
}

func TestReasonsToRestOverlap(t *testing.T) {
	p, c := newPoller()
	p.Start()
	p.Done(true, 0)
	p.Rest(Hidden)
	p.Rest(Paused)
	if p.Wake(Hidden) != nil {
		t.Fatal("wakes while paused")
	}
	c.now = c.now.Add(time.Minute)
	if p.Wake(Paused) == nil || !p.due.Equal(c.now) {
		t.Fatal("waking with old data is due at once")
	}
	if p.Wake(Paused) != nil {
		t.Fatal("waking twice arms twice")
	}
}

func TestAnswerWhileRestingArmsNothing(t *testing.T) {
	p, _ := newPoller()
	p.Start()
	p.Rest(Hidden)
	if p.Done(true, 0) != nil {
		t.Fatal("armed while hidden")
	}
	if p.Wake(Hidden) == nil {
		t.Fatal("waking arms")
	}
}

func TestFocus(t *testing.T) {
	p, c := newPoller()
	p.Start()
	p.Focus(false)
	if p.Done(true, 0); p.due.Sub(c.now) < 50*time.Second {
		t.Fatalf("blurred polling waits only %v", p.due.Sub(c.now))
	}
	c.now = c.now.Add(30 * time.Second)
	if p.Focus(true) == nil || !p.due.Equal(c.now) {
		t.Fatal("focus refreshes what is old")
	}
	if p.Focus(true) != nil {
		t.Fatal("focus told twice arms twice")
	}
}

func TestAsk(t *testing.T) {
	p, _ := newPoller()
	p.Start()
	if p.Ask() {
		t.Fatal("asks while a request is out")
	}
	p.Done(true, 0)
	p.Rest(Paused)
	if !p.Ask() || p.Ask() {
		t.Fatal("r asks once, also while paused")
	}
	p.Rest(SignedOff)
	p.Done(false, 0)
	if !p.Ask() || p.Resting() != Paused {
		t.Fatal("r tries to sign in again and leaves the pause")
	}
}

func TestHurry(t *testing.T) {
	p, c := newPoller()
	p.Start()
	if p.Hurry() != nil {
		t.Fatal("hurries while a request is out")
	}
	p.Done(true, 0)
	if p.Hurry() == nil || !p.due.Equal(c.now) {
		t.Fatal("Hurry arms at once")
	}
}

func TestStatus(t *testing.T) {
	p, c := newPoller()
	step := func(want string) {
		t.Helper()
		if got := p.Status(); got != want {
			t.Errorf("Status = %q, want %q", got, want)
		}
	}
	p.Start()
	step("loading")
	p.Done(true, 0)
	c.now = c.now.Add(4 * time.Second)
	step("live 15s · 4s ago")
	c.now = c.now.Add(14 * time.Second)
	step("live 15s · 15s ago")
	p.Due(p.tick())
	p.Done(false, 0)
	step("stale 15s · retry in 20s")
	p.Due(p.tick())
	step("stale 15s · retrying")
	p.Rest(Paused)
	step("paused · 15s")
	p.Rest(SignedOff)
	step("signed off · r retries")
}
