package jsonview

import (
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

	search field.Search
	lower  string // the text in small letters, while something is looked for

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
	if v.search.Query() != "" {
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
		v.search.Jump(v.Line(), 1)
		v.show()
	case "text.prev-match":
		v.search.Jump(v.Line(), -1)
		v.show()
	case "app.filter":
		v.search.Open()
	case "app.back":
		v.lower = ""
		if !v.search.Clear() {
			return false
		}
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
func (v *View) Typing() bool { return v.search.Typing() }

// Type handles a key or paste of the search field.
func (v *View) Type(msg tea.Msg) {
	if v.search.Type(v.env.Keys, msg) {
		v.look()
		v.show()
	}
}

// look finds the lines with what is looked for; the first at or after the cursor
// is the current one.
func (v *View) look() { v.search.Found(v.hits(), v.Line()) }

// hits returns the lines with what is looked for, without regard to case.
func (v *View) hits() []int {
	want := strings.ToLower(v.search.Query())
	if want == "" {
		v.lower = ""
		return nil
	}
	if v.lower == "" {
		v.lower = strings.ToLower(v.doc.text)
	}
	var hits []int
	if len(v.lower) != len(v.doc.text) { // a letter whose small form is longer
		for i := range v.doc.lines {
			if strings.Contains(strings.ToLower(v.doc.raw(i)), want) {
				hits = append(hits, i)
			}
		}
		return hits
	}
	line := 0
	for from := 0; ; {
		i := strings.Index(v.lower[from:], want)
		if i < 0 {
			return hits
		}
		for line+1 < len(v.doc.lines) && int(v.doc.lines[line+1].start) <= from+i {
			line++
		}
		hits = append(hits, line)
		if line+1 == len(v.doc.lines) {
			return hits
		}
		from = int(v.doc.lines[line+1].start)
	}
}

// show brings the match into sight.
func (v *View) show() {
	h, ok := v.search.Hit()
	if !ok {
		return
	}
	if h != v.Line() {
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
