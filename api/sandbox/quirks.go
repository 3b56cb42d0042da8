package sandbox

import "math/rand/v2"

// quirks rewrites an answer the way real tenants are known to break their own
// documents: null for people and trigger attributes, bare text for lists of
// one, closeTime null while a run is open, a single execution inside a list.
func quirks(v any, r *rand.Rand) any {
	if o, ok := v.(map[string]any); ok && isExecution(o) {
		return []any{quirk(o, r)}
	}
	return quirk(v, r)
}

func isExecution(o map[string]any) bool {
	_, run := o["startTime"]
	_, of := o["workflowId"]
	return run && of
}

func quirk(v any, r *rand.Rand) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = quirk(v[i], r)
		}
	case map[string]any:
		for _, k := range sortedKeys(v) {
			v[k] = quirkField(k, v[k], r)
		}
		if _, closed := v["closeTime"]; !closed && isExecution(v) {
			v["closeTime"] = nil
		}
	}
	return v
}

func quirkField(name string, v any, r *rand.Rand) any {
	switch name {
	case "owner", "creator", "modifiedBy", "attributes":
		if r.IntN(3) == 0 {
			return nil
		}
	case "weeklyDays", "weeklyTimes", "yearlyTimes", "profile_ids":
		if list, ok := v.([]any); ok && len(list) == 1 {
			return list[0]
		}
	}
	return quirk(v, r)
}
