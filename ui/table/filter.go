package table

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/field"
)

// looseSpan is how far apart the letters of such a filter may be, in letters
// per letter: further apart they have nothing to do with one another.
const looseSpan = 2

// looseRows is the number of rows up to which a filter that no row contains is
// tried as letters in order.
const looseRows = 5_000

// search is the filter and what it found, kept so that one letter more or less
// neither looks at all rows nor puts them in order again.
type search struct {
	filter string
	typing *field.Field
	loose  bool     // it matched letters in order, since no row contains it
	whole  []int32  // what is shown without a filter, in order; nil once rows or order changed
	hits   []int32  // what the filter leaves of that, in the same order
	sifted bool     // hits holds
	ranked bool     // rows that are called by the words come first
	words  []word   // those words
	first  int      // how many rows are called by them
	led    bool     // the filter put the cursor on its first row, and nobody moved it since
	texts  []string // of the row that is looked at
}

// word is one word of a filter, in small letters.
type word struct {
	text string
	not  bool // it must not be there
}

// wordsOf returns the words of a filter. A "!" alone is a word still to be typed.
func wordsOf(filter string) []word {
	var out []word
	for _, w := range strings.Fields(strings.ToLower(filter)) {
		text, not := strings.CutPrefix(w, "!")
		if text != "" {
			out = append(out, word{text, not})
		}
	}
	return out
}

// Filter returns the filter in force.
func (m *Model[R]) Filter() string { return m.filter }

// SetFilter shows only rows whose text contains every word of text, without
// regard to case; a word after "!" must not be in it. The cursor stays on its
// row. Where that is hidden, or was chosen by the filter before and not by a
// person, it goes to the first row.
func (m *Model[R]) SetFilter(text string) {
	narrower := m.sifted && strings.HasPrefix(text, m.filter) && !strings.Contains(text, "!")
	if m.filter == "" && text != "" {
		m.whole = slices.Clone(m.order)
	}
	led := m.led
	m.filter = text
	m.endRange()
	words := wordsOf(text)
	switch {
	case text == "" && m.whole != nil:
		m.hits = m.whole
	case narrower:
		m.sieve(m.hits, words)
	case m.whole != nil:
		m.sieve(m.whole, words)
	default:
		m.gather(words)
	}
	m.present(words)
	m.pursue(led)
	m.settle()
	m.Touch()
}

// pursue puts the cursor on its row, or on the first one; led says that the filter
// before did the latter.
func (m *Model[R]) pursue(led bool) {
	m.marks.counted = false
	was := m.cursorID
	hidden := !slices.ContainsFunc(m.order, func(i int32) bool { return m.id(&m.rows[i]) == was })
	if len(m.order) == 0 || !hidden && (!led || m.filter == "") {
		m.led = len(m.order) == 0
		m.anchor(nobody)
		return
	}
	vanished := m.vanished
	m.put(0)
	m.led = m.filter != ""
	if m.vanished = vanished; was != "" && m.cursorID != was {
		m.Unsettle()
	}
}

// forget drops what the filter found before, since rows or their order change.
func (m *Model[R]) forget() { m.whole, m.hits, m.sifted = nil, nil, false }

// sieve leaves of rows, in their order, those that have the words.
func (m *Model[R]) sieve(rows []int32, words []word) {
	found := m.hits[:0]
	for _, i := range rows {
		if m.matches(&m.rows[i], words) {
			found = append(found, i)
		}
	}
	m.hits, m.sifted = found, true
}

// gather finds rows among all and puts them in order.
func (m *Model[R]) gather(words []word) {
	found := m.hits[:0]
	if m.filter == "" {
		found = m.order[:0]
	}
	for i := range m.rows {
		if m.keeps(i, words) {
			found = append(found, int32(i))
		}
	}
	if m.plan.sort >= 0 || m.plan.reverse {
		slices.SortFunc(found, m.declaredOrder)
	}
	m.hits, m.sifted = found, true
}

// present shows what was found.
func (m *Model[R]) present(words []word) {
	m.loose, m.ranked, m.first, m.words = false, false, 0, words
	if m.filter == "" {
		m.order = m.hits
		m.forget()
		return
	}
	if len(m.hits) == 0 && len(words) > 0 && len(m.rows) <= looseRows && !strings.Contains(m.filter, "!") {
		m.matchLoosely()
	}
	m.ranked = m.Name != nil && !m.loose && m.plan.sameSort(m.base) && slices.ContainsFunc(words, func(w word) bool { return !w.not })
	n := len(m.hits)
	m.order = slices.Grow(m.order[:0], n)[:n]
	if !m.ranked {
		copy(m.order, m.hits)
		return
	}
	end := n
	for _, i := range m.hits {
		if m.named(i) {
			m.order[m.first] = i
			m.first++
		} else {
			end--
			m.order[end] = i
		}
	}
	slices.Reverse(m.order[end:])
}

// keeps reports whether a row belongs to the list.
func (m *Model[R]) keeps(i int, words []word) bool {
	return (m.Keep == nil || m.Keep(&m.rows[i])) && m.matches(&m.rows[i], words)
}

// matches reports whether a row has the words.
func (m *Model[R]) matches(r *R, words []word) bool {
	if len(words) == 0 {
		return true
	}
	m.look(r)
	for _, w := range words {
		if slices.ContainsFunc(m.texts, func(text string) bool { return has(text, w.text) }) == w.not {
			return false
		}
	}
	return true
}

// look puts what the filter looks in of a row into texts.
func (m *Model[R]) look(r *R) {
	if m.Texts != nil {
		m.texts = m.Texts(r, m.texts[:0])
	} else {
		m.texts = append(m.texts[:0], m.Text(r))
	}
}

// named reports whether a row is called by the words of the filter.
func (m *Model[R]) named(i int32) bool {
	name := m.Name(&m.rows[i])
	return !slices.ContainsFunc(m.words, func(w word) bool { return !w.not && !has(name, w.text) })
}

// small are the bytes in small letters.
var small = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			t[i] += 'a' - 'A'
		}
	}
	return t
}()

// has reports whether text, in small letters, contains word, which is in small
// letters. A list may have a hundred thousand texts: a copy of all of them in small
// letters would cost more memory than the list, and making it more time than this.
func has(text, word string) bool {
	if word == "" {
		return true
	}
	for i := range len(text) {
		c := text[i]
		if c >= utf8.RuneSelf {
			return strings.Contains(strings.ToLower(text), word)
		}
		if small[c] == word[0] && begins(text[i:], word) {
			return true
		}
	}
	return false
}

// begins reports whether text begins with word, byte for byte in small letters.
func begins(text, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for k := 1; k < len(word); k++ {
		if small[text[k]] != word[k] {
			return false
		}
	}
	return true
}

// foldSource lets fuzzy look at the rows without a copy of all.
type foldSource[R any] struct{ m *Model[R] }

func (s foldSource[R]) String(i int) string {
	s.m.look(&s.m.rows[i])
	return strings.ToLower(strings.Join(s.m.texts, " "))
}

func (s foldSource[R]) Len() int { return len(s.m.rows) }

// matchLoosely finds rows that have the letters of the filter in order.
func (m *Model[R]) matchLoosely() {
	found := m.hits[:0]
	for _, match := range fuzzy.FindFrom(strings.ReplaceAll(strings.ToLower(m.filter), " ", ""), foldSource[R]{m}) {
		span := match.MatchedIndexes[len(match.MatchedIndexes)-1] - match.MatchedIndexes[0]
		if span > looseSpan*len(match.MatchedIndexes) || m.Keep != nil && !m.Keep(&m.rows[match.Index]) {
			continue
		}
		found = append(found, int32(match.Index))
	}
	slices.SortFunc(found, m.declaredOrder)
	m.hits, m.loose = found, len(found) > 0
	m.sifted = m.sifted && !m.loose
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
