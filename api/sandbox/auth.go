package sandbox

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// credentials are the secrets of one tenant, made from its seed.
type credentials struct {
	clientID, clientSecret, nermToken string
	key                               []byte // signs access tokens
	tenantID, pod                     string
}

func newCredentials(w *kit.World) credentials {
	digest := func(kind string, n uint64) string { return w.ID32(kind, n) + w.ID32(kind, n+1) }
	return credentials{
		clientID:     w.UUID("client", 0),
		clientSecret: digest("client-secret", 0),
		nermToken:    digest("nerm-token", 0)[:40],
		key:          []byte(digest("token-key", 0)),
		tenantID:     w.UUID("tenant", 0),
		pod:          "demo01-example",
	}
}

// claims are what a token says about its bearer.
type claims struct {
	TenantID    string   `json:"tenant_id"`
	Pod         string   `json:"pod"`
	Org         string   `json:"org"`
	IdentityID  string   `json:"identity_id,omitempty"`
	UserName    string   `json:"user_name,omitempty"`
	UserID      string   `json:"user_id,omitempty"`
	StrongAuth  bool     `json:"strong_auth_supported"`
	Scope       []string `json:"scope"`
	Authorities []string `json:"authorities"`
	ClientID    string   `json:"client_id"`
	JTI         string   `json:"jti"`
	Exp         int64    `json:"exp"`
}

type tokenReply struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
	Scope       string `json:"scope"`
	TenantID    string `json:"tenant_id"`
	Pod         string `json:"pod"`
	Org         string `json:"org"`
	StrongAuth  bool   `json:"strong_auth_supported"`
	IdentityID  string `json:"identity_id,omitempty"`
	UserID      string `json:"user_id,omitempty"`
	JTI         string `json:"jti"`
}

// token answers POST /oauth/token.
func (t *Tenant) token(r *http.Request, body []byte) kit.Reply {
	form, err := tokenForm(r, body)
	if err != nil {
		return oauthError(http.StatusBadRequest, "invalid_request", err.Error())
	}
	switch grant := form.Get("grant_type"); grant {
	case "client_credentials":
	case "":
		return oauthError(http.StatusBadRequest, "invalid_request", "Missing grant type")
	default:
		return oauthError(http.StatusBadRequest, "unsupported_grant_type", "Unsupported grant type: "+grant)
	}
	id, secret := form.Get("client_id"), form.Get("client_secret")
	if user, password, ok := r.BasicAuth(); ok {
		id, secret = unescapeForm(user), unescapeForm(password)
	}
	want := t.creds.clientSecret
	if id != t.creds.clientID {
		minted, ok := t.world.Clients[id]
		if !ok {
			return oauthError(http.StatusUnauthorized, "invalid_client", "Invalid client credentials")
		}
		want = minted.Secret
	}
	if !hmac.Equal([]byte(secret), []byte(want)) {
		return oauthError(http.StatusUnauthorized, "invalid_client", "Invalid client credentials")
	}
	return kit.OK(t.issue(id)).With("Cache-Control", "no-store")
}

// issue makes a token. Only the tenant's own client has a person behind it.
func (t *Tenant) issue(client string) tokenReply {
	now := t.world.Now()
	c := claims{
		TenantID: t.creds.tenantID, Pod: t.creds.pod, Org: kit.Org, StrongAuth: true,
		Scope: []string{"sp:workflow-execute:external"}, Authorities: []string{"API"},
		ClientID: client, JTI: t.world.UUID("jti", t.record.total&(1<<59-1)), Exp: now.Add(t.life).Unix(),
	}
	if client == t.creds.clientID {
		c.IdentityID, c.UserName, c.UserID = t.world.Me.ID, t.world.Me.Alias, t.world.ID32("user", 0)
		c.Scope, c.Authorities = []string{"sp:scopes:all"}, []string{"ORG_ADMIN", "sp:user"}
	}
	return tokenReply{
		AccessToken: t.creds.sign(c), TokenType: "bearer", ExpiresIn: int(t.life / time.Second),
		Scope: strings.Join(c.Scope, " "), TenantID: c.TenantID, Pod: c.Pod, Org: c.Org, StrongAuth: true,
		IdentityID: c.IdentityID, UserID: c.UserID, JTI: c.JTI,
	}
}

// tokenForm collects the parameters of a token request from wherever clients
// put them: the query, a form body, or, as the vendor's TypeScript client
// does, multipart/form-data.
func tokenForm(r *http.Request, body []byte) (url.Values, error) {
	form := url.Values{}
	add := func(more url.Values) {
		for k, v := range more {
			form[k] = append(form[k], v...)
		}
	}
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, err
		}
		add(values)
	case "multipart/form-data":
		values, err := multipartValues(body, params["boundary"])
		if err != nil {
			return nil, err
		}
		add(values)
	}
	add(r.URL.Query())
	return form, nil
}

// multipartValues reads the fields of a multipart/form-data body.
func multipartValues(body []byte, boundary string) (url.Values, error) {
	form, err := multipart.NewReader(bytes.NewReader(body), boundary).ReadForm(maxBody)
	if err != nil {
		return nil, err
	}
	return form.Value, nil
}

// unescapeForm undoes the form encoding RFC 6749 §2.3.1 asks for in Basic credentials.
func unescapeForm(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	return s
}

func oauthError(status int, code, description string) kit.Reply {
	return kit.Reply{Status: status, Body: map[string]string{"error": code, "error_description": description}}
}

// info answers GET /oauth/info, which needs no token.
func (t *Tenant) info(r *http.Request) kit.Reply {
	host := "http://" + r.Host
	return kit.OK(map[string]any{
		"tenantId": t.creds.tenantID, "tenantName": kit.Org, "pod": t.creds.pod, "region": "demo",
		"authorizeEndpointPath": "/oauth/authorize", "tokenEndpointPath": "/oauth/token",
		"authorizeEndpoint": host + "/oauth/authorize", "tokenEndpoint": host + "/oauth/token",
		"cloudDomainUrl": host, "logoutUrl": host + "/logout",
	})
}

var b64 = base64.RawURLEncoding

func (c credentials) sign(cl claims) string {
	payload, err := json.Marshal(cl)
	if err != nil {
		panic(err) // plain strings and numbers always marshal
	}
	head := b64.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + b64.EncodeToString(payload)
	return head + "." + b64.EncodeToString(c.mac(head))
}

func (c credentials) mac(text string) []byte {
	m := hmac.New(sha256.New, c.key)
	m.Write([]byte(text))
	return m.Sum(nil)
}

// bearer reads the client out of the Authorization header. problem is the text of the 401.
func (t *Tenant) bearer(r *http.Request, nerm bool) (client, problem string) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", "JWT is required"
	}
	if nerm && hmac.Equal([]byte(token), []byte(t.creds.nermToken)) {
		return "nerm", ""
	}
	head, sig, ok := cutLast(token, '.')
	if !ok {
		return "", "JWT validation failed: JWT is malformed"
	}
	mac, err := b64.DecodeString(sig)
	if err != nil || !hmac.Equal(mac, t.creds.mac(head)) {
		return "", "JWT validation failed: JWT signature is invalid"
	}
	_, payload, _ := strings.Cut(head, ".")
	raw, err := b64.DecodeString(payload)
	var c claims
	if err != nil || json.Unmarshal(raw, &c) != nil {
		return "", "JWT validation failed: JWT is malformed"
	}
	if !t.world.Now().Before(time.Unix(c.Exp, 0)) {
		return "", "JWT validation failed: JWT is expired"
	}
	return c.ClientID, ""
}

func cutLast(s string, sep byte) (before, after string, ok bool) {
	if i := strings.LastIndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}
