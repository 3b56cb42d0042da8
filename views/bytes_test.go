package views

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// trueColor is the profile of 16 million colours.
const trueColor = 5

// line counts what is written to a terminal.
type line struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (l *line) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(p)
}

// took returns what was written since it was asked last.
func (l *line) took() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.out.String()
	l.out.Reset()
	return s
}

// listed is a view with a real list of many rows, as the screens have them.
type listed struct {
	*fakeView
	list *table.Model[int]
}

func newListed(env *screen.Env, v *fakeView) *listed {
	env.Styles = theme.New("dark", true, false, "")
	col := func(key string, width int, text func(i int) string) table.Column[int] {
		return table.Column[int]{Key: key, Title: key, Width: width, Main: key == "what", Cell: func(i *int, _ int) (string, theme.Style) { return text(*i), theme.Style{} }}
	}
	l := &listed{fakeView: v, list: table.New(env, []table.Column[int]{
		col("age", 5, func(i int) string { return fmt.Sprintf("%dh", i+1) }),
		col("what", 50, func(i int) string {
			return fmt.Sprintf("Approve access for person %d to application %d", i*37%101, i*61%89)
		}),
		col("who", 20, func(i int) string { return fmt.Sprintf("requester %d", i*17%53) }),
	}, func(i *int) string { return fmt.Sprint(*i) })}
	rows := make([]int, 1000)
	for i := range rows {
		rows[i] = i
	}
	l.list.SetRows(rows)
	return l
}

func (l *listed) Render(w, h int) (string, *tea.Cursor) { return l.list.Render(w, h) }
func (l *listed) Act(a keymap.Action) tea.Cmd           { l.list.Act(a); return nil }

// onLine runs the program on a terminal of 120x36 that is a counter.
func onLine(t *testing.T, change func(*Options), play func(p *tea.Program, l *line)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		opt := Options{Env: testEnv(t, time.Now), First: keymap.Inbox, Theme: "dark", Version: "1.2.3"}
		for _, v := range fakes() {
			if v.scope == keymap.Inbox {
				opt.Views = append(opt.Views, newListed(opt.Env, v))
				continue
			}
			v.fresh = fakes()[2].fresh
			opt.Views = append(opt.Views, v)
		}
		if change != nil {
			change(&opt)
		}
		out := &line{}
		p := tea.NewProgram(New(opt), tea.WithInput(nil), tea.WithOutput(out), tea.WithoutSignalHandler(), tea.WithFPS(framesLocal),
			tea.WithColorProfile(trueColor), tea.WithWindowSize(120, 36), tea.WithEnvironment([]string{"TERM=xterm-256color", "COLORTERM=truecolor"}))
		ended := make(chan error, 1)
		go func() { _, err := p.Run(); ended <- err }()
		time.Sleep(1500 * time.Millisecond) // between two ticks of the clock
		play(p, out)
		p.Quit()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		time.Sleep(time.Hour) // timers that nobody waits for any more end
	})
}

// TestBytesPerAction holds what a thin line is charged: about what changes on
// screen, and not the screen.
func TestBytesPerAction(t *testing.T) {
	onLine(t, nil, func(p *tea.Program, l *line) {
		first := l.took()
		if n := len(first); n < 2000 {
			t.Fatalf("the first frame is %d bytes: nothing is drawn", n)
		}
		cost := func(what string, most int, msgs ...tea.Msg) {
			t.Helper()
			for _, m := range msgs {
				p.Send(m)
			}
			time.Sleep(100 * time.Millisecond)
			got := l.took()
			t.Logf("%s: %d bytes", what, len(got))
			if len(got) == 0 || len(got) > most {
				t.Errorf("%s: %d bytes, want some and at most %d: %q", what, len(got), most, got)
			}
		}
		down := tea.KeyPressMsg{Code: 'j', Text: "j"}
		cost("cursor down", 80, down)
		cost("cursor down again", 80, down)
		cost("toast", 120, screen.Toast{Text: "Approved: laptop for Ada Lovelace"})
		time.Sleep(4 * time.Second)
		l.took()
		time.Sleep(950 * time.Millisecond) // a tick of the clock that changes nothing
		if got := l.took(); len(got) > 0 {
			t.Errorf("the clock alone costs %d bytes: %q", len(got), got)
		}
		for range 30 {
			p.Send(down)
		}
		time.Sleep(100 * time.Millisecond)
		l.took()
		cost("scroll by one", 225, down)
		cost("other tab", 800, keyPress("4"))
		cost("and back", 3600, keyPress("3"))
		cost("dialog", 5200, screen.Show{Dialog: &dialog.Prompt{Env: testEnvOf(t), Head: "Name?"}})
	})
}

// wideRows counts the rows in sight that have wide letters, in TestBytesOfWideRows.
const wideRows = 3

// TestBytesOfWideRows holds what rows with wide letters cost beside what changes.
// The library writes each of them again in every frame: it clears its buffer, so
// that every line counts as touched (bubbletea's cursed_renderer.go, Clear before
// Draw), and then repaints a line with wide letters before it compares the two
// (ultraviolet's terminal_renderer.go, transformLine). When this figure falls, the
// library compares first.
func TestBytesOfWideRows(t *testing.T) {
	what := "Zugriff für 髙橋 美咲 auf die Anwendung"
	onLine(t, func(o *Options) {
		l := o.Views[slices.IndexFunc(o.Views, func(v View) bool { return v.Scope() == keymap.Inbox })].(*listed)
		l.list = table.New(o.Env, []table.Column[int]{{Key: "what", Title: "what", Width: 50, Main: true, Cell: func(i *int, _ int) (string, theme.Style) {
			if *i > 20 && *i <= 20+wideRows {
				return what, theme.Style{}
			}
			return fmt.Sprintf("Approve access for person %d", *i*37%101), theme.Style{}
		}}}, func(i *int) string { return fmt.Sprint(*i) })
		rows := make([]int, 40)
		for i := range rows {
			rows[i] = i
		}
		l.list.SetRows(rows)
	}, func(p *tea.Program, l *line) {
		l.took()
		p.Send(tea.KeyPressMsg{Code: 'j', Text: "j"})
		time.Sleep(100 * time.Millisecond)
		got := l.took()
		again := strings.Count(got, "髙橋")
		t.Logf("a cursor move beside %d wide rows: %d bytes, %d of them again", wideRows, len(got), again)
		if most := 80 + wideRows*(len(what)+40); len(got) == 0 || len(got) > most || again > wideRows {
			t.Errorf("%d bytes, want at most %d: %q", len(got), most, got)
		}
		time.Sleep(4 * time.Second)
		l.took()
		time.Sleep(950 * time.Millisecond) // a tick that changes nothing makes no frame
		if got := l.took(); got != "" {
			t.Errorf("the clock alone costs %q", got)
		}
	})
}

// TestWindowOnAThinLine: what is behind it stays as it was and is not sent.
func TestWindowOnAThinLine(t *testing.T) {
	onLine(t, func(o *Options) { o.Slow = true }, func(p *tea.Program, l *line) {
		l.took()
		p.Send(screen.Show{Dialog: &dialog.Prompt{Env: testEnvOf(t), Head: "Name?"}})
		time.Sleep(100 * time.Millisecond)
		if n := len(l.took()); n == 0 || n > 1200 {
			t.Errorf("a window costs %d bytes", n)
		} else {
			t.Logf("a window: %d bytes", n)
		}
	})
}

// TestWideWindow: nothing is sent of what stands on either side of it.
func TestWideWindow(t *testing.T) {
	for name, c := range map[string]struct {
		slow bool
		most int
	}{"fast": {false, 3800}, "thin": {true, 3500}} {
		t.Run(name, func(t *testing.T) {
			onLine(t, func(o *Options) { o.Slow = c.slow }, func(p *tea.Program, l *line) {
				l.took()
				p.Send(screen.Show{Dialog: dialog.NewReader(testEnvOf(t), "Text", strings.Repeat("some words that are read here\n", 40))})
				time.Sleep(100 * time.Millisecond)
				if n := len(l.took()); n == 0 || n > c.most {
					t.Errorf("a wide window costs %d bytes, at most %d", n, c.most)
				} else {
					t.Logf("a wide window: %d bytes", n)
				}
			})
		})
	}
}

// testEnvOf is testEnv with styles.
func testEnvOf(t *testing.T) *screen.Env {
	e := testEnv(t, time.Now)
	e.Styles = theme.New("dark", true, false, "")
	return e
}

// TestLinkCostsOnce: a hyperlink in the header is not written again with every
// frame.
func TestLinkCostsOnce(t *testing.T) {
	onLine(t, func(o *Options) { o.Env.WebURL = "https://acme.identitynow.com" }, func(p *tea.Program, l *line) {
		if first := l.took(); !bytes.Contains([]byte(first), []byte("acme.identitynow.com")) {
			t.Fatal("there is no link")
		}
		p.Send(tea.KeyPressMsg{Code: 'j', Text: "j"})
		time.Sleep(100 * time.Millisecond)
		if got := l.took(); bytes.Contains([]byte(got), []byte("identitynow")) {
			t.Errorf("it is written again: %q", got)
		}
	})
}

// BenchmarkKey is what a key costs from Update to the frame as a string.
func BenchmarkKey(b *testing.B) {
	env := testEnv(b, func() time.Time { return noon })
	opt := Options{Env: env, First: keymap.Inbox, Theme: "dark"}
	for _, v := range fakes() {
		if v.scope == keymap.Inbox {
			opt.Views = append(opt.Views, newListed(env, v))
			continue
		}
		opt.Views = append(opt.Views, v)
	}
	s := New(opt)
	s.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	keys := []tea.KeyPressMsg{{Code: 'j', Text: "j"}, {Code: 'k', Text: "k"}}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		s.Update(keys[n%2])
		_ = ansi.StringWidth(s.View().Content[:1])
		n++
	}
}
