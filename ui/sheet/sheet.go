package sheet

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/pager"
	"iscope/ui/pane"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// Sheet is a detail with tabs. Make it with New.
type Sheet struct {
	env    *screen.Env
	names  []string
	tab    int
	pagers []*pager.Pager
	drawn  []drawn
	head   int
}

// drawn is what the text of a tab was made from.
type drawn struct {
	key    any
	width  int
	styles *theme.Styles
	minute int64 // ages are in it
}

// Page is what a sheet shows in one frame.
type Page struct {
	Title string   // plain text, one line
	Notes []string // lines between tabs and text, such as a failure; may be styled
	// Key is comparable and changes when the text does.
	Key any
	// Draw makes the text of a tab as lines of at most w cells, or longer ones
	// where breaking them anywhere does no harm.
	Draw func(tab, w int) []string
	// Body, when set, is drawn instead of text.
	Body pane.Part
}

// New returns a sheet with the named tabs, at the first.
func New(env *screen.Env, names ...string) *Sheet {
	s := &Sheet{env: env, names: names, drawn: make([]drawn, len(names))}
	for range names {
		s.pagers = append(s.pagers, pager.New(env))
	}
	return s
}

// Tab returns the index of the current tab.
func (s *Sheet) Tab() int { return s.tab }

// SetTab goes to a tab.
func (s *Sheet) SetTab(i int) { s.tab = max(0, min(i, len(s.names)-1)) }

// Top puts every tab back to its first line, for something else to be shown.
func (s *Sheet) Top() {
	for _, p := range s.pagers {
		p.Top()
	}
}

// Act does what an action of the text scope says and reports whether it was
// one.
func (s *Sheet) Act(a keymap.Action) bool {
	switch a {
	case "text.next-tab":
		s.tab = (s.tab + 1) % len(s.names)
	case "text.prev-tab":
		s.tab = (s.tab + len(s.names) - 1) % len(s.names)
	default:
		return s.pagers[s.tab].Act(a)
	}
	return true
}

// Typing reports whether a search is being typed.
func (s *Sheet) Typing() bool { return s.pagers[s.tab].Typing() }

// Type handles a key or paste of the search.
func (s *Sheet) Type(msg tea.Msg) { s.pagers[s.tab].Type(msg) }

// Head returns how many lines stood above the text in the last frame.
func (s *Sheet) Head() int { return s.head }

// Click goes to the tab whose name was drawn at column x of the line of tabs
// and reports whether there is one.
func (s *Sheet) Click(x, y int) bool {
	if y != 1 || s.env.Aloud() { // there the current tab stands alone
		return false
	}
	left := 0
	for i, n := range s.names {
		n = pane.TabName(s.env, n, i == s.tab)
		if right := left + cell.Width(n); x >= left && x < right {
			s.tab = i
			return true
		}
		left += cell.Width(n) + tabGap
	}
	return false
}

// tabGap is the room between the names of tabs, as pane.Tabs leaves it.
const tabGap = 2

// Render returns exactly h lines of at most w cells.
func (s *Sheet) Render(w, h int, p Page) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	top := []string{s.env.Styles.Strong.Render(cell.Cut(p.Title, w)), pane.Tabs(s.env, w, s.names, s.tab)}
	for _, n := range p.Notes {
		top = append(top, cell.Cut(n, w))
	}
	if h > len(top)+6 {
		top = append(top, "")
	}
	top = top[:min(len(top), h)]
	s.head = len(top)
	if len(top) == h {
		return cell.Fit(top, w, h), nil
	}
	var body string
	var cursor *tea.Cursor
	if p.Body != nil {
		body, cursor = p.Body(w, h-len(top))
	} else {
		s.draw(w, p)
		body, cursor = s.pagers[s.tab].Render(w, h-len(top))
	}
	if cursor != nil {
		cursor.Y += len(top)
	}
	return strings.Join(append(top, body), "\n"), cursor
}

func (s *Sheet) draw(w int, p Page) {
	now := drawn{p.Key, w, s.env.Styles, s.env.Now().Unix() / 60}
	if s.drawn[s.tab] == now {
		return
	}
	s.drawn[s.tab] = now
	s.pagers[s.tab].SetLines(p.Draw(s.tab, w))
}
