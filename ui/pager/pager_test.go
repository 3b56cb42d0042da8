package pager

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/golden"
)

// numbered returns a pager over n lines that say which they are.
func numbered(t testing.TB, n int) *Pager {
	p := New(golden.Env(t, "dark"))
	lines := make([]string, n)
	for i := range lines {
		lines[i] = fmt.Sprintf("line %d.", i)
	}
	p.SetLines(lines)
	return p
}

func first(p *Pager, h int) string {
	frame, _ := p.Render(40, h)
	line, _, _ := strings.Cut(ansi.Strip(frame), "\n")
	return line
}

func typeIn(p *Pager, s string) {
	for _, r := range s {
		p.Type(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func TestScrolling(t *testing.T) {
	p := numbered(t, 100)
	p.Render(40, 10)
	for _, c := range []struct {
		action keymap.Action
		want   int
	}{
		{"text.up", 0}, {"text.down", 1}, {"text.page-down", 10}, {"text.half-down", 15}, {"text.half-up", 10}, {"text.page-up", 1},
		{"text.bottom", 90}, {"text.down", 90}, {"text.top", 0},
	} {
		if !p.Act(c.action) || first(p, 10) != fmt.Sprintf("line %d.", c.want) {
			t.Errorf("%s shows %q first, want line %d", c.action, first(p, 10), c.want)
		}
	}
	if p.Act("list.down") || p.Act("app.back") {
		t.Error("an action of somebody else is taken")
	}
}

func TestPlaceIsKeptWhenTheTextIsReplaced(t *testing.T) {
	p := numbered(t, 100)
	p.Render(40, 10)
	p.Act("text.page-down")
	p.SetText(strings.Repeat("other\n", 200))
	p.Render(40, 10)
	if p.top != 9 || p.Len() != 201 {
		t.Errorf("top %d of %d", p.top, p.Len())
	}
	p.SetText("short")
	if first(p, 10) != "short" || p.top != 0 {
		t.Errorf("top %d in a short text", p.top)
	}
	p = numbered(t, 50)
	p.Render(40, 10)
	p.Act("text.bottom")
	p.Top()
	if first(p, 10) != "line 0." {
		t.Error("Top does not go there")
	}
}

func TestLongLinesWrapWithTheirStyles(t *testing.T) {
	env := golden.Env(t, "dark")
	p := New(env)
	p.SetText(env.Styles.Bad.Render(strings.Repeat("abcdefghi ", 10)))
	frame, _ := p.Render(25, 6)
	golden.Fits(t, frame, 25, 6)
	if got := strings.Fields(ansi.Strip(frame)); len(got) != 10 || slices.ContainsFunc(got, func(w string) bool { return w != "abcdefghi" }) {
		t.Errorf("text is lost or a word broken: %q", got)
	}
	p.Render(60, 6)
	if p.Len() != 2 {
		t.Errorf("%d lines in a wider pane", p.Len())
	}
	p.SetText("  id  " + strings.Repeat("ab ", 10) + "\n" + strings.Repeat("x", 5000))
	frame, _ = p.Render(20, 6)
	if lines := strings.Split(ansi.Strip(frame), "\n"); !strings.HasPrefix(lines[1], "  ab") || p.Len() < 250 {
		t.Errorf("%d lines, the second %q", p.Len(), lines[1])
	}
}

func TestSearch(t *testing.T) {
	p := numbered(t, 100)
	p.Render(40, 10)
	p.Act("app.filter")
	if !p.Typing() {
		t.Fatal("the field is not open")
	}
	typeIn(p, "LINE 5")
	frame, cursor := p.Render(40, 10)
	if !strings.Contains(frame, "1 of 11") || cursor == nil || cursor.Y != 9 {
		t.Errorf("cursor %v in\n%s", cursor, frame)
	}
	p.Type(tea.KeyPressMsg{Code: tea.KeyEnter})
	if p.Typing() {
		t.Error("enter leaves the field open")
	}
	p.Act("text.next-match")
	if frame, _ = p.Render(40, 10); !strings.Contains(ansi.Strip(frame), "line 50.") || !strings.Contains(frame, "2 of 11") {
		t.Errorf("the second match is out of sight:\n%s", frame)
	}
	p.Act("text.prev-match")
	p.Act("text.prev-match")
	if frame, _ = p.Render(40, 10); !strings.Contains(ansi.Strip(frame), "line 59.") || !strings.Contains(frame, "11 of 11") {
		t.Errorf("going back from the first match does not go round:\n%s", frame)
	}
	if !p.Act("app.back") || p.Act("app.back") {
		t.Error("back does not clear the search, once")
	}
}

func TestSearchWithoutMatch(t *testing.T) {
	p := numbered(t, 20)
	p.Render(40, 10)
	p.Act("text.down")
	p.Act("app.filter")
	p.Type(tea.PasteMsg{Content: "no\x1bwhere"})
	frame, _ := p.Render(40, 10)
	if !strings.Contains(frame, "no match") || strings.Contains(ansi.Strip(frame), "\x1b") || !strings.Contains(frame, "line 1.") {
		t.Errorf("\n%s", frame)
	}
	p.Act("text.next-match")
	p.Type(tea.KeyPressMsg{Code: tea.KeyEscape})
	if p.Typing() || p.search.Query() != "" {
		t.Error("esc does not end the search")
	}
}

func TestMatchesAreMarked(t *testing.T) {
	env := golden.Env(t, "mono")
	p := New(env)
	p.SetText("status: Failed, failed twice\n" + env.Styles.Muted.Render("never FAILED"))
	p.Render(40, 4)
	p.Act("app.filter")
	typeIn(p, "failed")
	p.Type(tea.KeyPressMsg{Code: tea.KeyEnter})
	frame, _ := p.Render(40, 4)
	golden.Styled(t, "matches", frame)
}

// TestSearchStaysWithTheTextAsItGrows pins that a log under search, replaced by
// a longer version of itself, counts its new matches.
func TestSearchStaysWithTheTextAsItGrows(t *testing.T) {
	p := numbered(t, 10)
	p.Render(40, 5)
	p.Act("app.filter")
	typeIn(p, "line 1")
	p.SetText("line 1\nline 10\nline 11")
	if frame, _ := p.Render(40, 5); !strings.Contains(frame, "of 3") {
		t.Errorf("\n%s", frame)
	}
}

func TestFrames(t *testing.T) {
	p := numbered(t, 30)
	p.Act("app.filter")
	typeIn(p, "7")
	frame, _ := p.Render(30, 6)
	golden.Fits(t, frame, 30, 6)
	golden.Equal(t, "searching", frame)
}

func TestAnySizeAnyText(t *testing.T) {
	env := golden.Env(t, "dark")
	rapid.Check(t, func(rt *rapid.T) {
		p := New(env)
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			switch rapid.IntRange(0, 4).Draw(rt, "step") {
			case 0:
				p.SetText(safe.Block(rapid.String().Draw(rt, "text")))
			case 1:
				p.SetText(env.Styles.Good.Render(safe.Line(rapid.String().Draw(rt, "styled"))) + "\n" + strings.Repeat("入社 a", rapid.IntRange(0, 80).Draw(rt, "long")))
			case 2:
				p.Act("text.bottom")
			case 3:
				p.Act("app.filter")
				typeIn(p, rapid.StringMatching(`[a-z入]{0,3}`).Draw(rt, "query"))
			case 4:
				if p.Typing() {
					p.Type(tea.KeyPressMsg{Code: tea.KeyEnter})
				}
				p.Act("text.next-match")
			}
			w, h := rapid.IntRange(-1, 100).Draw(rt, "w"), rapid.IntRange(-1, 20).Draw(rt, "h")
			frame, cursor := p.Render(w, h)
			if w <= 0 || h <= 0 {
				if frame != "" {
					rt.Fatalf("%q", frame)
				}
				continue
			}
			lines := strings.Split(frame, "\n")
			if len(lines) != h {
				rt.Fatalf("%d lines of %d", len(lines), h)
			}
			for _, l := range lines {
				if cell.Width(l) > w {
					rt.Fatalf("%d cells of %d: %q", cell.Width(l), w, l)
				}
			}
			if cursor != nil && (cursor.X >= w || cursor.Y >= h || cursor.X < 0) {
				rt.Fatalf("the cursor is at %d,%d of %dx%d", cursor.X, cursor.Y, w, h)
			}
		}
	})
}
