package outline

import (
	"iscope/api"
	"iscope/views/workflows/refs"
)

// lineKind says what a line of a laid-out definition is.
type lineKind uint8

const (
	stepLine   lineKind = iota // a step as itself
	wordsLine                  // what the step above does
	branchLine                 // a way out of a choice, with its condition
	leadsLine                  // where the flow goes on, which stands elsewhere
	noteLine                   // something about the lines around it
)

// line is one line of a definition laid out as a tree.
type line struct {
	kind  lineKind
	rails string // the tree to its left, one of the rail letters per level
	node  int    // the step it is about, refs.None where it is about none
	num   int    // of a stepLine: its place in reading order, from 1
	words string // what a step does, the condition of a branch, the text of a note
	leads *lead  // of a branch or leadsLine: where it goes, nil where the next line tells
	flaw  bool   // something is wrong here; of a step see marks
}

// lead points to a step that stands elsewhere.
type lead struct {
	name string
	to   int // refs.Missing where there is no such step
	num  int // 0 where there is no such step
	back bool
}

// Letters of rails.
const (
	railPass   = 'I' // a branch further down goes past
	railBranch = 'T' // a branch begins here, others follow
	railLast   = 'L' // the last branch begins here
	railBlank  = ' '
)

// maxRails bounds the depth of the tree that is drawn; deeper lines stand at
// the bound, or a hostile definition would cost its size squared.
const maxRails = 48

// maxSearch bounds the steps visited in search of where branches meet again.
// Beyond it everything is nested, which is still right.
const maxSearch = 2_000_000

// layOut draws a definition as a tree in the order of flow. Every step,
// also those in loops, stands in it exactly once as itself; further ways to it
// point there, so that no cycle can make it endless. Branches of a choice are
// indented; where they meet again, or where only one of them goes on, the flow
// continues at the level of the choice.
func layOut(g *refs.Graph, def api.Definition) []line {
	l := &layouter{refs: g, search: maxSearch, lines: make([]line, 0, 2*g.Len())}
	l.definition(&def, refs.None, "")
	return l.lines
}

type layouter struct {
	refs   *refs.Graph
	lines  []line
	num    int
	search int // visits left
}

// graph is one definition, of the workflow or of a loop. Steps are known by
// their index in it; refs.Missing and refs.None stand for what is not there.
type graph struct {
	base  int // index of its first step in all of them
	steps []api.Step
	exits [][]exit
	num   []int // number given, 0 while a step is not placed
	held  []int // how many choices outside keep the step for what follows them
	leads []pending

	// Scratch of the search for where branches meet; see meeting.go.
	stamp, far, counts, seen []int
	round, walks             int
}

// pending is a lead whose step had no number yet.
type pending struct {
	lead *lead
	to   int
}

// Shorter names for what is not there.
const (
	missing = refs.Missing
	none    = refs.None
)

// exit is one way out of a step, or several conditions that lead to the same.
type exit struct {
	words string
	name  string
	to    int
}

func newGraph(all *refs.Graph, d *api.Definition, base int) *graph {
	n := len(d.Steps)
	g := &graph{
		base: base, steps: d.Steps, exits: make([][]exit, n), num: make([]int, n), held: make([]int, n),
		stamp: make([]int, n), far: make([]int, n), counts: make([]int, n), seen: make([]int, n),
	}
	for i := range d.Steps {
		g.exits[i] = g.exitsOf(&d.Steps[i], all.Exits(base+i))
	}
	return g
}

// local turns an index among all steps into one of the definition.
func (g *graph) local(i int) int {
	if i < 0 {
		return i
	}
	return i - g.base
}

// exitsOf says the ways out of a step in words. Conditions one after the other
// that lead to the same step are one way.
func (g *graph) exitsOf(s *api.Step, ways []refs.Exit) []exit {
	out := make([]exit, 0, len(ways))
	for i, e := range ways {
		x := exit{name: e.Name, to: g.local(e.To)}
		switch e.Kind {
		case refs.Choice:
			words := conditionWords(s.Choices[e.Choice])
			if n := len(out); i > 0 && n > 0 && e.Name != "" && ways[i-1].Name == e.Name && len(out[n-1].words) < maxWords {
				out[n-1].words += " or " + words
				continue
			}
			x.words = "if " + words
		case refs.Default:
			x.words = "otherwise"
		}
		out = append(out, x)
	}
	return out
}

// maxWords bounds a condition made of several, in bytes.
const maxWords = 2_000

// definition lays out the definition of the workflow, for none, or of a loop.
func (l *layouter) definition(d *api.Definition, loop int, rails string) {
	if len(d.Steps) == 0 {
		l.note(loop, rails, "no steps", false)
		return
	}
	base := 0
	if loop >= 0 {
		base = l.refs.Node(loop).Inner
	}
	g := newGraph(l.refs, d, base)
	switch start, name := l.refs.Start(loop); start {
	case none:
		l.note(loop, rails, "no step is named to start with", true)
	case missing:
		l.note(loop, rails, "starts with "+name+", which does not exist", true)
	default:
		l.sequence(g, g.local(start), rails)
	}
	l.rest(g, loop, rails)
	for _, p := range g.leads {
		p.lead.num = g.num[p.to]
	}
}

// neverReached heads the steps that the flow does not arrive at.
const neverReached = "never reached:"

// rest places the steps that the flow from the start does not arrive at, those
// that nothing leads to first, since the others hang on them.
func (l *layouter) rest(g *graph, loop int, rails string) {
	led := make([]bool, len(g.steps))
	left := 0
	for i := range g.steps {
		if g.num[i] != 0 {
			continue
		}
		left++
		for _, e := range g.exits[i] {
			if e.to >= 0 && e.to != i {
				led[e.to] = true
			}
		}
	}
	if left == 0 {
		return
	}
	l.note(loop, rails, neverReached, true)
	for _, heads := range []bool{true, false} {
		for i := range g.steps {
			if g.num[i] == 0 && (!led[i] || !heads) {
				l.sequence(g, i, rails)
			}
		}
	}
}

// sequence places steps one below the other, from a step that is not placed
// until the flow ends, leads back or leads to what will be placed elsewhere.
func (l *layouter) sequence(g *graph, at int, rails string) {
	for {
		l.place(g, at, rails)
		s := &g.steps[at]
		if s.Loop != nil {
			l.definition(s.Loop, g.base+at, deeper(rails, railPass))
		}
		exits := g.exits[at]
		var next int
		switch {
		case len(exits) == 0:
			return
		case refs.IsChoice(s):
			var ok bool
			if next, ok = l.branches(g, at, rails); !ok {
				return
			}
		case exits[0].to == none:
			l.note(g.base+at, rails, "nothing follows: the flow stops without an end", true)
			return
		case g.taken(exits[0].to):
			l.add(line{kind: leadsLine, node: g.base + at, rails: rails, leads: g.lead(exits[0]), flaw: exits[0].to == missing})
			return
		default:
			next = exits[0].to
		}
		at = next
	}
}

// taken reports whether an exit cannot be followed here: there is no such step,
// it is placed, or something outside keeps it.
func (g *graph) taken(to int) bool { return to < 0 || g.num[to] != 0 || g.held[to] > 0 }

func (g *graph) lead(e exit) *lead {
	ld := &lead{name: e.name, to: e.to}
	if e.to >= 0 {
		ld.to += g.base
		ld.name, ld.back = title(&g.steps[e.to]), g.num[e.to] != 0
		g.leads = append(g.leads, pending{ld, e.to})
	}
	return ld
}

func (l *layouter) place(g *graph, at int, rails string) {
	l.num++
	g.num[at] = l.num
	node := g.base + at
	l.add(line{kind: stepLine, rails: rails, node: node, num: l.num})
	for _, words := range doing(&g.steps[at]) {
		l.add(line{kind: wordsLine, rails: rails, node: node, words: words})
	}
}

// branches places the ways out of a choice and returns the step with which the
// flow continues at its level, false where there is none.
func (l *layouter) branches(g *graph, at int, rails string) (int, bool) {
	next, hold := l.meeting(g, at)
	for _, h := range hold {
		g.held[h]++
	}
	exits := g.exits[at]
	for i, e := range exits {
		begin, past := railBranch, railPass
		if i == len(exits)-1 {
			begin, past = railLast, railBlank
		}
		b := line{kind: branchLine, node: g.base + at, rails: deeper(rails, begin), words: e.words}
		switch {
		case e.to == none:
			b.words, b.flaw = e.words+", nothing: no step is named", true
			l.add(b)
		case g.taken(e.to):
			b.leads, b.flaw = g.lead(e), e.to == missing
			l.add(b)
		default:
			l.add(b)
			l.sequence(g, e.to, deeper(rails, past))
		}
	}
	for _, h := range hold {
		g.held[h]--
	}
	return next, next >= 0 && !g.taken(next)
}

func deeper(rails string, r rune) string {
	if len(rails) >= maxRails {
		return rails[:maxRails-1] + string(r)
	}
	return rails + string(r)
}

func (l *layouter) add(x line) { l.lines = append(l.lines, x) }

func (l *layouter) note(node int, rails, words string, flaw bool) {
	l.add(line{node: node, kind: noteLine, rails: rails, words: words, flaw: flaw})
}

// title is how people call a step.
func title(s *api.Step) string {
	if s.DisplayName != "" {
		return s.DisplayName
	}
	return s.Name
}
