package check

import (
	"maps"
	"strings"

	"iscope/views/workflows/check/place"
	"iscope/views/workflows/refs"
)

// world is a definition, of the workflow or of a loop: its steps, and what the
// expressions in them can read.
type world struct {
	outer    *world // the definition that the loop is in, nil for a workflow's
	loop     bool
	steps    []*step
	index    map[string]int // by name
	products map[string]bool
	blind    bool // the steps around are not known
	missing  bool // a step leads to one that does not exist
}

// newWorld gathers the steps of a definition.
func newWorld(at *spot, outer *world, loop bool) *world {
	w := &world{outer: outer, loop: loop, index: map[string]int{}, products: map[string]bool{}}
	steps := at.get("steps")
	if steps == nil || steps.node.Kind != place.Object {
		return w
	}
	for _, m := range steps.node.Unique() {
		w.index[m.Key] = len(w.steps)
		w.steps = append(w.steps, &step{name: m.Key, at: steps.member(&m)})
		for _, name := range refs.Names(m.Key) {
			w.products[name] = true
		}
	}
	return w
}

// has reports whether there is such a step, or nobody knows.
func (w *world) has(name string) bool {
	_, ok := w.index[name]
	return ok || w.blind
}

// definition looks at the steps of a workflow, or of a loop where outer is the
// definition that the loop is in.
func (c *checker) definition(at *spot, outer *world) {
	loop := outer != nil
	wrong := map[string]bool{}
	if !loop {
		wrong = c.members(at, "a definition", definitionShape)
	} else {
		for name := range definitionShape { // a loop has attributes besides
			if m := at.get(name); m != nil && definitionShape[name]&kindsOf(m.node) == 0 {
				wrong[name] = true
				c.add(wrongType, m.value(), quoted(name)+" must be "+definitionShape[name].words()+", not "+m.node.Kind.String(), "")
			}
		}
	}
	w := newWorld(at, outer, loop)
	switch {
	case wrong["steps"]:
		return
	case len(w.steps) == 0 && loop:
		c.add(loopEmpty, at, "the loop has no steps", `give it "start" and "steps" of its own`)
		return
	case len(w.steps) == 0 && at.text("start") == nil:
		c.add(definitionEmpty, at, "the definition has no steps, and the tenant enables no workflow without", "")
		return
	}
	c.collisions(w)
	for _, s := range w.steps {
		c.step(w, s)
	}
	start := c.start(at, w, wrong["start"])
	c.flow(w, start, at)
}

// start looks at the step to start with, and returns it, or -1.
func (c *checker) start(at *spot, w *world, wrong bool) int {
	start := at.text("start")
	switch {
	case wrong:
		return -1
	case start == nil:
		where := at
		if empty := at.get("start"); empty != nil {
			where = empty.value()
		}
		c.add(startMissing, where, "no step is named to start with", `add "start" with the name of the first step`)
		return -1
	}
	name := start.node.Text
	if i, ok := w.index[name]; ok {
		return i
	}
	c.add(startStepMissing, start.value(), "there is no step "+quoted(name)+" to start with", c.didYouMean(name, maps.Keys(w.index), "name one of the steps"))
	return -1
}

// collisions looks for steps whose results cannot be told apart.
func (c *checker) collisions(w *world) {
	first := map[string]string{}
	for _, s := range w.steps {
		p := refs.Camel(s.name)
		if other, ok := first[p]; ok {
			c.add(sameProduct, s.at, "the results of "+quoted(s.name)+" and "+quoted(other)+" are both at $."+p, "rename one of the steps")
		} else {
			first[p] = s.name
		}
	}
}

// isLoop reports whether a step is a loop, with steps of its own or without.
func isLoop(at *spot) bool {
	if strings.HasPrefix(at.node.Get("actionId").Str(), "sp:loop") {
		return true
	}
	return at.node.Get("attributes").Get("steps") != nil
}
