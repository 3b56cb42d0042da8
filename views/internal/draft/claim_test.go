package draft

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"testing"

	"iscope/api"
)

// plain hides that Files can create.
type plain struct{ Store }

// window is a keeper whose commands are run at once.
type window struct {
	*Keeper
	t *testing.T
	n int // its place
}

func windows(t *testing.T, store Store) (a, b *window) {
	t.Helper()
	a = &window{Keeper: New(store, &api.Commands{}, t.Context(), "a"), t: t}
	b = &window{Keeper: New(store, &api.Commands{}, t.Context(), "b"), t: t}
	a.find()
	b.find()
	return a, b
}

// find looks for drafts, and takes the free place.
func (w *window) find() {
	w.t.Helper()
	f, ok := w.Load("x")().(Found)
	if !ok || w.Read() != nil {
		w.t.Fatal("no answer")
	}
	w.n = Sort(f, func(_ int, body []byte) (*string, error) {
		if len(body) == 0 {
			return nil, nil
		}
		return new(string), nil
	}).Free
	w.Begin("")
}

// save saves a text, with the place in it, and returns where it is.
func (w *window) save(text string) string {
	w.t.Helper()
	r, ok := w.Save("x", w.n, text, func(n int) ([]byte, error) { return fmt.Appendf(nil, "%d %s", n, text), nil })().(Saved)
	if !ok || w.Took(r) != nil {
		w.t.Fatal("no answer")
	}
	return r.Name
}

func (w *window) drop(name string) Saved {
	w.t.Helper()
	r, ok := w.Drop(name)().(Saved)
	if !ok || w.Took(r) != nil {
		w.t.Fatal("no answer")
	}
	return r
}

func kept(t *testing.T, f Files, want ...string) {
	t.Helper()
	var got []string
	for n := range Most {
		if body, err := f.Load(Name("x", n)); err != nil {
			t.Error(err)
		} else if body != nil {
			got = append(got, string(body))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("kept %q, want %q", got, want)
	}
}

// TestTwoWindows pins that of two windows that found the same place free neither
// loses what it says is saved, in whatever order they go on.
func TestTwoWindows(t *testing.T) {
	for name, wrap := range map[string]func(Files) Store{
		"exclusive": func(f Files) Store { return f },
		"plain":     func(f Files) Store { return plain{f} },
	} {
		t.Run(name, func(t *testing.T) {
			f := Files{Dir: t.TempDir(), Tenant: "acme"}
			a, b := windows(t, wrap(f))
			if a.n != 0 || b.n != 0 {
				t.Fatalf("places %d, %d", a.n, b.n)
			}
			if a.save("one") != "x" || b.save("two") != "x#2" || !a.Safe("one") || !b.Safe("two") {
				t.Error(a.Failed(), b.Failed())
			}
			a.save("one more")
			b.save("two more")
			kept(t, f, "0 one more", "1 two more")
			if a.At("x", 0) != "x" || b.At("x", 0) != "x#2" || a.At("x", 3) != "x#6" {
				t.Error("the names are wrong")
			}
			if r := b.drop("x"); r.Name != "x#2" || r.Overtaken() {
				t.Errorf("%+v", r)
			}
			kept(t, f, "0 one more")
			b.save("three")
			kept(t, f, "0 one more", "1 three")
		})
	}
}

// TestSameDraftTakenUpTwice pins that a draft which two windows go on with becomes
// two as soon as they differ, and that neither discards that of the other.
func TestSameDraftTakenUpTwice(t *testing.T) {
	f := Files{Dir: t.TempDir(), Tenant: "acme"}
	if err := f.Save("x", []byte("0 old")); err != nil {
		t.Fatal(err)
	}
	a, b := windows(t, f)
	a.n, b.n = 0, 0
	if a.save("one") != "x" || b.save("two") != "x#2" {
		t.Error(a.Failed(), b.Failed())
	}
	kept(t, f, "0 one", "1 two")
	c, d := windows(t, f)
	a.save("one more")
	if r := c.drop("x"); !r.Overtaken() || r.Err != nil {
		t.Errorf("%+v", r)
	}
	if r := d.drop("x#2"); r.Overtaken() || r.Err != nil || r.Stays {
		t.Errorf("%+v", r)
	}
	kept(t, f, "0 one more")
	b.n = 0
	b.save("two again") // its draft was discarded elsewhere; what is typed is kept all the same
	kept(t, f, "0 one more", "1 two again")
	if r := d.drop("x#3"); r.Err != nil || r.Stays {
		t.Errorf("%+v", r)
	}
}

// TestOwn pins that a draft which was found by other means is replaced as long as
// it is what was found.
func TestOwn(t *testing.T) {
	f := Files{Dir: t.TempDir(), Tenant: "acme"}
	for _, sum := range []string{Sum([]byte("0 old")), Sum([]byte("other")), ""} {
		if err := f.Save("x", []byte("0 old")); err != nil {
			t.Fatal(err)
		}
		k := &window{Keeper: New(f, &api.Commands{}, t.Context(), "a"), t: t}
		k.Own("x", sum)
		want := map[bool]string{true: "x", false: "x#2"}[sum == Sum([]byte("0 old"))]
		if got := k.save("new"); got != want {
			t.Errorf("%q: saved as %q, want %q", sum, got, want)
		}
		if r := k.drop("x"); r.Name != want || r.Stays {
			t.Errorf("%+v", r)
		}
	}
}

// TestNoRoomLeft pins that where others took the last place nothing is replaced,
// that this is said, and that it heals.
func TestNoRoomLeft(t *testing.T) {
	f := Files{Dir: t.TempDir(), Tenant: "acme"}
	a, _ := windows(t, f)
	var want []string
	for n := range Most {
		want = append(want, fmt.Sprint(n, " other"))
		if err := f.Save(Name("x", n), []byte(want[n])); err != nil {
			t.Fatal(err)
		}
	}
	a.save("mine")
	if a.Failed() == nil || a.Failed().Detail != NoRoom || a.Safe("mine") {
		t.Errorf("failed %v", a.Failed())
	}
	if r := a.drop("x"); !r.Overtaken() {
		t.Errorf("%+v", r)
	}
	kept(t, f, want...)
	if err := f.Drop("x#3"); err != nil {
		t.Fatal(err)
	}
	if a.save("mine") != "x#3" || !a.Safe("mine") {
		t.Errorf("failed %v", a.Failed())
	}
}

// TestUnreadPlaceIsTaken is a folder in the first place and drafts in all others.
func TestUnreadPlaceIsTaken(t *testing.T) {
	f := Files{Dir: t.TempDir(), Tenant: "acme"}
	if err := os.Mkdir(f.path("x"), 0o700); err != nil {
		t.Fatal(err)
	}
	for n := 1; n < Most; n++ {
		if err := f.Save(Name("x", n), []byte("other")); err != nil {
			t.Fatal(err)
		}
	}
	a, b := windows(t, f)
	if a.n != -1 {
		t.Errorf("place %d is free", a.n)
	}
	b.Begin("")
	b.claims = &claims{} // and one that has found nothing
	for b.n = range Most {
		b.save("mine")
		if b.Failed() == nil {
			t.Errorf("saved in place %d", b.n)
		}
	}
	for n := 1; n < Most; n++ {
		if body, err := f.Load(Name("x", n)); string(body) != "other" || err != nil {
			t.Errorf("%d is %q, %v", n, body, err)
		}
	}
}

// breaks is a store whose saves fail after they were done.
type breaks struct{ Files }

func (s breaks) Create(name string, body []byte) error {
	return errors.Join(s.Files.Create(name, body), os.ErrDeadlineExceeded)
}

// TestSaveThatFailsLate pins that a draft which is there although saving it failed
// is not taken for one of another window.
func TestSaveThatFailsLate(t *testing.T) {
	f := Files{Dir: t.TempDir(), Tenant: "acme"}
	a, _ := windows(t, breaks{f})
	a.save("one")
	if a.Failed() == nil || a.Safe("one") {
		t.Error("a failure is not told")
	}
	a.save("two")
	if a.Failed() != nil {
		t.Error(a.Failed())
	}
	kept(t, f, "0 two")
}

// TestManyWindows pins that windows which save at the same time never share a place.
func TestManyWindows(t *testing.T) {
	f := Files{Dir: t.TempDir(), Tenant: "acme"}
	var all sync.WaitGroup
	var mu sync.Mutex
	names := map[string]bool{}
	for i := range Most {
		all.Go(func() {
			s := saving{f, &claims{}, &edit{}, "x", 0, func(n int) ([]byte, error) { return fmt.Appendf(nil, "%d by %d", n, i), nil }}
			name, err := s.run()
			mu.Lock()
			defer mu.Unlock()
			if names[name] || err != nil {
				t.Errorf("%d in %q: %v", i, name, err)
			}
			names[name] = true
		})
	}
	all.Wait()
	if len(names) != Most {
		t.Errorf("%q", slices.Sorted(maps.Keys(names)))
	}
}
