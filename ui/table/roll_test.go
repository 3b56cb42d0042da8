package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// rolled returns the rows of a roll, - for those that are gone.
func rolled(l *Roll[item]) string {
	var out []string
	for i := range l.Len() {
		if r := l.Row(i); r != nil {
			out = append(out, fmt.Sprintf("%s:%d", r.id, r.size))
		} else {
			out = append(out, "-")
		}
	}
	return strings.Join(out, " ")
}

func TestRollIsTheListOfThatMoment(t *testing.T) {
	m := newTable(t, fruit()...)
	m.SortBy("name", false)
	m.SetFilter("!date")
	act(m, "list.mark", "list.mark")
	all, some := m.Roll(false), m.Roll(true)
	if rolled(all) != "3:1 1:3 2:5 5:2" || rolled(some) != "1:3 2:5" {
		t.Fatalf("%q, %q", rolled(all), rolled(some))
	}
	m.SetFilter("")
	m.SortBy("size", true)
	act(m, "list.bottom", "list.mark")
	m.Replace(item{"3", "Banana", 7})
	if got := rolled(all); got != "3:7 1:3 2:5 5:2" {
		t.Errorf("another order and a newer row: %q", got)
	}
	m.Remove("2")
	m.Prepend([]item{{"9", "Fig", 9}})
	if got := rolled(all); got != "3:7 1:3 - 5:2" || rolled(some) != "1:3 -" {
		t.Errorf("a row gone, a row new: %q, %q", got, rolled(some))
	}
	m.SetRows(fruit()[3:])
	if got := rolled(all); got != "- - - 5:2" {
		t.Errorf("other rows: %q", got)
	}
	m.SetRows(nil)
	if got := rolled(all); got != "- - - -" || all.Len() != 4 {
		t.Errorf("no rows: %q", got)
	}
}

// TestRollFollowsEveryChange pins that a roll never gives a row for another,
// whatever becomes of the list between two looks.
func TestRollFollowsEveryChange(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := newTable(t, fruit()...)
		l := m.Roll(false)
		ids := slices.Clone(l.ids)
		next := 100
		for range rapid.IntRange(1, 6).Draw(r, "steps") {
			fresh := item{fmt.Sprint(next), "new", next}
			next++
			switch rapid.IntRange(0, 5).Draw(r, "what") {
			case 0:
				m.Append([]item{fresh})
			case 1:
				m.Prepend([]item{fresh})
			case 2:
				m.Remove(rapid.SampledFrom(ids).Draw(r, "id"))
			case 3:
				rows := slices.Clone(m.Rows())
				slices.Reverse(rows)
				m.SetRows(rows)
			case 4:
				at := rapid.IntRange(0, m.Len()).Draw(r, "at")
				m.Splice(slices.Insert(slices.Clone(m.Rows()), at, fresh), []int{at})
			default:
				m.SortBy("size", rapid.Bool().Draw(r, "reverse"))
			}
			for i, id := range ids {
				row, there := l.Row(i), m.Row(id) != nil
				if (row != nil) != there || row != nil && row.id != id {
					r.Fatalf("row %d is %v, want %s, there: %v", i, row, id, there)
				}
			}
		}
	})
}

func TestSheet(t *testing.T) {
	m := newTable(t, fruit()...)
	m.columns[2].Value = func(r *item) string { return fmt.Sprint(r.size * 1000) }
	m.SetLayout("size name !state")
	for all, want := range map[bool]string{false: "size id name: 5000 2 apple", true: "size id name state: 5000 2 apple ✓ big"} {
		names, values := m.Sheet(all)
		if got := strings.Join(names, " ") + ": " + strings.Join(values(&item{"2", "apple", 5}), " "); got != want {
			t.Errorf("%v: %q, want %q", all, got, want)
		}
	}
	long := strings.Repeat("long ", 300)
	_, values := m.Sheet(false)
	if got := values(&item{"1", long, 1})[2]; got != strings.TrimSpace(long) {
		t.Errorf("a long name is cut to %d letters", len(got))
	}
}

func TestValues(t *testing.T) {
	at := time.Date(2026, 3, 14, 10, 26, 53, 5e8, time.FixedZone("", 3600))
	for _, c := range [][2]string{
		{Stamp(at), "2026-03-14T09:26:53Z"}, {Stamp(time.Time{}), ""},
		{Seconds(0), "0"}, {Seconds(1500 * time.Millisecond), "1.5"}, {Seconds(90 * time.Minute), "5400"}, {Seconds(-1), ""}, {Seconds(1), "0"},
		{Since(at, at.Add(time.Minute+700*time.Millisecond)), "60"}, {Since(at, at.Add(-time.Minute)), "0"}, {Since(time.Time{}, at), ""},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

// BenchmarkRoll is what it costs to go through a hundred thousand rows, and to do
// so after they were replaced.
func BenchmarkRoll(b *testing.B) {
	m := newTable(b, many(sizes[1])...)
	_, values := m.Sheet(true)
	for name, refresh := range map[string]func(){"as-they-are": func() {}, "replaced": func() { m.SetRows(m.rows) }} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l := m.Roll(false)
				refresh()
				for i := range l.Len() {
					values(l.Row(i))
				}
			}
		})
	}
}
