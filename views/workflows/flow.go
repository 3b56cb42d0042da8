package workflows

import (
	"strings"

	"iscope/api"
)

// lineKind says what a line of a laid-out definition is.
type lineKind uint8

const (
	stepLine   lineKind = iota // a step as itself
	branchLine                 // a way out of a choice, with its condition
	leadsLine                  // where the flow goes on, which stands elsewhere
	noteLine                   // something about the lines around it
)

// flowLine is one line of a definition laid out as a tree.
type flowLine struct {
	kind  lineKind
	rails string    // the tree to its left, one of the rail letters per level
	step  *api.Step // of a stepLine
	num   int       // of a stepLine: its place in reading order, from 1
	words string    // condition of a branch, text of a note
	leads *lead     // of a branch or leadsLine: where it goes, nil where the next line tells
	flaw  bool      // something is wrong here
}

// lead points to a step that stands elsewhere.
type lead struct {
	name string
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
func layOut(def api.Definition) []flowLine {
	l := &layouter{search: maxSearch}
	l.definition(&def, "")
	return l.lines
}

type layouter struct {
	lines  []flowLine
	num    int
	search int // visits left
}

// graph is one definition, of the workflow or of a loop. Steps are known by
// their index; missing and none stand for what is not there.
type graph struct {
	steps []api.Step
	index map[string]int
	exits [][]exit
	num   []int  // number given, 0 while a step is not placed
	held  []int  // how many choices outside keep the step for what follows them
	reach []bool // whether the flow can arrive from the start at all
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

const (
	missing = -1 // a name that no step has
	none    = -2 // no name at all
)

// exit is one way out of a step.
type exit struct {
	words string
	name  string
	to    int
}

func newGraph(d *api.Definition) *graph {
	n := len(d.Steps)
	g := &graph{
		steps: d.Steps, index: make(map[string]int, n), exits: make([][]exit, n), num: make([]int, n), held: make([]int, n),
		reach: make([]bool, n), stamp: make([]int, n), far: make([]int, n), counts: make([]int, n), seen: make([]int, n),
	}
	for i, s := range d.Steps {
		if _, taken := g.index[s.Name]; !taken {
			g.index[s.Name] = i
		}
	}
	for i := range d.Steps {
		g.exits[i] = g.exitsOf(&d.Steps[i])
	}
	return g
}

func (g *graph) find(name string) int {
	if name == "" {
		return none
	}
	if i, ok := g.index[name]; ok {
		return i
	}
	return missing
}

// isEnd reports whether a step ends the flow.
func isEnd(s *api.Step) bool {
	return strings.EqualFold(s.Type, "success") || strings.EqualFold(s.Type, "failure")
}

// isChoice reports whether a step branches.
func isChoice(s *api.Step) bool {
	return strings.EqualFold(s.Type, "choice") || len(s.Choices) > 0 || s.DefaultStep != "" && s.NextStep == ""
}

func (g *graph) exitsOf(s *api.Step) []exit {
	if isEnd(s) {
		return nil
	}
	if !isChoice(s) {
		return []exit{{name: s.NextStep, to: g.find(s.NextStep)}}
	}
	var out []exit
	for _, c := range s.Choices {
		out = append(out, exit{"if " + conditionWords(c), c.NextStep, g.find(c.NextStep)})
	}
	other := s.DefaultStep
	if other == "" {
		other = s.NextStep
	}
	return append(out, exit{"otherwise", other, g.find(other)})
}

func (l *layouter) definition(d *api.Definition, rails string) {
	if len(d.Steps) == 0 {
		l.note(rails, "no steps", false)
		return
	}
	g := newGraph(d)
	switch start := g.find(d.Start); start {
	case none:
		l.note(rails, "no step is named to start with", true)
	case missing:
		l.note(rails, "starts with "+d.Start+", which does not exist", true)
	default:
		g.mark(start)
		l.sequence(g, start, rails)
	}
	l.rest(g, rails)
	for _, p := range g.leads {
		p.lead.num = g.num[p.to]
	}
}

// mark notes which steps can be reached from a step.
func (g *graph) mark(from int) {
	queue := []int{from}
	g.reach[from] = true
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, e := range g.exits[at] {
			if e.to >= 0 && !g.reach[e.to] {
				g.reach[e.to] = true
				queue = append(queue, e.to)
			}
		}
	}
}

// neverReached heads the steps that the flow does not arrive at.
const neverReached = "never reached:"

// rest places the steps that the flow from the start does not arrive at, those
// that nothing leads to first, since the others hang on them.
func (l *layouter) rest(g *graph, rails string) {
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
	l.note(rails, neverReached, true)
	for _, heads := range []bool{true, false} {
		for i := range g.steps {
			if g.num[i] == 0 && (!led[i] || !heads) {
				l.sequence(g, i, rails)
			}
		}
	}
}

// sequence places steps one below the other, from a step that is not placed
// until the flow ends, leads back or leads to what somebody else will place.
func (l *layouter) sequence(g *graph, at int, rails string) {
	for {
		l.place(g, at, rails)
		s := &g.steps[at]
		if s.Loop != nil {
			l.definition(s.Loop, deeper(rails, railPass))
		}
		exits := g.exits[at]
		var next int
		switch {
		case len(exits) == 0:
			return
		case isChoice(s):
			var ok bool
			if next, ok = l.branches(g, at, rails); !ok {
				return
			}
		case exits[0].to == none:
			l.note(rails, "nothing follows: the flow stops without an end", true)
			return
		case g.taken(exits[0].to):
			l.add(flowLine{kind: leadsLine, rails: rails, leads: g.lead(exits[0]), flaw: exits[0].to == missing})
			return
		default:
			next = exits[0].to
		}
		at = next
	}
}

// taken reports whether an exit cannot be followed here: there is no such step,
// it is placed, or somebody outside keeps it.
func (g *graph) taken(to int) bool { return to < 0 || g.num[to] != 0 || g.held[to] > 0 }

func (g *graph) lead(e exit) *lead {
	ld := &lead{name: e.name}
	if e.to >= 0 {
		ld.name, ld.back = title(&g.steps[e.to]), g.num[e.to] != 0
		g.leads = append(g.leads, pending{ld, e.to})
	}
	return ld
}

func (l *layouter) place(g *graph, at int, rails string) {
	l.num++
	g.num[at] = l.num
	l.add(flowLine{kind: stepLine, rails: rails, step: &g.steps[at], num: l.num, flaw: !g.reach[at]})
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
		line := flowLine{kind: branchLine, rails: deeper(rails, begin), words: e.words}
		switch {
		case e.to == none:
			line.words, line.flaw = e.words+", nothing: no step is named", true
			l.add(line)
		case g.taken(e.to):
			line.leads, line.flaw = g.lead(e), e.to == missing
			l.add(line)
		default:
			l.add(line)
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

func (l *layouter) add(line flowLine) { l.lines = append(l.lines, line) }

func (l *layouter) note(rails, words string, flaw bool) {
	l.add(flowLine{kind: noteLine, rails: rails, words: words, flaw: flaw})
}

// title is how people call a step.
func title(s *api.Step) string {
	if s.DisplayName != "" {
		return s.DisplayName
	}
	return s.Name
}
