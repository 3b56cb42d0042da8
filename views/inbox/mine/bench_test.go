package mine

import (
	"fmt"
	"testing"
	"time"

	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// read returns the list of what is in b, for frames and benchmarks.
func read(t testing.TB, b *book) *Model {
	t.Helper()
	keys, problems := keymap.New(nil)
	if problems != nil {
		t.Fatal(problems)
	}
	env := &screen.Env{Styles: theme.New("dark", true, false, ""), Keys: keys, Now: func() time.Time { return noon }, Zone: time.UTC, Tenant: "acme"}
	m := New(env, b, "inbox#1")
	m.Update(m.Load()())
	return m
}

var sizesOf = []int{100, 10_000}

// BenchmarkRender draws the list after the cursor moved.
func BenchmarkRender(b *testing.B) {
	for _, n := range sizesOf {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := read(b, many(n))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				m.Act([]keymap.Action{"list.down", "list.up"}[i%2])
				m.Head()
				m.Render(120, 36)
			}
		})
	}
}

// BenchmarkFilter goes from the first letter of a filter to the frame, and from
// each further one.
func BenchmarkFilter(b *testing.B) {
	for _, n := range sizesOf {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := read(b, many(n))
			m.list.SetFilter("x") // the texts are folded once
			for b.Loop() {
				for _, text := range []string{"r", "re", "ref", "refu", ""} {
					m.list.SetFilter(text)
					m.Head()
					m.Render(120, 36)
				}
			}
		})
	}
}

// BenchmarkLoaded is what the loop pays when the journal was read.
func BenchmarkLoaded(b *testing.B) {
	for _, n := range sizesOf {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := read(b, many(n))
			msg := m.Load()()
			for b.Loop() {
				m.Update(msg)
				m.Render(120, 36)
			}
		})
	}
}

// TestFrameDoesNotDependOnTheNumberOfDecisions counts allocations, which unlike
// time are the same on every machine.
func TestFrameDoesNotDependOnTheNumberOfDecisions(t *testing.T) {
	var allocs [2]float64
	for i, n := range sizesOf {
		m := read(t, many(n))
		m.Render(120, 36)
		down := false
		allocs[i] = testing.AllocsPerRun(200, func() {
			if down = !down; down {
				m.Act("list.down")
			} else {
				m.Act("list.up")
			}
			m.Head()
			m.Render(120, 36)
		})
	}
	if allocs[1] > 2*allocs[0] {
		t.Errorf("%v allocations with %v decisions", allocs, sizesOf)
	}
}
