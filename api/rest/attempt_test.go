package rest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
)

// bare is a client without tokens, for a real server or a scripted tenant.
func bare(t *testing.T, base string, trip http.RoundTripper) *Client {
	t.Helper()
	c, err := New(Config{BaseURL: base, HTTP: trip, Jitter: func() float64 { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRequestOnTheWire(t *testing.T) {
	host := &tenant{}
	r := newRig(t, host)
	q := Request{
		Op: api.PatchTask, Method: "PATCH", Path: "/beta/task-status/a%2Fb", Query: "filters=a%20eq", Bucket: "beta", Body: []byte(`[]`),
		Type: "application/json-patch+json", Header: http.Header{"X-Extra": {"1"}},
	}
	host.reply = func(_ int, r *http.Request) (*http.Response, error) {
		if r.URL.String() != testBase+"/beta/task-status/a%2Fb?filters=a%20eq" || r.ContentLength != 2 {
			t.Errorf("URL %s, length %d", r.URL, r.ContentLength)
		}
		return answer(r, 204, ""), nil
	}
	if res, err := r.Do(t.Context(), q); err != nil || res.Status != 204 || len(res.Body) != 0 {
		t.Errorf("%+v, %v", res, err)
	}
	h := host.header[0]
	for k, want := range map[string]string{
		"User-Agent": "iscope/1.2", "Accept": "application/json", "Content-Type": "application/json-patch+json",
		"Authorization": "Bearer " + tokenNo(1), "X-Extra": "1", "Idempotency-Key": "", "X-Idempotency-Key": "",
	} {
		if got := h.Get(k); got != want {
			t.Errorf("%s: %q, want %q", k, got, want)
		}
	}
	host.reply = nil
	if _, err := r.Do(t.Context(), post); err != nil || host.header[1].Get("Content-Type") != "" || host.bodies[1] != "" {
		t.Errorf("a write without a body has type %q and body %q: %v", host.header[1].Get("Content-Type"), host.bodies[1], err)
	}
}

// TestRepeats pins what is sent again: reads, once, when a gateway had no
// answer or the network failed before one. Never a write.
func TestRepeats(t *testing.T) {
	reset := errors.New("read: connection reset by peer")
	for _, c := range []struct {
		name   string
		status int
		err    error
		after  string
		want   int // attempts of a read
	}{
		{"502", 502, nil, "", 2}, {"503", 503, nil, "", 2}, {"504", 504, nil, "", 2},
		{"503 soon", 503, nil, "1", 2}, {"503 later", 503, nil, "30", 1},
		{"500", 500, nil, "", 1}, {"404", 404, nil, "", 1}, {"429", 429, nil, "", 1},
		{"network", 0, reset, "", 2},
		{"no such host", 0, &net.DNSError{Name: "acme", IsNotFound: true}, "", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				host := &tenant{reply: func(_ int, r *http.Request) (*http.Response, error) {
					if c.err != nil {
						return nil, c.err
					}
					return answer(r, c.status, "", "Retry-After", c.after), nil
				}}
				r := newRig(t, host)
				if _, err := r.Do(t.Context(), get); err == nil || len(host.paths) != c.want {
					t.Errorf("read: %d attempts, want %d (%v)", len(host.paths), c.want, err)
				}
				if got := r.calls.Latest()[0].Retries; got != c.want-1 {
					t.Errorf("%d retries recorded", got)
				}
				host.paths = nil
				time.Sleep(time.Minute)
				if _, err := r.Do(t.Context(), post); err == nil || len(host.paths) != 1 {
					t.Errorf("write: %d attempts (%v)", len(host.paths), err)
				}
			})
		})
	}
}

func TestRepeatSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{reply: func(n int, r *http.Request) (*http.Response, error) {
			if n == 1 {
				return nil, io.ErrUnexpectedEOF
			}
			return answer(r, 200, `[]`), nil
		}}
		r := newRig(t, host)
		if res, err := r.Do(t.Context(), get); err != nil || string(res.Body) != `[]` {
			t.Errorf("%+v, %v", res, err)
		}
		if d := host.times[1].Sub(host.times[0]); d != 500*time.Millisecond {
			t.Errorf("repeated after %v, want 200 ms and half of 600", d)
		}
		// No time for a repeat: the first failure is told at once.
		host.reply = func(_ int, r *http.Request) (*http.Response, error) { return answer(r, 502, ``), nil }
		n, start := host.count(), time.Now()
		_, err := r.Do(deadline(t, 300*time.Millisecond), get)
		if e := failed(t, err); e.Status != 502 || host.count() != n+1 || time.Since(start) != 0 {
			t.Errorf("%v after %v", e, time.Since(start))
		}
	})
}

// TestUnsent pins which failures are certain to have sent nothing, against
// real sockets.
func TestUnsent(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler()) // its certificate is trusted by nobody
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	drops := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer drops.Close()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer silent.Close()
	for _, c := range []struct {
		name, base string
		unsent     bool
		detail     string
	}{
		{"nobody listens", gone.URL, true, "the host refuses connections"},
		{"unknown certificate", secure.URL, true, "the certificate is not trusted"},
		{"no TLS", strings.Replace(plain.URL, "http:", "https:", 1), true, "the host does not speak TLS"},
		{"no such host", "https://nobody.invalid", true, ""}, // what a resolver says of it varies
		{"dropped after the request", drops.URL, false, "the connection failed"},
		{"no answer", silent.URL, false, "no answer in time"},
	} {
		t.Run(c.name, func(t *testing.T) {
			pool := NewTransport()
			pool.Proxy = nil
			defer pool.CloseIdleConnections()
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			if c.base == silent.URL {
				ctx, cancel = context.WithTimeout(ctx, 100*time.Millisecond)
				defer cancel()
			}
			_, err := bare(t, c.base, pool).Do(ctx, post)
			if e := failed(t, err); e.Kind != api.Offline || e.Unsent != c.unsent || e.Ambiguous() == c.unsent || !strings.Contains(e.Detail, c.detail) {
				t.Errorf("%+v", e)
			}
		})
	}
}

// TestUnsentDial covers what no test machine offers: a host that swallows
// packets, a proxy that cannot be reached, and a RoundTripper without traces.
func TestUnsentDial(t *testing.T) {
	slow := NewTransport()
	slow.Proxy = nil
	slow.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	_, err := bare(t, testBase, slow).Do(deadline(t, 50*time.Millisecond), post)
	if e := failed(t, err); e.Kind != api.Offline || !e.Unsent {
		t.Errorf("dial without end: %+v", e)
	}
	for name, c := range map[string]struct {
		err    error
		unsent bool
	}{
		"dial":  {&net.OpError{Op: "dial", Err: errors.New("no route")}, true},
		"proxy": {&net.OpError{Op: "proxyconnect", Err: errors.New("refused")}, true},
		"read":  {&net.OpError{Op: "read", Err: errors.New("reset")}, false},
		"eof":   {io.ErrUnexpectedEOF, false},
	} {
		_, err := bare(t, testBase, trip(func(*http.Request) (*http.Response, error) { return nil, c.err })).Do(t.Context(), post)
		if e := failed(t, err); e.Unsent != c.unsent {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestProxyPasswordIsNotTold(t *testing.T) {
	err := errors.New(`invalid proxy address "http://user:hunter2@:x": parse`)
	_, err = bare(t, testBase, trip(func(*http.Request) (*http.Response, error) { return nil, err })).Do(t.Context(), post)
	if strings.Contains(failed(t, err).Error(), "hunter2") {
		t.Errorf("%v", err)
	}
}

// endless is a body without end.
type endless struct{ closed bool }

func (e *endless) Read(p []byte) (int, error) {
	if e.closed {
		return 0, errors.New("closed")
	}
	return copy(p, bytes.Repeat([]byte("["), len(p))), nil
}
func (e *endless) Close() error { e.closed = true; return nil }

func TestBodies(t *testing.T) {
	body := func(status int, b io.ReadCloser, length int64) trip {
		return func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{"Slpt-Request-Id": {"rq1"}}, Body: b, ContentLength: length, Request: r}, nil
		}
	}
	large := &endless{}
	_, err := bare(t, testBase, body(200, large, -1)).Do(t.Context(), get)
	if e := failed(t, err); e.Kind != api.Decode || e.Status != 200 || e.Detail != "the answer is larger than 32 MiB" || e.TrackingID != "rq1" || !large.closed {
		t.Errorf("endless: %+v", e)
	}
	_, err = bare(t, testBase, body(500, &endless{}, -1)).Do(t.Context(), get)
	if e := failed(t, err); e.Kind != api.Server || e.Status != 500 {
		t.Errorf("endless error: %+v", e)
	}
	cut := io.NopCloser(io.MultiReader(strings.NewReader(`{"id":`), errReader{io.ErrUnexpectedEOF}))
	_, err = bare(t, testBase, body(200, cut, 100)).Do(t.Context(), post)
	if e := failed(t, err); e.Kind != api.Decode || !e.Ambiguous() || e.Detail != "the answer was cut off after 6 bytes" {
		t.Errorf("cut: %+v", e)
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

// TestReadingStopsWithContext pins that a body which comes a byte at a time, or
// not at all, cannot hold a request beyond its deadline.
func TestReadingStopsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pr, pw := io.Pipe()
		defer pw.Close()
		c := bare(t, testBase, trip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: pr, ContentLength: -1, Request: r}, nil
		}))
		start := time.Now()
		_, err := c.Do(deadline(t, 15*time.Second), post)
		if e := failed(t, err); e.Kind != api.Offline || !e.Ambiguous() || e.Status != 200 || time.Since(start) != 15*time.Second {
			t.Errorf("after %v: %+v", time.Since(start), e)
		}
	})
}

// TestHEAD pins that a server's body to HEAD is not waited for.
func TestHEAD(t *testing.T) {
	q := Request{Op: api.HeadPendingTasks, Method: "HEAD", Path: "/beta/task-status/pending-tasks", Bucket: "beta"}
	c := bare(t, testBase, trip(func(r *http.Request) (*http.Response, error) {
		return answer(r, 200, "junk", "X-Total-Count", "3"), nil
	}))
	if res, err := c.Do(t.Context(), q); err != nil || len(res.Body) != 0 || Total(res.Header) != 3 {
		t.Errorf("%+v, %v", res, err)
	}
}
