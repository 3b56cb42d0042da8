package check

import (
	"slices"

	"iscope/api"
	"iscope/views/workflows/check/place"
	"iscope/views/workflows/path"
)

// trigger looks at what starts a workflow.
func (c *checker) trigger(at *spot) {
	if at.node.Kind == place.Null {
		c.add(triggerNull, at.value(), "the tenant refuses null as a trigger", "write {} to have none")
		return
	}
	wrong := c.members(at, "a trigger", triggerShape)
	a := at.get("attributes")
	if a != nil && (a.node.Kind != place.Object || len(a.node.Members) == 0) {
		a = nil
	}
	t := at.text("type")
	switch {
	case wrong["type"] || wrong["attributes"]:
	case t == nil && a != nil:
		c.add(triggerTypeMissing, at, "the trigger has attributes but no type, so nothing would start it", `add "type": EVENT, SCHEDULED or EXTERNAL, or write {} to have none`)
	case t == nil:
	case t.node.Text == api.TriggerEvent:
		c.event(at, a)
	case t.node.Text == api.TriggerScheduled:
		c.schedule(at, a)
	case t.node.Text == api.TriggerExternal:
		if a != nil {
			c.members(a, "an external trigger", externalShape)
		}
	default:
		kinds := []string{api.TriggerEvent, api.TriggerScheduled, api.TriggerExternal}
		c.add(triggerTypeUnknown, t.value(), quoted(t.node.Text)+" is not a known type of trigger",
			c.didYouMean(t.node.Text, slices.Values(kinds), "known are EVENT, SCHEDULED and EXTERNAL"))
	}
}

// event looks at a trigger that waits for an event.
func (c *checker) event(at, a *spot) {
	if a == nil {
		c.add(eventMissing, at, "the trigger does not say which event it waits for", `add "attributes" with the "id" of an event`)
		return
	}
	id := a.text("id")
	var known entry
	looked := false
	if id != nil {
		known, looked = c.look(c.o.Trigger, id.node.Text)
	}
	var extra []string // what the library gives to this event besides
	for _, f := range known.item.Fields {
		extra = append(extra, f.Name, f.Name+".$")
	}
	wrong := c.members(a, "an event trigger", eventShape, extra...)
	switch {
	case id == nil && !wrong["id"]:
		c.add(eventMissing, a, "the trigger does not say which event it waits for", `add "id", such as idn:identity-created`)
	case looked && !known.known:
		c.add(eventUnknown, id.value(), "the step library has no event "+quoted(id.node.Text), "the library may be older than the tenant")
	case looked:
		if known.item.Deprecated {
			c.add(eventDeprecated, id.value(), "the event "+quoted(known.item.Name)+" is deprecated"+since(known.item), successor(known.item))
		}
		c.required(eventFieldRequired, at, known.item)
	}
	for _, name := range []string{"filter.$", "filter"} {
		if f := a.text(name); f != nil {
			if _, err := path.Parse(f.node.Text); err != nil {
				c.add(filterMalformed, f.value(), "the filter "+quoted(cut(f.node.Text))+" is not a JSONPath: "+err.Error(), "")
			}
		}
	}
}
