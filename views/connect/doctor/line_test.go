package doctor

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// On a terminal no line is longer than it, no word is broken, and what to do
// stands on a line of its own; on a pipe each thing is one line.
func TestLines(t *testing.T) {
	for _, c := range []struct {
		width int
		want  string
	}{
		{0, "problem  secrets          env:NO_SUCH_NAME_AT_ALL: the variable is not set, which is a pity → correct [tenants.acme-prod] in ~/.config/iscope/config.toml\n"},
		{80, "problem  secrets          env:NO_SUCH_NAME_AT_ALL: the variable is not set,\n                          which is a pity\n" +
			"                          → correct [tenants.acme-prod] in\n                            ~/.config/iscope/config.toml\n"},
		{40, "problem  secrets\n    env:NO_SUCH_NAME_AT_ALL: the\n    variable is not set, which is a\n    pity\n    → correct [tenants.acme-prod] in\n      ~/.config/iscope/config.toml\n"},
	} {
		var out strings.Builder
		d := Doctor{Out: &out, width: c.width}
		d.problem("secrets", "env:NO_SUCH_NAME_AT_ALL: the variable is not set, which is a pity", "correct [tenants.acme-prod] in ~/.config/iscope/config.toml")
		if out.String() != c.want {
			t.Errorf("%d columns:\n%s", c.width, out.String())
		}
	}
}

// What the configuration refused is told once, and nothing is made of it.
func TestRefusedSecret(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes are made up there")
	}
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(canary), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(secret, 0o644); err != nil {
		t.Fatal(err)
	}
	p := admit(t, "")
	p.demo(t)
	text := "tenant = \"acme\"\n[tenants.acme]\nurl = \"" + p.env["SAIL_BASE_URL"] + "\"\nclient_id = \"i\"\nclient_secret = \"file:" + secret + "\"\n"
	if err := os.MkdirAll(filepath.Dir(p.file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	lines := p.examine(t, Unwell)
	want(t, lines, "configuration", "can be read by others (mode 0644)")
	want(t, lines, "secrets", "problem: client_secret cannot be used → see configuration, above")
	want(t, lines, "sign-in", "skipped: client id or secret could not be had")
	want(t, lines, "sessions", "skipped: NERM is not configured")
	if strings.Contains(p.out.String(), "personal access token") {
		t.Error("a new token would not help")
	}
}

// A token of NERM that cannot be had is not replaced by that of ISC.
func TestTokenOfNERMLost(t *testing.T) {
	p := admit(t, "")
	p.demo(t)
	p = admit(t, "tenant = \"acme\"\n[tenants.acme]\nurl = \""+p.env["SAIL_BASE_URL"]+"\"\nclient_id = \"env:SAIL_CLIENT_ID\"\nclient_secret = \"env:SAIL_CLIENT_SECRET\"\nnerm_url = \""+
		p.env["SAIL_NERM_BASE_URL"]+"\"\nnerm_token = \"env:ISCOPE_TEST_NO_TOKEN\"\n")
	lines := p.examine(t, Unwell)
	want(t, lines, "sign-in", "ok: ")
	want(t, lines, "sessions", "skipped: the token of NERM could not be had")
}

// Where no tenant can be chosen since the configuration will not do, that is all
// there is to say; a variable that is none of ours is a warning.
func TestNoSuchTenant(t *testing.T) {
	p := admit(t, "[tenants.acme]\nurl = \"acme\"\nclient_id = \"i\"\nclient_secret = \"keyring:\"\n")
	p.env["ISCOPE_TENANT"] = "nope"
	p.Environ = func() []string { return []string{"ISCOPE_TENNANT=x"} }
	lines := p.examine(t, Unwell)
	want(t, lines, "chosen tenant", "skipped: see configuration, above")
	want(t, lines, "configuration", "warning: there is no variable ISCOPE_TENNANT → did you mean ISCOPE_TENANT?")
}
