package config

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestResolveISC(t *testing.T) {
	for _, tt := range []struct{ in, base, web string }{
		{"acme", "https://acme.api.identitynow.com", "https://acme.identitynow.com"},
		{" ACME ", "https://acme.api.identitynow.com", "https://acme.identitynow.com"},
		{"acme.identitynow.com", "https://acme.api.identitynow.com", "https://acme.identitynow.com"},
		{"acme.identitynow-demo.com", "https://acme.api.identitynow-demo.com", "https://acme.identitynow-demo.com"},
		{"acme.saas.sailpointfedramp.com", "https://acme.api.saas.sailpointfedramp.com", "https://acme.saas.sailpointfedramp.com"},
		{"acme.identitysoon.com", "https://acme.api.cloud.sailpoint.com", "https://acme.identitysoon.com"},
		{"acme.api.identitynow.com", "https://acme.api.identitynow.com", "https://acme.identitynow.com"},
		{"https://acme.api.identitynow.com/", "https://acme.api.identitynow.com", "https://acme.identitynow.com"},
		{"https://acme.api.cloud.sailpoint.com", "https://acme.api.cloud.sailpoint.com", "https://acme.identitysoon.com"},
		{"https://acme.identitynow.com", "https://acme.api.identitynow.com", "https://acme.identitynow.com"}, // the web interface, pasted
		{"https://gateway.acme.com/isc/", "https://gateway.acme.com/isc", ""},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8080", ""},
		{"http://[::1]:8080/", "http://[::1]:8080", ""},
		{"http://localhost", "http://localhost", ""},
	} {
		base, web, m := resolveISC(tt.in)
		if m != nil || base != tt.base || web != tt.web {
			t.Errorf("%q: got %q, %q, %v", tt.in, base, web, m)
		}
	}
}

func TestResolveNERM(t *testing.T) {
	for in, want := range map[string]string{
		"acme":                             "https://acme.nonemployee.com/api",
		"acme.nonemployee.com":             "https://acme.nonemployee.com/api",
		"https://acme.nonemployee.com":     "https://acme.nonemployee.com/api",
		"https://acme.nonemployee.com/api": "https://acme.nonemployee.com/api",
		"http://127.0.0.1:80/nerm/api/":    "http://127.0.0.1:80/nerm/api",
	} {
		if got, m := resolveNERM(in); m != nil || got != want {
			t.Errorf("%q: got %q, %v", in, got, m)
		}
	}
}

// Whatever is accepted is an address that a token may be sent to, and
// resolving it again changes nothing.
func TestAddressesAreSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(
			rapid.String(),
			rapid.StringMatching(`(https?://)?([a-z@:.\[\]]{0,3}|127\.0\.0\.1|localhost|acme)(\.[a-z]{1,4}){0,3}(:[0-9]{0,3})?(/[a-z0-9?#%/]{0,4})?`),
		).Draw(t, "s")
		check := func(base string) {
			u, err := url.Parse(base)
			switch {
			case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(base, "/"):
				t.Fatalf("base %q: %v", base, err)
			case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
				t.Fatalf("plain text to %q", base)
			}
		}
		if base, web, m := resolveISC(s); m == nil {
			check(base)
			if again, sameWeb, m := resolveISC(base); m != nil || again != base || sameWeb != web {
				t.Fatalf("%q, then %q, %v", base, again, m)
			}
		}
		if base, m := resolveNERM(s); m == nil {
			check(base)
		}
	})
}
