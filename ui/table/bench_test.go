package table

import (
	"fmt"
	"testing"

	"iscope/keymap"
)

// sizes are the lengths of lists whose cost is compared: a frame may not cost
// more for a longer one.
var sizes = []int{100, 100_000}

func BenchmarkRender(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("unchanged/%d", n), func(b *testing.B) {
			m := newTable(b, many(n)...)
			b.ReportAllocs()
			for b.Loop() {
				m.Render(120, 40)
			}
		})
		b.Run(fmt.Sprintf("every-row-anew/%d", n), func(b *testing.B) {
			m := newTable(b, many(n)...)
			b.ReportAllocs()
			for b.Loop() {
				m.Touch()
				m.Render(120, 40)
			}
		})
	}
}

func BenchmarkCursorMove(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := newTable(b, many(n)...)
			m.Render(120, 40)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if i%(n-1) == 0 {
					act(m, "list.top")
				}
				act(m, "list.down")
				m.Render(120, 40)
			}
		})
	}
}

// BenchmarkFilterKeystroke measures one more letter, as one types: the first
// looks at every row, the next at those left.
func BenchmarkFilterKeystroke(b *testing.B) {
	for _, n := range sizes {
		for name, text := range map[string][2]string{"first": {"", "d"}, "narrower": {"department 1", "department 12"}, "nothing-fits": {"", "qqq"}} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				m := newTable(b, many(n)...)
				m.Texts = func(r *item, to []string) []string { return append(to, r.name, r.id) }
				b.ReportAllocs()
				for b.Loop() {
					b.StopTimer()
					m.SetFilter(text[0])
					b.StartTimer()
					m.SetFilter(text[1])
					m.Render(120, 40)
				}
			})
		}
	}
}

// BenchmarkMark measures what a person waits for after space: the mark, the
// cursor on the next row, the count for the footer and the frame.
func BenchmarkMark(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := newTable(b, many(n)...)
			m.Render(120, 40)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if i%(n-1) == 0 {
					act(m, "list.top")
				}
				act(m, "list.mark")
				_ = m.Marks()
				m.Render(120, 40)
			}
		})
	}
	for _, name := range []string{"first", "all"} {
		b.Run(fmt.Sprintf("%s/%d", name, sizes[1]), func(b *testing.B) {
			m := newTable(b, many(sizes[1])...)
			b.ReportAllocs()
			for b.Loop() {
				m.ClearMarks()
				if name == "all" {
					act(m, "list.mark-all")
				} else {
					act(m, "list.mark")
				}
				_ = m.Marks()
				m.Render(120, 40)
			}
		})
	}
}

// BenchmarkRange measures a range in progress: a move by one row, from end to
// end and back, and its end.
func BenchmarkRange(b *testing.B) {
	for _, n := range sizes {
		for name, keys := range map[string][]keymap.Action{
			"one": {"list.down", "list.up"}, "ends": {"list.bottom", "list.top"}, "over": {"list.range", "list.bottom", "list.range", "list.top"},
		} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				m := newTable(b, many(n)...)
				if name != "over" {
					act(m, "list.range")
				}
				m.Render(120, 40)
				b.ReportAllocs()
				for b.Loop() {
					for _, k := range keys {
						m.Act(k)
						_ = m.Marks()
						m.Render(120, 40)
					}
				}
			})
		}
	}
}

// BenchmarkRefreshMarked is a refresh with every row marked.
func BenchmarkRefreshMarked(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rows := many(n)
			m := newTable(b, rows...)
			act(m, "list.mark-all")
			b.ReportAllocs()
			for b.Loop() {
				m.SetRows(rows)
				_ = m.Marks()
				m.Render(120, 40)
			}
		})
	}
}

func BenchmarkRefresh(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rows := many(n)
			m := newTable(b, rows...)
			act(m, "list.bottom")
			b.ReportAllocs()
			for b.Loop() {
				m.SetRows(rows)
				m.Render(120, 40)
			}
		})
	}
}

// TestHiddenRowsCostNothing holds that a frame allocates as much for a hundred
// rows as for a hundred thousand.
func TestHiddenRowsCostNothing(t *testing.T) {
	cost := map[string][]float64{}
	for _, n := range sizes {
		m := newTable(t, many(n)...)
		m.Render(120, 40)
		cost["unchanged"] = append(cost["unchanged"], testing.AllocsPerRun(50, func() { m.Render(120, 40) }))
		cost["anew"] = append(cost["anew"], testing.AllocsPerRun(50, func() {
			m.Touch()
			m.Render(120, 40)
		}))
		cost["moving"] = append(cost["moving"], testing.AllocsPerRun(50, func() {
			act(m, "list.down", "list.up")
			m.Render(120, 40)
		}))
		act(m, "list.range")
		cost["in a range"] = append(cost["in a range"], testing.AllocsPerRun(50, func() {
			act(m, "list.bottom", "list.top")
			_ = m.Marks()
			m.Render(120, 40)
		}))
	}
	for what, c := range cost {
		if c[1] > c[0]*1.1+2 {
			t.Errorf("%s: %.0f allocations with %d rows, %.0f with %d", what, c[0], sizes[0], c[1], sizes[1])
		}
	}
}

// BenchmarkFirstLetter is the first letter of a filter over rows as the inbox has
// them, of seven texts each, before anything else was found, and the letter that
// takes it back.
func BenchmarkFirstLetter(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		for _, text := range []string{"a", "q"} {
			b.Run(fmt.Sprintf("%s/%d", text, n), func(b *testing.B) {
				m := newTable(b, many(n)...)
				m.Texts = func(r *item, to []string) []string {
					return append(to, "Access request for Ada Lovelace", r.name, "Manual action", "Ada Lovelace", "Active Directory", "Add", r.id)
				}
				b.ReportAllocs()
				for b.Loop() {
					m.SetRows(m.rows) // what was found before is forgotten
					m.SetFilter(text)
					m.Render(120, 40)
					m.SetFilter("")
					m.Render(120, 40)
				}
			})
		}
	}
}
