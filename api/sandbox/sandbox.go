package sandbox

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// Options says what tenant to make. The zero value is the demo tenant of seed 0.
type Options struct {
	Seed uint64           // the same seed gives the same tenant
	Now  func() time.Time // the clock; time.Now if nil. It must not go backwards

	// How many records to be born with; 0 is the demo's own number, a negative
	// number is none at all.
	Workflows, Executions, WorkItems, Tasks, Sessions int

	TokenLife   time.Duration // of an access token; 749 s if 0, as the service has it
	NoRateLimit bool          // switches the 429s off
	Faults      []Fault       // in force from the start; each must pass Fault.Validate
	RecordSize  int           // requests kept for Record; 5,000 if 0
}

// The demo tenant's numbers.
const (
	demoWorkflows  = 150
	demoExecutions = 12_000
	demoWorkItems  = 60
	demoTasks      = 160
	demoSessions   = 40
	tokenLife      = 749 * time.Second
	recordSize     = 5_000
)

func orDefault(n, demo int) int {
	if n == 0 {
		return demo
	}
	return max(n, 0)
}

// Tenant is a demo tenant. Its methods may be called from any goroutine.
type Tenant struct {
	world   *kit.World
	router  *router
	creds   credentials
	life    time.Duration
	limited bool
	skew    atomic.Int64 // nanoseconds that Advance has added to the clock

	mu       sync.Mutex // guards the services and all below
	services []kit.Service
	buckets  map[bucketKey]*bucket
	record   record
	faults   faults
}

// New makes a tenant. It does no more than name the people, which takes well
// under a millisecond; all else is computed when it is asked for.
func New(o Options) *Tenant {
	base := o.Now
	if base == nil {
		base = time.Now
	}
	t := &Tenant{life: o.TokenLife, limited: !o.NoRateLimit, buckets: map[bucketKey]*bucket{}}
	if t.life == 0 {
		t.life = tokenLife
	}
	now := func() time.Time { return base().Add(time.Duration(t.skew.Load())).UTC() }
	t.world = kit.NewWorld(o.Seed, now, kit.Scale{
		Workflows:  orDefault(o.Workflows, demoWorkflows),
		Executions: orDefault(o.Executions, demoExecutions),
		WorkItems:  orDefault(o.WorkItems, demoWorkItems),
		Tasks:      orDefault(o.Tasks, demoTasks),
		Sessions:   orDefault(o.Sessions, demoSessions),
	})
	t.creds = newCredentials(t.world)
	t.services = services(t.world)
	t.router = newRouter(t.services)
	t.record.size = orDefault(o.RecordSize, recordSize)
	t.faults.world = t.world
	t.faults.set(o.Faults)
	return t
}

// Now is the tenant's time.
func (t *Tenant) Now() time.Time { return t.world.Now() }

// Advance moves the tenant's clock forward, and its life with it.
func (t *Tenant) Advance(d time.Duration) { t.skew.Add(int64(max(d, 0))) }

// Poke makes something happen that no request of the client did, such as
// another person deciding a work item. Names and arguments are the services' own.
func (t *Tenant) Poke(name string, args map[string]string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.services {
		if err := s.Poke(name, args); !errors.Is(err, kit.ErrUnknownPoke) {
			return err
		}
	}
	return kit.ErrUnknownPoke
}
