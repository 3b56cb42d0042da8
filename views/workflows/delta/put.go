package delta

import (
	"encoding/json"
	"fmt"
	"slices"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/views/workflows/check/place"
)

// readOnly are the members that the tenant sets itself.
var readOnly = []string{"id", "created", "modified", "creator", "modifiedBy", "executionCount", "failureCount"}

// Known reports whether a member of a record is one that can be set, or that the
// tenant sets itself.
func Known(name string) bool {
	return slices.Contains(Members, name) || slices.Contains(readOnly, name)
}

// PutBody returns what PUT /workflows/{id} is sent to make after of the workflow
// as it is now, and, in words, what that resets. Name, owner and enabled are taken
// from the workflow where after leaves them out: a replacement must not disable
// it or give it away unsaid.
func PutBody(current, after []byte) (draft api.WorkflowDraft, resets []string, err error) {
	c, err := read(current)
	if err != nil {
		return draft, nil, fmt.Errorf("current: %w", err)
	}
	a, err := read(after)
	if err != nil {
		return draft, nil, fmt.Errorf("after: %w", err)
	}
	member := func(name string) *place.Node {
		if n := a.Get(name); n != nil {
			return n
		}
		return c.Get(name)
	}
	draft.Name, draft.Description = member("name").Str(), a.Get("description").Str()
	draft.Owner = owner(member("owner"))
	if n := member("enabled"); n.Is(place.Bool) {
		on := n.Text == "true"
		draft.Enabled = &on
	}
	if n := a.Get("definition"); n.Is(place.Object) {
		draft.Definition = n.Compact(nil)
	}
	if n := a.Get("trigger"); !noTrigger(n) {
		draft.Trigger = n.Compact(nil)
	}
	return draft, resetsOf(c, a, draft), nil
}

// owner reads a reference to an identity, nil where there is none.
func owner(n *place.Node) *api.OwnerRef {
	if n.Get("id").Str() == "" {
		return nil
	}
	o := api.OwnerRef{Type: n.Get("type").Str(), ID: n.Get("id").Str(), Name: n.Get("name").Str()}
	if o.Type == "" {
		o.Type = "IDENTITY"
	}
	return &o
}

// resetsOf says what a replacement changes besides what it is made for.
func resetsOf(c, a *place.Node, draft api.WorkflowDraft) []string {
	out := []string{counter(c, "executionCount", "executions"), counter(c, "failureCount", "failures")}
	if draft.Trigger == nil && !noTrigger(c.Get("trigger")) {
		out = append(out, "the trigger is left out and so removed: nothing starts the workflow any more")
	}
	if draft.Description == "" && c.Get("description").Str() != "" {
		out = append(out, "the description is left out and so removed")
	}
	if draft.Definition == nil && c.Get("definition").Is(place.Object) {
		out = append(out, "the definition is left out and so removed, with all its steps")
	}
	if draft.Owner == nil {
		out = append(out, "no owner is named: the tenant decides whose workflow it is")
	}
	for _, m := range a.Unique() {
		if !Known(m.Key) {
			out = append(out, "“"+safe.Line(m.Key)+"” is not sent: it cannot be set")
		}
	}
	return out
}

// counter says that a counter begins again.
func counter(c *place.Node, name, what string) string {
	var n int
	if v := c.Get(name); !v.Is(place.Number) || json.Unmarshal([]byte(v.Text), &n) != nil {
		return "the count of " + what + " begins again at 0"
	}
	return fmt.Sprintf("the count of %s begins again at 0; it is %s now", what, cell.Thousands(n))
}
