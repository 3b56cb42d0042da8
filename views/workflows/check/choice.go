package check

import (
	"maps"
	"slices"
	"strconv"

	"iscope/views/workflows/check/place"
)

// comparators are the ways of comparing that are known, and whether they look at
// one value only. The documents list seven; tenants use more.
var comparators = func() map[string]bool {
	all := map[string]bool{
		"IsPresent": true, "IsNull": true, "IsString": true, "IsNumeric": true, "IsBoolean": true, "IsTimestamp": true, "IsEmpty": true,
		"ListContainsAny": false, "ListContainsAll": false, "ListContains": false, "StringMatches": false,
		"BooleanEquals": false, "BooleanNotEquals": false,
	}
	for _, verb := range []string{"Equals", "NotEquals", "DoesNotEqual", "StartsWith", "EndsWith", "Contains", "NotContains", "DoesNotContain"} {
		all["String"+verb] = false
	}
	for _, kind := range []string{"Numeric", "Timestamp", "String"} {
		for _, verb := range []string{"Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"} {
			all[kind+verb] = false
		}
	}
	for name, unary := range maps.Clone(all) {
		if !unary {
			all[name+"Path"] = false // the other side is a path as well
		}
	}
	return all
}()

// choice looks at a choice: where its conditions lead, and what they compare.
func (c *checker) choice(w *world, s *step, wrong map[string]bool) {
	list := s.at.get("choiceList")
	switch {
	case wrong["choiceList"]:
		s.open = true
	case list == nil:
		c.add(choiceEmpty, s.at, "the choice "+quoted(s.name)+" has no conditions", `add "choiceList"`)
	case len(list.node.Items) == 0:
		c.add(choiceEmpty, list.value(), "the choice "+quoted(s.name)+" has no conditions", "add one")
	default:
		for i := range list.node.Items {
			c.condition(w, s, list.item(i), i+1)
		}
	}
	switch d := s.at.text("defaultStep"); {
	case d != nil:
		c.leads(w, s, d, defaultStepMissing, "leads by default to")
	case wrong["defaultStep"]:
		s.open = true
	case s.at.text("nextStep") != nil:
		c.leads(w, s, s.at.text("nextStep"), nextStepMissing, "leads to")
	default:
		s.open = true
		c.add(choiceWithoutDefault, s.at, "the choice "+quoted(s.name)+" leads nowhere when no condition holds", `add "defaultStep"`)
	}
}

// condition looks at one condition of a choice.
func (c *checker) condition(w *world, s *step, at *spot, n int) {
	what := "condition " + strconv.Itoa(n) + " of " + quoted(s.name)
	if at.node.Kind != place.Object {
		s.open = true
		c.add(wrongType, at, what+" must be an object, not "+at.node.Kind.String(), "")
		return
	}
	wrong := c.members(at, "a condition", choiceShape)
	switch next := at.text("nextStep"); {
	case next != nil:
		c.leads(w, s, next, choiceStepMissing, "leads to")
	case wrong["nextStep"]:
		s.open = true
	default:
		s.open, w.missing = true, true
		c.add(choiceStepMissing, at, what+" leads to no step", `add "nextStep"`)
	}
	unary := c.comparator(at, what, wrong["comparator"])
	if !at.names("variableA") {
		c.add(variableAMissing, at, what+" does not say what to compare", `add "variableA.$" with a path`)
	}
	if !unary && !at.names("variableB") {
		c.add(variableBMissing, at, what+" does not say what to compare with", `add "variableB", or "variableB.$" with a path`)
	}
	for _, m := range at.node.Unique() {
		if !wrong[m.Key] && m.Key != "comparator" && m.Key != "nextStep" {
			c.expressions(w, at.member(&m))
		}
	}
}

// names reports whether a member is there, as a value or as a path.
func (s *spot) names(name string) bool {
	for _, n := range []string{name, name + ".$"} {
		if m := s.get(n); m != nil && m.node.Kind != place.Null {
			return true
		}
	}
	return false
}

// comparator looks at how a condition compares, and reports whether it needs one
// value only.
func (c *checker) comparator(at *spot, what string, wrong bool) (unary bool) {
	name := at.text("comparator")
	if name == nil {
		if !wrong {
			c.add(comparatorMissing, at, what+" does not say how to compare", `add "comparator", such as StringEquals`)
		}
		return true
	}
	unary, known := comparators[name.node.Text]
	if !known {
		c.add(comparatorUnknown, name.value(), quoted(name.node.Text)+" is not a known comparator",
			c.didYouMean(name.node.Text, slices.Values(slices.Sorted(maps.Keys(comparators))), "see the operators in the step library"))
		return true
	}
	return unary
}
