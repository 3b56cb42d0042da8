package field

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
)

func typed(f *Field, s string) {
	for _, r := range s {
		f.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func TestTypingAndEditing(t *testing.T) {
	f := New("pay")
	typed(f, "roll")
	f.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
	if f.Value() != "payrol" {
		t.Errorf("value = %q", f.Value())
	}
	f.Set("x")
	if f.Value() != "x" {
		t.Errorf("value after Set = %q", f.Value())
	}
}

func TestPasteIsCleaned(t *testing.T) {
	f := New("")
	f.Update(tea.PasteMsg{Content: "a\u202eb\x1b[2Jc"})
	if got := f.Value(); strings.ContainsAny(got, "\u202e\x1b") || !strings.HasPrefix(got, "a") || !strings.HasSuffix(got, "c") {
		t.Errorf("value = %q", got)
	}
}

func TestPasteIsOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"2c91808\n": "2c91808", "2c91808\r\n\r\n": "2c91808", "\na b": "a b", "a\r\nb\nc": "a b c", "a\tb": "a b", "a\x00\x1bb\u0085": "ab", "\n": "",
	} {
		f := New("")
		f.Update(tea.PasteMsg{Content: in})
		if got := f.Value(); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// TestKeysAreCleaned pins that text pasted into a terminal without bracketed
// paste, which arrives as keys, is no less clean.
func TestKeysAreCleaned(t *testing.T) {
	f := New("")
	f.Update(tea.KeyPressMsg{Code: '\u202e', Text: "\u202e"})
	f.Update(tea.KeyPressMsg{Code: 'a', Text: "a"})
	if got := f.Value(); strings.Contains(got, "\u202e") || !strings.HasSuffix(got, "a") {
		t.Errorf("value = %q", got)
	}
}

func TestHugePasteIsBounded(t *testing.T) {
	f := New("")
	f.Update(tea.PasteMsg{Content: strings.Repeat("x", 1<<20)})
	if len(f.Value()) > Max {
		t.Errorf("%d characters kept", len(f.Value()))
	}
}

func TestRenderFits(t *testing.T) {
	f := New(strings.Repeat("入社", 50))
	if s, _ := f.Render(0); s != "" {
		t.Errorf("Render(0) = %q", s)
	}
	for _, w := range []int{1, 2, 5, 40} {
		s, at := f.Render(w)
		if cell.Width(s) > w || at < 0 || at > w {
			t.Errorf("Render(%d) is %d wide with the cursor at %d", w, cell.Width(s), at)
		}
	}
}

func TestMask(t *testing.T) {
	f := New("secret")
	f.Mask()
	if s, _ := f.Render(20); strings.Contains(s, "secret") || f.Value() != "secret" {
		t.Errorf("masked field shows %q", s)
	}
}

// TestCursorStandsInCells pins that the cursor stands where the next letter will
// be drawn: behind wide letters, and in a text that has scrolled.
func TestCursorStandsInCells(t *testing.T) {
	f := New("入社")
	if _, at := f.Render(20); at != 4 {
		t.Errorf("behind two wide letters it is at %d", at)
	}
	f.Set("0123456789abcdef")
	if s, at := f.Render(8); at != 7 || !strings.HasPrefix(s, "9abcdef") {
		t.Errorf("at the end of a long text: %q, %d", s, at)
	}
	for range 12 {
		f.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
	}
	if s, at := f.Render(8); at != 0 || !strings.HasPrefix(s, "456789ab") {
		t.Errorf("scrolled back: %q, %d", s, at)
	}
	f.Update(tea.KeyPressMsg{Code: tea.KeyEnd})
	f.Render(8)
	if s, at := f.Render(40); at != 16 || !strings.HasPrefix(s, "0123") {
		t.Errorf("with room again: %q, %d", s, at)
	}
}
