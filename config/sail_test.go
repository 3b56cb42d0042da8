package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"
	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"
)

const sailYAML = `authtype: pat
activeenvironment: Prod
debug: false
environments:
  dev:
    tenanturl: https://acme-dev.identitynow.com
    baseurl: https://acme-dev.api.identitynow.com
    nermbaseurl: https://acme-dev.nonemployee.com/api
  prod:
    tenanturl: https://acme.identitynow.com
    baseurl: https://acme.api.identitynow.com
  bare:
    tenanturl: https://bare.identitynow.com
  bad:
    baseurl: http://bad.example.com
  worse:
    baseurl: [1, 2]
  none: {}
  "e\e[2Jvil":
    baseurl: https://x.example.com
`

// sailHome makes a home folder with the file of a sail CLI and a keyring.
func sailHome(t *testing.T, text string) {
	t.Helper()
	home := xdg.Home
	t.Cleanup(func() { xdg.Home = home })
	xdg.Home = t.TempDir()
	keyring.MockInit()
	if text == "" {
		return
	}
	if err := os.MkdirAll(filepath.Dir(SailFile()), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(SailFile(), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func login(t *testing.T, env string) {
	t.Helper()
	for service, value := range map[string]string{sailKeyringID: "id of " + env, sailKeyringSecret: "c4nary of " + env} {
		if err := keyring.Set(service, env, value); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSailEnvironments(t *testing.T) {
	sailHome(t, sailYAML)
	login(t, "prod")
	login(t, "bare")
	got, err := SailEnvironments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []SailEnvironment{
		{Name: "prod", Active: true, URL: "https://acme.api.identitynow.com", WebURL: "https://acme.identitynow.com"},
		{Name: "bad", Problem: "its address does not serve: plain http is for loopback only"},
		{Name: "bare", URL: "https://bare.api.identitynow.com", WebURL: "https://bare.identitynow.com"},
		{
			Name: "dev", URL: "https://acme-dev.api.identitynow.com", WebURL: "https://acme-dev.identitynow.com",
			NERMURL: "https://acme-dev.nonemployee.com/api", Lacks: "the CLI's keyring has no personal access token for it",
		},
		{Name: "none", Problem: "its address does not serve: none is set"},
		{Name: "worse", Problem: "its addresses cannot be read"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// It is a tenant whose credentials stay where they are.
	tn := got[0].Tenant()
	id, secret, _, err := tn.Secrets(t.Context())
	if id != "id of prod" || secret != "c4nary of prod" || err != nil {
		t.Errorf("%q, %q, %v", id, secret, err)
	}
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := Save(file, tn, ""); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(file); strings.Contains(string(text), "c4nary") || !strings.Contains(string(text), sailKeyringSecret) {
		t.Errorf("saved:\n%s", text)
	}
}

func TestSailTenantNames(t *testing.T) {
	for name, want := range map[string]string{"prod": "prod", "a b/c": "a-b-c", "ä": "sail", strings.Repeat("x", 50): strings.Repeat("x", 40)} {
		if got := (SailEnvironment{Name: name}).Tenant().Name; got != want || CheckName(got) != nil {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestSailOddities(t *testing.T) {
	sailHome(t, "")
	if got, err := SailEnvironments(t.Context()); got != nil || err != nil {
		t.Errorf("without the CLI: %v, %v", got, err)
	}
	sailHome(t, "authtype: oauth\nenvironments:\n  prod:\n    baseurl: https://acme.api.identitynow.com\n")
	if got, err := SailEnvironments(t.Context()); err != nil || len(got) != 1 || got[0].Problem != "" || !strings.Contains(got[0].Lacks, "browser") {
		t.Errorf("OAuth: %v, %v", got, err)
	}
	if tn := (SailEnvironment{Name: "x", Lacks: "it"}).Tenant(); tn.ClientID != "" || tn.ClientSecret != "" {
		t.Errorf("%+v", tn)
	}
	for _, text := range []string{"{", "- a", "environments: hunter2", strings.Repeat("#", maxFile+1)} {
		sailHome(t, text)
		if got, err := SailEnvironments(t.Context()); got != nil || err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%.20q: %v, %v", text, got, err)
		}
	}
	sailHome(t, "")
	if err := os.MkdirAll(SailFile(), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := SailEnvironments(t.Context()); err == nil {
		t.Error("a folder was read")
	}
}

func FuzzSail(f *testing.F) {
	f.Add([]byte(sailYAML))
	f.Add([]byte("environments: {a: &x {baseurl: a}, b: *x}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, _ := parseSail(data)
		for _, e := range list {
			if e.Problem == "" && e.URL == "" || visible(e.Name) != e.Name || visible(e.Problem) != e.Problem {
				t.Fatalf("%+v", e)
			}
		}
	})
}
