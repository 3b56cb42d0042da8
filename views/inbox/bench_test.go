package inbox

import (
	"fmt"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// still returns an inbox that holds the items of s and whose clock stands
// still, for frames and benchmarks.
func still(t testing.TB, s *tenant, problem bool) *Model {
	t.Helper()
	keys, problems := keymap.New(nil)
	if problems != nil {
		t.Fatal(problems)
	}
	env := &screen.Env{
		Styles: theme.New("dark", true, false, ""), Keys: keys, Now: func() time.Time { return noon }, Random: func() float64 { return 0.5 },
		Zone: time.UTC, Tenant: "acme", Refresh: 15 * time.Second, Undo: 5 * time.Second,
	}
	m := New(env, &api.Commands{ISC: s}, Options{Journal: journal.Memory("test", env.Now)}, t.Context(), "inbox#1")
	p := s.page(s.open, api.Query{Limit: len(s.open)})
	m.load.begun, m.load.done = true, true
	m.list.SetRows(p.Items)
	if problem {
		m.problem = &api.Error{Kind: api.Offline, Op: api.ListWorkItems, Detail: "no route to a host with a long name " + hostile[2]}
	}
	return m
}

// full returns an inbox of n items.
func full(t testing.TB, n int) *Model {
	s := newTenant(t, 0)
	one := record("x", []string{"Pending"})
	m := still(t, s, false)
	rows := make([]api.WorkItem, n)
	row := read(t, one)
	for i := range rows {
		rows[i] = row
		rows[i].ID = fmt.Sprint("i", i)
	}
	m.list.SetRows(rows)
	return m
}

var counts = []int{100, 100_000}

// BenchmarkRender draws the list after the cursor moved: its time must not
// depend on the number of items.
func BenchmarkRender(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := full(b, n)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				m.Act([]keymap.Action{"list.down", "list.up"}[i%2])
				m.Render(120, 36)
			}
		})
	}
}

// BenchmarkScroll draws rows that were not drawn before.
func BenchmarkScroll(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := full(b, n)
			m.Render(120, 36)
			for i := 0; b.Loop(); i++ {
				a := keymap.Action("list.page-down")
				if i/2%2 == 1 {
					a = "list.page-up"
				}
				m.list.Touch()
				m.Act(a)
				m.Render(120, 36)
			}
		})
	}
}

// BenchmarkApprove goes from the key to the frame that shows the decision, and
// takes it back.
func BenchmarkApprove(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := full(b, n)
			m.Act("list.bottom")
			m.Act("list.up")
			for b.Loop() {
				m.Act("inbox.approve")
				m.Render(120, 36)
				m.Act("inbox.undo")
			}
		})
	}
}

// BenchmarkSettled is what the answer to a decision costs.
func BenchmarkSettled(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := full(b, n)
			it := *m.list.At(n / 2)
			for b.Loop() {
				m.list.Replace(it)
				m.Render(120, 36)
			}
		})
	}
}

// TestFrameDoesNotDependOnTheNumberOfItems counts allocations, which unlike
// time are the same on every machine.
func TestFrameDoesNotDependOnTheNumberOfItems(t *testing.T) {
	var allocs [2]float64
	for i, n := range counts {
		m := full(t, n)
		m.Render(120, 36)
		down := false
		allocs[i] = testing.AllocsPerRun(200, func() {
			if down = !down; down {
				m.Act("list.down")
			} else {
				m.Act("list.up")
			}
			m.Render(120, 36)
		})
	}
	if allocs[1] > 2*allocs[0] {
		t.Errorf("%v allocations with %v items", allocs, counts)
	}
}

// BenchmarkFirstLetter is the first letter of a filter, from the key to the frame, and
// the one that takes it back.
func BenchmarkFirstLetter(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := full(b, n)
			m.Render(120, 36)
			b.ReportAllocs()
			for b.Loop() {
				m.list.SetFilter("q")
				m.Render(120, 36)
				m.list.SetFilter("")
				m.Render(120, 36)
			}
		})
	}
}
