package demotest

import (
	"errors"
	"net/http"
	"testing"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/nerm"
	"iscope/api/safe"
	"iscope/api/sandbox"
)

// TestClients asks both services of a tenant, in every generation.
func TestClients(t *testing.T) {
	tenant := sandbox.New(sandbox.Options{Seed: 7})
	for _, gen := range isc.Generations {
		c := ISC(t, tenant, isc.Config{Generation: gen})
		if page, err := c.Workflows(t.Context(), api.Query{Limit: 3}); err != nil || len(page.Items) < 3 || c.Generation() != gen {
			t.Errorf("%s: %d workflows, %v", gen, len(page.Items), err)
		}
	}
	if page, err := NERM(t, tenant, nerm.Config{}).Sessions(t.Context(), api.SessionQuery{Limit: 3}); err != nil || len(page.Items) != 3 {
		t.Errorf("%d sessions, %v", len(page.Items), err)
	}
}

// noted counts requests on their way.
type noted struct {
	http.RoundTripper
	n int
}

func (n *noted) RoundTrip(r *http.Request) (*http.Response, error) {
	n.n++
	return n.RoundTripper.RoundTrip(r)
}

// TestOwn pins that what a test gives of its own is kept.
func TestOwn(t *testing.T) {
	tenant := sandbox.New(sandbox.Options{Seed: 7})
	line := &noted{RoundTripper: tenant.RoundTripper()}
	var refused *api.Error
	c := ISC(t, tenant, isc.Config{HTTP: line, ClientSecret: safe.NewSecret("wrong")})
	if _, err := c.Workflows(t.Context(), api.Query{}); !errors.As(err, &refused) || line.n == 0 {
		t.Errorf("with a wrong secret: %v; %d requests", err, line.n)
	}
	line.n = 0
	n := NERM(t, tenant, nerm.Config{HTTP: line, Token: safe.NewSecret("wrong")})
	if _, err := n.Sessions(t.Context(), api.SessionQuery{}); !errors.As(err, &refused) || line.n == 0 {
		t.Errorf("with a wrong token: %v; %d requests", err, line.n)
	}
	line.n = 0
	own := ISC(t, tenant, isc.Config{HTTP: line})
	if _, err := NERM(t, tenant, nerm.Config{Tokens: own.Tokens()}).Sessions(t.Context(), api.SessionQuery{}); err != nil || line.n != 1 {
		t.Errorf("with the tokens of ISC: %v; %d requests", err, line.n)
	}
}

func TestVars(t *testing.T) {
	vars := Vars([]string{"A=1", "B=x=y", "C"})
	if len(vars) != 3 || vars["A"] != "1" || vars["B"] != "x=y" || vars["C"] != "" {
		t.Errorf("%q", vars)
	}
}
