package theme

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Found highlights a text in a line, of which case does not matter. A line that has
// it loses its own styles: what was looked for matters more.
func (s *Styles) Found(line, query string) string {
	if query == "" {
		return line
	}
	plain := ansi.Strip(line)
	fold, want := strings.ToLower(plain), strings.ToLower(query)
	if len(fold) != len(plain) || !strings.Contains(fold, want) {
		return line
	}
	var b strings.Builder
	for {
		i := strings.Index(fold, want)
		if i < 0 {
			b.WriteString(plain)
			return b.String()
		}
		b.WriteString(plain[:i])
		b.WriteString(s.Match.Render(plain[i : i+len(want)]))
		plain, fold = plain[i+len(want):], fold[i+len(want):]
	}
}
