package contract

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// TestCheck pins that the checker can fail: a contract test that cannot is none.
func TestCheck(t *testing.T) {
	d := Open(t, "isc-v3.json", "isc-beta.json")
	for _, c := range []struct{ method, target, kind, body, want string }{
		{"GET", "/v3/work-items?limit=250&ownerId=x", "", "", ""},
		{"GET", "/v3/work-items/count", "", "", ""},
		{"GET", "/beta/task-status/pending-tasks?count=true", "", "", ""},
		{"PATCH", "/beta/task-status/1", "application/json-patch+json", `[{"op":"replace","path":"/completed","value":"x"}]`, ""},
		{"POST", "/v3/work-items/1", "", "", ""},
		{"GET", "/v3/work-items?limit=251", "", "", "limit"},
		{"GET", "/v3/work-items?owner_id=x", "", "", "is not in isc-v3.json"},
		{"GET", "/v3/work-items?ownerId=", "", "", "is not in isc-v3.json"},
		{"GET", "/v3/work-items?ownerId=a&ownerId=b", "", "", "is not in isc-v3.json"},
		{"GET", "/v3/workflows?filters=a+b", "", "", "written as +"},
		{"GET", "/v3/task-status", "", "", "no document"},
		{"DELETE", "/v3/work-items", "", "", "no document"},
		{"PATCH", "/beta/task-status/1", "application/json", `[]`, "Content-Type has unexpected value"},
		{"PATCH", "/beta/task-status/1", "application/json-patch+json", `[{"op":"change"}]`, "op"},
		{"POST", "/v3/work-items/1/forward", "application/json", `{"comment":"x"}`, "targetOwnerId"},
		{"POST", "/v3/work-items/1/approve/2", "application/json", `{}`, "knows no body"},
		{"POST", "/v3/work-items/1/approve/2", "application/json", ``, "content type and no body"},
	} {
		r := httptest.NewRequest(c.method, "https://acme.example"+c.target, strings.NewReader(c.body))
		if c.kind != "" {
			r.Header.Set("Content-Type", c.kind)
		}
		_, err := d.check(r)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(c.want)) {
			t.Errorf("%s %s: %v, want %q", c.method, c.target, err, c.want)
		}
	}
}
