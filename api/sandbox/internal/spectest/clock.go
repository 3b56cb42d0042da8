package spectest

import (
	"time"

	"iscope/api/sandbox/internal/kit"
)

// Clock is a tenant's clock that moves only when it is told to.
type Clock struct{ now time.Time }

// NewClock starts at a fixed instant.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)} }

// Now is the time on the clock.
func (c *Clock) Now() time.Time { return c.now }

// Pass moves the clock forward.
func (c *Clock) Pass(d time.Duration) { c.now = c.now.Add(d) }

// World is the demo company of a seed at the demo's own scale, on this clock.
func (c *Clock) World(seed uint64) *kit.World { return c.Sized(seed, 60, 160, 40) }

// Sized is [Clock.World] with other numbers of work items, tasks and sessions.
func (c *Clock) Sized(seed uint64, items, tasks, sessions int) *kit.World {
	return kit.NewWorld(seed, c.Now, kit.Scale{Workflows: 150, Executions: 12_000, WorkItems: items, Tasks: tasks, Sessions: sessions})
}
