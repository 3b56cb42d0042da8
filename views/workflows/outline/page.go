package outline

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/pager"
	"iscope/views/workflows/refs"
)

// page stands in place of the tree until it is left.
type page interface {
	act(a keymap.Action) bool
	// picked returns the step that the cursor is on, refs.None for the workflow.
	picked() (node int, ok bool)
	render(v *View, w, h int) (string, *tea.Cursor)
	moveBy(n int)
	click(y int) bool
	typing() bool
	typed(msg tea.Msg)
}

// factsPage is everything about a step, to be scrolled and searched.
type factsPage struct {
	node  int
	pager *pager.Pager
	w     int
	epoch int
}

func (v *View) showFacts(node int) {
	v.page = &factsPage{node: node, pager: pager.New(v.env)}
}

func (p *factsPage) act(a keymap.Action) bool {
	if rest, ok := strings.CutPrefix(string(a), "steps."); ok {
		a = keymap.Action("text." + rest)
	}
	return p.pager.Act(a)
}

func (p *factsPage) picked() (int, bool) { return 0, false }
func (p *factsPage) click(int) bool      { return false }
func (p *factsPage) typing() bool        { return p.pager.Typing() }
func (p *factsPage) typed(msg tea.Msg)   { p.pager.Type(msg) }

func (p *factsPage) moveBy(n int) {
	a := keymap.Action("text.down")
	if n < 0 {
		a, n = "text.up", -n
	}
	for range n {
		p.pager.Act(a)
	}
}

func (p *factsPage) render(v *View, w, h int) (string, *tea.Cursor) {
	if p.w != w || p.epoch != v.env.Epoch || v.facts.node != p.node || v.facts.w != w {
		p.w, p.epoch = w, v.env.Epoch
		p.pager.SetLines(v.factLines(p.node, w))
	}
	text, cursor := p.pager.Render(w, h-1)
	if cursor != nil {
		cursor.Y++
	}
	return cell.Fit(append([]string{v.pageHead(v.called(p.node), w)}, strings.Split(text, "\n")...), w, h), cursor
}

// pageHead is the title of a page, with the key that leaves it.
func (v *View) pageHead(words string, w int) string {
	st := v.env.Styles
	leave := v.env.Keys.Key("steps.back") + " back"
	room := w - cell.Width(leave) - 2
	if room < 12 {
		return st.Strong.Render(cell.Cut(words, w))
	}
	return st.Strong.Render(cell.Left(words, room)) + "  " + st.Muted.Render(leave)
}

// item is one entry of a list: what it says, and the step it leads to.
type item struct {
	head   string   // plain
	more   []string // below it, plain
	warn   bool     // the last of more is a warning
	target int      // step, refs.None for the workflow, refs.Missing for nowhere
}

// listPage is a list to pick a step from.
type listPage struct {
	title  string
	items  []item
	data   []refs.Use // of a list of data, what the items are made of
	cursor int
	top    int
	height int
	rows   []int // by line of the last frame below the title: item
}

func (p *listPage) typing() bool  { return false }
func (p *listPage) typed(tea.Msg) {}

func (p *listPage) picked() (int, bool) {
	if p.cursor >= len(p.items) || p.items[p.cursor].target == missing {
		return 0, false
	}
	return p.items[p.cursor].target, true
}

func (p *listPage) moveBy(n int) { p.cursor = max(0, min(p.cursor+n, len(p.items)-1)) }

func (p *listPage) click(y int) bool {
	if y--; y < 0 || y >= len(p.rows) {
		return false
	}
	p.cursor = p.rows[y]
	return true
}

func (p *listPage) act(a keymap.Action) bool {
	page := max(p.height/3, 1) // an item has some three lines
	switch a {
	case "steps.down":
		p.moveBy(1)
	case "steps.up":
		p.moveBy(-1)
	case "steps.top":
		p.cursor = 0
	case "steps.bottom":
		p.moveBy(len(p.items))
	case "steps.page-down":
		p.moveBy(page)
	case "steps.page-up":
		p.moveBy(-page)
	default:
		return false
	}
	return true
}

func (p *listPage) render(v *View, w, h int) (string, *tea.Cursor) {
	p.height = h - 1
	out := []string{v.pageHead(p.title, w)}
	p.top = min(p.top, p.cursor)
	for first, used := p.cursor, 0; first >= p.top; first-- {
		if used += len(p.block(v, first, w)); used > p.height && first < p.cursor {
			p.top = first + 1
			break
		}
	}
	p.rows = p.rows[:0]
	for i := p.top; i < len(p.items) && len(out) < h; i++ {
		for _, text := range p.block(v, i, w) {
			if len(out) < h {
				out = append(out, text)
				p.rows = append(p.rows, i)
			}
		}
	}
	return cell.Fit(out, w, h), v.env.Focus(0, min(max(len(out)-len(p.rows), 0)+max(slices.Index(p.rows, p.cursor), 0), h-1))
}

// block draws an item.
func (p *listPage) block(v *View, i, w int) []string {
	st := v.env.Styles
	it := &p.items[i]
	marker, style := " ", st.Text
	if i == p.cursor {
		marker, style = st.Accent.Render(st.Glyphs.Cursor), st.Strong
	}
	var out []string
	for n, part := range cell.Wrap(it.head, max(w-4, 1)) {
		indent := " "
		if n > 0 {
			indent = "   "
		}
		out = append(out, cell.Cut(marker+indent+style.Render(part), w))
	}
	for n, words := range it.more {
		style := st.Muted
		if it.warn && n == len(it.more)-1 {
			style = st.Warn
		}
		for _, part := range cell.Wrap(words, max(w-6, 1)) {
			out = append(out, cell.Cut(marker+"   "+style.Render(part), w))
		}
	}
	return out
}
