package nerm

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"iscope/api"
	"iscope/api/safe"
)

// tenant answers every request alike, and keeps what it was asked.
type tenant struct {
	status int
	body   string
	check  func(r *http.Request)

	mu    sync.Mutex
	asked []*http.Request
	sent  []string
}

func (t *tenant) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.check != nil {
		t.check(r)
	}
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked, t.sent = append(t.asked, r), append(t.sent, string(body))
	return &http.Response{StatusCode: t.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(t.body)), ContentLength: -1, Request: r}, nil
}

// last returns the latest request and its body.
func (t *tenant) last() (*http.Request, string) {
	n := len(t.asked) - 1
	return t.asked[n], t.sent[n]
}

const testBase = "https://acme.nonemployee.com/api"

// renewed gives token-1 until that is refused, then token-2.
type renewed struct{ refused string }

func (r *renewed) Token(_ context.Context, refused safe.Secret) (safe.Secret, error) {
	if !refused.IsZero() {
		r.refused = refused.Reveal()
	}
	if r.refused != "" {
		return safe.NewSecret("token-2"), nil
	}
	return safe.NewSecret("token-1"), nil
}

// open returns a client of a tenant that answers with status and body.
func open(t testing.TB, status int, body string) (*Client, *tenant) {
	t.Helper()
	host := &tenant{status: status, body: body}
	c, err := New(Config{BaseURL: testBase, Token: safe.NewSecret("key"), HTTP: host})
	if err != nil {
		t.Fatal(err)
	}
	return c, host
}

func failed(t testing.TB, err error) *api.Error {
	t.Helper()
	var e *api.Error
	if !errors.As(err, &e) {
		t.Fatalf("err = %v, want an *api.Error", err)
	}
	return e
}
