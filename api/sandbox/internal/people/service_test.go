package people_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/people"
	"iscope/api/sandbox/internal/spectest"
)

type person struct {
	ID, Name, Alias, Status, IdentityState string
	Email                                  *string
	Manager                                *struct{ Type, ID, Name string }
}

func open(t *testing.T, gen kit.Generation) (*kit.World, *spectest.Rig) {
	world := spectest.NewClock().World(7)
	return world, spectest.New(t, people.New(world), gen)
}

func list(rig *spectest.Rig, query string) []person {
	var out []person
	rig.Do("GET", "/public-identities"+query, "").Want(200).Decode(&out)
	return out
}

// TestContract runs the operation in every generation against its document.
func TestContract(t *testing.T) {
	for _, gen := range kit.NotBeta {
		_, rig := open(t, gen)
		rig.NeedDocument()
		list(rig, "")
		list(rig, `?limit=3&offset=1&count=true&sorters=-name&add-core-filters=true&filters=alias sw "a"`)
		for _, bad := range []string{"?limit=251", "?sorters=alias", `?filters=name eq "x"`, `?filters=alias co "x"`, "?filters=alias eq", "?add-core-filters=maybe"} {
			rig.Bad("GET", "/public-identities"+bad, "").Want(400)
		}
	}
	if _, rig := open(t, kit.Beta); rig.Lives("GET", "/public-identities") {
		t.Error("beta serves public identities")
	}
}

// TestFilters holds each filter against one of our own over everybody.
func TestFilters(t *testing.T) {
	world, rig := open(t, kit.V3)
	a, b := &world.People[20], &world.People[30]
	for filter, fits := range map[string]func(*kit.Person) bool{
		`id eq "` + a.ID + `"`:                            func(p *kit.Person) bool { return p == a },
		`id in ("` + a.ID + `","` + b.ID + `","x")`:       func(p *kit.Person) bool { return p == a || p == b },
		`alias eq "` + strings.ToUpper(a.Alias) + `"`:     func(p *kit.Person) bool { return p == a },
		`alias sw "ma"`:                                   func(p *kit.Person) bool { return strings.HasPrefix(p.Alias, "ma") },
		`email eq "` + a.Email + `"`:                      func(p *kit.Person) bool { return p == a },
		`firstname eq "` + a.First + `"`:                  func(p *kit.Person) bool { return p.First == a.First },
		`lastname sw "N" or firstname sw "N"`:             func(p *kit.Person) bool { return p.Last[0] == 'N' || p.First[0] == 'N' },
		`lastname eq "` + a.Last + `" and alias sw "zzz"`: func(*kit.Person) bool { return false },
	} {
		var want, got []string
		for i := range world.People {
			if p := &world.People[i]; fits(p) {
				want = append(want, p.ID)
			}
		}
		for _, p := range list(rig, "?filters="+filter) {
			got = append(got, p.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d people, want %d", filter, len(got), len(want))
		}
	}
}

// TestSorters orders by name without regard to case, both ways.
func TestSorters(t *testing.T) {
	_, rig := open(t, kit.V2025)
	byName := func(a, b person) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) }
	rising, falling := list(rig, "?sorters=name"), list(rig, "?sorters=-name")
	if !slices.IsSortedFunc(rising, byName) {
		t.Error("sorters=name does not sort")
	}
	if !slices.IsSortedFunc(falling, func(a, b person) int { return byName(b, a) }) {
		t.Error("sorters=-name does not sort")
	}
}

// TestEverybody: those who left are there, the core filters want an address,
// managers exist, and the count is told when asked for.
func TestEverybody(t *testing.T) {
	world, rig := open(t, kit.V3)
	all := list(rig, "")
	left, without := 0, 0
	for _, p := range all {
		if p.Status == "Inactive" {
			left++
		}
		if (p.Status == "Active") != (p.IdentityState == "ACTIVE") {
			t.Errorf("%s is %s and %s", p.Name, p.Status, p.IdentityState)
		}
		if p.Email == nil {
			without++
		}
		if p.Manager != nil {
			if m, ok := world.Person(p.Manager.ID); !ok || m.Name != p.Manager.Name {
				t.Errorf("%s reports to nobody", p.Name)
			}
		}
	}
	if len(all) != len(world.People) || left == 0 || without == 0 {
		t.Errorf("%d people, %d left, %d without an address", len(all), left, without)
	}
	got := rig.Do("GET", "/public-identities?add-core-filters=true&count=true&limit=1", "")
	if n := got.Header.Get("X-Total-Count"); n == "" || len(list(rig, "?add-core-filters=true")) != len(all)-without {
		t.Errorf("core filters leave %s", n)
	}
}

func TestPoke(t *testing.T) {
	if err := people.New(spectest.NewClock().World(1)).Poke("hire", nil); !errors.Is(err, kit.ErrUnknownPoke) {
		t.Errorf("error %v", err)
	}
}
