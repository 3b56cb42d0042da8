package demotest

import (
	"cmp"
	"strings"
	"testing"

	"iscope/api/isc"
	"iscope/api/nerm"
	"iscope/api/safe"
	"iscope/api/sandbox"
)

// address is what a tenant without a socket is called; nobody listens there.
const address = "http://127.0.0.1:1"

// Vars returns by their names the variables that a tenant or its server prints
// for programs.
func Vars(lines []string) map[string]string {
	vars := map[string]string{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, "=")
		vars[name] = value
	}
	return vars
}

// ISC returns a client of a demo tenant's ISC. What c leaves empty of address,
// credentials and transport is the tenant's.
func ISC(t testing.TB, tenant *sandbox.Tenant, c isc.Config) *isc.Client {
	t.Helper()
	vars := Vars(tenant.Env(address))
	c.BaseURL, c.ClientID = cmp.Or(c.BaseURL, vars["SAIL_BASE_URL"]), cmp.Or(c.ClientID, vars["SAIL_CLIENT_ID"])
	if c.ClientSecret.IsZero() {
		c.ClientSecret = safe.NewSecret(vars["SAIL_CLIENT_SECRET"])
	}
	if c.HTTP == nil {
		c.HTTP = tenant.RoundTripper()
	}
	client, err := isc.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// NERM returns a client of a demo tenant's NERM. What c leaves empty of address,
// token and transport is the tenant's.
func NERM(t testing.TB, tenant *sandbox.Tenant, c nerm.Config) *nerm.Client {
	t.Helper()
	vars := Vars(tenant.Env(address))
	c.BaseURL = cmp.Or(c.BaseURL, vars["SAIL_NERM_BASE_URL"])
	if c.Token.IsZero() && c.Tokens == nil {
		c.Token = safe.NewSecret(vars["SAIL_NERM_TOKEN"])
	}
	if c.HTTP == nil {
		c.HTTP = tenant.RoundTripper()
	}
	client, err := nerm.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return client
}
