package sandbox

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Clients ask for their token in five different ways; the vendor's TypeScript
// client sends multipart/form-data.
func TestTokenIsGivenHoweverItIsAskedFor(t *testing.T) {
	c := newClient(t, Options{})
	id, secret := c.tenant.creds.clientID, c.tenant.creds.clientSecret
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}
	var parts bytes.Buffer
	m := multipart.NewWriter(&parts)
	for k, v := range form {
		_ = m.WriteField(k, v[0])
	}
	_ = m.Close()
	basic, _ := http.NewRequest("POST", "http://x/oauth/token", strings.NewReader("grant_type=client_credentials"))
	basic.SetBasicAuth(id, secret)
	basic.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, res := range map[string]answer{
		"form":      c.send("POST", "/oauth/token", "application/x-www-form-urlencoded", form.Encode()),
		"multipart": c.send("POST", "/oauth/token", m.FormDataContentType(), parts.String()),
		"query":     c.send("POST", "/oauth/token?"+form.Encode(), "", ""),
		"basic":     c.do(basic),
	} {
		var out map[string]any
		res.want(200).decode(&out)
		if out["token_type"] != "bearer" || out["expires_in"] != 749.0 || out["identity_id"] != c.tenant.world.Me.ID {
			t.Errorf("%s: %v", name, out)
		}
		c.token = out["access_token"].(string)
		c.get("/v3/workflows?limit=1").want(200)
	}
	if rec := c.tenant.Record(); strings.Contains(mustText(rec), secret) {
		t.Error("the record holds the client secret")
	}
}

func mustText(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func TestTokenSaysWhoItIsFor(t *testing.T) {
	c := newClient(t, Options{})
	var cl claims
	raw, err := b64.DecodeString(strings.Split(c.token, ".")[1])
	if err != nil || json.Unmarshal(raw, &cl) != nil {
		t.Fatal("the token is not a JWT")
	}
	if cl.IdentityID != c.tenant.world.Me.ID || cl.UserName != c.tenant.world.Me.Alias || cl.Authorities[0] != "ORG_ADMIN" ||
		cl.Exp != c.tenant.Now().Add(749*time.Second).Unix() || cl.Org == "" || cl.Pod == "" {
		t.Errorf("claims %+v", cl)
	}
}

func TestTokenRefusals(t *testing.T) {
	c := newClient(t, Options{})
	for body, want := range map[string]string{
		"":                              "invalid_request",
		"grant_type=password":           "unsupported_grant_type",
		"grant_type=client_credentials": "invalid_client",
		"grant_type=client_credentials&client_id=" + c.tenant.creds.clientID + "&client_secret=x": "invalid_client",
	} {
		var out map[string]string
		res := c.send("POST", "/oauth/token", "application/x-www-form-urlencoded", body)
		res.decode(&out)
		if res.status < 400 || out["error"] != want || out["error_description"] == "" {
			t.Errorf("%q: %d %v", body, res.status, out)
		}
	}
	c.send("POST", "/oauth/token", "multipart/form-data; boundary=x", "--y").want(400)
}

func TestBearerIsDemanded(t *testing.T) {
	clock := newManual()
	c := newClient(t, Options{Now: clock.Now, TokenLife: time.Minute})
	good := c.token
	for name, token := range map[string]string{
		"none": "", "nonsense": "abc", "unsigned": good[:strings.LastIndex(good, ".")] + ".", "altered": good[:40] + "A" + good[41:],
	} {
		c.token = token
		var out map[string]string
		c.get("/v3/workflows").want(401).decode(&out)
		if out["error"] == "" {
			t.Errorf("%s: %v", name, out)
		}
	}
	c.token = good
	clock.pass(59 * time.Second)
	c.get("/v3/workflows?limit=1").want(200)
	clock.pass(time.Second)
	if res := c.get("/v3/workflows?limit=1").want(401); res.body != `{"error":"JWT validation failed: JWT is expired"}` {
		t.Error(res.body)
	}
	c.get("/oauth/info").want(200)
}

// NERM takes its own key and the ISC token; ISC does not take the NERM key.
func TestNERMTokens(t *testing.T) {
	c := newClient(t, Options{})
	path := nermBase + "/workflow_sessions?limit=1"
	c.get(path).want(200)
	c.token = c.tenant.creds.nermToken
	c.get(path).want(200)
	c.get("/v3/workflows").want(401)
	c.token = "x"
	if res := c.get(path).want(401); strings.Contains(res.body, "detailCode") {
		t.Errorf("NERM answers in the words of ISC: %s", res.body)
	}
}

// The client that an external trigger is given may start its workflow and
// nothing else.
func TestMintedClientEndToEnd(t *testing.T) {
	c := newClient(t, Options{})
	var id string
	for _, w := range c.get("/v3/workflows?filters=enabled eq true").want(200).rows() {
		if trigger, ok := w["trigger"].(map[string]any); ok && trigger["type"] == "EXTERNAL" {
			id = w["id"].(string)
		}
	}
	var made struct{ ID, Secret, URL string }
	c.send("POST", "/v2025/workflows/"+id+"/external/oauth-clients", "", "").want(200).decode(&made)
	c.token = c.login(made.ID, made.Secret)
	target, err := url.Parse(made.URL)
	if err != nil {
		t.Fatal(err)
	}
	var ran struct{ WorkflowExecutionID string }
	c.send("POST", target.Path, "application/json", `{"input":{"a":1}}`).want(200).decode(&ran)
	for _, path := range []string{"/v2025/workflows", "/v2025/workflow-executions/" + ran.WorkflowExecutionID, "/v3/work-items"} {
		c.get(path).want(403)
	}
	c.send("POST", "/v3/work-items/bulk-approve/x", "", "").want(403)
}
