package notify

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestClipboard(t *testing.T) {
	for _, c := range []struct {
		t    Terminal
		want string
		err  error
	}{
		{Terminal{}, "\x1b]52;c;NDI=\a", nil},
		{Terminal{behind: tmux}, "\x1b]52;c;NDI=\a\x1bPtmux;\x1b\x1b]52;c;NDI=\a\x1b\\", nil},
		{Terminal{behind: screen}, "\x1bP\x1b]52;c;NDI=\a\x1b\\", nil},
		{Terminal{behind: screen, perhaps: true}, "\x1b]52;c;NDI=\a\x1bP\x1b]52;c;NDI=\a\x1b\\", nil},
		{Terminal{noClipboard: true}, "\x1b]52;c;NDI=\a", ErrNone},
	} {
		got, err := c.t.Clipboard("42")
		if got != c.want || !errors.Is(err, c.err) || err == nil != (c.err == nil) {
			t.Errorf("%+v: %q, %v", c.t, got, err)
		}
	}
	for n, fits := range map[int]bool{Most: true, Most + 1: false} {
		seq, err := Terminal{}.Clipboard(strings.Repeat("x", n))
		if errors.Is(err, ErrTooLarge) == fits || (seq != "") != fits || len(seq) > 100_000 {
			t.Errorf("%d bytes: %d to write, %v", n, len(seq), err)
		}
	}
}

// TestClipboardComesWholeThroughScreen takes the pieces apart as screen does.
func TestClipboardComesWholeThroughScreen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 2000, -1).Draw(t, "text")
		seq, err := Terminal{behind: screen}.Clipboard(text)
		if err != nil {
			t.Fatal(err)
		}
		var whole strings.Builder
		for _, p := range strings.Split(strings.TrimSuffix(seq, st), st) {
			if len(p) > screenPiece+2 || !strings.HasPrefix(p, esc+"P") {
				t.Fatalf("a piece of %d bytes: %q", len(p), p)
			}
			whole.WriteString(p[2:])
		}
		data, ok := strings.CutPrefix(whole.String(), esc+"]52;c;")
		back, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(data, bel))
		if !ok || err != nil || string(back) != text {
			t.Fatalf("%q came as %q, %v", text, back, err)
		}
	})
}

func TestWhatATerminalIsKnownNotToHave(t *testing.T) {
	for env, want := range map[string][2]bool{ // clipboard, links
		"TERM=xterm-256color": {true, true},
		"TERM=xterm-kitty":    {true, true},
		"TERM=linux":          {false, false},
		"":                    {false, false},
		"TERM=xterm-256color TERM_PROGRAM=Apple_Terminal":          {false, true},
		"TERM=xterm-256color VTE_VERSION=7200":                     {false, true},
		"TERM=tmux-256color TMUX=/s VTE_VERSION=7200":              {true, true}, // perhaps somebody attached from another
		"TERM=xterm-256color TERMINAL_EMULATOR=JetBrains-JediTerm": {false, true},
		"TERM=screen STY=1.x":                                      {true, false},
		"TERM=xterm ZELLIJ=0":                                      {true, true},
	} {
		term := Detect(environment(env))
		_, err := term.Clipboard("x")
		if (err == nil) != want[0] || term.Links() != want[1] {
			t.Errorf("%s: clipboard %v, links %v", env, err, term.Links())
		}
	}
}
