package table

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/ui/cell"
	"iscope/ui/theme"
)

// lineCache keeps the rows drawn last. It is thrown away when anything but
// cursor and marks changes.
type lineCache struct {
	epoch, made int // made: epoch of the lines
	styles      *theme.Styles
	width       int
	minute      int64 // ages change by the minute
	lines       map[lineKey]string
	lead        int   // room before the first column
	columns     []int // those that are not hidden, in order
	widths      []int // theirs
	head        string
	heard       []int // what columns ask for where a screen reader gets them, by their index
	told        bool  // the line above says what the rows are ordered by; it is not thrown away
	alike       alike
}

type lineKey struct {
	row    int32
	marked bool
	cursor bool
}

// Render returns exactly h lines of at most w cells: headings and rows. While
// the filter is typed its field takes the last line and the cursor is there.
func (m *Model[R]) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	foot := 0
	if (m.typing != nil || m.filter != "") && h > 2 {
		foot = 1
	}
	m.height = max(h-1-foot, 0)
	m.scroll()
	m.refreshCache(w)
	m.tellApart()

	lines := make([]string, h) // each cut to w when it was made: measuring all of them is what a frame would cost most
	lines[0] = m.cache.head
	for i := m.top; i < min(m.top+m.height, len(m.order)); i++ {
		lines[1+i-m.top] = m.line(i)
	}
	if foot == 0 {
		return strings.Join(lines, "\n"), m.focus(h)
	}
	line, x := m.filterLine(w)
	lines[h-1] = cell.Cut(line, w)
	if m.typing == nil {
		return strings.Join(lines, "\n"), m.focus(h)
	}
	return strings.Join(lines, "\n"), tea.NewCursor(min(x, w-1), h-1)
}

// focus is the terminal's cursor on the row that has the keys, or on the headings
// where there is none.
func (m *Model[R]) focus(h int) *tea.Cursor {
	if len(m.order) == 0 {
		return m.env.Focus(0, 0)
	}
	return m.env.Focus(0, min(1+m.cursor-m.top, h-1))
}

func (m *Model[R]) filterLine(w int) (string, int) {
	st := m.env.Styles
	note := cell.Thousands(len(m.order)) + " of " + cell.Thousands(len(m.rows))
	if n := m.marks.set - m.Marks(); n > 0 {
		note += " · " + cell.Thousands(n) + " marked not shown"
	}
	if m.ranked && 0 < m.first && m.first < len(m.order) {
		note += " · by name first"
	}
	switch {
	case m.loose:
		note += " (letters in order)"
	case m.typing == nil:
		note += " · esc clears"
	}
	if m.typing == nil {
		return " " + st.Accent.Render("/") + cell.Cut(m.filter, max(w-cell.Width(note)-5, 4)) + "  " + st.Muted.Render(note), 0
	}
	text, x := m.typing.Render(max(w-cell.Width(note)-6, 4))
	return " " + st.Accent.Render("/") + text + "  " + st.Muted.Render(note), 2 + x
}

func (m *Model[R]) refreshCache(w int) {
	c := &m.cache
	minute := m.env.Now().Unix() / 60
	room := m.lead()
	if c.lines != nil && c.made == c.epoch && c.width == w && c.styles == m.env.Styles && c.minute == minute && c.lead == room && len(c.lines) < 4096 {
		return
	}
	c.made, c.width, c.styles, c.minute, c.lead = c.epoch, w, m.env.Styles, minute, room
	c.lines = make(map[lineKey]string, m.height*2)
	c.alike = alike{}
	c.heard = m.natural()
	c.columns, c.widths = m.widths(w)
	c.head = cell.Cut(m.headings(), w)
}

func (m *Model[R]) headings() string {
	st := m.env.Styles
	var b strings.Builder
	b.WriteString(cell.Spaces(m.cache.lead))
	first, unsaid := true, st.Accessible && m.plan.sort >= 0 && !m.cache.told
	for k, i := range m.cache.columns {
		c, w := m.shape(i), m.cache.widths[k]
		if w == 0 {
			continue
		}
		if !first {
			b.WriteString(cell.Spaces(gap))
		}
		first = false
		title := c.Title
		if i == m.plan.sort && !st.Accessible {
			arrow := st.Glyphs.Up
			if c.falls(m.plan.reverse) {
				arrow = st.Glyphs.Down
			}
			title = ansi.Truncate(title, w-1, "") + arrow
		}
		if said := title + c.sortedWord(m.plan.reverse); i == m.plan.sort && unsaid && cell.Width(said) <= w {
			title, unsaid = said, false
		}
		draw(&b, title, st.Muted, w, c.Right)
	}
	line := strings.TrimRight(b.String(), " ")
	if !unsaid {
		return line
	}
	if by := ", " + m.sortedBy(); cell.Width(line)+cell.Width(by) <= m.cache.width { // a heading is worth more
		line += st.Muted.Render(by)
	}
	return line
}

func (m *Model[R]) line(i int) string {
	row := m.order[i]
	r := &m.rows[row]
	k := lineKey{row, m.marked(row), i == m.cursor}
	if line, ok := m.cache.lines[k]; ok {
		return line
	}
	line := cell.Cut(m.draw(r, k), m.cache.width)
	m.cache.lines[k] = line
	return line
}

func (m *Model[R]) draw(r *R, k lineKey) string {
	st := m.env.Styles
	var b strings.Builder
	if k.cursor {
		b.WriteString(st.Accent.Render(st.Glyphs.Cursor))
	} else {
		b.WriteByte(' ')
	}
	switch {
	case k.marked && st.Accessible:
		b.WriteString(markedWord)
	case k.marked:
		b.WriteString(st.Accent.Render(st.Glyphs.Mark))
	default:
		b.WriteString(cell.Spaces(m.cache.lead - 2))
	}
	b.WriteByte(' ')
	first, loud, row := true, k.cursor, k.row
	for k, i := range m.cache.columns {
		c, w := m.shape(i), m.cache.widths[k]
		if w == 0 {
			continue
		}
		if !first {
			b.WriteString(cell.Spaces(gap))
		}
		first = false
		say := c.Cell
		if st.Accessible {
			say = c.said
		}
		text, style := say(r, w)
		if loud && w <= loudWidth && text != "" && strings.IndexByte(text, '\x1b') < 0 {
			style, loud = style.Bold(), false
		}
		if c.Main && (st.Accessible || m.cache.alike.middle[row]) && strings.IndexByte(text, '\x1b') < 0 {
			text = cell.CutMiddle(text, w)
		}
		draw(&b, text, style, w, c.Right)
	}
	return strings.TrimRight(b.String(), " ")
}

// loudWidth is the widest column that is drawn bold under the cursor. The
// renderer sends everything between the first and the last cell that changed,
// so only the cells next to the marker change: on a thin line a bold row is
// six times the bytes of this.
const loudWidth = 18
