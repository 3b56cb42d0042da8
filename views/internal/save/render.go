package save

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/theme"
)

// labelWidth is the room before the choices: marker and name of the row.
const labelWidth = 9

// Render draws the rows and, below, what will be written, or how far it is.
func (w *window) Render(width, h int) (string, *tea.Cursor) {
	if width <= 0 || h <= 0 {
		return "", nil
	}
	if w.job != nil {
		return w.progress(width, h), nil
	}
	var lines []string
	for row, options := range [][]string{w.scopeLabels(), w.formatLabels()} {
		current := w.scope
		if row == rowFormat {
			current = w.format
		}
		w.tops[row] = len(lines)
		lines = append(lines, w.label(row)+w.choices(row, options, current, max(width-labelWidth, 1)))
	}
	w.tops[rowFile] = len(lines)
	text, cursor := w.path.Render(max(width-labelWidth, 1), max(h-len(lines)-2, 1))
	for i, l := range strings.Split(text, "\n") {
		label := cell.Spaces(labelWidth)
		if i == 0 {
			label = w.label(rowFile)
		}
		lines = append(lines, cell.Cut(label+l, width))
	}
	if cursor != nil {
		cursor.X, cursor.Y = min(cursor.X+labelWidth, width-1), cursor.Y+w.tops[rowFile]
	}
	if w.focus != rowFile {
		cursor = w.src.env.Focus(0, w.tops[w.focus])
	}
	if cursor != nil && cursor.Y >= h {
		cursor = nil
	}
	lines = append(lines, w.foot(width, h-len(lines))...)
	return strings.Join(lines[:min(len(lines), h)], "\n"), cursor
}

// label draws the name of a row, with the marker where it is focused.
func (w *window) label(row int) string {
	st := w.src.env.Styles
	name := []string{"What", "Format", "File"}[row]
	if row == w.focus {
		return st.Accent.Render(st.Glyphs.Cursor) + " " + st.Strong.Render(name) + cell.Spaces(labelWidth-2-len(name))
	}
	return "  " + st.Muted.Render(name) + cell.Spaces(labelWidth-2-len(name))
}

func (w *window) scopeLabels() []string {
	out := make([]string, len(w.scopes))
	for i, s := range w.scopes {
		switch s {
		case one:
			out[i] = "this " + w.src.noun
		case marked:
			out[i] = cell.Thousands(w.src.count(marked)) + " marked"
		default:
			out[i] = "all " + cell.Thousands(w.src.count(shown)) + " shown"
		}
	}
	return out
}

func (w *window) formatLabels() []string {
	out := make([]string, len(w.formats))
	for i, f := range w.formats {
		out[i] = f.label
	}
	return out
}

// choices draws the options of a row with the one that is chosen in brackets;
// where there is no room for all, that one alone.
func (w *window) choices(row int, options []string, current, width int) string {
	st := w.src.env.Styles
	w.zones[row] = w.zones[row][:0]
	room := -1
	for _, o := range options {
		room += cell.Width(o) + 3
	}
	if room > width {
		w.zones[row] = append(w.zones[row], zone{labelWidth, labelWidth + width, (current + 1) % len(options)})
		more := ""
		if len(options) > 1 {
			more = st.Muted.Render(" " + cell.Thousands(current+1) + "/" + cell.Thousands(len(options)))
		}
		return st.Title.Render("["+cell.Cut(options[current], max(width-2-cell.Width(more), 1))+"]") + more
	}
	var b strings.Builder
	at := labelWidth
	for i, o := range options {
		if i > 0 {
			b.WriteByte(' ')
			at++
		}
		if i == current {
			b.WriteString(st.Title.Render("[" + o + "]"))
		} else {
			b.WriteString(" " + o + " ")
		}
		n := cell.Width(o) + 2
		w.zones[row] = append(w.zones[row], zone{at, at + n, i})
		at += n
	}
	return b.String()
}

// foot says what will be written, or what is wrong, in at most h lines.
func (w *window) foot(width, h int) []string {
	st := w.src.env.Styles
	var lines []string
	put := func(style theme.Style, text string) {
		for _, l := range cell.Wrap(text, width) {
			lines = append(lines, style.Render(l))
		}
	}
	if h > 4 {
		lines = append(lines, "")
	}
	if w.problem != "" {
		put(st.Bad, w.problem)
		return lines[:min(len(lines), max(h, 0))]
	}
	for _, l := range w.summary() {
		put(st.Muted, l)
	}
	if w.src.note != "" && w.scopes[w.scope] == shown {
		put(st.Warn, w.src.note)
	}
	return lines[:min(len(lines), max(h, 0))]
}

// mostKeys is how many columns are named.
const mostKeys = 12

// summary says what the file will hold.
func (w *window) summary() []string {
	f, s := w.chosen(), w.scopes[w.scope]
	n := cell.Count(w.src.count(s), w.src.noun)
	if !f.table {
		what := n + " as the tenant sent them, control characters as escapes."
		if s == one {
			what = n + " as the tenant sent it, control characters as escapes."
		}
		return []string{what, strings.TrimLeft(w.src.masks+" No file is overwritten.", " ")}
	}
	keys := w.src.keys(f.all)
	names := strings.Join(keys[:min(len(keys), mostKeys)], ", ")
	if more := len(keys) - mostKeys; more > 0 {
		names += " and " + cell.Thousands(more) + " more"
	}
	return []string{n + ", " + cell.Count(len(keys), "column") + ": " + names + ".", "A spreadsheet runs none of it as a formula. No file is overwritten."}
}

// progressWidth is how wide the bar is at most.
const progressWidth = 40

// progress says how far writing is.
func (w *window) progress(width, h int) string {
	st, p := w.src.env.Styles, w.job.rows
	word := "Writing "
	if w.stopping {
		word = "Stopping at "
	}
	bar := min(progressWidth, width)
	full := bar * p.read / max(p.total, 1)
	lines := []string{
		cell.Cut(word+cell.Thousands(p.read)+" of "+cell.Count(p.total, w.src.noun), width),
		st.Running.Render(strings.Repeat(st.Glyphs.Bar, full)) + st.Rule.Render(strings.Repeat(st.Glyphs.BarEmpty, bar-full)),
		st.Muted.Render(cell.Cut("to "+safe.Line(w.job.path), width)),
	}
	return strings.Join(lines[:min(len(lines), h)], "\n")
}

// Click goes to a row, and takes what was clicked there.
func (w *window) Click(x, y int) (tea.Cmd, bool) {
	if w.job != nil {
		return nil, false
	}
	for row, top := range w.tops {
		if y != top {
			continue
		}
		w.focus = row
		for _, z := range w.zones[row] {
			if x >= z.from && x < z.to {
				w.choose(z.choice)
			}
		}
	}
	return nil, false
}

// Wheel does nothing: everything is in sight.
func (w *window) Wheel(int) {}
