package check

import (
	"slices"
	"strings"

	"iscope/views/workflows/check/place"
)

// step is a step of a definition.
type step struct {
	name  string
	at    *spot // shown at its name
	exits []exit
	open  bool // it ends the run, or nobody knows where it leads
}

// types are the types of steps there are. Tenants write them in capitals or
// not.
var types = []string{"action", "choice", "success", "failure", "Mutation"}

// step looks at one step.
func (c *checker) step(w *world, s *step) {
	if s.at.node.Kind != place.Object {
		c.add(wrongType, s.at.value(), "a step must be an object, not "+s.at.node.Kind.String(), "")
		s.open = true
		return
	}
	wrong := c.members(s.at, "a step", stepShape)
	kind := c.kind(s, wrong["type"])
	c.exits(w, s, kind, wrong)
	if kind == "action" || kind == "mutation" {
		c.action(s, wrong)
	}
	if kind == "failure" && s.at.text("failureName") == nil && !wrong["failureName"] {
		c.add(failureNameMissing, s.at, "the failure "+quoted(s.name)+" has no name", `add "failureName": the run is reported to have failed with it`)
	}
	a := s.at.get("attributes")
	if a == nil || a.node.Kind != place.Object {
		if isLoop(s.at) && !wrong["attributes"] {
			c.add(loopEmpty, s.at, "the loop "+quoted(s.name)+" has no steps", `give its attributes "start" and "steps"`)
		}
		return
	}
	loop := isLoop(s.at)
	for _, m := range a.node.Unique() {
		if !loop || m.Key != "steps" && m.Key != "start" {
			c.expressions(w, a.member(&m))
		}
	}
	if loop {
		c.definition(a, w)
	}
}

// kind returns the type of a step in small letters, "" where it has none.
func (c *checker) kind(s *step, wrong bool) string {
	t := s.at.text("type")
	if t == nil {
		if !wrong {
			c.add(stepTypeMissing, s.at, quoted(s.name)+" has no type", `add "type": action, choice, success, failure or Mutation`)
		}
		return ""
	}
	if !slices.ContainsFunc(types, func(k string) bool { return strings.EqualFold(k, t.node.Text) }) {
		c.add(stepTypeUnknown, t.value(), quoted(t.node.Text)+" is not a known type of step",
			c.didYouMean(t.node.Text, slices.Values(types), "known are action, choice, success, failure and Mutation"))
	}
	return strings.ToLower(t.node.Text)
}

// exits follows the ways out of a step.
func (c *checker) exits(w *world, s *step, kind string, wrong map[string]bool) {
	switch {
	case kind == "success" || kind == "failure":
		s.open = true
		return
	case kind == "choice":
		c.choice(w, s, wrong)
		return
	}
	switch next := s.at.text("nextStep"); {
	case next != nil:
		c.leads(w, s, next, nextStepMissing, "leads to")
	case wrong["nextStep"]:
		s.open = true
	default:
		s.open = true
		if kind != "" {
			c.add(stepWithoutExit, s.at, "nothing follows "+quoted(s.name)+", and it does not end the run", `add "nextStep", if only to a success`)
		}
	}
}
