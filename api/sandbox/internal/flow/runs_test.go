package flow

import (
	"maps"
	"strings"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// The runs of all workflows add up to the number asked for, whatever that is,
// and each workflow's counters are what one finds by counting.
func TestRunsAddUp(t *testing.T) {
	for _, scale := range [][2]int{{150, 12_000}, {150, 300}, {3, 50}, {500, 200_000}, {1, 10}, {40, 0}} {
		s, clock := demo(scale[0], scale[1])
		total := 0
		for _, w := range s.all() {
			runs, failures := s.counters(w.st, clock.Now())
			total += runs
			if scale[1] > 20_000 {
				continue // counted below for the small ones
			}
			failed := 0
			for _, r := range s.runsOf(w.st) {
				if r.failed() {
					failed++
				}
			}
			if n := len(s.runsOf(w.st)); n != runs || failed != failures {
				t.Errorf("%v %s: counters say %d runs, %d failures; there are %d and %d", scale, w.name, runs, failures, n, failed)
			}
		}
		if total != scale[1] {
			t.Errorf("%v: %d runs", scale, total)
		}
	}
}

func TestNoRunIsInTheFutureOrArchivedAtBirth(t *testing.T) {
	s, clock := demo(150, 12_000)
	for _, w := range s.all() {
		last := time.Time{}
		for _, r := range s.runsOf(w.st) {
			if r.start.After(clock.Now()) || r.start.Before(clock.Now().Add(-archive)) || !r.start.After(last) {
				t.Fatalf("%s: run %d at %v after %v", w.name, r.n, r.start, last)
			}
			if r.begin.Before(r.start) || r.close.Before(r.begin) {
				t.Fatalf("%s: run %d: %v %v %v", w.name, r.n, r.start, r.begin, r.close)
			}
			if w.created.After(r.start) {
				t.Fatalf("%s was created after its run %d", w.name, r.n)
			}
			last = r.start
		}
	}
}

// The tenant lives: a few new runs a minute, runs that are open and then close,
// and counters that never go back.
func TestRunsComeAndGo(t *testing.T) {
	s, clock := demo(150, 12_000)
	type pair struct{ runs, failures int }
	counts := func() map[string]pair {
		out := map[string]pair{}
		for _, w := range s.all() {
			r, f := s.counters(w.st, clock.Now())
			out[s.uuid(w.st)] = pair{r, f}
		}
		return out
	}
	before := counts()
	seen := map[string]bool{}
	open := map[string]run{}
	for range 60 {
		clock.Pass(10 * time.Second)
		for _, w := range s.all() {
			n := w.st.runsUpTo(clock.Now())
			for i := n; i > 0 && i+5 > n; i-- {
				r := s.runAt(w.st, i-1, clock.Now())
				seen[r.status] = true
				id := s.executionID(w.st, r.n)
				if !r.closed() {
					open[id] = r
				} else if was, ok := open[id]; ok && (!was.start.Equal(r.start) || !was.close.Equal(r.close)) {
					t.Errorf("run %s changed its times while it ran", id)
				}
			}
		}
	}
	after, grown := counts(), 0
	for id, b := range before {
		a := after[id]
		if a.runs < b.runs || a.failures < b.failures {
			t.Errorf("%s went back from %v to %v", id, b, a)
		}
		grown += a.runs - b.runs
	}
	if grown < 20 || grown > 80 {
		t.Errorf("%d new runs in ten minutes", grown)
	}
	for _, status := range []string{statusCompleted, statusFailed, statusQueued, statusExecuting} {
		if !seen[status] {
			t.Errorf("nothing was ever %s", status)
		}
	}
	if len(open) < 10 {
		t.Errorf("%d runs were seen open", len(open))
	}
}

// Failures are such that grouping them by step and message is worth it: few
// groups hold most of them, and some workflows have broken lately.
func TestFailuresFormGroups(t *testing.T) {
	s, _ := demo(150, 12_000)
	groups, total := map[string]int{}, 0
	for _, w := range s.all() {
		for _, r := range s.runsOf(w.st) {
			if r.failed() {
				groups[r.mode.step+": "+r.mode.text]++
				total++
			}
		}
	}
	largest := 0
	for n := range maps.Values(groups) {
		largest = max(largest, n)
	}
	if len(groups) < 25 || len(groups) > 160 || largest < total/30 {
		t.Errorf("%d failures in %d groups, the largest of %d", total, len(groups), largest)
	}
	w := named(t, s, "Leaver: revoke")
	recent, bad, old, oldBad := 0, 0, 0, 0
	for _, r := range s.runsOf(w.st) {
		switch age := s.world.Start.Sub(r.start); {
		case age < 4*time.Hour && r.closed():
			recent++
			if r.failed() {
				bad++
			}
		case age > 48*time.Hour:
			old++
			if r.failed() {
				oldBad++
			}
		}
	}
	if recent < 5 || bad*2 < recent || oldBad*5 > old {
		t.Errorf("lately %d of %d failed, before %d of %d", bad, recent, oldBad, old)
	}
}

func TestFailureArithmeticEqualsCounting(t *testing.T) {
	for i := range uint64(60) {
		s, _ := demo(60, 40_000)
		st := s.roster()[i]
		for _, n := range []uint64{0, 1, 31, 32, 33, 64, 100, 777} {
			count := 0
			for k := range n {
				if st.outcomeOf(k) == fails {
					count++
				}
			}
			if got := st.failuresOf(n); got != count {
				t.Fatalf("workflow %d: %d of the first %d fail, arithmetic says %d", i, count, n, got)
			}
		}
	}
}

func TestShuffleIsAPermutation(t *testing.T) {
	for h := range uint64(5_000) {
		var seen uint64
		for place := range uint64(block) {
			seen |= 1 << shuffle(hashed(h), place)
		}
		if seen != 1<<block-1 {
			t.Fatalf("%d: %b", h, seen)
		}
	}
}

// What is open stays open no longer than longest says: the counters rely on it.
func TestLongestBoundsEveryRun(t *testing.T) {
	s, _ := demo(150, 30_000)
	for _, w := range s.all() {
		most := s.longest(w.st)
		for _, r := range s.runsOf(w.st) {
			if d := r.close.Sub(r.start); d > most {
				t.Errorf("%s: run %d takes %v, more than %v", w.name, r.n, d, most)
			}
		}
	}
}

// An archived run is gone though it is still counted.
func TestArchive(t *testing.T) {
	s, clock := demo(150, 12_000)
	g := rig(t, s, kit.V2025)
	w := named(t, s, "Access request: notify")
	oldest := "/workflow-executions/" + s.executionID(w.st, 0)
	get[gotExecution](g, oldest)
	runs, _ := s.counters(w.st, clock.Now())
	clock.Pass(30 * 24 * time.Hour)
	for _, tail := range []string{"", "/history", "/history-v2"} {
		g.Do("GET", oldest+tail, "").Want(404)
	}
	g.Do("POST", oldest+"/cancel", "").Want(404)
	later, _ := s.counters(w.st, clock.Now())
	if later <= runs {
		t.Errorf("%d runs, later %d", runs, later)
	}
	g.Mend = nil // this page holds open ones; the contract is checked elsewhere
	var rows []gotExecution
	g.Bad("GET", s.path(w)+"/executions?offset=250", "").Decode(&rows)
	for _, e := range rows {
		if e.StartTime.Before(clock.Now().Add(-archive)) {
			t.Errorf("%s started %v", e.ID, e.StartTime)
		}
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"timeout after 25s: form not answered": 25 * time.Second, "timeout after 5d: x": 5 * day, "timeout after 1h: y": time.Hour,
		"401 Unauthorized": 0, "timeout after all: z": 0, "timeout after xd: z": 0,
	} {
		if got := holds(text); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func BenchmarkCounters(b *testing.B) {
	s, clock := demo(500, 1_000_000)
	list := s.all()
	for b.Loop() {
		for _, w := range list {
			s.counters(w.st, clock.Now())
		}
	}
}

// A page of the busiest of a million executions, near and far, filtered and not.
func BenchmarkExecutionsPage(b *testing.B) {
	s, clock := demo(500, 1_000_000)
	var busiest *workflow
	most := 0
	for _, w := range s.all() {
		if n, _ := s.counters(w.st, clock.Now()); n > most {
			busiest, most = w, n
		}
	}
	for _, query := range []string{"", "offset=30000", `filters=status eq "Failed"`, `filters=start_time ge "2026-03-01T00:00:00Z" and status eq "Failed"`} {
		b.Run(strings.Map(word, query), func(b *testing.B) {
			r := kitRequest(s.path(busiest)+"/executions?"+query, s.uuid(busiest.st))
			for b.Loop() {
				if rep := s.executions(r); rep.Status != 200 {
					b.Fatal(rep)
				}
			}
		})
	}
	b.Run("get", func(b *testing.B) {
		r := kitRequest("/", s.executionID(busiest.st, uint64(most/2)))
		for b.Loop() {
			if rep := s.execution(r); rep.Status != 200 {
				b.Fatal(rep)
			}
		}
	})
	b.Logf("%s: %d executions", busiest.name, most)
}

func word(r rune) rune {
	if r == ' ' || r == '"' {
		return '_'
	}
	return r
}
