package kit

import (
	"regexp"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func world(seed uint64) *World {
	return NewWorld(seed, func() time.Time { return noon }, Scale{Workflows: 5})
}

var (
	hex32  = regexp.MustCompile(`^[0-9a-f]{32}$`)
	uuidV4 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
)

// Identifiers must look like the real ones and lead back to their number, for
// their own kind only: a work item's id given to another service is a 404.
func TestIdentifiersLeadBack(t *testing.T) {
	w := world(7)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Max(1<<60-1).Draw(t, "n")
		id, uuid := w.ID32("item", n), w.UUID("item", n)
		if !hex32.MatchString(id) || !uuidV4.MatchString(uuid) {
			t.Fatalf("forms: %q %q", id, uuid)
		}
		for _, s := range []string{id, uuid} {
			if got, ok := w.Index("item", s); !ok || got != n {
				t.Fatalf("Index(%q) = %d, %v; want %d", s, got, ok, n)
			}
			if _, ok := w.Index("other", s); ok {
				t.Fatalf("%q is taken for another kind", s)
			}
		}
	})
}

func TestForeignIdentifiersAreNotOurs(t *testing.T) {
	w := world(7)
	for _, id := range []string{
		"", "x", "2c91808568c529c60168cca6f90c1313", "d201c5e9-d37b-4aff-af14-66414f39d569",
		"zz91808568c529c60168cca6f90c1313", "d201c5e9xd37b-4aff-af14-66414f39d569", "d201c5e9-d37b-zzff-af14-66414f39d569",
		world(8).UUID("item", 3), world(8).ID32("item", 3),
	} {
		if n, ok := w.Index("item", id); ok {
			t.Errorf("Index(%q) = %d", id, n)
		}
	}
}

func TestRandDependsOnSeedKindAndParts(t *testing.T) {
	first := func(seed uint64, kind string, parts ...uint64) uint64 {
		return world(seed).Rand(kind, parts...).Uint64()
	}
	base := first(1, "a", 1, 2)
	if again := first(1, "a", 1, 2); again != base {
		t.Errorf("the same question drew %d and %d", base, again)
	}
	for name, other := range map[string]uint64{
		"seed": first(2, "a", 1, 2), "kind": first(1, "b", 1, 2), "parts": first(1, "a", 2, 1), "fewer": first(1, "a", 1),
	} {
		if other == base {
			t.Errorf("another %s draws the same", name)
		}
	}
}
