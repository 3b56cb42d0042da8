package refs

import (
	"encoding/json"
	"strings"

	"iscope/api"
)

// Source is what an expression asks.
type Source uint8

// Sources of data.
const (
	Unknown     Source = iota // nothing in the definition makes it
	Whole                     // all data there is: $
	Trigger                   // the input of the run
	Result                    // the result of a step
	LoopInput                 // the element of a loop's list that it is the turn of
	LoopContext               // what a loop hands to every round
	Secret                    // a reference to the vault
	Function                  // worked out by the engine: $.now()
)

// Reach says whether what is asked for is there when a step begins.
type Reach uint8

// Kinds of reach, the surest first.
const (
	Always    Reach = iota // on every way to the step
	Sometimes              // on some ways
	Never                  // on none: what makes it comes later, or elsewhere
	Outside                // made outside of the loop; the documents promise its steps only $.loop
)

// Use is an expression of a step and where its data comes from.
type Use struct {
	Expression
	Step      int // that has the expression
	Source    Source
	Producers []int // steps that make it; several where their names are alike in camel case. Of loop data: the loop
	Reach     Reach
	Via       *Use // of loop data: what it is outside the loop, nil where that is not said
}

// Producers returns the expressions of a step in their order, each with where
// its data comes from.
func (g *Graph) Producers(i int) []Use {
	uses := g.sources(i)
	for n := range uses {
		for u := &uses[n]; u != nil; u = u.Via {
			if u.Reach == unasked {
				u.Reach = g.reach(u.Producers, u.Step)
			}
		}
	}
	return uses
}

// unasked stands for a reach that nobody wanted to know yet: finding it out
// costs more than all the rest.
const unasked Reach = 255

// sources is Producers but for the reach.
func (g *Graph) sources(i int) []Use {
	if !g.asked[i] {
		g.asked[i] = true
		for _, e := range ofStep(g.nodes[i].Step) {
			g.uses[i] = append(g.uses[i], g.resolve(i, e, 0))
		}
	}
	return g.uses[i]
}

// ofStep returns the expressions of a step without those of its loop's steps.
func ofStep(s *api.Step) []Expression {
	var out []Expression
	for i, c := range s.Choices {
		at := choiceAt(i)
		out = append(out, ofSide(c.A, at+"/variableA")...)
		out = append(out, ofSide(c.B, at+"/variableB")...)
	}
	skip := ""
	if s.Loop != nil {
		skip = "steps"
	}
	attributes := expressions(s.Attributes, "/attributes", skip)
	if IsMutation(s) {
		attributes = withTargets(s, attributes)
	}
	return append(out, attributes...)
}

func ofSide(text, at string) []Expression {
	if strings.HasPrefix(text, "$") {
		at += ".$"
	}
	return inText(text, at, Condition)
}

// resolve says where the data of an expression comes from that a step has, or
// that stands for one of its expressions further outside.
func (g *Graph) resolve(i int, e Expression, depth int) Use {
	u := Use{Expression: e, Step: i}
	name, rest, call, ok := Root(e.Text)
	loop := g.nodes[i].Loop
	switch {
	case !ok:
	case call:
		u.Source = Function
	case name == "":
		u.Source = Whole
	case name == "trigger":
		u.Source = Trigger
	case name == "secrets":
		u.Source = Secret
	case name == "loop" && loop >= 0:
		g.fromLoop(&u, loop, rest, depth)
	default:
		g.fromStep(&u, name)
	}
	return u
}

// maxDepth bounds how many loops outwards loop data is followed.
const maxDepth = 16

func (g *Graph) fromLoop(u *Use, loop int, rest string, depth int) {
	member, after, each := "", "", ""
	for _, m := range []string{"loopInput", "context"} {
		if tail, ok := strings.CutPrefix(rest, "."+m); ok && (tail == "" || tail[0] == '.' || tail[0] == '[') {
			member, after = m, tail
		}
	}
	key := "context"
	switch member {
	case "loopInput":
		u.Source, key, each = LoopInput, "input", "[*]"
	case "context":
		u.Source = LoopContext
	default:
		return
	}
	u.Producers = []int{loop}
	if depth >= maxDepth {
		return
	}
	if outer := g.handed(loop)[key]; strings.HasPrefix(outer, "$") {
		if strings.HasSuffix(outer, each) {
			each = ""
		}
		via := g.resolve(loop, Expression{outer + each + after, "/attributes/" + key + ".$", Path}, depth+1)
		u.Via = &via
	}
}

// handed returns the paths by which a loop gets its input and its context.
func (g *Graph) handed(loop int) map[string]string {
	sc := &g.scopes[g.nodes[loop].nested]
	if sc.handed == nil {
		var attributes map[string]json.RawMessage
		_ = json.Unmarshal(g.nodes[loop].Step.Attributes, &attributes) // what cannot be read hands nothing over
		sc.handed = map[string]string{"input": Plain(attributes["input.$"]), "context": Plain(attributes["context.$"])}
	}
	return sc.handed
}

// fromStep finds the steps whose result has a name: those of the same
// definition or, where there is none, of one around it.
func (g *Graph) fromStep(u *Use, name string) {
	at := u.Step
	for {
		sc := &g.scopes[g.nodes[at].scope]
		if found := sc.called(g, name); len(found) > 0 {
			u.Source, u.Producers, u.Reach = Result, found, Outside
			if at == u.Step {
				u.Reach = unasked
			}
			return
		}
		if sc.loop < 0 {
			return
		}
		at = sc.loop
	}
}

// called returns the steps of a definition whose results have a name.
func (sc *scope) called(g *Graph, name string) []int {
	if sc.camel == nil {
		sc.camel = make(map[string][]int, sc.n)
		for i := sc.base; i < sc.base+sc.n; i++ {
			for _, c := range Names(g.nodes[i].Step.Name) {
				if len(sc.camel[c]) < maxAlike {
					sc.camel[c] = append(sc.camel[c], i)
				}
			}
		}
	}
	return sc.camel[name]
}

// maxAlike bounds how many steps whose names are alike are told apart.
const maxAlike = 8

// reach says whether one of the steps, all of the definition in which at stands,
// has run when at begins.
func (g *Graph) reach(producers []int, at int) Reach {
	sc := &g.scopes[g.nodes[at].scope]
	dom, best := g.dominatorsOf(sc), Never
	for _, p := range producers {
		switch {
		case p != at && dom.before(p, at):
			return Always
		case best == Never && g.leads(sc, p, at):
			best = Sometimes
		}
	}
	return best
}

// leads reports whether the flow can go from one step to another, in at least
// one step. When it has been asked beyond all measure it says so unseen.
func (g *Graph) leads(sc *scope, from, to int) bool {
	seen := g.ahead[from]
	if seen == nil {
		if g.search <= 0 {
			return true
		}
		seen = make([]bool, sc.n)
		queue := []int{from}
		for len(queue) > 0 {
			at := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			for _, e := range g.exits[at] {
				if e.To >= 0 && !seen[e.To-sc.base] {
					seen[e.To-sc.base] = true
					queue = append(queue, e.To)
				}
			}
		}
		g.search -= sc.n
		if len(g.ahead) > maxAhead {
			clear(g.ahead)
		}
		g.ahead[from] = seen
	}
	return seen[to-sc.base]
}

// maxAhead bounds how many answers of leads are kept.
const maxAhead = 256
