package spectest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/spectest"
)

// stub is a service that answers one body to everything.
type stub struct{ body any }

func (s stub) Routes() []kit.Route {
	answer := func(r *kit.Request) kit.Reply { return kit.OK(s.body).With("Variables", r.Vars["id"]) }
	return []kit.Route{
		{Method: "GET", Path: "/work-items/{id}", In: []kit.Generation{kit.V3, kit.V1}, Handle: answer},
		{Method: "GET", Path: "/work-items/count", In: kit.NotBeta, Handle: answer},
		{Method: "GET", Path: "/made-up", In: kit.NotBeta, Handle: answer},
	}
}

func (stub) Poke(string, map[string]string) error { return kit.ErrUnknownPoke }

// witness is a testing.TB that remembers complaints instead of failing.
type witness struct {
	testing.TB
	said []string
}

type fatal struct{}

func (w *witness) Helper()                      {}
func (w *witness) Errorf(f string, args ...any) { w.said = append(w.said, fmt.Sprintf(f, args...)) }
func (w *witness) Fatalf(f string, args ...any) {
	w.Errorf(f, args...)
	panic(fatal{})
}

// complaints runs a request and returns what the rig had to say about it.
func complaints(t *testing.T, body any, gen kit.Generation, use func(*spectest.Rig)) string {
	t.Helper()
	w := &witness{TB: t}
	rig := spectest.New(w, stub{body}, gen)
	rig.NeedDocument()
	func() {
		defer func() {
			if r := recover(); r != nil && r != any(fatal{}) {
				panic(r)
			}
		}()
		use(rig)
	}()
	return strings.Join(w.said, "\n")
}

// TestTheRigComplains: a rig that accepts anything would prove nothing.
func TestTheRigComplains(t *testing.T) {
	count := map[string]int{"count": 3}
	get := func(path string) func(*spectest.Rig) {
		return func(g *spectest.Rig) { g.Do("GET", path, "").Want(200) }
	}
	for name, c := range map[string]struct {
		body any
		gen  kit.Generation
		use  func(*spectest.Rig)
		want string // part of the complaint; empty: there must be none
	}{
		"right":              {count, kit.V3, get("/work-items/count"), ""},
		"right, per service": {count, kit.V1, get("/work-items/count"), ""},
		"wrong type":         {map[string]any{"count": "3"}, kit.V3, get("/work-items/count"), "isc-v3.json"},
		"not in document":    {count, kit.V3, get("/made-up"), "is not in"},
		"no route":           {count, kit.V2025, get("/work-items/x"), "no route"},
		"other status":       {count, kit.V3, func(g *spectest.Rig) { g.Do("GET", "/work-items/count", "").Want(404) }, "status 200, want 404"},
		"bad body, mended": {map[string]any{"count": "3"}, kit.V3, func(g *spectest.Rig) {
			g.Mend = func([]byte) []byte { return []byte(`{"count":3}`) }
			g.Do("GET", "/work-items/count", "")
		}, ""},
	} {
		got := complaints(t, c.body, c.gen, c.use)
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: said %q, want %q", name, got, c.want)
		}
	}
}

// TestLiterals win over variables, as in the tenant's router.
func TestLiterals(t *testing.T) {
	rig := spectest.New(t, stub{map[string]int{"count": 1}}, kit.V3)
	if v := rig.Do("GET", "/work-items/count", "").Header.Get("Variables"); v != "" {
		t.Errorf("count was taken for the id %q", v)
	}
	if !rig.Lives("GET", "/work-items/abc") || rig.Lives("POST", "/work-items/abc") || rig.Lives("GET", "/work-items") {
		t.Error("Lives does not tell routes apart")
	}
}

func TestAnswer(t *testing.T) {
	rig := spectest.New(t, stub{kit.Fail(400, "No.").Body}, kit.V2025)
	if text := rig.Bad("GET", "/work-items/count", "").Text(); text != "No." {
		t.Errorf("Text %q", text)
	}
	if body := rig.Plain("GET", "/work-items/count")(); !strings.Contains(string(body), "No.") {
		t.Errorf("Plain %s", body)
	}
}

func TestClock(t *testing.T) {
	clock := spectest.NewClock()
	world := clock.World(1)
	clock.Pass(time.Hour)
	if since := world.Now().Sub(world.Start); since != time.Hour {
		t.Errorf("the world is %s old", since)
	}
}
