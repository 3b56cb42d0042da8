package config

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"unicode"

	"github.com/zalando/go-keyring"
)

// Reference says where a secret is: env:NAME, keyring:SERVICE/USER, file:PATH
// or command:PROGRAM ARGUMENTS. It holds no secret itself and may be printed.
// Load admits any other text as a client id, which then stands for itself.
type Reference string

// keyringService is where secrets are kept when a reference names no service.
const keyringService = "iscope"

// maxSecret is more than any secret or token is long, in bytes.
const maxSecret = 64 << 10

var schemes = []string{"env", "keyring", "file", "command"}

// cut returns the reference's scheme and what follows it; the scheme is ""
// for a text that stands for itself.
func (r Reference) cut() (scheme, rest string) {
	for _, s := range schemes {
		if rest, ok := strings.CutPrefix(string(r), s+":"); ok {
			return s, strings.TrimSpace(rest)
		}
	}
	return "", string(r)
}

// Resolve fetches the secret. It may take as long as a person needs to unlock
// a keyring, and up to ten seconds for a command; it ends early with ctx. An
// error says what to do and never holds the secret.
func (r Reference) Resolve(ctx context.Context) (string, error) {
	scheme, rest := r.cut()
	var value string
	var err error
	switch scheme {
	case "env":
		value, err = fromEnvironment(rest)
	case "keyring":
		value, err = fromKeyring(ctx, rest)
	case "file":
		value, err = fromFile(rest)
	case "command":
		value, err = fromCommand(ctx, rest)
	default:
		value = rest
	}
	switch {
	case err != nil:
	case value == "":
		err = errors.New("holds nothing")
	case strings.ContainsFunc(value, unicode.IsControl):
		err = errors.New("holds a line break or another control character, which no secret has")
	default:
		return value, nil
	}
	if scheme == "command" { // its arguments are nobody's business
		program, _, _ := strings.Cut(rest, " ")
		return "", fmt.Errorf("command:%s: %w", visible(program), err)
	}
	if scheme == "" {
		return "", fmt.Errorf("client id: %w", err)
	}
	return "", fmt.Errorf("%s: %w", visible(scheme+":"+rest), err)
}

func fromEnvironment(name string) (string, error) {
	v, ok := os.LookupEnv(name)
	if !ok {
		return "", errors.New("the variable is not set")
	}
	return strings.TrimRight(v, "\r\n"), nil
}

// fromKeyring asks the keyring of the desktop, which may ask the person.
func fromKeyring(ctx context.Context, entry string) (string, error) {
	service, user := keyringEntry(entry, "")
	value, err := await(ctx, func() (string, error) { return keyring.Get(service, user) })
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("the keyring did not answer: %w", context.Cause(ctx))
	case errors.Is(err, keyring.ErrNotFound):
		return "", errors.New("no such entry; add it with: " + storeCommand(runtime.GOOS, service, user))
	case err != nil:
		return "", fmt.Errorf("the keyring cannot be read (%s); use env:, file: or command: instead", visible(err.Error()))
	}
	return strings.TrimRight(value, "\r\n"), nil
}

// await returns what get returns, or early when ctx ends: the keyring takes no
// context. When ctx has ended, get is not called. If it never answers, its goroutine stays until the program ends,
// which is better than a program that hangs.
func await(ctx context.Context, get func() (string, error)) (string, error) {
	if ctx.Err() != nil { // nobody waits: do not ask the person either
		return "", context.Cause(ctx)
	}
	type answer struct {
		value string
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		value, err := get()
		done <- answer{value, err}
	}()
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case a := <-done:
		return a.value, a.err
	}
}

// keyringEntry splits SERVICE/USER. Without a slash all of it is the user, and
// without anything the user is fallback.
func keyringEntry(entry, fallback string) (service, user string) {
	service, user, ok := strings.Cut(entry, "/")
	switch {
	case entry == "":
		return keyringService, fallback
	case !ok:
		return keyringService, entry
	}
	return service, user
}

// storeCommand returns the command that puts a secret where go-keyring finds
// it. Each asks for the secret, so that it lands in no shell history.
func storeCommand(system, service, user string) string {
	quoted := func(s string) string {
		if !strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f || !bare(byte(r)) && !strings.ContainsRune("./@:", r) }) {
			return s
		}
		return "'" + strings.ReplaceAll(visible(s), "'", `'\''`) + "'"
	}
	switch system {
	case "darwin":
		return fmt.Sprintf("security add-generic-password -s %s -a %s -w", quoted(service), quoted(user))
	case "windows":
		return fmt.Sprintf("cmdkey /generic:%s /user:%s /pass", quoted(service+":"+user), quoted(user))
	}
	return fmt.Sprintf("secret-tool store --label=iscope service %s username %s", quoted(service), quoted(user))
}

func fromFile(path string) (string, error) {
	f, err := os.Open(expand(path, ""))
	if err != nil {
		return "", bareError(err)
	}
	defer f.Close()
	// Of the open file, so that what is checked is what is read.
	info, err := f.Stat()
	if err != nil {
		return "", bareError(err)
	}
	if m := checkSecretFile(path, info); m != nil {
		return "", errors.New(m.text)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	switch {
	case err != nil:
		return "", bareError(err)
	case len(data) > maxSecret:
		return "", errors.New("too long for a secret")
	}
	return strings.TrimRight(string(data), "\r\n"), nil
}

// bareError takes the path, which the message has already, off err.
func bareError(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// checkSecretFile refuses a file that others than its owner can read.
func checkSecretFile(path string, info fs.FileInfo) *mistake {
	switch mode := info.Mode(); {
	case !mode.IsRegular():
		return wrong("%s is not a regular file", visible(path))
	case mode.Perm()&0o077 != 0 && runtime.GOOS != "windows": // where modes are made up
		return wrong("%s can be read by others (mode %04o); run: chmod 600 %s", visible(path), mode.Perm(), visible(path))
	}
	return nil
}
