package table

import (
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
)

// looseSpan is how far apart the letters of such a filter may be, in letters
// per letter: further apart they have nothing to do with one another.
const looseSpan = 2

// looseRows is the number of rows up to which a filter that no row contains is
// tried as letters in order.
const looseRows = 5_000

// SortBy orders by the column with that key, "" by the order the rows came in.
// A key of no column that can be sorted by changes nothing: it may have been
// remembered from another version of the program.
func (m *Model[R]) SortBy(key string, reverse bool) {
	column := slices.IndexFunc(m.columns, func(c Column[R]) bool { return c.Key == key && c.Less != nil })
	if column < 0 && key != "" {
		return
	}
	m.endRange()
	m.plan.sort, m.plan.reverse = column, reverse
	m.rearrange(nobody)
}

// Sort returns the column the rows are ordered by, "" for the order they came
// in.
func (m *Model[R]) Sort() (key string, reverse bool) {
	if m.plan.sort < 0 {
		return "", m.plan.reverse
	}
	return m.columns[m.plan.sort].Key, m.plan.reverse
}

// nextSort goes to the next column that can be sorted by, as they are shown, and
// round to the order the rows came in. From a hidden column it goes to the first.
func (m *Model[R]) nextSort() {
	m.endRange()
	p := &m.plan
	at := slices.Index(p.order, p.sort)
	if p.sort >= 0 && p.off[p.sort] {
		at = -1
	}
	p.sort, p.reverse = -1, false
	for _, i := range p.order[at+1:] {
		if m.columns[i].Less != nil && !p.off[i] {
			p.sort = i
			break
		}
	}
	m.rearrange(nobody)
}

func (m *Model[R]) compare(a, b int32) int {
	c := 0
	if m.plan.sort >= 0 {
		c = m.columns[m.plan.sort].Less(&m.rows[a], &m.rows[b])
	}
	if c == 0 {
		c = int(a) - int(b)
	}
	if m.plan.reverse {
		return -c
	}
	return c
}

// Filter returns the filter in force.
func (m *Model[R]) Filter() string { return m.filter }

// SetFilter shows only rows whose text contains every word of text, without
// regard to case; a word after "!" must not be in it.
func (m *Model[R]) SetFilter(text string) {
	narrower := m.filter != "" && strings.HasPrefix(text, m.filter) && !strings.Contains(text, "!") && !m.loose
	m.filter = text
	m.endRange()
	was := m.under()
	if narrower {
		words := strings.Fields(strings.ToLower(text))
		m.order = slices.DeleteFunc(m.order, func(i int32) bool { return !m.keeps(int(i), words) })
		m.marks.counted = false
		if len(m.order) > 0 {
			m.anchor(was)
			m.Touch()
			return
		}
	}
	m.rearrange(was)
}

// Rearrange applies filters and order anew, after Keep changed. The cursor
// stays on its row; where that is hidden now it goes to the next one that is
// not, else to the last. A range in progress ends.
func (m *Model[R]) Rearrange() {
	m.endRange()
	m.rearrange(m.under())
}

// nobody stands for the row under the cursor where its index is not known or
// tells nothing about its place.
const nobody int32 = -1

// under returns the index of the row under the cursor. It holds until the rows
// change.
func (m *Model[R]) under() int32 {
	if m.cursorID == "" || m.cursor >= len(m.order) || int(m.order[m.cursor]) >= len(m.rows) {
		return nobody
	}
	return m.order[m.cursor]
}

// rearrange applies filters and order anew, with the row under the cursor
// until now.
func (m *Model[R]) rearrange(was int32) {
	words := strings.Fields(strings.ToLower(m.filter))
	m.order, m.loose = m.order[:0], false
	for i := range m.rows {
		if m.keeps(i, words) {
			m.order = append(m.order, int32(i))
		}
	}
	if len(m.order) == 0 && len(words) > 0 && len(m.rows) <= looseRows && !strings.Contains(m.filter, "!") {
		m.matchLoosely()
	}
	if m.plan.sort >= 0 || m.plan.reverse {
		slices.SortFunc(m.order, m.compare)
	}
	m.marks.counted = false
	m.anchor(was)
	m.anchorRange()
	m.settle()
	m.Touch()
}

func (m *Model[R]) keeps(i int, words []string) bool {
	if m.Keep != nil && !m.Keep(&m.rows[i]) {
		return false
	}
	if len(words) == 0 {
		return true
	}
	if m.folds == nil {
		m.folds = make([]string, len(m.rows))
		for j := range m.rows {
			m.folds[j] = strings.ToLower(m.Text(&m.rows[j]))
		}
	}
	for _, w := range words {
		not := strings.HasPrefix(w, "!") && len(w) > 1
		if strings.Contains(m.folds[i], strings.TrimPrefix(w, "!")) == not {
			return false
		}
	}
	return true
}

// foldSource lets fuzzy look at the rows without a copy.
type foldSource[R any] struct{ m *Model[R] }

func (s foldSource[R]) String(i int) string { return s.m.folds[i] }
func (s foldSource[R]) Len() int            { return len(s.m.folds) }

func (m *Model[R]) matchLoosely() {
	for _, match := range fuzzy.FindFrom(strings.ReplaceAll(strings.ToLower(m.filter), " ", ""), foldSource[R]{m}) {
		span := match.MatchedIndexes[len(match.MatchedIndexes)-1] - match.MatchedIndexes[0]
		if span > looseSpan*len(match.MatchedIndexes) || m.Keep != nil && !m.Keep(&m.rows[match.Index]) {
			continue
		}
		m.order = append(m.order, int32(match.Index))
	}
	slices.Sort(m.order)
	m.loose = len(m.order) > 0
}

// anchor puts the cursor back on its row. Where that is shown no more it notes
// so and puts the cursor where the row would be, or, of a row nobody knows,
// leaves it at its place.
func (m *Model[R]) anchor(was int32) {
	if m.cursorID == "" {
		return
	}
	for i := range m.order {
		if m.id(m.At(i)) == m.cursorID {
			offset := m.cursor - m.top
			m.cursor = i
			m.top = i - offset
			m.scroll()
			return
		}
	}
	place := m.cursor
	if was != nobody {
		place, _ = slices.BinarySearchFunc(m.order, was, m.compare)
	}
	m.put(place)
	m.vanished = m.env.Moment()
}

// settle gives the cursor a row once there is one.
func (m *Model[R]) settle() {
	if m.cursorID == "" && len(m.order) > 0 {
		m.put(m.cursor)
	}
	if len(m.order) == 0 {
		m.cursor, m.cursorID = 0, ""
	}
	m.scroll()
}

// Typing reports whether the filter is being typed, so that keys belong to
// Type.
func (m *Model[R]) Typing() bool { return m.typing != nil }

// Type handles a key or paste of the filter field. Arrows still move the
// cursor.
func (m *Model[R]) Type(msg tea.Msg) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch action, _ := m.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); action {
		case "dialog.accept":
			m.typing = nil
			return
		case "dialog.close":
			m.typing = nil
			m.SetFilter("")
			return
		}
		if key.Code == tea.KeyUp || key.Code == tea.KeyDown {
			a, _ := m.env.Keys.Resolve([]keymap.Scope{keymap.List}, key.String())
			m.Act(a)
			return
		}
	}
	m.typing.Update(msg)
	if v := m.typing.Value(); v != m.filter {
		m.SetFilter(v)
	}
}
