package inbox

import (
	"encoding/json"
	"fmt"
	"testing"

	"iscope/api"
)

// read makes of a record what a client would.
func read(t testing.TB, rec map[string]any) api.WorkItem {
	t.Helper()
	raw, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	it, ok := api.ReadWorkItem(raw)
	if !ok {
		t.Fatalf("the item cannot be read: %s", raw)
	}
	it.SetRaw(api.RawRow(raw))
	return it
}

// record is a work item as the tenant holds it. Each state is that of one
// line.
func record(id string, states []string, changes ...func(map[string]any)) map[string]any {
	lines := []any{}
	for i, s := range states {
		lines = append(lines, map[string]any{
			"id": fmt.Sprintf("%s-l%d", id, i), "account": "fred", "application": "Payroll", "name": "memberOf", "operation": "Add",
			"value": fmt.Sprintf("Group %d", i), "state": s,
		})
	}
	rec := map[string]any{
		"id": id, "ownerId": "me", "ownerName": "Me Myself", "type": "Approval", "state": "Pending", "description": "Approve access " + id,
		"requesterDisplayName": "Ada Request", "created": "2026-03-01T12:00:00Z", "approvalItems": lines,
	}
	for _, c := range changes {
		c(rec)
	}
	return rec
}

// value changes what the first line of an item asks for.
func value(v string) func(map[string]any) {
	return func(m map[string]any) { m["approvalItems"].([]any)[0].(map[string]any)["value"] = v }
}

// decided closes an item as if somebody else had decided it.
func decided(state, by string) func(map[string]any) {
	return func(m map[string]any) {
		m["state"], m["ownerName"], m["completed"] = state, by, "2026-03-02T12:00:00Z"
		for _, l := range m["approvalItems"].([]any) {
			l.(map[string]any)["state"] = state
		}
	}
}

func manual(m map[string]any) {
	m["type"], m["description"] = "ManualAction", "Hand out a badge"
	delete(m, "approvalItems")
}
