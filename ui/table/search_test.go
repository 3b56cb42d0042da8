package table

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"
)

// TestHasIsContains holds that looking for a word without a copy in small letters
// finds what looking in one does.
func TestHasIsContains(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(rapid.StringMatching(`[abAB\-_ ]{0,12}`), rapid.StringMatching(`[aKkÅåİß髙 ]{0,8}`), rapid.String()).Draw(rt, "text")
		word := strings.ToLower(rapid.OneOf(rapid.StringMatching(`[abAB_]{0,3}`), rapid.StringMatching(`[aKåß髙]{0,2}`)).Draw(rt, "word"))
		if got, want := has(text, word), strings.Contains(strings.ToLower(text), word); got != want {
			rt.Fatalf("%q in %q: %v", word, text, got)
		}
	})
}

// TestFilterFollowsWhatIsTyped holds that however letters come and go and rows
// change meanwhile, what is shown is what the filter set at once shows.
func TestFilterFollowsWhatIsTyped(t *testing.T) {
	name := func(r *item) string { return r.name }
	rapid.Check(t, func(rt *rapid.T) {
		named, sort := rapid.Bool().Draw(rt, "named"), rapid.SampledFrom([]string{"", "name", "size"}).Draw(rt, "sort")
		fresh := func(rows []item) *Model[item] {
			m := newTable(t, rows...)
			if named {
				m.Name = name
			}
			m.SortBy(sort, sort == "size")
			m.SetDefault(m.Layout())
			return m
		}
		var all []item
		for i := range 60 {
			all = append(all, item{fmt.Sprint(i * 7 % 60), string(rune('a'+i%5)) + string(rune('A'+i%3)) + " b", i % 4})
		}
		m, text, n := fresh(all[:20]), "", 20
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			switch rapid.IntRange(0, 4).Draw(rt, "step") {
			case 0:
				text = text[:max(len(text)-1, 0)]
			case 1:
				if n < len(all) {
					m.Append(all[n : n+5])
					n += 5
				}
			case 2:
				m.SetRows(append([]item(nil), all[:n]...))
			default:
				text += rapid.SampledFrom([]string{"a", "B", "c", " ", "!", "1", "2"}).Draw(rt, "letter")
			}
			m.SetFilter(text)
			if whole := fresh(all[:n]); true {
				whole.SetFilter(text)
				if order(m) != order(whole) {
					rt.Fatalf("%q leaves %s, set at once %s", text, order(m), order(whole))
				}
			}
		}
	})
}

// TestFilterGoesToItsFirstHit pins where the cursor is when a filter has hidden its
// row: where the eyes are, and nowhere else until a person moves it.
func TestFilterGoesToItsFirstHit(t *testing.T) {
	m := newTable(t, ids("abcdefghijklmnopqrstuvwxyz")...)
	m.Text = func(r *item) string {
		return map[bool]string{true: "vowel ", false: "other "}[strings.Contains("aeiou", r.id)] + r.id
	}
	m.Render(60, 8)
	now := m.env.Now()
	m.env.Now = func() time.Time { return now }
	act(m, "list.bottom", "app.filter")
	typeIn(m, "vow")
	if m.SelectedID() != "a" || m.top != 0 || m.Settled() {
		t.Fatalf("the cursor is on %q, first line %d, settled %v", m.SelectedID(), m.top, m.Settled())
	}
	typeIn(m, "el i")
	if m.SelectedID() != "i" {
		t.Errorf("typed on, it is on %q", m.SelectedID())
	}
	m.Type(key("backspace"))
	if m.SelectedID() != "a" {
		t.Errorf("with a letter less, it is on %q and not on the first", m.SelectedID())
	}
	act(m, "list.down")
	m.Type(key("backspace"))
	if m.SelectedID() != "e" {
		t.Errorf("who chose a row is moved to %q", m.SelectedID())
	}
	m.Type(key("esc"))
	if m.SelectedID() != "e" || m.Shown() != 26 {
		t.Errorf("without the filter it is on %q", m.SelectedID())
	}
	act(m, "app.filter")
	typeIn(m, "other")
	rows := ids("yxwvutsrqponmlkjihgfedcba")
	if m.SetRows(rows); m.SelectedID() != "b" {
		t.Errorf("a refresh moves it to %q", m.SelectedID())
	}
}

// TestNamesComeFirst pins what the first row of a filter is: one that is called so.
func TestNamesComeFirst(t *testing.T) {
	rows := []item{{"banana bread", "Cake", 1}, {"1", "Banana", 2}, {"2", "Date", 3}, {"banana split", "Ice", 4}, {"3", "Big banana", 5}}
	shown := func(change func(m *Model[item])) string {
		m := newTable(t, rows...)
		m.Name = func(r *item) string { return r.name }
		change(m)
		var out []string
		for i := range m.Shown() {
			out = append(out, m.At(i).name)
		}
		return strings.Join(out, ", ")
	}
	for what, c := range map[string]struct {
		want   string
		change func(m *Model[item])
	}{
		"by name first":   {"Banana, Big banana, Cake, Ice", func(m *Model[item]) { m.SetFilter("banana") }},
		"typed":           {"Banana, Big banana, Cake, Ice", func(m *Model[item]) { m.SetFilter("b"); m.SetFilter("bana") }},
		"and cleared":     {"Cake, Banana, Date, Ice, Big banana", func(m *Model[item]) { m.SetFilter("b"); m.SetFilter("") }},
		"other words":     {"Date", func(m *Model[item]) { m.SetFilter("!banana") }},
		"a chosen order":  {"Big banana, Ice, Banana, Cake", func(m *Model[item]) { m.SortBy("size", true); m.SetFilter("banana") }},
		"a default order": {"Big banana, Banana, Ice, Cake", func(m *Model[item]) { m.SetDefault("| -size"); m.SetFilter("banana") }},
		"one that comes": {"Banana, Big banana, Banana 2, Cake, Ice", func(m *Model[item]) {
			m.SetFilter("banana")
			m.Append([]item{{"4", "Banana 2", 6}})
		}},
	} {
		if got := shown(c.change); got != c.want {
			t.Errorf("%s: %s, want %s", what, got, c.want)
		}
	}
	m := newTable(t, rows...)
	m.Name = func(r *item) string { return r.name }
	m.SetFilter("banana")
	if frame, _ := m.Render(80, 8); !strings.Contains(frame, "by name first") {
		t.Errorf("the other order is not said:\n%s", frame)
	}
}

// TestTheTopStaysTheTop: who looks at the first rows sees those that come in above,
// as long as the cursor stays in sight, on its row.
func TestTheTopStaysTheTop(t *testing.T) {
	rows := many(100)
	m := newTable(t, rows[50:]...)
	m.Render(80, 11) // 10 rows
	for from, want := range map[int]int{47: 0, 41: 0} {
		m.SetRows(rows[from:])
		if m.SelectedID() != "id-000050" || m.top != want || m.cursor != 50-from {
			t.Errorf("from %d: the cursor is on %q at %d, first line %d", from, m.SelectedID(), m.cursor, m.top)
		}
	}
	act(m, "list.top", "list.down")
	m.SetRows(rows[10:])
	if m.SelectedID() != "id-000042" && m.SelectedID() != "id-000048" || m.cursor-m.top != 1 {
		t.Errorf("where that is not so it keeps its line: %q on line %d", m.SelectedID(), m.cursor-m.top)
	}
	act(m, "list.top", "list.page-down", "list.page-down")
	at, line := m.SelectedID(), m.cursor-m.top
	m.SetRows(rows)
	if m.SelectedID() != at || m.cursor-m.top != line {
		t.Errorf("further down %q moves to line %d", at, m.cursor-m.top)
	}
}

// key is a key press.
func key(name string) tea.KeyPressMsg {
	return map[string]tea.KeyPressMsg{"backspace": {Code: tea.KeyBackspace}, "esc": {Code: tea.KeyEscape}}[name]
}
