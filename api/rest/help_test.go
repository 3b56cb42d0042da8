package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/safe"
)

// trip is a tenant that needs no socket, so that it lives in a synctest bubble.
type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answer makes a response. Header fields come in pairs.
func answer(r *http.Request, status int, body string, fields ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(fields); i += 2 {
		h.Set(fields[i], fields[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r}
}

// tenant answers requests by a function of their running number, and counts
// them. It hands out tokens t1, t2 … that live for a while.
type tenant struct {
	reply func(n int, r *http.Request) (*http.Response, error)
	life  int // seconds

	mu     sync.Mutex
	tokens int
	paths  []string // of all but token requests, with the method before them
	bearer []string
	times  []time.Time
	bodies []string
	header []http.Header
}

func (t *tenant) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	if r.URL.Path == "/oauth/token" {
		time.Sleep(50 * time.Millisecond)
		t.mu.Lock()
		defer t.mu.Unlock()
		t.tokens++
		reply, _ := json.Marshal(map[string]any{"access_token": tokenNo(t.tokens), "expires_in": t.life, "org": "acme"})
		return answer(r, 200, string(reply)), nil
	}
	t.mu.Lock()
	t.paths = append(t.paths, r.Method+" "+r.URL.Path)
	t.bearer = append(t.bearer, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	t.times = append(t.times, time.Now())
	t.bodies = append(t.bodies, string(body))
	t.header = append(t.header, r.Header.Clone())
	n, reply := len(t.paths), t.reply
	t.mu.Unlock()
	if reply == nil {
		return answer(r, 200, `{}`), nil
	}
	return reply(n, r)
}

// become changes how requests are answered from now on.
func (t *tenant) become(reply func(int, *http.Request) (*http.Response, error)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.reply = reply
}

func (t *tenant) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.paths)
}

func tokenNo(n int) string { return "token-number-" + strings.Repeat("x", n) + "-end" }

const (
	clientSecret = "swordfish-0123456789"
	testBase     = "https://acme.api.identitynow.com"
)

// rig is a client on a scripted tenant, with everything it writes down.
type rig struct {
	*Client
	calls api.Calls
	logs  bytes.Buffer
}

func newRig(t *testing.T, trip http.RoundTripper, change ...func(*Config)) *rig {
	t.Helper()
	r := &rig{}
	c := Config{
		BaseURL: testBase, HTTP: trip, Calls: &r.calls, Version: "1.2", Jitter: func() float64 { return 0.5 },
		Log: slog.New(slog.NewJSONHandler(&r.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, f := range change {
		f(&c)
	}
	client, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	r.Client = client.With(NewOAuth(client, "client-id", safe.NewSecret(clientSecret)))
	return r
}

var (
	get  = Request{Op: api.ListWorkItems, Method: "GET", Path: "/v3/work-items", Bucket: "v3"}
	post = Request{Op: api.BulkApprove, Method: "POST", Path: "/v3/work-items/bulk-approve/1", Bucket: "v3"}
)

// failed returns the error of a call as the type all errors have.
func failed(t *testing.T, err error) *api.Error {
	t.Helper()
	var e *api.Error
	if !errors.As(err, &e) {
		t.Fatalf("err = %v, want an *api.Error", err)
	}
	return e
}

func deadline(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
