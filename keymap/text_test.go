package keymap

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTextHasEveryActionOnce(t *testing.T) {
	m, problems := New(map[string][]string{"inbox.approve": {"ctrl+y"}, "inbox.reject": {}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	text := m.Text(0)
	for _, b := range table {
		if n := strings.Count(text, " "+string(b.Action)+" "); n != 1 {
			t.Errorf("%s is there %d times", b.Action, n)
		}
	}
	for _, s := range scopes {
		if !strings.Contains("\n"+text, "\n"+s.Title()+"\n") {
			t.Errorf("no heading %s", s.Title())
		}
	}
	for line := range strings.Lines(text) {
		if strings.Contains(line, " inbox.approve ") && !strings.HasPrefix(line, "  ctrl+y ") {
			t.Errorf("not the key in force: %s", line)
		}
		if strings.Contains(line, " inbox.reject ") && !strings.HasPrefix(line, "  palette ") {
			t.Errorf("not taken away: %s", line)
		}
	}
}

// On a terminal every line fits, no word is broken, and the columns stand below
// each other.
func TestTextOnATerminal(t *testing.T) {
	m, _ := New(nil)
	words := strings.Join(strings.Fields(m.Text(0)), " ")
	for _, width := range []int{40, 60, 80, 120, 200} {
		text := m.Text(width)
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n >= width {
				t.Errorf("%d columns: %d: %s", width, n, line)
			}
		}
		if width < leastBeside {
			if strings.Join(strings.Fields(text), " ") != words {
				t.Errorf("%d columns: not the same words", width)
			}
			continue // nothing stands beside anything
		}
		keys, names := m.widths(width)
		for line := range strings.Lines(text) {
			if r := []rune(line); strings.HasPrefix(line, " ") && (len(r) > keys+2 && strings.TrimSpace(string(r[keys+2:min(keys+4, len(r))])) != "" ||
				len(r) > keys+names+4 && strings.TrimSpace(string(r[keys+names+4:min(keys+names+6, len(r))])) != "") {
				t.Errorf("%d columns: out of line: %s", width, line)
			}
		}
	}
}
