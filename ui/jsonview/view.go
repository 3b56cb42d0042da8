package jsonview

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/field"
	"iscope/ui/screen"
)

// View is a pane over a document. Make it with New.
type View struct {
	env    *screen.Env
	doc    *Doc
	folded map[int32]bool // lines whose object or array is folded
	rows   []row
	width  int // rows are made for
	cursor int // row
	top    int
	height int

	search *field.Field // open while the query is typed
	query  string
	hits   []int32 // lines with a match
	at     int     // index into hits
	lower  string  // the text in small letters, while something is looked for

	wrapped struct { // the line wrapped last, which is often asked for again
		line, w int
		parts   []string
	}
}

// row is one drawn line: a line of the document or, where that is wider than the
// pane, a part of it.
type row struct{ line, part int32 }

// New returns an empty view.
func New(env *screen.Env) *View { return &View{env: env, doc: &Doc{}, folded: map[int32]bool{}} }

// Set replaces the document. Cursor and folds stay where they were, line by line:
// a list that grows does so at its end. A cursor on the last line stays there.
func (v *View) Set(d *Doc) {
	line := v.Line()
	if len(v.rows) > 1 && v.cursor == len(v.rows)-1 {
		line = d.Len() - 1
	}
	v.doc = d
	for l := range v.folded {
		if int(l) >= d.Len() || !d.opens(int(l)) {
			delete(v.folded, l)
		}
	}
	v.wrapped.parts, v.lower = nil, ""
	v.layout()
	v.goTo(line)
	if v.query != "" {
		v.look()
	}
}

// Doc returns the document that is shown.
func (v *View) Doc() *Doc { return v.doc }

// Line returns the line of the document that the cursor is on.
func (v *View) Line() int {
	if v.cursor < len(v.rows) {
		return int(v.rows[v.cursor].line)
	}
	return 0
}

// Path returns the JSONPath of the value under the cursor, "" in an empty view.
func (v *View) Path() string {
	if v.doc.Len() == 0 {
		return ""
	}
	return v.doc.Path(v.Line())
}

// Value returns the value under the cursor, see [Doc.Value].
func (v *View) Value() string {
	if v.doc.Len() == 0 {
		return ""
	}
	return v.doc.Value(v.Line())
}

// Goto moves the cursor to a line of the document, unfolds what hides it and
// brings it to the top of the pane.
func (v *View) Goto(line int) {
	if line < 0 || line >= v.doc.Len() {
		return
	}
	hidden := false
	for parent, _ := v.doc.above(line); parent >= 0; parent, _ = v.doc.above(parent) {
		if v.folded[int32(parent)] {
			delete(v.folded, int32(parent))
			hidden = true
		}
	}
	if hidden {
		v.layout()
	}
	v.goTo(line)
	v.top = v.cursor
	v.clamp()
}

// Fold folds or unfolds the object or array under the cursor: of a line that
// opens none, the one it is in.
func (v *View) Fold() {
	if v.doc.Len() == 0 {
		return
	}
	at := v.Line()
	switch {
	case v.doc.closes(at):
		at = int(v.doc.lines[at].pair)
	case !v.doc.opens(at):
		at, _ = v.doc.above(at)
	}
	if at < 0 || !v.doc.opens(at) {
		return
	}
	if v.folded[int32(at)] {
		delete(v.folded, int32(at))
	} else {
		v.folded[int32(at)] = true
	}
	v.layout()
	v.goTo(at)
}

// FoldAll folds every member of the outermost value, or unfolds everything where
// something is folded.
func (v *View) FoldAll() {
	at := v.Line()
	if len(v.folded) > 0 {
		clear(v.folded)
	} else {
		for _, l := range v.doc.items {
			if v.doc.opens(int(l)) {
				v.folded[l] = true
			}
		}
		if n := v.doc.ItemAt(at); n >= 0 && at < v.doc.Len()-1 {
			at = v.doc.Item(n)
		}
	}
	v.layout()
	v.goTo(at)
}

// Act does what the action of the text scope says and reports whether it was
// one.
func (v *View) Act(a keymap.Action) bool {
	page, half := max(v.height-1, 1), max(v.height/2, 1)
	switch a {
	case "text.down":
		v.cursor++
	case "text.up":
		v.cursor--
	case "text.top":
		v.cursor = 0
	case "text.bottom":
		v.cursor = len(v.rows)
	case "text.page-down":
		v.cursor, v.top = v.cursor+page, v.top+page
	case "text.page-up":
		v.cursor, v.top = v.cursor-page, v.top-page
	case "text.half-down":
		v.cursor, v.top = v.cursor+half, v.top+half
	case "text.half-up":
		v.cursor, v.top = v.cursor-half, v.top-half
	case "text.next-match":
		v.jump(1)
	case "text.prev-match":
		v.jump(-1)
	case "app.filter":
		v.search = field.New(v.query)
	case "app.back":
		if v.query == "" {
			return false
		}
		v.find("")
	default:
		return false
	}
	v.clamp()
	return true
}

// MoveBy moves the cursor by n rows, for the mouse wheel.
func (v *View) MoveBy(n int) {
	v.cursor += n
	v.clamp()
}

// Click moves the cursor to what is drawn on line y of the last frame and reports
// whether there is something.
func (v *View) Click(y int) bool {
	if y < 0 || y >= v.height || v.top+y >= len(v.rows) {
		return false
	}
	v.cursor = v.top + y
	return true
}

// Typing reports whether a search is being typed, so that keys belong to Type.
func (v *View) Typing() bool { return v.search != nil }

// Type handles a key or paste of the search field.
func (v *View) Type(msg tea.Msg) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch action, _ := v.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); action {
		case "dialog.accept":
			v.search = nil
			return
		case "dialog.close":
			v.search = nil
			v.find("")
			return
		}
	}
	v.search.Update(msg)
	v.find(v.search.Value())
}

// find looks for query, without regard to case, and goes to the first match at
// or after the cursor.
func (v *View) find(query string) {
	v.query = query
	v.look()
	if len(v.hits) == 0 {
		return
	}
	for i, h := range v.hits {
		if int(h) >= v.Line() {
			v.at = i
			break
		}
	}
	v.show()
}

// look finds the lines with a match.
func (v *View) look() {
	v.hits, v.at = nil, 0
	if v.query == "" {
		v.lower = ""
		return
	}
	want := strings.ToLower(v.query)
	if v.lower == "" {
		v.lower = strings.ToLower(v.doc.text)
	}
	if len(v.lower) != len(v.doc.text) { // a letter whose small form is longer
		for i := range v.doc.lines {
			if strings.Contains(strings.ToLower(v.doc.raw(i)), want) {
				v.hits = append(v.hits, int32(i))
			}
		}
		return
	}
	line := 0
	for from := 0; ; {
		i := strings.Index(v.lower[from:], want)
		if i < 0 {
			return
		}
		for line+1 < len(v.doc.lines) && int(v.doc.lines[line+1].start) <= from+i {
			line++
		}
		v.hits = append(v.hits, int32(line))
		if line+1 == len(v.doc.lines) {
			return
		}
		from = int(v.doc.lines[line+1].start)
	}
}

// jump goes to the next match from the cursor, or the one before.
func (v *View) jump(by int) {
	if len(v.hits) == 0 {
		return
	}
	i, found := slices.BinarySearch(v.hits, int32(v.Line()))
	if by < 0 || found {
		i += by
	}
	v.at = (i + len(v.hits)) % len(v.hits)
	v.show()
}

// show brings the match into sight.
func (v *View) show() {
	if h := int(v.hits[v.at]); h != v.Line() {
		top := v.top
		v.Goto(h)
		if v.cursor >= top && v.cursor < top+v.height {
			v.top = top
		} else {
			v.top = v.cursor - v.height/3
		}
	}
	v.clamp()
}

func (v *View) clamp() {
	v.cursor = max(0, min(v.cursor, len(v.rows)-1))
	v.top = max(v.top, v.cursor-v.height+1)
	v.top = min(v.top, v.cursor)
	v.top = max(0, min(v.top, len(v.rows)-v.height))
}

// goTo moves the cursor to the row of a line, or to that of what hides it.
func (v *View) goTo(line int) {
	v.cursor = v.rowOf(line)
	v.clamp()
}
