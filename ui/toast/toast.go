// Package toast keeps the short lines that appear above the footer and go away
// by themselves.
package toast

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// life is how long a toast stays; one to keep stays until a key is pressed
// after that.
const life = 4 * time.Second

// most is how many toasts are shown at once; older ones make room.
const most = 3

// Expired is sent when a toast has lived. The stack's owner hands it to Expire.
type Expired struct{ id int }

// Stack holds the toasts on screen. Its zero value is empty.
type Stack struct {
	last  int
	items []item
}

type item struct {
	screen.Toast
	id  int
	old bool // has lived, waits for a key
}

// Push shows a toast and returns the command that will end it.
func (s *Stack) Push(t screen.Toast) tea.Cmd {
	s.last++
	s.items = append(s.items, item{Toast: t, id: s.last})
	if len(s.items) > most {
		s.items = s.items[len(s.items)-most:]
	}
	id := s.last
	return tea.Tick(life, func(time.Time) tea.Msg { return Expired{id} })
}

// Expire ends the toast that e is about, if it is still there and need not be
// kept.
func (s *Stack) Expire(e Expired) {
	for i := range s.items {
		if s.items[i].id != e.id {
			continue
		}
		if s.items[i].Keep {
			s.items[i].old = true
			return
		}
		s.items = append(s.items[:i], s.items[i+1:]...)
		return
	}
}

// Seen is called for each key pressed: toasts that were kept for it go.
func (s *Stack) Seen() {
	kept := s.items[:0]
	for _, it := range s.items {
		if !it.old {
			kept = append(kept, it)
		}
	}
	s.items = kept
}

// Len returns how many toasts are on screen.
func (s *Stack) Len() int { return len(s.items) }

// Leave is called when another tenant is opened: what can be missed goes, the
// rest says which tenant it is about.
func (s *Stack) Leave(tenant string) {
	kept := s.items[:0]
	for _, it := range s.items {
		if it.Keep {
			it.Text = tenant + ": " + it.Text
			kept = append(kept, it)
		}
	}
	s.items = kept
}

// spoken is what stands in the place of a sign where that cannot be seen.
var spoken = map[screen.Tone]string{screen.Good: "Done: ", screen.Warn: "Warning: ", screen.Bad: "Failed: "}

// Lines draws the toasts, the newest last, each at most w cells wide.
func (s *Stack) Lines(st *theme.Styles, w int) []string {
	out := make([]string, 0, len(s.items))
	for _, it := range s.items {
		glyph, style := st.Accent.Render(st.Glyphs.Dot), st.Text
		if st.Accessible {
			out = append(out, " "+cell.Cut(spoken[it.Tone]+it.Text, max(w-1, 1))+" ")
			continue
		}
		switch it.Tone {
		case screen.Good:
			glyph = st.Glyph(theme.Good)
		case screen.Warn:
			glyph, style = st.Glyph(theme.Warn), st.Warn
		case screen.Bad:
			glyph, style = st.Glyph(theme.Bad), st.Bad
		}
		out = append(out, " "+glyph+" "+style.Render(cell.Cut(it.Text, max(w-4, 1)))+" ")
	}
	return out
}
