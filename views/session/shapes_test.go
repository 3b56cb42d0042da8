package session

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"iscope/api"
	"iscope/api/nerm"
	"iscope/api/safe"
)

// answering is a tenant that answers every request alike.
type answering struct {
	status int
	body   string
}

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(a.body)), Request: r}, nil
}

// refusal returns what the real client makes of an answer to an update.
func refusal(t *testing.T, status int, body string) error {
	t.Helper()
	c, err := nerm.New(nerm.Config{BaseURL: "https://acme.nonemployee.com/api", Token: safe.NewSecret("key"), HTTP: answering{status, body}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.PatchSession(t.Context(), idA, api.SessionChange{}, false)
	if err == nil {
		t.Fatalf("%d %s is no refusal", status, body)
	}
	return err
}

// TestEveryShapeOfAnError pins, for every shape of an error of NERM, which field
// it lands beside, and what stands above the form.
func TestEveryShapeOfAnError(t *testing.T) {
	const failed = "The workflow session failed to update"
	for name, c := range map[string]struct {
		status int
		body   string
		beside map[string]string
		above  string
	}{
		"by uid":            {400, `{"error":"` + failed + `","errors":{"site":"is closed"}}`, map[string]string{attrKey + "site": "is closed"}, "NERM refused it: " + failed},
		"by label":          {400, `{"error":"` + failed + `","errors":{"Contract end":["is in the past","is a Sunday"]}}`, map[string]string{attrKey + "contract_end": "is in the past; is a Sunday"}, "NERM refused it: " + failed},
		"by member":         {400, `{"error":"` + failed + `","errors":{"status_uid":"is not included in the list"}}`, map[string]string{keyStatus: "is not included in the list"}, "NERM refused it: " + failed},
		"by relation":       {400, `{"error":"` + failed + `","errors":{"requester":"must exist","profile":"must exist"}}`, map[string]string{keyRequester: "must exist", keyProfile: "must exist"}, "NERM refused it: " + failed},
		"nested":            {422, `{"errors":{"workflow_session":{"attributes":{"site":["is closed"]},"workflow_id":"must exist"}}}`, map[string]string{attrKey + "site": "is closed", keyWorkflow: "must exist"}, "NERM refused it: unprocessable entity"},
		"a list":            {400, `{"error":"` + failed + `","errors":["Site is closed","Requester must exist","and it rains"]}`, map[string]string{attrKey + "site": "is closed", keyRequester: "must exist"}, "NERM refused it: " + failed + "; and it rains"},
		"a list alone":      {400, `{"errors":["Site is closed","Requester must exist","and it rains"]}`, map[string]string{attrKey + "site": "is closed", keyRequester: "must exist"}, "NERM refused it: and it rains"},
		"a plain error":     {400, `{"error":"Contract end is in the past"}`, map[string]string{attrKey + "contract_end": "is in the past"}, "NERM refused it; why stands below 1 field"},
		"of Rails":          {422, `{"error":"Validation failed: Site is closed, Status is not included in the list"}`, map[string]string{attrKey + "site": "is closed", keyStatus: "is not included in the list"}, "NERM refused it; why stands below 2 fields"},
		"a list of objects": {400, `{"errors":[{"field":"site","message":"is closed"}]}`, map[string]string{attrKey + "site": "is closed"}, "NERM refused it: bad request"},
		"an error object":   {400, `{"error":{"site":["is closed"]}}`, map[string]string{attrKey + "site": "is closed"}, "NERM refused it: bad request"},
		"of no field":       {400, `{"error":"` + failed + `","errors":{"colour":"is unknown"}}`, nil, "NERM refused it: " + failed + "; colour is unknown"},
		"bad JSON":          {400, `{"error":"Invalid JSON syntax. Please check your syntax and try again."}`, nil, "Invalid JSON syntax"},
		"not found":         {404, `{"error":"The requested Workflow session was not found"}`, nil, "was not found"},
		"forbidden":         {403, `{"error":"You are not authorized to perform that action."}`, nil, "You are not authorized"},
		"a page":            {400, `<html><title>Bad gateway</title></html>`, nil, "Bad gateway"},
		"nothing":           {400, ``, nil, "bad request"},
	} {
		t.Run(name, func(t *testing.T) {
			err := refusal(t, c.status, c.body)
			inBubble(t, nil, func(r *rig) {
				r.open()
				r.set(attrKey+"reason", "Changed")
				r.nerm.onPatch = func(func() api.Session) (api.Session, error) { return api.Session{}, err }
				r.send()
				if r.m.editor == nil || len(r.nerm.patches) != 1 {
					t.Fatal("the form is gone")
				}
				for _, key := range r.m.editor.form.Keys() {
					if r.m.editor.form.Complaint(key) != c.beside[key] {
						t.Errorf("beside %s stands %q, want %q", key, r.m.editor.form.Complaint(key), c.beside[key])
					}
				}
				r.shows(c.above)
				r.set(attrKey+"reason", "Changed again")
				if !r.m.editor.form.Changed() {
					t.Error("what was typed is lost")
				}
			})
		})
	}
}
