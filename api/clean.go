package api

import (
	"encoding/json"

	"iscope/api/safe"
)

// Secret is a credential that prints as "[redacted]"; see package safe.
type Secret = safe.Secret

// cleanKey cleans a member name or scalar that the tenant chose.
func cleanKey(s string) string { return safe.Line(s) }

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
