package toast

import (
	"strings"
	"testing"

	"iscope/ui/screen"
	"iscope/ui/theme"
)

func TestStack(t *testing.T) {
	var s Stack
	for _, text := range []string{"one", "two", "three", "four"} {
		if s.Push(screen.Toast{Text: text}) == nil {
			t.Fatal("a toast that never ends")
		}
	}
	lines := strings.Join(s.Lines(theme.New("dark", true, false, ""), 40), "\n")
	if s.Len() != most || strings.Contains(lines, "one") || !strings.Contains(lines, "four") {
		t.Errorf("shown: %s", lines)
	}
	s.Expire(Expired{id: 3})
	s.Expire(Expired{id: 1})
	if s.Len() != 2 {
		t.Errorf("%d toasts left", s.Len())
	}
}

func TestKeptToastGoesWithAKey(t *testing.T) {
	var s Stack
	s.Push(screen.Toast{Text: "refused", Tone: screen.Bad, Keep: true})
	s.Seen()
	if s.Len() != 1 {
		t.Fatal("a key pressed at once must not take it away")
	}
	s.Expire(Expired{id: 1})
	if s.Len() != 1 {
		t.Fatal("it goes without having been seen")
	}
	s.Seen()
	if s.Len() != 0 {
		t.Fatal("it stays for ever")
	}
}

func TestLinesFit(t *testing.T) {
	var s Stack
	s.Push(screen.Toast{Text: strings.Repeat("long ", 50), Tone: screen.Warn})
	for _, l := range s.Lines(theme.New("mono", true, true, ""), 30) {
		if !strings.Contains(l, "^") || len(l) > 60 {
			t.Errorf("line %q", l)
		}
	}
}

func TestLeaveKeepsWhatMustNotBeMissed(t *testing.T) {
	var s Stack
	s.Push(screen.Toast{Text: "approved"})
	s.Push(screen.Toast{Text: "refused", Tone: screen.Bad, Keep: true})
	s.Leave("acme")
	lines := strings.Join(s.Lines(theme.New("dark", true, false, ""), 40), "\n")
	if s.Len() != 1 || !strings.Contains(lines, "acme: refused") {
		t.Errorf("left are %q", lines)
	}
}

func TestToneIsSaidWhereItCannotBeSeen(t *testing.T) {
	var s Stack
	s.Push(screen.Toast{Text: "refused", Tone: screen.Bad})
	s.Push(screen.Toast{Text: "held"})
	st := theme.Builtin().Styles(theme.Choice{Accessible: true})
	if got := s.Lines(st, 40); got[0] != " Failed: refused " || got[1] != " held " {
		t.Errorf("%q", got)
	}
}
