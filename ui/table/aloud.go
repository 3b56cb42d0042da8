package table

import (
	"cmp"
	"slices"
	"strings"
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
	if !m.env.Aloud() {
		return c
	}
	own := c.aloud()
	if i < len(m.cache.heard) {
		own.Width, own.Fit = m.cache.heard[i], false
		own.Silent = own.Silent || own.Width == 0
	}
	return &own
}

// aloud is the column as it is declared for a screen reader.
func (c *Column[R]) aloud() Column[R] {
	own := *c
	if c.Aloud != nil {
		own.Title, own.Width, own.Right = c.Aloud.Title, c.Aloud.Width, false
		if c.Aloud.Cell != nil {
			own.Cell = c.Aloud.Cell
		}
	}
	return own
}

// said is Cell without the blank in the place of a sign, and with the room of that.
func (c *Column[R]) said(r *R, w int) (string, theme.Style) {
	text, style := c.Cell(r, w)
	if words := strings.TrimLeft(text, " "); len(words) < len(text) {
		text, style = c.Cell(r, w+len(text)-len(words))
	}
	return strings.TrimLeft(text, " "), style
}

// Names cut to the same beginning cannot be told apart by ear: how much of its name a
// row keeps before columns go that could be missed, before numbers and times go, and
// before any column goes.
const (
	fullName  = 56
	longName  = 52
	leastName = 36
)

// widestWords is how much room a flexible column that is not the main one asks for.
const widestWords = 24

// natural returns the widths that the texts of all columns ask for where a screen
// reader gets them, 0 for a column that says nothing of any row; nil for everybody
// else, and as long as there are no rows.
func (m *Model[R]) natural() []int {
	if !m.env.Aloud() || len(m.rows) == 0 {
		return nil
	}
	out := make([]int, len(m.columns))
	for i := range m.columns {
		c := m.columns[i].aloud()
		need, most := m.heardWidth(&c), c.Width
		switch {
		case need == 0 && !c.Main && m.silent(&c):
			continue
		case c.Main:
			most = max(most, fullName)
		case c.Flex > 0:
			most = max(most, widestWords)
		}
		out[i] = max(min(max(need, cell.Width(c.Title)), most), 1)
	}
	return out
}

// heardWidth returns how wide the texts of a column are, of some rows evenly spread: nine
// of ten of the main one, all of another.
func (m *Model[R]) heardWidth(c *Column[R]) int {
	w := c.Width
	if c.Flex > 0 {
		w = wide
	}
	var all []int
	for i := 0; i < len(m.rows); i += max(len(m.rows)/sampled, 1) {
		text, _ := c.said(&m.rows[i], w)
		all = append(all, cell.Width(text))
	}
	slices.Sort(all)
	if c.Main {
		return all[(len(all)-1)*9/10]
	}
	return all[len(all)-1]
}

// silent reports whether a column says nothing of any row.
func (m *Model[R]) silent(c *Column[R]) bool {
	return !slices.ContainsFunc(m.rows, func(r R) bool {
		text, _ := c.said(&r, c.Width)
		return text != ""
	})
}

// roomForName takes columns away until the one that tells what a row is has room in
// so many cells: those that could be missed, as they give way, then numbers and
// times, then those that give way anyhow. indexes are those of the columns.
func roomForName[R any](indexes []int, columns []Column[R], room int) ([]int, []Column[R]) {
	for _, pass := range []struct {
		least int
		may   func(c *Column[R]) bool
	}{
		{fullName, func(c *Column[R]) bool { return c.Drop > 2 }},
		{longName, (*Column[R]).number},
		{leastName, func(c *Column[R]) bool { return c.Drop > 0 }},
	} {
		for {
			need, victim, main := -gap, -1, -1
			for i := range columns {
				c := &columns[i]
				if c.Main {
					main = i
					continue
				}
				need += c.Width + gap
				if pass.may(c) && (i > 0 || c.Drop > 0) && (victim < 0 || c.Drop > columns[victim].Drop) {
					victim = i
				}
			}
			if main < 0 {
				return indexes, columns
			}
			left := room - need - gap
			if victim < 0 || left >= min(columns[main].Width, pass.least) {
				if pass.least == leastName {
					columns[main].Width = max(min(columns[main].Width, left), 1)
				}
				break
			}
			indexes, columns = slices.Delete(indexes, victim, victim+1), slices.Delete(columns, victim, victim+1)
		}
	}
	return indexes, columns
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

// SortedBy says to somebody who hears the screen what the rows are ordered by, such as
// "sorted by since, longest first", for the line above the list; "" for everybody
// else. From then on the headings do not say it.
func (m *Model[R]) SortedBy() string {
	if !m.env.Aloud() || m.plan.sort < 0 {
		return ""
	}
	if !m.cache.told {
		m.cache.told = true
		m.Touch()
	}
	return m.sortedBy()
}

func (m *Model[R]) sortedBy() string {
	c := m.shape(m.plan.sort)
	text := "sorted by " + cmp.Or(c.Title, c.Key)
	if how := c.order(m.plan.reverse); how != "" {
		text += ", " + how
	}
	return text
}
