package views

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/notify"
	"iscope/ui/screen"
)

// terminal returns what is known of one from "NAME=value" words.
func terminal(words string) notify.Terminal {
	return notify.Detect(func(name string) (string, bool) {
		for _, w := range strings.Fields(words) {
			if k, v, _ := strings.Cut(w, "="); k == name {
				return v, true
			}
		}
		return "", false
	})
}

func TestCopyThatIsTooLarge(t *testing.T) {
	onStage(t, func(o *Options) { o.Terminal = terminal("TERM=xterm-256color") }, func(st *stage) {
		text := strings.Repeat("0123456789 \u202e\x1b[31m\n", 6000)
		st.send(screen.Copy{Text: text, What: "JSON"})
		st.says("The JSON is too large for the clipboard of a terminal (117 kB).")
		st.says("Select it with the mouse. esc closes")
		if st.clipboard() != "" {
			t.Error("what is cut is worse than nothing")
		}
		v := st.View()
		golden.Fits(t, v.Content, 120, 36)
		if v.MouseMode != tea.MouseModeNone {
			t.Error("the mouse is not the terminal's")
		}
		if strings.Contains(v.Content, "\x1b[31m") || strings.Contains(v.Content, "\u202e") {
			t.Error("the text drives the terminal")
		}
		if l := st.lines()[1]; !strings.HasPrefix(l, "0123456789") {
			t.Errorf("a line of it is %q: nothing may stand beside it", l)
		}
		st.press("space", "j", "a")
		if len(st.inbox().acts) != 0 {
			t.Errorf("the view did %v", st.inbox().acts)
		}
		st.press("esc")
		if st.View().MouseMode == tea.MouseModeNone || len(st.dialogs) != 0 {
			t.Error("it is not over")
		}
	})
}

func TestCopyWhereTheTerminalIsKnownNotTo(t *testing.T) {
	onStage(t, func(o *Options) { o.Terminal = terminal("TERM=xterm-256color TERM_PROGRAM=Apple_Terminal") }, func(st *stage) {
		st.send(screen.Copy{Text: "2c91808", What: "id"})
		st.says("This terminal does not take the id onto its clipboard.")
		st.says("2c91808")
		if st.clipboard() != "2c91808" {
			t.Error("it was not even tried")
		}
	})
	onStage(t, func(o *Options) { o.Terminal = terminal("TERM=screen-256color SSH_TTY=/dev/pts/1") }, func(st *stage) {
		st.send(screen.Copy{Text: "2c91808", What: "id"})
		st.says("Copied the id to the clipboard of the terminal, if tmux or screen hands it on")
	})
	onStage(t, func(o *Options) { o.Slow = true }, func(st *stage) {
		st.send(screen.Copy{Text: strings.Repeat("x", slowMost+1), What: "JSON"})
		st.says("The JSON is too large for the clipboard of a terminal (16 kB).")
	})
}

func TestSelectionBreaksLinesAtTheEdge(t *testing.T) {
	for _, c := range []struct {
		line string
		w    int
		want []string
	}{
		{"abcdef", 4, []string{"abcd", "ef"}}, {"", 4, []string{""}}, {"a b c", 3, []string{"a b", " c"}}, {"東京都", 3, []string{"東", "京", "都"}}, {"東", 1, []string{"東"}},
	} {
		if got := hardWrap(c.line, c.w); !slices.Equal(got, c.want) {
			t.Errorf("%q at %d: %q", c.line, c.w, got)
		}
	}
}

func TestTenantIsALinkToItsPage(t *testing.T) {
	s, _ := still(t, 120, 24, func(o *Options) { o.Env.WebURL = "https://acme.identitynow.com" })
	link := "\x1b]8;;https://acme.identitynow.com\aacme-prod\x1b]8;;\a"
	if !strings.Contains(s.View().Content, link) {
		t.Errorf("no link in %q", s.header())
	}
	for _, change := range []func(*Options){
		func(o *Options) { o.Terminal = terminal("TERM=linux") }, func(o *Options) { o.Accessible = true }, func(o *Options) { o.Env.WebURL = "" },
	} {
		s, _ := still(t, 120, 24, func(o *Options) { o.Env.WebURL = "https://acme.identitynow.com"; change(o) })
		if strings.Contains(s.View().Content, "\x1b]8;") {
			t.Errorf("there is a link in %q", s.header())
		}
	}
}

// TestNothingFromOutsideMakesALink: what a view draws has no escapes of others;
// the shell's own texts, a tenant's name first, make none either.
func TestNothingFromOutsideMakesALink(t *testing.T) {
	s, _ := still(t, 120, 24, func(o *Options) {
		o.Env.WebURL, o.Env.Tenant = "https://acme.identitynow.com\a\x1b]8;;https://evil.example", "acme"
	})
	if strings.Contains(s.View().Content, "evil") {
		t.Errorf("%q", s.header())
	}
}

// stops reports whether a message hands the terminal back.
func stops(m tea.Msg) bool {
	return fmt.Sprintf("%T", m) == fmt.Sprintf("%T", tea.Exec(halt{}, nil)())
}

func TestSuspend(t *testing.T) {
	onStage(t, func(o *Options) { o.CanSuspend = func() bool { return true } }, func(st *stage) {
		st.press("ctrl+z")
		if !slices.ContainsFunc(st.out, stops) {
			t.Fatal("it does not suspend")
		}
		time.Sleep(3 * time.Minute)
		st.send(resumed{})
		st.says("Back after 3m; what is shown is read again")
		if got := st.inbox().got; len(got) != 1 || got[0] != (tea.FocusMsg{}) || !slices.Equal(st.inbox().acts, []keymap.Action{"app.refresh"}) {
			t.Errorf("the view got %v and did %v: it must read again", got, st.inbox().acts)
		}
		st.send(resumed{})
		if n := len(st.inbox().got); n != 1 {
			t.Errorf("it came back %d times", n)
		}
	})
	onStage(t, func(o *Options) { o.CanSuspend = func() bool { return false } }, func(st *stage) {
		st.press("ctrl+z")
		st.says("There is no shell to go back to from here")
	})
}

// TestSuspendInAWindow: it works wherever the key means nothing else.
func TestSuspendInAWindow(t *testing.T) {
	onStage(t, func(o *Options) { o.CanSuspend = func() bool { return true } }, func(st *stage) {
		st.press("?", "ctrl+z")
		if !slices.ContainsFunc(st.out, stops) || len(st.dialogs) != 1 {
			t.Errorf("it does not suspend in a window; %d are open", len(st.dialogs))
		}
	})
}

// TestSuspendKeepsBackWhatIsHeld: its time must not run out meanwhile.
func TestSuspendKeepsBackWhatIsHeld(t *testing.T) {
	inHouse(t, func(h *house) {
		h.opt.CanSuspend = func() bool { return true }
		w := h.inbox("acme-prod")
		h.press("ctrl+z")
		if !slices.Equal(w.held, []bool{true}) {
			t.Fatalf("held %v", w.held)
		}
		h.send(resumed{})
		if !slices.Equal(w.held, []bool{true, false}) {
			t.Errorf("held %v", w.held)
		}
	})
}

func TestColoursOfTheTerminal(t *testing.T) {
	onStage(t, func(o *Options) { o.Theme = "auto" }, func(st *stage) {
		few, none, all := tea.ColorProfileMsg{Profile: 3}, tea.ColorProfileMsg{Profile: 2}, tea.ColorProfileMsg{Profile: 5}
		for _, msg := range []tea.ColorProfileMsg{few, none, all} {
			st.send(msg)
			content := st.View().Content
			indexed := strings.Contains(content, "38;5;")
			switch fmt.Sprint(msg) {
			case "ANSI":
				if indexed || !strings.Contains(content, "\x1b[96m") {
					t.Error("16 colours are not used")
				}
			case "Ascii":
				if indexed || strings.Contains(content, "\x1b[9") || st.env.Styles.Name != "mono" {
					t.Errorf("there are colours where the terminal has none: %s", st.env.Styles.Name)
				}
			default:
				if !indexed || st.env.Styles.Name != "dark" {
					t.Error("the colours do not come back")
				}
			}
		}
		epoch := st.env.Epoch
		st.send(all)
		st.send(tea.BackgroundColorMsg{Color: color.Black})
		if st.env.Epoch != epoch {
			t.Error("everything is drawn anew for nothing")
		}
	})
}

// TestBackgroundIsAskedAgain: whoever comes back may have changed it with the
// time of day; not on a thin line, nor under a theme that was chosen.
func TestBackgroundIsAskedAgain(t *testing.T) {
	for _, c := range []struct {
		theme string
		slow  bool
		asks  int
	}{{"auto", false, 1}, {"", false, 1}, {"fjord", false, 0}, {"auto", true, 0}} {
		onStage(t, func(o *Options) { o.Theme, o.Slow = c.theme, c.slow }, func(st *stage) {
			st.out = nil
			st.send(tea.FocusMsg{})
			asked := 0
			for _, m := range st.out {
				if fmt.Sprintf("%T", m) == fmt.Sprintf("%T", tea.RequestBackgroundColor()) {
					asked++
				}
			}
			if asked != c.asks {
				t.Errorf("%+v: asked %d times", c, asked)
			}
		})
	}
}

func TestPastesReachEveryFieldOfADialog(t *testing.T) {
	for name, open := range map[string]func(*stage) screen.Dialog{
		"prompt": func(st *stage) screen.Dialog { return &dialog.Prompt{Env: st.env, Head: "Name?"} },
		"pick":   func(st *stage) screen.Dialog { return &dialog.Pick{Env: st.env, Head: "Which?"} },
		"confirm": func(st *stage) screen.Dialog {
			return &dialog.Confirm{Env: st.env, Head: "Sure?", Type: "acme", Yes: "Do"}
		},
		"palette": func(st *stage) screen.Dialog { return st.palette() },
		"help":    func(st *stage) screen.Dialog { return st.help() },
	} {
		onStage(t, nil, func(st *stage) {
			st.open(open(st))
			st.send(tea.PasteMsg{Content: "two\nlines\x1b[31m\u202e"})
			frame := st.View().Content
			if !strings.Contains(ansi.Strip(frame), "two") || strings.Contains(frame, "\u202e") {
				t.Errorf("%s: %s", name, ansi.Strip(frame))
			}
		})
	}
}

func TestClockIsSlowerWhereItCosts(t *testing.T) {
	for _, c := range []struct {
		slow, accessible bool
		ticks            int
	}{{false, false, 60}, {true, false, 12}, {false, true, 1}} {
		onStage(t, func(o *Options) { o.Slow, o.Accessible = c.slow, c.accessible }, func(st *stage) {
			st.out = nil
			st.wait(time.Minute)
			n := 0
			for _, m := range st.out {
				if m == (clockTick{}) {
					n++
				}
			}
			if n != c.ticks {
				t.Errorf("%+v: %d ticks in a minute", c, n)
			}
		})
	}
}

// TestAccessible: nothing that is spelled or dimmed, states in words, the
// terminal's cursor where the cursor is.
func TestAccessible(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		s, all := still(t, size[0], size[1], func(o *Options) { o.Accessible, o.Env.Motion = true, true })
		all[2].body = []string{" Inbox   pending · mine · 2 items", "   age  what", "> 2h  Access for Ada Lovelace"}
		s.toasts.Push(screen.Toast{Tone: screen.Bad, Text: "Reject laptop: refused"})
		v := s.View()
		golden.Fits(t, v.Content, size[0], size[1])
		golden.Equal(t, fmt.Sprintf("accessible-%dx%d", size[0], size[1]), v.Content)
		if strings.ContainsAny(ansi.Strip(v.Content), "─│╭╮╰╯▌●…·|") || strings.Contains(v.Content, "--") {
			t.Errorf("there are signs to spell:\n%s", v.Content)
		}
		if v.Cursor == nil || v.Cursor.Y != s.zones.bodyTop { // a view that says nothing of its focus is read from its beginning
			t.Errorf("the cursor is %+v", v.Cursor)
		}
		if s.env.Motion || !s.env.Accessible || strings.Contains(v.Content, "4s ago") {
			t.Error("something moves")
		}
		s.open(&dialog.Confirm{Env: s.env, Head: "Quit?", Yes: "Quit", Lines: []string{"2 decisions are held."}})
		s.dirty = true
		frame := s.View().Content
		golden.Fits(t, frame, size[0], size[1])
		if strings.Contains(frame, "Ada") || !strings.Contains(frame, "2 decisions are held.") {
			t.Errorf("what is behind the window is read:\n%s", frame)
		}
	}
}

func TestHintsOfAWindowCanBeClicked(t *testing.T) {
	for hint, want := range map[string]string{
		"y": "y", "esc": "esc", "enter": "enter", "ctrl+n": "ctrl+n", "shift+tab": "shift+tab", "space": "space", "/": "/", "↑": "up", "é": "é", "ctrl+s": "ctrl+s", "+": "+",
	} {
		if key, ok := keyOf(hint); !ok || key.String() != want {
			t.Errorf("%q is %q, %v", hint, key.String(), ok)
		}
	}
	for _, hint := range []string{"↑ ↓", "j k", "", "f2", "ctrl+", "pgdown end"} {
		if key, ok := keyOf(hint); ok {
			t.Errorf("%q is %q", hint, key.String())
		}
	}
	onStage(t, nil, func(st *stage) {
		st.press(":")
		line := slices.IndexFunc(st.lines(), func(l string) bool { return strings.Contains(l, "esc cancel") })
		x := column(t, st.lines()[line], "esc cancel")
		st.send(click(column(t, st.lines()[line], "↑ ↓"), line))
		st.send(click(x-1, line))
		if len(st.dialogs) != 1 {
			t.Fatal("a click beside a hint does something")
		}
		st.send(click(x+4, line))
		if len(st.dialogs) != 0 {
			t.Error("a click on esc does not close")
		}
	})
}

// TestButtonsCanBeClicked: not before they could be seen, and nothing behind the
// window.
func TestButtonsCanBeClicked(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.send(screen.Show{Dialog: &dialog.Confirm{Env: st.env, View: "inbox#1", Name: "n", Head: "Sure?", Yes: "Approve", Lines: []string{"It is approved then."}}})
		row := slices.IndexFunc(st.lines(), func(l string) bool { return strings.Contains(l, " No ") && strings.Contains(l, " Approve ") })
		x := column(t, st.lines()[row], "Approve")
		st.send(click(x, row))
		st.send(click(x, 0))
		st.send(click(3, 35))
		if len(st.dialogs) != 1 || len(st.inbox().got)+len(st.inbox().acts) != 0 {
			t.Fatal("it was answered before it could be seen")
		}
		st.wait(time.Second)
		st.send(click(x, row))
		if len(st.dialogs) != 0 || len(st.inbox().got) != 1 {
			t.Errorf("%d windows, the view got %v", len(st.dialogs), st.inbox().got)
		}
	})
}

// arrowed is a window that knows no mouse.
type arrowed struct {
	screen.Dialog
	keys []string
}

func (a *arrowed) Update(msg tea.Msg) (tea.Cmd, bool) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		a.keys = append(a.keys, key.String())
	}
	return nil, len(a.keys) == 5
}

func TestWheelIsArrowsForAWindowThatKnowsNoMouse(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		a := &arrowed{Dialog: &opening{env: st.env, name: "x"}}
		st.open(a)
		st.send(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
		st.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
		if !slices.Equal(a.keys, []string{"up", "up", "up", "down", "down"}) || len(st.dialogs) != 0 {
			t.Errorf("%q, %d windows: a window that is closed gets no more", a.keys, len(st.dialogs))
		}
		st.send(tea.MouseWheelMsg{Button: tea.MouseWheelLeft})
		if len(st.inbox().wheel) != 0 {
			t.Error("a wheel to the side scrolls")
		}
	})
}

func TestClickOnTheTenant(t *testing.T) {
	inHouse(t, func(h *house) {
		h.send(click(column(t, h.lines()[0], "acme-prod"), 0))
		h.says("Open another tenant")
		row := slices.IndexFunc(h.lines(), func(l string) bool { return strings.Contains(l, " beta ") })
		h.send(click(30, row))
		h.send(click(30, row))
		if h.env.Tenant != "beta" {
			t.Errorf("in %s", h.env.Tenant)
		}
	})
	onStage(t, nil, func(st *stage) {
		st.send(click(column(t, st.lines()[0], "acme-prod"), 0))
		if len(st.dialogs) != 0 || st.toasts.Len() != 0 {
			t.Error("there is no other tenant, and a click says so")
		}
	})
}
