package outline

import (
	"strconv"
	"strings"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/views/workflows/refs"
)

// railWidth is how many cells one level of the tree takes.
const railWidth = 3

// actionRoom is the width from which the action of a step stands in a column
// of its own.
const actionRoom = 56

// columns are the widths that all lines of a tree share in a pane of a width.
type columns struct {
	w, number, action int
}

// measure finds the columns for a pane w cells wide.
func (v *View) measure(w int) {
	c := columns{w: w, number: len(strconv.Itoa(max(v.graph.Len(), 1)))}
	if w >= actionRoom {
		for i := range v.graph.Len() {
			if c.action >= w/3 {
				break
			}
			c.action = max(c.action, cell.Width(v.actionOf(v.graph.Node(i).Step)))
		}
		c.action = min(c.action, w/3)
	}
	v.cols = c
}

// actionOf says what a step runs, in the library's words where it is there.
func (v *View) actionOf(s *api.Step) string {
	switch {
	case refs.IsEnd(s):
		return strings.ToLower(s.Type)
	case refs.IsChoice(s):
		return "choice"
	case s.ActionID != "":
		if words := waiting(s); words != "" {
			return words
		}
		if name := v.libraryName(s.ActionID); !strings.EqualFold(name, title(s)) {
			return name
		}
		return s.ActionID // its name is the step's already
	case refs.IsMutation(s):
		return "variables"
	}
	return s.Type
}

// libraryName returns how the library calls an action, or its id.
func (v *View) libraryName(id string) string {
	if v.Library != nil {
		if item, ok := v.Library(id); ok && item.Name != "" {
			return item.Name
		}
	}
	return id
}

func (v *View) pick(glyph, ascii string) string {
	if v.env.Styles.ASCII {
		return ascii
	}
	return glyph
}

// sign returns the glyph of a step.
func (v *View) sign(s *api.Step) string {
	st := v.env.Styles
	if st.Accessible { // see kindWords
		return ""
	}
	switch {
	case strings.EqualFold(s.Type, "success"):
		return st.Glyph(theme.Good)
	case strings.EqualFold(s.Type, "failure"):
		return st.Glyph(theme.Bad)
	case s.Loop != nil:
		return st.Accent.Render(v.pick("↻", "@"))
	case refs.IsChoice(s):
		return st.Accent.Render(v.pick("◇", "<"))
	case refs.IsMutation(s):
		return st.Muted.Render("=")
	case strings.EqualFold(s.Type, "action"), s.ActionID != "":
		return st.Muted.Render(v.pick("●", "o"))
	}
	return st.Glyph(theme.Unknown)
}

// kindWords say what sign shows, where the title does not.
func kindWords(s *api.Step) string {
	switch {
	case strings.EqualFold(s.Type, "success"):
		return ", ends well"
	case strings.EqualFold(s.Type, "failure"):
		return ", ends in failure"
	case s.Loop != nil:
		return ", loop"
	case refs.IsChoice(s):
		return ", choice"
	case refs.IsMutation(s):
		return ", sets values"
	}
	return ""
}

// draw returns a line of the tree as lines of the screen, each of at most the
// width of the columns. Text that is too long goes on below itself, with the
// tree beside it unbroken.
func (v *View) draw(i int, current bool) []string {
	l, st := &v.lines[i], v.env.Styles
	d := drawer{v: v, columns: v.cols, current: current}
	switch l.kind {
	case stepLine:
		return d.step(i)
	case wordsLine:
		return d.text(0, l.rails, l.words, "  ", st.Muted)
	case branchLine:
		return d.leading(l, d.style(l.flaw, theme.Style{}))
	case leadsLine:
		return d.leading(l, d.style(l.flaw, st.Muted))
	}
	return d.text(0, l.rails, l.words, d.warning(l.flaw), d.style(l.flaw, st.Muted))
}

// leadWords says where the flow goes on.
func (v *View) leadWords(l *lead) string {
	arrow := v.env.Styles.Glyphs.Arrow + " "
	if v.env.Aloud() {
		arrow = ""
	}
	switch {
	case l.to < 0:
		return arrow + "goes to " + l.name + ", which does not exist"
	case l.back:
		return arrow + "goes back to " + strconv.Itoa(l.num) + " " + l.name
	}
	return arrow + "goes to " + strconv.Itoa(l.num) + " " + l.name
}

// shortLead is leadWords for a pane that is too narrow for them.
func (v *View) shortLead(l *lead) string {
	if l.to < 0 || l.back || v.env.Aloud() {
		return v.leadWords(l)
	}
	return v.env.Styles.Glyphs.Arrow + " " + strconv.Itoa(l.num) + " " + l.name
}

// drawer draws one line.
type drawer struct {
	columns
	v       *View
	current bool
}

func (d drawer) warning(flaw bool) string {
	if flaw {
		return d.v.env.Styles.Glyph(theme.Warn) + " "
	}
	return ""
}

func (d drawer) style(flaw bool, usual theme.Style) theme.Style {
	if flaw {
		return d.v.env.Styles.Warn
	}
	return usual
}

// stepWords is the text of a step's line: its title, how it fails, and how much
// is folded away below it.
func (v *View) stepWords(i int) string {
	l := &v.lines[i]
	s := v.graph.Node(l.node).Step
	words := title(s)
	if s.FailureName != "" && s.FailureName != words {
		words += ": " + s.FailureName
	}
	if v.env.Aloud() {
		words += kindWords(s)
	}
	if v.folded[i] && v.env.Aloud() {
		words += ", " + cell.Count(v.stepsIn(i), "step") + " folded"
	} else if v.folded[i] {
		words += "  " + v.pick("▸", ">") + " " + cell.Count(v.stepsIn(i), "step") + " folded"
	}
	return words
}

func (d drawer) step(i int) []string {
	v, l := d.v, &d.v.lines[i]
	s := v.graph.Node(l.node).Step
	words, marks := v.stepWords(i), v.drawMarks(l.node)
	var style theme.Style
	switch {
	case d.current:
		style = v.env.Styles.Strong
	case !v.graph.Node(l.node).Reached:
		style = v.env.Styles.Muted
	}
	action := v.actionOf(s)
	if d.action == 0 || action == "" {
		if action != "" && !refs.IsChoice(s) && !refs.IsEnd(s) {
			words += v.env.Styles.Glyphs.Sep + action
		}
		return d.marked(l.num, l.rails, words, marks, v.sign(s)+" ", style)
	}
	narrow := d
	narrow.w -= d.action + 2
	out := narrow.marked(l.num, l.rails, words, marks, v.sign(s)+" ", style)
	out[0] = cell.Left(out[0], narrow.w+2) + v.env.Styles.Muted.Render(cell.Cut(action, d.action))
	return out
}

// marked is text with marks behind it, which are styled already.
func (d drawer) marked(n int, rails, words, marks, sign string, style theme.Style) []string {
	if marks == "" {
		return d.text(n, rails, words, sign, style)
	}
	return d.lines(n, rails, sign, cell.WrapStyled(style.Render(words)+marks, d.room(rails, sign)))
}

// text wraps plain words behind rails and a sign. The first line has the number
// n in front, where it is not 0.
func (d drawer) text(n int, rails, words, sign string, style theme.Style) []string {
	return d.parts(n, rails, sign, cell.Wrap(words, d.room(rails, sign)), style)
}

// leading draws a line that says where the flow goes on: behind its words where
// there is room, else below them, and in few words where these are too long for a
// line.
func (d drawer) leading(l *line, style theme.Style) []string {
	sign := d.warning(l.flaw)
	room := d.room(l.rails, sign)
	var parts []string
	if l.words != "" {
		parts = cell.Wrap(l.words, room)
	}
	if l.leads != nil {
		words := d.v.leadWords(l.leads)
		if cell.Width(words) > room {
			words = d.v.shortLead(l.leads)
		}
		if last := len(parts) - 1; last >= 0 && cell.Width(parts[last])+1+cell.Width(words) <= room {
			parts[last] += " " + words
		} else {
			parts = append(parts, cell.Wrap(words, room)...)
		}
	}
	return d.parts(0, l.rails, sign, parts, style)
}

// parts draws what was wrapped in a style.
func (d drawer) parts(n int, rails, sign string, parts []string, style theme.Style) []string {
	for i := range parts {
		parts[i] = style.Render(parts[i])
	}
	return d.lines(n, rails, sign, parts)
}

func (d drawer) room(rails, sign string) int {
	kept, _ := d.fit(rails)
	return max(d.w-d.number-3-len(kept)*railWidth-cell.Width(sign), 1)
}

// lines puts marker, number, rails and sign in front of what was wrapped.
func (d drawer) lines(n int, rails, sign string, parts []string) []string {
	st := d.v.env.Styles
	kept, cut := d.fit(rails)
	number, marker := cell.Spaces(d.number), " "
	if n > 0 {
		number = st.Muted.Render(cell.Right(strconv.Itoa(n), d.number))
	}
	if d.current {
		marker = st.Accent.Render(st.Glyphs.Cursor)
	}
	first := marker + number + "  "
	out := make([]string, 0, len(parts))
	for i, part := range parts {
		if i == 1 {
			first, sign = marker+cell.Spaces(d.number+2), cell.Spaces(cell.Width(sign))
		}
		out = append(out, cell.Cut(first+d.drawRails(kept, cut, i > 0)+sign+part, d.w))
	}
	return out
}

// fit drops the outer levels of a tree that is too deep for the width.
func (d drawer) fit(rails string) (kept string, cut bool) {
	levels := max((d.w-d.number-3)/2/railWidth, 1)
	if len(rails) <= levels {
		return rails, false
	}
	return rails[len(rails)-levels:], true
}

// drawRails draws the tree beside a line; below tells that it is a further line
// of the same text, beside which branches only go past.
func (d drawer) drawRails(rails string, cut, below bool) string {
	if rails == "" {
		return ""
	}
	g := d.v.env.Styles.Glyphs
	var b strings.Builder
	for i, r := range rails {
		glyph := ""
		switch {
		case cut && i == 0:
			glyph = "…"
		case r == railPass, r == railBranch && below:
			glyph = g.Divider
		case r == railBranch:
			glyph = g.Branch
		case r == railLast && !below:
			glyph = g.Corner
		}
		b.WriteString(cell.Left(glyph, railWidth))
	}
	return d.v.env.Styles.Rule.Render(b.String())
}
