package save

import (
	"strings"
	"testing"

	"iscope/ui/cell"
	"iscope/ui/golden"
	"iscope/ui/theme"
)

func TestGolden(t *testing.T) {
	play(t, append(three(), many(1200)...), func(s *shell) {
		s.list.Note = "The history goes on: of it 1,203 tasks are loaded."
		s.list.Table.SetMark("1", true)
		s.open()
		w := s.window
		w.setPath("tasks-history-acme-2026-03-14-0926.csv")
		w.scope = 2
		s.golden("csv")
		w.focus = rowFormat
		w.choose(2)
		w.scope = 0
		s.golden("json")
		w.focus, w.problem = rowFile, "There is a file of that name already, and none is overwritten: take this name, or another"
		s.golden("there")
		w.job = &job{path: "tasks-history-acme-2026-03-14-0926.csv", rows: &pieces{total: 1203, read: 500}}
		s.golden("writing")
		w.stopping = true
		s.says("Stopping at 500 of 1,203 tasks")
		for _, j := range []*job{w.job, nil} {
			w.job = j
			for width := range 60 {
				for h := range 12 {
					w.Render(width, h)
				}
			}
		}
	})
}

// golden draws the window as the shell does in terminals of several sizes.
func (s *shell) golden(name string) {
	s.t.Helper()
	draw := func(w, h int) string {
		inner := min(s.window.Width(), w-6)
		text, cursor := s.window.Render(inner, h-6)
		if cursor != nil && (cursor.X < 0 || cursor.X >= inner || cursor.Y < 0 || cursor.Y >= h-6) {
			s.t.Errorf("cursor at %v of %dx%d", cursor, inner, h-6)
		}
		for _, l := range strings.Split(text, "\n") {
			if cell.Width(l) > inner {
				s.t.Errorf("a line of %d cells in %d: %q", cell.Width(l), inner, l)
			}
		}
		if n := strings.Count(text, "\n") + 1; n > h-6 {
			s.t.Errorf("%d lines in %d", n, h-6)
		}
		var hints []string
		for _, x := range s.window.Hints() {
			hints = append(hints, x.Key+" "+x.Text)
		}
		return "[" + s.window.Title() + "]\n" + text + "\n[" + strings.Join(hints, "   ") + "]"
	}
	golden.Equal(s.t, name+"-120x36", draw(120, 36))
	golden.Equal(s.t, name+"-80x24", draw(80, 24))
	golden.Equal(s.t, name+"-40x12", draw(40, 12))
	was := s.env.Styles
	s.env.Styles = theme.New("mono", true, true, "")
	golden.Mono(s.t, name+"-mono", draw(80, 24))
	s.env.Styles = was
}
