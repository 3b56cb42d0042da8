package connect

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/config"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// Sizes below which there is no room to draw on.
const leastWidth, leastHeight = 24, 6

// widest is how wide the screen is drawn at most: longer lines are hard to read.
const widest = 100

// View draws the choices or, over all of the screen, the form.
func (w *Welcome) View() tea.View {
	v := tea.View{AltScreen: true, WindowTitle: "iscope"}
	if w.ended || w.width <= 0 {
		return v
	}
	v.Content, v.Cursor = w.draw()
	if w.opt.ASCII || w.opt.Plain {
		v.Content = cell.Plain(v.Content)
	}
	return v
}

func (w *Welcome) draw() (string, *tea.Cursor) {
	if w.width < leastWidth || w.height < leastHeight {
		return cell.Fit([]string{cell.Cut("iscope: a larger window, please", w.width)}, w.width, w.height), nil
	}
	title, hints := "iscope: no tenant is configured yet", w.hints()
	body := w.list
	if n := len(w.panels); n > 0 {
		d := w.panels[n-1]
		title, hints, body = d.Title(), d.Hints(), d.Render
	}
	st := w.env.Styles
	width := min(w.width-2, widest)
	head := []string{" " + st.Title.Render(cell.Cut(title, width)), w.rule()}
	foot := []string{w.rule(), " " + w.hintLine(hints, width)}
	if w.note != "" {
		var lines []string
		for _, l := range wrapped(w.note, width, 2) {
			lines = append(lines, " "+st.Warn.Render(l))
		}
		foot = append(lines, foot...)
	}
	h := max(w.height-len(head)-len(foot), 1)
	text, cursor := body(width, h)
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = " " + lines[i]
	}
	for len(lines) < h {
		lines = append(lines, "")
	}
	if cursor == nil {
		cursor = w.env.Focus(0, 0)
	}
	if cursor != nil {
		cursor.X, cursor.Y = cursor.X+1, cursor.Y+len(head)
	}
	return cell.Fit(append(append(head, lines[:h]...), foot...), w.width, w.height), cursor
}

func (w *Welcome) rule() string {
	if w.opt.Plain {
		return ""
	}
	return w.env.Styles.Rule.Render(strings.Repeat(w.env.Styles.Glyphs.Rule, w.width))
}

func (w *Welcome) hints() []screen.Hint {
	at := strconv.Itoa(w.cursor+1) + " of " + strconv.Itoa(len(w.lines))
	return []screen.Hint{{Key: dialog.Way(w.env, "list.up", "list.down"), Text: at}, {Key: w.env.Keys.Key("dialog.accept"), Text: "take"}, {Key: w.env.Keys.Key("app.quit"), Text: "quit"}, {Key: w.env.Keys.Key("app.help"), Text: "help"}}
}

// hintLine writes as many keys as there is room for.
func (w *Welcome) hintLine(hints []screen.Hint, width int) string {
	var b strings.Builder
	used := 0
	for _, h := range hints {
		need := cell.Width(h.Key) + 1 + cell.Width(h.Text)
		if used > 0 {
			need += 3
		}
		if h.Key == "" || used+need > width {
			continue
		}
		if used > 0 {
			b.WriteString("   ")
		}
		b.WriteString(w.env.Styles.Accent.Render(h.Key) + " " + w.env.Styles.Muted.Render(h.Text))
		used += need
	}
	return b.String()
}

// list draws the choices. The terminal's cursor stands on the one that enter
// takes, which is where a screen reader reads.
func (w *Welcome) list(width, h int) (string, *tea.Cursor) {
	st := w.env.Styles
	var lines []string
	from, to := 0, 0
	for i, l := range w.lines {
		own := w.choiceLines(i, l, width, h)
		if i == w.cursor {
			from, to = len(lines), len(lines)+len(own)
		}
		lines = append(lines, own...)
	}
	for _, text := range []string{w.more(), "iscope doctor says what is wrong."} { // as much as there is room for
		if more := wrapped(text, width, h); len(lines)+1+len(more) <= h {
			lines = append(lines, "")
			for _, l := range more {
				lines = append(lines, st.Muted.Render(l))
			}
			break
		}
	}
	w.top = max(min(w.top, from, len(lines)-h), to-h, 0)
	w.top = min(w.top, from) // what it is comes before more about it
	lines = lines[w.top:]
	return cell.Fit(lines[:min(len(lines), h)], width, h), tea.NewCursor(0, from-w.top)
}

// more says what else there is to begin with.
func (w *Welcome) more() string {
	return "A tenant is saved in " + config.Short(w.opt.File) + "; iscope config init writes one with every setting explained. " +
		"Variables such as SAIL_BASE_URL need no file, and iscope doctor says what is wrong where something is."
}

// choiceLines draws one choice: what it is and, where there is room, more about
// it below.
func (w *Welcome) choiceLines(i int, l line, width, h int) []string {
	st := w.env.Styles
	mark, label := "  ", l.label
	if i == w.cursor {
		mark = st.Accent.Render(st.Glyphs.Cursor) + " "
	}
	label = cell.Cut(strconv.Itoa(i+1)+" "+label, width-2)
	switch {
	case l.why != "":
		label = st.Muted.Render(label)
	case i == w.cursor:
		label = st.Strong.Render(label)
	}
	out := []string{mark + label}
	note, style := l.note, st.Muted
	if l.why != "" {
		note, style = "cannot be used: "+l.why, st.Warn
	}
	if note == "" || h < 10 && i != w.cursor {
		return out
	}
	for _, n := range cell.Wrap(note, max(width-4, 1)) {
		out = append(out, cell.Spaces(4)+style.Render(strings.TrimRight(n, " ")))
	}
	return out
}
