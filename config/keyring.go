package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
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
// reference to it. key is the setting it belongs to, such as client_secret. What
// is there already stays: it may belong to a tenant of that name in another
// configuration. The entry then gets a number. undo takes out what was put in.
// Where the keyring cannot be used the error is a *KeyringError.
func StoreSecret(ctx context.Context, tenant, key, secret string) (r Reference, undo func(), err error) {
	if err := storable(secret); err != nil {
		return "", nil, err
	}
	for n := range maxNumbered {
		user := numbered(tenant, n) + "/" + key
		r, undo, err = storeEntry(ctx, user, secret)
		if !errors.Is(err, errTaken) {
			break
		}
	}
	return r, undo, err
}

// storeEntry puts a secret into a new entry of the keyring, with errTaken where
// there is one with another secret.
func storeEntry(ctx context.Context, user, secret string) (r Reference, undo func(), err error) {
	r = Reference("keyring:" + keyringService + "/" + user)
	was, err := await(ctx, func() (string, error) { return keyring.Get(keyringService, user) })
	switch {
	case err == nil && was == secret:
		return r, func() {}, nil
	case err == nil:
		return "", nil, &KeyringError{Why: "there are too many entries of that name", Err: errTaken}
	case !errors.Is(err, keyring.ErrNotFound):
		return "", nil, keyringError(ctx, err)
	}
	undo = func() { _ = keyring.Delete(keyringService, user) }
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
	return r, undo, nil
}

// errTaken is that another secret is kept under that name.
var errTaken = errors.New("there is another secret of that name")

// maxNumbered is how many secrets of one name there can be.
const maxNumbered = 100

// numbered is a name, and with a number where n others have it.
func numbered(name string, n int) string {
	if n == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(n+1)
}

// secretsDir is the folder beside the configuration for files with secrets.
const secretsDir = "secrets"

// SecretFile returns the file in which StoreSecretFile keeps a secret: in a folder
// beside the configuration, named after tenant and setting.
func SecretFile(file, tenant, key string) string {
	return filepath.Join(filepath.Dir(file), secretsDir, tenant+"."+key)
}

// StoreSecretFile writes a secret into a new file that only its owner can read
// and returns the reference to it. A file that is there with another secret
// stays, and the new one gets a number after its name. undo removes what was
// written. A link is not followed.
func StoreSecretFile(path, secret string) (r Reference, undo func(), err error) {
	if err := storable(secret); err != nil {
		return "", nil, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", nil, err
	}
	for n := range maxNumbered {
		one := numbered(path, n)
		r, undo, err = storeFile(one, []byte(secret+"\n"))
		if !errors.Is(err, errTaken) {
			break
		}
	}
	if err != nil {
		return "", nil, fmt.Errorf("%s: %w", visible(shorten(path)), bareError(err))
	}
	return r, undo, nil
}

// storeFile writes a secret into a new file, with errTaken where there is one
// with other content.
func storeFile(path string, content []byte) (r Reference, undo func(), err error) {
	was, had, err := readToSave(path)
	switch {
	case err != nil:
		return "", nil, err
	case had && !bytes.Equal(was, content):
		return "", nil, errTaken
	case had:
		undo = func() {}
	default:
		undo = func() { _ = removeSame(path, content) }
	}
	// Also where it is there already: others may be able to read it.
	if err := swapFile(path, was, had, content); err != nil {
		return "", nil, err
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
