package rest

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"iscope/api"
)

func TestRedirects(t *testing.T) {
	to := func(where string) func(int, *http.Request) (*http.Response, error) {
		return func(n int, r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/done" {
				return answer(r, 200, `{"ok":1}`), nil
			}
			return answer(r, 307, ``, "Location", where), nil
		}
	}
	for _, c := range []struct {
		name, where string
		request     Request
		attempts    int
		ok          bool
	}{
		{"read within the host", "/done", get, 2, true},
		{"read within the host, absolute", testBase + "/done", get, 2, true},
		{"read in a circle", "/v3/again", get, 1 + maxRedirects, false},
		{"read to another host", "https://evil.example/done", get, 1, false},
		{"read to another scheme", "http://acme.api.identitynow.com/done", get, 1, false},
		{"read to another port", "https://acme.api.identitynow.com:8443/done", get, 1, false},
		{"read with credentials", "https://me@acme.api.identitynow.com/done", get, 1, false},
		{"read to nowhere", "", get, 1, false},
		{"write", "/done", post, 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			host := &tenant{reply: to(c.where)}
			r := newRig(t, host)
			_, err := r.Do(t.Context(), c.request)
			if (err == nil) != c.ok || len(host.paths) != c.attempts {
				t.Fatalf("%d attempts, err = %v", len(host.paths), err)
			}
			if err != nil {
				if e := failed(t, err); e.Kind != api.Server || e.Status != 307 || !e.Ambiguous() {
					t.Errorf("%+v", e)
				}
			}
		})
	}
}

// TestTokenRequestIsNotRedirected pins that the client secret goes nowhere else.
func TestTokenRequestIsNotRedirected(t *testing.T) {
	var seen []string
	r := newRig(t, trip(func(r *http.Request) (*http.Response, error) {
		seen = append(seen, r.URL.String())
		return answer(r, 307, ``, "Location", "/elsewhere"), nil
	}))
	if _, err := r.Do(t.Context(), get); err == nil || len(seen) != 1 {
		t.Errorf("%v, err = %v", seen, err)
	}
}

func TestAddresses(t *testing.T) {
	for base, ok := range map[string]bool{
		"https://acme.api.identitynow.com": true, "https://acme.api.identitynow.com/": true, "https://acme.nonemployee.com/api": true,
		"http://127.0.0.1:8080": true, "http://localhost:1/nerm/api": true, "http://[::1]:9": true,
		"http://acme.api.identitynow.com": false, "http://127.0.0.1.evil.example": false, "http://localhost.evil.example": false,
		"http://10.0.0.1": false, "ftp://acme": false, "acme.api.identitynow.com": false, "": false, "https://": false,
		"https://user:pw@acme.api.identitynow.com": false, "https://acme.com?x=1": false, "https://acme.com#x": false, "https:acme": false, "https://a b": false,
	} {
		_, err := New(Config{BaseURL: base})
		if (err == nil) != ok {
			t.Errorf("New(%q): %v", base, err)
		}
		if err != nil && strings.Contains(err.Error(), "pw") {
			t.Errorf("the message tells the password: %v", err)
		}
	}
}

func TestTransport(t *testing.T) {
	pool := NewTransport()
	if c := pool.TLSClientConfig; c.MinVersion != 0x0303 || c.InsecureSkipVerify {
		t.Errorf("TLS from %x, unverified: %v", c.MinVersion, c.InsecureSkipVerify)
	}
	one, two := bare(t, testBase, nil), bare(t, testBase, nil)
	if one.http != two.http {
		t.Error("clients do not share their connections")
	}
}

// TestReadOnly tries every method on paths that look harmless.
func TestReadOnly(t *testing.T) {
	host := &tenant{}
	r := newRig(t, host, func(c *Config) { c.ReadOnly = true })
	for path, posts := range map[string]bool{
		"/v3/workflows/execute/external/x1/test": true, "/workflows/v1/execute/external/x1/test": true,
		"/v3/workflows/x1/test": false, "/v3/workflows/execute/external/x1": false, "/v3/workflows/execute/external//test": false,
		"/v3/workflows/execute/external/a/b/test": false, "/v3/workflows/execute/external/test": false, "/v3/work-items/1/approve/2": false, "/oauth/token2": false,
	} {
		for method, reads := range map[string]bool{"GET": true, "HEAD": true, "POST": posts, "PUT": false, "PATCH": false, "DELETE": false, "get": false, "OPTIONS": false} {
			n := host.count()
			_, err := r.Do(t.Context(), Request{Op: api.TestExternal, Method: method, Path: path, Bucket: "v3"})
			if (err == nil) != reads || (host.count() > n) != reads {
				t.Errorf("%s %s: err = %v, %d requests", method, path, err, host.count()-n)
			}
			if err != nil {
				if e := failed(t, err); e.Kind != api.ReadOnly || !e.Unsent {
					t.Errorf("%+v", e)
				}
			}
		}
	}
}

// TestSecretsStayHome searches everything that is written down for what must
// not be in it, with a host that repeats what it is sent.
func TestSecretsStayHome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{life: 749, reply: func(n int, r *http.Request) (*http.Response, error) {
			text := "you sent " + r.Header.Get("Authorization")
			switch n % 4 {
			case 0:
				return answer(r, 400, `{"error":"`+text+`","errors":{"a":"`+text+`"},"detailCode":"`+text+`"}`), nil
			case 1:
				return answer(r, 502, text), nil
			case 2:
				return answer(r, 200, text), nil
			}
			return nil, errors.New("reset")
		}}
		r := newRig(t, host)
		told := ""
		for i := range 16 {
			q := post
			q.Body, q.Type = []byte(`{"password":"hunter2","a":{"clientSecret":"hunter2"}}`), "application/json"
			if i%2 == 0 {
				q = get
			}
			if _, err := r.Do(t.Context(), q); err != nil {
				told += err.Error()
				for _, f := range failed(t, err).Fields {
					told += f
				}
				told += failed(t, err).Code
			}
		}
		for _, c := range r.calls.Latest() {
			told += c.URL + c.Body + c.Err + c.RequestID
		}
		told += r.logs.String()
		for _, secret := range []string{clientSecret, "token-number", "hunter2"} {
			if strings.Contains(told, secret) {
				t.Errorf("%q is written down:\n%s", secret, told)
			}
		}
		if r.calls.Len() < 17 || !strings.Contains(told, hiddenValue) {
			t.Error("nothing was written down")
		}
	})
}
