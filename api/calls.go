package api

import (
	"sync"
	"time"
)

// Call is one request that left the program, for the activity log. It holds
// no secret: the client redacts before it records.
type Call struct {
	N         int // running number, from 1
	Time      time.Time
	Op        Op
	Method    string
	URL       string // with the query
	Body      string // of writes, clean and cut; "" where it must not be shown
	Type      string // content type of the body
	Status    int    // 0 when there was no answer
	Err       string // "" when it succeeded
	Took      time.Duration
	Retries   int
	RequestID string // the tenant's tracking id
	Left      int    // requests left in the rate window, -1 when unknown
	Sunset    bool   // the tenant marked the operation as deprecated
}

// Calls is a ring of the latest calls. It is safe for concurrent use. Its zero
// value keeps 500 of them.
type Calls struct {
	mu   sync.Mutex
	ring []Call
	n    int
}

// callsKept is how many calls the ring remembers.
const callsKept = 500

// Add records a call and gives it its number.
func (c *Calls) Add(call Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	call.N = c.n
	if len(c.ring) < callsKept {
		c.ring = append(c.ring, call)
		return
	}
	c.ring[(c.n-1)%callsKept] = call
}

// Len returns how many calls were made in all.
func (c *Calls) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// Latest returns the calls kept, newest first.
func (c *Calls) Latest() []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]Call, 0, len(c.ring))
	for i := range c.ring {
		out = append(out, c.ring[(c.n-1-i+callsKept)%callsKept])
	}
	return out
}

// Limit says how a client stands with the tenant's rate limit.
type Limit struct {
	Until time.Time // requests wait until then; zero when nothing holds them back
	Left  int       // requests that may still leave in the current window of 10 s
}
