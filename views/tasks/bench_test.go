package tasks

import (
	"context"
	"fmt"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/views/internal/viewtest"
)

// benchRender draws a history of n tasks while the cursor moves: a frame must
// not cost more with more of them.
func benchRender(b *testing.B, n int) {
	b.Helper()
	env := viewtest.Env(&testing.T{}, func() time.Time { return at })
	m := New(env, &api.Commands{ISC: &fake{}}, journal.Memory("acme", time.Now), context.Background(), "tasks#1")
	kinds := tenant().ended
	rows := make([]row, n)
	for i := range rows {
		rows[i].Task = kinds[i%len(kinds)]
		rows[i].ID = fmt.Sprint("t", i)
	}
	m.past, m.history.loaded = true, true
	m.history.table.SetRows(rows)
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

func BenchmarkRender100(b *testing.B)    { benchRender(b, 100) }
func BenchmarkRender100000(b *testing.B) { benchRender(b, 100_000) }
