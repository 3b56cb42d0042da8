// Package pane lays a view out: a title line, the list, and the detail beside
// it where the terminal is wide enough or in its place where it is not.
//
// It is the reason why every view opens, closes and moves between its panes
// with the same keys, and says loading, empty and failed in the same place.
package pane

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// BesideFrom is the width from which list and detail stand side by side.
const BesideFrom = 110

// Cells before a title and the detail alone, and between list and detail.
const edge, gap = 1, 3

// Part draws one pane in exactly h lines of at most w cells.
type Part func(w, h int) (string, *tea.Cursor)

// Head is what stands above the panes.
type Head struct {
	Title   string
	Facts   []string // muted, behind the title: "pending", "12 of 60"
	Problem string   // what failed, one sentence; "" when nothing did
	Remedy  string   // what to do about it
	Brief   string   // the problem in two or three words, for a narrow terminal
	Tabs    []string // ways to see the list, below the title; none for a list with one
	Tab     int      // the current one
}

// Height returns how many lines the head takes at least; a problem may take two
// more.
func (hd Head) Height() int {
	n := 1
	if len(hd.Tabs) > 0 {
		n++
	}
	if hd.Problem != "" {
		n++
	}
	return n
}

// Split is the state of the panes. Its zero value shows the list alone.
type Split struct {
	Open    bool // the detail is shown
	Focused bool // the detail has the keys
	wide    bool // as rendered last
	column  bool // one column at any width: what stands side by side is read interleaved
}

// Act does what open, pane and back mean for panes and reports whether it did.
// The list handles back first, while it has the keys.
func (s *Split) Act(a keymap.Action) bool {
	switch a {
	case "app.open":
		if s.Focused {
			return false
		}
		s.Open, s.Focused = true, true
	case "app.pane":
		if !s.Open {
			s.Open = true
		}
		s.Focused = !s.Focused
		if !s.wide && !s.Focused {
			s.Open = false
		}
	case "app.back":
		if !s.Open {
			return false
		}
		s.Open, s.Focused = false, false
	default:
		return false
	}
	return true
}

// Close shows the list alone.
func (s *Split) Close() { s.Open, s.Focused = false, false }

// Both reports whether list and detail were drawn side by side last.
func (s *Split) Both() bool { return s.Open && s.wide }

// Render draws head and panes in exactly h lines.
func (s *Split) Render(env *screen.Env, w, h int, head Head, list, detail Part) (string, *tea.Cursor) {
	s.column = env.Aloud()
	s.wide = w >= BesideFrom && !s.column
	top := head.lines(env, w)
	if len(top) > h {
		top = top[:h]
	}
	rest := h - len(top)
	var body string
	var cursor *tea.Cursor
	switch {
	case rest <= 0:
		return strings.Join(top, "\n"), nil
	case !s.Open:
		body, cursor = list(w, rest)
	case !s.wide:
		body, cursor = s.alone(w, rest, detail)
	default:
		body, cursor = s.beside(env, w, rest, list, detail)
	}
	if cursor == nil { // a text, or why there is none
		cursor = env.Focus(0, firstLine(body))
	}
	if cursor != nil {
		cursor.Y += len(top)
	}
	return strings.Join(append(top, body), "\n"), cursor
}

// firstLine is the first line of a text that says something.
func firstLine(text string) int {
	for i, l := range strings.Split(text, "\n") {
		if strings.TrimSpace(l) != "" {
			return i
		}
	}
	return 0
}

// alone draws the detail in the place of the list, as far from the edge as the
// title above it.
func (s *Split) alone(w, h int, detail Part) (string, *tea.Cursor) {
	if s.column || w < 2 {
		return detail(w, h)
	}
	text, cursor := detail(w-edge, h)
	if cursor != nil {
		cursor.X += edge
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if l != "" {
			lines[i] = cell.Spaces(edge) + l
		}
	}
	return strings.Join(lines, "\n"), cursor
}

func (s *Split) beside(env *screen.Env, w, h int, list, detail Part) (string, *tea.Cursor) {
	lw := s.ListWidth(w)
	left, lc := list(lw, h)
	right, rc := detail(w-lw-gap, h)
	divider := env.Styles.Rule.Render(env.Styles.Glyphs.Divider)
	if s.Focused {
		divider = env.Styles.Accent.Render(env.Styles.Glyphs.Divider)
	}
	if rc != nil {
		rc.X += lw + gap
		lc = rc
	}
	return cell.Beside(left, lw, " "+divider+" ", right, h), lc
}

// ListWidth returns how wide the list is in a view w cells wide.
func (s *Split) ListWidth(w int) int {
	if s.Open && w >= BesideFrom && !s.column {
		return max(w*9/20, 48)
	}
	return w
}

// DetailAt returns the column in which the detail begins in a view w cells wide.
func (s *Split) DetailAt(w int) int {
	switch {
	case s.Open && w >= BesideFrom && !s.column:
		return s.ListWidth(w) + gap
	case s.column:
		return 0
	}
	return edge
}

func (hd Head) lines(env *screen.Env, w int) []string {
	st := env.Styles
	title := " " + st.Strong.Render(cell.Cut(hd.Title, w-1))
	if facts := strings.Join(hd.Facts, st.Glyphs.Sep); facts != "" {
		if room := w - cell.Width(title) - 3; room > 4 {
			title += "   " + st.Muted.Render(cell.Cut(facts, room))
		}
	}
	out := []string{cell.Cut(title, w)}
	if len(hd.Tabs) > 0 {
		out = append(out, " "+Tabs(env, w-1, hd.Tabs, hd.Tab))
	}
	if hd.Problem == "" {
		return out
	}
	lines := hd.problem(env, max(w-4, 8))
	for i, l := range lines {
		mark := "   "
		if i == 0 {
			mark = " " + st.Bad.Render(st.Plain(theme.Bad)) + " "
		}
		out = append(out, cell.Cut(mark+st.Bad.Render(l), w))
	}
	return out
}

// narrow is the width below which a problem takes one line: the activity log has
// all of it.
const narrow = 60

// mostProblem is how many lines it takes elsewhere.
const mostProblem = 3

// problem says in lines of w cells what failed and what to do about it.
func (hd *Head) problem(env *screen.Env, w int) []string {
	text, remedy, most := hd.Problem, hd.Remedy, mostProblem
	if w+4 < narrow && hd.Brief != "" {
		text, remedy, most = hd.Brief, "", 1
		if key := env.Keys.Key("app.refresh"); key != "" {
			remedy = key + " tries again"
		}
	}
	if remedy != "" {
		text += "; " + remedy
	}
	if env.Aloud() {
		text = "Problem: " + text
	}
	return cell.Most(cell.Wrap(text, w), most, w)
}

// Message draws lines in the upper middle of an empty pane: why it is empty
// and what to do.
func Message(env *screen.Env, w, h int, lines ...string) string {
	out := make([]string, 0, h)
	for range max((h-len(lines))/3, 0) {
		out = append(out, "")
	}
	for i, l := range lines {
		for _, part := range cell.Wrap(l, max(w-4, 4)) {
			line := cell.Center(part, w)
			if i > 0 {
				line = env.Styles.Muted.Render(strings.TrimRight(line, " "))
			}
			out = append(out, strings.TrimRight(line, " "))
		}
	}
	return cell.Fit(out, w, h)
}

// Fields draws label and value pairs below each other, values wrapped and
// aligned; pairs without a value are left out.
func Fields(env *screen.Env, w int, pairs ...[2]string) []string {
	lw := 0
	for _, p := range pairs {
		if p[1] != "" {
			lw = max(lw, cell.Width(p[0]))
		}
	}
	var out []string
	for _, p := range pairs {
		if p[1] == "" {
			continue
		}
		label := env.Styles.Muted.Render(cell.Left(p[0], lw))
		if strings.IndexByte(p[1], '\x1b') >= 0 {
			out = append(out, label+"  "+cell.Cut(p[1], w-lw-2))
			continue
		}
		for i, l := range cell.Wrap(p[1], max(w-lw-2, 8)) {
			if i > 0 {
				label = cell.Spaces(lw)
			}
			out = append(out, label+"  "+l)
		}
	}
	return out
}

// Tabs draws the names of a detail's tabs with the current one in the accent, and
// in brackets where there are no colours. A screen reader gets the current one
// alone, and which of them it is.
func Tabs(env *screen.Env, w int, names []string, current int) string {
	st := env.Styles
	if st.Accessible && current >= 0 && current < len(names) {
		return cell.Cut(fmt.Sprintf("%s, tab %d of %d", names[current], current+1, len(names)), w)
	}
	var parts []string
	for i, n := range names {
		if i == current {
			parts = append(parts, st.Title.Render(TabName(env, n, true)))
		} else {
			parts = append(parts, st.Muted.Render(n))
		}
	}
	return cell.Cut(strings.Join(parts, "  "), w)
}

// TabName returns the name of a tab as Tabs draws it.
func TabName(env *screen.Env, name string, current bool) string {
	if current && env.Styles.Colorless() {
		return "[" + name + "]"
	}
	return name
}
