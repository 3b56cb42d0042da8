package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"iscope/ui/golden"
)

// heads returns the headings of the last frame.
func heads(m *Model[item]) string {
	frame, _ := m.Render(60, 5)
	return strings.Join(strings.Fields(strings.SplitN(ansi.Strip(frame), "\n", 2)[0]), " ")
}

// keys returns the keys of all columns in order, hidden ones in brackets.
func keys(m *Model[item]) string {
	var out []string
	for _, h := range m.Headings() {
		if h.Shown {
			out = append(out, h.Key)
		} else {
			out = append(out, "("+h.Key+")")
		}
	}
	return strings.Join(out, " ")
}

func TestColumnsAreHiddenAndMoved(t *testing.T) {
	m := newTable(t, fruit()...)
	if got := heads(m); got != "State Name Size Id" || m.Layout() != "" {
		t.Fatalf("%q, %q", got, m.Layout())
	}
	if !m.ShowColumn("state", false) || m.ShowColumn("name", false) || m.ShowColumn("novel", false) {
		t.Error("state can be hidden, the main column and one that is not there cannot")
	}
	if !m.MoveColumn("id", -9) || m.MoveColumn("id", -1) || !m.MoveColumn("name", 1) || m.MoveColumn("novel", 1) {
		t.Error("columns do not move")
	}
	if got := heads(m); got != "Id Size Name" || keys(m) != "id (state) size name" {
		t.Errorf("%q, %q", got, keys(m))
	}
	frame, _ := m.Render(60, 6)
	golden.Fits(t, frame, 60, 6)
	golden.Equal(t, "arranged", frame)
	if got := m.Layout(); got != "id !state size name" {
		t.Errorf("%q", got)
	}
	m.SetLayout("")
	if got := heads(m); got != "State Name Size Id" {
		t.Errorf("by default %q", got)
	}
}

func TestHeadingsSayWhatHasNoRoom(t *testing.T) {
	m := newTable(t, fruit()...)
	m.Render(24, 5)
	var drawn []string
	for _, h := range m.Headings() {
		if h.Drawn {
			drawn = append(drawn, h.Key)
		}
	}
	if got := strings.Join(drawn, " "); got != "name size" {
		t.Errorf("drawn: %q", got)
	}
}

func TestLayoutOfAnotherVersion(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "state name size id, ",
		"novel":                       "state name size id, ",
		"id name":                     "state id name size, ", // as by default state is first and size behind name
		"name !size":                  "state name (size) id, ",
		"!name size":                  "state name size id, ", // name is the main column
		"size size !size name state":  "size id name state, ",
		"name !*":                     "(state) name (size) (id), ",
		"size !*":                     "(state) name size (id), ",
		"!*":                          "(state) name (size) (id), ",
		"|":                           "state name size id, ",
		"| -":                         "state name size id, -",
		"| size":                      "state name size id, size",
		"| -size":                     "state name size id, -size",
		"| state":                     "state name size id, ", // rows cannot be ordered by it
		"| novel":                     "state name size id, ",
		"id !state novel| -size":      "id (state) name size, -size",
		"\x00 ||| - ! !! * -- | name": "state name size id, ",
	} {
		m := newTable(t, fruit()...)
		m.SetLayout(text)
		key, reverse := m.Sort()
		if reverse {
			key = "-" + key
		}
		if got := keys(m) + ", " + key; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestDefaultIsWhatTheConfigurationSays pins that reset goes back to it, and that
// only what differs from it is remembered.
func TestDefaultIsWhatTheConfigurationSays(t *testing.T) {
	m := newTable(t, fruit()...)
	m.SortBy("name", false)
	m.SetDefault("size name !* | -size")
	if keys(m) != "(state) size (id) name" || m.Layout() != "" {
		t.Fatalf("%q, %q", keys(m), m.Layout())
	}
	if got := order(m); got != "2 4 1 5 3" {
		t.Errorf("rows %q", got)
	}
	m.SortBy("", false)
	if got := m.Layout(); got != "|" {
		t.Errorf("%q", got)
	}
	m.ShowColumn("id", true)
	if got := m.Layout(); !strings.Contains(got, " id") || !strings.HasSuffix(got, " |") {
		t.Errorf("%q", got)
	}
	m.SetLayout("")
	if got := order(m); got != "2 4 1 5 3" || m.Layout() != "" {
		t.Errorf("reset: rows %q, %q", got, m.Layout())
	}
}

func TestSortGoesThroughColumnsAsTheyStand(t *testing.T) {
	m := newTable(t, fruit()...)
	m.MoveColumn("size", -2)
	var got []string
	for range 4 {
		act(m, "list.sort")
		key, _ := m.Sort()
		got = append(got, key)
	}
	if s := strings.Join(got, ","); s != "size,name,,size" {
		t.Errorf("%q", s)
	}
	m.ShowColumn("size", false) // it still orders, until another is chosen
	if key, _ := m.Sort(); key != "size" {
		t.Errorf("by %q", key)
	}
	act(m, "list.sort")
	if key, _ := m.Sort(); key != "name" {
		t.Errorf("then by %q", key)
	}
}

// TestLayoutIsTakenUpAgain pins that what Layout returns brings back the same,
// whatever was done and whatever the default is, and that no layout loses a
// column or the row under the cursor.
func TestLayoutIsTakenUpAgain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		def := rapid.SampledFrom([]string{"", "size name !*", "id | -name", "!state | size"}).Draw(r, "default")
		a, b := newTable(t, fruit()...), newTable(t, fruit()...)
		a.SetDefault(def)
		b.SetDefault(def)
		act(a, "list.down")
		cursor := a.SelectedID()
		for range rapid.IntRange(0, 8).Draw(r, "steps") {
			key := rapid.SampledFrom([]string{"state", "name", "size", "id"}).Draw(r, "key")
			switch rapid.IntRange(0, 3).Draw(r, "what") {
			case 0:
				a.ShowColumn(key, rapid.Bool().Draw(r, "on"))
			case 1:
				a.MoveColumn(key, rapid.IntRange(-3, 3).Draw(r, "by"))
			case 2:
				a.SortBy(key, rapid.Bool().Draw(r, "reverse"))
			default:
				a.SetLayout(rapid.StringMatching(`[!*| -]*(state|name|size|id|x| |!|\|)*`).Draw(r, "text"))
			}
		}
		b.SetLayout(a.Layout())
		ka, ra := a.Sort()
		kb, rb := b.Sort()
		if keys(a) != keys(b) || ka != kb || ra != rb || order(a) != order(b) {
			r.Fatalf("%q brings back %s by %s %v of %s by %s %v", a.Layout(), keys(b), kb, rb, keys(a), ka, ra)
		}
		if len(a.Headings()) != 4 || a.SelectedID() != cursor || !strings.Contains(heads(a), "Name") {
			r.Fatalf("%s, cursor on %s", keys(a), a.SelectedID())
		}
	})
}

// TestLayoutKeepsMarks pins that arranging columns is nothing to rows.
func TestLayoutKeepsMarks(t *testing.T) {
	m := newTable(t, fruit()...)
	act(m, "list.mark", "list.mark")
	before := marked(m)
	m.SetLayout("id !state | -name")
	m.SetLayout("")
	if got := marked(m); got != before || got == "" {
		t.Errorf("marked %q, before %q", got, before)
	}
}

// BenchmarkSetLayout is what it costs to show and hide a column, and the frame
// after it.
func BenchmarkSetLayout(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := newTable(b, many(n)...)
			for i := 0; b.Loop(); i++ {
				m.ShowColumn("state", i%2 == 0)
				m.Render(120, 40)
			}
		})
	}
}
