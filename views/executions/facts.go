package executions

import (
	"slices"
	"strings"
	"time"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/pane"
)

// fact is one of those behind the title.
type fact struct {
	text   string
	short  string // the same in fewer cells, "" where there is no such form
	weight weight
}

// weight orders facts by what goes first where not all have room.
type weight uint8

// Weights, the lightest first: how to see more, what is so for everybody, how many,
// back to when, what is shown, what goes on.
const (
	byTheWay weight = iota
	always
	howMany
	howFar
	which
	doing
)

// fitFacts returns as many facts as have room, in their order: where they do not
// all fit the lightest are shortened, then the lightest are left out. Whatever
// matters most stays, cut if need be.
func fitFacts(facts []fact, room int, sep string) []string {
	left := slices.Clone(facts)
	for len(left) > 1 && factsWidth(left, sep) > room {
		at, shorter := -1, -1
		for i, f := range left {
			if at < 0 || f.weight <= left[at].weight {
				at = i
			}
			if f.short != "" && (shorter < 0 || f.weight <= left[shorter].weight) {
				shorter = i
			}
		}
		if shorter >= 0 {
			left[shorter].text, left[shorter].short = left[shorter].short, ""
		} else {
			left = slices.Delete(left, at, at+1)
		}
	}
	out := make([]string, len(left))
	for i, f := range left {
		out[i] = f.text
	}
	return out
}

func factsWidth(facts []fact, sep string) int {
	w := cell.Width(sep) * (len(facts) - 1)
	for _, f := range facts {
		w += cell.Width(f.text)
	}
	return w
}

// headed puts facts behind the title as far as there is room in w cells.
func (m *Model) headed(hd pane.Head, w int, facts []fact) pane.Head {
	hd.Facts = fitFacts(facts, w-cell.Width(hd.Title)-4, m.env.Styles.Glyphs.Sep)
	return hd
}

// key is what the person presses for an action.
func (m *Model) key(a keymap.Action) string { return m.env.Keys.Key(a) }

// sinceFact says back to when the list is complete.
func (m *Model) sinceFact(at time.Time) fact {
	now := m.env.Now()
	f := fact{text: "complete since " + moment(at, now, m.env.Zone), weight: howFar}
	if words := moment(at, now, m.env.Zone); strings.Count(words, " ") == 2 { // 11 Nov 14:03
		f.short = "complete since " + words[:strings.LastIndexByte(words, ' ')]
	}
	return f
}

// landing is the row on which the cursor is left when what was filtered is shown in
// full again.
type landing struct {
	id    string
	above int // rows above it that are in sight
}

// land shows the row under the cursor with some of those above it, which were out
// of sight and are the newest of all.
func (m *Model) land() {
	m.landing = landing{}
	id, place, rows := m.list.SelectedID(), m.list.Place(), m.area.rows-m.area.listTop
	if m.filter != (filter{}) || id == "" || place == 0 || rows < 3 {
		return
	}
	m.list.Act("list.top")
	m.list.MoveBy(place + rows*2/3)
	m.list.Select(id)
	m.landing = landing{id, rows / 3}
}

// newerFact says that newer rows are out of sight, as long as the cursor is where
// land has left it; ok is false otherwise.
func (m *Model) newerFact() (f fact, ok bool) {
	n := m.list.Place()
	key, reverse := m.list.Sort()
	if m.landing.id == "" || m.landing.id != m.list.SelectedID() || n <= m.landing.above+1 || key != "" || reverse {
		return f, false
	}
	text := m.env.Styles.Glyphs.Up + " " + cell.Thousands(n) + " newer"
	if m.env.Aloud() {
		text = cell.Thousands(n) + " newer above"
	}
	return fact{text: text + ", " + m.key("list.top") + " shows them", short: text, weight: which}, true
}
