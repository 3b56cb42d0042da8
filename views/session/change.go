package session

import (
	"slices"
	"strings"

	"iscope/api"
	"iscope/ui/form"
)

// changeOf returns the request for what changed in the form.
func (m *Model) changeOf(changes []form.Change) api.SessionChange {
	var out api.SessionChange
	for _, c := range changes {
		after := m.asSent(c.Key, c.After)
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
