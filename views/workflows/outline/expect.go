package outline

import (
	"strings"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/views/workflows/refs"
)

// expectLines say what the library expects of a step, with what is there and
// what is missing.
func (v *View) expectLines(s *api.Step, entry *api.LibraryItem, w int) []string {
	if len(entry.Fields) == 0 {
		return nil
	}
	st := v.env.Styles
	out := v.heading("expects", w)
	a := attributesOf(s)
	names, types := 0, 0
	for _, f := range entry.Fields {
		names = max(names, min(cell.Width(f.Name), w/3))
		types = max(types, min(cell.Width(f.Type), w/5))
	}
	for i, f := range entry.Fields {
		if i == maxMembers {
			return append(out, st.Muted.Render(cell.Cut("  … "+cell.Count(len(entry.Fields)-i, "field")+" more", w)))
		}
		name := strings.TrimSuffix(f.Name, ".$")
		given := a.has(name) || a.has(f.Name) || refs.IsChoice(s)
		sign, need, style := " ", "optional", st.Muted
		switch {
		case f.Required && !given:
			sign, need, style = st.Glyph(theme.Warn), "required, missing", st.Warn
		case f.Required:
			sign, need, style = st.Glyph(theme.Good), "required", st.Text
		case given:
			sign, style = st.Glyph(theme.Good), st.Text
		}
		line := "  " + sign + " " + style.Render(cell.Left(f.Name, names)) + "  " + st.Muted.Render(cell.Left(f.Type, types)) + "  " + style.Render(need)
		if label := firstOf(f.Label, f.Help); label != "" && !strings.EqualFold(label, f.Name) {
			line += "  " + st.Muted.Render(label)
		}
		out = append(out, cell.Cut(line, w))
	}
	return out
}

// exampleLines show what the library gives as an example of the result.
func (v *View) exampleLines(entry *api.LibraryItem, w int) []string {
	switch text := string(entry.Example); text {
	case "", "null", "{}", "[]", `""`:
		return nil
	}
	return append(v.heading("example of its result", w), v.bounded(api.Pretty(entry.Example), false, w)...)
}
