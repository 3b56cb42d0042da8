package outline

import (
	"slices"

	"iscope/ui/cell"
	"iscope/views/workflows/refs"
)

// structure is what folding needs to know of a laid-out definition.
type structure struct {
	end   []int32 // of a step: the line behind all that is inside of it
	under []int32 // the step whose loop or branches a line is in, -1 for none
	place []int32 // by step: its line
}

// arrange works the structure out.
func arrange(lines []line, steps int) structure {
	s := structure{end: make([]int32, len(lines)), under: make([]int32, len(lines)), place: make([]int32, steps)}
	var open []int32
	for i := range lines {
		l := &lines[i]
		level := 2 * len(l.rails)
		switch l.kind {
		case branchLine:
			level--
		case wordsLine:
			level++
		}
		for n := len(open); n > 0 && level <= 2*len(lines[open[n-1]].rails); n = len(open) {
			s.end[open[n-1]] = int32(i)
			open = open[:n-1]
		}
		s.under[i] = -1
		if n := len(open); n > 0 {
			s.under[i] = open[n-1]
		}
		if l.kind == stepLine {
			s.place[l.node] = int32(i)
			open = append(open, int32(i))
		}
	}
	for _, i := range open {
		s.end[i] = int32(len(lines))
	}
	return s
}

// body returns the first line inside a step, behind what says what it does.
func (v *View) body(i int) int {
	for i++; i < len(v.lines) && v.lines[i].kind == wordsLine; i++ {
	}
	return i
}

// foldable reports whether a line is a step with something inside of it.
func (v *View) foldable(i int) bool {
	return v.lines[i].kind == stepLine && int(v.tree.end[i]) > v.body(i)
}

// stepsIn counts the steps inside of one.
func (v *View) stepsIn(i int) int {
	n := 0
	for _, l := range v.lines[i+1 : v.tree.end[i]] {
		if l.kind == stepLine {
			n++
		}
	}
	return n
}

// unfold makes the list of lines that are not folded away.
func (v *View) unfold() {
	v.shown = v.shown[:0]
	for i := 0; i < len(v.lines); i++ {
		v.shown = append(v.shown, int32(i))
		if !v.folded[i] {
			continue
		}
		for b := i + 1; b < v.body(i); b++ {
			v.shown = append(v.shown, int32(b))
		}
		i = int(v.tree.end[i]) - 1
	}
}

// current returns the line under the cursor, -1 where there is none.
func (v *View) current() int {
	if v.cursor < len(v.shown) {
		return int(v.shown[v.cursor])
	}
	return -1
}

// goTo moves the cursor to a line, and unfolds what hides it.
func (v *View) goTo(i int) {
	hidden := false
	for at := int(v.tree.under[i]); at >= 0; at = int(v.tree.under[at]) {
		if v.folded[at] && i >= v.body(at) {
			delete(v.folded, at)
			hidden = true
		}
	}
	if hidden {
		v.unfold()
	}
	v.cursor, _ = slices.BinarySearch(v.shown, int32(i))
	v.clamp()
}

func (v *View) clamp() { v.cursor = max(0, min(v.cursor, len(v.shown)-1)) }

// fold folds or unfolds the loop or choice under the cursor, or the one that
// the line is in.
func (v *View) fold() bool {
	at := v.current()
	for at >= 0 && !v.foldable(at) {
		at = int(v.tree.under[at])
	}
	if at < 0 {
		return false
	}
	if v.folded[at] {
		delete(v.folded, at)
	} else {
		v.folded[at] = true
	}
	v.unfold()
	v.goTo(at)
	return true
}

// foldAll folds every loop and choice, or unfolds them where one is folded.
func (v *View) foldAll() {
	at := v.current()
	if len(v.folded) > 0 {
		clear(v.folded)
	} else {
		for i := range v.lines {
			if v.foldable(i) {
				v.folded[i] = true
				if at > i && at < int(v.tree.end[i]) && int(v.tree.under[i]) < 0 {
					at = i
				}
			}
		}
	}
	v.unfold()
	if at >= 0 {
		v.cursor, _ = slices.BinarySearch(v.shown, int32(at))
		v.clamp()
	}
}

// nextFlaw returns the line of the next flaw behind the cursor, going round, or
// -1 where there is none.
func (v *View) nextFlaw() int {
	n := len(v.lines)
	for step := 1; step <= n; step++ {
		if i := (max(v.current(), 0) + step) % n; v.flawed(&v.lines[i]) {
			return i
		}
	}
	return -1
}

// count says what the definition is made of, "12 steps · 2 choices · 1 loop",
// and how many of its lines are flawed.
func (v *View) count() (words string, flaws int) {
	steps, choices, loops := v.graph.Len(), 0, 0
	for i := range steps {
		if s := v.graph.Node(i).Step; s.Loop != nil {
			loops++
		} else if refs.IsChoice(s) {
			choices++
		}
	}
	for i := range v.lines {
		if v.flawed(&v.lines[i]) {
			flaws++
		}
	}
	words = cell.Count(steps, "step")
	dot := v.env.Styles.Glyphs.Sep
	if choices > 0 {
		words += dot + cell.Count(choices, "choice")
	}
	if loops > 0 {
		words += dot + cell.Count(loops, "loop")
	}
	return words, flaws
}

// visible returns where a line stands among those that are not folded away, or
// the one that hides it; -1 where there are none.
func (v *View) visible(i int) int {
	at, found := slices.BinarySearch(v.shown, int32(i))
	if !found {
		at--
	}
	return at
}
