package keymap

import (
	"strings"
	"testing"
)

func TestTextHasEveryActionOnce(t *testing.T) {
	m, problems := New(map[string][]string{"inbox.approve": {"ctrl+y"}, "inbox.reject": {}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	text := m.Text()
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
