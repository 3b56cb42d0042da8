package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
)

// gate is a guard that notes what it is asked.
type gate struct {
	asked []api.Op
	err   error
	wait  time.Duration
}

func (g *gate) guard(_ context.Context, op api.Op) error {
	g.asked = append(g.asked, op)
	time.Sleep(g.wait)
	return g.err
}

func (g *gate) use(c *Config) { c.Guard = g.guard }

// TestGuardIsAskedAboutWrites: about each request that may change the tenant,
// once, and about no other.
func TestGuardIsAskedAboutWrites(t *testing.T) {
	for _, c := range []struct {
		method, path string
		asks         bool
	}{
		{"GET", "/v3/work-items", false}, {"HEAD", "/beta/task-status/pending-tasks", false},
		{"POST", "/v3/workflows/execute/external/x1/test", false}, // only echoes
		{"POST", "/v3/workflows/execute/external/x1", true}, {"POST", "/v3/workflows/x1/test", true}, {"POST", "/v3/work-items/bulk-approve/1", true},
		{"PUT", "/v3/workflows/x1", true}, {"PATCH", "/v3/workflows/x1", true}, {"DELETE", "/v3/workflows/x1", true},
	} {
		host, g := &tenant{}, &gate{}
		r := newRig(t, host, g.use)
		q := Request{Op: api.BulkApprove, Method: c.method, Path: c.path, Bucket: "v3"}
		if _, err := r.Do(t.Context(), q); err != nil || host.count() != 1 {
			t.Errorf("%s %s: %d requests, %v", c.method, c.path, host.count(), err)
		}
		if asked := len(g.asked) == 1 && g.asked[0] == q.Op; asked != c.asks || len(g.asked) > 1 {
			t.Errorf("%s %s: asked about %v", c.method, c.path, g.asked)
		}
		if host.tokens != 1 {
			t.Errorf("%d tokens", host.tokens) // signing in asks nobody
		}
	}
}

// other is an error that names another window.
type other bool

func (o other) Error() string   { return "decided \x1b elsewhere" }
func (o other) Elsewhere() bool { return bool(o) }

// TestGuardRefuses: nothing leaves, and the error says why.
func TestGuardRefuses(t *testing.T) {
	full := errors.New("the journal cannot be written:\x1b no space left")
	for _, c := range []struct {
		err  error
		kind api.Kind
	}{{full, api.Unrecorded}, {other(true), api.Conflict}, {fmt.Errorf("around: %w", other(true)), api.Conflict}, {other(false), api.Unrecorded}} {
		host, g := &tenant{}, &gate{err: c.err}
		r := newRig(t, host, g.use)
		_, err := r.Do(t.Context(), post)
		e := failed(t, err)
		if e.Kind != c.kind || !e.Unsent || e.Ambiguous() || !errors.Is(err, c.err) || e.Op != post.Op || e.Status != 0 || host.count() != 0 || len(g.asked) != 1 {
			t.Errorf("%+v after %d requests", e, host.count())
		}
		if strings.Contains(e.Detail+e.Error(), "\x1b") || !strings.Contains(e.Detail, strings.TrimSpace(strings.Split(c.err.Error(), "\x1b")[1])) {
			t.Errorf("detail %q", e.Detail)
		}
		if call := r.calls.Latest()[0]; call.Err == "" || call.Status != 0 {
			t.Errorf("recorded as %+v", call)
		}
		g.err = nil
		if _, err := r.Do(t.Context(), post); err != nil || host.count() != 1 {
			t.Errorf("healed: %v", err)
		}
	}
}

// TestGuardIsAskedOncePerRequest: not again for the new token after a 401, and
// again for the next request.
func TestGuardIsAskedOncePerRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host, g := &tenant{life: 749}, &gate{}
		host.reply = func(n int, r *http.Request) (*http.Response, error) {
			if len(g.asked) != 1 {
				t.Errorf("attempt %d left after %d questions", n, len(g.asked))
			}
			if n == 1 {
				return answer(r, 401, `{"error":"JWT is expired"}`), nil
			}
			return answer(r, 200, `{}`), nil
		}
		r := newRig(t, host, g.use)
		if _, err := r.Do(t.Context(), post); err != nil || host.count() != 2 || len(g.asked) != 1 {
			t.Errorf("%d attempts, asked %d times: %v", host.count(), len(g.asked), err)
		}
		host.become(nil)
		if _, err := r.Do(t.Context(), post); err != nil || len(g.asked) != 2 {
			t.Errorf("asked %d times: %v", len(g.asked), err)
		}
	})
}

// TestGuardIsAskedLast: a request that does not get as far as the network is
// not written down as sent, and one whose time ran out meanwhile does not
// leave.
func TestGuardIsAskedLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host, g := &tenant{}, &gate{}
		noToken := trip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/oauth/token" {
				return answer(r, 400, `{"error":"invalid_client"}`), nil
			}
			return host.RoundTrip(r)
		})
		if _, err := newRig(t, noToken, g.use).Do(t.Context(), post); failed(t, err).Kind != api.Auth {
			t.Errorf("no token: %v", err)
		}
		if _, err := newRig(t, host, g.use, func(c *Config) { c.ReadOnly = true }).Do(t.Context(), post); failed(t, err).Kind != api.ReadOnly {
			t.Errorf("read-only: %v", err)
		}
		r := newRig(t, host, g.use)
		for range maxTests {
			if _, err := r.Do(t.Context(), Request{Op: api.ListTasks, Method: "GET", Path: "/x", Bucket: "v3", Test: true}); err != nil {
				t.Fatal(err)
			}
		}
		q := post
		q.Test = true
		if _, err := r.Do(deadline(t, time.Second), q); failed(t, err).Kind != api.Throttled {
			t.Errorf("no place in the window: %v", err)
		}
		q = post
		q.Method = "no method"
		if _, err := r.Do(t.Context(), q); failed(t, err).Kind != api.Invalid {
			t.Errorf("no request: %v", err)
		}
		if len(g.asked) != 0 {
			t.Errorf("asked about %v", g.asked)
		}
		n := host.count()
		g.wait = 2 * time.Second
		_, err := r.Do(deadline(t, time.Second), post)
		if e := failed(t, err); e.Kind != api.Offline || !e.Unsent || host.count() != n || len(g.asked) != 1 {
			t.Errorf("time ran out: %+v, %d requests", e, host.count()-n)
		}
	})
}
