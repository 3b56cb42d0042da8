package table

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"iscope/keymap"
)

// twins are two tables to which the same happens, but that one takes new rows one
// way and one the other.
type twins struct{ spliced, set *Model[item] }

func (w twins) both(f func(m *Model[item])) {
	f(w.spliced)
	f(w.set)
}

// state is all that can be seen of a table.
func state(m *Model[item]) string {
	frame, _ := m.Render(60, 8)
	return fmt.Sprint(order(m), "|", m.SelectedID(), m.Place(), "|", marked(m), m.Marks(), m.Ranging(), m.Settled(), "|", m.Len(), "\n", frame)
}

// TestSpliceIsSetRows pins that a table which takes rows by Splice is the one that
// takes them by SetRows, whatever order, filters, marks and cursor there are, and
// whatever is done with it afterwards.
func TestSpliceIsSetRows(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		next := 0
		fresh := func() item {
			next++
			return item{fmt.Sprintf("%03d", next), rapid.SampledFrom([]string{"apple", "Banana", "cherry", "date"}).Draw(r, "name"), rapid.IntRange(0, 4).Draw(r, "size")}
		}
		var rows []item
		for range rapid.IntRange(0, 8).Draw(r, "rows") {
			rows = append(rows, fresh())
		}
		w := twins{newTable(t, slices.Clone(rows)...), newTable(t, slices.Clone(rows)...)}
		w.both(func(m *Model[item]) { m.Render(60, 8) })
		for range rapid.IntRange(1, 8).Draw(r, "steps") {
			switch what := rapid.SampledFrom([]string{"rows", "rows", "rows", "sort", "filter", "keep", "key"}).Draw(r, "what"); what {
			case "rows":
				var at []int
				for range rapid.IntRange(0, 4).Draw(r, "new") {
					i := rapid.IntRange(0, len(rows)).Draw(r, "at")
					rows = slices.Insert(rows, i, fresh())
					for k := range at {
						if at[k] >= i {
							at[k]++
						}
					}
					at = append(at, i)
				}
				slices.Sort(at)
				w.spliced.Splice(slices.Clone(rows), at)
				w.set.SetRows(slices.Clone(rows))
			case "sort":
				key, reverse := rapid.SampledFrom([]string{"", "name", "size"}).Draw(r, "key"), rapid.Bool().Draw(r, "reverse")
				w.both(func(m *Model[item]) { m.SortBy(key, reverse) })
			case "filter":
				text := rapid.SampledFrom([]string{"", "a", "an", "!a", "bnn", "qq"}).Draw(r, "filter")
				w.both(func(m *Model[item]) { m.SetFilter(text) })
			case "keep":
				most := rapid.IntRange(0, 4).Draw(r, "most")
				w.both(func(m *Model[item]) {
					m.Keep = func(r *item) bool { return r.size <= most }
					m.Rearrange()
				})
			case "key":
				a := rapid.SampledFrom([]string{"list.down", "list.up", "list.bottom", "list.mark", "list.range", "list.mark-all", "app.back"}).Draw(r, "action")
				w.both(func(m *Model[item]) { act(m, keymap.Action(a)) })
			}
			if got, want := state(w.spliced), state(w.set); got != want {
				r.Fatalf("spliced\n%s\nset\n%s", got, want)
			}
		}
	})
}

// TestSpliceOfOtherRows pins that places which do not account for the rows do no
// harm.
func TestSpliceOfOtherRows(t *testing.T) {
	m := newTable(t, fruit()...)
	m.Splice(fruit()[:2], []int{0})
	if got := order(m); got != "1 2" {
		t.Errorf("%q", got)
	}
	m.Splice(fruit()[:2], nil)
	if got := order(m); got != "1 2" {
		t.Errorf("%q", got)
	}
}

// TestAppendKeepsTheOrder pins that rows at the end of a sorted list go where they
// belong, those that are equal behind the others.
func TestAppendKeepsTheOrder(t *testing.T) {
	for _, reverse := range []bool{false, true} {
		m, all := newTable(t, fruit()...), append(fruit(), item{"6", "fig", 3}, item{"7", "grape", 0}, item{"8", "honey", 9})
		m.SortBy("size", reverse)
		m.Append(slices.Clone(all[5:]))
		want := newTable(t, all...)
		want.SortBy("size", reverse)
		if order(m) != order(want) {
			t.Errorf("%q, want %q", order(m), order(want))
		}
	}
}

// BenchmarkSplice is a page of fifty that comes among a hundred thousand rows, and
// the frame after it; BenchmarkRefresh is what it costs by SetRows.
func BenchmarkSplice(b *testing.B) {
	for name, prepare := range map[string]func(*Model[item]){
		"plain": func(*Model[item]) {}, "sorted": func(m *Model[item]) { m.SortBy("name", false) }, "filtered": func(m *Model[item]) { m.SetFilter("department 1") },
		"marked": func(m *Model[item]) { act(m, "list.mark-all") },
	} {
		for way, take := range map[string]func(*Model[item], []item, []int){
			"splice": func(m *Model[item], rows []item, at []int) { m.Splice(rows, at) },
			"set":    func(m *Model[item], rows []item, _ []int) { m.SetRows(rows) },
		} {
			b.Run(name+"/"+way, func(b *testing.B) {
				all := many(sizes[1])
				var before []item
				var at []int
				for i := range all {
					if i%2000 == 7 {
						at = append(at, i)
					} else {
						before = append(before, all[i])
					}
				}
				for b.Loop() {
					b.StopTimer()
					m := newTable(b, before...)
					prepare(m)
					m.Render(120, 40)
					b.StartTimer()
					take(m, all, at)
					m.Render(120, 40)
				}
			})
		}
	}
}
