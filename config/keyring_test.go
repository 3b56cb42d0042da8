package config

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"
)

func TestStoreSecret(t *testing.T) {
	keyring.MockInit()
	if err := CheckKeyring(t.Context()); err != nil {
		t.Error(err)
	}
	r, undo, err := StoreSecret(t.Context(), "acme", "client_secret", "s3cret")
	if err != nil || r != "keyring:iscope/acme/client_secret" {
		t.Fatal(r, err)
	}
	if got, err := r.Resolve(t.Context()); got != "s3cret" || err != nil {
		t.Errorf("read back %q, %v", got, err)
	}
	// A tenant of that name in another configuration keeps its own.
	other, back, err := StoreSecret(t.Context(), "acme", "client_secret", "newer")
	if err != nil || other != "keyring:iscope/acme-2/client_secret" {
		t.Fatal(other, err)
	}
	if got, err := other.Resolve(t.Context()); got != "newer" || err != nil {
		t.Errorf("read back %q, %v", got, err)
	}
	same, nothing, err := StoreSecret(t.Context(), "acme", "client_secret", "newer")
	if same != other || err != nil {
		t.Errorf("the same secret once more: %v, %v", same, err)
	}
	nothing()
	if got, err := other.Resolve(t.Context()); got != "newer" || err != nil {
		t.Errorf("after undoing what was not put in: %q, %v", got, err)
	}
	back()
	if got, err := r.Resolve(t.Context()); got != "s3cret" || err != nil {
		t.Errorf("after undo %q, %v", got, err)
	}
	undo()
	for _, user := range []string{"acme/client_secret", "acme-2/client_secret"} {
		if _, err := keyring.Get("iscope", user); !errors.Is(err, keyring.ErrNotFound) {
			t.Errorf("after undo, %s: %v", user, err)
		}
	}
	for _, s := range []string{"", "two\nlines", strings.Repeat("x", maxSecret+1)} {
		if _, _, err := StoreSecret(t.Context(), "acme", "x", s); err == nil {
			t.Errorf("%.10q was stored", s)
		}
		if _, _, err := StoreSecretFile(filepath.Join(t.TempDir(), "x"), s); err == nil {
			t.Errorf("%.10q was written", s)
		}
	}
}

// Each way in which there is no keyring has its words, and never the secret.
func TestKeyringErrors(t *testing.T) {
	t.Cleanup(keyring.MockInit)
	for text, want := range map[string]string{
		"exec: \"dbus-launch\": executable file not found in $PATH":               "no desktop session",
		"The name org.freedesktop.secrets was not provided by any .service files": "org.freedesktop.secrets",
		"failed to unlock correct collection '/org/x': prompt dismissed":          "was not unlocked",
		"something\x1b[2J else": `"something\x1b[2J else"`,
	} {
		keyring.MockInitWithError(errors.New(text))
		for _, err := range []error{CheckKeyring(t.Context()), second(StoreSecret(t.Context(), "acme", "client_secret", "s3cret"))} {
			k, ok := errors.AsType[*KeyringError](err)
			if !ok || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cret") || k.Remedy() == "" || k.Unwrap() == nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
	keyring.MockInitWithError(keyring.ErrUnsupportedPlatform)
	if err := CheckKeyring(t.Context()); err == nil || !strings.Contains(err.Error(), "there is none for") {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := CheckKeyring(ctx); err == nil || !strings.Contains(err.Error(), "in time") {
		t.Error(err)
	}
}

func second(_ Reference, _ func(), err error) error { return err }

func TestStoreSecretFile(t *testing.T) {
	path := SecretFile(filepath.Join(t.TempDir(), "config.toml"), "acme", "client_secret")
	r, undo, err := StoreSecretFile(path, "s3cret")
	if err != nil || string(r) != "file:"+path {
		t.Fatal(r, err)
	}
	if got, err := r.Resolve(t.Context()); got != "s3cret" || err != nil {
		t.Errorf("read back %q, %v", got, err)
	}
	if info, err := os.Stat(path); err != nil || checkSecretFile(path, info) != nil {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	other, back, err := StoreSecretFile(path, "newer")
	if err != nil || string(other) != "file:"+path+"-2" {
		t.Fatal(other, err)
	}
	if got, err := r.Resolve(t.Context()); got != "s3cret" || err != nil {
		t.Errorf("beside another: %q, %v", got, err)
	}
	back()
	if _, err := os.Stat(path + "-2"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after undo of the second: %v", err)
	}
	undo()
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after undo of the first: %v", err)
	}
	// What somebody else wrote since is left alone.
	_, undo, err = StoreSecretFile(path, "s3cret")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	undo()
	if got, _ := os.ReadFile(path); string(got) != "theirs" {
		t.Errorf("undone: %q", got)
	}
}
