package outline

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/field"
	"iscope/ui/screen"
)

// finder is the search in the tree.
type finder struct {
	field *field.Field // open while the query is typed
	query string
	texts []string // of every line, in small letters; made when first looked in
	hits  []int    // lines with a match
	at    int      // index in hits
}

func (f *finder) open() { f.field = field.New(f.query) }

// active reports whether the search takes a line of the screen.
func (f *finder) active() bool { return f.field != nil || f.query != "" }

func (f *finder) typed(v *View, msg tea.Msg) {
	if f.field == nil {
		return
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch action, _ := v.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); action {
		case "dialog.accept":
			f.field = nil
			return
		case "dialog.close":
			f.field = nil
			f.find(v, "")
			return
		}
	}
	f.field.Update(msg)
	f.find(v, f.field.Value())
}

// find looks for a query, without regard to case, and goes to the first match at
// or after the cursor.
func (f *finder) find(v *View, query string) {
	v.ensure()
	f.query = query
	f.look(v)
	if len(f.hits) == 0 {
		return
	}
	f.at, _ = slices.BinarySearch(f.hits, v.current())
	f.at %= len(f.hits)
	v.goTo(f.hits[f.at])
}

// look finds the lines with a match.
func (f *finder) look(v *View) {
	f.hits, f.at = nil, 0
	if f.query == "" {
		return
	}
	if f.texts == nil {
		f.texts = make([]string, len(v.lines))
		for i := range v.lines {
			f.texts[i] = strings.ToLower(v.text(i))
		}
	}
	want := strings.ToLower(f.query)
	for i, text := range f.texts {
		if strings.Contains(text, want) {
			f.hits = append(f.hits, i)
		}
	}
}

// text is what can be found of a line: what is drawn, and the name and the id
// that stand behind a title and a library's name.
func (v *View) text(i int) string {
	l := &v.lines[i]
	words := l.words
	if l.leads != nil {
		words += " " + v.leadWords(l.leads)
	}
	if l.kind != stepLine {
		return words
	}
	s := v.graph.Node(l.node).Step
	words = strings.Join([]string{title(s), s.Name, s.FailureName, s.Type, s.ActionID, v.actionOf(s), s.Description}, "\n")
	for _, m := range v.marksOf(l.node) {
		words += "\n" + m.words
	}
	return words
}

// jump goes to the next match from the cursor, or the one before.
func (f *finder) jump(v *View, by int) tea.Cmd {
	if len(f.hits) == 0 {
		if f.query == "" {
			return screen.Say(screen.Info, "Nothing is looked for: "+v.env.Keys.Key("app.filter")+" searches the steps")
		}
		return nil
	}
	i, found := slices.BinarySearch(f.hits, v.current())
	if by < 0 || found {
		i += by
	}
	f.at = (i + len(f.hits)) % len(f.hits)
	v.goTo(f.hits[f.at])
	return nil
}

// line draws the search at the foot of the tree.
func (f *finder) line(v *View, w, y int) (string, *tea.Cursor) {
	st := v.env.Styles
	found := "no match"
	if len(f.hits) > 0 {
		found = fmt.Sprintf("%d of %d", f.at+1, len(f.hits))
	}
	if f.field == nil {
		return st.Accent.Render("/") + cell.Cut(f.query, w-12) + "  " + st.Muted.Render(found), nil
	}
	text, x := f.field.Render(max(w-14, 4))
	return st.Accent.Render("/") + text + "  " + st.Muted.Render(found), tea.NewCursor(min(1+x, w-1), y)
}
