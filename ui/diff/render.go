package diff

import (
	"iscope/ui/cell"
	"iscope/ui/theme"
)

// shownBefore is how many characters stand before the first that differs in a line
// that is too long to be shown from its beginning.
const shownBefore = 12

// Render draws lines, at most w cells wide: a sign for the text each is of, in
// its colour. Of a long line that was changed the part is shown that differs, not
// the beginning that does not. Below 1 cell lines are left whole, for what wraps
// or pans them.
func Render(st *theme.Styles, lines []Line, w int) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		sign, text, style := "  ", l.Text, theme.Style{}
		switch l.Kind {
		case Removed:
			sign, text, style = "- ", l.from(w-2), st.Bad
		case Added:
			sign, text, style = "+ ", l.from(w-2), st.Good
		case Folded:
			sign, style = "  … ", st.Muted
		}
		if text = sign + text; w > 0 {
			text = cell.Cut(text, w)
		}
		out[i] = style.Render(text)
	}
	return out
}

// from returns the text of a line, or where it begins to differ beyond w cells,
// what is around that.
func (l Line) from(w int) string {
	if w < 1 || l.Differs <= shownBefore || cell.Width(l.Text) <= w {
		return l.Text
	}
	text := []rune(l.Text)
	if l.Differs > len(text) || cell.Width(string(text[:l.Differs]))+shownBefore <= w {
		return l.Text
	}
	indent := 0
	for indent < len(text) && text[indent] == ' ' {
		indent++
	}
	return cell.Spaces(min(indent, max(w/4, 0))) + "…" + string(text[l.Differs-shownBefore:])
}
