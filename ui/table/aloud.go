package table

import (
	"cmp"
	"slices"
	"time"

	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// Aloud is how a column is for a screen reader, where that is not as others see
// it: a word for a sign, the time of day for an age, which would change while it is
// read.
type Aloud[R any] struct {
	Title string
	Width int
	// Cell is as that of Column; nil is the one of the column.
	Cell func(r *R, w int) (text string, style theme.Style)
}

// clockWidth is how wide cell.Clock is at most.
const clockWidth = 12

// Clock is a column that tells a moment by the clock instead of by its age.
func Clock[R any](env *screen.Env, title string, at func(r *R) time.Time) *Aloud[R] {
	return &Aloud[R]{title, clockWidth, func(r *R, _ int) (string, theme.Style) { return env.Clock(at(r)), theme.Style{} }}
}

// wordsWidth is how wide cell.Words is at most.
const wordsWidth = 12

// Length is a column that tells a span in words; below zero it tells nothing.
func Length[R any](title string, of func(r *R) time.Duration) *Aloud[R] {
	return &Aloud[R]{title, wordsWidth, func(r *R, _ int) (string, theme.Style) {
		if d := of(r); d >= 0 {
			return cell.Words(d), theme.Style{}
		}
		return "", theme.Style{}
	}}
}

// markedWord stands in the place of the mark's sign.
const markedWord = "marked"

// lead is the room before the first column: cursor and mark, which is a word for a
// screen reader as long as anything is marked.
func (m *Model[R]) lead() int {
	if m.env.Aloud() && m.marks.set > 0 {
		return lead + len(markedWord) - 1
	}
	return lead
}

// shape is a column as it is drawn now.
func (m *Model[R]) shape(i int) *Column[R] {
	c := &m.columns[i]
	if c.Aloud == nil || !m.env.Aloud() {
		return c
	}
	own := *c
	own.Title, own.Width, own.Right = c.Aloud.Title, c.Aloud.Width, false
	if c.Aloud.Cell != nil {
		own.Cell = c.Aloud.Cell
	}
	return &own
}

// leastName is how much of its name a row keeps before other columns go: names cut
// to the same beginning cannot be told apart by ear.
const leastName = 36

// roomForName takes columns away until the one that tells what a row is has room in
// so many cells: numbers and times first, then those that give way anyhow. indexes
// are those of the columns.
func roomForName[R any](indexes []int, columns []Column[R], room int) ([]int, []Column[R]) {
	for {
		need, victim := -gap, -1
		for i := range columns {
			c := &columns[i]
			need += c.Width + gap
			if c.Main {
				need += max(leastName-c.Width, 0)
				continue
			}
			if i == 0 && c.Drop == 0 || c.Drop == 0 && !c.number() {
				continue
			}
			if victim < 0 || c.number() && !columns[victim].number() || c.number() == columns[victim].number() && c.Drop > columns[victim].Drop {
				victim = i
			}
		}
		if need <= room || victim < 0 {
			return indexes, columns
		}
		indexes, columns = slices.Delete(indexes, victim, victim+1), slices.Delete(columns, victim, victim+1)
	}
}

// number reports whether a column has numbers, ages or times.
func (c *Column[R]) number() bool { return c.Right || c.Aloud != nil }

// sortedWord stands behind the heading of the column that rows are ordered by.
func (c *Column[R]) sortedWord(reverse bool) string {
	if how := c.order(reverse); how != "" {
		return ", sorted, " + how
	}
	return ", sorted"
}

// sortedBy says by which column the rows are ordered, for where its heading has no
// room for it or it is not drawn.
func (m *Model[R]) sortedBy() string {
	if !m.env.Aloud() || m.plan.sort < 0 {
		return ""
	}
	c := m.shape(m.plan.sort)
	text := ", sorted by " + cmp.Or(c.Title, c.Key)
	if how := c.order(m.plan.reverse); how != "" {
		text += ", " + how
	}
	return m.env.Styles.Muted.Render(text)
}
