package notify

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

// environment returns a lookup in "NAME=value" words.
func environment(words string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, w := range strings.Fields(words) {
			if k, v, _ := strings.Cut(w, "="); k == name {
				return v, true
			}
		}
		return "", false
	}
}

func TestDetect(t *testing.T) {
	for env, want := range map[string]Terminal{
		"":                                                                {},
		"TERM=dumb KITTY_WINDOW_ID=1":                                     {},
		"TERM=linux VTE_VERSION=7000":                                     {},
		"TERM=xterm-256color":                                             {},
		"TERM=xterm-kitty":                                                {speaks: osc99},
		"TERM=xterm-ghostty":                                              {speaks: osc777},
		"TERM=foot-extra":                                                 {speaks: osc777},
		"TERM=rxvt-unicode-256color":                                      {speaks: osc777},
		"TERM=xterm-256color VTE_VERSION=x":                               {},
		"TERM=xterm-256color VTE_VERSION=52":                              {},
		"TERM=xterm-256color VTE_VERSION=7200":                            {speaks: osc777},
		"TERM=xterm-256color TERM_PROGRAM=iTerm.app":                      {speaks: osc9},
		"TERM=xterm-256color TERM_PROGRAM=WarpTerminal":                   {speaks: osc9},
		"TERM=xterm-256color TERM_PROGRAM=WezTerm":                        {speaks: osc777},
		"TERM=xterm-256color LC_TERMINAL=iTerm2":                          {speaks: osc9}, // over SSH
		"TERM=xterm-256color KITTY_WINDOW_ID=3":                           {speaks: osc99},
		"TERM=xterm-256color TERM_PROGRAM=vscode KITTY_WINDOW_ID=3":       {}, // started from kitty
		"TERM=xterm-256color TERM_PROGRAM=Apple_Terminal":                 {},
		"TERM=tmux-256color TMUX=/s,1,0 TERM_PROGRAM=tmux":                {behind: tmux},
		"TERM=tmux-256color TMUX=/s,1,0 TERM_PROGRAM=tmux WEZTERM_PANE=0": {speaks: osc777, behind: tmux},
		"TERM=screen-256color TMUX=/s,1,0 TERM_PROGRAM=iTerm.app":         {speaks: osc9, behind: tmux},
		"TERM=screen STY=1.pts-0 KITTY_WINDOW_ID=3":                       {speaks: osc99, behind: screen},
		"TERM=screen STY=1.pts-0 TMUX=/s,1,0 KITTY_WINDOW_ID=3":           {},
		"TERM=xterm-kitty ZELLIJ=0":                                       {},
		"TERM=tmux-256color SSH_TTY=/dev/pts/1":                           {behind: tmux}, // from within tmux over SSH
		"TERM=screen.xterm-256color SSH_TTY=/dev/pts/1":                   {behind: screen},
	} {
		if got := Detect(environment(env)); got.speaks != want.speaks || got.behind != want.behind {
			t.Errorf("%s: %+v, want %+v", env, got, want)
		}
	}
}

func TestMonochrome(t *testing.T) {
	for env, want := range map[string]bool{
		"TERM=xterm-256color": false, "TERM=vt100": true, "TERM=vt220": true, "TERM=vte-256color": false, "TERM=xterm-mono": true,
		"TERM=xterm NO_COLOR=yes": true, "TERM=xterm NO_COLOR=1 CLICOLOR_FORCE=1": true, "TERM=xterm NO_COLOR=": false,
		"TERM=xterm CLICOLOR=0": true, "TERM=xterm CLICOLOR=1": false, "TERM=vt100 CLICOLOR=0 CLICOLOR_FORCE=1": false,
	} {
		if got := Monochrome(environment(env)); got != want {
			t.Errorf("%s: %v", env, got)
		}
	}
}

func TestSequence(t *testing.T) {
	for _, c := range []struct {
		t           Terminal
		title, text string
		want        string
	}{
		{Terminal{}, "iscope", "it ended", "\a"},
		{Terminal{behind: tmux}, "iscope", "it ended", "\a"},
		{Terminal{speaks: osc9}, "iscope", "it ended", "\x1b]9;iscope: it ended\a\a"},
		{Terminal{speaks: osc9}, "", "4;1;50", "\x1b]9;4,1;50\a\a"}, // a progress bar to some
		{Terminal{speaks: osc9}, "", "a;b", "\x1b]9;a;b\a\a"},
		{Terminal{speaks: osc777}, "a;b", "c;d", "\x1b]777;notify;a,b;c;d\a\a"},
		{Terminal{speaks: osc99}, "iscope", "it ended", "\x1b]99;i=iscope:d=0;iscope\a\x1b]99;i=iscope:d=1:p=body;it ended\a\a"},
		{Terminal{speaks: osc9, behind: tmux}, "", "x", "\x1bPtmux;\x1b\x1b]9;x\a\x1b\\\a"},
		{Terminal{speaks: osc9, behind: screen}, "", "x", "\x1bP\x1b]9;x\a\x1b\\\a"},
		{Terminal{speaks: osc777}, "", "", "\x1b]777;notify;;\a\a"},
	} {
		if got := c.t.Sequence(c.title, c.text); got != c.want {
			t.Errorf("%+v %q %q: %q, want %q", c.t, c.title, c.text, got, c.want)
		}
	}
}

// What is long is cut in cells, and goes through screen in pieces that are one
// sequence again behind it.
func TestSequenceOfLongTexts(t *testing.T) {
	long := strings.Repeat("界 ", 400)
	for _, speaks := range []dialect{osc9, osc777, osc99} {
		whole := Terminal{speaks: speaks}.Sequence(long, long)
		if n := ansi.StringWidth(ansi.Strip(whole)); n != 0 {
			t.Errorf("dialect %d: %d cells are no part of a sequence", speaks, n)
		}
		if len(whole) > 1000 || !strings.Contains(whole, "…") {
			t.Errorf("dialect %d: %d bytes", speaks, len(whole))
		}
		pieces := strings.Split(strings.TrimSuffix(Terminal{speaks: speaks, behind: screen}.Sequence(long, long), bel), st)
		var again strings.Builder
		for _, p := range pieces[:len(pieces)-1] {
			inner, ok := strings.CutPrefix(p, esc+"P")
			if !ok || len(inner) > screenPiece {
				t.Fatalf("dialect %d: a piece of %d bytes: %q", speaks, len(inner), p)
			}
			again.WriteString(inner)
		}
		if again.String()+bel != whole {
			t.Errorf("dialect %d: the pieces are not the whole:\n%q\n%q", speaks, again.String(), whole)
		}
	}
}

// TestTextCannotDriveTheTerminal holds that whatever a workflow is called, the
// bytes have the control characters of the sequence and no others.
func TestTextCannotDriveTheTerminal(t *testing.T) {
	hostile := rapid.SliceOf(rapid.SampledFrom([]string{
		"\x1b", "\x1b\\", "\a", "\x1b]0;x\a", "\u009c", "\u009d", "\x9c", "\u202e", "\u200b", "\r", "\n", "\t", "\x00", ";", "a", "é", "界", "\xff", "P",
	}))
	rapid.Check(t, func(t *rapid.T) {
		term := Terminal{speaks: dialect(rapid.IntRange(0, int(osc99)).Draw(t, "dialect")), behind: wrapping(rapid.IntRange(0, int(screen)).Draw(t, "behind"))}
		title, text := strings.Join(hostile.Draw(t, "title"), ""), strings.Join(hostile.Draw(t, "text"), "")
		got, calm := term.Sequence(title, text), term.Sequence("a", "b")
		if c, want := controls(got), controls(calm); c != want && term.behind != screen {
			t.Fatalf("controls %q, want %q in %q", c, want, got)
		}
		if !utf8.ValidString(got) && term.behind != screen {
			t.Fatalf("no UTF-8: %q", got)
		}
		for _, r := range got {
			if r == '\u202e' || r == '\u200b' || r >= 0x80 && r < 0xa0 {
				t.Fatalf("%U is alive in %q", r, got)
			}
		}
	})
}

func controls(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}
