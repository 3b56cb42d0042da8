package bundle

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"iscope/api"
	"iscope/ui/golden"
)

// record is a workflow as a tenant answers it, with every kind of secret.
const record = `{
 "id": "d201c5e9", "executionCount": 2, "failureCount": 0, "created": "2022-01-10T16:06:16Z", "modified": null,
 "creator": {"id": "2c71", "name": "Michael Michaels"}, "owner": {"type": "IDENTITY", "id": "2c91", "name": "William\u202e Wilson"},
 "enabled": true, "name": "Joiner: provision laptop", "description": "",
 "labels": ["a"],
 "trigger": {"displayName": null, "type": "EXTERNAL", "attributes": {"name": "joiner", "url": "https://acme.api/workflows/execute/external/d201c5e9", "clientId": "c1", "description": null}},
 "definition": {"steps": {
   "Call desk": {"type": "action", "actionId": "sp:http", "attributes": {
     "url": "https://user:hunter2@desk.acme.example/api?api_key=12345&page=1",
     "oAuthClientSecret": "$.secrets.0c7f2a5e-0001", "oAuthTokenUrl": "https://desk.acme.example/oauth/token", "authenticationType": "OAuth",
     "requestHeaders": {"Authorization": "Bearer abc", "X-Api-Key": "{{$.getKey.body.key}}", "Accept": "application/json"},
     "headers": [{"name": "Authorization", "value": "Basic {{$.secrets.9f}}"}, {"key": "Cookie", "value": "sid=1"}],
     "jsonRequestBody": "{\"user\":\"svc\",\"password\":\"hunter2\",\"n\":1.50}",
     "basicAuthPassword": "hunter2", "tokenPath.$": "$.getToken.body.token", "password.$": "$.trigger.password",
     "text": "see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc and Bearer 0123456789abcdef0",
     "credential": {"refID": "f00d"}, "resetPassword": "true", "maxTokens": 1000
   }, "nextStep": "Each"},
   "Each": {"type": "action", "actionId": "sp:loop:iterator", "attributes": {"input.$": "$.trigger.list", "start": "In", "steps": {"In": {"type": "action", "attributes": {"apiKey": "k"}}}}},
   "End\u200b": {"type": "success", "n": 1.0, "big": 12345678901234567890}
 }, "start": "Call desk"}
}`

func TestCompose(t *testing.T) {
	b, err := Compose([]byte(record), Blank)
	if err != nil {
		t.Fatal(err)
	}
	golden.File(t, "blank.json", string(b.Text))
	if b.Name != "Joiner: provision laptop" || b.ID != "d201c5e9" || !b.Enabled || b.Trigger != "EXTERNAL joiner" {
		t.Errorf("%+v", b)
	}
	if want := []string{
		"enabled: a workflow is created disabled",
		"owner: William� Wilson",
		"made by the tenant: created, creator, executionCount, failureCount, id, modified",
		"not part of a new workflow: labels",
		"trigger: clientId, which the tenant makes for each workflow",
		"trigger: url, which the tenant makes for each workflow",
		"step Call desk, basicAuthPassword: a credential, blanked",
		"step Call desk, credential.refID: the reference to a stored secret, blanked",
		"step Call desk, headers.1.Authorization: the reference to a stored secret, blanked",
		"step Call desk, headers.2.Cookie: a credential, blanked",
		"step Call desk, jsonRequestBody.password: a credential, blanked",
		"step Call desk, oAuthClientSecret: the reference to a stored secret, blanked",
		"step Call desk, requestHeaders.Authorization: a credential, blanked",
		"step Call desk, text: a credential within the text, blanked",
		"step Call desk, url: a credential within the text, blanked",
		"step In, apiKey: a credential, blanked",
	}; !slices.Equal(b.Taken, want) {
		t.Errorf("taken:\n%s", strings.Join(b.Taken, "\n"))
	}
	if len(b.Set) != 11 || b.Set[0] != "trigger: an OAuth client of its own, for what calls it" {
		t.Errorf("to be set:\n%s", strings.Join(b.Set, "\n"))
	}
	all := strings.Join(append(append([]string{string(b.Text)}, b.Taken...), b.Set...), "\n")
	for _, secret := range []string{"hunter2", "12345&", "0c7f2a5e", "eyJ", "abc\"", "sid=1", "f00d", "0123456789abcdef0", "$.secrets", "\u200b", "\u202e"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is still there", secret)
		}
	}
	again, err := Compose(b.Text, Blank)
	if err != nil || string(again.Text) != string(b.Text) || len(again.Taken) != 0 || len(again.Set) != 0 {
		t.Errorf("composed again: %v %q\n%s", err, again.Taken, again.Text)
	}
}

// TestSecretsKept pins what is left as it is within a tenant, and what on the
// way into another.
func TestSecretsKept(t *testing.T) {
	kept, err := Compose([]byte(record), Keep)
	if err != nil || !strings.Contains(string(kept.Text), "hunter2") || !strings.Contains(string(kept.Text), `"$.secrets.0c7f2a5e-0001"`) || !strings.Contains(string(kept.Text), `"f00d"`) {
		t.Errorf("%v\n%s", err, kept.Text)
	}
	if !slices.Contains(kept.Set, "step Call desk, oAuthClientSecret: the reference to a stored secret is kept; the tenant may want it set again") {
		t.Errorf("%q", kept.Set)
	}
	moved, err := Compose([]byte(record), Unstore)
	if err != nil || !strings.Contains(string(moved.Text), "hunter2") || strings.Contains(string(moved.Text), "$.secrets") || strings.Contains(string(moved.Text), "f00d") {
		t.Errorf("%v\n%s", err, moved.Text)
	}
	if !strings.Contains(string(moved.Text), `"{\"user\":\"svc\",\"password\":\"hunter2\",\"n\":1.50}"`) {
		t.Errorf("a text without references was written anew:\n%s", moved.Text)
	}
}

func TestNotAWorkflow(t *testing.T) {
	for raw, want := range map[string]string{
		`[]`:                                    "it is not a workflow: an object is expected: { … }",
		`null`:                                  "it is not a workflow: an object is expected: { … }",
		`{}`:                                    "it has no name",
		`{"name":" "}`:                          "it has no name",
		`{"name":7}`:                            "it has no name",
		`{"name":"a","trigger":[]}`:             "its trigger is not an object",
		`{"name":"a","trigger":{"type":7}}`:     "the type of its trigger is not a text",
		`{"name":"a","definition":"x"}`:         "its definition is not an object",
		`{"name":"a","description":"\ud800 x"}`: `it holds half a character (an escape from \ud800 to \udfff by itself), which cannot be kept`,
	} {
		if _, err := Compose([]byte(raw), Blank); err == nil || err.Error() != want {
			t.Errorf("%s: %v", raw, err)
		}
	}
	for raw, want := range map[string]string{
		`{"name":"a","trigger":{"type":""},"definition":null,"description":null}`:                       `{"name":"a"}`,
		`{"name":"a","trigger":{"type":null,"attributes":{}}}`:                                          `{"name":"a"}`,
		`{"definition":{},"trigger":{"type":"EVENT","attributes":null},"name":"\ufffd\ud83d\ude00<&>"}`: `{"name":"�😀<&>","trigger":{"type":"EVENT"},"definition":{}}`,
	} {
		b, err := Compose([]byte(raw), Blank)
		if err != nil || squeeze(b.Text) != want {
			t.Errorf("%s: %s, %v", raw, squeeze(b.Text), err)
		}
	}
}

// squeeze returns a text without what indents it.
func squeeze(text []byte) string {
	return strings.NewReplacer("\n", "", "  ", "", ": ", ":").Replace(string(text))
}

// TestDraft pins what is sent: no owner, and nothing that enables it.
func TestDraft(t *testing.T) {
	b, err := Compose([]byte(record), Blank)
	if err != nil {
		t.Fatal(err)
	}
	d, err := b.Draft()
	if err != nil || d.Owner != nil || d.Enabled != nil || d.Name != "Joiner: provision laptop" || len(d.Definition) == 0 || len(d.Trigger) == 0 {
		t.Errorf("%+v, %v", d, err)
	}
	sent, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if json.Unmarshal(sent, &members) != nil || !slices.Equal(slices.Sorted(maps.Keys(members)), []string{"definition", "name", "trigger"}) {
		t.Errorf("%s", sent)
	}
}

// TestSensitiveNames pins which members hold credentials by their names.
func TestSensitiveNames(t *testing.T) {
	for _, key := range []string{"password", "basicAuthPassword", "client_secret", "oAuthClientSecret", "Authorization", "X-API-Key", "api.key", "token", "accessToken", "headerAuthValue", "Ocp-Apim-Subscription-Key", "Set-Cookie", "pass", "privateKey", "password.$"} {
		if !sensitive(key) {
			t.Errorf("%s is not", key)
		}
	}
	for _, key := range []string{"", "name", "oAuthTokenUrl", "authenticationType", "tokenType", "secretName", "oAuthCredentialLocation", "passwordPolicy", "oAuthScope", "author", "compass", "clientId", "url"} {
		if sensitive(key) {
			t.Errorf("%s is", key)
		}
	}
}

func TestWithoutCredentials(t *testing.T) {
	for s, want := range map[string]string{
		"Basic information about 3 people":                                          "Basic information about 3 people",
		"the bearer of this letter":                                                 "the bearer of this letter",
		"Authorization: Basic dXNlcjpwYXNz":                                         "Authorization: Basic ",
		"https://desk.example/a?page=2":                                             "https://desk.example/a?page=2",
		"https://u:{{$.p}}@desk.example":                                            "https://u:{{$.p}}@desk.example",
		"https://u:p@desk.example/?sig=aa%2B&x=1":                                   "https://u:@desk.example/?sig=&x=1",
		"grant_type=client_credentials&client_secret=s3&scope=":                     "grant_type=client_credentials&client_secret=&scope=",
		`{"secret": "x", "n": {{$.n}}}`:                                             `{"secret": "", "n": {{$.n}}}`,
		`{"secret": "{{$.x}}", "n": {{$.n}}}`:                                       `{"secret": "{{$.x}}", "n": {{$.n}}}`,
		"a\n-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nb": "a\n\nb",
		"-----BEGIN PRIVATE KEY-----\nMII":                                          "",
	} {
		if got := withoutCredentials(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// TestOrderDoesNotMatter pins that what a tenant does to the order of members
// cannot be seen.
func TestOrderDoesNotMatter(t *testing.T) {
	var v any
	if err := json.Unmarshal([]byte(strings.ReplaceAll(record, "12345678901234567890", "1")), &v); err != nil {
		t.Fatal(err)
	}
	sorted, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	a, errA := Compose(sorted, Blank)
	b, errB := Compose([]byte(strings.NewReplacer("12345678901234567890", "1", "1.0}", "1}", "1.0,", "1,").Replace(record)), Blank)
	if errA != nil || errB != nil || string(a.Text) != string(b.Text) {
		t.Errorf("%v %v\n%s\n%s", errA, errB, a.Text, b.Text)
	}
}

// FuzzCompose pins that what is composed can be composed again, to the same
// bytes, and means the same where nothing was taken out.
func FuzzCompose(f *testing.F) {
	f.Add([]byte(record))
	f.Add([]byte(`{"name":"a","definition":{"start":"x","steps":{"x":{"type":"success","t":"\u2028\u0000<"}}}}`))
	f.Add([]byte(`{"name":"a","trigger":{"type":"EVENT","attributes":{"filter.$":"$[?(@.a)]"}}}`))
	f.Add([]byte(`{"name":"\ud800\ufffd"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		for _, s := range []Secrets{Blank, Keep, Unstore} {
			b, err := Compose(raw, s)
			if err != nil {
				return
			}
			again, err := Compose(b.Text, s)
			if err != nil || string(again.Text) != string(b.Text) {
				t.Fatalf("%d: %v\n%s\n%s", s, err, b.Text, again.Text)
			}
			var was, is map[string]any
			if s != Keep || json.Unmarshal(raw, &was) != nil || json.Unmarshal(b.Text, &is) != nil {
				continue
			}
			if d, ok := was["definition"].(map[string]any); ok && !reflect.DeepEqual(d, is["definition"]) {
				t.Fatalf("another definition:\n%s\n%s", raw, b.Text)
			}
		}
	})
}

// workflow is a workflow as the client reads it from a record.
func workflow(t testing.TB, raw string) api.Workflow {
	t.Helper()
	w, ok := api.ReadWorkflow([]byte(raw))
	if !ok {
		t.Fatalf("no workflow: %s", raw)
	}
	w.SetRaw(api.RawRows([]json.RawMessage{json.RawMessage(raw)})[0])
	return w
}
