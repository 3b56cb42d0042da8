package field

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/theme"
)

// Search is the search in a text: the field that it is typed in, what is looked
// for, which lines have it, and which of these was gone to last. Who has the text
// finds the lines and brings one into sight. Its zero value looks for nothing.
type Search struct {
	field *Field // open while the query is typed
	query string
	hits  []int // ascending
	at    int   // index into hits
}

// Open opens the field, with what was looked for last.
func (s *Search) Open() { s.field = New(s.query) }

// Typing reports whether the field is open, so that keys belong to Type.
func (s *Search) Typing() bool { return s.field != nil }

// Active reports whether the search takes a line of the screen.
func (s *Search) Active() bool { return s.field != nil || s.query != "" }

// Query returns what is looked for, "" for nothing.
func (s *Search) Query() string { return s.query }

// Type handles a key or paste while the field is open, and reports whether
// something else is looked for now, whose hits are to be found.
func (s *Search) Type(keys *keymap.Map, msg tea.Msg) bool {
	if s.field == nil {
		return false
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch action, _ := keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); action {
		case "dialog.accept":
			s.field = nil
			return false
		case "dialog.close":
			return s.Clear()
		}
	}
	s.field.Update(msg)
	was := s.query
	s.query = s.field.Value()
	return s.query != was
}

// Clear ends the search and reports whether something was looked for.
func (s *Search) Clear() bool {
	was := s.query
	*s = Search{}
	return was != ""
}

// Found takes over which lines have what is looked for, ascending, and makes the
// first of them at or after line from the current one, else the first of all.
func (s *Search) Found(hits []int, from int) {
	s.hits = hits
	s.at, _ = slices.BinarySearch(hits, from)
	if s.at == len(hits) {
		s.at = 0
	}
}

// Hit returns the current line and whether there is one.
func (s *Search) Hit() (line int, ok bool) {
	if s.at < len(s.hits) {
		return s.hits[s.at], true
	}
	return 0, false
}

// Jump makes the hit after line from the current one, with by -1 the one before;
// they go round. Hit is still the same where there is none.
func (s *Search) Jump(from, by int) {
	if len(s.hits) == 0 {
		return
	}
	i, found := slices.BinarySearch(s.hits, from)
	if by < 0 || found {
		i += by
	}
	s.at = (i + len(s.hits)) % len(s.hits)
}

// Step is Jump from the hit that is current.
func (s *Search) Step(by int) {
	if line, ok := s.Hit(); ok {
		s.Jump(line, by)
	}
}

// searchRoom is what the line leaves for the number of hits.
const searchRoom = 14

// Line draws the search in a line of w cells, the yth of its pane: the field or
// what is looked for, and how many hits there are. The cursor is nil unless the
// field is open.
func (s *Search) Line(st *theme.Styles, w, y int) (string, *tea.Cursor) {
	found := "no match"
	if len(s.hits) > 0 {
		found = fmt.Sprintf("%d of %d", s.at+1, len(s.hits))
	}
	found = "  " + st.Muted.Render(found)
	if s.field == nil {
		return st.Accent.Render("/") + cell.Cut(s.query, w-searchRoom+2) + found, nil
	}
	text, x := s.field.Render(max(w-searchRoom, 4))
	return st.Accent.Render("/") + text + found, tea.NewCursor(min(1+x, w-1), y)
}
