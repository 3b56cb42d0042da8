package theme

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestFound(t *testing.T) {
	s := New("dark", true, false, "")
	bad := s.Bad.Render("Send Email")
	for _, c := range []struct {
		line, query string
		found       int
	}{
		{bad, "", 0}, {bad, "nowhere", 0}, {bad, "e", 2}, {bad, "SEND", 1}, {"İstanbul", "stan", 0}, {"aaa", "aa", 1},
	} {
		got := s.Found(c.line, c.query)
		if ansi.Strip(got) != ansi.Strip(c.line) {
			t.Errorf("%q for %q is %q", c.line, c.query, got)
		}
		if c.found == 0 && got != c.line {
			t.Errorf("%q has no %q: %q", c.line, c.query, got)
		}
		if n := strings.Count(got, strings.SplitN(s.Match.Render("x"), "x", 2)[0]); c.found > 0 && n != c.found {
			t.Errorf("%q is found %d times in %q: %q", c.query, n, c.line, got)
		}
	}
}
