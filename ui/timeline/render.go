package timeline

import (
	"strings"
	"time"

	"iscope/ui/cell"
	"iscope/ui/theme"
)

// widths are those of the columns: what the rows would take, and what a frame
// gives them.
type widths struct{ label, kind, remark int }

// Columns: what they get at most, and at least where they are shown at all.
const (
	maxLabel, minLabel = 30, 10
	maxKind, minKind   = 20, 10
	maxRemark          = 16
	tookWidth          = 6
	minBars            = 14 // below that other columns give way
	lead               = 4  // cursor, state and the blanks behind them
	gap                = 2
)

// measure returns what the columns of rows would like to have.
func measure(rows []Row) widths {
	var w widths
	for i := range rows {
		r := &rows[i]
		if r.Note {
			continue
		}
		w.label = max(w.label, 2*r.Depth+cell.Width(r.Label))
		w.kind = max(w.kind, cell.Width(r.Kind))
		w.remark = max(w.remark, cell.Width(r.Remark))
	}
	return w
}

// layout shares w cells out and returns the widths of the columns, 0 for those
// dropped, and of the bars.
func (m *Model) layout(w int) (widths, int) {
	got := widths{
		label:  max(min(m.widths.label, maxLabel, w/3), min(minLabel, w)),
		kind:   min(max(m.widths.kind, cell.Width(m.KindTitle)), maxKind),
		remark: min(m.widths.remark, maxRemark),
	}
	if m.widths.kind == 0 {
		got.kind = 0
	}
	bars := func() int {
		n := w - lead - got.label - gap - gap - tookWidth
		if got.kind > 0 {
			n -= got.kind + gap
		}
		if got.remark > 0 {
			n -= got.remark + gap
		}
		return n
	}
	if n := bars(); n < 2*minBars && got.remark > 0 {
		got.remark = 0
	}
	if n := bars(); n < 2*minBars && got.kind > 0 {
		got.kind -= min(2*minBars-n, got.kind)
		if got.kind < minKind {
			got.kind = 0
		}
	}
	if n := bars(); n < minBars {
		got.label = max(got.label-(minBars-n), min(minLabel, got.label))
	}
	return got, max(bars(), 1)
}

// cache keeps the lines drawn last. Lines under the cursor and those that grow
// are not in it.
type cache struct {
	lines map[int]string
	w     int
	total int64
	style *theme.Styles
}

// Render returns exactly h lines of at most w cells: the axis, then rows.
func (m *Model) Render(w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	m.height = h - 1
	m.scroll()
	cols, barsWidth := m.layout(w)
	now := m.now()
	v := view{w: barsWidth, now: now}
	v.from, v.to = m.window(now)
	total := m.scale.total(now)
	if c := &m.cache; c.lines == nil || c.w != w || c.total != total || c.style != m.env.Styles || len(c.lines) > 4096 {
		*c = cache{lines: map[int]string{}, w: w, total: total, style: m.env.Styles}
	}
	lines := make([]string, 0, h)
	lines = append(lines, m.head(cols, v))
	for i := m.top; i < min(m.top+m.height, len(m.rows)); i++ {
		lines = append(lines, m.line(i, cols, v, w))
	}
	return cell.Fit(lines, w, h)
}

func (m *Model) head(cols widths, v view) string {
	st := m.env.Styles
	if st.Accessible {
		return "  " + m.LabelTitle
	}
	var b strings.Builder
	b.WriteString(cell.Spaces(lead))
	b.WriteString(cell.Left(m.LabelTitle, cols.label))
	b.WriteString(cell.Spaces(gap))
	if cols.kind > 0 {
		b.WriteString(cell.Left(m.KindTitle, cols.kind))
		b.WriteString(cell.Spaces(gap))
	}
	b.WriteString(cell.Left(m.axis(v), v.w))
	b.WriteString(cell.Spaces(gap))
	b.WriteString(cell.Right(m.TookTitle, tookWidth))
	return st.Muted.Render(b.String())
}

func (m *Model) line(i int, cols widths, v view, w int) string {
	r := &m.rows[i]
	fixed := i != m.cursor && !r.open()
	if line, ok := m.cache.lines[i]; ok && fixed {
		return line
	}
	line := ""
	switch {
	case r.Note:
		line = m.note(r, w)
	case m.env.Aloud():
		line = m.aloud(r, i == m.cursor, w, v.now)
	default:
		line = m.row(r, i == m.cursor, cols, v)
	}
	if fixed {
		m.cache.lines[i] = line
	}
	return line
}

func (r *Row) open() bool {
	for i := range r.Spans {
		if r.Spans[i].Open {
			return true
		}
	}
	return false
}

func (m *Model) note(r *Row, w int) string {
	st := m.env.Styles
	indent := lead + 2*r.Depth
	style := st.Muted
	if r.State == theme.Bad || r.State == theme.Warn {
		style = st.State(r.State)
	}
	if st.Accessible {
		return cell.Spaces(indent) + cell.Cut(r.Label, w-indent)
	}
	return cell.Spaces(indent) + st.Muted.Render(m.sign("└", "`")) + " " + style.Render(cell.Cut(r.Label, w-indent-2))
}

func (m *Model) row(r *Row, cursor bool, cols widths, v view) string {
	st := m.env.Styles
	var b strings.Builder
	b.WriteString(" ")
	if cursor {
		b.Reset()
		b.WriteString(st.Accent.Render(st.Glyphs.Cursor))
	}
	b.WriteString(m.foldSign(r.Fold) + st.Glyph(r.State) + " ")
	indent := min(2*r.Depth, cols.label/2)
	label := cell.Left(r.Label, cols.label-indent)
	switch {
	case cursor:
		label = st.Strong.Render(label)
	case r.Quiet:
		label = st.Muted.Render(label)
	}
	b.WriteString(cell.Spaces(indent) + label + cell.Spaces(gap))
	if cols.kind > 0 {
		b.WriteString(st.Muted.Render(cell.Left(r.Kind, cols.kind)) + cell.Spaces(gap))
	}
	b.WriteString(m.bars(r, v))
	b.WriteString(cell.Spaces(gap) + cell.Right(m.took(r, v.now), tookWidth))
	if cols.remark > 0 && r.Remark != "" {
		b.WriteString(cell.Spaces(gap) + st.State(r.State).Render(cell.Cut(r.Remark, cols.remark)))
	}
	return strings.TrimRight(b.String(), " ")
}

// foldSign stands between the cursor and the state.
func (m *Model) foldSign(f Fold) string {
	switch f {
	case Folded:
		return m.env.Styles.Muted.Render(m.sign("▸", ">"))
	case Unfolded:
		return m.env.Styles.Muted.Render(m.sign("▾", "v"))
	}
	return " "
}

// took is how long a row lasted, from its first moment to its last: "?" where
// an end is missing, nothing where there are no times.
func (m *Model) took(r *Row, now time.Time) string {
	if r.Took != "" {
		return r.Took
	}
	var first, last time.Time
	for _, s := range r.Spans {
		begin, ok := s.begin()
		if !ok {
			continue
		}
		end, _ := s.end()
		switch {
		case s.Open:
			end = now
		case s.Finished.IsZero():
			return "?"
		}
		if first.IsZero() || begin.Before(first) {
			first = begin
		}
		if end.After(last) {
			last = end
		}
	}
	if first.IsZero() {
		return ""
	}
	return m.env.Took(last.Sub(first))
}
