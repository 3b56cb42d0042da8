package session

import (
	"slices"
	"strings"

	"iscope/api"
	"iscope/ui/form"
)

// changeOf returns the request for what changed in the form.
func changeOf(changes []form.Change) api.SessionChange {
	var out api.SessionChange
	for _, c := range changes {
		after := c.After
		if uid, ok := strings.CutPrefix(c.Key, attrKey); ok {
			if out.Attributes == nil {
				out.Attributes = map[string]string{}
			}
			out.Attributes[uid] = after
			continue
		}
		switch c.Key {
		case keyWorkflow:
			out.WorkflowID = &after
		case keyRequester:
			out.RequesterID = &after
		case keyRequesterType:
			out.RequesterType = &after
		case keyProfile:
			out.ProfileID = &after
		case keyProfiles:
			out.ProfileIDs = splitIDs(after)
		case keyStatus:
			out.Status = &after
		}
	}
	return out
}

// only returns the part of a change that is about one field.
func only(c api.SessionChange, key string) api.SessionChange {
	if uid, ok := strings.CutPrefix(key, attrKey); ok {
		return api.SessionChange{Attributes: map[string]string{uid: c.Attributes[uid]}}
	}
	switch key {
	case keyWorkflow:
		return api.SessionChange{WorkflowID: c.WorkflowID}
	case keyRequester:
		return api.SessionChange{RequesterID: c.RequesterID}
	case keyRequesterType:
		return api.SessionChange{RequesterType: c.RequesterType}
	case keyProfile:
		return api.SessionChange{ProfileID: c.ProfileID}
	case keyProfiles:
		return api.SessionChange{ProfileIDs: c.ProfileIDs}
	case keyStatus:
		return api.SessionChange{Status: c.Status}
	}
	return api.SessionChange{}
}

// keyFor returns the field a name in an answer of the server is about. A name
// may be that of a member, of an attribute, or of an attribute behind
// "attributes."; has tells which fields there are.
func keyFor(name string, has func(key string) bool) (string, bool) {
	name = strings.TrimPrefix(strings.TrimPrefix(name, "workflow_session."), "base.")
	if name == "status_uid" {
		name = keyStatus
	}
	for _, key := range []string{name, attrKey + name, attrKey + strings.TrimPrefix(name, "attributes.")} {
		if has(key) {
			return key, true
		}
	}
	return "", false
}

// difference is one thing that two readings of a session have differently.
type difference struct{ key, before, after string }

// differences returns what of a is otherwise in b. An attribute that is empty
// counts as one that is not there.
func differences(a, b *api.Session) []difference {
	var out []difference
	note := func(key string) {
		if x, y := valueOf(a, key), valueOf(b, key); x != y {
			out = append(out, difference{key, x, y})
		}
	}
	for _, mb := range members {
		note(mb.key)
	}
	seen := map[string]bool{}
	for _, at := range append(slices.Clone(a.Attributes), b.Attributes...) {
		if !seen[at.UID] {
			seen[at.UID] = true
			note(attrKey + at.UID)
		}
	}
	return out
}
