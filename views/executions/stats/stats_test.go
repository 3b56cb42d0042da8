package stats

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// steady returns n completed runs of 1 s, 2 s … n s.
func steady(n int) []Run {
	out := make([]Run, n)
	for i := range out {
		out[i] = Run{Took: time.Duration(i+1) * time.Second, Outcome: Completed}
	}
	return out
}

func days(n int) Span { return Span{From: now.AddDate(0, 0, -n), To: now} }

func TestOf(t *testing.T) {
	runs := append(steady(20), Run{Took: time.Hour, Outcome: Failed}, Run{Took: time.Hour, Outcome: Other}, Run{Outcome: Open}, Run{Outcome: Completed})
	s := Of(slices.Values(runs), days(2))
	if s.Runs != 24 || s.Ended != 23 || s.Failed != 1 || s.Timed != 20 {
		t.Errorf("%+v", s)
	}
	if s.Median != 10*time.Second || s.P95 != 19*time.Second {
		t.Errorf("median %v, p95 %v: what failed or was canceled must not count", s.Median, s.P95)
	}
	if share, ok := s.FailureRate(); !ok || math.Abs(share-1.0/23) > 1e-9 {
		t.Errorf("failure rate %v, %v", share, ok)
	}
	if n, ok := s.PerDay(); !ok || n != 12 {
		t.Errorf("%v a day, %v", n, ok)
	}
}

func TestNothingIsSaidOfNothing(t *testing.T) {
	s := Of(slices.Values([]Run(nil)), Span{})
	if _, ok := s.FailureRate(); ok {
		t.Error("a failure rate of no runs")
	}
	if _, ok := s.PerDay(); ok {
		t.Error("a pace of no runs")
	}
	if s.Slow(time.Hour) || s.Level(time.Hour) != 0 || s.Words("·") != "0 runs" {
		t.Errorf("%v, %d, %q", s.Slow(time.Hour), s.Level(time.Hour), s.Words("·"))
	}
	for _, span := range []Span{{To: now}, {From: now.Add(-time.Second), To: now}, {From: now, To: now.Add(-time.Hour)}} {
		if n, ok := Of(slices.Values(steady(9)), span).PerDay(); ok {
			t.Errorf("%v a day in %v", n, span)
		}
	}
}

func TestWords(t *testing.T) {
	many := func(n, failed int, took time.Duration) []Run {
		out := make([]Run, n)
		for i := range out {
			out[i] = Run{Took: took, Outcome: Completed}
			if i < failed {
				out[i].Outcome = Failed
			}
		}
		return out
	}
	for _, c := range []struct {
		runs []Run
		span Span
		want string
	}{
		{many(412, 13, 4200*time.Millisecond), days(24), "412 runs · 3.2% failed · median 4.2s · p95 4.2s · 17 a day"},
		{many(1, 0, time.Second), days(1), "1 run · none failed · median 1.0s"},
		{many(5, 5, time.Second), days(10), "5 runs · all failed · 3.5 a week"},
		{many(19, 0, 90*time.Second), days(19), "19 runs · none failed · median 1m30s · 1 a day"},
		{many(10_000, 9_999, time.Second), days(1), "10,000 runs · 99% failed · median 1.0s · 417 an hour"},
		{many(10_000, 1, time.Second), days(1), "10,000 runs · <0.1% failed · median 1.0s · p95 1.0s · 417 an hour"},
		{many(100_000, 12_000, time.Second), days(1), "100,000 runs · 12% failed · median 1.0s · p95 1.0s · 69 a minute"},
		{many(2, 0, time.Second), days(60), "2 runs · none failed · median 1.0s · 1 a month"},
		{[]Run{{Outcome: Open}, {Outcome: Open}}, days(1), "2 runs · 2 a day"},
	} {
		if got := Of(slices.Values(c.runs), c.span).Words("·"); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// A run is slow when it is rare, when it stands out, and when enough runs tell
// what is usual.
func TestSlow(t *testing.T) {
	of := func(n int, median, p95 time.Duration) Stats { return Stats{Timed: n, Median: median, P95: p95} }
	s, ms := time.Second, time.Millisecond
	for _, c := range []struct {
		name string
		of   Stats
		took time.Duration
		want bool
	}{
		{"beyond all", of(20, 4*s, 6*s), 8 * s, true},
		{"too few runs", of(19, 4*s, 6*s), time.Hour, false},
		{"within the 95th percentile", of(500, 4*s, 60*s), 60 * s, false},
		{"rare, but hardly longer", of(500, 4*s, 4100*ms), 5 * s, false},
		{"twice the median of a short one", of(500, 100*ms, 110*ms), 400 * ms, false},
		{"a short one that hangs", of(500, 100*ms, 110*ms), 1100 * ms, true},
		{"unknown", of(500, 4*s, 6*s), 0, false},
	} {
		if c.of.Slow(c.took) != c.want {
			t.Errorf("%s: %v", c.name, !c.want)
		}
	}
}

func TestLevel(t *testing.T) {
	s := Stats{Timed: 1, Median: 8 * time.Second}
	for took, want := range map[time.Duration]int{
		time.Millisecond: 1, 2 * time.Second: 1, 4 * time.Second: 2, 8 * time.Second: 3, 11 * time.Second: 4, 12 * time.Second: 5,
		15 * time.Second: 6, 16 * time.Second: 6, time.Hour: 6, math.MaxInt64: 6, 0: 0, -1: 0,
	} {
		if got := s.Level(took); got != want {
			t.Errorf("%v is %d high, want %d", took, got, want)
		}
	}
}

// Whatever the runs: figures do not depend on their order, the median is no
// longer than the 95th percentile, at most one run in twenty is slow, and heights
// grow with durations.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Run {
			return Run{Took: time.Duration(rapid.Int64Range(0, int64(100*time.Hour)).Draw(t, "took")), Outcome: Outcome(rapid.IntRange(0, 3).Draw(t, "outcome"))}
		}), 0, 200).Draw(t, "runs")
		s := Of(slices.Values(runs), days(9))
		if again := Of(slices.Values(rapid.Permutation(runs).Draw(t, "order")), days(9)); again != s {
			t.Fatalf("%+v in another order %+v", s, again)
		}
		if s.Median > s.P95 || s.Failed > s.Ended || s.Timed+s.Failed > s.Ended || s.Ended > s.Runs {
			t.Fatalf("%+v", s)
		}
		slow := 0
		for _, r := range runs {
			if r.Outcome == Completed && s.Slow(r.Took) {
				slow++
			}
		}
		if slow*20 > s.Timed {
			t.Fatalf("%d of %d are slower than usual", slow, s.Timed)
		}
		a, b := time.Duration(rapid.Int64Range(1, int64(time.Hour)).Draw(t, "a")), time.Duration(rapid.Int64Range(1, int64(time.Hour)).Draw(t, "b"))
		la, lb := s.Level(min(a, b)), s.Level(max(a, b))
		if s.Timed > 0 && (la < 1 || la > lb || lb > Levels) {
			t.Fatalf("%v is %d high, %v is %d, of a median of %v", min(a, b), la, max(a, b), lb, s.Median)
		}
	})
}

func Example() {
	runs := []Run{{4 * time.Second, Completed}, {5 * time.Second, Completed}, {90 * time.Second, Failed}}
	fmt.Println(Of(slices.Values(runs), days(3)).Words("·"))
	// Output: 3 runs · 33% failed · median 4.0s · 1 a day
}

func BenchmarkOf1000(b *testing.B) {
	runs := steady(1000)
	for b.Loop() {
		Of(slices.Values(runs), days(9))
	}
}
