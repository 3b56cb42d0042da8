package outline

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/theme"
)

// Sizes from which there is room for more than the tree.
const (
	factsFrom  = 14  // lines for the facts below the tree
	besideFrom = 116 // cells for the facts beside it
	blankFrom  = 9   // lines for a blank one below the head
)

// Render draws the view in exactly h lines of at most w cells. The cursor is
// that of the search while it is typed.
func (v *View) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	v.ensure()
	if v.page != nil {
		return v.page.render(v, w, h)
	}
	if len(v.lines) == 0 {
		return cell.Fit([]string{v.env.Styles.Muted.Render("The definition has not been read.")}, w, h), nil
	}
	head := []string{v.head(w)}
	if h >= blankFrom {
		head = append(head, "")
	}
	room := h - len(head)
	if v.finder.Active() {
		room--
	}
	room = max(room, 0)
	var body []string
	switch node := v.node(); {
	case w >= besideFrom && h >= blankFrom && !v.env.Aloud():
		tw := w * 3 / 5
		v.drawTree(tw-1, room, len(head))
		left := cell.Fit(v.last.lines, tw, room)
		right := strings.Join(v.factsIn(node, w-tw-2, room), "\n")
		if room > 0 {
			body = strings.Split(cell.Beside(left, tw, v.env.Styles.Rule.Render(v.env.Styles.Glyphs.Divider)+" ", right, room), "\n")
		}
	case h >= factsFrom:
		below := max(room*2/5, 5)
		if node >= 0 {
			below = min(below, len(v.factLines(node, w))+1)
		}
		v.drawTree(w, room-below, len(head))
		body = v.last.lines
		if left := room - len(body) - 1; left > 0 {
			body = append(body, v.rule(node, w))
			body = append(body, v.factsIn(node, w, left)...)
		}
	default:
		v.drawTree(w, room, len(head))
		body = v.last.lines
	}
	out := slices.Concat(head, body)
	focus := v.env.Focus(0, min(v.last.treeTop+max(slices.Index(v.last.rows, v.cursor), 0), h-1))
	if !v.finder.Active() {
		return cell.Fit(out, w, h), focus
	}
	for len(out) < h-1 {
		out = append(out, "")
	}
	text, cursor := v.finder.Line(v.env.Styles, w, h-1)
	if cursor == nil {
		cursor = focus
	}
	return cell.Fit(append(out[:max(h-1, 0)], text), w, h), cursor
}

// head says what the definition is made of, and how much of it is marked.
func (v *View) head(w int) string {
	st := v.env.Styles
	flaws := ""
	if n := v.summed.flaws; n > 0 {
		flaws = "  " + st.Glyph(theme.Warn) + " " + st.Warn.Render(cell.Count(n, "flaw"))
	}
	return cell.Cut(st.Muted.Render(cell.Cut(v.summed.words, max(w-cell.Width(flaws), 1)))+flaws, w)
}

// rule parts tree and facts, and says which step they are of.
func (v *View) rule(node, w int) string {
	st := v.env.Styles
	words := ""
	if node >= 0 {
		words = " " + cell.Cut(v.called(node), max(w-6, 1)) + " "
	}
	return st.Rule.Render(strings.Repeat(st.Glyphs.Rule, 2)) + st.Strong.Render(words) +
		st.Rule.Render(strings.Repeat(st.Glyphs.Rule, max(w-2-cell.Width(words), 0)))
}

// number returns the place of a step in the tree, from 1; 0 for none.
func (v *View) number(node int) int {
	if node < 0 {
		return 0
	}
	return v.lines[v.tree.place[node]].num
}

// called names a step by its number in the tree and its title.
func (v *View) called(node int) string {
	return strconv.Itoa(v.number(node)) + " " + title(v.graph.Node(node).Step)
}

// drawTree draws as much of the tree as h lines of w cells hold, with the line
// under the cursor in sight, and keeps it with what is where for clicks.
func (v *View) drawTree(w, h, top int) {
	if v.cols.w != w || v.epoch != v.env.Epoch {
		v.measure(w)
		v.epoch = v.env.Epoch
	}
	l := &v.last
	l.treeTop, l.treeHeight, l.rows, l.lines = top, h, l.rows[:0], nil
	if h <= 0 || len(v.shown) == 0 {
		return
	}
	drawn := map[int][]string{}
	block := func(i int) []string {
		b, ok := drawn[i]
		if !ok {
			b = v.block(i)
			drawn[i] = b
		}
		return b
	}
	v.top = max(0, min(v.top, v.cursor))
	first, used := v.cursor, 0 // how far up it can begin with the cursor in sight
	for i := v.cursor; i >= v.top; i-- {
		if used += len(block(i)); used > h && i < v.cursor {
			break
		}
		first = i
	}
	v.top = max(v.top, first)
	used = 0
	for i := v.top; i < len(v.shown) && used < h; i++ {
		used += len(block(i))
	}
	for v.top > 0 && used+len(block(v.top-1)) <= h { // no empty lines below while there are some above
		v.top--
		used += len(block(v.top))
	}
	for i := v.top; i < len(v.shown) && len(l.lines) < h; i++ {
		for _, text := range block(i) {
			if len(l.lines) < h {
				l.lines = append(l.lines, v.env.Styles.Found(text, v.finder.Query()))
				l.rows = append(l.rows, i)
			}
		}
	}
}

// block draws a line of the tree, with a blank one above the steps that are
// never reached.
func (v *View) block(i int) []string {
	at := int(v.shown[i])
	out := v.draw(at, i == v.cursor)
	if l := &v.lines[at]; i > 0 && l.kind == noteLine && l.words == neverReached && l.rails == "" {
		return append([]string{""}, out...)
	}
	return out
}
