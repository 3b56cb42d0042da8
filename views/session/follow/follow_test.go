package follow

import (
	"slices"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func rests(s string) bool { return s == "closed" || s == "pending_approval" }

func TestFollowUntilItRests(t *testing.T) {
	f := Begin("id", "name", "processing", noon)
	at := noon
	for _, step := range []struct {
		status string
		rests  bool
		wait   time.Duration
	}{
		{"processing", false, 3 * time.Second}, {"processing", false, 4500 * time.Millisecond}, {"approved", false, 2 * time.Second},
		{"approved", false, 3 * time.Second}, {"closed", true, 2 * time.Second},
	} {
		at = at.Add(f.Wait())
		if got := f.Took(step.status, rests, at); got != step.rests || f.Wait() != step.wait {
			t.Errorf("%s: rests %v, then waits %v", step.status, got, f.Wait())
		}
	}
	if f.Changes() != 2 || f.Status() != "closed" || f.Began() != noon {
		t.Errorf("%+v", f)
	}
	var got []string
	for _, m := range f.Marks() {
		got = append(got, m.Status+" "+m.At.Sub(noon).String())
	}
	if !slices.Equal(got, []string{"processing 0s", "approved 9.5s", "closed 14.5s"}) {
		t.Errorf("%q", got)
	}
}

// TestExpect pins that what was told to run does not rest at the status it is
// about to leave.
func TestExpect(t *testing.T) {
	f := Begin("id", "name", "pending_approval", noon)
	f.Expect()
	for range 3 {
		if f.Took("pending_approval", rests, noon) || !f.Expects() {
			t.Fatal("it rests where it began")
		}
	}
	if f.Took("processing", rests, noon) || f.Expects() || !f.Took("pending_approval", rests, noon) {
		t.Error("it does not rest when it is back")
	}
	if plain := Begin("id", "name", "pending_approval", noon); !plain.Took("pending_approval", rests, noon) {
		t.Error("what nobody told to run does not rest")
	}
}

func TestWaits(t *testing.T) {
	f := Begin("id", "name", "processing", noon)
	for range 20 {
		f.Took("processing", rests, noon)
	}
	if f.Wait() != rarest {
		t.Errorf("waits %v", f.Wait())
	}
	for range 20 {
		f.Failed(0)
	}
	if f.Wait() != slowest || f.Fails() != 20 {
		t.Errorf("waits %v after %d failures", f.Wait(), f.Fails())
	}
	f.Failed(10 * time.Minute)
	if f.Wait() != 10*time.Minute {
		t.Errorf("does not obey: %v", f.Wait())
	}
	if f.Took("processing", rests, noon); f.Wait() != rarest || f.Fails() != 0 {
		t.Errorf("waits %v after it is back", f.Wait())
	}
}

func TestManyChanges(t *testing.T) {
	f := Begin("id", "name", "a", noon)
	for i := range 3 * most {
		f.Took([]string{"b", "a"}[i%2], rests, noon)
	}
	if len(f.Marks()) != most || f.Status() != "a" {
		t.Errorf("%d marks, %s", len(f.Marks()), f.Status())
	}
}
