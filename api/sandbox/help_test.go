package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// manual is a clock that stands still until it is moved.
type manual struct {
	mu  sync.Mutex
	now time.Time
}

func newManual() *manual { return &manual{now: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)} }

func (m *manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *manual) pass(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

// client talks to a tenant in process.
type client struct {
	t      *testing.T
	tenant *Tenant
	http   *http.Client
	token  string
}

func newClient(t *testing.T, o Options) *client {
	t.Helper()
	if o.Now == nil {
		o.Now = newManual().Now
	}
	tenant := New(o)
	c := &client{t: t, tenant: tenant, http: &http.Client{Transport: tenant.RoundTripper()}}
	c.token = c.login(tenant.creds.clientID, tenant.creds.clientSecret)
	return c
}

func (c *client) login(id, secret string) string {
	c.t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}
	res := c.send("POST", "/oauth/token", "application/x-www-form-urlencoded", form.Encode())
	var out struct {
		AccessToken string `json:"access_token"`
	}
	res.want(200).decode(&out)
	return out.AccessToken
}

type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   string
	err    error
}

func (c *client) send(method, path, kind, body string) answer {
	c.t.Helper()
	req, err := http.NewRequest(method, "http://tenant.example"+strings.ReplaceAll(path, " ", "%20"), strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	return c.do(req)
}

func (c *client) do(req *http.Request) answer {
	c.t.Helper()
	res, err := c.http.Do(req)
	if err != nil {
		return answer{t: c.t, err: err}
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	return answer{c.t, res.StatusCode, res.Header, string(raw), err}
}

func (c *client) get(path string) answer { c.t.Helper(); return c.send("GET", path, "", "") }

func (a answer) want(status int) answer {
	a.t.Helper()
	if a.err != nil || a.status != status {
		a.t.Fatalf("status %d (%v), want %d; body %.300s", a.status, a.err, status, a.body)
	}
	return a
}

func (a answer) decode(v any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		a.t.Fatalf("%v in %.300s", err, a.body)
	}
}

func (a answer) rows() []map[string]any {
	a.t.Helper()
	var out []map[string]any
	a.decode(&out)
	return out
}
