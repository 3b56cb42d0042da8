package sandbox

import (
	"time"

	"iscope/api/sandbox/internal/kit"
)

// The service's limits: requests per window, per client and API version, and
// the narrower one of live test runs.
const (
	limitWindow = 10 * time.Second
	limitAll    = 100
	limitTest   = 5
)

type bucketKey struct {
	client string
	gen    kit.Generation
	test   bool
}

// bucket remembers when the last requests of a client were let through.
type bucket struct {
	times []time.Time // a ring
	next  int
}

// take lets a request through, or says how long to wait. The window slides, so
// that no ten seconds hold more than the limit, however they are cut.
func (b *bucket) take(now time.Time, limit int) (wait time.Duration) {
	if len(b.times) < limit {
		b.times = append(b.times, now)
		return 0
	}
	oldest := b.times[b.next]
	if wait := oldest.Add(limitWindow).Sub(now); wait > 0 {
		return wait
	}
	b.times[b.next] = now
	b.next = (b.next + 1) % limit
	return 0
}

// throttle charges a request to its buckets. NERM documents no limit and has none.
func (t *Tenant) throttle(client string, gen kit.Generation, test bool) time.Duration {
	if !t.limited || gen == kit.NERM {
		return 0
	}
	now := t.world.Now()
	if test {
		if wait := t.bucket(bucketKey{client, gen, true}).take(now, limitTest); wait > 0 {
			return wait
		}
	}
	return t.bucket(bucketKey{client, gen, false}).take(now, limitAll)
}

func (t *Tenant) bucket(k bucketKey) *bucket {
	b := t.buckets[k]
	if b == nil {
		b = &bucket{}
		t.buckets[k] = b
	}
	return b
}
