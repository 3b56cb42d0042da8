package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// still returns a shell whose clock stands still, for frames.
func still(t testing.TB, w, h int, change func(*Options)) (*Shell, []*fakeView) {
	t.Helper()
	all := fakes()
	opt := Options{Env: testEnv(t, func() time.Time { return noon }), First: keymap.Inbox, Theme: "dark", Version: "1.2.3"}
	for _, v := range all {
		opt.Views = append(opt.Views, v)
	}
	all[2].body = []string{" Inbox   pending · mine · 2 items", "   age  what", "▌   2h  Access for Ada Lovelace", "    3d  入社手続き: ラップトップ"}
	if change != nil {
		change(&opt)
	}
	s := New(opt)
	s.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return s, all
}

// widths are names as tenants have them: long, of wide characters, of emoji.
var widths = []string{"a", "acme-prod", "an exceedingly long tenant name that nobody would choose", "株式会社ワークフロー東京本社", "👩‍👩‍👧 family", "é́́́", ""}

func TestFrameFitsEverySize(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, h := rapid.IntRange(1, 200).Draw(rt, "w"), rapid.IntRange(1, 60).Draw(rt, "h")
		text := func(name string) string {
			return rapid.OneOf(rapid.SampledFrom(widths), rapid.StringOfN(rapid.RuneFrom([]rune("ab 入社手続き…─é")), 0, 300, -1)).Draw(rt, name)
		}
		s, all := still(t, w, h, func(o *Options) {
			o.Env.Tenant = text("tenant")
			o.Env.Protected = rapid.Bool().Draw(rt, "protected")
			o.Env.ReadOnly = rapid.Bool().Draw(rt, "read-only")
			o.ASCII, o.Accessible, o.Slow = rapid.Bool().Draw(rt, "ascii"), rapid.Bool().Draw(rt, "accessible"), rapid.Bool().Draw(rt, "slow")
			o.Env.WebURL = "https://acme.identitynow.com"
			o.First = rapid.SampledFrom([]keymap.Scope{keymap.Workflows, keymap.Inbox, keymap.Sessions}).Draw(rt, "view")
			o.Theme = rapid.SampledFrom(theme.Names()).Draw(rt, "theme")
		})
		for _, v := range all {
			v.badge, v.hint, v.fresh = rapid.SampledFrom([]string{"", "3", "100,000"}).Draw(rt, "badge"), text("hint"), text("fresh")
			v.body = rapid.SliceOfN(rapid.SampledFrom(widths), 0, 70).Draw(rt, "body")
		}
		for range rapid.IntRange(0, 4).Draw(rt, "toasts") {
			s.toasts.Push(screen.Toast{Tone: screen.Bad, Text: text("toast")})
		}
		if d := someDialog(rt, s, text); d != nil {
			s.open(d)
		}
		if again := s.View(); again.Content != s.View().Content {
			rt.Fatal("the same frame drawn twice differs")
		}
		v := s.View()
		fits(rt, v.Content, w, h)
		if c := v.Cursor; c != nil && (c.X < 0 || c.X >= w || c.Y < 0 || c.Y >= h) {
			rt.Fatalf("the cursor is at %d,%d of %dx%d", c.X, c.Y, w, h)
		}
	})
}

// someDialog draws one of the windows there are, nil for none.
func someDialog(rt *rapid.T, s *Shell, text func(string) string) screen.Dialog {
	switch rapid.IntRange(0, 9).Draw(rt, "dialog") {
	case 0:
		return &dialog.Confirm{Env: s.env, Head: text("head"), Yes: "Quit", Lines: []string{text("line"), text("line")}}
	case 1:
		return &dialog.Confirm{Env: s.env, Head: text("head"), Yes: "Quit", Lines: []string{text("line")}, Type: text("type")}
	case 2:
		return &dialog.Prompt{Env: s.env, Head: text("head"), Lines: []string{text("line")}, Text: text("text")}
	case 3:
		return s.palette()
	case 4:
		return s.helpOn(text("help"))
	case 6:
		return &opening{env: s.env, name: text("name")}
	case 7:
		p := s.palette()
		p.Update(tea.PasteMsg{Content: rapid.SampledFrom([]string{"theme ", "theme x", "filter ", "view in", "help me"}).Draw(rt, "typed") + text("arg")})
		p.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		return p
	case 8:
		return &selection{env: s.env, why: text("why"), text: []string{text("line"), text("line")}}
	case 5:
		s.decisions = []decision{{screen.Decided{What: text("what"), Target: text("target"), Outcome: text("outcome")}, noon}}
		return s.activity()
	}
	return nil
}

// fits is frames.Fits for rapid.
func fits(rt *rapid.T, frame string, w, h int) {
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		rt.Fatalf("a frame of %dx%d has %d lines:\n%s", w, h, len(lines), ansi.Strip(frame))
	}
	for i, l := range lines {
		if got := ansi.StringWidth(l); got > w {
			rt.Fatalf("line %d of a frame of %dx%d is %d cells wide: %q", i, w, h, got, l)
		}
	}
}

func TestHeaderAlwaysTellsWhereYouAre(t *testing.T) {
	for _, tenant := range []string{"acme-prod", "an exceedingly long tenant name that nobody would choose", "株式会社ワークフロー東京本社"} {
		for _, badge := range []string{"", "12", "100,000"} {
			for _, protected := range []bool{false, true} {
				for w := minWidth; w <= 200; w += 1 + w/50 {
					for active := range fakes() {
						s, all := still(t, w, 24, func(o *Options) { o.Env.Tenant, o.Env.Protected = tenant, protected })
						for _, v := range all {
							v.badge = badge
						}
						s.active = active
						head := ansi.Strip(s.header())
						if got := cell.Width(head); got > w {
							t.Fatalf("%d cells at width %d: %q", got, w, head)
						}
						if want := fmt.Sprintf("%d %s", active+1, all[active].title); !strings.Contains(head, want) {
							t.Fatalf("width %d, tenant %q, badge %q: %q is not in %q", w, tenant, badge, want, head)
						}
						if want := strings.TrimSuffix(cell.Cut(tenant, 8), "…"); !strings.Contains(head, want) {
							t.Fatalf("width %d: the tenant %q is not in %q", w, want, head)
						}
					}
				}
			}
		}
	}
}

func TestHeaderCompaction(t *testing.T) {
	for _, c := range []struct {
		width int
		want  string
	}{
		{120, " iscope  acme-prod    1 Workflows  2 Executions 3  3 Inbox 12  4 Tasks 2  5 Sessions" + strings.Repeat(" ", 18) + "live 15s · 4s ago"},
		{100, " acme-prod    1 Workflows  2 Executions 3  3 Inbox 12  4 Tasks 2  5 Sessions" + strings.Repeat(" ", 6) + "live 15s · 4s ago"},
		{90, " acme-prod    1 Workflows  2 Executions 3  3 Inbox 12  4 Tasks 2  5 Sessions     live 15s"},
		{80, " acme-prod    1 Flows  2 Runs 3  3 Inbox 12  4 Tasks 2  5 NERM         live 15s"},
		{52, " acme-prod   1 2(3) 3 Inbox 12 4(2) 5      live 15s"},
		{40, " acme-prod   1 2(3) 3 Inbox 12 4(2) 5"},
	} {
		s, _ := still(t, c.width, 24, nil)
		if got := strings.TrimRight(ansi.Strip(s.header()), " "); got != c.want {
			t.Errorf("at %d:\n%q, want\n%q", c.width, got, c.want)
		}
	}
}

func TestFooterFitsAndGrowsWithTheRoom(t *testing.T) {
	before := 0
	for w := minWidth; w <= 200; w++ {
		s, _ := still(t, w, 24, nil)
		foot := s.footer()
		if got := cell.Width(foot); got > w {
			t.Fatalf("%d cells at width %d: %q", got, w, ansi.Strip(foot))
		}
		if n := len(s.zones.hints); n < before {
			t.Fatalf("%d keys at width %d, %d at the width before", n, w, before)
		} else {
			before = n
		}
		if !strings.Contains(ansi.Strip(foot), "a approve") || !strings.Contains(foot, "12 open") {
			t.Fatalf("at width %d: %q", w, ansi.Strip(foot))
		}
	}
}

// TestFooterRestsWhileTheCursorMoves pins that the footer is not written again for
// each row that is passed, and is true once the cursor rests, or anything else is
// done.
func TestFooterRestsWhileTheCursorMoves(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		foot := func() string { l := st.lines(); return l[len(l)-1] }
		before := foot()
		if !strings.Contains(before, "x reject") {
			t.Fatal(before)
		}
		st.press("j")
		st.inbox().refuses = map[keymap.Action]string{"inbox.reject": "not this row"}
		for range 3 {
			st.wait(footRest - time.Millisecond)
			st.press("j")
			if got := foot(); got != before {
				t.Fatalf("%q while the cursor moves, was %q", got, before)
			}
		}
		st.wait(2 * footRest)
		if got := foot(); strings.Contains(got, "x reject") || !strings.Contains(got, "a approve") {
			t.Errorf("%q once it rests", got)
		}
		st.inbox().refuses = nil
		st.press("j")
		st.press("space")
		if got := foot(); got != before {
			t.Errorf("%q after another key, want %q", got, before)
		}
	})
}

func TestFreshnessGivesWayToTheRateLimit(t *testing.T) {
	limit := api.Limit{Until: noon.Add(8 * time.Second)}
	s, _ := still(t, 120, 24, func(o *Options) { o.Limited = func() api.Limit { return limit } })
	if got, _ := s.status(); got != "limited · 8s" {
		t.Errorf("status %q", got)
	}
	limit = api.Limit{}
	if got, _ := s.status(); got != "live 15s · 4s ago" {
		t.Errorf("status %q", got)
	}
}

func TestTooSmallSaysSo(t *testing.T) {
	s, _ := still(t, 39, 12, nil)
	if got := s.View().Content; !strings.HasPrefix(got, "iscope needs 40×10, this is 39×12\n") {
		t.Errorf("frame %q", got)
	}
	s, _ = still(t, 100, 9, nil)
	golden.Fits(t, s.View().Content, 100, 9)
	s.Update(tea.WindowSizeMsg{Width: 40, Height: 10})
	if strings.Contains(s.View().Content, "needs") {
		t.Error("40x10 is too small")
	}
}

func TestFrameIsDrawnOncePerMessage(t *testing.T) {
	drawn := 0
	s, _ := still(t, 80, 24, func(o *Options) { o.Views[2] = counting{o.Views[2].(*fakeView), &drawn} })
	for range 3 {
		s.View()
	}
	if drawn != 1 {
		t.Errorf("drawn %d times for one message", drawn)
	}
	s.Update(clockTick{})
	s.View()
	if drawn != 2 {
		t.Errorf("drawn %d times for two", drawn)
	}
}

// counting counts how often a view is drawn.
type counting struct {
	*fakeView
	drawn *int
}

func (c counting) Render(w, h int) (string, *tea.Cursor) {
	*c.drawn++
	return c.fakeView.Render(w, h)
}

func TestWindowTitle(t *testing.T) {
	s, all := still(t, 80, 24, nil)
	if got := s.View().WindowTitle; got != "iscope acme-prod: Inbox 12, Executions 3, Tasks 2" {
		t.Errorf("title %q", got)
	}
	for _, v := range all {
		v.badge = ""
	}
	s.Update(clockTick{})
	if got := s.View().WindowTitle; got != "iscope acme-prod" {
		t.Errorf("title %q", got)
	}
}

func TestCursorIsThatOfTheView(t *testing.T) {
	s, all := still(t, 80, 24, nil)
	all[2].cursor = tea.NewCursor(5, 2)
	s.Update(clockTick{})
	if c := s.View().Cursor; c == nil || c.X != 5 || c.Y != 2+2 {
		t.Errorf("cursor %+v, want 5,4: below header and rule", c)
	}
}

func TestGoldenFrames(t *testing.T) {
	windows := map[string]func(*Shell){
		"shell": func(*Shell) {},
		"toasts": func(s *Shell) {
			s.toasts.Push(screen.Toast{Tone: screen.Good, Text: "Approved: Access for Ada Lovelace"})
			s.toasts.Push(screen.Toast{Tone: screen.Bad, Text: "Reject laptop: refused: this account lacks the right"})
		},
		"quit": func(s *Shell) {
			s.open(&dialog.Confirm{Env: s.env, View: shellID, Name: "quit", Head: "Quit?", Yes: "Quit", Grave: true, Lines: []string{"2 decisions held or waiting would not be sent. Close this and press U to send now."}})
		},
		"help":     func(s *Shell) { s.open(s.help()) },
		"palette":  func(s *Shell) { s.open(s.palette()) },
		"activity": func(s *Shell) { busy(s); s.open(s.activity()) },
	}
	for name, open := range windows {
		for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				s, _ := still(t, size[0], size[1], nil)
				open(s)
				frame := s.View().Content
				golden.Fits(t, frame, size[0], size[1])
				golden.Equal(t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), frame)
			})
		}
		t.Run(name+"-mono", func(t *testing.T) {
			s, _ := still(t, 80, 24, func(o *Options) { o.Theme, o.ASCII, o.Env.Protected = "mono", true, true })
			open(s)
			frame := s.View().Content
			golden.Fits(t, frame, 80, 24)
			golden.Mono(t, name+"-mono", frame)
		})
	}
}
