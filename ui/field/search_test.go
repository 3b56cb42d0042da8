package field

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/theme"
)

// typeInto opens a search and types into it.
func typeInto(t *testing.T, s *Search, text string) *keymap.Map {
	t.Helper()
	keys, problems := keymap.New(nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	s.Open()
	for _, r := range text {
		if !s.Type(keys, tea.KeyPressMsg{Code: r, Text: string(r)}) {
			t.Fatalf("%c changes nothing", r)
		}
	}
	return keys
}

func TestSearchTyped(t *testing.T) {
	var s Search
	if s.Active() || s.Typing() {
		t.Fatal("a new search is open")
	}
	keys := typeInto(t, &s, "abc")
	if s.Query() != "abc" || !s.Typing() || s.Type(keys, tea.KeyPressMsg{Code: tea.KeyLeft}) {
		t.Errorf("%q is looked for", s.Query())
	}
	if s.Type(keys, tea.KeyPressMsg{Code: tea.KeyEnter}) || s.Typing() || !s.Active() {
		t.Error("enter does not keep what is looked for")
	}
	if s.Type(keys, tea.KeyPressMsg{Code: 'x', Text: "x"}) || s.Query() != "abc" {
		t.Error("a closed field takes keys")
	}
	s.Open()
	if !s.Type(keys, tea.KeyPressMsg{Code: tea.KeyEscape}) || s.Active() {
		t.Error("esc does not end it")
	}
	if s.Clear() {
		t.Error("what is over is ended again")
	}
}

func TestSearchGoesRound(t *testing.T) {
	var s Search
	typeInto(t, &s, "x")
	at := func() int { line, _ := s.Hit(); return line }
	s.Found([]int{2, 5, 9}, 4)
	if at() != 5 {
		t.Errorf("begins at %d", at())
	}
	for _, want := range []int{9, 2, 5} {
		if s.Step(1); at() != want {
			t.Errorf("goes on to %d, want %d", at(), want)
		}
	}
	for _, c := range []struct{ from, by, want int }{{5, 1, 9}, {6, 1, 9}, {6, -1, 5}, {2, -1, 9}, {20, 1, 2}, {0, -1, 9}} {
		if s.Jump(c.from, c.by); at() != c.want {
			t.Errorf("from %d by %d to %d, want %d", c.from, c.by, at(), c.want)
		}
	}
	if s.Found([]int{2, 5}, 7); at() != 2 {
		t.Errorf("behind the last it begins at %d", at())
	}
	s.Found(nil, 0)
	s.Jump(3, 1)
	s.Step(-1)
	if _, ok := s.Hit(); ok {
		t.Error("there is a hit among none")
	}
}

func TestSearchLine(t *testing.T) {
	var s Search
	st := theme.New("mono", true, false, "")
	keys := typeInto(t, &s, strings.Repeat("long ", 20))
	s.Found([]int{1, 2}, 2)
	for w := 24; w < 60; w++ {
		line, cursor := s.Line(st, w, 7)
		if cell.Width(line) > w || cursor == nil || cursor.Y != 7 || cursor.X >= w || !strings.HasSuffix(ansi.Strip(line), "2 of 2") {
			t.Errorf("%d cells: %q, cursor %v", w, line, cursor)
		}
	}
	s.Type(keys, tea.KeyPressMsg{Code: tea.KeyEnter})
	s.Found(nil, 0)
	if line, cursor := s.Line(st, 40, 7); cursor != nil || cell.Width(line) > 40 || !strings.HasSuffix(ansi.Strip(line), "no match") {
		t.Errorf("%q, cursor %v", line, cursor)
	}
}
