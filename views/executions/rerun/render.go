package rerun

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// Heights of the window, inside.
const (
	highest   = 32 // more than that is not asked for
	footLines = 3  // about the row under the cursor
	footFrom  = 14
)

// section is a part of what stands above the list or the input. Where the room
// is short those with the highest number go first.
type section struct {
	drop  int
	lines []string
}

// Render draws what the tenant demands, how far it is, and the input or the
// list.
func (p *Panel) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	h = min(h, highest)
	least := max(3, h*2/5)
	top := fit(p.sections(w), h-least)
	body := h - len(top)
	var text string
	var cursor *tea.Cursor
	switch {
	case p.editing != nil:
		text, cursor = p.editor.Render(w, body)
	case p.job.single() && p.job.items[0].fate == reading:
		text = cell.Fit([]string{p.env.Styles.Muted.Render("Reading the history and the workflow")}, w, body)
	default:
		foot := p.foot(w, h)
		text, _ = p.list.Render(w, body-len(foot))
		text = strings.Join(append([]string{text}, foot...), "\n")
	}
	if cursor != nil {
		cursor.Y += len(top)
	}
	return cell.Fit(append(top, strings.Split(text, "\n")...), w, h), cursor
}

// fit returns the lines of sections as far as there is room.
func fit(sections []section, room int) []string {
	sections = slices.DeleteFunc(sections, func(s section) bool { return len(s.lines) == 0 })
	for {
		n, worst := 0, 0
		for i, s := range sections {
			n += len(s.lines)
			if s.drop > sections[worst].drop {
				worst = i
			}
		}
		if n <= room || len(sections) == 0 {
			break
		}
		if s := sections[worst]; len(sections) == 1 {
			return s.lines[:max(room, 0)]
		}
		sections = slices.Delete(sections, worst, worst+1)
	}
	var out []string
	for _, s := range sections {
		out = append(out, s.lines...)
	}
	return out
}

// sections are what stands above, in order.
func (p *Panel) sections(w int) []section {
	st, j := p.env.Styles, p.job
	var out []section
	put := func(drop int, style theme.Style, text string, most int) {
		if text == "" {
			return
		}
		var lines []string
		for _, l := range cell.Wrap(text, w) {
			lines = append(lines, style.Render(l))
		}
		out = append(out, section{drop, lines[:min(len(lines), most)]})
	}
	if j.single() {
		if f := j.items[0].flow; f.read {
			put(5, st.Muted, p.env.Tenant+" "+st.Glyphs.Dot+" "+state(&f.w), 2)
			if !f.off && j.items[0].fate != started {
				put(6, theme.Style{}, rule(&f.w), 4)
			}
		}
	} else {
		put(5, st.Muted, p.env.Tenant+" "+st.Glyphs.Dot+" "+cell.Count(len(j.flows), "workflow"), 1)
		put(2, st.Strong, j.summary(), 2)
		out = append(out, section{4, p.bar(w)})
	}
	out = append(out, section{3, p.steps(w)})
	put(1, p.style(j.tone), j.said, 4)
	if j.single() {
		it := j.items[0]
		put(4, st.Warn, it.about, 2)
		put(4, st.Warn, capital(it.beforeWords(p.desk)), 3)
		if it.fate == ready {
			put(4, st.Warn, it.differs, 3)
		}
	}
	put(0, st.Warn, p.note, 2)
	return append(out, section{2, p.heading(w)})
}

// stepWords are the steps of a job that has to disable something.
var stepWords = [...]string{disable: "disable", execute: "run again", enable: "enable again"}

// steps says which steps there are, which are done and which is next; where that
// is too long, only the next. A job that takes one step alone has none.
func (p *Panel) steps(w int) []string {
	st, j := p.env.Styles, p.job
	takes, off, open := false, len(j.off()) > 0, false
	for _, f := range j.flows {
		takes = takes || f.read && wayOf(&f.w) == barred
	}
	for _, it := range j.items {
		open = open || j.waits(it) || it.fate == queued || it.fate == sending
	}
	if !takes && !off {
		return nil
	}
	now, _ := j.next()
	if j.running {
		now = execute
	}
	done := map[step]bool{disable: off && now != disable, execute: !open && now == enable}
	var parts []string
	for _, s := range []step{disable, execute, enable} {
		text := fmt.Sprintf("%d %s", s, stepWords[s])
		switch {
		case done[s]:
			text = st.Glyph(theme.Good) + " " + text
		case s == now:
			text = st.Title.Render(st.Glyphs.Cursor + " " + text)
		default:
			text = st.Muted.Render(text)
		}
		parts = append(parts, text)
	}
	line := strings.Join(parts, "  "+st.Glyphs.Arrow+"  ")
	if cell.Width(line) > w && now != nothing {
		line = st.Title.Render(st.Glyphs.Cursor + " " + fmt.Sprintf("step %d of 3: %s", now, stepWords[now]))
	}
	return []string{cell.Cut(line, w)}
}

// barMost is the widest a bar is drawn.
const barMost = 60

// bar draws how much of many runs is over.
func (p *Panel) bar(w int) []string {
	by, _ := p.job.counts()
	over := by[started] + by[refused] + by[changed] + by[doubtful]
	all := over + by[queued] + by[sending] + by[ready]
	if w = min(w, barMost); over == 0 && !p.job.running || all == 0 || w < 10 {
		return nil
	}
	st := p.env.Styles
	good, full := by[started]*w/all, over*w/all
	return []string{st.Good.Render(strings.Repeat(st.Glyphs.Bar, good)) + st.Bad.Render(strings.Repeat(st.Glyphs.Bar, full-good)) +
		st.Rule.Render(strings.Repeat(st.Glyphs.BarEmpty, w-full))}
}

// heading names what stands below it: whose input, and what is wrong with it.
func (p *Panel) heading(w int) []string {
	st := p.env.Styles
	if p.editing == nil {
		return nil
	}
	it := p.editing
	name := "input"
	if !p.job.single() {
		name = "input of " + it.flow.label() + " " + cell.CutMiddle(it.exec.ID, idCells)
	}
	switch {
	case it.orig == nil:
		name += ", yours"
	case p.editor.Changed():
		name += ", edited"
	default:
		name += ", as in the history"
	}
	line, col := p.editor.Place()
	right, style := fmt.Sprintf("%d:%d", line, col), st.Muted
	switch note := p.editor.Note(); {
	case note != "":
		right, style = note, st.Warn
	case it.problem.Bad() && len(it.input) <= liveCheck:
		right, style = fmt.Sprintf("%d:%d %s", it.problem.Line, it.problem.Column, it.problem.Text), st.Bad
	}
	name = cell.Cut(name, max(w*2/3, 8))
	right = cell.Cut(right, max(w-cell.Width(name)-6, 0))
	fill := max(w-cell.Width(name)-cell.Width(right)-6, 0)
	return []string{cell.Cut(st.Rule.Render(strings.Repeat(st.Glyphs.Rule, 2))+" "+st.Title.Render(name)+" "+
		st.Rule.Render(strings.Repeat(st.Glyphs.Rule, fill))+" "+style.Render(right), w)}
}

// foot is what is to be said about the row under the cursor.
func (p *Panel) foot(w, h int) []string {
	r := p.list.Selected()
	if r == nil {
		return nil
	}
	st := p.env.Styles
	text := r.words(p)
	lines := cell.Wrap(text, w)
	lines = lines[:min(len(lines), max(h/3, footLines))]
	if h < footFrom {
		return lines[:min(len(lines), max(h/4, 1))]
	}
	for len(lines) < footLines {
		lines = append(lines, "")
	}
	return append([]string{st.Rule.Render(strings.Repeat(st.Glyphs.Rule, w))}, lines...)
}

// words says all about a row.
func (r *row) words(p *Panel) string {
	if r.may {
		return "It may be this one: " + r.run.ID + ", started " + cell.Stamp(r.run.Start, p.env.Zone) + ", " + string(r.run.Status)
	}
	it := r.item
	var parts []string
	put := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if !p.job.single() { // of a single one all that stands above
		put(it.said)
		put(it.about)
		put(it.beforeWords(p.desk))
	}
	if it.fate == ready && !p.job.single() {
		put(it.differs)
		if it.problem.Bad() {
			put(fmt.Sprintf("line %d, column %d of its input: %s", it.problem.Line, it.problem.Column, it.problem.Text))
		}
	}
	put(it.flow.label() + ", " + it.exec.ID + ", started " + cell.Stamp(it.exec.Start, p.env.Zone))
	return strings.Join(parts, "; ")
}

// columns are those of the list.
func (p *Panel) columns() []table.Column[row] {
	st := func() *theme.Styles { return p.env.Styles }
	return []table.Column[row]{
		{Key: "fate", Title: "what", Width: 14, Cell: func(r *row, _ int) (string, theme.Style) {
			if r.may {
				return "  may be it", st().Muted
			}
			word, state := r.item.word()
			return st().Plain(state) + " " + word, st().State(state)
		}},
		{Key: "workflow", Title: "workflow", Width: 18, Flex: 1, Main: true, Cell: func(r *row, w int) (string, theme.Style) {
			if r.may {
				return cell.CutMiddle(r.run.ID, w), theme.Style{}
			}
			return r.item.flow.label(), theme.Style{}
		}},
		{Key: "started", Title: "age", Width: 4, Right: true, Drop: 1, Cell: func(r *row, _ int) (string, theme.Style) {
			e := r.item.exec
			if r.may {
				e = r.run
			}
			return cell.AgeSince(e.Start, p.env.Now()), st().Muted
		}},
		{Key: "input", Title: "input", Width: 20, Flex: 2, Drop: 2, Cell: func(r *row, w int) (string, theme.Style) {
			if r.may {
				return string(r.run.Status), st().Muted
			}
			it := r.item
			if it.said != "" {
				return it.said, st().State(fateStates[it.fate])
			}
			return it.first(w), st().Muted
		}},
	}
}

// word says how an item stands.
func (it *item) word() (string, theme.State) {
	switch {
	case it.out && it.fate <= blocked:
		return "left out", theme.Off
	case it.fate == ready && it.problem.Bad():
		return "bad input", theme.Bad
	case it.fate == doubtful && it.looking:
		return "looking", theme.Unknown
	}
	return fateWords[it.fate], fateStates[it.fate]
}

// first is the beginning of the input, or what is to be said of it.
func (it *item) first(w int) string {
	if it.about != "" {
		return it.about
	}
	raw := it.input
	if limit := w * 8; len(raw) > limit && limit > 0 {
		raw = raw[:limit] // no more of a long one is in sight
	}
	return cell.Cut(safe.Line(strings.Join(strings.Fields(strings.ToValidUTF8(string(raw), "")), " ")), w)
}

// capital begins a clause with a capital letter, as a sentence about "it".
func capital(s string) string {
	if s == "" {
		return ""
	}
	return "It " + s
}
