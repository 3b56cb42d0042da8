package find

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"iscope/api"
	"iscope/ui/golden"
)

var tenantOf5000 = sync.OnceValue(func() []api.Workflow { return many(new(testing.B), 5000, 20) })

var indexOf5000 = sync.OnceValue(func() *Index { return New().Update(context.Background(), tenantOf5000()) })

// BenchmarkUpdate reads 5,000 definitions of 20 steps for the first time, and
// after one of them changed.
func BenchmarkUpdate(b *testing.B) {
	ws := tenantOf5000()
	b.Run("new", func(b *testing.B) {
		var before, after runtime.MemStats
		for b.Loop() {
			runtime.GC()
			runtime.ReadMemStats(&before)
			ix := New().Update(b.Context(), ws)
			runtime.GC()
			runtime.ReadMemStats(&after)
			runtime.KeepAlive(ix)
		}
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
	})
	b.Run("one changed", func(b *testing.B) {
		ix := indexOf5000()
		changed := append([]api.Workflow(nil), ws...)
		changed[42].Modified = changed[42].Modified.AddDate(1, 0, 0)
		for b.Loop() {
			ix.Update(b.Context(), changed)
		}
	})
}

// BenchmarkSearch looks for what a person types, over 5,000 definitions of 20
// steps. The figure is 50 ms per key.
func BenchmarkSearch(b *testing.B) {
	ix := indexOf5000()
	for _, text := range []string{"s", "sp:", "payroll", "payroll vault", "nowhere at all", "action:sp:http", "secret:vault", "url:desk", "source:", "step:badge"} {
		b.Run(text, func(b *testing.B) {
			q := parse(b, text)
			for b.Loop() {
				ix.Search(q)
			}
		})
	}
}

// BenchmarkPath is one part of a search for what a JSONPath leads to, which is
// what stands between a key and the first hits.
func BenchmarkPath(b *testing.B) {
	ix := indexOf5000()
	for _, text := range []string{"$.definition.steps[*].attributes.url", "$..url", "$.definition.steps.*[?(@.actionId == 'sp:http')]", "$.nowhere.at.all"} {
		b.Run(text, func(b *testing.B) {
			q := parse(b, text)
			for b.Loop() {
				ix.Part(b.Context(), q, 0, 0, partOf)
			}
		})
	}
}

// BenchmarkUses is what the step library asks with each move of the cursor.
func BenchmarkUses(b *testing.B) {
	ix := indexOf5000()
	for b.Loop() {
		if ix.Uses(Action, "sp:http").Steps == 0 {
			b.Fatal("it is used")
		}
	}
}

// BenchmarkComplete is what a key costs the loop before anything is looked for.
func BenchmarkComplete(b *testing.B) {
	ix := indexOf5000()
	for b.Loop() {
		ix.Complete("url:https://payroll", 6)
	}
}

// BenchmarkFrame takes as many hits as there can be, and draws them.
func BenchmarkFrame(b *testing.B) {
	f := NewFinder(golden.Env(b, "dark"), b.Context(), "workflows#1")
	f.index = indexOf5000()
	d := newDialog(f, "payroll")
	d.query = parse(b, "payroll")
	part := f.index.Search(d.query)
	b.Run("take", func(b *testing.B) {
		for b.Loop() {
			d.first = true
			d.take(looked{part: part, next: -1})
		}
	})
	b.Run("render", func(b *testing.B) {
		for b.Loop() {
			d.list.Act("list.down")
			d.Render(112, 30)
		}
	})
}
