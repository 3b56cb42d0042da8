package workflows

import (
	"fmt"
	"strings"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/theme"
)

// railWidth is how many cells one level of the tree takes.
const railWidth = 3

// actionRoom is the width from which the action of a step stands in a column
// of its own.
const actionRoom = 56

// drawFlow turns a laid-out definition into lines of at most w cells. Text that
// is too long goes on below itself, with the tree beside it unbroken.
func drawFlow(st *theme.Styles, lines []flowLine, w int) []string {
	d := flowDrawer{st: st, w: w, numWidth: 1}
	for _, l := range lines {
		d.numWidth = max(d.numWidth, len(fmt.Sprint(l.num)))
		if l.step != nil && w >= actionRoom {
			d.actionWidth = max(d.actionWidth, min(cell.Width(actionOf(l.step)), w/3))
		}
	}
	var out []string
	for i, l := range lines {
		if i > 0 && l.kind == noteLine && l.words == neverReached && l.rails == "" {
			out = append(out, "")
		}
		out = append(out, d.line(l)...)
	}
	return out
}

type flowDrawer struct {
	st                       *theme.Styles
	w, numWidth, actionWidth int
}

// actionOf names what a step runs: its action, or its type where that says
// more than the sign in front.
func actionOf(s *api.Step) string {
	switch {
	case isChoice(s), isEnd(s):
		return "" // a choice is told by its conditions
	case s.ActionID != "":
		return s.ActionID
	case strings.EqualFold(s.Type, "mutation"):
		return "sets variables"
	}
	return s.Type
}

// sign returns the glyph of a step.
func (d flowDrawer) sign(s *api.Step) string {
	pick := func(glyph, ascii string) string {
		if d.st.ASCII {
			return ascii
		}
		return glyph
	}
	switch {
	case strings.EqualFold(s.Type, "success"):
		return d.st.Glyph(theme.Good)
	case strings.EqualFold(s.Type, "failure"):
		return d.st.Glyph(theme.Bad)
	case s.Loop != nil:
		return d.st.Accent.Render(pick("↻", "@"))
	case isChoice(s):
		return d.st.Accent.Render(pick("◇", "<"))
	case strings.EqualFold(s.Type, "mutation"):
		return d.st.Muted.Render("=")
	case strings.EqualFold(s.Type, "action"), s.ActionID != "":
		return d.st.Muted.Render(pick("●", "o"))
	}
	return d.st.Glyph(theme.Unknown)
}

func (d flowDrawer) line(l flowLine) []string {
	switch l.kind {
	case stepLine:
		return d.step(l)
	case branchLine:
		words := l.words
		if l.leads != nil {
			words += " " + d.leads(l.leads)
		}
		return d.text(0, l.rails, words, "", d.style(l.flaw, theme.Style{}))
	case leadsLine:
		return d.text(0, l.rails, d.leads(l.leads), "", d.style(l.flaw, d.st.Muted))
	}
	if l.flaw {
		return d.text(0, l.rails, l.words, d.st.Glyph(theme.Warn)+" ", d.st.Warn)
	}
	return d.text(0, l.rails, l.words, "", d.st.Muted)
}

func (d flowDrawer) style(flaw bool, usual theme.Style) theme.Style {
	if flaw {
		return d.st.Warn
	}
	return usual
}

// leads says where the flow goes on.
func (d flowDrawer) leads(l *lead) string {
	switch {
	case l.num == 0:
		return d.st.Glyphs.Arrow + " goes to " + l.name + ", which does not exist"
	case l.back:
		return fmt.Sprintf("%s goes back to %d %s", d.st.Glyphs.Arrow, l.num, l.name)
	}
	return fmt.Sprintf("%s goes to %d %s", d.st.Glyphs.Arrow, l.num, l.name)
}

func (d flowDrawer) step(l flowLine) []string {
	words := title(l.step)
	if l.step.FailureName != "" && l.step.FailureName != words {
		words += ": " + l.step.FailureName
	}
	var style theme.Style
	if l.flaw {
		style = d.st.Muted // a note above says why
	}
	action := actionOf(l.step)
	if d.actionWidth == 0 || action == "" {
		if action != "" {
			words += " " + d.st.Glyphs.Dot + " " + action
		}
		return d.text(l.num, l.rails, words, d.sign(l.step)+" ", style)
	}
	narrow := d
	narrow.w -= d.actionWidth + 2
	out := narrow.text(l.num, l.rails, words, d.sign(l.step)+" ", style)
	out[0] = cell.Left(out[0], narrow.w+2) + d.st.Muted.Render(cell.Cut(action, d.actionWidth))
	return out
}

// text wraps plain words behind rails and a sign of two cells or none. The
// first line has the number n in front, where it is not 0.
func (d flowDrawer) text(n int, rails, words, sign string, style theme.Style) []string {
	rails, cut := d.fit(rails)
	margin := cell.Spaces(d.numWidth + 2)
	first := margin
	if n > 0 {
		first = d.st.Muted.Render(cell.Right(fmt.Sprint(n), d.numWidth)) + "  "
	}
	indent := cell.Width(sign)
	room := d.w - d.numWidth - 2 - len(rails)*railWidth - indent
	var out []string
	for i, part := range cell.Wrap(words, max(room, 1)) {
		if i == 0 {
			out = append(out, first+d.rails(rails, cut, false)+sign+style.Render(part))
			continue
		}
		out = append(out, margin+d.rails(rails, cut, true)+cell.Spaces(indent)+style.Render(part))
	}
	for i := range out {
		out[i] = cell.Cut(out[i], d.w)
	}
	return out
}

// fit drops the outer levels of a tree that is too deep for the width.
func (d flowDrawer) fit(rails string) (kept string, cut bool) {
	levels := max((d.w-d.numWidth-2)/2/railWidth, 1)
	if len(rails) <= levels {
		return rails, false
	}
	return rails[len(rails)-levels:], true
}

// rails draws the tree beside a line; below tells that it is a further line of
// the same text, beside which branches only go past.
func (d flowDrawer) rails(rails string, cut, below bool) string {
	g := d.st.Glyphs
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
	return d.st.Rule.Render(b.String())
}

// countFlow says what a definition is made of: "12 steps · 2 choices · 1 loop",
// and how many lines of it are marked.
func countFlow(lines []flowLine) (words string, flaws int) {
	steps, choices, loops := 0, 0, 0
	for _, l := range lines {
		if l.flaw {
			flaws++
		}
		if l.kind != stepLine {
			continue
		}
		steps++
		if l.step.Loop != nil {
			loops++
		} else if isChoice(l.step) {
			choices++
		}
	}
	words = cell.Count(steps, "step")
	if choices > 0 {
		words += " · " + cell.Count(choices, "choice")
	}
	if loops > 0 {
		words += " · " + cell.Count(loops, "loop")
	}
	return words, flaws
}
