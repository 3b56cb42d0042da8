package refs

import (
	"strings"

	"iscope/api"
)

// What an index is where there is no step.
const (
	Missing = -1 // a name that no step has
	None    = -2 // no name at all
)

// Circle says whether the flow can come back to a step.
type Circle uint8

// Kinds of a circle.
const (
	Straight Circle = iota // it cannot
	WayOut                 // it can, and can leave the circle
	Endless                // it can, and nothing leads out of the circle
)

// Node is a step of a definition or of one of its loops.
type Node struct {
	Step    *api.Step
	Loop    int // the step in whose loop it stands, or None
	Inner   int // of a loop: its first step, or None; the others follow it
	Reached bool
	Circle  Circle

	scope  int // it stands in
	nested int // scope of its own definition, -1 for none
}

// Kind is how a step leads to another.
type Kind uint8

// Kinds of an exit.
const (
	Next    Kind = iota // nextStep
	Choice              // a condition of a choice
	Default             // where a choice leads when no condition holds
)

// Exit is one way out of a step.
type Exit struct {
	Kind   Kind
	Choice int    // index of the condition, of the kind Choice
	Name   string // as it is written
	To     int    // index of the step, Missing or None
}

// scope is one definition: that of the workflow or of a loop.
type scope struct {
	base, n int
	loop    int // the step whose loop it is, or None
	start   string
	startTo int
	index   map[string]int
	// Made when first asked for:
	camel  map[string][]int
	handed map[string]string
	dom    *dominators
}

// Graph is a definition as steps that know of each other. Make it with [Of]. It
// is used from one goroutine: some answers are worked out when first asked for.
type Graph struct {
	nodes  []Node
	exits  [][]Exit
	scopes []scope

	uses   [][]Use // by step, as far as they were asked for
	asked  []bool
	usedBy [][]Ref
	search int // visits left for questions about ways
	ahead  map[int][]bool
}

// maxSearch bounds all searches along the flow for the questions about ways of
// one graph, in steps visited.
const maxSearch = 20_000_000

// Of reads a definition.
func Of(def api.Definition) *Graph {
	g := &Graph{search: maxSearch, ahead: map[int][]bool{}}
	g.add(&def, None)
	for i := 0; i < len(g.nodes); i++ { // grows meanwhile
		if loop := g.nodes[i].Step.Loop; loop != nil {
			g.nodes[i].nested = len(g.scopes)
			if len(loop.Steps) > 0 {
				g.nodes[i].Inner = len(g.nodes)
			}
			g.add(loop, i)
		}
	}
	g.exits = make([][]Exit, len(g.nodes))
	for s := range g.scopes {
		sc := &g.scopes[s]
		for i := sc.base; i < sc.base+sc.n; i++ {
			g.exits[i] = g.exitsOf(sc, g.nodes[i].Step)
		}
		g.mark(sc)
		g.circles(sc)
	}
	g.uses, g.asked = make([][]Use, len(g.nodes)), make([]bool, len(g.nodes))
	return g
}

func (g *Graph) add(d *api.Definition, loop int) {
	sc := scope{base: len(g.nodes), n: len(d.Steps), loop: loop, start: d.Start, index: make(map[string]int, len(d.Steps))}
	for i := range d.Steps {
		s := &d.Steps[i]
		if _, taken := sc.index[s.Name]; !taken {
			sc.index[s.Name] = len(g.nodes)
		}
		g.nodes = append(g.nodes, Node{Step: s, Loop: loop, Inner: None, scope: len(g.scopes), nested: -1})
	}
	sc.startTo = sc.find(sc.start)
	g.scopes = append(g.scopes, sc)
}

func (sc *scope) find(name string) int {
	if name == "" {
		return None
	}
	if i, ok := sc.index[name]; ok {
		return i
	}
	return Missing
}

// IsEnd reports whether a step ends the flow.
func IsEnd(s *api.Step) bool {
	return strings.EqualFold(s.Type, "success") || strings.EqualFold(s.Type, "failure")
}

// IsChoice reports whether a step branches.
func IsChoice(s *api.Step) bool {
	return strings.EqualFold(s.Type, "choice") || len(s.Choices) > 0 || s.DefaultStep != "" && s.NextStep == ""
}

// IsMutation reports whether a step makes or changes variables.
func IsMutation(s *api.Step) bool { return strings.EqualFold(s.Type, "mutation") }

func (g *Graph) exitsOf(sc *scope, s *api.Step) []Exit {
	if IsEnd(s) {
		return nil
	}
	if !IsChoice(s) {
		return []Exit{{Kind: Next, Name: s.NextStep, To: sc.find(s.NextStep)}}
	}
	out := make([]Exit, 0, len(s.Choices)+1)
	for i, c := range s.Choices {
		out = append(out, Exit{Choice, i, c.NextStep, sc.find(c.NextStep)})
	}
	other := s.DefaultStep
	if other == "" {
		other = s.NextStep
	}
	return append(out, Exit{Kind: Default, Name: other, To: sc.find(other)})
}

// Len returns the number of steps, those of loops included.
func (g *Graph) Len() int { return len(g.nodes) }

// Node returns a step.
func (g *Graph) Node(i int) *Node { return &g.nodes[i] }

// Exits returns the ways out of a step: none of an end, one of an action, those
// of a choice in their order with the default last.
func (g *Graph) Exits(i int) []Exit { return g.exits[i] }

// Start returns the step that a definition begins with, Missing or None, and
// its name as written: of the workflow's for None, else that of the loop.
func (g *Graph) Start(loop int) (int, string) {
	sc := &g.scopes[0]
	if loop >= 0 {
		if g.nodes[loop].nested < 0 {
			return None, ""
		}
		sc = &g.scopes[g.nodes[loop].nested]
	}
	return sc.startTo, sc.start
}

// Steps is the member of a workflow's record that holds its steps.
const Steps = "/definition/steps/"

// Pointer returns the JSON pointer to a step in its workflow's record:
// /definition/steps/Each account/attributes/steps/Enable.
func (g *Graph) Pointer(i int) string {
	parts := []string{}
	for at := i; at >= 0; at = g.nodes[at].Loop {
		parts = append(parts, Escape(g.nodes[at].Step.Name))
	}
	var b strings.Builder
	b.WriteString(Steps)
	for n := len(parts) - 1; n >= 0; n-- {
		b.WriteString(parts[n])
		if n > 0 {
			b.WriteString(inLoop)
		}
	}
	return b.String()
}

const inLoop = "/attributes/steps/"

// ByStep returns the step that a JSON pointer into the workflow's record is
// about: the step it names or the one that what it names belongs to.
func (g *Graph) ByStep(pointer string) (int, bool) {
	rest, ok := strings.CutPrefix(pointer, Steps)
	sc, found := &g.scopes[0], -1
	for ok {
		name, after, _ := strings.Cut(rest, "/")
		i, known := sc.index[strings.NewReplacer("~1", "/", "~0", "~").Replace(name)]
		if !known {
			break
		}
		found = i
		nested := g.nodes[i].nested
		if rest, ok = strings.CutPrefix("/"+after, inLoop); ok && nested >= 0 {
			sc = &g.scopes[nested]
		} else {
			break
		}
	}
	return found, found >= 0
}
