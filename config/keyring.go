package config

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"

	"github.com/zalando/go-keyring"
)

// KeyringError is why the keyring of the desktop cannot be used.
type KeyringError struct {
	Why string // in words, safe to print
	Err error
}

// Error returns a sentence without the secret.
func (e *KeyringError) Error() string { return "the keyring cannot be used: " + e.Why }

// Unwrap returns what the keyring said.
func (e *KeyringError) Unwrap() error { return e.Err }

// Remedy says where a secret can go instead.
func (e *KeyringError) Remedy() string {
	return "keep the secret in a file of mode 0600, or name a command that prints it"
}

// CheckKeyring reports whether the keyring answers, with a *KeyringError where it
// does not. It only looks for an entry that is not there, so that nobody is
// asked for a passphrase; a keyring that is locked shows when it is written to.
func CheckKeyring(ctx context.Context) error {
	_, err := await(ctx, func() (string, error) { return keyring.Get(keyringService, "check") })
	if err == nil || errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return keyringError(ctx, err)
}

// keyringError puts what a keyring said into words.
func keyringError(ctx context.Context, err error) *KeyringError {
	e := &KeyringError{Err: err}
	text := strings.ToLower(err.Error())
	switch {
	case ctx.Err() != nil:
		e.Why = "it did not answer in time"
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		e.Why = "there is none for " + runtime.GOOS
	case errors.Is(err, keyring.ErrSetDataTooBig):
		e.Why = "the secret is too long for it"
	case strings.Contains(text, "org.freedesktop.secrets"):
		e.Why = "no program here keeps secrets (org.freedesktop.secrets, such as gnome-keyring or KeePassXC)"
	case strings.Contains(text, "dbus") || strings.Contains(text, "d-bus"):
		e.Why = "there is no desktop session here (no D-Bus), as on most jump hosts"
	case strings.Contains(text, "locked") || strings.Contains(text, "dismissed"):
		e.Why = "it is locked and was not unlocked"
	default:
		e.Why = visible(err.Error())
	}
	return e
}

// StoreSecret puts a secret of a tenant into the keyring and returns the
// reference to it. key is the setting it belongs to, such as client_secret. An
// entry that was there is replaced; undo puts back what was. Where the keyring
// cannot be used the error is a *KeyringError.
func StoreSecret(ctx context.Context, tenant, key, secret string) (r Reference, undo func(), err error) {
	if err := storable(secret); err != nil {
		return "", nil, err
	}
	user := tenant + "/" + key
	was, err := await(ctx, func() (string, error) { return keyring.Get(keyringService, user) })
	had := err == nil
	if err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return "", nil, keyringError(ctx, err)
	}
	undo = func() {
		if had {
			_ = keyring.Set(keyringService, user, was)
		} else {
			_ = keyring.Delete(keyringService, user)
		}
	}
	back, err := await(ctx, func() (string, error) {
		if err := keyring.Set(keyringService, user, secret); err != nil {
			return "", err
		}
		return keyring.Get(keyringService, user) // some cut or encode what is long
	})
	switch {
	case err != nil:
		return "", nil, keyringError(ctx, err)
	case back != secret:
		undo()
		return "", nil, &KeyringError{Why: "it gives back something else than it was given"}
	}
	return Reference("keyring:" + keyringService + "/" + user), undo, nil
}

// secretsDir is the folder beside the configuration for files with secrets.
const secretsDir = "secrets"

// SecretFile returns the file in which StoreSecretFile keeps a secret: in a folder
// beside the configuration, named after tenant and setting.
func SecretFile(file, tenant, key string) string {
	return filepath.Join(filepath.Dir(file), secretsDir, tenant+"."+key)
}

// StoreSecretFile writes a secret into a file that only its owner can read and
// returns the reference to it. What stood in the file is replaced; undo puts it
// back. A link is not followed.
func StoreSecretFile(path, secret string) (r Reference, undo func(), err error) {
	if err := storable(secret); err != nil {
		return "", nil, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", nil, err
	}
	was, had, err := readToSave(path)
	if err == nil {
		err = swapFile(path, was, had, []byte(secret+"\n"))
	}
	if err != nil {
		return "", nil, fmt.Errorf("%s: %w", visible(shorten(path)), bareError(err))
	}
	undo = func() {
		if had {
			_ = swapFile(path, []byte(secret+"\n"), true, was)
		} else {
			_ = removeSame(path, []byte(secret+"\n"))
		}
	}
	return Reference("file:" + path), undo, nil
}

// storable refuses what Resolve would refuse to give back.
func storable(secret string) error {
	switch {
	case secret == "":
		return errors.New("the secret is empty")
	case len(secret) > maxSecret:
		return errors.New("too long for a secret")
	case strings.ContainsFunc(secret, unicode.IsControl):
		return errors.New("the secret has a line break or another control character in it")
	}
	return nil
}
