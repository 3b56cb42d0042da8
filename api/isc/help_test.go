package isc

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"iscope/api"
	"iscope/api/safe"
)

// reply is what a scripted tenant answers.
type reply struct {
	status int
	body   string
	total  string // X-Total-Count
	kind   string // content type; "": JSON
}

// tenant answers by a function of the request, and keeps what it was asked.
type tenant struct {
	answer func(r *http.Request) reply
	check  func(r *http.Request) // of every request but for tokens

	mu    sync.Mutex
	asked []*http.Request
	sent  []string // bodies
}

func (t *tenant) RoundTrip(r *http.Request) (*http.Response, error) {
	a := reply{status: 200, body: `{"access_token":"token-1"}`}
	if r.URL.Path != "/oauth/token" {
		if t.check != nil {
			t.check(r)
		}
		var body []byte
		if r.Body != nil {
			body, _ = io.ReadAll(r.Body)
		}
		t.mu.Lock()
		t.asked, t.sent = append(t.asked, r), append(t.sent, string(body))
		a = t.answer(r)
		t.mu.Unlock()
	}
	h := http.Header{"Content-Type": {"application/json"}}
	if a.kind != "" {
		h.Set("Content-Type", a.kind)
	}
	if a.total != "" {
		h.Set("X-Total-Count", a.total)
	}
	return &http.Response{StatusCode: a.status, Header: h, Body: io.NopCloser(strings.NewReader(a.body)), ContentLength: -1, Request: r}, nil
}

// always answers the same.
func always(status int, body string) func(*http.Request) reply {
	return func(*http.Request) reply { return reply{status: status, body: body} }
}

const testBase = "https://acme.api.identitynow.com"

// open returns a client of the tenant.
func open(t testing.TB, gen Generation, host http.RoundTripper) *Client {
	t.Helper()
	c, err := New(Config{BaseURL: testBase, Generation: gen, ClientID: "id", ClientSecret: safe.NewSecret("sec"), HTTP: host})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// failed returns the error of a call as the type all errors have.
func failed(t testing.TB, err error) *api.Error {
	t.Helper()
	var e *api.Error
	if !errors.As(err, &e) {
		t.Fatalf("err = %v, want an *api.Error", err)
	}
	return e
}

// rows is a JSON list of records with ids from..to-1.
func rows(ids ...string) string {
	out := make([]map[string]any, len(ids))
	for i, id := range ids {
		out[i] = map[string]any{"id": id, "name": "n" + id}
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic(err) // maps of texts always marshal
	}
	return string(b)
}

// tokens is a tenant that does nothing but hand out one token.
type tokens struct{ token string }

func (t tokens) RoundTrip(r *http.Request) (*http.Response, error) {
	body := io.NopCloser(strings.NewReader(`{"access_token":"` + t.token + `"}`))
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: body, ContentLength: -1, Request: r}, nil
}

func b64(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
