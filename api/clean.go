package api

import (
	"encoding/json"

	"iscope/api/lenient"
	"iscope/api/safe"
)

// Secret is a credential that prints as "[redacted]"; see package safe.
type Secret = safe.Secret

// cleanKey cleans a member name or scalar that the tenant chose.
func cleanKey(s string) string { return safe.Line(s) }

// firstList returns the first of the named members that is a list.
func firstList(o lenient.Object, keys ...string) []json.RawMessage {
	for _, k := range keys {
		if list := o.List(k); len(list) > 0 {
			return list
		}
	}
	return nil
}

// Pretty returns a JSON document indented by two spaces and cleaned, or the
// cleaned text itself where it is no JSON.
func Pretty(raw []byte) string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return safe.Text(string(raw))
	}
	out, err := json.MarshalIndent(json.RawMessage(raw), "", "  ")
	if err != nil {
		return safe.Text(string(raw))
	}
	return safe.Text(string(out))
}
