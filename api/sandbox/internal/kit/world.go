package kit

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// Scale says how many records of each kind the tenant is born with.
type Scale struct {
	Workflows, Executions, WorkItems, Tasks, Sessions int
}

// World is the invented company that all services of one tenant agree on.
// It does not change after [NewWorld]; only the clock it reads moves.
type World struct {
	Seed  uint64
	Now   func() time.Time // the tenant's clock; never call time.Now in a service
	Start time.Time        // when the tenant was born; its past is generated backwards from here
	Scale Scale

	Me      *Person  // the identity behind the client's credentials, an ORG_ADMIN
	People  []Person // in order of Person.Index; Me is among them
	Sources []Source

	// Clients are the OAuth clients that services have minted, by client id. The
	// tenant's own client is not among them.
	Clients map[string]Client

	byID map[string]int
}

// Client is an OAuth client with narrow rights, such as a workflow's external trigger has.
type Client struct {
	Secret string
	May    func(r *Request) bool // what its tokens are good for; everything else is a 403
}

// NewWorld peoples the company of a seed. The clock is read once, for Start.
func NewWorld(seed uint64, now func() time.Time, scale Scale) *World {
	w := &World{Seed: seed, Now: now, Start: now().UTC(), Scale: scale, Clients: map[string]Client{}}
	w.People = w.people()
	w.byID = make(map[string]int, len(w.People))
	for i := range w.People {
		w.byID[w.People[i].ID] = i
	}
	w.Me = &w.People[myIndex]
	w.Sources = w.sources()
	return w
}

// Rand returns a generator that depends on nothing but the seed, the kind and
// the parts: asked again, it yields the same numbers.
func (w *World) Rand(kind string, parts ...uint64) *rand.Rand {
	return rand.New(rand.NewPCG(w.hash("rand-hi:"+kind, parts...), w.hash("rand-lo:"+kind, parts...)))
}

// Hash is one well-mixed number for the seed, the kind and the parts: cheaper
// than [World.Rand] where a single draw is enough.
func (w *World) Hash(kind string, parts ...uint64) uint64 { return w.hash(kind, parts...) }

func (w *World) hash(kind string, parts ...uint64) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset) ^ mix(w.Seed)
	for i := range len(kind) {
		h = (h ^ uint64(kind[i])) * prime
	}
	for _, p := range parts {
		h = mix(h ^ mix(p+0x9e3779b97f4a7c15))
	}
	return mix(h)
}

// mix is the finaliser of splitmix64: every bit of x reaches every bit of the result.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// Text hashes any string to a number that can serve as a part of [World.Rand].
func Text(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// Pick draws one of the choices.
func Pick[T any](r *rand.Rand, choices []T) T { return choices[r.IntN(len(choices))] }

// Chance is true with the given probability.
func Chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

// Stamp writes a time as the API does: RFC 3339, UTC, up to nine fraction digits.
func Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// Millis writes a time as the older services do: RFC 3339, UTC, three fraction digits.
func Millis(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
