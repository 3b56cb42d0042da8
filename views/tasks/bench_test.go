package tasks

import (
	"context"
	"fmt"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/golden"
)

// benchRender draws a history of n tasks while the cursor moves: a frame must
// not cost more with more of them.
func benchRender(b *testing.B, n int) {
	b.Helper()
	env := golden.Env(&testing.T{}, "dark", golden.Live(func() time.Time { return at }))
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

// BenchmarkFilterToFirstRow measures what stands between enter on the filter line
// and the first row on the screen, but for the request itself: the line is read,
// its page taken and drawn. The figure is under 50 ms.
func BenchmarkFilterToFirstRow(b *testing.B) {
	m, items := loaded(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.applyFilter([]string{`status:success type:agg not id:"x"`, `completionStatus in ("Success") type:agg`}[i%2])
		m.history.fetching = false
		m.takePage(api.Page[api.Task]{Items: items[:historyFirst], More: true, Next: historyFirst})
		m.Render(120, 40)
	}
}

// BenchmarkPageOfAWindow measures what each further page costs, with the window
// full: it comes, another goes, and the list is drawn.
func BenchmarkPageOfAWindow(b *testing.B) {
	m, items := loaded(b)
	at := 0
	page := func() {
		a, _ := m.history.win.Down()
		m.history.asked = a
		fresh := make([]api.Task, a.Limit)
		for i := range fresh {
			fresh[i] = items[(a.Offset+i)%len(items)]
			fresh[i].ID = fmt.Sprint("t", a.Offset+i)
		}
		m.takePage(api.Page[api.Task]{Items: fresh, Offset: a.Offset, More: true})
		at++
	}
	for m.history.win.Len() < historyKept {
		page()
	}
	b.ReportAllocs()
	for b.Loop() {
		page()
		m.Render(120, 40)
	}
	if n := m.history.table.Len(); n > historyKept+historyPage {
		b.Fatalf("%d rows are kept after %d pages", n, at)
	}
}

// loaded returns the screen over the history, and tasks to fill it with.
func loaded(b *testing.B) (*Model, []api.Task) {
	b.Helper()
	env := golden.Env(&testing.T{}, "dark", golden.Live(func() time.Time { return at }))
	m := New(env, &api.Commands{ISC: &fake{}}, journal.Memory("acme", time.Now), context.Background(), "tasks#1")
	m.past, m.history.loaded = true, true
	kinds := tenant().ended
	items := make([]api.Task, 1_000)
	for i := range items {
		items[i] = kinds[i%len(kinds)]
		items[i].ID = fmt.Sprint("t", i)
	}
	m.Render(120, 40)
	return m, items
}
