package draft

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
)

// store is a Store in memory that fails when two of its calls overlap.
type store struct {
	t    *testing.T
	one  sync.Mutex
	kept map[string]string
	fail error
	log  []string
}

func (s *store) call(words string) func() {
	if !s.one.TryLock() {
		s.t.Error("two calls overlap")
	}
	s.log = append(s.log, words)
	time.Sleep(time.Second)
	return s.one.Unlock
}

func (s *store) Load(id string) ([]byte, error) {
	defer s.call("load " + id)()
	return []byte(s.kept[id]), s.fail
}

func (s *store) Save(id string, body []byte) error {
	defer s.call("save " + id)()
	if s.fail == nil {
		s.kept[id] = string(body)
	}
	return s.fail
}

func (s *store) Drop(id string) error {
	defer s.call("drop " + id)()
	delete(s.kept, id)
	return s.fail
}

// text makes a draft that is the same in every place.
func text(s string) func(int) ([]byte, error) {
	return func(int) ([]byte, error) { return []byte(s), nil }
}

// rig runs the commands of a keeper and hands their answers back.
type rig struct {
	*Keeper
	t      *testing.T
	store  *store
	in     chan tea.Msg
	loaded []string
	dues   []bool // whether each was awaited
}

func open(t *testing.T) *rig {
	s := &store{t: t, kept: map[string]string{}}
	return &rig{Keeper: New(s, &api.Commands{}, t.Context(), "v#1"), t: t, store: s, in: make(chan tea.Msg, 16)}
}

func (r *rig) do(cmd tea.Cmd) {
	if cmd != nil {
		go func() { r.in <- cmd() }()
	}
}

// wait lets time pass and handles what comes.
func (r *rig) wait(d time.Duration) {
	r.t.Helper()
	end := time.After(d)
	for {
		select {
		case msg := <-r.in:
			switch m := msg.(type) {
			case Saved:
				r.do(r.Took(m))
			case Found:
				for _, p := range m.Value[:2] {
					r.loaded = append(r.loaded, fmt.Sprintf("%s:%s=%s %v", m.Key, p.Name, p.Body, p.Err))
				}
				if len(m.Value) != Most {
					r.t.Errorf("%d places", len(m.Value))
				}
				r.do(r.Read())
			case Due:
				if m.To() != "v#1" {
					r.t.Errorf("due for %q", m.To())
				}
				r.dues = append(r.dues, r.Awaits(m))
			default:
				r.t.Errorf("%T", msg)
			}
		case <-end:
			return
		}
	}
}

func bubble(t *testing.T, run func(t *testing.T, r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { run(t, open(t)) })
}

func TestOneAfterTheOther(t *testing.T) {
	bubble(t, func(t *testing.T, r *rig) {
		r.do(r.Load("a"))
		r.do(r.Save("a", 0, "1", text("one")))
		r.do(r.Save("a", 0, "2", text("two")))
		if !r.Busy() || r.Safe("2") {
			t.Error("safe before it is on disk")
		}
		r.wait(10 * time.Second)
		if want := []string{"load a", "load a#2", "load a#3", "load a#4", "load a#5", "load a", "save a", "load a", "save a"}; !slices.Equal(r.store.log, want) || r.store.kept["a"] != "two" {
			t.Errorf("calls %q, kept %q", r.store.log, r.store.kept)
		}
		if !r.Safe("2") || r.Safe("1") || r.Mark() != "2" || r.Busy() {
			t.Errorf("mark %q", r.Mark())
		}
		if cmd := r.Save("a", 0, "2", text("two")); cmd != nil {
			t.Error("what is on disk is saved again")
		}
		r.do(r.Save("a", 0, "3", text("three")))
		r.do(r.Drop("a"))
		r.wait(10 * time.Second)
		if r.store.kept["a"] != "" || r.Mark() != "" || !r.Safe("") {
			t.Errorf("a dropped draft came back: %q", r.store.kept)
		}
		if want := []string{"a:a= <nil>", "a:a#2= <nil>"}; !slices.Equal(r.loaded, want) {
			t.Errorf("loaded %q", r.loaded)
		}
	})
}

// TestSeveralDrafts pins that all drafts of an object are looked for together,
// after what was asked for before, and that one that fails hides no other.
func TestSeveralDrafts(t *testing.T) {
	bubble(t, func(t *testing.T, r *rig) {
		r.do(r.Save("a", 1, "1", text("two")))
		r.do(r.Load("a"))
		r.wait(10 * time.Second)
		if want := []string{"a:a= <nil>", "a:a#2=two <nil>"}; !slices.Equal(r.loaded, want) || r.Busy() {
			t.Errorf("loaded %q", r.loaded)
		}
		r.loaded, r.store.fail = nil, errors.New("no")
		r.do(r.Load("a"))
		r.wait(10 * time.Second)
		if want := []string{"a:a= no", "a:a#2=two no"}; !slices.Equal(r.loaded, want) || r.Failed() != nil {
			t.Errorf("loaded %q", r.loaded)
		}
	})
}

func TestSavesOnlyOnceTheKeysRest(t *testing.T) {
	bubble(t, func(t *testing.T, r *rig) {
		for range 3 {
			r.do(r.Touch())
			r.wait(Delay / 2)
		}
		r.wait(time.Second)
		if want := []bool{false, false, true}; !slices.Equal(r.dues, want) {
			t.Errorf("awaited %v", r.dues)
		}
		r.do(r.Touch())
		r.Hurry()
		r.wait(time.Second)
		r.do(r.Touch())
		r.do(r.Drop("a"))
		r.wait(time.Minute)
		if r.dues[3] || r.dues[4] {
			t.Error("a moment is awaited that was overtaken")
		}
		if (&Keeper{view: "other", gen: r.gen}).Awaits(Due{"v#1", r.gen}) {
			t.Error("the moment of another view is awaited")
		}
	})
}

func TestFullDisk(t *testing.T) {
	bubble(t, func(t *testing.T, r *rig) {
		r.store.fail = errors.New("no space left on device")
		r.do(r.Save("a", 0, "1", text("one")))
		r.wait(time.Minute)
		if r.Failed() == nil || r.Failed().Detail != "no space left on device" || r.Safe("1") || r.Mark() != "" {
			t.Errorf("failed %v, mark %q", r.Failed(), r.Mark())
		}
		r.store.fail = nil
		r.do(r.Save("a", 0, "1", text("one")))
		r.wait(time.Minute)
		if r.Failed() != nil || !r.Safe("1") {
			t.Errorf("does not heal: %v", r.Failed())
		}
		r.Begin("")
		if r.Safe("1") || !r.Safe("") {
			t.Error("another object is taken for saved")
		}
	})
}

func TestNowhere(t *testing.T) {
	k := New(nil, &api.Commands{}, t.Context(), "v#1")
	if k.On() || k.Touch() != nil || k.Load("a") != nil || k.Save("a", 0, "1", nil) != nil || k.Drop("a") != nil || k.Safe("") {
		t.Error("a keeper without a store does something")
	}
	k.Use(Files{Dir: t.TempDir()})
	if !k.On() || k.Touch() == nil {
		t.Error("a store that comes later is not used")
	}
}
