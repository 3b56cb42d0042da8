package save

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"runtime"
	"testing"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/golden"
	"iscope/ui/table"
)

// write writes a list the way a program does, and returns what it came to and
// how many times Update was called.
func write(t testing.TB, l List[item], format int, path string, between func()) (Ended, int) {
	t.Helper()
	w := newWindow(l.source())
	w.format = format
	w.setPath(path)
	batch, ok := w.begin()().(tea.BatchMsg)
	if !ok {
		t.Fatal(w.problem)
	}
	ended := make(chan Ended)
	go func() { ended <- batch[0]().(Ended) }()
	updates := 0
	for wait := batch[1]; ; updates++ {
		msg := wait()
		if msg == nil {
			return <-ended, updates
		}
		wait, _ = w.Update(msg)
		between()
	}
}

func manyList(t testing.TB, n int) List[item] {
	env := golden.Env(t, "dark")
	tab := table.New(env, columns(), func(r *item) string { return r.id })
	tab.SetRows(many(n))
	return List[item]{
		Env: env, View: view, Ctx: context.Background(), Name: "tasks", Noun: "task", Table: tab,
		Record: func(r *item) func() json.RawMessage {
			raw := r.raw
			return func() json.RawMessage { return json.RawMessage(raw) }
		},
	}
}

// TestMemoryOfALongList holds that what is held beside the list does not grow
// with it, but for the ids and places of its rows.
func TestMemoryOfALongList(t *testing.T) {
	const n = 100_000
	l := manyList(t, n)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most, calls := heap(), uint64(0), 0
	e, updates := write(t, l, 2, filepath.Join(t.TempDir(), "a.json"), func() {
		if calls++; calls%100 == 0 {
			most = max(most, heap())
		}
	})
	if e.err != nil || e.n != n || updates != n/pieceSize {
		t.Fatalf("%d records in %d pieces, %v", e.n, updates, e.err)
	}
	if grown := int64(most) - int64(before); grown > 4<<20 {
		t.Errorf("%d kB more while %d rows are written", grown>>10, n)
	}
}

// BenchmarkWrite is what a list of a hundred thousand rows takes from enter to the
// file; a piece of it is what a key may have to wait for.
func BenchmarkWrite(b *testing.B) {
	l := manyList(b, 100_000)
	for _, f := range []int{0, 2, 3, 4} {
		b.Run(formats[f].label, func(b *testing.B) {
			dir := b.TempDir()
			for i := 0; b.Loop(); i++ {
				if e, _ := write(b, l, f, filepath.Join(dir, fmt.Sprint(i)), func() {}); e.err != nil {
					b.Fatal(e.err)
				}
			}
		})
	}
	b.Run("piece", func(b *testing.B) {
		p := l.begin(shown, formats[0])
		for b.Loop() {
			if p.read >= p.total {
				p.read = 0
			}
			p.next()
		}
	})
}
