package toast

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

func TestStack(t *testing.T) {
	var s Stack
	for _, text := range []string{"one", "two", "three", "four"} {
		if s.Push(screen.Toast{Text: text, Tone: screen.Good}) == nil {
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

// TestTheSameAgainIsNoOtherToast: it stays as long as one that is new, and nothing
// waits behind it.
func TestTheSameAgainIsNoOtherToast(t *testing.T) {
	var s Stack
	st := theme.New("mono", true, true, "")
	s.Push(screen.Toast{Text: "refused", Tone: screen.Bad, Keep: true})
	s.Push(screen.Toast{Text: "Nothing is marked", Tone: screen.Warn})
	s.Push(screen.Toast{Text: "refused", Tone: screen.Bad, Keep: true})
	if s.Expire(Expired{id: 1}); s.Len() != 2 || s.items[1].old {
		t.Fatal("it ends when the first would have")
	}
	if got := s.Lines(st, 40); len(got) != 1 || ansi.Strip(got[0]) != " x refused " {
		t.Errorf("%q", got)
	}
	if s.Push(screen.Toast{Text: "Nothing is marked", Tone: screen.Good}); s.Len() != 3 {
		t.Error("what went well is taken for what did not")
	}
}

// TestAnAnswerTakesThePlaceOfTheOneBefore: who presses three keys reads what the
// last one did; only what is kept waits behind it.
func TestAnAnswerTakesThePlaceOfTheOneBefore(t *testing.T) {
	st := theme.New("mono", true, true, "")
	said := func(toasts ...screen.Toast) string {
		var s Stack
		for _, to := range toasts {
			s.Push(to)
		}
		return strings.TrimSpace(ansi.Strip(strings.Join(s.Lines(st, 60), " ")))
	}
	info := func(text string) screen.Toast { return screen.Toast{Text: text} }
	for name, c := range map[string]struct{ got, want string }{
		"answers":         {said(info("Copied"), info("Sorted"), info("Paused")), "- Paused"},
		"a warning":       {said(info("Copied"), screen.Toast{Text: "No match", Tone: screen.Warn}), "^ No match"},
		"kept":            {said(screen.Toast{Text: "refused", Tone: screen.Bad, Keep: true}, info("Copied"), info("Paused")), "- Paused +1"},
		"kept as news":    {said(screen.Toast{Text: "ended", Keep: true}, info("Paused")), "- Paused +1"},
		"what went well":  {said(screen.Toast{Text: "Approved", Tone: screen.Good}, info("Paused")), "- Paused"},
		"news over words": {said(info("Paused"), screen.Toast{Text: "ended", Keep: true}), "- ended"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
	var s Stack
	s.Push(info("Copied"))
	s.Push(screen.Toast{Text: "Approved", Tone: screen.Good})
	if s.Expire(Expired{id: 2}); s.Len() != 1 {
		t.Error("what went well takes words away that have not lived")
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
	lines := s.Lines(theme.New("mono", true, true, ""), 30)
	if len(lines) != 2 || !strings.Contains(lines[0], "^") || !strings.Contains(lines[1], "long …") {
		t.Errorf("%q", lines)
	}
	for _, l := range lines {
		if cell.Width(l) > 30 {
			t.Errorf("%q is %d cells wide", l, cell.Width(l))
		}
	}
}

// TestWhatDoesNotFitIsBrokenAtAWord: on a narrow screen both halves can be read.
func TestWhatDoesNotFitIsBrokenAtAWord(t *testing.T) {
	var s Stack
	s.Push(screen.Toast{Text: "Approved: Access to Finance for Ada Lovelace", Tone: screen.Good, Keep: true})
	got := s.Lines(theme.New("mono", true, true, ""), 40)
	if len(got) != 2 || ansi.Strip(got[0]) != " + Approved: Access to Finance for Ada" && !strings.HasPrefix(ansi.Strip(got[0]), " + Approved: Access to Finance for Ada") || strings.TrimSpace(ansi.Strip(got[1])) != "Lovelace" {
		t.Errorf("%q", got)
	}
	s.Push(screen.Toast{Text: "held"})
	if got = s.Lines(theme.New("mono", true, true, ""), 40); len(got) != 1 || ansi.Strip(got[0]) != " - held +1" {
		t.Errorf("%q", got)
	}
}

// TestPatience: who hears a toast has until the next key, not until it has lived.
func TestPatience(t *testing.T) {
	s := Stack{Patient: true}
	s.Push(screen.Toast{Text: "held"})
	s.Expire(Expired{1})
	if s.Len() != 1 {
		t.Fatal("it went by itself")
	}
	if s.Seen(); s.Len() != 0 {
		t.Fatal("it stays for ever")
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
	s.Push(screen.Toast{Text: "refused", Tone: screen.Bad, Keep: true})
	s.Push(screen.Toast{Text: "held"})
	st := theme.Builtin().Styles(theme.Choice{Accessible: true})
	if got := s.Lines(st, 40); len(got) != 1 || got[0] != " held, and 1 more" {
		t.Errorf("%q", got)
	}
	s = Stack{}
	s.Push(screen.Toast{Text: "refused", Tone: screen.Bad, Keep: true})
	if got := s.Lines(st, 40); len(got) != 1 || got[0] != " Failed: refused" {
		t.Errorf("%q", got)
	}
	s.Push(screen.Toast{Text: "Approved: Finance", Tone: screen.Good})
	if got := s.Lines(st, 60); got[0] != " Approved: Finance, and 1 more" {
		t.Errorf("what went well says so itself: %q", got)
	}
}
