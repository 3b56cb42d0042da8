package rest

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/api/safe"
)

func TestTokenRequest(t *testing.T) {
	var seen *http.Request
	var form string
	r := newRig(t, trip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/oauth/token" {
			seen = r
			if err := r.ParseForm(); err != nil {
				return nil, err
			}
			form = r.PostForm.Encode()
			return answer(r, 200, `{"access_token":"abc"}`), nil
		}
		return answer(r, 200, `{}`), nil
	}))
	if _, err := r.Do(t.Context(), get); err != nil {
		t.Fatal(err)
	}
	if seen.Method != "POST" || seen.URL.RawQuery != "" || seen.Header.Get("Authorization") != "" ||
		seen.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("token request: %s %s %v", seen.Method, seen.URL, seen.Header)
	}
	if want := "client_id=client-id&client_secret=" + clientSecret + "&grant_type=client_credentials"; form != want {
		t.Errorf("form = %s", form)
	}
}

// TestRenewalIsShared pins that requests which need a token at the same time
// cause one sign-in, at the start and again when the token is refused.
func TestRenewalIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{life: 1000}
		revoked := false
		host.reply = func(_ int, r *http.Request) (*http.Response, error) {
			time.Sleep(100 * time.Millisecond)
			host.mu.Lock()
			defer host.mu.Unlock()
			if revoked && r.Header.Get("Authorization") == "Bearer "+tokenNo(1) {
				return answer(r, 401, `{"error":"JWT validation failed: JWT is expired"}`), nil
			}
			return answer(r, 200, `{}`), nil
		}
		r := newRig(t, host)
		crowd := func() {
			var wg sync.WaitGroup
			for i := range 50 {
				wg.Go(func() {
					q := get
					if i%5 == 0 {
						q = post
					}
					if _, err := r.Do(t.Context(), q); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		crowd()
		if host.tokens != 1 {
			t.Errorf("%d token requests at the start, want 1", host.tokens)
		}
		time.Sleep(20 * time.Second)
		revoked = true
		crowd()
		if host.tokens != 2 {
			t.Errorf("%d token requests after the token was revoked, want 2", host.tokens)
		}
	})
}

func TestTokenIsRenewedAt80Percent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{life: 1000}
		r := newRig(t, host)
		for _, step := range []struct {
			wait time.Duration
			want int
		}{{0, 1}, {795 * time.Second, 1}, {10 * time.Second, 2}, {790 * time.Second, 2}, {20 * time.Second, 3}} {
			time.Sleep(step.wait)
			if _, err := r.Do(t.Context(), get); err != nil {
				t.Fatal(err)
			}
			if host.tokens != step.want {
				t.Errorf("after another %v: %d token requests, want %d", step.wait, host.tokens, step.want)
			}
		}
	})
}

// TestRefusedToken pins who may say that a token is no good: the API, once.
func TestRefusedToken(t *testing.T) {
	const expired = `{"error":"JWT validation failed: JWT is expired"}`
	run := post
	run.Once = true
	for _, c := range []struct {
		name             string
		request          Request
		body             string
		times            int // how often it is refused
		attempts, tokens int
		ok               bool
	}{
		{"read refused once", get, expired, 1, 2, 2, true},
		{"write refused once", post, expired, 1, 2, 2, true},
		{"write refused for good", post, expired, 9, 2, 2, false},
		{"write for once", run, expired, 1, 1, 2, false},
		{"write met a proxy", post, `<html><title>Sign in</title></html>`, 1, 1, 1, false},
		{"write met an empty 401", post, ``, 1, 1, 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				host := &tenant{life: 1000, reply: func(n int, r *http.Request) (*http.Response, error) {
					if n <= c.times {
						return answer(r, 401, c.body), nil
					}
					return answer(r, 200, `{}`), nil
				}}
				r := newRig(t, host)
				_, err := r.Do(t.Context(), c.request)
				if (err == nil) != c.ok {
					t.Errorf("err = %v", err)
				}
				if err != nil && failed(t, err).Kind != api.Auth {
					t.Errorf("kind %v, want auth", failed(t, err).Kind)
				}
				if len(host.paths) != c.attempts || host.tokens != c.tokens {
					t.Errorf("%d attempts and %d tokens, want %d and %d", len(host.paths), host.tokens, c.attempts, c.tokens)
				}
				if c.ok && host.bearer[1] != tokenNo(2) {
					t.Errorf("the repeat carries %s", host.bearer[1])
				}
				if c.request.Once { // what the person sends next is not refused for the old token
					if _, err := r.Do(t.Context(), c.request); err != nil || len(host.paths) != 2 || host.bearer[1] != tokenNo(2) {
						t.Errorf("the next request: %v, carrying %v", err, host.bearer)
					}
				}
			})
		})
	}
}

// TestRenewalOutlivesItsCaller pins that one caller giving up does not take
// the token from the others who wait for it.
func TestRenewalOutlivesItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{life: 1000}
		r := newRig(t, host)
		ctx, cancel := context.WithCancel(t.Context())
		var first, second error
		var wg sync.WaitGroup
		wg.Go(func() { _, first = r.Do(ctx, post) })
		synctest.Wait()
		wg.Go(func() { _, second = r.Do(t.Context(), post) })
		synctest.Wait()
		cancel()
		wg.Wait()
		if e := failed(t, first); e.Kind != api.Canceled || !e.Unsent {
			t.Errorf("first: %+v", e)
		}
		if second != nil || host.tokens != 1 || len(host.paths) != 1 {
			t.Errorf("second: %v; %d tokens, %d requests", second, host.tokens, len(host.paths))
		}
	})
}

// signIn is a tenant whose token endpoint answers as told after the first
// token, which lives 100 s.
func signIn(status func(n int) (int, string)) http.RoundTripper {
	n := 0
	return trip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path != "/oauth/token" {
			return answer(r, 200, `{}`), nil
		}
		n++
		code, body := status(n)
		return answer(r, code, body), nil
	})
}

func TestTokenEndpointDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, signIn(func(n int) (int, string) {
			if n == 1 {
				return 200, `{"access_token":"first","expires_in":100}`
			}
			return 500, `oops`
		}))
		for _, step := range []struct {
			wait time.Duration
			ok   bool
		}{{0, true}, {85 * time.Second, true}, {20 * time.Second, false}} {
			time.Sleep(step.wait)
			_, err := r.Do(t.Context(), post)
			if (err == nil) != step.ok {
				t.Errorf("after another %v: err = %v", step.wait, err)
			}
			if err != nil {
				if e := failed(t, err); e.Kind != api.Server || !e.Unsent || e.Ambiguous() || e.Op != api.Authenticate {
					t.Errorf("error %+v", e)
				}
			}
		}
	})
}

func TestRefusedSignIn(t *testing.T) {
	for _, c := range []struct {
		name, body string
		status     int
		kind       api.Kind
		detail     string
	}{
		{"wrong secret", `{"error":"invalid_client","error_description":"Invalid client credentials"}`, 401, api.Auth, "invalid_client: Invalid client credentials"},
		{"as a 400", `{"error":"invalid_request"}`, 400, api.Auth, "invalid_request"},
		{"forbidden", ``, 403, api.Auth, "forbidden"},
		{"no token", `{"expires_in":10}`, 200, api.Decode, "the sign-in gave no token"},
		{"token that breaks the header", `{"access_token":"a\r\nX-Evil: 1"}`, 200, api.Decode, "the sign-in gave no token"},
		{"a page", `<html>hello</html>`, 200, api.Decode, "the sign-in gave no token"},
		{"secret repeated", "cannot use " + clientSecret, 400, api.Auth, "cannot use [redacted]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, signIn(func(int) (int, string) { return c.status, c.body }))
			_, err := r.Do(t.Context(), post)
			if e := failed(t, err); e.Kind != c.kind || !e.Unsent || e.Detail != c.detail {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestAccount(t *testing.T) {
	jwt := func(claims string) string { return "h." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".s" }
	for _, c := range []struct {
		name, token, more string
		want              api.Account
	}{
		{"person", jwt(`{"identity_id":"2c91","user_name":"ana\u001b","org":"acme","pod":"p1","authorities":["ORG_ADMIN","x"]}`), ``,
			api.Account{IdentityID: "2c91", UserName: "ana␛", Org: "acme", Pod: "p1", Authority: []string{"ORG_ADMIN", "x"}}},
		{"client without a user", jwt(`{"org":"acme"}`), `,"pod":"p2"`, api.Account{Org: "acme", Pod: "p2"}},
		{"no JWT", "opaque", `,"identity_id":"2c92","org":"b"`, api.Account{IdentityID: "2c92", Org: "b"}},
		{"broken claims", "a.!!!.c", ``, api.Account{}},
		{"claims of wrong types", jwt(`{"identity_id":{},"authorities":"ORG_ADMIN","org":null}`), ``, api.Account{Authority: []string{"ORG_ADMIN"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, signIn(func(int) (int, string) { return 200, `{"access_token":"` + c.token + `"` + c.more + `}` }))
			got, err := r.tokens.(*OAuth).Account(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got.IdentityID != c.want.IdentityID || got.UserName != c.want.UserName || got.Org != c.want.Org || got.Pod != c.want.Pod ||
				strings.Join(got.Authority, ",") != strings.Join(c.want.Authority, ",") {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestFixedBearerIsNotRenewed(t *testing.T) {
	host := &tenant{reply: func(_ int, r *http.Request) (*http.Response, error) { return answer(r, 401, `{"error":"no"}`), nil }}
	r := newRig(t, host)
	c := r.With(Bearer{safe.NewSecret("key")})
	_, err := c.Do(t.Context(), post)
	if e := failed(t, err); e.Kind != api.Auth || len(host.paths) != 1 || host.bearer[0] != "key" {
		t.Errorf("%v after %v", e, host.paths)
	}
}

// TestPanicDuringRenewal pins that a defect below the sign-in fails requests
// and not the program, and that the next request tries again.
func TestPanicDuringRenewal(t *testing.T) {
	n := 0
	r := newRig(t, trip(func(r *http.Request) (*http.Response, error) {
		if n++; n == 1 {
			panic("boom")
		}
		return answer(r, 200, `{"access_token":"abc"}`), nil
	}))
	_, err := r.Do(t.Context(), post)
	if e := failed(t, err); e.Kind != api.Internal || !e.Unsent {
		t.Errorf("%+v", e)
	}
	if _, err := r.Do(t.Context(), post); err != nil {
		t.Error(err)
	}
}
