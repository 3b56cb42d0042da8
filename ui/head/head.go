package head

import (
	"fmt"
	"slices"
	"strings"

	"iscope/ui/cell"
	"iscope/ui/theme"
)

// Stack is the parts above a body, in order.
type Stack []part

// part is one of them.
type part struct {
	drop  int
	lines []string
}

// Put adds a text in a style, wrapped to w cells and at most that many lines. An
// empty one is none. Where the room is short the parts with the highest drop go
// first.
func (s *Stack) Put(drop int, style theme.Style, text string, w, most int) {
	if text == "" {
		return
	}
	var lines []string
	for _, l := range cell.Most(cell.Wrap(text, w), most, w) {
		lines = append(lines, style.Render(l))
	}
	s.Add(drop, lines...)
}

// Add adds lines that are drawn.
func (s *Stack) Add(drop int, lines ...string) {
	if len(lines) > 0 {
		*s = append(*s, part{drop, lines})
	}
}

// Fit returns the lines of the parts for which there is room. Of the last part that
// is left it is as many lines as fit.
func (s Stack) Fit(room int) []string {
	parts := slices.Clone(s)
	for len(parts) > 0 {
		n, worst := 0, 0
		for i, p := range parts {
			n += len(p.lines)
			if p.drop > parts[worst].drop {
				worst = i
			}
		}
		if n <= room {
			break
		}
		if len(parts) == 1 {
			return parts[0].lines[:max(room, 0)]
		}
		parts = slices.Delete(parts, worst, worst+1)
	}
	var out []string
	for _, p := range parts {
		out = append(out, p.lines...)
	}
	return out
}

// Rule names what stands below it, and at its end says something in a style, such
// as where the cursor is. It is at most w cells wide.
func Rule(st *theme.Styles, name, right string, style theme.Style, w int) string {
	name = cell.Cut(name, max(min(max(w*2/3, 8), w-5), 0))
	right = cell.Cut(right, max(w-cell.Width(name)-6, 0))
	fill := max(w-cell.Width(name)-cell.Width(right)-6, 0)
	return cell.Cut(st.Rule.Render(strings.Repeat(st.Glyphs.Rule, 2))+" "+st.Title.Render(name)+" "+
		st.Rule.Render(strings.Repeat(st.Glyphs.Rule, fill))+" "+style.Render(right), w)
}

// Step is one of several that follow each other.
type Step struct {
	Words     string
	Done, Now bool
}

// Steps says in a line which steps there are, which are done and which is now;
// where that is wider than w, only the one that is now.
func Steps(st *theme.Styles, steps []Step, w int) string {
	var parts []string
	now := ""
	for i, s := range steps {
		text := fmt.Sprintf("%d %s", i+1, s.Words)
		switch {
		case s.Done:
			text = st.Glyph(theme.Good) + " " + text
		case s.Now:
			text = st.Title.Render(st.Glyphs.Cursor + " " + text)
			now = st.Title.Render(fmt.Sprintf("%s step %d of %d: %s", st.Glyphs.Cursor, i+1, len(steps), s.Words))
		default:
			text = st.Muted.Render(text)
		}
		parts = append(parts, text)
	}
	if st.Accessible {
		return cell.Cut(spoken(steps), w)
	}
	line := strings.Join(parts, "  "+st.Glyphs.Arrow+"  ")
	if cell.Width(line) > w && now != "" {
		line = now
	}
	return cell.Cut(line, w)
}

// spoken says in words which step is now, and what comes before and after it.
func spoken(steps []Step) string {
	now, next := "", ""
	for i, s := range steps {
		switch {
		case s.Now:
			now = fmt.Sprintf("step %d of %d: %s", i+1, len(steps), s.Words)
		case now != "" && next == "":
			next = ", then " + s.Words
		}
	}
	if now == "" {
		return fmt.Sprintf("all %d steps done", len(steps))
	}
	return now + next
}
