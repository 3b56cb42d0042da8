// Package pager shows text that is longer than its pane: it scrolls, searches
// and keeps its place when the text is replaced by a newer version of itself.
package pager

import (
	"fmt"
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

	search *field.Field // open while the query is typed
	query  string
	hits   []int // lines with a match
	at     int   // index into hits
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
		p.jump(1)
	case "text.prev-match":
		p.jump(-1)
	case "app.filter":
		p.search = field.New(p.query)
	case "app.back":
		if p.query == "" {
			return false
		}
		p.find("")
	default:
		return false
	}
	p.clamp()
	return true
}

// Typing reports whether a search is being typed, so that keys belong to Type.
func (p *Pager) Typing() bool { return p.search != nil }

// Type handles a key or paste of the search field.
func (p *Pager) Type(msg tea.Msg) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch action, _ := p.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); action {
		case "dialog.accept":
			p.search = nil
			return
		case "dialog.close":
			p.search = nil
			p.find("")
			return
		}
	}
	p.search.Update(msg)
	p.find(p.search.Value())
}

// find looks for query, without regard to case, and goes to the first match at
// or after the place.
func (p *Pager) find(query string) {
	p.query, p.hits, p.at = query, nil, 0
	if query == "" {
		return
	}
	fold := strings.ToLower(query)
	for i, l := range p.lines {
		if strings.Contains(strings.ToLower(ansi.Strip(l)), fold) {
			p.hits = append(p.hits, i)
		}
	}
	for i, h := range p.hits {
		if h >= p.top {
			p.at = i
			break
		}
	}
	p.show()
}

func (p *Pager) jump(by int) {
	if len(p.hits) == 0 {
		return
	}
	p.at = (p.at + by + len(p.hits)) % len(p.hits)
	p.show()
}

func (p *Pager) show() {
	if len(p.hits) == 0 {
		return
	}
	if h := p.hits[p.at]; h < p.top || h >= p.top+p.height {
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
		p.lines = append(p.lines, strings.Split(ansi.Hardwrap(l, w, true), "\n")...)
	}
	if p.query != "" {
		p.find(p.query)
	}
}

// Render returns exactly h lines of at most w cells, and the cursor while a
// search is typed.
func (p *Pager) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	p.wrap(w)
	p.height = h
	if p.search != nil || p.query != "" {
		p.height = max(h-1, 0)
	}
	p.clamp()
	out := make([]string, 0, h)
	for i := p.top; i < min(p.top+p.height, len(p.lines)); i++ {
		out = append(out, p.env.Styles.Found(p.lines[i], p.query))
	}
	if p.height == h {
		return cell.Fit(out, w, h), nil
	}
	for len(out) < p.height {
		out = append(out, "")
	}
	line, cursor := p.searchLine(w, h-1)
	return cell.Fit(append(out, line), w, h), cursor
}

func (p *Pager) searchLine(w, y int) (string, *tea.Cursor) {
	st := p.env.Styles
	found := "no match"
	if len(p.hits) > 0 {
		found = fmt.Sprintf("%d of %d", p.at+1, len(p.hits))
	}
	if p.search == nil {
		return st.Accent.Render("/") + cell.Cut(p.query, w-12) + "  " + st.Muted.Render(found), nil
	}
	text, x := p.search.Render(max(w-14, 4))
	return st.Accent.Render("/") + text + "  " + st.Muted.Render(found), tea.NewCursor(min(1+x, w-1), y)
}
