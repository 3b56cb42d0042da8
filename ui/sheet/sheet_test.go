package sheet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/pane"
	"iscope/ui/screen"
	"iscope/ui/sheet"
	"iscope/ui/theme"
)

func env(t *testing.T, now *time.Time) *screen.Env {
	t.Helper()
	keys, problems := keymap.New(nil)
	if problems != nil {
		t.Fatal(problems)
	}
	return &screen.Env{Styles: theme.New("mono", true, false, ""), Keys: keys, Now: func() time.Time { return *now }}
}

// page counts how often its text is made.
func page(made *int, key any) sheet.Page {
	return sheet.Page{Title: "Joiner", Key: key, Draw: func(tab, _ int) []string {
		*made++
		var out []string
		for i := range 40 {
			out = append(out, fmt.Sprintf("tab %d line %d", tab, i))
		}
		return out
	}}
}

func frame(s *sheet.Sheet, w, h int, p sheet.Page) []string {
	text, _ := s.Render(w, h, p)
	return strings.Split(ansi.Strip(text), "\n")
}

func TestTextIsMadeOnlyWhenItChanges(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	s := sheet.New(env(t, &now), "Overview", "JSON")
	made := 0
	for range 3 {
		frame(s, 40, 12, page(&made, 1))
	}
	if made != 1 {
		t.Errorf("made %d times for one text, want 1", made)
	}
	frame(s, 40, 12, page(&made, 2))
	frame(s, 50, 12, page(&made, 2))
	now = now.Add(time.Minute)
	frame(s, 50, 12, page(&made, 2))
	if made != 4 {
		t.Errorf("made %d times, want 4: once more for the version, the width and the minute", made)
	}
}

func TestTabsKeepTheirPlace(t *testing.T) {
	now := time.Unix(0, 0)
	s := sheet.New(env(t, &now), "Overview", "JSON")
	made := 0
	p := page(&made, 1)
	frame(s, 40, 12, p)
	for range 5 {
		s.Act("text.down")
	}
	if got := frame(s, 40, 12, p); got[0] != "Joiner" || got[1] != "[Overview]  JSON" || got[3] != "tab 0 line 5" {
		t.Errorf("after five lines down:\n%s", strings.Join(got, "\n"))
	}
	s.Act("text.next-tab")
	if got := frame(s, 40, 12, p); got[3] != "tab 1 line 0" {
		t.Errorf("the second tab begins with %q", got[3])
	}
	s.Act("text.prev-tab")
	if got := frame(s, 40, 12, p); got[3] != "tab 0 line 5" {
		t.Errorf("back on the first tab: %q", got[3])
	}
	s.Top()
	if got := frame(s, 40, 12, p); got[3] != "tab 0 line 0" {
		t.Errorf("after Top: %q", got[3])
	}
	if s.Act("text.next-tab"); !s.Click(1, 1) || s.Tab() != 0 || !s.Click(13, 1) || s.Tab() != 1 || s.Click(9, 1) || s.Click(0, 0) {
		t.Error("a click does not find the names of tabs")
	}
}

func TestRenderFitsAnySize(t *testing.T) {
	now := time.Unix(0, 0)
	s := sheet.New(env(t, &now), "Overview", "JSON")
	made := 0
	p := page(&made, 1)
	p.Notes = []string{"something failed and this is a long line about it"}
	for w := range 50 {
		for h := range 14 {
			text, _ := s.Render(w, h, p)
			lines := strings.Split(text, "\n")
			if w > 0 && h > 0 && len(lines) != h {
				t.Fatalf("%dx%d has %d lines", w, h, len(lines))
			}
			for _, l := range lines {
				if ansi.StringWidth(l) > w {
					t.Fatalf("%dx%d has the line %q", w, h, l)
				}
			}
		}
	}
}

func TestBodyAndCursorStandBelowTheHead(t *testing.T) {
	now := time.Unix(0, 0)
	s := sheet.New(env(t, &now), "Runs")
	p := sheet.Page{Title: "Joiner", Body: func(_, h int) (string, *tea.Cursor) {
		return pane.Message(&screen.Env{Styles: theme.New("mono", true, false, "")}, 20, h, "none"), tea.NewCursor(2, 1)
	}}
	text, cursor := s.Render(20, 12, p)
	if lines := strings.Split(text, "\n"); len(lines) != 12 || s.Head() != 3 || cursor.Y != 1+3 {
		t.Errorf("%d lines, head of %d, cursor in line %d", len(lines), s.Head(), cursor.Y)
	}
}
