package check

import (
	"strings"

	"iscope/views/workflows/check/place"
)

// workflow looks at a whole workflow.
func (c *checker) workflow(at *spot) {
	wrong := c.members(at, "a workflow", workflowShape)
	switch name := at.get("name"); {
	case name == nil:
		c.add(nameMissing, at, "a workflow needs a name", `add "name"`)
	case !wrong["name"] && strings.TrimSpace(name.node.Str()) == "":
		c.add(nameMissing, name.value(), "the name is empty", "give the workflow a name")
	}
	if owner := at.get("owner"); owner != nil && owner.node.Kind == place.Object {
		c.owner(owner.value())
	}
	if on := at.get("enabled"); c.o.Creating && on != nil && on.node.Kind == place.Bool && on.node.Text == "true" {
		c.add(createdEnabled, on.value(), "the tenant creates no enabled workflows", `write "enabled": false, and enable it afterwards`)
	}
	if d := at.get("definition"); d != nil && d.node.Kind == place.Object {
		c.definition(d, nil)
	}
	if t := at.get("trigger"); t != nil && !wrong["trigger"] {
		c.trigger(t)
	}
}

// owner looks at who a workflow belongs to.
func (c *checker) owner(at *spot) {
	wrong := c.members(at, "an owner", ownerShape)
	if at.text("id") == nil && !wrong["id"] {
		c.add(ownerIDMissing, at, "the owner has no id", "name an identity by its id; its name alone is not enough")
	}
}
