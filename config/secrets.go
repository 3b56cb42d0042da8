package config

import (
	"context"
	"errors"
	"fmt"
)

// Secrets fetches client id, client secret and NERM token of the tenant, the
// last "" where none is set. Call it before the screen opens: a keyring or a
// command may ask for a passphrase on the terminal. The caller wraps what it
// gets at once, so that it is never printed.
func (t *Tenant) Secrets(ctx context.Context) (id, secret, nermToken string, err error) {
	fetch := func(r Reference) string {
		if r == "" {
			return ""
		}
		value, e := r.Resolve(ctx)
		err = errors.Join(err, e)
		return value
	}
	id, secret, nermToken = fetch(t.ClientID), fetch(t.ClientSecret), fetch(t.NERMToken)
	if err != nil {
		err = fmt.Errorf("tenant %s: %w", t.Name, err)
	}
	return id, secret, nermToken, err
}

// Slow reports whether the terminal is to be treated as one on a thin line:
// as set, or, for auto, whether it is reached over SSH.
func (c *Config) Slow(env func(string) (string, bool)) bool {
	if c.SlowLine != "auto" {
		return c.SlowLine == "yes"
	}
	for _, name := range []string{"SSH_TTY", "SSH_CONNECTION"} {
		if v, _ := env(name); v != "" {
			return true
		}
	}
	return false
}
