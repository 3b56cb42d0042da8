package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// namesToPick is a list to choose from, as a view asks with it.
func namesToPick(st *stage) *dialog.Pick {
	p := &dialog.Pick{Env: st.env, View: "inbox#1", Name: "choice", Head: "Which?"}
	p.SetOptions([]dialog.Option{{Value: 1, Label: "Ada"}, {Value: 2, Label: "Grace"}})
	return p
}

// TestRepeatedEnterTakesNothingUnseen pins that the repeat of the key that opened
// a list does not take its first option, by key or by click, and that what is
// typed narrows it from the first key on.
func TestRepeatedEnterTakesNothingUnseen(t *testing.T) {
	enter := tea.KeyPressMsg{Code: tea.KeyEnter}
	for name, c := range map[string]struct {
		do    func(st *stage)
		taken bool
		text  string
	}{
		"enter at once": {func(st *stage) { st.send(enter) }, false, ""},
		"enter a moment before it can be seen": {func(st *stage) {
			st.wait(grace - time.Millisecond)
			st.send(enter)
		}, false, ""},
		"enter once it is seen": {func(st *stage) { st.lines(); st.wait(grace); st.send(enter) }, true, ""},
		"a click at once":       {func(st *stage) { st.lines(); st.send(onFirst(st)) }, false, ""},
		"a click once seen":     {func(st *stage) { st.lines(); st.wait(grace); st.send(onFirst(st)) }, true, ""},
		"typing at once":        {func(st *stage) { st.press("g") }, false, "g"},
		"typing, then enter":    {func(st *stage) { st.press("g"); st.send(enter) }, true, "g"},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, nil, func(st *stage) {
				p := namesToPick(st)
				st.send(screen.Show{Dialog: p})
				c.do(st)
				if taken := len(st.inbox().got) == 1; taken != c.taken || (len(st.dialogs) == 0) != c.taken || p.Text() != c.text {
					t.Errorf("the view got %v, %d windows, text %q", st.inbox().got, len(st.dialogs), p.Text())
				}
			})
		})
	}
}

// TestQuestionUnderAStandingClock pins that a question can be answered while the
// clock stands still, as it does for pictures.
func TestQuestionUnderAStandingClock(t *testing.T) {
	standing := func(o *Options) {
		at := time.Now()
		o.Env.Now, o.Env.Steady = func() time.Time { return at }, time.Now
	}
	onStage(t, standing, func(st *stage) {
		st.send(screen.Show{Dialog: &dialog.Confirm{Env: st.env, View: "inbox#1", Name: "n", Head: "Sure?", Yes: "Do it"}})
		st.press("y")
		if len(st.dialogs) != 1 {
			t.Fatal("it was answered before it could be seen")
		}
		st.wait(grace)
		st.press("y")
		if len(st.dialogs) != 0 || len(st.inbox().got) != 1 {
			t.Errorf("%d windows, the view got %v", len(st.dialogs), st.inbox().got)
		}
	})
}

// onFirst is a click on the first option of the list on top.
func onFirst(st *stage) tea.MouseClickMsg {
	return tea.MouseClickMsg{X: st.zones.x + 3, Y: st.zones.y + 2, Button: tea.MouseLeft}
}

// TestSameQuestionIsAskedOnce pins that two keys of one read do not ask the same
// twice, while other questions, and the same one later, come up.
func TestSameQuestionIsAskedOnce(t *testing.T) {
	ask := func(st *stage, view, name string, late bool) {
		st.send(screen.Show{Dialog: &dialog.Confirm{Env: st.env, View: view, Name: name, Head: "Sure?", Yes: "Do it"}, Late: late})
	}
	onStage(t, nil, func(st *stage) {
		ask(st, "inbox#1", "n", false)
		ask(st, "inbox#1", "n", false)
		ask(st, "inbox#1", "n", true)
		if n := len(st.dialogs); n != 1 || st.dialogs[0].grace != grace {
			t.Fatalf("%d windows", n)
		}
		ask(st, "inbox#1", "other", false)
		ask(st, "workflows#1", "n", false)
		if n := len(st.dialogs); n != 3 {
			t.Fatalf("%d windows, want three questions", n)
		}
		st.dialogs = st.dialogs[:1]
		st.wait(grace)
		st.press("y")
		ask(st, "inbox#1", "n", false)
		if n := len(st.dialogs); n != 1 || len(st.inbox().got) != 1 {
			t.Errorf("%d windows, the view got %v", n, st.inbox().got)
		}
	})
}

// TestNoScrapsBesideAWindow pins that of what a window covers but for a few cells
// nothing is drawn, and that all of it is where there is room for words.
func TestNoScrapsBesideAWindow(t *testing.T) {
	body := strings.Repeat("x", 200)
	for _, c := range []struct {
		w, h, inner int
		thin, shown bool
	}{
		{80, 24, 76, false, false}, {80, 24, 40, false, true}, {120, 36, 100, false, false}, {120, 36, 64, false, true},
		{120, 36, 100, true, true}, {80, 24, 76, true, false}, {40, 12, 64, true, false},
	} {
		onStage(t, func(o *Options) { o.Slow = c.thin }, func(st *stage) {
			st.inbox().body = slices.Repeat([]string{body}, 40)
			st.send(tea.WindowSizeMsg{Width: c.w, Height: c.h})
			st.send(screen.Show{Dialog: &sized{dialog.NewReader(st.env, "Text", strings.Repeat("words\n", 20)), c.inner}})
			frame := st.lines()
			at := slices.IndexFunc(frame, func(l string) bool { return strings.Contains(l, "words") })
			if at < 0 {
				t.Fatalf("no window in\n%s", strings.Join(frame, "\n"))
			}
			left, rest, _ := strings.Cut(frame[at], "│")
			right := rest[strings.LastIndex(rest, "│")+len("│"):]
			if got := strings.Contains(left, "x") || strings.Contains(right, "x"); got != c.shown || strings.TrimSpace(left) == "" && strings.TrimSpace(right) != "" {
				t.Errorf("%dx%d, %d inside, thin %v: %q and %q stand beside it", c.w, c.h, c.inner, c.thin, left, right)
			}
		})
	}
}

// sized is a window that likes to be so wide inside.
type sized struct {
	*dialog.Reader
	width int
}

func (s *sized) Width() int { return s.width }

// TestWayOutIsNamed: where the keys do not fit all, the one that closes the window
// is the last to go.
func TestWayOutIsNamed(t *testing.T) {
	env := testEnv(t, time.Now)
	env.Styles = theme.New("mono", true, true, "")
	hints := []screen.Hint{{Key: "enter", Text: "take what is under the cursor"}, {Key: "tab", Text: "next"}, {Key: "", Text: "none"}, {Key: "esc", Text: "cancel"}}
	for w, want := range map[int]string{
		80: "enter take what is under the cursor   tab next   esc cancel",
		50: "esc cancel   enter take what is under the cursor",
		34: "esc cancel",
	} {
		line, spans := hintLine(env, wayOut(env, hints, w), w)
		if got := ansi.Strip(line); got != want || len(spans) == 0 || hints[3].Key != "esc" {
			t.Errorf("%d cells: %q, want %q", w, got, want)
		}
	}
}
