package executions

import (
	"context"
	"fmt"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/views/internal/viewtest"
)

// large returns the view with n rows, without a tenant.
func large(n int) *Model {
	env := viewtest.Env(&testing.T{}, func() time.Time { return began })
	m := New(env, &api.Commands{}, journal.Memory("acme", time.Now), context.Background(), "executions#1")
	f := m.flow("wf")
	f.Name, f.loaded, f.listed = "Joiner: provision laptop", true, true
	page := make([]api.Execution, n)
	for i := range page {
		page[i] = api.Execution{ID: fmt.Sprintf("run-%06d", i), WorkflowID: "wf", Start: began.Add(-time.Duration(i) * time.Second), Close: began, Status: api.ExecutionCompleted}
	}
	m.take(merge(nil, f, page, time.Time{}))
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
		m.take(merge(m.list.Rows()[:100_000], f, []api.Execution{e}, time.Time{}))
	}
}
