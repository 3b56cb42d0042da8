package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"iscope/views/workflows/check/place"
)

// kinds is a set of types that a member may have.
type kinds uint8

const (
	isNull kinds = 1 << iota
	isBool
	isNumber
	isText
	isList
	isObject

	isAnything = kinds(0xff)
)

func kindsOf(n *place.Node) kinds {
	return [...]kinds{place.Null: isNull, place.Bool: isBool, place.Number: isNumber, place.String: isText, place.Array: isList, place.Object: isObject}[n.Kind]
}

// words names the types that are wanted, null left out.
func (k kinds) words() string {
	var out []string
	for kind := place.Bool; kind <= place.Object; kind++ {
		if k&kindsOf(&place.Node{Kind: kind}) != 0 {
			out = append(out, kind.String())
		}
	}
	return strings.Join(out, " or ")
}

// shape is which members an object may have. A member that the tenant sets
// itself has no type.
type shape map[string]kinds

const readOnly = kinds(0)

var (
	workflowShape = shape{
		"name": isText, "owner": isObject | isNull, "description": isText | isNull, "definition": isObject | isNull, "enabled": isBool,
		"trigger": isObject | isNull, // null has a rule of its own
		"id":      readOnly, "created": readOnly, "modified": readOnly, "creator": readOnly, "modifiedBy": readOnly,
		"executionCount": readOnly, "failureCount": readOnly,
	}
	ownerShape      = shape{"type": isText, "id": isText, "name": isText | isNull}
	definitionShape = shape{"start": isText, "steps": isObject}
	stepShape       = shape{
		"type": isText, "displayName": isText | isNull, "description": isText | isNull, "actionId": isText | isNull,
		"attributes": isObject | isNull, "nextStep": isText | isNull, "versionNumber": isNumber | isNull, "selectResult": isAnything,
		"choiceList": isList, "defaultStep": isText | isNull, "failureName": isText | isNull,
	}
	choiceShape = shape{
		"comparator": isText, "nextStep": isText, "variableA": isAnything, "variableA.$": isText, "variableB": isAnything, "variableB.$": isText | isNull,
	}
	triggerShape = shape{"type": isText | isNull, "displayName": isText | isNull, "attributes": isObject | isNull}
	eventShape   = shape{
		"id": isText | isNull, "filter.$": isText | isNull, "filter": isText | isNull, "description": isText | isNull,
		"attributeToFilter": isText | isNull, "formDefinitionId": isText | isNull,
	}
	externalShape = shape{"name": isText | isNull, "description": isText | isNull, "clientId": isText | isNull, "url": isText | isNull}
	scheduleShape = shape{
		"frequency": isText | isNull, "timeZone": isText | isNull, "cronString": isText | isNull,
		"weeklyDays": isText | isList | isNull, "weeklyTimes": isText | isList | isNull, "yearlyTimes": isText | isList | isNull,
	}
)

// names are the members that may have been meant.
func (s shape) names() []string { return slices.Sorted(maps.Keys(s)) }

// members looks at which members an object has, and of which type. extra are
// further members of any type. It returns the names of those that are to be left
// alone since they are of a wrong type.
func (c *checker) members(at *spot, what string, s shape, extra ...string) (wrong map[string]bool) {
	for _, m := range at.node.Unique() {
		want, known := s[m.Key]
		switch {
		case known && want == readOnly:
			c.add(readOnlyMember, at.member(&m), quoted(m.Key)+" is set by the tenant and not sent", "")
		case known && want&kindsOf(m.Value) == 0:
			if wrong == nil {
				wrong = map[string]bool{}
			}
			wrong[m.Key] = true
			c.add(wrongType, at.member(&m).value(), fmt.Sprintf("%s must be %s, not %s", quoted(m.Key), want.words(), m.Value.Kind), "")
		case !known && !slices.Contains(extra, m.Key):
			do := c.didYouMean(m.Key, slices.Values(append(s.names(), extra...)), "the tenant may refuse or forget it")
			c.add(unknownMember, at.member(&m), quoted(m.Key)+" is not known in "+what, do)
		}
	}
	return wrong
}

// text returns the spot of a member that is a text and not empty, nil where it is
// not.
func (s *spot) text(name string) *spot {
	if m := s.get(name); m != nil && m.node.Str() != "" {
		return m
	}
	return nil
}

// duplicates looks for members of the same name, everywhere.
func (c *checker) duplicates(at *spot) {
	switch at.node.Kind {
	case place.Object:
		first := make(map[string]int, len(at.node.Members))
		for i := range at.node.Members {
			m := &at.node.Members[i]
			here := at.member(m)
			if before, ok := first[m.Key]; ok {
				line := c.index.Line(at.node.Members[before].KeyStart)
				c.add(duplicateKey, here, fmt.Sprintf("%s stands here a second time; the first is on line %d", quoted(m.Key), line), "keep one of them")
			} else {
				first[m.Key] = i
			}
			c.duplicates(here)
		}
	case place.Array:
		for i := range at.node.Items {
			c.duplicates(at.item(i))
		}
	}
}
