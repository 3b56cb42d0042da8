package executions

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/golden"
)

// large returns the view with n rows, without a tenant.
func large(n int) *Model {
	env := golden.Env(&testing.T{}, "dark", golden.Live(func() time.Time { return began }))
	m := New(env, &api.Commands{}, journal.Memory("acme", time.Now), context.Background(), "executions#1")
	f := m.flow("wf")
	f.Name, f.loaded, f.listed = "Joiner: provision laptop", true, true
	page := make([]api.Execution, n)
	for i := range page {
		page[i] = api.Execution{ID: fmt.Sprintf("run-%06d", i), WorkflowID: "wf", Start: began.Add(-time.Duration(i) * time.Second), Close: began, Status: api.ExecutionCompleted}
	}
	m.take(m.feed.ledger.merge(f, page, time.Time{}))
	m.feed.loaded = true
	return m
}

func benchmarkRender(b *testing.B, n int) {
	m := large(n)
	m.Render(120, 36)
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		a := keymap.Action("list.down")
		if i%2 == 0 {
			a = "list.up"
		}
		m.list.Act(a)
		m.Render(120, 36)
	}
}

func BenchmarkRender100(b *testing.B)    { benchmarkRender(b, 100) }
func BenchmarkRender100000(b *testing.B) { benchmarkRender(b, 100_000) }

func BenchmarkMergePageInto100000(b *testing.B) {
	m := large(100_000)
	f := m.flow("wf")
	for i := 0; b.Loop(); i++ {
		e := api.Execution{ID: fmt.Sprintf("new-%d", i), WorkflowID: "wf", Start: began, Status: api.ExecutionRunning}
		m.take(m.feed.ledger.merge(f, []api.Execution{e}, time.Time{}))
	}
}

// pages are n pages of size executions each, of 300 workflows in turn, as they
// come when older ones are loaded.
func pages(n, size int) [][]api.Execution {
	out := make([][]api.Execution, n)
	for p := range out {
		for i := range size {
			e := api.Execution{
				ID: fmt.Sprintf("run-%03d-%04d-%03d", p%300, p/300, i), WorkflowID: fmt.Sprintf("wf-%03d", p%300), Status: api.ExecutionCompleted,
				Start: began.Add(-time.Duration((p/300*size+i)*300+p%300) * time.Second),
			}
			e.Close = e.Start.Add(time.Duration(1+i%7) * time.Second)
			if i%11 == 0 {
				e.Status = api.ExecutionFailed
			}
			out[p] = append(out[p], e)
		}
	}
	return out
}

// loading is a view into which pages are loaded, as often shown as the clock
// says: every other page, at the pace that the limit allows.
type loading struct {
	*Model
	pages [][]api.Execution
	next  int
}

func load(n, size int) *loading {
	m := large(0)
	for i := range 300 {
		f := m.flow(fmt.Sprintf("wf-%03d", i))
		f.Name, f.loaded, f.listed = fmt.Sprintf("Workflow %03d", i), true, true
	}
	return &loading{Model: m, pages: pages(n, size)}
}

func (l *loading) page() {
	p := l.pages[l.next]
	got := l.feed.ledger.merge(l.flow(p[0].WorkflowID), p, time.Time{})
	if l.next++; l.next%2 == 0 || l.next == len(l.pages) {
		l.take(got)
	}
}

// A hundred thousand executions in two thousand pages.
func BenchmarkLoad100000In2000Pages(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		l := load(2000, 50)
		b.StartTimer()
		for l.next < len(l.pages) {
			l.page()
		}
		if l.list.Len() != 100_000 {
			b.Fatal(l.list.Len())
		}
	}
}

// A key and its frame while the last of a hundred thousand executions are loaded,
// a page before each key: ten times as fast as the limit allows.
func BenchmarkKeyWhileLoading(b *testing.B) {
	for name, prepare := range map[string]func(*Model){
		"plain":    func(*Model) {},
		"failed":   func(m *Model) { m.filter.status = onlyFailed },
		"filtered": func(m *Model) { m.list.SetFilter("workflow 1") },
		"sorted":   func(m *Model) { m.list.SortBy("took", false) },
	} {
		b.Run(name, func(b *testing.B) {
			l := load(2000, 50)
			for l.next < 1000 {
				l.page()
			}
			prepare(l.Model)
			l.Render(120, 36)
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				if l.next == len(l.pages) {
					b.StopTimer()
					l = load(2000, 50)
					for l.next < 1000 {
						l.page()
					}
					prepare(l.Model)
					b.StartTimer()
				}
				at := time.Now()
				l.page()
				l.list.Act("list.down")
				l.Render(120, 36)
				took = append(took, time.Since(at))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs/median")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs/p99")
		})
	}
}

// What a hundred thousand executions weigh in the view.
func TestMemoryOfManyExecutions(t *testing.T) {
	all := pages(2000, 50)
	before := heap()
	m := load(0, 0)
	for _, p := range all {
		m.feed.ledger.merge(m.flow(p[0].WorkflowID), p, time.Time{})
	}
	m.take(merged{changed: true})
	m.Render(120, 36)
	grew := heap() - before
	t.Logf("%d executions weigh %d MiB beside their texts", m.list.Len(), grew>>20)
	if m.list.Len() != 100_000 || grew > 30<<20 {
		t.Errorf("%d executions weigh %d MiB beside their texts", m.list.Len(), grew>>20)
	}
	runtime.KeepAlive(all)
	runtime.KeepAlive(m)
}

func heap() int64 {
	var s runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}
