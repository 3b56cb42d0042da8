package input

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// played is a source that plays pieces, each with a pause before it, on a clock
// of its own.
type played struct {
	pieces []string
	pauses []time.Duration
	clock  time.Time
}

func (p *played) source() source {
	return source{
		read: func(b []byte) (int, error) {
			if len(p.pieces) == 0 {
				return 0, io.EOF
			}
			p.clock = p.clock.Add(p.pauses[0])
			n := copy(b, p.pieces[0])
			p.pieces, p.pauses = p.pieces[1:], p.pauses[1:]
			return n, nil
		},
		wait: func(d time.Duration) bool {
			if len(p.pauses) > 0 && p.pauses[0] < d {
				return true
			}
			p.clock = p.clock.Add(d)
			if len(p.pauses) > 0 {
				p.pauses[0] -= d
			}
			return false
		},
		now: func() time.Time { return p.clock },
	}
}

func play(pause time.Duration, pieces ...string) *Reader {
	p := &played{pieces: pieces, pauses: slices.Repeat([]time.Duration{pause}, len(pieces)), clock: noon}
	return &Reader{source: p.source()}
}

func TestReaderDecidesAboutEsc(t *testing.T) {
	for _, c := range []struct {
		pause  time.Duration
		pieces []string
		want   string
	}{
		{10 * time.Millisecond, []string{"\x1b", "a"}, "\x1ba"},
		{60 * time.Millisecond, []string{"\x1b", "a"}, escKey + "a"},
		{10 * time.Millisecond, []string{"j\x1b", "[", "A"}, "j\x1b[A"},
		{90 * time.Millisecond, []string{"j\x1b", "[<64;2", "0;10M", "k"}, "j" + escKey + "k"},
		{90 * time.Millisecond, []string{"j\x1b[", "<64;2", "0;10M", "k"}, "j\x1b[<64;20;10Mk"},
		{0, []string{"\x1b"}, escKey},
	} {
		got, err := io.ReadAll(play(c.pause, c.pieces...))
		if string(got) != c.want || err != nil {
			t.Errorf("%q %v apart: %q, %v, want %q", c.pieces, c.pause, got, err, c.want)
		}
	}
	text := strings.Repeat("\x1b[A", 400) + strings.Repeat("\x1bX", 300)
	var got []byte
	for r, b := play(0, text), make([]byte, 7); ; {
		n, err := r.Read(b)
		got = append(got, b[:n]...)
		if err != nil {
			break
		}
	}
	if want := strings.ReplaceAll(text, "\x1bX", "\x1b[120;4u"); string(got) != want {
		t.Errorf("%d bytes through a small buffer, want %d", len(got), len(want))
	}
}

// heard is a program that notes what it is told, up to a q.
type heard struct{ got *[]string }

func (heard) Init() tea.Cmd  { return nil }
func (heard) View() tea.View { return tea.View{} }

func (h heard) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		if m.String() == "q" {
			return h, tea.Quit
		}
		*h.got = append(*h.got, m.String())
	case tea.MouseMsg, tea.PasteMsg, tea.BackgroundColorMsg, tea.ModeReportMsg, tea.FocusMsg, tea.BlurMsg:
		*h.got = append(*h.got, fmt.Sprintf("%T", msg))
	}
	return h, nil
}

func hear(t *testing.T, in io.Reader) []string {
	t.Helper()
	var got []string
	p := tea.NewProgram(heard{&got}, tea.WithInput(in), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
	if _, err := p.Run(); err != nil {
		t.Fatal(err)
	}
	return got
}

// TestWhatTheProgramHears reads with the library that the program reads with.
func TestWhatTheProgramHears(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b": "esc", "\x1ba": "alt+a", "\x1b[A": "up", "\x1b[7$": "shift+home", "\x1b[[A": "f1", "\x1b\x1b": "esc esc", "\x1b\x1b[A": "alt+up",
		"\x1b[\r": "alt+[ enter", "\x1b]j": "alt+] j", "\x1bPj": "alt+shift+p j", "\x1bO\r": "alt+shift+o enter", "\x1b_j": "alt+_ j", "\x1bXj": "alt+shift+x j", "\x1b^j": "alt+^ j",
		"\x1b]11;rgb:aaaa/0000/0000\a": "tea.BackgroundColorMsg", "\x1b[?2026;2$y": "tea.ModeReportMsg", "\x1b[I\x1b[O": "tea.FocusMsg tea.BlurMsg", "\x1b[<65;20;10M": "tea.MouseWheelMsg",
		"\x1b[M`aa": "tea.MouseWheelMsg", "\x1b[200~a\x1b]0;b\x1b[201~": "tea.PasteMsg", "\x9d11;rgb:a/a/a\a": "tea.BackgroundColorMsg",
		"\x1b]lja Nein\x1b\\": "", "\x1bP>|aaa\x1b\\": "", "\x1bP!|aaaa\x1b\\": "", "\x1b_Ga\x1b\\": "", "\x1b[?62;22c": "", "\x1b[0n": "",
	} {
		if got := strings.Join(hear(t, struct{ io.Reader }{play(60*time.Millisecond, in, "q")}), " "); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
}
