package config

import (
	"strings"
	"testing"
)

func TestSecrets(t *testing.T) {
	t.Setenv("ISCOPE_TEST_SECRET", "hush")
	tn := &Tenant{Name: "acme", ClientID: "an-id", ClientSecret: "env:ISCOPE_TEST_SECRET"}
	id, secret, token, err := tn.Secrets(t.Context())
	if err != nil || id != "an-id" || secret != "hush" || token != "" {
		t.Errorf("got %q, %q, %q, %v", id, secret, token, err)
	}
	tn.NERMToken = "env:ISCOPE_TEST_ABSENT"
	if _, _, _, err := tn.Secrets(t.Context()); err == nil || !strings.Contains(err.Error(), "acme") || !strings.Contains(err.Error(), "ISCOPE_TEST_ABSENT") {
		t.Errorf("error %v", err)
	}
}

func TestSlow(t *testing.T) {
	ssh := func(name string) (string, bool) { return "/dev/pts/0", name == "SSH_TTY" }
	local := func(string) (string, bool) { return "", false }
	for _, c := range []struct {
		set  string
		env  func(string) (string, bool)
		want bool
	}{{"auto", ssh, true}, {"auto", local, false}, {"yes", local, true}, {"no", ssh, false}} {
		if got := (&Config{SlowLine: c.set}).Slow(c.env); got != c.want {
			t.Errorf("%s: %v", c.set, got)
		}
	}
}
