// Package pager shows text that is longer than its pane: it scrolls, searches
// and keeps its place when the text is replaced by a newer version of itself.
package pager

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/field"
	"iscope/ui/screen"
)

// Pager is a pane of lines. Make it with New.
type Pager struct {
	env    *screen.Env
	source []string // as given
	lines  []string // wrapped to width
	width  int
	top    int
	height int

	search field.Search
}

// New returns an empty pager.
func New(env *screen.Env) *Pager { return &Pager{env: env} }

// SetText replaces the text, which is clean and may be styled. The place stays
// where it was, as far as the new text is long enough.
func (p *Pager) SetText(text string) { p.SetLines(strings.Split(text, "\n")) }

// SetLines is SetText for lines.
func (p *Pager) SetLines(lines []string) {
	p.source, p.width = lines, 0
}

// Top goes to the first line.
func (p *Pager) Top() { p.top = 0 }

// Len returns the number of lines as wrapped last.
func (p *Pager) Len() int { return len(p.lines) }

// Act does what the action of the text scope says and reports whether it was
// one.
func (p *Pager) Act(a keymap.Action) bool {
	switch a {
	case "text.down":
		p.top++
	case "text.up":
		p.top--
	case "text.top":
		p.top = 0
	case "text.bottom":
		p.top = len(p.lines)
	case "text.page-down":
		p.top += max(p.height-1, 1)
	case "text.page-up":
		p.top -= max(p.height-1, 1)
	case "text.half-down":
		p.top += max(p.height/2, 1)
	case "text.half-up":
		p.top -= max(p.height/2, 1)
	case "text.next-match":
		p.search.Step(1)
		p.show()
	case "text.prev-match":
		p.search.Step(-1)
		p.show()
	case "app.filter":
		p.search.Open()
	case "app.back":
		if !p.search.Clear() {
			return false
		}
	default:
		return false
	}
	p.clamp()
	return true
}

// Typing reports whether a search is being typed, so that keys belong to Type.
func (p *Pager) Typing() bool { return p.search.Typing() }

// Type handles a key or paste of the search field.
func (p *Pager) Type(msg tea.Msg) {
	if p.search.Type(p.env.Keys, msg) {
		p.find()
	}
}

// find finds the lines with what is looked for, without regard to case, and goes
// to the first at or after the place.
func (p *Pager) find() {
	var hits []int
	if fold := strings.ToLower(p.search.Query()); fold != "" {
		for i, l := range p.lines {
			if strings.Contains(strings.ToLower(ansi.Strip(l)), fold) {
				hits = append(hits, i)
			}
		}
	}
	p.search.Found(hits, p.top)
	p.show()
}

// show brings the match into sight.
func (p *Pager) show() {
	h, ok := p.search.Hit()
	if !ok {
		return
	}
	if h < p.top || h >= p.top+p.height {
		p.top = h - p.height/3
	}
	p.clamp()
}

func (p *Pager) clamp() { p.top = max(0, min(p.top, len(p.lines)-p.height)) }

func (p *Pager) wrap(w int) {
	if w == p.width {
		return
	}
	p.width, p.lines = w, p.lines[:0]
	for _, l := range p.source {
		if cell.Width(l) <= w {
			p.lines = append(p.lines, l)
			continue
		}
		p.lines = append(p.lines, wrapped(l, w)...)
	}
	if p.search.Query() != "" {
		p.find()
	}
}

// longest is the line, in bytes, up to which it is broken at words: longer ones
// are data, not words.
const longest = 4096

// wrapped breaks a line at words, the rest of it indented like its beginning.
func wrapped(l string, w int) []string {
	indent := len(l) - len(strings.TrimLeft(l, " "))
	if len(l) > longest || indent > w/2 {
		return strings.Split(ansi.Hardwrap(l, w, true), "\n")
	}
	lines := cell.WrapStyled(l[indent:], w-indent)
	for i := range lines {
		lines[i] = cell.Spaces(indent) + lines[i]
	}
	return lines
}

// Render returns exactly h lines of at most w cells, and the cursor while a
// search is typed.
func (p *Pager) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	p.wrap(w)
	p.height = h
	if p.search.Active() {
		p.height = max(h-1, 0)
	}
	p.clamp()
	out := make([]string, 0, h)
	for i := p.top; i < min(p.top+p.height, len(p.lines)); i++ {
		out = append(out, p.env.Styles.Found(p.lines[i], p.search.Query()))
	}
	if p.height == h {
		return cell.Fit(out, w, h), p.focus()
	}
	for len(out) < p.height {
		out = append(out, "")
	}
	line, cursor := p.search.Line(p.env.Styles, w, h-1)
	if cursor == nil {
		cursor = p.focus()
	}
	return cell.Fit(append(out, line), w, h), cursor
}

// focus is the terminal's cursor where nothing is typed: on the match gone to last,
// else on the first line in sight that says something.
func (p *Pager) focus() *tea.Cursor {
	if h, ok := p.search.Hit(); ok && h >= p.top && h < p.top+p.height {
		return p.env.Focus(0, h-p.top)
	}
	for i := p.top; i < min(p.top+p.height, len(p.lines)); i++ {
		if strings.TrimSpace(ansi.Strip(p.lines[i])) != "" {
			return p.env.Focus(0, i-p.top)
		}
	}
	return p.env.Focus(0, 0)
}
