package board

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/ui/cell"
)

var noon = time.Date(2025, 11, 22, 12, 0, 0, 0, time.UTC)

// failure is a failed run of a workflow, ago before noon.
func failure(id, workflow string, ago time.Duration) api.Execution {
	start := noon.Add(-ago)
	return api.Execution{ID: id, WorkflowID: workflow, RequestID: "r-" + id, Start: start, Close: start.Add(time.Second), Status: api.ExecutionFailed}
}

// fill returns a book with n failures of each workflow, a minute apart.
func fill(n int, workflows ...string) *Book {
	b := NewBook()
	for w, id := range workflows {
		for i := range n {
			b.Add(failure(fmt.Sprintf("%s-%03d", id, i), id, time.Duration(i)*time.Minute+time.Duration(w)*time.Second))
		}
	}
	return b
}

func TestOnlyFailuresAndEachOnce(t *testing.T) {
	b := NewBook()
	e := failure("a", "w", time.Hour)
	good, running, early := e, e, e
	good.Status, running.Status, early.Start = api.ExecutionCompleted, api.ExecutionRunning, time.Time{}
	for _, no := range []api.Execution{good, running, early, {Status: api.ExecutionFailed, Start: noon}} {
		if b.Add(no) {
			t.Errorf("took %+v", no)
		}
	}
	if !b.Add(e) || b.Add(e) || b.Len() != 1 {
		t.Errorf("%d failures", b.Len())
	}
	if got, ok := b.Execution("a"); !ok || got != e {
		t.Errorf("kept %+v, want %+v", got, e)
	}
	if _, ok := b.Execution("b"); ok || b.Has("b") {
		t.Error("a run that was never added")
	}
}

// The newest failure of each workflow comes first, then the workflows take turns.
func TestWorkflowsTakeTurns(t *testing.T) {
	b := fill(4, "a", "b")
	b.Add(failure("c-000", "c", 24*time.Hour))
	var got []string
	for e, ok := b.Next(); ok; e, ok = b.Next() {
		got = append(got, e.ID)
	}
	want := []string{"a-000", "b-000", "c-000", "a-001", "b-001", "a-002", "b-002", "a-003", "b-003"}
	if !slices.Equal(got, want) {
		t.Errorf("read in the order %v, want %v", got, want)
	}
	if _, ok := b.Next(); ok {
		t.Error("one was given out twice")
	}
}

// What fails now is read before what failed long ago.
func TestNewFailuresComeFirst(t *testing.T) {
	b := fill(50, "a", "b")
	for range 10 {
		b.Next()
	}
	b.Add(failure("now", "b", -time.Minute))
	if e, _ := b.Next(); e.ID != "now" {
		t.Errorf("%s is read first", e.ID)
	}
}

func TestGivenBackIsReadAgain(t *testing.T) {
	b := fill(1, "a")
	e, _ := b.Next()
	b.Return(e.ID)
	b.Return(e.ID)
	b.Return("nobody")
	if again, ok := b.Next(); !ok || again.ID != e.ID {
		t.Error("it is lost")
	}
	if _, ok := b.Next(); ok {
		t.Error("it is there twice")
	}
	b.Learn(e, Cause{Step: "s"})
	b.Return(e.ID)
	b.Archived(e.ID)
	if _, ok := b.Next(); ok || b.Tallies()["a"] != (Tally{Total: 1, Known: 1}) {
		t.Errorf("what was learned is forgotten: %+v", b.Tallies())
	}
}

func TestWhatWasLearnedOtherwiseIsNotRead(t *testing.T) {
	b := fill(2, "a")
	b.Learn(failure("a-000", "a", 0), Cause{Step: "s", Error: "x"})
	b.Learn(failure("new", "a", time.Hour), Cause{Step: "s", Error: "x"})
	if e, _ := b.Next(); e.ID != "a-001" {
		t.Errorf("%s is read", e.ID)
	}
	if _, ok := b.Next(); ok || b.Len() != 3 {
		t.Errorf("%d failures, or one too many to read", b.Len())
	}
}

// Only what is in the window is read and counted, and the window may move.
func TestWindow(t *testing.T) {
	b := fill(60, "a") // of the last hour
	read := func() (n int) {
		for _, ok := b.Next(); ok; _, ok = b.Next() {
			n++
		}
		return n
	}
	b.Look(Window{From: noon.Add(-10 * time.Minute)})
	if n, tally := read(), b.Tallies()["a"]; n != 11 || tally.Total != 11 {
		t.Errorf("%d read, %+v", n, tally)
	}
	b.Look(Window{From: noon.Add(-5 * time.Minute)})
	if n, tally := read(), b.Tallies()["a"]; n != 0 || tally.Total != 6 {
		t.Errorf("nearer: %d read, %+v", n, tally)
	}
	b.Look(Window{From: noon.Add(-40 * time.Minute), To: noon.Add(-20 * time.Minute)})
	if n, tally := read(), b.Tallies()["a"]; n != 20 || tally.Total != 20 {
		t.Errorf("between: %d read, %+v", n, tally)
	}
	b.Look(Window{})
	if n, tally := read(), b.Tallies()["a"]; n != 60-11-20 || tally.Total != 60 || tally.Unread != 60 {
		t.Errorf("all: %d read, %+v", n, tally)
	}
}

func TestGroups(t *testing.T) {
	b := fill(10, "a", "b")
	b.Look(Window{From: noon.Add(-12 * time.Minute)})
	for i := range 6 {
		e, _ := b.Execution(fmt.Sprintf("a-%03d", i))
		b.Learn(e, Cause{Step: "s", Label: "Create ticket", Error: fmt.Sprintf("503 Service Unavailable, try %d", i)})
	}
	e, _ := b.Execution("a-006")
	b.Learn(e, Cause{Step: "s", Label: "Create ticket", Error: "401 Unauthorized"})
	e, _ = b.Execution("a-007")
	b.Learn(e, Cause{Step: "other", Label: "Other", Error: "401 Unauthorized"})
	b.Archived("a-008")
	b.Unreadable("a-009")
	groups := b.Groups(noon)
	type short struct {
		workflow, label, print string
		kind                   Kind
		count                  int
	}
	var got []short
	for _, g := range groups {
		got = append(got, short{g.Workflow, g.Label, g.Print, g.Kind, g.Count})
	}
	want := []short{
		{"a", "Create ticket", "503 Service Unavailable, try <n>", Known, 6},
		{"a", "Create ticket", "401 Unauthorized", Known, 1},
		{"a", "Other", "401 Unauthorized", Known, 1},
		{"b", "", "", Unread, 10},
		{"a", "", "", Archived, 1},
		{"a", "", "", Unreadable, 1},
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%+v\nwant %+v", got, want)
	}
	g := groups[0]
	if !g.First.Equal(noon.Add(-5*time.Minute)) || !g.Last.Equal(noon) || g.Newest != "a-000" || g.Sample != "503 Service Unavailable, try 0" || g.Uniform {
		t.Errorf("%+v", g)
	}
	if want := []int{0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}; !slices.Equal(g.Trend, want) {
		t.Errorf("trend %v, want %v", g.Trend, want)
	}
	if !groups[1].Uniform {
		t.Error("a group of one is of one mind")
	}
	runs := b.Runs(g.Key)
	if len(runs) != 6 || runs[0].ID != "a-000" || runs[5].ID != "a-005" || len(b.Runs("0 99")) != 0 {
		t.Errorf("runs %v", runs)
	}
	for _, g := range groups {
		if n := len(b.Runs(g.Key)); n != g.Count {
			t.Errorf("%s: %d runs of %d", g.Key, n, g.Count)
		}
	}
}

// A group of the same words in all its runs says them as they are.
func TestUniform(t *testing.T) {
	b := fill(3, "a")
	for i := range 3 {
		e, _ := b.Execution(fmt.Sprintf("a-%03d", i))
		b.Learn(e, Cause{Step: "s", Error: "timeout after 25s"})
	}
	if g := b.Groups(noon)[0]; !g.Uniform || g.Sample != "timeout after 25s" || g.Print != "timeout after <n>" {
		t.Errorf("%+v", g)
	}
}

// Whatever happens in whatever order, every failure in the window is in one group
// and one tally, and none is read twice.
func TestTotalsAddUp(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7))
		b, out := NewBook(), map[string]api.Execution{}
		total := map[string]int{}
		from := noon.Add(-time.Duration(r.IntN(100)) * time.Minute)
		b.Look(Window{From: from})
		for range 300 {
			switch r.IntN(7) {
			case 0, 1, 2:
				e := failure(fmt.Sprint(r.IntN(150)), fmt.Sprint("w", r.IntN(4)), time.Duration(r.IntN(100))*time.Minute)
				if b.Add(e) && !e.Start.Before(from) {
					total[e.WorkflowID]++
				}
			case 3, 4:
				if e, ok := b.Next(); ok {
					if _, twice := out[e.ID]; twice {
						t.Fatalf("seed %d: %s is read twice", seed, e.ID)
					}
					out[e.ID] = e
				}
			default:
				for id, e := range out {
					finish(b, r.IntN(4), id, e)
					delete(out, id)
					break
				}
			}
		}
		checkSums(t, b, total)
	}
}

func finish(b *Book, how int, id string, e api.Execution) {
	switch how {
	case 0:
		b.Archived(id)
	case 1:
		b.Return(id)
	case 2:
		b.Unreadable(id)
	default:
		b.Learn(e, Cause{Step: "s", Error: "error " + id})
	}
}

func checkSums(t *testing.T, b *Book, total map[string]int) {
	t.Helper()
	byFlow, tallies := map[string]int{}, b.Tallies()
	for _, g := range b.Groups(noon) {
		byFlow[g.Workflow] += g.Count
		n := 0
		for _, c := range g.Trend {
			n += c
		}
		if n != g.Count || len(b.Runs(g.Key)) != g.Count || g.Last.Before(g.First) {
			t.Errorf("group %+v", g)
		}
	}
	for w, n := range total {
		y := tallies[w]
		if byFlow[w] != n || y.Total != n || y.Known+y.Unread+y.Archived+y.Unreadable != n {
			t.Errorf("%s: %d failures, groups say %d, the tally %+v", w, n, byFlow[w], y)
		}
	}
}

// A book does not grow beyond its limit, and what a failure costs is bounded.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a book")
	}
	heap := func() uint64 {
		var s runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	before := heap()
	b := NewBook()
	for i := range Max + 10 {
		e := failure(fmt.Sprintf("41e12a74-fa7b-4a6a-98ae-%012d", i), fmt.Sprint("w", i%300), time.Duration(i)*time.Second)
		b.Learn(e, Cause{Step: "step", Label: "Step", Error: fmt.Sprintf("%d: 503 from https://host%d.example/%d", i, i%7, i)})
	}
	if b.Len() != Max || b.Refused() != 10 {
		t.Errorf("%d failures, %d refused", b.Len(), b.Refused())
	}
	mib := float64(heap()-before) / (1 << 20)
	t.Logf("%d failures: %.1f MiB", b.Len(), mib)
	if mib > 40 {
		t.Errorf("%.1f MiB", mib)
	}
	if n := len(b.Groups(noon)); n < 300 || n > 3000 {
		t.Errorf("%d groups", n)
	}
	runtime.KeepAlive(b)
}

func BenchmarkGroups100000(b *testing.B) {
	book := NewBook()
	for i := range Max {
		e := failure(fmt.Sprint(i), fmt.Sprint("w", i%300), time.Duration(i)*time.Second)
		book.Learn(e, Cause{Step: fmt.Sprint("step", i%5), Error: "x"})
	}
	for b.Loop() {
		book.Groups(noon)
	}
}

func BenchmarkNext(b *testing.B) {
	book := NewBook()
	for i := range Max {
		book.Add(failure(fmt.Sprint(i), fmt.Sprint("w", i%300), time.Duration(i)*time.Second))
	}
	for b.Loop() {
		if e, ok := book.Next(); ok {
			book.Return(e.ID)
		}
	}
}

// The queue is a heap whatever is put in and taken out: of one workflow always the
// newest comes first.
func TestNewestFirst(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 3))
		b := NewBook()
		n := 0
		last := noon.Add(time.Hour)
		for range 200 {
			if r.IntN(3) > 0 {
				b.Add(failure(fmt.Sprint(n), "w", time.Duration(r.IntN(1000))*time.Minute))
				n++
				last = noon.Add(time.Hour)
				continue
			}
			e, ok := b.Next()
			if !ok {
				continue
			}
			if e.Start.After(last) {
				t.Fatalf("seed %d: %v after %v", seed, e.Start, last)
			}
			last = e.Start
		}
		left := 0
		for _, ok := b.Next(); ok; _, ok = b.Next() {
			left++
		}
		if y := b.Tallies()["w"]; y.Unread != n || y.Total != n {
			t.Errorf("seed %d: %+v of %d, %d left", seed, y, n, left)
		}
	}
}

// The version changes with whatever is shown, and with nothing else.
func TestVersion(t *testing.T) {
	b := fill(2, "a")
	changes := func(what string, want bool, do func()) {
		t.Helper()
		before := b.Version()
		do()
		if got := b.Version() != before; got != want {
			t.Errorf("%s: changed %v", what, got)
		}
	}
	w := Window{From: noon.Add(-time.Hour)}
	changes("a new failure", true, func() { b.Add(failure("x", "a", 0)) })
	changes("the same again", false, func() { b.Add(failure("x", "a", 0)) })
	changes("another window", true, func() { b.Look(w) })
	changes("the same window", false, func() { b.Look(w) })
	changes("what is to be read", false, func() { b.Next() })
	changes("given back", false, func() { b.Return("x") })
	changes("a cause", true, func() { b.Learn(failure("x", "a", 0), Cause{Error: "e"}) })
	changes("archived, of one that is known", false, func() { b.Archived("x") })
	changes("archived", true, func() { b.Archived("a-000") })
	changes("unreadable, of nobody", false, func() { b.Unreadable("nobody") })
}

// A run that is learned again, differently, moves to the other group.
func TestLearnedAgain(t *testing.T) {
	b := NewBook()
	e := failure("x", "a", 0)
	b.Learn(e, Cause{Step: "s", Label: "S", Error: "first"})
	b.Learn(e, Cause{Step: "s", Label: "S", Error: "second"})
	g := b.Groups(noon)
	if len(g) != 1 || g[0].Print != "second" || g[0].Count != 1 {
		t.Errorf("%+v", g)
	}
}

// A long error is kept as far as anybody reads it.
func TestSamplesAreShort(t *testing.T) {
	b := NewBook()
	b.Learn(failure("x", "a", 0), Cause{Step: "s", Error: "  " + strings.Repeat("word ", 10_000)})
	g := b.Groups(noon)[0]
	if w := cell.Width(g.Sample); w > sampleKept || w < sampleKept-10 || strings.HasPrefix(g.Sample, " ") {
		t.Errorf("%d cells", w)
	}
}

// A trend without a beginning goes from the oldest failure to now, and a window
// that is over ends where it ends.
func TestTrendOfOtherWindows(t *testing.T) {
	b := fill(12, "a") // a minute apart
	sum := func(g Group) (n int) {
		for _, c := range g.Trend {
			n += c
		}
		return n
	}
	if g := b.Groups(noon)[0]; g.Trend[0] != 1 || g.Trend[TrendBuckets-1] != 1 || sum(g) != 12 {
		t.Errorf("all: %v", g.Trend)
	}
	b.Look(Window{From: noon.Add(-12 * time.Minute), To: noon.Add(-6 * time.Minute)})
	if g := b.Groups(noon.Add(time.Hour))[0]; sum(g) != 5 || g.Trend[0] != 0 || g.Trend[TrendBuckets-2]+g.Trend[TrendBuckets-1] == 0 && g.Trend[TrendBuckets-3] == 0 {
		t.Errorf("over: %v", g.Trend)
	}
	b.Look(Window{From: noon})
	if g := b.Groups(noon)[0]; sum(g) != 1 {
		t.Errorf("just begun: %v", g.Trend)
	}
	if g := NewBook().Groups(noon); len(g) != 0 {
		t.Errorf("of nothing: %v", g)
	}
}
