package usual

import (
	"fmt"
	"testing"
	"time"

	"iscope/api"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// ended makes a task that took so long and ended some minutes before noon.
func ended(id, name, target string, status api.CompletionStatus, took time.Duration, ago int) *api.Task {
	end := noon.Add(-time.Duration(ago) * time.Minute)
	return &api.Task{ID: id, Name: name, Target: api.Ref{ID: target}, Status: status, Launched: end.Add(-took), Completed: end}
}

func TestMedianAndPercentile(t *testing.T) {
	var b Book
	for i := range 40 {
		b.Add(ended(fmt.Sprint("t", i), "Aggregation", "ad", api.TaskSuccess, time.Duration(i+1)*time.Minute, i))
	}
	u, ok := b.Of(&api.Task{Name: "Aggregation", Target: api.Ref{ID: "ad"}})
	if !ok || u != (Usual{21 * time.Minute, 38 * time.Minute, 40}) {
		t.Errorf("%+v, %v", u, ok)
	}
	if _, ok := b.Of(&api.Task{Name: "Aggregation", Target: api.Ref{ID: "hr"}}); ok {
		t.Error("another target is of another kind")
	}
}

// TestWhatCounts pins which tasks tell how long their like take.
func TestWhatCounts(t *testing.T) {
	for name, c := range map[string]struct {
		task *api.Task
		want bool
	}{
		"success": {ended("a", "A", "", "SUCCESS", time.Minute, 0), true},
		"warning": {ended("a", "A", "", "warning", time.Minute, 0), true},
		"cleared": {ended("a", "A", "", api.TaskFailed, 50*time.Hour, 0), false},
		"stopped": {ended("a", "A", "", api.TaskTerminated, time.Minute, 0), false},
		"pending": {&api.Task{ID: "a", Name: "A", Launched: noon}, false},
		"no end":  {&api.Task{ID: "a", Name: "A", Launched: noon, Status: "SUCCESS"}, false},
		"no time": {ended("a", "A", "", "SUCCESS", 0, 0), false},
	} {
		var b Book
		for range Fewest {
			b.Add(c.task)
		}
		if got := b.Len() == 1; got != c.want || Counts(c.task) != c.want {
			t.Errorf("%s: %d kept", name, b.Len())
		}
		if _, ok := b.Of(c.task); ok {
			t.Errorf("%s: the same task counts more than once", name)
		}
	}
}

func TestFewSayNothing(t *testing.T) {
	var b Book
	for i := range Fewest {
		if _, ok := b.Of(ended("", "A", "", "", 0, 0)); ok {
			t.Errorf("%d tasks say something", i)
		}
		b.Add(ended(fmt.Sprint(i), "A", "", "SUCCESS", time.Minute, i))
	}
	if u, ok := b.Of(ended("", "A", "", "", 0, 0)); !ok || u.P95 != time.Minute {
		t.Errorf("%+v", u)
	}
}

// TestBookIsBounded pins that the newest runs of a kind count, in whatever order
// they are seen, and that kinds not seen for longest go first.
func TestBookIsBounded(t *testing.T) {
	for name, step := range map[string]int{"newest first": 1, "oldest first": -1} {
		var b Book
		for i := range 1_000 {
			ago := i
			if step < 0 {
				ago = 999 - i
			}
			took := time.Hour
			if ago < maxRuns {
				took = time.Minute
			}
			b.Add(ended(fmt.Sprint(ago), "A", "", "SUCCESS", took, ago))
		}
		if u, _ := b.Of(&api.Task{Name: "A"}); b.Len() != maxRuns || u != (Usual{time.Minute, time.Minute, maxRuns}) {
			t.Errorf("%s: %+v, %d kept", name, u, b.Len())
		}
	}
	var b Book
	for i := range maxKinds + 5 {
		for j := range Fewest {
			b.Add(ended(fmt.Sprint(i, "-", j), fmt.Sprint("kind", i), "", "SUCCESS", time.Minute, j))
			b.Add(ended(fmt.Sprint("first", j), "first", "", "SUCCESS", time.Minute, j))
		}
	}
	if b.Len() != maxKinds*Fewest {
		t.Errorf("%d kept", b.Len())
	}
	for name, want := range map[string]bool{"first": true, "kind0": false, "kind6": true} {
		if _, ok := b.Of(&api.Task{Name: name}); ok != want {
			t.Errorf("%s: %v", name, ok)
		}
	}
}
