package check

import (
	"cmp"

	"iscope/views/workflows/check/place"
)

// oneStep looks at a step as part of the definition it is to be put into.
func (c *checker) oneStep(at *spot) {
	name := "the step"
	if n := len(c.o.Step); n > 0 {
		name = c.o.Step[n-1]
	}
	around, err := place.Read(c.o.Around)
	if len(c.o.Around) == 0 || err != nil || around.Kind != place.Object || len(c.o.Step) == 0 {
		c.add(definitionUnread, at, "the definition around the step is not known, so neither is whether the steps exist that it leads to", "")
		c.step(&world{index: map[string]int{}, loop: true, blind: true}, &step{name: name, at: at})
		return
	}
	before := c.around(around, nil)
	after := c.around(around, at)
	told := map[Problem]bool{}
	for _, p := range before {
		told[Problem{Rule: p.Rule, Pointer: p.Pointer}] = true
	}
	for _, p := range after {
		if p.Severity == Note || told[Problem{Rule: p.Rule, Pointer: p.Pointer}] {
			continue
		}
		do := cmp.Or(p.Do, "look at the whole definition")
		c.add(breaksElsewhere, at, "elsewhere in the definition: "+p.Text, do)
	}
}

// around looks at a definition, in which own, where it is not nil, takes the place
// of the step. It notes the problems of own and returns those of the rest.
func (c *checker) around(definition *place.Node, own *spot) []Problem {
	root := &spot{node: definition, foreign: true}
	if own != nil {
		root.node, root.own = replaced(definition, c.o.Step, own.node), own.node
	}
	c.elsewhere, c.searched = nil, 0
	c.definition(root, nil)
	return c.elsewhere
}

// replaced returns a definition in which a step is another one, or is added where
// it is not there yet. The definition itself does not change.
func replaced(definition *place.Node, way []string, own *place.Node) *place.Node {
	steps := with(definition.Get("steps"), way[0], func(old *place.Node) *place.Node {
		if len(way) == 1 {
			return own
		}
		return with(old, "attributes", func(a *place.Node) *place.Node {
			if a == nil {
				a = &place.Node{Kind: place.Object}
			}
			return replaced(a, way[1:], own)
		})
	})
	return with(definition, "steps", func(*place.Node) *place.Node { return steps })
}

// with returns a copy of an object in which one member is another value.
func with(object *place.Node, name string, value func(*place.Node) *place.Node) *place.Node {
	if object == nil || object.Kind != place.Object {
		object = &place.Node{Kind: place.Object}
	}
	out := *object
	out.Members = append([]place.Member(nil), object.Unique()...)
	for i := range out.Members {
		if out.Members[i].Key == name {
			out.Members[i].Value = value(out.Members[i].Value)
			return &out
		}
	}
	out.Members = append(out.Members, place.Member{Key: name, Value: value(nil)})
	return &out
}
