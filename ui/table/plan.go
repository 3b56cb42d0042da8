package table

import (
	"slices"
	"strings"
)

// plan is how the columns of a table are arranged, by their index.
type plan struct {
	order   []int  // of all columns
	off     []bool // which are hidden
	sort    int    // -1 for the order the rows came in
	reverse bool
}

// declared is the plan of columns as they were declared.
func declared[R any](columns []Column[R]) plan {
	p := plan{order: make([]int, len(columns)), off: make([]bool, len(columns)), sort: -1}
	for i, c := range columns {
		p.order[i], p.off[i] = i, c.Off && !c.Main
	}
	return p
}

func (p plan) clone() plan {
	p.order, p.off = slices.Clone(p.order), slices.Clone(p.off)
	return p
}

// sameColumns and sameSort report whether two plans agree.
func (p plan) sameColumns(o plan) bool {
	return slices.Equal(p.order, o.order) && slices.Equal(p.off, o.off)
}

func (p plan) sameSort(o plan) bool { return p.sort == o.sort && p.reverse == o.reverse }

// Heading is one column as it is arranged.
type Heading struct {
	Key, Title string
	Shown      bool // not hidden
	Drawn      bool // had room in the last frame
	Main       bool // cannot be hidden
	Sorts      bool // rows can be ordered by it
	Sorted     bool // they are
	Falls      bool // what it shows then falls from row to row
	// Order is what the order then is called, such as "oldest first", "" where there
	// is nothing to say.
	Order string
}

// Headings returns all columns in their order, hidden ones where they would
// stand.
func (m *Model[R]) Headings() []Heading {
	out := make([]Heading, 0, len(m.columns))
	for _, i := range m.plan.order {
		c := &m.columns[i]
		at := slices.Index(m.cache.columns, i)
		out = append(out, Heading{
			Key: c.Key, Title: c.Title, Shown: !m.plan.off[i], Drawn: at >= 0 && m.cache.widths[at] > 0, Main: c.Main, Sorts: c.Less != nil,
		})
		if i == m.plan.sort {
			h := &out[len(out)-1]
			h.Sorted, h.Falls, h.Order = true, c.falls(m.plan.reverse), c.order(m.plan.reverse)
		}
	}
	return out
}

// Ordered says in words what the rows are ordered by, such as "by age, oldest
// first"; "" for the order they came in.
func (m *Model[R]) Ordered() string {
	switch i := m.plan.sort; {
	case i >= 0:
		c := &m.columns[i]
		text := "by " + c.Key
		if how := c.order(m.plan.reverse); how != "" {
			text += ", " + how
		}
		return text
	case m.plan.reverse:
		return orderWords[Reversed]
	}
	return ""
}

// column returns the index of the column with that key, -1 where there is none.
func (m *Model[R]) column(key string) int {
	return slices.IndexFunc(m.columns, func(c Column[R]) bool { return c.Key == key })
}

// ShowColumn shows or hides a column and reports whether it is so now. The main
// column, which tells what a row is, cannot be hidden.
func (m *Model[R]) ShowColumn(key string, on bool) bool {
	i := m.column(key)
	if i < 0 || m.columns[i].Main && !on {
		return false
	}
	m.plan.off[i] = !on
	m.Touch()
	return true
}

// MoveColumn moves a column by that many places to the right, or to the left
// below zero, as far as there are places, and reports whether it moved.
func (m *Model[R]) MoveColumn(key string, by int) bool {
	order := m.plan.order
	from := slices.Index(order, m.column(key))
	if from < 0 {
		return false
	}
	to := max(0, min(from+by, len(order)-1))
	if from == to {
		return false
	}
	i := order[from]
	m.plan.order = slices.Insert(slices.Delete(order, from, from+1), to, i)
	m.Touch()
	return true
}

// Signs of a layout: see Layout.
const (
	hiddenSign  = "!"
	restSign    = "*"
	sortSign    = "|"
	reverseSign = "-"
)

// Layout returns how columns and order differ from the default, as a short text
// for SetLayout and for people: the keys of the columns in their order, a !
// before those that are hidden, then | and the key that rows are ordered by, a -
// before it where they are reversed; only the half that differs, and "" where
// nothing does.
//
//	state name !usual took | -took
func (m *Model[R]) Layout() string {
	var b strings.Builder
	if !m.plan.sameColumns(m.base) {
		for k, i := range m.plan.order {
			if k > 0 {
				b.WriteByte(' ')
			}
			if m.plan.off[i] {
				b.WriteString(hiddenSign)
			}
			b.WriteString(m.columns[i].Key)
		}
	}
	if m.plan.sameSort(m.base) {
		return b.String()
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(sortSign)
	key, reverse := m.Sort()
	if reverse {
		key = reverseSign + key
	}
	if key != "" {
		b.WriteString(" " + key)
	}
	return b.String()
}

// SetLayout arranges columns and order as a text says that Layout returned,
// maybe in another version of the program: what it does not name, or what is no
// more, is as by default. A column it does not name stands behind the one that it
// is behind by default; with !* all of these are hidden. "" is the default.
func (m *Model[R]) SetLayout(text string) {
	columns, order, sorted := strings.Cut(text, sortSign)
	p := m.base.clone()
	m.arrangeBy(&p, strings.Fields(columns))
	if order = strings.TrimSpace(order); sorted {
		key, reverse := strings.CutPrefix(order, reverseSign)
		i := m.column(key)
		if key == "" || i >= 0 && m.columns[i].Less != nil {
			p.sort, p.reverse = i, reverse
		}
	}
	resort := !p.sameSort(m.plan)
	m.plan = p
	if resort {
		m.endRange()
		m.rearrange(nobody)
	}
	m.Touch()
}

// arrangeBy puts columns into the order of names and hides those with a sign.
func (m *Model[R]) arrangeBy(p *plan, names []string) {
	var order []int
	rest := false
	for _, name := range names {
		key, off := strings.CutPrefix(name, hiddenSign)
		i := m.column(key)
		switch {
		case off && key == restSign:
			rest = true
		case i >= 0 && !slices.Contains(order, i):
			order = append(order, i)
			p.off[i] = off && !m.columns[i].Main
		}
	}
	if len(order) == 0 && !rest {
		return
	}
	for k, i := range p.order { // those not named
		if slices.Contains(order, i) {
			continue
		}
		at := 0
		if k > 0 { // the one before is there: named, or put there a moment ago
			at = slices.Index(order, p.order[k-1]) + 1
		}
		order = slices.Insert(order, at, i)
		p.off[i] = (p.off[i] || rest) && !m.columns[i].Main
	}
	p.order = order
}

// SetDefault makes the layout, after what text changes of it as in SetLayout, the
// one that is the default.
func (m *Model[R]) SetDefault(text string) {
	m.base = m.plan.clone()
	m.SetLayout(text)
	m.base = m.plan.clone()
}

// widths returns the columns that are not hidden and their widths in w cells, 0
// for those that have no room.
func (m *Model[R]) widths(w int) (columns, widths []int) {
	shown := make([]Column[R], 0, len(m.columns))
	for _, i := range m.plan.order {
		if c := m.shape(i); !m.plan.off[i] && !(c.Silent && m.env.Aloud()) {
			columns, shown = append(columns, i), append(shown, *c)
			if c.Fit {
				shown[len(shown)-1].Width = m.fit(i)
			}
		}
	}
	w -= m.cache.lead - lead
	if m.env.Aloud() {
		columns, shown = roomForName(columns, shown, w-lead)
	}
	return columns, layout(shown, w)
}
