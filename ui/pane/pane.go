// Package pane lays a view out: a title line, the list, and the detail beside
// it where the terminal is wide enough or in its place where it is not.
//
// It is the reason why every view opens, closes and moves between its panes
// with the same keys, and says loading, empty and failed in the same place.
package pane

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
)

// BesideFrom is the width from which list and detail stand side by side.
const BesideFrom = 110

// Part draws one pane in exactly h lines of at most w cells.
type Part func(w, h int) (string, *tea.Cursor)

// Head is what stands above the panes.
type Head struct {
	Title   string
	Facts   []string // muted, behind the title: "pending", "12 of 60"
	Problem string   // what failed, one sentence; "" when nothing did
	Remedy  string   // what to do about it
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
	s.wide = w >= BesideFrom
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
		body, cursor = detail(w, rest)
	default:
		body, cursor = s.beside(env, w, rest, list, detail)
	}
	if cursor != nil {
		cursor.Y += len(top)
	}
	return strings.Join(append(top, body), "\n"), cursor
}

func (s *Split) beside(env *screen.Env, w, h int, list, detail Part) (string, *tea.Cursor) {
	lw := max(w*9/20, 48)
	left, lc := list(lw, h)
	right, rc := detail(w-lw-3, h)
	divider := env.Styles.Rule.Render(env.Styles.Glyphs.Divider)
	if s.Focused {
		divider = env.Styles.Accent.Render(env.Styles.Glyphs.Divider)
	}
	if rc != nil {
		rc.X += lw + 3
		lc = rc
	}
	return cell.Beside(left, lw, " "+divider+" ", right, h), lc
}

// ListWidth returns how wide the list is in a view w cells wide.
func (s *Split) ListWidth(w int) int {
	if s.Open && w >= BesideFrom {
		return max(w*9/20, 48)
	}
	return w
}

func (hd Head) lines(env *screen.Env, w int) []string {
	st := env.Styles
	title := " " + st.Strong.Render(cell.Cut(hd.Title, w-1))
	if facts := strings.Join(hd.Facts, " "+st.Glyphs.Dot+" "); facts != "" {
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
	text := hd.Problem
	if hd.Remedy != "" {
		text += "; " + hd.Remedy
	}
	lines := cell.Wrap(text, max(w-4, 8))
	for i, l := range lines[:min(len(lines), 3)] {
		mark := "   "
		if i == 0 {
			mark = " " + st.Bad.Render(st.Plain(2)) + " "
		}
		out = append(out, cell.Cut(mark+st.Bad.Render(l), w))
	}
	return out
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

// Tabs draws the names of a detail's tabs with the current one in the accent.
func Tabs(env *screen.Env, w int, names []string, current int) string {
	st := env.Styles
	var parts []string
	for i, n := range names {
		if i == current {
			parts = append(parts, st.Title.Render(n))
		} else {
			parts = append(parts, st.Muted.Render(n))
		}
	}
	return cell.Cut(strings.Join(parts, "  "), w)
}
