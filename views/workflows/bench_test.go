package workflows

import (
	"context"
	"fmt"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/golden"
)

// benchRender draws a screen of n workflows while the cursor moves: a frame
// must not cost more with more of them.
func benchRender(b *testing.B, n int) {
	b.Helper()
	env := golden.Env(&testing.T{}, "dark", golden.Live(func() time.Time { return at }))
	m := New(env, &api.Commands{ISC: &fake{}}, Options{Journal: journal.Memory("acme", time.Now)}, context.Background(), "workflows#1")
	kinds := tenant()
	rows := make([]api.Workflow, n)
	for i := range rows {
		rows[i] = kinds[i%len(kinds)]
		rows[i].ID, rows[i].Name = fmt.Sprint("w", i), fmt.Sprintf("%s %d", rows[i].Name, i)
	}
	m.table.SetRows(rows)
	m.list.loaded = true
	m.Render(120, 40)
	b.ReportAllocs()
	down := true
	for b.Loop() {
		if down = !down; down {
			m.Act("list.up")
		} else {
			m.Act("list.down")
		}
		m.Render(120, 40)
	}
}

func BenchmarkRender100(b *testing.B)  { benchRender(b, 100) }
func BenchmarkRender5000(b *testing.B) { benchRender(b, 5_000) }

// BenchmarkSetRows5000 is what one refresh of 5,000 workflows costs.
func BenchmarkSetRows5000(b *testing.B) {
	env := golden.Env(&testing.T{}, "dark", golden.Live(func() time.Time { return at }))
	m := New(env, &api.Commands{ISC: &fake{}}, Options{Journal: journal.Memory("acme", time.Now)}, context.Background(), "workflows#1")
	kinds := tenant()
	rows := make([]api.Workflow, 5_000)
	for i := range rows {
		rows[i] = kinds[i%len(kinds)]
		rows[i].ID, rows[i].Name = fmt.Sprint("w", i), fmt.Sprintf("%s %d", rows[i].Name, (i*7919)%5_000)
	}
	for b.Loop() {
		m.table.SetRows(rows)
	}
}

// BenchmarkFilter10000 is the first letter of a filter over 10,000 workflows, and the
// letter that takes it back.
func BenchmarkFilter10000(b *testing.B) {
	env := golden.Env(&testing.T{}, "dark", golden.Live(func() time.Time { return at }))
	m := New(env, &api.Commands{ISC: &fake{}}, Options{Journal: journal.Memory("acme", time.Now)}, context.Background(), "workflows#1")
	kinds := tenant()
	rows := make([]api.Workflow, 10_000)
	for i := range rows {
		rows[i] = kinds[i%len(kinds)]
		rows[i].ID, rows[i].Name = fmt.Sprint("w", i), fmt.Sprintf("%s %d", rows[i].Name, (i*7919)%10_000)
	}
	m.table.SetRows(rows)
	b.ReportAllocs()
	for b.Loop() {
		m.table.SetFilter("q")
		m.Render(120, 40)
		m.table.SetFilter("")
	}
}
