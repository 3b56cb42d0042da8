package outline

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/field"
	"iscope/ui/screen"
)

// finder is the search in the tree.
type finder struct {
	field.Search
	texts []string // of every line, in small letters; made when first looked in
}

// typed handles a key or paste of the search field.
func (f *finder) typed(v *View, msg tea.Msg) {
	if f.Type(v.env.Keys, msg) {
		v.ensure()
		f.look(v)
		f.show(v)
	}
}

// show goes to the line that is the current match.
func (f *finder) show(v *View) {
	if line, ok := f.Hit(); ok {
		v.goTo(line)
	}
}

// look finds the lines with what is looked for, without regard to case; the first
// at or after the cursor is the current one.
func (f *finder) look(v *View) {
	want := strings.ToLower(f.Query())
	if want == "" {
		f.Found(nil, 0)
		return
	}
	if f.texts == nil {
		f.texts = make([]string, len(v.lines))
		for i := range v.lines {
			f.texts[i] = strings.ToLower(v.text(i))
		}
	}
	var hits []int
	for i, text := range f.texts {
		if strings.Contains(text, want) {
			hits = append(hits, i)
		}
	}
	f.Found(hits, v.current())
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
	if f.Query() == "" {
		return screen.Say(screen.Info, "Nothing is searched for yet: "+v.env.Keys.Key("app.filter")+" searches the steps")
	}
	f.Jump(v.current(), by)
	f.show(v)
	return nil
}
