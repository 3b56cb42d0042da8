package nerm

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"iscope/api"
	"iscope/api/rest"
	"iscope/api/rest/contract"
	"iscope/api/safe"
	"iscope/api/vendordocs"
)

const anID = "33f072dd-13b4-41e1-8ea0-16f2a59b57c8"

// everything calls every method of the client with every kind of argument that
// shapes the request.
func everything(ctx context.Context, c api.NERM) {
	text, status := anID, "pending_approval"
	_, _ = c.Sessions(ctx, api.SessionQuery{})
	for _, s := range api.SessionStatuses {
		if !strings.HasPrefix(s, "AUTH-STATUS") { // the filter has none of these
			_, _ = c.Sessions(ctx, api.SessionQuery{Status: s})
		}
	}
	_, _ = c.Sessions(ctx, api.SessionQuery{ProfileID: anID, UID: "u v", WorkflowID: anID, RequesterID: anID, Status: "pending approval", Limit: 7, Offset: 9})
	for _, run := range []bool{false, true} {
		_, _ = c.CreateSession(ctx, api.SessionDraft{WorkflowID: anID, RequesterID: anID, RequesterType: "User"}, run)
		_, _ = c.CreateSession(ctx, api.SessionDraft{
			WorkflowID: anID, RequesterID: anID, RequesterType: "NeprofileUser", ProfileID: anID, ProfileIDs: []string{anID}, Attributes: map[string]string{"a": "b"},
		}, run)
		_, _ = c.PatchSession(ctx, anID, api.SessionChange{Status: &status}, run)
		_, _ = c.PatchSession(ctx, anID, api.SessionChange{
			WorkflowID: &text, RequesterID: &text, RequesterType: new("NeaccessUser"), ProfileID: &text, ProfileIDs: []string{anID}, Attributes: map[string]string{"a": ""},
		}, run)
	}
	_, _ = c.Session(ctx, anID)
	for _, offset := range []int{-1, 0, 40} {
		_, _ = c.Users(ctx, api.PeopleQuery{Limit: 1000, Offset: offset})
		_, _ = c.Users(ctx, api.PeopleQuery{Name: "Ana & Bo", Email: "ana+bo@acme.example", Limit: 5, Offset: offset})
		_, _ = c.Profiles(ctx, api.PeopleQuery{Name: "x", Offset: offset})
		_, _ = c.Attributes(ctx, 1, offset)
		_, _ = c.AttributeOptions(ctx, anID, 50, offset)
	}
	_, _ = c.WorkflowActions(ctx, anID)
}

// TestContract holds every request against the vendor's document.
func TestContract(t *testing.T) {
	docs := contract.Open(t, "nerm.json")
	seen := map[string]bool{}
	c, host := open(t, 200, `{}`)
	host.check = func(r *http.Request) { seen[docs.Check(t, r)] = true }
	synctest.Test(t, func(t *testing.T) { everything(t.Context(), c) })
	want := map[string]bool{}
	for _, e := range endpoints {
		want[e.method+" /api"+e.path] = true
	}
	if !maps.Equal(seen, want) {
		t.Errorf("asked for %v, want %v", slices.Sorted(maps.Keys(seen)), slices.Sorted(maps.Keys(want)))
	}
}

func TestNew(t *testing.T) {
	if _, err := New(Config{BaseURL: testBase}); err == nil {
		t.Error("a client without a token was made")
	}
	if _, err := New(Config{BaseURL: "http://acme.nonemployee.com/api", Token: safe.NewSecret("x")}); err == nil {
		t.Error("a client was made that sends its token in the clear")
	}
	host := &tenant{status: 200, body: `{"users":[]}`}
	for _, c := range []Config{{Token: safe.NewSecret("key"), Tokens: rest.Bearer{Secret: safe.NewSecret("isc")}}, {Tokens: rest.Bearer{Secret: safe.NewSecret("isc")}}} {
		c.BaseURL, c.HTTP = testBase, host
		client, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Users(t.Context(), api.PeopleQuery{}); err != nil {
			t.Fatal(err)
		}
		want := map[bool]string{false: "Bearer key", true: "Bearer isc"}[c.Token.IsZero()]
		if r, _ := host.last(); r.Header.Get("Authorization") != want || r.Header.Get("X-Sailpoint-Experimental") != "" {
			t.Errorf("header %v, want %s", r.Header, want)
		}
		if client.Limit().Left != 89 {
			t.Errorf("limit %+v", client.Limit())
		}
	}
}

func TestSessionsPage(t *testing.T) {
	c, host := open(t, 200, `{"workflow_sessions":[{"id":"a","profile_ids":"p1, p2"},{"id":"b","profile_ids":["p3"]},{"uid":"no id"},{"id":"a"}],"_metadata":{"total":40}}`)
	p, err := c.Sessions(t.Context(), api.SessionQuery{Limit: 4, Offset: 8, Status: "un_assigned"})
	if err != nil || len(p.Items) != 2 || p.Bad != 1 || !p.More || p.Next != 12 || p.Total != 40 {
		t.Fatalf("%+v, %v", p, err)
	}
	if !slices.Equal(p.Items[0].ProfileIDs, []string{"p1", "p2"}) || !slices.Equal(p.Items[1].ProfileIDs, []string{"p3"}) {
		t.Errorf("profile ids %q and %q", p.Items[0].ProfileIDs, p.Items[1].ProfileIDs)
	}
	if r, _ := host.last(); r.URL.RawQuery != "limit=4&metadata=true&offset=8&status=un%20assigned" {
		t.Errorf("query %s", r.URL.RawQuery)
	}
	if _, err := c.Sessions(t.Context(), api.SessionQuery{Status: "pending_courion_extend"}); err != nil {
		t.Fatal(err)
	}
	if r, _ := host.last(); r.URL.Query().Get("status") != "pending courion_extend" || r.URL.Query().Has("offset") {
		t.Errorf("query %s", r.URL.RawQuery)
	}
}

// TestTotals pins that a total which cannot be true is not believed: the
// document's own example says 0 above a list of one.
func TestTotals(t *testing.T) {
	for body, want := range map[string]int{
		`{"users":[{"id":"a"}],"_metadata":{"total":0}}`: -1, `{"users":[{"id":"a"}],"_metadata":{"total":1}}`: 1,
		`{"users":[{"id":"a"}],"_metadata":null}`: -1, `{"users":[{"id":"a"}]}`: -1, `{"users":{"id":"a"},"_metadata":{"total":"7"}}`: 7,
	} {
		c, _ := open(t, 200, body)
		if p, err := c.Users(t.Context(), api.PeopleQuery{}); err != nil || p.Total != want || len(p.Items) != 1 {
			t.Errorf("%s: %+v, %v", body, p, err)
		}
	}
}

// TestNothingFound pins NERM's ways to say that a list is empty, and that no
// other error is taken for one.
func TestNothingFound(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		empty  bool
	}{
		{400, `{"error":"no profiles found"}`, true}, {404, `{"error":"No profiles found."}`, true}, {200, `{"error":"no profiles found"}`, true},
		{200, `{"profiles":[]}`, true}, {204, ``, true},
		{400, `{"error":"Invalid JSON syntax."}`, false}, {403, `{"error":"no profiles found"}`, false}, {500, `{"error":"no profiles found"}`, false},
		{200, `{}`, false}, {200, `{"profiles":null}`, false}, {200, `{"profiles":"x"}`, false}, {200, `[]`, false}, {200, ``, false}, {200, `<html>`, false},
		{200, `{"error":"Sorry something went wrong"}`, false},
	} {
		client, _ := open(t, c.status, c.body)
		p, err := client.Profiles(t.Context(), api.PeopleQuery{Name: "x", Limit: 5, Offset: 10})
		if (err == nil) != c.empty || c.empty && (len(p.Items) != 0 || p.More || p.Offset != 10) {
			t.Errorf("%d %s: %+v, %v", c.status, c.body, p, err)
		}
	}
}

func TestSession(t *testing.T) {
	c, host := open(t, 200, `{"workflow_session":{"id":"a","status":"closed","attributes":{"x":"1"}}}`)
	s, err := c.Session(t.Context(), "by another name")
	if err != nil || s.ID != "a" || s.Status != "closed" || s.Raw.IsZero() {
		t.Errorf("%+v, %v", s, err)
	}
	if r, _ := host.last(); r.URL.String() != testBase+"/workflow_sessions/by%20another%20name" {
		t.Errorf("URL %s", r.URL)
	}
	for body, kind := range map[string]api.Kind{`{"error":"no workflow session found"}`: api.NotFound, `{}`: api.Decode, ``: api.Decode, `{"workflow_session":{}}`: api.Decode} {
		c, _ := open(t, 200, body)
		if _, err := c.Session(t.Context(), "a"); failed(t, err).Kind != kind {
			t.Errorf("%s: %v", body, err)
		}
	}
	if _, err := c.Session(t.Context(), ".."); failed(t, err).Kind != api.Invalid {
		t.Error(err)
	}
}

func TestPatchSession(t *testing.T) {
	status := "closed"
	change := api.SessionChange{Status: &status, Attributes: map[string]string{"a": "b"}}
	c, host := open(t, 200, `{"workflow_session":{"id":"a","status":"closed"}}`)
	for run, query := range map[bool]string{false: "", true: "run=true"} {
		s, err := c.PatchSession(t.Context(), "a", change, run)
		r, body := host.last()
		if err != nil || s.Status != "closed" || r.Method != "PATCH" || r.URL.RawQuery != query || r.Header.Get("Content-Type") != "application/json" ||
			body != `{"workflow_session":{"attributes":{"a":"b"},"status":"closed","status_uid":"closed"}}` {
			t.Errorf("%+v, %v; %s %s sent %s", s, err, r.Method, r.URL, body)
		}
	}
	_, err := c.PatchSession(t.Context(), "b", change, false)
	if e := failed(t, err); e.Kind != api.Decode || !e.Ambiguous() {
		t.Errorf("another session: %+v", e)
	}
	c, _ = open(t, 400, `{"error":"The workflow session failed to update","errors":{"requester_id":"can't be blank"}}`)
	_, err = c.PatchSession(t.Context(), "a", change, false)
	if e := failed(t, err); e.Kind != api.Invalid || e.Fields["requester_id"] != "can't be blank" || e.Ambiguous() {
		t.Errorf("%+v", e)
	}
}

// TestRunsLeaveOnce pins that what starts a workflow is not sent again with a
// new token, whereas a change alone is: a refusal says nothing was done.
func TestRunsLeaveOnce(t *testing.T) {
	change := api.SessionChange{Attributes: map[string]string{"a": "b"}}
	for run, want := range map[bool]int{true: 1, false: 2} {
		for name, write := range map[string]func(*Client) error{
			"PATCH": func(c *Client) error { _, err := c.PatchSession(t.Context(), "a", change, run); return err },
			"POST": func(c *Client) error {
				_, err := c.CreateSession(t.Context(), api.SessionDraft{WorkflowID: "w"}, run)
				return err
			},
		} {
			host := &tenant{status: 401, body: `{"error":"JWT is expired"}`}
			tokens := &renewed{}
			c, err := New(Config{BaseURL: testBase, Tokens: tokens, HTTP: host})
			if err != nil {
				t.Fatal(err)
			}
			if e := failed(t, write(c)); e.Kind != api.Auth || len(host.asked) != want {
				t.Errorf("%s with run %v left %d times, want %d: %v", name, run, len(host.asked), want, e)
			}
			if tokens.refused != "token-1" {
				t.Errorf("%s with run %v: the token was not renewed for the next request", name, run)
			}
		}
	}
}

func TestCreateSession(t *testing.T) {
	c, host := open(t, 200, `{"workflow_session":{"id":"new"}}`)
	s, err := c.CreateSession(t.Context(), api.SessionDraft{WorkflowID: "w", RequesterID: "r", RequesterType: "User"}, true)
	r, body := host.last()
	if err != nil || s.ID != "new" || r.URL.RawQuery != "run=true" || body != `{"workflow_session":{"workflow_id":"w","requester_id":"r","requester_type":"User"}}` {
		t.Errorf("%+v, %v; %s sent %s", s, err, r.URL, body)
	}
}

// TestEncryptedAttributesAreNotRecorded pins that once NERM has said which
// attributes it encrypts, their values stay out of the activity log.
func TestEncryptedAttributesAreNotRecorded(t *testing.T) {
	var calls api.Calls
	host := &tenant{status: 200, body: `{"ne_attributes":[{"id":"1","uid":"badge","crypt":true},{"id":"2","uid":"city","crypt":false}]}`}
	c, err := New(Config{BaseURL: testBase, Token: safe.NewSecret("key"), HTTP: host, Calls: &calls})
	if err != nil {
		t.Fatal(err)
	}
	if p, err := c.Attributes(t.Context(), 0, 0); err != nil || len(p.Items) != 2 || !p.Items[0].Encrypted {
		t.Fatalf("%+v, %v", p, err)
	}
	host.body = `{"workflow_session":{"id":"a"}}`
	if _, err := c.PatchSession(t.Context(), "a", api.SessionChange{Attributes: map[string]string{"badge": "4711", "city": "Rome"}}, false); err != nil {
		t.Fatal(err)
	}
	if body := calls.Latest()[0].Body; strings.Contains(body, "4711") || !strings.Contains(body, "Rome") {
		t.Errorf("recorded %s", body)
	}
	if _, err := c.PatchSession(t.Context(), "a", api.SessionChange{Status: new("closed"), Attributes: map[string]string{"new_one": "0815"}}, false); err != nil {
		t.Fatal(err)
	}
	if body := calls.Latest()[0].Body; strings.Contains(body, "0815") || !strings.Contains(body, "closed") {
		t.Errorf("of an attribute that NERM did not tell of, recorded %s", body)
	}
	host.sent, host.asked = host.sent[:2], host.asked[:2]
	if _, body := host.last(); !strings.Contains(body, "4711") {
		t.Errorf("sent %s", body)
	}
}

func TestReadOnly(t *testing.T) {
	host := &tenant{status: 200, body: `{"workflow_session":{"id":"a"}}`}
	c, err := New(Config{BaseURL: testBase, Token: safe.NewSecret("key"), HTTP: host, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Session(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	_, patch := c.PatchSession(t.Context(), "a", api.SessionChange{}, false)
	_, create := c.CreateSession(t.Context(), api.SessionDraft{}, false)
	if failed(t, patch).Kind != api.ReadOnly || failed(t, create).Kind != api.ReadOnly || len(host.asked) != 1 {
		t.Errorf("%v, %v, %d requests", patch, create, len(host.asked))
	}
}

// TestRecordedExamples reads the bodies of the vendor's documents.
func TestRecordedExamples(t *testing.T) {
	sessions, _ := open(t, 200, string(vendordocs.Example(t, "nerm-workflow-sessions-list.json")))
	p, err := sessions.Sessions(t.Context(), api.SessionQuery{})
	if err != nil || len(p.Items) != 1 || len(p.Items[0].ProfileIDs) != 2 || len(p.Items[0].Attributes) != 16 || p.More {
		t.Errorf("sessions: %+v, %v", p, err)
	}
	if v, ok := p.Items[0].Attribute("dropdown_attribute_uid"); !ok || v != "yes, no" {
		t.Errorf("attribute %q", v)
	}
	for _, name := range []string{"nerm-workflow-session.json", "constructed-nerm-session-array-profile-ids.json"} {
		c, _ := open(t, 200, string(vendordocs.Example(t, name)))
		if s, err := c.Session(t.Context(), anID); err != nil || s.ID != anID || len(s.ProfileIDs) != 2 || s.RequesterType != "User" {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	users, _ := open(t, 200, string(vendordocs.Example(t, "nerm-users-list.json")))
	if p, err := users.Users(t.Context(), api.PeopleQuery{}); err != nil || len(p.Items) != 1 || p.Items[0].Login != "myLogin" || p.Bad != 0 {
		t.Errorf("users: %+v, %v", p, err)
	}
	profiles, _ := open(t, 200, string(vendordocs.Example(t, "nerm-profiles-list.json")))
	if p, err := profiles.Profiles(t.Context(), api.PeopleQuery{}); err != nil || len(p.Items) != 1 || p.Items[0].Name != "Profile Name" {
		t.Errorf("profiles: %+v, %v", p, err)
	}
	attributes, _ := open(t, 200, string(vendordocs.Example(t, "nerm-attributes-list.json")))
	if p, err := attributes.Attributes(t.Context(), 0, 0); err != nil || len(p.Items) == 0 || p.Items[0].UID != "myattribute" {
		t.Errorf("attributes: %+v, %v", p, err)
	}
}

// FuzzLists holds that no answer, whatever it is, makes a list panic.
func FuzzLists(f *testing.F) {
	f.Add(200, []byte(`{"workflow_sessions":[{"id":"a","attributes":{"x":[1]}}],"_metadata":{"total":-1}}`))
	f.Add(400, []byte(`{"error":"no x found"}`))
	f.Add(200, []byte(`{"users":{"id":{}}}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 || status == 429 || status > 501 && status < 505 {
			return // what makes the client wait is tested elsewhere
		}
		c, _ := open(t, status, string(body))
		p, err := c.Sessions(context.Background(), api.SessionQuery{Limit: 3})
		if err == nil && (len(p.Items)+p.Bad > p.Next || !json.Valid(body) && len(p.Items) > 0) {
			t.Fatalf("%+v from %q", p, body)
		}
		_, _ = c.Users(context.Background(), api.PeopleQuery{})
		_, _ = c.Session(context.Background(), "a")
	})
}

// TestWorkflowActions pins both shapes, and that nothing is no failure.
func TestWorkflowActions(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   []string
		bad    bool
	}{
		{200, string(vendordocs.Example(t, "nerm-workflow-actions-list.json")), []string{"Require approval from another user or a group of users with a specific role."}, false},
		{200, `{"workflow_actions":[{"workflow_id":"w","description":"one"},{"description":"of no workflow"},{"workflow_id":"w","description":"two"}]}`, []string{"one", "two"}, false},
		{200, `{"error":"no workflow actions found"}`, nil, false}, {400, `{"error":"no workflow actions found"}`, nil, false}, {204, ``, nil, false},
		{200, `{}`, nil, true}, {200, `<html>`, nil, true}, {403, `{"error":"no"}`, nil, true},
	} {
		client, host := open(t, c.status, c.body)
		got, err := client.WorkflowActions(t.Context(), anID)
		var words []string
		for _, a := range got {
			words = append(words, a.Description)
		}
		if (err != nil) != c.bad || !slices.Equal(words, c.want) {
			t.Errorf("%d %s: %q, %v", c.status, c.body, words, err)
		}
		if r, _ := host.last(); r.URL.RawQuery != "workflow_id="+anID {
			t.Errorf("query %s", r.URL.RawQuery)
		}
	}
}

func TestAttributeOptions(t *testing.T) {
	c, host := open(t, 200, `{"ne_attribute_options":[{"id":"1","uid":"u","ne_attribute_id":"`+anID+`","option":"Rome\u001b"},{"option":"of no id"}],"_metadata":{"total":2}}`)
	p, err := c.AttributeOptions(t.Context(), anID, 2, 2)
	if err != nil || len(p.Items) != 1 || p.Bad != 1 || p.Items[0] != (api.NEOption{ID: "1", UID: "u", AttributeID: anID, Text: "Rome␛"}) {
		t.Fatalf("%+v, %v", p, err)
	}
	if r, _ := host.last(); r.URL.RawQuery != "limit=2&metadata=true&ne_attribute_id="+anID+"&offset=2" {
		t.Errorf("query %s", r.URL.RawQuery)
	}
}
