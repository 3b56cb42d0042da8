package table

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestFilterWords(t *testing.T) {
	for filter, want := range map[string]string{
		"":            "1 2 3 4 5",
		"an":          "3",
		"AN":          "3",
		"e":           "1 2 4 5",
		"e r":         "1 5",
		"r e":         "1 5",
		"!e":          "3",
		"e !r":        "2 4",
		"!":           "1 2 3 4 5", // a word that is still to be typed
		"  an  ":      "3",
		"4":           "4",
		"nothing fit": "",
	} {
		m := newTable(t, fruit()...)
		m.SetFilter(filter)
		if got := order(m); got != want {
			t.Errorf("%q leaves %q, want %q", filter, got, want)
		}
	}
}

func TestLooseMatch(t *testing.T) {
	m := newTable(t, fruit()...)
	m.SetFilter("bnn")
	if order(m) != "3" || !m.loose {
		t.Errorf("letters in order leave %q", order(m))
	}
	frame, _ := m.Render(80, 6)
	if !strings.Contains(frame, "letters in order") {
		t.Errorf("it is not said that the match is loose:\n%s", frame)
	}
	m.SetFilter("bnnx")
	if order(m) != "" || m.loose {
		t.Errorf("no letters leave %q", order(m))
	}
	m.SetFilter("ban")
	if order(m) != "3" || m.loose {
		t.Error("a match by words stays loose")
	}
	m.SetFilter("!bnn")
	if order(m) != "1 2 3 4 5" {
		t.Errorf("an excluded word is matched loosely: %q", order(m))
	}
	m.Keep = func(r *item) bool { return r.id != "3" }
	m.SetFilter("bnn")
	if order(m) != "" {
		t.Error("a loose match brings back what the view left out")
	}
}

// TestNarrowingIsFilteringAnew holds that typing on, which looks at the rows
// left only, gives what a filter set at once gives.
func TestNarrowingIsFilteringAnew(t *testing.T) {
	const text = "department 12 workflow 1"
	typed := newTable(t, many(3000)...)
	typed.SortBy("size", true)
	typed.SetMark("id-000012", true)
	for i := range len(text) + 1 {
		typed.SetFilter(text[:i])
		whole := newTable(t, many(3000)...)
		whole.SortBy("size", true)
		whole.SetFilter(text[:i])
		if order(typed) != order(whole) {
			t.Fatalf("%q: %d rows typed, %d at once", text[:i], typed.Shown(), whole.Shown())
		}
	}
}

func TestViewsOwnFilter(t *testing.T) {
	m := newTable(t, fruit()...)
	small := true
	m.Keep = func(r *item) bool { return !small || r.size < 3 }
	m.Rearrange()
	if order(m) != "3 5" {
		t.Errorf("order %s", order(m))
	}
	m.Append([]item{{"6", "Fig", 9}, {"7", "Grape", 0}})
	if order(m) != "3 5 7" {
		t.Errorf("order after appending %s", order(m))
	}
	small = false
	m.Rearrange()
	if m.Shown() != 7 {
		t.Errorf("%d rows", m.Shown())
	}
}

func TestTypingAFilter(t *testing.T) {
	m := newTable(t, fruit()...)
	act(m, "app.filter")
	if !m.Typing() {
		t.Fatal("the field is not open")
	}
	typeIn(m, "e")
	m.Type(tea.KeyPressMsg{Code: tea.KeyDown})
	if order(m) != "1 2 4 5" || m.SelectedID() != "2" {
		t.Errorf("order %q, cursor on %q", order(m), m.SelectedID())
	}
	m.Type(tea.PasteMsg{Content: "rr\x1b"})
	if strings.Contains(m.Filter(), "\x1b") {
		t.Error("a pasted escape is in the filter")
	}
	frame, cursor := m.Render(60, 8)
	if cursor == nil || cursor.Y != 7 || !strings.Contains(frame, "of 5") {
		t.Errorf("cursor %v in\n%s", cursor, frame)
	}
	m.Type(tea.KeyPressMsg{Code: tea.KeyEnter})
	if m.Typing() || m.Filter() == "" {
		t.Error("enter does not keep the filter")
	}
	act(m, "app.filter")
	m.Type(tea.KeyPressMsg{Code: tea.KeyEscape})
	if m.Typing() || m.Filter() != "" || m.Shown() != 5 {
		t.Error("esc does not clear the filter")
	}
}

func TestFilterOverEveryRowAsTheyArrive(t *testing.T) {
	m := newTable(t)
	m.SetFilter("an")
	m.Append(fruit())
	if order(m) != "3" || m.SelectedID() != "3" {
		t.Errorf("order %q, cursor on %q", order(m), m.SelectedID())
	}
}
