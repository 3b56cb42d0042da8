// Package toast keeps the short lines that appear above the footer and go away
// by themselves.
package toast

import (
	"fmt"
	"slices"
	"strings"
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
	// Patient keeps each until a key is pressed after it has lived, for who needs
	// longer to hear it than to see it.
	Patient bool

	last  int
	items []item
}

type item struct {
	screen.Toast
	id  int
	old bool // has lived, waits for a key
}

// Push shows a toast and returns the command that will end it. One that says the
// same as another is that one, shown again; an answer to a key takes the place of
// what was said in passing before it.
func (s *Stack) Push(t screen.Toast) tea.Cmd {
	s.last++
	s.items = slices.DeleteFunc(s.items, func(it item) bool { return it.Text == t.Text && it.Tone == t.Tone || it.gives(t) })
	s.items = append(s.items, item{Toast: t, id: s.last})
	if len(s.items) > most {
		s.items = s.items[len(s.items)-most:]
	}
	id := s.last
	return tea.Tick(life, func(time.Time) tea.Msg { return Expired{id} })
}

// gives reports whether a toast gives way to a newer one: what was only said in
// passing does to what answers a later key.
func (it item) gives(t screen.Toast) bool {
	return it.Tone == screen.Info && !it.Keep && (t.Tone == screen.Info || t.Tone == screen.Warn) && !t.Keep
}

// Expire ends the toast that e is about, if it is still there and need not be
// kept.
func (s *Stack) Expire(e Expired) {
	for i := range s.items {
		if s.items[i].id != e.id {
			continue
		}
		if s.items[i].Keep || s.Patient {
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

// spoken is what stands in the place of a sign where that cannot be seen. What went
// well says so itself.
var spoken = map[screen.Tone]string{screen.Warn: "Warning: ", screen.Bad: "Failed: "}

// mostLines is how many lines a toast takes at most.
const mostLines = 2

// behind counts the toasts behind the newest that wait to be read. The others go by
// themselves.
func (s *Stack) behind() int {
	n := 0
	for _, it := range s.items[:len(s.items)-1] {
		if it.Keep {
			n++
		}
	}
	return n
}

// Lines draws the newest toast in at most two lines of at most w cells, broken and
// cut at words; none where there is no toast. How many wait behind it stands at its
// end.
func (s *Stack) Lines(st *theme.Styles, w int) []string {
	if len(s.items) == 0 {
		return nil
	}
	it := s.items[len(s.items)-1]
	lead, style, text := " "+st.Accent.Render(st.Glyphs.Dot)+" ", st.Text, it.Text
	switch {
	case st.Accessible:
		lead, text = " ", spoken[it.Tone]+text
	case it.Tone == screen.Good:
		lead = " " + st.Glyph(theme.Good) + " "
	case it.Tone == screen.Warn:
		lead, style = " "+st.Glyph(theme.Warn)+" ", st.Warn
	case it.Tone == screen.Bad:
		lead, style = " "+st.Glyph(theme.Bad)+" ", st.Bad
	}
	more := ""
	if n := s.behind(); n > 0 && st.Accessible {
		more = fmt.Sprintf(", and %d more", n)
	} else if n > 0 {
		more = fmt.Sprintf("+%d", n)
	}
	parts := broken(text, max(w-cell.Width(lead)-cell.Width(more)-1, 1))
	out := make([]string, 0, len(parts))
	for i, part := range parts {
		line := lead + style.Render(part)
		lead = cell.Spaces(cell.Width(lead))
		switch {
		case i < len(parts)-1:
		case st.Accessible:
			line += more
		default:
			line += " " + st.Muted.Render(more)
		}
		if st.Accessible {
			line = strings.TrimRight(line, " ")
		}
		out = append(out, cell.Cut(line, w))
	}
	return out
}

// broken breaks a text into at most mostLines lines of w cells. What has no room is
// left out from a word on.
func broken(text string, w int) []string {
	if cell.Width(text) <= w {
		return []string{text}
	}
	var out []string
	for _, l := range cell.Wrap(text, w) {
		out = append(out, strings.TrimRight(l, " "))
	}
	return cell.Most(out, mostLines, w)
}
