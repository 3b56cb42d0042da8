package outline

import (
	"strings"
	"time"

	"iscope/api"
	"iscope/ui/theme"
	"iscope/views/workflows/refs"
)

// mark is what there is to say of a step beside what it does.
type mark struct {
	words string
	flaw  bool // something is wrong; else it is only good to know
}

// types are those of a step that are known, in small letters.
var types = map[string]bool{"action": true, "choice": true, "mutation": true, "success": true, "failure": true}

// marksOf returns the marks of a step, the worst first.
func (v *View) marksOf(node int) []mark {
	n := v.graph.Node(node)
	s := n.Step
	var out []mark
	if !n.Reached {
		out = append(out, mark{"never reached", true})
	}
	if n.Circle == refs.Endless {
		out = append(out, mark{"endless circle", true})
	}
	switch kind := strings.ToLower(s.Type); {
	case kind == "":
		out = append(out, mark{"no type", true})
	case !types[kind]:
		out = append(out, mark{"unknown type " + s.Type, true})
	case kind == "action" && s.ActionID == "":
		out = append(out, mark{"no action", true})
	}
	if id := libraryID(s); id != "" && v.Library != nil {
		switch item, ok := v.Library(id); {
		case !ok:
			out = append(out, mark{"unknown action", true})
		case item.Deprecated:
			out = append(out, mark{v.deprecated(&item), false})
		}
	}
	if n.Circle == refs.WayOut {
		out = append(out, mark{"in a circle", false})
	}
	return out
}

// libraryID is the id under which the library knows what a step does, "" where
// the step has none.
func libraryID(s *api.Step) string {
	switch {
	case s.ActionID != "":
		return s.ActionID
	case refs.IsMutation(s):
		return attributesOf(s).value("id")
	}
	return ""
}

// deprecated says since when an action should not be used any more, or what is
// to be used instead: tenants send the one or the other.
func (v *View) deprecated(item *api.LibraryItem) string {
	by := item.DeprecatedBy
	if by == "" {
		return "deprecated"
	}
	if at, err := time.Parse(time.RFC3339Nano, by); err == nil {
		return "deprecated since " + at.UTC().Format("2 Jan 2006")
	}
	if next, ok := v.Library(by); ok && next.Name != "" {
		return "deprecated, replaced by " + next.Name
	}
	return "deprecated, replaced by " + by
}

// flawed reports whether something is wrong on a line.
func (v *View) flawed(l *line) bool {
	if l.kind != stepLine {
		return l.flaw && l.words != neverReached // the steps below it say so themselves
	}
	for _, m := range v.marksOf(l.node) {
		if m.flaw {
			return true
		}
	}
	return false
}

// draw returns the marks behind a title, styled.
func (v *View) drawMarks(node int) string {
	st := v.env.Styles
	out := ""
	for _, m := range v.marksOf(node) {
		if m.flaw {
			out += "  " + st.Glyph(theme.Warn) + " " + st.Warn.Render(m.words)
			continue
		}
		out += "  " + st.Muted.Render(st.Glyphs.Dot+" "+m.words)
	}
	return out
}
